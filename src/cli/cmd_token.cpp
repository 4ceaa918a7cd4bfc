// usage: scimd token create --data DIR --account HEX --name N --permission NAME … [--deny NAME …]
// [--user EMAIL]
//                          [--not-before T] [--expires-on T] [--ip-in CIDR …] [--ip-not-in CIDR …]
//                          [--json]
//        scimd token create --global-key --user EMAIL --data DIR --account HEX [--json]
//        scimd token list|show ID|disable ID|enable ID|roll ID|delete ID --data DIR --account HEX
//        [--json]
#include <cstdio>
#include <optional>
#include <string>

#include "base/ids.h"
#include "base/ip_range.h"
#include "base/time.h"
#include "cli/bootstrap.h"
#include "cli/command_options.h"
#include "cli/commands.h"
#include "cli/exit_status.h"
#include "cli/operator_session.h"
#include "domain/permissions.h"
#include "json/write.h"

namespace cli {
namespace {

constexpr base::Option kData{"data", "DIR", "", "the data folder"};
constexpr base::Option kAccount{"account", "HEX", "", "id of the account"};
constexpr base::Option kJson{"json", "", "", "print the API's object"};

// People see "SCIM Provisioning: Edit" where the API has "SCIM Provisioning".
const domain::PermissionGroup* find_permission(std::string name) {
  if (const auto* group = domain::find_permission_group_by_name(name)) return group;
  constexpr std::string_view kLevel = ": Edit";
  if (name.size() > kLevel.size() && name.ends_with(kLevel))
    name.resize(name.size() - kLevel.size());
  return domain::find_permission_group_by_name(name);
}

base::Result<json::Value> make_policy(std::string_view effect,
                                      const std::vector<std::string>& names,
                                      const std::string& account) {
  json::Array groups;
  for (const std::string& name : names) {
    const auto* group = find_permission(name);
    if (!group) {
      std::string known;
      for (const auto& each : domain::permission_groups())
        known += (known.empty() ? ": " : ", ") + each.name;
      return base::Error{base::ErrorCode::kInvalidValue,
                         "there is no permission \"" + name + "\"; known are" + known};
    }
    groups.push_back(json::Object{{"id", group->id}});
  }
  json::Object resources{{"com.cloudflare.api.account." + account, "*"}};
  return json::Value(json::Object{{"effect", effect},
                                  {"permission_groups", std::move(groups)},
                                  {"resources", std::move(resources)}});
}

json::Value to_array(const std::vector<std::string>& texts) {
  json::Array array;
  for (const std::string& text : texts) array.emplace_back(text);
  return array;
}

base::Result<json::Value> make_body(const base::Options& options) {
  if (options.flag("global-key")) return json::Value(global_key(options.text("user"), ""));
  json::Object body{{"name", options.text("name")}};
  json::Array policies;
  for (const auto& [effect, option] :
       {std::pair{"allow", "permission"}, std::pair{"deny", "deny"}}) {
    const auto names = options.texts(option);
    if (names.empty()) continue;
    auto policy = make_policy(effect, names, options.text("account"));
    if (!policy.ok()) return policy.error();
    policies.push_back(std::move(policy).value());
  }
  body.set("policies", std::move(policies));
  for (const auto& [member, option] :
       {std::pair{"user", "user"}, std::pair{"not_before", "not-before"},
        std::pair{"expires_on", "expires-on"}}) {
    if (options.given(option)) body.set(member, options.text(option));
  }
  json::Object ranges;
  for (const auto& [list, option] : {std::pair{"in", "ip-in"}, std::pair{"not_in", "ip-not-in"}}) {
    if (options.given(option)) ranges.append(list, to_array(options.texts(option)));
  }
  if (!ranges.empty()) body.set("condition", json::Object{{"request_ip", std::move(ranges)}});
  return json::Value(std::move(body));
}

std::optional<std::string> find_key_fault(const base::Options& options) {
  if (!options.given("user")) return "--global-key needs --user, the member whose key it is";
  for (const char* pointless :
       {"name", "permission", "deny", "not-before", "expires-on", "ip-in", "ip-not-in"}) {
    if (options.given(pointless))
      return "--" + std::string(pointless) + " does not go with --global-key";
  }
  return std::nullopt;
}

std::optional<std::string> find_fault(const base::Options& options) {
  const bool key = options.flag("global-key");
  for (const char* needed : {"data", "account", "name", "permission"}) {
    const bool of_tokens =
        needed == std::string_view("name") || needed == std::string_view("permission");
    if (!options.given(needed) && !(key && of_tokens))
      return "--" + std::string(needed) + " is needed";
  }
  if (key) {
    if (auto fault = find_key_fault(options)) return fault;
  }
  if (!base::AccountId::parse(options.text("account"))) return "--account must be 32 hex digits";
  for (const char* name : {"not-before", "expires-on"}) {
    if (options.given(name) && !base::parse_time(options.text(name))) {
      return "--" + std::string(name) + " must be a time like 2026-01-31T00:00:00Z, not \"" +
             options.text(name) + "\"";
    }
  }
  for (const char* name : {"ip-in", "ip-not-in"}) {
    for (const std::string& range : options.texts(name)) {
      if (!base::IpRange::parse(range)) {
        return "--" + std::string(name) + " must be an address or a CIDR range, not \"" + range +
               "\"";
      }
    }
  }
  return std::nullopt;
}

// `account` is an id in any letter case.
std::string tokens_path(const std::string& account) {
  return "/client/v4/accounts/" + base::AccountId::parse(account)->hex() + "/tokens";
}

void print_token(const json::Value& token) {
  const auto text = [&](std::string_view key) { return std::string(token.string_or(key, "")); };
  std::printf("%s  %-8s  %s\n", text("id").c_str(), text("status").c_str(), text("name").c_str());
  if (const std::string value = text("value"); !value.empty()) {
    std::printf("%s\n", value.c_str());
    std::fputs("This value is shown once; only its hash is kept.\n", stderr);
  }
}

int show(const base::Result<json::Value>& result, bool as_json) {
  if (!result.ok()) return fail(result.error());
  if (as_json) {
    std::printf("%s\n", json::write(result.value()).c_str());
  } else if (result.value().is_array()) {
    for (const json::Value& token : result.value().as_array()) print_token(token);
  } else if (result.value().is_string()) {
    std::printf("%s\n", result.value().as_string().c_str());
  } else if (result.value().find("status") == nullptr) {  // the answer to a DELETE
    std::printf("deleted %s\n", std::string(result.value().string_or("id", "")).c_str());
  } else {
    print_token(result.value());
  }
  return kDone;
}

int create(Arguments arguments) {
  static constexpr base::Option kTable[] = {
      kData,
      kAccount,
      {"name", "NAME", "", "name of the token"},
      {"permission", "NAME", "",
       "a permission group it holds on the account, like \"SCIM Provisioning\"", true},
      {"deny", "NAME", "", "a permission group it is denied there, whatever is allowed", true},
      {"user", "EMAIL", "", "the member who owns it; without this the account does"},
      {"global-key", "", "",
       "make the member's global API key instead (X-Auth-Email and X-Auth-Key): it may do what "
       "they "
       "may"},
      {"not-before", "TIME", "", "RFC 3339; not valid before"},
      {"expires-on", "TIME", "", "RFC 3339; not valid from then on"},
      {"ip-in", "CIDR", "", "valid only from these addresses", true},
      {"ip-not-in", "CIDR", "", "not valid from these addresses", true},
      kJson};
  int status = kDone;
  const auto options =
      read_options({"scimd token create --data DIR --account HEX --name NAME --permission NAME",
                    "Makes an API token and prints its value once."},
                   kTable, arguments, status);
  if (!options) return status;
  if (const auto fault = find_fault(*options)) return fail_usage(*fault);
  auto body = make_body(*options);
  if (!body.ok()) return fail_usage(body.error().detail);
  OperatorSession session(options->text("data"));
  return show(session.request("POST", tokens_path(options->text("account")), body.value()),
              options->flag("json"));
}

// The API replaces a token as a whole, so what it says is asked for first.
base::Result<json::Value> set_status(OperatorSession& session, const std::string& path,
                                     std::string_view status) {
  auto token = session.request("GET", path, nullptr);
  if (!token.ok()) return token.error();
  json::Object body{{"status", status}};
  for (std::string_view member : {"name", "policies", "not_before", "expires_on", "condition"}) {
    if (const json::Value* value = token.value().find(member)) body.append(member, *value);
  }
  return session.request("PUT", path, body);
}

struct Verb {
  std::string_view name;
  std::string_view summary;
  bool takes_id;
  std::string_view method;
  std::string_view suffix;
  std::string_view status;  // what the token's becomes
};
constexpr Verb kVerbs[] = {
    {"list", "Lists the tokens of an account.", false, "GET", "", ""},
    {"show", "Shows one token.", true, "GET", "", ""},
    {"disable", "Switches a token off; requests with it get 401.", true, "PUT", "", "disabled"},
    {"enable", "Switches a token on again.", true, "PUT", "", "active"},
    {"roll", "Gives a token a new value; the old one is dead, the id stays.", true, "PUT", "/value",
     ""},
    {"delete", "Deletes a token.", true, "DELETE", "", ""},
};

int run_verb(const Verb& verb, Arguments arguments) {
  static constexpr base::Option kTable[] = {kData, kAccount, kJson};
  const std::string usage = "scimd token " + std::string(verb.name) + (verb.takes_id ? " ID" : "") +
                            " --data DIR --account HEX [--json]";
  const std::size_t positionals = verb.takes_id ? 1 : 0;
  int status = kDone;
  const auto options =
      read_options({usage, verb.summary, positionals, positionals}, kTable, arguments, status);
  if (!options) return status;
  if (!options->given("data") || !options->given("account"))
    return fail_usage("--data and --account are needed");
  if (!base::AccountId::parse(options->text("account")))
    return fail_usage("--account must be 32 hex digits");
  if (verb.takes_id && !base::TokenId::parse(options->positionals()[0]))
    return fail_usage("the token's id must be 32 hex digits");
  std::string path = tokens_path(options->text("account"));
  if (verb.takes_id) path += "/" + base::TokenId::parse(options->positionals()[0])->hex();
  path += verb.suffix;
  json::Value body;
  if (verb.method == "PUT") body = json::Object{};
  OperatorSession session(options->text("data"));
  if (!verb.status.empty())
    return show(set_status(session, path, verb.status), options->flag("json"));
  if (!verb.takes_id)
    return show(session.request_all(path + "?include_expired=true"), options->flag("json"));
  return show(session.request(verb.method, path, body), options->flag("json"));
}

}  // namespace

int cmd_token(Arguments arguments) {
  const std::string name = arguments.empty() ? "--help" : arguments[0];
  if (name == "create") return create(arguments.subspan(1));
  for (const Verb& verb : kVerbs) {
    if (verb.name == name) return run_verb(verb, arguments.subspan(1));
  }
  const bool help = name == "--help" || name == "-h";
  std::fputs("usage: scimd token create|list|show|disable|enable|roll|delete … (each has --help)\n",
             help ? stdout : stderr);
  return help && !arguments.empty() ? kDone : kUsage;
}

}  // namespace cli
