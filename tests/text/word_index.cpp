// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/text/word_index.hpp>

#include <cstddef>
#include <string>
#include <string_view>

#include "support/catch.hpp"

namespace text = dicom_anonymizer::text;
namespace detail = text::detail;

TEST_CASE("a word is found with its class and what it tells of its neighbours") {
  CHECK(detail::facts_of("brain").kind == text::word_class::core);
  CHECK(detail::facts_of("rose").kind == text::word_class::ambiguous);
  CHECK(detail::facts_of("hospital").kind == text::word_class::institution);
  CHECK(detail::facts_of("hospital").has(detail::cue::institution));
  CHECK(detail::facts_of("mrn").has(detail::cue::number_key));
  CHECK(detail::facts_of("dezember").month == 12);
  CHECK(detail::facts_of("mm").has(detail::cue::unit));
}

TEST_CASE("what is no word is not found") {
  for (const std::string_view word :
       {"", "brai", "brainn", "campbell", "Brain", "\n", "brain\nbrain"}) {
    CHECK(detail::facts_of(word).kind == text::word_class::none);
    CHECK(detail::facts_of(word).cues == 0);
  }
}

TEST_CASE("each word of the list is found with the class that the list says") {
  struct seen {
    std::size_t words = 0;
    std::size_t wrong = 0;
  } all;
  detail::each_safe_word(&all, [](void* to, std::string_view word, text::word_class kind) {
    auto& count = *static_cast<seen*>(to);
    ++count.words;
    count.wrong += detail::facts_of(word).kind != kind;
  });
  CHECK(all.words > 9000);
  CHECK(all.wrong == 0);
}

static_assert(detail::hash_on(detail::hash_on(detail::no_hash, "ab"), "c") ==
              detail::hash_on(detail::no_hash, "abc"));
// The vector of the authors of FNV.
static_assert(detail::hash_on(detail::no_hash, "foobar") == 0x85944171F73967E8);
