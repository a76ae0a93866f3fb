// SPDX-License-Identifier: BSD-3-Clause
// Which elements a rule covers: exact tags, masks, private elements, and the texts that spell them.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer {

/// Anything that can say whether it covers an element.
template <class P>
concept pattern = requires(const P& p, const element_key& key) {
  { p.matches(key) } -> std::convertible_to<bool>;
};

/// A tag some of whose bits do not matter, such as the standard's (60xx,3000).  A tag is a pattern
/// with every bit significant.
struct tag_pattern {
  tag value;
  tag mask = {0xFFFF, 0xFFFF};

  constexpr explicit(false) tag_pattern(tag v, tag m = {0xFFFF, 0xFFFF}) noexcept
      : value(static_cast<std::uint16_t>(v.group & m.group),
              static_cast<std::uint16_t>(v.element & m.element)),
        mask(m) {}

  /// Whether it covers the element.
  [[nodiscard]] constexpr bool matches(const element_key& key) const noexcept {
    return (key.id.group & mask.group) == value.group &&
           (key.id.element & mask.element) == value.element;
  }

  /// Whether it covers one tag only.
  [[nodiscard]] constexpr bool is_exact() const noexcept { return mask == tag{0xFFFF, 0xFFFF}; }

  friend constexpr bool operator==(const tag_pattern&, const tag_pattern&) = default;
};

/// Every element.
inline constexpr tag_pattern any_element{{0, 0}, {0, 0}};

/// Every private element: those of an odd group, PS3.5 section 7.8.
inline constexpr tag_pattern any_private{{1, 0}, {1, 0}};

namespace detail {

// Without blanks around it.
constexpr std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace detail

/// One element of a vendor's block, PS3.5 section 7.8.1: the block number is whatever the data set
/// assigned to the creator.  The creator is compared without spaces around it (PS3.5
/// table 6.2-1), in its case.
struct private_element {
  std::uint16_t group;
  std::string_view creator;
  std::uint8_t offset;

  /// Whether it is this element.
  [[nodiscard]] constexpr bool matches(const element_key& key) const noexcept {
    return key.id.group == group && (key.id.element & 0xFF) == offset && key.id.element > 0xFF &&
           key.private_creator == detail::trimmed(creator);
  }

  friend constexpr bool operator==(const private_element&, const private_element&) = default;
};

/// A pattern of either kind that owns its text: what rules made at run time are stored under.
class any_pattern {
 public:
  explicit(false) any_pattern(tag exact) noexcept : where_(exact) {}
  explicit(false) any_pattern(tag_pattern where) noexcept : where_(where) {}
  explicit(false) any_pattern(const private_element& where)
      : where_({where.group, where.offset}, {0xFFFF, 0x00FF}),
        creator_(detail::trimmed(where.creator)) {}

  /// Says in words that a text is no pattern; it does not compile.
  template <std::convertible_to<std::string_view> Text>
  explicit(false) any_pattern(const Text&) : where_(tag()) {
    static_assert(!std::convertible_to<Text, std::string_view>,
                  "a keyword in quotes needs _tag behind it; da::parse_pattern reads other texts");
  }

  /// Whether it covers the element.
  [[nodiscard]] bool matches(const element_key& key) const noexcept;

  /// Whether it covers one tag only.
  [[nodiscard]] bool is_exact() const noexcept { return !creator_ && where_.is_exact(); }

  /// The tag bits; of a private element the group and the offset.
  [[nodiscard]] const tag_pattern& where() const noexcept { return where_; }

  /// The Private Creator, if the pattern names one.
  [[nodiscard]] const std::optional<std::string>& creator() const noexcept { return creator_; }

  friend bool operator==(const any_pattern&, const any_pattern&) = default;

 private:
  tag_pattern where_;
  std::optional<std::string> creator_;
};

namespace detail {

constexpr int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Four hexadecimal digits with x for "any", or 0x and one to four of them.
struct half {
  std::uint16_t value = 0;
  std::uint16_t mask = 0xFFFF;
};

constexpr std::optional<half> parse_half(std::string_view text) noexcept {
  const bool prefixed = text.size() > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X') &&
                        (text.size() != 4 || hex_digit(text[2]) >= 0);
  if (prefixed) text.remove_prefix(2);
  if (text.size() > 4 || text.empty() || (!prefixed && text.size() != 4)) return std::nullopt;
  std::uint32_t value = 0;
  std::uint32_t mask = prefixed ? 0xFFFFU : 0U;
  for (const char c : text) {
    const int digit = hex_digit(c);
    if (digit < 0 && c != 'x' && c != 'X') return std::nullopt;
    value = value << 4 | static_cast<std::uint32_t>(digit < 0 ? 0 : digit);
    mask = mask << 4 | (digit < 0 ? 0x0U : 0xFU);
  }
  return half{static_cast<std::uint16_t>(value), static_cast<std::uint16_t>(mask & 0xFFFFU)};
}

// An integer of Python that fits into half a tag: 32, 0x20, 0o40, 0b100000.  No zeros before
// others.
constexpr std::optional<std::uint16_t> parse_python_integer(std::string_view text) noexcept {
  std::uint32_t base = 10;
  if (text.size() > 2 && text[0] == '0') {
    switch (text[1]) {
      case 'x':
      case 'X': base = 16; break;
      case 'o':
      case 'O': base = 8; break;
      case 'b':
      case 'B': base = 2; break;
      default: return std::nullopt;
    }
    text.remove_prefix(2);
  }
  if (text.empty() || (base == 10 && text.size() > 1 && text[0] == '0')) return std::nullopt;
  std::uint32_t value = 0;
  for (const char c : text) {
    const int digit = hex_digit(c);
    if (digit < 0 || static_cast<std::uint32_t>(digit) >= base) return std::nullopt;
    value = value * base + static_cast<std::uint32_t>(digit);
    if (value > 0xFFFF) return std::nullopt;
  }
  return static_cast<std::uint16_t>(value);
}

// Whether parts are a tuple of Python and not the standard's form, in which each half has four
// hexadecimal digits: (1010,1050) is the standard's, (0x1010, 1050) and (16, 32) are Python's.
constexpr bool is_python_tuple(const std::string_view* parts, std::size_t count) noexcept {
  bool is_standard = true;
  for (std::size_t i = 0; i < count; ++i) {
    if (!parse_python_integer(parts[i])) return false;
    // A number of Python that begins with 0 and goes on has a base.
    if (parts[i].size() != 4 || parts[i][0] == '0') is_standard = false;
  }
  return !is_standard;
}

// What a text spells: a tag pattern or, with a creator, a private element.
struct spelled_pattern {
  tag_pattern where{tag{}};
  std::string_view creator = {};
};

constexpr std::optional<spelled_pattern> spell(std::string_view text) noexcept {
  text = trimmed(text);
  const std::size_t known = place_of_keyword(text);
  if (known < std::size(dictionary))
    return spelled_pattern{tag_pattern(dictionary[known].id, dictionary[known].mask()), {}};
  if (text.size() >= 2 && text.front() == '(' && text.back() == ')')
    text = trimmed(text.substr(1, text.size() - 2));

  std::string_view parts[4];
  std::size_t count = 0;
  while (count < 4) {
    std::size_t end = 0;
    char quote = '\0';
    while (end < text.size() && (quote != '\0' || text[end] != ',')) {
      if (quote != '\0' ? text[end] == quote : text[end] == '"' || text[end] == '\'')
        quote = quote != '\0' ? '\0' : text[end];
      ++end;
    }
    if (quote != '\0') return std::nullopt;
    parts[count++] = trimmed(text.substr(0, end));
    if (end == text.size()) {
      text = {};
      break;
    }
    text.remove_prefix(end + 1);
    if (trimmed(text).empty()) {  // as Python's tuples may
      if (count < 2) return std::nullopt;
      text = {};
      break;
    }
  }
  if (!text.empty()) return std::nullopt;

  if (count == 1) {
    std::string_view digits = parts[0];
    if (digits.size() == 10 && digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X'))
      digits.remove_prefix(2);
    if (digits.size() != 8) return std::nullopt;
    const auto group = parse_half(digits.substr(0, 4));
    const auto element = parse_half(digits.substr(4));
    if (!group || !element) return std::nullopt;
    return spelled_pattern{
        tag_pattern({group->value, element->value}, {group->mask, element->mask}), {}};
  }
  const bool is_python = count != 3 && is_python_tuple(parts, count);
  const auto number = [&](std::size_t i) -> std::optional<half> {
    if (!is_python) return parse_half(parts[i]);
    return half{*parse_python_integer(parts[i]), 0xFFFF};
  };
  const auto group = number(0);
  if (!group) return std::nullopt;
  if (count == 3) {
    const std::string_view quoted = parts[1];
    if (quoted.size() < 3 || quoted.front() != quoted.back() ||
        (quoted.front() != '"' && quoted.front() != '\''))
      return std::nullopt;
    std::string_view creator = quoted.substr(1, quoted.size() - 2);
    creator = trimmed(creator);
    if (creator.empty()) return std::nullopt;
    std::string_view digits = parts[2];
    if (digits.size() == 4 && (digits.substr(0, 2) == "0x" || digits.substr(0, 2) == "0X" ||
                               digits.substr(0, 2) == "xx" || digits.substr(0, 2) == "XX"))
      digits.remove_prefix(2);
    if (digits.size() != 2 || hex_digit(digits[0]) < 0 || hex_digit(digits[1]) < 0)
      return std::nullopt;
    if (group->mask != 0xFFFF || group->value % 2 == 0) return std::nullopt;
    const auto offset =
        static_cast<std::uint16_t>(hex_digit(digits[0]) << 4 | hex_digit(digits[1]));
    return spelled_pattern{tag_pattern({group->value, offset}, {0xFFFF, 0x00FF}), creator};
  }
  const auto element = number(1);
  if (!element) return std::nullopt;
  if (count == 2)
    return spelled_pattern{
        tag_pattern({group->value, element->value}, {group->mask, element->mask}), {}};
  const auto group_mask = number(2);
  const auto element_mask = number(3);
  constexpr std::uint16_t all = 0xFFFF;
  if (!group_mask || !element_mask || group->mask != all || element->mask != all ||
      group_mask->mask != all || element_mask->mask != all)
    return std::nullopt;
  // Bits outside the mask count for nothing, as in the package.
  return spelled_pattern{
      tag_pattern({group->value, element->value}, {group_mask->value, element_mask->value}), {}};
}

}  // namespace detail

/// Reads the text of a pattern.  It may be "(0010,0010)", "0010,0010", "00100010", the standard's
/// "(60xx,3000)", a keyword of PS3.6 such as "PatientName", or a private element with group,
/// creator and offset: (0019,"SIEMENS MR HEADER",0C).
///
/// It may be a tuple of the Python package: "(0x0010, 0x0010)" or the four-part mask "(0x5000,
/// 0x0000, 0xFF00, 0x0000)", whose bits outside the mask count for nothing.  Its numbers are any
/// integers of Python: (16, 32) and (0x0010, 32) are (0010,0020).  Four digits in each part are the
/// standard's form: (1010,1050) is hexadecimal.
///
/// Throws error(errc::bad_tag) that quotes the text.
[[nodiscard]] any_pattern parse_pattern(std::string_view text);

/// The text of a pattern in the standard's form, readable by parse_pattern.
[[nodiscard]] std::string to_string(const any_pattern& where);

namespace detail {

// The text of a literal as a template argument, so that a literal has the type it spells.
template <std::size_t Size>
struct literal_text {
  char characters[Size] = {};
  consteval explicit(false) literal_text(const char (&text)[Size]) {
    for (std::size_t i = 0; i < Size; ++i) characters[i] = text[i];
  }
  [[nodiscard]] constexpr std::string_view view() const noexcept { return {characters, Size - 1}; }
};

}  // namespace detail

inline namespace literals {

/// 0x0010'0020_tag: a tag.
consteval tag operator""_tag(unsigned long long digits) {
  // Reaching the throw is what stops the compilation.
  if (digits > 0xFFFFFFFF) throw "a tag has eight hexadecimal digits";
  return {static_cast<std::uint16_t>(digits >> 16), static_cast<std::uint16_t>(digits & 0xFFFF)};
}

/// "(0010,0020)"_tag, "(60xx,3000)"_tag, "PatientID"_tag, R"((0019,"SIEMENS MR HEADER",0C))"_tag:
/// a tag, a tag_pattern or a private_element, whichever the text spells.  Forms as in
/// parse_pattern; any other text does not compile.
template <detail::literal_text Text>
constexpr auto operator""_tag() {  // not consteval: clang 16 loses the creator of what that returns
  constexpr auto spelled = detail::spell(Text.view());
  static_assert(spelled.has_value(), "this text is no DICOM tag, mask, keyword or private element");
  if constexpr (!spelled->creator.empty()) {
    return private_element{spelled->where.value.group, spelled->creator,
                           static_cast<std::uint8_t>(spelled->where.value.element)};
  } else if constexpr (spelled->where.is_exact()) {
    return spelled->where.value;
  } else {
    return spelled->where;
  }
}

}  // namespace literals
}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/tags/pattern.ipp>
#endif
