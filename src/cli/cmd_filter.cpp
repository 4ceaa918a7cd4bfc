// usage: scimd filter EXPR [--type NAME] [--data DIR --account HEX]
// How a filter parses, which index serves it, what each candidate of the index is still held
// against, and which tolerated spellings it used. With a data folder the account's own schemas and
// resource types count, too; the store is only read, also beside a running server.
#include <cstdio>
#include <memory>
#include <string>

#include "cli/command_options.h"
#include "cli/commands.h"
#include "cli/exit_status.h"
#include "cli/read_only_store.h"
#include "domain/own_schemas.h"
#include "domain/query.h"
#include "domain/resource_types.h"
#include "scim/filter.h"
#include "store/accounts.h"
#include "store/objects.h"

namespace cli {
namespace {

using Types = std::shared_ptr<const domain::ResourceTypes>;

// Nothing when there is no such account.
Types find_types(const std::string& folder, const std::string& account_id) {
  store::Store store = open_read_only(folder);
  store::Txn txn = store.env().begin_read();
  const auto id = base::AccountId::parse(account_id);
  const auto account = id ? store::find_account(txn, store.memo(), *id) : nullptr;
  if (!account) return nullptr;
  const auto record =
      store::find_object(txn, account->realm, store::ObjectType::kOwnSchemas, base::IdBytes{});
  return record ? domain::make_own_types(*record) : domain::ResourceTypes::built_in();
}

const domain::Binding* find_type(const domain::ResourceTypes& types, const std::string& name) {
  for (const domain::Binding& binding : types.bindings()) {
    if (binding.type->name == name) return &binding;
  }
  return nullptr;
}

std::string names_of(const domain::ResourceTypes& types) {
  std::string names;
  for (const domain::Binding& binding : types.bindings())
    names += (names.empty() ? "" : ", ") + binding.type->name;
  return names;
}

int explain(const std::string& text, const domain::Binding& binding) {
  scim::Quirks quirks;
  const auto filter = scim::parse_filter(text, *binding.type, scim::Strictness::kTolerant, quirks);
  if (!filter.ok()) return fail(filter.error().detail);
  std::printf("tree    %s\n", scim::to_tree(filter.value()).c_str());
  std::printf("text    %s\n", scim::to_string(filter.value()).c_str());
  const domain::QueryPlan plan = domain::plan_query(filter.value(), binding);
  std::printf("served  %s\n", domain::to_string(plan).c_str());
  std::printf("rest    %s\n", plan.rest ? scim::to_string(*plan.rest).c_str() : "nothing");
  for (std::string_view word : quirks.words())
    std::printf("quirk   %s\n", std::string(word).c_str());
  return kDone;
}

}  // namespace

int cmd_filter(Arguments arguments) {
  static constexpr base::Option kTable[] = {
      {"type", "NAME", "User", "the resource type: User, Group or one of the account's own"},
      {"data", "DIR", "", "the data folder, for an account's own schemas"},
      {"account", "HEX", "", "whose schemas count"}};
  int status = kDone;
  const auto options = read_options(
      {"scimd filter 'EXPR' [--type NAME] [--data DIR --account HEX]",
       "Shows how a SCIM filter parses, which index serves it and what remains to be checked.", 1,
       1},
      kTable, arguments, status);
  if (!options) return status;
  const std::string account = options->text("account");
  if (!account.empty() && options->text("data").empty())
    return fail_usage("--account needs --data");
  const Types types = account.empty() ? domain::ResourceTypes::built_in()
                                      : find_types(options->text("data"), account);
  if (!types) return fail("there is no account " + account);
  const domain::Binding* binding = find_type(*types, options->text("type"));
  if (!binding) return fail_usage("--type must be one of " + names_of(*types));
  return explain(options->positionals()[0], *binding);
}

}  // namespace cli
