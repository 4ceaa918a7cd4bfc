#include "api/errors.h"

#include <iterator>

#include "api/envelope.h"
#include "json/write.h"
#include "scim/schema.h"

namespace api {
namespace {

using base::ErrorCode;

// The codes of the v4 dialects: cloudflare.md section 12. In IAM many codes equal the HTTP status.
struct ErrorRow {
  ErrorCode code;
  int scim_status;
  std::string_view scim_type;  // RFC 7644 table 9; empty: none fits
  int v4_status;               // 400 instead of 409: published clients repeat a 409
  int v4_code;
  int iam_code;
  int access_code;
};
// In the order of ErrorCode.
constexpr ErrorRow kErrors[] = {
    {ErrorCode::kInvalidSyntax, 400, "invalidSyntax", 400, 6007, 6007, 6007},
    {ErrorCode::kInvalidValue, 400, "invalidValue", 400, 1001, 1001, 1001},
    {ErrorCode::kInvalidName, 400, "invalidValue", 400, 400, 400, 1001},
    {ErrorCode::kInvalidPath, 400, "invalidPath", 400, 1001, 1001, 1001},
    {ErrorCode::kInvalidFilter, 400, "invalidFilter", 400, 1001, 1001, 1001},
    {ErrorCode::kNoTarget, 400, "noTarget", 400, 1001, 1001, 1001},
    {ErrorCode::kMutability, 400, "mutability", 400, 1001, 1001, 1001},
    {ErrorCode::kUniqueness, 409, "uniqueness", 400, 1001, 400, 1001},
    {ErrorCode::kConflict, 409, "", 400, 1001, 400, 1001},
    {ErrorCode::kTooMany, 400, "tooMany", 400, 1001, 1001, 1001},
    {ErrorCode::kInvalidCursor, 400, "invalidCursor", 400, 1001, 1001, 1001},
    {ErrorCode::kExpiredCursor, 400, "expiredCursor", 400, 1001, 1001, 1001},
    {ErrorCode::kInvalidCount, 400, "invalidCount", 400, 1001, 1001, 1001},
    {ErrorCode::kBadRequest, 400, "", 400, 1001, 400, 1001},
    {ErrorCode::kTooManyOperations, 413, "", 413, 1001, 1001, 1001},
    {ErrorCode::kUnauthorized, 401, "", 401, 10000, 10000, 10000},
    {ErrorCode::kForbidden, 403, "", 403, 10000, 10000, 10000},
    {ErrorCode::kProtected, 403, "", 400, 1001, 400, 1001},
    {ErrorCode::kNotFound, 404, "", 404, 1003, 404, 12135},
    {ErrorCode::kPreconditionFailed, 412, "", 412, 1001, 1001, 1001},
    {ErrorCode::kUnsupportedMediaType, 415, "", 415, 1001, 1001, 1001},
    {ErrorCode::kNotImplemented, 501, "", 501, 1001, 1001, 1001},
    {ErrorCode::kStoreFull, 507, "", 507, 1000, 1000, 1000},
    {ErrorCode::kUnavailable, 503, "", 503, 1000, 1000, 1000},
    {ErrorCode::kInternal, 500, "", 500, 1000, 1000, 1000},
};
static_assert(std::size(kErrors) == static_cast<std::size_t>(ErrorCode::kCount_));
constexpr bool rows_follow_enum_order() {
  for (std::size_t i = 0; i < std::size(kErrors); ++i) {
    if (kErrors[i].code != static_cast<ErrorCode>(i)) return false;
  }
  return true;
}
static_assert(rows_follow_enum_order());

struct FaultRow {
  auth::Fault fault;
  int scim_status;
  std::string_view scim_detail;
  int v4_status;
  int v4_code;
  std::string_view v4_message;
};
// product.md section 5; in the order of auth::Fault.
constexpr FaultRow kFaults[] = {
    {auth::Fault::kAbsent, 401, "No token: send Authorization: Bearer <token>.", 400, 9106,
     "Missing X-Auth-Key, X-Auth-Email or Authorization headers"},
    {auth::Fault::kMalformed, 401, "The Authorization header is not of the form Bearer <token>.",
     400, 6003, "Invalid request headers"},
    {auth::Fault::kMalformedKey, 401, "The X-Auth-Key header holds no key.", 400, 6003,
     "Invalid request headers"},
    {auth::Fault::kScheme, 401, "No token: send Authorization: Bearer <token>.", 405, 10405,
     "Method not allowed for this authentication scheme"},
    {auth::Fault::kUnknown, 401, "The token is unknown; it may have been rolled or deleted.", 403,
     9109, "Invalid access token"},
    {auth::Fault::kUnknownKey, 401, "The key is unknown, or it is not the key of this e-mail.", 403,
     9103, "Unknown X-Auth-Key or X-Auth-Email"},
    {auth::Fault::kNotActive, 401, "The token is expired, not valid yet, or disabled.", 401, 10000,
     "Authentication error"},
    {auth::Fault::kAddress, 403, "The token may not be used from this address.", 403, 9109,
     "Cannot use the access token from location: "},
    {auth::Fault::kUserLevel, 403, "The token is owned by an account, not by a user.", 403, 9109,
     "Valid user-level authentication not found"},
    {auth::Fault::kPermission, 403,
     "The token lacks the permission for this request on this account.", 403, 10000, "Forbidden"},
    {auth::Fault::kMalformedId, 404, "There is nothing with this id.", 404, 7003,
     "Could not route to this path, perhaps your object identifier is invalid?"},
    {auth::Fault::kAccount, 404, "Account not found.", 404, 7003,
     "Could not route to this account, perhaps your object identifier is invalid?"},
};

constexpr bool faults_follow_enum_order() {
  for (std::size_t i = 0; i < std::size(kFaults); ++i) {
    if (kFaults[i].fault != static_cast<auth::Fault>(i)) return false;
  }
  return true;
}
static_assert(faults_follow_enum_order());

// Endpoints with words of their own (cloudflare.md sections 2, 7.2 and 11).
struct OwnFaultRow {
  auth::Permission permission;
  auth::Fault fault;
  int status;
  int code;
  std::string_view message;
};
constexpr std::string_view kNoHeader = "Missing \"Authorization\" header";
constexpr std::string_view kInvalidToken = "Invalid API Token";
constexpr OwnFaultRow kOwnFaults[] = {
    {auth::Permission::kTokenVerify, auth::Fault::kAbsent, 400, 1001, kNoHeader},
    {auth::Permission::kTokenVerify, auth::Fault::kUnknown, 401, 1000, kInvalidToken},
    {auth::Permission::kUserTokenVerify, auth::Fault::kAbsent, 400, 1001, kNoHeader},
    {auth::Permission::kUserTokenVerify, auth::Fault::kUnknown, 401, 1000, kInvalidToken},
    {auth::Permission::kUserTokenVerify, auth::Fault::kUserLevel, 401, 1000, kInvalidToken},
    {auth::Permission::kAccountsList, auth::Fault::kUserLevel, 400, 1001,
     "List accounts endpoint does not support account owned tokens."},
    {auth::Permission::kAccountsCreate, auth::Fault::kPermission, 403, 1002,
     "This credential may not create accounts"},
};

struct ChainRow {
  auth::Fault fault;
  ErrorChain chain;
};
constexpr ChainRow kChains[] = {
    {auth::Fault::kMalformed, {6111, "Invalid format for Authorization header"}},
    {auth::Fault::kMalformedKey, {6103, "Invalid format for X-Auth-Key header"}},
};

const ErrorRow& row_of(ErrorCode code) { return kErrors[static_cast<std::size_t>(code)]; }

http::Response scim_error(int status, std::string_view scim_type, std::string_view detail) {
  json::Object body;
  body.append("schemas", json::Array{scim::kErrorUrn});
  body.append("status", std::to_string(status));
  if (!scim_type.empty()) body.append("scimType", scim_type);
  body.append("detail", detail);
  http::Response response;
  response.status = status;
  response.content_type = "application/scim+json";
  response.body = json::write(body);
  if (status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"scimd\"");
  return response;
}

int code_of(Dialect dialect, const ErrorRow& row) {
  if (dialect == Dialect::kIam) return row.iam_code;
  if (dialect == Dialect::kAccess) return row.access_code;
  return dialect == Dialect::kAuditLog ? 0 : row.v4_code;
}

}  // namespace

int status_of(Dialect dialect, ErrorCode code) {
  const ErrorRow& row = row_of(code);
  return dialect == Dialect::kScim ? row.scim_status : row.v4_status;
}

http::Response render_error(Dialect dialect, const base::Error& error) {
  const ErrorRow& row = row_of(error.code);
  http::Response response =
      dialect == Dialect::kScim
          ? scim_error(row.scim_status, row.scim_type, error.detail)
          : envelope_error(row.v4_status, {code_of(dialect, row), error.detail, error.pointer});
  if (error.code == ErrorCode::kUnavailable) response.headers.emplace_back("Retry-After", "1");
  if (error.code == ErrorCode::kUnsupportedMediaType)
    response.headers.emplace_back("Accept-Encoding", "identity");
  return response;
}

http::Response render_fault(Dialect dialect, auth::Permission permission, auth::Fault fault,
                            std::string_view address) {
  const FaultRow& row = kFaults[static_cast<std::size_t>(fault)];
  if (dialect == Dialect::kScim) return scim_error(row.scim_status, "", row.scim_detail);
  for (const OwnFaultRow& own : kOwnFaults) {
    if (own.permission == permission && own.fault == fault)
      return envelope_error(own.status, {own.code, own.message});
  }
  std::string message(row.v4_message);
  if (fault == auth::Fault::kAddress) message += address;
  ErrorBody body{row.v4_code, message};
  for (const ChainRow& each : kChains) {
    if (each.fault == fault) body.chain = each.chain;
  }
  return envelope_error(row.v4_status, body);
}

http::Response render_status(Dialect dialect, int status, std::string_view detail) {
  if (dialect == Dialect::kScim) return scim_error(status, "", detail);
  const int code = status == 404 ? 7003 : status == 405 ? 10405 : status >= 500 ? 1000 : 1001;
  return envelope_error(status, {code, detail});
}

}  // namespace api
