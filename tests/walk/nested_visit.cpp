// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/nested_visit.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;
using da::detail::private_blocks;

namespace {

// One element of a list that says what was done with it.
struct listed {
  da::tag id;
  da::vr kind = da::vr::LO;
  std::string value;
  bool takes_constant = true;
  std::string done = "";
};

// The cursor that visit_each_nested asks for, over such a list.
class list_cursor {
 public:
  explicit list_cursor(std::vector<listed>& all) : all_(all) {}
  bool next() { return ++at_ < static_cast<std::ptrdiff_t>(all_.size()); }
  [[nodiscard]] da::tag id() const { return now().id; }
  [[nodiscard]] da::vr written() const { return now().kind; }
  [[nodiscard]] bool takes_constant() const { return now().takes_constant; }
  [[nodiscard]] std::string_view bytes() const { return now().value; }
  [[nodiscard]] std::string text() const { return now().value; }
  [[nodiscard]] const da::detail::enclosing_items& scope() const { return scope_; }
  void keep() { now().done += "kept"; }
  void put(std::string_view value) { now().done += "put " + std::string(value); }
  void open() { now().done += "opened "; }
  [[nodiscard]] std::optional<std::string_view> creator() const {
    if (!id().is_private_creator()) return std::nullopt;
    return now().value;
  }
  bool visit(const da::element_key& key, da::detail::visitor_ref<da::element&>) {
    now().done += "visited " + std::string(key.private_creator);
    return now().value != "last";
  }

 private:
  [[nodiscard]] listed& now() const { return all_[static_cast<std::size_t>(at_)]; }

  std::vector<listed>& all_;
  std::ptrdiff_t at_ = -1;
  da::context shared_;
  da::limits bounds_;
  da::detail::enclosing_items scope_{shared_, bounds_};
};

std::vector<std::string> done_with(std::vector<listed> all, const da::dummy_by_vr* constants) {
  list_cursor cursor(all);
  private_blocks blocks;
  const auto nobody = [](da::element&) {};
  da::detail::visit_each_nested(cursor, blocks, constants,
                                da::detail::visitor_ref<da::element&>(nobody));
  std::vector<std::string> result;
  for (const listed& one : all) result.push_back(one.done);
  return result;
}

}  // namespace

TEST_CASE("elements with a constant of their VR get it, and all others are visited") {
  da::dummy_by_vr constants;
  constants.set(da::vr::LO, "dummy ");
  const std::vector<listed> all = {{{0x0008, 0x1030}, da::vr::LO, "study"},
                                   {{0x0008, 0x103E}, da::vr::LO, "items", false},
                                   {{0x0010, 0x0010}, da::vr::PN, "name"}};
  CHECK(done_with(all, &constants) ==
        std::vector<std::string>{"put dummy ", "opened visited ", "opened visited "});
  CHECK(done_with(all, nullptr) ==
        std::vector<std::string>{"opened visited ", "opened visited ", "opened visited "});
}

TEST_CASE("what others are read by gets no constant, nor do private elements") {
  da::dummy_by_vr constants;
  for (const da::vr kind : {da::vr::CS, da::vr::LO, da::vr::UL}) constants.set(kind, "dummy ");
  CHECK(done_with({{{0x0008, 0x0000}, da::vr::UL, "len"},
                   {{0x0008, 0x0005}, da::vr::CS, "ISO_IR 100"},
                   {{0x0009, 0x0010}, da::vr::LO, "ACME"},
                   {{0x0009, 0x1001}, da::vr::LO, "a"},
                   {{0x0009, 0x1101}, da::vr::LO, "b"},
                   {{0x000B, 0x1001}, da::vr::LO, "c"}},
                  &constants) == std::vector<std::string>{"opened visited ", "opened visited ",
                                                          "opened visited ", "opened visited ACME",
                                                          "opened visited ", "opened visited "});
}

TEST_CASE("terms that say what an item is are kept") {
  da::dummy_by_vr constants;
  constants.set(da::vr::CS, "dummy ");
  // Value Type, whose terms are those of PS3.3 section C.17.3.
  CHECK(done_with({{{0x0040, 0xA040}, da::vr::CS, "CONTAINER "}}, &constants) ==
        std::vector<std::string>{"kept"});
  CHECK(done_with({{{0x0040, 0xA040}, da::vr::CS, "JOHN DOE"}}, &constants) ==
        std::vector<std::string>{"put dummy "});
}

TEST_CASE("a visit can end it") {
  CHECK(done_with({{{0x0010, 0x0010}, da::vr::PN, "last"}, {{0x0010, 0x0020}, da::vr::LO, "id"}},
                  nullptr) == std::vector<std::string>{"opened visited ", ""});
}
