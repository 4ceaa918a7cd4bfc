#include "support/temporary_folder.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>

namespace support {

namespace {

// Memory where there is some to write files to: a commit then costs microseconds, not a disk's
// sync.
std::filesystem::path root_folder() {
  const char* const memory = "/dev/shm";
  const bool chosen = ::getenv("TMPDIR") != nullptr;
  if (!chosen && ::access(memory, W_OK | X_OK) == 0) return memory;
  return std::filesystem::temp_directory_path();
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (root_folder() / "scimd-test-XXXXXX").string();
  if (!::mkdtemp(pattern.data())) throw std::runtime_error("cannot make a folder for the test");
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

FailingWrites::FailingWrites() {
  ::signal(SIGXFSZ, SIG_IGN);  // or the first write would end the process
  rlimit limit{};
  if (::getrlimit(RLIMIT_FSIZE, &limit) != 0) throw std::runtime_error("getrlimit failed");
  old_limit_bytes_ = limit.rlim_cur;
  limit.rlim_cur = 1;
  if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) throw std::runtime_error("setrlimit failed");
}

FailingWrites::~FailingWrites() {
  rlimit limit{};
  ::getrlimit(RLIMIT_FSIZE, &limit);
  limit.rlim_cur = static_cast<rlim_t>(old_limit_bytes_);
  ::setrlimit(RLIMIT_FSIZE, &limit);
}

}  // namespace support
