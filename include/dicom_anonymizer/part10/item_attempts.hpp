// SPDX-License-Identifier: BSD-3-Clause
// What trying whether bytes are items may cost.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/element_header.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/part10/value_limits.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer::detail {

// Of a parser that tries whether bytes are items.  Items in items are tried again at each level, in
// two encodings: of an input that is made for it the innermost elements are read once for each pair
// of levels.  So all attempts on the same bytes together have a bound.
class trying_handler : public ignoring_handler {
 public:
  // What has been spent on the bytes before, and will be.
  trying_handler(std::uint64_t& spent, const limits& bounds) noexcept
      : spent_(spent), most_(std::max(least, bounds.elements * each)) {}

  // Told before a value is looked through, as what is refused for that has its cost as well.
  void look(const element_header& header) {
    constexpr std::uint32_t text_like_a_head = 64;  // bytes that take as long
    std::uint64_t cost = looks_at(header);
    if (is_text_looked_through(header)) cost += header.length / text_like_a_head;
    count(header, cost);
  }
  void value(const element_header& header) { count(header, 1); }
  void encapsulated(const element_header& header, std::uint64_t) { count(header, 1); }
  void fragment(const element_header& header) { count(header, 1); }
  void begin_sequence(const element_header& header) { count(header, 1); }
  void begin_item(const element_header& header) { count(header, 1); }

 private:
  // As many elements as the limit allows, all of them in items that are eight levels deep in UN.
  static constexpr std::uint64_t each = 8;
  // Whoever allows few elements need not wonder how they are found.
  static constexpr std::uint64_t least = std::uint64_t{1} << 20;

  static bool is_text_looked_through(const element_header& header) noexcept {
    if (header.length <= undoubted_length) return false;
    const std::optional<vr> kind = kind_of(header);
    return kind && longest_value(*kind) != 0;
  }

  void count(const element_header& header, std::uint64_t cost) {
    spent_ += cost;
    if (spent_ > most_)
      throw error(errc::too_large, "too many attempts to read values as items")
          .at(header.id)
          .at_offset(header.offset);
  }

  std::uint64_t& spent_;
  std::uint64_t most_;
};

}  // namespace dicom_anonymizer::detail
