// SPDX-License-Identifier: BSD-3-Clause
// How a transfer syntax encodes a data set.
#pragma once

#include <string_view>

namespace dicom_anonymizer {

/// How the elements of a data set are encoded, PS3.5 section 10.
struct encoding {
  bool explicit_vr = true;
  bool big_endian = false;
  bool deflated = false;

  friend constexpr bool operator==(const encoding&, const encoding&) = default;
};

/// The encoding of a transfer syntax by its UID, PS3.5 annex A.  Encapsulated ones, and those that
/// are not known here, are Explicit VR Little Endian as PS3.5 section A.4 demands.
[[nodiscard]] constexpr encoding encoding_of(std::string_view transfer_syntax_uid) noexcept {
  if (transfer_syntax_uid == "1.2.840.10008.1.2" ||   // Implicit VR Little Endian
      transfer_syntax_uid == "1.2.840.10008.1.20" ||  // Papyrus 3, retired
      transfer_syntax_uid == "1.2.840.113619.5.2")    // a vendor's, pixels big endian
    return {.explicit_vr = false, .big_endian = false, .deflated = false};
  if (transfer_syntax_uid == "1.2.840.10008.1.2.2")  // Explicit VR Big Endian, retired
    return {.explicit_vr = true, .big_endian = true, .deflated = false};
  if (transfer_syntax_uid == "1.2.840.10008.1.2.1.99" ||  // Deflated Explicit VR Little Endian
      transfer_syntax_uid == "1.2.840.10008.1.2.4.95" ||  // JPIP Referenced Deflate
      transfer_syntax_uid == "1.2.840.10008.1.2.4.205")   // JPIP HTJ2K Referenced Deflate
    return {.explicit_vr = true, .big_endian = false, .deflated = true};
  return {};
}

namespace detail {

// How pixel data are written in a file.
enum class native_pixels {
  little_endian,
  big_endian,
  none,  // compressed or encapsulated, or in a transfer syntax that is not known
};

// By the UID of the transfer syntax, PS3.5 annex A.  Bytes of a compressed one are no cells, even
// where they stand without fragments.
constexpr native_pixels native_pixels_of(std::string_view transfer_syntax_uid) noexcept {
  if (transfer_syntax_uid == "1.2.840.10008.1.2" || transfer_syntax_uid == "1.2.840.10008.1.2.1" ||
      transfer_syntax_uid == "1.2.840.10008.1.2.1.99" ||
      transfer_syntax_uid == "1.2.840.10008.1.20")
    return native_pixels::little_endian;
  if (transfer_syntax_uid == "1.2.840.10008.1.2.2" ||
      transfer_syntax_uid == "1.2.840.113619.5.2")  // a vendor's
    return native_pixels::big_endian;
  return native_pixels::none;
}

}  // namespace detail

}  // namespace dicom_anonymizer
