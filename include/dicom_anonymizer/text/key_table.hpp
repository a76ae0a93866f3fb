// SPDX-License-Identifier: BSD-3-Clause
// Hashes of values with a few bits each, looked up once or more a word.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace dicom_anonymizer::text::detail {

// What is to be true of the words that are a value.
struct key_form {
  bool is_short_number = false;  // no unit of measurement follows
  bool may_be_split = false;     // though it is short
  bool is_name = false;          // though it is short it counts beside digits or a change of case
  bool needs_digit = false;      // the word in which a short name is found has one
  bool needs_capital = false;    // written small it is another word
  bool is_one_word = false;      // never split
  bool needs_title = false;      // it begins with a title, which DR (radiography) is not
};

// Open addressing, at most half full; a hash of 0 is nothing.
class key_table {
 public:
  [[nodiscard]] bool empty() const noexcept { return count_ == 0; }

  // Of two forms of one hash the one that is found more often.
  void add(std::uint64_t hash, key_form form) {
    if (2 * (count_ + 1) > places_.size()) grow();
    entry& place = places_[place_of(hash)];
    if (place.hash == 0) {
      place = {hash, form};
      ++count_;
      return;
    }
    place.form.is_short_number = place.form.is_short_number && form.is_short_number;
    place.form.may_be_split = place.form.may_be_split || form.may_be_split;
    if (form.is_name) {
      place.form.needs_digit = form.needs_digit && (place.form.needs_digit || !place.form.is_name);
      place.form.is_name = true;
    }
    place.form.needs_capital = place.form.needs_capital && form.needs_capital;
    place.form.is_one_word = place.form.is_one_word && form.is_one_word;
    place.form.needs_title = place.form.needs_title && form.needs_title;
  }

  // Null if there is none; the table has some.
  [[nodiscard]] const key_form* find(std::uint64_t hash) const noexcept {
    const entry& place = places_[place_of(hash)];
    return place.hash == 0 ? nullptr : &place.form;
  }

 private:
  struct entry {
    std::uint64_t hash = 0;
    key_form form;
  };

  [[nodiscard]] std::size_t place_of(std::uint64_t hash) const noexcept {
    const std::size_t mask = places_.size() - 1;
    std::size_t at = static_cast<std::size_t>(hash ^ hash >> 32) & mask;
    while (places_[at].hash != 0 && places_[at].hash != hash) at = (at + 1) & mask;
    return at;
  }
  void grow() {
    constexpr std::size_t least = 64;
    std::vector<entry> old(places_.empty() ? least : 2 * places_.size());
    old.swap(places_);
    for (const entry& one : old)
      if (one.hash != 0) places_[place_of(one.hash)] = one;
  }

  std::vector<entry> places_;
  std::size_t count_ = 0;
};

}  // namespace dicom_anonymizer::text::detail
