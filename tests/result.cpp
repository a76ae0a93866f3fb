// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/result.hpp>

#include <exception>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>

#include "support/catch.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;

static_assert(noexcept(da::detail::tried([] { return 1; })));

TEST_CASE("a result holds a value or an error") {
  da::result<std::unique_ptr<int>> good(std::make_unique<int>(7));
  REQUIRE(good.has_value());
  CHECK(**good == 7);
  CHECK(*std::move(good).value() == 7);
  const da::result<std::string> bad(da::error(da::errc::locked, "later").at({0x0010, 0x0010}));
  CHECK(!bad);
  CHECK(bad.error().code() == da::errc::locked);
  const test::refusal expected{da::errc::locked, 0x00100010, std::nullopt};
  CHECK(test::refused([&] { static_cast<void>(bad.value()); }) == expected);
}

TEST_CASE("what led to an error stays with it") {
  const auto fail = []() -> int {
    try {
      throw std::runtime_error("theirs");
    } catch (...) {
      throw da::error(da::errc::unwritable, "ours").caused_by(std::current_exception());
    }
  };
  const da::result<int> made = da::detail::tried(fail);
  REQUIRE(!made);
  CHECK_THROWS_AS(std::rethrow_exception(made.error().cause()), std::runtime_error);
  CHECK(std::string(made.error().what()) == "ours");
  CHECK(da::error(da::errc::locked, "later").cause() == nullptr);
}

TEST_CASE("whatever is thrown becomes an error without the text of others") {
  const auto code_of = [](auto thrown) {
    const da::result<int> made = da::detail::tried([&]() -> int { throw thrown; });
    REQUIRE(!made);
    CHECK(std::string(made.error().what()).find("value") == std::string::npos);
    return made.error().code();
  };
  CHECK(code_of(da::error(da::errc::malformed, "reason")) == da::errc::malformed);
  CHECK(code_of(std::bad_alloc()) == da::errc::too_large);
  CHECK(code_of(std::runtime_error("a value")) == da::errc::action_failed);
  CHECK(code_of(7) == da::errc::action_failed);
  CHECK(*da::detail::tried([] { return 7; }) == 7);
}
