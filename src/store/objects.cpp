#include "store/objects.h"

#include <cstring>

#include "json/read.h"
#include "json/write.h"
#include "store/records.h"

namespace store {
namespace {

constexpr std::size_t kPrefixBytes = 5;  // realm, type
constexpr std::size_t kKeyBytes = kPrefixBytes + 16;

}  // namespace

json::Value decode_object(const Row& row) {
  if (row.key.size() != kKeyBytes) throw Damaged("the key has the wrong length");
  auto value = json::parse(decode_record(row.key, row.value));
  if (!value.ok() || !value.value().is_object()) throw Damaged("a record holds no JSON object");
  return std::move(value).value();
}

std::optional<json::Value> find_object(Txn& txn, base::Realm realm, ObjectType type,
                                       const base::IdBytes& id) {
  const std::string key = object_key(realm, type, id);
  const auto record = txn.get(Db::kObjects, key);
  if (!record) return std::nullopt;
  return decode_object({key, *record});
}

std::vector<std::pair<base::IdBytes, json::Value>> list_objects(Txn& txn, base::Realm realm,
                                                                ObjectType type) {
  const std::string first = object_key(realm, type, base::IdBytes{});
  const std::string_view prefix = std::string_view(first).substr(0, kPrefixBytes);
  std::vector<std::pair<base::IdBytes, json::Value>> objects;
  Cursor cursor(txn, Db::kObjects);
  for (auto row = cursor.seek(first); row && row->key.substr(0, kPrefixBytes) == prefix;
       row = cursor.next()) {
    json::Value object = decode_object(*row);
    base::IdBytes id{};
    std::memcpy(id.data(), row->key.data() + kPrefixBytes, id.size());
    objects.emplace_back(id, std::move(object));
  }
  return objects;
}

std::size_t count_objects(Txn& txn, base::Realm realm, ObjectType type) {
  const std::string first = object_key(realm, type, base::IdBytes{});
  const std::string_view prefix = std::string_view(first).substr(0, kPrefixBytes);
  std::size_t count = 0;
  Cursor cursor(txn, Db::kObjects);
  for (auto row = cursor.seek(first); row && row->key.substr(0, kPrefixBytes) == prefix;
       row = cursor.next()) {
    ++count;
  }
  return count;
}

MadeOfObject find_made_of_object(Txn& txn, Memo<MadeOfObject>& memo, base::Realm realm,
                                 ObjectType type, const base::IdBytes& id,
                                 MadeOfObject (*make)(const json::Value& object)) {
  const std::string key = object_key(realm, type, id);
  const auto record = txn.get(Db::kObjects, key);
  if (!record) return nullptr;
  return *memo.get(key, *record, [make](std::string_view k, std::string_view bytes) {
    return make(decode_object({k, bytes}));
  });
}

void put_object(Txn& txn, base::Realm realm, ObjectType type, const base::IdBytes& id,
                const json::Value& object) {
  const std::string key = object_key(realm, type, id);
  txn.put(Db::kObjects, key, encode_record(key, json::write(object)));
}

void erase_object(Txn& txn, base::Realm realm, ObjectType type, const base::IdBytes& id) {
  txn.erase(Db::kObjects, object_key(realm, type, id));
}

}  // namespace store
