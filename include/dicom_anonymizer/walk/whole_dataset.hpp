// SPDX-License-Identifier: BSD-3-Clause
// What concerns a data set as a whole while its bytes are walked.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <gdcmDataSet.h>

#include <dicom_anonymizer/actions/element_access.hpp>
#include <dicom_anonymizer/actions/facts_for_rules.hpp>
#include <dicom_anonymizer/actions/paint_pixels.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/element_header.hpp>
#include <dicom_anonymizer/part10/encoding.hpp>
#include <dicom_anonymizer/part10/hidden_items.hpp>
#include <dicom_anonymizer/part10/overlay_bits.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/part10/pixel_data.hpp>
#include <dicom_anonymizer/part10/reader.hpp>
#include <dicom_anonymizer/pixels/codestream.hpp>
#include <dicom_anonymizer/tags/named_tags.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/walk/byte_run.hpp>
#include <dicom_anonymizer/walk/dataset_access.hpp>
#include <dicom_anonymizer/walk/element_content.hpp>
#include <dicom_anonymizer/walk/image_to_paint.hpp>
#include <dicom_anonymizer/walk/look_ahead.hpp>
#include <dicom_anonymizer/walk/marks_in_bytes.hpp>
#include <dicom_anonymizer/walk/noted_image.hpp>
#include <dicom_anonymizer/walk/open_item.hpp>
#include <dicom_anonymizer/walk/painted_values.hpp>
#include <dicom_anonymizer/walk/pixel_remains.hpp>
#include <dicom_anonymizer/walk/rule_cache.hpp>

namespace dicom_anonymizer::detail {

// What file meta information repeats of the data set.
struct dataset_identity {
  std::string sop_class_uid;
  std::string sop_instance_uid;
  std::string sop_instance_uid_before;
};

// Its identity for the file meta information, its marks, and what its pixels may hold besides.
class whole_dataset {
 public:
  // Calls settled when the identity is known, and again if an action changed it after that.
  whole_dataset(byte_run& run, rule_cache& rules, visitor_ref<const dataset_identity&> settled,
                std::string_view transfer_syntax) noexcept
      : run_(run),
        rules_(rules),
        settled_(settled),
        pixels_(native_pixels_of(transfer_syntax)),
        marks_(run, rules) {
    facts_.frames = frame_syntax_of(transfer_syntax);
  }
  whole_dataset(const whole_dataset&) = delete;
  whole_dataset& operator=(const whole_dataset&) = delete;

  [[nodiscard]] facts_for_rules& facts() noexcept { return facts_; }
  [[nodiscard]] const dataset_identity& identity() const noexcept { return identity_; }
  [[nodiscard]] marks_in_bytes& marks() noexcept { return marks_; }
  // Whether an Extended Offset Table has come by, or the length of all frames.
  [[nodiscard]] bool tells_of_frames() const noexcept { return tells_of_frames_; }

  // Before any of it is walked.
  void begin(std::uint64_t at, const encoding& form) {
    note_image(at, form);
    marks_.begin();
  }

  // Each element before its rule.
  void look_at(const open_item& here, const element_header& header) {
    const tag id = header.id;
    // Written in order it would be taken for a part of the file meta information.
    if (id.group == 0x0002)
      throw error(errc::malformed, "an element of the file meta information in the data set")
          .at(id)
          .at_offset(header.offset);
    if (pixel_cells::concern(id)) look_at_cells(here, header);
    if (id.group == pixel_data_tag.group && header.length != 0) {
      if (is_pixel_data(id)) look_at_pixels(header);
      if (id <= encapsulated_total_length) tells_of_frames_ = true;
    }
    if (!is_settled_ && id > dataset_tags::sop_instance_uid) settle();
    if (is_of_identity(id)) {
      require_short_uid(header);
      if (header.length == undefined_length || header.length > here.end - header.value_offset)
        return;
      std::string text = run_.text_of(header);
      text.resize(without_padding(text).size());
      if (id == dataset_tags::sop_class_uid)
        identity_.sop_class_uid = std::move(text);
      else
        identity_.sop_instance_uid = identity_.sop_instance_uid_before = std::move(text);
    }
  }

  // What an action made of an element, if that is part of the identity.
  static constexpr bool is_of_identity(tag id) noexcept {
    return id == dataset_tags::sop_class_uid || id == dataset_tags::sop_instance_uid;
  }
  void note(tag id, std::string_view bytes) {
    if (id == dataset_tags::sop_class_uid)
      identity_.sop_class_uid = without_padding(bytes);
    else if (id == dataset_tags::sop_instance_uid)
      identity_.sop_instance_uid = without_padding(bytes);
  }

  // An action takes it into memory; the rest is what has not been walked.  Throws needs_dataset
  // where what was written or found so far holds for the walk over bytes alone.
  void prepare_taking(gdcm::DataSet& rest) {
    if (identity_.sop_instance_uid_before.empty()) {
      if (const gdcm::DataElement* uid = find_raw(rest, dataset_tags::sop_instance_uid))
        identity_.sop_instance_uid_before = without_padding(bytes_of(*uid));
    }
    if (marks_.has_changed() || is_unclean_) throw needs_dataset{};
    require_no_remains(rest);
  }

  // It has been walked in memory, and its bytes that went to a file will do so again.
  void finish_taken(gdcm::DataSet& dataset) {
    const auto text = [&](tag id) {
      const gdcm::DataElement* raw = find_raw(dataset, id);
      return std::string(raw == nullptr ? std::string_view() : without_padding(bytes_of(*raw)));
    };
    identity_.sop_class_uid = text(dataset_tags::sop_class_uid);
    identity_.sop_instance_uid = text(dataset_tags::sop_instance_uid);
    rules_.marks().put_into(dataset, true, run_.bounds(), facts_.found);
    marks_.end();
    settle();
  }

  // All has been walked.  Throws marks_changed if the marks that were written are not true.
  void conclude(const context& shared) {
    if (!is_settled_) settle();
    rules_.counts().add_unreadable_dates(facts_.unreadable_dates, facts_.unreadable_date_tags);
    rules_.counts().invalid_values += facts_.invalid_values;
    rules_.counts().dated_uids += facts_.dated_uids;
    rules_.counts().painted_images += facts_.painted_images;
    rules_.counts().painted_frames += facts_.painted_frames;
    rules_.counts().take_unknown_words(facts_.unknown_words);
    rules_.counts().texts += facts_.text_counts;
    if (facts_.found.pixels) ++rules_.counts().identifying_pixels;
    if (is_unclean_) {
      ++rules_.counts().unclean_overlays;
      facts_.found.pixels = true;
      if (shared.pixels_that_identify == identifying_pixels::refused)
        throw needs_dataset{};  // which tells of it
    }
    const bool had_dates = rules_.assumes_dates();
    if (!rules_.assume(facts_.found)) throw marks_changed{};
    if (marks_.depends_on_dates() && had_dates != rules_.assumes_dates()) throw marks_changed{};
  }

 private:
  // What the actions that paint pixels over want to know, as it was before any rule.
  void note_image(std::uint64_t at, const encoding& form) {
    std::array<bool, 3> are_painted{};
    if (!find_painted(rules_, are_painted)) return;
    facts_.cells = pixels_;
    // An action may take the data set, which puts elements in order.
    facts_.described = look_ahead(run_).elements_anywhere(
        tags_of_images, at, form, [&](const element_header& header) {
          for (std::size_t i = 0; i < are_painted.size(); ++i)
            if (are_painted[i] && header.id == tags_of_pixels[i] && header.length != 0)
              facts_.paints_pixels = true;
        });
  }

  void settle() {
    settled_(identity_);
    is_settled_ = true;
  }

  // What pixel data may hold besides pixels.
  void look_at_cells(const open_item& here, const element_header& header) {
    if (header.length == undefined_length || header.length > here.end - header.value_offset) return;
    const auto count = std::min<std::size_t>(header.length, pixel_cells::enough);
    if (!header.big_endian)
      return cells_.meet(header.id, run_.part_of(header, count), header.written);
    cells_.meet(header.id, run_.text_of(header, count), header.written);
  }

  void look_at_pixels(const element_header& header) {
    std::optional<std::uint64_t> native;
    if (header.length != undefined_length) native = header.length;
    if (!has_remains(rules_, cells_, header.written, native, pixels_)) return;
    const rule_cache::entry& known = rules_.find(header.id);
    if (known.act || known.by_vr.concerns(header.written) || !native ||
        !is_plain(run_, header, false) ||
        !may_hide_more(cells_, header.written, *native, pixels_) ||
        !planes_that_go(rules_, cells_).empty())
      throw needs_dataset{};
    is_unclean_ = true;  // it stays as it is, and that is all that can be said
  }

  // Of a data set that is taken and written from memory.
  void require_no_remains(const gdcm::DataSet& rest) {
    for (const gdcm::DataElement& one : rest.GetDES())
      if (pixel_cells::concern(one.GetTag()))
        cells_.meet(one.GetTag(), bytes_of(one).substr(0, pixel_cells::enough),
                    from_gdcm(one.GetVR()));
    for (const gdcm::DataElement& one : rest.GetDES()) {
      const deferred_value* const pixels = deferred_of(one);
      if (pixels == nullptr) continue;
      std::optional<std::uint64_t> native;
      if (!pixels->is_encapsulated()) native = pixels->size();
      if (has_remains(rules_, cells_, from_gdcm(one.GetVR()), native, pixels_))
        throw needs_dataset{};
    }
  }

  byte_run& run_;
  rule_cache& rules_;
  visitor_ref<const dataset_identity&> settled_;
  native_pixels pixels_;
  marks_in_bytes marks_;
  facts_for_rules facts_;
  dataset_identity identity_;
  bool is_settled_ = false;
  pixel_cells cells_;
  bool tells_of_frames_ = false;
  bool is_unclean_ = false;  // something may stand behind the pixels
};

}  // namespace dicom_anonymizer::detail
