// SPDX-License-Identifier: BSD-3-Clause
// What becomes of an attribute, found by doing it to a made-up one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gdcmDataSet.h>
#include <gdcmItem.h>
#include <gdcmSequenceOfItems.h>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/clean_codes.hpp>
#include <dicom_anonymizer/actions/clean_text.hpp>
#include <dicom_anonymizer/actions/conditional.hpp>
#include <dicom_anonymizer/actions/empty.hpp>
#include <dicom_anonymizer/actions/keep.hpp>
#include <dicom_anonymizer/actions/keep_terms.hpp>
#include <dicom_anonymizer/actions/known_text.hpp>
#include <dicom_anonymizer/actions/own_dummies.hpp>
#include <dicom_anonymizer/actions/paint_pixels.hpp>
#include <dicom_anonymizer/actions/patient_pseudonym.hpp>
#include <dicom_anonymizer/actions/pseudonymize.hpp>
#include <dicom_anonymizer/actions/regexp.hpp>
#include <dicom_anonymizer/actions/remove.hpp>
#include <dicom_anonymizer/actions/replace.hpp>
#include <dicom_anonymizer/actions/replace_uid.hpp>
#include <dicom_anonymizer/actions/replace_with_value.hpp>
#include <dicom_anonymizer/actions/shift_date.hpp>
#include <dicom_anonymizer/anonymize.hpp>
#include <dicom_anonymizer/cli/policy.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/hidden_items.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/pseudonyms/key.hpp>
#include <dicom_anonymizer/pseudonyms/keyed_pseudonyms.hpp>
#include <dicom_anonymizer/rules/dynamic_rule_map.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/text/vocabulary.hpp>
#include <dicom_anonymizer/walk/method_marks.hpp>

namespace dicom_anonymizer::cli {

/// Whether an action does the same to every value that it can work on, so that one tells of all.
/// Those of the profile do, and those of this library that a user names; an action of the user's
/// own may do anything, whatever it is called, and a pattern finds what it finds.
[[nodiscard]] inline bool can_be_rehearsed(const decision& made) {
  const action_ref act = made.act;
  if (!act || !made.is_users) return true;
  return act.is<actions::keep>() || act.is<actions::remove>() || act.is<actions::empty>() ||
         act.is<actions::replace>() || act.is<actions::replace_uid>() ||
         act.is<actions::empty_or_replace>() || act.is<actions::delete_or_empty>() ||
         act.is<actions::delete_or_replace>() || act.is<actions::delete_or_empty_or_replace>() ||
         act.is<actions::delete_or_empty_or_replace_uid>() || act.is<actions::shift_date>() ||
         (act.is<actions::clean_text>() && act.as<actions::clean_text>()->own_words() == nullptr) ||
         act.is<actions::clean_codes>() || act.is<actions::keep_terms>() ||
         act.is<actions::patient_pseudonym>() || act.is<dicom_anonymizer::detail::paint_pixels>();
}

/// Whether an action is one of this library, under whatever name.
[[nodiscard]] inline bool is_of_library(const decision& made) {
  const action_ref act = made.act;
  return can_be_rehearsed(made) || act.is<actions::pseudonymize>() || act.is<actions::regexp>() ||
         act.is<actions::replace_with_value<std::string>>();
}

/// What is left of an attribute.
enum class effect {
  kept,      ///< its value; of a sequence its items, which obey the rules
  removed,   ///< nothing
  emptied,   ///< the attribute without a value or items
  moved,     ///< the date or time, moved
  cleaned,   ///< of a text the words that tell of nobody; of a sequence its items, codes cleaned
  replaced,  ///< another value; of a sequence items whose values are others
  refused,   ///< the file fails
};

/// An attribute at a place: its tag, if it is private its creator, the VR that it is given, and its
/// value with padding; one that is legal and means nothing if that is empty.
struct rehearsed_attribute {
  tag id;
  std::string creator;
  vr kind = vr::UN;
  std::string value = {};
};

/// Applies a policy to data sets that are made for it, so that what is said of the policy is what
/// the library does.  The policy must outlive it.  Actions of the user's own are never called:
/// nothing is known of what they leave.
class rehearsal {
 public:
  explicit rehearsal(const policy& how)
      : how_(how), user_(rehearsed_rules(how)), neutral_(neutral_attribute()) {
    // Any key will do: only whether a value stays is asked for.
    std::array<unsigned char, key::least_bytes> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<unsigned char>(i);
    shared_.pseudonyms =
        std::make_shared<keyed_pseudonyms>(key(bytes), how.keyed.value_or(keyed_options()));
    // One word of every text is safe, whatever the list has.
    const auto words = std::make_shared<text::vocabulary>(*how.words.list);
    words->add_word(safe_word).add_word(other_safe_word);
    shared_.words = words;
  }

  /// What becomes of attributes at the top level, each once.
  [[nodiscard]] std::vector<effect> of(std::span<const rehearsed_attribute> all) {
    gdcm::DataSet data = patient();
    std::map<std::pair<std::uint16_t, std::string>, std::uint16_t> blocks;
    std::vector<tag> places;
    for (const rehearsed_attribute& one : all) places.push_back(add(data, one, blocks, nullptr));
    std::vector<effect> result;
    if (!is_done(data)) {
      if (all.size() == 1) return {effect::refused};
      for (std::size_t i = 0; i < all.size(); ++i) result.push_back(of(all.subspan(i, 1)).front());
      return result;
    }
    for (std::size_t i = 0; i < all.size(); ++i)
      result.push_back(effect_on(data, places[i], all[i]));
    return result;
  }

  /// What becomes of an attribute in the items of sequences, the outermost first.
  [[nodiscard]] effect in_items(std::span<const rehearsed_attribute> sequences,
                                const rehearsed_attribute& inner) {
    std::map<std::pair<std::uint16_t, std::string>, std::uint16_t> blocks;
    gdcm::DataSet data;
    std::vector<tag> places = {add(data, inner, blocks, nullptr)};
    for (std::size_t i = sequences.size(); i-- > 0;) {
      gdcm::DataSet around = i == 0 ? patient() : gdcm::DataSet();
      blocks.clear();
      places.push_back(add(around, sequences[i], blocks, &data));
      data = around;
    }
    if (!is_done(data)) return effect::refused;
    const gdcm::DataSet* here = &data;
    for (std::size_t i = places.size(); i-- > 1;) {
      gdcm::SequenceOfItems* const items = items_at(*here, places[i]);
      if (items == nullptr || items->GetNumberOfItems() == 0) return effect::removed;
      here = &items->GetItem(1).GetNestedDataSet();
    }
    return effect_on(*here, places.front(), inner);
  }

  /// The text that an attribute has at the top level if the data set has none; empty if it is not
  /// written.
  [[nodiscard]] std::string inserted(tag id) {
    gdcm::DataSet data;  // nothing that an action could be called for
    const dynamic_rule_map user = how_.user_rules();
    const auto rules = how_.base | user;
    shared_.words.swap(named_words_);
    shared_.cleans_strictly = how_.words.is_strict;
    anonymize_dataset(data, rules, shared_);
    shared_.words.swap(named_words_);
    const gdcm::DataElement* const raw = found(data, id);
    if (raw == nullptr) return {};
    if (items_of(*raw) != nullptr) return "its items";
    return std::string(detail_of(*raw));
  }

  /// What becomes of an earlier mark, a CS, in a data set with dates: its text afterwards, nothing
  /// if it goes.
  [[nodiscard]] std::string renewed_mark(tag id, std::string_view before) {
    gdcm::DataSet data = patient();
    put(data, study_date, vr::DA, sample(study_date, vr::DA));
    std::string padded(before);
    if (padded.size() % 2 != 0) padded += ' ';
    put(data, id, vr::CS, padded);
    if (!is_done(data)) return {};
    const gdcm::DataElement* const raw = found(data, id);
    return raw == nullptr ? std::string() : std::string(detail_of(*raw));
  }

  /// Whether an earlier item of De-identification Method Code Sequence (0012,0064) stays that has a
  /// code of CID 7050.
  [[nodiscard]] bool keeps_code(std::string_view code) {
    gdcm::DataSet item;
    put(item, dicom_anonymizer::detail::code_value, vr::SH, code);
    put(item, {0x0008, 0x0102}, vr::SH, "DCM ");
    gdcm::DataSet data = patient();
    put(data, study_date, vr::DA, sample(study_date, vr::DA));
    std::map<std::pair<std::uint16_t, std::string>, std::uint16_t> blocks;
    add(data, {dicom_anonymizer::detail::deidentification_method_codes, {}, vr::SQ}, blocks, &item);
    if (!is_done(data)) return false;
    gdcm::SequenceOfItems* const left =
        items_at(data, dicom_anonymizer::detail::deidentification_method_codes);
    for (std::size_t i = 1; left != nullptr && i <= left->GetNumberOfItems(); ++i) {
      const gdcm::DataElement* const raw =
          found(left->GetItem(i).GetNestedDataSet(), dicom_anonymizer::detail::code_value);
      if (raw != nullptr && detail_of(*raw) == code) return true;
    }
    return false;
  }

 private:
  static constexpr tag study_date{0x0008, 0x0020};
  static constexpr std::string_view safe_word = "SAFEST";
  // Texts lose what the data set says of its own patient, and keep what it says of its device: the
  // values of such attributes have no word of others.
  static constexpr std::string_view other_safe_word = "CHEST";

  static dynamic_rule_map rehearsed_rules(const policy& how) {
    dynamic_rule_map result;
    for (const user_rule& one : how.rules) {
      const decision made{{}, {}, one.what.ref(), true};
      result.set(one.where, is_of_library(made) ? one.what : any_action(keep));
    }
    return result;
  }

  static gdcm::SequenceOfItems* items_of(const gdcm::DataElement& raw) {
    return dicom_anonymizer::detail::items_of(raw);
  }
  static std::string_view detail_of(const gdcm::DataElement& raw) {
    return dicom_anonymizer::detail::without_padding(dicom_anonymizer::detail::bytes_of(raw));
  }
  static const gdcm::DataElement* found(const gdcm::DataSet& data, tag id) {
    const auto at = data.GetDES().find(gdcm::DataElement(id));
    return at == data.GetDES().end() ? nullptr : &*at;
  }
  static gdcm::SequenceOfItems* items_at(const gdcm::DataSet& data, tag id) {
    const gdcm::DataElement* const raw = found(data, id);
    return raw == nullptr ? nullptr : items_of(*raw);
  }

  static void put(gdcm::DataSet& data, tag id, vr kind, std::string_view value) {
    gdcm::DataElement raw(id, 0, to_gdcm(kind));
    raw.SetByteValue(value.data(), static_cast<std::uint32_t>(value.size()));
    data.GetDES().erase(raw);
    data.GetDES().insert(raw);
  }

  // Without one no date moves.
  [[nodiscard]] gdcm::DataSet patient() const {
    gdcm::DataSet data;
    // No other value, as that would be taken for the patient's.
    put(data, {0x0010, 0x0020}, vr::LO, "SUBJECT7");
    return data;
  }

  // A value that is legal and that no dummy equals.
  [[nodiscard]] std::string_view sample(tag id, vr kind) const {
    if (id == tag{0x0008, 0x0005}) return "ISO_IR 100";
    if (id == tag{0x0008, 0x0201}) return "+0100 ";
    switch (kind) {
      case vr::DA: return "19991231";
      case vr::TM: return "112233";
      case vr::DT: return "19991231112233";
      case vr::AS: return "033Y";
      case vr::DS:
      case vr::IS: return "17";
      case vr::UI: return {"1.2.826.0.1.3680043.9.1\0", 24};
      case vr::UR: return "http://rehearsal.example";
      default:
        if (kind == vr::PN) return "REHEARSED^PERSON";
        if (is_text(kind) && kind != vr::AE) {
          using dicom_anonymizer::detail::tells;
          const auto rules = how_.base | user_;
          const bool stays = !id.is_private() && rules.find(id).leaves() == residue::whole;
          const tells what = dicom_anonymizer::detail::told_by(id, kind, stays);
          // Name to Use and Camera Owner Name are texts.
          if (dicom_anonymizer::detail::is_name(what)) return "REHEARSED^PERSON";
          return what == tells::nothing  ? "SAFEST REHEARSAL"
                 : what == tells::device ? "CHEST EQUIPMENT7"
                                         : "CHEST PLACEMENT7";
        }
        return is_text(kind) || kind == vr::UN ? std::string_view("REHEARSAL ")
                                               : std::string_view("\1\2\3\4\5\6\7\10", 8);
    }
  }

  [[nodiscard]] std::string_view value_of(const rehearsed_attribute& one, tag id) const {
    return one.value.empty() ? sample(id, one.kind) : std::string_view(one.value);
  }

  // One that no rule covers, so that what becomes of it in the items of a sequence is the
  // sequence's doing.
  [[nodiscard]] tag neutral_attribute() const {
    constexpr tag some[] = {{0x0028, 0x0010}, {0x0028, 0x0011}, {0x0028, 0x0100},
                            {0x0018, 0x0050}, {0x0018, 0x0080}, {0x0054, 0x0081}};
    const auto rules = how_.base | user_;
    for (const tag id : some)
      if (!rules.find(id)) return id;
    return some[0];
  }

  // Adds an attribute, with an item if it is a sequence, and says where it stands.
  tag add(gdcm::DataSet& data, const rehearsed_attribute& one,
          std::map<std::pair<std::uint16_t, std::string>, std::uint16_t>& blocks,
          const gdcm::DataSet* content) const {
    tag id = one.id;
    if (!one.creator.empty() && id.is_private() && id.element > 0xFF) {
      const auto count = static_cast<std::uint16_t>(0x10 + blocks.size());
      const std::uint16_t block = blocks.try_emplace({id.group, one.creator}, count).first->second;
      std::string name = one.creator;
      if (name.size() % 2 != 0) name += ' ';
      put(data, {id.group, block}, vr::LO, name);
      id.element = static_cast<std::uint16_t>(block << 8 | (id.element & 0xFF));
    }
    // The length of a document is nothing without one.
    const tag document = dicom_anonymizer::detail::encapsulated_document;
    if (id == dicom_anonymizer::detail::encapsulated_document_length &&
        found(data, document) == nullptr)
      put(data, document, vr::OB, sample(document, vr::OB));
    if (one.kind != vr::SQ && content == nullptr) {
      put(data, id, one.kind, value_of(one, id));
      return id;
    }
    gdcm::DataSet nested;
    if (content != nullptr)
      nested = *content;
    else
      put(nested, neutral_, kind_of(neutral_), sample(neutral_, kind_of(neutral_)));
    gdcm::SmartPointer<gdcm::SequenceOfItems> items = new gdcm::SequenceOfItems;
    items->SetLengthToUndefined();
    gdcm::Item item;
    item.SetVLToUndefined();
    item.SetNestedDataSet(nested);
    items->AddItem(item);
    gdcm::DataElement raw(id, 0, gdcm::VR::SQ);
    raw.SetValue(*items);
    raw.SetVLToUndefined();
    data.GetDES().erase(raw);
    data.GetDES().insert(raw);
    return id;
  }

  static vr kind_of(tag id) { return find_attribute(id)->representation; }

  bool is_done(gdcm::DataSet& data) {
    try {
      const auto rules = how_.base | user_;
      anonymize_dataset(data, rules, shared_);
      return true;
    } catch (const error&) {
      return false;
    }
  }

  [[nodiscard]] effect effect_on(const gdcm::DataSet& data, tag id,
                                 const rehearsed_attribute& one) const {
    const gdcm::DataElement* const raw = found(data, id);
    if (raw == nullptr) return effect::removed;
    if (one.kind == vr::SQ) {
      gdcm::SequenceOfItems* const items = items_of(*raw);
      if (items == nullptr || items->GetNumberOfItems() == 0) return effect::emptied;
      const gdcm::DataElement* const inner = found(items->GetItem(1).GetNestedDataSet(), neutral_);
      return inner != nullptr && dicom_anonymizer::detail::bytes_of(*inner) ==
                                     sample(neutral_, kind_of(neutral_))
                 ? effect::kept
                 : effect::replaced;
    }
    const std::string_view after = dicom_anonymizer::detail::bytes_of(*raw);
    if (after == value_of(one, id)) return effect::kept;
    if (after.empty()) return effect::emptied;
    if (detail_of(*raw) == safe_word || detail_of(*raw) == other_safe_word) return effect::cleaned;
    if (!is_date_or_time(one.kind)) return effect::replaced;
    const std::string_view text = detail_of(*raw);
    const dummy_values& dummies = shared_.dummies;
    return text == dummies.date || text == dummies.time || text == dummies.date_time
               ? effect::replaced
               : effect::moved;
  }

  const policy& how_;
  dynamic_rule_map user_;
  context shared_;
  std::shared_ptr<const text::vocabulary> named_words_ = how_.words.list;  // by the marks
  tag neutral_;
};

}  // namespace dicom_anonymizer::cli
