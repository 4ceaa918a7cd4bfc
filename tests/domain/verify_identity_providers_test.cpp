// Damage around identity providers: a clean store is damaged below the rules, and verify says
// where.
#include <functional>

#include "doctest/doctest.h"
#include "domain/verify.h"
#include "json/write.h"
#include "store/accounts.h"
#include "store/documents.h"
#include "store/keys.h"
#include "store/lists.h"
#include "store/objects.h"
#include "support/access.h"

namespace {

using base::Realm;
using store::ObjectType;
using store::Txn;

constexpr Realm kAccountRealm{1};

struct World {
  World()
      : provider(access.make_with_scim()),
        ada(*base::ResourceId::parse(access.add_user(provider, "ada"))),
        id(*base::IdentityProviderId::parse_uuid(provider.id)) {}

  json::Value record(Txn& txn) const {
    return *store::find_object(txn, kAccountRealm, ObjectType::kIdentityProvider, id.bytes);
  }
  void put(Txn& txn, const json::Value& object) const {
    store::put_object(txn, kAccountRealm, ObjectType::kIdentityProvider, id.bytes, object);
  }
  void change(Txn& txn, std::string_view member, json::Value value) const {
    json::Value object = record(txn);
    object.as_object().set(member, std::move(value));
    put(txn, object);
  }
  Realm realm(Txn& txn) const {
    return Realm{static_cast<std::uint32_t>(record(txn).integer_or("realm", 0))};
  }

  support::Access access;
  support::Provider provider;
  base::ResourceId ada;
  base::IdentityProviderId id;
};

struct Case {
  std::string what;
  std::function<void(World&, Txn&)> damage;
  std::string expected;  // a part of the report
};

}  // namespace

TEST_CASE("verify: a store with identity providers is clean, and each damage to them is named") {
  const Case cases[] = {
      {"a realm that was never given", [](World& w, Txn& txn) { w.change(txn, "realm", 99); },
       "the identity provider has a realm that was never given"},
      {"the account's realm", [](World& w, Txn& txn) { w.change(txn, "realm", 1); },
       "the identity provider shares its realm with somebody else"},
      {"a realm of two",
       [](World& w, Txn& txn) {
         base::IdBytes other = w.id.bytes;
         --other.back();
         store::put_object(txn, kAccountRealm, ObjectType::kIdentityProvider, other, w.record(txn));
       },
       "the identity provider shares its realm with somebody else"},
      {"no secret",
       [](World& w, Txn& txn) {
         const auto account = *base::AccountId::parse(w.access.service.account_id());
         const base::TokenId token{w.id.bytes};
         const auto hash = *store::find_token_hash(txn, account, token);
         const auto known = store::find_token(txn, w.access.service.store().memo(), hash);
         store::erase_token(txn, hash, *known);
       },
       "SCIM is enabled, yet there is no secret"},
      {"a secret too many",
       [](World& w, Txn& txn) { w.change(txn, "scim", json::Object{{"enabled", false}}); },
       "SCIM is not enabled, yet there is a secret"},
      {"rows of an identity provider that is gone",
       [](World& w, Txn& txn) {
         store::erase_object(txn, kAccountRealm, ObjectType::kIdentityProvider, w.id.bytes);
       },
       "the realm belongs to no account and no identity provider"},
      {"a provisioned user with a role",
       [](World& w, Txn& txn) {
         const Realm realm = w.realm(txn);
         model::Document document = *store::find_document(txn, realm, w.ada);
         document.access = R"({"roles":["33666b9c79b9a5273fc7344ff42f953d"]})";
         store::put_document(txn, realm, document);
       },
       "a user without membership holds roles or policies"},
      {"a provisioned user who is in no list",
       [](World& w, Txn& txn) {
         store::remove_from_list(txn, w.realm(txn), store::List::kUsers, w.ada);
       },
       "the user is missing from the list of users"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.what);
    World world;
    REQUIRE(world.access.service.verify().empty());
    Txn txn = world.access.service.store().env().begin_write();
    c.damage(world, txn);
    std::string report;
    const store::Findings findings = domain::verify_store(txn);
    for (const std::string& sentence : findings.sentences()) report += sentence + "\n";
    CAPTURE(report);
    CHECK(report.find(c.expected) != std::string::npos);
  }
}

TEST_CASE("accounts: deleting one takes what its identity providers provisioned") {
  World world;
  const std::string other = world.access.service.make_account("Other");
  support::Request request;
  request.method = "DELETE";
  request.target = "/client/v4/accounts/" + world.access.service.account_id();
  request.origin = net::Origin::kControl;
  REQUIRE(world.access.service.send(request).status == 200);
  CHECK(world.access.service.verify().empty());
  world.access.service.begin_tick();
  CHECK(world.access.service.commit());
  world.access.service.end_tick();
  CHECK(world.access.service.dump_state().find("ada") == std::string::npos);
  CHECK(world.access.service.verify().empty());
}
