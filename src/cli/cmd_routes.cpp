// usage: scimd routes
// The route table this binary enforces: method, pattern, permission, read or write, and what it is
// for.
#include <cstdio>

#include "app/routes.h"
#include "cli/command_options.h"
#include "cli/commands.h"
#include "cli/exit_status.h"

namespace cli {

int cmd_routes(Arguments arguments) {
  int status = kDone;
  if (!read_options({"scimd routes", "Prints the endpoint table."}, {}, arguments, status))
    return status;
  std::fputs(app::format_routes().c_str(), stdout);
  return kDone;
}

}  // namespace cli
