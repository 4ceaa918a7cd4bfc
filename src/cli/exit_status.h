// Exit statuses of every command (product.md section 2; 65, 74 and 75 as in sysexits.h).
#pragma once

namespace cli {

enum ExitStatus {
  kDone = 0,
  kFailed = 1,
  kUsage = 2,
  kStoreDamaged = 65,
  kDiskFailed = 74,
  kStoreInUse = 75,
};

}  // namespace cli
