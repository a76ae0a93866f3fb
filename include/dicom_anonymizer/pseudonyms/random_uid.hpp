// SPDX-License-Identifier: BSD-3-Clause
// Random numbers, and UIDs made of them.
#pragma once

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>

#include <sys/random.h>
#include <sys/types.h>

#include <dicom_anonymizer/error.hpp>

namespace dicom_anonymizer::detail {

// Random numbers of the operating system, many at a time: asking for each costs more than the rest
// of a replacement.  Few at first, as most maps stay small.
class random_numbers {
 public:
  std::uint64_t next() {
    if (place_ == count_) refill();
    return numbers_[place_++];
  }

 private:
  void refill() {
    constexpr std::size_t most = 512;
    const std::size_t wanted = std::clamp<std::size_t>(2 * count_, 32, most);
    if (wanted != count_) numbers_ = std::make_unique_for_overwrite<std::uint64_t[]>(wanted);
    count_ = place_ = wanted;
    auto* const bytes = reinterpret_cast<unsigned char*>(numbers_.get());
    for (std::size_t done = 0; done < wanted * sizeof(std::uint64_t);) {
      const ssize_t got = ::getrandom(bytes + done, wanted * sizeof(std::uint64_t) - done, 0);
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0)
        throw error(errc::action_failed, "the operating system gives no random numbers");
      done += static_cast<std::size_t>(got);
    }
    place_ = 0;
  }

  std::unique_ptr<std::uint64_t[]> numbers_;
  std::size_t count_ = 0;
  std::size_t place_ = 0;
};

// The version of a UUID, RFC 9562: how its bits were made.
enum class uuid_version : std::uint8_t { random = 4, custom = 8 };

// 128 bits as a UUID-derived UID, PS3.5 section B.2, with the version and variant bits of RFC 9562
// set so that no other generator can have made the same.
inline std::string uid_from_bits(std::uint64_t high, std::uint64_t low,
                                 uuid_version version = uuid_version::random) {
  high = (high & ~std::uint64_t{0xF000}) | static_cast<std::uint64_t>(version) << 12;
  low = (low & ~(std::uint64_t{3} << 62)) | std::uint64_t{1} << 63;
  __extension__ using wide = unsigned __int128;
  constexpr std::uint64_t limb = 10'000'000'000'000'000'000U;  // 10^19, the largest in 64 bits
  const wide number = wide{high} << 64 | low;
  const wide upper = number / limb;        // of 20 digits at most
  constexpr std::size_t most_digits = 39;  // of 128 bits
  constexpr std::string_view root = "2.25.";
  std::string uid;
  uid.reserve(root.size() + most_digits);
  uid = root;
  const auto put = [&uid](std::uint64_t part, std::size_t width) {
    char digits[20];
    const auto count = static_cast<std::size_t>(
        std::to_chars(std::begin(digits), std::end(digits), part).ptr - digits);
    if (count < width) uid.append(width - count, '0');
    uid.append(digits, count);
  };
  // With the version bits set the upper part is never zero.
  const auto first = static_cast<std::uint64_t>(upper / limb);
  if (first != 0) put(first, 0);
  put(static_cast<std::uint64_t>(upper % limb), first != 0 ? 19 : 0);
  put(static_cast<std::uint64_t>(number % limb), 19);
  return uid;
}

}  // namespace dicom_anonymizer::detail
