#include "store/indexes.h"

namespace store {
namespace {

constexpr std::size_t kAttributePrefixBytes = 5;  // realm, attribute

// What the keys of an attribute's plain values begin with, and where those of the others begin.
std::string plain_prefix(base::Realm realm, IndexedAttribute attribute) {
  return attribute_key(realm, attribute, {});
}
std::string beyond_plain_prefix(base::Realm realm, IndexedAttribute attribute) {
  std::string prefix = plain_prefix(realm, attribute);
  prefix.back() = '\1';
  return prefix;
}

bool starts_with(std::string_view key, std::string_view prefix) {
  return key.substr(0, prefix.size()) == prefix;
}

// The last row before a key.
std::optional<Row> seek_before(Cursor& cursor, std::string_view key) {
  return cursor.seek(key) ? cursor.previous() : cursor.last();
}

}  // namespace

std::optional<base::ResourceId> find_unique(Txn& txn, base::Realm realm, IndexedAttribute attribute,
                                            std::string_view value) {
  const auto found = txn.get(Db::kUnique, attribute_key(realm, attribute, value));
  if (!found) return std::nullopt;
  return base::ResourceId::from_view(*found);
}

bool add_unique(Txn& txn, base::Realm realm, IndexedAttribute attribute, std::string_view value,
                base::ResourceId id) {
  return txn.insert(Db::kUnique, attribute_key(realm, attribute, value), id.view());
}

void remove_unique(Txn& txn, base::Realm realm, IndexedAttribute attribute,
                   std::string_view value) {
  txn.erase(Db::kUnique, attribute_key(realm, attribute, value));
}

std::vector<UniqueRow> walk_unique(Txn& txn, base::Realm realm, IndexedAttribute attribute,
                                   const std::optional<std::string>& after, WalkDirection direction,
                                   std::size_t count) {
  const bool forward = direction == WalkDirection::kForward;
  const std::string prefix = plain_prefix(realm, attribute);
  std::vector<UniqueRow> rows;
  Cursor cursor(txn, Db::kUnique);
  std::optional<Row> row;
  if (forward) {
    row = cursor.seek(after ? prefix + *after + '\0' : prefix);
  } else {
    row = seek_before(cursor, after ? prefix + *after : beyond_plain_prefix(realm, attribute));
  }
  for (; row && rows.size() < count && starts_with(row->key, prefix);
       row = forward ? cursor.next() : cursor.previous()) {
    rows.push_back(
        {std::string(row->key.substr(prefix.size())), base::ResourceId::from_view(row->value)});
  }
  return rows;
}

bool has_unique(Txn& txn, base::Realm realm, IndexedAttribute attribute) {
  const std::string prefix = plain_prefix(realm, attribute).substr(0, kAttributePrefixBytes);
  Cursor cursor(txn, Db::kUnique);
  const auto row = cursor.seek(prefix);
  return row && starts_with(row->key, prefix);
}

std::vector<base::ResourceId> list_unique_beyond_plain(Txn& txn, base::Realm realm,
                                                       IndexedAttribute attribute) {
  const std::string prefix = beyond_plain_prefix(realm, attribute);
  std::vector<base::ResourceId> ids;
  Cursor cursor(txn, Db::kUnique);
  for (auto row = cursor.seek(prefix); row && starts_with(row->key, prefix); row = cursor.next())
    ids.push_back(base::ResourceId::from_view(row->value));
  return ids;
}

std::vector<base::ResourceId> find_indexed(Txn& txn, base::Realm realm, IndexedAttribute attribute,
                                           std::string_view value) {
  std::vector<base::ResourceId> ids;
  Cursor cursor(txn, Db::kIndex);
  for (auto found = cursor.seek_key(attribute_key(realm, attribute, value)); found;
       found = cursor.next_duplicate()) {
    ids.push_back(base::ResourceId::from_view(*found));
  }
  return ids;
}

std::size_t count_indexed(Txn& txn, base::Realm realm, IndexedAttribute attribute,
                          std::string_view value) {
  Cursor cursor(txn, Db::kIndex);
  return cursor.seek_key(attribute_key(realm, attribute, value)) ? cursor.count_duplicates() : 0;
}

bool is_indexed(Txn& txn, base::Realm realm, IndexedAttribute attribute, std::string_view value,
                base::ResourceId id) {
  Cursor cursor(txn, Db::kIndex);
  const auto found = cursor.seek_pair(attribute_key(realm, attribute, value), id.view());
  return found && *found == id.view();
}

void add_indexed(Txn& txn, base::Realm realm, IndexedAttribute attribute, std::string_view value,
                 base::ResourceId id) {
  txn.insert(Db::kIndex, attribute_key(realm, attribute, value), id.view());
}

void remove_indexed(Txn& txn, base::Realm realm, IndexedAttribute attribute, std::string_view value,
                    base::ResourceId id) {
  txn.erase(Db::kIndex, attribute_key(realm, attribute, value), id.view());
}

}  // namespace store
