// SPDX-License-Identifier: BSD-3-Clause
// The main of the unit tests; compiled once because Catch2 2 is slow to compile.
#include <malloc.h>

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_session.hpp>
#else
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#endif

int main(int argc, char** argv) {
  // Large blocks go back to the system: what one test frees must not change what a later one
  // measures.
  static_cast<void>(::mallopt(M_MMAP_THRESHOLD, 1 << 20));
  return Catch::Session().run(argc, argv);
}
