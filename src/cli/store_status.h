// From what goes wrong with a store to an exit status.
#pragma once

#include <exception>

namespace cli {

// 65 damaged, 74 disk, 75 in use, 1 anything else.
int status_of(const std::exception& exception);

}  // namespace cli
