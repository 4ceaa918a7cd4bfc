#include "api/scim/bulk.h"

#include <deque>
#include <optional>
#include <utility>

#include "api/errors.h"
#include "api/scim/features.h"
#include "api/scim/resources.h"
#include "domain/resource_types.h"
#include "json/read.h"
#include "json/write.h"
#include "scim/bulk.h"
#include "scim/bulk_references.h"

namespace api::scim_api {
namespace {

using base::Error;
using base::ErrorCode;
using scim::BulkMethod;
using scim::BulkOperation;
using scim::BulkStep;

struct VerbRow {
  Handler handler;
  std::string_view method;
  std::string_view audit_verb;  // as in the descriptions of the routes
};
// In the order of BulkMethod.
constexpr VerbRow kVerbs[] = {{create_resource, "POST", "Create"},
                              {replace_resource, "PUT", "Replace"},
                              {modify_resource, "PATCH", "Update"},
                              {delete_resource, "DELETE", "Delete"}};

const VerbRow& row_of(BulkMethod method) { return kVerbs[static_cast<std::size_t>(method)]; }

// To complete what a POST has made is a PATCH.
BulkMethod method_of(const BulkStep& step, const BulkOperation& operation) {
  return step.kind == BulkStep::Kind::kComplete ? BulkMethod::kPatch : operation.method;
}

std::string field_of(const http::Response& response, std::string_view name) {
  for (const auto& [known, value] : response.headers) {
    if (known == name) return value;
  }
  return {};
}

json::Value patch_of(const std::vector<scim::LeftOut>& left_out) {
  json::Array operations;
  for (const scim::LeftOut& attribute : left_out) {
    operations.push_back(
        json::Object{{"op", "replace"}, {"path", attribute.path}, {"value", attribute.value}});
  }
  return json::Object{{"schemas", json::Array{scim::kPatchOpUrn}},
                      {"Operations", std::move(operations)}};
}

class Bulk final : public Batch {
 public:
  Bulk(scim::BulkRequest request, domain::Session& session);

  std::size_t size() const override { return request_.operations.size(); }
  std::size_t next() override;
  Operation describe(std::size_t step) const override;
  base::Status run(std::size_t step, Call& call) override;
  void keep() override;
  void refuse(const http::Response& answer) override;
  void give_up(std::size_t step, const Error& error) override;
  http::Response finish() override;

 private:
  // What is known of an operation beside what was asked.
  struct State {
    std::string audit_noun;
    std::string audit_type;
    std::optional<Error> fault;  // of a circle that was given up
    int status = 0;              // 0: not done
    std::string id;              // of what a POST made
    std::string location;
    std::string version;
    json::Value error;                    // the body of a refusal
    std::vector<scim::LeftOut> left_out;  // of a creation that is not complete
  };

  base::Result<std::string> resolve(std::string_view bulk_id) const;
  base::Result<std::string> id_of(const BulkStep& step) const;
  base::Result<json::Value> data_of(const BulkStep& step, const scim::ResourceType& type);
  void take(const BulkStep& step, const std::string& id, const http::Response& answer);
  std::string location_of(const BulkOperation& operation) const;
  json::Object result_of(const BulkOperation& operation, const State& state) const;

  scim::BulkRequest request_;
  std::shared_ptr<const domain::ResourceTypes> types_;  // the operations point into them
  std::string base_uri_;
  std::vector<State> states_;         // of the operations
  std::deque<scim::BulkUnit> units_;  // what is left to do
  std::size_t errors_ = 0;
};

Bulk::Bulk(scim::BulkRequest request, domain::Session& session)
    : request_(std::move(request)),
      types_(session.types),
      base_uri_(session.base_uri),
      states_(request_.operations.size()) {
  for (scim::BulkUnit& unit : scim::plan_bulk(request_.operations))
    units_.push_back(std::move(unit));
  const std::string prefix(session.directory ? domain::kDirectoryAuditPrefix : "");
  for (std::size_t i = 0; i < states_.size(); ++i) {
    const BulkOperation& operation = request_.operations[i];
    if (!operation.type) continue;
    const domain::Binding* binding = types_->find(operation.type->endpoint);
    if (!binding) continue;  // run() refuses it
    states_[i].audit_noun = binding->audit_noun;
    states_[i].audit_type = prefix + std::string(binding->audit_type);
  }
}

std::size_t Bulk::next() {
  const bool is_over = request_.errors_max > 0 && errors_ >= request_.errors_max;
  return units_.empty() || is_over ? 0 : units_.front().size();
}

// As a request of its own would be. What names no resource type has no audit words of its own.
Batch::Operation Bulk::describe(std::size_t step) const {
  const BulkStep& it = units_.front()[step];
  const BulkOperation& operation = request_.operations[it.operation];
  const State& state = states_[it.operation];
  if (!operation.type) return {};
  const VerbRow& row = row_of(method_of(it, operation));
  const auto id = id_of(it);
  Operation described;
  described.method = row.method;
  described.path = "/" + operation.type->endpoint;
  described.description = std::string(row.audit_verb) + " " + state.audit_noun;
  described.resource_type = state.audit_type;
  described.resource_id = id.ok() ? id.value() : operation.id;
  if (!described.resource_id.empty()) described.path += "/" + described.resource_id;
  return described;
}

base::Result<std::string> Bulk::resolve(std::string_view bulk_id) const {
  const auto known = request_.bulk_ids.find(std::string(bulk_id));
  if (known != request_.bulk_ids.end() && !states_[known->second].id.empty())
    return states_[known->second].id;
  return Error{ErrorCode::kInvalidValue,
               "The operation with the bulkId of a bulkId reference has created nothing."};
}

// Of the resource that a step is about; empty for what it creates.
base::Result<std::string> Bulk::id_of(const BulkStep& step) const {
  if (step.kind == BulkStep::Kind::kComplete) return states_[step.operation].id;
  const std::string& id = request_.operations[step.operation].id;
  if (const auto bulk_id = scim::bulk_id_of(id)) return resolve(*bulk_id);
  return id;
}

// With ids in place of references.
base::Result<json::Value> Bulk::data_of(const BulkStep& step, const scim::ResourceType& type) {
  const BulkOperation& operation = request_.operations[step.operation];
  State& state = states_[step.operation];
  json::Value data = operation.data;
  if (step.kind == BulkStep::Kind::kComplete) data = patch_of(state.left_out);
  if (step.kind == BulkStep::Kind::kCreate) {
    state.left_out = scim::leave_out(
        data, type, [&](std::string_view bulk_id) { return resolve(bulk_id).ok(); });
    for (const scim::LeftOut& attribute : state.left_out) {
      if (attribute.required)
        return Error{ErrorCode::kConflict,
                     "This operation and others refer to each other in a circle, and none can be "
                     "done without its reference, which is required."};
    }
  }
  const bool is_patch = method_of(step, operation) == BulkMethod::kPatch;
  std::optional<Error> fault;
  scim::replace_bulk_ids(data, is_patch ? scim::BulkData::kPatch : scim::BulkData::kResource, type,
                         [&](std::string_view bulk_id) -> std::optional<std::string> {
                           auto id = resolve(bulk_id);
                           if (id.ok()) return std::move(id).value();
                           fault = id.error();
                           return std::nullopt;
                         });
  if (fault) return std::move(*fault);
  return data;
}

base::Status Bulk::run(std::size_t step, Call& call) {
  const BulkStep& it = units_.front()[step];
  const BulkOperation& operation = request_.operations[it.operation];
  State& state = states_[it.operation];
  if (operation.fault) return *operation.fault;
  if (state.fault) return *state.fault;
  const domain::Binding* binding = domain::types_of(call.session).find(operation.type->endpoint);
  if (!binding) return Error{ErrorCode::kNotFound, "There is no resource type at this path."};
  const auto id = id_of(it);
  if (!id.ok()) return id.error();
  const auto data = data_of(it, *binding->type);
  if (!data.ok()) return data.error();

  http::PathParams params;
  params.add("id", id.value());
  Call alone{{},         params,       data.value(), call.principal,          call.session,
             call.clock, call.process, binding,      {operation.version, {}}, Wanted::kHead};
  if (it.kind == BulkStep::Kind::kComplete) alone.preconditions = {};
  Outcome outcome = row_of(method_of(it, operation)).handler(alone);
  if (auto* error = std::get_if<Error>(&outcome)) return std::move(*error);
  take(it, id.value(), std::get<http::Response>(outcome));
  call.session.change.status = std::get<http::Response>(outcome).status;
  return base::done();
}

// RFC 7644 3.7: status, location and version are those of the answer it would have got alone.
void Bulk::take(const BulkStep& step, const std::string& id, const http::Response& answer) {
  const BulkOperation& operation = request_.operations[step.operation];
  State& state = states_[step.operation];
  state.version = field_of(answer, "ETag");
  if (step.kind == BulkStep::Kind::kComplete) return;
  state.status = answer.status;
  state.location = base_uri_ + "/" + operation.type->endpoint + "/" + id;
  if (operation.method != BulkMethod::kPost) return;
  state.location = field_of(answer, "Location");
  state.id = state.location.substr(state.location.rfind('/') + 1);
}

void Bulk::keep() { units_.pop_front(); }

void Bulk::refuse(const http::Response& answer) {
  const std::size_t index = units_.front().front().operation;
  State& state = states_[index];
  state.status = answer.status;
  state.id.clear();
  state.version.clear();
  state.location = location_of(request_.operations[index]);
  if (auto error = json::parse(answer.body); error.ok()) state.error = std::move(error).value();
  ++errors_;
  units_.pop_front();
}

// RFC 7644 3.7.1: an attempt to resolve a circle that failed may end with 409.
void Bulk::give_up(std::size_t step, const Error& error) {
  const scim::BulkUnit unit = std::move(units_.front());
  units_.pop_front();
  const std::size_t refused = unit[step].operation;
  std::vector<scim::BulkUnit> single;
  for (const BulkStep& each : unit) {
    if (each.kind == BulkStep::Kind::kComplete) continue;  // was created in the same unit
    State& state = states_[each.operation];
    state.status = 0;
    state.id.clear();
    state.fault = each.operation == refused
                      ? error
                      : Error{ErrorCode::kConflict,
                              "This operation and others refer to each other in a circle, and one "
                              "of them was refused."};
    single.push_back({{each.operation, BulkStep::Kind::kWhole}});
  }
  units_.insert(units_.begin(), single.begin(), single.end());
}

// RFC 7644 3.7.3: of every operation but a POST that failed.
std::string Bulk::location_of(const BulkOperation& operation) const {
  if (operation.method_text == "POST" || !operation.path.starts_with('/')) return {};
  if (const auto bulk_id = scim::bulk_id_of(operation.id)) {
    if (const auto id = resolve(*bulk_id); id.ok())
      return base_uri_ + "/" + operation.type->endpoint + "/" + id.value();
  }
  return base_uri_ + operation.path;
}

json::Object Bulk::result_of(const BulkOperation& operation, const State& state) const {
  json::Object result;
  if (!state.location.empty()) result.append("location", state.location);
  result.append("method", operation.method_text);
  if (!operation.bulk_id.empty()) result.append("bulkId", operation.bulk_id);
  if (!state.version.empty()) result.append("version", state.version);
  result.append("status", std::to_string(state.status));
  if (!state.error.is_null()) result.append("response", state.error);
  return result;
}

http::Response Bulk::finish() {
  json::Array results;
  for (std::size_t i = 0; i < states_.size(); ++i) {
    if (states_[i].status != 0) results.push_back(result_of(request_.operations[i], states_[i]));
  }
  http::Response response;
  response.content_type = "application/scim+json";
  response.body = json::write(json::Object{{"schemas", json::Array{scim::kBulkResponseUrn}},
                                           {"Operations", std::move(results)}});
  return response;
}

}  // namespace

Outcome begin_bulk(Call& call) {
  if (auto status = require_feature(call.session, &Features::bulk); !status.ok())
    return status.error();
  auto request = scim::read_bulk(call.body, domain::types_of(call.session).registry());
  if (!request.ok()) return request.error();
  return std::make_unique<Bulk>(std::move(request).value(), call.session);
}

}  // namespace api::scim_api
