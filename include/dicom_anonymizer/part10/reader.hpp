// SPDX-License-Identifier: BSD-3-Clause
// Reads DICOM files into gdcm::DataSet without GDCM's reader.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gdcmByteValue.h>
#include <gdcmDataSet.h>
#include <gdcmSequenceOfItems.h>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/actual_encoding.hpp>
#include <dicom_anonymizer/part10/encoding.hpp>
#include <dicom_anonymizer/part10/file_meta.hpp>
#include <dicom_anonymizer/part10/inflated_store.hpp>
#include <dicom_anonymizer/part10/limits.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/part10/parser.hpp>
#include <dicom_anonymizer/part10/pixel_data.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/named_tags.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>

namespace dicom_anonymizer {

/// A DICOM file (PS3.10) in memory, pixel data aside.
struct dicom_file {
  /// The file meta information, group 0002.
  gdcm::DataSet meta;
  /// The data set.  Numbers are little endian; elements of Implicit VR have gdcm::VR::INVALID; a
  /// sequence keeps whether its length and those of its items are defined.
  gdcm::DataSet dataset;
  /// How the data set was encoded in the file, and will be again.
  encoding form;
  /// The UID of the transfer syntax; inferred if the file does not say it, or says one of the three
  /// that are not compressed and is written in another of them.
  std::string transfer_syntax;
  /// Whether the file says another transfer syntax than the one that it is written in.
  bool is_misdeclared = false;
  /// Of a DICOMDIR: where each directory record begins, in bytes from the start of the file, in the
  /// order of (0004,1220).  (0004,1400), (0004,1420) and others refer to these.
  std::vector<std::uint64_t> record_offsets;
};

namespace detail {

inline void swap_bytes(std::string& bytes, std::size_t unit) noexcept {
  for (std::size_t at = 0; unit > 1 && at + unit <= bytes.size(); at += unit)
    std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                 bytes.begin() + static_cast<std::ptrdiff_t>(at + unit));
}

// GDCM rounds the length of an odd value up; the file's own is put back.
inline void set_bytes(gdcm::DataElement& raw, std::span<const unsigned char> bytes) {
  const auto length = static_cast<std::uint32_t>(bytes.size());
  gdcm::SmartPointer<gdcm::ByteValue> value =
      new gdcm::ByteValue(reinterpret_cast<const char*>(bytes.data()), length);
  if (length % 2 != 0) value->SetLength(length);
  raw.SetValue(*value);
}

// Items with what GDCM does not know of how they were written, so that they are written alike.
class noted_items : public gdcm::SequenceOfItems {
 public:
  noted_items() = default;
  explicit noted_items(const gdcm::SequenceOfItems& items) : SequenceOfItems(items) {}

  // A Sequence Delimitation Item behind items of defined length, as some writers have it.
  bool is_delimited = false;
  // Whether items in UN have VRs, which those that are empty do not show.
  std::optional<bool> is_explicit;
};

// What file meta information repeats of the data set, PS3.10 section 7.1, is kept in memory until
// the output is named: a UID has 64 characters, and what is far beyond is refused before it is
// read.
inline void require_short_uid(const element_header& header) {
  constexpr std::uint32_t longest = 4096;
  if ((header.id == dataset_tags::sop_class_uid || header.id == dataset_tags::sop_instance_uid) &&
      header.length > longest && header.length != undefined_length)
    throw error(errc::malformed, "far too long for a UID").at(header.id).at_offset(header.offset);
}

// Builds data sets from what the parser finds.
class dataset_builder {
 public:
  // Of a data set; or of what is inside an item if is_nested.
  dataset_builder(gdcm::DataSet& root, source& in, const limits& bounds, bool is_nested = false)
      : in_(in), left_(bounds.elements), is_nested_(is_nested) {
    open_.push_back(&root);
  }

  // How native pixels of the file are written.
  void expect_pixels(native_pixels form) noexcept { pixels_ = form; }

  void value(const element_header& header) {
    gdcm::DataElement made = element_of(header);
    if (open_.size() == 1 && !is_nested_) require_short_uid(header);
    if (open_.size() == 1 && !is_nested_ && is_pixel_data(header.id) && header.length != 0) {
      made.SetValue(
          *new deferred_value(in_.store(), header.value_offset, header.length, false, pixels_));
    } else if (header.length != 0) {
      const auto bytes = in_.view(header.value_offset, header.length);
      const std::size_t unit = header.big_endian && header.written ? swap_unit(*header.written) : 1;
      if (unit == 1) {
        set_bytes(made, bytes);
      } else {
        std::string swapped(bytes.begin(), bytes.end());
        swap_bytes(swapped, unit);
        set_bytes(made, {reinterpret_cast<const unsigned char*>(swapped.data()), swapped.size()});
      }
    }
    insert(made, header);
  }

  void encapsulated(const element_header& header, std::uint64_t end) {
    gdcm::DataElement made = element_of(header);
    made.SetValue(
        *new deferred_value(in_.store(), header.value_offset, end - header.value_offset, true));
    insert(made, header);
  }

  // Before those of a sequence whose value does not say that it is one.
  void hidden_items(const encoding& form) noexcept { hidden_ = form; }

  void begin_sequence(const element_header& header) {
    gdcm::DataElement made = element_of(header);
    gdcm::SmartPointer<gdcm::SequenceOfItems> items;
    if (header.length != 0) {  // one without items and length has no value
      items = hidden_ ? noted_hidden_items() : new gdcm::SequenceOfItems;
      items->SetLength(header.length);
      made.SetValue(*items);
    }
    insert(made, header);
    if (open_.size() == 1) latest_ = header.id;
    sequences_.push_back(items.GetPointer());
    ids_.push_back(header.id);
  }
  void end_sequence() {
    sequences_.pop_back();
    ids_.pop_back();
  }
  // At the end of the sequence entered last.
  void surplus_delimiter() {
    if (auto* const noted = dynamic_cast<noted_items*>(sequences_.back())) {
      noted->is_delimited = true;
      return;
    }
    gdcm::SmartPointer<noted_items> items = new noted_items(*sequences_.back());
    items->is_delimited = true;
    const auto found = open_.back()->GetDES().find(gdcm::DataElement(ids_.back()));
    const_cast<gdcm::DataElement&>(*found).SetValue(*items);
    sequences_.back() = items.GetPointer();
  }

  void begin_item(const element_header& header) {
    count(header);
    if (open_.size() == 1 && latest_ == directory_records) record_offsets_.push_back(header.offset);
    gdcm::SequenceOfItems& items = *sequences_.back();
    // A vector of items moves them when it grows, but none of those is open.
    items.SetNumberOfItems(items.GetNumberOfItems() + 1);
    gdcm::Item& item = items.GetItem(items.GetNumberOfItems());
    item.SetVL(header.length);
    open_.push_back(&item.GetNestedDataSet());
  }
  void end_item() { open_.pop_back(); }

  [[nodiscard]] const std::vector<std::uint64_t>& record_offsets() const noexcept {
    return record_offsets_;
  }

 private:
  static gdcm::DataElement element_of(const element_header& header) {
    return {header.id, 0, header.written ? to_gdcm(*header.written) : gdcm::VR(gdcm::VR::INVALID)};
  }

  gdcm::SequenceOfItems* noted_hidden_items() {
    auto* const items = new noted_items;
    items->is_explicit = hidden_->explicit_vr;
    hidden_.reset();
    return items;
  }

  void count(const element_header& header) {
    if (left_ == 0)
      throw error(errc::too_large, "more elements and items than the limit allows")
          .at(header.id)
          .at_offset(header.offset);
    --left_;
  }

  void insert(const gdcm::DataElement& made, const element_header& header) {
    count(header);
    gdcm::DataSet::DataElementSet& elements = open_.back()->GetDES();
    const std::size_t before = elements.size();
    elements.insert(elements.end(), made);
    // PS3.5 section 7.1: at most once.  Which of two names is the patient's cannot be known.
    if (elements.size() == before)
      throw error(errc::malformed, "an element that the data set has already")
          .at(header.id)
          .at_offset(header.offset);
  }

  source& in_;
  std::uint64_t left_;
  bool is_nested_;
  native_pixels pixels_ = native_pixels::none;
  std::vector<gdcm::DataSet*> open_;
  std::vector<gdcm::SequenceOfItems*> sequences_;
  std::vector<tag> ids_;            // theirs
  std::optional<encoding> hidden_;  // of the sequence that is about to begin
  tag latest_;                      // the sequence entered last at the top level
  std::vector<std::uint64_t> record_offsets_;
};

// The encoding of a data set that nothing describes, from its first element: that is an attribute
// of group 0008, or of the file meta information.  Precondition: its first eight bytes, and how
// many there may be behind them.
inline std::optional<encoding> recognised(std::span<const unsigned char> bytes,
                                          std::uint64_t behind) {
  for (const bool is_big : {false, true}) {
    const tag id{static_cast<std::uint16_t>(number_at(bytes, 0, 2, is_big)),
                 static_cast<std::uint16_t>(number_at(bytes, 2, 2, is_big))};
    if ((id.group != 0x0008 && id.group != 0x0002) ||
        (find_attribute(id) == nullptr && !id.is_group_length()))
      continue;
    if (parse_vr(static_cast<char>(bytes[4]), static_cast<char>(bytes[5])))
      return encoding{.explicit_vr = true, .big_endian = is_big, .deflated = false};
    if (!is_big && number_at(bytes, 4, 4, false) <= behind)
      return encoding{.explicit_vr = false, .big_endian = false, .deflated = false};
  }
  return std::nullopt;
}

inline std::optional<encoding> recognised(source& in, std::uint64_t at) {
  if (in.size() - at < 8) return std::nullopt;
  return recognised(in.view(at, 8), in.size() - at - 8);
}

inline constexpr std::size_t preamble_size = 132;

// Precondition: so many bytes.
inline bool is_preamble(std::span<const unsigned char> bytes) noexcept {
  return bytes[128] == 'D' && bytes[129] == 'I' && bytes[130] == 'C' && bytes[131] == 'M';
}
inline bool has_preamble(source& in) {
  return in.size() >= preamble_size && is_preamble(in.view(0, preamble_size));
}

inline error not_dicom() { return {errc::not_dicom, "not a DICOM file"}; }

// Refuses what can be neither a file nor a data set, however long it is.  Precondition: the first
// bytes, as many as a preamble has.
inline void require_dicom(std::span<const unsigned char> beginning) {
  if (!is_preamble(beginning) &&
      !recognised(beginning.first(8), std::numeric_limits<std::uint64_t>::max()))
    throw not_dicom();
}

// Where the parts of a file are.
struct file_layout {
  std::uint64_t meta_begin = 0;     // the first element of group 0002
  std::uint64_t dataset_begin = 0;  // the first element behind it
  std::string transfer_syntax;
  encoding form;
  bool is_misdeclared = false;  // it says another transfer syntax
};

// Refuses what has no data set: a file that ends behind its file meta information was cut there.
inline void require_elements(source& in, std::uint64_t at) {
  ignoring_handler nobody;
  const limits bounds;
  if (at < in.size() && !parser<ignoring_handler>(in, bounds, nobody).is_filling(at)) return;
  throw error(errc::truncated, "the file ends where its data set should begin").at_offset(at);
}

// What a transfer syntax demands of the data set at an offset.  Throws error(errc::malformed) if it
// is encoded otherwise.
inline void require_encoding(source& in, std::uint64_t at, const encoding& form) {
  const encoding found = actual_encoding(in, at, form);
  if (found.explicit_vr != form.explicit_vr || found.big_endian != form.big_endian)
    throw error(errc::malformed, "the data set is not encoded as the transfer syntax says")
        .at_offset(at);
}

// Reads a data set as what it is, where another transfer syntax can say that.
inline void settle_encoding(file_layout& layout, source& in) {
  const std::uint64_t at = layout.dataset_begin;
  if (layout.form.deflated) return;  // looked at when it is inflated
  if (layout.transfer_syntax != transfer_syntax_of(layout.form))
    return require_encoding(in, at, layout.form);
  const encoding found = actual_encoding(in, at, layout.form);
  if (found == layout.form) return;
  layout.form = found;
  layout.transfer_syntax = transfer_syntax_of(found);
  layout.is_misdeclared = true;
}

// Looks at the file meta information, PS3.10 section 7.1: Explicit VR Little Endian.  The group
// length is often wrong and not needed.  Calls each(header) for its elements.
template <class Visitor>
file_layout layout_of(source& in, const limits& bounds, const Visitor& each) {
  file_layout layout;
  if (has_preamble(in)) {
    layout.meta_begin = 132;
  } else if (!recognised(in, 0)) {
    throw not_dicom();
  }
  std::uint64_t at = layout.meta_begin;
  ignoring_handler nobody;
  parser<ignoring_handler> reading(in, bounds, nobody);
  while (in.size() - at >= 8 && number_at(in.view(at, 2), 0, 2, false) == 0x0002) {
    const element_header header = reading.read_header(at, in.size(), encoding{});
    if (header.length == undefined_length || header.length > in.size() - header.value_offset)
      throw error(errc::truncated, "the value reaches beyond the end of the file")
          .at(header.id)
          .at_offset(header.offset);
    // Some writers leave it empty; whatever else it holds is a misread part of the file.
    if (header.id.is_group_length() && header.length != 4 && header.length != 0)
      throw error(errc::malformed, "a group length that is not four bytes")
          .at(header.id)
          .at_offset(header.offset);
    each(header);
    if (header.id == meta_tags::transfer_syntax_uid) {
      const auto value = in.view(header.value_offset, header.length);
      layout.transfer_syntax =
          without_padding({reinterpret_cast<const char*>(value.data()), value.size()});
      if (!layout.transfer_syntax.empty() && !may_be_uid(layout.transfer_syntax))
        throw error(errc::unsupported_transfer_syntax, "what names the transfer syntax is no UID")
            .at(header.id)
            .at_offset(header.offset);
    }
    at = header.value_offset + header.length;
  }
  layout.dataset_begin = at;
  if (!layout.transfer_syntax.empty()) {
    layout.form = encoding_of(layout.transfer_syntax);
    require_elements(in, at);
    settle_encoding(layout, in);
  } else if (const std::optional<encoding> found = recognised(in, at)) {
    layout.form = *found;
    layout.transfer_syntax = transfer_syntax_of(*found);
  } else {
    throw error(errc::unsupported_transfer_syntax,
                "the file does not say its transfer syntax and the data set does not show it")
        .at_offset(at);
  }
  return layout;
}

// Calls read(bytes, offset) with what the data set of a file is in, inflated where it is read if it
// is deflated, and where it begins there.
template <class Read>
void read_dataset(source& in, const file_layout& layout, const limits& bounds, const Read& read) {
  if (layout.form.deflated) {
    source opened(std::make_shared<const inflated_store>(in.store(), layout.dataset_begin, bounds));
    require_elements(opened, 0);
    require_encoding(opened, 0, layout.form);
    read(opened, std::uint64_t{0});
  } else {
    read(in, layout.dataset_begin);
  }
}

inline dicom_file read(source in, const limits& bounds) {
  dicom_file file;
  dataset_builder meta(file.meta, in, bounds);
  file_layout layout =
      layout_of(in, bounds, [&](const element_header& header) { meta.value(header); });
  file.transfer_syntax = std::move(layout.transfer_syntax);
  file.form = layout.form;
  file.is_misdeclared = layout.is_misdeclared;
  read_dataset(in, layout, bounds, [&](source& from, std::uint64_t at) {
    dataset_builder builder(file.dataset, from, bounds);
    builder.expect_pixels(native_pixels_of(file.transfer_syntax));
    parser<dataset_builder>(from, bounds, builder).parse_dataset(at, file.form);
    // Of what was deflated they are no places in the file.
    if (!file.form.deflated) file.record_offsets = builder.record_offsets();
  });
  return file;
}

// The items of a sequence that is still bytes; null if they are none.  Without a VR they are in
// Implicit VR Little Endian, in UN that or, failing that, explicit; in SQ it is the other way
// round.
inline gdcm::SmartPointer<gdcm::SequenceOfItems> read_items(std::string_view bytes,
                                                            std::optional<vr> written,
                                                            const limits& bounds) {
  const bool is_sequence = written == vr::SQ;
  for (const bool is_explicit : {is_sequence, !is_sequence}) {
    if (is_explicit && !written) continue;
    source in{std::string(bytes)};
    gdcm::DataSet around;
    dataset_builder builder(around, in, bounds);
    const encoding form{.explicit_vr = is_explicit, .big_endian = false, .deflated = false};
    if (written && !is_sequence) builder.hidden_items(form);
    try {
      ignoring_handler nobody;  // as what are no items has no elements that count
      parser<ignoring_handler>(in, bounds, nobody).parse_items(0, in.size(), form);
      parser<dataset_builder>(in, bounds, builder).parse_items(0, in.size(), form);
    } catch (const error& failed) {
      if (failed.code() != errc::malformed && failed.code() != errc::truncated) throw;
      continue;
    }
    return dynamic_cast<gdcm::SequenceOfItems*>(
        const_cast<gdcm::Value*>(&around.GetDES().begin()->GetValue()));
  }
  return nullptr;
}

}  // namespace detail

/// Reads a DICOM file of any transfer syntax.  Pixel data stay in the file, which stays open until
/// the result and all copies of its elements are gone.  A bare data set, without preamble and file
/// meta information, is read if its first element shows how it is encoded.
///
/// Throws error: not_dicom, truncated, malformed, too_deep, too_large, unsupported_transfer_syntax,
/// unreadable, changed_while_read; with tag and offset where there is one.
[[nodiscard]] inline dicom_file read_file(const std::filesystem::path& file,
                                          const limits& bounds = {}) {
  return detail::read(source(file), bounds);
}

/// The same from bytes in memory.
[[nodiscard]] inline dicom_file read_bytes(std::string bytes, const limits& bounds = {}) {
  return detail::read(source(std::move(bytes)), bounds);
}

}  // namespace dicom_anonymizer
