#include "scim/bulk.h"

#include <algorithm>
#include <utility>

#include "scim/attribute_value.h"
#include "scim/bulk_references.h"

namespace scim {
namespace {

using base::Error;
using base::ErrorCode;

Error invalid_syntax(std::string detail) { return {ErrorCode::kInvalidSyntax, std::move(detail)}; }
Error invalid_value(std::string detail) { return {ErrorCode::kInvalidValue, std::move(detail)}; }

// As the URI of a request of its own, which the audit log keeps.
constexpr std::size_t kPathBytesMax = 8000;

constexpr struct {
  std::string_view word;
  BulkMethod method;
} kMethods[] = {{"POST", BulkMethod::kPost},
                {"PUT", BulkMethod::kPut},
                {"PATCH", BulkMethod::kPatch},
                {"DELETE", BulkMethod::kDelete}};

// The members of one operation as they came; names have no letter case.
struct RawOperation {
  const json::Value* method = nullptr;
  const json::Value* bulk_id = nullptr;
  const json::Value* version = nullptr;
  const json::Value* path = nullptr;
  const json::Value* data = nullptr;

  const json::Value** find(std::string_view name) {
    return equal_fold(name, "method")    ? &method
           : equal_fold(name, "bulkId")  ? &bulk_id
           : equal_fold(name, "version") ? &version
           : equal_fold(name, "path")    ? &path
           : equal_fold(name, "data")    ? &data
                                         : nullptr;
  }
};

base::Result<RawOperation> find_parts(const json::Value& sent) {
  if (!sent.is_object())
    return invalid_syntax("an operation must be an object, not " +
                          std::string(json::kind_name(sent)));
  RawOperation raw;
  for (const auto& [name, value] : sent.as_object()) {
    const json::Value** part = raw.find(name);
    if (!part) continue;
    if (*part) return invalid_syntax(shown(name) + " is given twice");
    *part = &value;
  }
  return raw;
}

class OperationReader {
 public:
  OperationReader(const Registry& registry, BulkOperation& operation)
      : registry_(registry), operation_(operation) {}

  // The first thing that is wrong with it, if any.
  std::optional<Error> read(const RawOperation& raw) {
    std::optional<Error> faults[] = {
        read_text(raw.method, "method", operation_.method_text),
        read_text(raw.bulk_id, "bulkId", operation_.bulk_id),
        read_text(raw.path, "path", operation_.path),
        read_text(raw.version, "version", operation_.version),
        read_method(),
        read_path(),
        read_bulk_id(),
        read_data(raw.data),
    };
    for (auto& fault : faults) {
      if (fault) return std::move(fault);
    }
    return std::nullopt;
  }

 private:
  static std::optional<Error> read_text(const json::Value* sent, std::string_view name,
                                        std::string& text) {
    if (!sent || sent->is_null()) return std::nullopt;
    if (!sent->is_string())
      return invalid_value(std::string(name) + " must be a string, not " +
                           std::string(json::kind_name(*sent)));
    text = sent->as_string();
    return std::nullopt;
  }

  std::optional<Error> read_method() {
    for (const auto& row : kMethods) {
      if (operation_.method_text != row.word) continue;
      operation_.method = row.method;
      return std::nullopt;
    }
    return invalid_value("method must be POST, PUT, PATCH or DELETE");
  }

  // A path relative to the base of the service provider: a type's endpoint, or that and an id.
  std::optional<Error> read_path() {
    const std::string_view path = operation_.path;
    if (path.empty() || path.front() != '/')
      return invalid_value("path must begin with \"/\" and name an endpoint, as in \"/Users\"");
    if (path.size() > kPathBytesMax)
      return invalid_value("path is longer than " + std::to_string(kPathBytesMax) + " bytes");
    const std::size_t slash = path.find('/', 1);
    const std::string_view endpoint = path.substr(1, slash - 1);
    if (equal_fold(endpoint, "Bulk")) return invalid_value("a bulk request holds no bulk requests");
    operation_.type = registry_.find_by_endpoint(endpoint);
    if (!operation_.type)
      return Error{ErrorCode::kNotFound, "There is no resource type at this path."};
    const bool has_id = slash != std::string_view::npos && slash + 1 < path.size();
    const bool is_post = operation_.method == BulkMethod::kPost;
    if (is_post && slash != std::string_view::npos)
      return invalid_value("the path of a POST must be the endpoint of a resource type");
    if (!is_post && !has_id)
      return invalid_value("the path of a " + operation_.method_text + " must name one resource");
    if (has_id) operation_.id = path.substr(slash + 1);
    return std::nullopt;
  }

  std::optional<Error> read_bulk_id() const {
    if (operation_.method == BulkMethod::kPost && operation_.bulk_id.empty())
      return invalid_value("a POST needs a bulkId");
    return std::nullopt;
  }

  std::optional<Error> read_data(const json::Value* sent) {
    if (operation_.method == BulkMethod::kDelete) return std::nullopt;
    if (!sent || sent->is_null())
      return invalid_value("a " + operation_.method_text + " needs data");
    operation_.data = *sent;
    return std::nullopt;
  }

  const Registry& registry_;
  BulkOperation& operation_;
};

// The first POST of a bulkId is the one that references mean; the others cannot be told apart.
BulkIds index_bulk_ids(std::vector<BulkOperation>& operations) {
  BulkIds bulk_ids;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    BulkOperation& operation = operations[i];
    if (operation.method_text != "POST" || operation.bulk_id.empty()) continue;
    if (!bulk_ids.emplace(operation.bulk_id, i).second && !operation.fault)
      operation.fault = invalid_value("another operation has the same bulkId");
  }
  return bulk_ids;
}

void find_needs(BulkOperation& operation, const BulkIds& bulk_ids) {
  const auto need = [&](std::string_view bulk_id) -> std::optional<std::string> {
    const auto known = bulk_ids.find(std::string(bulk_id));
    if (known != bulk_ids.end())
      operation.needs.push_back(known->second);
    else if (!operation.fault)
      operation.fault =
          invalid_value("no POST of this request has the bulkId of bulkId:" + shown(bulk_id));
    return std::nullopt;
  };
  if (const auto bulk_id = bulk_id_of(operation.id)) need(*bulk_id);
  const BulkData kind =
      operation.method == BulkMethod::kPatch ? BulkData::kPatch : BulkData::kResource;
  replace_bulk_ids(operation.data, kind, *operation.type, need);
  std::sort(operation.needs.begin(), operation.needs.end());
  operation.needs.erase(std::unique(operation.needs.begin(), operation.needs.end()),
                        operation.needs.end());
}

bool holds_bulk_urn(const json::Value* schemas) {
  if (!schemas || !schemas->is_array()) return false;
  const auto is_urn = [](const json::Value& urn) {
    return urn.is_string() && equal_fold(urn.as_string(), kBulkRequestUrn);
  };
  return std::any_of(schemas->as_array().begin(), schemas->as_array().end(), is_urn);
}

base::Result<std::size_t> read_errors_max(const json::Value* sent) {
  if (!sent || sent->is_null()) return std::size_t{0};
  if (!sent->is_integer() || sent->as_integer() < 0)
    return invalid_value("failOnErrors must be a whole number, 0 or more");
  return static_cast<std::size_t>(sent->as_integer());
}

struct RawMessage {
  const json::Value* schemas = nullptr;
  const json::Value* errors_max = nullptr;
  const json::Value* operations = nullptr;
};

base::Result<RawMessage> read_message(const json::Value& body) {
  if (!body.is_object())
    return invalid_syntax("the body must be a JSON object with schemas and Operations, not " +
                          std::string(json::kind_name(body)));
  RawMessage raw;
  for (const auto& [name, value] : body.as_object()) {
    const json::Value** part = equal_fold(name, "schemas")        ? &raw.schemas
                               : equal_fold(name, "failOnErrors") ? &raw.errors_max
                               : equal_fold(name, "Operations")   ? &raw.operations
                                                                  : nullptr;
    if (!part) continue;
    if (*part) return invalid_syntax(shown(name) + " is given twice");
    *part = &value;
  }
  if (!holds_bulk_urn(raw.schemas))
    return invalid_syntax("schemas must be an array that holds " + std::string(kBulkRequestUrn));
  if (!raw.operations || !raw.operations->is_array() || raw.operations->as_array().empty())
    return invalid_syntax("Operations must be an array of at least one operation");
  if (raw.operations->as_array().size() > kBulkOperationsMax)
    return Error{ErrorCode::kTooManyOperations, "The number of operations exceeds maxOperations (" +
                                                    std::to_string(kBulkOperationsMax) + ")."};
  return raw;
}

}  // namespace

base::Result<BulkRequest> read_bulk(const json::Value& body, const Registry& registry) {
  auto message = read_message(body);
  if (!message.ok()) return message.error();
  auto errors_max = read_errors_max(message.value().errors_max);
  if (!errors_max.ok()) return errors_max.error();
  BulkRequest request;
  request.errors_max = errors_max.value();
  const json::Array& sent = message.value().operations->as_array();
  request.operations.resize(sent.size());
  for (std::size_t i = 0; i < sent.size(); ++i) {
    auto raw = find_parts(sent[i]);
    if (!raw.ok())
      return invalid_syntax("Operations[" + std::to_string(i) + "]: " + raw.error().detail);
    BulkOperation& operation = request.operations[i];
    operation.fault = OperationReader(registry, operation).read(raw.value());
  }
  request.bulk_ids = index_bulk_ids(request.operations);
  for (BulkOperation& operation : request.operations) {
    if (!operation.fault) find_needs(operation, request.bulk_ids);
  }
  return request;
}

}  // namespace scim
