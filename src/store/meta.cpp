#include "store/meta.h"

#include <array>
#include <cstring>

#include "base/crypto.h"
#include "store/keys.h"

namespace store {
namespace {

constexpr std::string_view kLastId = "last_id";
constexpr std::string_view kNextRealm = "next_realm";

}  // namespace

std::uint64_t format_version(Txn& txn) { return get_number(txn, "format", 0); }

std::uint64_t get_number(Txn& txn, std::string_view name, std::uint64_t otherwise) {
  const auto value = txn.get(Db::kMeta, name);
  if (!value) return otherwise;
  if (value->size() != 8) throw Damaged("a counter of the store has the wrong size");
  return read_u64(*value);
}

void put_number(Txn& txn, std::string_view name, std::uint64_t number) {
  std::string value;
  append_u64(value, number);
  txn.put(Db::kMeta, name, value);
}

std::string cursor_secret(Txn& txn) {
  const auto value = txn.get(Db::kMeta, kCursorSecret);
  if (!value || value->size() != kCursorSecretBytes)
    throw Damaged("the secret of the cursors is missing or has the wrong size");
  return std::string(*value);
}

void make_cursor_secret(Txn& txn) {
  std::array<std::uint8_t, kCursorSecretBytes> secret;
  base::fill_random(secret);
  txn.put(Db::kMeta, kCursorSecret, {reinterpret_cast<const char*>(secret.data()), secret.size()});
}

std::optional<base::IdBytes> last_id(Txn& txn) {
  const auto value = txn.get(Db::kMeta, kLastId);
  if (!value) return std::nullopt;
  if (value->size() != 16) throw Damaged("the last id of the store has the wrong size");
  base::IdBytes id;
  std::memcpy(id.data(), value->data(), id.size());
  return id;
}

void put_last_id(Txn& txn, const base::IdBytes& id) {
  txn.put(Db::kMeta, kLastId, {reinterpret_cast<const char*>(id.data()), id.size()});
}

base::Realm next_realm(Txn& txn) {
  const std::uint64_t realm = get_number(txn, kNextRealm, 1);
  put_number(txn, kNextRealm, realm + 1);
  return base::Realm{static_cast<std::uint32_t>(realm)};
}

}  // namespace store
