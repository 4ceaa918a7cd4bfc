// A store of its own for one test.
#pragma once

#include <cstddef>
#include <memory>

#include "store/store.h"
#include "support/temporary_folder.h"

namespace support {

inline constexpr base::Realm kTestRealm{1};

class TestStore {
 public:
  explicit TestStore(std::size_t map_size_bytes = std::size_t{1} << 30)
      : map_size_bytes_(map_size_bytes) {
    reopen();
  }

  void reopen() {
    store_.reset();
    store::StoreOptions options;
    options.map_size_bytes = map_size_bytes_;
    store_ = std::make_unique<store::Store>(folder_.path(), options);
  }
  void close() { store_.reset(); }

  store::Store& store() { return *store_; }
  store::Env& env() { return store_->env(); }
  store::Txn read() { return env().begin_read(); }
  store::Txn write() { return env().begin_write(); }
  const TemporaryFolder& folder() const { return folder_; }

 private:
  TemporaryFolder folder_;
  std::size_t map_size_bytes_;
  std::unique_ptr<store::Store> store_;
};

// Ids that end in a zero byte, in the order of their numbers.
inline base::ResourceId numbered_id(std::uint64_t number) {
  base::ResourceId id;
  for (std::size_t i = 0; i < 8; ++i) {
    id.bytes[14 - i] = static_cast<std::uint8_t>(number >> (8 * i));
  }
  return id;
}

}  // namespace support
