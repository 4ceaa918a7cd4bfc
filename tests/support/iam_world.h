// An account with a token that may do everything below /iam, and words for what its tests do often.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "doctest/doctest.h"
#include "json/write.h"
#include "store/documents.h"
#include "support/test_service.h"

namespace support {

// The value at a JSON pointer: "/result/0/name". Throws when there is none.
inline const json::Value& at(const json::Value& value, const std::string& pointer) {
  const json::Value* here = &value;
  for (std::size_t from = 0; from < pointer.size();) {
    const std::size_t end = std::min(pointer.find('/', from + 1), pointer.size());
    const std::string part = pointer.substr(from + 1, end - from - 1);
    if (here->is_array()) {
      here = &here->as_array().at(static_cast<std::size_t>(std::stoi(part)));
    } else {
      here = here->find(part);
    }
    if (!here) throw std::runtime_error("nothing at " + pointer + " of " + json::write(value));
    from = end;
  }
  return *here;
}

struct IamWorld {
  IamWorld() {
    token = service.make_token(service.account_id(), "admin", {"Account Settings Write"});
  }

  Reply send(std::string_view method, const std::string& suffix, const std::string& body = {}) {
    Request request;
    request.method = method;
    request.target = "/client/v4/accounts/" + service.account_id() + "/iam" + suffix;
    request.body = body;
    request.token = token;
    service.clock().advance_us(1'000'003);
    return service.send(request);
  }
  // The answer's result, after its envelope was looked at.
  json::Value ok(std::string_view method, const std::string& suffix, const std::string& body = {}) {
    const Reply reply = send(method, suffix, body);
    REQUIRE_MESSAGE(reply.status == 200, reply.body);
    REQUIRE(reply.field("Content-Type") == "application/json");
    const json::Value answer = reply.json();
    CHECK(at(answer, "/success").as_bool());
    CHECK(at(answer, "/errors").as_array().empty());
    CHECK(at(answer, "/messages").as_array().empty());
    return at(answer, "/result");
  }
  // "400/1001 /name": status, code and pointer of a refusal that changed nothing.
  std::string refused(std::string_view method, const std::string& suffix,
                      const std::string& body = {}, const std::string& message_part = {}) {
    const std::string before = service.dump_state();
    const Reply reply = send(method, suffix, body);
    CHECK(service.dump_state() == before);
    const json::Value answer = reply.json();
    const json::Value* errors = answer.find("errors");
    if (!errors || errors->as_array().empty()) return std::to_string(reply.status);
    CHECK_FALSE(at(answer, "/success").as_bool());
    CHECK(at(answer, "/result").is_null());
    const json::Value& error = at(answer, "/errors/0");
    const std::string message(error.string_or("message", ""));
    CHECK_MESSAGE(message.find(message_part) != std::string::npos, message);
    std::string text =
        std::to_string(reply.status) + "/" + std::to_string(error.integer_or("code", 0));
    if (const json::Value* source = error.find("source"))
      text += " " + std::string(source->string_or("pointer", ""));
    return text;
  }

  std::string group(const std::string& name) {
    const json::Value made = ok("POST", "/user_groups", json::write(json::Object{{"name", name}}));
    return at(made, "/id").as_string();
  }
  // A user that SCIM provisions; both ids have 32 digits, the membership's ends in 01.
  std::string user(const std::string& name, const std::string& more = {}) {
    const Reply reply =
        service.scim("POST", "/Users",
                     R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":")" +
                         name + "\"" + more + "}");
    REQUIRE_MESSAGE(reply.status == 201, reply.body);
    const json::Value made = reply.json();
    return at(made, "/id").as_string();
  }
  std::string member(const std::string& name, const std::string& more = {}) {
    return user(name, more).substr(0, 30) + "01";
  }
  std::string scim_group(const std::string& name, const std::string& members = "[]") {
    const Reply reply = service.scim("POST", "/Groups", scim_group_body(name, members));
    REQUIRE_MESSAGE(reply.status == 201, reply.body);
    const json::Value made = reply.json();
    return at(made, "/id").as_string();
  }
  static std::string scim_group_body(const std::string& name, const std::string& members = {}) {
    return R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":")" + name +
           "\"" + (members.empty() ? "" : ",\"members\":" + members) + "}";
  }

  std::string permission_group(const std::string& label) {
    return at(ok("GET", "/permission_groups?label=" + label), "/0/id").as_string();
  }
  std::string scope() const {
    return R"({"key":"com.cloudflare.api.account.)" + service.account_id() +
           R"(","objects":[{"key":"*"}]})";
  }
  // A policy on the whole account, spelled out.
  std::string policy(const std::string& permission_group_id) const {
    return R"({"access":"allow","permission_groups":[{"id":")" + permission_group_id +
           R"("}],"resource_groups":[{"scope":)" + scope() + "}]}";
  }

  // Beside what any API shows.
  model::Document stored(const std::string& id) {
    store::Txn txn = service.store().env().begin_read();
    return store::find_document(txn, base::Realm{1}, *base::ResourceId::parse(id)).value();
  }
  json::Value last_audit() { return service.audit_entries().back(); }

  TestService service;
  std::string token;
};

inline std::string member_body(const std::vector<std::string>& ids) {
  json::Array body;
  for (const std::string& id : ids) body.push_back(json::Object{{"id", id}});
  return json::write(body);
}

inline std::vector<std::string> texts_of(const json::Value& items, std::string_view name) {
  std::vector<std::string> texts;
  for (const json::Value& item : items.as_array()) texts.emplace_back(item.string_or(name, "?"));
  return texts;
}

}  // namespace support
