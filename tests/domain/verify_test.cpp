// One row per kind of damage: a clean store is damaged below the rules, and verify must say where.
#include "domain/verify.h"

#include <sys/stat.h>

#include <fstream>
#include <functional>
#include <random>
#include <string>

#include "doctest/doctest.h"
#include "domain/memberships.h"
#include "json/write.h"
#include "store/accounts.h"
#include "store/audit.h"
#include "store/documents.h"
#include "store/dump.h"
#include "store/group_memberships.h"
#include "store/indexes.h"
#include "store/keys.h"
#include "store/lists.h"
#include "store/meta.h"
#include "store/records.h"
#include "support/child_process.h"
#include "support/test_service.h"

namespace {

using base::Realm;
using base::ResourceId;
using store::Db;
using store::IndexedAttribute;
using store::List;
using store::Txn;
using support::TestService;

constexpr Realm kRealm{1};

// Two users and a group with both in it; an inactive user; the Super Administrator.
struct World {
  World() {
    ada = make("/Users", R"({"userName":"ada@example.com","externalId":"e1",)"
                         R"("emails":[{"value":"ada@mail.example.com"}]})");
    bob = make("/Users", R"({"userName":"bob@example.com","externalId":"e1"})");
    idle = make("/Users", R"({"userName":"idle@example.com","active":false})");
    group =
        make("/Groups", R"({"displayName":"Engineers","externalId":"g1","members":[{"value":")" +
                            ada.hex() + R"("},{"value":")" + bob.hex() + R"("}]})");
    other =
        make("/Groups", R"({"displayName":"Others","members":[{"value":")" + ada.hex() + R"("}]})");
    Txn txn = service.store().env().begin_read();
    admin = *store::last_of_list(txn, kRealm, List::kSuperAdministrators);
    account = *base::AccountId::parse(service.account_id());
    token = store::list_tokens(txn, account).front();
    hash = *store::find_token_hash(txn, account, token.id);
  }

  ResourceId make(const std::string& endpoint, const std::string& body) {
    const std::string type = endpoint == "/Users" ? "User" : "Group";
    const auto reply = service.scim(
        "POST", endpoint,
        R"({"schemas":["urn:ietf:params:scim:schemas:core:2.0:)" + type + "\"]," + body.substr(1));
    REQUIRE_MESSAGE(reply.status == 201, reply.body);
    const json::Value resource = reply.json();
    return *ResourceId::parse(resource.string_or("id", ""));
  }

  model::Document document(Txn& txn, ResourceId id) {
    return *store::find_document(txn, kRealm, id);
  }
  std::string hash_view() const {
    return {reinterpret_cast<const char*>(hash.data()), hash.size()};
  }

  TestService service;
  ResourceId ada, bob, idle, group, other, admin;
  base::AccountId account;
  model::Token token;
  store::TokenHash hash{};
};

std::string doc_line(ResourceId id) { return "docs 00000001" + id.hex() + ": "; }
std::string flip(std::string_view bytes, std::size_t at) {
  std::string flipped(bytes);
  flipped[at] = static_cast<char>(flipped[at] ^ 0x10);
  return flipped;
}

void put_json(Txn& txn, Db db, const std::string& key, const json::Value& value) {
  txn.put(db, key, store::encode_record(key, json::write(value)));
}

using Damage = std::function<void(World&, Txn&)>;
using Expected = std::function<std::string(World&)>;  // a part of the report
struct Case {
  const char* what;
  Damage damage;
  Expected expected;
};

void check_cases(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    World world;
    REQUIRE(world.service.verify() == "");
    Txn txn = world.service.store().env().begin_write();
    c.damage(world, txn);
    txn.commit();
    const std::string report = world.service.verify();
    INFO(std::string(c.what), "\n", report);
    CHECK(report.find(c.expected(world)) != std::string::npos);
    for (const char* personal : {"ada@", "example", "ngineers"}) {
      CHECK(report.find(personal) == std::string::npos);
      CHECK(report.find(base::format_hex(personal)) == std::string::npos);
    }
  }
}

}  // namespace

TEST_CASE(
    "verify: a store that the service wrote is clean, and its rows are counted (invariant 7)") {
  World world;
  Txn txn = world.service.store().env().begin_read();
  const store::Findings findings = domain::verify_store(txn);
  CHECK(findings.clean());
  CHECK(findings.faults() == 0);
  CHECK(findings.rows(Db::kMeta) == 4);
  CHECK(findings.rows(Db::kAccounts) == 1);
  CHECK(findings.rows(Db::kTokens) == 1);
  CHECK(findings.rows(Db::kTokenIds) == 1);
  CHECK(findings.rows(Db::kDocs) == 6);
  CHECK(findings.rows(Db::kList) == 4 + 2 + 3 + 1);
  CHECK(findings.rows(Db::kUnique) == 6);
  CHECK(findings.rows(Db::kIndex) == 5 + 3);  // three members hold a role each
  CHECK(findings.rows(Db::kGroupMembers) == 3);
  CHECK(findings.rows(Db::kMemberGroups) == 3);
  CHECK(findings.rows(Db::kAudit) == 7);
  CHECK(findings.rows(Db::kTokenUses) == 1);
  CHECK(findings.rows_total() == 4 + 1 + 1 + 1 + 6 + 10 + 6 + 8 + 3 + 3 + 7 + 1);
}

TEST_CASE("verify: damaged documents are found") {
  check_cases({
      {"a flipped byte",
       [](World& w, Txn& txn) {
         const std::string key = store::document_key(kRealm, w.ada);
         txn.put(Db::kDocs, key, flip(*txn.get(Db::kDocs, key), 50));
       },
       [](World& w) {
         return doc_line(w.ada) + "the checksum of the record under key 00000001" + w.ada.hex() +
                " does not match.";
       }},
      {"a record under another key",
       [](World& w, Txn& txn) {
         const std::string record(*txn.get(Db::kDocs, store::document_key(kRealm, w.ada)));
         txn.put(Db::kDocs, store::document_key(kRealm, w.bob), record);
       },
       [](World& w) { return doc_line(w.bob) + "the checksum"; }},
      {"a key of the wrong length",
       [](World& w, Txn& txn) {
         txn.put(Db::kDocs, w.ada.view(), store::encode_record(w.ada.view(), "x"));
       },
       [](World& w) { return "docs " + w.ada.hex() + ": the key has the wrong length."; }},
      {"attributes that are no JSON",
       [](World& w, Txn& txn) {
         model::Document document = w.document(txn, w.ada);
         document.attributes = "{\"userName\":";
         store::put_document(txn, kRealm, document);
       },
       [](World& w) { return doc_line(w.ada) + "the attributes are no JSON object."; }},
      {"attributes that are no object",
       [](World& w, Txn& txn) {
         model::Document document = w.document(txn, w.group);
         document.attributes = "[]";
         store::put_document(txn, kRealm, document);
       },
       [](World& w) { return doc_line(w.group) + "the attributes are no JSON object."; }},
      {"an access part that is no JSON",
       [](World& w, Txn& txn) {
         model::Document document = w.document(txn, w.ada);
         document.access = "";
         store::put_document(txn, kRealm, document);
       },
       [](World& w) { return doc_line(w.ada) + "the access part is no JSON object."; }},
      {"a document of a realm nobody has",
       [](World& w, Txn& txn) { store::put_document(txn, Realm{9}, w.document(txn, w.ada)); },
       [](World& w) {
         return "docs 00000009" + w.ada.hex() + ": the realm was never given to an account.";
       }},
      {"an id above the last one",
       [](World& w, Txn& txn) {
         model::Document document = w.document(txn, w.ada);
         document.id.bytes.fill(0xFF);
         document.id.bytes.back() = 0;
         store::put_document(txn, kRealm, document);
       },
       [](World&) { return std::string("00: the id is above the last id that was given."); }},
      {"an id that does not end in zero",
       [](World& w, Txn& txn) {
         model::Document document = w.document(txn, w.ada);
         document.id.bytes.back() = 1;
         store::put_document(txn, kRealm, document);
       },
       [](World&) { return std::string("01: the id does not end in a zero byte."); }},
      {"an active attribute that lies",
       [](World& w, Txn& txn) {
         model::Document document = w.document(txn, w.idle);
         document.attributes = R"({"userName":"idle@example.com","active":true})";
         store::put_document(txn, kRealm, document);
       },
       [](World& w) {
         return doc_line(w.idle) + "the attribute active disagrees with the membership.";
       }},
      {"an inactive user who holds a role",
       [](World& w, Txn& txn) {
         model::Document document = w.document(txn, w.idle);
         document.access = w.document(txn, w.ada).access;
         store::put_document(txn, kRealm, document);
       },
       [](World& w) {
         return doc_line(w.idle) + "a user without membership holds roles or policies.";
       }},
      {"a member who holds nothing",
       [](World& w, Txn& txn) {
         model::Document document = w.document(txn, w.ada);
         document.access = "{}";
         store::put_document(txn, kRealm, document);
       },
       [](World& w) { return doc_line(w.ada) + "a member must hold either roles or policies."; }},
      {"an invited user who is no member",
       [](World& w, Txn& txn) {
         model::Document document = w.document(txn, w.idle);
         document.header.pending = true;
         store::put_document(txn, kRealm, document);
       },
       [](World& w) { return doc_line(w.idle) + "the user is invited and no member."; }},
      {"an active user without a membership",
       [](World& w, Txn& txn) {
         model::Document document = w.document(txn, w.ada);
         document.header.generation = 0;
         store::put_document(txn, kRealm, document);
       },
       [](World& w) { return doc_line(w.ada) + "the active user has no membership."; }},
      {"an extension that is not there",
       [](World& w, Txn& txn) {
         model::Document document = w.document(txn, w.ada);
         document.header.extension_mask = 1;
         store::put_document(txn, kRealm, document);
       },
       [](World& w) { return doc_line(w.ada) + "the header names other schema extensions"; }},
      {"a user without a name",
       [](World& w, Txn& txn) {
         model::Document document = w.document(txn, w.idle);
         document.attributes = R"({"active":false})";
         store::put_document(txn, kRealm, document);
       },
       [](World& w) { return doc_line(w.idle) + "the resource has no name."; }},
  });
}

TEST_CASE("verify: lists that disagree with documents are found, in both directions") {
  const auto without = [](List list, ResourceId World::* id) {
    return [=](World& w, Txn& txn) { store::remove_from_list(txn, kRealm, list, w.*id); };
  };
  const auto with = [](List list, ResourceId World::* id) {
    return [=](World& w, Txn& txn) { store::add_to_list(txn, kRealm, list, w.*id); };
  };
  const auto says = [](ResourceId World::* id, std::string what) {
    return [=](World& w) { return doc_line(w.*id) + what; };
  };
  const auto holds = [](const char* list, ResourceId World::* id, std::string what) {
    return [=](World& w) {
      return "list 00000001" + std::string(list) + ": the list holds " + (w.*id).hex() + ", " +
             what;
    };
  };
  check_cases({
      {"a user out of users", without(List::kUsers, &World::bob),
       says(&World::bob, "the user is missing from the list of users.")},
      {"a group out of groups", without(List::kGroups, &World::group),
       says(&World::group, "the group is missing from the list of groups.")},
      {"a member out of members", without(List::kMembers, &World::ada),
       says(&World::ada, "the active user is missing from the list of members.")},
      {"an administrator out of administrators", without(List::kSuperAdministrators, &World::admin),
       says(&World::admin, "the Super Administrator is missing from their list.")},
      {"a group among users", with(List::kUsers, &World::group),
       holds("01", &World::group, "which is no user.")},
      {"a user among groups", with(List::kGroups, &World::ada),
       holds("02", &World::ada, "which is no group.")},
      {"an inactive user among members", with(List::kMembers, &World::idle),
       holds("03", &World::idle, "which is no active user.")},
      {"an inactive user among administrators", with(List::kSuperAdministrators, &World::idle),
       holds("04", &World::idle, "which is no active user.")},
      {"a member among administrators", with(List::kSuperAdministrators, &World::ada),
       says(&World::ada, "the user is listed as a Super Administrator and is none.")},
      {"a user who is gone", [](World& w, Txn& txn) { store::erase_document(txn, kRealm, w.idle); },
       holds("01", &World::idle, "which is no user.")},
      {"a list that does not exist",
       [](World& w, Txn& txn) { txn.put(Db::kList, std::string("\0\0\0\1\x07", 5), w.ada.view()); },
       [](World&) { return std::string("list 0000000107: there is no such list."); }},
  });
}

TEST_CASE("verify: index rows that disagree with documents are found, in both directions") {
  const auto shown_key = [](IndexedAttribute attribute, std::string value) {
    const std::string key = store::attribute_key(kRealm, attribute, value);
    return store::format_key(Db::kIndex, key);
  };
  check_cases({
      {"a userName without its row",
       [](World&, Txn& txn) {
         store::remove_unique(txn, kRealm, IndexedAttribute::kUserName, "ada@example.com");
       },
       [](World& w) {
         return doc_line(w.ada) + "the resource is not found by the user's userName.";
       }},
      {"a userName that finds somebody else",
       [](World& w, Txn& txn) {
         store::remove_unique(txn, kRealm, IndexedAttribute::kUserName, "ada@example.com");
         store::add_unique(txn, kRealm, IndexedAttribute::kUserName, "ada@example.com", w.bob);
       },
       [=](World& w) {
         return "unique " + shown_key(IndexedAttribute::kUserName, "ada@example.com") +
                ": the row finds " + w.bob.hex() +
                " by a user's userName which that resource does not have.";
       }},
      {"a displayName without its row",
       [](World&, Txn& txn) {
         store::remove_unique(txn, kRealm, IndexedAttribute::kGroupDisplayName, "engineers");
       },
       [](World& w) {
         return doc_line(w.group) + "the resource is not found by the group's displayName.";
       }},
      {"an externalId without its row",
       [](World& w, Txn& txn) {
         store::remove_indexed(txn, kRealm, IndexedAttribute::kUserExternalId, "e1", w.ada);
       },
       [](World& w) {
         return doc_line(w.ada) + "the resource is not found by the user's externalId.";
       }},
      {"a group's externalId without its row",
       [](World& w, Txn& txn) {
         store::remove_indexed(txn, kRealm, IndexedAttribute::kGroupExternalId, "g1", w.group);
       },
       [](World& w) {
         return doc_line(w.group) + "the resource is not found by the group's externalId.";
       }},
      {"an e-mail without its row",
       [](World& w, Txn& txn) {
         store::remove_indexed(txn, kRealm, IndexedAttribute::kUserEmailValue,
                               "ada@mail.example.com", w.ada);
       },
       [](World& w) {
         return doc_line(w.ada) + "the resource is not found by the user's emails.value.";
       }},
      {"a row too many",
       [](World& w, Txn& txn) {
         store::add_indexed(txn, kRealm, IndexedAttribute::kUserExternalId, "e2", w.ada);
       },
       [=](World& w) {
         return "index " + shown_key(IndexedAttribute::kUserExternalId, "e2") + ": the row finds " +
                w.ada.hex() + " by a user's externalId";
       }},
      {"a row of a group's attribute that finds a user",
       [](World& w, Txn& txn) {
         store::add_indexed(txn, kRealm, IndexedAttribute::kGroupExternalId, "e1", w.ada);
       },
       [=](World& w) {
         return "index " + shown_key(IndexedAttribute::kGroupExternalId, "e1") +
                ": the row finds " + w.ada.hex();
       }},
      {"a row of nobody",
       [](World&, Txn& txn) {
         store::add_unique(txn, kRealm, IndexedAttribute::kUserName, "nobody", ResourceId{});
       },
       [=](World&) { return "unique " + shown_key(IndexedAttribute::kUserName, "nobody"); }},
      {"an attribute that is not indexed",
       [](World& w, Txn& txn) {
         txn.put(Db::kUnique, std::string("\0\0\0\1\x63\0x", 7), w.ada.view());
       },
       [](World&) { return std::string("there is no such indexed attribute."); }},
      {"a shared attribute among the unique ones",
       [](World& w, Txn& txn) {
         txn.put(Db::kUnique, store::attribute_key(kRealm, IndexedAttribute::kUserExternalId, "e1"),
                 w.ada.view());
       },
       [](World&) { return std::string("there is no such indexed attribute."); }},
      {"a row of the wrong length", [](World&, Txn& txn) { txn.put(Db::kUnique, "key", "short"); },
       [](World&) { return std::string("unique 6b6579: the row has the wrong length."); }},
  });
}

TEST_CASE("verify: policies that name a resource group wrongly are found, in both directions") {
  static const std::string kGroup(32, 'a');
  const auto name_it = [](World& w, Txn& txn) {
    model::Document group = w.document(txn, w.group);
    group.access = R"({"policies":[{"id":")" + std::string(32, 'b') +
                   R"(","access":"allow","permission_groups":[],"resource_groups":[{"id":")" +
                   kGroup + R"("}],"created_us":0,"modified_us":0}]})";
    store::put_document(txn, kRealm, group);
  };
  check_cases({
      {"a policy whose resource group does not find it", name_it,
       [](World& w) {
         return doc_line(w.group) + "the resource is not found by the resource group of its policy";
       }},
      {"a policy that names a resource group that is gone", name_it,
       [](World& w) {
         return doc_line(w.group) + "a policy names a resource group that does not exist";
       }},
      {"a row for a policy that is gone",
       [](World& w, Txn& txn) {
         store::add_indexed(txn, kRealm, IndexedAttribute::kPolicyResourceGroup, kGroup, w.group);
       },
       [](World& w) {
         return "the row finds " + w.group.hex() +
                " by a resource group which no policy of it names";
       }},
      {"a row for nobody",
       [](World&, Txn& txn) {
         store::add_indexed(txn, kRealm, IndexedAttribute::kPolicyResourceGroup, kGroup,
                            ResourceId{});
       },
       [](World&) { return "by a resource group which no policy of it names"; }},
  });
}

TEST_CASE("verify: a permission group that does not find who holds it, or finds others, is found") {
  const std::string billing =
      domain::find_role("298ce8e7a2ba08b9d18ce0a32bb458ee")->permission_group_id;
  const std::string minimal = domain::find_role(domain::kMinimalAccessRole)->permission_group_id;
  constexpr auto kIndex = IndexedAttribute::kHeldPermissionGroup;
  check_cases({
      {"the row is missing",
       [=](World& w, Txn& txn) { store::remove_indexed(txn, kRealm, kIndex, minimal, w.ada); },
       [](World& w) {
         return doc_line(w.ada) + "the user is not found by a permission group they hold";
       }},
      {"a row for a role that the user does not hold",
       [=](World& w, Txn& txn) { store::add_indexed(txn, kRealm, kIndex, billing, w.ada); },
       [](World& w) {
         return "the row finds " + w.ada.hex() +
                " by a permission group which that user does not hold";
       }},
      {"a row for a group",
       [=](World& w, Txn& txn) { store::add_indexed(txn, kRealm, kIndex, billing, w.group); },
       [](World&) { return "by a permission group which that user does not hold"; }},
  });
}

TEST_CASE("verify: a token that its owner does not find, or finds in vain, is found") {
  constexpr auto kOwner = IndexedAttribute::kTokenOwner;
  const auto owned = [](World& w, Txn& txn) {
    model::Token token;
    token.id.bytes[15] = 1;
    token.account = *base::AccountId::parse(w.service.account_id());
    token.user = w.ada;
    store::put_token(txn, store::TokenHash{1}, token);
    return token;
  };
  check_cases({
      {"the row is missing",
       [=](World& w, Txn& txn) {
         const model::Token token = owned(w, txn);
         store::remove_indexed(txn, base::Realm::kNone, kOwner, store::token_owner_value(token),
                               ResourceId{token.id.bytes});
       },
       [](World&) { return "the token is not found by its owner"; }},
      {"a row for another user",
       [=](World& w, Txn& txn) {
         model::Token token = owned(w, txn);
         token.user = w.group;
         store::add_indexed(txn, base::Realm::kNone, kOwner, store::token_owner_value(token),
                            ResourceId{token.id.bytes});
       },
       [](World&) { return "by an owner which is not that token's"; }},
      {"a row for no token",
       [=](World& w, Txn& txn) {
         store::add_indexed(txn, base::Realm::kNone, kOwner,
                            std::string(base::AccountId::parse(w.service.account_id())->view()) +
                                std::string(w.ada.view()),
                            ResourceId{});
       },
       [](World&) { return "by an owner which is not that token's"; }},
  });
}

TEST_CASE("verify: group memberships that are not exact reverses of each other are found") {
  const auto edge = [](ResourceId user) {
    std::string value(user.view());
    store::append_u64(value, 1);
    return value;
  };
  check_cases({
      {"the reverse edge is missing",
       [](World& w, Txn& txn) {
         txn.erase(Db::kMemberGroups, store::document_key(kRealm, w.ada), w.group.view());
       },
       [](World& w) {
         return "group_members 00000001" + w.group.hex() + ": the member " + w.ada.hex() +
                " does not know of being in this group.";
       }},
      {"the edge is missing",
       [](World& w, Txn& txn) {
         const auto member = store::find_group_member(txn, kRealm, w.group, w.ada);
         std::string value(w.ada.view());
         store::append_u64(value, member->added_ms);
         REQUIRE(txn.erase(Db::kGroupMembers, store::document_key(kRealm, w.group), value));
       },
       [](World& w) {
         return "member_groups 00000001" + w.ada.hex() + ": the user counts as a member of " +
                w.group.hex() + ", which does not have it.";
       }},
      {"an inactive member",
       [](World& w, Txn& txn) { store::add_group_member(txn, kRealm, w.group, {w.idle, 1}); },
       [](World& w) {
         return "group_members 00000001" + w.group.hex() + ": the group has the member " +
                w.idle.hex() + ", which is no active user.";
       }},
      {"a group as a member",
       [](World& w, Txn& txn) { store::add_group_member(txn, kRealm, w.group, {w.other, 1}); },
       [](World& w) {
         return "the group has the member " + w.other.hex() + ", which is no active";
       }},
      {"members of a group that is gone",
       [](World& w, Txn& txn) { store::erase_document(txn, kRealm, w.group); },
       [](World& w) {
         return "group_members 00000001" + w.group.hex() +
                ": there is no such group, yet it has a member.";
       }},
      {"a user with members",
       [](World& w, Txn& txn) { store::add_group_member(txn, kRealm, w.bob, {w.ada, 1}); },
       [](World& w) {
         return "group_members 00000001" + w.bob.hex() + ": there is no such group";
       }},
      {"a row of the wrong length",
       [=](World& w, Txn& txn) { txn.put(Db::kGroupMembers, w.group.view(), edge(w.ada)); },
       [](World& w) {
         return "group_members " + w.group.hex() + ": the row has the wrong length.";
       }},
      {"a realm nobody has",
       [](World& w, Txn& txn) { store::add_group_member(txn, Realm{8}, w.group, {w.ada, 1}); },
       [](World& w) {
         return "member_groups 00000008" + w.ada.hex() +
                ": the realm was never given to an account.";
       }},
  });
}

TEST_CASE("verify: accounts, tokens and counters that do not fit together are found") {
  const auto token_line = [](World& w) {
    return "tokens " + base::format_hex(w.hash_view()) + ": ";
  };
  check_cases({
      {"an account with a flipped byte",
       [](World& w, Txn& txn) {
         txn.put(Db::kAccounts, w.account.view(),
                 flip(*txn.get(Db::kAccounts, w.account.view()), 9));
       },
       [](World& w) { return "accounts " + w.account.hex() + ": the checksum"; }},
      {"an account that is no object",
       [](World& w, Txn& txn) {
         put_json(txn, Db::kAccounts, std::string(w.account.view()), json::Array{});
       },
       [](World& w) {
         return "accounts " + w.account.hex() + ": the record holds no JSON object.";
       }},
      {"two accounts in one realm",
       [](World&, Txn& txn) {
         put_json(txn, Db::kAccounts, std::string(16, '\1'), json::Object{{"realm", 1}});
       },
       [](World&) { return std::string("the account shares its realm with another one."); }},
      {"an account with a realm to come",
       [](World&, Txn& txn) {
         put_json(txn, Db::kAccounts, std::string(16, '\1'), json::Object{{"realm", 2}});
       },
       [](World&) { return std::string("the account has a realm that was never given."); }},
      {"realms that were given and are counted no more",
       [](World&, Txn& txn) { store::put_number(txn, "next_realm", 1); },
       [](World& w) { return doc_line(w.ada) + "the realm was never given to an account."; }},
      {"a last id that went back", [](World& w, Txn& txn) { store::put_last_id(txn, w.ada.bytes); },
       [](World& w) { return doc_line(w.bob) + "the id is above the last id that was given."; }},
      {"no last id", [](World&, Txn& txn) { txn.erase(Db::kMeta, "last_id"); },
       [](World& w) { return doc_line(w.ada) + "the id is above the last id that was given."; }},
      {"a counter of the wrong size", [](World&, Txn& txn) { txn.put(Db::kMeta, "last_id", "x"); },
       [](World&) {
         return std::string("meta 6c6173745f6964: the last id of the store has the wrong");
       }},
      {"an unknown format", [](World&, Txn& txn) { store::put_number(txn, "format", 3); },
       [](World&) { return std::string("meta 666f726d6174: the store has an unknown format."); }},
      {"a token with a flipped byte",
       [](World& w, Txn& txn) {
         txn.put(Db::kTokens, w.hash_view(), flip(*txn.get(Db::kTokens, w.hash_view()), 30));
       },
       [=](World& w) { return token_line(w) + "the checksum"; }},
      {"a token without an account",
       [](World& w, Txn& txn) { txn.erase(Db::kAccounts, w.account.view()); },
       [=](World& w) { return token_line(w) + "the token's account does not exist."; }},
      {"a token that its id does not find",
       [](World& w, Txn& txn) {
         txn.erase(Db::kTokenIds, store::token_id_key(w.account, w.token.id));
       },
       [=](World& w) { return token_line(w) + "the token is not found by its id."; }},
      {"a token whose id finds another one",
       [](World& w, Txn& txn) {
         txn.put(Db::kTokenIds, store::token_id_key(w.account, w.token.id), std::string(32, 'x'));
       },
       [=](World& w) { return token_line(w) + "the token's id finds another token."; }},
      {"a token without its parts",
       [](World& w, Txn& txn) { put_json(txn, Db::kTokens, w.hash_view(), json::Object{}); },
       [=](World& w) {
         return token_line(w) + "the token lacks its id, its account or its policies.";
       }},
      {"a token with an id to come",
       [](World& w, Txn& txn) {
         model::Token token = w.token;
         token.id.bytes.fill(0xFF);
         store::put_token(txn, w.hash, token);
       },
       [=](World& w) { return token_line(w) + "the id is above the last id that was given."; }},
      {"an orphan token id",
       [](World& w, Txn& txn) {
         txn.put(Db::kTokenIds, store::token_id_key(w.account, base::TokenId{}),
                 std::string(32, 'x'));
       },
       [](World& w) {
         return "token_ids " + w.account.hex() + std::string(32, '0') +
                ": the token id finds no token.";
       }},
      {"a token id of another account",
       [](World& w, Txn& txn) {
         txn.put(Db::kTokenIds, store::token_id_key(base::AccountId{}, w.token.id), w.hash_view());
       },
       [](World& w) {
         return "token_ids " + std::string(32, '0') + w.token.id.hex() +
                ": the token id finds a token with another id.";
       }},
      {"a token id of the wrong length", [](World&, Txn& txn) { txn.put(Db::kTokenIds, "k", "v"); },
       [](World&) { return std::string("token_ids 6b: the row has the wrong length."); }},
  });
}

TEST_CASE("verify: audit chains that were tampered with are found, each realm by itself") {
  check_cases({
      {"an entry is gone",
       [](World&, Txn& txn) { txn.erase(Db::kAudit, store::audit_key(kRealm, 3)); },
       [](World&) {
         return std::string("audit 00000001: audit entry 4 stands where 3 is expected.");
       }},
      {"an entry was changed",
       [](World&, Txn& txn) {
         const std::string key = store::audit_key(kRealm, 2);
         std::string value(*txn.get(Db::kAudit, key));
         value[value.find("POST")] = 'G';
         txn.put(Db::kAudit, key, value);
       },
       [](World&) {
         return std::string("audit 00000001: audit entry 2 does not continue the chain.");
       }},
      {"a realm to come", [](World&, Txn& txn) { store::append_audit(txn, Realm{5}, "{}"); },
       [](World&) {
         return std::string("audit 000000050000000000000001: the realm was never given");
       }},
      {"an entry that is no JSON", [](World&, Txn& txn) { store::append_audit(txn, kRealm, "{"); },
       [](World&) { return std::string("the entry is no JSON."); }},
      {"an entry that is too long",
       [](World&, Txn& txn) {
         store::append_audit(txn, kRealm, "\"" + std::string(600, 'x') + "\"");
       },
       [](World&) { return std::string("the entry is too long."); }},
      {"a row that is too short",
       [](World&, Txn& txn) { txn.put(Db::kAudit, store::audit_key(kRealm, 99), "x"); },
       [](World&) { return std::string("an audit entry is too short."); }},
  });
}

TEST_CASE("verify: any flipped byte in any record with a checksum is found") {
  World world;
  for (const Db db : {Db::kDocs, Db::kAccounts, Db::kTokens, Db::kAudit}) {
    CAPTURE(store::name_of(db));
    std::string key;
    std::string record;
    {
      Txn txn = world.service.store().env().begin_read();
      store::Cursor cursor(txn, db);
      const auto row = cursor.last();
      REQUIRE(row);
      key = row->key;
      record = row->value;
    }
    for (std::size_t at = 0; at < record.size(); ++at) {
      Txn txn = world.service.store().env().begin_write();
      txn.put(db, key, flip(record, at));
      CAPTURE(at);
      REQUIRE_FALSE(domain::verify_store(txn).clean());
    }
  }
}

TEST_CASE("verify: beyond a thousand sentences faults are only counted") {
  World world;
  Txn txn = world.service.store().env().begin_write();
  constexpr std::uint64_t kOrphans = 1500;
  for (std::uint64_t i = 0; i < kOrphans; ++i) {
    std::string id(8, '\0');
    store::append_u64(id, i);
    txn.put(Db::kUnique, store::attribute_key(kRealm, IndexedAttribute::kUserName, id), id);
  }
  const store::Findings findings = domain::verify_store(txn);
  CHECK(findings.faults() == kOrphans);
  CHECK(findings.sentences().size() == store::Findings::kSentencesMax);
}

TEST_CASE(
    "verify: a store whose file was changed anywhere is never called clean with other content") {
  // LMDB notices almost no damage by itself. What has no checksum and no counterpart is left out of
  // the comparison: counters in meta and the time of joining a group.
  World world;
  const std::string folder = world.service.folder();
  const auto comparable = [](store::Store& store) {
    Txn txn = store.env().begin_read();
    std::string text;
    store::dump(txn, "", [&text](std::string_view line) {
      if (line.rfind("meta/", 0) == 0) return true;
      const std::size_t added = line.find(" added=");
      text += line.substr(0, line.rfind("group_members/", 0) == 0 ? added : line.size());
      return true;
    });
    return text;
  };
  const std::string content = comparable(world.service.store());
  std::string file;
  {
    std::ifstream stream(folder + "/data.mdb", std::ios::binary);
    file.assign(std::istreambuf_iterator<char>(stream), {});
  }
  support::TemporaryFolder copy;
  std::mt19937 random(20260101);
  int found = 0;
  constexpr int kRounds = 250;
  for (int round = 0; round < kRounds; ++round) {
    std::string damaged = file;
    for (int i = 0; i < 8; ++i) {
      const std::size_t at = 8192 + random() % (file.size() - 8192);
      damaged[at] = static_cast<char>(damaged[at] ^ (1 << random() % 8));
    }
    {
      std::ofstream stream(copy.file("data.mdb"), std::ios::binary | std::ios::trunc);
      stream << damaged;
    }
    const int status = support::run_in_child([&] {
      store::StoreOptions options;
      options.mode = store::OpenMode::kReadOnly;
      store::Store store(copy.path(), options);
      Txn txn = store.env().begin_read();
      if (!domain::verify_store(txn).clean()) return 1;
      return comparable(store) == content ? 0 : 2;
    });
    CAPTURE(round);
    REQUIRE(status != 2);
    if (status != 0) ++found;
  }
  // The rest fell on pages, or parts of them, that are not in use.
  CHECK(found > kRounds / 10);
}
