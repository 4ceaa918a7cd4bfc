// Who makes a request.
#pragma once

#include <memory>
#include <string>

#include "model/token.h"

namespace model {

struct Principal {
  enum class Kind {
    kNobody,         // a route that needs no token
    kToken,          // an API token, account-owned or user-owned
    kLocalOperator,  // the owner of the data folder, through the control socket or the command line
  };
  Kind kind = Kind::kNobody;
  std::shared_ptr<const Token> token;  // kToken only
  std::string address;                 // numeric peer address; empty for the local operator
};

}  // namespace model
