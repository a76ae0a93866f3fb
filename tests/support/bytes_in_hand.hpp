// SPDX-License-Identifier: BSD-3-Clause
// Bytes in memory with all that a walk over them needs, for tests of its parts.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/part10/byte_buffer.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/walk/byte_output.hpp>
#include <dicom_anonymizer/walk/byte_pass.hpp>
#include <dicom_anonymizer/walk/open_item.hpp>
#include <dicom_anonymizer/walk/rule_cache.hpp>
#include <dicom_anonymizer/walk/rules_ref.hpp>

#include "support/dicom_bytes.hpp"

namespace test {

inline dicom_anonymizer::encoding encoding_in(const form& written) {
  return {.explicit_vr = written.explicit_vr, .big_endian = written.big_endian, .deflated = false};
}

// Elements as those of an item in a data set, in an item of which they are all there is.
class bytes_in_hand {
 public:
  template <dicom_anonymizer::rule_set R>
  bytes_in_hand(std::string bytes, const R& all, const form& written = explicit_little,
                const dicom_anonymizer::limits& most = {})
      : bounds(most), rules(all), in(std::move(bytes)), form_(encoding_in(written)) {}

  dicom_anonymizer::element_header header(std::uint64_t at = 0) {
    dicom_anonymizer::element_header result;
    run().read_header(result, at, in.size(), form_);
    return result;
  }
  dicom_anonymizer::detail::byte_run& run() noexcept { return pass.run; }
  // All that has gone out, with the rest of the input behind it.
  std::string finished() {
    run().emit(in.size());
    return std::string(buffer.view());
  }

  dicom_anonymizer::limits bounds;
  dicom_anonymizer::context shared;
  dicom_anonymizer::detail::rules_ref rules;
  dicom_anonymizer::detail::rule_cache cache{rules};
  dicom_anonymizer::source in;
  dicom_anonymizer::detail::byte_buffer buffer;
  dicom_anonymizer::detail::byte_output out{buffer};
  dicom_anonymizer::detail::byte_pass pass{cache, in, out, bounds};
  dicom_anonymizer::detail::facts_for_rules facts;
  dicom_anonymizer::detail::enclosing_items top{shared, bounds, &facts};
  dicom_anonymizer::detail::enclosing_items around{
      dicom_anonymizer::detail::enclosing_items::inside{top, {0x0008, 0x1140}}};

 private:
  dicom_anonymizer::encoding form_;

 public:
  dicom_anonymizer::detail::open_item item{around, form_, in.size(), false,
                                           dicom_anonymizer::detail::reach::all_elements};
};

}  // namespace test
