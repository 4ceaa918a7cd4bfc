// `scimd verify` and `scimd inspect` as people run them: exit status and output.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "cli/run.h"
#include "doctest/doctest.h"
#include "store/keys.h"
#include "store/lists.h"
#include "store/meta.h"
#include "support/child_process.h"
#include "support/test_service.h"

namespace {

using support::TemporaryFolder;
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

// In a process of its own: a store is open once in a process. `out` takes the place of stdout.
Run run(std::vector<std::string> arguments, const std::string& out = {}) {
  TemporaryFolder files;
  const std::string out_file = out.empty() ? files.file("out") : out;
  const int status = support::run_in_child([&] {
    const int out_fd = ::open(out_file.c_str(), O_WRONLY | O_CREAT, 0600);
    const int err_fd = ::open(files.file("err").c_str(), O_WRONLY | O_CREAT, 0600);
    if (::dup2(out_fd, STDOUT_FILENO) < 0 || ::dup2(err_fd, STDERR_FILENO) < 0) return 98;
    std::vector<char*> argv;
    arguments.insert(arguments.begin(), "scimd");
    for (std::string& argument : arguments) argv.push_back(argument.data());
    const int result = cli::run(static_cast<int>(argv.size()), argv.data());
    std::fflush(nullptr);
    return result;
  });
  return {status, out.empty() ? read_file(out_file) : "", read_file(files.file("err"))};
}

}  // namespace

TEST_CASE("scimd verify: a clean store is 0 and one line, also beside the server (product.md 2)") {
  TestService service;
  const Run result = run({"verify", service.folder()});
  CHECK(result.status == 0);
  CHECK(result.out ==
        "16 records (meta 4, accounts 1, tokens 1, token_ids 1, docs 1, list 3, unique 1, index 2, "
        "group_members 0, member_groups 0, audit 2, objects 0, token_uses 0), clean\n");
  CHECK(result.err == "");
}

TEST_CASE("scimd verify: each fault is a line of its own, and the status is 1 (product.md 2)") {
  TestService service;
  store::Txn txn = service.store().env().begin_write();
  base::ResourceId id;
  id.bytes.fill(7);
  store::add_to_list(txn, base::Realm{1}, store::List::kUsers, id);
  store::add_to_list(txn, base::Realm{1}, store::List::kMembers, id);
  txn.commit();
  const Run result = run({"verify", service.folder()});
  CHECK(result.status == 1);
  CHECK(result.out ==
        "list 0000000101: the list holds " + id.hex() + ", which is no user.\n" +
            "list 0000000103: the list holds " + id.hex() + ", which is no active user.\n" +
            "18 records (meta 4, accounts 1, tokens 1, token_ids 1, docs 1, list 5, unique 1, "
            "index 2, group_members 0, member_groups 0, audit 2, objects 0, token_uses 0), faults: "
            "2\n");
}

TEST_CASE("scimd verify, scimd inspect: what cannot be read has its exit status (product.md 2)") {
  static const struct {
    const char* what;
    std::function<void(const std::string& folder)> spoil;
    int status;
    const char* says;
  } kCases[] = {
      {"no folder", [](const std::string& f) { std::filesystem::remove_all(f); }, 1, "no folder"},
      {"no store", [](const std::string& f) { std::filesystem::remove(f + "/data.mdb"); }, 1,
       "holds no store"},
      {"a cut file",
       [](const std::string& f) { std::filesystem::resize_file(f + "/data.mdb", 12288); }, 65,
       "shorter than its meta pages say"},
      {"garbage",
       [](const std::string& f) { std::ofstream(f + "/data.mdb") << std::string(9000, 'g'); }, 65,
       "no LMDB file"},
      {"an unknown format",
       [](const std::string& f) {
         store::Store store(f, {});
         store::Txn txn = store.env().begin_write();
         store::put_number(txn, "format", 77);
         txn.commit();
       },
       65, "unknown format"},
  };
  for (const auto& c : kCases) {
    INFO(std::string(c.what));
    TemporaryFolder parent;
    const std::string folder = parent.file("data");
    {
      store::Store store(folder, {});
    }
    REQUIRE(run({"verify", folder}).status == 0);
    c.spoil(folder);
    for (const char* command : {"verify", "inspect"}) {
      const Run result = run({command, folder});
      CHECK(result.status == c.status);
      CHECK(result.out == "");
      INFO(result.err);
      CHECK(result.err.find(c.says) != std::string::npos);
      CHECK(std::count(result.err.begin(), result.err.end(), '\n') == 1);
    }
  }
}

TEST_CASE("scimd verify, scimd inspect: wrong usage is 2, and --help is 0") {
  for (const char* command : {"verify", "inspect"}) {
    INFO(std::string(command));
    CHECK(run({command}).status == 2);
    CHECK(run({command, "a", "b", "c"}).status == 2);
    CHECK(run({command, "--no-such-option", "a"}).status == 2);
    const Run help = run({command, "--help"});
    CHECK(help.status == 0);
    CHECK(help.out.find("scimd " + std::string(command) + " DIR") != std::string::npos);
  }
}

TEST_CASE("scimd inspect: prints every row, or those under a prefix, without any token value") {
  TestService service;
  const Run all = run({"inspect", service.folder()});
  CHECK(all.status == 0);
  CHECK(std::count(all.out.begin(), all.out.end(), '\n') == 16);
  CHECK(all.out.find(service.token()) == std::string::npos);
  const Run lists = run({"inspect", service.folder(), "list/1/"});
  CHECK(std::count(lists.out.begin(), lists.out.end(), '\n') == 3);
  CHECK(lists.out.rfind("list/1/users ", 0) == 0);
}

TEST_CASE("scimd inspect: a reader that went away is no error, a full disk is 74") {
  TestService service;
  CHECK(run({"inspect", service.folder()}, "/dev/full").status == 74);
  const std::string folder = service.folder();
  const int status = support::run_in_child([&] {
    int ends[2];
    if (::pipe(ends) != 0 || ::dup2(ends[1], STDOUT_FILENO) < 0) return 98;
    ::close(ends[0]);
    std::string command = "scimd";
    std::string name = "inspect";
    std::string path = folder;
    char* argv[] = {command.data(), name.data(), path.data()};
    return cli::run(3, argv);
  });
  CHECK(status == 0);
}
