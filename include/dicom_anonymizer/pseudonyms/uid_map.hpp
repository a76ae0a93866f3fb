// SPDX-License-Identifier: BSD-3-Clause
// Replacement UIDs that are the same for the same old one.
#pragma once

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/random.h>
#include <sys/types.h>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/pseudonyms/pseudonym_source.hpp>
#include <dicom_anonymizer/tags/registered_uids.hpp>

namespace dicom_anonymizer {

namespace detail {

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

}  // namespace detail

namespace detail {

// Some writers put spaces before a UID, too; it is the same UID.
constexpr std::string_view without_leading_spaces(std::string_view uid) noexcept {
  while (!uid.empty() && uid.front() == ' ') uid.remove_prefix(1);
  return uid;
}

}  // namespace detail

/// Maps each original UID to one new UID, a random one under 2.25 (PS3.5 section B.2) or one that
/// is made elsewhere.  Safe to share between threads; shared by the files of a run it keeps their
/// references together.  Takes about 120 bytes of memory for each UID that was replaced; a map of a
/// few thousand somewhat more.
class uid_map {
 public:
  /// The replacement of one UID, without padding; valid as long as the map.  UIDs of the standard
  /// (is_standard_uid), and an empty one, come back as they are.
  [[nodiscard]] std::string_view replacement_for(std::string_view original) {
    return is_standard_uid(original) ? original : new_uid_for(original);
  }

  /// The same, where a source makes each new UID that is not known yet.
  [[nodiscard]] std::string_view replacement_for(std::string_view original,
                                                 pseudonym_source& source) {
    return is_standard_uid(original) ? original : new_uid_for(original, source);
  }

  /// A new UID for a value of any kind, also where it looks like a UID of the standard: it stands
  /// where none is expected.  Empty for an empty one.
  [[nodiscard]] std::string_view new_uid_for(std::string_view original) {
    if (original.empty()) return original;
    return find_or_make(original, [](shard& home) { return home.random_uid(); });
  }

  /// The same, where a source makes each new UID that is not known yet.
  [[nodiscard]] std::string_view new_uid_for(std::string_view original, pseudonym_source& source) {
    if (original.empty()) return original;
    return find_or_make(original, [&](shard&) { return source.uid(original); });
  }

  /// How many UIDs have been replaced so far.
  [[nodiscard]] std::size_t size() const {
    std::size_t sum = 0;
    for (const shard& one : shards_) {
      const std::scoped_lock lock(one.guard);
      sum += one.size();
    }
    return sum;
  }

 private:
  // An open hash table of places in blocks that never move: half of what std::unordered_map takes,
  // and a look at one line of memory where that follows three pointers.  A part of the hash stands
  // in the table, so that growing it and passing others by reads no entries.
  class shard {
   public:
    mutable std::mutex guard;

    // Precondition of all but size: the guard is held.
    template <class Make>
    std::string_view find_or_make(std::string_view original, std::size_t hash, const Make& made) {
      if (4 * (count_ + 1) > 3 * slots_.size()) grow();
      const auto mark = static_cast<std::uint32_t>(hash);
      std::size_t at = mark & (slots_.size() - 1);
      for (; slots_[at].where != nowhere; at = (at + 1) & (slots_.size() - 1)) {
        if (slots_[at].mark != mark) continue;
        const entry& one = entry_at(slots_[at].where);
        if (one.original() == original) return one.replacement();
      }
      slots_[at] = {mark, put(original, made(*this))};
      ++count_;
      return entry_at(slots_[at].where).replacement();
    }

    std::string random_uid() {
      const std::uint64_t high = source_.next();
      return detail::uid_from_bits(high, source_.next());
    }

    [[nodiscard]] std::size_t size() const noexcept { return count_; }

   private:
    // Followed by the texts.
    struct entry {
      std::uint32_t original_size;
      std::uint32_t replacement_size;

      [[nodiscard]] const char* text() const noexcept {
        return reinterpret_cast<const char*>(this) + sizeof(entry);
      }
      [[nodiscard]] std::string_view original() const noexcept { return {text(), original_size}; }
      [[nodiscard]] std::string_view replacement() const noexcept {
        return {text() + original_size, replacement_size};
      }
    };
    static constexpr std::size_t alignment = alignof(entry);
    static constexpr std::size_t block_size = std::size_t{1} << 14;
    static constexpr std::size_t places_in_block = block_size / alignment;
    static constexpr std::uint32_t nowhere = 0xFFFFFFFF;
    // 4,096 places in each of a million blocks are 16 GiB of UIDs.
    static constexpr std::size_t most_blocks = nowhere / places_in_block;

    struct slot {
      std::uint32_t mark = 0;
      std::uint32_t where = nowhere;
    };

    [[nodiscard]] const entry& entry_at(std::uint32_t where) const noexcept {
      const std::byte* const block = blocks_[where / places_in_block].get();
      return *reinterpret_cast<const entry*>(block + where % places_in_block * alignment);
    }

    std::uint32_t put(std::string_view original, std::string_view made) {
      const std::size_t needed = sizeof(entry) + original.size() + made.size();
      const std::size_t taken = (needed + alignment - 1) / alignment * alignment;
      // One that is longer than a block has a block of its own.
      if (taken > left_) {
        if (blocks_.size() == most_blocks)
          throw error(errc::too_large, "more UIDs than can be mapped");
        left_ = std::max(block_size, taken);
        blocks_.push_back(std::make_unique_for_overwrite<std::byte[]>(left_));
        free_ = blocks_.back().get();
      }
      auto* const place = reinterpret_cast<char*>(free_);
      new (free_) entry{static_cast<std::uint32_t>(original.size()),
                        static_cast<std::uint32_t>(made.size())};
      original.copy(place + sizeof(entry), original.size());
      made.copy(place + sizeof(entry) + original.size(), made.size());
      const auto offset = static_cast<std::size_t>(free_ - blocks_.back().get());
      free_ += taken;
      left_ -= taken;
      return static_cast<std::uint32_t>((blocks_.size() - 1) * places_in_block +
                                        offset / alignment);
    }

    void grow() {
      constexpr std::size_t first_size = 16;
      constexpr std::size_t most = std::size_t{1} << 31;  // the marks tell no more apart
      if (slots_.size() == most) throw error(errc::too_large, "more UIDs than can be mapped");
      std::vector<slot> wider(std::max(first_size, 2 * slots_.size()));
      for (const slot& one : slots_) {
        if (one.where == nowhere) continue;
        std::size_t at = one.mark & (wider.size() - 1);
        while (wider[at].where != nowhere) at = (at + 1) & (wider.size() - 1);
        wider[at] = one;
      }
      slots_ = std::move(wider);
    }

    std::vector<slot> slots_;
    std::size_t count_ = 0;
    std::vector<std::unique_ptr<std::byte[]>> blocks_;
    std::byte* free_ = nullptr;
    std::size_t left_ = 0;
    detail::random_numbers source_;
  };

  template <class Make>
  std::string_view find_or_make(std::string_view original, const Make& made) {
    const std::size_t hash = std::hash<std::string_view>{}(original);
    shard& home = shards_[hash >> 60];
    const std::scoped_lock lock(home.guard);
    return home.find_or_make(original, hash, made);
  }

  // Threads that replace different UIDs seldom wait for each other.
  std::array<shard, 16> shards_;
};

}  // namespace dicom_anonymizer
