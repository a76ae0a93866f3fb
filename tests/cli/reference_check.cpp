// SPDX-License-Identifier: BSD-3-Clause
#include <dicom_anonymizer/cli/reference_check.hpp>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <dicom_anonymizer/dicom_anonymizer.hpp>

#include "support/catch.hpp"
#include "support/folder.hpp"

namespace da = dicom_anonymizer;
namespace cli = da::cli;

namespace {

using pairs = std::vector<std::pair<std::string, std::string>>;

pairs pairs_of(const cli::run_pairs& all) {
  pairs result;
  all.source()([&](const auto& input, const auto& output) {
    result.emplace_back(input.string(), output.string());
  });
  return result;
}

}  // namespace

TEST_CASE("with the same names the pairs are found in the folder, without those that failed") {
  const test::folder place;
  for (const char* name : {"a", "b", "c/d"}) test::write(place / "in" / name, "x");
  cli::run_pairs all(place / "in", place / "out", da::output_names::same);
  const std::filesystem::path in = place / "in";
  const std::filesystem::path out = place / "out";
  da::outcome failed(in, out, "b", nullptr);
  da::outcome fine(in, out, "a", nullptr);
  fine.what = da::outcome::status::anonymized;
  all.note(failed);
  all.note(fine);
  const pairs wanted = {{in / "a", out / "a"}, {in / "b", ""}, {in / "c/d", out / "c/d"}};
  CHECK(pairs_of(all) == wanted);
  CHECK(pairs_of(all) == wanted);
}

TEST_CASE("with other names the pairs are those of the run") {
  const std::filesystem::path in = "in";
  const std::filesystem::path out = "out";
  cli::run_pairs all(in, out, da::output_names::sequence);
  da::outcome failed(in, out, "b", nullptr);
  da::outcome fine(in, out, "a", nullptr);
  fine.what = da::outcome::status::anonymized;
  fine.call_output("out/000001/000002.dcm");
  all.note(failed);
  all.note(fine);
  CHECK(pairs_of(all) == pairs{{"in/b", ""}, {"in/a", "out/000001/000002.dcm"}});
}

TEST_CASE("findings and the result are said in words, without values") {
  const std::filesystem::path in = "in/a";
  const std::filesystem::path out = "out/1";
  CHECK(cli::finding_text({da::reference_fault::outside, in, out, "(0008,1155)"}) ==
        "reference: out/1: (0008,1155) refers outside the batch");
  CHECK(cli::finding_text({da::reference_fault::unreadable, in, out, "",
                           da::error(da::errc::not_dicom, "not a DICOM file")}) ==
        "reference: in/a: the file or its output cannot be read: not a DICOM file");
  da::reference_report all;
  all.files = 2;
  all.uids = 5;
  all.references = 3;
  all.outside = 1;
  all.renamed = 4;
  all.gone = 2;
  const std::string counts = "references: 4 UIDs renamed, 0 kept, 2 references gone\n";
  CHECK(cli::summary_of(all) ==
        "references: 2 files, 4 UIDs renamed one to one, 3 references, 1 outside the batch\n" +
            counts);
  all.kept = 1;
  CHECK(cli::summary_of(all) ==
        "references: 2 files, 5 UIDs kept or renamed one to one, 3 references, 1 outside the "
        "batch\nreferences: 4 UIDs renamed, 1 kept, 2 references gone\n");
  all.kept = 0;
  all.broken = 4;
  CHECK(cli::summary_of(all) ==
        "references: 2 files, 4 UIDs NOT renamed one to one, 4 places "
        "broken, 3 references, 1 outside the batch\n" +
            counts);
}

TEST_CASE("what rules leave in its place is what no action takes or changes but to a new UID") {
  using namespace da::literals;
  const auto leaves = [](const auto& rules, std::initializer_list<da::tag> path) {
    return cli::leaves_in_place(rules, std::vector<da::tag>(path));
  };
  const da::tag study{0x0020, 0x000D};
  const da::tag evidence{0x0040, 0xA375};
  const auto all = da::keep_everything{} | da::rule{study, da::replace_uid};
  CHECK(leaves(all, {study}));
  CHECK(leaves(all, {evidence, study}));
  CHECK_FALSE(leaves(all | da::rule{study, da::remove}, {study}));
  CHECK_FALSE(leaves(all | da::rule{evidence, da::empty}, {evidence, study}));
  CHECK_FALSE(leaves(all | da::rule{evidence, da::replace}, {evidence, study}));
  CHECK_FALSE(leaves(all | da::rule{study, [](da::element&) {}}, {study}));
  CHECK(leaves(all | da::rule{evidence, da::keep}, {evidence, study}));
  CHECK_FALSE(leaves(all, {da::tag{0x0009, 0x1001}}));
  CHECK(leaves(da::default_profile, {study}));
  CHECK_FALSE(leaves(da::default_profile, {da::tag{0x0008, 0x1110}, study}));
}
