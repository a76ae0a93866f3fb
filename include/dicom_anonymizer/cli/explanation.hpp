// SPDX-License-Identifier: BSD-3-Clause
// Which rule decides an attribute, and what is left of it, in words.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/clean_codes.hpp>
#include <dicom_anonymizer/actions/item_type_terms.hpp>
#include <dicom_anonymizer/actions/keep_terms.hpp>
#include <dicom_anonymizer/cli/clean_words.hpp>
#include <dicom_anonymizer/cli/cleaned_in_place.hpp>
#include <dicom_anonymizer/cli/policy.hpp>
#include <dicom_anonymizer/cli/rehearsal.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/profiles/conformance.hpp>
#include <dicom_anonymizer/profiles/options.hpp>
#include <dicom_anonymizer/profiles/safe_private.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/pattern.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/walk/method_marks.hpp>

namespace dicom_anonymizer::cli {

namespace detail {

inline std::string described(const any_pattern& where) {
  const std::string text = to_string(where);
  if (!where.is_exact()) return text;
  const std::string_view keyword = keyword_of(where.where().value);
  return keyword.empty() ? text : fmt::format("{} {}", text, keyword);
}

// An element that the pattern covers.
inline element_key example_of(const any_pattern& where) {
  const tag value = where.where().value;
  if (where.creator())
    return {tag{value.group, static_cast<std::uint16_t>(0x1000U | value.element)},
            *where.creator()};
  if (where.is_exact()) return value;
  for (std::size_t i = 0; i < dicom_anonymizer::detail::exact_attribute_count; ++i)
    if (const tag id = dicom_anonymizer::detail::dictionary[i].id;
        where.matches(id) && !id.is_group_length())
      return id;
  // Not the group length, which is nobody's.
  const tag mask = where.where().mask;
  const auto free = static_cast<std::uint16_t>(~mask.element & 0x1001U);
  return tag{value.group, static_cast<std::uint16_t>(value.element | free)};
}

// The VR of a private element is that of PS3.15 Table E.3.10-1, as far as that lists it.
inline const tables::safe_private_row* listed_private(const element_key& key) {
  const tables::safe_private_row* const row = dicom_anonymizer::detail::find_safe_private(key);
  return row == nullptr || row->kind == vr::UN ? nullptr : row;
}

inline rehearsed_attribute attribute_of(const element_key& key) {
  if (const tables::safe_private_row* const row = listed_private(key))
    return {key.id, std::string(key.private_creator), row->kind};
  const dictionary_entry* const known = find_attribute(key.id);
  return {key.id, std::string(key.private_creator),
          known == nullptr ? (key.id.is_private() ? vr::LO : vr::UN) : known->representation};
}

inline std::string_view words_of(effect what) {
  switch (what) {
    case effect::kept: return "its value stays";
    case effect::removed: return "it goes";
    case effect::emptied: return "it stays without a value";
    case effect::moved: return "its value is moved";
    case effect::cleaned: return "of its text the words that are safe";
    case effect::replaced: return "its value is replaced";
    case effect::refused: return "the file fails";
  }
  return {};
}

inline std::string_view words_of_sequence(effect what) {
  switch (what) {
    case effect::kept: return "it stays, and its items obey the rules";
    case effect::removed: return "what is in its items goes with it";
    case effect::emptied: return "it stays without items: what is in them goes";
    case effect::cleaned:
      return "it stays, its items obey the rules, and the texts of its codes are cleaned";
    case effect::moved:
    case effect::replaced: return "it stays, and every value in its items is replaced";
    case effect::refused: return "the file fails";
  }
  return {};
}

// Whether the Type in the IOD decides what the action does.
inline bool is_by_iod(const policy& how, const decision& made) {
  return how.base.choice().knows != nullptr && !made.is_users &&
         (made.action.starts_with("delete_or_") || made.action.starts_with("empty_or_"));
}

// The parts of a path, which '/' separates.
inline std::vector<any_pattern> parse_path(std::string_view path) {
  std::vector<any_pattern> places;
  char quote = '\0';  // a Private Creator may have a '/'
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= path.size(); ++i) {
    if (i < path.size() && (path[i] == '"' || path[i] == '\'') &&
        (quote == '\0' || quote == path[i]))
      quote = quote == '\0' ? path[i] : '\0';
    if (i < path.size() && (quote != '\0' || path[i] != '/')) continue;
    places.push_back(parse_pattern(path.substr(begin, i - begin)));
    begin = i + 1;
  }
  for (std::size_t i = 0; places.size() > 1 && i < places.size(); ++i) {
    const auto refuse = [&](std::string_view why) {
      throw error(errc::bad_tag, fmt::format("{} {}", described(places[i]), why));
    };
    const bool is_one = places[i].is_exact() || places[i].creator();
    const tag id = places[i].where().value;
    if (id.group == 0x0002 && is_one) refuse("is file meta information, which is in no item");
    if (i + 1 == places.size()) break;
    if (!is_one) refuse("is more than one attribute: a path goes through one at a time");
    const dictionary_entry* const known = find_attribute(id);
    const bool is_creator = !places[i].creator() && id.is_private_creator();
    if (id.is_group_length() || is_creator ||
        (known != nullptr && known->representation != vr::SQ && known->representation != vr::UN))
      refuse("is no sequence: it has no items");
  }
  return places;
}

// Whether nothing but the data set says what VR an element has, and rules may ask for it.
inline bool has_any_vr(const element_key& key) {
  return key.id.is_private() && key.id.element > 0xFF && listed_private(key) == nullptr;
}

struct left_by_vr {
  std::string text;
  bool is_alike = false;  // the same of every VR
};

// What nobody knows the VR of is treated by that which the data set gives it.
inline left_by_vr by_vr(rehearsal& stage, std::span<const rehearsed_attribute> around, tag id,
                        std::string_view creator) {
  std::vector<rehearsed_attribute> all;
  constexpr effect order[] = {effect::removed, effect::emptied, effect::replaced, effect::moved,
                              effect::cleaned, effect::kept,    effect::refused};
  std::string lists[std::size(order)];
  for (const vr kind : all_vrs) {
    const rehearsed_attribute one{id, std::string(creator), kind};
    const effect what = around.empty() ? stage.of({&one, 1}).front() : stage.in_items(around, one);
    for (std::size_t i = 0; i < std::size(order); ++i)
      if (order[i] == what) lists[i] += fmt::format(" {}", to_string(kind));
  }
  std::string text;
  for (std::size_t i = 0; i < std::size(order); ++i)
    if (!lists[i].empty())
      text += fmt::format("{}{}:{}", text.empty() ? "" : "; ", words_of(order[i]), lists[i]);
  const auto count = std::count_if(std::begin(lists), std::end(lists),
                                   [](const std::string& one) { return !one.empty(); });
  return {text, count == 1};
}

// What becomes of the marks that another de-identifier wrote, as far as that follows from the
// rules.
inline std::string earlier_mark(rehearsal& stage, tag id) {
  using namespace dicom_anonymizer::detail;
  const auto add = [](std::string& list, std::string_view one) {
    list += fmt::format("{}{}", list.empty() ? "" : ", ", one);
  };
  if (id == deidentification_method) return "stays, and this is added";
  std::string stays;
  std::string goes;
  std::string others;
  if (id == deidentification_method_codes) {
    const auto sort = [&](std::string_view code) {
      add(stage.keeps_code(code) ? stays : goes, code);
    };
    sort(basic_profile_code.value);
    for (const option_traits& one : all_options) sort(one.code.value);
  } else {
    constexpr std::string_view yes_no[] = {"YES", "NO"};
    constexpr std::string_view temporal[] = {"UNMODIFIED", "MODIFIED", "REMOVED"};
    for (const std::string_view before : id == patient_identity_removed
                                             ? std::span<const std::string_view>(yes_no)
                                             : std::span<const std::string_view>(temporal)) {
      const std::string after = stage.renewed_mark(id, before);
      if (after.empty())
        add(goes, before);
      else if (after == before)
        add(stays, before);
      else
        add(others, fmt::format("{} becomes {}", before, after));
    }
  }
  std::string text;
  if (!goes.empty()) text = fmt::format("goes where it says {}", goes);
  if (!stays.empty())
    text += fmt::format("{}stays where it says {}", text.empty() ? "" : "; ", stays);
  if (!others.empty()) text += fmt::format("{}{}", text.empty() ? "" : "; ", others);
  return text + "; goes where the file contradicts it";
}

// What stays of an attribute whose values are replaced: an exception that the standard makes.
inline std::string_view exception_of(rehearsal& stage, std::span<const rehearsed_attribute> around,
                                     rehearsed_attribute one) {
  const auto stays = [&](std::string value) {
    one.value = std::move(value);
    const effect what = around.empty() ? stage.of({&one, 1}).front() : stage.in_items(around, one);
    return what == effect::kept;
  };
  if (one.kind == vr::UI && stays(std::string("1.2.840.10008.1.1\0", 18)))
    return "a UID that PS3.6 annex A registers stays";
  if (dicom_anonymizer::detail::has_terms_to_keep(one.id) && stays("COERCE"))
    return "a term that PS3.3 defines for it stays";
  for (const auto& known : dicom_anonymizer::detail::item_type_terms) {
    if (known.id != one.id) continue;
    std::string term(known.terms.substr(0, known.terms.find('\\')));
    if (term.size() % 2 != 0) term += ' ';
    if (stays(std::move(term))) return "a term that PS3.3 defines for it stays";
  }
  return {};
}

// By what list, under which options, and what becomes of a text of which nothing is safe.
inline std::string how_cleaned(const policy& how, rehearsal& stage,
                               std::span<const rehearsed_attribute> around, rehearsed_attribute one,
                               bool is_sequence, std::string_view indent) {
  std::string text = fmt::format("{}words: {}\n", indent, words_in_short(how.words));
  text += fmt::format("{}besides: {}; what the data set says of its own patient always goes\n",
                      indent, allowances_in_words(how.base.options()));
  if (is_sequence) return text;
  one.value = "REHEARSAL ";
  const effect what = around.empty() ? stage.of({&one, 1}).front() : stage.in_items(around, one);
  return text + fmt::format("{}where no word is safe: {}\n", indent, words_of(what));
}

// A mask is explained by one attribute of it.  Throws if that does not stand for the others.
inline void require_alike(const policy& how, const any_pattern& where) {
  if (where.is_exact() || where.creator()) return;
  const tag one = example_of(where).id;
  const std::string action = decide(how, one).action;
  const auto compare = [&](tag id) {
    if (id.is_group_length() || !where.matches(id)) return;
    const std::string other = decide(how, id).action;
    if (other != action)
      throw error(errc::bad_tag,
                  fmt::format("{} covers attributes that are treated differently, such as {} ({}) "
                              "and {} ({}): name one",
                              described(where), described(one), action, described(id), other));
  };
  const tag value = where.where().value;
  const tag mask = where.where().mask;
  for (const dictionary_entry& known : dicom_anonymizer::detail::dictionary)
    compare({static_cast<std::uint16_t>((value.group & mask.group & ~known.mask().group) |
                                        (known.id.group & known.mask().group)),
             static_cast<std::uint16_t>((value.element & mask.element & ~known.mask().element) |
                                        (known.id.element & known.mask().element))});
  for (const user_rule& rule : how.rules)
    if (rule.where.is_exact()) compare(rule.where.where().value);
}

// What is done to a private element whose creator is not named, if it has one that rules name.
inline std::string by_creator(const policy& how, const any_pattern& where,
                              const decision& without) {
  const tag value = where.where().value;
  const tag mask = where.where().mask;
  std::string text;
  if (where.creator() || (value.group & 1U) == 0 || (mask.group & 1U) == 0) return text;
  const auto add = [&](std::uint16_t group, std::string_view creator, std::uint16_t offset) {
    if (((group ^ value.group) & mask.group) != 0 ||
        ((offset ^ value.element) & mask.element & 0xFFU) != 0)
      return;
    const auto element = static_cast<std::uint16_t>(0x1000U | offset);
    const decision made = decide(how, {tag{group, element}, creator});
    if (made.action == without.action && made.reason == without.reason) return;
    const std::string line = fmt::format("  of the Private Creator \"{}\": {}, because: {}\n",
                                         creator, made.action, made.reason);
    if (text.find(line) == std::string::npos) text += line;
  };
  for (const user_rule& rule : how.rules)
    if (const auto& creator = rule.where.creator())
      add(rule.where.where().value.group, *creator, rule.where.where().value.element);
  if (how.base.options().has(option::retain_safe_private))
    for (const tables::safe_private_row& row : tables::safe_private_rows)
      add(row.group, row.creator, row.offset);
  return text;
}

}  // namespace detail

/// Says which rule decides an attribute and what is left of it, at the top level and in items.
/// Several attributes separated by '/' are a path: sequences and what is in their items.  What is
/// left is found by doing it to a made-up data set; only of the user's own actions nothing is said.
/// Throws error(errc::bad_tag), also if there can be no such path.
[[nodiscard]] inline std::string explain(const policy& how, std::string_view path) {
  const std::vector<any_pattern> places = detail::parse_path(path);
  rehearsal stage(how);
  std::vector<rehearsed_attribute> around;
  std::string text;
  // The sequence that deals with its items itself, or whose action nobody knows.
  std::optional<std::size_t> dealt_with_by;
  bool is_known = true;
  for (std::size_t i = 0; i < places.size(); ++i) {
    detail::require_alike(how, places[i]);
    const element_key key = detail::example_of(places[i]);
    const decision made = decide(how, key);
    const bool is_last = i + 1 == places.size();
    rehearsed_attribute here = detail::attribute_of(key);
    if (!is_last) here.kind = vr::SQ;
    text += fmt::format("{}{}\n", std::string(2 * i, ' '), detail::described(places[i]));
    const std::string indent(2 * i + 2, ' ');
    // In a sequence that deals with its items itself only private elements meet their rules.
    if (!dealt_with_by || key.id.is_private()) is_known = is_known && can_be_rehearsed(made);
    const bool is_meta = key.id.group == 0x0002;
    const auto& marks = dicom_anonymizer::detail::method_marks::tags;
    const bool is_mark =
        places.size() == 1 && std::find(marks.begin(), marks.end(), key.id) != marks.end();
    // A rule of the user's for a mark that does not keep it has the last word.
    if (is_mark && (!made.act || made.act.leaves() == residue::whole)) {
      if (const std::string written = stage.inserted(key.id); !written.empty()) {
        text += fmt::format("{}at the top level: written by this program: {}\n", indent, written);
        text += fmt::format("{}because: PS3.15 sections E.1.1 and E.3.6 ask for it\n", indent);
      } else {
        text += fmt::format("{}at the top level: not written\n", indent);
        text += fmt::format("{}because: under the rules given it would not be true\n", indent);
      }
      text += fmt::format("{}an earlier one: {}\n", indent, detail::earlier_mark(stage, key.id));
      text += fmt::format("{}in the items of a sequence that stays: {}\n", indent, made.action);
      continue;
    }
    std::vector<tag> outer;
    for (const rehearsed_attribute& one : around) outer.push_back(one.id);
    const words_in_place special = words_where_it_depends(how, key.id, made, outer);
    if (dealt_with_by) {
      const effect what = is_known ? stage.in_items(around, here) : effect::kept;
      const std::string by = detail::described(places[*dealt_with_by]);
      const bool is_gone = what == effect::removed;
      text += fmt::format(
          "{}here: {}\n", indent,
          !is_known ? "as the user's action has it"
          : is_gone ? "goes with " + by
                    : fmt::format("{}, as {} has it",
                                  !is_last || here.kind == vr::SQ ? detail::words_of_sequence(what)
                                                                  : detail::words_of(what),
                                  by));
      const std::string_view exception =
          is_known && what == effect::replaced ? detail::exception_of(stage, around, here) : "";
      if (!exception.empty()) text += fmt::format("{}but: {}\n", indent, exception);
    } else {
      const std::string_view where = places.size() > 1 ? "here" : "at the top level";
      text += fmt::format("{}{}: {}\n", indent, where, made.action);
      if (places.size() == 1 && !is_meta)
        text += fmt::format("{}in the items of a sequence that stays: {}\n", indent, made.action);
      text += fmt::format("{}because: {}\n", indent, made.reason);
      const bool is_sequence = !is_last || here.kind == vr::SQ;
      if (is_known && !is_meta) {
        const bool is_unknown = here.kind == vr::UN && made.act && !made.is_users;
        detail::left_by_vr left;
        if (is_unknown || (is_last && detail::has_any_vr(key)))
          left = detail::by_vr(stage, around, key.id, key.private_creator);
        if (!special.left.empty()) {
          text += fmt::format("{}left: {}\n", indent, special.left);
        } else if (!left.text.empty() && (is_unknown || !left.is_alike)) {
          text += fmt::format("{}left, by its VR: {}\n", indent, left.text);
        } else {
          effect what =
              around.empty() ? stage.of({&here, 1}).front() : stage.in_items(around, here);
          if (what == effect::kept && is_sequence && made.act.is<actions::clean_codes>())
            what = effect::cleaned;
          text +=
              fmt::format("{}left{}: {}\n", indent,
                          detail::is_by_iod(how, made) ? " where the IOD is not known" : "",
                          is_sequence ? detail::words_of_sequence(what) : detail::words_of(what));
          const std::string_view exception =
              what == effect::replaced && !is_sequence && !made.is_users
                  ? detail::exception_of(stage, around, here)
                  : "";
          if (!exception.empty()) text += fmt::format("{}but: {}\n", indent, exception);
          if (what == effect::cleaned)
            text += detail::how_cleaned(how, stage, around, here, is_sequence, indent);
          else if (is_sequence && what != effect::kept)
            dealt_with_by = i;
        }
      } else if (!is_known) {
        text += fmt::format("{}left: as {} has it\n", indent,
                            is_of_library(made) ? "the rule" : "the user's action");
        if (!is_last) dealt_with_by = i;
      }
    }
    if (is_last && special.left.empty() && may_be_in_content(how, key.id))
      text += fmt::format(
          "{}in content items: by the concept and the Value Type of the item (PS3.15 Table "
          "E.3.4-1)\n",
          indent);
    if (is_last) text += detail::by_creator(how, places[i], made);
    around.push_back(here);
  }
  if (how.base.choice().knows != nullptr)
    text += "  Where the code leaves a choice the IOD decides, by SOP Class and path.\n";
  return text;
}

}  // namespace dicom_anonymizer::cli
