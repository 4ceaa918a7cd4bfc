#include "store/documents.h"

#include <cstring>

#include "store/keys.h"
#include "store/records.h"

namespace store {
namespace {

constexpr std::uint8_t kActive = 1;
constexpr std::uint8_t kScimManaged = 2;
constexpr std::uint8_t kPending = 4;

struct Packed {
  std::uint8_t kind;
  std::uint8_t flags;
  std::uint8_t generation;
  std::uint8_t extension_mask;
  std::uint32_t schema_epoch;
  std::uint64_t version;
  std::int64_t created_us;
  std::int64_t modified_us;
  std::uint32_t attributes_bytes;
  std::uint32_t access_bytes;
};
static_assert(sizeof(Packed) == 40);

Packed unpack(std::string_view content) {
  Packed packed;
  if (content.size() < sizeof packed) throw Damaged("a document is too short");
  std::memcpy(&packed, content.data(), sizeof packed);
  const std::size_t rest = content.size() - sizeof packed;
  const bool fits =
      packed.attributes_bytes <= rest && packed.access_bytes == rest - packed.attributes_bytes;
  const model::Kind kind{packed.kind};
  const bool is_known = kind == model::Kind::kUser || kind == model::Kind::kGroup;
  if (!fits || !(is_known || model::is_own(kind)))
    throw Damaged("a document has an impossible header");
  return packed;
}

model::Header to_header(const Packed& packed) {
  model::Header header;
  header.kind = model::Kind{packed.kind};
  header.active = (packed.flags & kActive) != 0;
  header.scim_managed = (packed.flags & kScimManaged) != 0;
  header.pending = (packed.flags & kPending) != 0;
  header.generation = packed.generation;
  header.extension_mask = packed.extension_mask;
  header.schema_epoch = packed.schema_epoch;
  header.version = packed.version;
  header.created_us = packed.created_us;
  header.modified_us = packed.modified_us;
  return header;
}

std::uint8_t flags_of(const model::Header& header) {
  return static_cast<std::uint8_t>((header.active ? kActive : 0) |
                                   (header.scim_managed ? kScimManaged : 0) |
                                   (header.pending ? kPending : 0));
}

}  // namespace

model::Document decode_document(std::string_view key, std::string_view record) {
  const std::string_view content = decode_record(key, record);
  const Packed packed = unpack(content);
  model::Document document;
  document.id = id_of_document_key(key);
  document.header = to_header(packed);
  document.attributes = content.substr(sizeof packed, packed.attributes_bytes);
  document.access = content.substr(sizeof packed + packed.attributes_bytes);
  return document;
}

std::optional<model::Document> find_document(Txn& txn, base::Realm realm, base::ResourceId id) {
  const std::string key = document_key(realm, id);
  const auto record = txn.get(Db::kDocs, key);
  if (!record) return std::nullopt;
  return decode_document(key, *record);
}

std::optional<model::Header> find_header(Txn& txn, base::Realm realm, base::ResourceId id) {
  const std::string key = document_key(realm, id);
  const auto record = txn.get(Db::kDocs, key);
  if (!record) return std::nullopt;
  return to_header(unpack(decode_record(key, *record)));
}

void put_document(Txn& txn, base::Realm realm, const model::Document& document) {
  const model::Header& header = document.header;
  Packed packed{};
  packed.kind = static_cast<std::uint8_t>(header.kind);
  packed.flags = flags_of(header);
  packed.generation = header.generation;
  packed.extension_mask = header.extension_mask;
  packed.schema_epoch = header.schema_epoch;
  packed.version = header.version;
  packed.created_us = header.created_us;
  packed.modified_us = header.modified_us;
  packed.attributes_bytes = static_cast<std::uint32_t>(document.attributes.size());
  packed.access_bytes = static_cast<std::uint32_t>(document.access.size());
  std::string content(sizeof packed, '\0');
  std::memcpy(content.data(), &packed, sizeof packed);
  content += document.attributes;
  content += document.access;
  const std::string key = document_key(realm, document.id);
  txn.put(Db::kDocs, key, encode_record(key, content));
}

void erase_document(Txn& txn, base::Realm realm, base::ResourceId id) {
  txn.erase(Db::kDocs, document_key(realm, id));
}

}  // namespace store
