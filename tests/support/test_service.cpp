#include "support/test_service.h"

#include <algorithm>
#include <stdexcept>

#include "app/routes.h"
#include "domain/permissions.h"
#include "domain/verify.h"
#include "json/read.h"
#include "json/write.h"
#include "model/audit_entry.h"
#include "net/framer.h"
#include "store/audit.h"
#include "store/dump.h"
#include "store/meta.h"

namespace support {
namespace {

constexpr std::int64_t kSliceUs = 2000;

std::string raw_request(const Request& request) {
  std::string raw = request.method + " " + request.target + " HTTP/1.1\r\nHost: test\r\n";
  if (!request.token.empty()) raw += "Authorization: Bearer " + request.token + "\r\n";
  for (const auto& [name, value] : request.fields) raw += name + ": " + value + "\r\n";
  if (!request.body.empty()) {
    raw += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  }
  return raw + "\r\n" + request.body;
}

// The answer to HEAD says how long a body it does not have would be.
Reply parse_reply(net::Answer answer, std::string_view method) {
  Reply reply;
  reply.held = answer.held;
  reply.job = std::move(answer.job);
  if (reply.job) return reply;
  const std::size_t head_end = answer.bytes.find("\r\n\r\n");
  if (head_end == std::string::npos) throw std::runtime_error("an answer without a head");
  reply.bytes = answer.bytes;
  reply.body = answer.bytes.substr(head_end + 4);
  std::size_t at = answer.bytes.find("\r\n") + 2;
  reply.status = std::stoi(answer.bytes.substr(9, 3));
  while (at < head_end) {
    const std::size_t end = answer.bytes.find("\r\n", at);
    const std::size_t colon = answer.bytes.find(": ", at);
    reply.fields.emplace_back(answer.bytes.substr(at, colon - at),
                              answer.bytes.substr(colon + 2, end - colon - 2));
    at = end + 2;
  }
  const std::string length = reply.field("Content-Length");
  const bool is_checked = !length.empty() && (method != "HEAD" || !reply.body.empty());
  if (is_checked && length != std::to_string(reply.body.size())) {
    throw std::runtime_error("Content-Length " + length + " with a body of " +
                             std::to_string(reply.body.size()) + " bytes");
  }
  return reply;
}

// "Create SCIM Device" where the route says "Create SCIM Resource".
bool is_described_by(const app::Route& route, const std::string& description) {
  if (!route.of_own_types) return route.audit_description == description;
  const std::string beginning =
      route.audit_description.substr(0, route.audit_description.rfind(' ') + 1);
  return description.starts_with(beginning);
}

bool is_of_route(const model::AuditEntry& entry) {
  return std::any_of(app::routes().begin(), app::routes().end(), [&](const app::Route& route) {
    return route.access == app::Access::kWrite && route.method == entry.method &&
           is_described_by(route, entry.description) && route.audit_type == entry.resource_type;
  });
}

// A bulk request that was taken leaves the entries of its operations, each of which looks like one
// of a request of its own.
bool is_batch(const Request& request, const Reply& reply) {
  return request.target.ends_with("/Bulk") && reply.status == 200;
}

std::string find_batch_fault(const std::optional<model::AuditEntry>& entry) {
  if (!entry) return "left an entry that cannot be read";
  if (entry->success != (entry->status < 400)) return "left an entry with another status";
  return is_of_route(*entry) ? "" : "left an entry that no write route describes";
}

// What an entry that a request left says otherwise than its answer; empty: nothing.
std::string find_audit_fault(const Request& request, const Reply& reply,
                             const std::optional<model::AuditEntry>& entry) {
  if (!entry) return "left an entry that cannot be read";
  if (entry->id != reply.request_id()) return "left an entry of another request";
  if (entry->method != request.method) return "left an entry of another method";
  if (entry->status != reply.status || entry->success != (reply.status < 400))
    return "left an entry with another status";
  return is_of_route(*entry) ? "" : "left an entry that no write route describes";
}

}  // namespace

std::string Reply::field(std::string_view name) const {
  for (const auto& [known, value] : fields) {
    if (known == name) return value;
  }
  return {};
}

json::Value Reply::json() const {
  auto value = json::parse(body);
  if (!value.ok()) throw std::runtime_error("the body is no JSON: " + body);
  return std::move(value).value();
}

TestService::TestService(TestOptions options) : options_(options) {
  start();
  account_id_ = make_account("Test");
  token_ = make_scim_token(account_id_);
}

void TestService::start() {
  store::StoreOptions wanted;
  wanted.map_size_bytes = options_.map_size_bytes;
  store_ = std::make_unique<store::Store>(folder_.path(), wanted);
  ids_ = std::make_unique<base::IdSource>(options_.seed);
  {
    store::Txn txn = store_->env().begin_read();
    if (const auto last = store::last_id(txn)) ids_->resume_after(*last);
  }
  log_ = std::make_unique<base::Log>(base::Log::kNoDescriptor, clock_);
  app::ServiceOptions service_options;
  service_options.public_url = "http://scimd.test";
  service_options.seed = options_.seed;
  service_options.on_broken = [this] { is_broken_ = true; };
  service_ = std::make_unique<app::Service>(*store_, clock_, *ids_, *log_, service_options);
}

void TestService::restart() {
  service_.reset();
  store_.reset();
  start();
}

Reply TestService::handle(const Request& request, bool after_held) {
  std::string raw = raw_request(request);
  const net::Limits limits;
  net::Framer framer(limits);
  if (framer.advance(raw.data(), raw.size()) != net::Framing::kWhole) {
    throw std::runtime_error("the framer does not take " + request.method + " " + request.target);
  }
  net::Frame frame;
  framer.read_into(raw.data(), frame);
  frame.origin = request.origin;
  if (request.origin == net::Origin::kNetwork) frame.peer_address = request.address;
  return parse_reply(service_->handle(frame, after_held), request.method);
}

Reply TestService::finish(std::unique_ptr<net::Job> job, bool after_held, std::string_view method) {
  return parse_reply(service_->finish(std::move(job), after_held), method);
}

bool TestService::commit() {
  return !service_->has_uncommitted() || service_->commit() == net::Committed::kOk;
}

Reply TestService::send(const Request& request) {
  const AuditHeads before = audit_heads();
  begin_tick();
  Reply reply = handle(request);
  const bool held = reply.held;
  while (reply.job) {
    if (reply.job->step(kSliceUs)) {
      reply = finish(std::move(reply.job), false, request.method);
      break;
    }
    if (!commit()) throw std::runtime_error("the commit failed");
    end_tick();
    begin_tick();
  }
  reply.held = held;
  if (!commit()) throw std::runtime_error("the commit failed");
  end_tick();
  check_audit_of(request, reply, before);
  return reply;
}

TestService::AuditHeads TestService::audit_heads() {
  AuditHeads heads;
  store::Txn txn = store_->env().begin_read();
  for (const base::Realm realm : store::list_audit_realms(txn))
    heads[realm] = store::audit_range(txn, realm).last;
  return heads;
}

void TestService::check_audit_of(const Request& request, const Reply& reply,
                                 const AuditHeads& before) {
  store::Txn txn = store_->env().begin_read();
  std::size_t added = 0;
  for (const auto& [realm, last] : audit_heads()) {
    const auto known = before.find(realm);
    for (std::uint64_t at = known == before.end() ? 1 : known->second + 1; at <= last; ++at) {
      const auto row = store::find_audit(txn, realm, at);
      if (!row) continue;  // pruned in the same commit
      const auto entry = model::parse_audit(row->entry, std::string());
      if (entry && entry->repeats > 0) continue;  // about requests before
      ++added;
      const std::string fault = is_batch(request, reply) ? find_batch_fault(entry)
                                                         : find_audit_fault(request, reply, entry);
      if (!fault.empty())
        throw std::runtime_error(request.method + " " + request.target + " answered " +
                                 std::to_string(reply.status) + " and " + fault + ": " +
                                 row->entry);
    }
  }
  if (added > 1 && !is_batch(request, reply))
    throw std::runtime_error(request.method + " " + request.target + " left " +
                             std::to_string(added) + " audit entries");
}

Request TestService::scim_request(std::string_view method, const std::string& suffix,
                                  const std::string& body) const {
  Request request;
  request.method = method;
  request.target = "/client/v4/accounts/" + account_id_ + "/scim/v2" + suffix;
  request.body = body;
  request.token = token_;
  return request;
}

Reply TestService::scim(std::string_view method, const std::string& suffix,
                        const std::string& body) {
  return send(scim_request(method, suffix, body));
}

std::string TestService::make_account(const std::string& name) {
  Request request;
  request.method = "POST";
  request.target = "/client/v4/accounts";
  request.body = json::write(json::Object{{"name", name}});
  request.origin = net::Origin::kControl;
  const Reply reply = send(request);
  if (reply.status != 200) throw std::runtime_error("no account was made: " + reply.body);
  const json::Value answer = reply.json();
  return std::string(answer.find("result")->string_or("id", ""));
}

std::string TestService::make_token(const std::string& account_id, const std::string& name,
                                    const std::vector<std::string>& permissions) {
  json::Array groups;
  for (const std::string& permission : permissions) {
    const domain::PermissionGroup* group = domain::find_permission_group_by_name(permission);
    if (!group) throw std::runtime_error("there is no permission group " + permission);
    groups.push_back(json::Object{{"id", group->id}});
  }
  json::Object resources{{"com.cloudflare.api.account." + account_id, "*"}};
  json::Object policy{{"effect", "allow"},
                      {"permission_groups", std::move(groups)},
                      {"resources", std::move(resources)}};
  Request request;
  request.method = "POST";
  request.target = "/client/v4/accounts/" + account_id + "/tokens";
  request.body =
      json::write(json::Object{{"name", name}, {"policies", json::Array{std::move(policy)}}});
  request.origin = net::Origin::kControl;
  const Reply reply = send(request);
  if (reply.status != 200) throw std::runtime_error("no token was made: " + reply.body);
  const json::Value answer = reply.json();
  return std::string(answer.find("result")->string_or("value", ""));
}

std::string TestService::make_scim_token(const std::string& account_id) {
  return make_token(account_id, "scim", {"SCIM Provisioning"});
}

std::string TestService::verify() {
  store::Txn txn = store_->env().begin_read();
  const store::Findings findings = domain::verify_store(txn);
  std::string text;
  for (const std::string& sentence : findings.sentences()) text += sentence + "\n";
  return text;
}

std::string TestService::dump_state() {
  store::Txn txn = store_->env().begin_read();
  std::string text;
  store::dump(txn, "", [&text](std::string_view line) {
    const bool moves_on =
        line.starts_with("audit/") || line.starts_with("meta/") || line.starts_with("token_uses/");
    if (!moves_on) text += line;
    return true;
  });
  return text;
}

std::size_t TestService::count_audit() {
  return store_->env().begin_read().count_rows(store::Db::kAudit);
}

std::vector<json::Value> TestService::audit_entries() {
  std::vector<json::Value> entries;
  store::Txn txn = store_->env().begin_read();
  store::Cursor cursor(txn, store::Db::kAudit);
  for (auto row = cursor.first(); row; row = cursor.next()) {
    entries.push_back(json::parse(store::decode_audit(*row).entry).value());
  }
  return entries;
}

}  // namespace support
