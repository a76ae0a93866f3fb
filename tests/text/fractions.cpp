// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/text/fractions.hpp>

#include <cstddef>
#include <string_view>

#include "support/catch.hpp"

namespace text = dicom_anonymizer::text;
namespace detail = text::detail;

namespace {

// Of the atoms of a text, the one that reads so.
bool is_fraction(std::string_view given, std::string_view digits) {
  detail::passage all;
  detail::read_passage(given, 0, 100, all);
  for (std::size_t i = 0; i < all.atoms.size(); ++i)
    if (all.word(all.atoms[i]) == digits && detail::is_fraction(all, i)) return true;
  return false;
}

}  // namespace

TEST_CASE("digits behind the point of a number that stands by itself are its fraction") {
  for (const std::string_view given :
       {"0.560512", "x 0.560512 y", "-0.560512", "0.560512e3", "0.560512E-12", "0.560512mm"})
    CHECK(is_fraction(given, "560512"));
  for (const std::string_view given : {"560512", "560512.0", "0.560512.dcm", "chest_0.560512",
                                       "0.560512-7", "1.2.560512", "a.560512"})
    CHECK_FALSE(is_fraction(given, "560512"));
}
