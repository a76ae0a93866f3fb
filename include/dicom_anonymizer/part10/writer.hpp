// SPDX-License-Identifier: BSD-3-Clause
// Writes DICOM files without GDCM's writer; they appear whole or not at all.
#pragma once

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>
#include <gdcmByteValue.h>
#include <gdcmDataSet.h>
#include <gdcmSequenceOfFragments.h>
#include <gdcmSequenceOfItems.h>
#include <zlib.h>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/encoding.hpp>
#include <dicom_anonymizer/part10/parser.hpp>
#include <dicom_anonymizer/part10/pixel_data.hpp>
#include <dicom_anonymizer/part10/reader.hpp>
#include <dicom_anonymizer/tags/dictionary.hpp>
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
    const gdcm::Value* value = raw.IsEmpty() ? nullptr : &raw.GetValue();
    if (const auto* items = dynamic_cast<const gdcm::SequenceOfItems*>(value))
      return sequence(raw, *items, form);
    if (const auto* fragments = dynamic_cast<const gdcm::SequenceOfFragments*>(value))
      return encapsulated(raw, *fragments, form);
    if (const auto* deferred = dynamic_cast<const deferred_value*>(value)) {
      head_of(raw, *deferred, form);
      return deferred->append_to(out_);
    }
    const gdcm::ByteValue* bytes = raw.GetByteValue();
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

// Preamble, prefix and file meta information, PS3.10 section 7.1.
inline std::string encoded_meta(const dicom_file& file) {
  gdcm::DataSet meta = file.meta;  // shares the values, which are not changed
  meta.GetDES().erase(gdcm::DataElement(gdcm::Tag(0x0002, 0x0000)));
  const auto has = [&](tag id) {
    const auto found = meta.GetDES().find(gdcm::DataElement(id));
    return found != meta.GetDES().end() && !found->IsEmpty();
  };
  const auto copy = [&](tag from, tag to) {
    if (has(to)) return;
    const auto found = file.dataset.GetDES().find(gdcm::DataElement(from));
    if (found == file.dataset.GetDES().end()) return;
    if (const gdcm::ByteValue* value = found->GetByteValue())
      put(meta, to, vr::UI, {value->GetPointer(), std::uint32_t{value->GetLength()}});
  };
  if (!has({0x0002, 0x0001})) put(meta, {0x0002, 0x0001}, vr::OB, std::string_view("\0\1", 2));
  copy({0x0008, 0x0016}, {0x0002, 0x0002});
  copy({0x0008, 0x0018}, {0x0002, 0x0003});
  if (!has({0x0002, 0x0010})) put(meta, {0x0002, 0x0010}, vr::UI, file.transfer_syntax);
  if (!has({0x0002, 0x0012})) put(meta, {0x0002, 0x0012}, vr::UI, implementation_class_uid);

  std::string elements;
  dataset_encoder(elements).dataset(meta, encoding{});
  std::string result(128, '\0');
  result += "DICM";
  result += std::string_view("\x02\0\0\0UL\x04\0", 8);
  for (std::size_t i = 0; i < 4; ++i)
    result.push_back(static_cast<char>(elements.size() >> 8 * i & 0xFFU));
  return result + elements;
}

// PS3.5 section A.5, padded to even length.
inline std::string deflated(const std::string& bytes) {
  z_stream stream{};
  if (::deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8,
                     Z_DEFAULT_STRATEGY) != Z_OK)
    throw error(errc::too_large, "not enough memory to deflate the data set");
  struct ending {
    z_stream* stream;
    ~ending() { ::deflateEnd(stream); }
  } const guard{&stream};
  std::string result;
  std::string piece(std::size_t{1} << 18, '\0');
  std::size_t at = 0;
  int code = Z_OK;
  while (code != Z_STREAM_END) {
    if (stream.avail_in == 0) {
      constexpr std::size_t step = std::size_t{1} << 30;
      const std::size_t count = std::min(step, bytes.size() - at);
      stream.next_in =
          const_cast<unsigned char*>(reinterpret_cast<const unsigned char*>(bytes.data()) + at);
      stream.avail_in = static_cast<unsigned>(count);
      at += count;
    }
    stream.next_out = reinterpret_cast<unsigned char*>(piece.data());
    stream.avail_out = static_cast<unsigned>(piece.size());
    code = ::deflate(&stream, at == bytes.size() ? Z_FINISH : Z_NO_FLUSH);
    result.append(piece, 0, piece.size() - stream.avail_out);
  }
  if (result.size() % 2 != 0) result.push_back('\0');
  return result;
}

// A file that has another name until it is complete, and goes if it never is.
class output_file {
 public:
  explicit output_file(std::filesystem::path name) : name_(std::move(name)) {
    std::filesystem::path folder = name_.parent_path();
    if (folder.empty()) folder = ".";
    do {
      std::uint64_t random = 0;
      if (::getentropy(&random, sizeof random) != 0) fail("cannot name the output");
      // Nothing of the data: the name may be seen by others.
      temporary_ = folder / fmt::format(".dicom_anonymizer_{:016x}", random);
      descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    } while (descriptor_ < 0 && errno == EEXIST);
    if (descriptor_ < 0) fail("cannot create the output");
  }
  output_file(const output_file&) = delete;
  output_file& operator=(const output_file&) = delete;
  ~output_file() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
  }

  [[nodiscard]] int descriptor() const noexcept { return descriptor_; }

  void write(std::string_view bytes) {
    deferred_value::write_all(descriptor_, bytes.data(), bytes.size());
  }

  // Gives the file its name.
  void commit(bool sync) {
    if (sync && ::fsync(descriptor_) != 0) fail("cannot force the output to the disk");
    // Some file systems tell of a full disk only now.
    if (::close(std::exchange(descriptor_, -1)) != 0) fail("cannot close the output");
    if (::rename(temporary_.c_str(), name_.c_str()) != 0) fail("cannot name the output");
    temporary_.clear();
    if (sync) sync_folder();
  }

 private:
  [[noreturn]] static void fail(const char* what) {
    throw error(errc::unwritable, fmt::format("{}: {}", what, system_message(errno)));
  }

  void sync_folder() const {
    std::filesystem::path folder = name_.parent_path();
    if (folder.empty()) folder = ".";
    const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (opened < 0) fail("cannot open the folder of the output");
    const bool is_synced = ::fsync(opened) == 0;
    const int code = errno;
    ::close(opened);
    errno = code;
    if (!is_synced) fail("cannot force the folder of the output to the disk");
  }

  std::filesystem::path name_;
  std::filesystem::path temporary_;
  int descriptor_ = -1;
};

}  // namespace detail

/// The bytes of a DICOM file, pixel data included.  Throws what write_file throws, unwritable
/// aside.
[[nodiscard]] inline std::string encode(const dicom_file& file) {
  std::string elements;
  detail::dataset_encoder(elements).dataset(file.dataset, file.form);
  return detail::encoded_meta(file) + (file.form.deflated ? detail::deflated(elements) : elements);
}

/// Writes a DICOM file: an empty preamble, the file meta information with what PS3.10 section 7.1
/// requires, the data set in its encoding.  Elements are written in the order of their tags; what
/// was not changed since it was read is written as it was.  Pixel data are copied by the kernel.
///
/// The file gets its name when it is complete and closed; before, a file whose name begins with
/// ".dicom_anonymizer_" stands in the same folder.  Throws error(errc::unwritable),
/// error(errc::invalid_value) for a value too long for its VR, error(errc::changed_while_read) if
/// the input became shorter; the output is then as it was before.
inline void write_file(const dicom_file& file, const std::filesystem::path& name,
                       const write_options& options = {}) {
  detail::output_file out(name);
  if (file.form.deflated) {
    out.write(encode(file));
  } else {
    std::string pending = detail::encoded_meta(file);
    detail::dataset_encoder encoder(pending);
    for (const gdcm::DataElement& one : file.dataset.GetDES()) {
      if (const deferred_value* deferred = detail::deferred_of(one)) {
        encoder.head_of(one, *deferred, file.form);
        out.write(std::exchange(pending, {}));
        deferred->copy_to(out.descriptor());
        continue;
      }
      encoder.element(one, file.form);
      constexpr std::size_t plenty = std::size_t{1} << 20;
      if (pending.size() >= plenty) {
        out.write(pending);
        pending.clear();
      }
    }
    out.write(pending);
  }
  out.commit(options.sync);
}

}  // namespace dicom_anonymizer
