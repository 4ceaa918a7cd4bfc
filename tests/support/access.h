// An account with tokens for Zero Trust, and the identity providers that a test makes in it.
#pragma once

#include <string>
#include <string_view>

#include "json/read.h"
#include "support/scim_bodies.h"
#include "support/test_service.h"

namespace support {

inline constexpr std::string_view kOidcConfig =
    R"({"client_id":"c","client_secret":"very secret","auth_url":"https://a.test",)"
    R"("token_url":"https://t.test","certs_url":"https://k.test"})";

// Bodies of SCIM creates; `more` begins with a comma.
struct Provider {
  std::string id;      // with dashes
  std::string secret;  // of its SCIM endpoint; empty without SCIM
  std::string path;    // of the identity provider
};

class Access {
 public:
  Access()
      : token_(service.make_token(service.account_id(), "access",
                                  {"Access: Organizations, Identity Providers, and Groups Write"})),
        base_("/client/v4/accounts/" + service.account_id() + "/access/identity_providers") {}

  Reply send(std::string_view method, const std::string& target, const std::string& body = {},
             const std::string& token = {}) {
    Request request;
    request.method = method;
    request.target = target;
    request.body = body;
    request.token = token.empty() ? token_ : token;
    return service.send(request);
  }
  // Of the collection of identity providers.
  Reply access(std::string_view method, const std::string& suffix, const std::string& body = {}) {
    return send(method, base_ + suffix, body);
  }
  // At the SCIM endpoint of an identity provider, with its secret.
  Reply scim(const Provider& provider, std::string_view method, const std::string& suffix,
             const std::string& body = {}) {
    return send(method, provider.path + "/scim/v2" + suffix, body, provider.secret);
  }

  Provider make(const std::string& body) {
    const Reply reply = access("POST", "", body);
    if (reply.status != 201) throw std::runtime_error("no identity provider: " + reply.body);
    const json::Value answer = reply.json();
    const json::Value& result = *answer.find("result");
    Provider provider;
    provider.id = result.string_or("id", "");
    provider.path = base_ + "/" + provider.id;
    if (const json::Value* scim = result.find("scim_config"))
      provider.secret = scim->string_or("secret", "");
    return provider;
  }
  Provider make_with_scim(const std::string& name = "IdP") {
    return make(R"({"name":")" + name + R"(","type":"oidc","config":)" + std::string(kOidcConfig) +
                R"(,"scim_config":{"enabled":true}})");
  }

  // The id, 32 hex digits, of what a SCIM create answers.
  static std::string id_of(const Reply& reply) {
    if (reply.status != 201) throw std::runtime_error("not created: " + reply.body);
    return std::string(reply.json().string_or("id", ""));
  }
  std::string add_user(const Provider& provider, const std::string& name,
                       const std::string& more = {}) {
    return id_of(scim(provider, "POST", "/Users", user_body(name, more)));
  }
  std::string add_group(const Provider& provider, const std::string& name,
                        const std::string& more = {}) {
    return id_of(scim(provider, "POST", "/Groups", group_body(name, more)));
  }

  TestService service;
  const std::string& token() const { return token_; }
  const std::string& base() const { return base_; }

 private:
  std::string token_;
  std::string base_;
};

// The form with dashes of 32 hex digits.
inline std::string dashed(const std::string& hex) { return base::ResourceId::parse(hex)->uuid(); }

inline const json::Value& result_of(const json::Value& answer) { return *answer.find("result"); }

inline int error_code(const Reply& reply) {
  const json::Value answer = reply.json();
  return static_cast<int>(answer.find("errors")->as_array()[0].integer_or("code", 0));
}

inline std::string error_pointer(const Reply& reply) {
  const json::Value answer = reply.json();
  const json::Value* source = answer.find("errors")->as_array()[0].find("source");
  return source ? std::string(source->string_or("pointer", "")) : std::string();
}

}  // namespace support
