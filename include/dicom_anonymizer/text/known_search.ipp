// SPDX-License-Identifier: BSD-3-Clause
// What text/known_search.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/text/known_search.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/text/ascii.hpp>
#include <dicom_anonymizer/text/cues.hpp>
#include <dicom_anonymizer/text/folding.hpp>
#include <dicom_anonymizer/text/glued_name.hpp>
#include <dicom_anonymizer/text/half_width.hpp>
#include <dicom_anonymizer/text/known_dates.hpp>
#include <dicom_anonymizer/text/letters.hpp>
#include <dicom_anonymizer/text/scripts.hpp>
#include <dicom_anonymizer/text/tokens.hpp>
#include <dicom_anonymizer/text/word_pieces.hpp>

namespace dicom_anonymizer::text {

class known_search {
 public:
  known_search(detail::passage& all, const known_values& known, bool dates_stay,
               std::vector<detail::span>* inside)
      : all_(all), known_(known), dates_stay_(dates_stay), inside_(inside) {}

  void search() {
    if (!known_.keys_.empty()) {
      words(detail::umlauts::as_letters);
      const bool is_ascii = std::all_of(all_.tokens.begin(), all_.tokens.end(),
                                        [](const detail::token& t) { return t.is_ascii; });
      if (!is_ascii) words(detail::umlauts::written_out);
      glued(!is_ascii);
    }
    if (!known_.digits_.empty()) digits();
    if (!known_.dense_.empty()) dense();
    if (!known_.dates_.empty()) dates();
  }

 private:
  // A run of letters of one case, or of digits, of a token; folded in one of two texts.
  struct piece {
    std::size_t token;
    std::size_t atom;
    std::size_t begin;
    std::size_t size;
    bool is_in_passage = false;
    bool is_first = false;  // of the token
    bool begins = false;    // a word may begin here, as where another script ends
    bool ends = false;
    bool is_fraction = false;
    bool is_inside_atom = false;
    bool is_behind_mark = false;  // Kim of O'Kim
  };

  [[nodiscard]] std::string_view text_of(const piece& p) const noexcept {
    return std::string_view(p.is_in_passage ? all_.folded : folded_).substr(p.begin, p.size);
  }

  void take(std::size_t token) { all_.tokens[token].take(removal::known_value); }

  void take_atoms(std::size_t first, std::size_t behind) {
    const auto from =
        std::partition_point(all_.tokens.begin(), all_.tokens.end(),
                             [&](const detail::token& t) { return t.last_atom <= first; });
    for (auto t = from; t != all_.tokens.end() && t->first_atom < behind; ++t)
      take_of(*t, std::max(first, t->first_atom), std::min(behind, t->last_atom));
  }

  // A word goes as a whole; of one that is partly of a script without spaces that part stays.
  void take_of(detail::token& t, std::size_t first, std::size_t behind) {
    const auto is_dense = [&](std::size_t i) { return all_.atoms[i].is_dense; };
    if (t.is_ascii || inside_ == nullptr) return t.take(removal::known_value);
    // What was taken before is not walked over again, so that long words take no longer.
    if (first >= taken_first_ && behind <= taken_behind_) return;
    while (first > t.first_atom && !is_dense(first) && !is_dense(first - 1)) --first;
    while (behind < t.last_atom && !is_dense(behind - 1) && !is_dense(behind)) ++behind;
    taken_first_ = first;
    taken_behind_ = behind;
    if (first == t.first_atom && behind == t.last_atom) return t.take(removal::known_value);
    inside_->push_back({all_.atoms[first].begin, all_.atoms[behind - 1].end});
  }

  // Whether digits are those behind the point of a number that stands by itself: 0.560512, 1.25e3,
  // 5.125mm.  Lists of numbers have each short identifier somewhere in them, and are none.  What
  // goes on with a point, or hangs on a word, is no such number: 1.123456.dcm, chest_1.123456.
  [[nodiscard]] bool is_fraction(const detail::token& t, std::size_t atom) const noexcept {
    if (!t.is_decimal || atom != t.first_atom + 2 || !all_.atoms[atom - 1].is_mark('.'))
      return false;
    const auto is_word = [&](std::size_t i) {
      return i < all_.atoms.size() && all_.atoms[i].is_word();
    };
    const auto is_mark = [&](std::size_t i, std::string_view signs) {
      return i < all_.atoms.size() && all_.atoms[i].what == detail::atom::kind::mark &&
             all_.atoms[i].sign != 0 && signs.find(all_.atoms[i].sign) != std::string_view::npos;
    };
    if (const std::size_t first = t.first_atom; first != 0 && is_mark(first - 1, ".-_/:@#+")) {
      const bool is_sign = all_.atoms[first - 1].is_mark('-') || all_.atoms[first - 1].is_mark('+');
      if (!is_sign || (first > 1 && is_word(first - 2))) return false;
    }
    std::size_t end = t.last_atom;
    if (end > atom + 1) {
      const detail::atom& letters = all_.atoms[atom + 1];
      const bool is_exponent = all_.word(letters) == "e" || all_.word(letters) == "E";
      if (is_exponent && end == atom + 2 && is_mark(end, "+-") && is_word(end + 1)) end += 2;
      const bool has_digits = end > atom + 2;
      if (!is_exponent && (has_digits || !letters.has(detail::cue::unit))) return false;
      if (has_digits && (!all_.atoms[end - 1].is_digits() || all_.atoms[end - 1].size() > 3))
        return false;
    }
    return !(is_mark(end, ".-_/:@") && is_word(end + 1));
  }
  [[nodiscard]] bool is_fraction(std::size_t atom) const noexcept {
    const auto t =
        std::partition_point(all_.tokens.begin(), all_.tokens.end(),
                             [&](const detail::token& one) { return one.last_atom <= atom; });
    return t != all_.tokens.end() && is_fraction(*t, atom);
  }

  // Most words are, and are folded already.
  [[nodiscard]] bool is_one_piece(const detail::token& t, detail::umlauts how) const noexcept {
    if (t.last_atom != t.first_atom + 1) return false;
    if (!t.is_ascii) return how == detail::umlauts::as_letters;
    const std::string_view word = all_.word(t);
    std::size_t capitals = 0;
    while (capitals < word.size() && detail::is_capital_letter(word[capitals])) ++capitals;
    return capitals == word.size() ||
           (capitals <= 1 && std::none_of(word.begin() + static_cast<std::ptrdiff_t>(capitals),
                                          word.end(), detail::is_capital_letter));
  }

  // What is too long to be a value is a piece that no value begins with.
  void make_pieces(detail::umlauts how) {
    pieces_.clear();
    folded_.clear();
    for (std::size_t i = 0; i < all_.tokens.size(); ++i) {
      const detail::token& t = all_.tokens[i];
      if (is_one_piece(t, how)) {
        if (t.fold_end != t.fold_begin)
          pieces_.push_back(
              {i, t.first_atom, t.fold_begin, t.fold_end - t.fold_begin, true, true, true, true});
        continue;
      }
      const std::size_t before = pieces_.size();
      std::size_t stem_end = 0;
      std::size_t j = t.first_atom;
      const auto add = [&](std::string_view part) {
        const std::size_t begin = folded_.size();
        if (part.size() <= 8 * known_.longest_key_)
          detail::append_folded(part, folded_, how);
        else
          folded_.push_back('\0');
        if (folded_.size() != begin) pieces_.push_back({i, j, begin, folded_.size() - begin});
      };
      for (; j < t.last_atom; ++j) {
        const detail::atom& a = all_.atoms[j];
        if (a.is_mark('\'')) stem_end = pieces_.size();
        if (!a.is_word()) continue;
        const bool is_behind_mark = j > t.first_atom && !all_.atoms[j - 1].is_word();
        const std::size_t of_atom = pieces_.size();
        const std::string_view part = all_.word(a);
        const detail::word_pieces split =
            a.is_letters() && a.is_ascii ? detail::pieces_of(part, false) : detail::word_pieces{};
        if (split.count == 0 || split.are_too_many) {
          add(part);
          if (is_fraction(t, j) && pieces_.size() != before) pieces_.back().is_fraction = true;
        } else {
          for (std::size_t k = 0; k < split.count; ++k) add(split.all[k]);
        }
        if (pieces_.size() == of_atom) continue;
        pieces_[of_atom].is_behind_mark = is_behind_mark;
        for (std::size_t k = of_atom + 1; k < pieces_.size(); ++k) pieces_[k].is_inside_atom = true;
        if (j > t.first_atom && is_other_script(j - 1)) pieces_[of_atom].begins = true;
        if (j + 1 < t.last_atom && is_other_script(j)) pieces_.back().ends = true;
      }
      if (pieces_.size() == before) continue;
      pieces_[before].is_first = pieces_[before].begins = true;
      pieces_.back().ends = true;
      if (stem_end > before) pieces_[stem_end - 1].ends = true;  // Smith's
    }
  }

  // Whether the script of a word changes behind an atom of it.
  [[nodiscard]] bool is_other_script(std::size_t atom) const noexcept {
    const detail::atom& a = all_.atoms[atom];
    const detail::atom& b = all_.atoms[atom + 1];
    return a.is_dense || b.is_dense || (a.is_letters() && b.is_letters());
  }

  [[nodiscard]] bool may_go_on(std::size_t token) const {
    constexpr std::size_t widest = 4;
    return all_.between(token).size() <= widest;
  }

  [[nodiscard]] bool has_unit_behind(std::size_t token) const {
    if (token + 1 >= all_.tokens.size() || all_.between(token).size() > 1) return false;
    const detail::token& next = all_.tokens[token + 1];
    return next.end - next.begin > 1 && next.has(detail::cue::unit);
  }

  void words(detail::umlauts how) {
    make_pieces(how);
    for (std::size_t first = 0; first < pieces_.size(); ++first) {
      if (pieces_[first].is_fraction) continue;
      if (!known_.beginnings_.test(detail::beginning_of(text_of(pieces_[first])))) continue;
      std::uint64_t hash = detail::no_hash;
      std::size_t size = 0;
      bool has_digit = false;
      for (std::size_t last = first; last < pieces_.size(); ++last) {
        const piece& p = pieces_[last];
        if (last != first && p.is_first && !may_go_on(p.token - 1)) break;
        size += p.size;
        if (size > known_.longest_key_) break;
        const std::string_view part = text_of(p);
        has_digit = has_digit || detail::is_digit(part.front());
        hash = detail::hash_on(hash, part);
        const detail::key_form* const found = known_.keys_.find(hash);
        if (found == nullptr || !is_value(size, has_digit, pieces_[first], p, *found)) continue;
        take_atoms(pieces_[first].atom, p.atom + 1);
      }
    }
  }

  // A name between words that studies write together with it, without a change of case: MRSMITHERS,
  // smithersct, xSMITHERSx.
  void glued(bool with_umlauts) {
    constexpr std::size_t longest = 64;
    for (std::size_t i = 0; i < all_.atoms.size(); ++i) {
      const detail::atom& a = all_.atoms[i];
      if (!a.is_letters() || a.is_dense || a.size() > longest) continue;
      if (a.facts.kind != word_class::none) continue;
      if (a.is_ascii && a.size() > 2 && has_name_in_capitals(i)) {
        take_atoms(i, i + 1);
        continue;
      }
      if (a.size() <= detail::least_glued) continue;
      const std::string_view written = all_.word(a);
      folded_.clear();
      detail::append_folded(written, folded_);
      bool is_found = holds_name(folded_, a.is_ascii ? written : std::string_view());
      if (!is_found && with_umlauts && !a.is_ascii) {
        folded_.clear();
        detail::append_folded(written, folded_, detail::umlauts::written_out);
        is_found = holds_name(folded_, {});
      }
      if (is_found) take_atoms(i, i + 1);
    }
  }

  // KIMct, where all capital letters are the name: words() reads KI and Mct.
  [[nodiscard]] bool has_name_in_capitals(std::size_t atom) {
    const std::string_view written = all_.word(all_.atoms[atom]);
    const bool has_digit = (atom != 0 && all_.atoms[atom - 1].is_digits()) ||
                           (atom + 1 < all_.atoms.size() && all_.atoms[atom + 1].is_digits());
    std::size_t first = written.size();  // of a run of capital letters
    for (std::size_t i = 0; i + 1 < written.size(); ++i) {
      if (!detail::is_capital_letter(written[i])) {
        first = written.size();
        continue;
      }
      first = std::min(first, i);
      if (first == i || !detail::is_small_letter(written[i + 1])) continue;
      folded_.clear();
      detail::append_folded(written.substr(first, i + 1 - first), folded_);
      const detail::key_form* const found =
          known_.keys_.find(detail::hash_on(detail::no_hash, folded_));
      if (found != nullptr && found->is_name && (!found->needs_digit || has_digit)) return true;
    }
    return false;
  }

  [[nodiscard]] bool holds_name(std::string_view folded, std::string_view written) const {
    return detail::holds_glued_name(
        folded, written, known_.longest_key_,
        [this](std::string_view part) {
          return known_.beginnings_.test(detail::beginning_of(part));
        },
        [this](std::uint64_t hash) { return known_.keys_.find(hash) != nullptr; });
  }

  [[nodiscard]] bool is_value(std::size_t size, bool has_digit, const piece& first,
                              const piece& last, detail::key_form form) const {
    const bool is_split = first.token != last.token;
    if (form.is_short_number &&
        (is_split || !all_.tokens[last.token].is_number || has_unit_behind(last.token)))
      return false;
    constexpr std::size_t least_split = 4;
    if (is_split && (form.is_one_word || (!form.may_be_split && size < least_split))) return false;
    if (form.needs_capital && !begins_with_capital(first)) return false;
    if (form.needs_title && !is_title(all_.tokens[first.token])) return false;
    if (first.begins && last.ends) return true;
    if (size >= (has_digit ? 5U : 4U)) return true;  // inside a word
    if (!form.is_name || is_split || !is_short_name(size, first, last)) return false;
    const std::string_view written = all_.word(all_.tokens[first.token]);
    return !form.needs_digit || std::any_of(written.begin(), written.end(), detail::is_digit);
  }

  // Dr, dr and DR., but DR is radiography.
  [[nodiscard]] bool is_title(const detail::token& t) const noexcept {
    const std::string_view written = all_.word(t);
    return written.starts_with("dr") || written.find("Dr") != std::string_view::npos ||
           (written.starts_with("DR") && t.end < all_.text.size() && all_.text[t.end] == '.');
  }

  // Inside an atom a piece begins where a capital letter does, or small ones behind several.
  [[nodiscard]] bool begins_with_capital(const piece& p) const noexcept {
    return p.is_inside_atom || !detail::is_small_letter(all_.text[all_.atoms[p.atom].begin]);
  }

  // Whether pieces of a word are a name of two or three letters, between digits, changes of case
  // and the ends of it: KIM01, CTKim, T1KIM; but no word of a list (MoCo), nor a unit (200mA).
  [[nodiscard]] bool is_short_name(std::size_t size, const piece& first,
                                   const piece& last) const noexcept {
    const detail::token& t = all_.tokens[first.token];
    if (first.is_behind_mark || t.facts.kind != word_class::none) return false;
    const detail::atom& a = all_.atoms[first.atom];
    return !(first.atom == last.atom && size == a.size() && a.has(detail::cue::unit) &&
             first.atom != t.first_atom && all_.atoms[first.atom - 1].is_digits());
  }

  void digits() {
    std::u32string symbols;
    for (std::size_t i = 0; i < all_.atoms.size(); ++i) {
      const detail::atom& a = all_.atoms[i];
      constexpr std::size_t least = 5;
      if (!a.is_digits() || a.size() < least) continue;
      symbols.clear();
      for (const char c : all_.word(a)) symbols.push_back(static_cast<unsigned char>(c));
      bool is_found = false;
      known_.digits_.find_in(symbols, [&](std::size_t, std::size_t) { is_found = true; });
      if (is_found && !is_fraction(i)) take_atoms(i, i + 1);
    }
  }

  void dense() {
    std::u32string symbols;
    std::vector<detail::span> places;
    std::string folded;
    for (std::size_t i = 0; i < all_.tokens.size(); ++i) {
      const detail::token& t = all_.tokens[i];
      if (t.is_ascii) continue;
      symbols.clear();
      places.clear();
      const auto search = [&] {
        known_.dense_.find_in(symbols, [&](std::size_t first, std::size_t behind) {
          if (inside_ != nullptr)
            inside_->push_back({places[first].begin, places[behind - 1].end});
          else
            take(i);
        });
        symbols.clear();
        places.clear();
      };
      std::string_view rest = all_.word(t);
      while (!rest.empty()) {
        const std::size_t begin = t.end - rest.size();
        const char32_t c = dicom_anonymizer::detail::take_character(rest);
        const bool is_dense = detail::is_dense(c);
        if (!is_dense && detail::script_of(c) != detail::script::any) {
          search();
          continue;
        }
        folded.clear();
        if (is_dense)
          detail::append_folded(all_.text.substr(begin, t.end - rest.size() - begin), folded);
        // A mark that counts as nothing belongs to the character before it.
        if (folded.empty() && !places.empty()) places.back().end = t.end - rest.size();
        for (std::string_view parts = folded; !parts.empty();) {
          symbols.push_back(dicom_anonymizer::detail::take_character(parts));
          places.push_back({begin, t.end - rest.size()});
        }
      }
      search();
    }
  }

  void dates() {
    const detail::known_date_search search(all_, known_.dates_, known_.birthdays_, dates_stay_);
    for (std::size_t i = 0; i < all_.atoms.size(); ++i) {
      const std::size_t end = search.end_of(i);
      if (end == 0 || (all_.atoms[i].is_digits() && end == i + 1 && is_fraction(i))) continue;
      take_atoms(i, end);
      take_sign_of_day(end);
    }
  }

  // 日 or 일 behind the day, where the rest of the word stays.
  void take_sign_of_day(std::size_t i) {
    if (inside_ == nullptr || i >= all_.atoms.size() || !all_.atoms[i].is_dense) return;
    for (const std::string_view sign : {"\xE6\x97\xA5", "\xEC\x9D\xBC"})
      if (all_.word(all_.atoms[i]).starts_with(sign))
        inside_->push_back({all_.atoms[i].begin, all_.atoms[i].begin + sign.size()});
  }

  detail::passage& all_;
  const known_values& known_;
  bool dates_stay_;
  std::vector<detail::span>* inside_;
  std::size_t taken_first_ = 0;  // atoms of a word
  std::size_t taken_behind_ = 0;
  std::vector<piece> pieces_;
  std::string folded_;
};

namespace detail {

// Numbers, dates and names of full width are read as those of ASCII.
inline void take_of_full_width(passage& all, const known_values& known, bool dates_stay,
                               std::vector<span>* inside) {
  const std::size_t begin = all.atoms.empty() ? all.end : all.atoms.front().begin;
  const std::string_view text = all.text.substr(begin, all.end - begin);
  if (!half_width::is_needed(text)) return;
  const half_width half(text);
  passage copy;
  read_passage(half.text(), 0, half.text().size() + 1, copy);
  std::vector<span> found;
  known_search(copy, known, dates_stay, inside == nullptr ? nullptr : &found).search();
  for (const token& t : copy.tokens)
    if (t.goes()) found.push_back({t.begin, t.end});
  for (span& one : found) {
    one = {begin + half.original(one.begin), begin + half.original(one.end)};
    if (inside != nullptr) {
      inside->push_back(one);
      continue;
    }
    const auto first = std::partition_point(all.tokens.begin(), all.tokens.end(),
                                            [&](const token& t) { return t.end <= one.begin; });
    for (auto t = first; t != all.tokens.end() && t->begin < one.end; ++t)
      t->take(removal::known_value);
  }
}

DICOM_ANONYMIZER_INLINE void take_known_values(passage& all, const known_values& known,
                                               bool dates_stay, std::vector<span>* inside) {
  if (known.empty()) return;
  known_search(all, known, dates_stay, inside).search();
  take_of_full_width(all, known, dates_stay, inside);
}

}  // namespace detail
}  // namespace dicom_anonymizer::text
