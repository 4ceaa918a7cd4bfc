// usage: scimd filter EXPR [--type User|Group]
// How a filter parses, which index serves it, what each candidate of the index is still held
// against, and which tolerated spellings it used.
#include <cstdio>

#include "cli/command_options.h"
#include "cli/commands.h"
#include "cli/exit_status.h"
#include "domain/query.h"
#include "domain/resource_types.h"
#include "scim/filter.h"

namespace cli {

int cmd_filter(Arguments arguments) {
  static constexpr base::Option kTable[] = {
      {"type", "User|Group", "User", "the resource type it is meant for"}};
  int status = kDone;
  const auto options = read_options(
      {"scimd filter 'EXPR' [--type User|Group]",
       "Shows how a SCIM filter parses, which index serves it and what remains to be checked.", 1,
       1},
      kTable, arguments, status);
  if (!options) return status;
  const domain::Binding* binding =
      domain::ResourceTypes::built_in()->find(options->text("type") + "s");
  if (!binding) return fail_usage("--type must be User or Group");
  scim::Quirks quirks;
  const auto filter = scim::parse_filter(options->positionals()[0], *binding->type,
                                         scim::Strictness::kTolerant, quirks);
  if (!filter.ok()) return fail(filter.error().detail);
  std::printf("tree    %s\n", scim::to_tree(filter.value()).c_str());
  std::printf("text    %s\n", scim::to_string(filter.value()).c_str());
  const domain::QueryPlan plan = domain::plan_query(filter.value(), *binding);
  std::printf("served  %s\n", domain::to_string(plan).c_str());
  std::printf("rest    %s\n", plan.rest ? scim::to_string(*plan.rest).c_str() : "nothing");
  for (std::string_view word : quirks.words())
    std::printf("quirk   %s\n", std::string(word).c_str());
  return kDone;
}

}  // namespace cli
