// Documents: users, groups and resources of an account's own types. Content of the record
// (store/records.h), little-endian:
//   kind u8, flags u8, generation u8, extension mask u8, schema epoch u32, version u64, created µs
//   i64, modified µs i64, attributes length u32, access length u32, attributes, access
// flags: 1 active, 2 SCIM-managed, 4 pending.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "model/document.h"
#include "store/txn.h"

namespace store {

std::optional<model::Document> find_document(Txn& txn, base::Realm realm, base::ResourceId id);
// The header alone, for rules that need no attributes; the checksum is verified all the same.
std::optional<model::Header> find_header(Txn& txn, base::Realm realm, base::ResourceId id);
void put_document(Txn& txn, base::Realm realm, const model::Document& document);
void erase_document(Txn& txn, base::Realm realm, base::ResourceId id);

// For verify and dump: a document from its row; throws Damaged.
model::Document decode_document(std::string_view key, std::string_view record);

}  // namespace store
