// usage: scimd dev [--listen ADDR:PORT] [--data DIR] [--json] [--seed N] [--profile P]
// [--account-id HEX]
//                  [--scim-token T] [--admin-token T] [--public-url URL]
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>

#include "base/ids.h"
#include "cli/bootstrap.h"
#include "cli/command_options.h"
#include "cli/commands.h"
#include "cli/dev_banner.h"
#include "cli/exit_status.h"
#include "cli/scratch_folder.h"
#include "cli/server.h"
#include "domain/tokens.h"
#include "json/read.h"
#include "json/write.h"
#include "model/account.h"
#include "store/store.h"

namespace cli {
namespace {

constexpr base::Option kTable[] = {
    {"listen", "ADDR:PORT", "127.0.0.1:8787", "where to listen; port 0 takes a free one"},
    {"data", "DIR", "", "keep the data here; without it they are thrown away on exit"},
    {"json", "", "", "print one line of JSON when ready, and nothing else"},
    {"seed", "N", "", "makes ids, and the tokens that are not given, the same in every run"},
    {"profile", "P", "tolerant", "how strict the account is: tolerant, rfc or cloudflare"},
    {"account-id", "HEX", "", "id of the account, 32 hex digits"},
    {"scim-token", "TOKEN", "", "value of the SCIM token, 40 to 80 characters"},
    {"admin-token", "TOKEN", "", "value of the admin token, 40 to 80 characters"},
    {"public-url", "URL", "", "how clients reach this server, for a tunnel"},
    {"insecure-http", "", "", "serve other addresses than loopback without TLS"},
    {"quiet", "", "", "no access log on stderr"},
};

// dev.json keeps what `dev` made, so that a later start on the same folder prints the same values.
class DevFile {
 public:
  explicit DevFile(const std::string& folder) : path_(folder + "/dev.json") {}

  std::optional<Bootstrap> read() const {
    std::string text;
    if (std::FILE* file = std::fopen(path_.c_str(), "re")) {
      char buffer[4096];
      for (std::size_t n; (n = std::fread(buffer, 1, sizeof buffer, file)) > 0;)
        text.append(buffer, n);
      std::fclose(file);
    }
    const auto parsed = json::parse(text);
    if (text.empty() || !parsed.ok()) return std::nullopt;
    Bootstrap values;
    values.account_id = parsed.value().string_or("account_id", "");
    values.scim_token = parsed.value().string_or("scim_token", "");
    values.admin_token = parsed.value().string_or("admin_token", "");
    // A folder of an earlier version has none.
    values.admin_api_key = parsed.value().string_or("admin_api_key", "");
    values.identity_provider_id = parsed.value().string_or("identity_provider_id", "");
    values.identity_provider_secret = parsed.value().string_or("identity_provider_scim_token", "");
    return values;
  }

  // Before the store has it: a crash in between finds the same values again.
  base::Status write(const Bootstrap& values) const {
    const json::Object object{{"account_id", values.account_id},
                              {"scim_token", values.scim_token},
                              {"admin_token", values.admin_token},
                              {"admin_api_key", values.admin_api_key},
                              {"identity_provider_id", values.identity_provider_id},
                              {"identity_provider_scim_token", values.identity_provider_secret}};
    const std::string text = json::write_pretty(object) + "\n";
    const std::string temporary = path_ + ".new";
    const int fd =
        ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool good = fd >= 0 &&
                ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                ::fsync(fd) == 0;
    if (fd >= 0) good = ::close(fd) == 0 && good;
    if (good && std::rename(temporary.c_str(), path_.c_str()) == 0) return base::done();
    return base::Error{base::ErrorCode::kUnavailable,
                       "cannot write " + path_ + ": " + std::strerror(errno)};
  }

 private:
  std::string path_;
};

std::optional<std::string> find_fault(const base::Options& options) {
  if (!model::parse_profile(options.text("profile")))
    return "--profile must be tolerant, rfc or cloudflare";
  if (options.given("account-id") && !base::AccountId::parse(options.text("account-id"))) {
    return "--account-id must be 32 hex digits";
  }
  for (const char* name : {"scim-token", "admin-token"}) {
    if (options.given(name) && !domain::is_token_value(options.text(name))) {
      return "--" + std::string(name) +
             " must have 40 to 80 characters out of 0-9, A-Z, a-z, _ and -";
    }
  }
  return find_listen_fault(options.text("listen"), options.flag("insecure-http")
                                                       ? CleartextHttp::kAnywhere
                                                       : CleartextHttp::kLoopbackOnly);
}

Bootstrap make_values(const base::Options& options, std::optional<std::uint64_t> seed) {
  Bootstrap values;
  values.account_id = options.given("account-id")
                          ? base::AccountId::parse(options.text("account-id"))->hex()
                          : make_account_id(seed);
  values.scim_token =
      options.given("scim-token") ? options.text("scim-token") : make_token("cfat_", seed);
  values.admin_token =
      options.given("admin-token") ? options.text("admin-token") : make_token("cfut_", seed);
  values.admin_api_key = make_token("cfk_", seed);
  values.identity_provider_secret = make_token("cfat_", seed, "identity provider ");
  return values;
}

base::Result<Bootstrap> prepare(Instance& instance, const std::string& folder,
                                const base::Options& options, std::optional<std::uint64_t> seed) {
  const DevFile file(folder);
  auto values = file.read();
  if (!values) {
    if (has_accounts(instance)) {
      return base::Error{
          base::ErrorCode::kBadRequest,
          folder + " holds a store that scimd dev did not make; use scimd serve --data"};
    }
    values = make_values(options, seed);
    if (auto status = file.write(*values); !status.ok()) return status.error();
  }
  if (!has_account(instance, values->account_id)) {
    if (auto status = make_first_account(instance, *values); !status.ok()) return status.error();
  }
  if (options.given("profile")) {
    if (auto status = set_profile(instance, values->account_id, options.text("profile"));
        !status.ok()) {
      return status.error();
    }
  }
  if (values->identity_provider_id.empty() && !values->identity_provider_secret.empty()) {
    values->identity_provider_id = find_identity_provider_id(instance, values->account_id);
    if (auto status = file.write(*values); !status.ok()) return status.error();
  }
  return *values;
}

int run_dev(const base::Options& options, const std::string& folder,
            std::optional<std::uint64_t> seed) {
  store::install_bus_error_handler();
  Instance instance({folder, seed, STDERR_FILENO,
                     options.flag("quiet") ? base::LogLevel::kWarn : base::LogLevel::kInfo});
  auto values = prepare(instance, folder, options, seed);
  if (!values.ok()) return fail(values.error());
  auto server =
      Server::open(instance, {options.text("listen"), options.text("public-url"), folder});
  if (!server.ok()) return fail(server.error().detail);
  const DevFacts facts{server.value().url(), folder, values.value(), !options.given("data")};
  std::fputs(options.flag("json") ? ready_line(facts).c_str() : banner(facts).c_str(), stdout);
  std::fflush(stdout);
  return server.value().run();
}

}  // namespace

int cmd_dev(Arguments arguments) {
  int status = kDone;
  const auto options = read_options(
      {"scimd dev [options]",
       "A ready sandbox: an account, a SCIM token, an admin token and key, and a banner to copy "
       "from."},
      kTable, arguments, status);
  if (!options) return status;
  if (const auto fault = find_fault(*options)) return fail_usage(*fault);
  std::optional<std::uint64_t> seed;
  if (options->given("seed")) {
    auto number = options->number("seed", 0, std::numeric_limits<std::int64_t>::max());
    if (!number.ok()) return fail_usage(number.error().detail);
    seed = static_cast<std::uint64_t>(number.value());
  }
  ScratchFolder::remove_abandoned();
  std::optional<ScratchFolder> scratch;
  if (!options->given("data")) scratch.emplace();
  return run_dev(*options, scratch ? scratch->path() : options->text("data"), seed);
}

}  // namespace cli
