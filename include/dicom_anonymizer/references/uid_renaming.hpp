// SPDX-License-Identifier: BSD-3-Clause
// Which UID became which, by hashes: a million files hold more UIDs than memory should.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/pseudonyms/random_uid.hpp>

namespace dicom_anonymizer::detail {

// What stands for a UID.
struct uid_hash {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  friend constexpr bool operator==(const uid_hash&, const uid_hash&) = default;
};

// SipHash-2-4 with 128 bits: with a key that nobody knows no file can be made to collide.
class uid_hasher {
 public:
  uid_hasher() {
    random_numbers source;
    for (std::uint64_t& one : key_) one = source.next();
  }
  explicit uid_hasher(std::array<std::uint64_t, 2> key) noexcept : key_(key) {}

  [[nodiscard]] uid_hash operator()(std::string_view text) const noexcept {
    state s{key_[0] ^ 0x736f6d6570736575U, key_[1] ^ 0x646f72616e646f6dU ^ 0xEEU,
            key_[0] ^ 0x6c7967656e657261U, key_[1] ^ 0x7465646279746573U};
    std::size_t at = 0;
    for (; at + 8 <= text.size(); at += 8) absorb(s, word(text.substr(at, 8)));
    absorb(s, word(text.substr(at)) | std::uint64_t{text.size() & 0xFFU} << 56);
    s.c ^= 0xEEU;
    for (int i = 0; i < 4; ++i) turn(s);
    const std::uint64_t first = s.a ^ s.b ^ s.c ^ s.d;
    s.b ^= 0xDDU;
    for (int i = 0; i < 4; ++i) turn(s);
    return {first, s.a ^ s.b ^ s.c ^ s.d};
  }

 private:
  struct state {
    std::uint64_t a, b, c, d;
  };

  static std::uint64_t word(std::string_view bytes) noexcept {
    std::uint64_t result = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
      result |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << 8 * i;
    return result;
  }
  static void turn(state& s) noexcept {
    s.a += s.b;
    s.b = std::rotl(s.b, 13) ^ s.a;
    s.a = std::rotl(s.a, 32);
    s.c += s.d;
    s.d = std::rotl(s.d, 16) ^ s.c;
    s.a += s.d;
    s.d = std::rotl(s.d, 21) ^ s.a;
    s.c += s.b;
    s.b = std::rotl(s.b, 17) ^ s.c;
    s.c = std::rotl(s.c, 32);
  }
  static void absorb(state& s, std::uint64_t one) noexcept {
    s.d ^= one;
    turn(s);
    turn(s);
    s.a ^= one;
  }

  std::array<std::uint64_t, 2> key_{};
};

// Old UIDs and what became of them.  Takes about 60 bytes for each.
class uid_renaming {
 public:
  enum class verdict { fits, kept, split, merged };

  [[nodiscard]] std::size_t size() const noexcept { return known_.size(); }

  // How many became another UID, and how many stayed.
  [[nodiscard]] std::size_t renamed() const noexcept {
    return count_if([](const entry& one) { return one.is_renamed && one.renamed != one.old; });
  }
  [[nodiscard]] std::size_t kept() const noexcept {
    return count_if([](const entry& one) { return one.is_renamed && one.renamed == one.old; });
  }

  // An old UID that names something in the input, and whether it still does in the output.
  void define(const uid_hash& old, bool in_output) {
    entry& one = known_[find_or_make(old)];
    one.is_defined = true;
    if (in_output) one.is_defined_in_output = true;
  }

  // An old UID that something refers to; whether what it names has been met.
  bool refer(const uid_hash& old) {
    entry& one = known_[find_or_make(old)];
    one.is_referred_to = true;
    return one.is_defined_in_output;
  }

  // Takes note that one became the other; false if that does not fit what was noted before.
  bool note(const uid_hash& old, const uid_hash& renamed) {
    const std::uint32_t place = find_or_make(old);
    entry& one = known_[place];
    if (one.is_renamed && one.renamed == renamed) return true;
    const std::uint32_t other = find(by_new_, renamed, &entry::renamed);
    if (other != none && known_[other].is_renamed) return false;
    if (one.is_renamed) {
      // Kept where it was met first: then that was the mistake.
      if (one.renamed != one.old) return false;
      has_changed_its_mind_ = true;
    }
    one.is_renamed = true;
    one.renamed = renamed;
    insert(by_new_, place, &entry::renamed);
    return !has_changed_its_mind_;
  }

  // Whether places that seemed right when they were met are wrong.
  [[nodiscard]] bool has_changed_its_mind() const noexcept { return has_changed_its_mind_; }

  // Whether one became the other, when all has been noted.
  [[nodiscard]] verdict judge(const uid_hash& old, const uid_hash& renamed) const noexcept {
    const std::uint32_t place = find(by_old_, old, &entry::old);
    if (place != none && known_[place].is_renamed && known_[place].renamed == renamed)
      return verdict::fits;
    if (old == renamed) return verdict::kept;
    const std::uint32_t other = find(by_new_, renamed, &entry::renamed);
    return other != none && known_[other].old != old ? verdict::merged : verdict::split;
  }

  // Where what an old UID names is.
  enum class whereabouts { in_output, in_input_only, outside };
  [[nodiscard]] whereabouts of(const uid_hash& old) const noexcept {
    const std::uint32_t place = find(by_old_, old, &entry::old);
    if (place == none || !known_[place].is_defined) return whereabouts::outside;
    return known_[place].is_defined_in_output ? whereabouts::in_output : whereabouts::in_input_only;
  }

  // Whether something refers to what is not in the output.
  [[nodiscard]] bool has_loose_ends() const noexcept {
    for (const entry& one : known_)
      if (one.is_referred_to && !one.is_defined_in_output) return true;
    return false;
  }

 private:
  struct entry {
    uid_hash old;
    uid_hash renamed;
    bool is_renamed = false;
    bool is_defined = false;
    bool is_defined_in_output = false;
    bool is_referred_to = false;
  };
  static constexpr std::uint32_t none = 0xFFFFFFFF;

  template <class Is>
  [[nodiscard]] std::size_t count_if(const Is& is) const noexcept {
    return static_cast<std::size_t>(std::count_if(known_.begin(), known_.end(), is));
  }

  // An open hash table of places in known_.
  struct index {
    std::vector<std::uint32_t> places;
    std::size_t count = 0;
  };

  [[nodiscard]] std::uint32_t find(const index& table, const uid_hash& wanted,
                                   uid_hash entry::*member) const noexcept {
    if (table.places.empty()) return none;
    const std::size_t mask = table.places.size() - 1;
    for (std::size_t at = wanted.low & mask;; at = (at + 1) & mask) {
      const std::uint32_t place = table.places[at];
      if (place == none || known_[place].*member == wanted) return place;
    }
  }

  void insert(index& table, std::uint32_t place, uid_hash entry::*member) {
    if (4 * (table.count + 1) > 3 * table.places.size()) {
      std::vector<std::uint32_t> wider(
          table.places.empty() ? std::size_t{16} : 2 * table.places.size(), none);
      std::swap(table.places, wider);
      for (const std::uint32_t one : wider)
        if (one != none) put(table, one, member);
    }
    put(table, place, member);
    ++table.count;
  }

  void put(index& table, std::uint32_t place, uid_hash entry::*member) noexcept {
    const std::size_t mask = table.places.size() - 1;
    std::size_t at = (known_[place].*member).low & mask;
    while (table.places[at] != none) at = (at + 1) & mask;
    table.places[at] = place;
  }

  std::uint32_t find_or_make(const uid_hash& old) {
    if (const std::uint32_t place = find(by_old_, old, &entry::old); place != none) return place;
    if (known_.size() >= none) throw error(errc::too_large, "more UIDs than can be compared");
    const auto place = static_cast<std::uint32_t>(known_.size());
    known_.push_back({old, {}, false, false, false, false});
    insert(by_old_, place, &entry::old);
    return place;
  }

  std::deque<entry> known_;
  index by_old_;
  index by_new_;
  bool has_changed_its_mind_ = false;
};

}  // namespace dicom_anonymizer::detail
