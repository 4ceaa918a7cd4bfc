#include "domain/own_schemas.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "domain/draft.h"
#include "scim/own_schemas.h"
#include "store/accounts.h"
#include "store/indexes.h"
#include "store/lists.h"
#include "store/objects.h"

namespace domain {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;
using base::Status;
using model::Kind;
using scim::Attribute;
using scim::ResourceType;
using scim::Schema;

constexpr auto kType = store::ObjectType::kOwnSchemas;
constexpr base::IdBytes kId{};  // an account has one record
constexpr std::string_view kAuditType = "scim_schemas";
constexpr std::size_t kFormerNamesMax = 1000;  // of all resource types
constexpr int kOwnAttributeLast = 255;

// The record, JSON:
//   epoch           as the account's settings have it
//   schemas, resource_types   as they are answered
//   kinds           {"Device": 16}: the kind and list of each own type
//   unique          {"Device urn:…:serialnumber": 128}: the index of each unique attribute
//   former          {"Device": ["urn:…:colour"]}: attributes of a type that documents may still
//                   hold although they are gone
// The names of attributes in it are in lower case.

// One attribute of one resource type that comes from the account's own schemas.
struct OwnAttribute {
  const ResourceType* type;
  const Schema* schema;
  const Attribute* attribute;

  std::string name() const {
    return base::to_lower_ascii(scim::qualified_name(*schema, *attribute));
  }
  std::string key() const { return type->name + " " + name(); }
  bool is_unique() const { return attribute->uniqueness != scim::Uniqueness::kNone; }
};

std::vector<OwnAttribute> own_attributes(const ResourceType& type) {
  std::vector<OwnAttribute> all;
  const auto add = [&](const Schema& schema) {
    if (scim::is_built_in(schema)) return;
    for (const Attribute& attribute : schema.attributes)
      all.push_back({&type, &schema, &attribute});
  };
  add(*type.schema);
  for (const Schema* extension : type.extensions) add(*extension);
  return all;
}

const json::Object& object_in(const json::Value& record, std::string_view key) {
  const json::Value* value = record.find(key);
  if (!value || !value->is_object()) throw store::Damaged("the own schemas lack a part");
  return value->as_object();
}

// From `first` to `last`.
std::uint8_t number_in(const json::Object& numbers, const std::string& key, int first, int last) {
  const json::Value* value = numbers.find(key);
  const bool fits =
      value && value->is_integer() && value->as_integer() >= first && value->as_integer() <= last;
  if (!fits) throw store::Damaged("the own schemas lack a number");
  return static_cast<std::uint8_t>(value->as_integer());
}

constexpr int kOwnKindLast = model::kOwnKindFirst + model::kOwnKindsMax - 1;

Binding make_binding(const ResourceType& type, const json::Value& record) {
  Binding binding;
  if (const Binding* known = ResourceTypes::built_in()->find(type.endpoint)) {
    binding = *known;
  } else {
    binding.kind =
        Kind{number_in(object_in(record, "kinds"), type.name, model::kOwnKindFirst, kOwnKindLast)};
    binding.list = store::List{static_cast<std::uint8_t>(binding.kind)};
    binding.audit_noun = "SCIM " + type.name;
    binding.audit_type = "scim_resource";
  }
  binding.type = &type;
  for (const OwnAttribute& own : own_attributes(type)) {
    if (!own.is_unique()) continue;
    const store::IndexedAttribute index{number_in(object_in(record, "unique"), own.key(),
                                                  store::kOwnAttributeFirst, kOwnAttributeLast)};
    const bool at_root = own.schema == type.schema;
    binding.paths.push_back({binding.kind, own.attribute->name, "", index, true,
                             at_root ? std::string_view() : std::string_view(own.schema->urn),
                             own.attribute->case_exact});
  }
  return binding;
}

json::Value empty_record() {
  return json::Object{{"epoch", 0},
                      {"schemas", json::Array()},
                      {"resource_types", json::Array()},
                      {"kinds", json::Object()},
                      {"unique", json::Object()},
                      {"former", json::Object()}};
}

json::Value record_of(Session& session) {
  if (session.account.settings.schema_epoch == 0) return empty_record();
  auto record = store::find_object(session.txn, session.account.realm, kType, kId);
  if (!record) throw store::Damaged("the account's own schemas are missing");
  return std::move(*record);
}

// What people see of it.
json::Value configuration_of(const json::Value& record) {
  return json::Object{{"schemas", *record.find("schemas")},
                      {"resource_types", *record.find("resource_types")}};
}

Error in_the_way(std::string sentence, std::string pointer) {
  return {ErrorCode::kBadRequest, std::move(sentence), std::move(pointer)};
}

std::string count_of(std::size_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

// From the present record to the next one, along what is stored.
class Transition {
 public:
  Transition(Session& session, const json::Value& record, scim::OwnSchemas next)
      : session_(session),
        record_(record),
        present_(session.account.settings.schema_epoch == 0 ? ResourceTypes::built_in()
                                                            : make_own_types(record)),
        next_(std::move(next)) {}

  Result<json::Value> make() {
    for (auto step : {&Transition::keep_spelling, &Transition::settle_kinds,
                      &Transition::settle_unique, &Transition::settle_former}) {
      if (auto status = (this->*step)(); !status.ok()) return status.error();
    }
    return json::Value(json::Object{
        {"epoch", static_cast<std::int64_t>(session_.account.settings.schema_epoch) + 1},
        {"schemas", std::move(next_.schemas)},
        {"resource_types", std::move(next_.resource_types)},
        {"kinds", std::move(kinds_)},
        {"unique", std::move(unique_)},
        {"former", std::move(former_)}});
  }

 private:
  Status keep_spelling();
  Status settle_kinds();
  Status keep_kind(const ResourceType& type, const std::string& pointer);
  Status settle_unique();
  Status settle_unique_of(const OwnAttribute& own, const json::Object& before);
  Status settle_former();

  const Binding* find_present(const std::string& type_name) const {
    for (const Binding& binding : present_->bindings())
      if (binding.type->name == type_name) return &binding;
    return nullptr;
  }
  std::size_t count_resources(const std::string& type_name) {
    const Binding* binding = find_present(type_name);
    return binding ? store::count_list(session_.txn, session_.account.realm, binding->list) : 0;
  }
  bool has_values(std::uint8_t index) {
    return store::has_unique(session_.txn, session_.account.realm, store::IndexedAttribute{index});
  }
  std::set<std::string> former_names(const std::string& type_name) const;

  Session& session_;
  const json::Value& record_;
  std::shared_ptr<const ResourceTypes> present_;
  scim::OwnSchemas next_;
  json::Object kinds_;
  json::Object unique_;
  json::Object former_;
};

std::set<std::string> Transition::former_names(const std::string& type_name) const {
  std::set<std::string> names;
  const json::Value* former = object_in(record_, "former").find(type_name);
  for (const json::Value& name : former ? former->as_array() : json::Array{})
    names.insert(name.as_string());
  return names;
}

// Names have no letter case for clients, but documents hold them as they were spelled when they
// were written.
Status Transition::keep_spelling() {
  for (const auto& type : next_.registry->resource_types()) {
    const Binding* known = find_present(type->name);
    if (!known) continue;
    for (const OwnAttribute& own : own_attributes(*type)) {
      for (const OwnAttribute& before : own_attributes(*known->type)) {
        if (before.name() != own.name()) continue;
        const std::string spelled = scim::qualified_name(*before.schema, *before.attribute);
        bool is_kept = spelled == scim::qualified_name(*own.schema, *own.attribute);
        for (const Attribute& sub : before.attribute->sub_attributes) {
          const Attribute* same = own.attribute->find_sub(sub.name);
          is_kept = is_kept && (!same || same->name == sub.name);
        }
        if (is_kept) continue;
        return Error{ErrorCode::kInvalidValue,
                     "the attribute " + spelled + " of " + type->name +
                         " and its sub-attributes keep the letter case of their names",
                     "/schemas"};
      }
    }
  }
  return base::done();
}

// A type that is still there keeps its kind; one that goes must have no resources, so that its kind
// can be another's.
Status Transition::settle_kinds() {
  const json::Object& before = object_in(record_, "kinds");
  for (const auto& [name, kind] : before) {
    if (next_.registry->find_by_name(name)) {
      kinds_.set(name, kind);
      continue;
    }
    const std::size_t count = count_resources(name);
    if (count > 0)
      return in_the_way("the resource type " + name + " has " + count_of(count, "resource") +
                            " and cannot go: delete them first",
                        "/resource_types");
  }
  for (const auto& type : next_.registry->resource_types()) {
    if (scim::is_built_in(*type)) continue;
    if (const Binding* known = find_present(type->name);
        known && count_resources(type->name) > 0 && known->type->schema->urn != type->schema->urn)
      return in_the_way("the schema of " + type->name + " cannot change while it has resources",
                        "/resource_types");
    if (kinds_.find(type->name)) continue;
    int kind = model::kOwnKindFirst;
    const auto is_taken = [&](int number) {
      return std::any_of(kinds_.begin(), kinds_.end(),
                         [&](const json::Member& each) { return each.second == number; });
    };
    while (is_taken(kind)) ++kind;
    kinds_.set(type->name, kind);
  }
  return base::done();
}

// The index of a unique attribute must hold every value there is: uniqueness begins where there are
// none, and ends where there are none.
Status Transition::settle_unique() {
  const json::Object& before = object_in(record_, "unique");
  std::set<std::string> wanted;
  for (const auto& type : next_.registry->resource_types())
    for (const OwnAttribute& own : own_attributes(*type))
      if (own.is_unique()) wanted.insert(own.key());
  for (const auto& [key, index] : before) {
    if (wanted.count(key) != 0) {
      unique_.set(key, index);
    } else if (has_values(static_cast<std::uint8_t>(index.as_integer()))) {
      return in_the_way("the attribute " + key.substr(key.find(' ') + 1) + " of " +
                            key.substr(0, key.find(' ')) +
                            " is unique and has values: it cannot go, nor stop to be unique, "
                            "before they are removed",
                        "/schemas");
    }
  }
  for (const auto& type : next_.registry->resource_types()) {
    for (const OwnAttribute& own : own_attributes(*type)) {
      if (!own.is_unique()) continue;
      if (auto status = settle_unique_of(own, before); !status.ok()) return status;
    }
  }
  return base::done();
}

Status Transition::settle_unique_of(const OwnAttribute& own, const json::Object& before) {
  const std::string pointer = scim::pointer_of(next_, *own.schema, *own.attribute);
  const Binding* present = find_present(own.type->name);
  if (const json::Value* known = before.find(own.key())) {
    const auto index = static_cast<std::uint8_t>(known->as_integer());
    const auto same_index = [&](const IndexedPath& path) {
      return static_cast<std::uint8_t>(path.index) == index;
    };
    const auto path = std::find_if(present->paths.begin(), present->paths.end(), same_index);
    if (path == present->paths.end() || path->case_exact == own.attribute->case_exact ||
        !has_values(index))
      return base::done();
    return in_the_way("caseExact of a unique attribute cannot change while it has values",
                      pointer + "/caseExact");
  }
  if (present && count_resources(own.type->name) > 0) {
    std::set<std::string> names = former_names(own.type->name);
    for (const OwnAttribute& each : own_attributes(*present->type)) names.insert(each.name());
    if (names.count(own.name()) != 0)
      return in_the_way("an attribute that " + own.type->name +
                            " has or had already cannot become unique while there are resources",
                        pointer + "/uniqueness");
  }
  int index = store::kOwnAttributeFirst;
  const auto is_taken = [&](int number) {
    const auto has_number = [&](const json::Member& each) { return each.second == number; };
    return std::any_of(unique_.begin(), unique_.end(), has_number) ||
           std::any_of(before.begin(), before.end(), has_number);
  };
  while (is_taken(index)) ++index;
  if (index > kOwnAttributeLast)
    return in_the_way("there are too many unique attributes", pointer + "/uniqueness");
  unique_.set(own.key(), index);
  return base::done();
}

// What goes may still stand in documents and would be seen again under the same name; what was
// unique went without values.
Status Transition::settle_former() {
  std::size_t total = 0;
  for (const auto& type : next_.registry->resource_types()) {
    const Binding* present = find_present(type->name);
    if (!present || count_resources(type->name) == 0) continue;
    std::set<std::string> names = former_names(type->name);
    for (const OwnAttribute& own : own_attributes(*present->type))
      if (!own.is_unique()) names.insert(own.name());
    for (const OwnAttribute& own : own_attributes(*type)) names.erase(own.name());
    total += names.size();
    json::Array list;
    for (const std::string& name : names) list.emplace_back(name);
    if (!list.empty()) former_.set(type->name, std::move(list));
  }
  if (total <= kFormerNamesMax) return base::done();
  return in_the_way("more than " + std::to_string(kFormerNamesMax) +
                        " attributes went while there are resources that may hold them",
                    "/schemas");
}

}  // namespace

json::Value own_schemas(Session& session) { return configuration_of(record_of(session)); }

Result<json::Value> replace_own_schemas(Session& session, const json::Value& wanted) {
  auto next = scim::read_own_schemas(wanted);
  if (!next.ok()) return next.error();
  const json::Value record = record_of(session);
  const json::Value before = configuration_of(record);
  auto changed = Transition(session, record, std::move(next).value()).make();
  if (!changed.ok()) return changed.error();
  const json::Value after = configuration_of(changed.value());
  if (after == before) return before;
  model::Account& account = session.account;
  store::put_object(session.txn, account.realm, kType, kId, changed.value());
  account.settings.schema_epoch += 1;
  store::put_account(session.txn, account);
  session.types.reset();
  Change& change = session.change;
  change.changed = true;
  change.action_type = "update";
  change.description = "Update SCIM Schemas";
  change.resource_type = kAuditType;
  change.resource_id = account.id.hex();
  change.attributes = changed_names(before.as_object(), after.as_object());
  return after;
}

std::shared_ptr<const ResourceTypes> make_own_types(const json::Value& record) {
  auto own = scim::read_own_schemas(record);
  if (!own.ok()) throw store::Damaged("the own schemas of an account cannot be read");
  std::vector<Binding> bindings;
  for (const auto& type : own.value().registry->resource_types())
    bindings.push_back(make_binding(*type, record));
  return std::make_shared<const ResourceTypes>(
      own.value().registry, std::move(bindings),
      static_cast<std::uint32_t>(record.integer_or("epoch", 0)));
}

std::shared_ptr<const ResourceTypes> find_own_types(Session& session) {
  const auto made = store::find_made_of_object(
      session.txn, session.memo.own_schemas, session.account.realm, kType, kId,
      [](const json::Value& record) -> store::MadeOfObject { return make_own_types(record); });
  if (!made) throw store::Damaged("the account's own schemas are missing");
  return std::static_pointer_cast<const ResourceTypes>(made);
}

}  // namespace domain
