#include "cli/store_status.h"

#include "cli/exit_status.h"
#include "store/store.h"

namespace cli {

int status_of(const std::exception& exception) {
  if (const auto* refused = dynamic_cast<const store::OpenRefused*>(&exception)) {
    switch (refused->why()) {
      case store::OpenRefused::Why::kMissing:
        return kFailed;
      case store::OpenRefused::Why::kInUse:
        return kStoreInUse;
      case store::OpenRefused::Why::kDamaged:
        return kStoreDamaged;
      case store::OpenRefused::Why::kDisk:
        return kDiskFailed;
    }
  }
  if (dynamic_cast<const store::Damaged*>(&exception)) return kStoreDamaged;
  if (dynamic_cast<const store::Failure*>(&exception) ||
      dynamic_cast<const store::Full*>(&exception)) {
    return kDiskFailed;
  }
  return kFailed;
}

}  // namespace cli
