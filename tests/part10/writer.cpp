// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/part10/writer.hpp>

#include <csignal>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gdcmReader.h>
#include <gdcmSequenceOfFragments.h>

#include <dicom_anonymizer/version.hpp>

#include "support/catch.hpp"
#include "support/corpus.hpp"
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
using texts = std::vector<std::string>;

namespace {

constexpr std::uint32_t name = 0x00100010;
constexpr std::uint32_t study_sequence = 0x00081110;
constexpr std::uint32_t private_element = 0x00091001;
constexpr std::uint32_t pixels = 0x7FE00010;

std::string_view uid_of(const test::form& f) {
  if (!f.explicit_vr) return test::implicit_uid;
  return f.big_endian ? test::big_endian_uid : test::explicit_uid;
}

// A file that is read and written again.
std::string rewritten(const std::string& bytes) { return da::encode(da::read_bytes(bytes)); }

// What comes behind preamble and file meta information.
std::string dataset_of(const std::string& bytes) {
  std::size_t at = 0;
  if (bytes.size() >= 132 && bytes.substr(128, 4) == "DICM") at = 132;
  while (bytes.substr(at, 2) == std::string("\2\0", 2)) {
    const auto byte = [&](std::size_t place) {
      return static_cast<std::size_t>(static_cast<unsigned char>(bytes.at(at + place)));
    };
    if (bytes.substr(at + 4, 2) == "OB")
      at += 12 + (byte(8) | byte(9) << 8 | byte(10) << 16 | byte(11) << 24);
    else
      at += 8 + (byte(6) | byte(7) << 8);
  }
  return bytes.substr(at);
}

// A file as test::file makes it whose file meta information is made anew, PS3.10 section 7.1; its
// data set names no SOP Instance.
std::string as_written(const std::string& bytes) {
  const auto& f = explicit_little;
  const std::string head = f.tag(0x00020010) + "UI";
  const std::size_t at = bytes.find(head) + head.size();
  const auto length = static_cast<std::size_t>(static_cast<unsigned char>(bytes.at(at)));
  return test::meta_of(
             f.element(0x00020001, "OB", std::string("\0\1", 2)) +
             f.element(0x00020010, "UI", bytes.substr(at + 2, length)) +
             f.element(0x00020012, "UI", test::padded(da::implementation_class_uid, '\0')) +
             f.element(0x00020013, "SH", test::padded(da::implementation_version_name, ' '))) +
         dataset_of(bytes);
}

// A file of one data set, as it comes out.
std::string dataset_written(std::string_view uid, const std::string& dataset) {
  return dataset_of(rewritten(test::file(uid, dataset)));
}

std::string pattern(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>((i * 7 + (i >> 9)) & 0xFFU);
  return bytes;
}

da::dicom_file new_file(const test::form& f) {
  da::dicom_file file;
  file.form = {.explicit_vr = f.explicit_vr, .big_endian = f.big_endian, .deflated = false};
  file.transfer_syntax = uid_of(f);
  return file;
}

// Runs in a process of its own; returns what the call returned.
template <class Call>
int status_in_child(const Call& call) {
  const ::pid_t child = ::fork();
  if (child == 0) {
    int status = 99;
    try {
      status = call();
    } catch (...) {
    }
    ::_exit(status);
  }
  int status = 0;
  if (::waitpid(child, &status, 0) != child || !WIFEXITED(status)) return -1;
  return WEXITSTATUS(status);
}

}  // namespace

TEST_CASE("what was not changed is written as it was, in every encoding") {
  for (const test::form& f : {explicit_little, implicit_little, explicit_big}) {
    const auto& little = implicit_little;
    const std::string inner = f.element(0x00081150, "UI", "1.2.3.44") +
                              f.element(name, "PN", "A^B") +
                              f.element(0x00280010, "US", f.n(512, 2));
    const std::string hidden = little.element(0x00280010, "US", little.n(512, 2));
    const texts elements{
        f.element(0x00080000, "UL", f.n(1, 4)),  // wrong, and not ours to mend
        f.element(0x00080060, "CS", "CT"),
        f.element(0x00080068, "CS", ""),
        f.sequence(study_sequence, f.item(inner) + f.open_item(inner) + f.item("")),
        f.open_sequence(study_sequence, f.open_item(inner) + f.item(inner) + f.open_item("")),
        f.sequence(study_sequence, ""),
        f.open_sequence(study_sequence, ""),
        f.sequence(study_sequence, f.item(f.open_sequence(study_sequence, f.item(inner)) + inner)),
        f.element(0x00090010, "LO", "ACME"),
        f.sequence(private_element, little.item(hidden) + little.open_item(hidden), "UN"),
        f.element(private_element, "UN", "odd"),
        f.element(0x00189073, "FD", f.n(0x3FF0000000000000, 8)),
        f.element(0x00281203, "OW", f.n(1, 2) + f.n(2, 2)),
        f.element(pixels, "OW", f.n(1, 2) + f.n(2, 2)),
        f.element(pixels, "OB", "odd"),
        f.element(pixels, "OB", ""),
        f.element(0x7FE00008, "OF", f.n(7, 4)),
        f.sequence(0x00880200, f.item(f.element(pixels, "OB", "icon"))),
    };
    const std::string_view uid = uid_of(f);
    CAPTURE(uid);
    for (std::size_t i = 0; i < elements.size(); ++i) {
      CAPTURE(i);
      const std::string alone = test::file(uid, elements[i]);
      CHECK((rewritten(alone) == as_written(alone)));
      const std::string within = test::file(
          uid, f.element(0x00080005, "CS", "ISO_IR 100") +
                   f.open_sequence(0x00081199, f.open_item(elements[i]) + f.item(elements[i])) +
                   f.element(0xFFFCFFFC, "OB", "pad."));
      CHECK((rewritten(within) == as_written(within)));
    }
  }
}

TEST_CASE("encapsulated pixel data are written as they were, at any depth, and what follows") {
  for (const test::form& f : {explicit_little, implicit_little, explicit_big}) {
    const std::string encapsulated = f.encapsulated(pixels, {"", "abcd", "odd"});
    const std::string dataset = f.sequence(0x00880200, f.item(encapsulated)) +
                                f.open_sequence(0x00880201, f.open_item(encapsulated)) +
                                encapsulated + f.element(0xFFFCFFFC, "OB", "pad.");
    CHECK((dataset_written(uid_of(f), dataset) == dataset));
  }
}

TEST_CASE("items in UN are written in the encoding that they had") {
  for (const test::form& f : {explicit_little, explicit_big}) {
    for (const test::form& inside : {implicit_little, explicit_little}) {
      const std::string number = inside.element(0x00280010, "US", inside.n(512, 2));
      const std::string nested =
          inside.sequence(study_sequence, inside.item(number), "UN") + number;
      const std::string dataset = f.sequence(
          private_element, inside.item("") + inside.item(nested) + inside.open_item(number), "UN");
      CHECK((dataset_written(uid_of(f), dataset) == dataset));
    }
    const auto& inside = implicit_little;
    const std::string open = f.head(private_element, "UN", test::undefined) +
                             inside.open_item(inside.element(0x00280010, "US", inside.n(512, 2))) +
                             inside.sequence_end();
    CHECK((dataset_written(uid_of(f), open) == open));
  }
}

TEST_CASE("UN of undefined length stays in Implicit VR when an element in it gets a VR") {
  const auto& f = explicit_little;
  const auto& inside = implicit_little;
  const auto bytes = [&](const std::string& value) {
    return test::file(test::explicit_uid,
                      f.head(private_element, "UN", test::undefined) +
                          inside.open_item(inside.element(name, "PN", value) +
                                           inside.element(0x00104000, "LT", "ab")) +
                          inside.sequence_end());
  };
  const da::dicom_file file = da::read_bytes(bytes("Doe^Jane"));
  test::put(test::item(file.dataset, {0x0009, 0x1001}), {0x0010, 0x0010}, VR::PN, "X ");
  CHECK((da::encode(file) == as_written(bytes("X "))));
}

TEST_CASE("the data set of a deflated file is deflated again, to even length") {
  const auto& f = explicit_little;
  for (const std::string& dataset :
       {f.element(name, "PN", "A^B "),
        f.element(name, "PN", "A^B ") + f.element(pixels, "OW", pattern(3'000'000))}) {
    const std::string bytes = rewritten(test::file(test::deflated_uid, dataset));
    CHECK(bytes.size() % 2 == 0);
    CHECK((test::inflated(dataset_of(bytes)) == dataset));
  }
}

TEST_CASE("elements are written in the order of their tags") {
  const auto& f = explicit_little;
  const texts parts{f.element(0x00080060, "CS", "CT"), f.element(0x00091001, "OB", "abcd"),
                    f.element(name, "PN", "A^B ")};
  CHECK((dataset_written(test::explicit_uid, parts[2] + parts[0] + parts[1]) ==
         parts[0] + parts[1] + parts[2]));
}

TEST_CASE("NULs after the last element and bytes that are reserved are not written again") {
  const auto& f = explicit_little;
  std::string element = f.element(private_element, "OB", "abcd");
  const std::string expected = element;
  element[6] = element[7] = 'x';
  CHECK((dataset_written(test::explicit_uid, element + std::string(100, '\0')) == expected));
}

TEST_CASE("file meta information is completed, and its length is right") {
  const auto& f = explicit_little;
  const std::string dataset = f.element(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.7") +
                              f.element(0x00080018, "UI", "1.2.3.4.") +
                              f.element(0x00080060, "CS", "OT");
  const std::string bytes = rewritten(dataset);
  const std::string elements =
      f.element(0x00020001, "OB", std::string("\0\1", 2)) +
      f.element(0x00020002, "UI", std::string("1.2.840.10008.5.1.4.1.1.7\0", 26)) +
      f.element(0x00020003, "UI", "1.2.3.4.") +
      f.element(0x00020010, "UI", std::string("1.2.840.10008.1.2.1\0", 20)) +
      f.element(0x00020012, "UI", test::padded(da::implementation_class_uid, '\0')) +
      f.element(0x00020013, "SH", test::padded(da::implementation_version_name, ' '));
  CHECK((bytes == test::meta_of(elements) + dataset));
}

TEST_CASE("file meta information is made anew from the data set, and the preamble is empty") {
  const auto& f = explicit_little;
  const std::string elements =
      f.element(0x00020001, "OB", "A^Name") + f.element(0x00020002, "UI", "1.2.3.44") +
      f.element(0x00020003, "UI", "1.2.3.55") +
      f.element(0x00020010, "UI", "1.2.840.10008.1.2.4.5000") +
      f.element(0x00020012, "UI", "1.2.3.66") + f.element(0x00020013, "SH", "OTHER ") +
      f.element(0x00020016, "AE", "STORE ") + f.element(0x00020100, "UI", "1.2.3.77") +
      f.element(0x00020102, "OB", "anything");
  const std::string dataset = f.element(0x00080016, "UI", "1.2.3.88") +
                              f.element(0x00080018, "UI", "1.2.3.99") + f.element(name, "PN", "A^");
  std::string bytes = test::meta_of(elements) + dataset;
  for (std::size_t i = 0; i < 128; ++i) bytes[i] = 'x';
  bytes[140] = '\x7F';  // a wrong length of the group
  const std::string expected = test::meta_of(
      f.element(0x00020001, "OB", std::string("\0\1", 2)) +
      f.element(0x00020002, "UI", "1.2.3.88") + f.element(0x00020003, "UI", "1.2.3.99") +
      f.element(0x00020010, "UI", "1.2.840.10008.1.2.4.5000") +
      f.element(0x00020012, "UI", test::padded(da::implementation_class_uid, '\0')) +
      f.element(0x00020013, "SH", test::padded(da::implementation_version_name, ' ')));
  CHECK((rewritten(bytes) == expected + dataset));
}

TEST_CASE("a data set that does not name its SOP Class has that of the file, and no old instance") {
  const auto& f = explicit_little;
  const std::string bytes =
      rewritten(test::meta_of(f.element(0x00020002, "UI", "1.2.3.44") +
                              f.element(0x00020003, "UI", "1.2.3.55") +
                              f.element(0x00020010, "UI", test::padded(test::explicit_uid, '\0'))) +
                f.element(name, "PN", "A^"));
  const da::dicom_file again = da::read_bytes(bytes);
  CHECK(test::bytes(again.meta, {0x0002, 0x0002}) == "1.2.3.44");
  CHECK_FALSE(test::bytes(again.meta, {0x0002, 0x0003}).has_value());
}

TEST_CASE("what is no UID never gets into file meta information") {
  const auto& f = explicit_little;
  for (const std::string& uid :
       {std::string(66, '1'), std::string("1.2.DOE^"), std::string("1\\2.3")})
    for (const std::uint32_t id : {0x00080016U, 0x00080018U})
      CHECK(refused([&] {
              (void)rewritten(test::file(test::explicit_uid, f.element(id, "UI", uid)));
            }).code == errc::invalid_value);
  CHECK(refused([&] {
          (void)rewritten(test::meta_of(f.element(0x00020002, "UI", "A^NAME") +
                                        f.element(0x00020010, "UI", "1.2.840.10008.1.2.1 ")) +
                          f.element(name, "PN", "A^"));
        }).code == errc::invalid_value);
}

TEST_CASE("a delimiter behind the items of a sequence of defined length is written again") {
  for (const test::form& f : {explicit_little, implicit_little, explicit_big}) {
    const std::string inner = f.element(0x00081150, "UI", "1.2.3.44");
    const std::string dataset =
        f.sequence(study_sequence, f.item(inner) + f.open_item(inner) + f.sequence_end()) +
        f.sequence(0x00081140, f.sequence_end());
    CHECK((dataset_written(uid_of(f), dataset) == dataset));
  }
}

TEST_CASE("a transfer syntax that the file left empty is written") {
  const auto& f = explicit_big;
  const std::string bytes = rewritten(test::meta_of(explicit_little.element(0x00020010, "UI", "")) +
                                      f.element(0x00080060, "CS", "CT"));
  da::dicom_file again = da::read_bytes(bytes);
  CHECK(test::bytes(again.meta, {0x0002, 0x0010}) == std::string("1.2.840.10008.1.2.2\0", 20));
  CHECK(again.form.big_endian);
}

TEST_CASE("a written file is what GDCM reads") {
  const test::folder folder;
  for (const test::form& f : {explicit_little, implicit_little, explicit_big}) {
    const std::string inner = f.element(name, "PN", "In^A");
    const std::string bytes = test::file(
        uid_of(f), f.element(0x00080018, "UI", "1.2.3.44") +
                       f.open_sequence(0x00081140, f.open_item(inner)) +
                       f.element(name, "PN", "Doe^Jane") + f.element(0x00280010, "US", f.n(2, 2)) +
                       f.element(pixels, "OW", f.n(1, 2) + f.n(2, 2)));
    da::dicom_file file = da::read_bytes(bytes);
    test::put(file.dataset, {0x0010, 0x0010}, VR::PN, "New^Name");
    test::put(test::item(file.dataset, {0x0008, 0x1140}), {0x0010, 0x0010}, VR::PN, "");
    test::put(file.dataset, {0x0028, 0x0011}, VR::US, std::string("\3\0", 2));
    da::write_file(file, folder / "out.dcm");
    gdcm::Reader reader;
    reader.SetFileName((folder / "out.dcm").c_str());
    REQUIRE(reader.Read());
    const gdcm::DataSet& found = reader.GetFile().GetDataSet();
    CHECK(found.Size() == 6);
    CHECK(test::bytes(found, {0x0010, 0x0010}) == "New^Name");
    CHECK(test::bytes(test::item(found, {0x0008, 0x1140}), {0x0010, 0x0010}) == "");
    CHECK(test::bytes(found, {0x0028, 0x0011}) == std::string("\3\0", 2));
    CHECK(test::bytes(found, {0x7FE0, 0x0010})->size() == 4);
    CHECK(test::bytes(reader.GetFile().GetHeader(), {0x0002, 0x0003}) == "1.2.3.44");
  }
}

TEST_CASE("an element without VR is written with that of the dictionary in an explicit file") {
  const auto& f = explicit_little;
  da::dicom_file file = new_file(f);
  test::put(file.dataset, {0x0008, 0x0000}, VR::INVALID, "1234");
  test::put(file.dataset, {0x0009, 0x0010}, VR::INVALID, "ACME");
  test::put(file.dataset, {0x0009, 0x1001}, VR::INVALID, "12");
  test::put(file.dataset, {0x0010, 0x0010}, VR::INVALID, "A^B ");
  test::put(file.dataset, {0x0028, 0x0010}, VR::INVALID, "12");
  test::put_sequence(file.dataset, {0x0040, 0x0275}, {gdcm::DataSet()}, VR::INVALID);
  CHECK((dataset_of(da::encode(file)) ==
         f.element(0x00080000, "UL", "1234") + f.element(0x00090010, "LO", "ACME") +
             f.element(private_element, "UN", "12") + f.element(name, "PN", "A^B ") +
             f.element(0x00280010, "US", "12") + f.open_sequence(0x00400275, f.open_item(""))));
}

TEST_CASE("numbers are big endian in a big endian file, in items too") {
  const auto& f = explicit_big;
  gdcm::DataSet item;
  test::put(item, {0x0028, 0x0010}, VR::US, std::string("\0\2", 2));
  da::dicom_file file = new_file(f);
  test::put_sequence(file.dataset, {0x0008, 0x1110}, {item});
  test::put(file.dataset, {0x0009, 0x1001}, VR::OB, "abcd");
  test::put(file.dataset, {0x0010, 0x0010}, VR::PN, "A^B ");
  test::put(file.dataset, {0x0028, 0x0009}, VR::AT, std::string("\x18\0\x63\x10", 4));
  test::put(file.dataset, {0x0028, 0x0010}, VR::UL, std::string("\4\3\2\1", 4));
  CHECK((dataset_of(da::encode(file)) ==
         f.open_sequence(study_sequence, f.open_item(f.element(0x00280010, "US", f.n(512, 2)))) +
             f.element(private_element, "OB", "abcd") + f.element(name, "PN", "A^B ") +
             f.element(0x00280009, "AT", f.tag(0x00181063)) +
             f.element(0x00280010, "UL", f.n(0x01020304, 4))));
  // It is not changed by that.
  CHECK(test::bytes(file.dataset, {0x0028, 0x0010}) == "\4\3\2\1");
}

TEST_CASE("lengths around a changed value are measured again") {
  for (const test::form& f : {explicit_little, implicit_little, explicit_big}) {
    const auto bytes = [&](const std::string& value) {
      const std::string inner = f.sequence(0x00081140, f.item(f.element(name, "PN", value)));
      return test::file(uid_of(f), f.sequence(study_sequence, f.item(inner) + f.open_item(inner)) +
                                       f.element(0x00104000, "LT", "ab"));
    };
    da::dicom_file file = da::read_bytes(bytes("Doe^Jane"));
    for (const std::size_t number : {1U, 2U}) {
      const gdcm::DataSet& outer = test::item(file.dataset, {0x0008, 0x1110}, number);
      test::put(test::item(outer, {0x0008, 0x1140}), {0x0010, 0x0010}, VR::PN, "Somebody^Else ");
    }
    CHECK((da::encode(file) == as_written(bytes("Somebody^Else "))));
  }
}

TEST_CASE("pixel data that were replaced, emptied or removed are written so") {
  const auto& f = explicit_little;
  const test::folder folder;
  const auto written = [&](const da::dicom_file& file) {
    da::write_file(file, folder / "out.dcm");
    CHECK((test::read(folder / "out.dcm") == da::encode(file)));
    return dataset_of(test::read(folder / "out.dcm"));
  };
  const std::string before = f.element(name, "PN", "A^B ");
  for (const std::string& pixel_data :
       {f.element(pixels, "OW", "abcd"), f.encapsulated(pixels, {"", "abcd"}, "OW")}) {
    da::dicom_file file = da::read_bytes(test::file(test::explicit_uid, before + pixel_data));
    CHECK((written(file) == before + pixel_data));
    test::put(file.dataset, {0x7FE0, 0x0010}, VR::OW, "xy");
    CHECK((written(file) == before + f.element(pixels, "OW", "xy")));
    test::put(file.dataset, {0x7FE0, 0x0010}, VR::OW, "");
    CHECK((written(file) == before + f.element(pixels, "OW", "")));
    file.dataset.GetDES().erase(gdcm::DataElement(gdcm::Tag(0x7FE0, 0x0010)));
    CHECK((written(file) == before));
  }
}

TEST_CASE("fragments that somebody put into a data set are written") {
  const auto& f = explicit_little;
  gdcm::SmartPointer<gdcm::SequenceOfFragments> fragments = new gdcm::SequenceOfFragments;
  for (const std::string_view bytes : {"abcd", "ef"}) {
    gdcm::Fragment one;
    one.SetByteValue(bytes.data(), static_cast<std::uint32_t>(bytes.size()));
    fragments->AddFragment(one);
  }
  gdcm::DataElement element(gdcm::Tag(0x7FE0, 0x0010), 0, VR::OB);
  element.SetValue(*fragments);
  da::dicom_file file = new_file(f);
  file.dataset.GetDES().insert(element);
  CHECK((dataset_of(da::encode(file)) == f.encapsulated(pixels, {"", "abcd", "ef"})));
}

TEST_CASE("a value too long for a 16-bit length is refused at its tag, and nothing is written") {
  const test::folder folder;
  const std::string longest(65534, 'x');
  for (const test::form& f : {explicit_little, explicit_big}) {
    da::dicom_file file = new_file(f);
    test::put(file.dataset, {0x0010, 0x4000}, VR::LT, longest);
    CHECK((dataset_of(da::encode(file)) == f.element(0x00104000, "LT", longest)));
    test::put(file.dataset, {0x0010, 0x4000}, VR::LT, longest + "xx");
    const refusal expected{errc::invalid_value, 0x00104000};
    CHECK(refused([&] { (void)da::encode(file); }) == expected);
    CHECK(refused([&] { da::write_file(file, folder / "out.dcm"); }) == expected);
    CHECK(test::listing(folder.path()).empty());
    gdcm::DataSet around;
    test::put_sequence(around, {0x0008, 0x1110}, {file.dataset});
    file.dataset = around;
    CHECK(refused([&] { (void)da::encode(file); }) == expected);
  }
  da::dicom_file implicit = new_file(implicit_little);
  test::put(implicit.dataset, {0x0010, 0x4000}, VR::LT, longest + "xx");
  CHECK((dataset_of(da::encode(implicit)) ==
         implicit_little.element(0x00104000, "LT", longest + "xx")));
  da::dicom_file wide = new_file(explicit_little);
  test::put(wide.dataset, {0x0010, 0x4000}, VR::UT, longest + "xx");
  CHECK(
      (dataset_of(da::encode(wide)) == explicit_little.element(0x00104000, "UT", longest + "xx")));
}

TEST_CASE("files of every size are written as they are encoded, pixel data copied") {
  const test::folder folder;
  const auto& f = explicit_little;
  const std::string many = f.element(0x00091001, "OB", pattern(700'000)) +
                           f.element(0x00091002, "OB", pattern(700'001)) +
                           f.element(0x00091003, "OB", pattern(3));
  for (const std::string& pixel_data :
       {f.element(pixels, "OW", pattern(3'000'000)),
        f.encapsulated(pixels, {"", pattern(2'000'000), pattern(10)}), std::string()}) {
    const std::string bytes =
        test::file(test::jpeg_uid, many + pixel_data + f.element(0xFFFCFFFC, "OB", pattern(5000)));
    test::write(folder / "in.dcm", bytes);
    da::write_file(da::read_file(folder / "in.dcm"), folder / "out.dcm");
    CHECK((test::read(folder / "out.dcm") == as_written(bytes)));
    da::write_file(da::read_bytes(bytes), folder / "out.dcm");
    CHECK((test::read(folder / "out.dcm") == as_written(bytes)));
  }
  CHECK(test::listing(folder.path()) == texts{"in.dcm", "out.dcm"});
}

TEST_CASE("a file is copied to another file system") {
  if (::access("/dev/shm", W_OK) != 0) return;
  const test::folder folder;
  const auto& f = explicit_little;
  const std::string bytes =
      test::file(test::explicit_uid, f.element(name, "PN", "A^B ") +
                                         f.element(pixels, "OW", pattern(2'500'000)) +
                                         f.element(0xFFFCFFFC, "OB", "pad."));
  const std::filesystem::path other = "/dev/shm/da_test_writer_" + std::to_string(::getpid());
  test::write(other, bytes);
  da::write_file(da::read_file(other), folder / "out.dcm");
  std::filesystem::remove(other);
  CHECK((test::read(folder / "out.dcm") == as_written(bytes)));
}

TEST_CASE("a file is written over itself") {
  const test::folder folder;
  const auto& f = explicit_little;
  const std::string bytes =
      test::file(test::explicit_uid,
                 f.element(name, "PN", "A^B ") + f.element(pixels, "OW", pattern(100'000)));
  test::write(folder / "a.dcm", bytes);
  da::dicom_file file = da::read_file(folder / "a.dcm");
  test::put(file.dataset, {0x0010, 0x0010}, VR::PN, "X ");
  da::write_file(file, folder / "a.dcm");
  CHECK(
      (test::read(folder / "a.dcm") ==
       as_written(test::file(test::explicit_uid, f.element(name, "PN", "X ") +
                                                     f.element(pixels, "OW", pattern(100'000))))));
  CHECK(test::listing(folder.path()) == texts{"a.dcm"});
}

TEST_CASE("a file is forced to the disk on demand, with and without a folder in its name") {
  const test::folder folder;
  const std::string bytes =
      test::file(test::explicit_uid, explicit_little.element(name, "PN", "A^B "));
  const da::dicom_file file = da::read_bytes(bytes);
  da::write_file(file, folder / "out.dcm", {.sync = true});
  CHECK((test::read(folder / "out.dcm") == as_written(bytes)));
  for (const bool sync : {false, true}) {
    CHECK(status_in_child([&] {
            std::filesystem::current_path(folder.path());
            da::write_file(file, sync ? "synced" : "plain", {.sync = sync});
            return 0;
          }) == 0);
  }
  CHECK((test::read(folder / "synced") == as_written(bytes)));
  CHECK((test::read(folder / "plain") == as_written(bytes)));
  CHECK(test::listing(folder.path()) == texts{"out.dcm", "plain", "synced"});
}

TEST_CASE("the permissions of an output follow the umask") {
  const test::folder folder;
  const da::dicom_file file =
      da::read_bytes(test::file(test::explicit_uid, explicit_little.element(name, "PN", "A^B ")));
  for (const ::mode_t mask : {::mode_t{0022}, ::mode_t{0077}, ::mode_t{0000}}) {
    const ::mode_t before = ::umask(mask);
    da::write_file(file, folder / "out.dcm");
    ::umask(before);
    struct stat status {};
    REQUIRE(::stat((folder / "out.dcm").c_str(), &status) == 0);
    CHECK((status.st_mode & 07777) == (0666 & ~mask));
  }
}

TEST_CASE("an output that cannot be written leaves nothing") {
  const test::folder folder;
  const da::dicom_file file =
      da::read_bytes(test::file(test::explicit_uid, explicit_little.element(name, "PN", "A^B ")));
  const refusal expected{errc::unwritable};
  SECTION("in a folder that is not there") {
    CHECK(refused([&] { da::write_file(file, folder / "missing/out.dcm"); }) == expected);
    CHECK(test::listing(folder.path()).empty());
  }
  SECTION("in a folder that is a file") {
    test::write(folder / "file", "x");
    CHECK(refused([&] { da::write_file(file, folder / "file/out.dcm"); }) == expected);
    CHECK(test::listing(folder.path()) == texts{"file"});
  }
  SECTION("over a folder") {
    std::filesystem::create_directories(folder / "out.dcm/inside");
    CHECK(refused([&] { da::write_file(file, folder / "out.dcm"); }) == expected);
    CHECK(test::listing(folder.path()) == texts{"out.dcm", "out.dcm/inside"});
  }
  SECTION("in a folder where nobody may write") {
    std::filesystem::permissions(
        folder.path(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
    const bool is_refused = ::access(folder.path().c_str(), W_OK) != 0;  // not to root
    CHECK(refused([&] { da::write_file(file, folder / "out.dcm"); }) ==
          (is_refused ? expected : no_refusal));
    std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_all);
    CHECK(test::listing(folder.path()) == (is_refused ? texts{} : texts{"out.dcm"}));
  }
}

TEST_CASE("a full disk leaves no temporary file and an existing output as it was") {
  const auto& f = explicit_little;
  const std::string large = f.element(pixels, "OW", pattern(3'000'000));
  const std::string bytes = test::file(test::explicit_uid, large);
  const std::string elements =
      test::file(test::explicit_uid, f.element(private_element, "OB", pattern(3'000'000)));
  const std::string deflated = test::file(test::deflated_uid, large);
  const test::folder folder;
  test::write(folder / "in.dcm", bytes);
  for (const bool exists : {false, true}) {
    if (exists) test::write(folder / "out.dcm", "before");
    for (const int from : {0, 1, 2, 3}) {
      CAPTURE(exists, from);
      da::dicom_file file = from == 0   ? da::read_file(folder / "in.dcm")
                            : from == 1 ? da::read_bytes(bytes)
                            : from == 2 ? da::read_bytes(elements)
                                        : da::read_bytes(deflated);
      const rlim_t most = from == 3 ? 1000 : 1'000'000;
      CHECK(status_in_child([&] {
              std::signal(SIGXFSZ, SIG_IGN);
              const rlimit limit{most, most};
              if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return 1;
              return refused([&] { da::write_file(file, folder / "out.dcm"); }) ==
                             refusal{errc::unwritable}
                         ? 0
                         : 2;
            }) == 0);
      CHECK(test::listing(folder.path()) ==
            (exists ? texts{"in.dcm", "out.dcm"} : texts{"in.dcm"}));
      if (exists) CHECK(test::read(folder / "out.dcm") == "before");
    }
  }
}

TEST_CASE("an input that shrinks before it is copied leaves the output as it was") {
  const test::folder folder;
  const std::string bytes =
      test::file(test::explicit_uid, explicit_little.element(pixels, "OW", pattern(2'000'000)));
  test::write(folder / "in.dcm", bytes);
  test::write(folder / "out.dcm", "before");
  const da::dicom_file file = da::read_file(folder / "in.dcm");
  std::filesystem::resize_file(folder / "in.dcm", 1'000'000);
  const refusal expected{errc::changed_while_read, std::nullopt, 1'000'000};
  CHECK(refused([&] { da::write_file(file, folder / "out.dcm"); }) == expected);
  CHECK(refused([&] { (void)da::encode(file); }) == expected);
  CHECK(test::read(folder / "out.dcm") == "before");
  CHECK(test::listing(folder.path()) == texts{"in.dcm", "out.dcm"});
}

TEST_CASE("the message of an output that cannot be written holds no path") {
  const test::folder folder;
  const da::dicom_file file = new_file(explicit_little);
  try {
    da::write_file(file, folder / "missing/Doe^Jane.dcm");
    FAIL("a file was written into a folder that is not there");
  } catch (const da::error& failed) {
    CHECK(std::string(failed.what()).find("Doe") == std::string::npos);
    CHECK(std::string(failed.what()).find("No such file") != std::string::npos);
  }
}

TEST_CASE("real files come out as they went in, damaged ones too or with a typed error") {
  const std::filesystem::path root = test::corpus();
  if (root.empty()) return;
  const test::folder folder;
  std::ifstream manifest(root / "MANIFEST.tsv");
  REQUIRE(manifest);
  std::string line;
  std::getline(manifest, line);
  std::size_t count = 0;
  while (std::getline(manifest, line)) {
    const std::string path = line.substr(0, line.find('\t'));
    CAPTURE(path);
    ++count;
    const bool is_malformed = path.rfind("malformed/", 0) == 0;
    da::dicom_file file;
    try {
      file = da::read_file(root / path);
    } catch (const da::error& failed) {
      if (!is_malformed) FAIL_CHECK(to_string(failed.code()));
      continue;
    }
    const std::string uid = test::bytes(file.dataset, {0x0008, 0x0018}).value_or("");
    if (uid.find_first_not_of(std::string_view("0123456789. \0", 13)) != std::string::npos) {
      // No UID: file meta information cannot repeat it.
      CHECK(test::refused([&] { da::write_file(file, folder / "out.dcm"); }).code ==
            da::errc::invalid_value);
      continue;
    }
    da::write_file(file, folder / "out.dcm");
    const std::string written = test::read(folder / "out.dcm");
    CHECK((written == da::encode(file)));
    CHECK((da::encode(da::read_bytes(written)) == written));
    // Elements out of order come out in order.
    if (is_malformed || path == "modalware+dicom-validator-ts/vr_vr-format-CS.dcm") continue;
    const std::string before = dataset_of(test::read(root / path));
    if (file.form.deflated)
      CHECK((test::inflated(dataset_of(written)) == test::inflated(before)));
    else
      CHECK((dataset_of(written) == before));
  }
  CHECK(count > 0);
}
