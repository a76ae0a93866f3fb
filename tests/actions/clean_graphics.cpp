// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/clean_graphics.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <dicom_anonymizer/actions/empty.hpp>
#include <dicom_anonymizer/actions/keep.hpp>
#include <dicom_anonymizer/actions/remove.hpp>
#include <dicom_anonymizer/actions/replace.hpp>
#include <dicom_anonymizer/actions/replace_with_value.hpp>
#include <dicom_anonymizer/anonymize.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/profiles/conformance.hpp>
#include <dicom_anonymizer/profiles/editions.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/tags/keywords.hpp>
#include <dicom_anonymizer/unknown_words.hpp>

#include "support/both_ways.hpp"
#include "support/catch.hpp"
#include "support/datasets.hpp"
#include "support/dicom_bytes.hpp"

namespace da = dicom_anonymizer;
using gdcm::VR;
using namespace da::literals;

static_assert(da::detail::graphic_annotations == da::tags::GraphicAnnotationSequence);
static_assert(da::detail::unformatted_text == da::tags::UnformattedTextValue);
static_assert(da::detail::text_objects == da::tags::TextObjectSequence);
static_assert(da::detail::graphic_objects == da::tags::GraphicObjectSequence);
static_assert(da::detail::compound_graphics == da::tags::CompoundGraphicSequence);

namespace {

constexpr auto clean = da::profile() | da::option::clean_graphics;

constexpr const test::form* forms[] = {&test::explicit_little, &test::implicit_little,
                                       &test::explicit_big};

std::string file(const test::form& as, const std::string& body) {
  return test::file(as.big_endian    ? test::big_endian_uid
                    : as.explicit_vr ? test::explicit_uid
                                     : test::implicit_uid,
                    body);
}

std::string text_object(const test::form& as, std::string_view words) {
  return as.item(as.element(0x00700006, "ST", words));
}

// A polyline.
std::string graphic_object(const test::form& as, std::size_t points) {
  std::string data;
  for (std::size_t i = 0; i < 2 * points; ++i) data += as.n(0x40000000, 4);
  return as.item(as.element(0x00700020, "US", as.n(2, 2)) +
                 as.element(0x00700021, "US", as.n(static_cast<unsigned>(points), 2)) +
                 as.element(0x00700022, "FL", data) + as.element(0x00700023, "CS", "POLYLINE"));
}

std::size_t count(std::string_view bytes, std::string_view wanted) {
  std::size_t found = 0;
  for (std::size_t at = bytes.find(wanted); at != bytes.npos; at = bytes.find(wanted, at + 1))
    ++found;
  return found;
}

}  // namespace

// A rule that takes the place of the option's action is judged by what it leaves.
constexpr auto keeps_overlay = clean | da::rule{"(60xx,3000)"_tag, da::keep};
constexpr auto removes_overlay = clean | da::rule{"(60xx,3000)"_tag, da::remove};
static_assert(da::conformance_of(clean).holds());
static_assert(!da::conformance_of(keeps_overlay).holds());
static_assert(da::conformance_of(removes_overlay).holds());

TEST_CASE("an annotation whose texts tell nothing stays byte for byte in both walks") {
  for (const test::form* const as : forms) {
    const std::string annotation =
        as->sequence(0x00700001, as->item(as->element(0x00700002, "CS", "1 ") +
                                          as->sequence(0x00700008, text_object(*as, "98%1")) +
                                          as->sequence(0x00700009, graphic_object(*as, 500))));
    const std::string open = as->open_sequence(
        0x00700001, as->open_item(as->open_sequence(0x00700008, as->open_item(as->element(
                                                                    0x00700006, "ST", "98%1"))) +
                                  as->element(0x00700041, "CS", "Y ")));
    for (const std::string& one : {annotation, open}) {
      const std::string left = test::both_ways(file(*as, one), clean).bytes;
      CHECK(left.find(one) != left.npos);
      CHECK(count(left, "113103") == 1);
      CHECK(test::both_ways(file(*as, one), da::profile()).bytes.find("98%1") == left.npos);
    }
  }
}

TEST_CASE("text objects without a text left, and annotations without an object, go") {
  for (const test::form* const as : forms) {
    for (const bool is_open : {false, true}) {
      CAPTURE(as->explicit_vr, as->big_endian, is_open);
      const auto sequence = [&](std::uint32_t id, const std::string& items) {
        return is_open ? as->open_sequence(id, items) : as->sequence(id, items);
      };
      const auto item = [&](const std::string& elements) {
        return is_open ? as->open_item(elements) : as->item(elements);
      };
      const std::string kept = item(sequence(0x00700008, text_object(*as, "1234")));
      const std::string drawn = sequence(0x00700009, graphic_object(*as, 3));
      const std::string input =
          item(sequence(0x00700008, text_object(*as, "Mrs Canary"))) + kept +
          item(sequence(0x00700008,
                        text_object(*as, "Mrs Canary") + text_object(*as, "Mr Canary ")) +
               drawn) +
          item(sequence(0x00700008, text_object(*as, "Mrs Canary") + text_object(*as, "5678")) +
               sequence(0x00700009, graphic_object(*as, 501)));
      const std::string wanted =
          kept + item(drawn) + item(sequence(0x00700008, text_object(*as, "5678")));
      const std::string left = test::both_ways(file(*as, sequence(0x00700001, input)), clean).bytes;
      CHECK(left.find(sequence(0x00700001, wanted)) != left.npos);
      CHECK(count(left, "Canary") == 0);
      // Nothing but texts that went: no annotation either, as it has at least one.
      const std::string gone =
          test::both_ways(
              file(*as, sequence(0x00700001,
                                 item(sequence(0x00700008, text_object(*as, "Mrs Canary")))) +
                            as->element(0x00700082, "DA", "20200102")),
              clean)
              .bytes;
      CHECK(gone.find(as->element(0x00700001, "SQ", "").substr(0, 4)) == gone.npos);
      CHECK(count(gone, "113103") == 1);
    }
  }
}

TEST_CASE("annotations in items, and those hidden in UN, are cleaned alike") {
  const test::form& as = test::explicit_little;
  const test::form& hidden = test::implicit_little;
  const std::string secret =
      as.item(as.sequence(0x00700008, text_object(as, "Mrs Canary") + text_object(as, "1234")));
  const std::string inside = as.sequence(0x00720400, as.item(as.sequence(0x00700001, secret)));
  const std::string in_un =
      as.element(0x00700001, "UN",
                 hidden.item(hidden.sequence(
                     0x00700008, text_object(hidden, "Mrs Canary") + text_object(hidden, "1234"))));
  for (const std::string& one : {inside, in_un}) {
    const std::string left = test::both_ways(test::file(test::explicit_uid, one), clean).bytes;
    CHECK(count(left, "Canary") == 0);
    CHECK(count(left, "1234") == 1);
  }
}

TEST_CASE("words that no list has are told to who reviews them") {
  const test::form& as = test::explicit_little;
  const std::string input =
      as.sequence(0x00700001, as.item(as.sequence(0x00700008, text_object(as, "chest qzlxkv"))));
  da::context shared;
  shared.unknown_words = std::make_shared<da::unknown_words>();
  static_cast<void>(test::both_ways(test::file(test::explicit_uid, input), clean, shared));
  const std::string told = shared.unknown_words->to_text();
  CHECK(count(told, "1\tqzlxkv\tUnformattedTextValue") == 1);
  CHECK(count(told, "chest") == 0);
}

TEST_CASE("what is no sequence under the tag of annotations is none") {
  const test::form& as = test::explicit_little;
  const std::string left =
      test::both_ways(test::file(test::explicit_uid, as.element(0x00700001, "LO", "Mrs Canary")),
                      clean)
          .bytes;
  CHECK(count(left, "Canary") == 0);
}

TEST_CASE("names of layers that tell nothing stay, others are renamed and never meet them") {
  const test::form& as = test::explicit_little;
  const auto layers = [&](std::string_view first, std::string_view other) {
    const auto layer = [&](std::string_view name) {
      return as.item(as.element(0x00700002, "CS", name));
    };
    return test::both_ways(test::file(test::explicit_uid,
                                      as.sequence(0x00700001, layer(first) + layer(other)) +
                                          as.sequence(0x00700060, layer(other) + layer(first))),
                           clean)
        .bytes;
  };
  CHECK(count(layers("1 ", "2 "), "LAYER") == 0);
  const std::string mixed = layers("CANARY", "LAYER1");
  CHECK(count(mixed, "CANARY") == 0);
  CHECK(count(mixed, as.element(0x00700002, "CS", "LAYER1")) == 2);
  CHECK(count(mixed, as.element(0x00700002, "CS", "LAYER2")) == 2);
}

TEST_CASE("a region stays with its group, whatever the character of the file") {
  for (const test::form* const as : forms) {
    const auto plane = [&](std::string_view type, unsigned bits) {
      return as->element(0x60000010, "US", as->n(4, 2)) +
             as->element(0x60000011, "US", as->n(4, 2)) + as->element(0x60000040, "CS", type) +
             as->element(0x60000050, "SS", as->n(1, 2) + as->n(1, 2)) +
             as->element(0x60000100, "US", as->n(bits, 2)) +
             as->element(0x60000102, "US", as->n(0, 2)) + as->element(0x60001500, "LO", "98%1") +
             as->element(0x60003000, "OW", as->n(7, 2));
    };
    const std::string region = plane("R ", 1);
    const std::string left = test::both_ways(file(*as, region), clean).bytes;
    CHECK(left.find(region) != left.npos);
    CHECK(count(left, "113103") == 1);
    const std::string head = region.substr(0, 4);
    for (const std::string& one : {plane("G ", 1), plane("", 1), plane("R ", 8)}) {
      const std::string none = test::both_ways(file(*as, one), clean).bytes;
      CHECK(none.find(head) == none.npos);
    }
    CHECK(test::both_ways(file(*as, region), da::profile()).bytes.find(head) == left.npos);
  }
}

TEST_CASE("what an overlay was decides of its group, whoever's rule its type and bits meet") {
  for (const test::form* const as : forms) {
    const auto element = [&](std::uint32_t id, unsigned number) {
      return as->element(id, "US", as->n(number, 2));
    };
    const std::string type = as->element(0x60000040, "CS", "R ");
    const std::string before = element(0x60000010, 4) + element(0x60000011, 4);
    const std::string position = element(0x60000102, 0);
    const std::string behind = position + as->element(0x60003000, "OW", as->n(7, 2));
    const std::string region = before + type + element(0x60000100, 1) + behind;
    const std::string embedded = before + type + element(0x60000100, 16) + behind;
    const auto left = [&](const std::string& input, const auto& rules) {
      return test::both_ways(file(*as, input), rules).bytes;
    };
    const auto count_of_group = [&](const std::string& bytes) {
      std::size_t found = 0;
      for (const unsigned id :
           {0x60000010U, 0x60000011U, 0x60000040U, 0x60000100U, 0x60000102U, 0x60003000U})
        found += count(bytes, as->element(id, "US", "").substr(0, 4));
      return found;
    };
    CHECK(count(left(region, clean | da::rule{"(60xx,0040)"_tag, da::keep}), region) == 1);
    CHECK(count(left(region, clean | da::rule{"(60xx,0100)"_tag, da::keep}), region) == 1);
    CHECK(count(left(region, clean | da::rule{"(60xx,0102)"_tag, da::keep}), region) == 1);
    CHECK(count(left(region, clean | da::rule{"(60xx,0102)"_tag, da::remove}),
                before + type + element(0x60000100, 1) +
                    as->element(0x60003000, "OW", as->n(7, 2))) == 1);
    const std::string bits_alone = left(embedded, clean | da::rule{"(60xx,0100)"_tag, da::keep});
    CHECK(count(bits_alone, element(0x60000100, 16)) == 1);
    CHECK(count_of_group(bits_alone) == 1);
  }
}

TEST_CASE("texts of an overlay are cleaned, its subtype among them") {
  const test::form& as = test::explicit_little;
  const auto left = [&](std::string_view subtype) {
    return test::both_ways(
               test::file(test::explicit_uid, as.element(0x60000040, "CS", "R ") +
                                                  as.element(0x60000045, "LO", subtype) +
                                                  as.element(0x60003000, "OW", as.n(7, 2))),
               clean)
        .bytes;
  };
  CHECK(count(left("qzlxkv"), "qzlxkv") == 0);
  // A rule of the user's for the data alone leaves the group, and not this.
  const std::string plane = as.element(0x60000040, "CS", "G ") +
                            as.element(0x60000045, "LO", "qzlxkv") +
                            as.element(0x60003000, "OW", as.n(7, 2));
  const auto is_left = [&](const auto& rule) {
    return count(test::both_ways(test::file(test::explicit_uid, plane), clean | rule).bytes,
                 "qzlxkv") != 0;
  };
  CHECK_FALSE(is_left(da::rule{"(60xx,3000)"_tag, da::keep}));
  CHECK_FALSE(is_left(da::rule{"(60xx,3000)"_tag, da::empty}));
  for (const std::string_view term : {"USER", "AUTOMATED ", "ACTIVE IMAGE AREA "})
    CHECK(count(left(term), as.element(0x60000045, "LO", term)) == 1);
}

TEST_CASE("names of fonts stay where they tell nothing") {
  const test::form& as = test::explicit_little;
  const auto left = [&](std::string_view font) {
    const std::string style = as.sequence(0x00700231, as.item(as.element(0x00700227, "LO", font) +
                                                              as.element(0x00700229, "LO", font)));
    return test::both_ways(
               test::file(test::explicit_uid,
                          as.sequence(0x00700001,
                                      as.item(as.sequence(
                                          0x00700008,
                                          as.item(as.element(0x00700006, "ST", "98%1") + style))))),
               clean)
        .bytes;
  };
  CHECK(count(left("Mrs Canary"), "Canary") == 0);
  CHECK(count(left("Mrs Canary"), as.element(0x00700229, "LO", "ANONYMIZED")) == 1);
  for (const std::string_view font : {"Arial ", "sans-serif", "Times New Roman "}) {
    CHECK(count(left(font), as.element(0x00700227, "LO", font)) == 1);
    CHECK(count(left(font), as.element(0x00700229, "LO", font)) == 1);
  }
}

TEST_CASE("rules of the user's decide of what is in annotations, and the marks tell") {
  const test::form& as = test::explicit_little;
  const std::string telling = text_object(as, "Mrs Canary");
  const auto with = [&](std::size_t points) {
    return as.sequence(0x00700001,
                       as.item(as.sequence(0x00700008, telling + text_object(as, "1234")) +
                               as.sequence(0x00700009, graphic_object(as, points))));
  };
  const auto left = [&](std::size_t points, const auto& rule) {
    return test::both_ways(test::file(test::explicit_uid, with(points)), clean | rule).bytes;
  };
  const auto claims = [&](const std::string& bytes) {
    return count(bytes, "113100") == 1 && count(bytes, "113103") == 1 &&
           count(bytes, as.element(0x00120062, "CS", "YES ")) == 1;
  };
  const auto claims_nothing = [&](const std::string& bytes) {
    return count(bytes, "113100") == 0 && count(bytes, "113103") == 0 &&
           count(bytes, as.element(0x00120062, "CS", "YES ")) == 0;
  };
  const std::string kept_text = left(3, da::rule{"UnformattedTextValue"_tag, da::keep});
  CHECK(count(kept_text, with(3)) == 1);
  CHECK(claims_nothing(kept_text));
  const std::string replaced = left(
      3,
      da::rule{"UnformattedTextValue"_tag, da::actions::replace_with_value<std::string>("safe")});
  CHECK(count(replaced, text_object(as, "safe") + text_object(as, "safe")) == 1);

  const std::string drawn = left(501, da::rule{"GraphicObjectSequence"_tag, da::keep});
  CHECK(count(drawn, graphic_object(as, 501)) == 1);
  CHECK(claims_nothing(drawn));
  CHECK(claims(left(3, da::rule{"GraphicObjectSequence"_tag, da::keep})));
  CHECK(claims(left(501, da::rule{"GraphicObjectSequence"_tag, da::remove})));

  // The objects stay, and their texts are cleaned.
  const std::string objects = left(3, da::rule{"TextObjectSequence"_tag, da::keep});
  CHECK(count(objects, text_object(as, "1234")) == 1);
  CHECK(count(objects, "Canary") == 0);
  CHECK(count(objects, as.element(0x00700006, "ST", "ANONYMIZED")) == 1);
  CHECK(claims(objects));
}

TEST_CASE("layers are numbered everywhere where a rule of the user's numbers some") {
  const test::form& as = test::explicit_little;
  const auto layer = [&](std::string_view name) {
    return as.item(as.element(0x00700002, "CS", name));
  };
  const std::string input =
      test::file(test::explicit_uid, as.sequence(0x00700001, layer("CANARY") + layer("1 ")) +
                                         as.sequence(0x00700060, layer("1 ") + layer("CANARY")) +
                                         as.element(0x60000040, "CS", "R ") +
                                         as.element(0x60001001, "CS", "1 ") +
                                         as.element(0x60003000, "OW", as.n(7, 2)));
  const auto check = [&](const auto& rule) {
    const std::string left = test::both_ways(input, clean | rule).bytes;
    CHECK(count(left, as.element(0x00700002, "CS", "LAYER1")) == 2);
    CHECK(count(left, as.element(0x00700002, "CS", "LAYER2")) == 2);
    CHECK(count(left, as.element(0x60001001, "CS", "LAYER2")) == 1);
  };
  check(da::rule{"GraphicAnnotationSequence"_tag, da::replace});
  check(da::rule{"GraphicLayerSequence"_tag, da::replace});
  check(da::rule{"GraphicLayer"_tag, da::replace});
  const std::string kept =
      test::both_ways(input, clean | da::rule{"GraphicAnnotationSequence"_tag, da::keep}).bytes;
  CHECK(count(kept, as.element(0x00700002, "CS", "1 ")) == 2);
}

TEST_CASE("no graphics, no code, and that falls short of nothing") {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0008, 0x0060}, VR::CS, "MR");
  da::anonymize_dataset(dataset, clean);
  CHECK(test::item_count(dataset, {0x0012, 0x0064}) == 1);
  CHECK(test::bytes(dataset, {0x0012, 0x0063})->find("not in full") == std::string::npos);
}

TEST_CASE("every edition cleans the same graphics") {
  for (const da::edition* const table : da::editions) {
    CAPTURE(table->name());
    const da::profile rules = da::profile(*table) | da::option::clean_graphics;
    for (const da::tag id : {da::detail::graphic_annotations, da::tag{0x6002, 0x3000},
                             da::tag{0x6002, 0x4000}, da::tag{0x5000, 0x3000}}) {
      CAPTURE(to_string(id));
      CHECK(rules.code_for(id) == da::code::C);
      CHECK(da::profile(*table).code_for(id) != da::code::C);
      CHECK(rules.find(id).name() == "clean_graphics");
    }
    CHECK(rules.find(da::detail::unformatted_text).name() == "clean_graphics");
  }
}
