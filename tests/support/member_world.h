// The member routes of one account, and SCIM beside them: what the tests of members say in one
// line.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "doctest/doctest.h"
#include "domain/catalogue.h"
#include "domain/resource_groups.h"
#include "json/read.h"
#include "json/write.h"
#include "support/test_service.h"

namespace support {

inline const domain::CatalogueEntry& entry_labelled(std::string_view label) {
  for (const domain::CatalogueEntry& entry : domain::catalogue()) {
    if (entry.label == label) return entry;
  }
  throw std::runtime_error("no catalogue entry " + std::string(label));
}
inline std::string role_id(std::string_view label) { return entry_labelled(label).role_id; }
inline std::string group_id(std::string_view label) {
  return entry_labelled(label).permission_group_id;
}

inline std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

struct MemberWorld {
  Reply v4(std::string_view method, const std::string& suffix, const std::string& body = {}) {
    Request request;
    request.method = method;
    request.target = "/client/v4/accounts/" + service.account_id() + suffix;
    request.body = body;
    request.token = service.token();
    return service.send(request);
  }
  // The result of an answer that must be 200 in the envelope.
  static json::Value result(const Reply& reply) {
    REQUIRE_MESSAGE(reply.status == 200, reply.body);
    const json::Value body = reply.json();
    CHECK(body.bool_or("success", false));
    return *body.find("result");
  }
  // "400/1001 /roles/0": status, code and pointer of a failure.
  static std::string failure(const Reply& reply) {
    const json::Value body = reply.json();
    REQUIRE_MESSAGE(reply.status >= 400, reply.body);
    CHECK_FALSE(body.bool_or("success", true));
    CHECK(body.find("result")->is_null());
    const json::Value& error = body.find("errors")->as_array().at(0);
    std::string text =
        std::to_string(reply.status) + "/" + std::to_string(error.integer_or("code", 0));
    if (const json::Value* source = error.find("source"))
      text += " " + std::string(source->string_or("pointer", ""));
    return text;
  }
  static std::string message(const Reply& reply) {
    const json::Value body = reply.json();
    return std::string(body.find("errors")->as_array().at(0).string_or("message", ""));
  }

  Reply post_member(const std::string& email, const std::string& more) {
    return v4("POST", "/members", "{\"email\":" + quoted(email) + "," + more + "}");
  }
  json::Value invite(const std::string& email, std::string_view label = "admin") {
    return result(post_member(email, "\"roles\":[" + quoted(role_id(label)) + "]"));
  }
  json::Value member(const std::string& id) { return result(v4("GET", "/members/" + id)); }
  std::size_t count_members() {
    const json::Value body = v4("GET", "/members").json();
    return static_cast<std::size_t>(body.find("result_info")->integer_or("total_count", -1));
  }
  std::string administrator() {  // membership id
    const json::Value members = result(v4("GET", "/members"));
    return std::string(members.as_array().at(0).string_or("id", ""));
  }

  Reply post_user(const std::string& name, const std::string& more = "") {
    return service.scim(
        "POST", "/Users",
        "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":" +
            quoted(name) + more + "}");
  }
  std::string user(const std::string& name, const std::string& more = "") {
    const Reply reply = post_user(name, more);
    REQUIRE_MESSAGE(reply.status == 201, reply.body);
    return std::string(reply.json().string_or("id", ""));
  }
  std::string group(const std::string& name, const std::vector<std::string>& users = {}) {
    std::string members;
    for (const std::string& id : users)
      members += (members.empty() ? "" : ",") + std::string("{\"value\":") + quoted(id) + "}";
    const Reply reply = service.scim(
        "POST", "/Groups",
        "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Group\"],\"displayName\":" +
            quoted(name) + ",\"members\":[" + members + "]}");
    REQUIRE_MESSAGE(reply.status == 201, reply.body);
    return std::string(reply.json().string_or("id", ""));
  }
  Reply patch(const std::string& path, const std::string& operations) {
    return service.scim(
        "PATCH", path,
        R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[)" +
            operations + "]}");
  }
  Reply set_active(const std::string& id, bool active) {
    return patch("/Users/" + id, std::string(R"({"op":"replace","path":"active","value":)") +
                                     (active ? "true" : "false") + "}");
  }
  json::Value scim_user(const std::string& id) {
    const Reply reply = service.scim("GET", "/Users/" + id);
    REQUIRE_MESSAGE(reply.status == 200, reply.body);
    return reply.json();
  }

  // One policy as clients write it: on the whole account unless `objects` says something else.
  std::string policy(std::string_view access, std::string_view label,
                     const std::vector<std::string>& objects = {"*"}) {
    std::string keys;
    for (const std::string& key : objects)
      keys += (keys.empty() ? "" : ",") + std::string("{\"key\":") + quoted(key) + "}";
    return "{\"access\":" + quoted(access) +
           ",\"permission_groups\":[{\"id\":" + quoted(group_id(label)) +
           "}],\"resource_groups\":[{\"scope\":{\"key\":" + quoted(account_key()) +
           ",\"objects\":[" + keys + "]}}]}";
  }
  std::string account_key() const { return "com.cloudflare.api.account." + service.account_id(); }
  std::string default_group() {
    model::Account account;
    account.id = *base::AccountId::parse(service.account_id());
    return domain::default_resource_group(account).id.hex();
  }

  // "Add Member 1a38…": what the last audit entry says was done to what.
  std::string last_audited() {
    const json::Value entry = service.audit_entries().back();
    return std::string(entry.string_or("what", "")) + " " +
           std::string(entry.string_or("on_id", ""));
  }

  // Each as policy() writes it.
  void set_group_policies(const std::string& group, const std::vector<std::string>& policies) {
    std::string list;
    for (const std::string& policy : policies) list += (list.empty() ? "" : ",") + policy;
    const Reply reply = v4("PUT", "/iam/user_groups/" + group, "{\"policies\":[" + list + "]}");
    REQUIRE_MESSAGE(reply.status == 200, reply.body);
  }

  TestService service;
};

inline std::string text_at(const json::Value& value, std::string_view key) {
  return std::string(value.string_or(key, ""));
}
inline const json::Array& array_at(const json::Value& value, std::string_view key) {
  return value.find(key)->as_array();
}
// "Administrator, DNS": the names of roles, permission groups and the like.
inline std::string names_in(const json::Value& value, std::string_view key) {
  std::string names;
  for (const json::Value& each : array_at(value, key))
    names += (names.empty() ? "" : ", ") + text_at(each, "name");
  return names;
}

}  // namespace support
