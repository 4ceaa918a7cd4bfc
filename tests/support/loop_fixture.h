// A loop on a free port of loopback with a scripted handler and a virtual clock, and clients to
// talk to it. Nothing here sleeps or has a thread: a test turns the loop by hand.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "net/loop.h"
#include "support/scripted_handler.h"
#include "support/virtual_clock.h"

namespace support {

// A non-blocking client socket.
class Client {
 public:
  explicit Client(std::uint16_t port, int receive_buffer_bytes = 0);
  explicit Client(const std::string& unix_path);
  ~Client();
  Client(Client&& other) noexcept;
  Client& operator=(Client&&) = delete;

  std::size_t send(std::string_view bytes);      // as much as fits; how much that was
  const std::string& receive();                  // takes what is there; all that came so far
  std::size_t received_now();                    // the same, only the size
  bool is_closed() const { return is_closed_; }  // the server's end or a reset was seen
  bool was_reset() const { return was_reset_; }
  void half_close();
  void reset();  // closes with RST
  void close();

  // Of what was received so far.
  std::size_t answers() const;                  // final ones
  std::string status(std::size_t index) const;  // of the answer with that number, "" without one
  const std::string& bytes() const { return received_; }

 private:
  int socket_;
  std::string received_;
  bool is_closed_ = false;
  bool was_reset_ = false;
};

struct LoopFixture {
  explicit LoopFixture(const net::LoopOptions& options = {});

  Client connect() { return Client(port); }
  // Turns the loop until `is_true` or about two seconds have really passed. Returns is_true().
  bool turn_until(const std::function<bool()>& is_true);
  // Turns until nothing more happens by itself.
  void turn(int count = 4);
  bool turn_until_answers(Client& client, std::size_t count);
  bool turn_until_closed(Client& client);

  VirtualClock clock;
  ScriptedHandler handler;
  net::Loop loop;
  std::uint16_t port = 0;
};

// A GET of the path, or another method with a body of Content-Length.
std::string get(std::string_view path);
std::string post(std::string_view path, std::string_view body = "");

}  // namespace support
