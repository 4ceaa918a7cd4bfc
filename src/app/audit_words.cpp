#include "app/audit_words.h"

#include "api/errors.h"

namespace app {

int audited_status(api::Dialect dialect, const base::Error& error) {
  const int status = api::status_of(dialect, error.code);
  const bool audited =
      status >= 400 && status < 500 && status != 401 && !(status >= 413 && status <= 431);
  return audited ? status : 0;
}

std::string_view action_type_of(std::string_view method) {
  if (method == "POST") return "create";
  return method == "DELETE" ? "delete" : "update";
}

domain::Growth growth_of(std::string_view method) {
  if (method == "DELETE") return domain::Growth::kShrinks;
  return method == "POST" ? domain::Growth::kGrows : domain::Growth::kChanges;
}

std::string_view uri_of(std::string_view path) {
  constexpr std::string_view kPrefix = "/client/v4";
  return path.substr(0, kPrefix.size()) == kPrefix ? path.substr(kPrefix.size()) : path;
}

}  // namespace app
