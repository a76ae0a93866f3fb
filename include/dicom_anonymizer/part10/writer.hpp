// SPDX-License-Identifier: BSD-3-Clause
// Writes DICOM files without GDCM's writer; they appear whole or not at all.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>
#include <gdcmByteValue.h>
#include <gdcmDataSet.h>
#include <gdcmSequenceOfFragments.h>
#include <gdcmSequenceOfItems.h>
#include <zlib.h>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/encoding.hpp>
#include <dicom_anonymizer/part10/file_meta.hpp>
#include <dicom_anonymizer/part10/hidden_items.hpp>
#include <dicom_anonymizer/part10/output_file.hpp>
#include <dicom_anonymizer/part10/padding.hpp>
#include <dicom_anonymizer/part10/parser.hpp>
#include <dicom_anonymizer/part10/pixel_data.hpp>
#include <dicom_anonymizer/part10/reader.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>
#include <dicom_anonymizer/tags/named_tags.hpp>
#include <dicom_anonymizer/tags/tag.hpp>
#include <dicom_anonymizer/tags/vr.hpp>
#include <dicom_anonymizer/version.hpp>

namespace dicom_anonymizer {

/// How a file is written.
struct write_options {
  /// Whether file and folder are forced to the disk (fsync) before the output has its name.
  bool sync = false;
};

namespace detail {

// Encodes elements into a text.  Lengths are put in when what they measure has been written.
class dataset_encoder {
 public:
  explicit dataset_encoder(std::string& out) noexcept : out_(out) {}

  void dataset(const gdcm::DataSet& elements, const encoding& form) {
    for (const gdcm::DataElement& one : elements.GetDES()) element(one, form);
  }

  void element(const gdcm::DataElement& raw, const encoding& form) {
    const gdcm::ByteValue* const bytes = byte_value_of(raw);
    if (bytes == nullptr) {
      if (const auto* items = items_of(raw)) return sequence(raw, *items, form);
      const gdcm::Value* const value = value_in(raw);
      if (const auto* fragments = dynamic_cast<const gdcm::SequenceOfFragments*>(value))
        return encapsulated(raw, *fragments, form);
      if (const auto* deferred = dynamic_cast<const deferred_value*>(value)) {
        head_of(raw, *deferred, form);
        return deferred->append_to(out_);
      }
    }
    const std::size_t length =
        bytes == nullptr ? 0 : static_cast<std::size_t>(std::uint32_t{bytes->GetLength()});
    const vr kind = head(raw, length, form);
    if (length == 0) return;
    if (form.big_endian && swap_unit(kind) > 1) {
      std::string swapped(bytes->GetPointer(), length);
      swap_bytes(swapped, swap_unit(kind));
      out_ += swapped;
    } else {
      out_.append(bytes->GetPointer(), length);
    }
  }

  // What stands before a value that is copied from its file.
  void head_of(const gdcm::DataElement& raw, const deferred_value& value, const encoding& form) {
    head(raw, value.is_encapsulated() ? undefined_length : value.size(), form);
  }

 private:
  void number(std::uint32_t value, std::size_t width, const encoding& form) {
    for (std::size_t i = 0; i < width; ++i)
      out_.push_back(static_cast<char>(value >> 8 * (form.big_endian ? width - 1 - i : i) & 0xFFU));
  }

  void put_tag(tag id, const encoding& form) {
    number(id.group, 2, form);
    number(id.element, 2, form);
  }

  // Tag, VR and length; returns the VR.
  vr head(const gdcm::DataElement& raw, std::uint64_t length, const encoding& form,
          std::optional<vr> wanted = std::nullopt) {
    const tag id = raw.GetTag();
    const vr kind = wanted ? *wanted : vr_of(raw);
    put_tag(id, form);
    if (!form.explicit_vr) {
      number(static_cast<std::uint32_t>(length), 4, form);
      return kind;
    }
    out_ += to_string(kind);
    if (has_long_length(kind)) {
      out_.append(2, '\0');
      number(static_cast<std::uint32_t>(length), 4, form);
      return kind;
    }
    if (length > 0xFFFF)
      throw error(errc::invalid_value,
                  fmt::format("the value is too long for VR {}", to_string(kind)))
          .at(id);
    number(static_cast<std::uint32_t>(length), 2, form);
    return kind;
  }

  static vr vr_of(const gdcm::DataElement& raw) {
    if (const std::optional<vr> written = from_gdcm(raw.GetVR())) return *written;
    const tag id = raw.GetTag();
    if (id.is_private_creator()) return vr::LO;
    if (id.is_group_length()) return vr::UL;
    const dictionary_entry* known = find_attribute(id);
    return known == nullptr ? vr::UN : known->representation;
  }

  void sequence(const gdcm::DataElement& raw, const gdcm::SequenceOfItems& items,
                const encoding& form) {
    const std::optional<vr> written = from_gdcm(raw.GetVR());
    const vr kind = written == vr::UN ? vr::UN : vr::SQ;
    const bool is_defined = !raw.GetVL().IsUndefined() && !items.GetLength().IsUndefined();
    encoding inner = form;
    if (form.explicit_vr && kind == vr::UN)
      inner = {
          .explicit_vr = is_defined && is_explicit(items), .big_endian = false, .deflated = false};
    head(raw, is_defined ? 0 : undefined_length, form, kind);
    const std::size_t begin = out_.size();
    for (std::size_t i = 1; i <= items.GetNumberOfItems(); ++i) {
      const gdcm::Item& item = items.GetItem(i);
      const bool is_closed = !item.GetVL().IsUndefined();
      put_tag(item_tag, inner);
      number(is_closed ? 0 : undefined_length, 4, inner);
      const std::size_t content = out_.size();
      dataset(item.GetNestedDataSet(), inner);
      if (is_closed) {
        measure(content, inner, raw.GetTag());
      } else {
        put_tag(item_delimitation, inner);
        number(0, 4, inner);
      }
    }
    if (is_defined) {
      const auto* const noted = dynamic_cast<const noted_items*>(&items);
      if (noted != nullptr && noted->is_delimited) {
        put_tag(sequence_delimitation, inner);
        number(0, 4, inner);
      }
      measure(begin, form, raw.GetTag());
    } else {
      put_tag(sequence_delimitation, inner);
      number(0, 4, inner);
    }
  }

  // Puts the length of what has been written since into the four bytes before it.
  void measure(std::size_t begin, const encoding& form, tag id) {
    const std::size_t length = out_.size() - begin;
    if (length >= undefined_length)
      throw error(errc::invalid_value, "the sequence is too long for a defined length").at(id);
    for (std::size_t i = 0; i < 4; ++i)
      out_[begin - 4 + i] = static_cast<char>(length >> 8 * (form.big_endian ? 3 - i : i) & 0xFFU);
  }

  // Items that hide in UN of defined length may be explicit; in UN of undefined length they are in
  // Implicit VR whatever their elements say, PS3.5 section 6.2.2.
  static bool is_explicit(const gdcm::SequenceOfItems& items) {
    const auto* const noted = dynamic_cast<const noted_items*>(&items);
    if (noted != nullptr && noted->is_explicit) return *noted->is_explicit;
    for (std::size_t i = 1; i <= items.GetNumberOfItems(); ++i) {
      const gdcm::DataSet& nested = items.GetItem(i).GetNestedDataSet();
      if (!nested.IsEmpty()) return from_gdcm(nested.GetDES().begin()->GetVR()).has_value();
    }
    return false;
  }

  // Fragments that a user put into the data set.
  void encapsulated(const gdcm::DataElement& raw, const gdcm::SequenceOfFragments& fragments,
                    const encoding& form) {
    head(raw, undefined_length, form);
    fragment(fragments.GetTable(), form);
    for (std::size_t i = 0; i < fragments.GetNumberOfFragments(); ++i)
      fragment(fragments.GetFragment(i), form);
    put_tag(sequence_delimitation, form);
    number(0, 4, form);
  }

  void fragment(const gdcm::DataElement& raw, const encoding& form) {
    const gdcm::ByteValue* bytes = raw.GetByteValue();
    const std::uint32_t length = bytes == nullptr ? 0 : std::uint32_t{bytes->GetLength()};
    put_tag(item_tag, form);
    number(length, 4, form);
    if (length != 0) out_.append(bytes->GetPointer(), length);
  }

  std::string& out_;
};

inline void put(gdcm::DataSet& dataset, tag id, vr kind, std::string_view value) {
  std::string padded(value);
  if (padded.size() % 2 != 0) padded.push_back(padding_of(kind));
  gdcm::DataElement made(id, 0, to_gdcm(kind));
  if (!padded.empty()) made.SetByteValue(padded.data(), static_cast<std::uint32_t>(padded.size()));
  dataset.GetDES().erase(made);
  dataset.GetDES().insert(made);
}

inline std::string_view uid_in(const gdcm::DataSet& dataset, tag id) {
  const auto found = dataset.GetDES().find(gdcm::DataElement(id));
  if (found == dataset.GetDES().end()) return {};
  return without_padding(bytes_of(*found));
}

// Preamble, prefix and the file meta information of a file as it is.
inline std::string encoded_meta(const gdcm::DataSet& meta) {
  std::string elements;
  dataset_encoder encoder(elements);
  for (const gdcm::DataElement& one : meta.GetDES())
    if (!tag(one.GetTag()).is_group_length()) encoder.element(one, encoding{});
  return encoded_meta(elements, {});
}

// The same made anew from the data set: what a file said of itself need not be true any more.
inline std::string renewed_meta(const dicom_file& file) {
  std::string_view class_uid = uid_in(file.dataset, {0x0008, 0x0016});
  if (class_uid.empty()) class_uid = uid_in(file.meta, meta_tags::sop_class_uid);
  const meta_element required[] = {
      {meta_tags::version, vr::OB, meta_version},
      {meta_tags::sop_class_uid, vr::UI, class_uid},
      {meta_tags::sop_instance_uid, vr::UI, uid_in(file.dataset, dataset_tags::sop_instance_uid)},
      {meta_tags::transfer_syntax_uid, vr::UI, file.transfer_syntax},
      {meta_tags::implementation_class_uid, vr::UI, implementation_class_uid},
      {meta_tags::implementation_version_name, vr::SH, implementation_version_name}};
  return encoded_meta(std::string_view(), required);
}

// PS3.5 section A.5: what is put in comes out deflated, a piece at a time, padded to even length.
// Calls sink(std::string_view) for each piece.
template <class Sink>
class deflater {
 public:
  explicit deflater(const Sink& sink) : sink_(sink), piece_(std::size_t{1} << 18, '\0') {
    if (::deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8,
                       Z_DEFAULT_STRATEGY) != Z_OK)
      throw error(errc::too_large, "not enough memory to deflate the data set");
  }
  deflater(const deflater&) = delete;
  deflater& operator=(const deflater&) = delete;
  ~deflater() { ::deflateEnd(&stream_); }

  void put(std::string_view bytes) {
    constexpr std::size_t step = std::size_t{1} << 30;
    for (; !bytes.empty(); bytes.remove_prefix(std::min(step, bytes.size()))) {
      stream_.next_in =
          const_cast<unsigned char*>(reinterpret_cast<const unsigned char*>(bytes.data()));
      stream_.avail_in = static_cast<unsigned>(std::min(step, bytes.size()));
      while (stream_.avail_in != 0) run(Z_NO_FLUSH);
    }
  }
  void finish() {
    while (run(Z_FINISH) != Z_STREAM_END) {
    }
    if (is_odd_) sink_(std::string_view("\0", 1));
  }

 private:
  int run(int flush) {
    stream_.next_out = reinterpret_cast<unsigned char*>(piece_.data());
    stream_.avail_out = static_cast<unsigned>(piece_.size());
    const int code = ::deflate(&stream_, flush);
    const std::size_t made = piece_.size() - stream_.avail_out;
    if (made % 2 != 0) is_odd_ = !is_odd_;
    if (made != 0) sink_(std::string_view(piece_).substr(0, made));
    return code;
  }

  const Sink& sink_;
  z_stream stream_{};
  std::string piece_;
  bool is_odd_ = false;
};

inline std::string deflated(std::string_view bytes) {
  std::string result;
  const auto sink = [&](std::string_view piece) { result += piece; };
  deflater packing(sink);
  packing.put(bytes);
  packing.finish();
  return result;
}

// Encodes a data set: calls bytes(std::string_view) for piece after piece, the first of which
// begins with a text, and between them unloaded(const deferred_value&) for what is copied from its
// place.
template <class Bytes, class Unloaded>
void encode_in_pieces(std::string pending, const dicom_file& file, const Bytes& bytes,
                      const Unloaded& unloaded) {
  if (file.form.deflated) {
    std::string elements;
    dataset_encoder(elements).dataset(file.dataset, file.form);
    pending += deflated(elements);
    return bytes(pending);
  }
  dataset_encoder encoder(pending);
  for (const gdcm::DataElement& one : file.dataset.GetDES()) {
    if (const deferred_value* deferred = deferred_of(one)) {
      encoder.head_of(one, *deferred, file.form);
      bytes(pending);
      pending.clear();
      unloaded(*deferred);
      continue;
    }
    encoder.element(one, file.form);
    constexpr std::size_t plenty = std::size_t{1} << 20;
    if (pending.size() >= plenty) {
      bytes(pending);
      pending.clear();
    }
  }
  bytes(pending);
}

inline std::string encoded(const dicom_file& file, std::string meta) {
  std::string elements;
  dataset_encoder(elements).dataset(file.dataset, file.form);
  return std::move(meta) + (file.form.deflated ? deflated(elements) : elements);
}

}  // namespace detail

/// The bytes of a DICOM file, pixel data included: what write_file writes.  Throws what that
/// throws, unwritable aside.
[[nodiscard]] inline std::string encode(const dicom_file& file) {
  return detail::encoded(file, detail::renewed_meta(file));
}

/// Writes a DICOM file: an empty preamble, file meta information, the data set in its encoding.
/// Elements are written in the order of their tags; what was not changed since it was read is
/// written as it was.  Pixel data are copied by the kernel.
///
/// The file meta information is made anew with what PS3.10 section 7.1 requires: the UIDs are those
/// of the data set, and nothing of dicom_file::meta is written but the SOP Class of a data set that
/// does not say it.  A data set without (0008,0018), such as that of a DICOMDIR, gets no
/// (0002,0003).
///
/// The file gets its name when it is complete and closed; before, a file whose name begins with
/// ".dicom_anonymizer_" stands in the same folder.  Throws error(errc::unwritable),
/// error(errc::invalid_value) for a value too long for its VR and a UID for the file meta
/// information that is none, error(errc::changed_while_read) if
/// the input became shorter; the output is then as it was before.
inline void write_file(const dicom_file& file, const std::filesystem::path& name,
                       const write_options& options = {}) {
  detail::output_file out(name);
  // Pixel data by the kernel.
  detail::encode_in_pieces(
      detail::renewed_meta(file), file, [&](std::string_view bytes) { out.write(bytes); },
      [&](const deferred_value& one) { one.copy_to(out.descriptor()); });
  out.commit(options.sync);
}

}  // namespace dicom_anonymizer
