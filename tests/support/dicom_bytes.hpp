// SPDX-License-Identifier: BSD-3-Clause
// DICOM data sets and files as bytes, built without the library and without GDCM.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>

#include <zlib.h>

namespace test {

inline constexpr std::uint32_t undefined = 0xFFFFFFFF;

inline std::string number(std::uint64_t value, unsigned width, bool big_endian = false) {
  std::string bytes;
  for (unsigned i = 0; i < width; ++i)
    bytes.push_back(static_cast<char>(value >> 8 * (big_endian ? width - 1 - i : i) & 0xFFU));
  return bytes;
}

// How elements are written.  Tags are eight hexadecimal digits: 0x00100020.
struct form {
  bool explicit_vr = true;
  bool big_endian = false;

  [[nodiscard]] std::string n(std::uint64_t value, unsigned width) const {
    return number(value, width, big_endian);
  }
  [[nodiscard]] std::string tag(std::uint32_t id) const {
    return n(id >> 16, 2) + n(id & 0xFFFF, 2);
  }

  // Tag, VR and any length, be it right or not.
  [[nodiscard]] std::string head(std::uint32_t id, std::string_view vr,
                                 std::uint32_t length) const {
    if (!explicit_vr) return tag(id) + n(length, 4);
    for (const std::string_view wide :
         {"OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"})
      if (vr == wide) return tag(id) + std::string(vr) + std::string(2, '\0') + n(length, 4);
    return tag(id) + std::string(vr) + n(length, 2);
  }

  // The value is taken as it is: numbers in the order of this form, padding by the caller.
  [[nodiscard]] std::string element(std::uint32_t id, std::string_view vr,
                                    std::string_view value) const {
    return head(id, vr, static_cast<std::uint32_t>(value.size())) + std::string(value);
  }

  [[nodiscard]] std::string item(std::string_view content) const {
    return tag(0xFFFEE000) + n(content.size(), 4) + std::string(content);
  }
  [[nodiscard]] std::string open_item(std::string_view content) const {
    return tag(0xFFFEE000) + n(undefined, 4) + std::string(content) + item_end();
  }
  [[nodiscard]] std::string item_end() const { return tag(0xFFFEE00D) + n(0, 4); }
  [[nodiscard]] std::string sequence_end() const { return tag(0xFFFEE0DD) + n(0, 4); }

  [[nodiscard]] std::string sequence(std::uint32_t id, std::string_view items,
                                     std::string_view vr = "SQ") const {
    return element(id, vr, items);
  }
  [[nodiscard]] std::string open_sequence(std::uint32_t id, std::string_view items,
                                          std::string_view vr = "SQ") const {
    return head(id, vr, undefined) + std::string(items) + sequence_end();
  }

  // Encapsulated pixel data; the first fragment is the Basic Offset Table.
  [[nodiscard]] std::string encapsulated(std::uint32_t id,
                                         std::initializer_list<std::string_view> fragments,
                                         std::string_view vr = "OB") const {
    std::string bytes = head(id, vr, undefined);
    for (const std::string_view one : fragments) bytes += item(one);
    return bytes + sequence_end();
  }
};

inline constexpr form explicit_little{};
inline constexpr form implicit_little{.explicit_vr = false, .big_endian = false};
inline constexpr form explicit_big{.explicit_vr = true, .big_endian = true};

inline constexpr std::string_view implicit_uid = "1.2.840.10008.1.2";
inline constexpr std::string_view explicit_uid = "1.2.840.10008.1.2.1";
inline constexpr std::string_view deflated_uid = "1.2.840.10008.1.2.1.99";
inline constexpr std::string_view big_endian_uid = "1.2.840.10008.1.2.2";
inline constexpr std::string_view jpeg_uid = "1.2.840.10008.1.2.4.50";

// An even number of bytes.
inline std::string padded(std::string_view text, char padding) {
  std::string bytes(text);
  if (bytes.size() % 2 != 0) bytes.push_back(padding);
  return bytes;
}

// Raw deflate, PS3.5 section A.5, padded to even length.
inline std::string deflated(std::string_view bytes) {
  z_stream stream{};
  if (::deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8,
                     Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::runtime_error("cannot deflate");
  std::string result(::deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = const_cast<unsigned char*>(reinterpret_cast<const unsigned char*>(bytes.data()));
  stream.avail_in = static_cast<unsigned>(bytes.size());
  stream.next_out = reinterpret_cast<unsigned char*>(result.data());
  stream.avail_out = static_cast<unsigned>(result.size());
  const int code = ::deflate(&stream, Z_FINISH);
  result.resize(result.size() - stream.avail_out);
  ::deflateEnd(&stream);
  if (code != Z_STREAM_END) throw std::runtime_error("cannot deflate");
  return padded(result, '\0');
}

// The counterpart, without what follows the end of the deflated bytes.
inline std::string inflated(std::string_view bytes) {
  z_stream stream{};
  if (::inflateInit2(&stream, -MAX_WBITS) != Z_OK) throw std::runtime_error("cannot inflate");
  stream.next_in = const_cast<unsigned char*>(reinterpret_cast<const unsigned char*>(bytes.data()));
  stream.avail_in = static_cast<unsigned>(bytes.size());
  std::string result;
  std::string piece(std::size_t{1} << 16, '\0');
  int code = Z_OK;
  while (code == Z_OK) {
    stream.next_out = reinterpret_cast<unsigned char*>(piece.data());
    stream.avail_out = static_cast<unsigned>(piece.size());
    code = ::inflate(&stream, Z_NO_FLUSH);
    result.append(piece, 0, piece.size() - stream.avail_out);
  }
  ::inflateEnd(&stream);
  if (code != Z_STREAM_END) throw std::runtime_error("cannot inflate");
  return result;
}

// Preamble, prefix and file meta information around elements of group 0002.
inline std::string meta_of(std::string_view elements) {
  return std::string(128, '\0') + "DICM" +
         explicit_little.element(0x00020000, "UL", number(elements.size(), 4)) +
         std::string(elements);
}

// The least file meta information that PS3.10 section 7.1 asks for in a file without SOP Instance.
inline std::string meta(std::string_view transfer_syntax_uid) {
  return meta_of(explicit_little.element(0x00020001, "OB", std::string_view("\0\1", 2)) +
                 explicit_little.element(0x00020010, "UI", padded(transfer_syntax_uid, '\0')) +
                 explicit_little.element(0x00020012, "UI", "1.2.3.44"));
}

// A file; the data set of a deflated one is given inflated.
inline std::string file(std::string_view transfer_syntax_uid, std::string_view dataset) {
  return meta(transfer_syntax_uid) +
         (transfer_syntax_uid == deflated_uid ? deflated(dataset) : std::string(dataset));
}

}  // namespace test
