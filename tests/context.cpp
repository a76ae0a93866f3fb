// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/context.hpp>

#include <memory>
#include <string>

#include "support/catch.hpp"

namespace da = dicom_anonymizer;

namespace {

// Counts how often it is asked, and tells it by what it gives.
class counting : public da::pseudonym_source {
 public:
  explicit counting(bool follows) : follows_(follows) {}
  std::string uid(std::string_view) override { return "1.2." + std::to_string(++asked_); }
  std::string identifier(const da::identifier_request&) override { return "x"; }
  da::date_shift shift_of(const da::patient_identity&) override { return {}; }
  [[nodiscard]] bool follows_files() const noexcept override { return follows_; }

 private:
  bool follows_;
  int asked_ = 0;
};

}  // namespace

TEST_CASE("UIDs of the standard and no UID come back as they are", "[context]") {
  da::context shared;
  std::string room;
  CHECK(shared.replacement_for("1.2.840.10008.5.1.4.1.1.2", room) == "1.2.840.10008.5.1.4.1.1.2");
  CHECK(shared.replacement_for("", room).empty());
  CHECK(shared.new_uid_for("  ", room).empty());
  // In a place that holds instances only, it is replaced all the same.
  CHECK(shared.new_uid_for("1.2.840.10008.5.1.4.1.1.2", room).starts_with("2.25."));
}

TEST_CASE("one UID gets one replacement, with blanks before it or not", "[context]") {
  da::context shared;
  std::string room;
  const std::string first(shared.replacement_for("1.2.3", room));
  CHECK(first.starts_with("2.25."));
  CHECK(shared.replacement_for(" 1.2.3", room) == first);
  CHECK(shared.replacement_for("1.2.4", room) != first);
}

TEST_CASE("a source is asked once, or each time where nothing is to be remembered", "[context]") {
  std::string room;
  da::context shared;
  shared.pseudonyms = std::make_shared<counting>(false);
  CHECK(std::string(shared.replacement_for("1.5", room)) == "1.2.1");
  CHECK(std::string(shared.replacement_for("1.5", room)) == "1.2.1");
  shared.remembers_uids = false;
  CHECK(std::string(shared.replacement_for("1.6", room)) == "1.2.2");
  CHECK(std::string(shared.replacement_for("1.6", room)) == "1.2.3");
}

TEST_CASE("a source that follows files is asked each time: it may take back what it gave",
          "[context]") {
  std::string room;
  da::context shared;
  shared.pseudonyms = std::make_shared<counting>(true);
  CHECK(std::string(shared.replacement_for("1.5", room)) == "1.2.1");
  CHECK(std::string(shared.replacement_for("1.5", room)) == "1.2.2");
}
