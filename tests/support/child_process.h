// Work in a process of its own: what a store does beside other processes can only be tested so.
#pragma once

#include <sys/types.h>

#include <functional>

namespace support {

class ChildProcess {
 public:
  // Runs `work` in a fork; its value is the exit status. An exception is status 99.
  explicit ChildProcess(const std::function<int()>& work);
  ~ChildProcess();  // kills it when nobody waited
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  void kill();
  int wait();  // the exit status; 128 + the signal that ended it

 private:
  pid_t pid_;
};

inline int run_in_child(const std::function<int()>& work) { return ChildProcess(work).wait(); }

}  // namespace support
