// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/text/word_pieces.hpp>

#include <string>
#include <string_view>

#include "support/catch.hpp"

namespace detail = dicom_anonymizer::text::detail;

namespace {

std::string split(std::string_view word, bool all_capitals = false) {
  std::string result;
  const detail::word_pieces pieces = detail::pieces_of(word, all_capitals);
  for (std::size_t i = 0; i < pieces.count; ++i)
    result.append(i == 0 ? "" : " ").append(pieces.all[i]);
  return result;
}

}  // namespace

TEST_CASE("a word is taken apart where letters meet digits and small letters capital ones") {
  CHECK(split("T1w") == "T 1 w");
  CHECK(split("HeadRoutine") == "Head Routine");
  CHECK(split("CTHead") == "CT Head");
  CHECK(split("MPRAGEsag", true) == "MPRAGE sag");
  CHECK(split("ep2d") == "ep 2 d");
  CHECK(split("brain") == "brain");
  CHECK(split("").empty());
}

TEST_CASE("a word of many pieces is not taken apart") {
  CHECK(detail::pieces_of("a1b2c3d4e5f6g7h8", false).are_too_many);
}
