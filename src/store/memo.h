// A memory of decoded records. It is keyed by the record's own bytes, so it can never be stale: the
// record is still looked up in the transaction every time, only decoding (JSON) and checksum are
// saved when the bytes are the same.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace store {

template <typename T>
class Memo {
 public:
  explicit Memo(std::size_t entries_max = 4096) : entries_max_(entries_max) {}

  // `decode` gets key and record and returns a T; it may throw.
  template <typename Decode>
  std::shared_ptr<const T> get(std::string_view key, std::string_view record, Decode decode) {
    const std::string owned_key(key);
    const auto known = entries_.find(owned_key);
    if (known != entries_.end() && known->second.record == record) return known->second.value;
    auto value = std::make_shared<const T>(decode(key, record));
    if (entries_.size() >= entries_max_) entries_.clear();
    entries_[owned_key] = {std::string(record), value};
    return value;
  }

 private:
  struct Entry {
    std::string record;
    std::shared_ptr<const T> value;
  };
  std::size_t entries_max_;
  std::unordered_map<std::string, Entry> entries_;
};

}  // namespace store
