#include "net/output_queue.h"

#include <algorithm>
#include <utility>

namespace net {
namespace {

// Small answers of pipelined requests share a piece, so that they leave in one write; copying large
// ones would cost more than a second write.
constexpr std::size_t kSharedPieceMax = 64 * 1024;
constexpr std::size_t kGonePiecesMax = 16;

}  // namespace

void OutputQueue::append(std::string&& bytes) {
  if (bytes.empty()) return;
  appended_ += bytes.size();
  if (!pieces_.empty() && pieces_.back().size() + bytes.size() <= kSharedPieceMax)
    pieces_.back() += bytes;
  else
    pieces_.push_back(std::move(bytes));
}

void OutputQueue::hold() {
  if (!holds()) held_from_ = appended_;
}

void OutputQueue::drop_held() {
  if (!holds()) return;
  std::size_t surplus = appended_ - held_from_;
  appended_ = held_from_;
  held_from_ = kNothing;
  while (surplus > 0) {
    std::string& last = pieces_.back();
    const std::size_t cut = std::min(surplus, last.size());
    last.resize(last.size() - cut);
    surplus -= cut;
    if (last.empty()) pieces_.pop_back();
  }
  sent(0);
}

std::string_view OutputQueue::sendable() const {
  const std::size_t allowed = std::min(held_from_, appended_) - sent_;
  if (allowed == 0) return {};
  return std::string_view(pieces_[first_]).substr(first_sent_, allowed);
}

void OutputQueue::sent(std::size_t count) {
  sent_ += count;
  first_sent_ += count;
  if (empty()) {
    pieces_.clear();
    if (holds()) held_from_ = 0;
    first_ = first_sent_ = appended_ = sent_ = 0;
    return;
  }
  if (first_sent_ < pieces_[first_].size()) return;
  std::string().swap(pieces_[first_]);
  ++first_;
  first_sent_ = 0;
  if (first_ < kGonePiecesMax) return;  // a queue that never runs empty must not grow either
  pieces_.erase(pieces_.begin(), pieces_.begin() + static_cast<std::ptrdiff_t>(first_));
  first_ = 0;
}

}  // namespace net
