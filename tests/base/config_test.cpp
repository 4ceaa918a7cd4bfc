#include "base/config.h"

#include <cstdlib>
#include <stdexcept>

#include "doctest/doctest.h"

namespace {

constexpr base::Option kTable[] = {
    {"data", "DIR", "", "the folder of the store"},
    {"listen", "ADDR:PORT", "127.0.0.1:8787", "where to accept connections; port 0: any free"},
    {"tls-cert", "FILE", "", "the certificate chain, PEM"},
    {"ip-in", "CIDR", "", "the token works only from there", true},
    {"workers", "N", "4", "how many"},
    {"json", "", "", "print one line of JSON and nothing else"},
};

using Variables = std::map<std::string, std::string>;

base::Result<base::Options> parse(const std::vector<std::string>& arguments,
                                  const Variables& variables = {}) {
  return base::Options::parse(kTable, arguments, [variables](const std::string& name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::optional<std::string>() : found->second;
  });
}

base::Options require_parsed(const std::vector<std::string>& arguments,
                             const Variables& variables = {}) {
  auto parsed = parse(arguments, variables);
  REQUIRE(parsed.ok());
  return std::move(parsed).value();
}

}  // namespace

TEST_CASE("options: values come in both spellings, positionals keep their order") {
  const auto options =
      require_parsed({"first", "--data", "/x", "--listen=a=b", "second", "--json", "-"});
  CHECK(options.text("data") == "/x");
  CHECK(options.text("listen") == "a=b");
  CHECK(options.flag("json"));
  CHECK(options.positionals() == std::vector<std::string>{"first", "second", "-"});
  CHECK_FALSE(options.help_wanted());
}

TEST_CASE("options: what is not given has its fallback and is not given") {
  const auto options = require_parsed({});
  CHECK(options.text("listen") == "127.0.0.1:8787");
  CHECK(options.text("data").empty());
  CHECK_FALSE(options.flag("json"));
  CHECK_FALSE(options.given("listen"));
  CHECK(options.texts("ip-in").empty());
  CHECK(require_parsed({"--listen", "127.0.0.1:8787"}).given("listen"));
}

TEST_CASE("options: after -- everything is positional, and a dash in front of a value needs =") {
  const auto options = require_parsed({"--data=--odd", "--", "--json", "--", "-x"});
  CHECK(options.text("data") == "--odd");
  CHECK_FALSE(options.flag("json"));
  CHECK(options.positionals() == std::vector<std::string>{"--json", "--", "-x"});
  CHECK(require_parsed({"--data", "-1"}).text("data") == "-1");
  CHECK(require_parsed({"--data", ""}).given("data"));
}

TEST_CASE("options: a repeatable option collects its values in order") {
  const auto options = require_parsed({"--ip-in", "10.0.0.0/8", "--ip-in=::1/128"});
  CHECK(options.texts("ip-in") == std::vector<std::string>{"10.0.0.0/8", "::1/128"});
}

TEST_CASE("options: a mistake is one sentence that names the option (product contract)") {
  static const struct {
    std::vector<std::string> arguments;
    Variables variables;
    const char* sentence;
  } kCases[] = {
      {{"--dat", "x"}, {}, "there is no option \"--dat\""},
      {{"--data-dir=x"}, {}, "there is no option \"--data-dir\""},
      {{"-d"}, {}, "there is no option \"-d\""},
      {{"--=x"}, {}, "there is no option \"--\""},
      {{"--a\nb"}, {}, "there is no option \"--a\\u{a}b\""},
      {{"--data"}, {}, "the option --data needs a value: --data DIR"},
      {{"--data", "--json"}, {}, "the option --data needs a value: --data DIR"},
      {{"--data", "a", "--data", "b"}, {}, "the option --data is given twice"},
      {{"--json=maybe"}, {}, "the option --json is true or false, not \"maybe\""},
      {{}, {{"SCIMD_JSON", "2"}}, "the option SCIMD_JSON is true or false, not \"2\""},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.sentence);
    const auto parsed = parse(c.arguments, c.variables);
    REQUIRE_FALSE(parsed.ok());
    CHECK(parsed.error().detail == c.sentence);
  }
}

TEST_CASE("options: the environment gives what the arguments do not (product contract)") {
  CHECK(base::environment_name("tls-cert") == "SCIMD_TLS_CERT");
  const Variables variables = {{"SCIMD_DATA", "/env"}, {"SCIMD_TLS_CERT", "c.pem"},
                               {"SCIMD_IP_IN", "a,b"}, {"SCIMD_JSON", "yes"},
                               {"SCIMD_WORKERS", ""},  {"SCIMD_NO_OPTION", "ignored"}};
  const auto options = require_parsed({"--data", "/given", "--ip-in", "c"}, variables);
  CHECK(options.text("data") == "/given");
  CHECK(options.text("tls-cert") == "c.pem");
  CHECK(options.given("tls-cert"));
  CHECK(options.texts("ip-in") == std::vector<std::string>{"c"});
  CHECK(options.flag("json"));
  CHECK(options.text("workers") == "4");  // an empty variable is as good as none
  CHECK(require_parsed({}, variables).texts("ip-in") == std::vector<std::string>{"a", "b"});
  CHECK_FALSE(require_parsed({"--json=false"}, variables).flag("json"));
}

TEST_CASE("options: the environment is that of the process unless another is given") {
  REQUIRE(setenv("SCIMD_DATA", "/from/the/process", 1) == 0);
  const auto options = base::Options::parse(kTable, {});
  unsetenv("SCIMD_DATA");
  REQUIRE(options.ok());
  CHECK(options.value().text("data") == "/from/the/process");
}

TEST_CASE("options: numbers are whole and within their range, or the error names the option") {
  CHECK(require_parsed({}).number("workers", 1, 64).value() == 4);
  CHECK(require_parsed({"--workers=-3"}).number("workers", -3, 64).value() == -3);
  for (const char* bad : {"0", "65", "", "4x", " 4", "+4", "4.0", "0x4", "99999999999999999999"}) {
    CAPTURE(bad);
    const auto number = require_parsed({"--workers", bad}).number("workers", 1, 64);
    REQUIRE_FALSE(number.ok());
    CHECK(number.error().detail ==
          "the option --workers is a whole number from 1 to 64, not \"" + std::string(bad) + "\"");
  }
}

TEST_CASE("options: asking for an option that no row has is a bug and throws") {
  const auto options = require_parsed({});
  CHECK_THROWS_AS(options.text("absent"), std::out_of_range);
  CHECK_THROWS_AS(options.given("absent"), std::out_of_range);
}

TEST_CASE("options: help is wanted wherever --help or -h stands, whatever the environment holds") {
  CHECK(require_parsed({"x", "--help"}).help_wanted());
  CHECK(require_parsed({"-h"}, {{"SCIMD_JSON", "broken"}}).help_wanted());
  CHECK_FALSE(require_parsed({"--", "--help"}).help_wanted());
}

TEST_CASE("options: the help text is made from the table") {
  CHECK(base::format_help("scimd serve --data DIR [options]", "Serves a folder of data.", kTable) ==
        R"(Usage: scimd serve --data DIR [options]

Serves a folder of data.

Options:
  --data DIR          the folder of the store
  --listen ADDR:PORT  where to accept connections; port 0: any free (default:
                      127.0.0.1:8787)
  --tls-cert FILE     the certificate chain, PEM
  --ip-in CIDR ...    the token works only from there; may be given more than once
  --workers N         how many (default: 4)
  --json              print one line of JSON and nothing else

Each option can also be given in the environment, as SCIMD_ and its name in capitals:
--data is SCIMD_DATA.
)");
  CHECK(base::format_help("scimd routes", "Prints the endpoint table.", {}) ==
        "Usage: scimd routes\n\nPrints the endpoint table.\n");
}
