// What a handler gets and what it gives back. Handlers are: parse, domain, shape. They know neither
// store nor sockets.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "base/clock.h"
#include "base/result.h"
#include "domain/binding.h"
#include "domain/session.h"
#include "domain/versions.h"
#include "http/message.h"
#include "json/value.h"
#include "model/principal.h"

namespace api {

// The family of shapes and error codes a route speaks. All but kScim and kPlain are Cloudflare's v4
// envelope; they differ in the codes of their errors (cloudflare.md section 12).
enum class Dialect {
  kScim,
  kV4,        // accounts, members, roles, tokens, user: 1001, 1003
  kIam,       // user groups, permission and resource groups: often the HTTP status as code
  kAccess,    // Zero Trust identity providers: 12135 for one that is not there
  kAuditLog,  // audit logs v2: errors have a message only
  kPlain,
};

struct Call;

// What the process says about itself.
class Process {
 public:
  virtual ~Process() = default;
  virtual bool is_draining() const = 0;     // about to end
  virtual std::string metrics() const = 0;  // Prometheus text
  virtual std::string openapi() const = 0;  // JSON text
};

// A read that is too long for one tick: worked on in slices, each with a fresh session.
class LongRead {
 public:
  virtual ~LongRead() = default;
  virtual bool step(domain::Session& session, const base::Clock& clock, std::int64_t budget_us) = 0;
  virtual http::Response finish(domain::Session& session) = 0;
};

// Several operations in one request. Each is done in a transaction of its own, behind its own look
// at the token and with its own audit entry, as if it had been asked for alone.
class Batch {
 public:
  // How the audit log names an operation, beside what is the same in the whole request.
  struct Operation {
    std::string method;
    std::string path;  // behind the base of the service provider: "/Users"
    std::string description;
    std::string resource_type;
    std::string resource_id;
  };

  virtual ~Batch() = default;
  virtual std::size_t size() const = 0;  // in operations
  // In how many steps the next piece of work is done; 0 when all is done. More than one step: all
  // of them or none.
  virtual std::size_t next() = 0;
  // Of the piece that next() announced, step by step:
  virtual Operation describe(std::size_t step) const = 0;
  virtual base::Status run(std::size_t step, Call& call) = 0;
  // What became of the piece: done; its only step refused; or, of several, all of them thrown away
  // because of one. Those come again from next(), one by one, to be refused.
  virtual void keep() = 0;
  virtual void refuse(const http::Response& answer) = 0;
  virtual void give_up(std::size_t step, const base::Error& error) = 0;
  virtual http::Response finish() = 0;
};

using Outcome =
    std::variant<http::Response, base::Error, std::unique_ptr<LongRead>, std::unique_ptr<Batch>>;

// An operation of a batch answers with its head only, so that nobody makes bodies to drop them.
enum class Wanted { kWhole, kHead };

struct Call {
  std::string_view raw_query;
  const http::PathParams& params;
  const json::Value& body;  // null unless the route takes one
  const model::Principal& principal;
  domain::Session& session;
  const base::Clock& clock;
  const Process& process;
  const domain::Binding* binding = nullptr;  // of the SCIM resource routes
  domain::Preconditions preconditions = {};
  Wanted wanted = Wanted::kWhole;
};

using Handler = Outcome (*)(Call& call);

}  // namespace api
