// What one client may cost, and how long it may take. Every number can be configured; a refusal
// names the limit it met.
#pragma once

#include <cstddef>
#include <cstdint>

namespace net {

// Limits of one request, enforced by the framer.
struct Limits {
  std::size_t head_bytes_max = 32 * 1024;            // request line and all fields: 431
  std::size_t field_bytes_max = 8 * 1024;            // one field line without its CRLF: 431
  std::size_t fields_max = 100;                      // 431
  std::size_t target_bytes_max = 8000;               // RFC 9112 3 asks for at least 8000: 414
  std::size_t body_bytes_max = 8 * 1024 * 1024;      // after decoding: 413
  std::size_t chunk_line_bytes_max = 256;            // size and extensions of one chunk: 400
  std::size_t chunk_extension_bytes_max = 1024;      // of all chunks of a body: 400
  std::size_t chunk_overhead_bytes_max = 16 * 1024;  // all of a chunked body but data, trailer: 413
  std::size_t trailer_bytes_max = 8 * 1024;          // 400, as are more than fields_max trailers
};

// All are totals counted from a fixed moment, so a client that drips bytes gains nothing.
struct Timeouts {
  // From the accept, later from the first byte of a request, to the end of its head: 408. A client
  // that has not sent one byte by then is closed without a word.
  std::int64_t head_us = 10'000'000;
  // From the end of the head to the end of the body, and after the grace the body must have come at
  // body_rate_min bytes a second on average: 408.
  std::int64_t body_us = 30'000'000;
  std::int64_t body_grace_us = 5'000'000;
  std::int64_t body_rate_min = 1024;
  // Between two requests: closed without a word.
  std::int64_t idle_us = 60'000'000;
  // An answer that nobody reads: closed after this long without one byte of progress. From that age
  // on what waited must also have left at output_rate_min bytes a second on average, so reading a
  // byte now and then does not keep it in memory.
  std::int64_t output_stall_us = 30'000'000;
  std::int64_t output_rate_min = 1024;
  // After our last answer on a connection, for the client to read it and close.
  std::int64_t linger_us = 2'000'000;
  // From request_stop() to the end of run(), whoever is still being served.
  std::int64_t drain_us = 5'000'000;
};

struct LoopOptions {
  Limits request;
  Timeouts timeouts;

  std::size_t connections_max = 16'384;  // and what the descriptor limit leaves
  std::size_t descriptors_spare = 32;    // of the descriptor limit, for everything else
  std::size_t accepts_per_round_max = 64;

  // A tick gathers writes for one commit in at most so many rounds, for about so long, and no
  // further than so many rows.
  int rounds_max = 4;
  std::int64_t rounds_us = 300;
  std::size_t uncommitted_rows_max = 8000;

  // The fair share of one connection in one round.
  std::size_t turn_bytes_max = 256 * 1024;
  int turn_requests_max = 32;
  std::size_t flush_bytes_max = 1024 * 1024;

  std::size_t output_pause_bytes = 64 * 1024;  // with more waiting, no request is taken
  // Waiting everywhere: beyond it a large answer becomes 503, beyond twice as much any answer does.
  std::size_t output_total_max = 256 * 1024 * 1024;
  std::size_t output_large_bytes = 1024 * 1024;
  std::size_t input_total_max = 512 * 1024 * 1024;  // unfinished everywhere; a large request: 503
  std::size_t input_large_bytes = 64 * 1024;
  std::size_t linger_bytes_max = 1024 * 1024;  // read and dropped after our last answer

  std::size_t jobs_max = 32;
  std::size_t jobs_per_owner_max = 4;
  std::int64_t jobs_us = 2000;  // for the slices of all jobs in one tick
  std::int64_t job_slice_min_us = 200;
  std::int64_t job_news_us = 250'000;  // a job that waits is stepped at least this often
};

}  // namespace net
