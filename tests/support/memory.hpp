// SPDX-License-Identifier: BSD-3-Clause
// How much memory the process holds, and how much work takes at most.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>

#include <malloc.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

namespace test {

// What a sanitizer holds for itself hides what is measured here.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool measures_memory = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr bool measures_memory = false;
#else
inline constexpr bool measures_memory = true;
#endif
#else
inline constexpr bool measures_memory = true;
#endif

// Bytes, by a line of /proc/self/status, such as "VmRSS:".
inline std::size_t memory_by(const std::string& line) {
  std::ifstream in("/proc/self/status");
  for (std::string word; in >> word;) {
    if (word != line) continue;
    std::size_t kilobytes = 0;
    in >> kilobytes;
    return kilobytes * 1024;
  }
  throw std::runtime_error("no memory is told");
}

// Bytes that the process holds now, without what it has given back to the heap.
inline std::size_t held_memory() {
  static_cast<void>(::malloc_trim(0));
  return memory_by("VmRSS:");
}

// By how many bytes work makes the process grow at most.  It is done in a process of its own, which
// may not throw.
template <class Work>
std::size_t most_memory_of(const Work& work) {
  int ends[2];
  if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
  // The most that the child ever held begins with what it holds at first: without what the tests
  // before this one have freed.
  static_cast<void>(::malloc_trim(0));
  const pid_t child = ::fork();
  if (child == 0) {
    // Large blocks go back to the system, whatever was freed in the process before.
    static_cast<void>(::mallopt(M_MMAP_THRESHOLD, 1 << 17));
    const std::size_t before = held_memory();
    work();
    const std::size_t grown = memory_by("VmHWM:") - before;
    ::_exit(::write(ends[1], &grown, sizeof grown) == sizeof grown ? 0 : 1);
  }
  ::close(ends[1]);
  std::size_t grown = 0;
  const bool is_told = ::read(ends[0], &grown, sizeof grown) == sizeof grown;
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (!is_told || status != 0) throw std::runtime_error("the work was not done");
  return grown;
}

}  // namespace test
