#include "store/audit.h"

#include <cstring>

#include "base/crypto.h"
#include "store/keys.h"

namespace store {
namespace {

constexpr std::size_t kKeyBytes = 12;
constexpr std::size_t kSequenceBytes = 8;

std::string_view view_of(const AuditHash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

AuditHash chain(const AuditHash& previous, std::string_view entry) {
  return base::sha256(view_of(previous), entry);
}

AuditHash read_hash(std::string_view bytes) {
  AuditHash hash{};
  std::memcpy(hash.data(), bytes.data(), hash.size());
  return hash;
}

std::string anchor_key(base::Realm realm) {
  return std::string(kAuditAnchorPrefix) + std::to_string(static_cast<std::uint32_t>(realm));
}

// The head of the chain: of the last entry, or of the last that was pruned.
AuditAnchor find_head(Txn& txn, base::Realm realm) {
  {
    Cursor cursor(txn, Db::kAudit);
    const std::string beyond = audit_key(base::Realm{static_cast<std::uint32_t>(realm) + 1}, 0);
    const auto row = cursor.seek(beyond) ? cursor.previous() : cursor.last();
    if (row && realm_of(row->key) == realm) {
      if (row->key.size() != kKeyBytes || row->value.size() < sizeof(AuditHash))
        throw Damaged("an audit entry is too short");
      return {read_u64(row->key.substr(4)), read_hash(row->value)};
    }
  }
  return audit_anchor(txn, realm);
}

std::string name_of_entry(std::uint64_t sequence) {
  return "audit entry " + std::to_string(sequence);
}

}  // namespace

AuditRow decode_audit(const Row& row) {
  if (row.key.size() != kKeyBytes || row.value.size() < sizeof(AuditHash))
    throw Damaged("an audit entry is too short");
  AuditRow decoded;
  decoded.realm = realm_of(row.key);
  decoded.sequence = read_u64(row.key.substr(4));
  decoded.hash = read_hash(row.value);
  decoded.entry = row.value.substr(decoded.hash.size());
  return decoded;
}

AuditAnchor decode_audit_anchor(std::string_view value) {
  if (value.size() != kSequenceBytes + sizeof(AuditHash))
    throw Damaged("the anchor of an audit chain has the wrong size");
  return {read_u64(value), read_hash(value.substr(kSequenceBytes))};
}

void append_audit(Txn& txn, base::Realm realm, std::string_view entry) {
  const AuditAnchor head = find_head(txn, realm);
  std::string value(view_of(chain(head.hash, entry)));
  value += entry;
  txn.put(Db::kAudit, audit_key(realm, head.sequence + 1), value);
}

AuditRange audit_range(Txn& txn, base::Realm realm) {
  AuditRange range;
  range.last = find_head(txn, realm).sequence;
  Cursor cursor(txn, Db::kAudit);
  const auto row = cursor.seek(audit_key(realm, 0));
  const bool found = row && row->key.size() == kKeyBytes && realm_of(row->key) == realm;
  range.first = found ? read_u64(row->key.substr(4)) : range.last + 1;
  return range;
}

std::uint64_t count_audit(Txn& txn, base::Realm realm) {
  const AuditRange range = audit_range(txn, realm);
  return range.last + 1 - range.first;
}

std::optional<AuditRow> find_audit(Txn& txn, base::Realm realm, std::uint64_t sequence) {
  const std::string key = audit_key(realm, sequence);
  const auto value = txn.get(Db::kAudit, key);
  if (!value) return std::nullopt;
  return decode_audit({key, *value});
}

void erase_audit_anchor(Txn& txn, base::Realm realm) { txn.erase(Db::kMeta, anchor_key(realm)); }

AuditAnchor audit_anchor(Txn& txn, base::Realm realm) {
  const auto value = txn.get(Db::kMeta, anchor_key(realm));
  return value ? decode_audit_anchor(*value) : AuditAnchor{};
}

std::size_t prune_audit(Txn& txn, base::Realm realm, const IsOld& is_old, std::size_t entries_max) {
  std::vector<std::string> keys;
  AuditAnchor anchor;
  {
    Cursor cursor(txn, Db::kAudit);
    for (auto row = cursor.seek(audit_key(realm, 0));
         row && realm_of(row->key) == realm && keys.size() < entries_max; row = cursor.next()) {
      const AuditRow decoded = decode_audit(*row);
      if (!is_old(decoded.entry)) break;
      anchor = {decoded.sequence, decoded.hash};
      keys.emplace_back(row->key);
    }
  }
  if (keys.empty()) return 0;
  for (const std::string& key : keys) txn.erase(Db::kAudit, key);
  std::string value;
  append_u64(value, anchor.sequence);
  value += view_of(anchor.hash);
  txn.put(Db::kMeta, anchor_key(realm), value);
  return keys.size();
}

AuditChain walk_audit_chain(Txn& txn, base::Realm realm,
                            const std::function<void(const std::string& sentence)>& on_break) {
  const AuditAnchor anchor = audit_anchor(txn, realm);
  AuditChain found;
  found.pruned = anchor.sequence;
  found.head = anchor.hash;
  std::uint64_t expected = anchor.sequence + 1;
  Cursor cursor(txn, Db::kAudit);
  for (auto row = cursor.seek(audit_key(realm, 0)); row && realm_of(row->key) == realm;
       row = cursor.next()) {
    AuditRow decoded = decode_audit(*row);
    const std::string where = name_of_entry(decoded.sequence);
    if (decoded.sequence != expected) {
      on_break(where + " stands where " + std::to_string(expected) + " is expected");
    } else if (decoded.hash != chain(found.head, decoded.entry)) {
      on_break(where + " does not continue the chain");
    }
    found.head = decoded.hash;
    expected = decoded.sequence + 1;
    if (found.entries++ == 0) found.first = decoded.entry;
    found.last = std::move(decoded.entry);
  }
  return found;
}

std::string verify_audit_chain(Txn& txn, base::Realm realm) {
  std::string first;
  walk_audit_chain(txn, realm, [&first](const std::string& sentence) {
    if (first.empty()) first = sentence;
  });
  return first;
}

std::vector<base::Realm> list_audit_realms(Txn& txn) {
  std::vector<base::Realm> realms;
  Cursor cursor(txn, Db::kAudit);
  auto row = cursor.first();
  while (row && row->key.size() >= 4) {
    realms.push_back(realm_of(row->key));
    const auto number = static_cast<std::uint32_t>(realms.back());
    if (number == UINT32_MAX) break;
    row = cursor.seek(realm_prefix(base::Realm{number + 1}));
  }
  return realms;
}

}  // namespace store
