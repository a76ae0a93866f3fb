// SPDX-License-Identifier: BSD-3-Clause
// What a rewritten data set is collected in, on its way to a file or to memory.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <dicom_anonymizer/part10/byte_buffer.hpp>
#include <dicom_anonymizer/part10/output_file.hpp>
#include <dicom_anonymizer/part10/pixel_data.hpp>
#include <dicom_anonymizer/part10/source.hpp>

namespace dicom_anonymizer::detail {

// Positions count the bytes of the data set from its first.  Bytes stay in memory until the file
// may be written: when what stands before the data set is known and nothing is held.
class rewrite_output {
 public:
  // In memory only.
  explicit rewrite_output(byte_buffer& bytes) noexcept : bytes_(bytes) { bytes_.clear(); }
  // For a file, which is made when the first bytes go there.
  rewrite_output(byte_buffer& bytes, output_name name) : bytes_(bytes), name_(std::move(name)) {
    bytes_.clear();
  }

  [[nodiscard]] byte_buffer& bytes() noexcept { return bytes_; }
  [[nodiscard]] std::uint64_t position() const noexcept { return flushed_ + bytes_.size(); }

  // Whether a place in memory is among the bytes here, which may move.
  [[nodiscard]] bool holds(const char* place) const noexcept {
    const std::string_view here = bytes_.view();
    return std::greater_equal<>()(place, here.data()) &&
           std::less<>()(place, here.data() + here.size());
  }
  // The bytes from a position on.  Precondition: none of them is in the file.
  [[nodiscard]] std::string_view bytes_from(std::uint64_t position) const noexcept {
    return bytes_.view().substr(static_cast<std::size_t>(position - flushed_));
  }

  // Room for more at the end, to be filled by the caller.
  [[nodiscard]] char* extend(std::size_t count) { return bytes_.extend(count); }
  void append(const char* bytes, std::size_t count) { bytes_.append(bytes, count); }
  void append(std::string_view bytes) { bytes_.append(bytes); }

  // What stands before the data set; from now on bytes may go to the file.
  void begin_with(std::string prefix) {
    prefix_ = std::move(prefix);
    may_flush_ = true;
  }
  [[nodiscard]] bool has_begun() const noexcept { return may_flush_; }

  // Between these bytes written so far may still be taken away.
  void hold() noexcept { ++holds_; }
  void release(std::size_t count) noexcept { holds_ -= count; }

  // Sends what there is to the file if it is plenty.
  void relieve() {
    constexpr std::size_t plenty = std::size_t{1} << 17;
    if (bytes_.size() >= plenty && can_flush()) flush();
  }

  // Copies bytes of a store, by the kernel if they are many.
  void copy(const byte_store& store, std::uint64_t offset, std::uint64_t count) {
    constexpr std::uint64_t many = std::uint64_t{1} << 15;
    if (count >= many && can_flush() && store.is_file()) {
      flush();
      copy_bytes(store, offset, count, file_->descriptor());
      flushed_ += count;
    } else {
      const auto size = static_cast<std::size_t>(count);
      store.read(offset, bytes_.extend(size), size);
    }
  }

  // Writes over four bytes.  Precondition: they are there.
  void patch(std::uint64_t position, const char (&four)[4]) {
    if (position >= flushed_) {
      std::copy_n(four, 4, bytes_.data() + (position - flushed_));
    } else if (position + 4 <= flushed_) {
      file_->write_at(prefix_.size() + position, {four, 4});
    } else {
      for (std::size_t i = 0; i < 4; ++i) {
        if (position + i >= flushed_) {
          bytes_.data()[position + i - flushed_] = four[i];
        } else {
          file_->write_at(prefix_.size() + position + i, {four + i, 1});
        }
      }
    }
  }

  // Takes bytes away.  Precondition: they were held.
  void erase(std::uint64_t begin, std::uint64_t end) noexcept {
    bytes_.erase(static_cast<std::size_t>(begin - flushed_),
                 static_cast<std::size_t>(end - flushed_));
  }

  // Takes away the bytes from a position on.  Precondition: none of them is in the file.
  void rewind(std::uint64_t position) noexcept {
    bytes_.truncate(static_cast<std::size_t>(position - flushed_));
  }

  // Takes away the bytes from a position on and gives them back; those of a whole data set may stay
  // in the file that they are in.  They begin at the offset.
  struct taken {
    source bytes;
    std::uint64_t offset = 0;
    std::unique_ptr<output_file> file;  // holds the bytes
  };
  [[nodiscard]] taken take_back(std::uint64_t position) {
    if (position >= flushed_) {
      taken result{source(std::string(bytes_.view().substr(position - flushed_))), 0, nullptr};
      rewind(position);
      return result;
    }
    if (position == 0) {
      flush();
      const std::uint64_t begin = prefix_.size();
      source all = file_->written();
      flushed_ = 0;
      may_flush_ = false;
      prefix_.clear();
      return {std::move(all), begin, std::move(file_)};
    }
    flush();
    std::string bytes(static_cast<std::size_t>(flushed_ - position), '\0');
    file_->read_at(prefix_.size() + position, bytes.data(), bytes.size());
    file_->truncate(prefix_.size() + position);
    flushed_ = position;
    return {source(std::move(bytes)), 0, nullptr};
  }

  // Writes everything; what remains is to give the file its name.
  [[nodiscard]] output_file& finish() {
    flush();
    return *file_;
  }

 private:
  [[nodiscard]] bool can_flush() const noexcept { return may_flush_ && holds_ == 0; }

  void flush() {
    if (!file_) {
      file_ = std::make_unique<output_file>(name_);
      file_->write(prefix_, bytes_.view());
    } else {
      file_->write(bytes_.view());
    }
    flushed_ += bytes_.size();
    bytes_.clear();
  }

  byte_buffer& bytes_;
  output_name name_;
  std::string prefix_;
  std::unique_ptr<output_file> file_;
  std::uint64_t flushed_ = 0;
  std::size_t holds_ = 0;
  bool may_flush_ = false;
};

}  // namespace dicom_anonymizer::detail
