// SPDX-License-Identifier: BSD-3-Clause
// One file through both engines.
#pragma once

#include <string>
#include <string_view>

#include <dicom_anonymizer/file.hpp>
#include <dicom_anonymizer/files/file_anonymizer.hpp>

#include "support/catch.hpp"
#include "support/folder.hpp"

namespace test {

struct written {
  std::string bytes;
  dicom_anonymizer::report done;
};

// Demands that the engines write the same.
template <dicom_anonymizer::rule_set R>
written both_ways(std::string_view input, const R& rules, dicom_anonymizer::context& shared) {
  namespace da = dicom_anonymizer;
  const folder place;
  write(place / "in.dcm", input);
  const da::detail::rules_ref all(rules);
  const da::report by_dataset =
      da::detail::anonymize_by_dataset(place / "in.dcm", place / "a.dcm", all, shared, {});
  const da::report by_rewriting =
      da::detail::anonymize_by_rewriting(place / "in.dcm", place / "b.dcm", all, shared, {});
  written result{read(place / "b.dcm"), by_rewriting};
  CHECK((read(place / "a.dcm") == result.bytes));
  CHECK(by_dataset == by_rewriting);
  return result;
}

template <dicom_anonymizer::rule_set R>
written both_ways(std::string_view input, const R& rules) {
  dicom_anonymizer::context own;
  return both_ways(input, rules, own);
}

}  // namespace test
