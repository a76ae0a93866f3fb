// SPDX-License-Identifier: BSD-3-Clause
// One edition of Table E.1-1 of PS3.15: which attributes it lists and what it asks for each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <dicom_anonymizer/tags/pattern.hpp>
#include <dicom_anonymizer/tags/place_in_order.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <iterator>
#include <span>
#include <string_view>

namespace dicom_anonymizer {

/// An action code, PS3.15 table E.1-1a.  Where a code offers a choice, the first one holds unless
/// the attribute has to be there (Z) or to have a value (D) for the object to remain valid.
enum class code : std::uint8_t {
  none,  ///< the table does not list the attribute
  X,     ///< remove
  Z,     ///< zero length, or a dummy value
  D,     ///< a dummy value
  U,     ///< a UID that is new and the same for the same old one
  K,     ///< keep; the items of a sequence obey the table
  C,     ///< clean: a value of like meaning that identifies nobody
  XZ,
  XD,
  ZD,
  XZD,
  XZU,
};

/// The code as the standard prints it, such as "X/Z/U*"; empty for code::none.
[[nodiscard]] constexpr std::string_view to_string(code c) noexcept {
  switch (c) {
    case code::none: return {};
    case code::X: return "X";
    case code::Z: return "Z";
    case code::D: return "D";
    case code::U: return "U";
    case code::K: return "K";
    case code::C: return "C";
    case code::XZ: return "X/Z";
    case code::XD: return "X/D";
    case code::ZD: return "Z/D";
    case code::XZD: return "X/Z/D";
    case code::XZU: return "X/Z/U*";
  }
  return {};
}

/// An option of the profile, PS3.15 section E.3: the columns of the table in its order, then those
/// that have none.  Each is one bit.
enum class option : std::uint16_t {
  retain_safe_private = 1 << 0,                  ///< E.3.10
  retain_uids = 1 << 1,                          ///< E.3.9
  retain_device_identity = 1 << 2,               ///< E.3.8
  retain_institution_identity = 1 << 3,          ///< E.3.11
  retain_patient_characteristics = 1 << 4,       ///< E.3.7
  retain_full_dates = 1 << 5,                    ///< E.3.6, dates as they are
  retain_modified_dates = 1 << 6,                ///< E.3.6, dates moved
  clean_descriptors = 1 << 7,                    ///< E.3.5
  clean_structured_content = 1 << 8,             ///< E.3.4
  clean_graphics = 1 << 9,                       ///< E.3.3
  clean_pixel_data = 1 << 10,                    ///< E.3.1
  clean_recognizable_visual_features = 1 << 11,  ///< E.3.2
};

namespace tables {

/// What the table says of one attribute.
struct cells {
  code basic;           ///< the Basic Profile
  std::uint16_t keep;   ///< the options, as bits, that say K
  std::uint16_t clean;  ///< the options, as bits, that say C

  /// What an option says: code::K, code::C, or code::none where its cell is empty.
  [[nodiscard]] constexpr code of(option column) const noexcept {
    const auto bit = static_cast<std::uint16_t>(column);
    return (keep & bit) != 0 ? code::K : (clean & bit) != 0 ? code::C : code::none;
  }

  friend constexpr bool operator==(const cells&, const cells&) = default;
};

/// A row for one attribute.
struct row {
  tag id;
  cells codes;
};

/// A row for a repeating group or for all private elements.
struct masked_row {
  tag_pattern where;
  cells codes;
};

/// What an edition demands of its exact rows.
[[nodiscard]] constexpr bool is_sorted_and_unique(std::span<const row> rows) noexcept {
  for (std::size_t i = 1; i < rows.size(); ++i)
    if (rows[i - 1].id.value() >= rows[i].id.value()) return false;
  return true;
}

}  // namespace tables

class tag_range;

/// A table of attributes and what to do with them.  It points to its rows, which must outlive it.
class edition {
 public:
  /// Precondition: the exact rows are sorted by tag and no tag is there twice.
  constexpr edition(std::string_view name, std::span<const tables::row> rows,
                    std::span<const tables::masked_row> masked) noexcept
      : name_(name), rows_(rows), masked_(masked) {}

  /// The name of the standard's edition, such as "2023e".
  [[nodiscard]] constexpr std::string_view name() const noexcept { return name_; }

  /// The rows for one attribute each, sorted by tag.
  [[nodiscard]] constexpr std::span<const tables::row> rows() const noexcept { return rows_; }

  /// The other rows: (50xx,xxxx), (60xx,3000), (60xx,4000) and private elements, whose pattern is
  /// any_private.
  [[nodiscard]] constexpr std::span<const tables::masked_row> masked() const noexcept {
    return masked_;
  }

  /// The row that covers an element; nullptr where none does.  An exact row comes before a masked
  /// one, and an odd group is private even where a repeating group would cover it.
  [[nodiscard]] constexpr const tables::cells* find(tag id) const noexcept {
    const std::size_t place = detail::place_in_order(
        rows_.size(), [&](std::size_t at) { return rows_[at].id.value() < id.value(); });
    if (place < rows_.size() && rows_[place].id == id) return &rows_[place].codes;
    for (const tables::masked_row& row : masked_)
      if (row.where.matches(id) && (row.where == any_private) == id.is_private()) return &row.codes;
    return nullptr;
  }

  /// The attributes whose Basic Profile code is this one, as a forward range of tag_pattern: exact
  /// tags first, sorted, then repeating groups.
  ///
  /// Private elements are left out although the table lists them under X: who goes through the
  /// list to make a rule of each treats private elements by a rule of their own, any_private or
  /// keep_private, and would undo it.  The range must not outlive the edition.
  [[nodiscard]] constexpr tag_range tags(code wanted) const& noexcept;
  tag_range tags(code wanted) const&& = delete;

  /// All attributes that the table lists, but for private elements.  Otherwise as tags.
  [[nodiscard]] constexpr tag_range all_tags() const& noexcept;
  tag_range all_tags() const&& = delete;

 private:
  std::string_view name_;
  std::span<const tables::row> rows_;
  std::span<const tables::masked_row> masked_;
};

/// The attributes of an edition that have one of some codes; made by edition::tags.
class tag_range {
 public:
  /// Goes through the rows of the table; yields a tag_pattern by value.
  class iterator {
   public:
    using iterator_concept = std::forward_iterator_tag;
    using iterator_category = std::input_iterator_tag;
    using value_type = tag_pattern;
    using difference_type = std::ptrdiff_t;
    using pointer = void;
    using reference = tag_pattern;

    constexpr iterator() = default;

    [[nodiscard]] constexpr tag_pattern operator*() const noexcept {
      const std::size_t exact = table_->rows().size();
      return position_ < exact ? tag_pattern(table_->rows()[position_].id)
                               : table_->masked()[position_ - exact].where;
    }

    constexpr iterator& operator++() noexcept {
      ++position_;
      skip();
      return *this;
    }

    constexpr iterator operator++(int) noexcept {
      const iterator before = *this;
      ++*this;
      return before;
    }

    friend constexpr bool operator==(const iterator&, const iterator&) = default;

   private:
    friend class tag_range;

    constexpr iterator(const edition& table, std::uint16_t codes, std::size_t position) noexcept
        : table_(&table), codes_(codes), position_(position) {
      skip();
    }

    constexpr void skip() noexcept {
      const std::size_t exact = table_->rows().size();
      while (position_ < exact && !wants(table_->rows()[position_].codes)) ++position_;
      while (position_ >= exact && position_ < exact + table_->masked().size() &&
             (!wants(table_->masked()[position_ - exact].codes) ||
              table_->masked()[position_ - exact].where == any_private))
        ++position_;
    }

    [[nodiscard]] constexpr bool wants(const tables::cells& codes) const noexcept {
      return (codes_ >> static_cast<unsigned>(codes.basic) & 1U) != 0;
    }

    const edition* table_ = nullptr;
    std::uint16_t codes_ = 0;  // a bit for each code
    std::size_t position_ = 0;
  };

  [[nodiscard]] constexpr iterator begin() const noexcept { return {*table_, codes_, 0}; }
  [[nodiscard]] constexpr iterator end() const noexcept {
    return {*table_, codes_, table_->rows().size() + table_->masked().size()};
  }
  [[nodiscard]] constexpr bool empty() const noexcept { return begin() == end(); }

  /// The number of attributes; counts them.
  [[nodiscard]] constexpr std::size_t size() const noexcept {
    std::size_t count = 0;
    for (iterator i = begin(); i != end(); ++i) ++count;
    return count;
  }

 private:
  friend class edition;

  constexpr tag_range(const edition& table, std::uint16_t codes) noexcept
      : table_(&table), codes_(codes) {}

  const edition* table_;
  std::uint16_t codes_;
};

static_assert(std::forward_iterator<tag_range::iterator>);

constexpr tag_range edition::tags(code wanted) const& noexcept {
  return {*this, static_cast<std::uint16_t>(1U << static_cast<unsigned>(wanted))};
}

constexpr tag_range edition::all_tags() const& noexcept { return {*this, 0xFFFF}; }

}  // namespace dicom_anonymizer
