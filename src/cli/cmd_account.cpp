// usage: scimd account create --data DIR --name N [--id HEX] [--admin-email E] [--json]
//        scimd account list   --data DIR [--json]
//        scimd account set ID key=value … --data DIR [--json]
//        scimd account schemas ID [FILE] --data DIR
#include <cstdio>
#include <fstream>
#include <iterator>

#include "base/ids.h"
#include "cli/command_options.h"
#include "cli/commands.h"
#include "cli/exit_status.h"
#include "cli/operator_session.h"
#include "json/read.h"
#include "json/write.h"

namespace cli {
namespace {

constexpr base::Option kData{"data", "DIR", "", "the data folder"};
constexpr base::Option kJson{"json", "", "", "print the API's object"};

void print_account(const json::Value& account, bool as_json) {
  if (as_json) {
    std::printf("%s\n", json::write(account).c_str());
    return;
  }
  const json::Value* settings = account.find("settings");
  std::printf("%s  %s  profile=%s patch_status=%s virtual_groups=%s\n",
              std::string(account.string_or("id", "")).c_str(),
              std::string(account.string_or("name", "")).c_str(),
              std::string(settings->string_or("profile", "")).c_str(),
              std::to_string(settings->integer_or("patch_status", 0)).c_str(),
              settings->bool_or("virtual_groups", false) ? "true" : "false");
}

int show(const base::Result<json::Value>& result, bool as_json) {
  if (!result.ok()) return fail(result.error());
  if (!result.value().is_array()) {
    print_account(result.value(), as_json);
  } else if (as_json) {
    std::printf("%s\n", json::write(result.value()).c_str());
  } else {
    for (const json::Value& account : result.value().as_array()) print_account(account, false);
  }
  return kDone;
}

int create(Arguments arguments) {
  static constexpr base::Option kTable[] = {
      kData,
      {"name", "NAME", "", "name of the account"},
      {"id", "HEX", "", "its id, 32 hex digits; made up when absent"},
      {"admin-email", "EMAIL", "admin@scimd.test", "e-mail of its Super Administrator"},
      kJson};
  int status = kDone;
  const auto options = read_options({"scimd account create --data DIR --name NAME [options]",
                                     "Makes an account with one Super "
                                     "Administrator."},
                                    kTable, arguments, status);
  if (!options) return status;
  if (!options->given("data") || !options->given("name"))
    return fail_usage("--data and --name are needed");
  if (options->given("id") && !base::AccountId::parse(options->text("id")))
    return fail_usage("--id must be 32 hex digits");
  json::Object body{{"name", options->text("name")}, {"admin_email", options->text("admin-email")}};
  if (options->given("id")) body.set("id", options->text("id"));
  OperatorSession session(options->text("data"));
  return show(session.request("POST", "/client/v4/accounts", body), options->flag("json"));
}

int list(Arguments arguments) {
  static constexpr base::Option kTable[] = {kData, kJson};
  int status = kDone;
  const auto options = read_options(
      {"scimd account list --data DIR [--json]", "Lists the accounts."}, kTable, arguments, status);
  if (!options) return status;
  if (!options->given("data")) return fail_usage("--data is needed");
  OperatorSession session(options->text("data"));
  return show(session.request_all("/client/v4/accounts"), options->flag("json"));
}

int set(Arguments arguments) {
  static constexpr base::Option kTable[] = {kData, kJson};
  int status = kDone;
  const auto options = read_options({"scimd account set ID key=value … --data DIR",
                                     "Changes settings: name, profile (tolerant, rfc or "
                                     "cloudflare), patch_status (200 or 204), virtual_groups "
                                     "(true or false), audit_retention_days (548; 0 keeps entries "
                                     "for ever).",
                                     2, 64},
                                    kTable, arguments, status);
  if (!options) return status;
  if (!options->given("data")) return fail_usage("--data is needed");
  const std::string& id = options->positionals()[0];
  if (!base::AccountId::parse(id))
    return fail_usage("\"" + id + "\" is no account id: it has 32 hex digits");
  json::Object body;
  for (const std::string& pair : Arguments(options->positionals()).subspan(1)) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string::npos)
      return fail_usage("\"" + pair + "\" is not of the form key=value");
    body.set(pair.substr(0, equals), pair.substr(equals + 1));
  }
  OperatorSession session(options->text("data"));
  const std::string path = "/client/v4/accounts/" + base::AccountId::parse(id)->hex();
  const auto settings = session.request("PUT", path + "/scim/settings", body);
  if (!settings.ok()) return fail(settings.error());
  return show(session.request("GET", path, json::Value()), options->flag("json"));
}

// A pipe does for a file.
base::Result<json::Value> read_json(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text;
  if (file) text.assign(std::istreambuf_iterator<char>(file), {});
  if (!file) return base::Error{base::ErrorCode::kBadRequest, path + " cannot be read"};
  auto value = json::parse(text);
  if (!value.ok())
    return base::Error{base::ErrorCode::kBadRequest, path + ": " + value.error().detail};
  return value;
}

int schemas(Arguments arguments) {
  static constexpr base::Option kTable[] = {kData};
  int status = kDone;
  const auto options = read_options(
      {"scimd account schemas ID [FILE] --data DIR",
       "Prints the SCIM schemas and resource types that the account has of its own, or replaces "
       "them with those of FILE, JSON of the same form (docs/schemas.md).",
       1, 2},
      kTable, arguments, status);
  if (!options) return status;
  if (!options->given("data")) return fail_usage("--data is needed");
  const std::string& given = options->positionals()[0];
  const auto id = base::AccountId::parse(given);
  if (!id) return fail_usage("\"" + given + "\" is no account id: it has 32 hex digits");
  base::Result<json::Value> body = json::Value();
  const bool replaces = options->positionals().size() == 2;
  if (replaces) body = read_json(options->positionals()[1]);
  if (!body.ok()) return fail(body.error());
  OperatorSession session(options->text("data"));
  const auto answer = session.request(
      replaces ? "PUT" : "GET", "/client/v4/accounts/" + id->hex() + "/scim/schemas", body.value());
  if (!answer.ok()) return fail(answer.error());
  std::printf("%s\n", json::write(answer.value()).c_str());
  return kDone;
}

}  // namespace

int cmd_account(Arguments arguments) {
  const std::string verb = arguments.empty() ? "--help" : arguments[0];
  if (verb == "create") return create(arguments.subspan(1));
  if (verb == "list") return list(arguments.subspan(1));
  if (verb == "set") return set(arguments.subspan(1));
  if (verb == "schemas") return schemas(arguments.subspan(1));
  const bool help = verb == "--help" || verb == "-h";
  std::fputs("usage: scimd account create|list|set|schemas … (each has --help)\n",
             help ? stdout : stderr);
  return help && !arguments.empty() ? kDone : kUsage;
}

}  // namespace cli
