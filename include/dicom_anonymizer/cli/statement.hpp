// SPDX-License-Identifier: BSD-3-Clause
// The conformance statement of PS3.15 section E.1.3 for one policy, as Markdown.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/clean_codes.hpp>
#include <dicom_anonymizer/actions/own_dummies.hpp>
#include <dicom_anonymizer/actions/pseudonymize.hpp>
#include <dicom_anonymizer/actions/regexp.hpp>
#include <dicom_anonymizer/actions/replace_with_value.hpp>
#include <dicom_anonymizer/cli/clean_words.hpp>
#include <dicom_anonymizer/cli/cleaned_in_place.hpp>
#include <dicom_anonymizer/cli/explanation.hpp>
#include <dicom_anonymizer/cli/painted_regions.hpp>
#include <dicom_anonymizer/cli/policy.hpp>
#include <dicom_anonymizer/cli/progress_bar.hpp>
#include <dicom_anonymizer/cli/rehearsal.hpp>
#include <dicom_anonymizer/cli/statement_dummies.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/profiles/conformance.hpp>
#include <dicom_anonymizer/profiles/edition.hpp>
#include <dicom_anonymizer/profiles/options.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/profiles/safe_private.hpp>
#include <dicom_anonymizer/profiles/safe_private_table.hpp>
#include <dicom_anonymizer/profiles/structured_content.hpp>
#include <dicom_anonymizer/profiles/supplement_table.hpp>
#include <dicom_anonymizer/pseudonyms/keyed_pseudonyms.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/pattern.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/version.hpp>
#include <dicom_anonymizer/walk/method_marks.hpp>

namespace dicom_anonymizer::cli {

namespace detail {

inline constexpr std::string_view written_anew = "written anew";

struct statement_action {
  std::string_view name;
  std::string_view what;
  std::string_view dummy;
};

// What depends on the data set, in the words of PS3.2.
inline constexpr statement_action conditional_statements[] = {
    {"delete_unless_declared_safe",
     "Removed, unless Private Data Element Characteristics Sequence (0008,0300) declares it safe "
     "or asks for another action",
     ""},
    {"keep_safe_private",
     "Retained if its VR is that of Table E.3.10-1, otherwise as other private elements", ""},
    {"delete_if_audio", "Removed where the SOP Class is one of audio waveforms, otherwise retained",
     ""},
};

// The same where the Type in the IOD decides.
inline constexpr statement_action by_iod_actions[] = {
    {"empty_or_replace", "Type 1, 1C: replaced; otherwise zero length", dummy_by_vr},
    {"delete_or_empty", "Type 1, 1C, 2, 2C: zero length; otherwise removed", "zero length"},
    {"delete_or_replace", "Type 1, 1C, 2, 2C: replaced; otherwise removed", dummy_by_vr},
    {"delete_or_empty_or_replace",
     "Type 1, 1C: replaced; Type 2, 2C: zero length; otherwise removed", dummy_by_vr},
    {"delete_or_empty_or_replace_UID",
     "Type 1, 1C: UIDs replaced; Type 2, 2C: zero length; otherwise removed",
     "a new UID, the same for the same old one"},
};

// What was done to a made-up attribute, in the words of PS3.2.
inline statement_action words_for(effect what, vr kind) {
  switch (what) {
    case effect::kept:
      return {"", kind == vr::SQ ? "Retained; the items of a sequence obey this table" : "Retained",
              ""};
    case effect::removed: return {"", "Removed", ""};
    case effect::emptied:
      return {"", "Replaced by zero length",
              kind == vr::SQ ? "zero length, no items" : "zero length"};
    case effect::moved:
      return {"", "Moved, see Dates", "none: what cannot be read becomes zero length"};
    case effect::cleaned:
      return {"",
              kind == vr::SQ
                  ? "Cleaned, see Descriptors: the items obey this table, the texts of their codes "
                    "are cleaned"
                  : "Cleaned, see Descriptors",
              "none: where no word is safe the code of the Basic Profile holds"};
    case effect::replaced:
      return {"", kind == vr::SQ ? "Each value in its items is replaced" : "Replaced",
              kind == vr::UI ? "a new UID, the same for the same old one" : dummy_by_vr};
    case effect::refused: return {"", "The file is refused", ""};
  }
  return {};
}

inline statement_action statement_for(const policy& how, const decision& made, effect what,
                                      vr kind) {
  const action_ref act = made.act;
  if (!is_of_library(made)) return {"", "By the user's action", "by the user's action"};
  if (made.is_users) {
    if (act.is<actions::pseudonymize>())
      return {"", "Replaced", "a pseudonym, the same for the same old value"};
    if (act.is<actions::replace_with_value<std::string>>())
      return {"", "Replaced", "the value given with the rule"};
    if (act.is<actions::regexp>())
      return {"", "Each match in the text of a value is replaced", "the text given with the rule"};
  } else {
    if (is_by_iod(how, made))
      for (const statement_action& one : by_iod_actions)
        if (one.name == made.action) return one;
    const bool is_replaced = made.act.is<actions::keep_safe_private>() && what != effect::kept;
    for (const statement_action& one : conditional_statements)
      if (one.name == made.action && !is_replaced) return one;
  }
  return words_for(what == effect::kept && act.is<actions::clean_codes>() ? effect::cleaned : what,
                   kind);
}

// A text of the user's in a cell of a table.
inline std::string in_cell(std::string_view text) {
  std::string result;
  for (const char one : printable(text)) {
    if (one == '|') result += '\\';
    result += one;
  }
  return result;
}

// The rows of the table of attributes: what becomes of all of them is found in one go.
class attribute_rows {
 public:
  explicit attribute_rows(const policy& how) : how_(how) {}

  // One that several lists have is shown where it was added first.
  void add(std::string_view name, std::string_view shown, const element_key& key) {
    if (!shown_.insert(std::string(shown)).second) return;
    rehearsed_attribute one = attribute_of(key);
    decision made = decide(how_, key);
    // Those of file meta information are in no data set, and those of a DICOMDIR make one.
    const bool is_apart = key.id.group == 0x0002;
    std::string left;
    if (!is_apart && can_be_rehearsed(made)) {
      if (has_any_vr(key)) {
        rehearsal stage(how_);
        left_by_vr found = by_vr(stage, {}, key.id, key.private_creator);
        if (!found.is_alike) left = "By its VR: " + found.text;
      }
      one.kind = one.kind == vr::UN ? vr::LO : one.kind;
      places_.push_back(rows_.size());
      rehearsed_.push_back(one);
    }
    rows_.push_back({std::string(name), std::string(shown), std::move(made), one.kind,
                     std::move(left), key.id});
  }

  void write(std::string& text) const {
    std::vector<effect> done(rows_.size(), effect::removed);
    const std::vector<effect> effects = rehearsal(how_).of(rehearsed_);
    for (std::size_t i = 0; i < places_.size(); ++i) done[places_[i]] = effects[i];
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const row& one = rows_[i];
      statement_action what = statement_for(how_, one.made, done[i], one.kind);
      const bool is_conditional = one.made.act.is<actions::delete_unless_declared_safe>();
      if (!one.by_vr.empty() && !is_conditional) what = {"", one.by_vr, dummy_by_vr};
      if (const std::string_view own = own_dummy_of(one.id);
          what.dummy == dummy_by_vr && !own.empty())
        what.dummy = own;
      if (const words_in_place special = words_where_it_depends(how_, one.id, one.made);
          !special.statement.empty())
        what = {"", special.statement, special.dummy};
      if (one.made.action == written_anew) what = {"", "Replaced", "what describes the file"};
      text += fmt::format(
          "| {} | {} | {} | {}{} | N | {} | {} |\n", one.name, one.shown, in_cell(one.made.action),
          what.what,
          may_be_in_content(how_, one.id) ? "; in content items see Structured content" : "",
          what.dummy.empty() ? "n/a" : what.dummy, in_cell(one.made.reason));
    }
  }

 private:
  struct row {
    std::string name;
    std::string shown;
    decision made;
    vr kind;
    // What is done if that depends on the VR.
    std::string by_vr;
    tag id;
  };

  const policy& how_;
  std::vector<row> rows_;
  std::set<std::string> shown_;
  std::vector<std::size_t> places_;
  std::vector<rehearsed_attribute> rehearsed_;
};

// A private element in a group of which no rule of the user's says anything by its number.
inline tag any_private_tag(const policy& how) {
  tag result{0x0009, 0x1001};
  const auto is_named = [&](const user_rule& one) {
    return one.where.where().mask.group == 0xFFFF && one.where.where().value.group == result.group;
  };
  while (result.group < 0x7FDF && std::any_of(how.rules.begin(), how.rules.end(), is_named))
    result.group = static_cast<std::uint16_t>(result.group + 2);
  return result;
}

// What becomes of what nobody has heard of yet.
inline std::string future_attributes(const policy& how) {
  tag unknown{0x0018, 0xFFF1};
  while (find_attribute(unknown) != nullptr) --unknown.element;
  rehearsal stage(how);
  return by_vr(stage, {}, unknown, {}).text;
}

inline void add_profiles(std::string& text, const policy& how,
                         const dicom_anonymizer::detail::claims& made) {
  text +=
      "## Profile and options (PS3.2 Table N.8-7)\n\n"
      "| Profile or option | Code (CID 7050) | De-identifier | Re-identifier | Configurable |\n"
      "|---|---|---|---|---|\n";
  const auto line = [&](std::string_view name, std::string_view code, bool is_used, bool can_be) {
    text += fmt::format("| {} | {} | {} | N | {} |\n", name, code, is_used ? "Y" : "N",
                        can_be ? "Y" : "N");
  };
  line("Basic Application Level Confidentiality Profile", basic_profile_code.value,
       made.basic_profile, true);
  for (const option_traits& one : all_options)
    line(one.code.meaning, one.code.value,
         (made.options & static_cast<std::uint16_t>(one.column)) != 0, one.missing.empty());
  text +=
      "\nStrategy for future attributes: a table of a later edition is chosen by `--edition`. An "
      "attribute that the dictionary does not know is ";
  text +=
      fmt::format("treated by the VR that the data set gives it: {}.\n\n", future_attributes(how));
}

inline bool replaces_identifiers(const policy& how) {
  return std::any_of(how.rules.begin(), how.rules.end(), [](const user_rule& one) {
    return one.what.ref().is<actions::pseudonymize>();
  });
}

// PS3.15 section E.3.6 wants the manner described in which dates are modified.
inline void add_dates(std::string& text, const policy& how) {
  if (!how.moves_dates()) return;
  const keyed_options keyed = how.keyed.value_or(keyed_options());
  text += fmt::format(
      "\n## Dates\n\n"
      "All dates of a patient move by the same number of whole days, from {} to {} back (below 0: "
      "forward) and never 0. {} A patient is a Patient ID (0010,0020){}, or without one a Study "
      "Instance UID (0020,000D), as they were before. Times of day {}. Intervals and order within "
      "a patient stay exact, those between patients do not. "
      "The form and precision of each value stay. What cannot be read as a date, and every date "
      "of a data set that names neither patient nor study, becomes zero length. Timezone Offset "
      "From UTC (0008,0201) and the offsets of DT stay. Patient's Age (0010,1010) stays true where "
      "it is retained.\n",
      keyed.days.least(), keyed.days.most(),
      how.keyed ? "The number follows from the patient by HMAC-SHA-256 under a key."
                : "The number is random and kept in the crosswalk.",
      how.separates_issuers ? " with its Issuer (0010,0021)" : "",
      keyed.moves_seconds
          ? "move by a number of seconds as well, a date with its time as one instant"
          : "stay");
}

}  // namespace detail

/// The statement: profile, options, what is done to every attribute that a rule lists, how dummies
/// are made, referential integrity, what is inserted, restrictions.
[[nodiscard]] inline std::string conformance_statement(const policy& how) {
  const dynamic_rule_map user = how.user_rules();
  const auto all = how.base | user;
  const conformance asked = conformance_of(all);
  // What a file may say at most; its own data can make that less.
  const auto known = dicom_anonymizer::detail::assess(all);
  const auto made = dicom_anonymizer::detail::claims_of(known, {});
  using dates = dicom_anonymizer::detail::claims::dates;
  std::string text = fmt::format(
      "# De-identification: conformance statement\n\n"
      "PS3.15 section E.1.3, for dicom-anonymizer {}. Edition of Table E.1-1: {}. Options: ",
      version, how.base.table().name());
  std::string names;
  for (const option_traits& one : all_options)
    if (how.base.options().has(one.column))
      names += fmt::format("{}{}", names.empty() ? "" : ", ", one.name);
  text += fmt::format("{}. Supplement to the table: {}. Codes that leave a choice: {}.\n\n",
                      names.empty() ? "none" : names, how.base.has_supplement() ? "yes" : "no",
                      how.base.choice().name);
  if (how.base.choice().knows != nullptr)
    text +=
        "The choice is made by the Type of the attribute in the IOD (PS3.3). Where the SOP Class "
        "is not known the attribute stays, empty or with a dummy.\n\n";
  if (!asked.holds()) {
    text +=
        "**The rules given keep what the profile protects. No profile is claimed.** They "
        "weaken:\n\n";
    for (const weakened_row& row : asked.weakened())
      text += fmt::format(
          "- {}{}: {} instead of {}\n", to_string(any_pattern(row.where)),
          row.private_creator.empty() ? "" : fmt::format(" of \"{}\"", row.private_creator),
          row.action, to_string(row.demanded));
    text += '\n';
  }
  detail::add_profiles(text, how, made);

  text +=
      "## Attributes (PS3.2 Table N.11-6)\n\n"
      "At every depth. What neither this table nor a rule of the user lists is retained. No "
      "attribute is encrypted.\n\n"
      "| Attribute | Tag | Action | What is done | Encrypted | Dummy | Rule |\n"
      "|---|---|---|---|---|---|---|\n";
  detail::attribute_rows rows(how);
  for (const tables::row& row : how.base.table().rows())
    if (!dicom_anonymizer::detail::describes_file(row.id))
      rows.add(keyword_of(row.id), to_string(any_pattern(row.id)), row.id);
  for (const tables::masked_row& row : how.base.table().masked())
    rows.add(row.where == any_private ? "private elements" : "repeating group",
             row.where == any_private ? "odd groups" : to_string(any_pattern(row.where)),
             row.where == any_private ? element_key(detail::any_private_tag(how), "VENDOR")
                                      : detail::example_of(row.where));
  if (how.base.options().has(option::retain_safe_private))
    for (const tables::safe_private_row& row : tables::safe_private_rows)
      rows.add("safe private element",
               fmt::format("({:04X},\"{}\",{:02X})", row.group, row.creator, row.offset),
               {tag{row.group, static_cast<std::uint16_t>(0x1000U | row.offset)}, row.creator});
  for (const tag id : dicom_anonymizer::detail::peer_information)
    rows.add(keyword_of(id), to_string(any_pattern(id)), id);
  for (const tag id : dicom_anonymizer::detail::file_description)
    rows.add(keyword_of(id), to_string(any_pattern(id)), id);
  // What belongs to a row and is none.
  for (const tag id :
       {dicom_anonymizer::detail::graphic_layer, dicom_anonymizer::detail::graphic_group,
        dicom_anonymizer::detail::encapsulated_document_length})
    rows.add(keyword_of(id), to_string(any_pattern(id)), id);
  if (how.base.options().has(option::clean_structured_content))
    for (std::size_t i = 0; i < dicom_anonymizer::detail::exact_attribute_count; ++i) {
      const dictionary_entry& one = dicom_anonymizer::detail::dictionary[i];
      if (actions::clean_content::is_for(one.id) || actions::clean_content_codes::is_for(one.id))
        rows.add(one.keyword(), to_string(any_pattern(one.id)), one.id);
    }
  rows.add("OverlayActivationLayer", "(60xx,1001)", tag{0x6000, 0x1001});
  rows.add("group lengths", "(gggg,0000)", tag{0x0008, 0x0000});
  rows.add("group 0004 outside a DICOMDIR", "(0004,xxxx)", tag{0x0004, 0x1130});
  if (how.base.has_supplement()) {
    for (const tables::row& row : tables::supplement_rows)
      if (how.base.table().find(row.id) == nullptr && row.id.group != 0x0002)
        rows.add(keyword_of(row.id), to_string(any_pattern(row.id)), row.id);
    for (const tables::masked_row& row : tables::supplement_masked)
      rows.add(keyword_of(row.where.value), to_string(any_pattern(row.where)),
               detail::example_of(row.where));
    rows.add("anything else in the group of Overlay Data", "(60xx,xxxx)", tag{0x6000, 0x0010});
    for (std::size_t i = 0; i < dicom_anonymizer::detail::exact_attribute_count; ++i) {
      const dictionary_entry& one = dicom_anonymizer::detail::dictionary[i];
      if (dicom_anonymizer::detail::is_protected_by_vr(one.representation) &&
          how.base.table().find(one.id) == nullptr)
        rows.add(one.keyword(), to_string(any_pattern(one.id)), one.id);
    }
  }
  rows.write(text);
  if (!how.rules.empty()) {
    text +=
        "\n## Rules of the user\n\nOf two that cover an element the one further down holds; they "
        "go before the table.\n\n| Pattern | Action | Given by |\n|---|---|---|\n";
    for (const user_rule& one : how.rules)
      text += fmt::format("| {} | {} | {} |\n", detail::in_cell(to_string(one.where)),
                          one.what.name(), detail::in_cell(one.origin));
  }

  detail::add_dates(text, how);
  text += cleaning_sections(how);
  if (how.cleans_texts()) text += descriptors_section(how.words, how.base.options());

  text += detail::dummy_values_section(how.keyed.has_value());
  text += fmt::format(
      "\n## Referential integrity\n\n"
      "A UID is replaced by the same new one wherever it stands in all files of one run of the "
      "program. {} UIDs that PS3.6 annex A registers "
      "stay. Other identifiers are removed, emptied or replaced by one dummy for all{}; names of "
      "layers and numbers of graphics stay apart and equal within a data set (see Dummy values).\n"
      "\n## Attributes inserted\n\n"
      "Each as far as it is true of the file: less is said where its own data do not allow it, as "
      "of pixels that say themselves that they identify, and an earlier mark that is not true any "
      "more goes.\n\n"
      "| Attribute | Value |\n|---|---|\n"
      "| (0012,0062) Patient Identity Removed | {} |\n"
      "| (0012,0063) De-identification Method | added to earlier values: {} |\n"
      "| (0012,0064) De-identification Method Code Sequence | {} |\n"
      "| (0028,0303) Longitudinal Temporal Information Modified | {} |\n"
      "| (0002,0012), (0002,0013) | {}, {} |\n"
      "\n## Restrictions\n\n"
      "- No attribute is encrypted: Encrypted Attributes Sequence (0400,0500) is not made, there "
      "is no key, no transfer syntax for it and no re-identifier.\n"
      "- {}: burned-in text and recognizable features stay. Around them "
      "what the rules take away goes where the pixels are not compressed: overlay planes in bits "
      "that no pixel uses, and bytes behind the last frame.\n"
      "- Preamble and file meta information are written anew. Every transfer syntax of PS3.5 is "
      "read and kept.\n"
      "- A DICOMDIR is refused unless a rule covers (0004,1220).\n"
      "- DICOM-RTV is not supported.\n",
      how.keyed ? "All runs with one key and scope agree; the key re-identifies, and is kept apart."
      : how.has_crosswalk
          ? "All runs with one crosswalk agree; it re-identifies, and is kept apart."
          : "Runs do not agree with each other.",
      detail::replaces_identifiers(how)
          ? ", or by a pseudonym that is the same for the same old value in those runs"
          : "",
      made.identity_removed ? "YES" : "not inserted: a rule keeps what the profile protects",
      dicom_anonymizer::detail::method_text(known) +
          (how.cleans_texts() ? "; " + words_mark(all, how.words) : ""),
      made.basic_profile ? "added to earlier items: the codes above whose column says Y"
                         : "nothing: the rules given keep what the profile protects",
      made.temporal == dates::unmodified ? "UNMODIFIED, unless it is MODIFIED already"
      : made.temporal == dates::modified ? "MODIFIED"
      : made.temporal == dates::removed  ? "REMOVED"
      : !how.base.has_supplement()
          ? "not inserted: without the supplement dates stay that no table lists"
          : "not inserted: the rules given keep or change a date that the options do not",
      implementation_class_uid, implementation_version_name, pixels_in_words(how));
  return text;
}

}  // namespace dicom_anonymizer::cli
