// SPDX-License-Identifier: BSD-3-Clause
// Pixels of a gdcm::DataSet are painted over.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gdcmByteValue.h>
#include <gdcmDataElement.h>
#include <gdcmDataSet.h>
#include <gdcmSequenceOfFragments.h>
#include <gdcmSmartPointer.h>

#include <dicom_anonymizer/actions/facts_for_rules.hpp>
#include <dicom_anonymizer/actions/paint_pixels.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/byte_buffer.hpp>
#include <dicom_anonymizer/part10/element_header.hpp>
#include <dicom_anonymizer/part10/encoding.hpp>
#include <dicom_anonymizer/part10/hidden_items.hpp>
#include <dicom_anonymizer/part10/output_file.hpp>
#include <dicom_anonymizer/part10/overlay_bits.hpp>
#include <dicom_anonymizer/part10/pixel_data.hpp>
#include <dicom_anonymizer/part10/reader.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/pixels/blank_native.hpp>
#include <dicom_anonymizer/pixels/frames.hpp>
#include <dicom_anonymizer/pixels/image_layout.hpp>
#include <dicom_anonymizer/pixels/painted_store.hpp>
#include <dicom_anonymizer/pixels/rectangle.hpp>
#include <dicom_anonymizer/pixels/region_set.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/walk/byte_output.hpp>
#include <dicom_anonymizer/walk/fragments_in_memory.hpp>
#include <dicom_anonymizer/walk/image_to_paint.hpp>
#include <dicom_anonymizer/walk/painted_frames.hpp>

namespace dicom_anonymizer::detail {

// Tells the report of an image.
inline void note_painted(const facts_for_rules* facts, std::uint32_t frames) {
  if (facts == nullptr || frames == 0) return;
  ++facts->painted_images;
  facts->painted_frames += frames;
}

// Paints the pixels of one element; see element_access::paint.
class value_painter {
 public:
  // The data set or item around, and what is known of the one at the top.
  value_painter(gdcm::DataSet& around, const region_set& regions, const facts_for_rules* facts)
      : around_(around), regions_(regions), facts_(facts) {}

  // At the top level.
  void paint(gdcm::DataElement& raw) const {
    const tag id = raw.GetTag();
    const std::optional<vr> written = from_gdcm(raw.GetVR());
    const gdcm::DataSet& described =
        facts_ == nullptr || !facts_->paints_pixels ? around_ : facts_->described;
    const image_teller teller(described);
    if (const deferred_value* const deferred = deferred_of(raw)) {
      if (deferred->is_encapsulated()) return paint_deferred(raw, *deferred, teller);
      native_pixels form = deferred->cells();
      if (form == native_pixels::none && facts_ != nullptr) form = facts_->cells;
      const image_layout layout = teller.layout_of(id, written, storage_of(form, written, id));
      const auto painted = std::make_shared<painted_store>(
          deferred->store().shared_from_this(), deferred->offset(), deferred->size(), layout,
          teller.black_of(layout), regions_);
      raw.SetValue(*new deferred_value(painted, 0, deferred->size(), false, form));
      note_painted(facts_, painted->frames());
    } else if (const gdcm::ByteValue* const value = byte_value_of(raw)) {
      const std::uint64_t length = std::uint32_t{value->GetLength()};
      const native_pixels form =
          pixels_in_memory(pixel_cells::of(described), written, length,
                           facts_ == nullptr ? std::string_view() : facts_->transfer_syntax);
      paint_bytes(raw, teller, teller.layout_of(id, written, storage_of(form, written, id)));
    } else if (const auto* const fragments =
                   dynamic_cast<const gdcm::SequenceOfFragments*>(value_in(raw))) {
      paint_fragments(raw, *fragments, teller);
    } else {
      throw error(errc::unsupported_pixels, "pixel data that are a sequence").at(id);
    }
  }

  // In an item, as an icon shows the image at the top.
  void paint_icon(gdcm::DataElement& raw) const {
    const tag id = raw.GetTag();
    const gdcm::ByteValue* const value = byte_value_of(raw);
    if (value == nullptr)
      throw error(errc::unsupported_pixels, "compressed pixel data in an item").at(id);
    const std::optional<vr> written = from_gdcm(raw.GetVR());
    const image_teller teller(around_);
    const bool is_as_written =
        facts_->cells == native_pixels::big_endian && (written == vr::OB || written == vr::UN);
    const image_layout layout = teller.layout_of(
        id, written == vr::UN ? std::nullopt : written,
        is_as_written ? pixel_storage::big_endian_bytes : pixel_storage::little_endian);
    std::string bytes(bytes_of(raw));
    layout.require_native_size(bytes.size());
    const native_painter painter(layout, teller.black_of(layout));
    const std::vector<rectangle> where = scaled_to(layout);
    for (std::uint32_t frame = 1; frame <= layout.frames(); ++frame)
      painter.paint(frame, where, {reinterpret_cast<unsigned char*>(bytes.data()), bytes.size()},
                    0);
    set_bytes(raw, {reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()});
    for (const tag extreme : tags_of_extremes) around_.GetDES().erase(gdcm::DataElement(extreme));
  }

 private:
  // What is painted in any frame, in pixels of an image of another size; outward.
  [[nodiscard]] std::vector<rectangle> scaled_to(const image_layout& icon) const {
    const image_layout top = image_teller(facts_->described).extent();
    const std::uint64_t columns = top.columns();
    const std::uint64_t rows = top.rows();
    std::vector<rectangle> result;
    for (std::uint32_t frame = 1; frame <= top.frames();) {
      for (const rectangle& one : regions_.rectangles_in(frame, top.columns(), top.rows())) {
        const auto left = static_cast<std::uint32_t>(one.left * icon.columns() / columns);
        const auto top_row = static_cast<std::uint32_t>(one.top * icon.rows() / rows);
        const auto right = (one.right() * icon.columns() + columns - 1) / columns;
        const auto bottom = (one.bottom() * icon.rows() + rows - 1) / rows;
        result.push_back({left, top_row, static_cast<std::uint32_t>(right - left),
                          static_cast<std::uint32_t>(bottom - top_row)});
      }
      // A layout has less frames than a number of 32 bits can count.
      frame = std::min(regions_.unchanged_until(frame), top.frames()) + 1;
    }
    return result;
  }

  void paint_bytes(gdcm::DataElement& raw, const image_teller& teller,
                   const image_layout& layout) const {
    const std::string_view before = bytes_of(raw);
    const auto all = std::as_bytes(std::span(before.data(), before.size()));
    const auto store = std::make_shared<const byte_store>(all);
    const painted_store painted(store, 0, all.size(), layout, teller.black_of(layout), regions_);
    std::string after(before.size(), '\0');
    painted.read(0, after.data(), after.size());
    set_bytes(raw, {reinterpret_cast<const unsigned char*>(after.data()), after.size()});
    note_painted(facts_, painted.frames());
  }

  // The fragments in a source, painted; and the tables beside them.
  [[nodiscard]] byte_output::taken painted(source& in, std::uint64_t offset, std::uint64_t size,
                                           const gdcm::DataElement& raw,
                                           const image_teller& teller) const {
    const image_layout layout =
        teller.layout_of(raw.GetTag(), from_gdcm(raw.GetVR()), pixel_storage::encapsulated);
    gdcm::DataElement* const offsets = find(extended_offset_table);
    gdcm::DataElement* const lengths = find(extended_offset_table_lengths);
    std::optional<dicom_anonymizer::extended_offsets> extended;
    if (offsets != nullptr || lengths != nullptr) extended = {bytes_in(offsets), bytes_in(lengths)};
    frame_painter painter(in, offset, size, layout, teller.black_of(layout), regions_, extended);
    byte_buffer bytes;
    constexpr std::size_t plenty = std::size_t{1} << 24;
    byte_output out(bytes, waiting_place{{}, plenty});
    out.begin_with({});
    painter.write(out);
    if (extended) {
      const std::string renewed = painter.lengths(extended->lengths);
      set_bytes(*offsets, as_bytes(painter.offsets()));
      set_bytes(*lengths, as_bytes(renewed));
    }
    if (painter.painted() != 0) forget_total_length(around_);
    note_painted(facts_, painter.painted());
    return out.take_back(0);
  }

  void paint_deferred(gdcm::DataElement& raw, const deferred_value& deferred,
                      const image_teller& teller) const {
    source in(deferred.store().shared_from_this());
    const byte_output::taken made = painted(in, deferred.offset(), deferred.size(), raw, teller);
    raw.SetValue(*new deferred_value(made.bytes.store(), made.offset,
                                     made.bytes.size() - made.offset, true));
  }

  void paint_fragments(gdcm::DataElement& raw, const gdcm::SequenceOfFragments& before,
                       const image_teller& teller) const {
    source in(store_of(before));
    const byte_output::taken made = painted(in, 0, in.size(), raw, teller);
    raw.SetValue(*fragments_in(*made.bytes.store(), before));
  }

  [[nodiscard]] gdcm::DataElement* find(tag id) const {
    const auto found = around_.GetDES().find(gdcm::DataElement(id));
    return found == around_.GetDES().end() || value_in(*found) == nullptr
               ? nullptr
               : const_cast<gdcm::DataElement*>(&*found);
  }
  static std::span<const unsigned char> as_bytes(std::string_view text) noexcept {
    return {reinterpret_cast<const unsigned char*>(text.data()), text.size()};
  }
  static std::span<const unsigned char> bytes_in(const gdcm::DataElement* raw) {
    return raw == nullptr ? std::span<const unsigned char>() : as_bytes(bytes_of(*raw));
  }

  gdcm::DataSet& around_;
  const region_set& regions_;
  const facts_for_rules* facts_;
};

// See element_access::paint.
inline bool paint_value_in(gdcm::DataSet& around, gdcm::DataElement& raw, const region_set& regions,
                           const facts_for_rules* facts, bool is_nested) {
  if (!is_pixel_data(raw.GetTag()) || regions.empty() || value_in(raw) == nullptr) return false;
  // Of an icon of no image nobody can tell what the regions are.
  if (is_nested && (facts == nullptr || !facts->paints_pixels)) return false;
  const value_painter painter(around, regions, facts);
  if (is_nested)
    painter.paint_icon(raw);
  else
    painter.paint(raw);
  return true;
}

}  // namespace dicom_anonymizer::detail
