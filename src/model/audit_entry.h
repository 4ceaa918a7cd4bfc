// One entry of the audit log (cloudflare audit logs v2 are made from it). Small on purpose: names
// of the attributes that changed, never their values and never a body.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "json/value.h"

namespace model {

struct AuditEntry {
  std::string id;  // 32 hex digits, the request's id
  std::int64_t time_us = 0;
  // actor
  std::string actor_type;  // "account", "user", "system" (the local operator)
  std::string actor_id;    // account or user id
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
  std::string route;          // the pattern, not the path
  int status = 0;             // of a refusal; 0 when it took effect
  std::uint64_t repeats = 0;  // this entry stands for so many further refusals
};

// JSON of at most 512 bytes: long texts are cut to 96 bytes, then attribute names are dropped from
// the end.
std::string encode_audit(const AuditEntry& entry);

}  // namespace model
