// File descriptors, the one resource that a quiet client uses up.
#pragma once

#include <cstddef>

namespace net {

// Raises the soft limit of this process to its hard limit. Returns how many it may have open.
std::size_t raise_descriptor_limit();

// An open descriptor that is closed with its owner.
class Descriptor {
 public:
  explicit Descriptor(int number);  // throws std::system_error from errno when it is -1
  ~Descriptor();
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

}  // namespace net
