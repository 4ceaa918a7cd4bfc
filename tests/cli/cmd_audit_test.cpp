// `scimd audit verify` as people run it: exit status and output.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "cli/run.h"
#include "doctest/doctest.h"
#include "store/audit.h"
#include "store/keys.h"
#include "support/child_process.h"
#include "support/test_service.h"

namespace {

using support::TestService;

struct Run {
  int status;
  std::string out;
  std::string err;
};

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// In a process of its own: a store is open once in a process.
Run run(std::vector<std::string> arguments) {
  support::TemporaryFolder files;
  const int status = support::run_in_child([&] {
    const int out_fd = ::open(files.file("out").c_str(), O_WRONLY | O_CREAT, 0600);
    const int err_fd = ::open(files.file("err").c_str(), O_WRONLY | O_CREAT, 0600);
    if (::dup2(out_fd, STDOUT_FILENO) < 0 || ::dup2(err_fd, STDERR_FILENO) < 0) return 98;
    std::vector<char*> argv;
    arguments.insert(arguments.begin(), "scimd");
    for (std::string& argument : arguments) argv.push_back(argument.data());
    const int result = cli::run(static_cast<int>(argv.size()), argv.data());
    std::fflush(nullptr);
    return result;
  });
  return {status, read_file(files.file("out")), read_file(files.file("err"))};
}

std::string head_of(TestService& service, base::Realm realm) {
  store::Txn txn = service.store().env().begin_read();
  const auto chain = store::walk_audit_chain(txn, realm, [](const auto&) {});
  return base::format_hex({reinterpret_cast<const char*>(chain.head.data()), chain.head.size()});
}

void refuse_three(TestService& service) {
  for (int i = 0; i < 3; ++i) {
    service.clock().advance_us(1'000'000);
    service.scim("DELETE", "/Users/" + std::string(32, '0'));
  }
}

}  // namespace

TEST_CASE("scimd audit verify: a line for each chain, also beside the server (product.md 2)") {
  TestService service;
  refuse_three(service);
  const Run result = run({"audit", "verify", service.folder()});
  CHECK(result.status == 0);
  CHECK(result.err == "");
  CHECK(result.out ==
        "outside accounts: 1 entry, 2026-01-01T00:00:00Z to 2026-01-01T00:00:00Z, head " +
            head_of(service, base::Realm{0}) + "\naccount " + service.account_id() +
            " \"Test\": 4 entries, 2026-01-01T00:00:00Z to 2026-01-01T00:00:03Z, head " +
            head_of(service, base::Realm{1}) + "\n");
}

TEST_CASE("scimd audit verify: pruned entries are counted, and the chain is whole without them") {
  TestService service;
  refuse_three(service);
  const std::string head = head_of(service, base::Realm{1});
  store::Txn txn = service.store().env().begin_write();
  store::prune_audit(txn, base::Realm{1}, [](std::string_view) { return true; }, 2);
  txn.commit();
  const Run some = run({"audit", "verify", service.folder()});
  CHECK(some.status == 0);
  CHECK(some.out.find("2 entries, 2026-01-01T00:00:02Z to 2026-01-01T00:00:03Z, "
                      "2 older ones pruned, head " +
                      head) != std::string::npos);
  txn = service.store().env().begin_write();
  store::prune_audit(txn, base::Realm{1}, [](std::string_view) { return true; }, 9);
  txn.commit();
  const Run none = run({"audit", "verify", service.folder()});
  CHECK(none.status == 0);
  CHECK(none.out.find("0 entries, 4 older ones pruned, head " + head) != std::string::npos);
  const Run inspected = run({"inspect", service.folder(), "meta/audit"});
  CHECK(inspected.out == "meta/audit_anchor/1 pruned=4 hash=" + head + "\n");
}

TEST_CASE("scimd audit verify: each break is a line, and the status is 1 (product.md 2)") {
  TestService service;
  refuse_three(service);
  store::Txn txn = service.store().env().begin_write();
  for (const std::uint64_t sequence : {2, 4}) {
    const std::string key = store::audit_key(base::Realm{1}, sequence);
    std::string value(*txn.get(store::Db::kAudit, key));
    value[value.find("DELETE")] = 'd';
    txn.put(store::Db::kAudit, key, value);
  }
  txn.erase(store::Db::kAudit, store::audit_key(base::Realm{0}, 1));
  store::append_audit(txn, base::Realm{9}, R"({"id":"x","t":0})");
  txn.commit();
  const Run result = run({"audit", "verify", service.folder()});
  CHECK(result.status == 1);
  const std::string whose = "account " + service.account_id() + " \"Test\": ";
  for (const std::string& line :
       {whose + "audit entry 2 does not continue the chain.\n",
        whose + "audit entry 4 does not continue the chain.\n",
        std::string("outside accounts: 0 entries, head " + std::string(64, '0') + "\n"),
        std::string("realm 9: 1 entry, 1970-01-01T00:00:00Z to 1970-01-01T00:00:00Z"),
        std::string("breaks: 2\n")}) {
    CAPTURE(line);
    CHECK(result.out.find(line) != std::string::npos);
  }
  CHECK(run({"verify", service.folder()}).status == 1);
}

TEST_CASE("scimd audit verify: a row that is no entry is told, and the others are walked") {
  TestService service;
  store::Txn txn = service.store().env().begin_write();
  txn.put(store::Db::kAudit, store::audit_key(base::Realm{0}, 2), "short");
  txn.commit();
  const Run result = run({"audit", "verify", service.folder()});
  CHECK(result.status == 1);
  CHECK(result.out.find("outside accounts: an audit entry is too short.\n") == 0);
  CHECK(result.out.find("\"Test\": 1 entry, ") != std::string::npos);
}

TEST_CASE("scimd audit: wrong usage is 2, --help is 0, no store is 1, no LMDB file 65") {
  CHECK(run({"audit"}).status == 2);
  CHECK(run({"audit", "proof"}).status == 2);
  CHECK(run({"audit", "verify"}).status == 2);
  CHECK(run({"audit", "verify", "a", "b"}).status == 2);
  const Run help = run({"audit", "--help"});
  CHECK(help.status == 0);
  CHECK(help.out.find("scimd audit verify DIR") != std::string::npos);
  const Run verb_help = run({"audit", "verify", "--help"});
  CHECK(verb_help.status == 0);
  CHECK(verb_help.out.find("scimd audit verify DIR") != std::string::npos);
  support::TemporaryFolder folder;
  CHECK(run({"audit", "verify", folder.file("nothing")}).status == 1);
  std::ofstream(folder.file("data.mdb")) << std::string(20'000, 'x');
  CHECK(run({"audit", "verify", folder.path()}).status == 65);
}
