// SPDX-License-Identifier: BSD-3-Clause
// Boxes of JP2 and JPEG XL that hold text and no picture.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <dicom_anonymizer/pixels/codestream.hpp>
#include <dicom_anonymizer/pixels/frame_edits.hpp>
#include <dicom_anonymizer/pixels/jpeg2000_metadata.hpp>

namespace dicom_anonymizer::detail {

// Goes over the boxes of one image, ISO 15444-1 annex I and ISO 18181-2.
class box_metadata {
 public:
  box_metadata(frame_bytes& frame, frame_edits& edits, codestream kind) noexcept
      : frame_(frame), edits_(edits), kind_(kind) {}

  // Notes what goes.  Returns false where that cannot be said.
  [[nodiscard]] bool find() {
    std::uint64_t at = 0;
    const bool is_jp2 = kind_ == codestream::jp2;
    while (!edits_.is_full()) {
      if (frame_.size() - at < 8)
        return has_picture_ && frame_.is_padding_between(at, frame_.size());
      const box here = box_at(at, frame_.size());
      if (here.end == 0 || is_second(here)) return false;
      if (is_jp2 && here.name == "jp2c") {
        if (!find_in_codestream(here)) return false;
        has_picture_ = true;
      } else if (!is_jp2 && (here.name == "jxlc" || here.name == "jxlp")) {
        has_picture_ = true;
      } else if (is_one_of(here.name, texts)) {
        edits_.remove(here.begin, here.end - here.begin);
      } else if (is_jp2 ? !(is_one_of(here.name, parts_of_jp2) ||
                            (here.name == "jp2h" && is_header(here)))
                        : !is_one_of(here.name, parts_of_jpegxl)) {
        return false;  // it may be of the picture, or say where something is
      }
      at = here.end;
    }
    return false;
  }

 private:
  struct box {
    std::string name;
    std::uint64_t begin = 0;
    std::uint64_t content = 0;
    std::uint64_t end = 0;  // 0 if it is none
    bool is_long = false;   // its length has eight bytes
    bool is_open = false;   // it ends where all ends
  };

  // What holds texts or other metadata, also compressed: jbrd what a JPEG had besides its picture.
  static constexpr std::array<std::string_view, 13> texts = {"uuid", "uinf", "xml ", "jp2i", "Exif",
                                                             "exif", "jumb", "brob", "jbrd", "free",
                                                             "skip", "lbl ", "url "};
  static constexpr std::array<std::string_view, 3> parts_of_jp2 = {"jP  ", "ftyp", "rreq"};
  static constexpr std::array<std::string_view, 4> parts_of_jpegxl = {"JXL ", "ftyp", "jxll",
                                                                      "jxli"};
  static constexpr std::array<std::string_view, 8> once = {"jP  ", "JXL ", "ftyp", "rreq",
                                                           "jxlc", "jp2h", "jp2c", "jxll"};
  static constexpr std::array<std::string_view, 7> parts_of_header = {
      "ihdr", "bpcc", "colr", "pclr", "cmap", "cdef", "res "};

  template <std::size_t N>
  static bool is_one_of(std::string_view name, const std::array<std::string_view, N>& all) {
    return std::find(all.begin(), all.end(), name) != all.end();
  }

  box box_at(std::uint64_t at, std::uint64_t limit) {
    box here;
    if (at > limit || limit - at < 8) return here;
    here.begin = at;
    here.content = at + 8;
    here.name = frame_.at(at + 4, 4);
    std::uint64_t length = frame_.number_at(at, 4);
    if (length == 1) {
      if (limit - at < 16) return here;
      here.is_long = true;
      here.content = at + 16;
      length = frame_.number_at(at + 8, 8);
    } else if (length == 0) {
      here.is_open = true;
      length = limit - at;
    }
    if (length >= here.content - at && length <= limit - at) here.end = at + length;
    return here;
  }

  // Whether a box is there again that an image has once.
  bool is_second(const box& here) {
    const auto found = std::find(once.begin(), once.end(), here.name);
    if (found == once.end()) return false;
    bool& is_seen = seen_[static_cast<std::size_t>(found - once.begin())];
    return std::exchange(is_seen, true);
  }

  // Whether a header has boxes alone that tell of the picture.
  bool is_header(const box& around) {
    for (std::uint64_t at = around.content; at != around.end;) {
      const box here = box_at(at, around.end);
      if (here.end == 0 || !is_one_of(here.name, parts_of_header)) return false;
      if (here.name == "res " && !is_resolution(here)) return false;
      at = here.end;
    }
    return true;
  }

  // Whether a resolution has the boxes alone that it may have: of six numbers each.
  bool is_resolution(const box& around) {
    for (std::uint64_t at = around.content; at != around.end;) {
      const box here = box_at(at, around.end);
      if (here.end == 0 || (here.name != "resc" && here.name != "resd") ||
          here.end - here.content != 10)
        return false;
      at = here.end;
    }
    return true;
  }

  bool find_in_codestream(const box& around) {
    const std::uint64_t before = edits_.shrinks_by();
    if (!jpeg2000_metadata(frame_, edits_, around.content, around.end).find()) return false;
    const std::uint64_t gone = edits_.shrinks_by() - before;
    if (gone == 0 || around.is_open) return true;
    const std::uint64_t length = around.end - around.begin - gone;
    edits_.renew(around.is_long ? around.begin + 8 : around.begin, length, around.is_long ? 8 : 4);
    return true;
  }

  frame_bytes& frame_;
  frame_edits& edits_;
  codestream kind_;
  bool has_picture_ = false;
  std::array<bool, once.size()> seen_{};
};

}  // namespace dicom_anonymizer::detail
