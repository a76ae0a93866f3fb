// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/known_text_ahead.hpp>

#include <memory>
#include <string>
#include <string_view>

#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/text/cleaner.hpp>
#include <dicom_anonymizer/text/vocabulary.hpp>
#include <dicom_anonymizer/walk/rule_cache.hpp>
#include <dicom_anonymizer/walk/rules_ref.hpp>

#include "support/catch.hpp"
#include "support/dicom_bytes.hpp"

namespace da = dicom_anonymizer;
using da::detail::known_text;

namespace {

const da::limits bounds;

struct looked {
  std::unique_ptr<known_text> ahead;      // over bytes
  std::unique_ptr<known_text> in_memory;  // over the data set read from them
  std::uint64_t attempted = 0;
};

looked look(const std::string& bytes, const da::encoding& form = {}) {
  const da::detail::rules_ref rules(da::default_profile);
  da::detail::rule_cache cache(rules);
  const da::context shared;
  da::source in{std::string(bytes)};
  looked result;
  result.ahead = da::detail::known_text_ahead(in, 0, form, cache, shared, bounds);
  result.attempted = in.store()->attempted();
  gdcm::DataSet dataset;
  da::detail::dataset_builder builder(dataset, in, bounds);
  try {
    da::parser<da::detail::dataset_builder>(in, bounds, builder).parse_dataset(0, form);
    result.in_memory = da::detail::known_text_of(dataset, cache, shared, bounds);
  } catch (const da::error&) {
  }
  return result;
}

bool knows(const known_text& known, std::string_view word) {
  const da::text::vocabulary words;
  return da::text::cleaner(words, known.values()).scrub(word).changed;
}

void check_both(const looked& found, std::string_view word, bool is_known) {
  INFO(word);
  CHECK(knows(*found.ahead, word) == is_known);
  REQUIRE(found.in_memory);
  CHECK(knows(*found.in_memory, word) == is_known);
}

std::string dataset(const test::form& f) {
  using test::padded;
  const std::string inner = f.element(0x00080005, "CS", "ISO_IR 144") +
                            f.element(0x0040A123, "PN", "\xBF\xE0\xD8\xD2\xD5\xE2 ");
  return f.element(0x00080005, "CS", "ISO_IR 100") + f.element(0x00080080, "LO", "Kreuzbach ") +
         f.element(0x00081030, "LO", "Descriptor") + f.element(0x00081070, "PN", "Op\xE9rateur") +
         f.element(0x00100010, "PN", "Zebulon^Quill ") + f.element(0x00100020, "LO", "PX99812 ") +
         f.sequence(0x00101002, f.item(f.element(0x00100020, "LO", "NESTED77")) +
                                    f.open_item(f.element(0x00100020, "LO", "OPEN7788"))) +
         f.open_sequence(0x0040A730, f.item(f.open_sequence(0x0040A730, f.item(inner)) +
                                            f.element(0x00700084, "PN", "Waxw\xEFng "))) +
         f.element(0x7FE00010, "OW", std::string(300, 'P')) +
         f.element(0x7FE10010, "LO", "BEHIND") + f.element(0x7FE11010, "PN", "Behindpixels");
}

}  // namespace

TEST_CASE("names and identifiers are found at any depth, in each encoding, by both") {
  for (const test::form& f : {test::explicit_little, test::implicit_little, test::explicit_big}) {
    const looked found = look(dataset(f), {f.explicit_vr, f.big_endian, false});
    for (const std::string_view word :
         {"Kreuzbach", "Op\xC3\xA9rateur", "Zebulon", "Quill", "PX99812", "NESTED77", "OPEN7788",
          "Waxw\xC3\xAFng", "\xD0\x9F\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82"})
      check_both(found, word, true);
    check_both(found, "Descriptor", false);
    check_both(found, "Behindpixels", false);
    CHECK(found.ahead->is_complete());
    CHECK(found.in_memory->is_complete());
  }
}

TEST_CASE("names in sequences that hide in UN are found, and cost the walk no attempts") {
  const test::form& f = test::explicit_little;
  const std::string hidden =
      test::implicit_little.item(test::implicit_little.element(0x00100010, "PN", "Zebulon^Quill "));
  const looked found = look(f.element(0x00101002, "UN", hidden));
  check_both(found, "Zebulon", true);
  CHECK(found.attempted == 0);
}

TEST_CASE("the meaning of an institution's code is its name, that of another is not") {
  for (const test::form& f : {test::explicit_little, test::implicit_little}) {
    const auto code = [&](std::string_view meaning) {
      return f.item(f.element(0x00080100, "SH", "KB") + f.element(0x00080102, "SH", "99HOSP") +
                    f.element(0x00080104, "LO", meaning));
    };
    const looked found =
        look(f.sequence(0x00080082, code("Kreuzbach ")) + f.sequence(0x00082218, code("Zebulon ")),
             {f.explicit_vr, f.big_endian, false});
    check_both(found, "Kreuzbach", true);
    check_both(found, "Zebulon", false);
  }
}

TEST_CASE("a name under another VR and the name of a private element are known") {
  const test::form& f = test::explicit_little;
  const looked found =
      look(f.element(0x00181020, "PN", "Zebulon ") + f.element(0x00290010, "LO", "VENDOR") +
           f.element(0x00291010, "PN", "Waxwing ") + f.element(0x00291011, "LO", "Innocent"));
  check_both(found, "Zebulon", true);
  check_both(found, "Waxwing", true);
  check_both(found, "Innocent", false);
}

TEST_CASE("of what cannot be read nothing is known") {
  const test::form& f = test::explicit_little;
  const std::string all = f.element(0x00100010, "PN", "Zebulon ") + f.head(0x00100020, "LO", 900);
  CHECK_FALSE(look(all).ahead->is_complete());
  // What fills a block is nothing.
  CHECK(look(f.element(0x00100010, "PN", "Zebulon ") + std::string(40, '\0')).ahead->is_complete());
  // Nor are the pixels looked at.
  CHECK(look(f.element(0x00100010, "PN", "Zebulon ") + f.head(0x7FE00010, "OW", 900))
            .ahead->is_complete());
}
