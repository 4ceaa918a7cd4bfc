#include "domain/versions.h"

#include "base/crc32c.h"
#include "store/group_memberships.h"

namespace domain {
namespace {

using base::Error;
using base::ErrorCode;

// The next entity-tag of a list, without W/ and quotes; the comparison is weak (RFC 9110 8.8.3.2).
// False at the end of the list and where it is no list of tags.
bool take_tag(std::string_view& field, std::string_view& tag) {
  while (!field.empty() && (field.front() == ' ' || field.front() == '\t' || field.front() == ','))
    field.remove_prefix(1);
  if (field.substr(0, 2) == "W/") field.remove_prefix(2);
  if (field.empty() || field.front() != '"') return false;
  const std::size_t end = field.find('"', 1);
  if (end == std::string_view::npos) return false;
  tag = field.substr(1, end - 1);
  field.remove_prefix(end + 1);
  return true;
}

template <typename Predicate>
bool any_tag(std::string_view field, Predicate matches) {
  if (field == "*") return true;
  std::string_view tag;
  while (take_tag(field, tag)) {
    if (matches(tag)) return true;
  }
  return false;
}

// What stands in the quotes of W/"…".
std::string_view opaque_part(std::string_view version) {
  return version.substr(3, version.size() - 4);
}

template <typename Predicate>
base::Status require(const Preconditions& preconditions, Predicate names_stored) {
  if (!preconditions.if_match.empty() && !any_tag(preconditions.if_match, names_stored)) {
    return Error{ErrorCode::kPreconditionFailed,
                 "The resource has another version than the request names."};
  }
  if (!preconditions.if_none_match.empty() && any_tag(preconditions.if_none_match, names_stored)) {
    return Error{ErrorCode::kPreconditionFailed,
                 "The resource has the version that If-None-Match excludes."};
  }
  return base::done();
}

std::string hash_of_groups(Session& session, base::ResourceId user) {
  std::string ids;
  for (const base::ResourceId& group : store::list_groups_of(session.txn, session.realm(), user))
    ids += group.view();
  const std::uint32_t hash = base::crc32c(ids);
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(hash >> shift & 0xff);
  return base::format_hex(bytes);
}

}  // namespace

std::string version_of(Session& session, const Binding& binding, const model::Document& document) {
  std::string version = "W/\"" + std::to_string(document.header.version);
  if (binding.kind == model::Kind::kUser) version += "." + hash_of_groups(session, document.id);
  return version + "\"";
}

bool is_none_match_met(std::string_view field, std::string_view version) {
  return any_tag(field, [&](std::string_view tag) { return tag == opaque_part(version); });
}

base::Status require_version(const Preconditions& preconditions, const model::Document& document) {
  const std::string stored = std::to_string(document.header.version);
  return require(preconditions,
                 [&](std::string_view tag) { return tag.substr(0, tag.find('.')) == stored; });
}

base::Status require_version(const Preconditions& preconditions, std::string_view version) {
  return require(preconditions, [&](std::string_view tag) { return tag == opaque_part(version); });
}

}  // namespace domain
