// A data folder opened to be read, also beside a running server.
#pragma once

#include <string>

#include "store/store.h"

namespace cli {

// Throws as store::Store does. A page that the file lacks ends the process with one line.
inline store::Store open_read_only(const std::string& folder) {
  store::install_bus_error_handler();
  store::StoreOptions wanted;
  wanted.mode = store::OpenMode::kReadOnly;
  return store::Store(folder, wanted);
}

}  // namespace cli
