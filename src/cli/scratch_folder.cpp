#include "cli/scratch_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace cli {
namespace {

constexpr std::string_view kPrefix = "scimd-dev-";
constexpr std::string_view kNewPrefix = "scimd-new-";
constexpr std::string_view kLockName = "OWNER";

std::string in_temporary_folder(std::string_view prefix, std::string_view rest) {
  return (std::filesystem::temp_directory_path() / (std::string(prefix) + std::string(rest)))
      .string();
}

[[noreturn]] void refuse(const std::string& path) {
  throw std::system_error(errno, std::generic_category(), "cannot make " + path);
}

// Ours, and nobody holds its lock.
bool is_abandoned(const std::filesystem::path& folder) {
  struct stat status{};
  const bool ours = ::lstat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode) &&
                    status.st_uid == ::geteuid();
  const int lock =
      ours ? ::open((folder / kLockName).c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW) : -1;
  if (lock < 0) return false;
  const bool is_free = ::flock(lock, LOCK_EX | LOCK_NB) == 0;
  ::close(lock);
  return is_free;
}

}  // namespace

ScratchFolder::ScratchFolder() {
  std::string made = in_temporary_folder(kNewPrefix, "XXXXXX");
  if (!::mkdtemp(made.data())) refuse(made);
  const std::string lock = made + "/" + std::string(kLockName);
  owner_lock_ = ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  path_ = in_temporary_folder(kPrefix, made.substr(made.size() - 6));
  if (owner_lock_ < 0 || ::flock(owner_lock_, LOCK_EX | LOCK_NB) != 0 ||
      std::rename(made.c_str(), path_.c_str()) != 0) {
    refuse(path_);
  }
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
  ::close(owner_lock_);
}

void ScratchFolder::remove_abandoned() {
  std::error_code error;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::temp_directory_path(error), error)) {
    const std::string name = entry.path().filename().string();
    std::error_code ignored;
    if (name.rfind(kPrefix, 0) == 0 && is_abandoned(entry.path()))
      std::filesystem::remove_all(entry.path(), ignored);
  }
}

}  // namespace cli
