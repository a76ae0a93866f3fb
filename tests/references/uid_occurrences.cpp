// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/references/uid_occurrences.hpp>

#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/dicom_bytes.hpp"

namespace da = dicom_anonymizer;
namespace detail = da::detail;

namespace {

detail::uids_of_file uids_of(std::string bytes) {
  return detail::read_uids(da::source(std::move(bytes)), {}, detail::uid_hasher({1, 2}));
}

// The places of values; of sequences too if asked for.
std::vector<std::string> places_of(const detail::uids_of_file& file, bool with_sequences = false) {
  std::vector<std::string> texts;
  for (const detail::uid_place& one : file.places.all)
    if (with_sequences || one.number != 0) texts.push_back(file.places.text_of(one));
  return texts;
}

std::string nested(const test::form& f) {
  return f.element(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.2 ") +
         f.element(0x00080018, "UI", test::padded("1.2.3", '\0')) +
         f.element(0x00080058, "UI", test::padded("1.2\\1.3\\\\1.4", '\0')) +
         f.element(0x00080060, "CS", "CT") +
         f.sequence(0x00081140, f.item(f.element(0x00081155, "UI", "1.2.4 ")) +
                                    f.open_item(f.open_sequence(
                                        0x00081199, f.item(f.element(0x00081155, "UI", "1.2 "))))) +
         f.element(0x00100010, "PN", "1.2.3 ");
}

const std::vector<std::string> nested_places = {
    "(0008,0016)",
    "(0008,0018)",
    "(0008,0058)[1]",
    "(0008,0058)[2]",
    "(0008,0058)[4]",
    "(0008,1140)[1]/(0008,1155)",
    "(0008,1140)[2]/(0008,1199)[1]/(0008,1155)",
};

}  // namespace

TEST_CASE("UIDs are found at every depth in every encoding") {
  CHECK(places_of(uids_of(test::file(test::explicit_uid, nested(test::explicit_little)))) ==
        nested_places);
  CHECK(places_of(uids_of(test::file(test::implicit_uid, nested(test::implicit_little)))) ==
        nested_places);
  CHECK(places_of(uids_of(test::file(test::big_endian_uid, nested(test::explicit_big)))) ==
        nested_places);
  CHECK(places_of(uids_of(test::file(test::deflated_uid, nested(test::explicit_little)))) ==
        nested_places);
}

TEST_CASE("UIDs that hide in UN are found, and private ones where the VR says so") {
  const test::form& f = test::explicit_little;
  const std::string items =
      test::implicit_little.item(test::implicit_little.element(0x00081155, "UI", "1.2.4 "));
  const auto file = uids_of(test::file(test::explicit_uid, f.element(0x00080018, "UN", "1.2.3 ") +
                                                               f.element(0x00091001, "UI", "1.5 ") +
                                                               f.element(0x00091002, "UN", "1.6 ") +
                                                               f.element(0x00091003, "UN", items) +
                                                               f.element(0x0040A375, "UN", items)));
  CHECK(places_of(file) == std::vector<std::string>{"(0008,0018)", "(0009,1001)",
                                                    "(0009,1003)[1]/(0008,1155)",
                                                    "(0040,A375)[1]/(0008,1155)"});
}

TEST_CASE("padding makes no difference to a UID") {
  const test::form& f = test::explicit_little;
  const auto file =
      uids_of(test::file(test::explicit_uid, f.element(0x00080018, "UI", std::string("1.2\0", 4)) +
                                                 f.element(0x0020000D, "UI", "1.2 ") +
                                                 f.element(0x0020000E, "UI", "1.2.")));
  REQUIRE(file.places.all.size() == 3);
  CHECK(file.places.all[0].uid == file.places.all[1].uid);
  CHECK(file.places.all[0].uid != file.places.all[2].uid);
}

TEST_CASE("UIDs of the standard are told from others, and sequences count their items") {
  const auto file = uids_of(test::file(test::explicit_uid, nested(test::explicit_little)));
  CHECK(file.places.all[0].is_standard);
  CHECK_FALSE(file.places.all[1].is_standard);
  for (const detail::uid_place& one : file.places.all)
    if (file.places.text_of(one) == "(0008,1140)") CHECK(one.count == 2);
  CHECK(places_of(file, true).size() == nested_places.size() + 2);
}

TEST_CASE("places come in the order of their tags though the file does not keep it") {
  const test::form& f = test::explicit_little;
  const auto file =
      uids_of(test::file(test::explicit_uid, f.element(0x0020000E, "UI", "1.3 ") +
                                                 f.element(0x00080018, "UI", "1.2 ") +
                                                 f.element(0x0020000D, "UI", "1.4 ")));
  CHECK(places_of(file) == std::vector<std::string>{"(0008,0018)", "(0020,000D)", "(0020,000E)"});
}

TEST_CASE("places of two files are compared by tags and items, sequences before what is in them") {
  const test::form& f = test::explicit_little;
  const auto uid = [&](std::uint32_t id) { return f.element(id, "UI", "1.2 "); };
  const auto nest = [&](std::string inner) {
    return f.sequence(0x00081140, f.item(uid(0x00081155)) + f.item(inner));
  };
  const auto one = uids_of(test::file(
      test::explicit_uid,
      uid(0x00080018) + nest(f.sequence(0x00081199, f.item(uid(0x00081155)))) + uid(0x0020000D)));
  const auto other = uids_of(test::file(
      test::explicit_uid, nest(uid(0x00081155) + f.sequence(0x00081199, f.item(uid(0x00081155))))));
  using detail::uid_occurrences;
  CHECK(one.places.all.size() == 6);
  CHECK(other.places.all.size() == 5);
  for (std::size_t i = 0; i < one.places.all.size(); ++i)
    for (std::size_t j = 0; j < one.places.all.size(); ++j)
      CHECK((uid_occurrences::compare(one.places, one.places.all[i], one.places,
                                      one.places.all[j]) <=> 0) == (i <=> j));
  std::size_t same = 0;
  for (const detail::uid_place& a : one.places.all)
    for (const detail::uid_place& b : other.places.all) {
      const bool is_same = uid_occurrences::compare(one.places, a, other.places, b) == 0;
      same += is_same;
      CHECK(is_same == (a.number == b.number && one.places.text_of(a) == other.places.text_of(b)));
    }
  CHECK(same == 4);  // the sequences, and one UID in each
  const detail::uid_place& sequence = other.places.all[0];
  std::size_t below = 0;
  for (const detail::uid_place& a : one.places.all)
    below += one.places.is_at_or_below(a, other.places, sequence);
  CHECK(below == 4);
  CHECK(one.places.tags_of(one.places.all[4]) ==
        std::vector<da::tag>{{0x0008, 0x1140}, {0x0008, 0x1199}, {0x0008, 0x1155}});
}

TEST_CASE("pixel data are not looked at") {
  const test::form& f = test::explicit_little;
  const auto file = uids_of(
      test::file(test::jpeg_uid, f.element(0x00080018, "UI", "1.2 ") +
                                     f.encapsulated(0x7FE00010, {"", "FRAGMENT", "1.2.3.4."})));
  CHECK(places_of(file) == std::vector<std::string>{"(0008,0018)"});
}

TEST_CASE("a UID says by its tag and depth what it is there for") {
  using detail::uid_role;
  CHECK(detail::role_of({0x0008, 0x0018}, false) == uid_role::definition);
  CHECK(detail::role_of({0x0020, 0x000D}, false) == uid_role::definition);
  CHECK(detail::role_of({0x0020, 0x000D}, true) == uid_role::reference);
  CHECK(detail::role_of({0x0020, 0x0052}, true) == uid_role::reference);
  CHECK(detail::role_of({0x0008, 0x1155}, true) == uid_role::reference);
  CHECK(detail::role_of({0x0008, 0x0016}, false) == uid_role::kind);
  CHECK(detail::role_of({0x0020, 0x9164}, true) == uid_role::label);
}
