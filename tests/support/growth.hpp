// SPDX-License-Identifier: BSD-3-Clause
// How time grows with the size of an input.
#pragma once

#include <algorithm>
#include <cstddef>
#include <ctime>

namespace test {

// CPU time of the best of three calls, in seconds.
template <class Work>
double seconds_of(const Work& work) {
  double best = 1e9;
  for (int i = 0; i < 3; ++i) {
    const std::clock_t begin = std::clock();
    work();
    best = std::min(best, static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC);
  }
  return best;
}

// How many times as long work takes at ten times the size: about 10 if it is linear, 100 if it is
// quadratic.  Sizes must be such that the smaller one takes some milliseconds.
template <class Work>
double growth_of(std::size_t size, const Work& work) {
  const double small = seconds_of([&] { work(size); });
  const double large = seconds_of([&] { work(10 * size); });
  return large / std::max(small, 1e-4);
}

}  // namespace test
