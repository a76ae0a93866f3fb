// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/reference_report.hpp>

#include <set>
#include <string_view>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;

TEST_CASE("every fault of a reference has words of its own") {
  using fault = da::reference_fault;
  std::set<std::string_view> words;
  for (const fault one :
       {fault::outside, fault::kept, fault::retained, fault::split, fault::merged, fault::standard,
        fault::meta, fault::lost, fault::gone, fault::incomparable, fault::unreadable})
    words.insert(to_string(one));
  CHECK(words.size() == 11);
  CHECK(words.count("is wrong") == 0);
}

TEST_CASE("references outside the batch and those that are gone break no proof") {
  da::reference_report found;
  found.outside = 2;
  found.gone = 3;
  CHECK(found);
  found.broken = 1;
  CHECK_FALSE(found);
}
