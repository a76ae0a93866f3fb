// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/profiles/iod_types.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include <dicom_anonymizer/anonymize.hpp>
#include <dicom_anonymizer/profiles/editions.hpp>
#include <dicom_anonymizer/tags/keywords.hpp>

#include "support/catch.hpp"
#include "support/datasets.hpp"
#include "support/table.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;
using gdcm::VR;
using type = da::attribute_type;

namespace {

constexpr std::string_view ct = "1.2.840.10008.5.1.4.1.1.2";
constexpr std::string_view secondary_capture = "1.2.840.10008.5.1.4.1.1.7";
constexpr std::string_view key_object = "1.2.840.10008.5.1.4.1.1.88.59";
constexpr std::string_view encapsulated_pdf = "1.2.840.10008.5.1.4.1.1.104.1";
constexpr std::array<da::tag, 0> top{};
constexpr auto by_iod = da::profile(da::dicom_2023e).with(da::conditional::by_iod);

da::tag tag_of(const std::string& text) {
  const auto number = static_cast<std::uint32_t>(std::stoul(text, nullptr, 16));
  return {static_cast<std::uint16_t>(number >> 16), static_cast<std::uint16_t>(number)};
}

gdcm::DataSet object(std::string_view sop_class) {
  gdcm::DataSet dataset;
  std::string uid(sop_class);
  if (uid.size() % 2 != 0) uid.push_back('\0');
  test::put(dataset, {0x0008, 0x0016}, VR::UI, uid);
  test::put(dataset, {0x0008, 0x0012}, VR::DA, "19500102");  // X/D, Type 3
  test::put(dataset, {0x0008, 0x0023}, VR::DA, "19500102");  // Z/D
  test::put(dataset, {0x0008, 0x1070}, VR::PN, "Name");      // X/Z/D
  return dataset;
}

}  // namespace

static_assert(da::is_known_iod(ct));
static_assert(!da::is_known_iod("1.2.3"));
static_assert(da::type_in_iod(ct, top, "InstanceCreationDate"_tag).type == type::type_3);
static_assert(da::type_in_iod(key_object, top, "ContentDate"_tag).type == type::type_1);

TEST_CASE("every row of the tables gives its SOP Classes the strictest Type of their modules") {
  const std::map<std::string, type> types = {{"1", type::type_1},
                                             {"1C", type::type_1c},
                                             {"2", type::type_2},
                                             {"2C", type::type_2c},
                                             {"3", type::type_3}};
  std::map<std::string, std::vector<test::table_row>> modules;
  for (const test::table_row& row : test::table_of("module_types.tsv"))
    if (row.at("basic_2026d").find('/') != std::string::npos)
      modules[row.at("module")].push_back(row);
  std::map<std::tuple<std::string, std::string>, type> strictest;
  std::set<std::string> classes;
  for (const test::table_row& row : test::table_of("iod_modules.tsv")) {
    classes.insert(row.at("sop_class_uid"));
    if (row.at("known") != "Y") continue;
    for (const test::table_row& attribute : modules[row.at("module")]) {
      const type one = types.at(attribute.at("type"));
      const auto [found, is_new] =
          strictest.try_emplace({row.at("sop_class_uid"), attribute.at("path")}, one);
      if (!is_new) found->second = std::min(found->second, one);
    }
  }
  CHECK(classes.size() == 180);
  CHECK(strictest.size() > 4000);
  for (const auto& [place, wanted] : strictest) {
    const auto& [uid, path] = place;
    std::vector<da::tag> around;
    for (std::size_t i = 0; i < path.size(); i += 9) around.push_back(tag_of(path.substr(i, 8)));
    const da::tag id = around.back();
    around.pop_back();
    CAPTURE(uid, path);
    CHECK(da::type_in_iod(uid, around, id).type == wanted);
  }
}

TEST_CASE("every IOD with functional groups demands a content date") {
  for (const std::string_view uid :
       {"1.2.840.10008.5.1.4.1.1.77.1.6", "1.2.840.10008.5.1.4.1.1.66.4",
        "1.2.840.10008.5.1.4.1.1.66.7", "1.2.840.10008.5.1.4.1.1.4.1",
        "1.2.840.10008.5.1.4.1.1.481.23", "1.2.840.10008.5.1.4.1.1.6.3"}) {
    CAPTURE(std::string(uid));
    CHECK(da::type_in_iod(uid, top, "ContentDate"_tag).type == type::type_1);
    CHECK(da::type_in_iod(uid, top, "ContentTime"_tag).type == type::type_1);
  }
}

TEST_CASE("content items nest to any depth") {
  const std::vector<da::tag> once = {"ContentSequence"_tag};
  const std::vector<da::tag> often(7, "ContentSequence"_tag);
  const auto of = [](const std::vector<da::tag>& path) {
    return da::type_in_iod(encapsulated_pdf, path, "ObservationDateTime"_tag).type;
  };
  CHECK(of(once).has_value());
  CHECK(of(once) == of(often));
}

TEST_CASE("by the IOD an attribute of Type 3 goes and one of Type 1 keeps a dummy") {
  gdcm::DataSet note = object(key_object);
  gdcm::DataSet plain = note;
  da::anonymize_dataset(plain);
  CHECK(test::bytes(plain, {0x0008, 0x0012}) == "19000101");
  CHECK(test::bytes(plain, {0x0008, 0x1070}) == "ANONYMIZED");
  const da::report done = da::anonymize_dataset(note, by_iod);
  CHECK_FALSE(test::has(note, {0x0008, 0x0012}));
  CHECK(test::bytes(note, {0x0008, 0x0023}) == "19000101");
  CHECK_FALSE(test::has(note, {0x0008, 0x1070}));
  CHECK(done.unknown_iods == 0);
}

TEST_CASE("by the IOD an attribute of Type 2 is emptied") {
  gdcm::DataSet image = object(secondary_capture);
  da::anonymize_dataset(image, by_iod);
  CHECK(test::bytes(image, {0x0008, 0x0023}) == "");
}

TEST_CASE("an unknown SOP Class falls back and is counted") {
  gdcm::DataSet dataset = object("1.2.3");
  gdcm::DataSet plain = dataset;
  const da::report done = da::anonymize_dataset(dataset, by_iod);
  CHECK(test::bytes(dataset, {0x0008, 0x0012}) == "19000101");
  CHECK(done.unknown_iods == 1);
  CHECK(da::anonymize_dataset(plain).unknown_iods == 0);
}

TEST_CASE("an attribute that no IOD table lists falls back") {
  gdcm::DataSet dataset = object(ct);
  test::put(dataset, {0x0014, 0x3076}, VR::DA, "19500102");  // of the supplement
  da::anonymize_dataset(dataset, by_iod);
  CHECK(test::bytes(dataset, {0x0014, 0x3076}) == "19000101");
}

TEST_CASE("by the IOD references go, unless the object lists what it refers to") {
  const auto with_references = [] {
    gdcm::DataSet reference;
    test::put(reference, {0x0008, 0x1155}, VR::UI, "1.2.3.4 ");
    gdcm::DataSet dataset = object(ct);
    test::put_sequence(dataset, {0x0008, 0x1140}, {reference});
    test::put_sequence(dataset, {0x0008, 0x2112}, {reference});
    return dataset;
  };
  gdcm::DataSet unlisted = with_references();
  da::anonymize_dataset(unlisted, by_iod);
  CHECK_FALSE(test::has(unlisted, {0x0008, 0x1140}));
  for (const gdcm::Tag& list : {gdcm::Tag(0x0008, 0x1115), gdcm::Tag(0x0008, 0x1200)}) {
    gdcm::DataSet listed = with_references();
    test::put_sequence(listed, list, {with_references()});
    da::anonymize_dataset(listed, by_iod);
    for (const gdcm::Tag& id : {gdcm::Tag(0x0008, 0x1140), gdcm::Tag(0x0008, 0x2112)}) {
      REQUIRE(test::item_count(listed, id) == 1);
      CHECK(test::bytes(test::item(listed, id), {0x0008, 0x1155}) != "1.2.3.4 ");
    }
  }
}
