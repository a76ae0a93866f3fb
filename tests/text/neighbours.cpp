// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/text/neighbours.hpp>

#include <string>
#include <string_view>

#include <dicom_anonymizer/text/cleaner.hpp>
#include <dicom_anonymizer/text/cues.hpp>

#include "support/catch.hpp"

namespace text = dicom_anonymizer::text;
namespace detail = text::detail;

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
  // No word of the language that turns a sentence round.
  CHECK(clean("Patient NO CONTRAST") == "Patient NO CONTRAST");
  CHECK(clean("patient: no contrast") == "patient: no contrast");
  for (const std::string_view text :
       {"Patient: NO METAL", "Seen: NO FRACTURE", "patient no (contrast)"})
    CHECK(clean(text) == text);
  CHECK(clean("Patient NO\r\nCONTRAST") == "Patient NO\r\nCONTRAST");
  CHECK(clean("Operator: NO CT HEAD").find("NO") == std::string::npos);
  for (const std::string_view text : {"Physician (No CT)", "by (No CT)", "Contact (No CT)"})
    CHECK(clean(text).find("No") == std::string::npos);
  // But names that are such words, too.
  for (const std::string_view named :
       {"Physician: Das", "by Das", "Patient: An", "Operator: NO", "Tech: Do", "Attn: To",
        "Tech: DE", "Contact: Des", "by das", "tech: le", "by to", "attn: in"}) {
    const std::string_view name = named.substr(named.rfind(' ') + 1);
    CHECK(clean(named).find(name) == std::string::npos);
  }
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

TEST_CASE("white space and commas beyond ASCII stand between the parts of a name, too") {
  CHECK(clean("Chest Dr.\xC2\xA0Long") == "Chest");
  CHECK(clean("Chest Dr.\xE3\x80\x80Long") == "Chest");
  CHECK(clean("Chest Mrs\xE2\x80\xAFRose\xE2\x80\xAFStern") == "Chest");
  CHECK(clean("axis Rose\xC2\xA0Smythe") == "axis");
  CHECK(clean("axis Rose\xEF\xBC\x8CSmythe") == "axis");
  CHECK(clean("Chest MRN\xEF\xBC\x9A"
              "12") == "Chest");
}

TEST_CASE("behind a label all goes that has a digit, and what hangs on it") {
  for (const std::string_view given :
       {"Chest mrn:77a", "Chest MRN 12-3456", "Chest MRN 12 34 56", "Chest ID B30", "Chest id: T12",
        "Chest ID 12.5", "Chest DOB 12.5.", "Chest geb. 12.5.", "Chest born 5/12",
        "Chest accession 12/A7"}) {
    CAPTURE(given);
    const std::string left = clean(given);
    CHECK(left.find_first_of("0123456789") == std::string::npos);
    CHECK(left.find("Chest") == 0);
  }
  CHECK(clean("Chest id 12 5 mm") == "Chest id 5 mm");
  CHECK(clean("Chest room 512x512") == "Chest room 512x512");
  CHECK(clean("Case 3mm") == "Case 3mm");
  CHECK(clean("Case 3 mm") == "Case 3 mm");
  CHECK(clean("Room 12 mm") == "Room 12 mm");
}

TEST_CASE("every key of a number is asked for") {
  for (const detail::cue_words& one : detail::all_cues) {
    if (one.bits != detail::cue::number_key && one.bits != detail::cue::label) continue;
    std::string_view words = one.words;
    while (!words.empty()) {
      const std::string key(words.substr(0, words.find(' ')));
      words.remove_prefix(key.size() + 1);
      CAPTURE(key);
      for (const std::string_view between : {" ", ": ", " no. ", "-Nr. ", " number: "})
        CHECK(clean("Chest " + key + std::string(between) + "12").find("12") == std::string::npos);
      if (one.bits == detail::cue::label) {
        CHECK(clean("Chest " + key + " T12").find("12") == std::string::npos);
        CHECK(clean("Chest " + key + " is 12").find("12") == std::string::npos);
      }
    }
  }
}

TEST_CASE("a number goes behind a key and a word for number") {
  for (const std::string_view given :
       {"patnr 1234", "Pat.-Nr. 123", "Geburtsdatum 12.5.", "birthday 5/12",
        "Accession Number: 1234", "MRN no. 77", "Patient ID is 1234", "Patient ID number is 1234",
        "Patient No. 4711", "Case Number: 4711", "Room No. 12", "Medical Record Number 4711",
        "PID|1234", "PID|1||1234", "Fall-Nr. 1234", "pager 1234"}) {
    CAPTURE(given);
    CHECK(clean(given).find_first_of("0123456789") == std::string::npos);
  }
  for (const std::string_view given : {"series number 3", "slice no 12", "patient no 3 mm nodules",
                                       "record 3", "Case number 3 mm"})
    CHECK(clean(given) == given);
}

TEST_CASE("several doctors are titled at once") {
  CHECK(clean("Chest Drs. Long and Rose") == "Chest and");
  CHECK(clean("Chest Drs Long & Rose") == "Chest");
}

TEST_CASE("a side is no initial") {
  for (const std::string_view given :
       {"MRI L. KNEE", "US R. KIDNEY", "Mammo L. MLO", "Knee, L.", "CT C.SPINE", "CT T. SPINE"})
    CHECK(clean(given) == given);
  CHECK(clean("MRI L. Brown") == "MRI");
  for (const std::string_view given :
       {"MRI ABDOMEN, W. CONTRAST", "CHEST W. Contrast", "V. CAVA", "A. CAROTIS", "N. OPTICUS",
        "M. BICEPS", "R. FEMORALIS", "L. BICEPS", "CT Abdomen, V. CAVA"})
    CHECK(clean(given) == given);
  CHECK(clean("MRI M. Head") == "MRI");
  CHECK(clean("MRI W. Head") == "MRI");
  CHECK(clean("MRI Brown, W. contrast") == "MRI. contrast");
}

TEST_CASE("ambiguous words are a name where they are written so") {
  CHECK(clean("CT BROWN^ROSE") == "CT");
  CHECK(clean("CT Brown^Rose") == "CT");
  CHECK(clean("CT Brown J.") == "CT");
  CHECK(clean("CT, Brown, J") == "CT");
  CHECK(clean("CT Name: Head Brown") == "CT Name");
  CHECK(clean("Head^Brain") == "Head^Brain");
  CHECK(clean("Brown fat") == "Brown fat");
}

TEST_CASE("the word of a maker goes where it is a name") {
  const text::vocabulary words;
  text::known_values known;
  known.add_safe_phrase("Fischer Bennett Imaging");
  const text::cleaner cleaner(words, known);
  CHECK(cleaner.clean("Fischer chest").text == "Fischer chest");
  CHECK(cleaner.clean("chest for Fischer").text == "chest for");
  CHECK(cleaner.clean("chest Dr. Fischer").text == "chest");
  CHECK(cleaner.clean("chest Anna Fischer").text == "chest");
  CHECK(cleaner.clean("chest Bennett^Rose").text == "chest");
}
