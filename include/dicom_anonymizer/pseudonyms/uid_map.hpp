// SPDX-License-Identifier: BSD-3-Clause
// Random replacement UIDs that are the same for the same old one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include <unistd.h>

#include <dicom_anonymizer/error.hpp>

namespace dicom_anonymizer {

/// Whether the standard itself assigned the UID (PS3.6 annex A): SOP classes, transfer syntaxes and
/// the like identify nobody and are never replaced.
[[nodiscard]] constexpr bool is_standard_uid(std::string_view uid) noexcept {
  constexpr std::string_view root = "1.2.840.10008";
  return uid.substr(0, root.size()) == root &&
         (uid.size() == root.size() || uid[root.size()] == '.');
}

namespace detail {

// Random numbers of the operating system, many at a time: asking for each costs more than the rest
// of a replacement.
class random_numbers {
 public:
  std::uint64_t next() {
    if (place_ == numbers_.size()) {
      if (::getentropy(numbers_.data(), sizeof numbers_) != 0)
        throw error(errc::action_failed, "the operating system gives no random numbers");
      place_ = 0;
    }
    return numbers_[place_++];
  }

 private:
  std::array<std::uint64_t, 32> numbers_{};  // 256 bytes, all that getentropy gives at once
  std::size_t place_ = 32;
};

// 128 bits as a UUID-derived UID, PS3.5 section B.2, with the version and variant bits of RFC 4122
// set so that no other generator can have made the same.
inline std::string uid_from_bits(std::uint64_t high, std::uint64_t low) {
  high = (high & ~std::uint64_t{0xF000}) | 0x4000U;
  low = (low & ~(std::uint64_t{3} << 62)) | std::uint64_t{1} << 63;
  __extension__ using wide = unsigned __int128;
  wide rest = wide{high} << 64 | low;
  char digits[40];
  std::size_t first = sizeof digits;
  do {
    digits[--first] = static_cast<char>('0' + static_cast<int>(rest % 10));
    rest /= 10;
  } while (rest != 0);
  std::string uid = "2.25.";
  uid.append(digits + first, sizeof digits - first);
  return uid;
}

}  // namespace detail

/// Maps each original UID to one random UID under 2.25 (PS3.5 section B.2).  Safe to share between
/// threads; shared by the files of a run it keeps their references together.
class uid_map {
 public:
  /// The replacement of one UID, without padding.  UIDs of the standard come back as they are.
  [[nodiscard]] std::string replacement_for(std::string_view original) {
    if (original.empty() || is_standard_uid(original)) return std::string(original);
    shard& home = shards_[std::hash<std::string_view>{}(original) % shards_.size()];
    const std::scoped_lock lock(home.guard);
    const auto [entry, is_new] = home.replacements.try_emplace(std::string(original));
    if (is_new) entry->second = random_uid(home.source);
    return entry->second;
  }

  /// How many UIDs have been replaced so far.
  [[nodiscard]] std::size_t size() const {
    std::size_t sum = 0;
    for (const shard& one : shards_) {
      const std::scoped_lock lock(one.guard);
      sum += one.replacements.size();
    }
    return sum;
  }

 private:
  struct shard {
    mutable std::mutex guard;
    std::unordered_map<std::string, std::string> replacements;
    detail::random_numbers source;
  };

  static std::string random_uid(detail::random_numbers& source) {
    const std::uint64_t high = source.next();
    return detail::uid_from_bits(high, source.next());
  }

  // Threads that replace different UIDs seldom wait for each other.
  std::array<shard, 16> shards_;
};

}  // namespace dicom_anonymizer
