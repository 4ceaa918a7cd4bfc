#include "scim/attribute_name.h"

#include <algorithm>

#include "scim/filter.h"

namespace scim {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_name_character(char c) {
  return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '$';
}

constexpr std::size_t kQuotedBytesMax = 64;

// A name as a complaint repeats it; what comes here has passed is_attribute_name and is ASCII.
std::string quote(std::string_view name) {
  std::string_view tail = name.size() > kQuotedBytesMax ? "..." : "";
  return "'" + std::string(name.substr(0, kQuotedBytesMax)).append(tail) + "'";
}

ResolvedName refuse(std::string problem, std::size_t at) {
  ResolvedName resolved;
  resolved.problem = std::move(problem);
  resolved.problem_at = at;
  return resolved;
}

const Attribute* find_common(const ResourceType& type, std::string_view name) {
  for (const Attribute& attribute : type.common)
    if (equal_fold(attribute.name, name)) return &attribute;
  return nullptr;
}

// An attribute named without its extension's URN (RFC 7644 3.10: clients SHOULD give it, to avoid
// conflicts).
AttributeRef find_unqualified_extension(const ResourceType& type, std::string_view name) {
  AttributeRef found;
  for (const Schema* extension : type.extensions) {
    const Attribute* attribute = extension->find(name);
    if (attribute == nullptr) continue;
    if (found.attribute != nullptr) return {};
    found = {extension, attribute, nullptr};
  }
  return found;
}

enum class Scope { kAnywhere, kCore, kExtension };

AttributeRef find_attribute(const ResourceType& type, Scope scope, const Schema* extension,
                            std::string_view name) {
  if (scope == Scope::kExtension) return {extension, extension->find(name), nullptr};
  if (const Attribute* core = type.schema->find(name)) return {nullptr, core, nullptr};
  if (const Attribute* common = find_common(type, name)) return {nullptr, common, nullptr};
  return scope == Scope::kCore ? AttributeRef{} : find_unqualified_extension(type, name);
}

// `name` or `name.sub`, which stands at byte `at` of the whole text.
ResolvedName resolve_local(std::string_view text, std::size_t at, const ResourceType& type,
                           Scope scope, const Schema* extension) {
  std::size_t dot = text.find('.');
  std::string_view name = text.substr(0, dot);
  if (!is_attribute_name(name)) return refuse("expected an attribute name", at);
  ResolvedName resolved;
  resolved.ref = find_attribute(type, scope, extension, name);
  if (resolved.ref.attribute == nullptr) {
    std::string owner = scope == Scope::kExtension ? extension->urn : "a " + type.name;
    return refuse("unknown attribute " + quote(name) + " of " + owner, at);
  }
  if (dot == std::string_view::npos) return resolved;

  std::string_view sub = text.substr(dot + 1);
  std::size_t sub_at = at + dot + 1;
  const Attribute& attribute = *resolved.ref.attribute;
  if (!is_attribute_name(sub)) return refuse("expected the name of a sub-attribute", sub_at);
  if (attribute.type != Type::kComplex)
    return refuse("'" + attribute.name + "' has no sub-attributes", sub_at);
  resolved.ref.sub = attribute.find_sub(sub);
  if (resolved.ref.sub == nullptr)
    return refuse("unknown sub-attribute " + quote(sub) + " of '" + attribute.name + "'", sub_at);
  return resolved;
}

// The URN's own colons and dots rule out a split at the first or last one: the known URNs are tried
// as prefixes.
bool starts_with_urn(std::string_view text, const Schema& schema) {
  if (text.size() < schema.urn.size()) return false;
  if (!equal_fold(text.substr(0, schema.urn.size()), schema.urn)) return false;
  if (text.size() == schema.urn.size()) return true;
  char next = text[schema.urn.size()];
  return next == ':' || next == '.';
}

ResolvedName resolve_qualified(std::string_view text, const ResourceType& type, Scope scope,
                               const Schema& schema) {
  std::size_t urn_bytes = schema.urn.size();
  if (text.size() == urn_bytes) {
    if (scope == Scope::kCore) return refuse("expected an attribute name after the URN", urn_bytes);
    ResolvedName whole;
    whole.ref.extension = &schema;
    return whole;
  }
  ResolvedName resolved =
      resolve_local(text.substr(urn_bytes + 1), urn_bytes + 1, type, scope, &schema);
  resolved.dotted_urn = text[urn_bytes] == '.';
  return resolved;
}

}  // namespace

bool is_attribute_name(std::string_view text) {
  return !text.empty() && (is_letter(text.front()) || text.front() == '$') &&
         std::all_of(text.begin(), text.end(), is_name_character);
}

ResolvedName resolve_name(std::string_view text, const ResourceType& type) {
  if (starts_with_urn(text, *type.schema))
    return resolve_qualified(text, type, Scope::kCore, *type.schema);
  for (const Schema* extension : type.extensions)
    if (starts_with_urn(text, *extension))
      return resolve_qualified(text, type, Scope::kExtension, *extension);
  if (text.find(':') != std::string_view::npos)
    return refuse("the URN is no schema of a " + type.name, 0);
  return resolve_local(text, 0, type, Scope::kAnywhere, nullptr);
}

std::optional<AttributeRef> parse_attribute_name(std::string_view text, const ResourceType& type) {
  ResolvedName resolved = resolve_name(text, type);
  if (!resolved.problem.empty()) return std::nullopt;
  return resolved.ref;
}

}  // namespace scim
