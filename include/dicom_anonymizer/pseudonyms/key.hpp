// SPDX-License-Identifier: BSD-3-Clause
// The secret that pseudonyms follow from, in memory and in a file.
#pragma once

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/core.h>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/part10/system_name.hpp>

namespace dicom_anonymizer {

/// A secret of 32 bytes or more.  Whoever has it can find out whose pseudonyms they are.  Its bytes
/// are wiped when it is destroyed, and there is no copy of them.
class key {
 public:
  static constexpr std::size_t least_bytes = 32;
  static constexpr std::size_t most_bytes = 1024;

  /// Takes a copy; the bytes that are given are the caller's to wipe.  Throws error(errc::bad_key)
  /// if they are fewer than 32 or more than 1024, or all the same.
  explicit key(std::span<const unsigned char> bytes) : bytes_(bytes.begin(), bytes.end()) {
    require_good();
  }
  explicit key(std::span<const std::byte> bytes)
      : key(std::span(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size())) {}
  /// The bytes of a text as they are, not what they may spell in hexadecimal digits.
  explicit key(std::string_view bytes) : key(std::as_bytes(std::span(bytes))) {}

  key(key&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
  key& operator=(key&& other) noexcept {
    bytes_.swap(other.bytes_);
    return *this;
  }
  key(const key&) = delete;
  key& operator=(const key&) = delete;
  ~key() { wipe(); }

  /// The key that a file holds: all its bytes as they are.  Throws error(errc::unreadable) if it
  /// cannot be read and error(errc::bad_key) if it is no regular file, if its mode lets group or
  /// others read or write it, or for what the constructor throws.
  [[nodiscard]] static key from_file(const std::filesystem::path& file) {
    // Not to wait for the writer of a pipe.
    const int opened =
        ::open(detail::system_name(file.native()), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (opened < 0) refuse(file, errc::unreadable, system_message());
    struct closing {
      int descriptor;
      ~closing() { ::close(descriptor); }
    } const closed{opened};
    struct stat status {};
    if (::fstat(opened, &status) != 0) refuse(file, errc::unreadable, system_message());
    if (!S_ISREG(status.st_mode)) refuse(file, errc::bad_key, "it is no regular file");
    if ((status.st_mode & 077U) != 0)
      refuse(file, errc::bad_key, "others may read or write it; chmod 600 mends that");
    key result;
    result.bytes_.resize(most_bytes + 1);  // one too many is enough to know
    std::size_t size = 0;
    while (size < result.bytes_.size()) {
      const ssize_t got = ::read(opened, result.bytes_.data() + size, result.bytes_.size() - size);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) refuse(file, errc::unreadable, system_message());
      if (got == 0) break;
      size += static_cast<std::size_t>(got);
    }
    result.bytes_.resize(size);
    try {
      result.require_good();
    } catch (const error& why) {
      refuse(file, why.code(), why.reason());
    }
    return result;
  }

  /// The bytes, as long as the key lives.
  [[nodiscard]] std::span<const unsigned char> bytes() const noexcept { return bytes_; }

 private:
  key() = default;

  void require_good() {
    std::string_view fault;
    if (bytes_.size() < least_bytes)
      fault = "a key has 32 bytes or more";
    else if (bytes_.size() > most_bytes)
      fault = "a key has 1024 bytes at most";
    else if (std::all_of(bytes_.begin(), bytes_.end(),
                         [&](unsigned char one) { return one == bytes_.front(); }))
      fault = "all bytes of the key are the same";
    if (fault.empty()) return;
    wipe();
    throw error(errc::bad_key, std::string(fault));
  }

  void wipe() noexcept { ::OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

  static std::string system_message() { return std::generic_category().message(errno); }

  [[noreturn]] static void refuse(const std::filesystem::path& file, errc code,
                                  std::string_view why) {
    throw error(code, fmt::format("key file '{}': {}", file.string(), why));
  }

  std::vector<unsigned char> bytes_;
};

/// Makes a file with a new random key of 32 bytes that only its owner may read (mode 0600), and
/// never writes over one.  Throws error(errc::unwritable).
inline void make_key_file(const std::filesystem::path& file) {
  const auto refuse = [&](const std::string& why) {
    throw error(errc::unwritable, fmt::format("key file '{}': {}", file.string(), why));
  };
  std::array<unsigned char, key::least_bytes> bytes{};
  if (::RAND_priv_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
    refuse("there are no random numbers");
  const int made =
      ::open(detail::system_name(file.native()), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  int failure = made < 0 ? errno : 0;
  if (made >= 0) {
    std::size_t size = 0;
    while (size < bytes.size() && failure == 0) {
      const ssize_t put = ::write(made, bytes.data() + size, bytes.size() - size);
      if (put >= 0)
        size += static_cast<std::size_t>(put);
      else if (errno != EINTR)
        failure = errno;
    }
    // What is pseudonymized with a key that is lost cannot be continued.
    if (failure == 0 && ::fsync(made) != 0) failure = errno;
    if (::close(made) != 0 && failure == 0) failure = errno;
    if (failure != 0) ::unlink(file.c_str());
  }
  ::OPENSSL_cleanse(bytes.data(), bytes.size());
  if (failure != 0) refuse(std::generic_category().message(failure));
}

}  // namespace dicom_anonymizer
