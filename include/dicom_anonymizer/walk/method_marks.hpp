// SPDX-License-Identifier: BSD-3-Clause
// What a data set says of its own de-identification, PS3.15 sections E.1.1, E.2 and E.3.6.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gdcmDataSet.h>
#include <gdcmItem.h>
#include <gdcmSequenceOfItems.h>

#include <dicom_anonymizer/actions/item_decision.hpp>
#include <dicom_anonymizer/part10/encoding.hpp>
#include <dicom_anonymizer/part10/hidden_items.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/part10/reader.hpp>
#include <dicom_anonymizer/part10/writer.hpp>
#include <dicom_anonymizer/profiles/conformance.hpp>
#include <dicom_anonymizer/profiles/options.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/walk/claims.hpp>
#include <dicom_anonymizer/walk/rules_ref.hpp>

namespace dicom_anonymizer::detail {

inline constexpr tag patient_identity_removed{0x0012, 0x0062};
inline constexpr tag deidentification_method{0x0012, 0x0063};
inline constexpr tag deidentification_method_codes{0x0012, 0x0064};
inline constexpr tag temporal_information_modified{0x0028, 0x0303};

// The marks of a data set.  What other de-identifiers wrote before stays unless it says what is not
// so any more.
class method_marks {
 public:
  static constexpr std::array<tag, 4> tags = {patient_identity_removed, deidentification_method,
                                              deidentification_method_codes,
                                              temporal_information_modified};

  // What is said of safe words is another value of the method.
  method_marks(const rules_ref& rules, const claims& made, std::string_view words = {})
      : made_(made) {
    const rule_assessment& known = rules.assessment();
    if (known.base == nullptr) return;
    if (made.identity_removed) identity_removed_ = "YES";
    method_ = method_text(known, made);
    if (!words.empty()) method_.append(1, '\\').append(words);
    if (made.basic_profile) {
      codes_.push_back(basic_profile_code);
      for (const option_traits& one : all_options)
        if ((made.options & static_cast<std::uint16_t>(one.column)) != 0)
          codes_.push_back(one.code);
    }
    using dates = claims::dates;
    temporal_ = made.temporal == dates::unmodified ? "UNMODIFIED"
                : made.temporal == dates::modified ? "MODIFIED"
                : made.temporal == dates::removed  ? "REMOVED"
                                                   : "";
    // A rule of the user's for one of them has the last word.
    const auto forget = [&](tag id, auto& mark) {
      const action_ref act = rules.find(id);
      const bool is_theirs = act && !is_left_by(act, id);
      if (is_theirs) mark.clear();
      return !is_theirs;
    };
    minds_[0] = forget(patient_identity_removed, identity_removed_);
    minds_[1] = forget(deidentification_method, method_);
    minds_[2] = forget(deidentification_method_codes, codes_);
    minds_[3] = forget(temporal_information_modified, temporal_);
  }
  explicit method_marks(const rules_ref& rules)
      : method_marks(rules, claims_of(rules.assessment(), evidence{})) {}

  [[nodiscard]] const claims& made() const noexcept { return made_; }

  // Whether an earlier mark is looked at, if only to see that it is still true.
  [[nodiscard]] bool minds(tag id) const noexcept {
    for (std::size_t i = 0; i < tags.size(); ++i)
      if (tags[i] == id) return minds_[i];
    return false;
  }

  // Whether an earlier text is not true any more and goes, as there is nothing to say instead.
  // has_dates matters where the text depends on them: whether the data set has any.
  [[nodiscard]] bool contradicts(tag id, std::string_view before, bool has_dates) const noexcept {
    if (id == patient_identity_removed) return identity_removed_.empty() && says(before, "YES");
    if (id != temporal_information_modified || before.empty()) return false;
    return temporal_.empty() ||
           (has_dates && depends_on_dates(id, before) && temporal_ == "UNMODIFIED");
  }

  // Whether it depends on what stands behind it, too: dates that are there cannot be removed.
  [[nodiscard]] bool depends_on_dates(tag id, std::string_view before) const noexcept {
    return id == temporal_information_modified && says(before, "REMOVED") &&
           (temporal_ == "UNMODIFIED" || temporal_ == "MODIFIED");
  }

  // Whether an earlier code of CID 7050 says what is not so.
  [[nodiscard]] bool contradicts_code(std::string_view value) const noexcept {
    if (says(value, basic_profile_code.value) && !made_.basic_profile) return true;
    for (const option_traits& one : all_options)
      if (says(value, one.code.value) && contradicts_option(one.column)) return true;
    return false;
  }
  [[nodiscard]] bool contradicts_option(option one) const noexcept {
    switch (one) {
      case option::retain_uids:
      case option::retain_device_identity:
      case option::retain_institution_identity:
      case option::retain_patient_characteristics:
      case option::retain_full_dates: return (made_.options & static_cast<std::uint16_t>(one)) == 0;
      case option::retain_safe_private:
      case option::retain_modified_dates:
      case option::clean_descriptors:
      case option::clean_structured_content:
      case option::clean_graphics: return !made_.basic_profile;
      case option::clean_pixel_data:
      case option::clean_recognizable_visual_features: return !made_.has_cleaned_pixels;
    }
    return false;
  }
  [[nodiscard]] bool contradicts_any(gdcm::SequenceOfItems& items) const {
    for (std::size_t i = 1; i <= items.GetNumberOfItems(); ++i)
      if (contradicts(items.GetItem(i))) return true;
    return false;
  }
  [[nodiscard]] bool contradicts(gdcm::Item& code) const {
    gdcm::DataSet& content = code.GetNestedDataSet();
    return says(text_in(content, coding_scheme_designator), "DCM") &&
           contradicts_code(text_in(content, code_value));
  }
  // The items that say nothing that is not so, in a sequence like the one that they were in.
  [[nodiscard]] gdcm::SmartPointer<gdcm::SequenceOfItems> without_contradicted(
      gdcm::SequenceOfItems& items) const {
    gdcm::SmartPointer<noted_items> rest = new noted_items;
    if (const auto* const noted = dynamic_cast<const noted_items*>(&items)) {
      rest->is_delimited = noted->is_delimited;
      rest->is_explicit = noted->is_explicit;
    }
    for (std::size_t i = 1; i <= items.GetNumberOfItems(); ++i)
      if (!contradicts(items.GetItem(i))) rest->AddItem(items.GetItem(i));
    return rest.GetPointer();
  }

  [[nodiscard]] bool wants(tag id) const noexcept {
    if (id == deidentification_method_codes) return !codes_.empty();
    return !text_of(id).empty();
  }

  // Whether an earlier mark says that it holds something else than marks do; it is replaced whole,
  // as nobody can tell what another VR holds.
  [[nodiscard]] static bool is_foreign(tag id, std::optional<vr> written) noexcept {
    if (!written || *written == vr::UN) return false;
    return *written != (id == deidentification_method         ? vr::LO
                        : id == deidentification_method_codes ? vr::SQ
                                                              : vr::CS);
  }

  // What a text becomes; nothing if it stays as it is.
  [[nodiscard]] std::optional<std::string> renewed(tag id, std::string_view before,
                                                   bool has_dates) const {
    if (id == patient_identity_removed) return other_than(before, identity_removed_);
    if (id == temporal_information_modified) {
      if (has_dates && depends_on_dates(id, before)) return temporal_;
      // Dates that were changed before are not unmodified now, and those removed are not there.
      const bool is_kept = (temporal_ != "REMOVED" && says(before, "REMOVED")) ||
                           (temporal_ == "UNMODIFIED" && says(before, "MODIFIED")) ||
                           temporal_.empty();
      return is_kept ? std::nullopt : other_than(before, temporal_);
    }
    if (before.empty()) return method_;
    // The longest value of VR LO: who has filled it leaves no room for another one.
    constexpr std::size_t most = 0xFFFE;
    std::string result(before);
    for (std::string_view rest = method_;;) {
      const std::size_t end = rest.find('\\');
      const std::string_view one = rest.substr(0, end);
      if (!has_value(before, one) && result.size() + 1 + one.size() <= most)
        result.append(1, '\\').append(one);
      if (end == std::string_view::npos) break;
      rest.remove_prefix(end + 1);
    }
    if (result.size() == before.size()) return std::nullopt;
    return result;
  }

  [[nodiscard]] static bool has_value(std::string_view all, std::string_view wanted) noexcept {
    while (true) {
      const std::size_t end = all.find('\\');
      if (without_blanks(all.substr(0, end)) == wanted) return true;
      if (end == std::string_view::npos) return false;
      all.remove_prefix(end + 1);
    }
  }

  // The codes that a sequence does not have yet.
  [[nodiscard]] std::vector<method_code> missing_from(gdcm::SequenceOfItems* items) const {
    std::vector<method_code> result = codes_;
    for (std::size_t i = 1; items != nullptr && i <= items->GetNumberOfItems(); ++i) {
      gdcm::DataSet& item = items->GetItem(i).GetNestedDataSet();
      if (text_in(item, coding_scheme_designator) != "DCM") continue;
      std::erase_if(result,
                    [&](const method_code& one) { return one.value == text_in(item, code_value); });
    }
    return result;
  }

  // Marks a data set in memory; lengths tells whether new items have defined ones.
  // What the walk found tells whether earlier marks are still true.
  void put_into(gdcm::DataSet& dataset, bool with_lengths, const limits& bounds,
                const evidence& found = {}) const {
    for (const tag id :
         {patient_identity_removed, deidentification_method, temporal_information_modified})
      if (minds(id)) put_text(dataset, id, found);
    if (minds(deidentification_method_codes)) put_codes(dataset, with_lengths, bounds);
  }

  // A mark as an element of its own.
  [[nodiscard]] const std::string& encoded(tag id, const encoding& form) const {
    auto& known = encoded_[form.big_endian ? 2U : form.explicit_vr ? 1U : 0U];
    if (!known) {
      known.emplace();
      gdcm::DataSet alone;
      put_into(alone, true, limits{});
      for (std::size_t i = 0; i < tags.size(); ++i) {
        const auto found = alone.GetDES().find(gdcm::DataElement(tags[i]));
        if (found != alone.GetDES().end()) dataset_encoder((*known)[i]).element(*found, form);
      }
    }
    std::size_t place = 0;
    while (tags[place] != id) ++place;
    return (*known)[place];
  }

  // Items without the sequence around them.
  [[nodiscard]] static std::string encoded_items(const std::vector<method_code>& codes,
                                                 const encoding& form) {
    gdcm::DataElement raw(deidentification_method_codes, 0, gdcm::VR::SQ);
    raw.SetValue(*sequence_of(codes, true));
    std::string bytes;
    dataset_encoder(bytes).element(raw, form);
    return bytes.substr(form.explicit_vr ? 12 : 8);
  }

 private:
  [[nodiscard]] std::string_view text_of(tag id) const noexcept {
    if (id == patient_identity_removed) return identity_removed_;
    if (id == deidentification_method) return method_;
    if (id == temporal_information_modified) return temporal_;
    return {};
  }

  // Whether an action leaves a mark that is there: items of a sequence obey the rules and stay.
  static bool is_left_by(const action_ref& act, tag id) noexcept {
    return act.leaves() == residue::whole ||
           (id == deidentification_method_codes &&
            (act.leaves() == residue::items || act.leaves() == residue::moved_date));
  }

  static std::optional<std::string> other_than(std::string_view before, const std::string& text) {
    if (before == text) return std::nullopt;
    return text;
  }

  static std::string_view text_in(gdcm::DataSet& item, tag id) {
    const auto found = item.GetDES().find(gdcm::DataElement(id));
    return found == item.GetDES().end() ? std::string_view() : without_blanks(bytes_of(*found));
  }

  void put_text(gdcm::DataSet& dataset, tag id, const evidence& seen) const {
    const auto found = dataset.GetDES().find(gdcm::DataElement(id));
    if (found != dataset.GetDES().end() && !found->IsEmpty() &&
        is_foreign(id, from_gdcm(found->GetVR()))) {
      dataset.GetDES().erase(found);
      return put_text(dataset, id, seen);
    }
    const bool is_text = found != dataset.GetDES().end() && !bytes_of(*found).empty();
    const std::string_view before =
        is_text ? without_padding(bytes_of(*found)) : std::string_view();
    if (contradicts(id, before, seen.has_dates())) {
      dataset.GetDES().erase(found);
      return;
    }
    if (!wants(id)) return;
    const std::optional<std::string> after = renewed(id, before, seen.has_dates());
    if (!after) return;
    if (!is_text) return put(dataset, id, id == deidentification_method ? vr::LO : vr::CS, *after);
    std::string padded = *after;
    if (padded.size() % 2 != 0) padded.push_back(' ');
    const_cast<gdcm::DataElement&>(*found).SetByteValue(padded.data(),
                                                        static_cast<std::uint32_t>(padded.size()));
  }

  void put_codes(gdcm::DataSet& dataset, bool with_lengths, const limits& bounds) const {
    const auto found = dataset.GetDES().find(gdcm::DataElement(deidentification_method_codes));
    if (found != dataset.GetDES().end()) {
      if (!found->IsEmpty() &&
          is_foreign(deidentification_method_codes, from_gdcm(found->GetVR()))) {
        dataset.GetDES().erase(found);
        return put_codes(dataset, with_lengths, bounds);
      }
      gdcm::DataElement revealed = *found;
      reveal_items(revealed, bounds);
      gdcm::SequenceOfItems* const items = items_of(revealed);
      if (items != nullptr && contradicts_any(*items)) {
        const gdcm::SmartPointer<gdcm::SequenceOfItems> rest = without_contradicted(*items);
        if (rest->GetNumberOfItems() == 0) {  // as if there had been none
          dataset.GetDES().erase(found);
          return put_codes(dataset, with_lengths, bounds);
        }
        for (const method_code& one : missing_from(rest)) rest->AddItem(item_of(one, with_lengths));
        const bool is_defined = !items->GetLength().IsUndefined();
        if (is_defined && with_lengths)
          rest->SetLength(0);
        else
          revealed.SetVLToUndefined();
        revealed.SetValue(*rest);
        const_cast<gdcm::DataElement&>(*found) = revealed;
        return;
      }
      if (!wants(deidentification_method_codes)) return;
      if (items != nullptr && items->GetNumberOfItems() != 0) {
        const std::vector<method_code> missing = missing_from(items);
        if (missing.empty()) return;
        const gdcm::VL length = items->GetLength();
        items->SetLengthToUndefined();  // GDCM aborts on adding to a defined one
        for (const method_code& one : missing) items->AddItem(item_of(one, with_lengths));
        items->SetLength(length);
        if (!with_lengths) revealed.SetVLToUndefined();
        const_cast<gdcm::DataElement&>(*found) = revealed;
        return;
      }
      dataset.GetDES().erase(found);
    }
    if (!wants(deidentification_method_codes)) return;
    gdcm::DataElement raw(deidentification_method_codes, 0, gdcm::VR::SQ);
    raw.SetValue(*sequence_of(codes_, with_lengths));
    if (!with_lengths) raw.SetVLToUndefined();
    dataset.GetDES().insert(raw);
  }

  static gdcm::SmartPointer<gdcm::SequenceOfItems> sequence_of(
      const std::vector<method_code>& codes, bool with_lengths) {
    gdcm::SmartPointer<gdcm::SequenceOfItems> items = new gdcm::SequenceOfItems;
    for (const method_code& one : codes) items->AddItem(item_of(one, with_lengths));
    // A defined one; the writer measures it.
    if (with_lengths) items->SetLength(0);
    return items;
  }

  static gdcm::Item item_of(const method_code& one, bool with_lengths) {
    gdcm::Item item;
    if (with_lengths)
      item.SetVL(0);
    else
      item.SetVLToUndefined();
    gdcm::DataSet& content = item.GetNestedDataSet();
    put(content, code_value, vr::SH, one.value);
    put(content, coding_scheme_designator, vr::SH, "DCM");
    put(content, code_meaning, vr::LO, one.meaning);
    return item;
  }

  claims made_;
  std::array<bool, 4> minds_{};
  std::string identity_removed_;
  std::string method_;
  std::string temporal_;
  std::vector<method_code> codes_;
  mutable std::array<std::optional<std::array<std::string, 4>>, 3> encoded_;
};

}  // namespace dicom_anonymizer::detail
