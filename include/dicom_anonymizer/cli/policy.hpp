// SPDX-License-Identifier: BSD-3-Clause
// What a command line decides for every element, and where each decision comes from.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/clean_graphics.hpp>
#include <dicom_anonymizer/actions/clean_text.hpp>
#include <dicom_anonymizer/actions/remove.hpp>
#include <dicom_anonymizer/actions/replace_uid.hpp>
#include <dicom_anonymizer/actions/replace_with_value.hpp>
#include <dicom_anonymizer/cli/clean_words.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/overlay_bits.hpp>
#include <dicom_anonymizer/profiles/edition.hpp>
#include <dicom_anonymizer/profiles/options.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/profiles/structured_content.hpp>
#include <dicom_anonymizer/pseudonyms/keyed_pseudonyms.hpp>
#include <dicom_anonymizer/pseudonyms/shift_range.hpp>
#include <dicom_anonymizer/rules/dynamic_rule_map.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/named_tags.hpp>
#include <dicom_anonymizer/tags/pattern.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer::cli {

/// One rule of the user's and where it was written.
struct user_rule {
  any_pattern where;
  any_action what;
  /// Such as "--keepPrivateTags", "dictionary 'rules.json', line 3" or "-t".
  std::string origin;
};

/// The profile and the user's rules over it, in order: the later wins.
struct policy {
  profile base;
  std::vector<user_rule> rules = {};
  /// How a key makes the pseudonyms; nothing without one.
  std::optional<keyed_options> keyed = {};
  /// Whether dates of one Patient ID with two issuers are those of two patients.
  bool separates_issuers = false;
  /// Whether a crosswalk makes the pseudonyms of runs agree.
  bool has_crosswalk = false;

  /// The words by which texts are cleaned.
  clean_words words = {};
  /// Whether a file with an encapsulated document is not written.
  bool withholds_documents = false;
  /// Whether of graphics only what cannot be handwriting stays.
  bool leaves_shapes_only = false;

  /// Whether texts are cleaned.
  [[nodiscard]] bool cleans_texts() const {
    return base.cleans_texts() || std::any_of(rules.begin(), rules.end(), [](const user_rule& one) {
             const action_ref act = one.what.ref();
             return act.leaves() == residue::cleaned || act.is<actions::clean_text>();
           });
  }

  /// Whether dates are moved or identifiers replaced, which needs a key or a crosswalk.
  [[nodiscard]] bool needs_pseudonyms() const {
    return base.options().has(option::retain_modified_dates) ||
           std::any_of(rules.begin(), rules.end(),
                       [](const user_rule& one) { return one.what.ref().needs_pseudonyms(); });
  }

  /// Whether dates are moved.
  [[nodiscard]] bool moves_dates() const {
    return base.options().has(option::retain_modified_dates) ||
           std::any_of(rules.begin(), rules.end(), [](const user_rule& one) {
             const action_ref act = one.what.ref();
             return act.leaves() == residue::moved_date ||
                    (act.leaves() == residue::unknown && act.needs_pseudonyms());
           });
  }

  /// Whether values are written that a VR may not allow: those of replace_with_value and regexp,
  /// and perhaps those of an action of which nothing is known.
  [[nodiscard]] bool may_write_invalid() const {
    // Not by the header of regexp, which needs a library of its own.
    return std::any_of(rules.begin(), rules.end(), [](const user_rule& one) {
      return one.what.name() == actions::replace_with_value<std::string>::name ||
             one.what.name() == "regexp" || one.what.ref().leaves() == residue::unknown;
    });
  }

  /// The user's rules as a rule set.
  [[nodiscard]] dynamic_rule_map user_rules() const {
    dynamic_rule_map result;
    for (const user_rule& one : rules) result.set(one.where, one.what);
    return result;
  }
};

/// Which rule decides an element.
struct decision {
  /// The name of the action; "keep" where no rule covers the element.
  std::string action;
  /// The rule, in words.
  std::string reason;
  /// The action itself; empty where the library acts whatever the rules say, or no rule covers the
  /// element.
  action_ref act = {};
  /// Whether a rule of the user's decides.
  bool is_users = false;
};

/// What is done to an element whatever the rules say: file meta information is made anew, and group
/// lengths go.
[[nodiscard]] inline std::optional<decision> decided_anyway(const element_key& key) {
  const tag id = key.id;
  if (id.group == 0x0002 && dicom_anonymizer::detail::describes_file(id))
    return decision{"written anew",
                    "PS3.10 section 7.1: file meta information describes the file that is written"};
  if (id.is_group_length())
    return decision{"delete",
                    "PS3.5 section 7.2: group lengths are retired, and wrong after a change"};
  return std::nullopt;
}

namespace detail {

// Throws where a rule covers nothing but what no rule decides, and says something else of it.
inline void require_effect(const user_rule& one) {
  if (one.where.creator()) return;
  const tag_pattern where = one.where.where();
  const bool is_one = where.is_exact();
  const bool are_group_lengths = where.mask.element == 0xFFFF && where.value.is_group_length();
  if ((!is_one && !are_group_lengths) ||
      (is_one && dicom_anonymizer::detail::names_writer(where.value)))
    return;
  const std::optional<decision> anyway = decided_anyway(where.value);
  if (!anyway) return;
  // Rules that say what is done are true: a dictionary may hold the whole table.
  if (one.what.name() == anyway->action ||
      (where.value == dicom_anonymizer::detail::meta_tags::sop_instance_uid &&
       one.what.name() == actions::replace_uid::name))
    return;
  throw error(errc::bad_arguments,
              fmt::format("{}: {} does nothing to {}: {} ({})", one.origin, one.what.name(),
                          to_string(one.where),
                          anyway->action == actions::remove::name ? "group lengths always go"
                                                                  : "it is always written anew",
                          anyway->reason));
}

}  // namespace detail

/// Goes through the user's rules before any work begins, and returns what should be known of them,
/// a line each.  Throws error(errc::bad_arguments) that says which rule it is if its action cannot
/// work on the VR that PS3.6 gives to the attribute, so that the first file does not fail, or each;
/// and if it is for what is written anew or removed whatever a rule says.
[[nodiscard]] inline std::vector<std::string> cautions_of(const policy& how) {
  std::vector<std::string> result;
  for (const user_rule& one : how.rules) {
    detail::require_effect(one);
    const dictionary_entry* const known =
        one.where.creator() ? nullptr : find_attribute(one.where.where().value);
    // A mask may cover other attributes besides.
    const bool is_one =
        known != nullptr && tag_pattern(known->id, known->mask()) == one.where.where();
    const vr kind = is_one ? known->representation : vr::UN;
    const action_ref act = one.what.ref();
    if (is_one && kind != vr::UN && !act.works_on(known->id, kind))
      throw error(errc::bad_arguments,
                  fmt::format("{}: {} cannot work on {}, whose VR is {}", one.origin, act.name(),
                              known->keyword(), to_string(kind)));
    if (const std::string text = act.caution(kind); !text.empty())
      result.push_back(fmt::format("{}: {}: {}", one.origin, act.name(), text));
  }
  if (how.keyed && how.moves_dates()) {
    constexpr std::uint64_t enough = 365;
    const shift_range days = how.keyed->days;
    if (days.size() < enough)
      result.push_back(
          fmt::format("--date-shift-days {}:{}: dates are moved by one of {} numbers of days: who "
                      "guesses it is "
                      "right once in {}",
                      days.least(), days.most(), days.size(), days.size()));
  }
  return result;
}

/// The keyword of an attribute; empty where there is none.
[[nodiscard]] inline std::string_view keyword_of(tag id) {
  const dictionary_entry* known = find_attribute(id);
  return known == nullptr ? std::string_view() : known->keyword();
}

namespace detail {

// The option whose cell decides, K before C.
inline std::string_view deciding_option(const profile& base, const tables::cells& cells) {
  for (const bool keeps : {true, false})
    for (const option_traits& one : all_options)
      if (base.options().has(one.column) && cells.of(one.column) == (keeps ? code::K : code::C))
        return one.name;
  return {};
}

inline std::string reason_of_profile(const profile& base, const element_key& key) {
  const tables::cells cells = base.cells_for(key);
  const code wanted = base.code_for(key);
  const tag id = key.id;
  const auto by_code = [&](std::string_view where) {
    const std::string_view column = deciding_option(base, cells);
    if (column.empty()) return fmt::format("{}: {} of the Basic Profile", where, to_string(wanted));
    return fmt::format("{}: {} of the option {}, {} of the Basic Profile", where, to_string(wanted),
                       column, to_string(cells.basic));
  };
  const std::string table = fmt::format("PS3.15 {}, Table E.1-1", base.table().name());
  if (id.is_private() && base.options().has(option::retain_safe_private)) {
    if (is_safe_private(key))
      return "PS3.15 Table E.3.10-1: safe, by the option retain-safe-private";
    return "option retain-safe-private: not in Table E.3.10-1, goes unless (0008,0300) declares it "
           "safe";
  }
  if (id.group == 0x0004) return "PS3.15 section E.1.1: group 0004 outside a DICOMDIR";
  // What an option cleans wherever graphics and content stay, beside the table.
  const action_ref act = base.find(key);
  if (dicom_anonymizer::detail::is_unlisted_graphics_text(id) &&
      act.is<dicom_anonymizer::detail::clean_graphics>())
    return dicom_anonymizer::detail::is_overlay_group(id.group)
               ? "option clean-graphics, PS3.15 section E.3.3: a text of an overlay"
               : "option clean-graphics, PS3.15 section E.3.3: a text of Graphic Annotation "
                 "Sequence";
  if (act.is<actions::clean_content_codes>())
    return "option clean-structured-content, PS3.15 section E.3.4: codes of content items";
  if (base.table().find(id) != nullptr) return by_code(table);
  if (const tag leader = dicom_anonymizer::detail::followed_by(id);
      leader != id && base.table().find(leader) != nullptr)
    return fmt::format("goes with {} {}, {}", to_string(any_pattern(leader)), keyword_of(leader),
                       by_code(table));
  if (wanted == code::none)
    return base.find(key) ? "supplement: an attribute that the dictionary does not know, by its VR"
                          : "no rule covers it";
  if (!base.without_supplement().find(key)) return by_code("supplement to the table");
  return "PS3.15 section E.1.1: file meta information";
}

}  // namespace detail

[[nodiscard]] inline decision decide(const policy& how, const element_key& key);

namespace detail {

// Where Overlay Data go, and with them what no rule of the user's covers in their group; see
// detail::rules_ref.
inline std::optional<decision> decided_by_overlay(const policy& how, const element_key& key,
                                                  const action_ref& found) {
  constexpr std::uint16_t overlay_data = 0x3000;
  const bool goes_anyway = found.name() == actions::remove::name;
  const bool is_cleaned = how.base.options().has(option::clean_graphics);
  if (goes_anyway || !dicom_anonymizer::detail::is_overlay_group(key.id.group) ||
      key.id.element == overlay_data || !(how.base.has_supplement() || is_cleaned))
    return std::nullopt;
  const tag data{key.id.group, overlay_data};
  decision result = decide(how, data);
  if (result.action != actions::remove::name &&
      result.action != dicom_anonymizer::detail::clean_graphics::name)
    return std::nullopt;
  result.reason = fmt::format("goes with {} {}, {}", to_string(any_pattern(data)), keyword_of(data),
                              result.reason);
  return result;
}

}  // namespace detail

/// Finds the rule that decides an element.
[[nodiscard]] inline decision decide(const policy& how, const element_key& key) {
  const bool is_writer = dicom_anonymizer::detail::names_writer(key.id);
  if (auto known = decided_anyway(key); known && !is_writer) return *known;
  for (auto one = how.rules.rbegin(); one != how.rules.rend(); ++one)
    if (one->where.matches(key))
      return {std::string(one->what.name()), one->origin, one->what.ref(), true};
  if (is_writer) return *decided_anyway(key);
  const action_ref found = how.base.find(key);
  if (auto with_overlay = detail::decided_by_overlay(how, key, found)) return *with_overlay;
  return {found ? std::string(found.name()) : "keep", detail::reason_of_profile(how.base, key),
          found};
}

}  // namespace dicom_anonymizer::cli
