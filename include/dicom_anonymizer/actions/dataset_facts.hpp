// SPDX-License-Identifier: BSD-3-Clause
// What a data set says of itself that rules ask for at every depth.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gdcmDataSet.h>
#include <gdcmSequenceOfItems.h>

#include <dicom_anonymizer/actions/evidence.hpp>
#include <dicom_anonymizer/part10/character_set.hpp>
#include <dicom_anonymizer/part10/hidden_items.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/part10/reader.hpp>
#include <dicom_anonymizer/pseudonyms/date_shift.hpp>
#include <dicom_anonymizer/pseudonyms/pseudonym_source.hpp>
#include <dicom_anonymizer/tags/pattern.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer {

/// What the writer of a data set declares of a private element, PS3.3 section C.12.1.1.7.
enum class private_treatment : std::uint8_t {
  undeclared,  ///< nothing
  safe,        ///< it identifies nobody
  remove,      ///< it may identify; Deidentification Action (0008,0307) is X or one not known here
  empty,       ///< the same, Z
  replace,     ///< the same, D
  new_uid,     ///< the same, U
};

namespace detail {

inline constexpr tag private_data_element_characteristics{0x0008, 0x0300};

// The items of Private Data Element Characteristics Sequence (0008,0300).
class private_declarations {
 public:
  // The declarations of one element, which is a copy.  What cannot be read declares nothing.
  static private_declarations of(gdcm::DataElement sequence, const limits& bounds) {
    private_declarations result;
    reveal_items(sequence, bounds);
    gdcm::SequenceOfItems* const items = items_of(sequence);
    for (std::size_t i = 1; items != nullptr && i <= items->GetNumberOfItems(); ++i)
      result.add(items->GetItem(i).GetNestedDataSet(), bounds);
    return result;
  }

  // What is said of an element; by the last item that says anything.
  [[nodiscard]] private_treatment of_element(const element_key& key) const noexcept {
    private_treatment found = private_treatment::undeclared;
    const auto offset = static_cast<std::uint16_t>(key.id.element & 0xFFU);
    for (const block& one : blocks_) {
      if (one.group != key.id.group || one.creator != key.private_creator) continue;
      const auto act = std::find_if(one.actions.begin(), one.actions.end(),
                                    [&](const auto& listed) { return listed.first == offset; });
      const bool is_listed =
          std::find(one.harmless.begin(), one.harmless.end(), offset) != one.harmless.end();
      if (act != one.actions.end())
        found = act->second;
      else if (one.is_safe || is_listed)
        found = private_treatment::safe;
    }
    return found;
  }

  [[nodiscard]] bool empty() const noexcept { return blocks_.empty(); }

 private:
  struct block {
    std::uint16_t group = 0;
    std::string creator;
    bool is_safe = false;
    std::vector<std::uint16_t> harmless;  // element numbers without that of the block
    std::vector<std::pair<std::uint16_t, private_treatment>> actions;
  };

  static std::string_view value_of(const gdcm::DataSet& item, tag id) {
    const auto& all = item.GetDES();
    const auto found = all.find(gdcm::DataElement(id));
    return found == all.end() ? std::string_view() : bytes_of(*found);
  }

  // Of VR US; GDCM has them little endian whatever the file was.
  static std::vector<std::uint16_t> numbers_of(const gdcm::DataSet& item, tag id) {
    const std::string_view bytes = value_of(item, id);
    std::vector<std::uint16_t> result;
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2)
      result.push_back(static_cast<std::uint16_t>(static_cast<unsigned char>(bytes[i]) |
                                                  static_cast<unsigned char>(bytes[i + 1]) << 8));
    return result;
  }

  // Element numbers are those in the block: with gg00 where it is not said which block it got.
  static std::vector<std::uint16_t> offsets_of(const gdcm::DataSet& item, tag id) {
    std::vector<std::uint16_t> result = numbers_of(item, id);
    for (std::uint16_t& one : result) one = static_cast<std::uint16_t>(one & 0xFFU);
    return result;
  }

  static private_treatment treatment_of(std::string_view code) noexcept {
    if (code == "Z") return private_treatment::empty;
    if (code == "D") return private_treatment::replace;
    if (code == "U") return private_treatment::new_uid;
    return private_treatment::remove;
  }

  void add(gdcm::DataSet& item, const limits& bounds) {
    constexpr tag private_group_reference{0x0008, 0x0301};
    constexpr tag private_creator_reference{0x0008, 0x0302};
    constexpr tag block_identifying_information_status{0x0008, 0x0303};
    constexpr tag nonidentifying_private_elements{0x0008, 0x0304};
    constexpr tag deidentification_action_sequence{0x0008, 0x0305};
    constexpr tag identifying_private_elements{0x0008, 0x0306};
    constexpr tag deidentification_action{0x0008, 0x0307};
    const std::vector<std::uint16_t> group = numbers_of(item, private_group_reference);
    if (group.size() != 1) return;
    block made;
    made.group = group.front();
    made.creator = without_padding(value_of(item, private_creator_reference));
    if (made.creator.empty()) return;
    made.is_safe = without_padding(value_of(item, block_identifying_information_status)) == "SAFE";
    made.harmless = offsets_of(item, nonidentifying_private_elements);
    const auto found = item.GetDES().find(gdcm::DataElement(deidentification_action_sequence));
    if (found != item.GetDES().end()) {
      gdcm::DataElement sequence = *found;
      reveal_items(sequence, bounds);
      gdcm::SequenceOfItems* const items = items_of(sequence);
      for (std::size_t i = 1; items != nullptr && i <= items->GetNumberOfItems(); ++i) {
        const gdcm::DataSet& one = items->GetItem(i).GetNestedDataSet();
        const private_treatment act =
            treatment_of(without_padding(value_of(one, deidentification_action)));
        for (const std::uint16_t offset : offsets_of(one, identifying_private_elements))
          made.actions.emplace_back(offset, act);
      }
    }
    blocks_.push_back(std::move(made));
  }

  std::vector<block> blocks_;
};

// One for each data set; the scopes of its items refer to it.
struct dataset_facts {
  std::string sop_class_uid;  // as it was before any rule
  bool is_directory = false;  // a DICOMDIR, which has (0004,1220)
  private_declarations declared;
  patient_identity patient;  // as it was before any rule; not asked for without pseudonyms

  // What actions find out on their way.
  mutable std::optional<date_shift> shift;
  mutable std::size_t unreadable_dates = 0;
  mutable evidence found;

  // Whether the rules in force leave an element as it is; null where there are none to ask.
  bool (*keeps)(const void* rules, const element_key& key) = nullptr;
  // What the rules retain of an element in a sequence that is replaced, and whether there may be
  // any of a VR; null alike.
  retention (*retains)(const void* rules, const element_key& key, vr kind) = nullptr;
  bool (*may_retain)(const void* rules, vr kind) = nullptr;
  const void* rules = nullptr;
};

inline constexpr tag sop_class_uid_tag{0x0008, 0x0016};

// Collects what tells whose data set it is.
class patient_finder {
 public:
  static constexpr tag id_tag{0x0010, 0x0020};
  static constexpr tag issuer_tag{0x0010, 0x0021};
  static constexpr tag study_uid_tag{0x0020, 0x000D};
  static constexpr std::array<tag, 4> tags = {specific_character_set, id_tag, issuer_tag,
                                              study_uid_tag};

  // Whether nothing behind a tag is of interest any more.
  [[nodiscard]] bool is_done_at(tag id) const noexcept {
    return id > study_uid_tag || (id > issuer_tag && !id_.empty());
  }

  // The value of one of the tags.
  void meet(tag id, std::string_view bytes) {
    // Items in disguise, which are no text.
    if (starts_with_item(bytes)) return;
    if (id == specific_character_set) characters_ = without_padding(bytes);
    if (id == id_tag) id_ = trimmed(bytes);
    if (id == issuer_tag) issuer_ = trimmed(bytes);
    if (id == study_uid_tag) study_uid_ = trimmed(bytes);
  }

  [[nodiscard]] patient_identity result() const {
    if (id_.empty()) return {{}, {}, study_uid_};
    // Bytes that are no text of their character set are the patient's all the same.
    const character_set letters(characters_);
    return {letters.decode_if_text(id_, vr::LO), letters.decode_if_text(issuer_, vr::LO), {}};
  }

 private:
  static std::string_view trimmed(std::string_view bytes) noexcept {
    bytes = without_padding(bytes);
    while (!bytes.empty() && bytes.front() == ' ') bytes.remove_prefix(1);
    return bytes;
  }

  std::string characters_;
  std::string id_;
  std::string issuer_;
  std::string study_uid_;
};

// The facts of a data set in memory.
inline dataset_facts facts_of(const gdcm::DataSet& dataset, const limits& bounds,
                              bool wants_patient) {
  dataset_facts result;
  const auto& all = dataset.GetDES();
  const auto find = [&](tag id) { return all.find(gdcm::DataElement(id)); };
  result.is_directory = find(directory_records) != all.end();
  if (const auto found = find(sop_class_uid_tag); found != all.end())
    result.sop_class_uid = without_padding(bytes_of(*found));
  if (const auto found = find(private_data_element_characteristics); found != all.end())
    result.declared = private_declarations::of(*found, bounds);
  if (wants_patient) {
    patient_finder patient;
    for (const tag id : patient_finder::tags)
      if (const auto found = find(id); found != all.end()) patient.meet(id, bytes_of(*found));
    result.patient = patient.result();
  }
  return result;
}

}  // namespace detail
}  // namespace dicom_anonymizer
