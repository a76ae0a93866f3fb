// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/action_counts.hpp>

#include "support/catch.hpp"

using dicom_anonymizer::report;
using dicom_anonymizer::detail::action_counts;

TEST_CASE("action counts are kept by name and by place and reports what is not zero") {
  action_counts counts;
  const std::size_t place = counts.place_of("empty");
  CHECK(counts.place_of("delete") != place);
  CHECK(counts.place_of("empty") == place);
  counts.count(place);
  counts.count("empty");
  counts.visited = 7;
  const report told = counts.to_report();
  CHECK(told.visited == 7);
  CHECK(told.applied == decltype(told.applied){{"empty", 2}});
}

TEST_CASE("tallies add up whatever order their actions came in") {
  action_counts one;
  one.count("a");
  one.count("b");
  action_counts two;
  two.count("b");
  two.count("c");
  two.visited = 3;
  two.add_unreadable_dates(2, {{0x0008, 0x0020}});
  two.invalid_values = 3;
  two.unclean_overlays = 3;
  one += two;
  CHECK(one.visited == 3);
  CHECK(one.to_report().unreadable_dates == 2);
  CHECK(one.to_report().unreadable_date_tags ==
        std::vector<dicom_anonymizer::tag>{{0x0008, 0x0020}});
  CHECK(one.to_report().invalid_values == 3);
  CHECK(one.to_report().unclean_overlays == 3);
  CHECK(one.to_report().applied == decltype(report::applied){{"a", 1}, {"b", 2}, {"c", 1}});
  one.reset();
  CHECK(one.to_report() == report{});
}
