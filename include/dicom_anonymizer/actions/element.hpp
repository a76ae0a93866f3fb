// SPDX-License-Identifier: BSD-3-Clause
// The one element that an action is looking at.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gdcmDataSet.h>

#include <dicom_anonymizer/actions/dummy_by_vr.hpp>
#include <dicom_anonymizer/actions/element_access.hpp>
#include <dicom_anonymizer/actions/evidence.hpp>
#include <dicom_anonymizer/actions/invoked.hpp>
#include <dicom_anonymizer/actions/private_treatment.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/report.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/text/cleaner.hpp>
#include <dicom_anonymizer/text/removal.hpp>
#include <dicom_anonymizer/text/vocabulary.hpp>

namespace dicom_anonymizer {

class character_set;
class region_set;

namespace detail {

struct item_head;
struct item_treatment;

// Who decides what becomes of each item of a sequence, actions/item_decision.hpp.
struct item_decider {
  enum class chance {
    free,          // an item may go
    last,          // it must stay, alone
    in_its_place,  // it must stay, and what is nested in it
  };
  // As the rules have it, which outlive the walk.
  const void* object = nullptr;
  item_treatment (*decide)(const void* object, const item_head& item, chance left) = nullptr;
  bool may_be_empty = false;  // whether the sequence may be left without items

  [[nodiscard]] explicit operator bool() const noexcept { return decide != nullptr; }
};

// Several values as one text.
std::string joined(const std::vector<std::string>& values);

}  // namespace detail

/// The element that an action is called for, in its data set.  Text is UTF-8 on this side and
/// converted from and to the data set's Specific Character Set (0008,0005); bytes are as in memory:
/// little endian, with padding.
///
/// A handle is valid during the call of the action.  After the element was removed exists() is
/// false, reading gives nothing and writing does nothing.
class element {
 public:
  /// Made by the walk; actions receive one.
  element(detail::element_access& place, element_key key);

  /// The same by who has looked it up: nullptr where the dictionary does not know the attribute.
  element(detail::element_access& place, element_key key, const dictionary_entry* known) noexcept;

  element(const element&) = delete;
  element& operator=(const element&) = delete;

  /// The tag.
  [[nodiscard]] tag id() const noexcept { return key_.id; }

  /// The tag and, of a private element, its creator: what rules are looked up by.
  [[nodiscard]] const element_key& key() const noexcept { return key_; }

  /// How many items are around the element: 0 at the top level.
  [[nodiscard]] unsigned depth() const noexcept;

  /// The sequences around the element, the outermost first; none at the top level.
  [[nodiscard]] std::vector<tag> path() const;

  /// The SOP Class UID (0008,0016) of the data set at the top, as it was before any rule; empty
  /// where it has none or the element is one of the file meta information.
  [[nodiscard]] std::string_view sop_class_uid() const noexcept;

  /// Whether the data set at the top is a DICOMDIR, which its SOP Class says: that in the data set
  /// or else in the file meta information.
  [[nodiscard]] bool in_directory() const noexcept;

  /// Whether the data set at the top lists the instances that it refers to, PS3.3 section C.12.2:
  /// it has Referenced Series Sequence (0008,1115) or Studies Containing Other Referenced Instances
  /// Sequence (0008,1200).  Known where the rules choose by the IOD, else false.
  [[nodiscard]] bool lists_references() const noexcept;

  /// What the data set at the top declares of this private element in Private Data Element
  /// Characteristics Sequence (0008,0300), PS3.15 section E.3.10.
  [[nodiscard]] private_treatment declared_treatment() const noexcept;

  /// Whose data set it is, as its top level said before any rule.  Nobody where the context has no
  /// source of pseudonyms, and for file meta information.
  [[nodiscard]] const patient_identity& patient() const noexcept;

  /// How far the dates of that patient move, as the context's source of pseudonyms says; nothing
  /// where nobody can tell whose they are.  Throws error(errc::no_key) if there is no source.
  [[nodiscard]] std::optional<date_shift> shift() const;

  /// The context's source of pseudonyms.  Throws error(errc::no_key) if there is none.
  [[nodiscard]] pseudonym_source& pseudonyms() const;

  /// Counts dates and times that are emptied, in report::unreadable_dates.
  void count_unreadable_dates(std::size_t values) const;

  /// Counts elements that get a value which their VR or VM does not allow, in
  /// report::invalid_values.
  void count_invalid_value() const noexcept;

  /// Counts a UID that stays and looks dated, in report::dated_uids.
  void count_dated_uid() const noexcept;

  /// Notes a word that went from this text because no list has it, if context::unknown_words
  /// collects them.
  void note_unknown_word(std::string_view utf8) const;
  /// Takes what identifies out of texts of this data set: by words of your own, those of the
  /// context or else of the library, by what the profile's options let stay in texts, and by what
  /// the data set says of its own patient, which is known where the action says that it needs it
  /// (needs_known_values_of).  Valid as long as the data set is worked on.
  [[nodiscard]] text::cleaner cleaner(const text::vocabulary* own = nullptr) const;

  /// The same for texts that name a product or a term: by names and identifiers alone that are no
  /// words of the list.
  [[nodiscard]] text::cleaner cleaner_of_terms() const;

  /// Whether all that the data set says of its own patient is known.  It is not where it says more
  /// than a sound one does: then no text of it can be cleaned.
  [[nodiscard]] bool knows_own_values() const noexcept;

  /// Whether texts that stay lose what the data set says of its own patient, and it says anything.
  [[nodiscard]] bool scrubs_known_values() const noexcept;

  /// Counts values in report::texts of which something is left, or nothing, and the words that
  /// went.
  void count_text(std::size_t cleaned, std::size_t emptied,
                  const text::removal_counts& removed) const;

  /// Does what the Basic Profile demands of this attribute, whatever its options say; of one that
  /// neither the table nor the supplement lists as act_as_unlisted.
  void act_as_basic_profile();

  /// Does what the profile has for code X/Z/D; without a profile, and of a private element, leaves
  /// no value.
  void act_as_unlisted();

  /// The Specific Character Set (0008,0005) that its text is read by, of the data set or the items
  /// around it.
  [[nodiscard]] const character_set& characters() const;

  /// The bytes of another element of the same data set or item, for actions that treat both as one
  /// quantity: of one behind this those that it has now, of one before this those that it had when
  /// it was remembered.  Empty where there are none.
  [[nodiscard]] std::string beside(tag other) const;

  /// Remembers the bytes that this element has now.
  void remember() const;

  /// Whether the rules in force, asked for this element, leave it as it is: none covers it, or one
  /// that keeps it.
  [[nodiscard]] bool is_kept_by_rules() const;

  /// The same of another element, which has that VR.
  [[nodiscard]] bool is_kept_by_rules(const element_key& other,
                                      dicom_anonymizer::vr other_vr) const;

  /// A number that stands for a value in the whole data set, of those of one kind, which a tag
  /// names: 1 for the first that is asked for, 2 for the next other one.  For names and numbers
  /// that several elements refer to.  Always 1 in file meta information.
  [[nodiscard]] std::size_t number_for(tag kind, std::string_view value) const;

  /// What actions that can be slow may still spend on this data set, in steps of about ten
  /// nanoseconds, all its elements together: 500 million at first.  Who spends subtracts.
  [[nodiscard]] std::uint64_t& effort_left() const noexcept;
  /// What the profile's options retain of this element where every other value of a sequence is
  /// replaced (PS3.15 section E.1.1: an option goes before the profile).
  [[nodiscard]] retention retained() const;

  /// Whether there may be an element of this VR, here or in items, that they retain.
  [[nodiscard]] bool may_retain(dicom_anonymizer::vr kind) const;

  /// Whether the rules in force say of this sequence itself what becomes of the codes in its items:
  /// they are cleaned (actions::clean_codes), or an option of the profile retains the sequence,
  /// which goes before what another cleans (PS3.15 section E.1.1).
  [[nodiscard]] bool decides_over_codes() const;

  /// Whether a rule of the user's, and not the profile under it, decides this element: an action on
  /// a sequence around it leaves it to that rule.
  [[nodiscard]] bool has_users_rule() const;

  /// The same of another element.
  [[nodiscard]] bool has_users_rule(const element_key& other) const;

  /// Tells the walk that an action leaves this element to a rule of the user's and would have
  /// cleaned it: where that rule leaves more the data set does not say that it is clean.
  void note_uncleaned() const;

  /// Tells the walk that this date stands there still, as it was or moved, so that the data set
  /// does not say that it has none.
  void note_date(retention how) const noexcept;

  /// The data set (or item) that holds the element.  Other elements of it may be removed, changed
  /// and added at any time.  Of a file that is rewritten it is made at the first call: prefer the
  /// other members where they are enough.  Throws error if the rest of the item cannot be read.
  [[nodiscard]] gdcm::DataSet& dataset() const;

  /// Paints regions of the pixels over, and changes no other: of Pixel Data (7FE0,0010), Float
  /// Pixel Data (7FE0,0008) and Double Float Pixel Data (7FE0,0009).  In items they are scaled to
  /// the size of the image there, as an icon shows it.  Of other elements, and of empty ones, it
  /// does nothing.  What says which values the pixels have is not changed: da::clean_pixels is a
  /// layer of rules for all of it, and says what is painted and thrown.
  void paint_over(const region_set& regions);

  /// The regions of all layers clean_pixels in the rules in force.
  [[nodiscard]] const region_set& regions_of_rules() const noexcept;

  /// Whether pixels at the top level are painted over by such a layer: what an element says of
  /// them, there or in an item, such as one for each frame, is not true any more.
  [[nodiscard]] bool goes_with_pixels() const noexcept;

  /// Tells the walk that there were graphics here, and that they were cleaned or went.
  void note_graphics() const noexcept;

  /// What is shared by the data sets of one job.
  [[nodiscard]] context& shared() const noexcept;

  /// Whether the element is still there.
  [[nodiscard]] bool exists() const { return place_.look().exists; }

  /// The Value Representation: the one written in the data set or, where there is none (implicit
  /// VR) or it is UN although the attribute is known (PS3.5 section 6.2.2), that of the dictionary.
  /// UN where neither tells.
  [[nodiscard]] dicom_anonymizer::vr vr() const { return vr_of(place_.look()); }

  /// Whether the element is a Private Creator, PS3.5 section 7.8.1.
  [[nodiscard]] bool is_private_creator() const;

  /// Whether the value is a sequence of items, an empty one included.
  [[nodiscard]] bool is_sequence() const { return vr() == dicom_anonymizer::vr::SQ; }

  /// Whether the value has zero length or no items.
  [[nodiscard]] bool is_empty() const;

  /// The value's bytes, padding included, binary numbers little endian.  Empty for sequences,
  /// encapsulated pixel data and pixel data that stay in their file.  Valid until the element or
  /// its data set is changed.
  [[nodiscard]] std::string_view bytes() const { return place_.bytes(); }

  /// The first of these bytes, at most so many, in the order in which they stand in the data set.
  /// Of a long value that stays in its file the rest is not loaded.
  [[nodiscard]] std::string_view beginning(std::size_t most) const {
    return place_.beginning(most);
  }

  /// The value as UTF-8 without trailing padding, several values joined by backslashes.
  /// Throws error(errc::unsupported_vr) if the VR is not text, error(errc::character_set) if the
  /// bytes are not valid in the data set's character set.
  [[nodiscard]] std::string text() const;

  /// The values one by one, as UTF-8 and without trailing padding; a single one for VRs that have
  /// no more (LT ST UT UR UN), none for an empty element.  Throws like text().
  [[nodiscard]] std::vector<std::string> values() const;

  /// Writes text given in UTF-8, backslashes between several values, padded as the VR asks.  The
  /// VR's rules for characters and length are the caller's to keep (see replace_with_value for an
  /// action that checks them).  Throws error(errc::unsupported_vr) if the VR is not text,
  /// error(errc::character_set) if the data set's character set cannot express it,
  /// error(errc::invalid_value) if it does not fit the length field.
  void set_text(std::string_view utf8);

  /// Writes several values, as set_text does.
  void set_values(const std::vector<std::string>& utf8);

  /// Writes a value as it is, little endian; an odd length is padded as the VR asks.  Throws
  /// error(errc::unsupported_vr) for a sequence and error(errc::invalid_value) if it does not fit
  /// the length field of the VR.
  void set_bytes(std::string_view value);

  /// Leaves a value of zero length; of a sequence, no items.
  void clear() {
    place_.clear();
    changed_ = written_ = true;
  }

  /// Takes the element out of its data set.
  void remove() {
    place_.remove();
    changed_ = written_ = true;
  }

  /// Calls visit(gdcm::DataSet&) for each item of a sequence, in order; items that were still bytes
  /// are read first.  Throws error(errc::malformed) if a sequence cannot be read and
  /// error(errc::too_deep) beyond the limit.
  template <std::invocable<gdcm::DataSet&> Visitor>
  void for_each_item(Visitor&& visit) {
    changed_ = true;
    const auto call = [&visit](gdcm::DataSet& item) { detail::invoked(visit, item); };
    place_.visit_items(detail::visitor_ref<gdcm::DataSet&>(call));
  }

  /// Calls stays(const gdcm::DataSet&) for each item of a sequence, in order, and takes out the
  /// items for which it returns false; the others are left as they are.  A sequence without items
  /// stays.  Throws as for_each_item.
  template <std::predicate<const gdcm::DataSet&> Predicate>
  void keep_items_if(Predicate&& stays) {
    changed_ = true;
    const auto judge = [&stays](detail::judged_item& one) { one.stays = stays(*one.item); };
    place_.sift_items(detail::visitor_ref<detail::judged_item&>(judge));
  }

  /// Calls visit(element&) for each element of each item of a sequence, one level down.  The
  /// visitor may remove any of them.
  template <std::invocable<element&> Visitor>
  void for_each_nested(Visitor&& visit) {
    changed_ = true;
    const auto call = [&visit](element& nested) { detail::invoked(visit, nested); };
    place_.visit_nested(nullptr, detail::visitor_ref<element&>(call));
  }

  /// The same, but standard elements with a VR of their own that has a value among the constants
  /// get that value, quicker than a visitor could write it, and only the others are visited:
  /// sequences, private elements, those in UN or without a written VR.  What says how others are to
  /// be read stays as it is, as with actions::replace.
  template <std::invocable<element&> Visitor>
  void for_each_nested(const dummy_by_vr& constants, Visitor&& visit) {
    changed_ = true;
    const auto call = [&visit](element& nested) { detail::invoked(visit, nested); };
    place_.visit_nested(&constants, detail::visitor_ref<element&>(call));
  }

  /// Tells the walk that this action has dealt with the items: the rules are applied to their
  /// private elements only.  Without it the items obey the rules after the action.
  void skip_items() noexcept { skips_items_ = true; }

  /// Notes that everything has been taken out of the items of this sequence, and of public ones in
  /// them, that the rule of this action does not leave; and whether that was noted of the items
  /// that the element is in.
  void note_sifted() const;
  [[nodiscard]] bool is_sifted() const noexcept;

  /// Tells the walk that the items still hold what the options retain.
  void keep_promises() noexcept { keeps_promises_ = true; }
  [[nodiscard]] bool keeps_promises() const noexcept { return keeps_promises_; }

  /// Lets it be decided of each item what becomes of it, before its elements meet their rules.
  void decide_items(const detail::item_decider& by) noexcept { decider_ = by; }
  [[nodiscard]] const detail::item_decider& item_decider() const noexcept { return decider_; }

  /// For the walk: whether skip_items was called, and whether anything was written through here.
  [[nodiscard]] bool skips_items() const noexcept { return skips_items_; }
  [[nodiscard]] bool changed() const noexcept { return changed_; }
  /// The same of the element itself: its items and the data set around it aside.
  [[nodiscard]] bool was_written() const noexcept { return written_; }

 private:
  using held = detail::element_state::held;

  // A Private Creator is one by its tag, and because it holds a text: items under such a tag name
  // no block.
  [[nodiscard]] bool is_creator(const detail::element_state& now) const;

  [[nodiscard]] dicom_anonymizer::vr vr_of(const detail::element_state& now) const {
    if (now.written && *now.written != dicom_anonymizer::vr::UN) [[likely]]
      return *now.written;
    return vr_not_written(now);
  }

  [[nodiscard]] dicom_anonymizer::vr vr_not_written(const detail::element_state& now) const;

  [[nodiscard]] std::string decoded(std::string_view value) const;

  // UN counts as text: what an unknown attribute holds is for the caller to know.
  void require_text(std::string_view what) const;

  detail::element_access& place_;
  element_key key_;
  const dictionary_entry* known_;
  detail::item_decider decider_;
  bool skips_items_ = false;
  bool keeps_promises_ = false;
  mutable bool changed_ = false;
  bool written_ = false;  // the value itself
};

}  // namespace dicom_anonymizer

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/actions/element.ipp>
#endif
