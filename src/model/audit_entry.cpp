#include "model/audit_entry.h"

#include <charconv>

#include "json/read.h"
#include "json/write.h"

namespace model {
namespace {

constexpr std::size_t kEntryBytesMax = 512;
constexpr std::size_t kTextBytesMax = 96;
// In a stored path; neither can stand in the path of a request (RFC 3986 3.3).
constexpr std::string_view kAccountMark = "<account>";
constexpr std::string_view kResourceMark = "<id>";

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

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  const std::size_t at = what.empty() ? std::string::npos : text.find(what);
  if (at != std::string::npos) text.replace(at, what.size(), with);
  return text;
}

// A path with two ids in it is half of what fits, and both are known without it.
std::string shorten(const AuditEntry& entry, std::string_view account_id) {
  std::string path = replaced(entry.uri, account_id, kAccountMark);
  const bool kept_whole = entry.resource_id.size() <= kTextBytesMax;
  return kept_whole ? replaced(std::move(path), entry.resource_id, kResourceMark) : path;
}

json::Object fixed_part(const AuditEntry& entry, std::string_view account_id) {
  json::Object object;
  object.append("id", entry.id);
  object.append("t", entry.time_us);
  set_text(object, "by", entry.actor_type);
  set_text(object, "by_id", entry.actor_id);
  set_text(object, "email", entry.actor_email);
  if (entry.actor_context == "api_key") object.append("context", entry.actor_context);
  set_text(object, "token", entry.token_id);
  set_text(object, "token_name", entry.token_name);
  set_text(object, "ip", entry.address);
  set_text(object, "type", entry.action_type);
  set_text(object, "what", entry.description);
  if (entry.status != 0) object.append(entry.success ? "status" : "refused", entry.status);
  set_text(object, "on", entry.resource_type);
  set_text(object, "on_id", entry.resource_id);
  set_text(object, "method", entry.method);
  if (const std::string path = shorten(entry, account_id);
      !path.empty() && path.size() <= 2 * kTextBytesMax)
    object.append("path", path);
  if (entry.repeats > 0) object.append("repeats", static_cast<std::int64_t>(entry.repeats));
  return object;
}

std::string attribute_names(const AuditEntry& entry, std::size_t room_bytes) {
  std::string names;  // as text, since each is tried for its size
  for (const std::string& attribute : entry.attributes) {
    std::string name = names.empty() ? ",\"attributes\":[" : ",";
    json::append_string(name, cut(attribute));
    if (names.size() + name.size() + 1 > room_bytes) break;
    names += name;
  }
  return names.empty() ? names : names + ']';
}

std::vector<std::string> strings_of(const json::Value* array) {
  std::vector<std::string> texts;
  if (!array || !array->is_array()) return texts;
  for (const json::Value& each : array->as_array()) {
    if (each.is_string()) texts.push_back(each.as_string());
  }
  return texts;
}

}  // namespace

std::string encode_audit(const AuditEntry& entry, std::string_view account_id) {
  json::Object object = fixed_part(entry, account_id);
  std::string text = json::write(object);
  for (std::string_view key : {"path", "token_name", "email", "on_id", "what"}) {
    if (text.size() <= kEntryBytesMax) break;
    object.erase(key);
    text = json::write(object);
  }
  std::string rest = attribute_names(entry, kEntryBytesMax - text.size());
  if (!entry.user_agent.empty()) {
    std::string agent = ",\"agent\":";
    json::append_string(agent, cut(entry.user_agent));
    if (text.size() + rest.size() + agent.size() <= kEntryBytesMax) rest += agent;
  }
  text.insert(text.size() - 1, rest);
  return text;
}

std::optional<AuditEntry> parse_audit(std::string_view text, std::string_view account_id) {
  const auto parsed = json::parse(text);
  if (!parsed.ok() || !parsed.value().is_object()) return std::nullopt;
  const json::Value& value = parsed.value();
  const auto read = [&](std::string_view key) { return std::string(value.string_or(key, "")); };
  AuditEntry entry;
  entry.id = read("id");
  entry.time_us = value.integer_or("t", 0);
  entry.actor_type = read("by");
  entry.actor_id = read("by_id");
  entry.actor_email = read("email");
  entry.token_id = read("token");
  entry.actor_context = value.string_or("context", entry.token_id.empty() ? "api" : "api_token");
  entry.token_name = read("token_name");
  entry.address = read("ip");
  entry.action_type = read("type");
  entry.description = read("what");
  entry.success = !value.find("refused");
  entry.status = static_cast<int>(value.integer_or(entry.success ? "status" : "refused", 0));
  entry.resource_type = read("on");
  entry.resource_id = read("on_id");
  entry.attributes = strings_of(value.find("attributes"));
  entry.method = read("method");
  entry.uri =
      replaced(replaced(read("path"), kResourceMark, entry.resource_id), kAccountMark, account_id);
  entry.user_agent = read("agent");
  entry.repeats = static_cast<std::uint64_t>(value.integer_or("repeats", 0));
  return entry;
}

std::optional<std::int64_t> parse_audit_time(std::string_view text) {
  constexpr std::string_view kBeforeTime = "\",\"t\":";
  const std::size_t at = text.find(kBeforeTime);
  if (at == std::string_view::npos) return std::nullopt;
  const char* const begin = text.data() + at + kBeforeTime.size();
  std::int64_t time_us = 0;
  const auto [end, fault] = std::from_chars(begin, text.data() + text.size(), time_us);
  if (fault != std::errc()) return std::nullopt;
  return time_us;
}

}  // namespace model
