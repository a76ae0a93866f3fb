// SPDX-License-Identifier: BSD-3-Clause
// What is in a compressed frame besides its picture.
#pragma once

#include <cstdint>

#include <dicom_anonymizer/pixels/box_metadata.hpp>
#include <dicom_anonymizer/pixels/codestream.hpp>
#include <dicom_anonymizer/pixels/frame_edits.hpp>
#include <dicom_anonymizer/pixels/jpeg2000_metadata.hpp>
#include <dicom_anonymizer/pixels/jpeg_metadata.hpp>

namespace dicom_anonymizer::detail {

// Notes what goes: in place of what edits held, and in order.  Returns false, and no edits, where
// a frame cannot be gone over from its first byte to the last: damaged ones, more than one image,
// more than a little padding behind it.
[[nodiscard]] inline bool find_metadata(frame_bytes& frame, codestream kind, frame_edits& edits) {
  edits.clear();
  bool is_sound = false;
  switch (kind) {
    case codestream::jpeg: is_sound = jpeg_metadata(frame, edits).find(); break;
    case codestream::jpeg2000:
      is_sound = jpeg2000_metadata(frame, edits, 0, frame.size()).find();
      break;
    case codestream::jp2:
    case codestream::jpegxl_boxes: is_sound = box_metadata(frame, edits, kind).find(); break;
    case codestream::without_texts: is_sound = true; break;
    case codestream::unknown: break;
  }
  if (!is_sound)
    edits.clear();
  else
    edits.sort();
  return is_sound;
}

}  // namespace dicom_anonymizer::detail
