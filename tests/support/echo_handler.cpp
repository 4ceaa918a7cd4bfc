#include "support/echo_handler.h"

namespace support {

std::string format_answer(int status, const std::string& body, bool closes) {
  std::string answer = "HTTP/1.1 " + std::to_string(status) +
                       " Test\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  if (closes) answer += "Connection: close\r\n";
  answer += "\r\n";
  answer += body;
  return answer;
}

net::Answer EchoHandler::handle(const net::Frame& frame, bool) {
  net::Answer answer;
  if (frame.path == "/fixed") {
    if (fixed_answer_.empty()) fixed_answer_ = format_answer(200, std::string(1100, 'x'), false);
    answer.bytes = fixed_answer_;
    return answer;
  }
  const bool is_allowed = frame.method != "TRACE" && frame.method != "CONNECT";
  std::string body(frame.method);
  body += ' ';
  body += frame.path;
  if (!frame.query.empty()) (body += '?') += frame.query;
  for (const net::Field& field : frame.fields)
    ((((body += '\n') += field.name) += ": ") += field.value);
  body += "\n\nbody bytes: " + std::to_string(frame.body.size());
  if (frame.method == "HEAD") body.clear();
  answer.bytes = format_answer(is_allowed ? 200 : 405, body, frame.close);
  return answer;
}

net::Answer EchoHandler::finish(std::unique_ptr<net::Job>, bool) { return {}; }

std::string EchoHandler::refuse(const net::Refusal& refusal) {
  return format_answer(refusal.status, std::string(refusal.why), true);
}

std::string EchoHandler::unavailable(const char* why) { return format_answer(503, why, true); }

}  // namespace support
