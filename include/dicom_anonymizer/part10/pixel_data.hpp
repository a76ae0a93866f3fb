// SPDX-License-Identifier: BSD-3-Clause
// Values that stay where they are until they are written: pixel data.
#pragma once

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/sendfile.h>
#include <sys/types.h>
#include <unistd.h>

#include <gdcmDataElement.h>
#include <gdcmVL.h>
#include <gdcmValue.h>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/encoding.hpp>
#include <dicom_anonymizer/part10/source.hpp>
#include <dicom_anonymizer/tags/tag.hpp>

namespace dicom_anonymizer {

namespace detail {

// Writes all of the bytes.
inline void write_all(int descriptor, const char* bytes, std::size_t count) {
  while (count != 0) {
    const ssize_t put = ::write(descriptor, bytes, count);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0)
      throw error(errc::unwritable, "cannot write the output: " + system_message(errno));
    bytes += put;
    count -= static_cast<std::size_t>(put);
  }
}

// Copies until done or the call says that it cannot do it here; returns the bytes copied.
template <class Call>
std::uint64_t copied(std::uint64_t& offset, std::uint64_t wanted, const Call& call) {
  std::uint64_t done = 0;
  while (done < wanted) {
    constexpr std::uint64_t piece = std::uint64_t{1} << 30;
    auto from = static_cast<off64_t>(offset);
    const ssize_t got = call(from, static_cast<std::size_t>(std::min(wanted - done, piece)));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && (errno == ENOSPC || errno == EDQUOT || errno == EFBIG || errno == EIO))
      throw error(errc::unwritable, "cannot write the output: " + system_message(errno));
    // What another file system or an old kernel cannot copy is tried in the next way.
    if (got <= 0) break;
    done += static_cast<std::uint64_t>(got);
    offset += static_cast<std::uint64_t>(got);
  }
  return done;
}

// Copies bytes of a store to the end of an open file, by the kernel where it can.
inline void copy_bytes(const byte_store& store, std::uint64_t offset, std::uint64_t left,
                       int descriptor) {
  constexpr std::uint64_t piece = std::uint64_t{1} << 18;
  std::vector<char> buffer;
  while (left != 0) {
    const byte_store::extent here = store.extent_at(offset);
    if (here.where->is_file() && here.count >= std::min(left, piece)) {
      const std::uint64_t wanted = std::min(left, here.count);
      std::uint64_t from_here = here.offset;
      std::uint64_t done = copied(from_here, wanted, [&](off64_t& from, std::size_t count) {
        return ::copy_file_range(here.where->descriptor(), &from, descriptor, nullptr, count, 0);
      });
      done += copied(from_here, wanted - done, [&](off64_t& from, std::size_t count) {
        return ::sendfile64(descriptor, here.where->descriptor(), &from, count);
      });
      offset += done;
      left -= done;
      if (done == wanted) continue;
    }
    if (here.where->is_memory()) {
      const std::uint64_t count = std::min(left, here.count);
      write_all(descriptor, here.where->memory().data() + here.offset,
                static_cast<std::size_t>(count));
      offset += count;
      left -= count;
      continue;
    }
    const auto count = static_cast<std::size_t>(std::min(left, piece));
    buffer.resize(count);
    store.read(offset, buffer.data(), count);
    write_all(descriptor, buffer.data(), count);
    offset += count;
    left -= count;
  }
}

// Clears the bits of cells that a mask of one cell does not have.  Bytes begin in a cell.
inline void clear_bits(char* bytes, std::size_t count, std::string_view mask,
                       std::size_t at = 0) noexcept {
  for (std::size_t i = 0; i < count; ++i) {
    bytes[i] = static_cast<char>(bytes[i] & mask[at]);
    if (++at == mask.size()) at = 0;
  }
}

// A value of another store of whose cells only the bits of a mask are left, which is one cell.
class masked_store final : public byte_store {
 public:
  masked_store(std::shared_ptr<const byte_store> store, std::uint64_t offset, std::uint64_t size,
               std::string mask)
      : store_(std::move(store)), offset_(offset), mask_(std::move(mask)) {
    resize(size);
  }
  void read(std::uint64_t offset, char* to, std::size_t count) const override {
    store_->read(offset_ + offset, to, count);
    clear_bits(to, count, mask_, static_cast<std::size_t>(offset % mask_.size()));
  }

 private:
  std::shared_ptr<const byte_store> store_;
  std::uint64_t offset_;
  std::string mask_;
};

}  // namespace detail

/// Whether a top-level element is one of those that hold pixels, PS3.3 section C.7.6.3.1.
[[nodiscard]] constexpr bool is_pixel_data(tag id) noexcept {
  return id.group == 0x7FE0 &&
         (id.element == 0x0008 || id.element == 0x0009 || id.element == 0x0010);
}

/// Stands in a gdcm::DataSet for a value that was not loaded: top-level pixel data, and
/// encapsulated pixel data at any depth.  The element has its tag and VR, is not empty, and has no
/// ByteValue.  An element that still holds it when it is written is copied from where it is; one
/// that got another value, or was removed, is written as it stands.
class deferred_value final : public gdcm::Value {
 public:
  /// The value [offset, offset + size) of a store; encapsulated means with undefined length, its
  /// fragments and the delimiter included; cells tells how its pixels are written, if it is not.
  deferred_value(std::shared_ptr<const detail::byte_store> store, std::uint64_t offset,
                 std::uint64_t size, bool is_encapsulated,
                 detail::native_pixels cells = detail::native_pixels::none) noexcept
      : store_(std::move(store)),
        offset_(offset),
        size_(size),
        is_encapsulated_(is_encapsulated),
        cells_(cells) {}

  /// The first bytes of another value that is not encapsulated, and of each cell only the bits of
  /// a mask, which is one cell; all bits if it is empty.
  deferred_value(const deferred_value& whole, std::uint64_t size, std::string mask)
      : store_(whole.store_),
        offset_(whole.offset_),
        size_(size),
        is_encapsulated_(false),
        cells_(whole.cells_) {
    if (mask.empty()) return;
    store_ = std::make_shared<const detail::masked_store>(store_, offset_, size_, std::move(mask));
    offset_ = 0;
  }

  /// The length field: undefined for encapsulated pixel data.
  gdcm::VL GetLength() const override {
    return is_encapsulated_ ? gdcm::VL(0xFFFFFFFF) : gdcm::VL(static_cast<std::uint32_t>(size_));
  }
  /// The length is that of the value in its file: this does nothing.
  void SetLength(gdcm::VL) override {}
  /// The value is not here: this does nothing.
  void Clear() override {}
  bool operator==(const gdcm::Value& other) const override { return this == &other; }

  /// Bytes of the value field.
  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  /// Whether it consists of fragments.
  [[nodiscard]] bool is_encapsulated() const noexcept { return is_encapsulated_; }

  /// How its pixels are written in its file.
  [[nodiscard]] detail::native_pixels cells() const noexcept { return cells_; }

  /// Appends the value to a text.  Throws what source::view throws.
  void append_to(std::string& bytes) const {
    const std::size_t before = bytes.size();
    bytes.resize(before + static_cast<std::size_t>(size_));
    store_->read(offset_, bytes.data() + before, static_cast<std::size_t>(size_));
  }

  /// Copies the value to the end of an open file, by the kernel where it can.  Throws
  /// error(errc::unwritable), and error(errc::changed_while_read) if the input became shorter.
  void copy_to(int descriptor) const { detail::copy_bytes(*store_, offset_, size_, descriptor); }

  /// Where the value is.
  [[nodiscard]] const detail::byte_store& store() const noexcept { return *store_; }
  [[nodiscard]] std::uint64_t offset() const noexcept { return offset_; }

 private:
  std::shared_ptr<const detail::byte_store> store_;
  std::uint64_t offset_;
  std::uint64_t size_;
  bool is_encapsulated_;
  detail::native_pixels cells_;
};

namespace detail {

inline const deferred_value* deferred_of(const gdcm::DataElement& raw) {
  return raw.IsEmpty() ? nullptr : dynamic_cast<const deferred_value*>(&raw.GetValue());
}

}  // namespace detail
}  // namespace dicom_anonymizer
