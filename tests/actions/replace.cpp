// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/replace.hpp>

#include <string>
#include <string_view>

#include <dicom_anonymizer/anonymize.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/rules/rule_map.hpp>

#include "support/acting.hpp"
#include "support/both_ways.hpp"
#include "support/catch.hpp"
#include "support/datasets.hpp"
#include "support/dicom_bytes.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;
using gdcm::VR;
using test::number;

namespace {

// What replace makes of a value in an item of a sequence.
std::string replaced(da::tag id, VR::VRType kind, std::string_view value) {
  gdcm::DataSet item;
  test::put(item, id, kind, value);
  gdcm::DataSet dataset;
  test::put_sequence(dataset, {0x0040, 0xA730}, {item});
  test::act(da::replace, dataset, {0x0040, 0xA730});
  return *test::bytes(test::item(dataset, {0x0040, 0xA730}), id);
}

}  // namespace

TEST_CASE("numbers that count from 1 become 1, as many as there were") {
  CHECK(replaced({0x0008, 0x1160}, VR::IS, "12") == "1 ");       // Referenced Frame Number
  CHECK(replaced({0x0008, 0x1160}, VR::IS, "12\\14 ") == "1 ");  // one is enough
  CHECK(replaced({0x0062, 0x000B}, VR::US, number(7, 2) + number(9, 2)) ==
        number(1, 2) + number(1, 2));  // Referenced Segment Number
  CHECK(replaced({0x0040, 0xDB73}, VR::UL, number(1, 4) + number(300, 4) + number(2, 4)) ==
        number(1, 4) + number(1, 4) + number(1, 4));  // of a content item
  CHECK(replaced({0x0040, 0xDB73}, VR::UL, "") == number(1, 4));
}

TEST_CASE("other numbers become 0") {
  CHECK(replaced({0x0020, 0x0013}, VR::IS, "12") == "0 ");
  CHECK(replaced({0x0028, 0x0010}, VR::US, number(7, 2)) == number(0, 2));
}

TEST_CASE("a dummy has as many values as the attribute has at least") {
  CHECK(replaced({0x0028, 0x0030}, VR::DS, "0.5\\0.5 ") == "0\\0 ");    // Pixel Spacing, 2
  CHECK(replaced({0x0020, 0x0032}, VR::DS, "1\\2\\3 ") == "0\\0\\0 ");  // a position, 3
  CHECK(replaced({0x0008, 0x0008}, VR::CS, "DOE ") == "ANONYMIZED\\ANONYMIZED ");
  CHECK(replaced({0x0070, 0x0022}, VR::FL, "") == number(0, 8));  // Graphic Data, 2-n
  CHECK(replaced({0x0040, 0xA0B0}, VR::US, "") == number(1, 2) + number(1, 2));
}

TEST_CASE("what stands under Specific Character Set and names none goes from a sequence") {
  // PS3.15 section E.1.1: D for a sequence holds for all that its items hold.
  for (const test::form& as : {test::explicit_little, test::implicit_little, test::explicit_big}) {
    const std::string_view syntax = as.big_endian    ? test::big_endian_uid
                                    : as.explicit_vr ? test::explicit_uid
                                                     : test::implicit_uid;
    CAPTURE(syntax);
    const std::string name = as.element(0x00100010, "PN", "QZNAME^X");
    const std::string text = as.element(0x0040A160, "UT", "QZTEXT");
    const auto left_of = [&](const std::string& under) {
      return test::both_ways(test::file(syntax, as.open_sequence(
                                                    0x0040A730, as.open_item(under + name + text))),
                             da::profile())
          .bytes;
    };
    std::string left = left_of(as.open_sequence(0x00080005, as.open_item(name + text)));
    CHECK(left.find("QZ") == std::string::npos);
    left = left_of(as.element(0x00080005, "CS", "ISO_IR 100"));
    CHECK(left.find("ISO_IR 100") != std::string::npos);
    CHECK(left.find("QZ") == std::string::npos);
    if (!as.explicit_vr) continue;  // nothing tells that it is a name
    for (const std::string_view kind : {"PN", "UR"}) {
      CAPTURE(kind);
      CHECK(left_of(as.element(0x00080005, kind, "QZNAME")).find("QZ") == std::string::npos);
    }
  }
}

TEST_CASE("terms of styles stay, and no other text") {
  CHECK(replaced({0x0070, 0x0242}, VR::CS, "CENTER") == "CENTER");
  CHECK(replaced({0x0070, 0x0254}, VR::CS, "DASHED") == "DASHED");
  CHECK(replaced({0x0070, 0x0227}, VR::LO, "Helvetica ") == "Helvetica ");
  CHECK(replaced({0x0070, 0x0229}, VR::LO, "serif ") == "serif ");
  CHECK(replaced({0x0070, 0x0254}, VR::CS, "DOE ") == "ANONYMIZED");
  CHECK(replaced({0x0070, 0x0227}, VR::LO, "Doe ") == "ANONYMIZED");
  CHECK(replaced({0x0070, 0x0256}, VR::OB, std::string(128, 'x')) == std::string(128, '\0'));
}

TEST_CASE("the number of graphic points is that of the points that are left") {
  const auto points = [](unsigned said, unsigned there) {
    gdcm::DataSet graphic;
    test::put(graphic, {0x0070, 0x0021}, VR::US, number(said, 2));
    test::put(graphic, {0x0070, 0x0022}, VR::FL, std::string(std::size_t{8} * there, 'x'));
    gdcm::DataSet dataset;
    test::put_sequence(dataset, {0x0070, 0x0009}, {graphic});
    test::act(da::replace, dataset, {0x0070, 0x0009});
    const gdcm::DataSet& left = test::item(dataset, {0x0070, 0x0009});
    CHECK(*test::bytes(left, {0x0070, 0x0022}) == std::string(std::size_t{8} * there, '\0'));
    return *test::bytes(left, {0x0070, 0x0021});
  };
  CHECK(points(3, 3) == number(3, 2));
  CHECK(points(99, 2) == number(2, 2));  // it said what is not so
}

TEST_CASE("a layer is renamed alike where it is named and where it is used") {
  const auto named = [](std::string_view layer, std::uint32_t group) {
    gdcm::DataSet item;
    test::put(item, {0x0070, 0x0002}, VR::CS, layer);
    test::put(item, {0x0070, 0x0295}, VR::UL, number(group, 4));
    return item;
  };
  const da::tag annotations{0x0070, 0x0001};
  const da::tag layers{0x0070, 0x0060};
  const auto layer_of = [](const gdcm::DataSet& dataset, da::tag sequence, std::size_t item) {
    return *test::bytes(test::item(dataset, sequence, item), {0x0070, 0x0002});
  };
  const auto study = [&] {
    gdcm::DataSet dataset;
    test::put_sequence(dataset, annotations,
                       {named("DOE ", 17), named("JANE", 4711), named("DOE", 17)});
    test::put_sequence(dataset, layers, {named("JANE", 4711), named("DOE ", 17)});
    test::put(dataset, {0x6000, 0x1001}, VR::CS, "JANE");
    return dataset;
  };
  gdcm::DataSet dataset = study();
  da::anonymize_dataset(dataset);
  CHECK(layer_of(dataset, annotations, 1) == "LAYER1");
  CHECK(layer_of(dataset, annotations, 2) == "LAYER2");
  CHECK(layer_of(dataset, annotations, 3) == "LAYER1");
  CHECK(layer_of(dataset, layers, 1) == "LAYER2");
  CHECK(layer_of(dataset, layers, 2) == "LAYER1");
  // A graphic group has a number, and keeps its own one.
  CHECK(*test::bytes(test::item(dataset, annotations, 2), {0x0070, 0x0295}) == number(2, 4));
  CHECK(*test::bytes(test::item(dataset, layers, 1), {0x0070, 0x0295}) == number(2, 4));

  SECTION("where annotations stay, too") {
    gdcm::DataSet kept = study();
    da::anonymize_dataset(kept, da::rule{annotations, da::keep});
    CHECK(layer_of(kept, annotations, 1) == layer_of(kept, layers, 2));
    CHECK(layer_of(kept, annotations, 1) == "LAYER1");
  }
}

TEST_CASE("the length of a document is that of what is left of it") {
  const auto length_after = [](const auto& rules) {
    gdcm::DataSet dataset;
    test::put(dataset, {0x0042, 0x0011}, VR::OB, "a document's bytes, 31 of them. ");
    test::put(dataset, {0x0042, 0x0015}, VR::UL, number(31, 4));
    da::anonymize_dataset(dataset, rules);
    return test::bytes(dataset, {0x0042, 0x0015});
  };
  const da::tag document{0x0042, 0x0011};
  CHECK(length_after(da::default_profile) == number(2, 4));
  CHECK(length_after(da::rule{document, da::keep}) == number(31, 4));
  CHECK(length_after(da::rule{document, da::remove}) == std::nullopt);
  CHECK(length_after(da::rule{document, da::empty}) == std::nullopt);
}
