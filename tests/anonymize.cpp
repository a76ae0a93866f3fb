// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/anonymize.hpp>

#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

#include <gdcmFile.h>
#include <gdcmReader.h>
#include <gdcmTrace.h>
#include <gdcmWriter.h>

#include <dicom_anonymizer/actions/replace_with_value.hpp>
#include <dicom_anonymizer/rules/dynamic_rule_map.hpp>
#include <dicom_anonymizer/rules/keep_private.hpp>
#include <dicom_anonymizer/rules/rule_map.hpp>

#include "support/catch.hpp"
#include "support/datasets.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using namespace da::literals;
using gdcm::VR;

namespace {

gdcm::DataSet study() {
  gdcm::DataSet reference;
  test::put(reference, {0x0008, 0x1150}, VR::UI, "1.2.840.10008.5.1.4.1.1.2");
  test::put(reference, {0x0008, 0x1155}, VR::UI, "1.2.3.4 ");
  test::put(reference, {0x0010, 0x0010}, VR::PN, "Nested^Name ");
  gdcm::DataSet dataset;
  test::put(dataset, {0x0008, 0x0000}, VR::UL, std::string("\x10\0\0\0", 4));
  test::put(dataset, {0x0008, 0x0016}, VR::UI, "1.2.840.10008.5.1.4.1.1.2");
  test::put(dataset, {0x0008, 0x0018}, VR::UI, "1.2.3.4 ");
  test::put(dataset, {0x0008, 0x0050}, VR::SH, "ACC1");
  test::put(dataset, {0x0008, 0x0060}, VR::CS, "CT");
  test::put_sequence(dataset, {0x0008, 0x1140}, {reference});
  test::put(dataset, {0x0010, 0x0010}, VR::PN, "Top^Name");
  test::put(dataset, {0x0010, 0x0020}, VR::LO, "12345678");
  test::put(dataset, {0x0018, 0x4000}, VR::LT, "free text ");
  test::put(dataset, {0x0019, 0x0010}, VR::LO, "ACME");
  test::put(dataset, {0x0019, 0x100C}, VR::IS, "1000");
  test::put(dataset, {0x0019, 0x100D}, VR::CS, "SECRET");
  test::put(dataset, {0x0029, 0x0010}, VR::LO, "OTHER ");
  test::put(dataset, {0x0029, 0x1001}, VR::LO, "SECRET");
  test::put(dataset, {0x0040, 0xA123}, VR::PN, "Annie de la Fontaine");
  return dataset;
}

std::string uid(const gdcm::DataSet& dataset, gdcm::Tag id) {
  std::string text = *test::bytes(dataset, id);
  while (!text.empty() && (text.back() == '\0' || text.back() == ' ')) text.pop_back();
  return text;
}

}  // namespace

TEST_CASE("the default profile holds at every depth") {
  gdcm::DataSet dataset = study();
  const da::report done = da::anonymize_dataset(dataset);
  CHECK(test::bytes(dataset, {0x0010, 0x0010}) == "");
  CHECK(test::bytes(dataset, {0x0010, 0x0020}) == "");
  CHECK(test::bytes(dataset, {0x0008, 0x0050}) == "");
  CHECK(test::bytes(dataset, {0x0008, 0x0060}) == "CT");
  CHECK_FALSE(test::has(dataset, {0x0018, 0x4000}));
  CHECK(test::bytes(dataset, {0x0040, 0xA123}) == "ANONYMIZED");
  const gdcm::DataSet& inner = test::item(dataset, {0x0008, 0x1140});
  CHECK(test::bytes(inner, {0x0010, 0x0010}) == "");
  CHECK(uid(inner, {0x0008, 0x1155}) == uid(dataset, {0x0008, 0x0018}));
  CHECK(uid(inner, {0x0008, 0x1155}).substr(0, 5) == "2.25.");
  CHECK(uid(inner, {0x0008, 0x1150}) == "1.2.840.10008.5.1.4.1.1.2");
  CHECK(done.applied.at("empty") == 4);
  CHECK(done.applied.at("replace_UID") == 2);
  CHECK(done.visited > 10);
}

TEST_CASE("private elements, their creators and group lengths go") {
  gdcm::DataSet dataset = study();
  da::anonymize_dataset(dataset);
  CHECK_FALSE(test::has(dataset, {0x0008, 0x0000}));
  for (const gdcm::DataElement& one : dataset.GetDES())
    CHECK_FALSE(da::tag(one.GetTag()).is_private());
}

TEST_CASE("a kept private element keeps its creator, and no other") {
  gdcm::DataSet dataset = study();
  da::anonymize_dataset(dataset, da::rule{da::private_element{0x0019, "ACME", 0x0C}, da::keep});
  CHECK(test::bytes(dataset, {0x0019, 0x0010}) == "ACME");
  CHECK(test::bytes(dataset, {0x0019, 0x100C}) == "1000");
  CHECK_FALSE(test::has(dataset, {0x0019, 0x100D}));
  CHECK_FALSE(test::has(dataset, {0x0029, 0x0010}));
  CHECK_FALSE(test::has(dataset, {0x0029, 0x1001}));
}

TEST_CASE("a private element is kept by its creator in whatever block it stands") {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0019, 0x0010}, VR::LO, "OTHER ");
  test::put(dataset, {0x0019, 0x0011}, VR::LO, "ACME");
  test::put(dataset, {0x0019, 0x100C}, VR::IS, "1 ");
  test::put(dataset, {0x0019, 0x110C}, VR::IS, "2 ");
  da::anonymize_dataset(dataset, da::rule{da::private_element{0x0019, "ACME", 0x0C}, da::keep});
  CHECK_FALSE(test::has(dataset, {0x0019, 0x0010}));
  CHECK_FALSE(test::has(dataset, {0x0019, 0x100C}));
  CHECK(test::bytes(dataset, {0x0019, 0x110C}) == "2 ");
  CHECK(test::bytes(dataset, {0x0019, 0x0011}) == "ACME");
}

TEST_CASE("keep_private keeps them all, but not a creator whose last element a rule removes") {
  gdcm::DataSet dataset = study();
  da::anonymize_dataset(
      dataset, da::keep_private | da::rule{da::private_element{0x0029, "OTHER", 0x01}, da::remove});
  CHECK(test::has(dataset, {0x0019, 0x100D}));
  CHECK(test::has(dataset, {0x0019, 0x0010}));
  CHECK_FALSE(test::has(dataset, {0x0029, 0x1001}));
  CHECK_FALSE(test::has(dataset, {0x0029, 0x0010}));
}

TEST_CASE("a private element without a creator goes, and keep_private keeps it") {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0019, 0x1001}, VR::LO, "x ");
  gdcm::DataSet kept = dataset;
  da::anonymize_dataset(dataset);
  da::anonymize_dataset(kept, da::keep_private);
  CHECK_FALSE(test::has(dataset, {0x0019, 0x1001}));
  CHECK(test::bytes(kept, {0x0019, 0x1001}) == "x ");
}

TEST_CASE("keep_everything leaves all that no rule names") {
  gdcm::DataSet dataset = study();
  da::anonymize_dataset(dataset, da::keep_everything{} | da::rule{"PatientID"_tag, da::empty});
  gdcm::DataSet expected = study();
  expected.GetDES().erase(gdcm::DataElement(gdcm::Tag(0x0008, 0x0000)));
  test::put(expected, {0x0010, 0x0020}, VR::LO, "");
  CHECK(dataset.Size() == expected.Size());
  for (const gdcm::DataElement& one : expected.GetDES())
    if (one.GetVR() != VR::SQ)
      CHECK(test::bytes(dataset, one.GetTag()) == test::bytes(expected, one.GetTag()));
  CHECK(test::bytes(test::item(dataset, {0x0008, 0x1140}), {0x0010, 0x0010}) == "Nested^Name ");
}

TEST_CASE("the user's rules win over the profile that lies under them") {
  gdcm::DataSet dataset = study();
  da::dynamic_rule_map extra;
  extra.set("PatientName"_tag, [](da::element& e) { e.set_text(e.depth() == 0 ? "TOP" : "IN"); });
  da::anonymize_dataset(dataset, da::rule_map(da::rule{"PatientID"_tag, da::keep}) | extra);
  CHECK(test::bytes(dataset, {0x0010, 0x0020}) == "12345678");
  CHECK(test::bytes(dataset, {0x0010, 0x0010}) == "TOP ");
  CHECK(test::bytes(test::item(dataset, {0x0008, 0x1140}), {0x0010, 0x0010}) == "IN");
  CHECK(test::bytes(dataset, {0x0008, 0x0050}) == "");  // still the profile
}

TEST_CASE("data sets of one context get the same UIDs, others do not") {
  gdcm::DataSet one = study();
  gdcm::DataSet two = study();
  gdcm::DataSet three = study();
  da::context shared;
  da::anonymize_dataset(one, da::default_profile, shared);
  da::anonymize_dataset(two, da::default_profile, shared);
  da::anonymize_dataset(three);
  CHECK(uid(one, {0x0008, 0x0018}) == uid(two, {0x0008, 0x0018}));
  CHECK(uid(one, {0x0008, 0x0018}) != uid(three, {0x0008, 0x0018}));
}

TEST_CASE("an action may remove any element while the walk goes on") {
  gdcm::DataSet dataset = study();
  da::anonymize_dataset(dataset,
                        da::keep_everything{} |
                            da::rule{0x0008'0050_tag,
                                     [](gdcm::DataSet& all, const gdcm::Tag&) {
                                       all.Clear();
                                       test::put(all, {0x0040, 0xA123}, VR::PN, "Left^Over ");
                                     }} |
                            da::rule{0x0040'A123_tag, [](da::element& e) { e.set_text("SEEN"); }});
  CHECK(dataset.Size() == 1);
  CHECK(test::bytes(dataset, {0x0040, 0xA123}) == "SEEN");
}

TEST_CASE("an action in an item may remove the sequence around it") {
  gdcm::DataSet dataset = study();
  const auto cut = [&dataset](da::element&) { dataset.Remove(gdcm::Tag(0x0008, 0x1140)); };
  da::anonymize_dataset(dataset, da::keep_everything{} | da::rule{0x0008'1155_tag, cut});
  CHECK_FALSE(test::has(dataset, {0x0008, 0x1140}));
  CHECK(test::has(dataset, {0x0040, 0xA123}));
}

TEST_CASE("items that an action has dealt with meet no rules, their private elements do") {
  gdcm::DataSet inner;
  test::put(inner, {0x0008, 0x1155}, VR::UI, "1.2.3.4 ");
  test::put(inner, {0x0009, 0x0010}, VR::LO, "ACME");
  test::put(inner, {0x0009, 0x1001}, VR::LO, "SECRET");
  test::put(inner, {0x0010, 0x0010}, VR::PN, "Nested");
  gdcm::DataSet dataset;
  test::put(dataset, {0x0008, 0x0018}, VR::UI, "1.2.3.4 ");
  test::put_sequence(dataset, {0x0040, 0x0275}, {inner});
  da::anonymize_dataset(dataset, da::rule{0x0040'0275_tag, da::replace});
  const gdcm::DataSet& left = test::item(dataset, {0x0040, 0x0275});
  CHECK(left.Size() == 2);
  CHECK(test::bytes(left, {0x0010, 0x0010}) == "ANONYMIZED");
  // Replaced once: the rule for UIDs would otherwise replace the replacement.
  CHECK(uid(left, {0x0008, 0x1155}) == uid(dataset, {0x0008, 0x0018}));
}

TEST_CASE("items hidden in UN and in implicit VR obey the rules") {
  // (0010,0010) of implicit VR little endian in an item of undefined length.
  const std::string hidden = std::string("\xFE\xFF\x00\xE0\xFF\xFF\xFF\xFF", 8) +
                             std::string("\x10\x00\x10\x00\x06\x00\x00\x00", 8) + "Hidden" +
                             std::string("\xFE\xFF\x0D\xE0\x00\x00\x00\x00", 8);
  for (const VR::VRType written : {VR::UN, VR::INVALID}) {
    gdcm::DataSet dataset;
    test::put(dataset, {0x0008, 0x1140}, written, hidden);  // known to be a sequence
    test::put(dataset, {0x0019, 0x0010}, VR::LO, "ACME");
    test::put(dataset, {0x0019, 0x1001}, written, hidden);
    gdcm::DataSet untouched = dataset;
    da::anonymize_dataset(dataset, da::keep_private);
    for (const gdcm::Tag& id : {gdcm::Tag(0x0008, 0x1140), gdcm::Tag(0x0019, 0x1001)}) {
      const auto* items =
          dynamic_cast<const gdcm::SequenceOfItems*>(&dataset.GetDataElement(id).GetValue());
      REQUIRE(items != nullptr);
      CHECK(test::bytes(items->GetItem(1).GetNestedDataSet(), {0x0010, 0x0010}) == "");
    }
    // What GDCM writes of it can be read again.
    gdcm::SmartPointer<gdcm::File> file = new gdcm::File;
    test::put(dataset, {0x0008, 0x0016}, VR::UI, "1.2.840.10008.5.1.4.1.1.2");
    test::put(dataset, {0x0008, 0x0018}, VR::UI, "1.2.3.4 ");
    file->SetDataSet(dataset);
    file->GetHeader().SetDataSetTransferSyntax(written == VR::UN
                                                   ? gdcm::TransferSyntax::ExplicitVRLittleEndian
                                                   : gdcm::TransferSyntax::ImplicitVRLittleEndian);
    gdcm::Writer writer;
    std::stringstream out;
    writer.SetStream(out);
    writer.SetFile(*file);
    REQUIRE(writer.Write());
    CHECK(out.str().find("Hidden") == std::string::npos);
    gdcm::Reader reader;
    reader.SetStream(out);
    CHECK(reader.Read());

    da::anonymize_dataset(untouched, da::keep_everything{});
    CHECK(test::bytes(untouched, {0x0008, 0x1140}) == hidden);
    CHECK(test::bytes(untouched, {0x0019, 0x1001}) == hidden);
  }
}

TEST_CASE("a known sequence whose items cannot be read is an error, unless it goes") {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0008, 0x2218}, VR::UN,
            std::string("\xFE\xFF\x00\xE0\xFF\xFF\x00\x00Name", 12));
  gdcm::DataSet removed = dataset;
  try {
    da::anonymize_dataset(dataset);
    FAIL("it was accepted");
  } catch (const da::error& e) {
    CHECK(e.code() == da::errc::malformed);
    CHECK(e.where() == da::tag{0x0008, 0x2218});
  }
  da::anonymize_dataset(removed, da::rule{0x0008'2218_tag, da::remove});
  CHECK_FALSE(test::has(removed, {0x0008, 0x2218}));
}

TEST_CASE("sequences nested deeper than 64 are refused, 64 are not") {
  const auto nested = [](int depth) {
    gdcm::DataSet dataset;
    test::put(dataset, {0x0010, 0x0010}, VR::PN, "Deep");
    for (int i = 0; i < depth; ++i) {
      gdcm::DataSet around;
      test::put_sequence(around, {0x0008, 0x1140}, {dataset});
      dataset = around;
    }
    return dataset;
  };
  gdcm::DataSet allowed = nested(64);
  da::anonymize_dataset(allowed);
  gdcm::DataSet* innermost = &allowed;
  for (int i = 0; i < 64; ++i) innermost = &test::item(*innermost, {0x0008, 0x1140});
  CHECK(test::bytes(*innermost, {0x0010, 0x0010}) == "");
  gdcm::DataSet refused = nested(65);
  try {
    da::anonymize_dataset(refused);
    FAIL("it was accepted");
  } catch (const da::error& e) {
    CHECK(e.code() == da::errc::too_deep);
  }
}

TEST_CASE("an error of an action names the action, the element and its VR") {
  gdcm::DataSet dataset = study();
  try {
    da::anonymize_dataset(dataset,
                          da::rule{"PatientID"_tag, da::replace_with(std::string(65, 'x'))});
    FAIL("it was accepted");
  } catch (const da::error& e) {
    CHECK(e.action() == "replace_with_value");
    CHECK(e.where() == da::tag{0x0010, 0x0020});
    CHECK(std::string(e.what()).find("VR LO") != std::string::npos);
    CHECK(std::string(e.what()).find("12345678") == std::string::npos);
  }
}

TEST_CASE("an exception of a user's action reaches the caller as it is") {
  gdcm::DataSet dataset = study();
  struct own_exception {};
  CHECK_THROWS_AS(
      da::anonymize_dataset(dataset,
                            da::rule{"PatientID"_tag, [](da::element&) { throw own_exception{}; }}),
      own_exception);
}

TEST_CASE("GDCM can write what is left, also of sequences that had defined lengths") {
  gdcm::Trace::WarningOff();
  gdcm::SmartPointer<gdcm::File> file = new gdcm::File;
  file->SetDataSet(study());
  file->GetHeader().SetDataSetTransferSyntax(gdcm::TransferSyntax::ExplicitVRLittleEndian);
  std::stringstream first;
  {
    gdcm::Writer writer;
    writer.SetStream(first);
    writer.SetFile(*file);
    REQUIRE(writer.Write());
  }
  // Turn the sequence and its item into ones of defined length: what follows the headers is known.
  gdcm::Reader reader;
  reader.SetStream(first);
  REQUIRE(reader.Read());
  gdcm::DataSet& read = reader.GetFile().GetDataSet();
  const gdcm::SmartPointer<gdcm::SequenceOfItems> items =
      read.GetDataElement(gdcm::Tag(0x0008, 0x1140)).GetValueAsSQ();
  REQUIRE(items);
  gdcm::Item& item = items->GetItem(1);
  item.SetVL(item.GetNestedDataSet().GetLength<gdcm::ExplicitDataElement>());
  const auto length = static_cast<std::uint32_t>(
      item.GetNestedDataSet().GetLength<gdcm::ExplicitDataElement>() + 8);
  items->SetLength(length);
  const_cast<gdcm::DataElement&>(read.GetDataElement(gdcm::Tag(0x0008, 0x1140))).SetVL(length);

  da::anonymize_dataset(read);
  gdcm::Writer writer;
  std::stringstream second;
  writer.SetStream(second);
  writer.SetFile(reader.GetFile());
  REQUIRE(writer.Write());
  gdcm::Reader again;
  again.SetStream(second);
  REQUIRE(again.Read());
  const gdcm::DataSet& left = again.GetFile().GetDataSet();
  CHECK(test::bytes(test::item(left, {0x0008, 0x1140}), {0x0010, 0x0010}) == "");
  CHECK(second.str().find("Nested") == std::string::npos);
}

namespace {

using sequence_path = std::vector<gdcm::Tag>;

gdcm::DataElement& sequence_at(gdcm::DataSet& dataset, const sequence_path& path) {
  gdcm::DataSet* at = &dataset;
  for (std::size_t i = 0; i + 1 < path.size(); ++i) at = &test::item(*at, path[i]);
  return const_cast<gdcm::DataElement&>(at->GetDataElement(path.back()));
}

// Gives each sequence and its items the lengths that they have in Explicit VR, the innermost first.
void define_lengths(gdcm::DataSet& dataset) {
  for (const gdcm::DataElement& one : dataset.GetDES()) {
    const gdcm::SmartPointer<gdcm::SequenceOfItems> items =
        one.GetVR() == VR::SQ ? one.GetValueAsSQ() : nullptr;
    if (!items) continue;
    std::uint32_t all = 0;
    for (std::size_t i = 1; i <= items->GetNumberOfItems(); ++i) {
      gdcm::Item& item = items->GetItem(i);
      define_lengths(item.GetNestedDataSet());
      item.SetVL(item.GetNestedDataSet().GetLength<gdcm::ExplicitDataElement>());
      all += std::uint32_t{item.GetVL()} + 8;
    }
    items->SetLength(all);
    const_cast<gdcm::DataElement&>(one).SetVL(all);
  }
}

// A report: (0040,A730) in an item of (0040,A730), and in that (0040,A043) and a private sequence,
// all of defined length.
const sequence_path report_sequences[] = {{{0x0040, 0xA730}},
                                          {{0x0040, 0xA730}, {0x0040, 0xA730}},
                                          {{0x0040, 0xA730}, {0x0040, 0xA730}, {0x0040, 0xA043}}};

gdcm::DataSet report_of_defined_lengths() {
  gdcm::DataSet code;
  test::put(code, {0x0008, 0x0100}, VR::SH, "121071");
  test::put(code, {0x0008, 0x0104}, VR::LO, "Finding of Somebody ");
  gdcm::DataSet inner;
  test::put(inner, {0x0040, 0xA040}, VR::CS, "TEXT");
  test::put_sequence(inner, {0x0040, 0xA043}, {code});
  test::put(inner, {0x0040, 0xA160}, VR::UT, "Nested^Name has a finding ");
  gdcm::DataSet outer;
  test::put(outer, {0x0040, 0xA040}, VR::CS, "CONTAINER ");
  test::put_sequence(outer, {0x0040, 0xA730}, {inner});
  gdcm::DataSet dataset = study();
  test::put_sequence(dataset, {0x0040, 0xA730}, {outer});
  define_lengths(dataset);
  return dataset;
}

}  // namespace

TEST_CASE("no sequence in or around a change keeps a defined length, at any depth") {
  gdcm::Trace::WarningOff();
  const auto is_open = [](gdcm::DataSet& dataset) {
    for (const sequence_path& path : report_sequences) {
      const gdcm::DataElement& sequence = sequence_at(dataset, path);
      const gdcm::SmartPointer<gdcm::SequenceOfItems> items = sequence.GetValueAsSQ();
      CHECK(sequence.GetVL().IsUndefined());
      CHECK(items->GetLength().IsUndefined());
      CHECK(items->GetItem(1).GetVL().IsUndefined());
    }
  };
  gdcm::SmartPointer<gdcm::File> file = new gdcm::File;
  file->SetDataSet(report_of_defined_lengths());
  file->GetHeader().SetDataSetTransferSyntax(gdcm::TransferSyntax::ExplicitVRLittleEndian);
  REQUIRE_FALSE(sequence_at(file->GetDataSet(), report_sequences[2]).GetVL().IsUndefined());
  da::anonymize_dataset(*file);
  is_open(file->GetDataSet());
  // GDCM aborts on a length that is not true.
  gdcm::Writer writer;
  std::stringstream written;
  writer.SetStream(written);
  writer.SetFile(*file);
  REQUIRE(writer.Write());
  gdcm::Reader again;
  again.SetStream(written);
  REQUIRE(again.Read());
  gdcm::DataSet& left = again.GetFile().GetDataSet();
  CHECK(test::has(left, {0x0040, 0xA730}));
  CHECK(written.str().find("Nested") == std::string::npos);

  // An action that visits what is nested, and one that reaches out to another sequence.
  gdcm::DataSet visited = report_of_defined_lengths();
  const auto deep = [](da::element& e) {
    const auto each = [](auto& self, da::element& one) -> void {
      if (one.is_sequence()) return one.for_each_nested([&](da::element& n) { self(self, n); });
      if (one.id() == da::tag{0x0008, 0x0104}) one.set_bytes("longer than it was before ");
    };
    each(each, e);
  };
  da::anonymize_dataset(visited, da::keep_everything{} | da::rule{"ContentSequence"_tag, deep});
  is_open(visited);
  const auto far = [](da::element& e) {
    gdcm::DataSet& inner = test::item(
        test::item(test::item(e.dataset(), {0x0040, 0xA730}), {0x0040, 0xA730}), {0x0040, 0xA043});
    test::put(inner, {0x0008, 0x0104}, VR::LO, "longer than it was before ");
  };
  for (const da::tag where : {da::tag{0x0008, 0x0060}, da::tag{0x0040, 0xA123}}) {
    gdcm::DataSet reached = report_of_defined_lengths();
    da::dynamic_rule_map rules;
    rules.set(where, far);
    da::anonymize_dataset(reached, da::keep_everything{} | rules);
    is_open(reached);
  }

  // What nothing has touched stays as it is.
  gdcm::DataSet untouched = report_of_defined_lengths();
  da::anonymize_dataset(untouched, da::keep_everything{});
  for (const sequence_path& path : report_sequences)
    CHECK_FALSE(sequence_at(untouched, path).GetVL().IsUndefined());
}

namespace {

// (0010,0010) in Implicit VR in an item, as the bytes of a sequence of defined length.
const std::string hidden_name = std::string("\xFE\xFF\x00\xE0\x0E\x00\x00\x00", 8) +
                                std::string("\x10\x00\x10\x00\x06\x00\x00\x00", 8) + "Hidden";

// The name in the first item of a sequence, or what hides it.
std::string name_in(const gdcm::DataSet& dataset, gdcm::Tag id) {
  const auto* items =
      dynamic_cast<const gdcm::SequenceOfItems*>(&dataset.GetDataElement(id).GetValue());
  if (items == nullptr) return *test::bytes(dataset, id);
  return *test::bytes(items->GetItem(1).GetNestedDataSet(), {0x0010, 0x0010});
}

}  // namespace

TEST_CASE("replace reaches items that are still bytes in the items of a sequence") {
  for (const VR::VRType written : {VR::INVALID, VR::UN}) {
    gdcm::DataSet inner;
    test::put(inner, {0x0008, 0x1140}, written, hidden_name);
    gdcm::DataSet dataset;
    test::put_sequence(dataset, {0x0040, 0xA730}, {inner});
    da::anonymize_dataset(dataset, da::rule{0x0040'A730_tag, da::replace});
    CHECK(name_in(test::item(dataset, {0x0040, 0xA730}), {0x0008, 0x1140}) == "ANONYMIZED");
  }
}

TEST_CASE("items under the tag of a Private Creator obey the rules, kept or not") {
  for (const VR::VRType written : {VR::INVALID, VR::UN}) {
    gdcm::DataSet inner;
    test::put(inner, {0x0019, 0x0010}, written, hidden_name);
    gdcm::DataSet dataset;
    test::put(dataset, {0x0019, 0x0010}, written, hidden_name);
    test::put(dataset, {0x0019, 0x1001}, VR::LO, "x ");
    test::put_sequence(dataset, {0x0040, 0xA730}, {inner});
    gdcm::DataSet removed = dataset;
    test::put_sequence(removed, {0x0040, 0xA730}, {});
    da::anonymize_dataset(removed);
    CHECK_FALSE(test::has(removed, {0x0019, 0x0010}));
    da::anonymize_dataset(dataset, da::keep_private | da::rule{0x0040'A730_tag, da::replace});
    CHECK(name_in(dataset, {0x0019, 0x0010}).empty());
    CHECK(name_in(test::item(dataset, {0x0040, 0xA730}), {0x0019, 0x0010}).empty());
  }
}

TEST_CASE("the work of every kind of action stays in items that were bytes") {
  const auto on_dataset = [](gdcm::DataSet& all, const gdcm::Tag& id) {
    test::put(all, id, VR::INVALID, "DONE");
  };
  const auto through_handle = [](da::element& e) {
    test::put(e.dataset(), {0x0010, 0x0010}, VR::INVALID, "DONE");
  };
  for (const da::any_action& what : {da::any_action(on_dataset), da::any_action(through_handle)}) {
    gdcm::DataSet dataset;
    test::put(dataset, {0x0008, 0x1140}, VR::UN, hidden_name);
    da::dynamic_rule_map rules;
    rules.set("PatientName"_tag, what);
    da::anonymize_dataset(dataset, da::keep_everything{} | rules);
    CHECK(name_in(dataset, {0x0008, 0x1140}) == "DONE");
  }
}

TEST_CASE("a kept value that begins like an item and cannot be read is removed and counted") {
  const std::string padded = hidden_name + std::string(2, '\0');
  const std::string big_endian = std::string("\xFF\xFE\xE0\x00\x00\x00\x00\x06", 8) + "Hidden";
  for (const VR::VRType written : {VR::UN, VR::INVALID}) {
    gdcm::DataSet dataset;
    test::put(dataset, {0x0019, 0x0010}, VR::LO, "ACME");
    test::put(dataset, {0x0019, 0x1001}, written, padded);
    test::put(dataset, {0x0019, 0x1002}, VR::OB, padded);
    test::put(dataset, {0x0019, 0x1003}, written, big_endian);
    const da::report done = da::anonymize_dataset(dataset, da::keep_private);
    CHECK_FALSE(test::has(dataset, {0x0019, 0x1001}));
    CHECK_FALSE(test::has(dataset, {0x0019, 0x1002}));
    CHECK_FALSE(test::has(dataset, {0x0019, 0x1003}));
    CHECK(done.applied.at("delete") == 4);  // with the creator, whose last elements they were
  }
}

TEST_CASE("a creator without elements goes with the profile, and stays where a rule keeps it") {
  gdcm::DataSet dataset;
  test::put(dataset, {0x0019, 0x0010}, VR::LO, "ACME");
  gdcm::DataSet kept = dataset;
  gdcm::DataSet everything = dataset;
  da::anonymize_dataset(dataset);
  da::anonymize_dataset(kept, da::keep_private);
  da::anonymize_dataset(everything, da::keep_everything{});
  CHECK_FALSE(test::has(dataset, {0x0019, 0x0010}));
  CHECK(test::bytes(kept, {0x0019, 0x0010}) == "ACME");
  CHECK(test::bytes(everything, {0x0019, 0x0010}) == "ACME");
}

namespace {

void fill(gdcm::File& file, const gdcm::DataSet& dataset) {
  file.SetDataSet(dataset);
  gdcm::FileMetaInformation& meta = file.GetHeader();
  meta.SetDataSetTransferSyntax(gdcm::TransferSyntax::ExplicitVRLittleEndian);
  test::put(meta, {0x0002, 0x0001}, VR::OB, "A^Name");
  test::put(meta, {0x0002, 0x0002}, VR::UI, "1.2.840.10008.5.1.4.1.1.4");
  test::put(meta, {0x0002, 0x0003}, VR::UI, "1.2.3.4 ");
  test::put(meta, {0x0002, 0x0010}, VR::UI, std::string("1.2.840.10008.1.2.1\0", 20));
  test::put(meta, {0x0002, 0x0016}, VR::AE, "SCANNER1");
  test::put(meta, {0x0002, 0x0100}, VR::UI, "1.2.3.55");
  test::put(meta, {0x0002, 0x0102}, VR::OB, "PRIVATE!");
}

}  // namespace

TEST_CASE("a file in memory gets its file meta information anew, and GDCM writes that") {
  gdcm::Writer writer;  // which owns the file
  gdcm::File& file = writer.GetFile();
  fill(file, study());
  const da::report done = da::anonymize_dataset(file);
  CHECK(done.applied.count("delete") != 0);
  const gdcm::FileMetaInformation& meta = file.GetHeader();
  CHECK(test::bytes(meta, {0x0002, 0x0001}) == std::string("\0\1", 2));
  CHECK(uid(meta, {0x0002, 0x0002}) == "1.2.840.10008.5.1.4.1.1.2");
  CHECK(uid(meta, {0x0002, 0x0003}) == uid(file.GetDataSet(), {0x0008, 0x0018}));
  CHECK(uid(meta, {0x0002, 0x0010}) == "1.2.840.10008.1.2.1");
  CHECK(test::bytes(file.GetDataSet(), {0x0010, 0x0010}) == "");

  std::stringstream bytes;
  writer.SetStream(bytes);
  REQUIRE(writer.Write());
  for (const char* gone : {"1.2.3.4", "SCANNER1", "1.2.3.55", "PRIVATE!", "A^Name", "Top^Name"}) {
    CAPTURE(gone);
    CHECK(bytes.str().find(gone) == std::string::npos);
  }
}

TEST_CASE("a file in memory shares UIDs with the other data sets of its context") {
  da::context job;
  gdcm::File file;
  fill(file, study());
  gdcm::DataSet other = study();
  da::anonymize_dataset(file, da::default_profile, job);
  da::anonymize_dataset(other, da::default_profile, job);
  CHECK(uid(file.GetHeader(), {0x0002, 0x0003}) == uid(other, {0x0008, 0x0018}));
}

TEST_CASE("rules act on the file meta information of a file in memory") {
  gdcm::File file;
  fill(file, study());
  da::anonymize_dataset(file, da::rule{0x0002'0016_tag, da::replace_with("NEW_AE")});
  CHECK(test::bytes(file.GetHeader(), {0x0002, 0x0016}) == "NEW_AE");
}

TEST_CASE("a DICOMDIR in memory is refused, and so is a UID that is none") {
  const auto code_of = [](gdcm::File& file, const auto& rules) {
    try {
      da::anonymize_dataset(file, rules);
      return da::errc{};
    } catch (const da::error& failed) {
      return failed.code();
    }
  };
  gdcm::DataSet records;
  test::put_sequence(records, {0x0004, 0x1220}, {study()});
  gdcm::File directory;
  fill(directory, records);
  test::put(directory.GetHeader(), {0x0002, 0x0002}, VR::UI, "1.2.840.10008.1.3.10");
  CHECK(code_of(directory, da::rule{0x0004'1220_tag, da::keep}) == da::errc::dicomdir);

  gdcm::DataSet named = study();
  test::put(named, {0x0008, 0x0018}, VR::UI, "TOP^NAME");
  gdcm::File file;
  fill(file, named);
  CHECK(code_of(file, da::rule{0x0008'0018_tag, da::keep}) == da::errc::invalid_value);
}

TEST_CASE("directory records in what is no DICOMDIR by its SOP Class go") {
  gdcm::DataSet dataset = study();
  test::put_sequence(dataset, {0x0004, 0x1220}, {study()});
  test::put(dataset, {0x0004, 0x1500}, VR::CS, "TOP_NAME");
  da::anonymize_dataset(dataset);
  CHECK_FALSE(dataset.FindDataElement(gdcm::Tag(0x0004, 0x1220)));
  CHECK_FALSE(dataset.FindDataElement(gdcm::Tag(0x0004, 0x1500)));
  CHECK(test::bytes(dataset, {0x0012, 0x0062}) == "YES ");
}

TEST_CASE("items where no file can have them are refused, at any depth") {
  for (const VR::VRType written : {VR::OB, VR::OW, VR::US})
    for (const gdcm::Tag& id : {gdcm::Tag(0x7FE0, 0x0010), gdcm::Tag(0x0018, 0x1210)}) {
      CAPTURE(id.GetGroup(), written);
      gdcm::DataSet inner;
      test::put(inner, {0x0010, 0x0010}, VR::PN, "A^Name");
      gdcm::DataSet dataset;
      test::put_sequence(dataset, id, {inner});
      const_cast<gdcm::DataElement&>(dataset.GetDataElement(id)).SetVR(written);
      gdcm::DataSet around;
      test::put_sequence(around, {0x0008, 0x1140}, {dataset});
      for (gdcm::DataSet* one : {&dataset, &around})
        CHECK(test::refused([&] { da::anonymize_dataset(*one); }).code == da::errc::malformed);
    }
}

TEST_CASE("items and delimiters outside a sequence are refused") {
  for (const gdcm::Tag& id :
       {gdcm::Tag(0xFFFE, 0xE000), gdcm::Tag(0xFFFE, 0xE00D), gdcm::Tag(0xFFFE, 0xE0DD)}) {
    gdcm::DataSet dataset = study();
    test::put(dataset, id, VR::UN, "A^Name");
    CHECK(
        test::refused([&] { da::anonymize_dataset(dataset); }) ==
        test::refusal{da::errc::malformed, (std::uint32_t{id.GetGroup()} << 16) | id.GetElement()});
  }
}
