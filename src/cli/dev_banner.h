// What `scimd dev` prints: for people, or as the one line of JSON that programs wait for
// (product.md section 3).
#pragma once

#include <string>

#include "cli/bootstrap.h"

namespace cli {

struct DevFacts {
  std::string url;  // without trailing slash
  std::string folder;
  Bootstrap values;
  bool thrown_away;  // the folder goes when the process ends
};

std::string ready_line(const DevFacts& facts);
std::string banner(const DevFacts& facts);

}  // namespace cli
