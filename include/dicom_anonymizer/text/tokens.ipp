// SPDX-License-Identifier: BSD-3-Clause
// What text/tokens.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/text/tokens.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/text/ascii.hpp>
#include <dicom_anonymizer/text/folding.hpp>
#include <dicom_anonymizer/text/letters.hpp>
#include <dicom_anonymizer/text/scripts.hpp>
#include <dicom_anonymizer/text/word_index.hpp>

namespace dicom_anonymizer::text::detail {

// The sign of ASCII that a character beyond it stands for between words; 0 if it belongs to a word.
// There are few: a mark that is taken for a letter makes a word unknown, and no harm is done.
constexpr char sign_of(char32_t c) noexcept {
  if (c >= 0x2010 && c <= 0x2015) return '-';
  switch (c) {
    case 0xA0:
    case 0x2003:
    case 0x2009:
    case 0x202F:
    case 0x3000: return ' ';
    case 0x2018:
    case 0x2019: return '\'';
    case 0x201A:
    case 0x3001:
    case 0xFF0C: return ',';
    case 0x3002: return '.';
    case 0xFF08:
    case 0x3010: return '(';
    case 0xFF09:
    case 0x3011: return ')';
    case 0xFF0F: return '/';
    case 0xFF1A: return ':';
    case 0xFF1D: return '=';
    case 0xFF1B: return ';';
    case 0xFF3E: return '^';
    case 0xFF3F: return '_';
    case 0xAB:
    case 0xB0:
    case 0xB1:
    case 0xB7:
    case 0xBB:
    case 0xD7:
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x2022:
    case 0x2026:
    case 0x23CE:
    case 0x300C:
    case 0x300D:
    case 0x30FB: return '*';
    default: return 0;
  }
}

// Reads one atom; `at` is below the end.
inline atom read_atom(std::string_view text, std::size_t at) {
  atom result;
  result.begin = at;
  const auto end_of = [&](const auto& belongs) {
    std::size_t end = at + 1;
    while (end < text.size() && belongs(text[end])) ++end;
    return end;
  };
  const char c = text[at];
  if (is_digit(c)) {
    result.what = atom::kind::digits;
    result.end = end_of(is_digit);
    return result;
  }
  if (is_space(c)) {
    result.what = atom::kind::blank;
    result.sign = ' ';
    result.end = end_of(is_space);
    return result;
  }
  if (is_ascii(c) && !is_letter(c)) {
    result.sign = c;
    result.end = end_of([&](char other) { return other == c; });
    // A few stand each by itself; a long run separates as nothing else does.
    constexpr std::size_t longest_run = 8;
    if (result.size() > longest_run)
      result.sign = 0;
    else
      result.end = at + 1;
    return result;
  }
  result.what = atom::kind::letters;
  script written = script::any;
  while (at < text.size()) {
    if (is_letter(text[at])) {
      if (written == script::any) written = script::latin;
      if (written != script::latin) break;
      ++at;
      continue;
    }
    if (is_ascii(text[at])) break;
    std::string_view rest = text.substr(at, 4);
    const std::size_t before = rest.size();
    const char32_t character = dicom_anonymizer::detail::take_character(rest);
    const char sign = sign_of(character);
    if (sign != 0) {
      if (at != result.begin) break;
      result.what = sign == ' ' ? atom::kind::blank : atom::kind::mark;
      result.sign = sign;
      result.end = at + before - rest.size();
      return result;
    }
    const script next = script_of(character);
    if (written == script::any) written = next;
    if (next != script::any && next != written) break;
    result.is_ascii = false;
    at += before - rest.size();
  }
  result.end = at;
  result.is_dense = written == script::dense;
  return result;
}

// Of a word, and of the letters that it is made of.
inline void note_facts(passage& all, token& t) {
  constexpr std::size_t longest = 64;  // no word is longer
  if (t.fold_end - t.fold_begin <= longest) t.facts = facts_of(all.fold(t));
  if (t.last_atom == t.first_atom + 1) {
    all.atoms[t.first_atom].facts = t.facts;
    return;
  }
  const std::size_t size = all.folded.size();
  for (std::size_t i = t.first_atom; i < t.last_atom; ++i) {
    atom& a = all.atoms[i];
    if (!a.is_letters() || a.size() > longest) continue;
    append_folded(all.word(a), all.folded);
    a.facts = facts_of(std::string_view(all.folded).substr(size));
    all.folded.resize(size);
  }
}

// Words of more atoms, as letters and digits by turns make them, are closed, and go on as others:
// none is a value, and the rest of a text need not be held.
inline constexpr std::size_t longest_word = 1024;
// How many letters and digits by turns a passage has for each of its words, at most: it has more
// words than each_passage looks at again.
inline constexpr std::size_t atoms_a_word = 256;

DICOM_ANONYMIZER_INLINE void read_passage(std::string_view text, std::size_t from,
                                          std::size_t most_tokens, passage& into) {
  into.text = text;
  into.atoms.clear();
  into.tokens.clear();
  into.folded.clear();
  std::size_t at = from;
  // Words end where the next atom is none of a word, so there is one atom more than is looked at.
  std::size_t words = 0;
  std::size_t word_atoms = 0;
  bool was_word = false;
  const std::size_t most_atoms =
      most_tokens > text.size() / atoms_a_word ? ~std::size_t{0} : most_tokens * atoms_a_word;
  while (at < text.size()) {
    const atom next = read_atom(text, at);
    if (next.is_word() && !was_word && ++words > most_tokens) break;
    if (next.is_word() && ++word_atoms > most_atoms) break;
    was_word = next.is_word();
    at = next.end;
    into.atoms.push_back(next);
  }
  into.end = at;
  const std::vector<atom>& atoms = into.atoms;
  const auto is_mark = [&](std::size_t i, char c) {
    return i < atoms.size() && atoms[i].is_mark(c);
  };
  const auto is_digits = [&](std::size_t i) { return i < atoms.size() && atoms[i].is_digits(); };
  const auto is_letters = [&](std::size_t i) { return i < atoms.size() && atoms[i].is_letters(); };
  bool is_open = false;  // the word before was closed and not at its end
  for (std::size_t i = 0; i < atoms.size();) {
    if (!atoms[i].is_word()) {
      ++i;
      is_open = false;
      continue;
    }
    token t;
    t.first_atom = i;
    t.goes_on = is_open;
    t.is_number = true;
    const auto take = [&] {
      t.is_number = t.is_number && atoms[i].is_digits();
      t.is_ascii = t.is_ascii && atoms[i].is_ascii;
      ++i;
    };
    // 0.625 and 1,5; but 1.2.3 is no decimal number, nor is 1,2,3.
    for (const char point : {'.', ','}) {
      if (!atoms[i].is_digits() || !is_mark(i + 1, point) || !is_digits(i + 2)) continue;
      if (i != 0 && atoms[i - 1].is_mark(point)) continue;
      if (is_mark(i + 3, point) && is_digits(i + 4)) continue;
      if (point == ',' && atoms[i + 2].size() == 3 && is_digits(i + 2) && atoms[i].size() > 3)
        continue;
      t.is_decimal = true;
      t.is_number = false;
      i += 3;
      break;
    }
    // 0.5x0.5x1.0 is one word: the sign is that of the first number, or a point.
    const auto is_in_a_grid = [&] {
      constexpr std::size_t most = 16;  // atoms
      if (i < t.first_atom + 2 || i > t.first_atom + most || i + 1 >= atoms.size() ||
          !atoms[i - 1].is_digits())
        return false;
      const char point = atoms[i].sign;
      if (!is_mark(i, '.') && !(t.is_decimal && is_mark(i, ',') && is_mark(t.first_atom + 1, ',')))
        return false;
      return is_letters(i - 2) && (text[atoms[i - 2].end - 1] | 0x20) == 'x' && is_digits(i + 1) &&
             !(is_mark(i + 2, point) && is_digits(i + 3));
    };
    is_open = false;
    while (i < atoms.size()) {
      if (i - t.first_atom >= longest_word) {
        is_open = true;
        break;
      }
      if (atoms[i].is_word())
        take();
      else if (i != t.first_atom && atoms[i].is_mark('\'') && is_letters(i + 1))
        ++i;
      else if (is_in_a_grid())
        i += 2;
      else
        break;
    }
    t.last_atom = i;
    t.begin = atoms[t.first_atom].begin;
    t.end = t.shown_end = atoms[i - 1].end;
    if (atoms[i - 1].is_digits() && is_mark(i, '%')) t.shown_end = atoms[i].end;
    t.fold_begin = into.folded.size();
    append_folded(text.substr(t.begin, t.end - t.begin), into.folded);
    t.fold_end = into.folded.size();
    if (!t.is_number) note_facts(into, t);
    into.tokens.push_back(t);
  }
}

DICOM_ANONYMIZER_INLINE std::vector<std::string> folded_words(std::string_view text) {
  passage all;
  read_passage(text, 0, text.size() + 1, all);
  std::vector<std::string> result;
  for (const token& one : all.tokens) result.emplace_back(all.fold(one));
  return result;
}

}  // namespace dicom_anonymizer::text::detail
