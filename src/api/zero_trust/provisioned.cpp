#include "api/zero_trust/provisioned.h"

#include <string>
#include <vector>

#include "api/answer_read.h"
#include "api/envelope.h"
#include "api/resource_read.h"
#include "api/zero_trust/provisioned_query.h"
#include "base/time.h"
#include "domain/draft.h"
#include "domain/identity_providers.h"
#include "domain/resource_tree.h"
#include "domain/resources.h"
#include "json/write.h"

namespace api::zero_trust {
namespace {

using base::Result;
using domain::Binding;
using domain::Session;

std::string format_seconds(std::int64_t us) {
  return base::format_time(us, base::TimePrecision::kSeconds);
}

// Only these of an e-mail's members.
json::Array shape_emails(const json::Value& emails) {
  json::Array shaped;
  for (const json::Value& email : emails.as_array()) {
    json::Object object;
    for (std::string_view name : {"primary", "type", "value"}) {
      if (const json::Value* value = email.find(name)) object.append(name, *value);
    }
    shaped.push_back(std::move(object));
  }
  return shaped;
}

json::Object shape(const Binding& binding, const model::Document& document) {
  const json::Object attributes = domain::parse_stored_object(document.attributes);
  json::Object object{{"id", document.id.uuid()}};
  for (std::string_view name : {"displayName", "externalId", "active", "emails"}) {
    const json::Value* value = attributes.find(name);
    if (!value) continue;
    object.append(name, name == "emails" ? json::Value(shape_emails(*value)) : *value);
  }
  object.append("meta",
                json::Object{{"created", format_seconds(document.header.created_us)},
                             {"lastModified", format_seconds(document.header.modified_us)}});
  object.append("schemas", json::Array{binding.type->schema->urn});
  return object;
}

class ProvisionedRead final : public ResourceRead {
 public:
  ProvisionedRead(const PageRequest& page, domain::ListQuery query)
      : ResourceRead(std::move(query)), page_(page) {}

  http::Response finish(Session&) override {
    return envelope_list(std::move(result_), page_.page, page_.per_page,
                         walk().total().value_or(0));
  }

 private:
  void append(Session&, std::size_t part, const model::Document& document) override {
    result_.push_back(shape(*walk().query().parts[part].binding, document));
  }
  void append_computed(Session&, std::size_t, const json::Object&) override {}

  PageRequest page_;
  json::Array result_;
};

// A group may have 100 000 members: they are written in slices.
class GroupRead final : public LongRead {
 public:
  GroupRead(Session& session, const Binding& binding, const model::Document& document)
      : members_(domain::member_ids(session, document.id)),
        display_(members_.size() <= domain::kMembersWithDisplayMax
                     ? domain::MemberDisplay::kShown
                     : domain::MemberDisplay::kOmitted) {
    json::Object group = shape(binding, document);
    group.append("members", json::Array{});
    text_ = json::write(group);
    text_.resize(text_.size() - 2);  // the members go in here
  }

  bool step(Session& session, const base::Clock& clock, std::int64_t budget_us) override {
    const std::int64_t deadline_us = clock.monotonic_us() + budget_us;
    while (next_ < members_.size()) {
      if (next_ > 0) text_ += ',';
      json::Value member = domain::member_value(session, members_[next_], display_);
      member.as_object().set("value", members_[next_].uuid());
      json::append(text_, member);
      ++next_;
      if (clock.monotonic_us() > deadline_us) return next_ == members_.size();
    }
    return true;
  }

  http::Response finish(Session&) override { return envelope_text(text_ + "]}"); }

 private:
  std::vector<base::ResourceId> members_;
  domain::MemberDisplay display_;
  std::size_t next_ = 0;
  std::string text_;
};

// Into the realm of the path's identity provider.
base::Status enter(Call& call) {
  const auto id = base::IdentityProviderId::parse_uuid(call.params.get("identity_provider_id"))
                      .value_or(base::IdentityProviderId{});
  auto provider = domain::get_identity_provider(call.session, id);
  if (!provider.ok()) return provider.error();
  domain::enter_directory(call.session, provider.value());
  return base::done();
}

// The id of the resource in the path, as the SCIM endpoint shows it.
std::string id_of(const Call& call) {
  const bool user = call.binding->kind == model::Kind::kUser;
  const auto id =
      base::ResourceId::parse_uuid(call.params.get(user ? "scim_user_id" : "scim_group_id"));
  return id ? id->hex() : std::string();
}

}  // namespace

Outcome list_provisioned(Call& call) {
  if (auto status = enter(call); !status.ok()) return status.error();
  auto query = read_provisioned_query(call.raw_query, *call.binding);
  if (!query.ok()) return query.error();
  const PageRequest& page = query.value().page;
  domain::ListQuery list;
  list.parts.push_back({call.binding, std::move(query.value().filter), {}, {}});
  list.offset = page.offset();
  list.count = page.per_page;
  return answer_read(call, std::make_unique<ProvisionedRead>(page, std::move(list)));
}

Outcome get_provisioned(Call& call) {
  if (auto status = enter(call); !status.ok()) return status.error();
  auto document = domain::get_resource(call.session, *call.binding, id_of(call));
  if (!document.ok()) return document.error();
  if (call.binding->kind == model::Kind::kUser)
    return envelope(shape(*call.binding, document.value()));
  return answer_read(call,
                     std::make_unique<GroupRead>(call.session, *call.binding, document.value()));
}

Outcome delete_provisioned(Call& call) {
  if (auto status = enter(call); !status.ok()) return status.error();
  auto status = domain::delete_resource(call.session, *call.binding, id_of(call), {});
  if (!status.ok()) return status.error();
  http::Response response;
  response.status = 204;
  return response;
}

}  // namespace api::zero_trust
