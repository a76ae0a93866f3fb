// SPDX-License-Identifier: BSD-3-Clause
// Bytes to read from, in a file or in memory, a bounded window at a time.
#pragma once

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <dicom_anonymizer/error.hpp>

namespace dicom_anonymizer {
namespace detail {

inline std::string system_message(int code) { return std::generic_category().message(code); }

// Where bytes are: an open file or a block of memory.  Shared by everything that refers to them.
class byte_store {
 public:
  explicit byte_store(const std::filesystem::path& file) {
    // Without O_NONBLOCK a named pipe in a folder would stop the program for good.
    descriptor_ = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor_ < 0)
      throw error(errc::unreadable, "cannot open the file: " + system_message(errno));
    struct stat status {};
    if (::fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) {
      ::close(descriptor_);
      throw error(errc::unreadable, "not a regular file");
    }
    size_ = static_cast<std::uint64_t>(status.st_size);
  }
  explicit byte_store(std::string bytes) : memory_(std::move(bytes)), size_(memory_.size()) {}
  byte_store(const byte_store&) = delete;
  byte_store& operator=(const byte_store&) = delete;
  ~byte_store() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  [[nodiscard]] bool is_file() const noexcept { return descriptor_ >= 0; }
  [[nodiscard]] int descriptor() const noexcept { return descriptor_; }
  [[nodiscard]] const std::string& memory() const noexcept { return memory_; }

  // Reads all of the bytes or throws.
  void read(std::uint64_t offset, char* to, std::size_t count) const {
    if (!is_file()) {
      std::copy_n(memory_.data() + offset, count, to);
      return;
    }
    while (count != 0) {
      const ssize_t got = ::pread(descriptor_, to, count, static_cast<off_t>(offset));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0)
        throw error(errc::unreadable, "cannot read the file: " + system_message(errno))
            .at_offset(offset);
      if (got == 0)
        throw error(errc::changed_while_read, "the file became shorter while it was read")
            .at_offset(offset);
      to += got;
      offset += static_cast<std::uint64_t>(got);
      count -= static_cast<std::size_t>(got);
    }
  }

 private:
  int descriptor_ = -1;
  std::string memory_;
  std::uint64_t size_ = 0;
};

}  // namespace detail

/// Bytes to read from.  A file is read with pread, not mapped: a mapped file that shrinks kills the
/// process.
class source {
 public:
  /// Opens a file.  Throws error(errc::unreadable).
  explicit source(const std::filesystem::path& file)
      : store_(std::make_shared<const detail::byte_store>(file)) {}

  /// Takes bytes in memory.
  explicit source(std::string bytes)
      : store_(std::make_shared<const detail::byte_store>(std::move(bytes))) {}

  /// How many bytes there are.
  [[nodiscard]] std::uint64_t size() const noexcept { return store_->size(); }

  /// The bytes [offset, offset + count), valid until the next call.  Throws error(errc::truncated)
  /// if they reach beyond the end, before anything is allocated, and error(errc::unreadable) or
  /// error(errc::changed_while_read) if they cannot be read.
  [[nodiscard]] std::span<const unsigned char> view(std::uint64_t offset, std::size_t count) {
    if (offset > size() || count > size() - offset)
      throw error(errc::truncated, "the data end early").at_offset(size());
    if (!store_->is_file())
      return {reinterpret_cast<const unsigned char*>(store_->memory().data()) + offset, count};
    if (offset < start_ || offset + count > start_ + window_.size()) {
      // Much where one reads on, little after a leap over a value.
      const bool reads_on = offset >= start_ && offset <= start_ + window_.size();
      const std::size_t step = std::size_t{1} << (reads_on ? 18 : 12);
      const auto wanted =
          static_cast<std::size_t>(std::min<std::uint64_t>(std::max(count, step), size() - offset));
      window_.resize(wanted);
      start_ = offset;
      store_->read(offset, window_.data(), wanted);
    }
    return {reinterpret_cast<const unsigned char*>(window_.data()) + (offset - start_), count};
  }

  /// For values that are not loaded: what they are read from later.
  [[nodiscard]] const std::shared_ptr<const detail::byte_store>& store() const noexcept {
    return store_;
  }

 private:
  std::shared_ptr<const detail::byte_store> store_;
  std::vector<char> window_;
  std::uint64_t start_ = 0;
};

}  // namespace dicom_anonymizer
