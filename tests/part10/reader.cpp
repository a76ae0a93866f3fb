// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/part10/reader.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <dicom_anonymizer/part10/writer.hpp>

#include "support/catch.hpp"
#include "support/datasets.hpp"
#include "support/dicom_bytes.hpp"
#include "support/folder.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using da::errc;
using gdcm::VR;
using test::explicit_big;
using test::explicit_little;
using test::implicit_little;
using test::no_refusal;
using test::refusal;
using test::refused;

namespace {

constexpr std::uint32_t name = 0x00100010;
constexpr std::uint32_t study_sequence = 0x00081110;
constexpr std::uint32_t private_element = 0x00091001;
constexpr std::uint32_t pixels = 0x7FE00010;

struct syntax {
  std::string_view uid;
  test::form form;
};

constexpr syntax syntaxes[] = {{test::implicit_uid, implicit_little},
                               {test::explicit_uid, explicit_little},
                               {test::big_endian_uid, explicit_big},
                               {test::deflated_uid, explicit_little},
                               {test::jpeg_uid, explicit_little}};

// A data set with something of everything, one string for each element of the top level.
std::vector<std::string> elements_of(const syntax& s) {
  const test::form& f = s.form;
  const std::string inner = f.element(0x00081150, "UI", "1.2.3.4\0") +
                            f.element(0x00280010, "US", f.n(512, 2)) +
                            f.element(name, "PN", "In^A");
  std::vector<std::string> elements{
      f.element(0x00080005, "CS", "ISO_IR 100"),
      f.element(0x00080060, "CS", "CT"),
      f.element(0x00080068, "CS", ""),
      f.sequence(study_sequence, f.item(inner) + f.open_item(inner)),
      f.open_sequence(0x00081140, f.open_item(f.sequence(0x00081199, f.item(inner))) + f.item("")),
      f.element(0x00090010, "LO", "ACME"),
      f.sequence(private_element, implicit_little.item(implicit_little.element(name, "PN", "Hid ")),
                 "UN"),
      f.element(0x00091002, "UN", "any bytes"),
      f.element(name, "PN", "Doe^Jane"),
      f.element(0x00280010, "US", f.n(2, 2)),
  };
  if (s.uid == test::jpeg_uid) {
    elements.push_back(f.sequence(0x00880200, f.item(f.encapsulated(pixels, {"", "icon"}))));
    elements.push_back(f.encapsulated(pixels, {"", "abcdef"}));
  } else {
    elements.push_back(f.element(pixels, "OW", f.n(0x0102, 2) + f.n(0x0304, 2)));
  }
  elements.push_back(f.element(0xFFFCFFFC, "OB", "pad."));
  return elements;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string all;
  for (const std::string& one : parts) all += one;
  return all;
}

std::string example(const syntax& s) { return test::file(s.uid, joined(elements_of(s))); }

refusal refusal_of(const std::string& bytes, const da::limits& bounds = {}) {
  return refused([&] { (void)da::read_bytes(bytes, bounds); });
}

// Runs a check in a process that can have little more memory than it has now.
template <class Call>
bool holds_within(std::size_t more_bytes, const Call& call) {
  const ::pid_t child = ::fork();
  if (child == 0) {
    // A sanitizer tells at length of the memory that it does not get.
    if (std::freopen("/dev/null", "w", stderr) == nullptr) ::_exit(4);
    std::FILE* file = std::fopen("/proc/self/statm", "r");
    unsigned long pages = 0;
    if (file == nullptr || std::fscanf(file, "%lu", &pages) != 1) ::_exit(2);
    const rlim_t most = pages * static_cast<rlim_t>(::sysconf(_SC_PAGESIZE)) + more_bytes;
    const rlimit limit{most, most};
    if (::setrlimit(RLIMIT_AS, &limit) != 0) ::_exit(3);
    bool holds = false;
    try {
      holds = call();
    } catch (...) {
    }
    ::_exit(holds ? 0 : 1);
  }
  int status = 0;
  return ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

// What processes that have been waited for took of the processor: other programs may be running.
double seconds_of_children() {
  rusage used{};
  ::getrusage(RUSAGE_CHILDREN, &used);
  return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
         static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

}  // namespace

TEST_CASE("a file is read in every encoding, numbers in little endian") {
  for (const syntax& s : syntaxes) {
    CAPTURE(s.uid);
    const da::dicom_file file = da::read_bytes(example(s));
    CHECK(file.transfer_syntax == s.uid);
    CHECK(file.form.explicit_vr == s.form.explicit_vr);
    CHECK(file.form.big_endian == s.form.big_endian);
    CHECK(file.form.deflated == (s.uid == test::deflated_uid));
    CHECK(test::bytes(file.meta, {0x0002, 0x0001}) == std::string("\0\1", 2));
    CHECK(test::bytes(file.dataset, {0x0008, 0x0060}) == "CT");
    CHECK(test::bytes(file.dataset, {0x0008, 0x0068}) == "");
    CHECK(file.dataset.GetDataElement(gdcm::Tag(0x0008, 0x0068)).IsEmpty());
    CHECK(test::bytes(file.dataset, {0x0009, 0x1002}) == "any bytes");
    CHECK(test::bytes(file.dataset, {0x0010, 0x0010}) == "Doe^Jane");
    CHECK(test::bytes(file.dataset, {0x0028, 0x0010}) == std::string("\2\0", 2));
    CHECK(test::bytes(file.dataset, {0xFFFC, 0xFFFC}) == "pad.");
    CHECK(test::item_count(file.dataset, {0x0008, 0x1110}) == 2);
    for (const std::size_t number : {1U, 2U}) {
      const gdcm::DataSet& item = test::item(file.dataset, {0x0008, 0x1110}, number);
      CHECK(test::bytes(item, {0x0010, 0x0010}) == "In^A");
      CHECK(test::bytes(item, {0x0028, 0x0010}) == std::string("\0\2", 2));
    }
    CHECK(test::item_count(file.dataset, {0x0008, 0x1140}) == 2);
    const gdcm::DataSet& outer = test::item(file.dataset, {0x0008, 0x1140}, 1);
    CHECK(test::bytes(test::item(outer, {0x0008, 0x1199}), {0x0010, 0x0010}) == "In^A");
    CHECK(test::item(file.dataset, {0x0008, 0x1140}, 2).IsEmpty());
    CHECK(test::bytes(test::item(file.dataset, {0x0009, 0x1001}), {0x0010, 0x0010}) == "Hid ");
  }
}

TEST_CASE("elements have the VR that was written, and none in Implicit VR") {
  const da::dicom_file written = da::read_bytes(example(syntaxes[1]));
  CHECK(written.dataset.GetDataElement(gdcm::Tag(0x0010, 0x0010)).GetVR() == VR::PN);
  CHECK(written.dataset.GetDataElement(gdcm::Tag(0x0009, 0x1001)).GetVR() == VR::UN);
  CHECK(written.dataset.GetDataElement(gdcm::Tag(0x0008, 0x1110)).GetVR() == VR::SQ);
  CHECK(test::item(written.dataset, {0x0009, 0x1001})
            .GetDataElement(gdcm::Tag(0x0010, 0x0010))
            .GetVR() == VR::INVALID);
  const da::dicom_file implicit = da::read_bytes(example(syntaxes[0]));
  CHECK(implicit.dataset.GetDataElement(gdcm::Tag(0x0010, 0x0010)).GetVR() == VR::INVALID);
  CHECK(implicit.dataset.GetDataElement(gdcm::Tag(0x0008, 0x1110)).GetVR() == VR::INVALID);
}

TEST_CASE("sequences and items keep whether their lengths are defined") {
  const da::dicom_file file = da::read_bytes(example(syntaxes[1]));
  const gdcm::DataElement& defined = file.dataset.GetDataElement(gdcm::Tag(0x0008, 0x1110));
  const gdcm::DataElement& open = file.dataset.GetDataElement(gdcm::Tag(0x0008, 0x1140));
  CHECK_FALSE(defined.GetVL().IsUndefined());
  CHECK(open.GetVL().IsUndefined());
  CHECK_FALSE(defined.GetValueAsSQ()->GetItem(1).GetVL().IsUndefined());
  CHECK(defined.GetValueAsSQ()->GetItem(2).GetVL().IsUndefined());
}

TEST_CASE("odd lengths stay odd") {
  const auto& f = explicit_little;
  const da::dicom_file file = da::read_bytes(test::file(
      test::explicit_uid, f.element(name, "PN", "A^B") + f.element(0x00104000, "LT", "x")));
  CHECK(test::bytes(file.dataset, {0x0010, 0x0010}) == "A^B");
  CHECK(test::bytes(file.dataset, {0x0010, 0x4000}) == "x");
}

TEST_CASE("numbers of each width are swapped, text and bytes are not") {
  const auto& f = explicit_big;
  const std::string eight = "\1\2\3\4\5\6\7\x08";
  const std::string twos = "\2\1\4\3\6\5\x08\7";
  const std::string fours = "\4\3\2\1\x08\7\6\5";
  const std::string eights = "\x08\7\6\5\4\3\2\1";
  for (const auto& [vr, expected] : std::vector<std::pair<const char*, std::string>>{
           {"US", twos},   {"SS", twos},   {"OW", twos},   {"AT", twos},   {"UL", fours},
           {"SL", fours},  {"FL", fours},  {"OL", fours},  {"OF", fours},  {"FD", eights},
           {"OD", eights}, {"OV", eights}, {"SV", eights}, {"UV", eights}, {"OB", eight},
           {"UN", eight},  {"LO", eight},  {"UT", eight},  {"UI", eight},  {"PN", eight}}) {
    CAPTURE(vr);
    const std::string element = f.element(0x00091001, vr, eight);
    const da::dicom_file file = da::read_bytes(test::file(test::big_endian_uid, element));
    CHECK(test::bytes(file.dataset, {0x0009, 0x1001}) == expected);
    const da::dicom_file nested = da::read_bytes(
        test::file(test::big_endian_uid, f.sequence(study_sequence, f.item(element))));
    CHECK(test::bytes(test::item(nested.dataset, {0x0008, 0x1110}), {0x0009, 0x1001}) == expected);
    const da::dicom_file little = da::read_bytes(
        test::file(test::explicit_uid, explicit_little.element(0x00091001, vr, eight)));
    CHECK(test::bytes(little.dataset, {0x0009, 0x1001}) == eight);
  }
}

TEST_CASE("items in UN are little endian in a big endian file, with and without VRs") {
  for (const test::form& inside : {implicit_little, explicit_little}) {
    const std::string items = inside.item(inside.element(0x00280010, "US", inside.n(512, 2)));
    const da::dicom_file file = da::read_bytes(
        test::file(test::big_endian_uid, explicit_big.element(private_element, "UN", items)));
    CHECK(test::bytes(test::item(file.dataset, {0x0009, 0x1001}), {0x0028, 0x0010}) ==
          std::string("\0\2", 2));
  }
}

TEST_CASE("pixel data of the top level are deferred, of items only those in fragments") {
  for (const syntax& s : syntaxes) {
    const da::dicom_file file = da::read_bytes(example(s));
    const da::deferred_value* deferred =
        da::detail::deferred_of(file.dataset.GetDataElement(gdcm::Tag(0x7FE0, 0x0010)));
    REQUIRE(deferred != nullptr);
    CHECK(deferred->is_encapsulated() == (s.uid == test::jpeg_uid));
    std::string bytes;
    deferred->append_to(bytes);
    if (s.uid == test::jpeg_uid) {
      CHECK(bytes == s.form.encapsulated(pixels, {"", "abcdef"}).substr(12));
      const gdcm::DataSet& icon = test::item(file.dataset, {0x0088, 0x0200});
      CHECK(da::detail::deferred_of(icon.GetDataElement(gdcm::Tag(0x7FE0, 0x0010))) != nullptr);
    } else {
      CHECK(bytes == s.form.n(0x0102, 2) + s.form.n(0x0304, 2));
    }
    CHECK(da::detail::deferred_of(file.dataset.GetDataElement(gdcm::Tag(0xFFFC, 0xFFFC))) ==
          nullptr);
  }
  const auto& f = explicit_little;
  const da::dicom_file file = da::read_bytes(test::file(
      test::explicit_uid, f.sequence(0x00880200, f.item(f.element(pixels, "OB", "icon"))) +
                              f.element(0x7FE00008, "OF", "1234") +
                              f.element(0x7FE00009, "OD", "12345678") +
                              f.element(pixels, "OB", "")));
  CHECK(test::bytes(test::item(file.dataset, {0x0088, 0x0200}), {0x7FE0, 0x0010}) == "icon");
  CHECK(da::detail::deferred_of(file.dataset.GetDataElement(gdcm::Tag(0x7FE0, 0x0008))) != nullptr);
  CHECK(da::detail::deferred_of(file.dataset.GetDataElement(gdcm::Tag(0x7FE0, 0x0009))) != nullptr);
  CHECK(file.dataset.GetDataElement(gdcm::Tag(0x7FE0, 0x0010)).IsEmpty());
}

TEST_CASE("pixel data stay readable when the file has lost its name and the result is copied") {
  const test::folder folder;
  test::write(folder / "a.dcm", example(syntaxes[1]));
  gdcm::DataElement copy;
  {
    const da::dicom_file file = da::read_file(folder / "a.dcm");
    copy = file.dataset.GetDataElement(gdcm::Tag(0x7FE0, 0x0010));
  }
  std::filesystem::remove(folder / "a.dcm");
  std::string bytes;
  da::detail::deferred_of(copy)->append_to(bytes);
  CHECK(bytes == "\2\1\4\3");
}

TEST_CASE("a file and its bytes are read alike") {
  const test::folder folder;
  for (const syntax& s : syntaxes) {
    test::write(folder / "a.dcm", example(s));
    CHECK(da::read_file(folder / "a.dcm").dataset.Size() ==
          da::read_bytes(example(s)).dataset.Size());
  }
}

TEST_CASE("elements out of order are read, and stand in order") {
  const auto& f = explicit_little;
  const da::dicom_file file = da::read_bytes(test::file(
      test::explicit_uid, f.element(name, "PN", "A^B ") + f.element(0x00080060, "CS", "CT")));
  CHECK(file.dataset.Size() == 2);
  CHECK(da::tag(file.dataset.GetDES().begin()->GetTag()) == da::tag(0x0008, 0x0060));
}

TEST_CASE("an element that stands twice is refused, wherever it is") {
  const auto& f = explicit_little;
  const std::string one = f.element(name, "PN", "A^B ");
  const std::uint64_t begin = test::meta(test::explicit_uid).size();
  CHECK(refusal_of(test::file(test::explicit_uid, one + one)) ==
        refusal{errc::malformed, name, begin + 12});
  CHECK(refusal_of(test::file(test::explicit_uid,
                              one + f.element(0x00104000, "LT", "") + f.element(name, "LO", ""))) ==
        refusal{errc::malformed, name, begin + 20});
  CHECK(refusal_of(test::file(test::explicit_uid, f.sequence(study_sequence, f.item(one + one)))) ==
        refusal{errc::malformed, name, begin + 32});
  const std::string twice = f.sequence(study_sequence, f.item(one));
  CHECK(refusal_of(test::file(test::explicit_uid, twice + twice)).code == errc::malformed);
  CHECK(refusal_of(test::file(test::explicit_uid,
                              f.sequence(study_sequence, f.item(one) + f.item(one)))) ==
        no_refusal);
  const std::string syntax = f.element(0x00020010, "UI", test::padded(test::explicit_uid, '\0'));
  CHECK(refusal_of(test::meta_of(syntax + syntax)) ==
        refusal{errc::malformed, 0x00020010, 144 + syntax.size()});
}

TEST_CASE("NULs at the end of a file are nothing") {
  for (const syntax& s : syntaxes) {
    const da::dicom_file file = da::read_bytes(example(s) + std::string(513, '\0'));
    CHECK(file.dataset.Size() == elements_of(s).size());
  }
}

TEST_CASE("the group length of the file meta information may be wrong or missing") {
  const auto& f = explicit_little;
  const std::string syntax = f.element(0x00020010, "UI", test::padded(test::explicit_uid, '\0'));
  const std::string head = std::string(128, 'x') + "DICM";
  const std::string dataset = f.element(name, "PN", "A^B ");
  for (const std::string& length :
       {std::string(), f.element(0x00020000, "UL", f.n(1, 4)),
        f.element(0x00020000, "UL", f.n(0xFFFFFFFF, 4)), f.element(0x00020000, "UL", "")}) {
    const da::dicom_file file = da::read_bytes(head + length + syntax + dataset);
    CHECK(file.transfer_syntax == test::explicit_uid);
    CHECK(test::bytes(file.dataset, {0x0010, 0x0010}) == "A^B ");
  }
}

TEST_CASE("a file without transfer syntax is read if its data set shows it") {
  for (const test::form& f : {explicit_little, explicit_big, implicit_little}) {
    const std::string dataset = f.element(0x00080060, "CS", "CT") + f.element(name, "PN", "A^B ");
    const std::string_view expected = !f.explicit_vr ? test::implicit_uid
                                      : f.big_endian ? test::big_endian_uid
                                                     : test::explicit_uid;
    const auto& m = explicit_little;
    for (const std::string& before : {std::string(), std::string(128, '\0') + "DICM",
                                      test::meta_of(m.element(0x00020012, "UI", "1.2.3.44")),
                                      test::meta_of(m.element(0x00020010, "UI", "")),
                                      test::meta_of(m.element(0x00020010, "UI", "  "))}) {
      const da::dicom_file file = da::read_bytes(before + dataset);
      CHECK(file.transfer_syntax == expected);
      CHECK(test::bytes(file.dataset, {0x0008, 0x0060}) == "CT");
      CHECK(test::bytes(file.dataset, {0x0010, 0x0010}) == "A^B ");
    }
  }
}

TEST_CASE("file meta information needs no preamble") {
  const std::string bytes = example(syntaxes[2]).substr(132);
  const da::dicom_file file = da::read_bytes(bytes);
  CHECK(file.transfer_syntax == test::big_endian_uid);
  CHECK(test::bytes(file.dataset, {0x0008, 0x0060}) == "CT");
}

TEST_CASE("a group length is recognised at the beginning of a bare data set") {
  const auto& f = implicit_little;
  const da::dicom_file file =
      da::read_bytes(f.element(0x00080000, "UL", f.n(10, 4)) + f.element(0x00080060, "CS", "CT"));
  CHECK(file.transfer_syntax == test::implicit_uid);
  CHECK(file.dataset.Size() == 2);
}

TEST_CASE("the UID of a transfer syntax is read without its padding") {
  const auto& f = explicit_little;
  for (const char* uid : {"1.2.840.10008.1.2 ", "1.2.840.10008.1.2", "1.2.840.10008.1.2  "})
    CHECK(da::read_bytes(test::meta_of(f.element(0x00020010, "UI", uid)) +
                         implicit_little.element(name, "PN", "A^B "))
              .transfer_syntax == test::implicit_uid);
}

TEST_CASE("a file that ends behind its file meta information is truncated") {
  for (const std::string_view uid :
       {test::explicit_uid, test::implicit_uid, test::big_endian_uid, test::jpeg_uid}) {
    const refusal expected{errc::truncated, std::nullopt, test::meta(uid).size()};
    CHECK(refusal_of(test::meta(uid)) == expected);
    CHECK(refusal_of(test::meta(uid) + std::string(5000, '\0')) == expected);
  }
  CHECK(refusal_of(test::file(test::deflated_uid, "")) ==
        refusal{errc::truncated, std::nullopt, 0});
}

TEST_CASE("a data set in another plain transfer syntax than declared is read as what it is") {
  struct declared {
    std::string_view uid;
    test::form form;
  };
  const declared all[] = {{test::implicit_uid, implicit_little},
                          {test::explicit_uid, explicit_little},
                          {test::big_endian_uid, explicit_big}};
  for (const declared& says : all)
    for (const declared& is : all)
      for (const bool has_length : {false, true}) {
        CAPTURE(says.uid, is.uid, has_length);
        const test::form& f = is.form;
        const std::string dataset =
            (has_length ? f.element(0x00080000, "UL", f.n(26, 4)) : std::string()) +
            f.element(0x00080005, "CS", "ISO_IR 100") + f.element(0x00080060, "CS", "CT") +
            f.element(name, "PN", "A^B ") + f.element(0x7FE00010, "OW", std::string(800'000, '\0'));
        const da::dicom_file file =
            da::read_bytes(test::meta(says.uid) + dataset + std::string(800'000, '\0'));
        CHECK(file.transfer_syntax == is.uid);
        CHECK(file.is_misdeclared == (says.uid != is.uid));
        CHECK(test::bytes(file.dataset, {0x0010, 0x0010}) == "A^B ");
      }
}

TEST_CASE("a data set that is not what a compressed transfer syntax demands is refused") {
  for (const std::string_view uid : {test::jpeg_uid, std::string_view("1.2.840.113619.5.2"),
                                     test::deflated_uid, std::string_view("1.2.3.4.5")}) {
    CAPTURE(uid);
    for (const test::form& f : {explicit_little, implicit_little, explicit_big}) {
      const bool is_demanded = f.explicit_vr == (uid != "1.2.840.113619.5.2") && !f.big_endian;
      const std::string dataset = f.element(0x00080060, "CS", "CT") + f.element(name, "PN", "A^B ");
      CHECK(refusal_of(test::file(uid, dataset)).code == (is_demanded ? errc{} : errc::malformed));
    }
  }
}

TEST_CASE("what names the transfer syntax is a UID") {
  const auto& f = explicit_little;
  for (const std::string& text :
       {std::string(66, '1'), std::string("1.2.840.10008.1.2.1\\A^NAME"), std::string("EXPLICIT")})
    CHECK(refusal_of(test::meta_of(f.element(0x00020010, "UI", text)) +
                     f.element(name, "PN", "A^B ")) ==
          refusal{errc::unsupported_transfer_syntax, 0x00020010, 144});
}

TEST_CASE("an empty data set of a file that does not say its transfer syntax is unsupported") {
  const std::string meta = test::meta_of(explicit_little.element(0x00020012, "UI", "1.2.3.44"));
  CHECK(refusal_of(meta) == refusal{errc::unsupported_transfer_syntax, std::nullopt, meta.size()});
  CHECK(refusal_of(std::string(128, '\0') + "DICM") ==
        refusal{errc::unsupported_transfer_syntax, std::nullopt, 132});
  CHECK(refusal_of(meta + "no elements at all") ==
        refusal{errc::unsupported_transfer_syntax, std::nullopt, meta.size()});
  // A data set may begin so, but this is no attribute.
  CHECK(refusal_of(meta + explicit_little.element(0x00080FFF, "CS", "CT")).code ==
        errc::unsupported_transfer_syntax);
}

TEST_CASE("what is no DICOM file is refused as such") {
  const refusal expected{errc::not_dicom};
  CHECK(refusal_of("") == expected);
  CHECK(refusal_of("D") == expected);
  CHECK(refusal_of("DICM") == expected);
  CHECK(refusal_of(std::string(132, '\0')) == expected);
  CHECK(refusal_of(std::string(128, '\0') + "DICN" + std::string(100, '\0')) == expected);
  CHECK(refusal_of(std::string(127, '\0') + "DICM" + std::string(100, '\0')) == expected);
  CHECK(refusal_of("This is a text of some length that has nothing to do with images.\n") ==
        expected);
  CHECK(refusal_of("<?xml version=\"1.0\"?><root/>" + std::string(500, ' ')) == expected);
  CHECK(refusal_of("\x89PNG\r\n\x1A\n" + std::string(500, '\0')) == expected);
  CHECK(refusal_of(implicit_little.head(0x00080060, "CS", 3) + "CT") == expected);
}

TEST_CASE("what cannot be read at all is unreadable") {
  const test::folder folder;
  const refusal expected{errc::unreadable};
  CHECK(refused([&] { (void)da::read_file(folder / "missing"); }) == expected);
  CHECK(refused([&] { (void)da::read_file(folder.path()); }) == expected);
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK(refused([&] { (void)da::read_file(folder / "pipe"); }) == expected);
  test::write(folder / "empty", "");
  CHECK(refused([&] { (void)da::read_file(folder / "empty"); }) == refusal{errc::not_dicom});
}

TEST_CASE("offsets of refusals count from the beginning of the file") {
  const auto& f = explicit_little;
  const std::uint64_t begin = test::meta(test::explicit_uid).size();
  const std::string dataset = f.element(0x00080060, "CS", "CT") + f.head(name, "PN", 8) + "A^B ";
  CHECK(refusal_of(test::file(test::explicit_uid, dataset)) ==
        refusal{errc::truncated, name, begin + 10});
  // Of the inflated data set in a deflated file.
  CHECK(refusal_of(test::file(test::deflated_uid, dataset)) == refusal{errc::truncated, name, 10});
  CHECK(refusal_of(test::meta_of(f.head(0x00020010, "UI", 18) + "1.2")) ==
        refusal{errc::truncated, 0x00020010, 144});
  CHECK(refusal_of(test::meta_of(f.head(0x00020001, "OB", test::undefined) + "1.2")) ==
        refusal{errc::truncated, 0x00020001, 144});
  CHECK(refusal_of(test::meta_of(f.tag(0x00020001) + "??" + f.n(0, 2))) ==
        refusal{errc::malformed, 0x00020001, 148});
}

TEST_CASE("a damaged or cut deflated data set is refused") {
  const auto& f = explicit_little;
  const std::string meta = test::meta(test::deflated_uid);
  CHECK(refusal_of(meta + std::string(100, '\xFF')).code == errc::malformed);
  CHECK(refusal_of(meta) == refusal{errc::truncated, std::nullopt, meta.size()});
  const std::string whole = test::file(test::deflated_uid, f.element(name, "PN", "A^B "));
  CHECK(refusal_of(whole.substr(0, whole.size() - 4)).code == errc::truncated);
  CHECK(refusal_of(whole) == no_refusal);
}

TEST_CASE("a deflated data set is refused beyond the limit, and read up to it") {
  const auto& f = explicit_little;
  const std::string dataset = f.element(0x00091001, "OB", std::string((1 << 20) - 12, '\0'));
  const std::string bytes = test::file(test::deflated_uid, dataset);
  CHECK(bytes.size() < 2000);
  CHECK(refusal_of(bytes, {.inflated_bytes = 1 << 20}) == no_refusal);
  CHECK(refusal_of(bytes, {.inflated_bytes = (1 << 20) - 1}).code == errc::too_large);
  CHECK(refusal_of(bytes, {.inflated_bytes = 0}).code == errc::too_large);
}

TEST_CASE("a deflated data set that would fill the memory is too large, quickly and in little") {
  std::string bomb = test::deflated(std::string(std::size_t{256} << 20, '\0'));
  const double before = seconds_of_children();
  CHECK(holds_within(std::size_t{64} << 20, [&] {
    return refusal_of(test::meta(test::deflated_uid) + bomb, {.inflated_bytes = 1 << 20}).code ==
           errc::too_large;
  }));
  CHECK(seconds_of_children() - before < 5);
}

TEST_CASE("a length of almost four gigabytes in a small file allocates nothing") {
  const test::folder folder;
  for (const std::uint32_t length : {0xFFFFFFFEU, 0xFFFFFFF0U, 0x80000000U, 0x7FFFFFFEU}) {
    for (const std::uint32_t id : {0x00091001U, pixels, study_sequence}) {
      for (const char* vr : {"OB", "UN", "SQ"}) {
        const auto& f = explicit_little;
        const std::string bytes =
            test::file(test::explicit_uid, f.head(id, vr, length) + std::string(80, 'x'));
        CHECK(bytes.size() < 320);
        test::write(folder / "a.dcm", bytes);
        CAPTURE(length, id, vr);
        const refusal expected{errc::truncated, id, test::meta(test::explicit_uid).size()};
        CHECK(holds_within(std::size_t{64} << 20, [&] {
          return refusal_of(bytes) == expected &&
                 refused([&] { (void)da::read_file(folder / "a.dcm"); }) == expected;
        }));
      }
    }
  }
  // The file itself must fit, and what measures must be able to fail.
  CHECK(holds_within(std::size_t{64} << 20, [] { return true; }));
  CHECK_FALSE(holds_within(std::size_t{64} << 20,
                           [] { return std::string(std::size_t{1} << 30, 'x').back() == 'x'; }));
}

TEST_CASE("a file is read to where it is cut only between elements of the top level") {
  for (const syntax& s : syntaxes) {
    if (s.uid == test::deflated_uid) continue;
    CAPTURE(s.uid);
    const std::string bytes = example(s);
    const std::uint64_t begin = test::meta(s.uid).size();
    const std::uint64_t syntax_end = begin - 16;  // before the last element of the meta information
    std::vector<std::uint64_t> ends{syntax_end, begin};
    for (const std::string& one : elements_of(s)) ends.push_back(ends.back() + one.size());
    REQUIRE(ends.back() == bytes.size());
    for (std::size_t kept = 0; kept < bytes.size(); ++kept) {
      const auto last =
          std::find_if(ends.rbegin(), ends.rend(), [&](std::uint64_t end) { return end <= kept; });
      const bool is_whole =
          last != ends.rend() && *last > begin &&
          bytes.substr(*last, kept - *last).find_first_not_of('\0') == std::string::npos;
      const refusal found = refusal_of(bytes.substr(0, kept));
      if (found.code == errc{} ? !is_whole
                               : is_whole || (found.code != errc::truncated &&
                                              found.code != errc::unsupported_transfer_syntax &&
                                              found.code != errc::not_dicom)) {
        CAPTURE(kept, found);
        FAIL_CHECK("a cut file was read, or refused as something else");
      }
    }
  }
}

TEST_CASE("a deflated file that is cut anywhere is refused") {
  const std::string bytes = example(syntaxes[3]);
  // The last bytes may be padding after the end of what is deflated.
  for (std::size_t kept = test::meta(test::deflated_uid).size(); kept + 2 < bytes.size(); ++kept)
    CHECK(refusal_of(bytes.substr(0, kept)).code == errc::truncated);
  CHECK(refusal_of(bytes) == no_refusal);
}

TEST_CASE("whatever byte is damaged, a file is read or refused, and what is read can be written") {
  std::size_t count = 0;
  std::size_t read = 0;
  for (const syntax& s : syntaxes) {
    CAPTURE(s.uid);
    const std::string bytes = example(s);
    for (std::size_t at = 128; at < bytes.size(); ++at) {
      const char original = bytes[at];
      for (const int change : {0x01, 0x02, 0x10, 0x80, 0xFF, 0x100, 0x101}) {
        std::string damaged = bytes;
        damaged[at] = change == 0x100   ? '\0'
                      : change == 0x101 ? '\xFF'
                                        : static_cast<char>(original ^ change);
        ++count;
        try {
          const std::string written = da::encode(da::read_bytes(damaged));
          ++read;
          // What was written is read again, to the same.
          if (da::encode(da::read_bytes(written)) != written) {
            CAPTURE(at, change);
            FAIL_CHECK("a damaged file that was read is not written as it was read");
          }
        } catch (const da::error& failed) {
          const refusal found{failed.code(), std::nullopt, failed.offset()};
          // The last is that of a damaged UID, which is read but not written.
          if (found.code != errc::truncated && found.code != errc::malformed &&
              found.code != errc::not_dicom && found.code != errc::invalid_value &&
              found.code != errc::unsupported_transfer_syntax) {
            CAPTURE(at, change, found);
            FAIL_CHECK("a damaged file was refused as something else");
          }
        }
      }
    }
  }
  CHECK(count > 10'000);
  CHECK(read > 1000);
  CHECK(read < count - 1000);
}

TEST_CASE("bytes without sense are refused in every transfer syntax") {
  std::uint32_t state = 1;
  for (const syntax& s : syntaxes) {
    for (int round = 0; round < 200; ++round) {
      std::string noise(300, '\0');
      for (char& one : noise) {
        state = state * 1664525U + 1013904223U;
        one = static_cast<char>(state >> 24);
      }
      CHECK(refusal_of(test::meta(s.uid) + noise).code != errc{});
    }
  }
}

TEST_CASE("the records of a directory are told by their offsets") {
  const auto& f = explicit_little;
  const std::string record = f.element(0x00041400, "UL", f.n(0, 4));
  const std::string before = f.element(0x00041130, "CS", "MEDIA1");
  const std::string dataset =
      before + f.sequence(0x00041220, f.item(record) + f.item(record) + f.open_item(record));
  const std::uint64_t first = test::meta(test::explicit_uid).size() + before.size() + 12;
  const std::uint64_t step = 8 + record.size();
  CHECK(da::read_bytes(test::file(test::explicit_uid, dataset)).record_offsets ==
        std::vector<std::uint64_t>{first, first + step, first + 2 * step});
  CHECK(da::read_bytes(example(syntaxes[1])).record_offsets.empty());
}

TEST_CASE("more elements and items than the limit allows are refused") {
  const test::form& f = test::explicit_little;
  std::string items;
  for (int i = 0; i < 10; ++i) items += f.item("");
  const std::string bytes = test::file(test::explicit_uid, f.sequence(0x00081140, items));
  da::limits bounds;
  bounds.elements = 11;  // ten items and their sequence; the file meta information counts apart
  CHECK_NOTHROW(da::read_bytes(bytes, bounds));
  bounds.elements = 10;
  CHECK(test::refused([&] { static_cast<void>(da::read_bytes(bytes, bounds)); }).code ==
        da::errc::too_large);
}

TEST_CASE(
    "items that are still bytes are read in Implicit VR or, where VRs are written, explicit") {
  for (const test::form& f : {implicit_little, explicit_little}) {
    const std::string bytes =
        f.item(f.element(name, "PN", "A^B ")) + f.open_item(f.element(name, "PN", "C^D "));
    CHECK((da::detail::read_items(bytes, std::nullopt, {}) == nullptr) == f.explicit_vr);
    const auto items = da::detail::read_items(bytes, da::vr::UN, {});
    REQUIRE(items != nullptr);
    REQUIRE(items->GetNumberOfItems() == 2);
    CHECK(test::bytes(items->GetItem(1).GetNestedDataSet(), {0x0010, 0x0010}) == "A^B ");
    CHECK(test::bytes(items->GetItem(2).GetNestedDataSet(), {0x0010, 0x0010}) == "C^D ");
  }
  CHECK(da::detail::read_items("no items", da::vr::UN, {}) == nullptr);
  CHECK(refused([] {
          const auto& f = implicit_little;
          (void)da::detail::read_items(f.item(f.sequence(study_sequence, f.item(""))), da::vr::UN,
                                       {.depth = 1});
        }).code == errc::too_deep);
}

TEST_CASE("a data set in another byte order is known by what follows its first element") {
  for (const std::string_view declared :
       {test::implicit_uid, test::explicit_uid, test::big_endian_uid, test::jpeg_uid,
        std::string_view("1.2.3.4.99")})
    for (const test::form& f : {explicit_little, explicit_big}) {
      const std::string dataset =
          f.element(0x00080003, "US", f.n(2, 2)) + f.element(0x00080016, "UI", "1.2.3.44") +
          f.element(name, "PN", "A^B ") + f.element(0x7FE00010, "OW", std::string(4096, '\0'));
      const std::string bytes = test::file(declared, dataset);
      const bool can_be_told = declared != test::jpeg_uid && declared != "1.2.3.4.99";
      if (!can_be_told && f.big_endian) {
        CHECK(refused([&] { (void)da::read_bytes(bytes); }).code == errc::malformed);
        continue;
      }
      const da::dicom_file file = da::read_bytes(bytes);
      CHECK(file.form.big_endian == f.big_endian);
      const auto found = file.dataset.GetDES().find(gdcm::DataElement(gdcm::Tag(0x0010, 0x0010)));
      REQUIRE(found != file.dataset.GetDES().end());
      CHECK(std::string(found->GetByteValue()->GetPointer(), found->GetByteValue()->GetLength()) ==
            "A^B ");
    }
}
