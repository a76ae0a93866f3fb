// SPDX-License-Identifier: BSD-3-Clause
// What rules about pixels find for one image.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/pixels/image_facts.hpp>
#include <dicom_anonymizer/pixels/pixel_risk.hpp>
#include <dicom_anonymizer/pixels/pixel_rule.hpp>
#include <dicom_anonymizer/pixels/rectangle.hpp>
#include <dicom_anonymizer/pixels/region_set.hpp>

namespace dicom_anonymizer {

/// What rules say of one image.
struct pixel_findings {
  /// What is painted over, clipped to the image.
  region_set regions;
  /// The names of the rules that said so, in their order; empty of a rule without a name.
  detail::short_list<std::string_view, region_set::most> matched;
  /// Whether one of them knows the layout of the image (pixel_rule::knows_layout): what it leaves
  /// it leaves on purpose.
  bool is_known = false;
  /// Whether a rule knows the model, and all else it asks for is so, but not in this size, or all
  /// that a rule asks for is so, but its rectangles begin outside of the image; and no rule knows
  /// the layout.  Text may stand anywhere in such an image: it is not clean.
  bool model_known_size_unknown = false;

  /// Whether rules matched of which none knows the layout of the image.  Their rectangles are
  /// painted, but the rest of the image is not known to be clean.
  [[nodiscard]] constexpr bool is_weak() const noexcept { return !matched.empty() && !is_known; }
};

namespace detail {

// A decimal number without what its notation leaves open: sign, digits from the first that is not
// 0 to the last, and the power of ten of the first.
struct plain_number {
  bool is_number = false;
  bool is_negative = false;
  std::string_view digits;  // perhaps with a point among them
  std::int64_t power = 0;

  static constexpr plain_number of(std::string_view text) noexcept {
    plain_number result;
    std::int64_t exponent = 0;
    if (const std::size_t e = text.find_first_of("eE"); e != std::string_view::npos) {
      std::string_view behind = text.substr(e + 1);
      const bool is_below = !behind.empty() && behind.front() == '-';
      if (!behind.empty() && (is_below || behind.front() == '+')) behind.remove_prefix(1);
      if (behind.empty() || behind.size() > 9) return {};
      for (const char c : behind) {
        if (c < '0' || c > '9') return {};
        exponent = exponent * 10 + (c - '0');
      }
      if (is_below) exponent = -exponent;
      text = text.substr(0, e);
    }
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
      result.is_negative = text.front() == '-';
      text.remove_prefix(1);
    }
    std::size_t point = text.size();
    std::size_t digits = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '.' && point == text.size())
        point = i;
      else if (text[i] >= '0' && text[i] <= '9')
        ++digits;
      else
        return {};
    }
    if (digits == 0) return {};
    result.is_number = true;
    const std::size_t first = text.find_first_not_of("0.");
    if (first == std::string_view::npos) {
      result.is_negative = false;
      return result;
    }
    const std::size_t last = text.find_last_not_of("0.");
    result.digits = text.substr(first, last - first + 1);
    result.power = exponent + static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first);
    if (first > point) ++result.power;
    return result;
  }

  // Whether both are numbers, and the same.
  friend constexpr bool operator==(const plain_number& one, const plain_number& other) noexcept {
    if (!one.is_number || !other.is_number || one.is_negative != other.is_negative ||
        one.power != other.power)
      return false;
    std::size_t i = 0;
    std::size_t j = 0;
    while (true) {
      if (i < one.digits.size() && one.digits[i] == '.') ++i;
      if (j < other.digits.size() && other.digits[j] == '.') ++j;
      if (i == one.digits.size() || j == other.digits.size())
        return i == one.digits.size() && j == other.digits.size();
      if (one.digits[i++] != other.digits[j++]) return false;
    }
  }
};

constexpr bool holds(const text_condition& condition, const image_facts& image) noexcept {
  std::string_view text = image.text(condition.where);
  if (condition.how == text_condition::comparison::contains)
    return contains_ignoring_case(text, condition.term);
  const std::string_view term = without_blanks(condition.term);
  const plain_number wanted = plain_number::of(term);
  while (!text.empty()) {
    const std::string_view value = next_value(text);
    if (equals_ignoring_case(value, term) || plain_number::of(value) == wanted) return true;
  }
  return false;
}

constexpr bool hold(const pixel_rule_parts& rule, const image_facts& image) noexcept {
  bool is_any_alternative = false;
  bool is_alternative_met = false;
  for (const text_condition& one : rule.conditions) {
    if (one.is_alternative) {
      is_any_alternative = true;
      is_alternative_met = is_alternative_met || holds(one, image);
    } else if (!holds(one, image)) {
      return false;
    }
  }
  return is_alternative_met || !is_any_alternative;
}

// All but the size.  What is seldom so and cheap to ask comes first.
constexpr bool is_meant_for(const pixel_rule_parts& rule, const image_facts& image,
                            std::string_view modality, std::string_view sop_class) noexcept {
  return (rule.modality.empty() || rule.modality == modality) &&
         (rule.sop_class.empty() || rule.sop_class == sop_class) &&
         contains_ignoring_case(image.manufacturer, rule.manufacturer) &&
         contains_ignoring_case(image.model, rule.model) && hold(rule, image);
}

constexpr bool has_size(const pixel_rule_parts& rule, const image_facts& image) noexcept {
  return (rule.rows == 0 || rule.rows == image.rows) &&
         (rule.columns == 0 || rule.columns == image.columns);
}

// A rectangle that begins behind the edge was drawn for an image of another size.
constexpr bool begins_in(const rectangle& where, const image_facts& image) noexcept {
  return where.left < image.columns && where.top < image.rows;
}

// Those of its regions that begin in the image.
constexpr short_list<pixel_region, pixel_rule_parts::most> fitting(const pixel_rule_parts& rule,
                                                                   const image_facts& image) {
  short_list<pixel_region, pixel_rule_parts::most> found;
  for (const pixel_region& one : rule.regions)
    if (begins_in(one.where, image))
      found.push_back({one.where.clipped_to(image.columns, image.rows), {}, one.what});
  return found;
}

// What the rules of one image keep: what each of them that keeps anything keeps.
class kept_of_rules {
 public:
  // The regions of a rule, which perhaps keeps some.
  constexpr void narrow(const short_list<pixel_region, pixel_rule_parts::most>& regions) {
    list more;
    for (const pixel_region& one : regions)
      if (one.what == pixel_region::purpose::keep_only) more.push_back(one);
    if (more.empty()) return;
    if (!keeps_) {
      all_ = more;
      keeps_ = true;
      return;
    }
    list common;
    for (const pixel_region& one : all_)
      for (const pixel_region& other : more) {
        if (!one.where.intersects(other.where)) continue;
        const std::uint32_t left = std::max(one.where.left, other.where.left);
        const std::uint32_t top = std::max(one.where.top, other.where.top);
        common.push_back(
            {{left, top,
              static_cast<std::uint32_t>(std::min(one.where.right(), other.where.right()) - left),
              static_cast<std::uint32_t>(std::min(one.where.bottom(), other.where.bottom()) - top)},
             {},
             one.what});
      }
    all_ = common;
  }
  constexpr void add_to(region_set& regions, const rectangle& whole) const {
    if (!keeps_) return;
    if (all_.empty()) regions |= region_set::paint(whole);
    for (const pixel_region& one : all_) regions |= region_set::keep_only(one.where);
  }

 private:
  using list = short_list<pixel_region, region_set::most>;
  list all_;
  bool keeps_ = false;
};

constexpr pixel_findings find_in(std::span<const std::span<const pixel_rule>> layers,
                                 const image_facts& image) {
  pixel_findings found;
  if (image.columns == 0 || image.rows == 0) return found;
  const std::string_view modality = without_blanks(image.modality);
  const std::string_view sop_class = without_blanks(image.sop_class);
  const rectangle whole{0, 0, image.columns, image.rows};
  kept_of_rules kept;
  // A text such as "dose" says too little to spoil what a scanner measured.
  const bool is_measured = risk_of(image) == pixel_risk::low;
  bool is_settled = false;  // a layer to the right has rules for the device and size
  bool is_size_unknown = false;
  for (const std::span<const pixel_rule> layer : layers) {
    bool settles = false;
    for (const pixel_rule& rule : layer) {
      const pixel_rule_parts& parts = rule.parts();
      if (is_measured && rule.is_weak()) continue;
      if (!is_meant_for(parts, image, modality, sop_class)) continue;
      if (!has_size(parts, image)) {
        is_size_unknown = is_size_unknown || !parts.model.empty();
        continue;
      }
      // What it would paint another layer decides, but not that nobody knows this size.
      if (is_settled && rule.names_device()) continue;
      const auto regions = fitting(parts, image);
      if (regions.empty() && !parts.blanks_everything) {
        is_size_unknown = true;
        continue;
      }
      settles = settles || (rule.names_device() && !rule.is_weak());
      found.is_known = found.is_known ||
                       (rule.knows_layout(image.columns) && regions.size() == parts.regions.size());
      found.matched.push_back(parts.name);
      if (parts.blanks_everything) found.regions |= region_set::paint(whole);
      for (const pixel_region& one : regions)
        if (one.what == pixel_region::purpose::paint) found.regions |= region_set::paint(one.where);
      kept.narrow(regions);
    }
    is_settled = is_settled || settles;
  }
  kept.add_to(found.regions, whole);
  found.model_known_size_unknown = is_size_unknown && !found.is_known;
  return found;
}

}  // namespace detail
}  // namespace dicom_anonymizer
