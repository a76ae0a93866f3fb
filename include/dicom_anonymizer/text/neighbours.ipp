// SPDX-License-Identifier: BSD-3-Clause
// What text/neighbours.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/text/neighbours.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>

#include <dicom_anonymizer/text/ascii.hpp>
#include <dicom_anonymizer/text/tokens.hpp>

namespace dicom_anonymizer::text::detail {

class neighbour_search {
 public:
  neighbour_search(passage& all, bool institutions_stay)
      : all_(all), institutions_stay_(institutions_stay) {}

  void search() {
    for (std::size_t i = 0; i < size(); ++i) {
      if (is_title(i))
        title(i);
      else if (!institutions_stay_ && at(i).has(cue::institution) && !at(i).is_kept)
        at(i).take(removal::word_class);
      if (at(i).has(cue::key | cue::number_key | cue::numbered)) key(i);
      if (at(i).has(cue::credential) && i != 0 && is_near(i - 1)) take_if_ambiguous(i - 1);
      initial(i);
    }
    for (std::size_t i = 0; i + 1 < size(); ++i) {
      surname_and_given_name(i);
      name_of_dicom(i);
    }
    constexpr int passes = 3;
    bool has_changed = true;
    for (int i = 0; i < passes && has_changed; ++i) has_changed = beside_what_went();
    for (std::size_t i = 0; i < size(); ++i) {
      state(i);
      if (!institutions_stay_ && at(i).has(cue::institution) && at(i).goes_as(removal::word_class))
        beside_institution(i);
    }
    for (std::size_t i = 0; i < size(); ++i) street(i);
  }

 private:
  [[nodiscard]] std::size_t size() const noexcept { return all_.tokens.size(); }
  [[nodiscard]] token& at(std::size_t i) noexcept { return all_.tokens[i]; }
  [[nodiscard]] const token& at(std::size_t i) const noexcept { return all_.tokens[i]; }
  [[nodiscard]] std::string_view word(std::size_t i) const noexcept { return all_.word(at(i)); }
  [[nodiscard]] bool is_capital(std::size_t i) const noexcept { return all_.is_capital(at(i)); }
  [[nodiscard]] bool is_number(std::size_t i) const noexcept { return at(i).is_number; }
  [[nodiscard]] bool is(std::size_t i, word_kind kind) const noexcept { return at(i).kind == kind; }
  [[nodiscard]] bool is_safe_word(std::size_t i) const noexcept {
    return is(i, word_kind::core) || is(i, word_kind::imaging) || is(i, word_kind::ambiguous);
  }
  [[nodiscard]] char behind(std::size_t i) const noexcept {
    return at(i).end < all_.text.size() ? all_.text[at(i).end] : '\0';
  }
  // Written small, a word of the language.
  [[nodiscard]] bool is_small(std::size_t i) const noexcept {
    return at(i).has(cue::small) && is_small_letter(word(i).front());
  }
  void take(std::size_t i) noexcept {
    if (!at(i).is_kept) at(i).take(removal::neighbour);
  }
  void take_if_ambiguous(std::size_t i) noexcept {
    if (is(i, word_kind::ambiguous)) take(i);
  }

  // What stands between a token and the next, each character as the sign of ASCII that it looks
  // like: U+00A0 behind "Dr." is a space.
  [[nodiscard]] std::string_view gap_behind(std::size_t i) const {
    const std::string_view written = all_.between(i);
    constexpr std::size_t most = 16;  // more is wider than all that is asked for
    if (written.size() > most || std::all_of(written.begin(), written.end(), is_ascii))
      return written;
    gap_.clear();
    for (std::size_t j = at(i).last_atom; j < at(i + 1).first_atom; ++j) {
      const atom& a = all_.atoms[j];
      if (is_ascii(all_.text[a.begin]))
        gap_ += all_.word(a);
      else
        gap_.push_back(a.sign);
    }
    return gap_;
  }

  // Whether what stands between a token and the next is what stands between the parts of a name.
  [[nodiscard]] bool is_near(std::size_t i) const {
    const std::string_view gap = gap_behind(i);
    constexpr std::size_t widest = 3;
    // A sentence that ends with its line.
    if (gap.find('.') != std::string_view::npos && gap.find('\n') != std::string_view::npos)
      return false;
    return gap.size() <= widest && std::all_of(gap.begin(), gap.end(), [](char c) {
             switch (c) {
               case ',':
               case '.':
               case '^':
               case '_':
               case '\'':
               case '/':
               case '+':
               case '-':
               case '(':
               case ')':
               case '&': return true;
               default: return is_space(c);
             }
           });
  }
  [[nodiscard]] bool is_near(std::size_t i, std::size_t j) const { return is_near(std::min(i, j)); }
  // A comma, with a space behind it or not.
  [[nodiscard]] bool is_comma(std::size_t i) const {
    const std::string_view gap = gap_behind(i);
    return gap == "," || (gap.size() == 2 && gap[0] == ',' && is_space(gap[1]));
  }

  // "DR" at the beginning is digital radiography if a word of imaging follows without a point.
  [[nodiscard]] bool is_title(std::size_t i) const {
    const token& t = at(i);
    if (t.is_kept) return false;
    if (t.has(cue::short_title)) {
      const std::string_view written = word(i);
      if (behind(i) == '.' && written != "sr" && written != "SR" && written != "MR") return true;
      return i + 1 < size() && (written == "Mr" || written == "Ms" || written == "Sr");
    }
    if (!t.has(cue::title)) return false;
    if (is(i, word_kind::core) && i == 0 && behind(i) != '.' && i + 1 < size())
      return !(word(i) == "DR" && (is(i + 1, word_kind::core) || is(i + 1, word_kind::imaging)));
    return true;
  }

  void title(std::size_t i) {
    const bool is_short = at(i).has(cue::short_title) && behind(i) != '.';
    const bool are_several = all_.fold(at(i)) == "drs" || all_.fold(at(i)) == "profs";
    at(i).take(removal::word_class);
    constexpr int most = 3;
    constexpr std::size_t most_titles = 5;
    const std::size_t end = std::min(size(), i + 1 + most_titles + most);
    int taken = 0;
    for (std::size_t j = i + 1; j < end && is_near(j - 1) && taken < most; ++j) {
      if (is_number(j)) return;
      if (at(j).has(cue::title) || word(j) == "med") {
        take(j);
        continue;
      }
      // Drs. Long and Rose
      if (are_several && taken != 0 && (all_.fold(at(j)) == "and" || all_.fold(at(j)) == "und"))
        continue;
      if (taken == 0) {
        if (is_short && (is(j, word_kind::core) || is(j, word_kind::imaging))) return;
      } else if (!at(j).goes() && !is(j, word_kind::ambiguous)) {
        return;
      }
      take(j);
      ++taken;
    }
  }

  void key(std::size_t i) {
    if (i + 1 >= size()) return;
    if (!does_announce(i)) return;
    const std::size_t last = over_number_words(i);
    if (at(i).has(cue::key | cue::number_key) && last == i && !is_negation(i + 1))
      take_if_ambiguous(i + 1);
    // Name: Head Brown
    if (at(i).has(cue::name_key) && gap_behind(i).find_first_of(":=") != std::string_view::npos) {
      constexpr std::size_t most = 3;
      for (std::size_t j = i + 1; j < std::min(size(), i + 1 + most); ++j) {
        if (!is_capital(j) || is_number(j) || (j != i + 1 && !is_near(j - 1))) break;
        take(j);
      }
    }
    const bool is_label = at(i).has(cue::label);
    if (!is_label && !at(i).has(cue::number_key) && !(last != i && at(i).has(cue::numbered)))
      return;
    const std::size_t number = last + 1;
    if (is_of_a_measure(number, is_label) || (!is_label && has_unit_behind(number))) return;
    if (is_label ? !has_digit(number) : !is(number, word_kind::number)) return;
    take(number);
    // What hangs on it: MRN 12-3456, DOB 12.5., ID 12 34 56.
    constexpr std::size_t most = 7;
    for (std::size_t j = number + 1; j < std::min(size(), number + most) && has_digit(j); ++j) {
      const std::string_view sign = gap_behind(j - 1);
      const bool hangs_on =
          sign == "-" || sign == "." || sign == "/" ||
          (!sign.empty() && sign.find_first_not_of('|') == std::string_view::npos);
      const bool goes_on = is_label && sign == " " && is_number(j - 1) && is_number(j) &&
                           word(j).size() > 1 && !has_unit_behind(j);
      if (!hangs_on && !goes_on) return;
      take(j);
    }
  }
  // "Patient NO CONTRAST" and "Seen: NO FRACTURE" name nobody; "Operator: NO CT" may.
  [[nodiscard]] bool is_negation(std::size_t i) const {
    const std::string_view folded = all_.fold(at(i));
    if (i + 1 >= size() || (folded != "no" && folded != "not" && folded != "non")) return false;
    const auto is_apart = [this](std::size_t before, bool may_be_open) {
      const std::string_view gap = gap_behind(before);
      return !gap.empty() && std::all_of(gap.begin(), gap.end(), [=](char c) {
        return is_space(c) || (may_be_open && c == '(');
      });
    };
    constexpr std::string_view what_is_seen[] = {"checked", "patient", "pt", "seen", "verified"};
    return is_apart(i, true) && (is(i + 1, word_kind::core) || is(i + 1, word_kind::imaging)) &&
           (is_apart(i - 1, false) ||
            std::binary_search(std::begin(what_is_seen), std::end(what_is_seen),
                               all_.fold(at(i - 1))));
  }
  // Whether what stands behind a key is what it announces.
  [[nodiscard]] bool does_announce(std::size_t i) const {
    const std::string_view gap = gap_behind(i);
    constexpr std::size_t widest = 4;
    return (gap.size() <= widest && std::all_of(gap.begin(), gap.end(),
                                                [](char c) {
                                                  return is_space(c) || c == ':' || c == '#' ||
                                                         c == '=' || c == '.' || c == '|';
                                                })) ||
           is_near(i);
  }
  // MRN no. 77, Patient ID is 1234: the word before the number.
  [[nodiscard]] std::size_t over_number_words(std::size_t key) const {
    std::size_t i = key;
    constexpr std::size_t most = 2;
    while (i < key + most && i + 2 < size() && does_announce(i + 1)) {
      const bool is_one = at(i + 1).has(cue::number_word) ||
                          (at(key).has(cue::label) && all_.fold(at(i + 1)) == "is");
      if (!is_one || !does_announce(i)) break;
      ++i;
    }
    return i != key && has_digit(i + 1) ? i : key;
  }
  [[nodiscard]] bool has_digit(std::size_t i) const noexcept {
    const std::string_view written = word(i);
    return std::any_of(written.begin(), written.end(), is_digit);
  }
  [[nodiscard]] bool has_unit_behind(std::size_t i) const {
    return i + 1 < size() && gap_behind(i).size() <= 1 && word(i + 1).size() > 1 &&
           at(i + 1).has(cue::unit);
  }
  // "Case 3mm", "room 512x512" ("Case 3 mm" is two words); behind a label a letter is no unit: MRN
  // 77a.
  [[nodiscard]] bool is_of_a_measure(std::size_t i, bool is_label) const {
    if (!is(i, word_kind::number) || is_number(i) || at(i).is_decimal) return false;
    const std::string_view written = word(i);
    return !is_label || (written.size() > 2 && is_digit(written.front()) &&
                         !is_digit(written[written.size() - 2]));
  }

  // "Head, J.", "J. Head", "Brown J."; "Brown, J" with an ambiguous word.
  void initial(std::size_t i) {
    if (at(i).end - at(i).begin != 1 || !is_capital_letter(word(i).front())) return;
    const bool has_point = behind(i) == '.';
    const bool is_before_a_part = has_point && i + 1 < size() && is_of_a_part(i, i + 1);
    if (has_point && i + 1 < size()) {
      const std::string_view gap = gap_behind(i);
      const bool is_point = gap == "." || (gap.size() == 2 && is_space(gap[1]));
      if (is_point && is_safe_word(i + 1) && is_capital(i + 1) && word(i + 1).size() > 2 &&
          !is_before_a_part) {
        take(i + 1);
        take(i);
      }
    }
    if (i == 0) return;
    const bool is_behind_a_name = is(i - 1, word_kind::ambiguous) && is_capital(i - 1) &&
                                  word(i - 1).size() > 2 && !is_small(i - 1);
    const bool is_of_a_word = has_point && !is_before_a_part && !is_of_a_part(i, i - 1);
    if (is_comma(i - 1) ? is_of_a_word || is_behind_a_name
                        : has_point && is_behind_a_name && gap_behind(i - 1) == " ") {
      take(i - 1);
      take(i);
    }
  }
  // L. KNEE, Knee, R., C.SPINE: a side, or a part of the spine; A. CAROTIS, W. CONTRAST. "M. Head"
  // is a name: words of Latin are known by their ends.
  [[nodiscard]] bool is_of_a_part(std::size_t i, std::size_t part) const {
    if (!is(part, word_kind::core) && !is(part, word_kind::imaging)) return false;
    const auto is_one_of = [&](std::string_view letters) {
      return letters.find(word(i).front()) != std::string_view::npos;
    };
    const std::string_view folded = all_.fold(at(part));
    if (is_one_of("W"))
      return folded.starts_with("contr") || folded.starts_with("gad") || folded == "gd";
    if (is_one_of(is(part, word_kind::core) ? "LRCT" : "LR")) return true;
    if (!is_one_of("AVMN")) return false;
    for (const std::string_view end : {"a", "ae", "is", "us", "or", "eps", "arum", "orum"})
      if (folded.ends_with(end)) return true;
    return false;
  }

  // BROWN^ROSE, the way in which DICOM writes names.
  void name_of_dicom(std::size_t i) {
    if (gap_behind(i) != "^" || !is(i, word_kind::ambiguous) || !is(i + 1, word_kind::ambiguous))
      return;
    if (word(i).size() < 2 || word(i + 1).size() < 2) return;
    take(i);
    take(i + 1);
  }

  // "Surname, Given" where one is no word of the lists and the other is.
  void surname_and_given_name(std::size_t i) {
    if (!is_comma(i)) return;
    for (const auto& [gone, other] : {std::pair{i, i + 1}, std::pair{i + 1, i}}) {
      const bool is_name =
          at(gone).goes_as(removal::unknown_word) || at(gone).goes_as(removal::known_value);
      if (is_name && !is_number(gone) && is_safe_word(other) && is_capital(other) &&
          word(other).size() > 2 && is_capital(gone))
        take(other);
    }
  }

  bool beside_what_went() {
    bool has_changed = false;
    for (std::size_t i = 0; i < size(); ++i) {
      const bool is_number_kind = is(i, word_kind::number);
      if (at(i).goes() || at(i).is_kept || is_small(i)) continue;
      if (!is_number_kind && !is(i, word_kind::ambiguous)) continue;
      for (const bool is_next : {false, true}) {
        if (is_next ? i + 1 >= size() : i == 0) continue;
        const std::size_t j = is_next ? i + 1 : i - 1;
        if (!at(j).goes() || at(j).goes_as(removal::pattern) || is_number(j)) continue;
        if (!is_number_kind ? is_near(i, j) : is_next && is_house_number(i)) {
          take(i);
          has_changed = true;
        }
      }
    }
    return has_changed;
  }
  // A number before the name of a street: 637 Jenkins Via
  [[nodiscard]] bool is_house_number(std::size_t i) const {
    const std::string_view gap = gap_behind(i);
    if (gap.empty() ||
        !std::all_of(gap.begin(), gap.end(), [](char c) { return is_space(c) || c == ','; }))
      return false;
    constexpr std::size_t most = 5;
    for (std::size_t j = i + 1; j < std::min(size(), i + most); ++j)
      if (at(j).has(cue::street)) return true;
    return false;
  }

  // IL 62704
  void state(std::size_t i) {
    if (at(i).goes() || i == 0 || i + 1 >= size() || word(i).size() != 2) return;
    if (!is_capital_letter(word(i)[0]) || !is_capital_letter(word(i)[1])) return;
    if (at(i + 1).goes_as(removal::pattern) && is_number(i + 1) && word(i + 1).size() == 5 &&
        at(i - 1).goes())
      take(i);
  }

  void beside_institution(std::size_t i) {
    constexpr int most = 3;
    const auto belongs = [&](std::size_t j, std::size_t previous) {
      if (!is_near(j, previous)) return false;
      return at(j).goes() || ((is(j, word_kind::ambiguous) || is(j, word_kind::imaging)) &&
                              word(j).size() > 1 && is_capital(j));
    };
    std::size_t j = i;
    for (int count = 0; count < most && j != 0 && belongs(j - 1, j); ++count) take(--j);
    j = i;
    for (int count = 0; count < most && j + 1 < size() && belongs(j + 1, j); ++count) take(++j);
  }

  // Words of streets beside what went, and the number of the house behind them.
  void street(std::size_t i) {
    if (at(i).has(cue::street)) {
      const bool before = i != 0 && at(i - 1).goes() && is_near(i - 1);
      const bool next = i + 1 < size() && at(i + 1).goes() &&
                        !at(i + 1).goes_as(removal::pattern) && is_near(i) &&
                        !is(i, word_kind::core);
      if (before || next) take(i);
    } else if (!is_street_by_its_end(i)) {
      return;
    }
    if (at(i).goes() && i + 1 < size() && is_number(i + 1)) take(i + 1);
  }
  // Hauptstrasse 12
  [[nodiscard]] bool is_street_by_its_end(std::size_t i) const {
    if (!at(i).goes_as(removal::unknown_word)) return false;
    const std::string_view folded = all_.fold(at(i));
    for (const std::string_view end : {"strasse", "str", "weg", "gasse", "allee", "platz", "straat",
                                       "laan", "gatan", "gata", "vej", "tie", "katu"})
      if (folded.size() > end.size() + 1 && folded.ends_with(end)) return true;
    return false;
  }

  passage& all_;
  bool institutions_stay_;
  mutable std::string gap_;
};

DICOM_ANONYMIZER_INLINE void take_neighbours(passage& all, bool institutions_stay) {
  neighbour_search(all, institutions_stay).search();
}

}  // namespace dicom_anonymizer::text::detail
