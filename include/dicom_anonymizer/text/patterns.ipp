// SPDX-License-Identifier: BSD-3-Clause
// What text/patterns.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/text/patterns.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/text/ages.hpp>
#include <dicom_anonymizer/text/ascii.hpp>
#include <dicom_anonymizer/text/atom_view.hpp>
#include <dicom_anonymizer/text/cues.hpp>
#include <dicom_anonymizer/text/dates.hpp>
#include <dicom_anonymizer/text/identifiers.hpp>
#include <dicom_anonymizer/text/phones.hpp>
#include <dicom_anonymizer/text/tokens.hpp>

namespace dicom_anonymizer::text::detail {

// Each matcher takes the number of an atom and returns that behind what begins there; 0 if nothing
// does.
class pattern_reader : atom_view {
 public:
  pattern_reader(const passage& all, allowed_patterns allowed, found_patterns& found,
                 std::size_t gone_until)
      : atom_view(all), allowed_(allowed), found_(found), taken_until_(gone_until), ages_(all) {}

  void read() {
    for (std::size_t i = 0; i < all_.atoms.size(); ++i) {
      const atom& a = all_.atoms[i];
      if (a.is_blank()) continue;
      if (a.what == atom::kind::mark) {
        if (a.sign == '@') mail(i);
        if (a.sign == '\\' && is_mark(i + 1, "\\")) until_blank(i);
        if (a.sign == '+' || a.sign == '(') phone_from(i);
        continue;
      }
      if (const std::size_t end = date_at(all_, i)) {
        note(allowed_.dates ? found_.kept : found_.gone, i, end);
        // Numbers of a date that stays are no other number.
        if (allowed_.dates) {
          i = end - 1;
          continue;
        }
      }
      if (const std::size_t end = identifier_at(all_, i)) note(i, end);
      if (a.is_digits()) {
        if (allowed_.dates && is_compact_date(all_.word(a)) && dot_before(i) == false) {
          note(found_.kept, i, i + 1);
          continue;
        }
        number(i);
      } else {
        word(i);
      }
    }
    settle(found_.gone);
    settle(found_.kept);
  }

 private:
  [[nodiscard]] bool dot_before(std::size_t i) const noexcept {
    return i != 0 && is_mark(i - 1, ".") && i != 1 && is_digits(i - 2);
  }

  void note(std::vector<span>& to, std::size_t first, std::size_t behind) const {
    to.push_back({all_.atoms[first].begin, all_.atoms[behind - 1].end});
  }
  void note(std::size_t first, std::size_t behind) { note(found_.gone, first, behind); }
  void age(std::size_t first, found_age found) {
    if (found.behind == 0) return;
    note(allowed_.ages && !found.is_old ? found_.kept : found_.gone, first, found.behind);
  }

  static void settle(std::vector<span>& spans) {
    std::sort(spans.begin(), spans.end(), [](span a, span b) { return a.begin < b.begin; });
    std::size_t count = 0;
    for (const span one : spans) {
      if (count != 0 && one.begin <= spans[count - 1].end)
        spans[count - 1].end = std::max(spans[count - 1].end, one.end);
      else
        spans[count++] = one;
    }
    spans.resize(count, span{0, 0});
  }

  // All up to white space, behind the passage if need be; what was found so is not looked at again.
  void until_blank(std::size_t i) {
    const std::size_t begin = all_.atoms[i].begin;
    if (begin < taken_until_) return;
    std::size_t end = begin;
    while (end < all_.text.size() && !is_space(all_.text[end])) ++end;
    taken_until_ = end;
    found_.gone.push_back({begin, end});
  }

  // name@host.name, also with a space around the sign if the host has a point
  void mail(std::size_t i) {
    const auto is_part = [&](std::size_t j) {
      return j < all_.atoms.size() && (all_.atoms[j].is_word() || is_mark(j, "._+-%"));
    };
    std::size_t first = i;
    bool has_space = false;
    if (first > mail_end_ && is_blank(first - 1, 1)) {
      --first;
      has_space = true;
    }
    const std::size_t name_end = first;
    while (first > mail_end_ && is_part(first - 1)) --first;
    std::size_t end = i + 1;
    if (is_blank(end, 1)) {
      ++end;
      has_space = true;
    }
    const std::size_t host = end;
    bool has_point = false;
    while (is_part(end) && !is_mark(end, "+%")) {
      has_point = has_point || (is_mark(end, ".") && is_letters(end + 1));
      ++end;
    }
    if (first == name_end || end == host || (has_space && !has_point)) return;
    note(first, end);
    mail_end_ = end;
  }

  void word(std::size_t i) {
    const atom& a = all_.atoms[i];
    const std::size_t size = a.size();
    if (a.has(cue::phone)) phone_behind(i);
    if (is_mark(i + 1, ":") && is_mark(i + 2, "/") && is_mark(i + 3, "/")) return until_blank(i);
    if (is_mark(i + 1, ":") && size == 1 && is_mark(i + 2, "\\") && begins_apart(all_, i))
      return until_blank(i);
    if (is_mark(i + 1, ".") && size == 3 && begins_apart(all_, i) && is_word(i, "www"))
      return until_blank(i);
    if (size <= 4 && begins_apart(all_, i)) hexadecimal(i);
    if (size <= 6 && begins_apart(all_, i)) age(i, ages_.from_word(i));
  }

  void number(std::size_t i) {
    const atom& a = all_.atoms[i];
    constexpr std::size_t least_identifier = 5;
    if (a.size() >= least_identifier && !dot_before(i)) note(i, i + 1);
    if (points_end_ <= i) points(i);
    hexadecimal(i);
    phone_from(i);
    if (a.size() <= 5 && begins_apart(all_, i)) address(i);
    if (a.size() <= 4 && begins_apart(all_, i) && !dot_before(i)) age(i, ages_.from_number(i));
  }

  // Internet addresses of four numbers, and UIDs: five numbers or more.
  void points(std::size_t i) {
    std::size_t count = 1;
    std::size_t end = i + 1;
    bool are_short = all_.atoms[i].size() <= 3;
    while (is_mark(end, ".") && is_digits(end + 1)) {
      are_short = are_short && all_.atoms[end + 1].size() <= 3;
      end += 2;
      ++count;
    }
    points_end_ = end;
    if (count >= 5 || (count == 4 && are_short && !(i != 0 && is_mark(i - 1, ".")))) note(i, end);
  }

  // 00:1B:44:11:3A:B7, fe80::1ff:fe23:4567, 00-1b-44-11-3a-b7
  void hexadecimal(std::size_t i) {
    if (!begins_apart(all_, i) || i < hexadecimal_end_) return;
    const auto group = [&](std::size_t j) -> std::size_t {
      std::size_t size = 0;
      std::size_t end = j;
      for (; end < all_.atoms.size() && all_.atoms[end].is_word(); ++end) {
        size += all_.atoms[end].size();
        if (size > 4) return 0;
        for (const char c : all_.word(all_.atoms[end]))
          if (!is_digit(c) && !(c >= 'a' && c <= 'f') && !(c >= 'A' && c <= 'F')) return 0;
      }
      return size == 0 ? 0 : end;
    };
    for (const char sign : {':', '-'}) {
      // Pairs with hyphens, groups of up to four with colons: what is none ends it, so that what is
      // long is found, and not begun anew behind its first group.
      const auto is_pair = [&](std::size_t first, std::size_t behind) {
        return sign == ':' || all_.atoms[behind - 1].end - all_.atoms[first].begin == 2;
      };
      std::size_t count = 1;
      std::size_t end = group(i);
      if (end == 0) return;
      if (!is_pair(i, end)) continue;
      bool is_gap = false;
      while (end < all_.atoms.size() && all_.atoms[end].is_mark(sign)) {
        std::size_t first = end + 1;
        if (sign == ':' && first < all_.atoms.size() && all_.atoms[first].is_mark(':')) {
          ++first;
          is_gap = true;
        }
        const std::size_t next = group(first);
        if (next == 0 || !is_pair(first, next)) break;
        end = next;
        ++count;
      }
      // Six pairs with hyphens, or eight; four groups with colons are no time.
      if (sign == ':' ? count >= 4 || (is_gap && count >= 3) : count >= 6) {
        note(i, end);
        hexadecimal_end_ = std::max(hexadecimal_end_, end);
      }
    }
  }

  void phone_from(std::size_t i) {
    if (i < phone_end_) return;
    const std::size_t end = phone_at(all_, i);
    if (end == 0) return;
    // More groups than one phone has: what is behind the one is another.
    const bool goes_on = was_phone_ && has_sign_between(phone_end_, i);
    take_phone(i, end, goes_on || !is_measure(all_, i, end));
  }
  void take_phone(std::size_t i, std::size_t end, bool is_phone) {
    // 1 85 05 78 006 084 36: what goes on behind as many groups as are looked at.
    constexpr std::size_t most_groups = 6;
    constexpr std::size_t most_behind = 8;
    std::size_t groups = 0;
    for (std::size_t k = i; k < end; ++k) groups += is_digits(k) ? 1 : 0;
    const std::size_t last = end + most_behind;
    while (is_phone && groups >= most_groups && end < last && is_blank(end, 1) &&
           is_digits(end + 1, 2, 3) && ends_apart(all_, end + 2))
      end += 2;
    phone_end_ = end;
    was_phone_ = is_phone;
    if (is_phone) note(i, end);
  }
  [[nodiscard]] bool has_sign_between(std::size_t first, std::size_t behind) const {
    if (is_blank(first, 1)) ++first;
    if (first < behind && is_mark(first, "./-")) ++first;
    if (first < behind && is_blank(first, 1)) ++first;
    return first == behind;
  }

  // Tel. 12 34 56, Fax-Nr.: 12 34 56 78: whatever the numbers are like.
  void phone_behind(std::size_t i) {
    const auto over_signs = [&](std::size_t j) {
      for (int signs = 0; signs < 4 && (is_blank(j) || is_mark(j, ".:#=-/")); ++signs) ++j;
      return j;
    };
    std::size_t j = over_signs(i + 1);
    if (is_word(j, "nr") || is_word(j, "no") || is_word(j, "nummer") || is_word(j, "number"))
      j = over_signs(j + 1);
    const std::size_t end = j == i + 1 || j < phone_end_ ? 0 : phone_at(all_, j);
    if (end == 0) return;
    std::size_t digits = 0;
    for (std::size_t k = j; k < end; ++k)
      if (is_digits(k)) digits += all_.atoms[k].size();
    constexpr std::size_t least = 6;
    if (digits >= least) take_phone(j, end, true);
  }

  // 12b North Main Street, Springfield IL 62704-1234
  void address(std::size_t i) {
    std::size_t j = i + 1;
    if (is_letters(j) && all_.atoms[j].size() == 1) ++j;
    if (!is_blank(j)) return;
    ++j;
    const auto capital = [&](std::size_t k) -> std::size_t {
      if (k >= all_.atoms.size() || !all_.atoms[k].is_word()) return 0;
      const char c = all_.text[all_.atoms[k].begin];
      if (!is_capital_letter(c) && is_ascii(c)) return 0;
      while (k < all_.atoms.size() && (all_.atoms[k].is_word() || is_mark(k, ".'-"))) ++k;
      return k;
    };
    std::size_t end = 0;
    for (int words = 0; words < 5 && end == 0; ++words) {
      if (words > 0 && has(j, cue::street_type) && ends_apart(all_, j + 1)) {
        end = j + 1;
        break;
      }
      const std::size_t k = capital(j);
      if (k == 0 || !is_blank(k)) return;
      j = k + 1;
    }
    if (end == 0) return;
    if (is_mark(end, ".")) ++end;
    // The town and its code.
    std::size_t k = end;
    for (int words = 0; words < 5; ++words) {
      while (is_blank(k) || is_mark(k, ",")) ++k;
      if (words > 0 && is_digits(k, 5, 5)) {
        end = is_mark(k + 1, "-") && is_digits(k + 2, 4, 4) ? k + 3 : k + 1;
        break;
      }
      k = capital(k);
      if (k == 0) break;
    }
    note(i, end);
  }

  allowed_patterns allowed_;
  found_patterns& found_;
  std::size_t taken_until_;
  std::size_t mail_end_ = 0;
  std::size_t points_end_ = 0;
  std::size_t hexadecimal_end_ = 0;
  std::size_t phone_end_ = 0;
  bool was_phone_ = false;
  age_reader ages_;
};

DICOM_ANONYMIZER_INLINE void find_patterns(const passage& all, allowed_patterns allowed,
                                           found_patterns& found, std::size_t gone_until) {
  found.clear();
  pattern_reader(all, allowed, found, gone_until).read();
}

}  // namespace dicom_anonymizer::text::detail
