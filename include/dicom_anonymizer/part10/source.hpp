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
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/byte_buffer.hpp>
#include <dicom_anonymizer/part10/system_name.hpp>

namespace dicom_anonymizer {
namespace detail {

inline std::string system_message(int code) { return std::generic_category().message(code); }

// An open file, and whether the one who gets it has to close it.
struct open_file {
  int descriptor;
  bool is_given;
};

// Where bytes are: an open file, a block of memory or, in classes made from this one, what is made
// of another store.  Shared by everything that refers to them.
class byte_store : public std::enable_shared_from_this<byte_store> {
 public:
  // A name in an open folder, or from the current one (AT_FDCWD).
  byte_store(int folder, const char* name) {
    // Without O_NONBLOCK a named pipe in a folder would stop the program for good.
    descriptor_ = ::openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor_ < 0)
      throw error(errc::unreadable, "cannot open the file: " + system_message(errno));
    look_at_file();
  }
  explicit byte_store(const std::filesystem::path& file)
      : byte_store(AT_FDCWD, system_name(file.native())) {}
  // A regular file that is open; read from its first byte, wherever it stands.
  explicit byte_store(const open_file& file)
      : descriptor_(file.descriptor), is_mine_(file.is_given) {
    look_at_file();
  }
  explicit byte_store(std::string bytes)
      : own_memory_(std::move(bytes)), memory_(own_memory_), size_(memory_.size()) {}
  // Bytes of somebody else, who keeps them as long as the store is there.
  explicit byte_store(std::span<const std::byte> bytes) noexcept
      : memory_(reinterpret_cast<const char*>(bytes.data()), bytes.size()), size_(bytes.size()) {}
  byte_store(const byte_store&) = delete;
  byte_store& operator=(const byte_store&) = delete;
  virtual ~byte_store() {
    if (descriptor_ >= 0 && is_mine_) ::close(descriptor_);
  }

  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  [[nodiscard]] bool is_file() const noexcept { return descriptor_ >= 0; }
  // Whether all bytes are in memory; others are read a piece at a time.
  [[nodiscard]] bool is_memory() const noexcept { return !is_file() && !is_made_; }
  [[nodiscard]] int descriptor() const noexcept { return descriptor_; }
  [[nodiscard]] std::string_view memory() const noexcept { return memory_; }

  // What attempts to read these bytes as something that they need not be have cost so far, whoever
  // made them.  Like the bytes of a made store it belongs to one thread.
  [[nodiscard]] std::uint64_t& attempted() const noexcept { return attempted_; }

  // The bytes from an offset on lie together in a store: this one or the one it is made of.
  struct extent {
    const byte_store* where;
    std::uint64_t offset;
    std::uint64_t count;
  };
  [[nodiscard]] virtual extent extent_at(std::uint64_t offset) const {
    return {this, offset, size_ - offset};
  }

  // Throws if the file was written to since it was opened: what was read need not fit together.
  void require_unchanged() const {
    if (!is_file()) return;
    struct stat status {};
    if (::fstat(descriptor_, &status) != 0 || static_cast<std::uint64_t>(status.st_size) != size_ ||
        status.st_mtim.tv_sec != modified_.tv_sec || status.st_mtim.tv_nsec != modified_.tv_nsec)
      throw error(errc::changed_while_read, "the file changed while it was read");
  }

  // Reads all of the bytes or throws.
  virtual void read(std::uint64_t offset, char* to, std::size_t count) const {
    if (is_made_) {
      while (count != 0) {
        const extent piece = extent_at(offset);
        const auto here = static_cast<std::size_t>(std::min<std::uint64_t>(count, piece.count));
        piece.where->read(piece.offset, to, here);
        to += here;
        offset += here;
        count -= here;
      }
      return;
    }
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

 protected:
  // Made of another store.
  byte_store() noexcept : is_made_(true) {}
  void resize(std::uint64_t size) noexcept { size_ = size; }

 private:
  void look_at_file() {
    struct stat status {};
    if (::fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) {
      if (is_mine_) ::close(descriptor_);
      throw error(errc::unreadable, "not a regular file");
    }
    size_ = static_cast<std::uint64_t>(status.st_size);
    modified_ = status.st_mtim;
  }

  int descriptor_ = -1;
  bool is_mine_ = true;
  bool is_made_ = false;
  std::string own_memory_;
  std::string_view memory_;
  std::uint64_t size_ = 0;
  timespec modified_{};
  mutable std::uint64_t attempted_ = 0;
};

}  // namespace detail

/// Bytes to read from.  A file is read with pread, not mapped: a mapped file that shrinks kills the
/// process.
class source {
 public:
  /// Opens a file.  Throws error(errc::unreadable).
  explicit source(const std::filesystem::path& file)
      : source(AT_FDCWD, detail::system_name(file.native())) {}

  /// Opens a name in an open folder.  Throws error(errc::unreadable).
  source(int folder, const char* name)
      : store_(std::make_shared<const detail::byte_store>(folder, name)) {}

  /// Takes bytes in memory.
  explicit source(std::string bytes)
      : store_(std::make_shared<const detail::byte_store>(std::move(bytes))) {}

  /// Shares what another source reads from, with a window of its own.
  explicit source(std::shared_ptr<const detail::byte_store> store) noexcept
      : store_(std::move(store)) {}

  /// How many bytes there are.
  [[nodiscard]] std::uint64_t size() const noexcept { return store_->size(); }

  /// The bytes [offset, offset + count), valid until the next call.  Throws error(errc::truncated)
  /// if they reach beyond the end, before anything is allocated, and error(errc::unreadable) or
  /// error(errc::changed_while_read) if they cannot be read.
  [[nodiscard]] std::span<const unsigned char> view(std::uint64_t offset, std::size_t count) {
    if (offset > size() || count > size() - offset)
      throw error(errc::truncated, "the data end early").at_offset(size());
    if (offset < start_ || offset + count > start_ + held_) fill(offset, count);
    return {reinterpret_cast<const unsigned char*>(window_) + (offset - start_), count};
  }

  /// The bytes that can be viewed without reading: where they begin, how many they are, and they.
  [[nodiscard]] std::uint64_t held_from() const noexcept { return start_; }
  [[nodiscard]] std::size_t held() const noexcept { return held_; }
  [[nodiscard]] const unsigned char* held_bytes() const noexcept {
    return reinterpret_cast<const unsigned char*>(window_);
  }

  /// Takes a buffer to read into, and gives it back, so that many files share one.
  void use(detail::byte_buffer&& buffer) noexcept { buffer_ = std::move(buffer); }
  [[nodiscard]] detail::byte_buffer release() noexcept {
    held_ = 0;
    return std::move(buffer_);
  }

  /// For values that are not loaded: what they are read from later.
  [[nodiscard]] const std::shared_ptr<const detail::byte_store>& store() const noexcept {
    return store_;
  }

 private:
  void fill(std::uint64_t offset, std::size_t count) {
    if (store_->is_memory()) {
      window_ = store_->memory().data();
      start_ = 0;
      held_ = store_->memory().size();
      return;
    }
    // A small file at once; of a large one little at first and after a leap over a value, much
    // where one reads on.
    constexpr std::uint64_t small_file = std::uint64_t{1} << 18;
    const bool reads_on = held_ != 0 && offset >= start_ && offset <= start_ + held_;
    const std::size_t step = std::size_t{1} << (size() <= small_file ? 18
                                                : reads_on           ? 16
                                                : held_ == 0         ? 14
                                                                     : 12);
    const auto wanted =
        static_cast<std::size_t>(std::min<std::uint64_t>(std::max(count, step), size() - offset));
    held_ = 0;
    buffer_.clear();
    char* const bytes = buffer_.extend(wanted);
    store_->read(offset, bytes, wanted);
    window_ = bytes;
    start_ = offset;
    held_ = wanted;
  }

  std::shared_ptr<const detail::byte_store> store_;
  detail::byte_buffer buffer_;
  const char* window_ = nullptr;
  std::uint64_t start_ = 0;
  std::size_t held_ = 0;
};

}  // namespace dicom_anonymizer
