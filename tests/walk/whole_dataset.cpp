// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/walk/whole_dataset.hpp>

#include <string>
#include <string_view>
#include <vector>

#include <dicom_anonymizer/profiles/editions.hpp>
#include <dicom_anonymizer/profiles/profile.hpp>

#include "support/bytes_in_hand.hpp"
#include "support/catch.hpp"
#include "support/datasets.hpp"
#include "support/refused.hpp"

namespace da = dicom_anonymizer;
using da::detail::dataset_identity;
using da::detail::needs_dataset;
using da::detail::whole_dataset;
using test::bytes_in_hand;
using test::explicit_big;
using test::explicit_little;

namespace {

constexpr auto basic = da::profile(da::dicom_2026d);

// A data set that is looked at element by element; what was told of it.
struct looked_at {
  explicit looked_at(const std::string& bytes, const test::form& form = explicit_little,
                     std::string_view syntax = test::explicit_uid)
      : one(bytes, basic, form),
        whole(one.run(), one.cache, da::detail::visitor_ref<const dataset_identity&>(note), syntax),
        top(one.top, test::encoding_in(form), bytes.size(), false,
            da::detail::reach::all_elements) {
    top.top = &whole;
  }
  void look() {
    for (std::uint64_t at = 0; at < one.in.size();) {
      const da::element_header header = one.header(at);
      whole.look_at(top, header);
      at = header.value_offset + header.length;
    }
  }

  struct noting {
    std::vector<std::string>& told;
    void operator()(const dataset_identity& known) const {
      told.push_back(known.sop_class_uid + " " + known.sop_instance_uid + " " +
                     known.sop_instance_uid_before);
    }
  };
  std::vector<std::string> told;
  noting note{told};
  bytes_in_hand one;
  whole_dataset whole;
  da::detail::open_item top;
};

std::string uid(std::uint32_t id, std::string_view value,
                const test::form& form = explicit_little) {
  return form.element(id, "UI", test::padded(value, '\0'));
}
std::string number(std::uint32_t id, std::uint64_t value) {
  return explicit_little.element(id, "US", test::number(value, 2));
}

// Eight bits, one sample, two by two.
std::string four_pixels(std::string_view pixels) {
  return number(0x00280002, 1) + number(0x00280010, 2) + number(0x00280011, 2) +
         number(0x00280100, 8) + number(0x00280101, 8) + number(0x00280102, 7) +
         explicit_little.element(0x7FE00010, "OB", pixels);
}

}  // namespace

TEST_CASE("the identity is told when it is behind, once") {
  looked_at one(uid(0x00080016, "1.2") + uid(0x00080018, "1.2.3") +
                explicit_little.element(0x00100010, "PN", "name"));
  one.look();
  CHECK(one.told == std::vector<std::string>{"1.2 1.2.3 1.2.3"});
  one.whole.conclude(one.one.shared);
  CHECK(one.told.size() == 1);
}

TEST_CASE("an identity with nothing behind it is told at the end") {
  looked_at one(uid(0x00080018, "1.2.3"));
  one.look();
  CHECK(one.told.empty());
  try {
    one.whole.conclude(one.one.shared);
  } catch (const da::detail::marks_changed&) {
  }
  CHECK(one.told == std::vector<std::string>{" 1.2.3 1.2.3"});
}

TEST_CASE("what an action makes of the identity is known, and what it was before") {
  looked_at one(uid(0x00080016, "1.2") + uid(0x00080018, "1.2.3"));
  one.look();
  one.whole.note({0x0008, 0x0018}, std::string_view("2.25.1\0", 7));
  one.whole.note({0x0010, 0x0010}, "name");
  CHECK(one.whole.identity().sop_class_uid == "1.2");
  CHECK(one.whole.identity().sop_instance_uid == "2.25.1");
  CHECK(one.whole.identity().sop_instance_uid_before == "1.2.3");
}

TEST_CASE("file meta information in a data set, and a UID that is no UID, are refused") {
  CHECK(test::refused([] { looked_at(uid(0x00020003, "1.2")).look(); }) ==
        test::refusal{da::errc::malformed, 0x00020003, 0});
  const auto refusal =
      test::refused([] { looked_at(uid(0x00080018, std::string(5000, '1'))).look(); });
  CHECK(refusal.tag == 0x00080018);
}

TEST_CASE("native pixels that are all there pass, more behind them are left to the other walk") {
  CHECK_NOTHROW(looked_at(four_pixels("1234")).look());
  CHECK_THROWS_AS(looked_at(four_pixels("123456")).look(), needs_dataset);
  // An overlay in a bit of the pixels.
  CHECK_THROWS_AS(
      looked_at(number(0x60000100, 8) + number(0x60000102, 7) + four_pixels("1234")).look(),
      needs_dataset);
}

TEST_CASE("a data set that was taken tells its identity anew, and carries its marks") {
  looked_at one(uid(0x00080016, "1.2"));
  one.look();
  gdcm::DataSet dataset;
  test::put(dataset, {0x0008, 0x0016}, gdcm::VR::UI, "1.2");
  test::put(dataset, {0x0008, 0x0018}, gdcm::VR::UI, "1.2.4");
  one.whole.prepare_taking(dataset);
  CHECK(one.whole.identity().sop_instance_uid_before == "1.2.4");
  one.whole.finish_taken(dataset);
  CHECK(one.told.size() == 1);
  CHECK(one.told.back() == "1.2 1.2.4 1.2.4");
  CHECK(test::bytes(dataset, {0x0012, 0x0062}) == "YES ");
}
