// SPDX-License-Identifier: BSD-3-Clause
// Where the frames of an image are: native ones, and those in fragments.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <dicom_anonymizer/pixels/image_layout.hpp>

namespace dicom_anonymizer {

class source;  // part10/source.hpp

/// Bytes of a value or of a source.
struct byte_span {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;

  friend constexpr bool operator==(const byte_span&, const byte_span&) = default;
};

/// The bytes that have bits of a native frame, which is counted from 1, from the start of the
/// value.  Where frames do not end with a byte, or with a word that is turned, a frame shares its
/// first and last ones with its neighbours, and the last word may be behind the value.
/// Precondition: the layout is native and has the frame.
[[nodiscard]] byte_span native_frame(const image_layout& layout, std::uint32_t frame) noexcept;

/// Extended Offset Table (7FE0,0001) and Extended Offset Table Lengths (7FE0,0002) as they are in a
/// file, PS3.3 section C.7.6.3.1.8: numbers of eight bytes, little endian.  The bytes are somebody
/// else's.
struct extended_offsets {
  std::span<const unsigned char> offsets;
  std::span<const unsigned char> lengths;
};

/// Which fragments of encapsulated pixel data make which frame, PS3.5 section A.4.  Only the heads
/// of the fragments and the tables are read.
class encapsulated_frames {
 public:
  /// What tells where frames begin, and has to be renewed if their sizes change.
  enum class table : std::uint8_t {
    none,      ///< nothing: a fragment is a frame, or the image has one frame
    basic,     ///< the Basic Offset Table, which is the first item
    extended,  ///< the Extended Offset Table, an element of its own
  };

  /// Fragments that are read at most: each costs memory, whatever it costs in the file.
  static constexpr std::size_t most_fragments = 4'000'000;

  /// Reads the value [offset, offset + size) of a source: the item of the Basic Offset Table, the
  /// fragments and the delimiter, of an image of so many frames.  Nothing is guessed: it is an
  /// error(errc::malformed) if the value is not made of such items, if a table has not one entry
  /// for each frame, does not begin with the first fragment, does not grow, or names a place where
  /// no fragment begins, if there are both tables, if the extended one has other lengths than the
  /// fragments, and if no table, not one frame and not one fragment a frame tells the frames apart.
  /// Throws error(errc::truncated) if the value ends early, error(errc::too_large) if there are
  /// more than most_fragments, and what source::view throws.
  encapsulated_frames(source& from, std::uint64_t offset, std::uint64_t size, std::uint32_t frames,
                      const std::optional<extended_offsets>& extended = std::nullopt);

  /// How many frames there are.
  [[nodiscard]] std::uint32_t size() const noexcept { return frames_; }
  /// Which table told them apart.
  [[nodiscard]] table told_by() const noexcept { return told_by_; }
  /// Where the values of all fragments are in the source, in their order.  The head of each is the
  /// eight bytes before it.
  [[nodiscard]] std::span<const byte_span> fragments() const noexcept { return fragments_; }
  /// The entries of the Basic Offset Table in the source; without bytes if it is empty.
  [[nodiscard]] byte_span basic_table() const noexcept { return basic_table_; }

  /// Where the values of the fragments of a frame are, which is counted from 1.  There is at least
  /// one.  Precondition: the image has the frame.
  [[nodiscard]] std::span<const byte_span> fragments_of(std::uint32_t frame) const noexcept;

  /// Bytes of a frame, which is counted from 1, in all of its fragments, padding included.
  /// Precondition: the image has the frame.
  [[nodiscard]] std::uint64_t bytes_of(std::uint32_t frame) const noexcept;

  /// Appends the bytes of a frame, which is counted from 1, to a buffer.  Throws what source::view
  /// throws.  Precondition: the image has the frame, and it is the source that was read.
  void append_frame(source& from, std::uint32_t frame, std::vector<unsigned char>& to) const;

 private:
  void read_items(source& from, byte_span value);
  void use_basic_table(source& from);
  void use_extended_table(const extended_offsets& given);

  std::uint32_t frames_;
  table told_by_ = table::none;
  byte_span basic_table_;
  std::vector<byte_span> fragments_;
  // The first fragment of each frame; empty if each is a frame, or all are one.
  std::vector<std::uint32_t> firsts_;
};

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/pixels/frames.ipp>
#endif
