// usage: scimd serve --data DIR [--listen ADDR:PORT] [--public-url URL] [--account-name N]
// [--admin-email E]
//                    [--account-id HEX] [--insecure-http]
#include <unistd.h>

#include <cstdio>

#include "base/ids.h"
#include "cli/bootstrap.h"
#include "cli/command_options.h"
#include "cli/commands.h"
#include "cli/exit_status.h"
#include "cli/server.h"
#include "store/store.h"

namespace cli {
namespace {

constexpr base::Option kTable[] = {
    {"data", "DIR", "", "the data folder; made when missing"},
    {"listen", "ADDR:PORT", "127.0.0.1:8787", "where to listen; port 0 takes a free one"},
    {"public-url", "URL", "", "how clients reach this server, for the URLs in answers"},
    {"insecure-http", "", "", "serve other addresses than loopback without TLS"},
    {"account-name", "NAME", "scimd", "first start: name of the account"},
    {"account-id", "HEX", "", "first start: id of the account, 32 hex digits"},
    {"admin-email", "EMAIL", "admin@scimd.test", "first start: e-mail of the Super Administrator"},
};

// The first start makes an account and prints the one secret that opens it, once.
base::Status start_first(Instance& instance, const base::Options& options) {
  Bootstrap wanted;
  wanted.account_id = options.given("account-id")
                          ? base::AccountId::parse(options.text("account-id"))->hex()
                          : make_account_id({});
  wanted.account_name = options.text("account-name");
  wanted.admin_email = options.text("admin-email");
  wanted.admin_token = make_token("cfut_", {});
  if (auto status = make_first_account(instance, wanted); !status.ok()) return status;
  std::printf(
      "account      %s (%s)\nadmin token  %s\nThe token is shown this once; only its hash is "
      "kept.\n",
      wanted.account_id.c_str(), wanted.account_name.c_str(), wanted.admin_token.c_str());
  return base::done();
}

}  // namespace

int cmd_serve(Arguments arguments) {
  int status = kDone;
  const auto options =
      read_options({"scimd serve --data DIR [options]",
                    "Serves a data folder until SIGTERM. Tokens are made with scimd token create."},
                   kTable, arguments, status);
  if (!options) return status;
  if (!options->given("data"))
    return fail_usage("--data is needed: the folder that holds the store");
  const std::string listen = options->text("listen");
  const auto allowed =
      options->flag("insecure-http") ? CleartextHttp::kAnywhere : CleartextHttp::kLoopbackOnly;
  if (const auto fault = find_listen_fault(listen, allowed)) return fail_usage(*fault);
  if (options->given("account-id") && !base::AccountId::parse(options->text("account-id"))) {
    return fail_usage("--account-id must be 32 hex digits");
  }
  store::install_bus_error_handler();
  Instance instance({options->text("data"), {}, STDERR_FILENO, base::LogLevel::kInfo});
  if (!has_accounts(instance)) {
    if (auto first = start_first(instance, *options); !first.ok()) return fail(first.error());
  }
  auto server =
      Server::open(instance, {listen, options->text("public-url"), options->text("data")});
  if (!server.ok()) return fail(server.error().detail);
  std::printf("serving %s\n", server.value().url().c_str());
  std::fflush(stdout);
  return server.value().run();
}

}  // namespace cli
