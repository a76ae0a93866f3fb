// SPDX-License-Identifier: BSD-3-Clause
// Whether a value is none, but other elements: its length was read in the wrong byte order.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>

#include <dicom_anonymizer/part10/element_header.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/part10/value_limits.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/known_groups.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer::detail {

// A tag whose bytes are read in the other order.
constexpr tag in_other_order(tag id) noexcept {
  const auto swapped = [](std::uint16_t number) {
    return static_cast<std::uint16_t>(number << 8 | number >> 8);
  };
  return {swapped(id.group), swapped(id.element)};
}

// The tag at the beginning of bytes.
inline tag tag_of(std::span<const unsigned char> bytes, bool is_big) noexcept {
  return {static_cast<std::uint16_t>(number_at(bytes, 0, 2, is_big)),
          static_cast<std::uint16_t>(number_at(bytes, 2, 2, is_big))};
}

// What a head at some place of a source may say, whatever its encoding.
struct possible_element {
  tag id;
  std::uint64_t next = 0;   // behind its value, or behind the source if its length is undefined
  bool is_known = false;    // in the dictionary, with this VR if it has one
  bool is_evident = false;  // besides, its VR or its value show that it is one
  bool has_vr = false;
};

// Whether an item begins at an offset.
inline bool is_item_at(source& in, std::uint64_t at, bool is_big) {
  if (in.size() - at < 4) return false;
  return tag_of(in.view(at, 4), is_big) == item_tag;
}

// The beginning of a value without NULs that fill it.
inline std::span<const unsigned char> beginning_of_text(source& in, std::uint64_t begin,
                                                        std::uint64_t length) {
  constexpr std::uint64_t most = 64;
  auto bytes = in.view(begin, static_cast<std::size_t>(std::min(length, most)));
  while (!bytes.empty() && bytes.back() == 0) bytes = bytes.first(bytes.size() - 1);
  return bytes;
}

// Whether the beginning of a value is a text that can be printed, perhaps filled with NULs.  Bytes
// of FF are of small negative numbers: hardly any text has a letter of that code.  Two letters may
// be one number.
inline bool is_printable(source& in, std::uint64_t begin, std::uint64_t length,
                         std::size_t least = 4) {
  const auto bytes = beginning_of_text(in, begin, length);
  return bytes.size() >= least && std::all_of(bytes.begin(), bytes.end(), [](unsigned char one) {
           return (one >= ' ' && one != 0xFF) || one == 0x1B || one == '\t' || one == '\n' ||
                  one == '\f' || one == '\r';
         });
}

// Whether the beginning of a text is mostly letters and digits of ASCII and what joins them, as the
// first component group of names, identifiers, UIDs and most other texts are; and whether there is
// so much of it that no numbers look so by chance.
enum class plain_text { none, some, enough };
inline plain_text plain_text_at(source& in, std::uint64_t begin, std::uint64_t length) {
  constexpr std::size_t enough = 8;
  const auto bytes = beginning_of_text(in, begin, length);
  const auto plain =
      static_cast<std::size_t>(std::count_if(bytes.begin(), bytes.end(), [](unsigned char one) {
        return (one >= '0' && one <= '9') || (one >= 'A' && one <= 'Z') ||
               (one >= 'a' && one <= 'z') || one == ' ' || one == '^' || one == '.' || one == '-' ||
               one == '_';
      }));
  if (plain * 4 < bytes.size() * 3) return plain_text::none;
  return bytes.size() >= (plain == bytes.size() ? enough : 2 * enough) ? plain_text::enough
                                                                       : plain_text::some;
}

// Whether an attribute may have been written with a VR: its own, another text for a text, or UN.
constexpr bool may_have(const dictionary_entry& known, vr written) noexcept {
  return known.representation == written || written == vr::UN ||
         (is_text(known.representation) && is_text(written));
}

// Whether a value in Implicit VR is what the dictionary says of it: such a text, or items.
inline bool is_evident_value(source& in, const dictionary_entry& known, std::uint64_t begin,
                             std::uint64_t length, bool is_big) {
  if (known.representation == vr::SQ) return length >= 4 && is_item_at(in, begin, is_big);
  return is_text(known.representation) && is_printable(in, begin, length);
}

// Whether nothing but NULs is left up to an end.
inline bool is_filled(source& in, std::uint64_t at, std::uint64_t end) {
  constexpr std::uint64_t step = 4096;
  for (; at < end; at += step) {
    const auto bytes = in.view(at, static_cast<std::size_t>(std::min(step, end - at)));
    if (std::any_of(bytes.begin(), bytes.end(), [](unsigned char one) { return one != 0; }))
      return false;
  }
  return true;
}

// The length of a value, and where that begins, as a head says it of which the bytes are given.
struct possible_value {
  std::uint64_t begin = 0;
  std::uint32_t length = undefined_length;
};

inline std::optional<possible_value> possible_value_of(source& in, std::uint64_t at,
                                                       const std::array<unsigned char, 8>& bytes,
                                                       std::optional<vr> written, bool is_big) {
  constexpr std::uint64_t head = 8;
  possible_value found{at + head, number_at(bytes, 4, 4, is_big)};
  if (written && has_long_length(*written)) {
    if (bytes[6] != 0 || bytes[7] != 0 || at + head + 4 > in.size()) return std::nullopt;
    found = {at + head + 4, number_at(in.view(at + head, 4), 0, 4, is_big)};
  } else if (written) {
    found.length = number_at(bytes, 6, 2, is_big);
  }
  return found;
}

// Where a value ends, and where the NULs begin that fill it.
struct value_end {
  std::uint64_t filled_from = 0;
  std::uint64_t end = 0;
};

// Whether a place behind an element of a value may be where others begin, in any encoding: the end
// of that value or NULs up to it, an item or a delimiter, or so many heads, one behind the other,
// that the dictionary knows or that are private.  Their values end in that value, too, but for
// those that look like no numbers.
inline bool may_go_on(source& in, std::uint64_t at, const value_end& around, tag before,
                      int heads = 2, bool are_known = false) {
  constexpr std::uint64_t head = 8;
  if (at >= around.filled_from) return at <= around.end;
  if (at + head > in.size()) return false;
  std::array<unsigned char, head> bytes{};
  const auto found_bytes = in.view(at, head);
  std::copy(found_bytes.begin(), found_bytes.end(), bytes.begin());
  const std::optional<vr> written =
      parse_vr(static_cast<char>(bytes[4]), static_cast<char>(bytes[5]));
  for (const bool is_big : {false, true}) {
    const tag id = tag_of(bytes, is_big);
    if (id == item_tag || id == item_delimitation || id == sequence_delimitation) return true;
    const std::optional<possible_value> value = possible_value_of(in, at, bytes, written, is_big);
    if (id <= before || !value) continue;
    const std::uint32_t length = value->length;
    const dictionary_entry* const known = find_attribute(id);
    const bool is_group_length = id.is_group_length() && length == 4 &&
                                 (!written || written == vr::UL) && known_groups().test(id.group);
    if (known == nullptr && !is_group_length && (are_known || !id.is_private())) continue;
    if (length == undefined_length) {
      if (is_item_at(in, value->begin, false) || is_item_at(in, value->begin, true)) return true;
      continue;
    }
    if (!written && length % 2 != 0) continue;
    if (length > around.end - std::min(around.end, value->begin)) {
      const bool is_cut = length > in.size() - value->begin;  // by the end of a file
      if (id == pixel_data_tag ||
          (written && (is_cut || (known != nullptr && may_have(*known, *written)))))
        return true;
    } else if (heads == 1 ||
               may_go_on(in, value->begin + length, around, id, heads - 1, are_known)) {
      return true;
    }
  }
  return false;
}

// Where the value of a Private Creator ends of which the head is given.  Nothing if it is no such
// text, or if no other head follows.
inline std::optional<std::uint64_t> end_of_creator(source& in, std::uint64_t at,
                                                   std::span<const unsigned char> bytes,
                                                   bool is_big) {
  constexpr std::uint64_t head = 8;
  constexpr std::uint32_t longest = 64;
  const bool is_explicit = bytes[4] == 'L' && bytes[5] == 'O';  // no length of Implicit VR is that
  const std::uint32_t length =
      is_explicit ? number_at(bytes, 6, 2, is_big) : number_at(bytes, 4, 4, is_big);
  if (length < 2 || length > longest || length % 2 != 0 || at + head + length + head > in.size() ||
      !is_printable(in, at + head, length) ||
      plain_text_at(in, at + head, length) == plain_text::none)
    return std::nullopt;
  return at + head + length;
}

// Whether a Private Creator begins at an offset, of which the bytes are given, and an element of
// its block stands behind it, or behind others of its group and in the block of one of them, PS3.5
// section 7.8.1.
inline bool is_private_block_at(source& in, std::uint64_t at, std::span<const unsigned char> bytes,
                                bool is_big) {
  constexpr std::size_t head = 8;
  constexpr int most = 8;  // creators one behind the other, so that time is bounded
  tag creator = tag_of(bytes, is_big);
  const unsigned first = creator.element;
  std::array<unsigned char, head> now{};
  std::copy_n(bytes.begin(), head, now.begin());
  for (int i = 0; i < most && creator.is_private_creator(); ++i) {
    const std::optional<std::uint64_t> next = end_of_creator(in, at, now, is_big);
    if (!next) return false;
    const auto behind = in.view(*next, head);
    std::copy(behind.begin(), behind.end(), now.begin());
    const tag id = tag_of(now, is_big);
    if (id.group != creator.group || id <= creator) return false;
    const unsigned block = id.element >> 8U;
    if (block >= first && block <= creator.element)
      return may_go_on(in, *next, {in.size(), in.size()}, creator, 1);
    creator = id;
    at = *next;
  }
  return false;
}

// The element that begins at an offset in any encoding: one that is in the dictionary if there is
// such a reading, else in Explicit VR and the shortest, else in Implicit VR if its tag is behind
// the latest, as any bytes are a head there.  Nothing if none does, or if its value would reach
// beyond the source.
inline std::optional<possible_element> possible_element_at(source& in, std::uint64_t at,
                                                           tag latest) {
  constexpr std::uint64_t head = 8;
  if (at + head > in.size()) return std::nullopt;
  std::array<unsigned char, head + 4> bytes{};
  const std::uint64_t left = std::min<std::uint64_t>(bytes.size(), in.size() - at);
  const auto found_bytes = in.view(at, static_cast<std::size_t>(left));
  std::copy(found_bytes.begin(), found_bytes.end(), bytes.begin());
  const std::optional<vr> written =
      parse_vr(static_cast<char>(bytes[4]), static_cast<char>(bytes[5]));
  const auto read = [&](bool is_explicit, bool is_big) -> std::optional<possible_element> {
    const tag id = tag_of(bytes, is_big);
    const dictionary_entry* const known =
        id.group == 0 || id.is_group_length() ? nullptr : find_attribute(id);
    const bool is_known = known != nullptr && (!is_explicit || may_have(*known, *written));
    const bool is_wide = is_explicit && has_long_length(*written);
    if (is_wide && left < bytes.size()) return std::nullopt;
    const std::uint64_t begin = at + head + (is_wide ? 4 : 0);
    const std::uint32_t length = is_wide       ? number_at(bytes, 8, 4, is_big)
                                 : is_explicit ? number_at(bytes, 6, 2, is_big)
                                               : number_at(bytes, 4, 4, is_big);
    // Whatever is in a sequence that nobody knows, it begins with an item.
    const bool has_items = length == undefined_length && is_item_at(in, begin, is_big);
    const bool is_open =
        length == undefined_length &&
        (has_items || (is_known && (known->representation == vr::SQ || id == pixel_data_tag)));
    if (!is_open && length > in.size() - begin) return std::nullopt;
    const std::uint64_t reach = is_open ? in.size() - begin : length;
    const bool is_evident =
        has_items ||
        (is_known && (is_explicit || is_evident_value(in, *known, begin, reach, is_big))) ||
        (id.is_private_creator() && is_private_block_at(in, at, bytes, is_big));
    if (!is_open && !is_explicit && !is_evident && length % 2 != 0) return std::nullopt;
    if (!is_explicit && !is_known && !has_items && (id.group == 0 || id <= latest))
      return std::nullopt;
    return possible_element{id, begin + reach, is_known, is_evident, is_explicit};
  };
  std::optional<possible_element> best;
  for (const bool is_explicit : {true, false})
    for (const bool is_big : {false, true}) {
      if (is_explicit && !written) continue;
      const std::optional<possible_element> found = read(is_explicit, is_big);
      if (found && found->is_known) return found;
      if (found && (!best || (is_explicit && found->next < best->next))) best = found;
    }
  return best;
}

// Whether the head of an element that is in the dictionary begins at an offset, of which the bytes
// are given, its value, which ends in the one around it, is of its VR, and others may follow: in
// Explicit VR as written there, UN and any text for a text, in Implicit VR a text or a sequence as
// it looks.  So does a Private Creator in front of its block.
inline bool is_evident_at(source& in, std::uint64_t at, const value_end& around,
                          std::array<unsigned char, 8> bytes) {
  constexpr std::uint64_t head = 8;
  const std::optional<vr> written =
      parse_vr(static_cast<char>(bytes[4]), static_cast<char>(bytes[5]));
  for (const bool is_big : {false, true}) {
    const tag id = tag_of(bytes, is_big);
    if (id.is_private()) {
      if (is_private_block_at(in, at, bytes, is_big)) return true;
      continue;
    }
    if (id.group == 0 || id.is_group_length()) continue;
    if (written) {
      const dictionary_entry* const known = find_attribute(id);
      if (known == nullptr || !may_have(*known, *written)) {
        // In Implicit VR, perhaps.
      } else if (const auto value = possible_value_of(in, at, bytes, written, is_big)) {
        const std::uint64_t begin = value->begin;
        const std::uint32_t length = value->length;
        if (length == undefined_length) {
          if (is_item_at(in, begin, is_big)) return true;
        } else if (length <= around.end - std::min(around.end, begin)) {
          const bool is_text_at = is_text(*written) && is_printable(in, begin, length);
          constexpr std::size_t enough = 8;
          if (is_text_at && is_printable(in, begin, length, enough)) return true;
          if ((is_text_at || !is_text(*written) ||
               beginning_of_text(in, begin, length).size() < 4) &&
              may_go_on(in, begin + length, around, id))
            return true;
        }
      }
    }
    const std::uint64_t begin = at + head;
    const std::uint64_t left = in.size() - begin;
    const std::uint32_t length = number_at(bytes, 4, 4, is_big);
    if (length == undefined_length ? !is_item_at(in, begin, is_big) : length < 2 || length > left)
      continue;
    const std::uint64_t reach = std::min<std::uint64_t>(length, left);
    const dictionary_entry* const known = find_attribute(id);
    if (known == nullptr || !is_evident_value(in, *known, begin, reach, is_big)) continue;
    if (known->representation == vr::SQ) return true;
    if (length % 2 != 0 || length > around.end - begin) continue;
    // Any four bytes may be a text, so of what does not look like one more is asked.
    const plain_text text = plain_text_at(in, begin, length);
    if (text == plain_text::enough ||
        may_go_on(in, begin + length, around, id, 2, text == plain_text::none))
      return true;
  }
  return false;
}

// Whether the value of an element in Explicit VR with a length of two bytes holds others: behind
// where it would end if its length were of the other byte order there is one that is evident.  No
// value looks so by chance: a text has no NULs, of which each head has some, and numbers spell
// neither a VR behind a tag that has it nor a text behind a tag and a length.
inline bool holds_elements(source& in, const element_header& header) {
  if (!header.written || has_long_length(*header.written) || header.length > 0xFFFF ||
      header.id == pixel_data_tag)
    return false;
  const std::uint32_t length = length_in_other_order(header);
  if (length >= header.length) return false;
  const std::uint64_t end = header.value_offset + header.length;
  std::uint64_t at = header.value_offset + length;
  constexpr std::uint64_t head = 8;
  if (is_text(*header.written)) {
    const auto bytes = in.view(at, static_cast<std::size_t>(end - at));
    const void* const nul = std::memchr(bytes.data(), 0, bytes.size());
    if (nul == nullptr) return false;
    const auto before =
        static_cast<std::uint64_t>(static_cast<const unsigned char*>(nul) - bytes.data());
    at += before < head ? 0 : before - head;
  }
  const auto value = in.view(header.value_offset, header.length);
  const auto last = std::find_if(value.rbegin(), value.rend(), [](auto one) { return one != 0; });
  const value_end around{end - static_cast<std::uint64_t>(last - value.rbegin()), end};
  const group_set& groups = known_groups();
  constexpr std::uint64_t step = 4096;
  while (at + head <= end) {
    const auto bytes = in.view(at, static_cast<std::size_t>(std::min(step, end - at)));
    std::size_t i = 0;
    // Asked of each byte: a tag in either order (0000 is of commands), and behind it two capitals
    // or a length that ends before the source does.
    const auto may_be_head = [&] {
      const unsigned group = unsigned{bytes[i]} | unsigned{bytes[i + 1]} << 8;
      if (group == 0) return false;
      const unsigned other = (group & 0xFF) << 8 | group >> 8;
      if (group % 2 == 0 && other % 2 == 0 && !groups.test(group) && !groups.test(other))
        return false;
      const auto is_capital = [](unsigned char one) { return one >= 'A' && one <= 'Z'; };
      if (is_capital(bytes[i + 4]) && is_capital(bytes[i + 5])) return true;
      const std::uint32_t little = number_at(bytes, i + 4, 4, false);
      return little == undefined_length || little <= in.size() ||
             number_at(bytes, i + 4, 4, true) <= in.size();
    };
    while (i + head <= bytes.size() && !may_be_head()) ++i;
    if (i + head > bytes.size()) {
      at += i;
      continue;
    }
    std::array<unsigned char, head> found{};  // a look at the value ends the view
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(i), found.size(), found.begin());
    if (is_evident_at(in, at + i, around, found)) return true;
    at += i + 1;
  }
  return false;
}

// Whether an element in Explicit VR is one of the other byte order: there its value is shorter, and
// from where it ends one element stands behind the other, up to where the value ends in this order,
// to NULs that fill the rest of it or to a head, and one of them is evident; two that are evident
// tell it whatever follows.  No value looks so by chance.  Which of several encodings the elements
// have does not matter, as nobody could read them.  Pixel data are not doubted, nor sequences and
// UN, whose items are read, nor what is in the dictionary in this order alone.  False if the value
// ends beyond the source.
inline bool swallows_elements(source& in, const element_header& header) {
  if (!header.written || header.length == undefined_length || header.id == pixel_data_tag ||
      header.written == vr::SQ)
    return false;
  const std::uint32_t length = length_in_other_order(header);
  if (length >= header.length) return false;  // so it is for nearly all
  const std::uint64_t end = header.value_offset + header.length;
  if (end > in.size()) return false;
  const tag other = in_other_order(header.id);
  if (find_attribute(header.id) != nullptr && find_attribute(other) == nullptr &&
      !other.is_private())
    return false;
  if (header.written == vr::UN && header.length >= 4 &&
      number_at(in.view(header.value_offset, 4), 0, 4, false) ==
          (std::uint32_t{item_tag.element} << 16 | item_tag.group))
    return false;
  std::size_t evident = 0;
  std::size_t count = 0;
  tag latest;
  for (std::uint64_t at = header.value_offset + length; at < end;) {
    const std::optional<possible_element> found = possible_element_at(in, at, latest);
    if (!found)
      return evident != 0 &&
             (is_filled(in, at, end) || may_go_on(in, at, {in.size(), in.size()}, latest, 1));
    evident += found->is_evident ? 1 : 0;
    if (evident == 2) return true;
    // No value has so many VRs in a row, but perhaps numbers; and time is bounded.
    if (++count == most_heads) return found->has_vr || evident != 0;
    latest = found->id;
    at = found->next;
  }
  return evident != 0;
}

}  // namespace dicom_anonymizer::detail
