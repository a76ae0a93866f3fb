// SPDX-License-Identifier: BSD-3-Clause
// A text put together of the words of another that stay.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace dicom_anonymizer::text::detail {

// Words are told in their order.  Between two that stay stands what stood between them, or, where
// words went, at most one of the separators that stood there: a line feed before a sign before a
// space, and brackets stay in pairs.
class kept_text {
 public:
  explicit kept_text(std::string_view text) : text_(text) {}

  void keep(std::size_t begin, std::size_t end);
  void drop(std::size_t begin, std::size_t end);

  // Whether any word went.
  [[nodiscard]] bool has_changed() const noexcept { return has_changed_; }
  // After the last word.
  [[nodiscard]] std::string take();

 private:
  static constexpr std::size_t kinds = 3;  // of brackets
  static constexpr std::string_view opening = "([{";
  static constexpr std::string_view closing = ")]}";

  void note_gap(std::size_t end);
  void put(std::string_view what);
  void put_separator();
  void forget_gap() noexcept;

  std::string_view text_;
  std::string result_;
  std::size_t at_ = 0;  // behind the last word
  bool has_kept_ = false;
  bool has_changed_ = false;
  std::array<std::size_t, kinds> open_{};  // in the result

  // What stood between since the last word that stays, if words went there.
  bool has_dropped_ = false;
  bool is_empty_ = true;
  std::string_view line_end_;
  std::string_view first_sign_;
  std::array<std::size_t, kinds> opened_{};
  std::array<std::size_t, kinds> closed_{};  // that were not opened there
};

}  // namespace dicom_anonymizer::text::detail

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/text/kept_text.ipp>
#endif
