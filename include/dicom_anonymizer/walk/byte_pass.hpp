// SPDX-License-Identifier: BSD-3-Clause
// What one pass over the bytes of a source carries along.
#pragma once

#include <cstddef>

#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/walk/byte_output.hpp>
#include <dicom_anonymizer/walk/byte_run.hpp>
#include <dicom_anonymizer/walk/element_content.hpp>
#include <dicom_anonymizer/walk/rule_cache.hpp>

namespace dicom_anonymizer::detail {

// One pass over the bytes of a source.
struct byte_pass {
  byte_pass(rule_cache& all, source& in, byte_output& out, const limits& bounds) noexcept
      : run(in, out, bounds), rules(all) {}
  // Over items that an action wrote.
  byte_pass(const byte_pass& around, source& in) noexcept
      : run(byte_run::again{in, around.run.out(), around.run.bounds()}), rules(around.rules) {}

  byte_run run;
  rule_cache& rules;
  element_contents contents{run, rules};

  // What the latest visit of nested elements has come across.
  struct visited_elements {
    std::size_t level = 1;  // visits within visits
    std::size_t elements = 0;
    bool is_simple = true;  // neither private elements nor what may be items
  };
  visited_elements visited{0, 0, true};
};

}  // namespace dicom_anonymizer::detail
