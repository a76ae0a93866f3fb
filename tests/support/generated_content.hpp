// SPDX-License-Identifier: BSD-3-Clause
// Files with structured content of every shape, the same ones for the same seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "support/dicom_bytes.hpp"

namespace test {

class content_generator {
 public:
  explicit content_generator(std::uint64_t seed) : random_(seed) {}

  // A file in one of the transfer syntaxes.
  std::string file() {
    f_ = one_in(3) ? implicit_little : one_in(3) ? explicit_big : explicit_little;
    has_places_ = one_in(6);
    std::string bytes =
        f_.element(0x00080016, "UI", std::string_view("1.2.840.10008.5.1.4.1.1.88.33\0", 30)) +
        f_.element(0x00080018, "UI", std::string_view("1.2.3.4\0", 8)) +
        f_.element(0x00100010, "PN", "Doe^Jane") + f_.element(0x00100020, "LO", "id12");
    if (one_in(3)) bytes += sequence(0x00400555, items(1));
    if (one_in(3))
      bytes += sequence(0x00400560, {sequence(0x00400610, {sequence(0x00400612, items(1))})});
    bytes += f_.element(0x0040A040, "CS", "CONTAINER ") + code(0x0040A043, any_code());
    bytes += sequence(0x0040A730, items(0));
    if (one_in(3)) {
      std::vector<std::string> notes;
      for (std::size_t left = below(3); left != 0; --left)
        notes.push_back(code(0x0040A043, any_code()) + code(0x0040A168, any_code()) +
                        f_.element(0x0040A30A, "DS", "93") +
                        f_.element(0x00700006, "ST", "Doe Jane"));
      bytes += sequence(0x0040B020, notes);
    }
    if (!f_.explicit_vr) return test::file(implicit_uid, bytes);
    if (f_.big_endian) return test::file(big_endian_uid, bytes);
    return test::file(one_in(8) ? deflated_uid : explicit_uid, bytes);
  }

  std::size_t below(std::size_t count) { return random_() % count; }
  bool one_in(std::size_t count) { return below(count) == 0; }

 private:
  template <std::size_t Count>
  std::string_view any(const std::string_view (&of)[Count]) {
    return of[below(Count)];
  }

  static std::string even(std::string text) {
    if (text.size() % 2 != 0) text += ' ';
    return text;
  }

  struct any_coded {
    std::string_view value;
    std::string_view scheme;
  };
  any_coded any_code() {
    static constexpr any_coded all[] = {
        {"121106", "DCM"},    {"121071", "DCM"},  {"121008", "DCM"},    {"121012", "DCM"},
        {"121033", "DCM"},    {"112039", "DCM"},  {"112040", "DCM"},    {"121031", "DCM"},
        {"121080", "DCM"},    {"111018", "DCM"},  {"121000", "DCM"},    {"111700", "DCM"},
        {"111705", "DCM"},    {"G-C0E3", "SRT"},  {"371524004", "SCT"}, {"15", "NCDR [2.0b]"},
        {"1113", "99_DCMTK"}, {"ward", "99HOSP"}, {"121032", "DCM "},   {"W", ""}};
    return all[below(std::size(all))];
  }

  std::string code(std::uint32_t id, const any_coded& one) {
    std::string item;
    if (!one_in(20))
      item += f_.element(one_in(12) ? 0x00080119 : 0x00080100, one_in(12) ? "UC" : "SH",
                         even(std::string(one.value)));
    item += f_.element(0x00080102, "SH", even(std::string(one.scheme)));
    item += f_.element(0x00080104, "LO", "Ward 5 Dr Head");
    return sequence(id, {item});
  }

  std::vector<std::string> items(std::size_t depth) {
    std::vector<std::string> result;
    for (std::size_t left = below(depth < 4 ? 5 : 2); left != 0; --left)
      result.push_back(item(depth));
    return result;
  }

  std::string item(std::size_t depth) {
    static constexpr std::string_view kinds[] = {
        "TEXT",   "CODE",      "NUM",       "PNAME",    "DATE",  "TIME",   "DATETIME",
        "UIDREF", "COMPOSITE", "CONTAINER", "WAVEFORM", "IMAGE", "SCOORD", "TCOORD"};
    const std::string_view kind = any(kinds);
    const bool has_all = one_in(8);
    std::string bytes;
    const auto put = [&](std::string_view of, std::uint32_t id, std::string_view vr,
                         std::string_view value) {
      if (has_all || kind == of)
        bytes += f_.element(id, one_in(40) ? "LO" : vr, even(std::string(value)));
    };
    if (has_all || kind == "IMAGE" || kind == "COMPOSITE")
      bytes += sequence(0x00081199, {f_.element(0x00081150, "UI", "1.2.840.10008.5.1.4.1.1.2") +
                                     f_.element(0x00081155, "UI", "1.2.33")});
    if (one_in(4)) bytes += f_.element(0x0040A010, "CS", "CONTAINS");
    if (one_in(4)) bytes += f_.element(0x0040A032, "DT", "20200102030405");
    const std::string kind_bytes =
        one_in(30) ? std::string() : f_.element(0x0040A040, "CS", even(std::string(kind)));
    const std::string name = one_in(20) ? std::string() : code(0x0040A043, any_code());
    bytes += one_in(60) ? name + kind_bytes : kind_bytes + name;
    put("DATETIME", 0x0040A120, "DT", "20200102030405");
    put("DATE", 0x0040A121, "DA", "20200102");
    put("TIME", 0x0040A122, "TM", "030405");
    put("PNAME", 0x0040A123, "PN", "Doe^Jane");
    put("UIDREF", 0x0040A124, "UI", "1.2.3.55");
    if (kind == "TCOORD") bytes += f_.element(0x0040A13A, "DT", "20200102030405");
    put("TEXT", 0x0040A160, "UT", one_in(2) ? "Doe Jane" : "lesion");
    if (has_all || kind == "CODE") bytes += code(0x0040A168, any_code());
    if (has_all || kind == "NUM")
      bytes += sequence(0x0040A300,
                        {code(0x004008EA, {one_in(3) ? "mo" : "a", one_in(3) ? "99U" : "UCUM"}) +
                         f_.element(0x0040A30A, "DS", one_in(2) ? "93" : "12")});
    if (depth < 6 && one_in(12)) {  // PS3.5 section 6.2.2
      const form around = f_;
      f_ = implicit_little;
      std::string hidden;
      for (const std::string& one : items(depth + 1)) hidden += f_.item(one);
      f_ = around;
      bytes += f_.element(0x0040A730, "UN", hidden);
    } else if (depth < 6 && !one_in(3)) {
      bytes += sequence(0x0040A730, items(depth + 1));
    }
    if (has_places_ && one_in(8)) bytes += f_.element(0x0040DB73, "UL", f_.n(1, 4) + f_.n(2, 4));
    return bytes;
  }

  // Of defined or undefined length.
  std::string sequence(std::uint32_t id, const std::vector<std::string>& all) {
    std::string bytes;
    for (const std::string& one : all) bytes += one_in(2) ? f_.item(one) : f_.open_item(one);
    if (one_in(2)) return f_.element(id, "SQ", bytes);
    return f_.head(id, "SQ", undefined) + bytes + f_.sequence_end();
  }

  std::mt19937_64 random_;
  form f_;
  bool has_places_ = false;
};

}  // namespace test
