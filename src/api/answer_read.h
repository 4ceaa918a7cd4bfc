// Reads answer at once when they take a moment only; else they become a job.
#pragma once

#include <memory>

#include "api/call.h"

namespace api {

Outcome answer_read(Call& call, std::unique_ptr<LongRead> read);

}  // namespace api
