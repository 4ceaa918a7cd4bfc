#include "api/zero_trust/identity_providers.h"

#include <set>

#include "doctest/doctest.h"
#include "domain/identity_provider_types.h"
#include "domain/identity_providers.h"
#include "json/write.h"
#include "support/access.h"

using support::Access;
using support::error_code;
using support::error_pointer;
using support::kOidcConfig;
using support::Provider;
using support::Reply;
using support::result_of;

namespace {

const std::string kMask(domain::kSecretMask);

std::string body_of(const std::string& type, const std::string& config,
                    const std::string& more = {}) {
  return R"({"name":"IdP","type":")" + type + R"(","config":)" + config + more + "}";
}

std::string oidc(const std::string& more = {}) {
  return body_of("oidc", std::string(kOidcConfig), more);
}

json::Value scim_config_of(const Reply& reply) {
  const json::Value answer = reply.json();
  const json::Value* scim = result_of(answer).find("scim_config");
  return scim ? *scim : json::Value();
}

}  // namespace

TEST_CASE("identity provider: create 201, get, list, PUT 200, DELETE 202, then 404 / 12135") {
  Access access;
  const Reply created = access.access("POST", "", oidc());
  REQUIRE(created.status == 201);
  const json::Value answer = created.json();
  const json::Value& provider = result_of(answer);
  const std::string id(provider.string_or("id", ""));
  CHECK(base::parse_uuid_bytes(id));
  CHECK(provider.string_or("name", "") == "IdP");
  CHECK(provider.string_or("type", "") == "oidc");
  CHECK(provider.bool_or("read_only", true) == false);
  CHECK(provider.find("scim_config") == nullptr);
  CHECK(provider.find("config")->string_or("client_id", "") == "c");
  const std::string callback(provider.find("config")->string_or("redirect_url", ""));
  CHECK(callback.find(".cloudflareaccess.com/cdn-cgi/access/callback") != std::string::npos);

  CHECK(result_of(access.access("GET", "/" + id).json()) == provider);
  const json::Value list = access.access("GET", "").json();
  REQUIRE(result_of(list).as_array().size() == 1);
  CHECK(result_of(list).as_array()[0] == provider);
  const json::Value& info = *list.find("result_info");
  for (auto [name, number] : {std::pair{"page", 1},
                              {"per_page", 200},
                              {"count", 1},
                              {"total_count", 1},
                              {"total_pages", 1}}) {
    CAPTURE(name);
    CHECK(info.integer_or(name, -1) == number);
  }

  const Reply renamed = access.access(
      "PUT", "/" + id, R"({"name":"New","type":"oidc","config":)" + std::string(kOidcConfig) + "}");
  CHECK(renamed.status == 200);
  CHECK(result_of(renamed.json()).string_or("name", "") == "New");
  const Reply gone = access.access("DELETE", "/" + id);
  CHECK(gone.status == 202);
  CHECK(result_of(gone.json()).string_or("id", "") == id);
  for (const auto& [method, body] :
       {std::pair<std::string, std::string>{"GET", ""}, {"PUT", oidc()}, {"DELETE", ""}}) {
    CAPTURE(method);
    const Reply unknown = access.access(method, "/" + id, body);
    CHECK(unknown.status == 404);
    CHECK(error_code(unknown) == 12135);
  }
  CHECK(access.service.verify().empty());
}

TEST_CASE("identity provider: a malformed id is 404 / 7003, like every malformed id") {
  Access access;
  for (const char* id : {"1", "023e105f4ecef8ad9ca31a8372d0c353", "f174e90a-fafe-4643-bbbc"}) {
    CAPTURE(id);
    const Reply reply = access.access("GET", std::string("/") + id);
    CHECK(reply.status == 404);
    CHECK(error_code(reply) == 7003);
  }
}

TEST_CASE("identity provider: the list is filtered by scim_enabled and paged") {
  Access access;
  access.make(oidc());
  const Provider with = access.make_with_scim();
  access.make(oidc(R"(,"scim_config":{"enabled":false})"));
  const auto total = [&](const std::string& query) {
    const json::Value answer = access.access("GET", query).json();
    return answer.find("result_info")->integer_or("total_count", -1);
  };
  CHECK(total("") == 3);
  CHECK(total("?scim_enabled=true") == 1);
  CHECK(total("?scim_enabled=false") == 2);
  const json::Value second = access.access("GET", "?per_page=1&page=2").json();
  REQUIRE(result_of(second).as_array().size() == 1);
  CHECK(result_of(second).as_array()[0].string_or("id", "") == with.id);
  const Reply beyond = access.access("GET", "?page=7");
  CHECK(beyond.status == 200);
  CHECK(result_of(beyond.json()).as_array().empty());
  const Reply refused = access.access("GET", "?scim_enabled=perhaps");
  CHECK(refused.status == 400);
  CHECK(error_code(refused) == 1001);
}

TEST_CASE("identity provider: each of the 16 published types is made from its required members") {
  std::set<std::string> names;
  Access access;
  for (const domain::IdentityProviderType& type : domain::identity_provider_types()) {
    CAPTURE(type.name);
    names.insert(type.name);
    json::Object config;
    for (const domain::ConfigMember& member : type.config) {
      if (!member.required) continue;
      const bool strings = member.kind == domain::ConfigMember::Kind::kStrings;
      config.append(member.name, strings ? json::Value(json::Array{"x"}) : json::Value("x"));
    }
    CHECK(access.access("POST", "", body_of(type.name, json::write(config))).status == 201);
    for (const domain::ConfigMember& member : type.config) {
      if (!member.required) continue;
      json::Object lacking = config;
      lacking.erase(member.name);
      const Reply refused = access.access("POST", "", body_of(type.name, json::write(lacking)));
      CHECK(refused.status == 400);
      CHECK(error_code(refused) == 1001);
      CHECK(error_pointer(refused) == "/config/" + member.name);
    }
  }
  CHECK(names == std::set<std::string>{"azureAD", "centrify", "cloudflare", "facebook", "github",
                                       "google", "google-apps", "linkedin", "oidc", "okta",
                                       "onelogin", "onetimepin", "passkeys", "pingone", "saml",
                                       "yandex"});
}

TEST_CASE("identity provider: what is wrong with a body is 400 / 1001 with a pointer to it") {
  Access access;
  const std::string saml =
      R"({"issuer_url":"i","sso_target_url":"s","idp_public_certs":["c"],"max_sso_url_length":)";
  static const struct {
    std::string body;
    const char* pointer;
  } kCases[] = {
      {"[]", ""},
      {R"({"type":"github","config":{}})", "/name"},
      {R"({"name":"","type":"onetimepin","config":{}})", "/name"},
      {R"({"name":7,"type":"onetimepin","config":{}})", "/name"},
      {R"({"name":")" + std::string(257, 'n') + R"(","type":"onetimepin","config":{}})", "/name"},
      {R"({"name":"x","config":{}})", "/type"},
      {R"({"name":"x","type":"ldap","config":{}})", "/type"},
      {R"({"name":"x","type":"AZUREAD","config":{}})", "/type"},
      {R"({"name":"x","type":"onetimepin"})", "/config"},
      {R"({"name":"x","type":"onetimepin","config":"c"})", "/config"},
      {body_of("github", R"({"client_id":1,"client_secret":"s"})"), "/config/client_id"},
      {body_of("github", R"({"client_id":"","client_secret":"s"})"), "/config/client_id"},
      {body_of("github", R"({"client_id":"c","client_secret":")" + kMask + "\"}"),
       "/config/client_secret"},
      {body_of("azureAD",
               R"({"client_id":"c","client_secret":"s","directory_id":"d","prompt":"maybe"})"),
       "/config/prompt"},
      {body_of("azureAD",
               R"({"client_id":"c","client_secret":"s","directory_id":"d","claims":[1]})"),
       "/config/claims"},
      {body_of("saml", saml + "511}"), "/config/max_sso_url_length"},
      {body_of("saml", saml + "1.5}"), "/config/max_sso_url_length"},
      {body_of("passkeys", R"({"x":")" + std::string(20'000, 'x') + "\"}"), "/config"},
      {body_of("onetimepin", "{}", R"(,"scim_config":{"enabled":false})"), "/scim_config"},
      {oidc(R"(,"scim_config":true)"), "/scim_config"},
      {oidc(R"(,"scim_config":{"enabled":"yes"})"), "/scim_config/enabled"},
      {oidc(R"(,"scim_config":{"identity_update_behavior":"x"})"),
       "/scim_config/identity_update_behavior"},
      {oidc(R"(,"scim_config":{"enabled":true,"seat_deprovision":true})"),
       "/scim_config/seat_deprovision"},
      {body_of("saml", saml + "512}",
               R"(,"saml_certificate_set_id":"f174e90a-fafe-4643-bbbc-4a0ed4fc8415")"),
       "/saml_certificate_set_id"},
  };
  const std::string before = access.service.dump_state();
  for (const auto& c : kCases) {
    CAPTURE(c.body.substr(0, 120));
    const Reply refused = access.access("POST", "", c.body);
    CHECK(refused.status == 400);
    CHECK(error_code(refused) == 1001);
    CHECK(error_pointer(refused) == c.pointer);
  }
  CHECK(access.service.dump_state() == before);
  CHECK(access.access("POST", "", body_of("saml", saml + "512}")).status == 201);
}

TEST_CASE("identity provider: members of config that no schema names are kept as they were sent") {
  Access access;
  const Reply made = access.access(
      "POST", "", body_of("onetimepin", R"({"odd":{"a":[1]},"redirect_url":"https://evil.test"})"));
  const json::Value answer = made.json();
  const json::Value& config = *result_of(answer).find("config");
  CHECK(config.find("odd")->find("a")->as_array().size() == 1);
  CHECK(config.string_or("redirect_url", "") != "https://evil.test");
}

TEST_CASE(
    "identity provider: client_secret is never read back, and stays when it is not sent anew") {
  Access access;
  const Provider provider = access.make(oidc());
  const auto stored = [&] {
    store::Txn txn = access.service.store().env().begin_read();
    store::Cursor cursor(txn, store::Db::kObjects);
    return std::string(cursor.first()->value);
  };
  CHECK(stored().find("very secret") != std::string::npos);
  const json::Object without{{"client_id", "d"},
                             {"auth_url", "https://a.test"},
                             {"token_url", "https://t.test"},
                             {"certs_url", "https://k.test"}};
  json::Object masked = without;
  masked.append("client_secret", kMask);
  for (const json::Object& config : {without, masked}) {
    const Reply reply = access.send("PUT", provider.path, body_of("oidc", json::write(config)));
    CHECK(reply.status == 200);
    CHECK(reply.body.find("secret") == std::string::npos);
    CHECK(stored().find("very secret") != std::string::npos);
  }
  json::Object fresh = without;
  fresh.append("client_secret", "another one");
  CHECK(access.send("PUT", provider.path, body_of("oidc", json::write(fresh))).status == 200);
  CHECK(stored().find("very secret") == std::string::npos);
  CHECK(stored().find("another one") != std::string::npos);
  CHECK(access.send("GET", provider.path).body.find("another one") == std::string::npos);
  CHECK(access.service.dump_state().find("another one") == std::string::npos);
  for (const json::Value& entry : access.service.audit_entries())
    CHECK(json::write(entry).find("another one") == std::string::npos);
}

TEST_CASE("identity provider: a PUT that changes nothing leaves no audit entry") {
  Access access;
  const Provider provider = access.make(oidc(R"(,"scim_config":{"enabled":true})"));
  const std::size_t entries = access.service.count_audit();
  CHECK(access.send("PUT", provider.path, oidc()).status == 200);
  CHECK(access.send("PUT", provider.path, oidc(R"(,"scim_config":{"enabled":true})")).status ==
        200);
  CHECK(access.service.count_audit() == entries);
}

TEST_CASE("scim_config: the secret is in the answer that enables SCIM and in no other") {
  Access access;
  const Reply created =
      access.access("POST", "",
                    oidc(R"(,"scim_config":{"enabled":true,"user_deprovision":true,)"
                         R"("seat_deprovision":true,"identity_update_behavior":"reauth"})"));
  const json::Value answer = created.json();
  const std::string id(result_of(answer).string_or("id", ""));
  const json::Value scim = scim_config_of(created);
  const std::string secret(scim.string_or("secret", ""));
  CHECK(secret.rfind("cfat_", 0) == 0);
  CHECK(secret.size() >= 40);
  CHECK(scim.string_or("scim_base_url", "") ==
        "http://scimd.test" + access.base() + "/" + id + "/scim/v2");
  CHECK(scim.bool_or("enabled", false));
  CHECK(scim.bool_or("seat_deprovision", false));
  CHECK(scim.string_or("identity_update_behavior", "") == "reauth");
  for (const Reply& reply :
       {access.access("GET", "/" + id), access.access("GET", ""),
        access.access("PUT", "/" + id, oidc(R"(,"scim_config":{"user_deprovision":true})"))}) {
    CHECK(reply.status == 200);
    CHECK(reply.body.find(secret) == std::string::npos);
    CHECK(reply.body.find(kMask) != std::string::npos);
  }
  CHECK(access.service.dump_state().find(secret) == std::string::npos);
  for (const json::Value& entry : access.service.audit_entries())
    CHECK(json::write(entry).find(secret) == std::string::npos);
}

TEST_CASE("scim_config: enabling later gives the secret then, and the rest takes its defaults") {
  Access access;
  const Provider provider = access.make(oidc());
  const json::Value scim =
      scim_config_of(access.send("PUT", provider.path, oidc(R"(,"scim_config":{"enabled":true})")));
  CHECK(scim.string_or("secret", "").size() >= 40);
  CHECK(scim.string_or("identity_update_behavior", "") == "no_action");
  CHECK(scim.bool_or("user_deprovision", true) == false);
  CHECK(access.service.verify().empty());
}

TEST_CASE("scim_config: members that a PUT does not send stay as they are") {
  Access access;
  const Provider provider = access.make_with_scim();
  access.send("PUT", provider.path, oidc(R"(,"scim_config":{"user_deprovision":true})"));
  const json::Value scim = scim_config_of(access.send("PUT", provider.path, oidc()));
  CHECK(scim.bool_or("enabled", false));
  CHECK(scim.bool_or("user_deprovision", false));
}

TEST_CASE("scim_config: an identity provider with it cannot become a one-time pin") {
  Access access;
  const Provider provider = access.make_with_scim();
  const Reply refused = access.send("PUT", provider.path, body_of("onetimepin", "{}"));
  CHECK(refused.status == 400);
  CHECK(error_pointer(refused) == "/scim_config");
}

TEST_CASE("refresh_scim_secret: the new secret works and the old one is dead") {
  Access access;
  Provider provider = access.make_with_scim();
  const std::string old = provider.secret;
  const Reply refreshed = access.send("POST", provider.path + "/refresh_scim_secret");
  REQUIRE(refreshed.status == 200);
  provider.secret = scim_config_of(refreshed).string_or("secret", "");
  CHECK(provider.secret != old);
  CHECK(access.scim(provider, "GET", "/Users").status == 200);
  provider.secret = old;
  CHECK(access.scim(provider, "GET", "/Users").status == 401);
  CHECK(access.service.verify().empty());

  const Provider without = access.make(oidc());
  const Reply refused = access.send("POST", without.path + "/refresh_scim_secret");
  CHECK(refused.status == 400);
  CHECK(error_code(refused) == 1001);
}

TEST_CASE("saml_certificate: 201 with a new set, then 200 with the same; 403 for other types") {
  Access access;
  const Provider saml = access.make(
      body_of("saml", R"({"issuer_url":"i","sso_target_url":"s","idp_public_certs":["c"]})"));
  const Reply first = access.send("POST", saml.path + "/saml_certificate");
  CHECK(first.status == 201);
  const json::Value answer = first.json();
  const json::Value& set = result_of(answer);
  CHECK(base::parse_uuid_bytes(set.string_or("uid", "")));
  CHECK(set.find("current_certificate")->bool_or("is_current", false));
  CHECK(set.find("current_certificate")
            ->string_or("public_certificate", "")
            .rfind("-----BEGIN CERTIFICATE-----\n", 0) == 0);
  const Reply second = access.send("POST", saml.path + "/saml_certificate");
  CHECK(second.status == 200);
  CHECK(result_of(second.json()) == set);
  const json::Value provider = access.send("GET", saml.path).json();
  CHECK(result_of(provider).string_or("saml_certificate_set_id", "") == set.string_or("uid", ""));
  CHECK(*result_of(provider).find("saml_certificate_set") == set);

  const Provider other = access.make(oidc());
  const Reply refused = access.send("POST", other.path + "/saml_certificate");
  CHECK(refused.status == 403);
  CHECK(error_code(refused) == 10000);
  const Reply unknown =
      access.access("POST", "/f174e90a-fafe-4643-bbbc-4a0ed4fc8415/saml_certificate");
  CHECK(unknown.status == 404);
  CHECK(error_code(unknown) == 12135);
}

TEST_CASE("identity provider: one that is read-only is neither changed nor deleted via the API") {
  Access access;
  support::Request request;
  request.method = "POST";
  request.target = access.base();
  request.body = body_of("cloudflare", "{}", R"(,"read_only":true)");
  request.origin = net::Origin::kControl;
  const json::Value answer = access.service.send(request).json();
  const std::string path = "/" + std::string(result_of(answer).string_or("id", ""));
  CHECK(result_of(answer).bool_or("read_only", false));
  for (const auto& [method, body] :
       {std::pair<std::string, std::string>{"PUT", body_of("cloudflare", "{}")}, {"DELETE", ""}}) {
    CAPTURE(method);
    CHECK(access.access(method, path, body).status == 400);
  }
  // A client cannot take the mark away, nor give it.
  CHECK(access.access("PUT", path, body_of("cloudflare", "{}", R"(,"read_only":false)")).status ==
        400);
  const Provider own = access.make(oidc(R"(,"read_only":true)"));
  CHECK(access.send("DELETE", own.path).status == 202);
}

TEST_CASE(
    "identity provider: reading needs Access Read, writing Access Write; refusals are audited") {
  Access access;
  const Provider provider = access.make(oidc());
  const std::string reader =
      access.service.make_token(access.service.account_id(), "reader",
                                {"Access: Organizations, Identity Providers, and Groups Read"});
  CHECK(access.send("GET", provider.path, {}, reader).status == 200);
  const std::size_t entries = access.service.count_audit();
  for (const std::string& token : {reader, access.service.token()}) {
    const Reply refused = access.send("DELETE", provider.path, {}, token);
    CHECK(refused.status == 403);
    CHECK(error_code(refused) == 10000);
  }
  CHECK(access.service.count_audit() == entries + 2);
  CHECK(access.send("GET", provider.path, {}, access.service.token()).status == 403);
}

TEST_CASE("identity provider: another account's is as unknown") {
  Access access;
  const Provider provider = access.make(oidc());
  const std::string other = access.service.make_account("Other");
  const std::string token = access.service.make_token(
      other, "access", {"Access: Organizations, Identity Providers, and Groups Write"});
  const std::string there = "/client/v4/accounts/" + other + "/access/identity_providers";
  const Reply through_own = access.send("GET", there + "/" + provider.id, {}, token);
  CHECK(through_own.status == 404);
  CHECK(error_code(through_own) == 12135);
  const Reply through_its = access.send("GET", provider.path, {}, token);
  CHECK(through_its.status == 404);
  CHECK(error_code(through_its) == 7003);
}

TEST_CASE("identity provider: everything is as it was after a restart") {
  Access access;
  const Provider provider = access.make_with_scim();
  access.add_user(provider, "ada");
  const std::string before = access.send("GET", provider.path).body;
  access.service.restart();
  CHECK(access.send("GET", provider.path).body == before);
  CHECK(access.scim(provider, "GET", "/Users").json().integer_or("totalResults", 0) == 1);
  CHECK(access.service.verify().empty());
}
