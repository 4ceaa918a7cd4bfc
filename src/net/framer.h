// Strict HTTP/1.x framing (RFC 9112), the security boundary: bytes in; one whole request, a refusal
// or a wish for more out. Pure: no socket, no clock, no allocation while requests are good.
// Stricter than any parser behind it, never looser; nothing after a refusal may be parsed.
//
// It works in the caller's buffer: field names are lower-cased, the path is collapsed and chunks
// are joined in place. Between calls the buffer may move, but must keep what it held. Each byte is
// looked at once, and the outcome is the same however the bytes were split.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "net/chunks.h"
#include "net/handler.h"
#include "net/limits.h"
#include "net/syntax.h"
#include "net/target.h"

namespace net {

enum class Framing { kMore, kWhole, kRefused };

class Framer {
 public:
  explicit Framer(const Limits& limits) : limits_(&limits) {}  // limits must outlive the framer

  // `bytes` begins with the first byte that belongs to no earlier request.
  Framing advance(char* bytes, std::size_t size);

  // After kWhole: how many bytes the request took, and its parts as views into the same buffer.
  // Leaves peer_address and origin alone.
  std::size_t used_bytes() const { return used_bytes_; }
  void read_into(const char* bytes, Frame& frame) const;

  // After kRefused, or for a request that came too late (408, 503). Views into the buffer and into
  // this object; method and path stay empty while they are not known. The path may be the very
  // thing that was refused: only good for choosing the dialect of the answer.
  Refusal refusal(const char* bytes) const;
  Refusal refusal(const char* bytes, int status, std::string_view why) const;

  bool in_head() const { return phase_ <= Phase::kFields; }
  bool has_begun() const { return line_.scanned > first_at_; }  // a lone leading CRLF is nothing
  // The head asked for 100 (RFC 9110 10.1.1) and the body has not begun to come. True only once.
  bool takes_continue(std::size_t size);
  std::size_t body_bytes_received(std::size_t size) const { return size - body_at_; }
  std::size_t body_bytes_missing(std::size_t size) const;  // 0 when the length is not known

  void reset();

 private:
  enum class Phase : std::uint8_t {
    kRequestLine,
    kFields,
    kLengthBody,
    kChunkedBody,
    kWhole,
    kRefused
  };
  struct FieldSpan {
    std::uint32_t name_at;
    std::uint32_t value_at;
    std::uint32_t name_size;
    std::uint32_t value_size;
  };
  enum Seen : std::uint32_t;

  void skip_empty_line(const char* bytes, std::size_t size);
  Framing read_request_line(char* bytes, std::size_t size);
  Framing take_request_line(char* line, std::size_t size);
  Framing take_method_and_target(char* line, std::string_view method, std::size_t target_at,
                                 std::size_t target_size);
  Framing read_field(char* bytes, std::size_t size);
  Framing take_field(char* line, std::size_t size);
  Framing take_framing_field(std::string_view name, std::string_view value, bool& is_framing);
  Framing take_host(std::string_view value);
  Framing take_content_length(std::string_view value);
  Framing take_transfer_encoding(std::string_view value);
  Framing take_expect(std::string_view value);
  Framing finish_head();
  Framing read_length_body(std::size_t size);
  Framing read_chunked_body(char* bytes, std::size_t size);
  Framing take_once(Seen field, const char* why);
  Framing refuse(int status, std::string_view why);
  Framing refuse_limit(int status, std::string_view why, std::size_t limit);

  bool seen(Seen field) const { return (seen_ & field) != 0; }

  const Limits* limits_;
  Phase phase_ = Phase::kRequestLine;
  bool close_ = false;
  bool wants_continue_ = false;
  int minor_version_ = 1;
  std::uint32_t seen_ = 0;
  LineScan line_;
  std::size_t first_at_ = 0;  // 2 behind the empty line that RFC 9112 2.2 lets a client send
  std::size_t body_at_ = 0;
  std::size_t content_length_ = 0;
  std::size_t used_bytes_ = 0;
  std::uint32_t method_size_ = 0;
  std::uint32_t target_at_ = 0;
  Target target_;
  std::vector<FieldSpan> fields_;
  ChunkDecoder chunks_;
  std::size_t fields_seen_ = 0;
  int status_ = 0;
  std::string why_;
};

}  // namespace net
