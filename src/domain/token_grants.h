// What the policies of an API token allow, and on what. Resources have the published forms
// (cloudflare.md section 7.1): a flat key with "*", or an account's key with keys inside it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"
#include "model/token.h"

namespace domain {

inline constexpr std::string_view kAccountResource = "com.cloudflare.api.account.";
inline constexpr std::string_view kEveryAccount = "com.cloudflare.api.account.*";
inline constexpr std::string_view kUserResource = "com.cloudflare.api.user.";
inline constexpr std::string_view kZoneResource = "com.cloudflare.api.account.zone.";
inline constexpr std::string_view kBucketResource = "com.cloudflare.edge.r2.bucket.";

// One thing that a policy names. Views into the policy.
struct TokenResource {
  std::string_view outer;
  std::string_view inner;  // empty: everything in it
};
std::vector<TokenResource> resources_of(const model::TokenPolicy& policy);

// Explicit deny beats allow; nothing is allowed by default.
bool is_granted(const model::Token& token, std::string_view permission_group,
                const TokenResource& resource);

// The first permission group of an allow policy that `giver` does not hold on all of the policy's
// resources, or that it is denied on a part of them; empty when it may give all of it.
std::string find_ungranted_group(const model::Token& giver,
                                 const std::vector<model::TokenPolicy>& policies);

// Whether an allow policy names the account, be it for something in it only.
bool names_account(const model::Token& token, std::string_view account_id);

}  // namespace domain
