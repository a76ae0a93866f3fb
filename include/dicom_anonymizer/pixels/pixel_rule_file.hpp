// SPDX-License-Identifier: BSD-3-Clause
// Rules about pixels from a file.
#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <dicom_anonymizer/pixels/pixel_rule.hpp>

namespace dicom_anonymizer {

/// How long a file of rules about pixels may be, in bytes: 4 MiB.  112 rules take 13 KB.
inline constexpr std::size_t pixel_rule_file_limit = 4'194'304;

/// How many rules a file may have, as each is compared with each.
inline constexpr std::size_t pixel_rules_in_file = 512;

/// How many bytes a text of a rule in a file may have: as many characters as a value of LO.
inline constexpr std::size_t pixel_rule_text_limit = 64;

/// How many bytes the manufacturers, models and terms of all rules of a file may have together, as
/// each is searched for in each.
inline constexpr std::size_t pixel_rule_texts_limit = 32'768;

/// A set of rules about pixels that was read from a file; parse_pixel_rules makes it.  A copy
/// shares the rules.
class pixel_rule_file {
 public:
  // No moves: a set from which one took the rules would have none.
  pixel_rule_file(const pixel_rule_file&) = default;
  pixel_rule_file& operator=(const pixel_rule_file&) = default;
  ~pixel_rule_file() = default;

  /// The rules, as one layer.  They live as long as the set or a copy of it.
  [[nodiscard]] std::array<std::span<const pixel_rule>, 1> layers() const& noexcept {
    return {std::span<const pixel_rule>(held_->rules)};
  }
  void layers() const&& = delete;

 private:
  friend pixel_rule_file parse_pixel_rules(std::string text);

  struct content {
    std::string text;  // that the rules refer to
    std::vector<pixel_rule> rules;
  };
  explicit pixel_rule_file(std::shared_ptr<const content> held) : held_(std::move(held)) {}

  std::shared_ptr<const content> held_;
};

/// Reads rules from a text in UTF-8: lines of cells that are separated by tabs, as in
/// cmake/tables/device_regions.tsv.  Lines that are empty or begin with # do not count.  The first
/// line names the columns, in any order:
///
/// - rule: a name.  Lines with the same name that follow each other are one rule with several
///   rectangles; all else in them must be the same.
/// - modality, manufacturer_contains, model_contains, rows, columns: empty asks for nothing.
/// - other_conditions: such as "imagetype contains secondary" or "windowwidth equals 1", separated
///   by semicolons, of the attributes of image_text.  Of those that begin with "or" one must hold.
/// - x, y, width, height: the rectangle, from 0 at the upper left corner.
/// - sop_class, which need not be there: a UID.
/// - what, which need not be there: blank, which an empty cell means as well, keep, or everything,
///   which has no rectangle.
/// - verdict, which need not be there: a line with "drop" does not count.
/// - sources_file:line, licence_of_source, contributor_tag, note: not read.
///
/// Throws error(errc::bad_dictionary) with the number of the line, counted from 1, if the text is
/// not of this form, if a rule can never fire or does nothing (see pixel_rule), or lies wholly
/// behind another one, or if the text or the rules are more than the limits.
[[nodiscard]] pixel_rule_file parse_pixel_rules(std::string text);

/// Reads such a file.  Throws also error(errc::unreadable).
[[nodiscard]] pixel_rule_file read_pixel_rules(const std::filesystem::path& file);

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/pixels/pixel_rule_file.ipp>
#endif
