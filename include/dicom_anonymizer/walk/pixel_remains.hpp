// SPDX-License-Identifier: BSD-3-Clause
// What must not stay in pixel data when the rules have been applied: overlay planes in unused bits,
// and bytes behind the last frame.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gdcmDataSet.h>
#include <gdcmSmartPointer.h>
#include <gdcmValue.h>

#include <dicom_anonymizer/actions/action.hpp>
#include <dicom_anonymizer/actions/clean_graphics.hpp>
#include <dicom_anonymizer/actions/paint_pixels.hpp>
#include <dicom_anonymizer/part10/encoding.hpp>
#include <dicom_anonymizer/part10/hidden_items.hpp>
#include <dicom_anonymizer/part10/overlay_bits.hpp>
#include <dicom_anonymizer/part10/pixel_data.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/walk/dataset_access.hpp>
#include <dicom_anonymizer/walk/rule_cache.hpp>

namespace dicom_anonymizer::detail {

// The planes in the pixels whose overlays go.  One that a rule keeps stays in its bits, too.
inline std::vector<embedded_plane> planes_that_go(rule_cache& rules, const pixel_cells& cells) {
  std::vector<embedded_plane> result = cells.planes();
  std::erase_if(result, [&](const embedded_plane& one) {
    const action_ref act = rules.find(tag{one.group, 0x3000}).act;
    return !act || (act.leaves() != residue::nothing && !act.is<clean_graphics>());
  });
  return result;
}

// Whether something may stand behind the last frame of a native value of that length that nobody
// can find, or in place of frames: whoever says that pixels are text writes text there.
inline bool may_hide_more(const pixel_cells& cells, std::optional<vr> written, std::uint64_t length,
                          native_pixels form) noexcept {
  return (written && is_text(*written)) ||
         cells.may_hide_behind(length, form != native_pixels::none);
}

// Whether something stands, or may stand, behind the last frame of a native value of that length.
inline bool has_more_than_frames(const pixel_cells& cells, std::optional<vr> written,
                                 std::uint64_t length, native_pixels form) noexcept {
  const bool are_cells_known = form != native_pixels::none;
  return may_hide_more(cells, written, length, form) ||
         (are_cells_known && cells.pixels_of(length) != length);
}

// Whether a native value of that length, or an encapsulated one, cannot be written as it stands.
inline bool has_remains(rule_cache& rules, const pixel_cells& cells, std::optional<vr> written,
                        std::optional<std::uint64_t> native_length, native_pixels form) {
  if (rules.rules().assessment().base == nullptr) return false;
  if (native_length && has_more_than_frames(cells, written, *native_length, form)) return true;
  return !planes_that_go(rules, cells).empty();
}

// Made before the rules are applied to a data set, asked to clean it afterwards.
class pixel_remains {
 public:
  // The transfer syntax is that of the file that GDCM read; empty if that is not known.
  pixel_remains(const gdcm::DataSet& dataset, const rule_cache& rules,
                std::string_view transfer_syntax)
      : transfer_syntax_(transfer_syntax) {
    if (rules.rules().assessment().base == nullptr) return;
    for (std::size_t i = 0; i < ids.size(); ++i)
      if (const auto found = dataset.GetDES().find(gdcm::DataElement(ids[i]));
          found != dataset.GetDES().end() && !found->IsEmpty())
        before_[i] = const_cast<gdcm::Value*>(&found->GetValue());
    if (std::any_of(before_.begin(), before_.end(),
                    [](const auto& one) { return one.GetPointer() != nullptr; }))
      cells_ = pixel_cells::of(dataset);
  }

  // Takes away what can be taken away without a change of a pixel, and counts it.  Returns whether
  // planes are left that a viewer can show: those in encapsulated pixel data, which nobody decodes
  // here, and in bits of the pixels themselves; or whether something may stand behind the last
  // frame, where that cannot be found.
  [[nodiscard]] bool clean(gdcm::DataSet& dataset, rule_cache& rules) const {
    bool is_any_left = false;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      gdcm::DataElement* const raw = find_raw(dataset, ids[i]);
      // What an action put there is its own, but for what is painted over.
      if (raw == nullptr || raw->IsEmpty()) continue;
      const action_ref act = rules.find(ids[i]).act;
      const bool is_painted = act.is<paint_pixels>();
      const gdcm::Value* const before = before_[i].GetPointer();
      if (before == nullptr || (!is_painted && &raw->GetValue() != before)) continue;
      const std::vector<embedded_plane> planes = planes_that_go(rules, cells_);
      const bool is_kept = act && !is_painted;  // as it is, by a rule
      const deferred_value* const deferred = deferred_of(*raw);
      const gdcm::ByteValue* const bytes = byte_value_of(*raw);
      const bool is_native = deferred != nullptr ? !deferred->is_encapsulated() : bytes != nullptr;
      const std::uint64_t length = deferred != nullptr ? deferred->size()
                                   : bytes != nullptr  ? std::uint64_t{bytes->GetLength()}
                                                       : 0;
      const std::optional<vr> written = from_gdcm(raw->GetVR());
      const native_pixels form = deferred != nullptr
                                     ? deferred->cells()
                                     : pixels_in_memory(cells_, written, length, transfer_syntax_);
      const bool are_cells_known = form != native_pixels::none;
      if (is_native && (is_kept ? has_more_than_frames(cells_, written, length, form)
                                : may_hide_more(cells_, written, length, form)))
        is_any_left = true;
      if (!is_native || !are_cells_known || is_kept) {
        is_any_left = is_any_left || !planes.empty();
        continue;
      }
      const std::uint64_t size = cells_.pixels_of(length);
      std::string mask;
      if (!planes.empty()) {
        mask = cells_.stored_bits(form == native_pixels::big_endian).value_or("");
        is_any_left = is_any_left || mask.empty() ||
                      std::any_of(planes.begin(), planes.end(),
                                  [&](const auto& one) { return cells_.is_stored(one); });
      }
      if (size == length && mask.empty()) continue;
      ++rules.counts().cleaned_pixels;
      if (deferred != nullptr) {
        raw->SetValue(*new deferred_value(*deferred, size, std::move(mask)));
      } else {
        std::string cleaned(bytes_of(*raw).substr(0, static_cast<std::size_t>(size)));
        if (!mask.empty()) clear_bits(cleaned.data(), cleaned.size(), mask);
        raw->SetByteValue(cleaned.data(), static_cast<std::uint32_t>(cleaned.size()));
      }
    }
    return is_any_left;
  }

 private:
  static constexpr const std::array<tag, 3>& ids = tags_of_pixels;
  pixel_cells cells_;
  std::string transfer_syntax_;
  std::array<gdcm::SmartPointer<gdcm::Value>, 3> before_;  // held, so that no other takes its place
};

}  // namespace dicom_anonymizer::detail
