// The subcommands, one file each. Each gets the arguments after its name and returns an exit
// status.
#pragma once

#include <span>
#include <string>

namespace cli {

using Arguments = std::span<const std::string>;

int cmd_dev(Arguments arguments);
int cmd_serve(Arguments arguments);
int cmd_account(Arguments arguments);
int cmd_token(Arguments arguments);
int cmd_verify(Arguments arguments);
int cmd_inspect(Arguments arguments);
int cmd_audit(Arguments arguments);
int cmd_routes(Arguments arguments);
int cmd_filter(Arguments arguments);
int cmd_version(Arguments arguments);

}  // namespace cli
