// The bytes of an unfinished request. Grows by doubling, holds no memory while it is empty: most
// connections are idle most of the time.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <utility>

namespace net {

class InputBuffer {
 public:
  char* data() { return bytes_.get() + begin_; }
  std::size_t size() const { return end_ - begin_; }
  bool empty() const { return begin_ == end_; }

  // At least `wanted` writable bytes behind the end; data() may move. Say with added() how many
  // were filled.
  char* room(std::size_t wanted) {
    if (capacity_ - end_ < wanted) make_room(wanted);
    return bytes_.get() + end_;
  }
  std::size_t room_size() const { return capacity_ - end_; }
  void added(std::size_t count) { end_ += count; }

  void append(const char* bytes, std::size_t count) {
    std::memcpy(room(count), bytes, count);
    added(count);
  }
  void consume(std::size_t count) {
    begin_ += count;
    if (begin_ == end_)
      clear();
    else if (capacity_ > kRoomyBytes && size() < capacity_ / 4)
      shrink();
  }
  void clear() {
    bytes_.reset();
    begin_ = end_ = capacity_ = 0;
  }

 private:
  struct Free {
    void operator()(char* bytes) const { std::free(bytes); }
  };

  // A few bytes behind a large request must not keep its memory.
  static constexpr std::size_t kRoomyBytes = 64 * 1024;

  void shrink() {
    InputBuffer small;
    small.append(data(), size());
    *this = std::move(small);
  }

  void make_room(std::size_t wanted) {
    if (begin_ > 0) {  // what earlier requests took goes first
      std::memmove(bytes_.get(), bytes_.get() + begin_, size());
      end_ -= std::exchange(begin_, 0);
      if (capacity_ - end_ >= wanted) return;
    }
    std::size_t capacity = capacity_ == 0 ? 1024 : capacity_ * 2;
    while (capacity - end_ < wanted) capacity *= 2;
    void* grown = std::realloc(bytes_.get(), capacity);
    if (!grown) throw std::bad_alloc();
    static_cast<void>(bytes_.release());
    bytes_.reset(static_cast<char*>(grown));
    capacity_ = capacity;
  }

  std::unique_ptr<char, Free> bytes_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace net
