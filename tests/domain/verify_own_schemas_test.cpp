// Damage to what an account's own schemas are made of, and to what is stored under them.
#include <functional>

#include "doctest/doctest.h"
#include "store/accounts.h"
#include "store/documents.h"
#include "store/indexes.h"
#include "store/lists.h"
#include "store/objects.h"
#include "support/own_schemas.h"

namespace {

using base::Realm;
using base::ResourceId;
using store::Txn;
using support::TestService;

constexpr Realm kRealm{1};
constexpr auto kType = store::ObjectType::kOwnSchemas;
constexpr base::IdBytes kId{};

struct World {
  World() {
    const auto put = support::put_own_schemas(service, service.account_id(),
                                              support::read_example("badge_and_device.json"));
    REQUIRE_MESSAGE(put.status == 200, put.body);
    const auto made = service.scim("POST", "/Devices",
                                   R"({"schemas":["urn:example:params:scim:schemas:core:1.0:)"
                                   R"(Device"],"serialNumber":"SN-1","kind":"phone"})");
    REQUIRE_MESSAGE(made.status == 201, made.body);
    device = *ResourceId::parse(made.json().string_or("id", ""));
    CHECK(service.verify() == "");
  }
  model::Document document(Txn& txn) { return *store::find_document(txn, kRealm, device); }
  json::Value record(Txn& txn) { return *store::find_object(txn, kRealm, kType, kId); }

  TestService service;
  ResourceId device;
};

void change_document(World& world, Txn& txn, const std::function<void(model::Document&)>& change) {
  model::Document document = world.document(txn);
  change(document);
  store::put_document(txn, kRealm, document);
}

void change_record(World& world, Txn& txn, const std::function<void(json::Object&)>& change) {
  json::Value record = world.record(txn);
  change(record.as_object());
  store::put_object(txn, kRealm, kType, kId, record);
}

}  // namespace

TEST_CASE("verify: damage around an account's own schemas is found and named") {
  const struct {
    const char* what;
    std::function<void(World&, Txn&)> damage;
    const char* sentence;
  } kRows[] = {
      {"the record is gone", [](World&, Txn& txn) { store::erase_object(txn, kRealm, kType, kId); },
       "the account's own schemas are missing"},
      {"the record is no configuration",
       [](World& world, Txn& txn) {
         change_record(world, txn, [](json::Object& record) { record.set("schemas", "none"); });
       },
       "the account's own schemas cannot be read"},
      {"a type has no kind",
       [](World& world, Txn& txn) {
         change_record(world, txn,
                       [](json::Object& record) { record.set("kinds", json::Object()); });
       },
       "the account's own schemas cannot be read"},
      {"another epoch",
       [](World& world, Txn& txn) {
         change_record(world, txn, [](json::Object& record) { record.set("epoch", 7); });
       },
       "the account's own schemas are of another epoch than its settings"},
      {"a document of the future",
       [](World& world, Txn& txn) {
         change_document(world, txn, [](model::Document& each) { each.header.schema_epoch = 9; });
       },
       "the resource was written under schemas that never were"},
      {"a wrong extension mask",
       [](World& world, Txn& txn) {
         change_document(world, txn, [](model::Document& each) { each.header.extension_mask = 1; });
       },
       "the header names other schema extensions than the attributes hold"},
      {"an attribute that no schema knows",
       [](World& world, Txn& txn) {
         change_document(world, txn, [](model::Document& each) {
           each.attributes = R"({"serialNumber":"SN-1","colour":"red"})";
         });
       },
       "the attributes do not fit the account's own schemas"},
      {"another value than the index has",
       [](World& world, Txn& txn) {
         change_document(world, txn, [](model::Document& each) {
           each.attributes = R"({"serialNumber":"SN-2"})";
         });
       },
       "the resource is not found by the resource's serialNumber"},
      {"a unique row for nobody",
       [](World&, Txn& txn) {
         store::add_unique(txn, kRealm, store::IndexedAttribute{128}, "nobody's", ResourceId{});
       },
       "which that resource does not have"},
      {"an index that no attribute has",
       [](World& world, Txn& txn) {
         store::add_unique(txn, kRealm, store::IndexedAttribute{200}, "x", world.device);
       },
       "there is no such indexed attribute"},
      {"a type that the account does not have",
       [](World& world, Txn& txn) {
         change_document(world, txn,
                         [](model::Document& each) { each.header.kind = model::Kind{20}; });
       },
       "the resource is of a type that its account does not have"},
      {"missing in the list of its type",
       [](World& world, Txn& txn) {
         store::remove_from_list(txn, kRealm, store::List{16}, world.device);
       },
       "the resource is missing from the list of its type"},
      {"in the list of another type",
       [](World& world, Txn& txn) {
         store::add_to_list(txn, kRealm, store::List{17}, world.device);
       },
       "which is of another type"},
      {"in the list of groups",
       [](World& world, Txn& txn) {
         store::add_to_list(txn, kRealm, store::List::kGroups, world.device);
       },
       "which is no group"},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.what);
    World world;
    {
      Txn txn = world.service.store().env().begin_write();
      row.damage(world, txn);
      txn.commit();
    }
    const std::string said = world.service.verify();
    CAPTURE(said);
    CHECK(said.find(row.sentence) != std::string::npos);
  }
}
