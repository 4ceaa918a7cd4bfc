// An account of one profile with a few people in it, for the tests of product.md section 8.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "doctest/doctest.h"
#include "support/test_service.h"

namespace support {

struct ProfileWorld {
  TestService service;
  // What fill() puts in the place of <name>: ada and ben are active, cid is not, ada is in team;
  // admin is the Super Administrator, whom SCIM does not manage; U, E and G are schema URNs.
  std::map<std::string, std::string> names = {
      {"U", "urn:ietf:params:scim:schemas:core:2.0:User"},
      {"E", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"},
      {"G", "urn:ietf:params:scim:schemas:core:2.0:Group"},
  };

  explicit ProfileWorld(std::string_view profile) {
    names["admin"] = std::string(
        service.scim("GET", "/Users").json().find("Resources")->as_array()[0].string_or("id", ""));
    for (const char* name : {"ada", "ben", "cid"}) {
      names[name] = add("/Users", R"({"schemas":["<U>"],"userName":")" + std::string(name) +
                                      R"(","emails":[{"value":")" + name +
                                      R"(@example.com","type":"work","primary":true}]})");
    }
    send("PATCH", "/Users/<cid>", R"([{"op":"replace","path":"active","value":false}])");
    names["team"] = add("/Groups", R"({"schemas":["<G>"],"displayName":"Team",)"
                                   R"("members":[{"value":"<ada>"}]})");
    set("profile", profile);
  }

  void set(std::string_view setting, std::string_view value) {
    Request request{"PUT", "/client/v4/accounts/" + service.account_id() + "/scim/settings",
                    "{\"" + std::string(setting) + "\":\"" + std::string(value) + "\"}"};
    request.origin = net::Origin::kControl;
    REQUIRE(service.send(request).status == 200);
  }

  std::string fill(std::string text) const {
    for (const auto& [name, value] : names) {
      const std::string mark = "<" + name + ">";
      for (std::size_t at; (at = text.find(mark)) != std::string::npos;)
        text.replace(at, mark.size(), value);
    }
    return text;
  }

  // `body` of a PATCH: its operations.
  Reply send(std::string_view method, const std::string& target, const std::string& body = {}) {
    std::string sent = fill(body);
    if (method == "PATCH") {
      sent = R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":)" +
             sent + "}";
    }
    return service.scim(method, encode(fill(target)), sent);
  }

  std::string add(const std::string& endpoint, const std::string& body) {
    const Reply reply = send("POST", endpoint, body);
    REQUIRE(reply.status == 201);
    return std::string(reply.json().string_or("id", ""));
  }

  static std::string quirks(const Reply& reply) { return reply.field("Scimd-Quirks"); }
  static bool has_quirk(const Reply& reply, std::string_view word) {
    return (", " + quirks(reply) + ",").find(" " + std::string(word) + ",") != std::string::npos;
  }

 private:
  static std::string encode(const std::string& target) {
    std::string out;
    for (const char c : target) {
      if (c == ' ') {
        out += "%20";
      } else if (c == '"') {
        out += "%22";
      } else if (c == '[') {
        out += "%5B";
      } else if (c == ']') {
        out += "%5D";
      } else {
        out += c;
      }
    }
    return out;
  }
};

}  // namespace support
