// SPDX-License-Identifier: BSD-3-Clause
// A bounded parser of data sets: it tells a handler what it finds and knows no rule.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>

#include <fmt/core.h>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/element_header.hpp>
#include <dicom_anonymizer/part10/encoding.hpp>
#include <dicom_anonymizer/part10/header_reader.hpp>
#include <dicom_anonymizer/part10/item_attempts.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/part10/swallowed_elements.hpp>
#include <dicom_anonymizer/part10/value_limits.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer {
namespace detail {

// Thrown for what cannot be done in the order of the bytes as a data set in memory would do it:
// then the file is read into one.
struct needs_dataset {};

}  // namespace detail

/// Parses a data set, telling the handler of each element in the order of the bytes:
///   value(header)               a value of known length,
///   encapsulated(header, end)   pixel data in fragments, up to and with the delimiter before end,
///   begin_sequence(header), begin_item(header), end_item(), end_sequence().
///
/// Every length is checked against what is left of the item, sequence and source around it before
/// anything is read; sequences nested deeper than the limit are refused, and so are elements whose
/// length must be something else: a group length of other than four bytes, a value far beyond the
/// limit of its VR, and two letters of a VR in Implicit VR.  Items that hide in UN
/// (PS3.5 section 6.2.2) or in Implicit VR are found; a handler is told of their encoding before
/// the sequence begins, by hidden_items(encoding) if it has such a member.  Delimiters may say that
/// their length is undefined, and a sequence of defined length may end with one, as some writers
/// have it; of the latter a handler is told by surplus_delimiter() if it has such a member.  Throws
/// error with tag and offset: truncated, malformed, too_deep, too_large where finding items takes
/// too many attempts (limits::elements), and what source throws.
template <class Handler>
class parser : public header_reader {
 public:
  parser(source& in, const limits& bounds, Handler& handler) noexcept
      : header_reader(in), bounds_(bounds), handler_(handler) {}

  /// Parses elements from an offset to the end of the source.  NULs after the last element, which
  /// some writers add to fill a block, are no elements.
  void parse_dataset(std::uint64_t at, const encoding& form) {
    const std::uint64_t end = in_.size();
    element_header header;
    while (at < end) {
      if (in_.view(at, 1)[0] == 0 && is_filling(at)) return require_ended(header);
      header = read_header(at, end, form);
      // Written in order it would be taken for a part of the file meta information.
      if (header.id.group == 0x0002)
        throw error(errc::malformed, "an element of the file meta information in the data set")
            .at(header.id)
            .at_offset(at);
      at = element(header, end, form, 0);
    }
    require_own_value(header);
  }

  /// Parses the items of a sequence, from an offset to an end.
  void parse_items(std::uint64_t at, std::uint64_t end, const encoding& form) {
    element_header header;
    header.length = static_cast<std::uint32_t>(end - at);
    header.offset = header.value_offset = at;
    sequence(header, end, form, 0);
  }

  /// Parses the elements of one item (or the rest of them) that is nested that deep: up to end, or
  /// to an item delimitation before it, if there is to be one.  Returns where they end.
  std::uint64_t parse_item(std::uint64_t at, std::uint64_t end, bool is_delimited,
                           const encoding& form, unsigned depth) {
    while (is_delimited || at < end) {
      const element_header header = read_header(at, end, form);
      if (is_delimited && header.id == detail::item_delimitation) {
        require_empty(header);
        return at;
      }
      at = element(header, end, form, depth);
    }
    return at;
  }

  /// Whether a delimiter has a length that it may have: none, or as some writers have it, an
  /// undefined one.
  [[nodiscard]] static bool is_empty_delimiter(const element_header& delimiter) noexcept {
    return delimiter.length == 0 || delimiter.length == undefined_length;
  }

  /// From now on lengths are taken as they are: those of items that were read before, and that an
  /// action may have written since.  Where they alone decide whether a value consists of items,
  /// which it did not before or does since, it throws detail::needs_dataset.
  void trust_lengths() noexcept { is_trusting_ = true; }

  /// Refuses an element whose length must be something else.  Precondition: a defined length ends
  /// before end.
  void require_sound(const element_header& header, std::uint64_t end) {
    if (is_trusting_) return;
    if (header.length > detail::undoubted_length || header.id.is_group_length()) [[unlikely]]
      require_sound_length(header, end);
  }

  /// Refuses a last element whose value holds elements of another encoding.
  void require_own_value(const element_header& last) {
    if (detail::swallows_elements(in_, last))
      throw error(errc::malformed, "a value that holds elements of another encoding")
          .at(last.id)
          .at_offset(last.offset);
  }

  /// Refuses NULs that are no filling, because it is not known where the value before them ends: a
  /// text that ends with some, more numbers than the attribute has, or whatever holds other
  /// elements, as a value whose length was misread does.
  void require_ended(const element_header& last) {
    if (last.length == undefined_length || last.length < 2) return;
    if (last.written == vr::SQ || (!last.written && is_known_sequence(last.id)) ||
        starts_with_item(last))
      return;  // its items have been read
    require_own_value(last);
    const std::optional<vr> kind = detail::kind_of(last);
    if (detail::has_more_numbers(last.id, kind, last.length) || detail::holds_heads(in_, last))
      throw error(errc::malformed, "NULs behind a value that is too long")
          .at(last.id)
          .at_offset(last.offset);
    if (!kind || !is_text(*kind)) return;
    const auto bytes = in_.view(last.value_offset + last.length - 2, 2);
    if (bytes[0] == 0 && bytes[1] == 0)
      throw error(errc::malformed, "NULs behind a text that ends with NULs")
          .at(last.id)
          .at_offset(last.offset);
  }

  /// Parses one element whose head has been read; returns where the next one begins.
  std::uint64_t parse_element(const element_header& header, std::uint64_t end, const encoding& form,
                              unsigned depth) {
    return element(header, end, form, depth);
  }

  /// Parses the fragments of encapsulated pixel data; returns where the next element begins.
  std::uint64_t parse_fragments(const element_header& header, std::uint64_t end,
                                const encoding& form) {
    return fragments(header, end, form);
  }

  /// The encoding of the items, if a value that does not say so consists of items: in UN, PS3.5
  /// section 6.2.2, or in Implicit VR.  Throws error(errc::malformed) if it should and does not.
  [[nodiscard]] std::optional<encoding> hidden_items(const element_header& header, unsigned depth) {
    if (header.length == 0 || (header.written && *header.written != vr::UN)) return std::nullopt;
    // Whatever the dictionary says: it may be older than the file.
    if (starts_with_item(header)) {
      if (const auto form = form_of_items(header, depth, false)) return form;
      if (is_trusting_ && form_of_items(header, depth, true)) throw detail::needs_dataset{};
    }
    if (is_known_sequence(header.id))  // a name could hide in what nobody can read
      throw error(errc::malformed, "a sequence whose items cannot be read")
          .at(header.id)
          .at_offset(header.offset);
    return std::nullopt;
  }

  /// Whether a value consists of items in an encoding.
  [[nodiscard]] bool has_items_in(const element_header& header, const encoding& form,
                                  unsigned depth) {
    return are_items(header, form, depth, is_trusting_);
  }

  /// Whether nothing but NUL is left, which some writers add to fill a block.
  [[nodiscard]] bool is_filling(std::uint64_t at) { return detail::is_filled(in_, at, in_.size()); }

  /// Whether an attribute is a sequence by the dictionary.
  [[nodiscard]] static bool is_known_sequence(tag id) noexcept {
    const dictionary_entry* known = find_attribute(id);
    return known != nullptr && known->representation == vr::SQ;
  }

  /// Whether the first elements from an offset, some of them, are sound in an encoding.
  [[nodiscard]] bool begins_in(std::uint64_t at, std::uint64_t end, const encoding& form) {
    return known_at_beginning(at, end, form).has_value();
  }

  /// How many of these elements are private, in the dictionary, or sequences of undefined
  /// length, whose items show the byte order; nothing if they are not sound. In
  /// Implicit VR, where anything has a head, they must be in order, too.
  [[nodiscard]] std::optional<int> known_at_beginning(std::uint64_t at, std::uint64_t end,
                                                      const encoding& form) {
    constexpr int some = 8;
    std::int64_t latest = -1;
    int known = 0;
    try {
      for (int i = 0; i < some && at < end; ++i) {
        if (i != 0 && in_.view(at, 1)[0] == 0 && is_filling(at)) break;
        const element_header header = read_any_header(at, end, form);
        if (header.id.group == detail::item_tag.group) {
          if (i == 0) return std::nullopt;
          break;  // behind items the delimiter of those around them
        }
        if (!form.explicit_vr && header.id.value() <= latest) return std::nullopt;
        latest = header.id.value();
        if (header.id.is_group_length() && header.length != 4 && header.length != 0)
          return std::nullopt;
        if (header.id.is_private() || find_attribute(header.id) != nullptr) ++known;
        if (header.length == undefined_length) {
          if (header.written && *header.written != vr::SQ && *header.written != vr::UN &&
              header.id != detail::pixel_data_tag)
            return std::nullopt;
          encoding inside = form;
          if (header.written == vr::UN) inside.big_endian = false;
          if (read_any_header(header.value_offset, end, inside).id.group != detail::item_tag.group)
            return std::nullopt;
          if (header.written == vr::SQ) ++known;
          break;
        }
        if (header.length > end - header.value_offset) return std::nullopt;
        at = header.value_offset + header.length;
      }
    } catch (const error& failed) {
      if (failed.code() != errc::malformed && failed.code() != errc::truncated) throw;
      return std::nullopt;
    }
    return known;
  }

 private:
  [[gnu::noinline]] void require_sound_length(const element_header& header, std::uint64_t end) {
    // An empty one, which some writers leave, swallows nothing.
    if (header.id.is_group_length() && header.length != 4 && header.length != 0)
      throw error(errc::malformed, "a group length that is not four bytes")
          .at(header.id)
          .at_offset(header.offset);
    if (header.length == undefined_length) return;
    const bool spells_vr = !header.written && detail::spells_vr(header.length);
    bool is_explicit =
        spells_vr && (begins_in(header.offset, end,
                                {.explicit_vr = true, .big_endian = false, .deflated = false}) ||
                      begins_in(header.offset, end,
                                {.explicit_vr = true, .big_endian = true, .deflated = false}));
    if (!is_explicit) {
      if constexpr (requires { handler_.look(header); })
        if (header.written != vr::UN || !starts_with_item(header)) handler_.look(header);
      is_explicit = spells_vr && detail::holds_heads(in_, header);
    }
    if (is_explicit)
      throw error(errc::malformed, "Explicit VR where the data are in Implicit VR")
          .at(header.id)
          .at_offset(header.offset);
    const std::optional<vr> kind = detail::kind_of(header);
    if (kind && detail::has_longer_value(in_, header, detail::longest_value(*kind)))
      throw error(errc::malformed,
                  fmt::format("a value far beyond the limit of VR {}", to_string(*kind)))
          .at(header.id)
          .at_offset(header.offset);
    if (detail::has_more_numbers(header.id, kind, header.length))
      throw error(errc::malformed, "a value with far more numbers than the attribute may have")
          .at(header.id)
          .at_offset(header.offset);
    if (detail::holds_elements(in_, header) || detail::swallows_elements(in_, header))
      throw error(errc::malformed, "a value that holds elements of another encoding")
          .at(header.id)
          .at_offset(header.offset);
  }

  // One element whose head has been read; returns where the next one begins.
  std::uint64_t element(const element_header& header, std::uint64_t end, const encoding& form,
                        unsigned depth) {
    if (header.id.group == detail::item_tag.group)
      throw error(errc::malformed, "an item or delimiter outside a sequence")
          .at(header.id)
          .at_offset(header.offset);
    if (header.length != undefined_length && header.length > end - header.value_offset)
      throw error(errc::truncated, "the value reaches beyond the end of the data around it")
          .at(header.id)
          .at_offset(header.offset);
    require_sound(header, end);
    if (header.length == undefined_length) return undefined(header, end, form, depth);
    const std::uint64_t next = header.value_offset + header.length;
    if (header.written == vr::SQ || (!header.written && is_known_sequence(header.id)))
      return sequence(header, next, form, depth);
    if (const std::optional<encoding> inner = hidden_items(header, depth)) {
      // An attempt has parsed them by now; once more at each level would double the effort with
      // every level.
      if constexpr (std::is_base_of_v<detail::ignoring_handler, Handler>) {
        return next;
      } else {
        if constexpr (requires { handler_.hidden_items(*inner); }) handler_.hidden_items(*inner);
        return sequence(header, next, *inner, depth);
      }
    }
    handler_.value(header);
    return next;
  }

  std::uint64_t undefined(const element_header& header, std::uint64_t end, const encoding& form,
                          unsigned depth) {
    if (header.id == detail::pixel_data_tag && header.written != vr::UN && header.written != vr::SQ)
      return fragments(header, end, form);
    if (!header.written || header.written == vr::SQ) return sequence(header, end, form, depth);
    if (header.written == vr::UN)  // PS3.5 section 6.2.2 note 4: Implicit VR Little Endian inside
      return sequence(header, end, {.explicit_vr = false, .big_endian = false, .deflated = false},
                      depth);
    throw error(errc::malformed,
                fmt::format("VR {} has no undefined length", to_string(*header.written)))
        .at(header.id)
        .at_offset(header.offset);
  }

  // UN and Implicit VR are little endian.
  bool starts_with_item(const element_header& header) {
    if (header.length < 8) return false;
    const auto bytes = in_.view(header.value_offset, 4);
    return bytes[0] == 0xFE && bytes[1] == 0xFF && bytes[2] == 0x00 && bytes[3] == 0xE0;
  }

  std::optional<encoding> form_of_items(const element_header& header, unsigned depth,
                                        bool is_trusting) {
    constexpr encoding implicit{.explicit_vr = false, .big_endian = false, .deflated = false};
    constexpr encoding explicit_little{};
    if (are_items(header, implicit, depth, is_trusting)) return implicit;
    if (header.written && are_items(header, explicit_little, depth, is_trusting))
      return explicit_little;
    return std::nullopt;
  }

  bool are_items(const element_header& header, const encoding& form, unsigned depth,
                 bool is_trusting) {
    detail::trying_handler cost(in_.store()->attempted(), bounds_);
    parser<detail::trying_handler> attempt(in_, bounds_, cost);
    attempt.is_trusting_ = is_trusting;
    try {
      attempt.sequence(header, header.value_offset + header.length, form, depth);
      return true;
    } catch (const error& failed) {
      if (failed.code() == errc::malformed || failed.code() == errc::truncated) return false;
      if (is_trusting) throw detail::needs_dataset{};  // beyond a length that should have ended it
      throw;
    }
  }

  std::uint64_t sequence(const element_header& header, std::uint64_t end, const encoding& form,
                         unsigned depth) {
    const bool is_defined = header.length != undefined_length;
    handler_.begin_sequence(header);
    std::uint64_t at = header.value_offset;
    while (!is_defined || at < end) {
      const element_header item = read_header(at, end, form);
      if (item.id == detail::sequence_delimitation && (!is_defined || item.value_offset == end)) {
        require_empty(item);
        at = item.value_offset;
        if constexpr (requires { handler_.surplus_delimiter(); })
          if (is_defined) handler_.surplus_delimiter();
        break;
      }
      if (item.id != detail::item_tag)
        throw error(errc::malformed, "no item where the sequence has one")
            .at(header.id)
            .at_offset(item.offset);
      if (depth >= bounds_.depth)
        throw error(errc::too_deep, "sequences are nested too deep")
            .at(header.id)
            .at_offset(header.offset);
      handler_.begin_item(item);
      at = item.length == undefined_length
               ? parse_item(item.value_offset, end, true, form, depth + 1) + 8
               : closed_item(header, item, end, form, depth + 1);
      handler_.end_item();
    }
    handler_.end_sequence();
    return at;
  }

  std::uint64_t closed_item(const element_header& around, const element_header& item,
                            std::uint64_t end, const encoding& form, unsigned depth) {
    if (item.length > end - item.value_offset)
      throw error(errc::truncated, "an item reaches beyond the end of its sequence")
          .at(around.id)
          .at_offset(item.offset);
    return parse_item(item.value_offset, item.value_offset + item.length, false, form, depth);
  }

  // PS3.5 section A.4: items without elements, the first a Basic Offset Table.
  std::uint64_t fragments(const element_header& header, std::uint64_t end, const encoding& form) {
    std::uint64_t at = header.value_offset;
    while (true) {
      const element_header fragment = read_header(at, end, form);
      if (fragment.id == detail::sequence_delimitation) {
        require_empty(fragment);
        handler_.encapsulated(header, fragment.value_offset);
        return fragment.value_offset;
      }
      if (fragment.id != detail::item_tag || fragment.length == undefined_length)
        throw error(errc::malformed, "no fragment where encapsulated pixel data have one")
            .at(header.id)
            .at_offset(fragment.offset);
      if (fragment.length > end - fragment.value_offset)
        throw error(errc::truncated, "a fragment reaches beyond the end of the data")
            .at(header.id)
            .at_offset(fragment.offset);
      if constexpr (requires { handler_.fragment(fragment); }) handler_.fragment(fragment);
      at = fragment.value_offset + fragment.length;
    }
  }

  static void require_empty(const element_header& delimiter) {
    if (!is_empty_delimiter(delimiter))
      throw error(errc::malformed, "a delimiter with a length")
          .at(delimiter.id)
          .at_offset(delimiter.offset);
  }

  template <class>
  friend class parser;

  const limits& bounds_;
  Handler& handler_;
  bool is_trusting_ = false;
};

}  // namespace dicom_anonymizer
