// SPDX-License-Identifier: BSD-3-Clause
// A text as words and numbers, and as the runs of letters, digits and marks that these are made of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/text/removal.hpp>
#include <dicom_anonymizer/text/word_index.hpp>

namespace dicom_anonymizer::text::detail {

// A run of ASCII digits, of letters of one script (all beyond ASCII that is no mark, and bytes that
// are no UTF-8), of white space, or one other character.
struct atom {
  enum class kind : std::uint8_t { letters, digits, blank, mark };

  std::size_t begin = 0;
  std::size_t end = 0;
  kind what = kind::mark;
  char sign = 0;  // of a mark: itself, or the sign of ASCII that it looks like; 0: a long run
  bool is_ascii = true;   // letters of ASCII alone
  bool is_dense = false;  // letters of a script that writes no spaces
  word_facts facts;       // of letters

  [[nodiscard]] std::size_t size() const noexcept { return end - begin; }
  [[nodiscard]] bool is_digits() const noexcept { return what == kind::digits; }
  [[nodiscard]] bool is_letters() const noexcept { return what == kind::letters; }
  [[nodiscard]] bool is_blank() const noexcept { return what == kind::blank; }
  [[nodiscard]] bool is_word() const noexcept { return is_digits() || is_letters(); }
  [[nodiscard]] bool has(std::uint32_t bits) const noexcept { return facts.has(bits); }
  [[nodiscard]] bool is_mark(char c) const noexcept { return what == kind::mark && sign == c; }
};

// What a word is by itself.
enum class word_kind : std::uint8_t { unsafe, core, imaging, ambiguous, number };

// A word or number, which goes or stays as a whole: "O'Neill", "T1w", "0.625", "5.0mm".
struct token {
  static constexpr std::uint8_t stays = 0xFF;

  std::size_t begin = 0;
  std::size_t end = 0;        // of the word
  std::size_t shown_end = 0;  // with a % behind a number
  std::size_t first_atom = 0;
  std::size_t last_atom = 0;  // behind the last one
  std::size_t fold_begin = 0;
  std::size_t fold_end = 0;
  word_facts facts;
  word_kind kind = word_kind::unsafe;
  std::uint8_t reason = stays;  // a removal
  bool is_number = false;       // digits alone
  bool is_decimal = false;      // begins with digits, a point or comma, and digits
  bool is_ascii = true;
  bool is_kept = false;    // whatever it is written like, and whatever stands beside it
  bool is_listed = false;  // in a class that is not allowed
  bool goes_on = false;    // a word that is too long began before it

  [[nodiscard]] bool goes() const noexcept { return reason != stays; }
  [[nodiscard]] bool goes_as(removal why) const noexcept {
    return reason == static_cast<std::uint8_t>(why);
  }
  void take(removal why) noexcept {
    if (!goes()) reason = static_cast<std::uint8_t>(why);
  }
  [[nodiscard]] bool has(std::uint32_t bits) const noexcept { return facts.has(bits); }
};

// A stretch of a text that is looked at at once.
struct passage {
  std::string_view text;
  std::vector<atom> atoms;
  std::vector<token> tokens;
  std::string folded;   // of all tokens
  std::size_t end = 0;  // where in the text it ends

  [[nodiscard]] std::string_view word(const token& t) const noexcept {
    return text.substr(t.begin, t.end - t.begin);
  }
  [[nodiscard]] std::string_view fold(const token& t) const noexcept {
    return std::string_view(folded).substr(t.fold_begin, t.fold_end - t.fold_begin);
  }
  [[nodiscard]] std::string_view word(const atom& a) const noexcept {
    return text.substr(a.begin, a.size());
  }
  // What stands between a token and the next.
  [[nodiscard]] std::string_view between(std::size_t i) const noexcept {
    return text.substr(tokens[i].end, tokens[i + 1].begin - tokens[i].end);
  }
  [[nodiscard]] bool is_capital(const token& t) const noexcept {
    const char c = text[t.begin];
    return (c >= 'A' && c <= 'Z') || (!t.is_ascii && static_cast<unsigned char>(c) >= 0x80);
  }
};

// Reads tokens from a place in the text, which no word may reach across, until there are so many or
// the text ends.  The vectors are used again.
void read_passage(std::string_view text, std::size_t from, std::size_t most_tokens, passage& into);

// The folded words of a text, each as a token has it.
[[nodiscard]] std::vector<std::string> folded_words(std::string_view text);

}  // namespace dicom_anonymizer::text::detail

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/text/tokens.ipp>
#endif
