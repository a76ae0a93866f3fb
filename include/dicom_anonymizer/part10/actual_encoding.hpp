// SPDX-License-Identifier: BSD-3-Clause
// Whether a data set is encoded as its file says, told by its first elements.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/element_header.hpp>
#include <dicom_anonymizer/part10/encoding.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/part10/parser.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/part10/swallowed_elements.hpp>
#include <dicom_anonymizer/part10/value_limits.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer::detail {

// The transfer syntaxes that say nothing but how elements are encoded.
inline std::string_view transfer_syntax_of(const encoding& form) noexcept {
  if (!form.explicit_vr) return "1.2.840.10008.1.2";
  return form.big_endian ? "1.2.840.10008.1.2.2" : "1.2.840.10008.1.2.1";
}

// Whether a data set may begin so.  In the other byte order none is known that is one in this.
inline bool may_be_first(tag id) noexcept {
  constexpr std::uint16_t most = 0x00FF;
  return find_attribute(id) != nullptr || (id.is_group_length() && id.group <= most);
}

// Whether one of all elements is known in an encoding.  Nothing if they are not sound; they are
// looked at up to the first that is known, or all of them.
inline std::optional<bool> is_one_known(parser<ignoring_handler>& trying, std::uint64_t at,
                                        std::uint64_t end, const encoding& form, bool all) {
  bool known = false;
  try {
    for (element_header header; at < end && (all || !known);) {
      if (trying.is_filling(at)) {
        trying.require_ended(header);
        break;
      }
      header = trying.read_any_header(at, end, form);
      if (header.id.is_private() || find_attribute(header.id) != nullptr) known = true;
      at = trying.parse_element(header, end, form, 0);
    }
  } catch (const error& failed) {
    if (failed.code() != errc::malformed && failed.code() != errc::truncated &&
        failed.code() != errc::too_deep)
      throw;
    return std::nullopt;
  }
  return known;
}

// How many of the first elements are known in an encoding, or whether one is at all: only where
// none of some is known are all looked at.  Nothing if they are not sound.
inline std::optional<int> known_in(parser<ignoring_handler>& trying, std::uint64_t at,
                                   std::uint64_t end, const encoding& form) {
  const std::optional<int> known = trying.known_at_beginning(at, end, form);
  if (known != 0) return known;
  const std::optional<bool> one = is_one_known(trying, at, end, form, false);
  return one ? std::optional<int>(*one ? 1 : 0) : std::nullopt;
}

// Whether the first value that is not empty has more bytes than any element whose length was read
// in the right byte order must have: read in the wrong one it swallows what follows it.
inline bool begins_with_long_value(parser<ignoring_handler>& trying, std::uint64_t at,
                                   std::uint64_t end, const encoding& form) {
  element_header header;
  do {
    header = trying.read_any_header(at, end, form);
    at = header.value_offset;
  } while (header.length == 0 && at < end);
  return header.length > undoubted_length && header.length != undefined_length;
}

// The byte order of a data set in Explicit VR whose first tag does not show it: the one in which it
// begins with sound elements and one of all is known.  If that may be either, the declared one, if
// all elements are sound in it alone and the first is short; if it is neither, the declared one, if
// they are sound in it alone or in neither.  Throws error(errc::malformed) if it may be the other
// one as well, or if that begins with a long value and the data set is damaged in the declared one:
// such a value may have swallowed the rest, damage and all, as it has in a data set that goes on in
// Implicit VR.
inline bool is_big_endian(source& in, parser<ignoring_handler>& trying, std::uint64_t at,
                          std::uint64_t end, const encoding& declared) {
  constexpr encoding little_endian{.explicit_vr = true, .big_endian = false, .deflated = false};
  constexpr encoding big_endian{.explicit_vr = true, .big_endian = true, .deflated = false};
  const std::optional<int> little = known_in(trying, at, end, little_endian);
  const std::optional<int> big = known_in(trying, at, end, big_endian);
  const bool is_little_known = little.value_or(0) > 0;
  const bool is_big_known = big.value_or(0) > 0;
  const auto form_of = [&](bool is_big) { return is_big ? big_endian : little_endian; };
  if (is_little_known != is_big_known) {
    const bool is_declared = declared.explicit_vr && declared.big_endian == is_big_known;
    if (!is_declared && !(is_big_known ? little : big) &&
        begins_with_long_value(trying, at, end, form_of(is_big_known)))
      throw error(errc::malformed, "the data set may be in either byte order").at_offset(at);
    return is_big_known;
  }
  if (!little && !big) return declared.big_endian;
  if (little && big) {
    const bool swallows_little =
        swallows_elements(in, trying.read_any_header(at, end, little_endian));
    if (swallows_little != swallows_elements(in, trying.read_any_header(at, end, big_endian)))
      return swallows_little;
    const auto is_sound = [&](bool is_big) {
      return is_one_known(trying, at, end, form_of(is_big), true).has_value();
    };
    if (declared.explicit_vr && is_sound(declared.big_endian) && !is_sound(!declared.big_endian) &&
        !begins_with_long_value(trying, at, end, declared))
      return declared.big_endian;
    throw error(errc::malformed, "the data set may be in either byte order").at_offset(at);
  }
  const bool is_declared_sound = declared.explicit_vr && declared.big_endian == big.has_value();
  if (!is_declared_sound ||
      trying.read_any_header(at, end, form_of(big.has_value())).length > undoubted_length)
    throw error(errc::malformed, "no element shows the byte order of the data set").at_offset(at);
  return declared.big_endian;
}

// How the data set at an offset is encoded: as declared, unless its first elements show that it is
// not: two letters of a VR where the length should be, none where they should be, or tags that are
// attributes in the other byte order only.  Read as declared, its first value would swallow what
// follows it, names included.  Throws error(errc::malformed) if it begins as no encoding does, or
// in either byte order.
inline encoding actual_encoding(source& in, std::uint64_t at, const encoding& declared) {
  const std::uint64_t end = in.size();
  if (end - at < 8) return declared;
  const auto bytes = in.view(at, 8);
  const auto first = [&](bool big_endian) {
    return tag{static_cast<std::uint16_t>(number_at(bytes, 0, 2, big_endian)),
               static_cast<std::uint16_t>(number_at(bytes, 2, 2, big_endian))};
  };
  const tag in_order = first(declared.big_endian);
  const bool is_told = may_be_first(in_order);
  const bool is_told_in_other_order = may_be_first(first(!declared.big_endian));
  const bool has_vr =
      parse_vr(static_cast<char>(bytes[4]), static_cast<char>(bytes[5])).has_value();
  if (has_vr == declared.explicit_vr && is_told && !is_told_in_other_order) return declared;

  const limits bounds;
  ignoring_handler nobody;
  parser<ignoring_handler> trying(in, bounds, nobody);
  if (has_vr) {
    const bool is_big = is_told != is_told_in_other_order
                            ? is_told == declared.big_endian
                            : is_big_endian(in, trying, at, end, declared);
    const encoding found{.explicit_vr = true, .big_endian = is_big, .deflated = false};
    const bool is_declared = declared.explicit_vr && is_big == declared.big_endian;
    const bool is_sound = is_declared || trying.begins_in(at, end, found);
    if (is_told == is_told_in_other_order && is_sound)
      trying.require_own_value(trying.read_any_header(at, end, found));
    if (is_declared) return declared;
    if (is_sound) return found;
    if (declared.explicit_vr && known_in(trying, at, end, declared) == 0)
      throw error(errc::malformed, "the data set begins in one encoding and goes on in another")
          .at(in_order)
          .at_offset(at);
  } else {
    const bool is_little =
        declared.big_endian ? is_told_in_other_order : is_told || !is_told_in_other_order;
    if (is_little) {
      if (!declared.explicit_vr) return declared;
      const encoding implicit{.explicit_vr = false, .big_endian = false, .deflated = false};
      if (trying.begins_in(at, end, implicit)) return implicit;
    }
  }
  if (!declared.explicit_vr)
    throw error(errc::malformed, "the data set begins neither in Implicit nor in Explicit VR")
        .at(in_order)
        .at_offset(at);
  return declared;  // whoever reads it so will say what is wrong
}

}  // namespace dicom_anonymizer::detail
