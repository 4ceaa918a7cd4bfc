#include "support/own_schemas.h"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace support {

Reply put_own_schemas(TestService& service, const std::string& account_id, std::string_view body) {
  Request request{"PUT", "/client/v4/accounts/" + account_id + "/scim/schemas", std::string(body)};
  request.origin = net::Origin::kControl;
  return service.send(request);
}

std::string read_example(const std::string& name) {
  std::ifstream file("docs/examples/" + name);
  if (!file) throw std::runtime_error("there is no docs/examples/" + name);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace support
