// SPDX-License-Identifier: BSD-3-Clause
// What pseudonyms/uid_map.hpp declares.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/pseudonyms/pseudonym_source.hpp>
#include <dicom_anonymizer/pseudonyms/random_uid.hpp>
#include <dicom_anonymizer/pseudonyms/uid_map.hpp>
#include <dicom_anonymizer/tags/registered_uids.hpp>

namespace dicom_anonymizer {

class uid_map::table {
 public:
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

  [[nodiscard]] std::size_t size() const {
    std::size_t sum = 0;
    for (const shard& one : shards_) {
      const std::scoped_lock lock(one.guard);
      sum += one.size();
    }
    return sum;
  }

 private:
  // Threads that replace different UIDs seldom wait for each other.
  std::array<shard, 16> shards_;
};

DICOM_ANONYMIZER_INLINE uid_map::uid_map() : table_(std::make_unique<table>()) {}
DICOM_ANONYMIZER_INLINE uid_map::~uid_map() = default;

DICOM_ANONYMIZER_INLINE std::string_view uid_map::replacement_for(std::string_view original) {
  return is_standard_uid(original) ? original : new_uid_for(original);
}

DICOM_ANONYMIZER_INLINE std::string_view uid_map::replacement_for(std::string_view original,
                                                                  pseudonym_source& source) {
  return is_standard_uid(original) ? original : new_uid_for(original, source);
}

DICOM_ANONYMIZER_INLINE std::string_view uid_map::new_uid_for(std::string_view original) {
  if (original.empty()) return original;
  return table_->find_or_make(original, [](table::shard& home) { return home.random_uid(); });
}

DICOM_ANONYMIZER_INLINE std::string_view uid_map::new_uid_for(std::string_view original,
                                                              pseudonym_source& source) {
  if (original.empty()) return original;
  return table_->find_or_make(original, [&](table::shard&) { return source.uid(original); });
}

DICOM_ANONYMIZER_INLINE std::size_t uid_map::size() const { return table_->size(); }

}  // namespace dicom_anonymizer
