// One entry of the audit log (the published audit logs, both versions, are made from it). Small on
// purpose: names of the attributes that changed, never their values and never a body.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"

namespace model {

struct AuditEntry {
  std::string id;  // 32 hex digits, the request's id
  std::int64_t time_us = 0;
  // actor
  std::string actor_type;     // "account", "user", "system" (the local operator)
  std::string actor_id;       // account or user id
  std::string actor_email;    // of a user, as it was then
  std::string actor_context;  // "api_token", "api_key", "api"
  std::string token_id;
  std::string token_name;
  std::string address;
  // action
  std::string action_type;  // create, update, delete
  std::string description;  // "Create SCIM User"
  bool success = true;
  // resource
  std::string resource_type;  // "scim_user"
  std::string resource_id;
  std::vector<std::string> attributes;  // names of those that changed
  // request
  std::string method;
  std::string uri;            // the path below /client/v4, without the query
  std::string user_agent;     // as far as there is room
  int status = 0;             // of the answer; 0: not known
  std::uint64_t repeats = 0;  // this entry stands for so many further refusals
};

// JSON of at most 512 bytes. Texts are cut to 96 bytes; what does not fit is left out, the user
// agent first, then attribute names from the end, then the longest texts. `account_id` is the one
// under which the entry is kept: it is not repeated inside.
std::string encode_audit(const AuditEntry& entry, std::string_view account_id);

// The reverse. Nothing for a text that is no entry.
std::optional<AuditEntry> parse_audit(std::string_view text, std::string_view account_id);

// Only the time of an entry, which a search reads far more often than the rest.
std::optional<std::int64_t> parse_audit_time(std::string_view text);

}  // namespace model
