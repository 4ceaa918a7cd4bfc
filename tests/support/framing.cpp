#include "support/framing.h"

#include <algorithm>

namespace support {
namespace {

std::string describe(const net::Frame& frame) {
  std::string text = std::string(frame.method) + ' ' + std::string(frame.path);
  if (!frame.query.empty()) (text += '?') += frame.query;
  if (frame.close) text += " close";
  for (const net::Field& field : frame.fields)
    (((text += '\n') += field.name) += ": ") += field.value;
  (text += "\n\n") += frame.body;
  return text + '\n';
}

std::string describe(const net::Refusal& refusal) {
  return "refused " + std::to_string(refusal.status) + ' ' + std::string(refusal.method) + ' ' +
         std::string(refusal.path) + ": " + std::string(refusal.why) + '\n';
}

}  // namespace

std::string frame_stream(std::string_view bytes, const std::vector<std::size_t>& pieces,
                         const net::Limits& limits) {
  std::string transcript;
  std::vector<char> buffer;
  net::Framer framer(limits);
  net::Frame frame;
  std::size_t piece = 0;
  while (!bytes.empty()) {
    std::size_t size = bytes.size();
    if (!pieces.empty()) size = std::min(size, pieces[std::min(piece++, pieces.size() - 1)]);
    std::vector<char> moved(buffer);  // exactly as large as what it holds, so ASan sees any overrun
    moved.insert(moved.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
    moved.shrink_to_fit();
    buffer.swap(moved);
    bytes.remove_prefix(size);
    net::Framing framing = net::Framing::kMore;
    while (!buffer.empty() &&
           (framing = framer.advance(buffer.data(), buffer.size())) == net::Framing::kWhole) {
      framer.read_into(buffer.data(), frame);
      transcript += describe(frame);
      buffer.erase(buffer.begin(),
                   buffer.begin() + static_cast<std::ptrdiff_t>(framer.used_bytes()));
      framer.reset();
    }
    if (framing == net::Framing::kRefused)
      return transcript + describe(framer.refusal(buffer.data()));
  }
  return framer.has_begun() ? transcript + "more" : transcript;
}

std::string canonical_request(std::string_view bytes, const net::Limits& limits) {
  std::string buffer(bytes);
  net::Framer framer(limits);
  if (framer.advance(buffer.data(), buffer.size()) != net::Framing::kWhole) return "";
  net::Frame frame;
  framer.read_into(buffer.data(), frame);
  std::string text = std::string(frame.method) + ' ' + std::string(frame.path);
  if (!frame.query.empty()) (text += '?') += frame.query;
  text += " HTTP/1.1\r\nHost: a\r\n";
  for (const net::Field& field : frame.fields)
    (((text += field.name) += ": ") += field.value) += "\r\n";
  if (frame.close) text += "Connection: close\r\n";
  if (!frame.body.empty()) text += "Content-Length: " + std::to_string(frame.body.size()) + "\r\n";
  return (text += "\r\n") += frame.body;
}

std::string verdict(std::string_view bytes, const net::Limits& limits) {
  std::string buffer(bytes);
  net::Framer framer(limits);
  switch (framer.advance(buffer.data(), buffer.size())) {
    case net::Framing::kWhole:
      return "";
    case net::Framing::kMore:
      return "more";
    case net::Framing::kRefused:
      break;
  }
  return std::to_string(framer.refusal(buffer.data()).status);
}

}  // namespace support
