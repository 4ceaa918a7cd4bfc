#include "net/framer.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace net {
namespace {

constexpr std::array<std::string_view, 9> kMethods = {
    "GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT"};

// Room in a request line for the method, the version and two spaces beside the target.
constexpr std::size_t kRequestLineExtra = 320;

constexpr std::size_t kContentLengthDigitsMax = 15;

}  // namespace

enum Framer::Seen : std::uint32_t {
  kHost = 1,
  kContentLength = 2,
  kTransferEncoding = 4,
  kAuthorization = 8,
  kContentType = 16,
};

Framing Framer::advance(char* bytes, std::size_t size) {
  if (phase_ == Phase::kRequestLine && line_.line_at == 0) skip_empty_line(bytes, size);
  for (;;) {
    Framing framing = Framing::kWhole;  // of this step
    switch (phase_) {
      case Phase::kRequestLine:
        framing = read_request_line(bytes, size);
        break;
      case Phase::kFields:
        framing = read_field(bytes, size);
        break;
      case Phase::kLengthBody:
        framing = read_length_body(size);
        break;
      case Phase::kChunkedBody:
        framing = read_chunked_body(bytes, size);
        break;
      case Phase::kWhole:
        return Framing::kWhole;
      case Phase::kRefused:
        return Framing::kRefused;
    }
    if (framing != Framing::kWhole) return framing;
  }
}

// RFC 9112 2.2: a server should ignore at least one empty line before the request line. One it is.
void Framer::skip_empty_line(const char* bytes, std::size_t size) {
  if (size < 2 || bytes[0] != '\r' || bytes[1] != '\n') return;
  first_at_ = 2;
  line_.start_at(2);
}

Framing Framer::read_request_line(char* bytes, std::size_t size) {
  const std::size_t line_bytes_max = limits_->target_bytes_max + kRequestLineExtra;
  switch (line_.advance(bytes, size, line_bytes_max)) {
    case LineScan::Found::kMore:
      return Framing::kMore;
    case LineScan::Found::kBad:
      return refuse(400, "The request line has a control byte.");
    case LineScan::Found::kTooLong:
      return refuse_limit(414, "The request line is too long", line_bytes_max);
    case LineScan::Found::kLine:
      break;
  }
  if (take_request_line(bytes + first_at_, line_.line_end - first_at_) == Framing::kRefused)
    return Framing::kRefused;
  line_.start_at(line_.next_line_at());
  phase_ = Phase::kFields;
  return Framing::kWhole;
}

// request-line = method SP request-target SP HTTP-version, with single spaces (RFC 9112 3).
Framing Framer::take_request_line(char* line, std::size_t size) {
  constexpr std::size_t kNone = std::string_view::npos;
  const std::string_view whole(line, size);
  const std::size_t first = whole.find(' ');
  const std::size_t second = first == kNone ? kNone : whole.find(' ', first + 1);
  if (second == kNone || first == 0 || second == first + 1 || whole.find(' ', second + 1) != kNone)
    return refuse(400, "The request line is not a method, a target and a version.");
  const std::string_view version = whole.substr(second + 1);
  if (version.size() != 8 || version.substr(0, 5) != "HTTP/" || version[6] != '.' ||
      !is_in(Alphabet::kDigit, version[5]) || !is_in(Alphabet::kDigit, version[7]))
    return refuse(400, "The request line does not end in an HTTP version.");
  if (version[5] != '1') return refuse(505, "Only HTTP/1.0 and HTTP/1.1 are spoken here.");
  minor_version_ = version[7] - '0';
  if (minor_version_ == 0) close_ = true;
  return take_method_and_target(line, whole.substr(0, first), first + 1, second - first - 1);
}

Framing Framer::take_method_and_target(char* line, std::string_view method, std::size_t target_at,
                                       std::size_t target_size) {
  if (!all_in(Alphabet::kToken, method)) return refuse(400, "The method is not a token.");
  if (target_size > limits_->target_bytes_max)
    return refuse_limit(414, "The request target is too long", limits_->target_bytes_max);
  target_at_ = static_cast<std::uint32_t>(first_at_ + target_at);
  method_size_ = static_cast<std::uint32_t>(method.size());
  const char* wrong_target =
      read_target(method, line + target_at, static_cast<std::uint32_t>(target_size), target_);
  if (std::find(kMethods.begin(), kMethods.end(), method) == kMethods.end())
    return refuse(501, "The method is not known.");
  if (wrong_target) return refuse(400, wrong_target);
  // They are refused by whoever routes them; what a client sends behind them is not to be trusted.
  if (method == "TRACE" || method == "CONNECT") close_ = true;
  return Framing::kWhole;
}

Framing Framer::read_field(char* bytes, std::size_t size) {
  const std::size_t used = line_.line_at - first_at_;
  const std::size_t left = limits_->head_bytes_max - std::min(limits_->head_bytes_max, used);
  switch (line_.advance(bytes, size, std::min(limits_->field_bytes_max, left))) {
    case LineScan::Found::kMore:
      return Framing::kMore;
    case LineScan::Found::kBad:
      return refuse(400, "A header field has a control byte.");
    case LineScan::Found::kTooLong:
      if (left < limits_->field_bytes_max)
        return refuse_limit(431, "The request head is too long", limits_->head_bytes_max);
      return refuse_limit(431, "A header field is too long", limits_->field_bytes_max);
    case LineScan::Found::kLine:
      break;
  }
  char* line = bytes + line_.line_at;
  const std::size_t line_size = line_.line_end - line_.line_at;
  if (line_size > 0 && take_field(line, line_size) == Framing::kRefused) return Framing::kRefused;
  line_.start_at(line_.next_line_at());
  return line_size > 0 ? Framing::kWhole : finish_head();
}

// field-line = field-name ":" OWS field-value OWS (RFC 9112 5). No space before the colon, no
// folding: a line that begins with white space has no name.
Framing Framer::take_field(char* line, std::size_t size) {
  if (++fields_seen_ > limits_->fields_max)
    return refuse_limit(431, "The request has too many header fields", limits_->fields_max);
  std::size_t name_size = 0;
  while (name_size < size && is_in(Alphabet::kToken, line[name_size])) {
    line[name_size] = lower(line[name_size]);
    ++name_size;
  }
  if (name_size == 0 || name_size == size || line[name_size] != ':')
    return refuse(400, "A header line is not a name, a colon and a value.");
  const std::string_view name(line, name_size);
  const std::string_view value =
      without_outer_space(std::string_view(line, size).substr(name_size + 1));
  bool is_framing = false;
  if (take_framing_field(name, value, is_framing) == Framing::kRefused) return Framing::kRefused;
  if (is_framing) return Framing::kWhole;
  fields_.push_back(
      {static_cast<std::uint32_t>(line_.line_at),
       static_cast<std::uint32_t>(line_.line_at + static_cast<std::size_t>(value.data() - line)),
       static_cast<std::uint32_t>(name_size), static_cast<std::uint32_t>(value.size())});
  return Framing::kWhole;
}

Framing Framer::take_framing_field(std::string_view name, std::string_view value,
                                   bool& is_framing) {
  is_framing = true;
  if (name == "host") return take_host(value);
  if (name == "content-length") return take_content_length(value);
  if (name == "transfer-encoding") return take_transfer_encoding(value);
  if (name == "expect") return take_expect(value);
  if (name == "connection") {
    std::string_view element;
    while (next_element(value, element)) close_ = close_ || equals_ignoring_case(element, "close");
    return Framing::kWhole;
  }
  if (name == "te" || name == "trailer" || name == "upgrade" || name == "keep-alive")
    return Framing::kWhole;
  is_framing = false;
  if (name == "authorization") return take_once(kAuthorization, "Authorization is sent twice.");
  if (name == "content-type") return take_once(kContentType, "Content-Type is sent twice.");
  return Framing::kWhole;
}

Framing Framer::take_host(std::string_view value) {
  if (take_once(kHost, "Host is sent twice.") == Framing::kRefused) return Framing::kRefused;
  return is_authority(value) ? Framing::kWhole : refuse(400, "Host is not a host and port.");
}

// Lists, signs, leading zeros and other spellings mean different lengths to different parsers.
Framing Framer::take_content_length(std::string_view value) {
  if (take_once(kContentLength, "Content-Length is sent twice.") == Framing::kRefused)
    return Framing::kRefused;
  if (value.empty() || value.size() > kContentLengthDigitsMax || !all_in(Alphabet::kDigit, value) ||
      (value.front() == '0' && value.size() > 1))
    return refuse(400, "Content-Length is not 1 to 15 digits without leading zeros.");
  for (char c : value) content_length_ = content_length_ * 10 + static_cast<std::size_t>(c - '0');
  return Framing::kWhole;
}

Framing Framer::take_transfer_encoding(std::string_view value) {
  if (take_once(kTransferEncoding, "Transfer-Encoding is sent twice.") == Framing::kRefused)
    return Framing::kRefused;
  if (minor_version_ == 0) return refuse(400, "HTTP/1.0 has no Transfer-Encoding.");
  if (equals_ignoring_case(value, "chunked")) return Framing::kWhole;
  bool has_unknown = false;
  std::string_view element;
  while (next_element(value, element)) {
    if (element.empty() || !all_in(Alphabet::kToken, element))
      return refuse(400, "Transfer-Encoding is not a list of codings.");
    has_unknown = has_unknown || !equals_ignoring_case(element, "chunked");
  }
  return has_unknown ? refuse(501, "The only transfer coding known here is chunked.")
                     : refuse(400, "Transfer-Encoding is not exactly 'chunked'.");
}

Framing Framer::take_expect(std::string_view value) {
  std::string_view element;
  while (next_element(value, element))
    if (!equals_ignoring_case(element, "100-continue"))
      return refuse(417, "The only expectation met here is 100-continue.");
  wants_continue_ = minor_version_ > 0;  // RFC 9110 10.1.1: HTTP/1.0 gets no 100
  return Framing::kWhole;
}

Framing Framer::finish_head() {
  body_at_ = line_.line_at;
  if (body_at_ - first_at_ > limits_->head_bytes_max)
    return refuse_limit(431, "The request head is too long", limits_->head_bytes_max);
  if (!seen(kHost) && minor_version_ > 0) return refuse(400, "The request has no Host.");
  if (seen(kContentLength) && seen(kTransferEncoding))
    return refuse(400, "The request has both Content-Length and Transfer-Encoding.");
  if (content_length_ > limits_->body_bytes_max)
    return refuse_limit(413, "The body is too long", limits_->body_bytes_max);
  phase_ = seen(kTransferEncoding) ? Phase::kChunkedBody : Phase::kLengthBody;
  if (phase_ == Phase::kLengthBody && content_length_ == 0) wants_continue_ = false;
  return Framing::kWhole;
}

Framing Framer::read_length_body(std::size_t size) {
  if (size - body_at_ < content_length_) return Framing::kMore;
  used_bytes_ = body_at_ + content_length_;
  phase_ = Phase::kWhole;
  return Framing::kWhole;
}

Framing Framer::read_chunked_body(char* bytes, std::size_t size) {
  switch (chunks_.advance(bytes + body_at_, size - body_at_, *limits_)) {
    case ChunkDecoder::Progress::kMore:
      return Framing::kMore;
    case ChunkDecoder::Progress::kRefused:
      return chunks_.limit() > 0 ? refuse_limit(chunks_.status(), chunks_.why(), chunks_.limit())
                                 : refuse(chunks_.status(), chunks_.why());
    case ChunkDecoder::Progress::kWhole:
      break;
  }
  used_bytes_ = body_at_ + chunks_.raw_bytes();
  phase_ = Phase::kWhole;
  return Framing::kWhole;
}

Framing Framer::take_once(Seen field, const char* why) {
  if (seen(field)) return refuse(400, why);
  seen_ |= field;
  return Framing::kWhole;
}

Framing Framer::refuse(int status, std::string_view why) {
  phase_ = Phase::kRefused;
  status_ = status;
  why_ = why;
  return Framing::kRefused;
}

Framing Framer::refuse_limit(int status, std::string_view why, std::size_t limit) {
  refuse(status, why);
  why_ += " (limit: ";
  why_ += std::to_string(limit);
  why_ += ").";
  return Framing::kRefused;
}

bool Framer::takes_continue(std::size_t size) {
  const bool takes = wants_continue_ && size == body_at_ &&
                     (phase_ == Phase::kLengthBody || phase_ == Phase::kChunkedBody);
  if (phase_ >= Phase::kLengthBody) wants_continue_ = false;
  return takes;
}

std::size_t Framer::body_bytes_missing(std::size_t size) const {
  return phase_ == Phase::kLengthBody ? content_length_ - (size - body_at_) : 0;
}

void Framer::read_into(const char* bytes, Frame& frame) const {
  frame.method = {bytes + first_at_, method_size_};
  frame.path = {bytes + target_at_ + target_.path_at, target_.path_size};
  frame.query = {bytes + target_at_ + target_.query_at, target_.query_size};
  frame.fields.clear();
  for (const FieldSpan& field : fields_)
    frame.fields.push_back(
        {{bytes + field.name_at, field.name_size}, {bytes + field.value_at, field.value_size}});
  // RFC 9110 9.3: content has no meaning in the others, so it is read and dropped.
  const bool has_content =
      frame.method == "POST" || frame.method == "PUT" || frame.method == "PATCH";
  const std::size_t body_size = seen(kTransferEncoding) ? chunks_.data_bytes() : content_length_;
  frame.body = {bytes + body_at_, has_content ? body_size : 0};
  frame.close = close_;
}

Refusal Framer::refusal(const char* bytes) const { return refusal(bytes, status_, why_); }

Refusal Framer::refusal(const char* bytes, int status, std::string_view why) const {
  Refusal refusal{status, why, {}, {}, {}};
  if (method_size_ == 0) return refusal;
  refusal.method = {bytes + first_at_, method_size_};
  refusal.path = {bytes + target_at_ + target_.path_at, target_.path_size};
  return refusal;
}

void Framer::reset() {
  const Limits* limits = limits_;
  std::vector<FieldSpan> fields = std::move(fields_);
  fields.clear();
  *this = Framer(*limits);
  fields_ = std::move(fields);
}

}  // namespace net
