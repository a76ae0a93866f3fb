// SPDX-License-Identifier: BSD-3-Clause
// What text/kept_text.hpp declares.
#pragma once

#include <dicom_anonymizer/compiled.hpp>
#include <dicom_anonymizer/text/kept_text.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include <dicom_anonymizer/text/ascii.hpp>
#include <dicom_anonymizer/text/tokens.hpp>

namespace dicom_anonymizer::text::detail {

DICOM_ANONYMIZER_INLINE void kept_text::put(std::string_view what) {
  for (const char c : what) {
    if (const std::size_t kind = opening.find(c); kind != std::string_view::npos) ++open_[kind];
    if (const std::size_t kind = closing.find(c);
        kind != std::string_view::npos && open_[kind] != 0)
      --open_[kind];
  }
  result_ += what;
}

DICOM_ANONYMIZER_INLINE void kept_text::forget_gap() noexcept {
  has_dropped_ = false;
  is_empty_ = true;
  line_end_ = first_sign_ = {};
  opened_ = closed_ = {};
}

DICOM_ANONYMIZER_INLINE void kept_text::note_gap(std::size_t end) {
  const std::string_view gap = text_.substr(at_, end - at_);
  if (gap.empty()) return;
  is_empty_ = false;
  bool has_sign = false;
  for (const char c : gap) {
    has_sign = has_sign || !is_space(c);
    if (const std::size_t kind = opening.find(c); kind != std::string_view::npos) ++opened_[kind];
    if (const std::size_t kind = closing.find(c); kind != std::string_view::npos)
      opened_[kind] != 0 ? --opened_[kind] : ++closed_[kind];
  }
  if (line_end_.empty()) {
    if (const std::size_t at = gap.find_first_of("\r\n"); at != std::string_view::npos)
      line_end_ = gap.substr(at, gap.substr(at, 2) == "\r\n" ? 2 : 1);
  }
  if (has_sign && first_sign_.empty()) first_sign_ = gap;
}

DICOM_ANONYMIZER_INLINE void kept_text::put_separator() {
  bool has_bracket = false;
  for (std::size_t kind = 0; kind < kinds; ++kind)
    for (; closed_[kind] != 0 && open_[kind] != 0; --closed_[kind]) {
      put(closing.substr(kind, 1));
      has_bracket = true;
    }
  std::string opened;
  for (std::size_t kind = 0; kind < kinds; ++kind)
    opened.append(std::min<std::size_t>(opened_[kind], 8), opening[kind]);
  if (!has_kept_) return put(opened);
  if (is_empty_) return;
  if (!line_end_.empty()) {
    put(line_end_);
    return put(opened);
  }
  if (has_bracket || !opened.empty()) {
    put(" ");
    return put(opened);
  }
  std::string sign;
  bool has_sign = false;
  for (const char c : first_sign_) {
    if (opening.find(c) != std::string_view::npos || closing.find(c) != std::string_view::npos)
      continue;
    has_sign = has_sign || !is_space(c);
    sign.push_back(c);
  }
  put(has_sign ? std::string_view(sign) : std::string_view(" "));
}

DICOM_ANONYMIZER_INLINE void kept_text::keep(std::size_t begin, std::size_t end) {
  if (has_dropped_) {
    note_gap(begin);
    put_separator();
    put(text_.substr(begin, end - begin));
  } else {
    put(text_.substr(at_, end - at_));
  }
  at_ = end;
  has_kept_ = true;
  forget_gap();
}

DICOM_ANONYMIZER_INLINE void kept_text::drop(std::size_t begin, std::size_t end) {
  note_gap(begin);
  at_ = end;
  has_dropped_ = has_changed_ = true;
}

DICOM_ANONYMIZER_INLINE std::string kept_text::take() {
  if (!has_changed_) return std::string(text_);
  if (!has_kept_) return {};
  if (has_dropped_) {
    note_gap(text_.size());
    for (std::size_t kind = 0; kind < kinds; ++kind)
      for (; closed_[kind] != 0 && open_[kind] != 0; --closed_[kind]) put(closing.substr(kind, 1));
  } else {
    put(text_.substr(at_));
  }
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!result_.empty() && is_blank(result_.back())) result_.pop_back();
  const auto first = std::find_if_not(result_.begin(), result_.end(), is_blank);
  result_.erase(result_.begin(), first);
  return std::move(result_);
}

}  // namespace dicom_anonymizer::text::detail
