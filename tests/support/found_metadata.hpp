// SPDX-License-Identifier: BSD-3-Clause
// A frame with and without what is found in it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <dicom_anonymizer/pixels/frame_metadata.hpp>

#include "support/dicom_bytes.hpp"

namespace test {

// The frame without its metadata; nothing if it cannot be gone over.
inline std::optional<std::string> cleaned(const std::string& frame,
                                          dicom_anonymizer::detail::codestream kind) {
  dicom_anonymizer::source in(frame);
  dicom_anonymizer::detail::frame_bytes bytes(in, 0, frame.size());
  dicom_anonymizer::detail::frame_edits edits;
  if (!find_metadata(bytes, kind, edits)) return std::nullopt;
  std::string result;
  std::size_t at = 0;
  for (const auto& one : edits.all()) {
    result += frame.substr(at, one.offset - at) + number(one.number, one.width, true);
    at = one.offset + one.removed;
  }
  result += frame.substr(at);
  return result;
}

}  // namespace test
