// The command line: finds the subcommand and hands it the rest of the arguments.
#pragma once

namespace cli {

int run(int argc, char** argv);

}  // namespace cli
