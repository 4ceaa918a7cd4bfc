#include "store/records.h"

#include <cstdint>
#include <cstring>

#include "base/crc32c.h"
#include "base/ids.h"
#include "store/txn.h"

namespace store {
namespace {

constexpr char kFormat = 1;
constexpr std::size_t kEnvelopeBytes = 5;

std::uint32_t checksum(std::string_view key, std::string_view body) {
  return base::extend_crc32c(base::crc32c(key), body);
}

}  // namespace

std::string encode_record(std::string_view key, std::string_view content) {
  std::string record(kEnvelopeBytes, '\0');
  record.reserve(kEnvelopeBytes + content.size());
  record[4] = kFormat;
  record += content;
  const std::uint32_t crc = checksum(key, std::string_view(record).substr(4));
  std::memcpy(record.data(), &crc, sizeof crc);
  return record;
}

std::string_view decode_record(std::string_view key, std::string_view record) {
  if (record.size() < kEnvelopeBytes) throw Damaged("a record is too short");
  std::uint32_t crc;
  std::memcpy(&crc, record.data(), sizeof crc);
  if (crc != checksum(key, record.substr(4))) {
    throw Damaged("the checksum of the record under key " + base::format_hex(key) +
                  " does not match");
  }
  if (record[4] != kFormat) throw Damaged("a record has an unknown format");
  return record.substr(kEnvelopeBytes);
}

}  // namespace store
