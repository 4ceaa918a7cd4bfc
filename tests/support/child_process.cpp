#include "support/child_process.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <stdexcept>

namespace support {
namespace {

// What waits in a buffer would be written by both.
pid_t fork_flushed() {
  std::fflush(nullptr);
  return ::fork();
}

}  // namespace

ChildProcess::ChildProcess(const std::function<int()>& work) : pid_(fork_flushed()) {
  if (pid_ < 0) throw std::runtime_error("cannot fork");
  if (pid_ > 0) return;
  for (const int number : {SIGSEGV, SIGBUS, SIGABRT, SIGTERM}) ::signal(number, SIG_DFL);
  int status = 99;
  try {
    status = work();
  } catch (...) {
    status = 99;
  }
  ::_exit(status);
}

ChildProcess::~ChildProcess() {
  if (pid_ <= 0) return;
  kill();
  wait();
}

void ChildProcess::kill() {
  if (pid_ > 0) ::kill(pid_, SIGKILL);
}

int ChildProcess::wait() {
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = 0;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace support
