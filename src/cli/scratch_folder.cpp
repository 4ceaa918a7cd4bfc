#include "cli/scratch_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace cli {
namespace {

constexpr std::string_view kPrefix = "scimd-dev-";

// Ours, and nobody holds its store's lock. A folder that has no lock file yet is being made right
// now: left alone while it is young.
bool is_abandoned(const std::filesystem::path& folder) {
  struct stat status{};
  if (::lstat(folder.c_str(), &status) != 0 || !S_ISDIR(status.st_mode) ||
      status.st_uid != ::geteuid())
    return false;
  const int lock = ::open((folder / "LOCK").c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
  if (lock < 0) return ::time(nullptr) - status.st_mtime > 60;
  const bool free = ::flock(lock, LOCK_EX | LOCK_NB) == 0;
  ::close(lock);
  return free;
}

}  // namespace

ScratchFolder::ScratchFolder() {
  path_ = (std::filesystem::temp_directory_path() / (std::string(kPrefix) + "XXXXXX")).string();
  if (!::mkdtemp(path_.data()))
    throw std::system_error(errno, std::generic_category(), "cannot make " + path_);
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
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
