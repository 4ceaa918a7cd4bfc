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
