#include "model/audit_entry.h"

#include "base/text.h"
#include "doctest/doctest.h"
#include "json/read.h"

namespace {

const std::string kAccount(32, 'd');

model::AuditEntry sample() {
  model::AuditEntry entry;
  entry.id = std::string(32, 'a');
  entry.time_us = 1'767'225'600'000'000;
  entry.actor_type = "account";
  entry.token_id = std::string(32, 'b');
  entry.token_name = "SCIM";
  entry.action_type = "update";
  entry.description = "Update SCIM Group";
  entry.resource_type = "scim_group";
  entry.resource_id = std::string(32, 'c');
  entry.attributes = {"displayName", "members"};
  entry.method = "PATCH";
  entry.uri = "/accounts/" + kAccount + "/scim/v2/Groups/" + entry.resource_id;
  return entry;
}

}  // namespace

TEST_CASE("audit entry: it says who did what to which resource, and which attributes changed") {
  const auto parsed = json::parse(model::encode_audit(sample(), kAccount));
  REQUIRE(parsed.ok());
  CHECK(parsed.value().string_or("what", "") == "Update SCIM Group");
  CHECK(parsed.value().string_or("on_id", "") == std::string(32, 'c'));
  CHECK(parsed.value().find("attributes")->as_array().size() == 2);
  CHECK_FALSE(parsed.value().find("refused"));
}

TEST_CASE("audit entry: a refusal carries its status") {
  model::AuditEntry entry = sample();
  entry.success = false;
  entry.status = 409;
  entry.repeats = 12;
  const auto parsed = json::parse(model::encode_audit(entry, kAccount));
  CHECK(parsed.value().integer_or("refused", 0) == 409);
  CHECK(parsed.value().integer_or("repeats", 0) == 12);
}

TEST_CASE(
    "audit entry: it never exceeds 512 bytes and stays valid JSON and UTF-8, whatever the names") {
  for (std::size_t length : {0, 1, 95, 96, 97, 300, 5000}) {
    CAPTURE(length);
    model::AuditEntry entry = sample();
    std::string name;
    while (name.size() < length) name += "é\"";
    entry.token_name = name;
    entry.description = name;
    for (int i = 0; i < 100; ++i) entry.attributes.push_back(name + std::to_string(i));
    const std::string text = model::encode_audit(entry, kAccount);
    CHECK(text.size() <= 512);
    CHECK(base::is_valid_utf8(text));
    CHECK(json::parse(text).ok());
  }
}

TEST_CASE("audit entry: what was written is read back, the path with both its ids") {
  model::AuditEntry entry = sample();
  entry.actor_type = "user";
  entry.actor_id = std::string(32, 'e');
  entry.actor_email = "ada@example.com";
  entry.actor_context = "api_token";
  entry.address = "2001:db8::1";
  entry.status = 200;
  entry.user_agent = "curl/8";
  const std::string text = model::encode_audit(entry, kAccount);
  CHECK(text.find(kAccount) == std::string::npos);
  const auto read = model::parse_audit(text, kAccount);
  REQUIRE(read);
  CHECK(read->id == entry.id);
  CHECK(read->time_us == entry.time_us);
  CHECK(read->actor_email == entry.actor_email);
  CHECK(read->actor_context == entry.actor_context);
  CHECK(read->address == entry.address);
  CHECK(read->success);
  CHECK(read->status == 200);
  CHECK(read->attributes == entry.attributes);
  CHECK(read->uri == entry.uri);
  CHECK(read->user_agent == entry.user_agent);
  CHECK(model::parse_audit_time(text) == entry.time_us);
}

TEST_CASE("audit entry: the way in is told by the credentials when nothing else says it") {
  model::AuditEntry entry = sample();
  for (const char* context : {"api_token", "api_key"}) {
    entry.actor_context = context;
    CHECK(model::parse_audit(model::encode_audit(entry, kAccount), kAccount)->actor_context ==
          context);
  }
  entry.token_id.clear();
  entry.actor_context = "api";
  CHECK(model::parse_audit(model::encode_audit(entry, kAccount), kAccount)->actor_context == "api");
}

TEST_CASE("audit entry: ids of any form in a path are read back as they were") {
  for (const std::string& id :
       {std::string("a"), std::string("account"), std::string("<id>"), std::string("accounts/"),
        std::string("<account>"), kAccount, std::string(95, 'x'), std::string(97, 'x')}) {
    CAPTURE(id);
    model::AuditEntry entry = sample();
    entry.resource_id = id;
    entry.uri = "/accounts/" + kAccount + "/tokens/" + id;
    entry.attributes.clear();
    const auto read = model::parse_audit(model::encode_audit(entry, kAccount), kAccount);
    REQUIRE(read);
    if (!read->uri.empty()) CHECK(read->uri == entry.uri);
    CHECK((!read->uri.empty() || id.size() > 90));
  }
}

TEST_CASE("audit entry: no text that a client sends makes it longer than 512 bytes") {
  std::string control;
  for (int i = 0; i < 200; ++i) control += static_cast<char>(1 + i % 31);
  for (const std::string& text : {control, std::string(300, '"'), std::string(5000, 'x')}) {
    model::AuditEntry entry = sample();
    entry.resource_id = entry.uri = entry.user_agent = entry.actor_email = entry.token_name = text;
    const std::string encoded = model::encode_audit(entry, kAccount);
    CHECK(encoded.size() <= 512);
    const auto read = model::parse_audit(encoded, kAccount);
    REQUIRE(read);
    CHECK(read->id == entry.id);
    CHECK(read->method == entry.method);
    CHECK(read->resource_type == entry.resource_type);
  }
}

TEST_CASE("audit entry: the user agent is the first to go when there is no room") {
  model::AuditEntry entry = sample();
  entry.user_agent = std::string(96, 'u');
  for (int i = 0; i < 100; ++i) entry.attributes.push_back("attribute" + std::to_string(i));
  const auto read = model::parse_audit(model::encode_audit(entry, kAccount), kAccount);
  REQUIRE(read);
  CHECK(read->user_agent.empty());
  CHECK(read->attributes.size() > 5);
  CHECK(read->uri == entry.uri);
}

TEST_CASE("audit entry: what is no entry is not read as one") {
  for (const char* text : {"", "{", "[]", "null", "\"x\""}) {
    CAPTURE(text);
    CHECK_FALSE(model::parse_audit(text, kAccount));
    CHECK_FALSE(model::parse_audit_time(text));
  }
}
