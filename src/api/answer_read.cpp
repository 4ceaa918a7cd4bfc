#include "api/answer_read.h"

namespace api {
namespace {

constexpr std::int64_t kAtOnceUs = 1000;

}  // namespace

Outcome answer_read(Call& call, std::unique_ptr<LongRead> read) {
  if (!read->step(call.session, call.clock, kAtOnceUs)) return read;
  return read->finish(call.session);
}

}  // namespace api
