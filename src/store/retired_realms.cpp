#include "store/retired_realms.h"

#include <optional>
#include <string>

#include "store/keys.h"
#include "store/meta.h"

namespace store {
namespace {

constexpr std::string_view kMark = "retired_realm/";  // then the realm in hex; value: the realm
constexpr Db kRealmDbs[] = {Db::kDocs,         Db::kList,         Db::kUnique, Db::kIndex,
                            Db::kGroupMembers, Db::kMemberGroups, Db::kObjects};

std::string mark_of(base::Realm realm) {
  return std::string(kMark) + base::format_hex(realm_prefix(realm));
}

std::optional<std::string> first_key(Txn& txn, Db db, const std::string& prefix) {
  Cursor cursor(txn, db);
  const auto row = cursor.seek(prefix);
  if (!row || row->key.substr(0, prefix.size()) != prefix) return std::nullopt;
  return std::string(row->key);
}

// Takes what it erases off `rows_left`; true when nothing of the realm is left.
bool erase_rows(Txn& txn, base::Realm realm, std::size_t& rows_left) {
  const std::string prefix = realm_prefix(realm);
  for (const Db db : kRealmDbs) {
    while (const auto key = first_key(txn, db, prefix)) {
      if (rows_left == 0) return false;
      txn.erase(db, *key);
      --rows_left;
    }
  }
  return true;
}

}  // namespace

void retire_realm(Txn& txn, base::Realm realm) {
  put_number(txn, mark_of(realm), static_cast<std::uint64_t>(realm));
}

std::set<base::Realm> list_retired_realms(Txn& txn) {
  std::set<base::Realm> realms;
  Cursor cursor(txn, Db::kMeta);
  for (auto row = cursor.seek(kMark); row && row->key.substr(0, kMark.size()) == kMark;
       row = cursor.next()) {
    if (row->value.size() != 8) throw Damaged("the mark of a retired realm has the wrong size");
    const std::uint64_t number = read_u64(row->value);
    realms.insert(base::Realm{static_cast<std::uint32_t>(number)});
  }
  return realms;
}

bool erase_retired_rows(Txn& txn, std::size_t rows_max) {
  std::size_t rows_left = rows_max;
  for (const base::Realm realm : list_retired_realms(txn)) {
    if (!erase_rows(txn, realm, rows_left)) return true;
    txn.erase(Db::kMeta, mark_of(realm));
  }
  return false;
}

}  // namespace store
