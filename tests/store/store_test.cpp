#include "store/store.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <string>

#include "doctest/doctest.h"
#include "store/keys.h"
#include "store/meta.h"
#include "support/child_process.h"
#include "support/temporary_folder.h"
#include "support/test_store.h"

namespace {

using store::Db;
using store::OpenMode;
using store::OpenRefused;
using store::Store;
using store::Txn;
using support::run_in_child;
using support::TemporaryFolder;
using support::TestStore;
using Why = OpenRefused::Why;

store::StoreOptions options_for(OpenMode mode) {
  store::StoreOptions options;
  options.mode = mode;
  options.map_size_bytes = std::size_t{1} << 28;
  return options;
}

struct Refusal {
  Why why;
  std::string sentence;
};

std::optional<Refusal> try_open(const std::string& folder, OpenMode mode) {
  try {
    Store store(folder, options_for(mode));
    return std::nullopt;
  } catch (const OpenRefused& refused) {
    return Refusal{refused.why(), refused.what()};
  }
}

// In a process of its own: 0 opened, else 1 + why.
int try_open_elsewhere(const std::string& folder, OpenMode mode) {
  return run_in_child([&] {
    const auto refusal = try_open(folder, mode);
    return refusal ? 1 + static_cast<int>(refusal->why) : 0;
  });
}

int status_of(Why why) { return 1 + static_cast<int>(why); }

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

// A closed store of some pages.
void make_store(const std::string& folder) {
  Store store(folder, options_for(OpenMode::kReadWrite));
  for (int i = 0; i < 20; ++i) {
    Txn txn = store.env().begin_write();
    txn.put(Db::kUnique, "key" + std::to_string(i), std::string(10'000, 'v'));
    txn.commit();
  }
}

}  // namespace

TEST_CASE("store: a new folder is made for its owner only, and opens again with what was written") {
  TemporaryFolder parent;
  const std::string folder = parent.file("data");
  {
    Store store(folder, options_for(OpenMode::kReadWrite));
    struct stat status{};
    REQUIRE(::stat(folder.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0700);
    REQUIRE(::stat((folder + "/data.mdb").c_str(), &status) == 0);
    CHECK((status.st_mode & 0077) == 0);
    Txn txn = store.env().begin_write();
    txn.put(Db::kMeta, "a", "1");
    txn.commit();
  }
  CHECK_FALSE(try_open(folder, OpenMode::kReadOnly));
  Store store(folder, options_for(OpenMode::kReadWrite));
  CHECK(store.env().begin_read().get(Db::kMeta, "a"));
}

TEST_CASE("store: a folder has one writer, in this process or another (invariant 9)") {
  TemporaryFolder folder;
  {
    Store store(folder.path(), options_for(OpenMode::kReadWrite));
    const auto refusal = try_open(folder.path(), OpenMode::kReadWrite);
    REQUIRE(refusal);
    CHECK(refusal->why == Why::kInUse);
    CHECK(refusal->sentence == "the data folder " + folder.path() + " is in use by another scimd");
    CHECK(try_open_elsewhere(folder.path(), OpenMode::kReadWrite) == status_of(Why::kInUse));
    Txn txn = store.env().begin_write();  // the refused ones did not disturb it
    txn.put(Db::kMeta, "a", "1");
    txn.commit();
  }
  CHECK_FALSE(try_open(folder.path(), OpenMode::kReadWrite));
}

TEST_CASE("store: a writer that was killed leaves the folder free") {
  TemporaryFolder folder;
  int ready[2];
  REQUIRE(::pipe(ready) == 0);
  support::ChildProcess writer([&] {
    Store store(folder.path(), options_for(OpenMode::kReadWrite));
    Txn txn = store.env().begin_write();
    txn.put(Db::kMeta, "open", "1");
    if (::write(ready[1], "x", 1) != 1) return 1;
    ::pause();
    return 0;
  });
  char byte;
  REQUIRE(::read(ready[0], &byte, 1) == 1);
  CHECK(try_open(folder.path(), OpenMode::kReadWrite)->why == Why::kInUse);
  writer.kill();
  CHECK(writer.wait() == 128 + 9);
  CHECK_FALSE(try_open(folder.path(), OpenMode::kReadWrite));
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST_CASE("store: readers open beside a writer and see what was committed before they began") {
  TestStore test;
  Txn txn = test.write();
  txn.put(Db::kMeta, "committed", "1");
  txn.commit();
  Txn open = test.write();
  open.put(Db::kMeta, "uncommitted", "1");
  const int status = run_in_child([&] {
    Store reader(test.folder().path(), options_for(OpenMode::kReadOnly));
    Txn snapshot = reader.env().begin_read();
    if (!snapshot.get(Db::kMeta, "committed")) return 1;
    return snapshot.get(Db::kMeta, "uncommitted") ? 2 : 0;
  });
  CHECK(status == 0);
}

TEST_CASE("store: what is no store is refused with a reason (product.md section 2)") {
  static const struct {
    const char* what;
    std::function<void(const std::string& folder)> spoil;
    OpenMode mode;
    Why why;
  } kCases[] = {
      {"no folder, to read", [](const std::string& f) { std::filesystem::remove_all(f); },
       OpenMode::kReadOnly, Why::kMissing},
      {"an empty folder, to read",
       [](const std::string& f) { std::filesystem::remove(f + "/data.mdb"); }, OpenMode::kReadOnly,
       Why::kMissing},
      {"an empty file, to read", [](const std::string& f) { write_file(f + "/data.mdb", ""); },
       OpenMode::kReadOnly, Why::kMissing},
      {"a file where the folder should be",
       [](const std::string& f) {
         std::filesystem::remove_all(f);
         write_file(f, "x");
       },
       OpenMode::kReadWrite, Why::kMissing},
      {"cut to one byte", [](const std::string& f) { ::truncate((f + "/data.mdb").c_str(), 1); },
       OpenMode::kReadWrite, Why::kDamaged},
      {"cut inside the first page",
       [](const std::string& f) { ::truncate((f + "/data.mdb").c_str(), 100); },
       OpenMode::kReadOnly, Why::kDamaged},
      {"cut behind the first page",
       [](const std::string& f) { ::truncate((f + "/data.mdb").c_str(), 4096); },
       OpenMode::kReadWrite, Why::kDamaged},
      {"cut behind the meta pages",
       [](const std::string& f) { ::truncate((f + "/data.mdb").c_str(), 8192); },
       OpenMode::kReadWrite, Why::kDamaged},
      {"cut in the middle",
       [](const std::string& f) { ::truncate((f + "/data.mdb").c_str(), 10 * 4096); },
       OpenMode::kReadOnly, Why::kDamaged},
      {"garbage",
       [](const std::string& f) { write_file(f + "/data.mdb", std::string(100'000, 'g')); },
       OpenMode::kReadWrite, Why::kDamaged},
      {"a text", [](const std::string& f) { write_file(f + "/data.mdb", "hello\n"); },
       OpenMode::kReadOnly, Why::kDamaged},
      {"a flipped magic number",
       [](const std::string& f) {
         std::string bytes = read_file(f + "/data.mdb");
         bytes[16] = static_cast<char>(bytes[16] ^ 1);
         write_file(f + "/data.mdb", bytes);
       },
       OpenMode::kReadWrite, Why::kDamaged},
      {"a flipped magic number in the second page",
       [](const std::string& f) {
         std::string bytes = read_file(f + "/data.mdb");
         bytes[4096 + 16] = static_cast<char>(bytes[4096 + 16] ^ 1);
         write_file(f + "/data.mdb", bytes);
       },
       OpenMode::kReadOnly, Why::kDamaged},
      {"an unknown format",
       [](const std::string& f) {
         Store store(f, options_for(OpenMode::kReadWrite));
         Txn txn = store.env().begin_write();
         store::put_number(txn, "format", 999);
         txn.commit();
       },
       OpenMode::kReadWrite, Why::kDamaged},
      {"an unknown format, to read",
       [](const std::string& f) {
         Store store(f, options_for(OpenMode::kReadWrite));
         Txn txn = store.env().begin_write();
         store::put_number(txn, "format", 999);
         txn.commit();
       },
       OpenMode::kReadOnly, Why::kDamaged},
      {"a format that is no number",
       [](const std::string& f) {
         Store store(f, options_for(OpenMode::kReadWrite));
         Txn txn = store.env().begin_write();
         txn.put(Db::kMeta, "format", "one");
         txn.commit();
       },
       OpenMode::kReadOnly, Why::kDamaged},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.what);
    TemporaryFolder parent;
    const std::string folder = parent.file("data");
    make_store(folder);
    c.spoil(folder);
    const auto refusal = try_open(folder, c.mode);
    CHECK(refusal);
    if (!refusal) continue;
    CAPTURE(refusal->sentence);
    CHECK(refusal->why == c.why);
    CHECK(refusal->sentence.find(folder) != std::string::npos);
    CHECK(refusal->sentence.find('\n') == std::string::npos);
  }
}

TEST_CASE("store: a file that lacks a page in use is found out before it is mapped (design 4)") {
  TemporaryFolder folder;
  make_store(folder.path());
  const std::string file = folder.file("data.mdb");
  const std::string whole = read_file(file);
  REQUIRE(store::find_file_damage(file).empty());
  CHECK(store::find_file_damage(folder.file("nothing")).empty());
  int readable = 0;
  for (std::size_t size = whole.size() - 1; size > 0; size -= std::min<std::size_t>(size, 2047)) {
    CAPTURE(size);
    REQUIRE(::truncate(file.c_str(), static_cast<off_t>(size)) == 0);
    if (!store::find_file_damage(file).empty()) continue;
    // Only free pages are gone: everything that was written is still there.
    ++readable;
    const int status = run_in_child([&] {
      Store store(folder.path(), options_for(OpenMode::kReadWrite));
      Txn txn = store.env().begin_write();
      for (int i = 0; i < 20; ++i) {
        if (txn.get(Db::kUnique, "key" + std::to_string(i)) != std::string(10'000, 'v')) return 1;
      }
      return 0;
    });
    CHECK(status == 0);
  }
  CHECK(readable < 10);
}

TEST_CASE(
    "store: pages that a tick took and gave back are no damage, though they were never written") {
  TestStore test;
  for (int round = 0; round < 5; ++round) {
    CAPTURE(round);
    Txn txn = test.write();
    txn.put(Db::kUnique, "large", std::string(1 << 20, 'x'));
    Txn child = txn.begin_child();
    child.put(Db::kMeta, "round", std::to_string(round));
    child.commit();
    txn.erase(Db::kUnique, "large");
    txn.commit();
    CHECK(store::find_file_damage(test.folder().file("data.mdb")).empty());
  }
  CHECK_NOTHROW(test.reopen());
}

TEST_CASE("store: a file that grows while it is looked at is no damage (verify beside a server)") {
  TestStore test;
  support::ChildProcess looker([&] {
    const std::string file = test.folder().file("data.mdb");
    for (;;) {
      const std::string damage = store::find_file_damage(file);
      if (!damage.empty()) return 1;
      if (::access(test.folder().file("done").c_str(), F_OK) == 0) return 0;
    }
  });
  for (int i = 0; i < 300; ++i) {
    Txn txn = test.write();
    txn.put(Db::kUnique, std::to_string(i), std::string(100'000, 'x'));
    txn.commit();
  }
  write_file(test.folder().file("done"), "");
  CHECK(looker.wait() == 0);
}

TEST_CASE("store: opening and closing readers never fail the writer beside them (ITS#10095)") {
  TemporaryFolder folder;
  make_store(folder.path());
  const auto loop_reader = [&] {
    while (::access(folder.file("done").c_str(), F_OK) != 0) {
      Store reader(folder.path(), options_for(OpenMode::kReadOnly));
      if (!reader.env().begin_read().get(Db::kMeta, "format")) return 1;
    }
    return 0;
  };
  support::ChildProcess first(loop_reader);
  support::ChildProcess second(loop_reader);
  // The lock is lost when a process closes at the moment another one opens, and every transaction
  // of that one then fails: so the writer comes and goes, too.
  int failures = 0;
  int begun = 0;
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(1500);
  while (std::chrono::steady_clock::now() < end) {
    Store store(folder.path(), options_for(OpenMode::kReadWrite));
    for (int i = 0; i < 20; ++i, ++begun) {
      try {
        store.env().begin_write().abort();
      } catch (const store::Failure&) {
        ++failures;
      }
    }
  }
  CHECK(begun > 1000);
  write_file(folder.file("done"), "");
  CHECK(failures == 0);
  CHECK(first.wait() == 0);
  CHECK(second.wait() == 0);
}

TEST_CASE(
    "store: a file cut short while it is served ends the process with one line and status 74") {
  TemporaryFolder folder;
  make_store(folder.path());
  const int status = run_in_child([&] {
    if (!std::freopen("/dev/null", "w", stderr)) return 1;
    store::install_bus_error_handler();
    Store store(folder.path(), options_for(OpenMode::kReadOnly));
    if (::truncate(folder.file("data.mdb").c_str(), 8192) != 0) return 2;
    Txn txn = store.env().begin_read();
    std::size_t bytes = 0;
    for (int i = 0; i < 20; ++i) {
      const auto value = txn.get(Db::kUnique, "key" + std::to_string(i));
      if (value) bytes += std::count(value->begin(), value->end(), 'v') > 0 ? 1U : 0U;
    }
    return bytes > 0 ? 3 : 4;
  });
  CHECK(status == 74);
}
