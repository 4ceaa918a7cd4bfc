#include "api/audit/shapes.h"

#include "base/ids.h"
#include "base/time.h"
#include "domain/audit_products.h"
#include "json/write.h"

namespace api::audit {
namespace {

using domain::audit_value;
using domain::AuditField;
using model::AuditEntry;

std::string format_seconds(std::int64_t us) {
  return base::format_time(us, base::TimePrecision::kSeconds);
}

void set_text(json::Object& object, std::string_view key, const std::string& text) {
  if (!text.empty()) object.append(key, text);
}

json::Object shape_actor(const AuditEntry& entry) {
  json::Object actor;
  set_text(actor, "id", entry.actor_id);
  set_text(actor, "type", entry.actor_type);
  set_text(actor, "email", entry.actor_email);
  set_text(actor, "context", entry.actor_context);
  set_text(actor, "ip_address", entry.address);
  set_text(actor, "token_id", entry.token_id);
  set_text(actor, "token_name", entry.token_name);
  return actor;
}

json::Object shape_raw(const AuditEntry& entry) {
  json::Object raw;
  set_text(raw, "method", entry.method);
  if (entry.status != 0) raw.append("status_code", entry.status);
  set_text(raw, "uri", entry.uri);
  set_text(raw, "user_agent", entry.user_agent);
  return raw;
}

json::Array attributes_of(const AuditEntry& entry) {
  json::Array names;
  for (const std::string& name : entry.attributes) names.emplace_back(name);
  return names;
}

// Of the request only the names of the attributes that it changed are kept, of the answer nothing
// but how often it was given.
json::Object shape_resource(const AuditEntry& entry, const model::Account& account) {
  json::Object resource;
  set_text(resource, "id", entry.resource_id);
  set_text(resource, "product", audit_value(AuditField::kResourceProduct, entry, account));
  set_text(resource, "type", entry.resource_type);
  resource.append("scope", audit_value(AuditField::kResourceScope, entry, account));
  json::Object request;
  if (!entry.attributes.empty()) request.append("attributes", attributes_of(entry));
  resource.append("request", std::move(request));
  json::Object response;
  if (entry.repeats > 0) response.append("repeats", entry.repeats);
  resource.append("response", std::move(response));
  return resource;
}

json::Object shape_metadata(const AuditEntry& entry) {
  json::Object metadata;
  set_text(metadata, "description", entry.description);
  if (entry.status != 0) metadata.append("status_code", entry.status);
  set_text(metadata, "token_id", entry.token_id);
  set_text(metadata, "token_name", entry.token_name);
  if (!entry.attributes.empty()) metadata.append("attributes", attributes_of(entry));
  if (entry.repeats > 0) metadata.append("repeats", entry.repeats);
  return metadata;
}

// Of the three that are published for this version. An account's own token is none of them.
std::string_view actor_type_v1(const AuditEntry& entry) {
  if (entry.actor_type == "user") return "user";
  return entry.actor_type == "system" ? "admin" : "";
}

std::string id_with_dashes(const std::string& id) {
  const auto bytes = base::parse_id_bytes(id);
  return bytes ? base::TokenId{*bytes}.uuid() : id;
}

void append_item(std::string& out, const json::Object& item) {
  if (!out.empty()) out += ',';
  json::append(out, item);
}

// Quoted always. What a spreadsheet would take for a formula gets a quote in front: tokens, user
// agents and ids are texts from outside.
void append_cell(std::string& out, std::string text) {
  constexpr std::string_view kFormulaStarts = "=+-@\t\r";
  if (!text.empty() && kFormulaStarts.find(text.front()) != std::string_view::npos)
    text.insert(0, 1, '\'');
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

constexpr std::string_view kColumns[] = {
    "id",          "when",          "action.type", "action.result", "actor.id",
    "actor.email", "actor.ip",      "actor.type",  "interface",     "owner.id",
    "resource.id", "resource.type", "oldValue",    "newValue",      "metadata",
};

}  // namespace

void append_entry(std::string& out, const domain::AuditRecord& record,
                  const model::Account& account) {
  const AuditEntry& entry = record.entry;
  json::Object action{{"description", entry.description},
                      {"result", entry.success ? "success" : "failure"},
                      {"time", format_seconds(entry.time_us)},
                      {"type", entry.action_type}};
  append_item(out, json::Object{
                       {"id", entry.id},
                       {"account", json::Object{{"id", account.id.hex()}, {"name", account.name}}},
                       {"action", std::move(action)},
                       {"actor", shape_actor(entry)},
                       {"raw", shape_raw(entry)},
                       {"resource", shape_resource(entry, account)},
                       {"zone", json::Object{}},
                   });
}

void append_entry_v1(std::string& out, const domain::AuditRecord& record,
                     const model::Account& account) {
  const AuditEntry& entry = record.entry;
  json::Object actor;
  set_text(actor, "id", entry.actor_id);
  set_text(actor, "email", entry.actor_email);
  set_text(actor, "ip", entry.address);
  set_text(actor, "type", std::string(actor_type_v1(entry)));
  json::Object resource;
  set_text(resource, "id", entry.resource_id);
  set_text(resource, "type", entry.resource_type);
  append_item(out,
              json::Object{
                  {"id", id_with_dashes(entry.id)},
                  {"when", format_seconds(entry.time_us)},
                  {"action", json::Object{{"type", entry.action_type}, {"result", entry.success}}},
                  {"actor", std::move(actor)},
                  {"interface", "API"},
                  {"metadata", shape_metadata(entry)},
                  {"newValue", ""},
                  {"oldValue", ""},
                  {"owner", json::Object{{"id", account.id.hex()}}},
                  {"resource", std::move(resource)},
              });
}

std::string csv_head() {
  std::string line;
  for (const std::string_view column : kColumns) {
    if (!line.empty()) line += ',';
    append_cell(line, std::string(column));
  }
  return line + "\r\n";
}

void append_csv(std::string& out, const domain::AuditRecord& record,
                const model::Account& account) {
  const AuditEntry& entry = record.entry;
  const std::string cells[] = {
      id_with_dashes(entry.id),
      format_seconds(entry.time_us),
      entry.action_type,
      entry.success ? "true" : "false",
      entry.actor_id,
      entry.actor_email,
      entry.address,
      std::string(actor_type_v1(entry)),
      "API",
      account.id.hex(),
      entry.resource_id,
      entry.resource_type,
      "",
      "",
      json::write(shape_metadata(entry)),
  };
  static_assert(std::size(cells) == std::size(kColumns));
  for (std::size_t i = 0; i < std::size(cells); ++i) {
    if (i > 0) out += ',';
    append_cell(out, cells[i]);
  }
  out += "\r\n";
}

}  // namespace api::audit
