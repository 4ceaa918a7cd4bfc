#include "api/iam/user_group_members.h"

#include "api/envelope.h"
#include "api/fields.h"
#include "api/iam/list_window.h"
#include "api/page_read.h"
#include "api/paging.h"
#include "base/time.h"
#include "domain/draft.h"
#include "domain/members.h"
#include "domain/query.h"
#include "domain/resource_tree.h"
#include "domain/user_groups.h"

namespace api::iam {
namespace {

using base::Result;
using domain::MembersChange;

constexpr std::size_t kMembersWithEmailMax = 1000;
constexpr std::int64_t kSearchUs = 100'000;

std::string_view status_of(bool pending) { return pending ? "pending" : "accepted"; }

json::Object shape(const model::Document& user, const std::string& email) {
  return json::Object{{"id", domain::membership_id(user).hex()},
                      {"email", email},
                      {"status", status_of(user.header.pending)}};
}

json::Object shape(const model::Document& user) {
  return shape(user, domain::email_of(domain::parse_stored_object(user.attributes)));
}

std::optional<json::Value> shape_by_id(domain::Session& session, base::ResourceId id) {
  const auto user = domain::find_resource(session, domain::user_binding(), id);
  if (!user || !user->header.active) return std::nullopt;
  return shape(*user);
}

json::Value shape_detailed(const domain::UserGroupMember& member) {
  const json::Object attributes = domain::parse_stored_object(member.user.attributes);
  const std::string email = domain::email_of(attributes);
  json::Object user{{"id", member.user.id.hex()}, {"email", email}};
  if (const json::Value* name = attributes.find("name")) {
    for (const auto& [from, to] :
         {std::pair{"givenName", "first_name"}, {"familyName", "last_name"}}) {
      if (const auto part = name->string_or(from, ""); !part.empty()) user.append(to, part);
    }
  }
  json::Object object = shape(member.user, email);
  object.append("created_at",
                base::format_time(member.added_us, base::TimePrecision::kMicroseconds));
  object.append("user", std::move(user));
  return object;
}

json::Array shape_briefly(domain::Session& session, const std::vector<base::ResourceId>& ids) {
  json::Array items;
  items.reserve(ids.size());
  for (base::ResourceId id : ids) {
    if (const auto member = domain::find_membership(session, id))
      items.push_back(
          json::Object{{"id", member->id.hex()}, {"status", status_of(member->pending)}});
  }
  return items;
}

// The whole set as it is now, which the live service answers a change with. A change is answered at
// once, so a large group comes without e-mails, which only the users' records hold.
json::Array shape_all(Call& call, base::ResourceId group) {
  const std::size_t count = domain::count_members(call.session, group);
  if (count > kMembersWithEmailMax)
    return shape_briefly(call.session, domain::member_ids(call.session, group));
  json::Array items;
  domain::UserGroupMemberSearch search(group, {}, {domain::SortOrder::kAscending, 0, count});
  while (!search.step(call.session, call.clock, kSearchUs)) continue;
  for (base::ResourceId id : search.ids()) {
    if (auto item = shape_by_id(call.session, id)) items.push_back(std::move(*item));
  }
  return items;
}

Result<std::vector<std::string>> read_ids(const Field& body) {
  auto items = require_array(body);
  if (!items.ok()) return items.error();
  std::vector<std::string> ids;
  ids.reserve(items.value()->size());
  for (std::size_t i = 0; i < items.value()->size(); ++i) {
    const Field item = body.element(i);
    if (auto object = require_object(item); !object.ok()) return object.error();
    auto id = require_string(item.member("id"));
    if (!id.ok()) return id.error();
    ids.push_back(std::move(id).value());
  }
  return ids;
}

Result<model::Document> group_of(Call& call) {
  return domain::get_user_group(call.session, call.params.get("user_group_id"));
}

Outcome change_members(Call& call, MembersChange how) {
  auto group = group_of(call);
  if (!group.ok()) return group.error();
  auto ids = read_ids({call.body});
  if (!ids.ok()) return ids.error();
  const base::ResourceId id = group.value().id;
  auto status =
      domain::change_user_group_members(call.session, std::move(group).value(), how, ids.value());
  if (!status.ok()) return status.error();
  return envelope(shape_all(call, id));
}

}  // namespace

Outcome list_members(Call& call) {
  auto group = group_of(call);
  if (!group.ok()) return group.error();
  auto query = read_query(call.raw_query);
  if (!query.ok()) return query.error();
  auto fuzzy_email = read_once(query.value(), "fuzzyEmail");
  if (!fuzzy_email.ok()) return fuzzy_email.error();
  auto page = read_page(query.value(), kLargePages);
  if (!page.ok()) return page.error();
  auto direction = read_direction(query.value());
  if (!direction.ok()) return direction.error();
  return read_page_of<domain::UserGroupMemberSearch>(
      call, page.value(), shape_by_id, group.value().id, fuzzy_email.value().value_or(""),
      window_of(page.value(), direction.value()));
}

Outcome add_members(Call& call) { return change_members(call, MembersChange::kAdd); }
Outcome replace_members(Call& call) { return change_members(call, MembersChange::kReplace); }

Outcome get_member(Call& call) {
  auto group = group_of(call);
  if (!group.ok()) return group.error();
  auto member =
      domain::get_user_group_member(call.session, group.value(), call.params.get("member_id"));
  if (!member.ok()) return member.error();
  return envelope(shape_detailed(member.value()));
}

Outcome remove_member(Call& call) {
  auto group = group_of(call);
  if (!group.ok()) return group.error();
  auto member = domain::remove_user_group_member(call.session, std::move(group).value(),
                                                 call.params.get("member_id"));
  if (!member.ok()) return member.error();
  return envelope(shape(member.value().user));
}

}  // namespace api::iam
