// Bulk requests, RFC 7644 3.7: the message, and the order in which its operations can be done.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "json/value.h"
#include "scim/schema.h"

namespace scim {

inline constexpr std::string_view kBulkRequestUrn =
    "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
inline constexpr std::string_view kBulkResponseUrn =
    "urn:ietf:params:scim:api:messages:2.0:BulkResponse";
inline constexpr std::size_t kBulkOperationsMax = 1000;

enum class BulkMethod { kPost, kPut, kPatch, kDelete };

struct BulkOperation {
  BulkMethod method = BulkMethod::kPost;
  // As they were sent, for the answer; empty when they were no text.
  std::string method_text;
  std::string bulk_id;
  std::string path;
  std::string version;                 // what If-Match would say; empty: none
  const ResourceType* type = nullptr;  // of the path's endpoint; null when there is none
  std::string id;                      // of the path; may be "bulkId:x"; empty in a POST
  json::Value data;
  // Why it cannot be done, whatever becomes of the others.
  std::optional<base::Error> fault;
  // The operations (all of them POST) to which data and path refer; it may be one of them itself.
  std::vector<std::size_t> needs;
};

// By bulkId, the POST that references mean.
using BulkIds = std::unordered_map<std::string, std::size_t>;

struct BulkRequest {
  std::vector<BulkOperation> operations;
  std::size_t errors_max = 0;  // failOnErrors: so many end the request; 0: none does
  BulkIds bulk_ids;
};

// The whole message is refused when it is none: kInvalidSyntax, kInvalidValue (failOnErrors),
// kTooManyOperations. What is wrong with one operation is that operation's fault.
base::Result<BulkRequest> read_bulk(const json::Value& body, const Registry& registry);

// Something to be done in one piece.
struct BulkStep {
  enum class Kind {
    kWhole,
    kCreate,    // as far as what it refers to exists
    kComplete,  // what kCreate left out
  };
  std::size_t operation = 0;
  Kind kind = Kind::kWhole;
};
// One step, or those of operations that refer to each other in a circle (RFC 7644 3.7.1), which are
// done together or not at all.
using BulkUnit = std::vector<BulkStep>;

// Every operation in exactly one unit, each behind those it needs; otherwise in the order of the
// request. What has the same path keeps its order.
std::vector<BulkUnit> plan_bulk(const std::vector<BulkOperation>& operations);

}  // namespace scim
