// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/byte_pass.hpp>

#include <string>

#include <dicom_anonymizer/rules/rule_map.hpp>

#include "support/bytes_in_hand.hpp"
#include "support/catch.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using test::bytes_in_hand;
using test::explicit_little;

TEST_CASE("a pass over items that an action wrote counts nothing and takes lengths as they are") {
  // A group length has four bytes, else a file is refused.
  const std::string odd = explicit_little.element(0x00080000, "UL", "12345678");
  bytes_in_hand one(odd, da::keep_everything(), explicit_little, {.elements = 1});
  const da::element_header header = one.header();
  CHECK(test::refused([&] { static_cast<void>(one.pass.contents.of(one.item, header)); }) ==
        test::refusal{da::errc::malformed, 0x00080000, 0});
  one.run().count(header);
  CHECK(test::refused([&] { one.run().count(header); }).code == da::errc::too_large);

  da::source written{std::string(odd)};
  da::detail::byte_pass again(one.pass, written);
  CHECK(again.contents.of(one.item, header).end == odd.size());
  for (int i = 0; i < 3; ++i) again.run.count(header);
  // What it writes goes where the pass around writes.
  again.run.emit(odd.size());
  CHECK(std::string(one.buffer.view()) == odd);
}
