// SPDX-License-Identifier: BSD-3-Clause
// A rule about pixels: which image of which device loses what.
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <span>
#include <string_view>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/pixels/image_facts.hpp>
#include <dicom_anonymizer/pixels/modality.hpp>
#include <dicom_anonymizer/pixels/rectangle.hpp>
#include <dicom_anonymizer/pixels/region_set.hpp>
#include <dicom_anonymizer/pixels/sop_class.hpp>
#include <dicom_anonymizer/tags/registered_uids.hpp>

namespace dicom_anonymizer {

namespace detail {

// A few of something, without memory of their own.
template <class Value, std::size_t Most>
class short_list {
 public:
  constexpr short_list() = default;
  constexpr short_list(std::initializer_list<Value> all) {
    for (const Value& one : all) push_back(one);
  }
  // Throws error(errc::bad_arguments) if they are too many.
  constexpr void push_back(const Value& one) {
    if (size_ == Most)
      throw error(errc::bad_arguments, "too many conditions, rectangles or rules about pixels");
    all_[size_++] = one;
  }
  [[nodiscard]] constexpr const Value* begin() const noexcept { return all_.data(); }
  [[nodiscard]] constexpr const Value* end() const noexcept { return all_.data() + size_; }
  [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }
  [[nodiscard]] constexpr bool empty() const noexcept { return size_ == 0; }
  friend constexpr bool operator==(const short_list& one, const short_list& other) {
    return std::equal(one.begin(), one.end(), other.begin(), other.end());
  }

 private:
  std::array<Value, Most> all_{};
  std::size_t size_ = 0;
};

}  // namespace detail

/// A device by what its Manufacturer (0008,0070) and its Manufacturer's Model Name (0008,1090)
/// contain, whatever the case of letters.  An empty text asks for nothing.
struct device {
  std::string_view manufacturer;
  std::string_view model;
};

/// Columns (0028,0011) and Rows (0028,0010) of an image, both of them.
struct image_size {
  std::uint32_t columns;
  std::uint32_t rows;
};

/// Rows (0028,0010) of an image, where the number of columns does not matter.
struct image_rows {
  std::uint32_t rows;
};

/// A value of Modality (0008,0060), as PS3.3 section C.7.3.1.1.1 spells it.
struct modality {
  std::string_view term;
};

/// What a rule is called in reports; rules of a file and of the table have such names.
struct rule_name {
  std::string_view name;
};

/// What a text of the data set says.  All conditions of a rule must hold, and of those that are
/// alternatives, if there are any, at least one.
struct text_condition {
  enum class comparison : std::uint8_t {
    contains,  ///< the text has the term in it, whatever the case of letters
    equals,    ///< one of its values is the term, or the same number
  };

  image_text where = image_text::image_type;
  comparison how = comparison::contains;
  std::string_view term;
  bool is_alternative = false;

  friend constexpr bool operator==(const text_condition&, const text_condition&) = default;
};

/// The condition that a text contains a term, whatever the case of letters.
[[nodiscard]] constexpr text_condition text_contains(image_text where, std::string_view term) {
  return {where, text_condition::comparison::contains, term, false};
}
/// The condition that a value of a text is a term, whatever the case of letters, or the same
/// number: 1.0 equals 1.
[[nodiscard]] constexpr text_condition text_equals(image_text where, std::string_view term) {
  return {where, text_condition::comparison::equals, term, false};
}
/// The same condition as one of several alternatives, of which one must hold.
[[nodiscard]] constexpr text_condition or_else(text_condition one) {
  one.is_alternative = true;
  return one;
}

/// A rectangle to paint over: its left column and top row, counted from 0, width and height.
/// What reaches beyond the image is meant up to its edge.  What begins there is not painted, and
/// the layout of the image is not known.
struct blank {
  std::uint32_t left;
  std::uint32_t top;
  std::uint32_t width;
  std::uint32_t height;
};

/// A rectangle to keep; what is outside of it, and of others that the rule keeps, is painted over.
struct keep_only {
  std::uint32_t left;
  std::uint32_t top;
  std::uint32_t width;
  std::uint32_t height;
};

/// The whole image is painted over.
struct blank_everything_type {};
inline constexpr blank_everything_type blank_everything;

/// What a rule says, as data, for those who make rules at run time.  The texts must live as long
/// as the rule.
struct pixel_rule_parts {
  /// Conditions and regions that fit into a rule.
  static constexpr std::size_t most = 8;

  std::string_view name;          ///< what reports call it; may be empty
  std::string_view modality;      ///< Modality (0008,0060); empty: any
  std::string_view manufacturer;  ///< what Manufacturer (0008,0070) contains; empty: any
  std::string_view model;      ///< what Manufacturer's Model Name (0008,1090) contains; empty: any
  std::string_view sop_class;  ///< SOP Class UID (0008,0016); empty: any
  std::uint32_t rows = 0;      ///< Rows (0028,0010); 0: any
  std::uint32_t columns = 0;   ///< Columns (0028,0011); 0: any
  /// What other texts must say.
  detail::short_list<text_condition, most> conditions;
  /// What is painted or kept, of all frames.
  detail::short_list<pixel_region, most> regions;
  /// Whether the whole image is painted; then there are no regions.
  bool blanks_everything = false;
};

namespace detail {

[[noreturn]] inline void refuse_rule(const char* reason) {
  throw error(errc::bad_arguments, reason);
}

constexpr void set_once(std::string_view& to, std::string_view value, const char* what) {
  if (value.empty()) refuse_rule("an empty condition in a rule about pixels");
  if (!to.empty()) refuse_rule(what);
  to = value;
}

constexpr void add_part(pixel_rule_parts& to, const device& one) {
  if (one.manufacturer.empty() && one.model.empty())
    refuse_rule("a device without manufacturer and model");
  if (!to.manufacturer.empty() || !to.model.empty()) refuse_rule("a rule with two devices");
  to.manufacturer = one.manufacturer;
  to.model = one.model;
}
constexpr void add_part(pixel_rule_parts& to, const image_rows& one) {
  if (one.rows == 0) refuse_rule("a rule for images without rows or columns");
  if (to.rows != 0) refuse_rule("a rule with two sizes");
  to.rows = one.rows;
}
constexpr void add_part(pixel_rule_parts& to, const image_size& one) {
  add_part(to, image_rows{one.rows});
  if (one.columns == 0) refuse_rule("a rule for images without rows or columns");
  to.columns = one.columns;
}
constexpr void add_part(pixel_rule_parts& to, const modality& one) {
  set_once(to.modality, one.term, "a rule with two modalities");
}
constexpr void add_part(pixel_rule_parts& to, const sop_class_uid& one) {
  set_once(to.sop_class, one.uid, "a rule with two SOP Classes");
}
constexpr void add_part(pixel_rule_parts& to, const rule_name& one) {
  set_once(to.name, one.name, "a rule with two names");
}
constexpr void add_part(pixel_rule_parts& to, const text_condition& one) {
  to.conditions.push_back(one);
}
constexpr void add_part(pixel_rule_parts& to, const blank& one) {
  to.regions.push_back(
      {{one.left, one.top, one.width, one.height}, {}, pixel_region::purpose::paint});
}
constexpr void add_part(pixel_rule_parts& to, const keep_only& one) {
  to.regions.push_back(
      {{one.left, one.top, one.width, one.height}, {}, pixel_region::purpose::keep_only});
}
constexpr void add_part(pixel_rule_parts& to, const blank_everything_type&) {
  to.blanks_everything = true;
}

// PS3.5 section 9.1, and of UIDs of the standard only those that images may have.
constexpr bool is_sop_class_uid(std::string_view text) noexcept {
  constexpr std::string_view root = "1.2.840.10008.";
  constexpr std::string_view storage = "1.2.840.10008.5.1.";
  if (text.size() > 64 || text.find('.') == std::string_view::npos) return false;
  bool is_begin = true;  // of a component
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_last = i + 1 == text.size() || text[i + 1] == '.';
    if (text[i] == '.' ? is_begin || i + 1 == text.size()
                       : text[i] < '0' || text[i] > '9' || (is_begin && text[i] == '0' && !is_last))
      return false;
    is_begin = text[i] == '.';
  }
  if (text.substr(0, root.size()) != root) return true;
  return text.substr(0, storage.size()) == storage && is_standard_uid(text);
}

// No value that rules ask for has more, and rules are compared with each other.
constexpr void require_short(std::string_view text) {
  if (text.size() > 256) refuse_rule("a text of more than 256 bytes in a rule about pixels");
}

// Throws error(errc::bad_arguments) of a rule that can never fire or does nothing.
constexpr void require_sense(const pixel_rule_parts& one) {
  constexpr std::uint32_t most_pixels = 65'535;  // Rows and Columns are US, PS3.5 section 6.2
  if (!one.modality.empty() && !is_modality(one.modality))
    refuse_rule("a modality that PS3.3 section C.7.3.1.1.1 does not define");
  if (!one.sop_class.empty() && !is_sop_class_uid(one.sop_class))
    refuse_rule("no UID of a SOP Class");
  if (one.rows > most_pixels || one.columns > most_pixels)
    refuse_rule("more rows or columns than an image has");
  for (const std::string_view text : {one.name, one.manufacturer, one.model}) {
    require_short(text);
    if (!text.empty() && without_blanks(text).empty())
      refuse_rule("a blank text in a rule about pixels");
  }
  for (const text_condition& condition : one.conditions) {
    require_short(condition.term);
    if (without_blanks(condition.term).empty())
      refuse_rule("an empty condition in a rule about pixels");
  }
  if (one.modality.empty() && one.manufacturer.empty() && one.model.empty() &&
      one.sop_class.empty() && one.rows == 0 && one.columns == 0 && one.conditions.empty())
    refuse_rule("a rule about pixels without a condition");
  if (one.regions.empty() != one.blanks_everything)
    refuse_rule("a rule about pixels needs rectangles, or blanks everything");
  for (const pixel_region& region : one.regions) {
    if (region.where.is_empty()) refuse_rule("a rectangle without pixels");
    if (region.frames != frame_range{}) refuse_rule("a rule for some frames only");
    if (region.where.left >= (one.columns == 0 ? most_pixels : one.columns) ||
        region.where.top >= (one.rows == 0 ? most_pixels : one.rows))
      refuse_rule("a rectangle outside of the image that its rule is for");
  }
}

// The most columns of an image whose layout a rule knows; 0 if it knows none.
constexpr std::uint64_t most_columns_known(const pixel_rule_parts& rule) noexcept {
  std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
  if (rule.blanks_everything) return most;
  if (rule.rows == 0 || (rule.model.empty() && rule.sop_class.empty())) return 0;
  if (rule.columns != 0) return rule.columns;
  for (const pixel_region& one : rule.regions)
    most = std::min(most, one.where.left == 0 ? one.where.right() : 0);
  return most;
}

}  // namespace detail

/// What may stand in a rule about pixels.
template <class Part>
concept pixel_rule_part = requires(pixel_rule_parts& to, const Part& one) {
  detail::add_part(to, one);
};

/// Which images lose what: conditions, all of which must hold, and rectangles to paint over or to
/// keep, or blank_everything.  A rule that can never fire or does nothing is an error: when
/// compiled, if the rule is constexpr.
class pixel_rule {
 public:
  /// Of a device, image_size or image_rows, modality, sop_class_uid, text conditions, a rule_name,
  /// and of blank, keep_only or blank_everything, in any order.  Throws error(errc::bad_arguments)
  /// if there is no condition or an empty one, twice the same kind of condition other than texts, a
  /// modality that PS3.3 section C.7.3.1.1.1 does not define, a size of 0, what is no UID or, under
  /// the root of the standard, none that images may have as SOP Class, nothing to paint, or a
  /// rectangle without pixels or outside of the size.
  template <pixel_rule_part... Parts>
  requires(sizeof...(Parts) != 0) constexpr explicit pixel_rule(const Parts&... parts) {
    (detail::add_part(parts_, parts), ...);
    detail::require_sense(parts_);
  }
  /// The same, of data.
  constexpr explicit pixel_rule(const pixel_rule_parts& parts) : parts_(parts) {
    detail::require_sense(parts_);
  }

  /// What it says.
  [[nodiscard]] constexpr const pixel_rule_parts& parts() const noexcept { return parts_; }
  /// Its name; empty if it has none.
  [[nodiscard]] constexpr std::string_view name() const noexcept { return parts_.name; }

  /// Whether it names a device.
  [[nodiscard]] constexpr bool names_device() const noexcept {
    return !parts_.manufacturer.empty() || !parts_.model.empty();
  }
  /// Whether it does not say for which size of image its rectangles are, but needs one.  A weak
  /// rule does not apply to an image whose risk_of is low: it would paint over what a scanner
  /// measured.  What it painted elsewhere proves nothing of the rest of an image.
  [[nodiscard]] constexpr bool is_weak() const noexcept {
    return parts_.rows == 0 && parts_.columns == 0 && !parts_.blanks_everything;
  }

  /// Whether it knows the layout of those images that it is for and that have so many columns: it
  /// blanks everything, or names a model or a SOP Class, and the rows, and the columns, unless all
  /// of its rectangles reach from the left edge to the right one.
  [[nodiscard]] constexpr bool knows_layout(std::uint32_t columns) const noexcept {
    const std::uint64_t most = detail::most_columns_known(parts_);
    return parts_.columns == 0 || parts_.blanks_everything ? columns <= most : columns == most;
  }

  /// A rule alone is a set of rules, too.
  [[nodiscard]] constexpr std::array<std::span<const pixel_rule>, 1> layers() const& noexcept {
    return {std::span<const pixel_rule>(this, 1)};
  }
  void layers() const&& = delete;

 private:
  pixel_rule_parts parts_;
};

}  // namespace dicom_anonymizer
