// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/actions/enclosing_items.hpp>

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/growth.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using da::detail::enclosing_items;

namespace {

constexpr da::tag outer{0x0040, 0xA730};
constexpr da::tag inner{0x0040, 0xA168};

}  // namespace

TEST_CASE("the way to an item is told from the outside in", "[actions]") {
  da::context shared;
  const da::limits bounds;
  const enclosing_items top(shared, bounds);
  const enclosing_items first(enclosing_items::inside{top, outer});
  const enclosing_items second(enclosing_items::inside{first, inner});
  CHECK(top.depth() == 0);
  CHECK(top.path().empty());
  CHECK(second.depth() == 2);
  CHECK(second.path() == std::vector<da::tag>{outer, inner});
  CHECK(enclosing_items(enclosing_items::same{second}).path() == second.path());
}

TEST_CASE("a sequence that would be too deep is refused by its tag", "[actions]") {
  da::context shared;
  da::limits bounds;
  bounds.depth = 1;
  const enclosing_items top(shared, bounds);
  top.require_depth(outer);
  const enclosing_items first(enclosing_items::inside{top, outer});
  CHECK(test::refused([&] { first.require_depth(inner); }) ==
        test::refusal{da::errc::too_deep, inner.value()});
}

// PS3.3 section C.12.1.1.2: an item without Specific Character Set has the one around it.
TEST_CASE("items inherit the character set, and may have one of their own", "[actions]") {
  da::context shared;
  const da::limits bounds;
  enclosing_items top(shared, bounds);
  top.declare("ISO_IR 100");
  const enclosing_items heir(enclosing_items::inside{top, outer});
  enclosing_items other(enclosing_items::inside{top, outer});
  other.declare("ISO_IR 144");
  // E4 is a with diaeresis in Latin-1 and the letter ef in Cyrillic, in UTF-8 C3 A4 and D1 84.
  CHECK(heir.characters().decode_if_text("\xE4", da::vr::LO) == "\xC3\xA4");
  CHECK(other.characters().decode_if_text("\xE4", da::vr::LO) == "\xD1\x84");
  CHECK(enclosing_items(enclosing_items::same{other})
            .characters()
            .decode_if_text("\xE4", da::vr::LO) == "\xD1\x84");
}

TEST_CASE("what is remembered is of one item and all views of it", "[actions]") {
  da::context shared;
  const da::limits bounds;
  const enclosing_items top(shared, bounds);
  const enclosing_items item(enclosing_items::inside{top, outer});
  const enclosing_items view(enclosing_items::same{item});
  view.remember(inner, "before");
  CHECK(item.recall(inner) == "before");
  CHECK(top.recall(inner).empty());
  item.remember(inner, "later");
  CHECK(view.recall(inner) == "later");
}

TEST_CASE("what was sifted ends at a private sequence that does not say so", "[actions]") {
  constexpr da::tag of_nobody{0x0029, 0x1001};
  constexpr da::tag other{0x0029, 0x1002};
  da::context shared;
  const da::limits bounds;
  const enclosing_items top(shared, bounds);
  top.note_sifted(of_nobody);
  const enclosing_items in(enclosing_items::inside{top, of_nobody});
  const enclosing_items view(enclosing_items::same{in});
  const enclosing_items deep(enclosing_items::inside{view, outer});
  const enclosing_items deeper(enclosing_items::inside{deep, inner});
  const enclosing_items whole(enclosing_items::inside{deep, other});
  const enclosing_items in_whole(enclosing_items::inside{whole, inner});
  CHECK_FALSE(top.is_sifted());
  CHECK(in.is_sifted());
  CHECK(deeper.is_sifted());
  CHECK_FALSE(whole.is_sifted());
  CHECK_FALSE(in_whole.is_sifted());
  deep.note_sifted(other);
  CHECK(whole.is_sifted());
  CHECK(in_whole.is_sifted());
  CHECK_FALSE(enclosing_items(enclosing_items::inside{top, outer}).is_sifted());
}

TEST_CASE("how many sequences were sifted does not matter to those behind them", "[actions]") {
  const auto work = [](std::size_t count) {
    da::context shared;
    const da::limits bounds;
    const enclosing_items top(shared, bounds);
    for (std::size_t i = 0; i < count; ++i)
      top.note_sifted({0x0029, static_cast<std::uint16_t>(0x1000 + i)});
    const enclosing_items in(enclosing_items::inside{top, outer});
    for (std::size_t i = 0; i < count; ++i)
      if (in.is_sifted()) throw std::logic_error("a sequence that nobody sifted");
  };
  CHECK(test::growth_of(2'000, work) < 40);
}

TEST_CASE("the effort of a data set is one for all of its items", "[actions]") {
  da::context shared;
  const da::limits bounds;
  const enclosing_items top(shared, bounds);
  const enclosing_items in(enclosing_items::inside{top, outer});
  in.effort_left() = 5;
  CHECK(top.effort_left() == 5);
}
