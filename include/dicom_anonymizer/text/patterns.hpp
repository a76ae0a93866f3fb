// SPDX-License-Identifier: BSD-3-Clause
// What is written like something that tells who a person is: dates, numbers, addresses, ages.
#pragma once

#include <cstddef>
#include <vector>

#include <dicom_anonymizer/text/tokens.hpp>

namespace dicom_anonymizer::text::detail {

// What dates and ages do.
struct allowed_patterns {
  bool dates = false;
  bool ages = false;  // up to 89 years
};

// Bytes of a text; the end of an address of the web may be behind the passage.
struct span {
  std::size_t begin;
  std::size_t end;
};

struct found_patterns {
  std::vector<span> gone;  // sorted, none touches another
  std::vector<span> kept;  // dates and ages that are allowed, likewise

  void clear() noexcept {
    gone.clear();
    kept.clear();
  }
};

// Finds them in a passage; an address of one before it goes on to a byte of the text.  Each matcher
// looks at a bounded number of atoms from where it begins, or goes on from where it ended.
void find_patterns(const passage& all, allowed_patterns allowed, found_patterns& found,
                   std::size_t gone_until = 0);

}  // namespace dicom_anonymizer::text::detail

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/text/patterns.ipp>
#endif
