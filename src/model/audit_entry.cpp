#include "model/audit_entry.h"

#include "json/write.h"

namespace model {
namespace {

constexpr std::size_t kEntryBytesMax = 512;
constexpr std::size_t kTextBytesMax = 96;

// Cut at a character boundary: UTF-8 continuation bytes start with binary 10.
std::string cut(const std::string& text) {
  if (text.size() <= kTextBytesMax) return text;
  std::size_t end = kTextBytesMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

void set_text(json::Object& object, std::string_view key, const std::string& text) {
  if (!text.empty()) object.append(key, cut(text));
}

json::Object fixed_part(const AuditEntry& entry) {
  json::Object object;
  object.append("id", entry.id);
  object.append("t", entry.time_us);
  set_text(object, "by", entry.actor_type);
  set_text(object, "by_id", entry.actor_id);
  set_text(object, "token", entry.token_id);
  set_text(object, "token_name", entry.token_name);
  set_text(object, "ip", entry.address);
  set_text(object, "type", entry.action_type);
  set_text(object, "what", entry.description);
  if (!entry.success) object.append("refused", entry.status);
  set_text(object, "on", entry.resource_type);
  set_text(object, "on_id", entry.resource_id);
  set_text(object, "method", entry.method);
  set_text(object, "route", entry.route);
  if (entry.repeats > 0) object.append("repeats", static_cast<std::int64_t>(entry.repeats));
  return object;
}

}  // namespace

std::string encode_audit(const AuditEntry& entry) {
  json::Object object = fixed_part(entry);
  std::string text = json::write(object);
  for (std::string_view key : {"route", "token_name"}) {
    if (text.size() <= kEntryBytesMax) break;
    object.erase(key);
    text = json::write(object);
  }
  std::string names;  // as text, since each is tried for its size
  for (const std::string& attribute : entry.attributes) {
    std::string name = names.empty() ? ",\"attributes\":[" : ",";
    json::append_string(name, cut(attribute));
    if (text.size() + names.size() + name.size() + 1 > kEntryBytesMax) break;
    names += name;
  }
  if (!names.empty()) text.insert(text.size() - 1, names + ']');
  return text;
}

}  // namespace model
