// SPDX-License-Identifier: BSD-3-Clause
// Sets of rules about pixels, and one laid over another.
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/pixels/image_facts.hpp>
#include <dicom_anonymizer/pixels/pixel_findings.hpp>
#include <dicom_anonymizer/pixels/pixel_rule.hpp>
#include <dicom_anonymizer/pixels/region_set.hpp>

namespace dicom_anonymizer {

namespace detail {

// Whether what meets the one condition meets the other.
constexpr bool implies(const text_condition& one, const text_condition& other) noexcept {
  if (one.where != other.where) return false;
  if (other.how == text_condition::comparison::contains)
    return contains_ignoring_case(one.term, other.term);
  return one.how == other.how && equals_ignoring_case(one.term, other.term);
}

constexpr bool implies_all(const pixel_rule_parts& one, const pixel_rule_parts& other) noexcept {
  const auto implied = [&](bool is_alternative, const text_condition& wanted) {
    for (const text_condition& given : one.conditions)
      if (given.is_alternative == is_alternative && implies(given, wanted)) return true;
    return false;
  };
  bool is_any_alternative = false;
  bool is_alternative_implied = false;
  for (const text_condition& wanted : other.conditions) {
    if (!wanted.is_alternative && !implied(false, wanted)) return false;
    is_any_alternative = is_any_alternative || wanted.is_alternative;
    is_alternative_implied =
        is_alternative_implied || (wanted.is_alternative && implied(false, wanted));
  }
  if (!is_any_alternative || is_alternative_implied) return true;
  // Each alternative of the one must lead to one of the other's.
  bool is_any_given = false;
  for (const text_condition& given : one.conditions) {
    if (!given.is_alternative) continue;
    is_any_given = true;
    bool leads = false;
    for (const text_condition& wanted : other.conditions)
      leads = leads || (wanted.is_alternative && implies(given, wanted));
    if (!leads) return false;
  }
  return is_any_given;
}

// Whether a rule paints nothing that the other does not paint, for any image that it is for.
constexpr bool paints_no_more(const pixel_rule_parts& one, const pixel_rule_parts& other) noexcept {
  if (other.blanks_everything) return true;
  if (one.blanks_everything) return false;
  const auto keeps = [](const pixel_region& region) {
    return region.what == pixel_region::purpose::keep_only;
  };
  if (std::any_of(one.regions.begin(), one.regions.end(), keeps) ||
      std::any_of(other.regions.begin(), other.regions.end(), keeps))
    return one.regions == other.regions;
  return std::all_of(one.regions.begin(), one.regions.end(), [&](const pixel_region& inner) {
    return std::any_of(other.regions.begin(), other.regions.end(), [&](const pixel_region& outer) {
      return outer.where.left <= inner.where.left && outer.where.top <= inner.where.top &&
             outer.where.right() >= inner.where.right() &&
             outer.where.bottom() >= inner.where.bottom();
    });
  });
}

// Whether a rule knows no layout that the other, which is for the same images, does not know.
constexpr bool knows_no_more(const pixel_rule& one, const pixel_rule& other) noexcept {
  const std::uint64_t most = most_columns_known(one.parts());
  // Who knows images of so many columns knows narrower ones that both are for.
  return most == 0 || other.knows_layout(static_cast<std::uint32_t>(
                          std::min<std::uint64_t>(most, 65'535)));  // Columns is US
}

// Whether a rule changes nothing where the other stands beside it: whatever image it is for the
// other is for as well, also if it is measured or of another size, paints all that it paints, and
// knows the layout if it does.
constexpr bool is_behind(const pixel_rule& rule, const pixel_rule& other) noexcept {
  const pixel_rule_parts& one = rule.parts();
  const pixel_rule_parts& wide = other.parts();
  return (wide.modality.empty() || wide.modality == one.modality) &&
         (wide.sop_class.empty() || wide.sop_class == one.sop_class) &&
         (wide.rows == 0 || wide.rows == one.rows) &&
         (wide.columns == 0 || wide.columns == one.columns) &&
         contains_ignoring_case(one.manufacturer, wide.manufacturer) &&
         contains_ignoring_case(one.model, wide.model) &&
         (one.model.empty() || !wide.model.empty()) &&
         (rule.is_weak() || (!other.is_weak() && rule.names_device() == other.names_device())) &&
         knows_no_more(rule, other) && implies_all(one, wide) && paints_no_more(one, wide);
}

// The first rule that lies wholly behind another one of the same set, or their number.
constexpr std::size_t first_behind(std::span<const pixel_rule> rules) noexcept {
  for (std::size_t i = 0; i < rules.size(); ++i)
    for (std::size_t j = 0; j < rules.size(); ++j)
      if (i != j && is_behind(rules[i], rules[j])) return i;
  return rules.size();
}

}  // namespace detail

/// Rules about pixels, in layers from the right to the left.
template <class Rules>
concept pixel_rule_set = requires(const Rules& rules) {
  { rules.layers().size() } -> std::convertible_to<std::size_t>;
  { rules.layers()[0] } -> std::convertible_to<std::span<const pixel_rule>>;
};

/// Rules written in the source; pixel_rules makes it.
template <std::size_t Size>
class pixel_rule_list {
 public:
  constexpr explicit pixel_rule_list(const std::array<pixel_rule, Size>& rules) : rules_(rules) {
    if (detail::first_behind(rules_) != Size)
      detail::refuse_rule("a rule about pixels lies wholly behind another one");
  }

  /// The rules, as one layer.
  [[nodiscard]] constexpr std::array<std::span<const pixel_rule>, 1> layers() const& noexcept {
    return {std::span<const pixel_rule>(rules_)};
  }
  void layers() const&& = delete;

 private:
  std::array<pixel_rule, Size> rules_;
};

/// A set of rules.  All that are for an image are applied to it: what one of them paints is
/// painted, and of what one keeps only that stays which all that keep anything keep.  Throws
/// error(errc::bad_arguments) if a rule lies wholly behind another one, and so changes nothing; in
/// a constant expression it does not compile.
template <std::same_as<pixel_rule>... Rules>
requires(sizeof...(Rules) != 0) [[nodiscard]] constexpr auto pixel_rules(const Rules&... rules) {
  return pixel_rule_list<sizeof...(Rules)>({rules...});
}

/// One set of rules over another; operator| makes it.
template <pixel_rule_set Left, pixel_rule_set Right>
class layered_pixel_rules {
 public:
  constexpr layered_pixel_rules(const Left& left, const Right& right)
      : left_(left), right_(right) {}

  /// The layers of the right one, then those of the left one.
  [[nodiscard]] constexpr auto layers() const& {
    const auto over = right_.layers();
    const auto under = left_.layers();
    std::array<std::span<const pixel_rule>, over.size() + under.size()> all;
    std::copy(under.begin(), under.end(), std::copy(over.begin(), over.end(), all.begin()));
    return all;
  }
  void layers() const&& = delete;

 private:
  Left left_;
  Right right_;
};

/// Lays rules over others, which they win: where a rule of the right one that names a device and is
/// not weak is for an image, those of the left one that name a device do not paint; that they know
/// the model but not the size counts nevertheless.  Rules that name none, such as those for a SOP
/// Class, apply beside each other, and so do those of the left one beside weak ones.
template <pixel_rule_set Left, pixel_rule_set Right>
[[nodiscard]] constexpr layered_pixel_rules<Left, Right> operator|(const Left& left,
                                                                   const Right& right) {
  return {left, right};
}

namespace detail {

// Sets of rules that refer to texts of the caller and hold none themselves.
template <class Rules>
inline constexpr bool holds_no_texts = false;
template <>
inline constexpr bool holds_no_texts<pixel_rule> = true;
template <std::size_t Size>
inline constexpr bool holds_no_texts<pixel_rule_list<Size>> = true;
template <class Left, class Right>
inline constexpr bool holds_no_texts<layered_pixel_rules<Left, Right>> =
    holds_no_texts<Left>&& holds_no_texts<Right>;

}  // namespace detail

/// What the rules say of an image.  Takes time in proportion to the number of rules and the length
/// of the texts, and no memory.  An image without rows or columns meets no rule, and one whose
/// risk_of is low no weak one (pixel_rule::is_weak), whoever wrote it.  Throws
/// error(errc::bad_arguments) if more regions or rules than 64 come together.
template <pixel_rule_set Rules>
[[nodiscard]] constexpr pixel_findings find_regions(const Rules& rules, const image_facts& image) {
  const auto layers = rules.layers();
  return detail::find_in(layers, image);
}
/// Not of a set that is gone thereafter with the names that the findings refer to, such as rules of
/// a file.
template <pixel_rule_set Rules>
requires(!detail::holds_no_texts<Rules>) pixel_findings
    find_regions(const Rules&& rules, const image_facts& image)
= delete;

}  // namespace dicom_anonymizer
