// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/tags/place_in_order.hpp>

#include <algorithm>
#include <array>
#include <cstddef>

#include "support/catch.hpp"

TEST_CASE("places are those of the standard library's search", "[tags]") {
  constexpr std::array<int, 7> rows{1, 3, 3, 5, 8, 8, 9};
  for (std::size_t size = 0; size <= rows.size(); ++size)
    for (int wanted = 0; wanted <= 10; ++wanted) {
      const auto end = rows.begin() + static_cast<std::ptrdiff_t>(size);
      const auto place = dicom_anonymizer::detail::place_in_order(
          size, [&](std::size_t at) { return rows[at] < wanted; });
      CHECK(rows.begin() + static_cast<std::ptrdiff_t>(place) ==
            std::lower_bound(rows.begin(), end, wanted));
    }
}
