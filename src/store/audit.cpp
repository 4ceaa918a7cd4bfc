#include "store/audit.h"

#include <cstring>

#include "base/crypto.h"
#include "store/keys.h"

namespace store {
namespace {

constexpr std::size_t kHashBytes = 32;
using Hash = std::array<std::uint8_t, kHashBytes>;

std::string_view view_of(const Hash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

Hash chain(const Hash& previous, std::string_view entry) {
  return base::sha256(view_of(previous), entry);
}

std::optional<AuditRow> last_row(Txn& txn, base::Realm realm) {
  Cursor cursor(txn, Db::kAudit);
  const std::string beyond = audit_key(base::Realm{static_cast<std::uint32_t>(realm) + 1}, 0);
  const auto row = cursor.seek(beyond) ? cursor.previous() : cursor.last();
  if (!row || realm_of(row->key) != realm) return std::nullopt;
  return decode_audit(*row);
}

}  // namespace

AuditRow decode_audit(const Row& row) {
  if (row.key.size() != 12 || row.value.size() < kHashBytes)
    throw Damaged("an audit entry is too short");
  AuditRow decoded;
  decoded.realm = realm_of(row.key);
  decoded.sequence = read_u64(row.key.substr(4));
  std::memcpy(decoded.hash.data(), row.value.data(), kHashBytes);
  decoded.entry = row.value.substr(kHashBytes);
  return decoded;
}

void append_audit(Txn& txn, base::Realm realm, std::string_view entry) {
  const auto last = last_row(txn, realm);
  const Hash hash = chain(last ? last->hash : Hash{}, entry);
  std::string value(view_of(hash));
  value += entry;
  txn.put(Db::kAudit, audit_key(realm, last ? last->sequence + 1 : 1), value);
}

std::uint64_t count_audit(Txn& txn, base::Realm realm) {
  const auto last = last_row(txn, realm);
  return last ? last->sequence : 0;
}

std::string verify_audit_chain(Txn& txn, base::Realm realm) {
  Cursor cursor(txn, Db::kAudit);
  Hash previous{};
  std::uint64_t expected = 1;
  for (auto row = cursor.seek(audit_key(realm, 0)); row && realm_of(row->key) == realm;
       row = cursor.next()) {
    const AuditRow decoded = decode_audit(*row);
    const std::string where = "audit entry " + std::to_string(decoded.sequence);
    if (decoded.sequence != expected)
      return where + " stands where " + std::to_string(expected) + " is expected";
    if (decoded.hash != chain(previous, decoded.entry))
      return where + " does not continue the chain";
    previous = decoded.hash;
    ++expected;
  }
  return {};
}

}  // namespace store
