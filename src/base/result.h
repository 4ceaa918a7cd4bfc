// Result<T>: a value or an Error. Expected failures are values until the edge of the program, where
// one table (api/errors.cpp) turns them into a SCIM Error or a v4 envelope; exceptions mean a bug
// or a broken disk.
#pragma once

#include <cassert>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace base {

// One code per way in which a request can fail. Status and wire words are columns of the table in
// api/errors.cpp.
enum class ErrorCode {
  kInvalidSyntax,  // RFC 7644 table 9: the body is no JSON, or no message of the protocol
  kInvalidValue,   // a value has the wrong type, or a required one is missing
  kInvalidName,    // as kInvalidValue; v4 has a code of its own for it
  kInvalidPath,
  kInvalidFilter,
  kNoTarget,
  kMutability,
  kUniqueness,
  kConflict,  // with something else than a unique name: 409
  kTooMany,
  kInvalidCursor,      // RFC 9865 2.1: no cursor that this service gave for this query
  kExpiredCursor,      // RFC 9865 2.1
  kInvalidCount,       // RFC 9865 2.1
  kBadRequest,         // a rule of the product refuses it and no scimType fits: 400
  kTooManyOperations,  // more operations than the limit: 413
  kUnauthorized,
  kForbidden,
  kProtected,  // a rule of the product forbids this to everybody: 403
  kNotFound,
  kPreconditionFailed,  // another version than the client built on: 412
  kUnsupportedMediaType,
  kNotImplemented,
  kStoreFull,    // no room for this change: 507, reads go on
  kUnavailable,  // cannot be done now, may be tried again: 503
  kInternal,
  kCount_,
};

struct Error {
  ErrorCode code;
  // For people: says what and where; no secrets, no storage keys, no paths on disk.
  std::string detail;
  // JSON pointer (RFC 6901) to the member of the request's body at fault; empty: none in
  // particular.
  std::string pointer = {};
};

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : value_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return value_.index() == 0; }
  T& value() & {
    assert(ok());
    return std::get<0>(value_);
  }
  const T& value() const& {
    assert(ok());
    return std::get<0>(value_);
  }
  T&& value() && {
    assert(ok());
    return std::get<0>(std::move(value_));
  }
  const Error& error() const {
    assert(!ok());
    return std::get<1>(value_);
  }

 private:
  std::variant<T, Error> value_;
};

struct Nothing {};
using Status = Result<Nothing>;  // success without a value
inline Status done() { return Nothing{}; }

}  // namespace base
