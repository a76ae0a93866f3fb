// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/pseudonyms/keyed_pseudonyms.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <fmt/ranges.h>

#include <dicom_anonymizer/context.hpp>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;

namespace {

// The bytes from 0 to 31, or others.
da::key some_key(unsigned char first = 0) {
  std::vector<unsigned char> bytes(32);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<unsigned char>(first + i);
  return da::key(bytes);
}

std::string identifier(da::keyed_pseudonyms& source, std::string_view original,
                       const da::identifier_form& form = da::identifier_form()) {
  return source.identifier({original, {0x0010, 0x0020}, form});
}

}  // namespace

// What the vectors are compared with was computed by Python's hmac, hashlib and uuid.

TEST_CASE("HMAC-SHA-256 is that of RFC 4231") {
  using namespace std::string_view_literals;
  const auto hex = [](da::detail::hmac_sha256& mac, std::string_view message) {
    return fmt::format("{:02x}", fmt::join(mac.of(message), ""));
  };
  const std::vector<unsigned char> first(20, 0x0B);
  da::detail::hmac_sha256 one(first);
  CHECK(hex(one, "Hi There") == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  // The same state again.
  CHECK(hex(one, "Hi There") == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  const std::vector<unsigned char> large(131, 0xAA);
  da::detail::hmac_sha256 other(large);
  CHECK(hex(other, "Test Using Larger Than Block-Size Key - Hash Key First") ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("a keyed UID is the UUID of version 8 that the key gives") {
  da::keyed_pseudonyms source(some_key());
  // f1a7b740-64a7-8e6f-af75-63eadd4901cc and d6a452a2-1488-872f-b861-39599c5ce624
  CHECK(source.uid("1.2.3.4") == "2.25.321214777342250974982669713753674154444");
  CHECK(source.uid("1.2.3.5") == "2.25.285308003781676287787943779368177559076");
  da::keyed_pseudonyms trial(some_key(), {.scope = "trial"});
  CHECK(trial.uid("1.2.3.4") == "2.25.56810653104604772505538800578156297486");
}

TEST_CASE("a keyed identifier is spelled from the bytes that the key gives") {
  da::keyed_pseudonyms source(some_key());
  CHECK(identifier(source, "12345678") == "E0GA8PBQBXQF0GCB");
  CHECK(identifier(source, "M\xC3\xBCller") == "Y5T120C3VWVZGP6D");
  CHECK(identifier(source, "12345678", da::identifier_form(9, "0123456789", "S-")) ==
        "S-017918347");
  da::keyed_pseudonyms trial(some_key(), {.scope = "trial"});
  CHECK(identifier(trial, "12345678") == "76H1FPD82JSENNE4");
}

TEST_CASE("a keyed shift is the number of days that the key gives") {
  da::keyed_pseudonyms source(some_key());
  CHECK(source.shift_of({"12345678", "", ""}) == da::date_shift{-1072, 0});
  CHECK(source.shift_of({"", "", "1.2.3"}) == da::date_shift{-2996, 0});
  da::keyed_pseudonyms finer(some_key(), {.scope = {}, .days = {}, .moves_seconds = true});
  CHECK(finer.shift_of({"12345678", "", ""}) == da::date_shift{-1072, 61299});
  da::keyed_pseudonyms trial(some_key(), {.scope = "trial", .days = {-2, 2}});
  CHECK(trial.shift_of({"", "", "1.2.3"}) == da::date_shift{1, 0});
}

TEST_CASE("a keyed shift follows the Patient ID alone, and its issuer where that is asked for") {
  da::keyed_pseudonyms source(some_key());
  CHECK(source.shift_of({"12345678", "HOSPITAL", ""}) == da::date_shift{-1072, 0});
  da::keyed_options how;
  how.separates_issuers = true;
  da::keyed_pseudonyms apart(some_key(), how);
  CHECK(apart.shift_of({"12345678", "HOSPITAL", ""}) == da::date_shift{-1973, 0});
  CHECK(apart.shift_of({"12345678", "", ""}) == da::date_shift{-1072, 0});
  CHECK(apart.shift_of({"", "", "1.2.3"}) == da::date_shift{-2996, 0});
  CHECK(apart.check() == "cb3ff6de413a8f20");
}

TEST_CASE("what tells keys apart depends on the key, the scope and the range") {
  std::set<std::string> checks;
  CHECK(da::keyed_pseudonyms(some_key()).check() == "644fe3ddde13c643");
  CHECK(da::keyed_pseudonyms(some_key()).check() == "644fe3ddde13c643");
  checks.insert(da::keyed_pseudonyms(some_key()).check());
  checks.insert(da::keyed_pseudonyms(some_key(1)).check());
  checks.insert(da::keyed_pseudonyms(some_key(), {.scope = "trial"}).check());
  checks.insert(da::keyed_pseudonyms(some_key(), {.scope = {}, .days = {1, 30}}).check());
  checks.insert(da::keyed_pseudonyms(some_key(), {.moves_seconds = true}).check());
  CHECK(checks.size() == 5);
}

TEST_CASE("a shift is never 0, stays in its range and is the patient's") {
  da::keyed_pseudonyms source(some_key(), {.scope = {}, .days = {-3, 3}, .moves_seconds = true});
  std::set<std::int32_t> days;
  for (int i = 0; i < 500; ++i) {
    const da::date_shift one = source.shift_of({std::to_string(i), "", ""});
    CHECK(one == source.shift_of({std::to_string(i), "", ""}));
    days.insert(one.days);
    CHECK(one.seconds >= 0);
    CHECK(one.seconds < 86400);
  }
  CHECK(days == std::set<std::int32_t>{-3, -2, -1, 1, 2, 3});
}

TEST_CASE("another key or another scope changes everything") {
  da::keyed_pseudonyms one(some_key());
  da::keyed_pseudonyms other(some_key(1));
  da::keyed_pseudonyms scoped(some_key(), {.scope = "trial"});
  for (int i = 0; i < 200; ++i) {
    const std::string text = std::to_string(i);
    const std::set<std::string> uids{one.uid(text), other.uid(text), scoped.uid(text)};
    CHECK(uids.size() == 3);
    const std::set<std::string> identifiers{identifier(one, text), identifier(other, text),
                                            identifier(scoped, text)};
    CHECK(identifiers.size() == 3);
  }
}

TEST_CASE("a context gives keyed UIDs with and without memory, and remembers only if it may") {
  da::context remembering;
  remembering.pseudonyms = std::make_shared<da::keyed_pseudonyms>(some_key());
  da::context forgetting;
  forgetting.pseudonyms = remembering.pseudonyms;
  forgetting.remembers_uids = false;
  for (da::context* const shared : {&remembering, &forgetting}) {
    std::string room;
    CHECK(shared->replacement_for("1.2.3.4", room) ==
          "2.25.321214777342250974982669713753674154444");
    CHECK(shared->replacement_for("1.2.3.4", room) ==
          "2.25.321214777342250974982669713753674154444");
    CHECK(shared->replacement_for("1.2.840.10008.1.2", room) == "1.2.840.10008.1.2");
    CHECK(shared->replacement_for("", room).empty());
  }
  CHECK(remembering.uids.size() == 1);
  CHECK(forgetting.uids.size() == 0);
}

TEST_CASE("threads that share a source get the same from it") {
  da::keyed_pseudonyms source(some_key());
  constexpr int count = 2000;
  std::vector<std::vector<std::string>> answers(20);  // more than there are seats
  {
    std::vector<std::jthread> threads;
    for (std::vector<std::string>& mine : answers)
      threads.emplace_back([&] {
        for (int i = 0; i < count; ++i) mine.push_back(source.uid("1.2." + std::to_string(i)));
      });
  }
  for (const std::vector<std::string>& one : answers) CHECK(one == answers.front());
}

// DICOM_ANONYMIZER_IDENTIFIERS=10000000 takes half a minute.
TEST_CASE("identifiers do not become the same") {
  const char* const wanted = std::getenv("DICOM_ANONYMIZER_IDENTIFIERS");
  const std::size_t count = wanted == nullptr ? 100'000 : std::strtoull(wanted, nullptr, 10);
  da::keyed_pseudonyms source(some_key());
  // One character less than what is made by default, so that a string needs no memory beside it.
  const da::identifier_form shorter(da::identifier_form::default_length - 1);
  std::vector<std::string> made(count);
  for (std::size_t i = 0; i < count; ++i) made[i] = identifier(source, std::to_string(i), shorter);
  std::sort(made.begin(), made.end());
  CHECK(std::adjacent_find(made.begin(), made.end()) == made.end());
}
