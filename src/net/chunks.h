// A chunked body (RFC 9112 7.1), decoded where it lies: the data of all chunks moves together at
// the front. Extensions are read and ignored, trailers are read and dropped: they never become
// fields of the head.
#pragma once

#include <cstddef>
#include <cstdint>

#include "net/limits.h"
#include "net/syntax.h"

namespace net {

class ChunkDecoder {
 public:
  enum class Progress { kMore, kWhole, kRefused };

  // `body` is where the body begins, the same bytes as in the last call with more of them behind.
  Progress advance(char* body, std::size_t size, const Limits& limits);

  std::size_t data_bytes() const { return data_bytes_; }  // decoded so far, at the front
  std::size_t raw_bytes() const { return position_; }     // consumed so far, trailers included
  // After kRefused: 400 or 413, a sentence, and the limit that was met or 0.
  int status() const { return status_; }
  const char* why() const { return why_; }
  std::size_t limit() const { return limit_; }

 private:
  enum class Phase : std::uint8_t { kSizeLine, kData, kDataEnd, kTrailer, kWhole };

  Progress read_size_line(const char* body, std::size_t size, const Limits& limits);
  Progress take_size(std::string_view line, const Limits& limits);
  Progress move_data(char* body, std::size_t size);
  Progress read_data_end(const char* body, std::size_t size);
  Progress read_trailer(const char* body, std::size_t size, const Limits& limits);
  Progress refuse(int status, const char* why, std::size_t limit = 0);

  Phase phase_ = Phase::kSizeLine;
  LineScan line_;
  std::size_t position_ = 0;
  std::size_t data_bytes_ = 0;
  std::size_t chunk_left_ = 0;
  std::size_t overhead_ = 0;
  std::size_t extensions_ = 0;
  std::size_t trailers_at_ = 0;
  std::size_t trailers_ = 0;
  int status_ = 0;
  const char* why_ = "";
  std::size_t limit_ = 0;
};

}  // namespace net
