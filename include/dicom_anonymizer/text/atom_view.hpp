// SPDX-License-Identifier: BSD-3-Clause
// Questions to the atoms of a passage.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <dicom_anonymizer/text/ascii.hpp>
#include <dicom_anonymizer/text/tokens.hpp>

namespace dicom_anonymizer::text::detail {

// Atoms by their numbers; behind the last one there is nothing of any kind.
class atom_view {
 public:
  explicit atom_view(const passage& all) noexcept : all_(all) {}

  [[nodiscard]] const atom* at(std::size_t i) const noexcept {
    return i < all_.atoms.size() ? &all_.atoms[i] : nullptr;
  }
  [[nodiscard]] bool is_digits(std::size_t i, std::size_t least = 1,
                               std::size_t most = ~std::size_t{0}) const noexcept {
    const atom* const a = at(i);
    return a != nullptr && a->is_digits() && a->size() >= least && a->size() <= most;
  }
  [[nodiscard]] bool is_letters(std::size_t i) const noexcept {
    return i < all_.atoms.size() && all_.atoms[i].is_letters();
  }
  [[nodiscard]] bool is_mark(std::size_t i, std::string_view signs) const noexcept {
    const atom* const a = at(i);
    return a != nullptr && a->what == atom::kind::mark && a->sign != 0 &&
           signs.find(a->sign) != std::string_view::npos;
  }
  // White space of so many characters at most; one beyond ASCII (U+00A0, U+202F) is an atom.
  [[nodiscard]] bool is_blank(std::size_t i, std::size_t most = 2) const noexcept {
    const atom* const a = at(i);
    return a != nullptr && a->is_blank() && (a->size() <= most || !is_ascii(all_.text[a->begin]));
  }
  [[nodiscard]] bool has(std::size_t i, std::uint32_t cues) const noexcept {
    return i < all_.atoms.size() && all_.atoms[i].has(cues);
  }
  // Whether it is some letters, given as small ones.
  [[nodiscard]] bool is_word(std::size_t i, std::string_view small) const noexcept {
    if (!is_letters(i) || all_.atoms[i].size() != small.size()) return false;
    const std::string_view word = all_.word(all_.atoms[i]);
    return std::equal(word.begin(), word.end(), small.begin(),
                      [](char a, char b) { return (a | 0x20) == b; });
  }
  [[nodiscard]] std::size_t over_blank(std::size_t i) const noexcept {
    return is_blank(i) ? i + 1 : i;
  }

 protected:
  const passage& all_;
};

}  // namespace dicom_anonymizer::text::detail
