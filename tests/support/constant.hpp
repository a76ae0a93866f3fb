// SPDX-License-Identifier: BSD-3-Clause
// Whether a call compiles as a constant expression.
#pragma once

namespace test {

// Of a lambda without captures; false if it throws.
template <class Call, auto = (static_cast<void>(Call{}()), 0)>
constexpr bool is_constant(Call) {
  return true;
}
constexpr bool is_constant(...) { return false; }

}  // namespace test
