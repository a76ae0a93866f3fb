// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/cli/choices.hpp>

#include <chrono>
#include <string>
#include <string_view>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;
using namespace da::cli::detail;

TEST_CASE("each word of an option stands for its choice, and no other does") {
  CHECK(parse_burned_in("warn").what == da::identifying_pixels::marked);
  CHECK(parse_burned_in("warn").warns);
  CHECK(parse_burned_in("ignore").what == da::identifying_pixels::marked);
  CHECK_FALSE(parse_burned_in("ignore").warns);
  CHECK(parse_burned_in("refuse").what == da::identifying_pixels::refused);
  CHECK_THROWS_AS(parse_burned_in(""), da::error);
  CHECK_THROWS_AS(parse_burned_in("Warn"), da::error);
  CHECK(parse_output_names("same") == da::output_names::same);
  CHECK(parse_output_names("uid") == da::output_names::uid);
  CHECK(parse_output_names("sequence") == da::output_names::sequence);
  CHECK_THROWS_AS(parse_output_names("uids"), da::error);
  CHECK_THROWS_AS(parse_conditional("iod"), da::error);
  CHECK_THROWS_AS(parse_option("retain"), da::error);
}

TEST_CASE("numbers of options are whole numbers in their range") {
  CHECK(parse_jobs("0") == 0);
  CHECK(parse_jobs("1024") == 1024);
  CHECK(parse_wait("86400") == std::chrono::hours(24));
  for (const std::string_view wrong :
       {"", "-1", "1.5", "1 ", "+1", "0x10", "99999999999999999999"}) {
    CAPTURE(wrong);
    CHECK_THROWS_AS(parse_jobs(wrong), da::error);
    CHECK_THROWS_AS(parse_wait(wrong), da::error);
  }
  CHECK_THROWS_AS(parse_jobs("1025"), da::error);
  CHECK_THROWS_AS(parse_wait("86401"), da::error);
}

TEST_CASE("a range of days is two numbers, the lesser one first") {
  CHECK_NOTHROW(parse_days("1:3650"));
  CHECK_NOTHROW(parse_days("-10:-1"));
  for (const std::string_view wrong : {"", ":", "1", "1:", ":1", "1:2:3", "a:b", "2:1"}) {
    CAPTURE(wrong);
    CHECK_THROWS_AS(parse_days(wrong), da::error);
  }
}

TEST_CASE("every edition and every option of the profile is in its list") {
  const std::string editions = list_of_editions();
  for (const std::string_view name :
       {"2023e", "2024a", "2024b", "2024e", "2025a", "2025b", "2025e", "2026c", "2026d"})
    CHECK(editions.find(name) != std::string::npos);
  // The codes of PS3.16 CID 7050 for them.
  const std::string options = list_of_options();
  for (const std::string_view code : {"113103", "113104", "113105", "113106", "113107", "113108",
                                      "113109", "113110", "113111", "113112"})
    CHECK(options.find(code) != std::string::npos);
}
