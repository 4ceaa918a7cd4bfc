// usage: scimd version
#include <cstdio>

#include "base/crypto.h"
#include "base/text.h"
#include "base/version.h"
#include "cli/command_options.h"
#include "cli/commands.h"
#include "cli/exit_status.h"
#include "http/door.h"
#include "json/read.h"
#include "store/txn.h"

namespace cli {

int cmd_version(Arguments arguments) {
  int status = kDone;
  if (!read_options({"scimd version", "Prints the version of scimd and of the libraries in it."},
                    {}, arguments, status)) {
    return status;
  }
  std::printf("scimd %s\n", base::kVersion);
  std::printf("cpp-httplib %s\n", std::string(http::Door::version()).c_str());
  std::printf("simdjson %s\n", std::string(json::library_version()).c_str());
  std::printf("LMDB %s\n", store::lmdb_version().c_str());
  std::printf("utf8proc %s\n", std::string(base::text_library_version()).c_str());
  std::printf("mbedTLS %s\n", std::string(base::crypto_library_version()).c_str());
  return kDone;
}

}  // namespace cli
