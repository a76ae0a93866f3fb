// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/registry.hpp>

#include <string>
#include <vector>

#include "support/acting.hpp"
#include "support/catch.hpp"
#include "support/datasets.hpp"

namespace da = dicom_anonymizer;

TEST_CASE("every action of the Python package is known under its name") {
  const da::action_registry known = da::default_actions();
  for (const char* name :
       {"keep", "delete", "empty", "replace", "replace_UID", "empty_or_replace", "delete_or_empty",
        "delete_or_replace", "delete_or_empty_or_replace", "delete_or_empty_or_replace_UID"}) {
    CAPTURE(name);
    REQUIRE(known.find(name) != nullptr);
    CHECK(known.make(name).name() == name);
  }
  CHECK(known.find("deleteOrEmptyOrReplace") != nullptr);
  CHECK(known.find("nothing") == nullptr);
}

TEST_CASE("an unknown action and a wrong number of arguments are errors that say which") {
  const da::action_registry known = da::default_actions();
  const auto code_of = [&](std::string_view name, std::vector<std::string> arguments) {
    try {
      static_cast<void>(known.make(name, arguments));
    } catch (const da::error& e) {
      CHECK(std::string(e.what()).find("'" + std::string(name) + "'") != std::string::npos);
      return e.code();
    }
    return da::errc{};
  };
  CHECK(code_of("nothing", {}) == da::errc::unknown_action);
  CHECK(code_of("keep", {"x"}) == da::errc::bad_arguments);
  CHECK(code_of("replace_with_value", {}) == da::errc::bad_arguments);
  CHECK(code_of("replace_with_value", {"x"}) == da::errc{});
}

TEST_CASE("users add actions of their own and change known ones") {
  da::action_registry known = da::default_actions();
  const std::size_t before = known.entries().size();
  known.add("shout", [](da::element& e) { e.set_text("HEY"); });
  known.add("say", {"word"}, [](std::span<const std::string> arguments) {
    return da::any_action([word = arguments[0]](da::element& e) { e.set_text(word); });
  });
  known.add("keep", [](da::element& e) { e.remove(); });
  CHECK(known.entries().size() == before + 2);
  CHECK(known.make("shout").name() == "shout");

  gdcm::DataSet dataset;
  test::put(dataset, {0x0010, 0x0010}, gdcm::VR::PN, "Doe ");
  test::act(known.make("shout"), dataset, {0x0010, 0x0010});
  CHECK(test::bytes(dataset, {0x0010, 0x0010}) == "HEY ");
  const std::string word = "BYE ";
  test::act(known.make("say", std::span(&word, 1)), dataset, {0x0010, 0x0010});
  CHECK(test::bytes(dataset, {0x0010, 0x0010}) == "BYE ");
  test::act(known.make("keep"), dataset, {0x0010, 0x0010});
  CHECK(dataset.IsEmpty());
}

TEST_CASE("pseudonymize is there with and without a form of its own") {
  const da::action_registry known = da::default_actions();
  CHECK(known.make("shift_date").ref().needs_pseudonyms());
  CHECK(known.make("pseudonymize").ref().needs_pseudonyms());
  CHECK_FALSE(known.make("replace").ref().needs_pseudonyms());
  const auto made = [&](std::vector<std::string> arguments) {
    return known.make("pseudonymize_as", arguments);
  };
  CHECK(made({"8", "0123456789", "S"}).name() == "pseudonymize_as");
  CHECK(made({"8", "", ""}).ref().needs_pseudonyms());
  for (const std::vector<std::string>& wrong :
       {std::vector<std::string>{"0", "", ""}, {"", "", ""}, {"8x", "", ""}, {"8", "0", ""}})
    CHECK_THROWS_AS(made(wrong), da::error);
}
