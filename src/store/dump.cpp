#include "store/dump.h"

#include <string>

#include "base/time.h"
#include "json/read.h"
#include "json/write.h"
#include "store/accounts.h"
#include "store/audit.h"
#include "store/documents.h"
#include "store/keys.h"
#include "store/meta.h"
#include "store/objects.h"
#include "store/records.h"

namespace store {
namespace {

constexpr std::size_t kIdBytes = 16;

void require(bool right_length) {
  if (!right_length) throw Damaged("the row has the wrong length");
}

std::string format_us(std::int64_t us) {
  return base::format_time(us, base::TimePrecision::kMicroseconds);
}

std::string format_realm(std::string_view key) {
  return std::to_string(static_cast<std::uint32_t>(realm_of(key)));
}

// A text as JSON shows it, bytes that are none as hex.
std::string format_text(std::string_view bytes) {
  std::string quoted;
  json::append_string(quoted, bytes);
  return json::parse(quoted).ok() ? quoted : base::format_hex(bytes);
}

// Of the own types and attributes of an account only its configuration knows the names.
std::string own_name(char number) {
  return "own-" + std::to_string(static_cast<unsigned char>(number));
}

std::string list_name(char list) {
  if (is_own(static_cast<List>(list))) return own_name(list);
  switch (static_cast<List>(list)) {
    case List::kUsers:
      return "users";
    case List::kGroups:
      return "groups";
    case List::kMembers:
      return "members";
    case List::kSuperAdministrators:
      return "super-administrators";
  }
  throw Damaged("there is no such list");
}

std::string attribute_name(char attribute) {
  if (is_own(static_cast<IndexedAttribute>(attribute))) return own_name(attribute);
  switch (static_cast<IndexedAttribute>(attribute)) {
    case IndexedAttribute::kUserName:
      return "user.userName";
    case IndexedAttribute::kGroupDisplayName:
      return "group.displayName";
    case IndexedAttribute::kUserExternalId:
      return "user.externalId";
    case IndexedAttribute::kGroupExternalId:
      return "group.externalId";
    case IndexedAttribute::kUserEmailValue:
      return "user.emails.value";
    case IndexedAttribute::kPolicyResourceGroup:
      return "policies.resource_groups";
    case IndexedAttribute::kHeldPermissionGroup:
      return "user.permission_groups";
    case IndexedAttribute::kTokenOwner:
      return "token.owner";
  }
  throw Damaged("there is no such indexed attribute");
}

std::string_view object_type_name(char type) {
  switch (static_cast<ObjectType>(type)) {
    case ObjectType::kResourceGroup:
      return "resource_group";
    case ObjectType::kIdentityProvider:
      return "identity_provider";
    case ObjectType::kOwnSchemas:
      return "scim_schemas";
    case ObjectType::kRoleGroupLink:
      return "role_group_link";
  }
  throw Damaged("there is no such type of object");
}

// --- Keys ------------------------------------------------------------------------------------

std::string whole_id_key(std::string_view key) { return base::format_hex(key); }

std::string text_key(std::string_view key) {
  std::string quoted = format_text(key);
  const bool plain = quoted.size() == key.size() + 2 && quoted.front() == '"';
  return plain ? std::string(key) : quoted;
}

std::string token_id_text(std::string_view key) {
  require(key.size() == 2 * kIdBytes);
  return base::format_hex(key.substr(0, kIdBytes)) + "/" + base::format_hex(key.substr(kIdBytes));
}

std::string document_key_text(std::string_view key) {
  require(key.size() == 4 + kIdBytes);
  return format_realm(key) + "/" + base::format_hex(key.substr(4));
}

std::string list_key_text(std::string_view key) {
  require(key.size() == 5);
  return format_realm(key) + "/" + list_name(key[4]);
}

std::string attribute_key_text(std::string_view key) {
  require(key.size() >= 6);
  const std::string_view value = key.substr(6);
  return format_realm(key) + "/" + attribute_name(key[4]) + "/" +
         (key[5] == 0 ? format_text(value) : "sha256:" + base::format_hex(value));
}

std::string audit_key_text(std::string_view key) {
  require(key.size() == 12);
  return format_realm(key) + "/" + std::to_string(read_u64(key.substr(4)));
}

std::string object_key_text(std::string_view key) {
  require(key.size() == 5 + kIdBytes);
  return format_realm(key) + "/" + std::string(object_type_name(key[4])) + "/" +
         base::format_hex(key.substr(5));
}

// --- Values ----------------------------------------------------------------------------------

std::string meta_value(const Row& row) {
  if (row.key == kCursorSecret) return "(not shown)";
  if (row.key.substr(0, kAuditAnchorPrefix.size()) == kAuditAnchorPrefix) {
    const AuditAnchor anchor = decode_audit_anchor(row.value);
    return "pruned=" + std::to_string(anchor.sequence) + " hash=" +
           base::format_hex(
               {reinterpret_cast<const char*>(anchor.hash.data()), anchor.hash.size()});
  }
  return row.value.size() == 8 ? std::to_string(read_u64(row.value)) : base::format_hex(row.value);
}

std::string record_value(const Row& row) { return std::string(decode_record(row.key, row.value)); }

// Less the secrets: a dump is something people send around.
std::string object_value(const Row& row) {
  json::Value object = decode_object(row);
  if (json::Value* secrets = object.find("secrets"); secrets && secrets->is_object()) {
    for (auto& [name, value] : secrets->as_object()) value = "(not shown)";
  }
  return json::write(object);
}

std::string hex_value(const Row& row) { return base::format_hex(row.value); }

std::string document_value(const Row& row) {
  const model::Document document = decode_document(row.key, row.value);
  const model::Header& header = document.header;
  std::string text = header.kind == model::Kind::kUser ? "user" : "group";
  if (model::is_own(header.kind)) text = own_name(static_cast<char>(header.kind));
  if (header.active) text += " active";
  if (header.scim_managed) text += " scim-managed";
  if (header.pending) text += " pending";
  text += " generation=" + std::to_string(header.generation);
  text += " extensions=" + std::to_string(header.extension_mask);
  text += " epoch=" + std::to_string(header.schema_epoch);
  text += " version=" + std::to_string(header.version);
  text += " created=" + format_us(header.created_us);
  text += " modified=" + format_us(header.modified_us);
  return text + " attributes=" + document.attributes + " access=" + document.access;
}

std::string group_member_value(const Row& row) {
  require(row.value.size() == kIdBytes + 8);
  const auto added_us = static_cast<std::int64_t>(read_u64(row.value.substr(kIdBytes))) * 1000;
  return base::format_hex(row.value.substr(0, kIdBytes)) + " added=" + format_us(added_us);
}

std::string audit_value(const Row& row) {
  const AuditRow decoded = decode_audit(row);
  return base::format_hex(row.value.substr(0, decoded.hash.size())) + " " + decoded.entry;
}

std::string token_use_value(const Row& row) { return format_us(decode_token_use(row)); }

struct Shape {
  Db db;
  std::string (*key)(std::string_view key);
  std::string (*value)(const Row& row);
};
constexpr Shape kShapes[] = {
    {Db::kMeta, text_key, meta_value},
    {Db::kAccounts, whole_id_key, record_value},
    {Db::kTokens, whole_id_key, record_value},
    {Db::kTokenIds, token_id_text, hex_value},
    {Db::kDocs, document_key_text, document_value},
    {Db::kList, list_key_text, hex_value},
    {Db::kUnique, attribute_key_text, hex_value},
    {Db::kIndex, attribute_key_text, hex_value},
    {Db::kGroupMembers, document_key_text, group_member_value},
    {Db::kMemberGroups, document_key_text, hex_value},
    {Db::kAudit, audit_key_text, audit_value},
    {Db::kObjects, object_key_text, object_value},
    {Db::kTokenUses, token_id_text, token_use_value},
};
static_assert(sizeof kShapes / sizeof kShapes[0] == static_cast<std::size_t>(Db::kCount_));

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

// The line of one row, empty when the prefix excludes it.
std::string line_of(const Shape& shape, const Row& row, std::string_view prefix, bool& damaged) {
  std::string line(name_of(shape.db));
  line += '/';
  try {
    line += shape.key(row.key);
  } catch (const Damaged&) {
    line += base::format_hex(row.key);
    damaged = true;
  }
  // The prefix may reach into the value.
  if (!starts_with(line, prefix.substr(0, line.size()))) return {};
  line += ' ';
  try {
    line += shape.value(row);
  } catch (const Damaged& fault) {
    line += "DAMAGED (" + std::string(fault.what()) + ") " + base::format_hex(row.value);
    damaged = true;
  }
  return starts_with(line, prefix) ? line + "\n" : std::string();
}

}  // namespace

std::size_t dump(Txn& txn, std::string_view prefix, const LineSink& sink) {
  std::size_t damaged_rows = 0;
  for (const Shape& shape : kShapes) {
    const std::string name = std::string(name_of(shape.db)) + "/";
    if (!starts_with(name, prefix.substr(0, name.size()))) continue;
    Cursor cursor(txn, shape.db);
    for (auto row = cursor.first(); row; row = cursor.next()) {
      bool damaged = false;
      const std::string line = line_of(shape, *row, prefix, damaged);
      if (line.empty()) continue;
      if (damaged) ++damaged_rows;
      if (!sink(line)) return damaged_rows;
    }
  }
  return damaged_rows;
}

}  // namespace store
