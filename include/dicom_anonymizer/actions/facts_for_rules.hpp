// SPDX-License-Identifier: BSD-3-Clause
// What a data set says of itself that rules ask for at every depth.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gdcmDataSet.h>
#include <gdcmSequenceOfItems.h>

#include <dicom_anonymizer/actions/evidence.hpp>
#include <dicom_anonymizer/actions/known_text.hpp>
#include <dicom_anonymizer/actions/private_treatment.hpp>
#include <dicom_anonymizer/part10/character_set.hpp>
#include <dicom_anonymizer/part10/encoding.hpp>
#include <dicom_anonymizer/part10/hidden_items.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/part10/parser.hpp>
#include <dicom_anonymizer/part10/reader.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/pixels/codestream.hpp>
#include <dicom_anonymizer/pixels/region_set.hpp>
#include <dicom_anonymizer/pseudonyms/date_shift.hpp>
#include <dicom_anonymizer/pseudonyms/pseudonym_source.hpp>
#include <dicom_anonymizer/report.hpp>
#include <dicom_anonymizer/tags/named_tags.hpp>
#include <dicom_anonymizer/tags/pattern.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/text/cleaner.hpp>
#include <dicom_anonymizer/unknown_words.hpp>

namespace dicom_anonymizer {

class element;

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

  // What one item says.
  void add(gdcm::DataSet& item, const limits& bounds);

  // What is said of an element.  It is safe if each item about its block says so, whatever their
  // order: what is contradicted is not known to be safe, PS3.15 section E.3.10.
  [[nodiscard]] private_treatment of_element(const element_key& key) const noexcept {
    const auto found = blocks_.find(block_name{key.id.group, key.private_creator});
    if (found == blocks_.end()) return private_treatment::undeclared;
    const block& said = found->second;
    const auto offset = static_cast<std::uint16_t>(key.id.element & 0xFFU);
    if (const auto one = said.actions.find(offset); one != said.actions.end()) return one->second;
    const auto listed = said.listed.find(offset);
    const std::size_t agreeing = said.safe + (listed == said.listed.end() ? 0 : listed->second);
    return agreeing == said.items ? private_treatment::safe : private_treatment::undeclared;
  }

  [[nodiscard]] bool empty() const noexcept { return blocks_.empty(); }

 private:
  // What all items say of the blocks of one creator in one group.  Elements have the number without
  // that of the block.
  struct block {
    std::size_t items = 0;
    std::size_t safe = 0;                         // items that call all elements safe
    std::map<std::uint16_t, std::size_t> listed;  // further items that call one safe
    std::map<std::uint16_t, private_treatment> actions;
  };
  struct block_name {
    std::uint16_t group;
    std::string_view creator;
  };
  struct owned_name {
    std::uint16_t group;
    std::string creator;
  };
  // Asked once for each private element: a map, so that no element costs all declarations.
  struct by_name {
    using is_transparent = void;
    template <class A, class B>
    bool operator()(const A& a, const B& b) const noexcept {
      if (a.group != b.group) return a.group < b.group;
      return std::string_view(a.creator) < std::string_view(b.creator);
    }
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

  std::map<owned_name, block, by_name> blocks_;
};

inline void private_declarations::add(gdcm::DataSet& item, const limits& bounds) {
  constexpr tag private_group_reference{0x0008, 0x0301};
  constexpr tag private_creator_reference{0x0008, 0x0302};
  constexpr tag block_identifying_information_status{0x0008, 0x0303};
  constexpr tag nonidentifying_private_elements{0x0008, 0x0304};
  constexpr tag deidentification_action_sequence{0x0008, 0x0305};
  constexpr tag identifying_private_elements{0x0008, 0x0306};
  constexpr tag deidentification_action{0x0008, 0x0307};
  const std::vector<std::uint16_t> group = numbers_of(item, private_group_reference);
  if (group.size() != 1) return;
  const std::string_view creator = without_blanks(value_of(item, private_creator_reference));
  if (creator.empty()) return;
  block& made = blocks_[owned_name{group.front(), std::string(creator)}];
  // PS3.3 section C.12.1.1.7: the elements of a block are safe, or those that are listed, or none.
  const std::string_view status =
      without_blanks(value_of(item, block_identifying_information_status));
  ++made.items;
  if (status == "SAFE") ++made.safe;
  if (status == "MIXED") {
    const std::vector<std::uint16_t> all = offsets_of(item, nonidentifying_private_elements);
    for (const std::uint16_t offset : std::set<std::uint16_t>(all.begin(), all.end()))
      ++made.listed[offset];
  }
  // An action says more than that a block is safe.  The first of two for one element holds in an
  // item, and the last of two items.
  std::set<std::uint16_t> acted_on;
  const auto found = item.GetDES().find(gdcm::DataElement(deidentification_action_sequence));
  if (found == item.GetDES().end()) return;
  gdcm::DataElement sequence = *found;
  reveal_items(sequence, bounds);
  gdcm::SequenceOfItems* const actions = items_of(sequence);
  for (std::size_t i = 1; actions != nullptr && i <= actions->GetNumberOfItems(); ++i) {
    const gdcm::DataSet& one = actions->GetItem(i).GetNestedDataSet();
    const private_treatment act =
        treatment_of(without_blanks(value_of(one, deidentification_action)));
    for (const std::uint16_t offset : offsets_of(one, identifying_private_elements))
      if (acted_on.insert(offset).second) made.actions[offset] = act;
  }
}

// Reads declarations as a handler of the parser, with one item in memory at a time.
class declaration_reader {
 public:
  declaration_reader(private_declarations& into, source& in, const limits& bounds) noexcept
      : into_(into), in_(in), bounds_(bounds) {}

  void value(const element_header& header) {
    if (item_) item_->builder.value(header);
  }
  void encapsulated(const element_header& header, std::uint64_t end) {
    if (item_) item_->builder.encapsulated(header, end);
  }
  void begin_sequence(const element_header& header) {
    if (item_) item_->builder.begin_sequence(header);
  }
  void end_sequence() {
    if (item_) item_->builder.end_sequence();
  }
  void begin_item(const element_header& header) {
    if (depth_++ == 0)
      item_ = std::make_unique<open_item>(in_, bounds_);
    else
      item_->builder.begin_item(header);
  }
  void end_item() {
    if (--depth_ != 0) return item_->builder.end_item();
    into_.add(item_->content, bounds_);
    item_.reset();
  }

 private:
  struct open_item {
    open_item(source& in, const limits& bounds) : builder(content, in, bounds, true) {}
    gdcm::DataSet content;
    dataset_builder builder;
  };

  private_declarations& into_;
  source& in_;
  const limits& bounds_;
  unsigned depth_ = 0;
  std::unique_ptr<open_item> item_;
};

// One for each data set; the scopes of its items refer to it.
struct facts_for_rules {
  std::string sop_class_uid;      // as it was before any rule
  bool is_directory = false;      // a DICOMDIR, by its SOP Class
  bool lists_references = false;  // see element::lists_references; asked for by IOD only
  frame_syntax frames = frame_syntax::not_known;  // what its compressed frames may be
  private_declarations declared;
  patient_identity patient;  // as it was before any rule; not asked for without pseudonyms
  // The same of its patient, staff and institution; null where no rule asks for it.
  std::unique_ptr<known_text> texts;
  text::allowances allowed;  // in texts, by the options of the profile
  bool scrubs = false;       // see element::scrubs_known_values

  // Of all layers clean_pixels in the rules; null where there are none.
  const region_set* regions = nullptr;
  bool paints_pixels = false;  // whether pixels at the top level will be painted over
  // What the data set says of them, as it was before any rule: if there is a rule to paint them.
  gdcm::DataSet described;
  // How native pixels are written in the file; of a data set in memory its transfer syntax, which
  // may not be known.
  native_pixels cells = native_pixels::none;
  std::string transfer_syntax;

  // What actions find out on their way.
  mutable std::optional<date_shift> shift;
  mutable std::size_t unreadable_dates = 0;
  mutable std::size_t invalid_values = 0;
  mutable std::map<tag, std::map<std::string, std::size_t, std::less<>>> numbered;

  // See element::number_for.
  [[nodiscard]] std::size_t number_for(tag kind, std::string_view value) const {
    auto& all = numbered[kind];
    const auto place = all.find(value);
    if (place != all.end()) return place->second;
    return all.emplace(value, all.size() + 1).first->second;
  }
  mutable std::vector<tag> unreadable_date_tags = {};
  mutable std::size_t dated_uids = 0;
  mutable std::size_t painted_images = 0;
  mutable std::size_t painted_frames = 0;
  mutable word_counts unknown_words;
  mutable text_numbers text_counts;
  mutable evidence found;

  // Whether the rules in force leave an element as it is; null where there are none to ask.
  bool (*keeps)(const void* rules, const element_key& key, vr kind) = nullptr;
  // What the rules retain of an element in a sequence that is replaced, and whether there may be
  // any of a VR; null alike.
  retention (*retains)(const void* rules, const element_key& key, vr kind) = nullptr;
  bool (*may_retain)(const void* rules, vr kind) = nullptr;
  // Whether the rules say of a sequence what becomes of the codes in it.
  bool (*decides_over_codes)(const void* rules, const element_key& key) = nullptr;
  // Whether a rule of the user's decides, and what is to be said of a data set that keeps by it
  // what the option of the action in hand would have cleaned; null alike.
  bool (*has_users_rule)(const void* rules, const element_key& key) = nullptr;
  void (*note_uncleaned)(const void* rules, const element_key& key, evidence& found) = nullptr;
  // See the members of element of the same names; null alike.
  void (*act_as_basic)(const void* rules, element& e) = nullptr;
  void (*act_as_unlisted)(const void* rules, element& e) = nullptr;
  const void* rules = nullptr;
};

// PS3.3 section C.12.2: the instances that an object refers to, of its study and of others.
inline constexpr tag referenced_series_sequence{0x0008, 0x1115};
inline constexpr tag studies_containing_other_instances{0x0008, 0x1200};

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
    if (id == id_tag) id_ = without_blanks(bytes);
    if (id == issuer_tag) issuer_ = without_blanks(bytes);
    if (id == study_uid_tag) study_uid_ = without_blanks(bytes);
  }

  [[nodiscard]] patient_identity result() const {
    if (id_.empty()) return {{}, {}, study_uid_};
    // Bytes that are no text of their character set are the patient's all the same.
    const character_set letters(characters_);
    return {letters.decode_if_text(id_, vr::LO), letters.decode_if_text(issuer_, vr::LO), {}};
  }

 private:
  std::string characters_;
  std::string id_;
  std::string issuer_;
  std::string study_uid_;
};

// The facts of a data set in memory.
inline facts_for_rules facts_of(const gdcm::DataSet& dataset, const limits& bounds,
                                bool wants_patient) {
  facts_for_rules result;
  const auto& all = dataset.GetDES();
  const auto find = [&](tag id) { return all.find(gdcm::DataElement(id)); };
  if (const auto found = find(dataset_tags::sop_class_uid); found != all.end())
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
