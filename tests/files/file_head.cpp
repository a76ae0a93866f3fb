// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/files/file_head.hpp>

#include <string>

#include <dicom_anonymizer/part10/reader.hpp>

#include "support/catch.hpp"
#include "support/dicom_bytes.hpp"

namespace da = dicom_anonymizer;
namespace detail = da::detail;

namespace {

std::string dataset(const test::form& f) {
  return f.element(0x00080005, "CS", "ISO_IR 100") + f.element(0x00080018, "UI", "1.2.3\0") +
         f.open_sequence(0x00081140, f.item(f.element(0x00100010, "PN", "Other "))) +
         f.element(0x00100010, "PN", "Name") + f.element(0x00100020, "LO", "Id  ") +
         f.element(0x00100021, "LO", "Issuer") + f.element(0x0020000D, "UI", "1.4 ") +
         f.element(0x0020000E, "UI", std::string("1.5\0", 4)) + f.element(0x00280010, "US", "ab");
}

}  // namespace

TEST_CASE("the head of a file of any encoding says whose it is and what it is called") {
  for (const auto& [uid, form] : {std::pair{test::explicit_uid, test::explicit_little},
                                  {test::implicit_uid, test::implicit_little},
                                  {test::big_endian_uid, test::explicit_big},
                                  {test::deflated_uid, test::explicit_little}}) {
    CAPTURE(uid);
    const std::string bytes = test::file(uid, dataset(form));
    const detail::file_head head = detail::head_of(da::source(bytes), {});
    CHECK(head.character_set == "ISO_IR 100");
    CHECK(head.instance == "1.2.3");
    CHECK(head.patient_name == "Name");
    CHECK(head.patient_id == "Id");
    CHECK(head.issuer == "Issuer");
    CHECK(head.other_ids.empty());
    CHECK(head.study == "1.4");
    CHECK(head.series == "1.5");
    detail::file_head again;
    da::dicom_file file = da::read_bytes(bytes);
    detail::read_head(again, file.dataset);
    CHECK(head == again);
  }
}

TEST_CASE("a head that is not sound is read as far as it is, and forgets the file before") {
  const std::string bytes = dataset(test::explicit_little);
  detail::file_head head;
  da::source whole{bytes};
  detail::read_head(head, whole, 0, da::encoding{}, {});
  CHECK(head.study == "1.4");
  da::source half{bytes.substr(0, bytes.find("Issuer") + 3)};
  detail::read_head(head, half, 0, da::encoding{}, {});
  CHECK(head.patient_id == "Id");
  CHECK(head.issuer.empty());
  CHECK(head.study.empty());
}
