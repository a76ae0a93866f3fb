// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/text/neighbours.hpp>

#include <string>
#include <string_view>

#include <dicom_anonymizer/text/cleaner.hpp>

#include "support/catch.hpp"

namespace text = dicom_anonymizer::text;

namespace {

std::string clean(std::string_view given, text::allowances allowed = {}) {
  const text::vocabulary words;
  const text::known_values known;
  return text::cleaner(words, known, allowed).clean(given).text;
}

}  // namespace

TEST_CASE("what is behind a title goes, though it is a safe word elsewhere") {
  CHECK(clean("Chest Dr Head") == "Chest");
  CHECK(clean("Chest Prof. Long") == "Chest");
  CHECK(clean("Chest, Mrs. Rose Stern") == "Chest");
  CHECK(clean("Chest Mr. Brain") == "Chest");
  CHECK(clean("Chest Mr Rose") == "Chest");
}

TEST_CASE("a modality is no title") {
  CHECK(clean("MR Brain") == "MR Brain");
  CHECK(clean("DR Chest") == "DR Chest");
  CHECK(clean("DR Hand left") == "DR Hand left");
}

TEST_CASE("names with initials go") {
  CHECK(clean("Neck - J. Head") == "Neck");
  CHECK(clean("CT, Head, J.") == "CT");
}

TEST_CASE("an ambiguous word goes beside a name, and stays elsewhere") {
  CHECK(clean("long axis") == "long axis");
  CHECK(clean("axis Smythe Long") == "axis");
  CHECK(clean("axis Rose^Smythe") == "axis");
  CHECK(clean("Smythe in axis") == "in axis");
}

TEST_CASE("what is announced goes") {
  CHECK(clean("Chest for Rose") == "Chest for");
  CHECK(clean("Chest MRN 12") == "Chest");
  CHECK(clean("Chest room 12") == "Chest room");
}

TEST_CASE("the words of an institution go with the names beside them, and stay where they may") {
  CHECK(clean("Chest - Long Hill Hospital") == "Chest");
  CHECK(clean("Chest Redlands Clinic") == "Chest");
  text::allowances allowed;
  allowed.institution = true;
  CHECK(clean("Chest hospital", allowed) == "Chest hospital");
}

TEST_CASE("addresses go with the numbers of their houses") {
  CHECK(clean("Knie Hauptstra\xC3\x9F"
              "e 12") == "Knie");
  CHECK(clean("Chest 637 Jenkins Via Danielborough, AK 15270") == "Chest");
}
