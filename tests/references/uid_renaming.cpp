// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/references/uid_renaming.hpp>

#include <string>

#include "support/catch.hpp"

namespace detail = dicom_anonymizer::detail;
using verdict = detail::uid_renaming::verdict;
using whereabouts = detail::uid_renaming::whereabouts;

namespace {

detail::uid_hash hash(std::uint64_t number) { return {number * 0x9E3779B97F4A7C15U, number}; }

}  // namespace

TEST_CASE("UIDs are hashed by SipHash-2-4 with 128 bits, as its authors' test vectors say") {
  // Key 00 01 .. 0F, the results as little endian numbers.
  const detail::uid_hasher hasher({0x0706050403020100U, 0x0F0E0D0C0B0A0908U});
  CHECK(hasher("") == detail::uid_hash{0xE6A825BA047F81A3U, 0x930255C71472F66DU});
  CHECK(hasher(std::string(1, '\0')) == detail::uid_hash{0x44AF996BD8C187DAU, 0x45FC229B11597634U});
  std::string text;
  for (char one = 0; one < 15; ++one) text.push_back(one);
  CHECK(hasher(text.substr(0, 8)) == detail::uid_hash{0x61F55862BAA9623BU, 0xB49714F364E2830FU});
  CHECK(hasher(text) == detail::uid_hash{0x11A8B03399E99354U, 0xD9C3CF970FEC087EU});
  CHECK(detail::uid_hasher()("1.2.3") != detail::uid_hasher()("1.2.3"));
}

TEST_CASE("a renaming that is one to one fits, however many UIDs there are") {
  detail::uid_renaming map;
  for (std::uint64_t i = 1; i <= 5000; ++i) CHECK(map.note(hash(i), hash(100000 + i)));
  for (std::uint64_t i = 1; i <= 5000; ++i) CHECK(map.note(hash(i), hash(100000 + i)));
  CHECK(map.size() == 5000);
  for (std::uint64_t i = 1; i <= 5000; ++i)
    CHECK(map.judge(hash(i), hash(100000 + i)) == verdict::fits);
  CHECK_FALSE(map.has_changed_its_mind());
}

TEST_CASE("what does not fit is told apart") {
  detail::uid_renaming map;
  CHECK(map.note(hash(1), hash(11)));
  CHECK(map.note(hash(2), hash(12)));
  CHECK_FALSE(map.note(hash(1), hash(13)));
  CHECK(map.judge(hash(1), hash(13)) == verdict::split);
  CHECK_FALSE(map.note(hash(3), hash(12)));
  CHECK(map.judge(hash(3), hash(12)) == verdict::merged);
  CHECK_FALSE(map.note(hash(2), hash(2)));
  CHECK(map.judge(hash(2), hash(2)) == verdict::kept);
  CHECK(map.judge(hash(2), hash(12)) == verdict::fits);
}

TEST_CASE("a UID that was kept where it was met first is the one that is wrong") {
  detail::uid_renaming map;
  CHECK(map.note(hash(1), hash(1)));
  CHECK_FALSE(map.note(hash(1), hash(11)));
  CHECK(map.has_changed_its_mind());
  CHECK(map.judge(hash(1), hash(1)) == verdict::kept);
  CHECK(map.judge(hash(1), hash(11)) == verdict::fits);
}

TEST_CASE("what was renamed and what was kept is counted, as it is in the end") {
  detail::uid_renaming map;
  map.note(hash(1), hash(11));
  map.note(hash(2), hash(2));
  map.note(hash(3), hash(3));
  map.note(hash(3), hash(13));
  map.define(hash(4), false);
  CHECK(map.size() == 4);
  CHECK(map.renamed() == 2);
  CHECK(map.kept() == 1);
}

TEST_CASE("UIDs that are all kept fit") {
  detail::uid_renaming map;
  for (std::uint64_t i = 1; i <= 50; ++i) CHECK(map.note(hash(i), hash(i)));
  CHECK(map.judge(hash(7), hash(7)) == verdict::fits);
}

TEST_CASE("a reference is in the output, in the input only, or outside") {
  detail::uid_renaming map;
  CHECK_FALSE(map.refer(hash(1)));
  map.define(hash(1), true);
  CHECK(map.refer(hash(1)));
  CHECK_FALSE(map.has_loose_ends());
  map.define(hash(2), false);
  CHECK_FALSE(map.has_loose_ends());
  CHECK_FALSE(map.refer(hash(2)));
  CHECK(map.has_loose_ends());
  CHECK(map.of(hash(1)) == whereabouts::in_output);
  CHECK(map.of(hash(2)) == whereabouts::in_input_only);
  CHECK(map.of(hash(3)) == whereabouts::outside);
}
