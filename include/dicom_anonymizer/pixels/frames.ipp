// SPDX-License-Identifier: BSD-3-Clause
// What pixels/frames.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/pixels/frames.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/element_header.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/pixels/image_layout.hpp>
#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer {

namespace detail {

inline error damaged_frames(const char* reason, errc code = errc::malformed) {
  return error(code, reason).at(pixel_data_tag);
}

inline std::uint64_t long_number_at(std::span<const unsigned char> bytes, std::size_t at) noexcept {
  return number_at(bytes, at, 4, false) | std::uint64_t{number_at(bytes, at + 4, 4, false)} << 32;
}

}  // namespace detail

DICOM_ANONYMIZER_INLINE byte_span native_frame(const image_layout& layout,
                                               std::uint32_t frame) noexcept {
  const std::uint64_t from = layout.frame_bits() * (frame - 1);
  const std::uint64_t behind = from + layout.frame_bits();
  std::uint64_t first = from / 8;
  std::uint64_t end = (behind + 7) / 8;
  if (layout.storage() == pixel_storage::big_endian_words) {
    first -= first % 2;
    end += end % 2;
  }
  return {first, end - first};
}

DICOM_ANONYMIZER_INLINE encapsulated_frames::encapsulated_frames(
    source& from, std::uint64_t offset, std::uint64_t size, std::uint32_t frames,
    const std::optional<extended_offsets>& extended)
    : frames_(frames) {
  if (frames == 0) throw detail::damaged_frames("an image without frames");
  if (offset > from.size() || size > from.size() - offset)
    throw detail::damaged_frames("the data end early", errc::truncated).at_offset(from.size());
  read_items(from, {offset, size});
  if (fragments_.empty()) throw detail::damaged_frames("encapsulated pixel data without fragments");
  if (extended && basic_table_.size != 0)
    throw detail::damaged_frames("a Basic and an Extended Offset Table");
  if (extended)
    use_extended_table(*extended);
  else if (basic_table_.size != 0)
    use_basic_table(from);
  else if (frames_ != 1 && frames_ != fragments_.size())
    throw detail::damaged_frames("neither a table nor the number of fragments tells the frames");
}

DICOM_ANONYMIZER_INLINE void encapsulated_frames::read_items(source& from, byte_span value) {
  const std::uint64_t end = value.offset + value.size;
  bool is_table = true;
  for (std::uint64_t at = value.offset;;) {
    if (end - at < 8)
      throw detail::damaged_frames("the fragments end early", errc::truncated).at_offset(at);
    const std::span<const unsigned char> head = from.view(at, 8);
    const tag id{static_cast<std::uint16_t>(detail::number_at(head, 0, 2, false)),
                 static_cast<std::uint16_t>(detail::number_at(head, 2, 2, false))};
    const std::uint32_t length = detail::number_at(head, 4, 4, false);
    const std::uint64_t begin = at;
    at += 8;
    if (id == detail::sequence_delimitation) {
      if (is_table || length != 0 || at != end)
        throw detail::damaged_frames("a delimiter of fragments in the wrong place")
            .at_offset(begin);
      return;
    }
    if (id != detail::item_tag || length == undefined_length)
      throw detail::damaged_frames("no fragment where one should begin").at_offset(begin);
    if (length > end - at)
      throw detail::damaged_frames("a fragment reaches beyond the pixel data", errc::truncated)
          .at_offset(begin);
    if (is_table) {
      basic_table_ = {at, length};
      is_table = false;
    } else {
      if (length == 0) throw detail::damaged_frames("an empty fragment").at_offset(begin);
      if (fragments_.size() == most_fragments)
        throw detail::damaged_frames("too many fragments", errc::too_large).at_offset(begin);
      fragments_.push_back({at, length});
    }
    at += length;
  }
}

DICOM_ANONYMIZER_INLINE void encapsulated_frames::use_basic_table(source& from) {
  const auto damaged = [&](const char* reason) {
    return detail::damaged_frames(reason).at_offset(basic_table_.offset);
  };
  told_by_ = table::basic;
  if (basic_table_.size % 4 != 0 || basic_table_.size / 4 != frames_)
    throw damaged("a Basic Offset Table that has not one entry for each frame");
  // There are no more entries than fragments, so that the table is as small as their list.
  if (frames_ > fragments_.size()) throw damaged("more frames than fragments");
  const std::span<const unsigned char> entries =
      from.view(basic_table_.offset, static_cast<std::size_t>(basic_table_.size));
  const std::uint64_t first_value = fragments_.front().offset;
  std::size_t next = 0;
  std::uint32_t before = 0;
  firsts_.reserve(frames_);
  for (std::size_t i = 0; i < frames_; ++i) {
    const std::uint32_t entry = detail::number_at(entries, 4 * i, 4, false);
    if (i == 0 ? entry != 0 : entry <= before)
      throw damaged("a Basic Offset Table that does not begin with 0, or does not grow");
    before = entry;
    while (next < fragments_.size() && fragments_[next].offset < first_value + entry) ++next;
    if (next == fragments_.size() || fragments_[next].offset != first_value + entry)
      throw damaged("a Basic Offset Table that names a place where no fragment begins");
    firsts_.push_back(static_cast<std::uint32_t>(next));
  }
}

DICOM_ANONYMIZER_INLINE void encapsulated_frames::use_extended_table(
    const extended_offsets& given) {
  told_by_ = table::extended;
  const auto damaged = [](std::uint16_t element, const char* reason) {
    return error(errc::malformed, reason).at({0x7FE0, element});
  };
  if (given.offsets.size() % 8 != 0 || given.offsets.size() / 8 != frames_)
    throw damaged(0x0001, "an Extended Offset Table that has not one entry for each frame");
  if (given.lengths.size() != given.offsets.size())
    throw damaged(0x0002, "Extended Offset Table Lengths that are not one for each frame");
  if (fragments_.size() != frames_)
    throw damaged(0x0001, "an Extended Offset Table of frames that are not one fragment each");
  for (std::size_t i = 0; i < frames_; ++i) {
    const std::uint64_t entry = fragments_[i].offset - fragments_.front().offset;
    if (detail::long_number_at(given.offsets, 8 * i) != entry)
      throw damaged(0x0001, "an Extended Offset Table that names another place than a fragment's");
    // The length of a frame may be told without the byte that makes it even.
    const std::uint64_t length = detail::long_number_at(given.lengths, 8 * i);
    const std::uint64_t size = fragments_[i].size;
    if (length != size && (size % 2 != 0 || length != size - 1))
      throw damaged(0x0002, "Extended Offset Table Lengths that are not those of the fragments");
  }
}

DICOM_ANONYMIZER_INLINE std::span<const byte_span> encapsulated_frames::fragments_of(
    std::uint32_t frame) const noexcept {
  const std::span<const byte_span> all(fragments_);
  if (!firsts_.empty()) {
    const std::size_t first = firsts_[frame - 1];
    return all.subspan(first, (frame < frames_ ? firsts_[frame] : all.size()) - first);
  }
  return frames_ == 1 ? all : all.subspan(frame - 1, 1);
}

DICOM_ANONYMIZER_INLINE std::uint64_t encapsulated_frames::bytes_of(
    std::uint32_t frame) const noexcept {
  std::uint64_t result = 0;
  for (const byte_span& one : fragments_of(frame)) result += one.size;
  return result;
}

DICOM_ANONYMIZER_INLINE void encapsulated_frames::append_frame(
    source& from, std::uint32_t frame, std::vector<unsigned char>& to) const {
  // The fragments are in the file, so that this is no more than the file has.
  std::size_t at = to.size();
  to.resize(at + static_cast<std::size_t>(bytes_of(frame)));
  for (const byte_span& one : fragments_of(frame)) {
    const auto count = static_cast<std::size_t>(one.size);
    from.store()->read(one.offset, reinterpret_cast<char*>(to.data()) + at, count);
    at += count;
  }
}

}  // namespace dicom_anonymizer
