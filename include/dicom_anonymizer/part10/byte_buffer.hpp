// SPDX-License-Identifier: BSD-3-Clause
// Bytes that grow and are used again, without being zeroed in between.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>

#include <sys/mman.h>
#include <unistd.h>

namespace dicom_anonymizer::detail {

// What std::string would be if resize left the new bytes as they are.  Growing moves the bytes.
class byte_buffer {
 public:
  [[nodiscard]] char* data() noexcept { return bytes_.get(); }
  [[nodiscard]] const char* data() const noexcept { return bytes_.get(); }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  [[nodiscard]] std::string_view view() const noexcept { return {bytes_.get(), size_}; }

  void clear() noexcept { size_ = 0; }
  // Precondition: no more than there is.
  void truncate(std::size_t size) noexcept { size_ = size; }

  // Room for more at the end, to be filled by the caller.
  [[nodiscard]] char* extend(std::size_t count) {
    if (count > capacity_ - size_) grow(count);
    char* const place = bytes_.get() + size_;
    size_ += count;
    return place;
  }
  // Precondition: the bytes are not in this buffer.
  void append(const char* bytes, std::size_t count) {
    if (count != 0) std::memcpy(extend(count), bytes, count);
  }
  void append(std::string_view bytes) { append(bytes.data(), bytes.size()); }

  // Nobody reads the bytes from one place to another again: their memory goes back to the system
  // where that takes it, page by page, and what is behind them stays.
  void forget(std::size_t from, std::size_t until) const noexcept {
    static const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    char* const bytes = bytes_.get();
    // The pages at both ends may be others' too.
    const std::size_t lead = (page - reinterpret_cast<std::uintptr_t>(bytes) % page) % page;
    const std::size_t begin = from <= lead ? lead : from - (from - lead) % page;
    if (until < begin + page) return;
    static_cast<void>(::madvise(bytes + begin, (until - begin) / page * page, MADV_DONTNEED));
  }

  // Gives back the memory of an unusual file.
  void limit_capacity(std::size_t most) noexcept {
    if (capacity_ <= most) return;
    bytes_.reset();
    size_ = capacity_ = 0;
  }

 private:
  struct freeing {
    void operator()(char* bytes) const noexcept { std::free(bytes); }
  };

  void grow(std::size_t count) {
    const std::size_t wanted = std::max(size_ + count, size_ + size_ / 2);
    // realloc moves large blocks by their pages and not byte for byte.
    void* const made = std::realloc(bytes_.get(), wanted);
    if (made == nullptr) throw std::bad_alloc();
    static_cast<void>(bytes_.release());
    bytes_.reset(static_cast<char*>(made));
    capacity_ = wanted;
  }

  std::unique_ptr<char, freeing> bytes_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace dicom_anonymizer::detail
