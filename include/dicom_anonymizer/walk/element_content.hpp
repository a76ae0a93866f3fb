// SPDX-License-Identifier: BSD-3-Clause
// What the value of an element is, found among the bytes before any rule is asked.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/element_header.hpp>
#include <dicom_anonymizer/part10/encoding.hpp>
#include <dicom_anonymizer/part10/parser.hpp>
#include <dicom_anonymizer/part10/pixel_data.hpp>
#include <dicom_anonymizer/part10/value_limits.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/walk/byte_run.hpp>
#include <dicom_anonymizer/walk/open_item.hpp>
#include <dicom_anonymizer/walk/rule_cache.hpp>

namespace dicom_anonymizer::detail {

struct element_content {
  enum class kind { bytes, items, fragments };
  kind what = kind::bytes;
  encoding form = {};        // of the items
  std::uint64_t end = 0;     // where the next element begins; not known of open sequences
  bool is_unloaded = false;  // pixel data
};

// Whether the VR is what is written, whatever the dictionary says.
inline bool is_known_by_vr(const element_header& header) noexcept {
  return header.written && *header.written != vr::UN;
}

inline bool may_hide(const element_header& header) noexcept {
  return !is_known_by_vr(header) || *header.written == vr::SQ;
}

inline bool is_sequence(const element_header& header) noexcept {
  return header.written == vr::SQ || parser<ignoring_handler>::is_known_sequence(header.id);
}

// Whether the value may begin like an item, in the order of any word, or cannot be seen from here.
// Only a doubt: begins_like_item is asked behind it.
inline bool may_begin_like_item(const byte_run& run, const element_header& header) noexcept {
  if (header.length < 4) return false;
  const source& in = run.in();
  const std::uint64_t held_from = in.held_from();
  static_assert(std::endian::native == std::endian::little);
  const auto is_item_at = [&](std::uint64_t at) {
    if (at < held_from || at + 4 > held_from + in.held()) return true;  // who knows
    std::uint32_t word = 0;
    std::memcpy(&word, in.held_bytes() + (at - held_from), sizeof word);
    return word == 0xE000FFFEU || word == 0x00E0FEFFU || word == 0xFEFF00E0U || word == 0xFFFEE000U;
  };
  if (is_item_at(header.value_offset)) return true;
  // Of words of eight bytes that are swapped it is the second half.
  return header.length >= 8 && header.written && swap_unit(*header.written) == 8 &&
         is_item_at(header.value_offset + 4);
}

// Whether the value is certainly one, and no items in disguise.
inline bool is_plain(const byte_run& run, const element_header& header,
                     bool is_known_sequence) noexcept {
  if (header.written == vr::SQ || is_known_sequence) return false;
  return !may_begin_like_item(run, header) || (is_known_by_vr(header) && is_pixel_data(header.id));
}

// Counts and orders what is in a sequence that goes: it must be sound all the same.
class checking_handler {
 public:
  explicit checking_handler(std::uint64_t& left) noexcept : left_(left) {}
  void value(const element_header& header) { meet(header); }
  void encapsulated(const element_header& header, std::uint64_t) { meet(header); }
  void begin_sequence(const element_header& header) { meet(header); }
  void end_sequence() const noexcept {}
  void begin_item(const element_header& header) {
    byte_run::count_element(header, left_);
    enter();
  }
  // An item that has been counted.
  void enter() { latest_.push_back(-1); }
  void end_item() { latest_.pop_back(); }

 private:
  void meet(const element_header& header) {
    if (latest_.empty()) return;  // the sequence itself, which has been met
    byte_run::count_element(header, left_);
    const std::int64_t place = header.id.value();
    if (place <= latest_.back()) refuse_order(header, place == latest_.back());
    latest_.back() = place;
  }

  std::uint64_t& left_;
  std::vector<std::int64_t> latest_;
};

// Looks at the values of one run of bytes.  Of the rules it asks only what the cache knows of the
// dictionary.
class element_contents {
 public:
  element_contents(byte_run& run, rule_cache& rules) noexcept : run_(run), rules_(rules) {}

  // Throws error for a length that cannot be.
  [[gnu::always_inline]] element_content of(const open_item& here, const element_header& header) {
    if (!may_hide(header) && here.top == nullptr && header.length <= undoubted_length &&
        header.length <= here.end - header.value_offset && !header.id.is_group_length()) [[likely]]
      return {element_content::kind::bytes, {}, header.value_offset + header.length, false};
    return of_any(here, header);
  }

  // What an action wrote is its own affair, and file meta information that of whoever laid it out.
  void examine(const open_item& here, const element_header& header) {
    if (!here.is_meta()) run_.heads().require_sound(header, here.end);
  }

  // Where an element ends whose value goes; what is in it must be sound all the same.
  std::uint64_t end_of(const open_item& here, const element_header& header,
                       const element_content& content) {
    if (content.what != element_content::kind::items) return content.end;
    // In file meta information nothing is taken for items before its turn comes.
    if (here.is_meta() && header.length != undefined_length) return content.end;
    checking_handler checks(run_.left());
    parser<checking_handler> checking(run_.in(), run_.bounds(), checks);
    if (run_.is_trusting()) checking.trust_lengths();
    return checking.parse_element(header, here.end, here.form, here.scope.depth());
  }

  // Of items in that encoding: whether there is one.
  bool has_items(const open_item& here, const element_header& header, const encoding& form) {
    // A defined length may hold a delimiter alone.
    if (header.length != undefined_length && header.length != 8) return header.length != 0;
    return run_.heads().read_header(header.value_offset, here.end, form).id == item_tag;
  }

 private:
  [[gnu::noinline]] element_content of_any(const open_item& here, const element_header& header) {
    element_content content;
    using kind = element_content::kind;
    parser<ignoring_handler>& heads = run_.heads();
    if (header.length == undefined_length) {
      examine(here, header);
      if (header.id == pixel_data_tag && header.written != vr::UN && header.written != vr::SQ) {
        content.what = kind::fragments;
        content.is_unloaded = true;
        content.end = heads.parse_fragments(header, here.end, here.form);
      } else if (!header.written || header.written == vr::SQ) {
        content.what = kind::items;
        content.form = here.form;
      } else if (header.written == vr::UN) {  // PS3.5 section 6.2.2 note 4
        content.what = kind::items;
        content.form = {.explicit_vr = false, .big_endian = false, .deflated = false};
      } else {
        throw error(errc::malformed,
                    fmt::format("VR {} has no undefined length", to_string(*header.written)))
            .at(header.id)
            .at_offset(header.offset);
      }
      return content;
    }
    if (header.length > here.end - header.value_offset)
      throw error(errc::truncated, "the value reaches beyond the end of the data around it")
          .at(header.id)
          .at_offset(header.offset);
    examine(here, header);
    content.end = header.value_offset + header.length;
    content.is_unloaded = here.top != nullptr && is_pixel_data(header.id);
    if (header.written && *header.written != vr::UN && *header.written != vr::SQ) return content;
    const bool is_known = !header.id.is_private() && rules_.find(header.id).is_known_sequence();
    if (header.written == vr::SQ && here.is_meta() && header.length != 0 &&
        !heads.has_items_in(header, here.form, here.scope.depth()))
      throw needs_dataset{};  // where it may have items without VRs
    if (header.written == vr::SQ || (!header.written && is_known)) {
      content.what = kind::items;
      content.form = here.form;
    } else if (is_known || !is_plain(run_, header, false)) {
      if (const std::optional<encoding> inner = heads.hidden_items(header, here.scope.depth())) {
        content.what = kind::items;
        content.form = *inner;
      }
    }
    return content;
  }

  byte_run& run_;
  rule_cache& rules_;
};

}  // namespace dicom_anonymizer::detail
