// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/text/phones.hpp>

#include <cstddef>
#include <string>
#include <string_view>

#include <dicom_anonymizer/text/cleaner.hpp>

#include "support/catch.hpp"

namespace text = dicom_anonymizer::text;
namespace detail = text::detail;

namespace {

// The part of a text that is a phone from its first atom on, and no measure.
std::string_view phone_in(std::string_view given) {
  static detail::passage all;
  detail::read_passage(given, 0, 100, all);
  const std::size_t end = detail::phone_at(all, 0);
  return end == 0 || detail::is_measure(all, 0, end) ? std::string_view()
                                                     : given.substr(0, all.atoms[end - 1].end);
}

std::string clean(std::string_view given) {
  const text::vocabulary words;
  const text::known_values known;
  return text::cleaner(words, known).clean(given).text;
}

}  // namespace

TEST_CASE("no phone begins behind the end of a text") {
  for (const std::string_view given : {"", "Fax", "FAX ", "Tel: "}) {
    detail::passage all;
    detail::read_passage(given, 0, 100, all);
    all.atoms.shrink_to_fit();  // so that sanitizers see what is read behind the end
    for (std::size_t i = all.atoms.size(); i < all.atoms.size() + 5; ++i)
      CHECK(detail::phone_at(all, i) == 0);
    CHECK(clean("CT " + std::string(given) + " ").find("CT") == 0);
  }
}

TEST_CASE("phones are found as they are written in their countries") {
  for (const std::string_view phone : {"06 39 98 12 34",     // France
                                       "800 550 1230",       // tens by chance
                                       "06-39-98-12-34",     //
                                       "06.39.98.12.34",     //
                                       "+33 6 39 98 12 34",  //
                                       "+33 (0)6 39 98 12 34",
                                       "01 99 00 47 11",
                                       "06\xC2\xA0"
                                       "39\xC2\xA0"
                                       "98\xC2\xA0"
                                       "12\xC2\xA0"
                                       "34",
                                       "32 12 31 23",         // Denmark
                                       "+45 32 12 31 23",     //
                                       "22 17 45 90",         // Norway
                                       "0 89/12 34 71",       // Germany, as it was long written
                                       "+49 (0)89 123-4567",  //
                                       "030 23125 123",       //
                                       "044 668 18 00",       // Switzerland
                                       "+41 44 668 18 00",    //
                                       "02 555 12 12",        // Belgium
                                       "+32 2 555 12 12",     //
                                       "601 23 45 67",        // Spain
                                       "91 123 45 67",        //
                                       "495 123 45 67",       // Russia
                                       "8 495 123-45-67",     //
                                       "08-465 004 51",       // Sweden
                                       "020 7946 0958",       // United Kingdom
                                       "+1-482-741-5243",     // United States
                                       "(555) 123-4567",      //
                                       "555.123.4567 x12",    //
                                       "+61 2 5550 1234",     // Australia
                                       "+81 3 1234 5678"})    // Japan
    CHECK(phone_in(phone) == phone);
}

TEST_CASE("numbers that measure are no phones") {
  for (const std::string_view measure :
       {"512 512",       "1.25 0.625",       "25-50-75",       "10 20 30 40",    "25 50 75 100",
        "0 500 1000",    "0 50 100 150 200", "01 02 03 04 05", "08 09 10 11",    "64 64 32 32",
        "120/80 130/85", "10 512 512",       "3 512 512",      "30 20 40 10 mm", "12 34",
        "+5 -5",         "+2 30 mm",         "90 60 30 15",    "5 10 15 20",     "1500/500",
        "4500/30/150",   "150-2500",         "1000 1000",      "500 1000 2000",  "512 1024",
        "1024 1024",     "1024/768",         "4000/100"}) {
    CAPTURE(measure);
    CHECK(phone_in(measure).empty());
  }
}

TEST_CASE("numbers behind a word of a technique count on in steps of any width") {
  CHECK(clean("TE 22 44 66 88") == "TE 22 44 66 88");
  CHECK(clean("Chest 22 44 66 88") == "Chest");
  CHECK(clean("TE 22 17 45 90") == "TE");
}

TEST_CASE("a phone of round numbers is one, also where its groups grow") {
  for (const std::string_view phone :
       {"650-750-2500", "850.950.1000", "(650) 750-2500", "800-550-1230", "650/750/2500",
        "800 550 1230", "416-640-1280", "416/640/1280", "512.256.1024", "(416) 640-1280",
        "416 - 640 - 1280", "416 640 1280"})
    for (const std::string_view before : {"", "call ", "MA ", "HR "}) {
      CAPTURE(phone, before);
      // What MA and HR tell has blanks.
      if (before.size() == 3 && phone.find(' ') == 3 && phone.find('-') == phone.npos) continue;
      CHECK(clean(std::string(before) + std::string(phone)).find_first_of("0123456789") ==
            std::string::npos);
    }
}

TEST_CASE("a capital B is the name of a place as well") {
  for (const std::string_view text :
       {"Ward B 650-750-2500", "Mr B 300-650-2500", "Clinic B 300/650/2500",
        "Hepatitis B 250-500-8300", "HR 1950-2150-100"}) {
    CAPTURE(text);
    CHECK(clean(text).find_first_of("0123456789") == std::string::npos);
  }
}

TEST_CASE("three numbers that grow or have a unit are none, though a phone is grouped so") {
  for (const std::string_view text : {"b 100 500 1000",
                                      "DWI b=100 500 1000 s/mm2",
                                      "400/800/1600 s/mm2",
                                      "416-640-1280 mm",
                                      "B0-400-800-1600",
                                      "b0-50-100-150-200-250-300-400-500-600-800-1000",
                                      "ep2d_diff_b100_500_1000",
                                      "b 500 750 1000",
                                      "DWI_b100-500-1000",
                                      "DWI_b=100/500/1000",
                                      "500 800 1000 mm",
                                      "400 550 1230 ms",
                                      "DLP 100 200 1000",
                                      "TI 320 300 1000",
                                      "b0-400-800-1600",
                                      "DWI b0-400-800-1600",
                                      "b50/400/800/1600",
                                      "b=0-400-800-1600",
                                      "b0-100-500-1000",
                                      "b 160 320 1600",
                                      "matrix 512 512 1024",
                                      "b 256 512 1024",
                                      "TR 2100-3000",
                                      "TI 2150-2500"}) {
    CAPTURE(text);
    CHECK(clean(text) == text);
  }
}

TEST_CASE("ten digits in groups that measure nothing go, however many groups there are") {
  for (const std::string_view number :
       {"12 345 678 901", "1 85 05 78 006 084 36", "123 456 789 012 345"}) {
    CAPTURE(number);
    CHECK(clean("Chest " + std::string(number)) == "Chest");
  }
  CHECK(clean("Chest 512 512 320 256") == "Chest 512 512 320 256");
}

TEST_CASE("what stands behind the word for a phone goes whatever it is like") {
  CHECK(clean("Chest Tel 10 20 30 40") == "Chest");
  CHECK(clean("Chest - Tel.: 32 12 31 23") == "Chest");
  CHECK(clean("Chest fax-nr. 12 34 56") == "Chest");
  CHECK(clean("Chest phone 089 12 34 71") == "Chest phone");
  CHECK(clean("cell 10 20 mm") == "cell 20 mm");  // no phone has four digits
}

TEST_CASE("a phone behind a phone goes, too") {
  CHECK(clean("Chest 01 99 00 47 11 / 06 39 98 12 34") == "Chest");
  CHECK(clean("Chest 06 39 98 12 34, 512 512") == "Chest, 512 512");
}
