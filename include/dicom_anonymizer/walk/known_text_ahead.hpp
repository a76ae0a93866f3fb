// SPDX-License-Identifier: BSD-3-Clause
// Collects what a data set says of its own patient, before its walk: names stand behind the texts
// that repeat them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gdcmDataSet.h>
#include <gdcmSequenceOfItems.h>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/known_text.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/character_terms.hpp>
#include <dicom_anonymizer/part10/element_header.hpp>
#include <dicom_anonymizer/part10/encoding.hpp>
#include <dicom_anonymizer/part10/hidden_items.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/part10/parser.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/walk/rule_cache.hpp>

namespace dicom_anonymizer::detail {

// Pixel data and what stands behind them name nobody.
inline constexpr std::uint16_t first_group_of_pixels = 0x7FE0;

// What the name of an institution tells, by what becomes of the sequence that it is in.
[[nodiscard]] constexpr tells told_by_institution(residue left) noexcept {
  if (left == residue::whole) return tells::device;
  return left == residue::cleaned ? tells::words : tells::phrase;
}

// Takes the values that tell something, of elements of a data set and of the items in it.  What an
// element tells its tag says, and of a name the VR that is written.
class known_text_collector {
 public:
  known_text_collector(known_text& into, rule_cache& rules, const context& shared) noexcept
      : into_(into), rules_(rules), dummies_(shared.dummies) {}

  // The sequence around is that of the item that the element is in.
  [[nodiscard]] tells told(tag id, std::optional<vr> written, tag around) {
    if (id == meaning_of_institution && around == institution_code_sequence)
      return told_by_institution(rules_.find(around).act.leaves());
    const bool is_name = written == vr::PN;
    if (id.is_private()) return is_name ? tells::other_name : tells::nothing;
    const rule_cache::entry& known = rules_.find(id);
    // Under its own VR it tells what its tag says.
    if (!is_name || (known.known != nullptr && known.known->representation == vr::PN))
      return known.told;
    return known.told == tells::nothing ? tells::other_name : known.told;
  }

  void meet(tag id, tells what, std::optional<vr> written, std::string_view bytes,
            const characters_in_force& characters) {
    if (starts_with_item(bytes)) return;  // no text
    vr kind = written.value_or(vr::UN);
    if (kind == vr::UN) kind = rules_.find(id).known->representation;
    const bool is_date = what == tells::date || what == tells::birth_date;
    into_.meet(what, bytes, kind, characters.letters(), is_date ? dummies_.date : dummies_.text);
  }

  void give_up() noexcept { into_.give_up(); }

 private:
  known_text& into_;
  rule_cache& rules_;
  const dummy_values& dummies_;
};

// Of bytes, for a parser.
class known_text_handler {
 public:
  known_text_handler(known_text_collector& into, source& in) : into_(into), in_(in) {
    characters_.emplace_back();
  }

  void value(const element_header& header) {
    if (header.length == 0) return;
    if (header.id == specific_character_set) {
      if (header.length > longest_terms) return;
      if (characters_.back().depth != depth_)
        characters_.push_back({depth_, characters_in_force()});
      characters_.back().declared.declare(without_padding(bytes_of_value(header)));
      return;
    }
    const tells what = into_.told(header.id, header.written, around());
    if (what == tells::nothing) return;
    if (header.length > known_text::longest) return into_.give_up();
    into_.meet(header.id, what, header.written, bytes_of_value(header),
               characters_.back().declared);
  }
  void encapsulated(const element_header&, std::uint64_t) const noexcept {}
  void begin_sequence(const element_header& header) { sequences_.push_back(header.id); }
  void end_sequence() noexcept { sequences_.pop_back(); }
  void begin_item(const element_header&) noexcept { ++depth_; }
  void end_item() {
    if (characters_.back().depth == depth_--) characters_.pop_back();
  }

 private:
  static constexpr std::uint32_t longest_terms = 4096;

  [[nodiscard]] tag around() const noexcept {
    return sequences_.empty() ? tag() : sequences_.back();
  }

  std::string_view bytes_of_value(const element_header& header) {
    const auto bytes = in_.view(header.value_offset, header.length);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }

  known_text_collector& into_;
  source& in_;
  // Of the data set, and of the items around that have some of their own.
  struct scope {
    unsigned depth = 0;
    characters_in_force declared;
  };
  std::vector<scope> characters_;
  std::vector<tag> sequences_;
  unsigned depth_ = 0;
};

// Of a data set that begins at an offset, up to its pixel data.  What cannot be read the walk will
// find again; until then nothing is known of the texts.
inline std::unique_ptr<known_text> known_text_ahead(source& in, std::uint64_t at,
                                                    const encoding& form, rule_cache& rules,
                                                    const context& shared, const limits& bounds) {
  auto result = std::make_unique<known_text>();
  known_text_collector collector(*result, rules, shared);
  known_text_handler handler(collector, in);
  parser<known_text_handler> reading(in, bounds, handler);
  // Items are tried once more in the walk, which has to come as far as without this look.
  std::uint64_t& attempted = in.store()->attempted();
  const std::uint64_t before = attempted;
  const std::uint64_t end = in.size();
  try {
    while (at < end) {
      if (in.view(at, 1)[0] == 0 && reading.is_filling(at)) break;
      const element_header header = reading.read_header(at, end, form);
      if (header.id.group >= first_group_of_pixels) break;
      at = reading.parse_element(header, end, form, 0);
    }
  } catch (const error&) {
    result->give_up();
  }
  attempted = before;
  return result;
}

inline void collect_known_text(known_text_collector& into, const gdcm::DataSet& dataset,
                               const characters_in_force& inherited, tag around,
                               const limits& bounds, unsigned depth) {
  const characters_in_force* characters = &inherited;
  characters_in_force own;
  for (const gdcm::DataElement& raw : dataset.GetDES()) {
    const tag id = raw.GetTag();
    if (depth == 0 && id.group >= first_group_of_pixels) return;
    if (raw.IsEmpty()) continue;
    gdcm::DataElement opened = raw;
    reveal_items(opened, bounds);
    if (gdcm::SequenceOfItems* const items = items_of(opened)) {
      // The walk will say so.
      if (depth >= bounds.depth && items->GetNumberOfItems() != 0) return into.give_up();
      for (std::size_t i = 1; i <= items->GetNumberOfItems(); ++i)
        collect_known_text(into, items->GetItem(i).GetNestedDataSet(), *characters, id, bounds,
                           depth + 1);
      continue;
    }
    const std::string_view bytes = bytes_of(opened);
    if (bytes.empty()) continue;
    if (id == specific_character_set) {
      own.declare(without_padding(bytes));
      characters = &own;
      continue;
    }
    const std::optional<vr> written = from_gdcm(raw.GetVR());
    const tells what = into.told(id, written, around);
    if (what != tells::nothing) into.meet(id, what, written, bytes, *characters);
  }
}

// Of a data set in memory.
inline std::unique_ptr<known_text> known_text_of(const gdcm::DataSet& dataset, rule_cache& rules,
                                                 const context& shared, const limits& bounds) {
  auto result = std::make_unique<known_text>();
  known_text_collector collector(*result, rules, shared);
  collect_known_text(collector, dataset, characters_in_force(), tag(), bounds, 0);
  return result;
}

}  // namespace dicom_anonymizer::detail
