// Throw-away data folders of `scimd dev`: made under the temporary folder, removed on exit; those
// of a process that was killed are removed by a later start.
#pragma once

#include <string>

namespace cli {

class ScratchFolder {
 public:
  ScratchFolder();  // throws std::system_error
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::string& path() const { return path_; }

  // Removes folders of this kind whose owner is gone. Owners hold a lock that dies with them, and
  // hold it before the folder has its name.
  static void remove_abandoned();

 private:
  std::string path_;
  int owner_lock_ = -1;
};

}  // namespace cli
