// The whole application but its sockets, on a virtual clock and a store of its own: app::Service is
// driven as the loop drives it, with requests that went through the real framer.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/service.h"
#include "base/id_source.h"
#include "base/log.h"
#include "json/value.h"
#include "store/store.h"
#include "support/fake_clock.h"
#include "support/temporary_folder.h"

namespace support {

struct Request {
  std::string method;
  std::string target;  // path and query
  std::string body{};
  std::string token{};                                        // sent as Bearer unless empty
  std::vector<std::pair<std::string, std::string>> fields{};  // further header fields
  net::Origin origin = net::Origin::kNetwork;
  std::string address = "192.0.2.1";
};

struct Reply {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> fields;
  std::string body;
  std::string bytes;  // the whole answer
  bool held = false;
  std::unique_ptr<net::Job> job;  // the answer comes from finish()

  std::string field(std::string_view name) const;  // exact; empty when absent
  json::Value json() const;                        // throws when the body is no JSON
  std::string request_id() const { return field("X-Request-Id"); }
};

struct TestOptions {
  std::size_t map_size_bytes = std::size_t{1} << 30;
  std::uint64_t seed = 1;
};

class TestService {
 public:
  using Options = TestOptions;
  explicit TestService(Options options = {});

  // One request in a tick of its own, with the slices of its job; `held` as the first answer said.
  // Throws when the audit log does not say what the answer says (product.md section 7): whatever a
  // test is about, every route is held to that.
  Reply send(const Request& request);
  Reply scim(std::string_view method, const std::string& suffix, const std::string& body = {});

  // The steps of a tick, for tests that put several requests into one.
  void begin_tick() { service_->begin_tick(); }
  Reply handle(const Request& request, bool after_held = false);
  Reply finish(std::unique_ptr<net::Job> job, bool after_held, std::string_view method = "GET");
  bool commit();  // true when there was nothing to commit
  void end_tick() { service_->end_tick(); }

  // Makes an account and a token as the local operator does; the first account made is the one that
  // scim() talks to. Returns ids, 32 hex digits; the token's value.
  std::string make_account(const std::string& name);
  std::string make_token(const std::string& account_id, const std::string& name,
                         const std::vector<std::string>& permissions);
  std::string make_scim_token(const std::string& account_id);

  const std::string& account_id() const { return account_id_; }
  const std::string& token() const { return token_; }
  Request scim_request(std::string_view method, const std::string& suffix,
                       const std::string& body = {}) const;

  void restart();  // the process ends and starts again on the same folder

  store::Store& store() { return *store_; }
  app::Service& service() { return *service_; }
  FakeClock& clock() { return clock_; }
  base::Log& log() { return *log_; }
  const std::string& folder() const { return folder_.path(); }
  bool is_broken() const { return is_broken_; }

  // What `scimd verify` says: empty when the store is clean.
  std::string verify();
  // Every row but the audit log, the counters and when tokens were used; otherwise as
  // `scimd inspect` shows it.
  std::string dump_state();
  std::size_t count_audit();                 // entries of all realms
  std::vector<json::Value> audit_entries();  // of all realms, oldest first within each

 private:
  using AuditHeads = std::map<base::Realm, std::uint64_t>;  // the last sequences
  AuditHeads audit_heads();
  void check_audit_of(const Request& request, const Reply& reply, const AuditHeads& before);
  void start();

  TestOptions options_;
  TemporaryFolder folder_;
  FakeClock clock_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<base::IdSource> ids_;
  std::unique_ptr<base::Log> log_;
  std::unique_ptr<app::Service> service_;
  std::string account_id_;
  std::string token_;
  bool is_broken_ = false;
};

}  // namespace support
