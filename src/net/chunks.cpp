#include "net/chunks.h"

#include <algorithm>
#include <cstring>

namespace net {
namespace {

using Progress = ChunkDecoder::Progress;

constexpr std::size_t kSizeDigitsMax = 16;  // more could not be held in 64 bits

// quoted-string of RFC 9110 5.6.4. Returns how long it is, 0 when it is none.
std::size_t quoted_string_size(std::string_view text) {
  if (text.empty() || text.front() != '"') return 0;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') return i + 1;
    if (text[i] == '\\' && ++i == text.size()) return 0;
  }
  return 0;
}

std::size_t token_size(std::string_view text) {
  std::size_t size = 0;
  while (size < text.size() && is_in(Alphabet::kToken, text[size])) ++size;
  return size;
}

// chunk-ext of RFC 9112 7.1.1, less the white space that it allows for the sake of old senders.
bool are_extensions(std::string_view text) {
  while (!text.empty()) {
    if (text.front() != ';') return false;
    text.remove_prefix(1);
    const std::size_t name = token_size(text);
    if (name == 0) return false;
    text.remove_prefix(name);
    if (text.empty() || text.front() != '=') continue;
    text.remove_prefix(1);
    const std::size_t value = std::max(token_size(text), quoted_string_size(text));
    if (value == 0) return false;
    text.remove_prefix(value);
  }
  return true;
}

}  // namespace

Progress ChunkDecoder::advance(char* body, std::size_t size, const Limits& limits) {
  for (;;) {
    Progress progress = Progress::kWhole;  // of this step
    switch (phase_) {
      case Phase::kSizeLine:
        progress = read_size_line(body, size, limits);
        break;
      case Phase::kData:
        progress = move_data(body, size);
        break;
      case Phase::kDataEnd:
        progress = read_data_end(body, size);
        break;
      case Phase::kTrailer:
        progress = read_trailer(body, size, limits);
        break;
      case Phase::kWhole:
        return Progress::kWhole;
    }
    if (progress != Progress::kWhole) return progress;
  }
}

Progress ChunkDecoder::read_size_line(const char* body, std::size_t size, const Limits& limits) {
  switch (line_.advance(body, size, limits.chunk_line_bytes_max)) {
    case LineScan::Found::kMore:
      return Progress::kMore;
    case LineScan::Found::kBad:
      return refuse(400, "A chunk size line has a control byte.");
    case LineScan::Found::kTooLong:
      return refuse(400, "A chunk size line is too long", limits.chunk_line_bytes_max);
    case LineScan::Found::kLine:
      break;
  }
  const std::string_view line(body + line_.line_at, line_.line_end - line_.line_at);
  overhead_ += line.size() + 4;  // its own CRLF and the one behind the data
  position_ = line_.next_line_at();
  return take_size(line, limits);
}

Progress ChunkDecoder::take_size(std::string_view line, const Limits& limits) {
  std::size_t digits = 0;
  std::uint64_t value = 0;
  while (digits < line.size() && is_in(Alphabet::kHex, line[digits])) {
    if (digits == kSizeDigitsMax)
      return refuse(400, "A chunk size has too many digits", kSizeDigitsMax);
    value = value * 16 + static_cast<unsigned>(hex_value(line[digits++]));
  }
  if (digits == 0) return refuse(400, "A chunk size is not a hexadecimal number.");
  if (!are_extensions(line.substr(digits)))
    return refuse(400, "What follows a chunk size is not a chunk extension.");
  extensions_ += line.size() - digits;
  if (extensions_ > limits.chunk_extension_bytes_max)
    return refuse(400, "The chunk extensions are too long", limits.chunk_extension_bytes_max);
  if (value > limits.body_bytes_max - data_bytes_)
    return refuse(413, "The body is too long", limits.body_bytes_max);
  if (overhead_ > limits.chunk_overhead_bytes_max)
    return refuse(413, "The body has too many small chunks", limits.chunk_overhead_bytes_max);
  chunk_left_ = static_cast<std::size_t>(value);
  phase_ = value == 0 ? Phase::kTrailer : Phase::kData;
  trailers_at_ = position_;
  line_.start_at(position_);
  return Progress::kWhole;
}

Progress ChunkDecoder::move_data(char* body, std::size_t size) {
  const std::size_t here = std::min(chunk_left_, size - position_);
  std::memmove(body + data_bytes_, body + position_, here);
  data_bytes_ += here;
  position_ += here;
  chunk_left_ -= here;
  if (chunk_left_ > 0) return Progress::kMore;
  phase_ = Phase::kDataEnd;
  return Progress::kWhole;
}

Progress ChunkDecoder::read_data_end(const char* body, std::size_t size) {
  const std::string_view rest(body + position_, std::min<std::size_t>(2, size - position_));
  if (std::string_view("\r\n").substr(0, rest.size()) != rest)
    return refuse(400, "The data of a chunk is longer than its size says.");
  if (rest.size() < 2) return Progress::kMore;
  position_ += 2;
  line_.start_at(position_);
  phase_ = Phase::kSizeLine;
  return Progress::kWhole;
}

Progress ChunkDecoder::read_trailer(const char* body, std::size_t size, const Limits& limits) {
  const std::size_t used = line_.line_at - trailers_at_;
  const std::size_t line_bytes_max =
      std::min(limits.field_bytes_max, limits.trailer_bytes_max - used);
  switch (line_.advance(body, size, line_bytes_max)) {
    case LineScan::Found::kMore:
      return Progress::kMore;
    case LineScan::Found::kBad:
      return refuse(400, "A trailer field has a control byte.");
    case LineScan::Found::kTooLong:
      return refuse(400, "The trailer is too long", limits.trailer_bytes_max);
    case LineScan::Found::kLine:
      break;
  }
  const std::string_view line(body + line_.line_at, line_.line_end - line_.line_at);
  position_ = line_.next_line_at();
  line_.start_at(position_);
  if (line.empty()) {
    phase_ = Phase::kWhole;
    return Progress::kWhole;
  }
  if (++trailers_ > limits.fields_max)
    return refuse(400, "The trailer has too many fields", limits.fields_max);
  if (position_ - trailers_at_ > limits.trailer_bytes_max)
    return refuse(400, "The trailer is too long", limits.trailer_bytes_max);
  const std::size_t name = token_size(line);
  if (name == 0 || name == line.size() || line[name] != ':')
    return refuse(400, "A trailer line is not a field.");
  return Progress::kWhole;
}

Progress ChunkDecoder::refuse(int status, const char* why, std::size_t limit) {
  status_ = status;
  why_ = why;
  limit_ = limit;
  return Progress::kRefused;
}

}  // namespace net
