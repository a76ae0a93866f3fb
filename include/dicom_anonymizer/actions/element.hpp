// SPDX-License-Identifier: BSD-3-Clause
// The one element that an action is looking at.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gdcmDataSet.h>
#include <gdcmSequenceOfItems.h>

#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/character_set.hpp>
#include <dicom_anonymizer/part10/hidden_items.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer {

class element;

namespace detail {

// A gdcm::DataSet is a std::set, whose elements are const because of their order.  The tag is that
// order and stays; everything else may change.
inline gdcm::DataElement* find_raw(gdcm::DataSet& dataset, tag id) {
  const auto found = dataset.GetDES().find(gdcm::DataElement(id));
  return found == dataset.GetDES().end() ? nullptr : const_cast<gdcm::DataElement*>(&*found);
}

// One data set on the way from the top to the element in hand, and what holds for all its elements.
class dataset_scope {
 public:
  dataset_scope(gdcm::DataSet& dataset, context& shared, const limits& bounds = {})
      : dataset_scope(dataset, shared, bounds, nullptr) {}
  dataset_scope(gdcm::DataSet& item, const dataset_scope& parent)
      : dataset_scope(item, parent.shared_, parent.bounds_, &parent) {}
  dataset_scope(const dataset_scope&) = delete;
  dataset_scope& operator=(const dataset_scope&) = delete;

  [[nodiscard]] gdcm::DataSet& dataset() const noexcept { return dataset_; }
  [[nodiscard]] context& shared() const noexcept { return shared_; }
  [[nodiscard]] unsigned depth() const noexcept { return depth_; }
  [[nodiscard]] const limits& bounds() const noexcept { return bounds_; }

  // Before entering the items of an element of this data set.
  void require_depth(tag id) const {
    if (depth_ >= bounds_.depth)
      throw error(errc::too_deep, "sequences are nested too deep").at(id);
  }

  // An item without Specific Character Set has that of the data set around it, PS3.3 C.12.1.1.2.
  [[nodiscard]] const character_set& characters() const {
    if (!characters_) {
      if (declared_) {
        characters_.emplace(*declared_);
      } else if (parent_ != nullptr) {
        return parent_->characters();
      } else {
        characters_.emplace(std::string_view());
      }
    }
    return *characters_;
  }

 private:
  dataset_scope(gdcm::DataSet& dataset, context& shared, const limits& bounds,
                const dataset_scope* parent)
      : dataset_(dataset),
        shared_(shared),
        bounds_(bounds),
        parent_(parent),
        depth_(parent == nullptr ? 0 : parent->depth_ + 1) {
    // Taken before the walk: a rule may change the attribute before the text it governs is read.
    if (const gdcm::DataElement* raw = find_raw(dataset, {0x0008, 0x0005}))
      declared_ = std::string(without_padding(bytes_of(*raw)));
  }

  gdcm::DataSet& dataset_;
  context& shared_;
  limits bounds_;
  const dataset_scope* parent_;
  unsigned depth_;
  std::optional<std::string> declared_;
  mutable std::optional<character_set> characters_;
};

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
  element(const detail::dataset_scope& scope, element_key key) noexcept
      : scope_(scope), key_(key) {}

  element(const element&) = delete;
  element& operator=(const element&) = delete;

  /// The tag.
  [[nodiscard]] tag id() const noexcept { return key_.id; }

  /// The tag and, of a private element, its creator: what rules are looked up by.
  [[nodiscard]] const element_key& key() const noexcept { return key_; }

  /// How many items are around the element: 0 at the top level.
  [[nodiscard]] unsigned depth() const noexcept { return scope_.depth(); }

  /// The data set (or item) that holds the element.  Other elements of it may be removed, changed
  /// and added at any time.
  [[nodiscard]] gdcm::DataSet& dataset() const noexcept {
    changed_ = true;  // what the caller does with it cannot be seen from here
    return scope_.dataset();
  }

  /// What is shared by the data sets of one job.
  [[nodiscard]] context& shared() const noexcept { return scope_.shared(); }

  /// Whether the element is still there.
  [[nodiscard]] bool exists() const { return raw() != nullptr; }

  /// The Value Representation: the one written in the data set or, where there is none (implicit
  /// VR) or it is UN although the attribute is known (PS3.5 section 6.2.2), that of the dictionary.
  /// UN where neither tells.
  [[nodiscard]] dicom_anonymizer::vr vr() const {
    const gdcm::DataElement* found = raw();
    if (found == nullptr) return dicom_anonymizer::vr::UN;
    const auto written = from_gdcm(found->GetVR());
    if (written && *written != dicom_anonymizer::vr::UN) return *written;
    if (detail::items_of(*found) != nullptr) return dicom_anonymizer::vr::SQ;
    if (detail::is_creator(*found)) return dicom_anonymizer::vr::LO;
    if (id().is_group_length()) return dicom_anonymizer::vr::UL;
    if (const dictionary_entry* known = find_attribute(id()))
      if (!written || known->representation != dicom_anonymizer::vr::SQ)
        return known->representation;
    return dicom_anonymizer::vr::UN;
  }

  /// Whether the element is a Private Creator, PS3.5 section 7.8.1.
  [[nodiscard]] bool is_private_creator() const {
    const gdcm::DataElement* found = raw();
    return found != nullptr && detail::is_creator(*found);
  }

  /// Whether the value is a sequence of items, an empty one included.
  [[nodiscard]] bool is_sequence() const { return vr() == dicom_anonymizer::vr::SQ; }

  /// Whether the value has zero length or no items.
  [[nodiscard]] bool is_empty() const {
    const gdcm::DataElement* found = raw();
    if (found == nullptr || found->IsEmpty()) return true;
    const gdcm::SequenceOfItems* items = detail::items_of(*found);
    return items != nullptr && items->IsEmpty();
  }

  /// The value's bytes, padding included, binary numbers little endian.  Empty for sequences,
  /// encapsulated pixel data and pixel data that stay in their file.  Valid until the element or
  /// its data set is changed.
  [[nodiscard]] std::string_view bytes() const {
    const gdcm::DataElement* found = raw();
    return found == nullptr ? std::string_view() : detail::bytes_of(*found);
  }

  /// The value as UTF-8 without trailing padding, several values joined by backslashes.
  /// Throws error(errc::unsupported_vr) if the VR is not text, error(errc::character_set) if the
  /// bytes are not valid in the data set's character set.
  [[nodiscard]] std::string text() const {
    require_text("reading it as text");
    return decoded(detail::without_padding(bytes()));
  }

  /// The values one by one, as UTF-8 and without trailing padding; a single one for VRs that have
  /// no more (LT ST UT UR UN), none for an empty element.  Throws like text().
  [[nodiscard]] std::vector<std::string> values() const {
    require_text("reading it as text");
    std::vector<std::string> result;
    const std::string_view all = detail::without_padding(bytes());
    if (all.empty()) return result;
    if (!is_multi_valued(vr())) {
      result.push_back(decoded(all));
      return result;
    }
    for (const std::string_view one : scope_.characters().split_values(all, vr()))
      result.push_back(decoded(detail::without_padding(one)));
    return result;
  }

  /// Writes text given in UTF-8, backslashes between several values, padded as the VR asks.  The
  /// VR's rules for characters and length are the caller's to keep (see replace_with_value for an
  /// action that checks them).  Throws error(errc::unsupported_vr) if the VR is not text,
  /// error(errc::character_set) if the data set's character set cannot express it,
  /// error(errc::invalid_value) if it does not fit the length field.
  void set_text(std::string_view utf8) {
    if (!exists()) return;
    require_text("writing text");
    if (!uses_character_set(vr())) return set_bytes(utf8);
    try {
      set_bytes(scope_.characters().encode(utf8, vr()));
    } catch (error& e) {
      e.at(id());
      throw;
    }
  }

  /// Writes several values, as set_text does.
  void set_values(const std::vector<std::string>& utf8) {
    std::string joined;
    for (std::size_t i = 0; i < utf8.size(); ++i) {
      if (i != 0) joined += '\\';
      joined += utf8[i];
    }
    set_text(joined);
  }

  /// Writes a value as it is, little endian; an odd length is padded as the VR asks.  Throws
  /// error(errc::unsupported_vr) for a sequence and error(errc::invalid_value) if it does not fit
  /// the length field of the VR.
  void set_bytes(std::string_view value) {
    gdcm::DataElement* found = raw();
    if (found == nullptr) return;
    const dicom_anonymizer::vr kind = vr();
    if (kind == dicom_anonymizer::vr::SQ)
      throw error(errc::unsupported_vr, "a sequence (VR SQ) has items, not bytes").at(id());
    constexpr std::size_t short_limit = 0xFFFE;
    constexpr std::size_t long_limit = 0xFFFFFFFE;
    if (value.size() > (has_long_length(kind) ? long_limit : short_limit))
      throw error(errc::invalid_value,
                  fmt::format("the value is too long for VR {}", to_string(kind)))
          .at(id());
    changed_ = true;
    if (value.empty()) {
      found->Empty();
      return;
    }
    if (value.size() % 2 == 0) {
      found->SetByteValue(value.data(), static_cast<std::uint32_t>(value.size()));
      return;
    }
    // GDCM would pad with NUL whatever the VR.
    std::string padded(value);
    padded.push_back(padding_of(kind));
    found->SetByteValue(padded.data(), static_cast<std::uint32_t>(padded.size()));
  }

  /// Leaves a value of zero length; of a sequence, no items.
  void clear() {
    if (gdcm::DataElement* found = raw()) {
      found->Empty();
      changed_ = true;
    }
  }

  /// Takes the element out of its data set.
  void remove() {
    if (scope_.dataset().GetDES().erase(gdcm::DataElement(id())) != 0) changed_ = true;
  }

  /// Calls visit(gdcm::DataSet&) for each item of a sequence, in order; items that were still bytes
  /// are read first.  Throws error(errc::malformed) if a sequence cannot be read and
  /// error(errc::too_deep) beyond the limit.
  template <std::invocable<gdcm::DataSet&> Visitor>
  void for_each_item(Visitor&& visit) {
    // Held while visited, in case the visitor removes the element.
    gdcm::DataElement* found = raw();
    if (found == nullptr) return;
    detail::reveal_items(*found, scope_.bounds());
    if (detail::hides_items(*found))
      throw error(errc::malformed, "a sequence whose items cannot be read").at(id());
    const gdcm::SmartPointer<gdcm::SequenceOfItems> items = detail::items_of(*found);
    if (!items) return;
    scope_.require_depth(id());
    changed_ = true;
    for (std::size_t i = 1; i <= items->GetNumberOfItems(); ++i)
      std::invoke(visit, items->GetItem(i).GetNestedDataSet());
  }

  /// Calls visit(element&) for each element of each item of a sequence, one level down.  The
  /// visitor may remove any of them.
  template <std::invocable<element&> Visitor>
  void for_each_nested(Visitor&& visit) {
    for_each_item([&](gdcm::DataSet& item) {
      const detail::dataset_scope scope(item, scope_);
      std::vector<tag> tags;
      tags.reserve(item.Size());
      for (const gdcm::DataElement& one : item.GetDES()) tags.push_back(one.GetTag());
      for (const tag one : tags) {
        const gdcm::DataElement* creator =
            one.is_private() && !one.is_private_creator()
                ? detail::find_raw(item, {one.group, static_cast<std::uint16_t>(one.element >> 8)})
                : nullptr;
        const std::string name(creator == nullptr
                                   ? std::string_view()
                                   : detail::without_padding(detail::bytes_of(*creator)));
        if (gdcm::DataElement* found = detail::find_raw(item, one)) {
          detail::reveal_items(*found, scope_.bounds());
          element nested(scope, element_key(one, name));
          std::invoke(visit, nested);
        }
      }
    });
  }

  /// Tells the walk that this action has dealt with the items: the rules are applied to their
  /// private elements only.  Without it the items obey the rules after the action.
  void skip_items() noexcept { skips_items_ = true; }

  /// For the walk: whether skip_items was called, and whether anything was written through here.
  [[nodiscard]] bool skips_items() const noexcept { return skips_items_; }
  [[nodiscard]] bool changed() const noexcept { return changed_; }

 private:
  [[nodiscard]] gdcm::DataElement* raw() const { return detail::find_raw(scope_.dataset(), id()); }

  [[nodiscard]] std::string decoded(std::string_view value) const {
    if (!uses_character_set(vr())) return std::string(value);
    try {
      return scope_.characters().decode(value, vr());
    } catch (error& e) {
      e.at(id());
      throw;
    }
  }

  // UN counts as text: what an unknown attribute holds is for the caller to know.
  void require_text(std::string_view what) const {
    const dicom_anonymizer::vr kind = vr();
    if (!is_text(kind) && kind != dicom_anonymizer::vr::UN)
      throw error(errc::unsupported_vr,
                  fmt::format("VR {} is no text: {} is impossible", to_string(kind), what))
          .at(id());
  }

  const detail::dataset_scope& scope_;
  element_key key_;
  bool skips_items_ = false;
  mutable bool changed_ = false;
};

}  // namespace dicom_anonymizer
