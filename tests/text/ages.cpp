// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/text/ages.hpp>

#include <cstddef>
#include <string_view>

#include "support/catch.hpp"

namespace detail = dicom_anonymizer::text::detail;

namespace {

struct age {
  std::string_view text;
  bool is_old = false;
};

// That which begins with an atom of a text.
age age_in(std::string_view text, std::size_t first = 0) {
  detail::passage all;
  detail::read_passage(text, 0, 100, all);
  detail::age_reader ages(all);
  const detail::found_age found =
      all.atoms[first].is_digits() ? ages.from_number(first) : ages.from_word(first);
  if (found.behind == 0) return {};
  const std::size_t begin = all.atoms[first].begin;
  return {text.substr(begin, all.atoms[found.behind - 1].end - begin), found.is_old};
}

}  // namespace

TEST_CASE("ages above 89 are known in every spelling") {
  for (const std::string_view text : {"95.5 years",
                                      "95,5 years",
                                      "95.5 y",
                                      "95+ years",
                                      "95Y3M",
                                      "95 a",
                                      "95a",
                                      "95th year",
                                      "AGE_95",
                                      "age(95",
                                      "age>95",
                                      "age >= 95",
                                      "age 85-95",
                                      "85-95 years",
                                      "85 to 95 years",
                                      "95 +/- 2 years",
                                      "95 \xC2\xB1 2 years",
                                      "95Y/M",
                                      "95 years 3 months",
                                      "93-year-old F",
                                      "ninety-three years",
                                      "1080 months"}) {
    CAPTURE(text);
    CHECK(age_in(text).text == text);
    CHECK(age_in(text).is_old);
  }
}

TEST_CASE("the sex beside an age is part of it") {
  for (const std::string_view text : {"55 yo F", "55Y/M", "55-year-old F", "55 y, male", "55 y/o M",
                                      "3Y6M", "1Y3M", "2.5 years", "12-18 months", "89.5 y"}) {
    CAPTURE(text);
    CHECK(age_in(text).text == text);
    CHECK_FALSE(age_in(text).is_old);
  }
  CHECK(age_in("3 y F/U").text == "3 y");
  CHECK(age_in("3 y f").text == "3 y");
}

TEST_CASE("measures and nuclides are no ages") {
  for (const std::string_view text : {"95-96 mm", "95.5 mm", "95 a scan", "12 a", "1.75 m", "95+5",
                                      "3rd year", "99m-Tc", "99m Tc"}) {
    CAPTURE(text);
    CHECK(age_in(text).text.empty());
  }
  CHECK(age_in("3 - 54 years").text.empty());
  CHECK(age_in("90 - 95 years").text == "90 - 95 years");
  CHECK(age_in("Tc-99m", 2).text.empty());
  // "in" is not indium here.
  CHECK(age_in("99M in pain", 0).text == "99M");
  CHECK(age_in("99m-In", 0).text.empty());
  CHECK(age_in("82m Rb PET", 0).text.empty());
  CHECK(age_in("mass in 99M", 4).text == "99M");
  CHECK(age_in("BA 99M", 2).text == "99M");
  for (const std::string_view behind : {"RB", "SN", "AU", "BA", "IN"})
    CHECK(age_in("99M " + std::string(behind)).text == "99M");
  CHECK(age_in("Kr 81m", 2).text.empty());
  CHECK(age_in("in-113m", 2).text.empty());
  CHECK(age_in("at 099m", 2).text == "099m");
  CHECK(age_in("age 55-95 mm").text == "age 55");
  CHECK_FALSE(age_in("age 55-95 mm").is_old);
}
