// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/files/held_identifiers.hpp>

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include <dicom_anonymizer/part10/reader.hpp>

#include "support/catch.hpp"
#include "support/dicom_bytes.hpp"

namespace da = dicom_anonymizer;
namespace detail = da::detail;

namespace {

std::string dataset(const test::form& f) {
  return f.element(0x00080005, "CS", "ISO_IR 100") +
         f.element(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.2 ") +
         f.element(0x00080018, "UI", std::string("1.2.3\0", 6)) +
         f.element(0x00080020, "DA", "20080229") + f.element(0x00080030, "TM", "1015") +
         f.element(0x00080050, "SH", "ACC1") + f.element(0x00081030, "LO", "Thorax") +
         f.open_sequence(0x00081140, f.item(f.element(0x00100010, "PN", "Other "))) +
         f.element(0x00100010, "PN", "Name") + f.element(0x00100020, "LO", "Id  ") +
         f.element(0x00100030, "DA", "") + f.element(0x0020000D, "UI", "1.4 ") +
         f.element(0x00400244, "DA", "20080301") + f.element(0x300A0006, "DA", "20080302") +
         f.element(0x60003000, "OW", "ab");
}

}  // namespace

TEST_CASE("names, dates, UIDs and identifiers of the top level are held, in any encoding") {
  for (const auto& [uid, form] : {std::pair{test::explicit_uid, test::explicit_little},
                                  {test::implicit_uid, test::implicit_little},
                                  {test::big_endian_uid, test::explicit_big},
                                  {test::deflated_uid, test::explicit_little}}) {
    CAPTURE(uid);
    const std::string bytes = test::file(uid, dataset(form));
    const auto all = [](da::tag) { return true; };
    const detail::held_identifiers held = detail::identifiers_of(da::source(bytes), {}, all);
    CHECK(held.character_set == "ISO_IR 100");
    const std::vector<detail::held_identifier> wanted = {
        {{0x0008, 0x0018}, da::vr::UI, "1.2.3"},    {{0x0008, 0x0020}, da::vr::DA, "20080229"},
        {{0x0008, 0x0050}, da::vr::SH, "ACC1"},     {{0x0010, 0x0010}, da::vr::PN, "Name"},
        {{0x0010, 0x0020}, da::vr::LO, "Id"},       {{0x0020, 0x000D}, da::vr::UI, "1.4"},
        {{0x0040, 0x0244}, da::vr::DA, "20080301"}, {{0x300A, 0x0006}, da::vr::DA, "20080302"}};
    CHECK(held.all == wanted);
    detail::held_identifiers again;
    detail::read_identifiers(again, da::read_bytes(bytes).dataset, all);
    CHECK(again.all == held.all);
    CHECK(again.character_set == held.character_set);
  }
}

TEST_CASE("what is not wanted is left out, and the file before is forgotten") {
  da::source whole{dataset(test::explicit_little)};
  detail::held_identifiers held;
  detail::read_identifiers(held, whole, 0, da::encoding{}, {},
                           [](da::tag id) { return id.group == 0x0010; });
  CHECK(held.all.size() == 2);
  const std::string bytes = dataset(test::explicit_little);
  da::source half{bytes.substr(0, bytes.find("Name") + 2)};
  detail::read_identifiers(held, half, 0, da::encoding{}, {}, [](da::tag) { return true; });
  CHECK(held.all.size() == 3);
}

TEST_CASE("the UID of the file meta information is held where the data set has another or none") {
  const auto all = [](da::tag) { return true; };
  const auto& f = test::explicit_little;
  const std::string meta = f.element(0x00020003, "UI", "1.2.3.55");
  const std::string syntax =
      f.element(0x00020010, "UI", std::string(test::explicit_uid) + std::string(1, '\0'));
  const std::string start = std::string(128, '\0') + "DICM" + meta + syntax;
  const auto uids = [&](const std::string& bytes) {
    std::vector<std::string> result;
    for (const auto& one : detail::identifiers_of(da::source(bytes), {}, all).all)
      if (one.kind == da::vr::UI) result.push_back(one.bytes);
    return result;
  };
  const std::string name = f.element(0x00100010, "PN", "Name");
  CHECK(uids(start + name) == std::vector<std::string>{"1.2.3.55"});
  CHECK(uids(start + f.element(0x00080018, "UI", "1.2.3.66") + name) ==
        std::vector<std::string>{"1.2.3.66", "1.2.3.55"});
  CHECK(uids(start + f.element(0x00080018, "UI", "1.2.3.55") + name) ==
        std::vector<std::string>{"1.2.3.55"});
}

TEST_CASE("identifying texts are sorted") {
  CHECK(std::is_sorted(std::begin(detail::identifying_texts), std::end(detail::identifying_texts)));
}
