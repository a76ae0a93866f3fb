// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/dummy_documents.hpp>

#include <cstddef>
#include <string>
#include <string_view>

#include <dicom_anonymizer/anonymize.hpp>
#include <dicom_anonymizer/context.hpp>
#include <dicom_anonymizer/error.hpp>
#include <dicom_anonymizer/profiles/conformance.hpp>
#include <dicom_anonymizer/rules/rule.hpp>
#include <dicom_anonymizer/tags/keywords.hpp>

#include "support/both_ways.hpp"
#include "support/catch.hpp"
#include "support/datasets.hpp"
#include "support/dicom_bytes.hpp"

namespace da = dicom_anonymizer;
using da::detail::empty_document;

static_assert(da::detail::mime_type_of_document == da::tags::MIMETypeOfEncapsulatedDocument);

static_assert(empty_document("application/pdf ", "").starts_with("%PDF-"));
static_assert(empty_document("APPLICATION/PDF", "").starts_with("%PDF-"));
static_assert(empty_document(" text/XML", "").starts_with("<?xml"));
// What the MIME type says counts before the SOP Class.
static_assert(empty_document("text/XML", "1.2.840.10008.5.1.4.1.1.104.1").starts_with("<?xml"));
static_assert(empty_document("", "1.2.840.10008.5.1.4.1.1.104.1").starts_with("%PDF-"));
static_assert(empty_document(std::string_view("\0", 1), "1.2.840.10008.5.1.4.1.1.104.3").size() ==
              84);
static_assert(empty_document("image/jpeg", "1.2.840.10008.5.1.4.1.1.104.1").empty());
static_assert(empty_document("", "1.2.840.10008.5.1.4.1.1.2").empty());
static_assert(empty_document("application/pd", "").empty());
static_assert(empty_document("application/pdfs", "").empty());

namespace {

// ISO 32000 section 7.5.4: an entry of the table gives the offset of its object.
void check_cross_references(std::string_view pdf) {
  const std::size_t end = pdf.rfind("startxref\n");
  REQUIRE(end != pdf.npos);
  const std::size_t table = std::stoul(std::string(pdf.substr(end + 10)));
  REQUIRE(pdf.substr(table, 9) == "xref\n0 4\n");
  for (std::size_t i = 1; i < 4; ++i) {
    const std::string_view entry = pdf.substr(table + 9 + 20 * i, 20);
    CHECK(entry.substr(10) == " 00000 n \n");
    const std::size_t at = std::stoul(std::string(entry.substr(0, 10)));
    CHECK(pdf.substr(at, 8) == std::to_string(i) + " 0 obj\n");
  }
}

const std::string secret = "%PDF-1.4 letter about Canary^Yellow ";

std::string file_with(const test::form& as, std::string_view mime, std::string_view kind = "OB") {
  return test::file(
      as.big_endian    ? test::big_endian_uid
      : as.explicit_vr ? test::explicit_uid
                       : test::implicit_uid,
      as.element(0x00080016, "UI", test::padded("1.2.840.10008.5.1.4.1.1.104.1", '\0')) +
          as.element(0x00420010, "ST", "Letter of Canary") + as.element(0x00420011, kind, secret) +
          (mime.empty() ? "" : as.element(0x00420012, "LO", test::padded(mime, ' '))) +
          as.element(0x00420015, "UL", as.n(35, 4)));
}

}  // namespace

TEST_CASE("the blank page has its objects where its table says") {
  check_cross_references(empty_document("application/pdf", ""));
}

TEST_CASE("a document becomes an empty one of its type with its true length in both walks") {
  for (const test::form& as : {test::explicit_little, test::implicit_little, test::explicit_big}) {
    for (const std::string_view mime : {"application/pdf", "text/XML", "model/stl", "model/obj",
                                        "model/mtl", "", "application/unheard-of"}) {
      CAPTURE(mime, as.explicit_vr, as.big_endian);
      const std::string left = test::both_ways(file_with(as, mime), da::profile()).bytes;
      CHECK(left.find("Canary") == left.npos);
      const std::string_view wanted = mime == "application/unheard-of"
                                          ? std::string_view("\0\0", 2)
                                          : empty_document(mime, "1.2.840.10008.5.1.4.1.1.104.1");
      CHECK(left.find(as.element(0x00420011, "OB", wanted)) != left.npos);
      CHECK(left.find(as.element(0x00420015, "UL", as.n(wanted.size(), 4))) != left.npos);
    }
  }
}

TEST_CASE("a document under another VR than its own gets a dummy of that") {
  const test::form& as = test::explicit_little;
  const std::string left =
      test::both_ways(file_with(as, "application/pdf", "LT"), da::profile()).bytes;
  CHECK(left.find("%PDF") == left.npos);
  CHECK(left.find(as.element(0x00420011, "LT", "ANONYMIZED")) != left.npos);
  CHECK(left.find(as.element(0x00420015, "UL", as.n(10, 4))) != left.npos);
}

TEST_CASE("a document in an item is treated alike") {
  const test::form& as = test::explicit_little;
  const std::string inner = as.element(0x00420011, "OB", secret) +
                            as.element(0x00420012, "LO", "model/obj ") +
                            as.element(0x00420015, "UL", as.n(35, 4));
  // Of a sequence that the profile replaces, and of one whose items obey the rules.
  for (const std::uint32_t around : {0x0040A730U, 0x00283010U}) {
    const std::string left =
        test::both_ways(test::file(test::explicit_uid, as.sequence(around, as.item(inner))),
                        da::profile())
            .bytes;
    CHECK(left.find("Canary") == left.npos);
    CHECK(left.find(as.element(0x00420011, "OB", empty_document("model/obj", "")) +
                    as.element(0x00420012, "LO", "model/obj ") +
                    as.element(0x00420015, "UL", as.n(14, 4))) != left.npos);
  }
}

TEST_CASE("a document that is to be withheld is an error, one that is not there is none") {
  da::context shared;
  shared.documents = da::encapsulated_documents::withheld;
  gdcm::DataSet dataset;
  test::put(dataset, {0x0042, 0x0011}, gdcm::VR::OB, secret);
  gdcm::DataSet without;
  test::put(without, {0x0042, 0x0011}, gdcm::VR::OB, "");
  gdcm::DataSet removed = dataset;
  try {
    da::anonymize_dataset(dataset, da::profile(), shared);
    FAIL("it was not withheld");
  } catch (const da::error& why) {
    CHECK(why.code() == da::errc::withheld);
    CHECK(why.where() == da::tags::EncapsulatedDocument);
  }
  CHECK_NOTHROW(da::anonymize_dataset(without, da::profile(), shared));
  CHECK_NOTHROW(
      da::anonymize_dataset(removed, da::rule{da::tags::EncapsulatedDocument, da::remove}, shared));
  CHECK_FALSE(test::has(removed, {0x0042, 0x0011}));
}

TEST_CASE("who keeps a document claims no profile") {
  constexpr auto kept = da::profile() | da::rule{da::tags::EncapsulatedDocument, da::keep};
  static_assert(!da::conformance_of(kept).holds());
  const test::form& as = test::explicit_little;
  const std::string left = test::both_ways(file_with(as, "application/pdf"), kept).bytes;
  CHECK(left.find(as.element(0x00420011, "OB", secret)) != left.npos);
  CHECK(left.find(as.element(0x00420015, "UL", as.n(35, 4))) != left.npos);
  CHECK(left.find("113100") == left.npos);
}
