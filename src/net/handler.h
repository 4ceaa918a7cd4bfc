// The one interface between the loop and the application. The loop owns sockets, framing, time-outs
// and the moment at which bytes may leave; the application owns everything a request means. Nothing
// here knows HTTP beyond a framed request and bytes to send.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace net {

struct Field {
  std::string_view name;   // lower-cased
  std::string_view value;  // without surrounding white space
};

// Where a request came in. A request on the control socket was made by the owner of the data
// folder.
enum class Origin { kNetwork, kControl };

// One whole, valid request. Views live until handle() returns.
struct Frame {
  std::string_view method;  // a known one: GET HEAD POST PUT PATCH DELETE OPTIONS TRACE CONNECT
  std::string_view
      path;  // origin form, doubled and trailing slashes collapsed, valid %XX kept as sent
  std::string_view query;  // raw, without '?'
  std::vector<Field>
      fields;  // all but the framing ones (Host, Content-Length, Transfer-Encoding, Connection,
               // Expect, TE, Trailer, Upgrade, Keep-Alive); Authorization is among them
  std::string_view body;          // decoded from chunks when it came so
  std::string_view peer_address;  // numeric, without port; empty on the control socket
  Origin origin = Origin::kNetwork;
  bool close =
      false;  // the connection ends after this answer (client asked, HTTP/1.0, or draining)

  std::string_view field(std::string_view lower_case_name) const {
    for (const Field& f : fields)
      if (f.name == lower_case_name) return f.value;
    return {};
  }
};

// Why the framer refused; the application renders the body in the dialect of the path (SCIM Error
// or v4 envelope).
struct Refusal {
  int status;               // 400 408 413 414 417 431 501 503 505
  std::string_view why;     // one sentence for people
  std::string_view method;  // may be empty: the refusal may come before it is known
  std::string_view path;    // may be empty
  std::string_view peer_address;
};

// Work that is too long for one tick. A plain class with a resume key; holds no transaction, cursor
// or view.
class Job {
 public:
  virtual ~Job() = default;
  // Works until done or about budget_us have passed. True when finished.
  virtual bool step(std::int64_t budget_us) = 0;
  // Jobs of one owner (an account) share a limit.
  virtual std::uint64_t owner() const = 0;
  // True while there is nothing to do but to wait for a change (a live log): it is then stepped
  // after each commit and a few times a second, and does not keep the loop awake.
  virtual bool waits() const { return false; }
};

struct Answer {
  std::string bytes;  // the whole answer, head and body; empty when a job was started
  bool held = false;  // depends on the tick's write transaction: must not leave before its commit
  std::unique_ptr<Job> job;  // set: the answer comes from finish() when the job is done
};

enum class Committed { kOk, kFailed };

class Handler {
 public:
  virtual ~Handler() = default;

  virtual void begin_tick() = 0;  // the clock stands still from here to the next begin_tick
  // `after_held`: this connection already has a held answer in this tick, so a read must see the
  // open write transaction and is held too.
  virtual Answer handle(const Frame& frame, bool after_held) = 0;
  virtual Answer finish(std::unique_ptr<Job> job,
                        bool after_held) = 0;  // answers the request that started the job
  // An answer to what the framer or the loop refused: complete bytes with Connection: close.
  virtual std::string refuse(const Refusal& refusal) = 0;
  // A complete 503 with Connection: close that replaces an answer whose commit failed or that is
  // too large for the output that waits already, or for a job that found no room. The loop closes
  // after it.
  virtual std::string unavailable(const char* why) = 0;

  virtual bool has_uncommitted() const = 0;          // something was written in this tick
  virtual std::size_t uncommitted_rows() const = 0;  // roughly, to bound a tick
  virtual Committed commit() = 0;  // the only durable step; call only when has_uncommitted()
  virtual void end_tick() = 0;     // snapshots are released; background work of the application
  // When end_tick() wants to be called again though nothing happens (Clock::monotonic_us); a time
  // that has passed keeps the loop awake.
  virtual std::int64_t next_wake_us() const { return std::numeric_limits<std::int64_t>::max(); }
};

}  // namespace net
