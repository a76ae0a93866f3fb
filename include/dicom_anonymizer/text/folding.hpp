// SPDX-License-Identifier: BSD-3-Clause
// Words as they are compared: without case, accents and ligatures.
#pragma once

#include <string>
#include <string_view>

namespace dicom_anonymizer::text {

/// A text in UTF-8 as it is compared: small letters without marks, ligatures as the letters they
/// are made of (ß as ss), Latin letters of full width as those of ASCII, Hiragana as Katakana.
/// Bytes that are no UTF-8 become what ISO 8859-1 says that they are.
[[nodiscard]] std::string fold(std::string_view text);

namespace detail {

// Adds the folded text to another.  With umlauts written out ä is ae, not a.
enum class umlauts : bool { as_letters, written_out };
void append_folded(std::string_view text, std::string& to, umlauts how = umlauts::as_letters);

// Adds one character in UTF-8.
void append_character(char32_t c, std::string& to);

}  // namespace detail
}  // namespace dicom_anonymizer::text

#ifndef DICOM_ANONYMIZER_COMPILED
#include <dicom_anonymizer/text/folding.ipp>
#endif
