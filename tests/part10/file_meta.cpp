// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/part10/file_meta.hpp>

#include <string>
#include <string_view>

#include "support/catch.hpp"
#include "support/dicom_bytes.hpp"

namespace da = dicom_anonymizer;
namespace meta = da::detail::meta_tags;
using da::detail::encoded_meta;
using da::detail::meta_element;
using test::explicit_little;

namespace {

std::string with_start(const std::string& elements) {
  return std::string(128, '\0') + "DICM" +
         explicit_little.element(0x00020000, "UL", test::number(elements.size(), 4)) + elements;
}

}  // namespace

TEST_CASE("file meta information gets what it lacks, in order, and its length") {
  const auto& f = explicit_little;
  const meta_element added[] = {{meta::version, da::vr::OB, std::string_view("\0\1", 2)},
                                {meta::sop_class_uid, da::vr::UI, "1.2.3"},
                                {meta::implementation_version_name, da::vr::SH, "ABC"}};
  CHECK(encoded_meta(f.element(0x00020010, "UI", "1.2.840.10008.1.2.1"), added) ==
        with_start(f.element(0x00020001, "OB", std::string("\0\1", 2)) +
                   f.element(0x00020002, "UI", test::padded("1.2.3", '\0')) +
                   f.element(0x00020010, "UI", "1.2.840.10008.1.2.1") +
                   f.element(0x00020013, "SH", "ABC ")));
}

TEST_CASE("what is there stays unless it is empty or to be replaced") {
  const auto& f = explicit_little;
  const std::string before = f.element(0x00020002, "UI", "") + f.element(0x00020003, "UI", "1.1") +
                             f.element(0x00020010, "UI", "1.4") +
                             f.element(0x00020102, "OB", "private");
  const meta_element added[] = {{meta::sop_class_uid, da::vr::UI, "1.2"},
                                {meta::sop_instance_uid, da::vr::UI, "1.3", true},
                                {meta::transfer_syntax_uid, da::vr::UI, "1.5"}};
  CHECK(encoded_meta(before, added) ==
        with_start(f.element(0x00020002, "UI", test::padded("1.2", '\0')) +
                   f.element(0x00020003, "UI", test::padded("1.3", '\0')) +
                   f.element(0x00020010, "UI", "1.4") + f.element(0x00020102, "OB", "private")));
}

TEST_CASE("a UID that stays is of VR UI, PS3.10 table 7.1-1, whatever it was") {
  const auto& f = explicit_little;
  for (const char* kind : {"UI", "SH", "LO", "PN", "US", "UN", "UT", "OB"}) {
    CHECK(encoded_meta(f.element(0x00020002, kind, "1.22") + f.element(0x00020003, kind, "1.3 ") +
                           f.element(0x00020010, kind, "1.44") + f.element(0x00020102, kind, "ab"),
                       {})
              .starts_with(with_start(
                  f.element(0x00020002, "UI", "1.22") +
                  f.element(
                      0x00020003, "UI",
                      kind == std::string("UI") ? std::string("1.3 ") : std::string("1.3\0", 4)) +
                  f.element(0x00020010, "UI", "1.44") + f.element(0x00020102, kind, "ab"))));
    CHECK(encoded_meta(f.element(0x00020003, kind, ""), {}) ==
          with_start(f.element(0x00020003, "UI", "")));
  }
}

TEST_CASE("an empty value adds and replaces nothing") {
  const auto& f = explicit_little;
  const meta_element added[] = {{meta::sop_class_uid, da::vr::UI, ""},
                                {meta::sop_instance_uid, da::vr::UI, "", true}};
  CHECK(encoded_meta(f.element(0x00020003, "UI", "1.1"), added) ==
        with_start(f.element(0x00020003, "UI", "1.1")));
  CHECK(encoded_meta("", {}) == with_start(""));
}

TEST_CASE("what is no UID is refused, copied or added") {
  const auto& f = explicit_little;
  const auto code_of = [](const std::string& elements, std::string_view added) {
    try {
      const meta_element one[] = {{meta::sop_instance_uid, da::vr::UI, added, true}};
      (void)encoded_meta(elements, one);
      return da::errc{};
    } catch (const da::error& failed) {
      return failed.code();
    }
  };
  CHECK(code_of("", std::string(64, '1')) == da::errc{});
  // An element in a value that is longer than a length can say would become one of the output.
  for (const std::string& none : {std::string(65, '1'), std::string(65536 + 8, '1'),
                                  std::string("1.2.A"), std::string(".1")}) {
    CHECK(code_of("", none) == da::errc::invalid_value);
    if (none.size() > 65535) continue;
    for (const std::uint32_t id : {0x00020002U, 0x00020003U, 0x00020010U})
      CHECK(code_of(f.element(id, "UI", none), "") == da::errc::invalid_value);
  }
}

TEST_CASE("a value that is too long for the length of its VR is refused") {
  const std::string name(70'000, 'x');
  const meta_element one[] = {{meta::implementation_version_name, da::vr::SH, name}};
  CHECK_THROWS_AS(encoded_meta("", one), da::error);
}
