// SPDX-License-Identifier: BSD-3-Clause
// DICOM files of every shape, sound and damaged, the same ones for the same seed and compiler: C++
// leaves open which operand is evaluated first, and so which one draws the first number.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/dicom_bytes.hpp"
#include "support/frames.hpp"

namespace test {

class file_generator {
 public:
  explicit file_generator(std::uint64_t seed) : random_(seed) {}

  // How many data sets and items there are to one whose elements are out of order.
  std::size_t out_of_order_one_in = 80;

  // A file; most are sound, some break a rule of PS3.5 that real files break too.
  std::string file() {
    const kind_of_file kind = any_kind();
    if (one_in(40)) return assembled(kind, directory(kind.form));
    if (one_in(25)) return assembled(kind, deep(kind.form, one_in(2) ? 60 + below(8) : below(20)));
    std::string bytes = assembled(kind, dataset(kind.form));
    if (one_in(12)) bytes += std::string(1 + below(one_in(8) ? 9000 : 40), '\0');
    if (one_in(60)) bytes += std::string(1 + below(9), 'x');
    return bytes;
  }

  // The bytes with a few of them changed, lost or added.
  std::string damaged(std::string bytes) {
    for (std::size_t left = 1 + below(3); left != 0; --left) {
      // Damage in the preamble is none.
      const std::size_t begin = bytes.size() > 300 && !one_in(8) ? 132 : 0;
      if (bytes.size() <= begin + 4) return bytes;
      const std::size_t at = begin + below(bytes.size() - begin - 4);
      switch (below(9)) {
        case 0: bytes[at] = static_cast<char>(below(256)); break;
        case 1: bytes[at] = static_cast<char>(bytes[at] ^ 1 << below(8)); break;
        case 2: bytes.resize(at); break;
        case 3: bytes.replace(at, 4, number(any_length(), 4)); break;
        case 4: bytes.replace(at, 2, number(any_length(), 2)); break;
        case 5: bytes.erase(at, 1 + below(12)); break;
        case 6: bytes.insert(at, std::string(1 + below(9), static_cast<char>(below(256)))); break;
        case 7:
          bytes.insert(at, bytes.substr(begin + below(bytes.size() - begin), below(60)));
          break;
        default: change_length(bytes, at); break;
      }
    }
    return bytes;
  }

  // A file in which the element behind a large value begins at an offset.
  std::string file_with_border(std::size_t border, std::size_t behind) {
    const bool is_explicit = one_in(2);
    const form& f = is_explicit ? explicit_little : implicit_little;
    std::string bytes =
        meta(is_explicit ? explicit_uid : implicit_uid) + f.element(0x00080018, "UI", "1.2.3.44");
    const std::size_t size = border - bytes.size() - f.head(0x00091001, "OB", 0).size();
    bytes += f.element(0x00091001, "OB", std::string(size, 'F'));
    bytes += f.element(0x00100010, "PN", "Border^Name ");
    bytes += f.sequence(0x00101002, f.item(f.element(0x00100010, "PN", "Nested^Name ")) +
                                        f.open_item(f.element(0x00100020, "LO", "12345678")));
    bytes += f.element(0x00104000, "LT", std::string(below(300), 'L'));
    bytes += f.element(0x0019100A, "LO", std::string(behind, 'B'));
    bytes += f.sequence(0x00400275, f.item(f.element(0x00100010, "PN", "Nested^Name ")));
    bytes += f.element(0x00420011, "OB", std::string(below(2) * 70000 + 2 * below(3000), 'P'));
    bytes += f.element(0x60003000, "OW", std::string(200, 'O'));
    return bytes + f.element(0x7FE00010, "OW", std::string(below(2) * 70000 + 2000, 'P'));
  }

  // A file of dates and times, most of them in pairs, some behind what is not read at once.
  std::string file_with_dates() {
    const kind_of_file kind = any_kind();
    const form& f = kind.form;
    std::string all = f.element(0x00080018, "UI", "1.2.3.44") + dates(f);
    const auto some = [&](std::uint32_t id, std::string_view vr, std::string_view value) {
      if (!one_in(3)) all += f.element(id, vr, value);
    };
    some(0x00080201, "SH", one_in(2) ? "+0100 " : "CLINIC");
    if (one_in(3)) all += f.open_sequence(0x00081140, f.item(dates(f)) + f.open_item(dates(f)));
    if (one_in(10)) all += f.element(0x00091001, "OB", std::string(300'000, 'F'));
    some(0x00100020, "LO", one_in(3) ? "M\xFCller" : "12345678");
    some(0x00100021, "LO", "CLINIC");
    some(0x00100030, "DA", moment("DA"));
    some(0x0014407C, "TM", moment("TM"));
    if (one_in(10)) all += f.element(0x0014407D, "LO", std::string(60'000, 'L'));
    some(0x0014407E, "DA", moment("DA"));
    some(0x0020000D, "UI", std::string_view("1.2.3\0", 6));
    some(0x00400275, "SQ", f.item(dates(f)));
    return assembled(kind, all);
  }

  // A file whose texts, public, private and in items, repeat names and numbers that it has.
  std::string file_with_texts() {
    const kind_of_file kind = any_kind();
    const form& f = kind.form;
    static constexpr std::string_view terms[] = {"ISO_IR 192", "ISO_IR 100", "GB18030 ",
                                                 "\\ISO 2022 IR 87 ", "ISO_IR 999"};
    std::string all;
    if (!one_in(4)) all += f.element(0x00080005, "CS", padded(terms[below(std::size(terms))], ' '));
    all += f.element(0x00080018, "UI", "1.2.3.44") + texts(f, 2);
    return assembled(kind, all);
  }

  std::size_t below(std::size_t count) { return static_cast<std::size_t>(random_() % count); }
  bool one_in(std::size_t count) { return below(count) == 0; }

 private:
  // Of a name or number of a few, some in characters of a set that may be another one.
  std::string spoken() {
    static constexpr std::string_view words[] = {
        "Zebulon",          "Quill",   "PX99812",       "ACC77812",  "Kreuzbach",
        "20200102",         "Waxwing", "M\xC3\xBCller", "M\xFCller", "\xCD\xF5\x81\x5C",
        "\x1B$B;3ED\x1B(B", "CT",      "chest"};
    return std::string(words[below(std::size(words))]);
  }
  std::string sentence(std::string_view between) {
    std::string text = spoken();
    for (std::size_t more = below(4); more != 0; --more) {
      text += one_in(3) ? std::string_view("\\") : between;
      text += spoken();
    }
    return text;
  }
  // The elements of a data set or item, with items so many levels deep.
  std::string texts(const form& f, unsigned levels) {
    std::string all;
    const auto some = [&](std::uint32_t id, std::string_view vr, const std::string& value) {
      if (!one_in(4)) all += f.element(id, vr, padded(value, ' '));
    };
    const auto text_vr = [&](std::string_view usual) {
      static constexpr std::string_view vrs_of_texts[] = {"LO", "SH", "ST", "LT",
                                                          "UT", "UC", "UN", "IS"};
      return one_in(5) ? vrs_of_texts[below(std::size(vrs_of_texts))] : usual;
    };
    some(0x00080050, "SH", spoken());
    some(0x00080070, text_vr("LO"), sentence(" "));
    some(0x00080080, "LO", sentence(" "));
    some(0x00080100, "SH", spoken());
    some(0x00080102, "SH", one_in(2) ? "99ME" : "DCM");
    some(0x00080104, "LO", sentence("_"));
    some(0x00081030, text_vr("LO"), sentence(" "));
    some(0x00081070, "PN", sentence("^"));
    if (levels != 0 && !one_in(3))
      all += f.sequence(0x00081140, f.item(texts(f, levels - 1)) + f.item(texts(f, levels - 1)));
    some(0x00100010, "PN", spoken() + "^" + spoken());
    some(0x00100020, "LO", spoken());
    some(0x00104000, text_vr("LT"), sentence("\r\n"));
    some(0x00181000, "LO", sentence(" "));
    some(0x00181020, text_vr("LO"), sentence(" "));
    some(0x00181210, text_vr("SH"), sentence(" "));
    if (!one_in(3)) {
      all += f.element(0x00290010, "LO", "SOME VENDOR ");
      some(0x00291010, text_vr("LO"), sentence(" "));
      some(0x00291011, "UN", sentence(" "));
      some(0x00291012, "PN", spoken());
      if (levels != 0 && one_in(2))
        all += f.open_sequence(0x00291013, f.open_item(texts(f, levels - 1)));
    }
    if (levels != 0 && !one_in(3))
      all += f.sequence(0x0040A730, f.item(texts(implicit_little, 0)), "UN");
    some(0x00420010, text_vr("ST"), sentence(", "));
    some(0x00700081, "LO", sentence("-"));
    return all;
  }

  struct attribute {
    std::uint32_t id;
    std::string_view vr;
  };
  struct kind_of_file {
    std::string_view uid;
    test::form form;
  };
  struct part {
    std::uint32_t id;
    std::string bytes;
  };

  static constexpr attribute attributes[] = {
      {0x00080008, "CS"}, {0x00080012, "DA"}, {0x00080020, "DA"}, {0x00080030, "TM"},
      {0x00080050, "SH"}, {0x00080060, "CS"}, {0x00080090, "PN"}, {0x00081010, "SH"},
      {0x00081030, "LO"}, {0x00081115, "SQ"}, {0x00081140, "SQ"}, {0x00081150, "UI"},
      {0x00081155, "UI"}, {0x00082112, "SQ"}, {0x00082218, "SQ"}, {0x00084000, "LT"},
      {0x00100010, "PN"}, {0x00100020, "LO"}, {0x00100030, "DA"}, {0x00101002, "SQ"},
      {0x00101010, "AS"}, {0x00104000, "LT"}, {0x00120063, "LO"}, {0x00180050, "DS"},
      {0x00181000, "LO"}, {0x0018A001, "SQ"}, {0x0020000D, "UI"}, {0x00200013, "IS"},
      {0x00280009, "AT"}, {0x00280010, "US"}, {0x00280106, "US"}, {0x00281052, "DS"},
      {0x00281201, "OW"}, {0x00283010, "SQ"}, {0x00321064, "SQ"}, {0x00380500, "LO"},
      {0x00400275, "SQ"}, {0x0040A123, "PN"}, {0x0040A124, "UI"}, {0x0040A730, "SQ"},
      {0x00420011, "OB"}, {0x00480008, "SQ"}, {0x00700084, "PN"}, {0x00880140, "UI"},
      {0x00880200, "SQ"}, {0x04000561, "SQ"}, {0x30060039, "SQ"}, {0x30060050, "DS"},
      {0x40084000, "ST"}, {0x50003000, "OW"}, {0x50040005, "US"}, {0x50063000, "OB"},
      {0x60000010, "US"}, {0x60003000, "OW"}, {0x60020022, "LO"}, {0x60024000, "LT"},
      {0x00189074, "DT"}, {0x00189087, "FD"}, {0x00720072, "DS"}, {0x00686300, "FD"},
      {0x00081190, "UR"}, {0x00189459, "FL"}, {0x00221007, "SQ"}, {0x00660016, "OF"},
      {0x00080100, "SH"}, {0x00080102, "SH"}, {0x00120062, "CS"}, {0x00120064, "SQ"},
      {0x00280303, "CS"}, {0x00041500, "CS"}, {0x00041511, "UI"}, {0x00080300, "SQ"},
      {0x00080301, "US"}, {0x00080302, "LO"}, {0x00080303, "CS"}, {0x00189999, "DA"},
      {0x00189998, "PN"}, {0x00189997, "UI"}, {0x00143076, "DA"}, {0x0028030F, "LO"},
      {0x7FE00001, "OV"}, {0xFFFAFFFA, "SQ"}, {0xFFFCFFFC, "OB"}, {0x00142222, "LO"},
      {0x00080201, "SH"}, {0x00100021, "LO"}, {0x0014407C, "TM"}, {0x0014407E, "DA"}};

  static constexpr std::string_view vrs[] = {"AE", "AS", "AT", "CS", "DA", "DS", "DT", "FD", "FL",
                                             "IS", "LO", "LT", "OB", "OD", "OF", "OL", "OV", "OW",
                                             "PN", "SH", "SL", "SQ", "SS", "ST", "SV", "TM", "UC",
                                             "UI", "UL", "UN", "UR", "US", "UT", "UV"};

  template <class Range>
  auto& any_of(const Range& all) {
    return *(std::begin(all) + static_cast<std::ptrdiff_t>(below(std::size(all))));
  }

  // ----------------------------------------------------------------- values

  std::string any_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    for (char& one : bytes) one = static_cast<char>(random_());
    return bytes;
  }

  std::string uid() {
    std::string text = one_in(6) ? "1.2.840.10008.1.1" : "1.2.3." + std::to_string(below(20));
    if (one_in(10)) text += "\\1.2.4." + std::to_string(below(20));
    return one_in(20) ? text : padded(text, '\0');
  }

  std::string any_text() {
    static constexpr std::string_view texts[] = {
        "Name^Given",
        "A\\B\\C",
        " x ",
        "M\xFCller",
        "\xC3\xA9t\xC3\xA9",
        "\x1B$B;3ED\x1B(B",
        "12345678",
        "19500102",
        "113100",
        "DCM",
        "REMOVED",
        "SAFE",
        "ACME",
        "dicom_anonymizer: PS3.15 2023e",
        "A text that is a good deal longer than the others, as comments are",
        "\\",
        "  ",
    };
    const std::string text(any_of(texts));
    return one_in(8) ? text : padded(text, ' ');
  }

  std::string dates(const form& f) {
    std::string bytes;
    for (const std::uint32_t id : {0x00080020U, 0x00080021U, 0x00080022U, 0x00080023U})
      if (!one_in(3)) bytes += f.element(id, "DA", moment("DA"));
    if (one_in(2)) bytes += f.element(0x0008002A, "DT", moment("DT"));
    for (const std::uint32_t id : {0x00080030U, 0x00080031U, 0x00080032U, 0x00080033U})
      if (!one_in(3)) bytes += f.element(id, "TM", moment("TM"));
    return bytes;
  }

  std::string moment(std::string_view vr) {
    static constexpr std::string_view dates[] = {"20080701", "19991231",           "1998.01.31",
                                                 "199801",   "20080701\\20080702", "20080701-",
                                                 "20080732"};
    static constexpr std::string_view times[] = {"235959.5",   "0130",      "23", "10:11:12",
                                                 "0130\\2330", "0130-2330", "24"};
    const std::string date(any_of(dates));
    const std::string time(any_of(times));
    const std::string text = vr == "DA"   ? date
                             : vr == "TM" ? time
                             : one_in(4)  ? date
                                          : "20080701" + time + (one_in(2) ? "" : "+0100");
    return padded(one_in(6) ? ' ' + text : text, ' ');
  }

  std::string value(std::string_view vr, const form& f) {
    if (one_in(8)) return {};
    if (one_in(150)) return std::string(1500 + below(4000), 'v');
    if (one_in(300)) return std::string(20'000, one_in(4) ? '\\' : 'v');
    if (vr == "UI") return uid();
    if ((vr == "DA" || vr == "TM" || vr == "DT") && !one_in(3)) return moment(vr);
    for (const auto& [name, unit] : {std::pair{"US", 2U},
                                     {"SS", 2U},
                                     {"UL", 4U},
                                     {"SL", 4U},
                                     {"FL", 4U},
                                     {"FD", 8U},
                                     {"AT", 4U},
                                     {"SV", 8U},
                                     {"UV", 8U},
                                     {"OW", 2U},
                                     {"OF", 4U},
                                     {"OD", 8U},
                                     {"OL", 4U},
                                     {"OV", 8U}}) {
      if (vr != name) continue;
      std::string bytes;
      for (std::size_t i = 1 + below(3); i != 0; --i) bytes += f.n(random_(), unit);
      if (one_in(20)) bytes += 'o';
      return bytes;
    }
    if (vr == "OB" || vr == "UN") return any_bytes(below(30));
    return any_text();
  }

  std::uint32_t any_length() {
    static constexpr std::uint32_t lengths[] = {
        0,      1,       2,    7,     8,      16,         0xFF,       0xFFFE,
        0xFFFF, 0x10000, 1000, 70000, 300000, 0xFFFFFFFE, 0xFFFFFFFF, 0x7FFFFFFF};
    return one_in(3) ? static_cast<std::uint32_t>(below(200)) : any_of(lengths);
  }

  // Makes the number of two bytes at a place a little larger or smaller.
  void change_length(std::string& bytes, std::size_t at) {
    const auto low = static_cast<unsigned char>(bytes[at]);
    bytes[at] = static_cast<char>(low + (one_in(2) ? 1 : -1) * static_cast<int>(1 + below(16)));
  }

  // ----------------------------------------------------------------- elements

  std::string element(const form& f, const attribute& one, unsigned depth) {
    std::string_view vr = one.vr;
    if (f.explicit_vr && one_in(14)) vr = "UN";
    if (f.explicit_vr && one_in(80)) vr = any_of(vrs);
    if (vr == "SQ") return sequence(f, one.id, depth);
    if (vr == "UN" || (!f.explicit_vr && one_in(20))) return unknown(f, one.id, depth);
    return with_reserved(f.element(one.id, vr, value(vr, f)), vr);
  }

  // PS3.5 section 7.1.2 wants the two bytes behind a long VR to be zero.
  std::string with_reserved(std::string bytes, std::string_view vr) {
    const bool is_long =
        std::find(std::begin(long_vrs), std::end(long_vrs), vr) != std::end(long_vrs);
    if (is_long && bytes.size() >= 12 && bytes[4] == vr[0] && bytes[5] == vr[1] && one_in(25))
      bytes[6 + below(2)] = 'r';
    return bytes;
  }
  static constexpr std::string_view long_vrs[] = {"OB", "OD", "OF", "OL", "OV", "OW", "SQ",
                                                  "SV", "UC", "UN", "UR", "UT", "UV"};

  std::string items(const form& f, unsigned depth) {
    std::string bytes;
    for (std::size_t left = one_in(5) ? 0 : 1 + below(one_in(6) ? 5 : 2); left != 0; --left) {
      const std::string content = elements(f, depth + 1);
      if (one_in(30))
        bytes += f.tag(0xFFFEE000) + f.n(undefined, 4) + content + delimiter(f, 0xFFFEE00D);
      else
        bytes += one_in(2) ? f.item(content) : f.open_item(content);
    }
    return bytes;
  }

  std::string sequence(const form& f, std::uint32_t id, unsigned depth) {
    if (depth >= 6 || (depth > 1 && !one_in(depth))) return f.sequence(id, "");
    if (id == 0x00880200 && one_in(2)) return icon(f);
    std::string content = items(f, depth);
    if (one_in(25)) return f.sequence(id, content + delimiter(f, 0xFFFEE0DD));
    if (one_in(25)) return f.head(id, "SQ", undefined) + content + delimiter(f, 0xFFFEE0DD);
    return with_reserved(one_in(2) ? f.sequence(id, content) : f.open_sequence(id, content), "SQ");
  }

  // One as some writers have it, with an undefined length, or as it should be.
  std::string delimiter(const form& f, std::uint32_t id) {
    return f.tag(id) + f.n(one_in(2) ? undefined : 0, 4);
  }

  std::string icon(const form& f) {
    const std::string image = f.element(0x00280010, "US", f.n(2, 2)) +
                              (one_in(4) ? f.encapsulated(0x7FE00010, {"", "FRAGMENT"})
                                         : f.element(0x7FE00010, "OW", any_bytes(2 * below(40))));
    return f.sequence(0x00880200, one_in(2) ? f.item(image) : f.open_item(image));
  }

  // UN, or a value of Implicit VR, which may consist of items.  Both are little endian.
  std::string unknown(const form& f, std::uint32_t id, unsigned depth) {
    const unsigned inside = depth < 5 ? depth : 6;
    switch (below(11)) {
      case 0:
      case 1: return f.element(id, "UN", any_bytes(below(30)));
      case 2: return f.element(id, "UN", "");
      case 3:
      case 4:
        return f.element(id, "UN",
                         items(implicit_little, inside) +
                             (one_in(6) ? delimiter(implicit_little, 0xFFFEE0DD) : std::string()));
      case 5: return f.element(id, "UN", items(explicit_little, inside));
      case 6: return f.element(id, "UN", items(explicit_big, inside));
      case 7:
      case 8:
        return f.head(id, "UN", undefined) + items(implicit_little, inside) +
               implicit_little.sequence_end();
      case 9: {
        std::string broken = items(one_in(2) ? implicit_little : explicit_big, inside);
        if (!broken.empty()) broken.resize(below(broken.size()) + 1);
        return f.element(id, "UN", broken);
      }
      default:
        return f.element(id, "UN",
                         implicit_little.tag(0xFFFEE000) + any_bytes(below(2) * below(20)));
    }
  }

  std::string creator(const form& f, std::uint32_t id, unsigned depth) {
    static constexpr std::string_view names[] = {"ACME", "ACME ", "OTHER VENDOR", "", " "};
    switch (below(12)) {
      case 0: return f.element(id, "UN", "ACME");
      case 1: return sequence(f, id, depth);
      case 2: return unknown(f, id, depth);
      case 3: return f.element(id, "OB", "ACME");
      default: return f.element(id, "LO", any_of(names));
    }
  }

  void private_group(const form& f, unsigned depth, std::vector<part>& parts) {
    const auto group = static_cast<std::uint32_t>(1 + 2 * (4 + below(6))) << 16;
    for (std::uint32_t block = 0x10; block < 0x10 + 1 + below(3); ++block) {
      if (!one_in(6)) parts.push_back({group | block, creator(f, group | block, depth)});
      for (std::size_t left = below(4); left != 0; --left) {
        const std::uint32_t id = group | block << 8 | static_cast<std::uint32_t>(below(6));
        const attribute one{id, one_in(3) ? "SQ" : any_of(vrs)};
        parts.push_back({id, element(f, one, depth)});
      }
    }
    if (one_in(10)) parts.push_back({group | 1, f.element(group | 1, "LO", "low ")});
  }

  static constexpr std::string_view character_sets[] = {
      "ISO_IR 100", "ISO_IR 192", "\\ISO 2022 IR 87", "GB18030 ", "NO SUCH SET ", ""};

  std::string elements(const form& f, unsigned depth) {
    std::vector<part> parts;
    if (one_in(8))
      parts.push_back({0x00080005, f.element(0x00080005, "CS", any_of(character_sets))});
    const std::size_t count = depth == 0 ? below(14) : below(4);
    for (std::size_t i = 0; i < count; ++i) {
      const attribute& one = any_of(attributes);
      parts.push_back({one.id, element(f, one, depth)});
    }
    if (one_in(depth == 0 ? 2 : 8)) private_group(f, depth, parts);
    if (depth > 0 && one_in(25)) parts.push_back(pixels(f, 0x7FE00010));
    if (depth == 0) top_level(f, parts);
    return joined(f, std::move(parts));
  }

  void top_level(const form& f, std::vector<part>& parts) {
    if (!one_in(8))
      parts.push_back({0x00080016, f.element(0x00080016, "UI",
                                             one_in(60)   ? "1.2.840.10008.1.3.10"
                                             : one_in(60) ? "CT^CLASS"
                                                          : "1.2.840.10008.5.1.4.1.1.2 ")});
    if (!one_in(8))
      parts.push_back({0x00080018, f.element(0x00080018, "UI", one_in(60) ? "A^NAME" : uid())});
    if (one_in(2)) parts.push_back(pixels(f, 0x7FE00010));
    if (one_in(20)) parts.push_back(pixels(f, 0x7FE00008 + static_cast<std::uint32_t>(below(2))));
    if (one_in(8)) parts.push_back({0xFFFCFFFC, f.element(0xFFFCFFFC, "OB", "Trailing")});
    if (one_in(150)) parts.push_back({0x00020016, f.element(0x00020016, "AE", "AE")});
  }

  part pixels(const form& f, std::uint32_t id) {
    if (one_in(3) && f.explicit_vr && !f.big_endian) return {id, fragments(f, id)};
    if (one_in(30)) return {id, sequence(f, id, 0)};
    return {id,
            with_reserved(f.element(id, "OW", any_bytes(one_in(20) ? 40000 : below(200))), "OW")};
  }

  // Encapsulated pixel data: frames of one kind with or without metadata, sound or not, in one
  // fragment or several, with a table that is true, another one or none.
  std::string fragments(const form& f, std::uint32_t id) {
    if (one_in(20)) return f.encapsulated(id, {});
    std::string table;
    std::string items;
    const std::size_t kind = below(5);
    for (std::size_t frames = 1 + below(3); frames != 0; --frames) {
      table += f.n(items.size() + (one_in(30) ? 2 : 0), 4);
      std::string frame = padded(compressed(kind), '\0');
      if (one_in(12)) frame += "TRAILING";
      if (frame.empty()) frame = "GARBAGE.";
      if (one_in(12)) frame[below(frame.size())] = static_cast<char>(random_());
      if (one_in(12)) frame.resize(2 * below(frame.size() / 2));
      const std::size_t step = one_in(3) || frame.empty() ? 2 * (1 + below(40)) : frame.size();
      for (std::size_t at = 0; at < frame.size(); at += step)
        items += f.item(frame.substr(at, step));
    }
    return f.head(id, one_in(4) ? "OW" : "OB", undefined) + f.item(one_in(2) ? table : "") + items +
           f.sequence_end();
  }

  std::string compressed(std::size_t kind) {
    const auto some = [&](const std::string& bytes) { return one_in(2) ? bytes : std::string(); };
    const std::string text = any_bytes(below(30));
    switch (kind) {
      case 0:
        return jpeg_image(some(jfif()) + some(jpeg_comment(text)) + some(segment(0xE1, text)) +
                          some(adobe()));
      case 1: return jpeg2000(some(jpeg2000_comment(text)), some(jpeg2000_comment(text)));
      case 2:
        return jp2_head() + some(box("uuid", text)) +
               box("jp2c", jpeg2000(some(jpeg2000_comment(text)))) + some(box("xml ", text));
      case 3: return jpegxl_head() + some(box("Exif", text)) + box("jxlc", "codestream");
      default: return any_bytes(2 * below(40));
    }
  }

  // In order and each once, as PS3.5 section 7.1 wants it, most of the time.
  std::string joined(const form& f, std::vector<part> parts) {
    std::stable_sort(parts.begin(), parts.end(),
                     [](const part& a, const part& b) { return a.id < b.id; });
    if (!one_in(60))
      parts.erase(std::unique(parts.begin(), parts.end(),
                              [](const part& a, const part& b) { return a.id == b.id; }),
                  parts.end());
    std::string bytes;
    std::uint32_t group = 0;
    for (const part& one : parts) {
      if (one.id >> 16 != group) {
        group = one.id >> 16;
        if (one_in(12) && (one.id & 0xFFFF) != 0)
          bytes +=
              f.element(group << 16, "UL", one_in(40) ? any_bytes(below(9)) : f.n(below(200), 4));
      }
      bytes += one.bytes;
    }
    if (parts.size() > 1 && one_in(out_of_order_one_in)) {
      bytes.clear();
      std::swap(parts[below(parts.size())], parts[below(parts.size())]);
      for (const part& one : parts) bytes += one.bytes;
    }
    return bytes;
  }

  std::string dataset(const form& f) { return elements(f, 0); }

  // Items within items.
  std::string deep(const form& f, std::size_t depth) {
    static constexpr std::uint32_t ids[] = {0x00081140, 0x0040A730, 0x00091001, 0x00400275};
    std::string content = f.element(0x00100010, "PN", "Deep^Name ");
    for (std::size_t i = 0; i < depth; ++i) {
      const std::string item = one_in(2) ? f.item(content) : f.open_item(content);
      const std::uint32_t id = any_of(ids);
      content = one_in(2) ? f.sequence(id, item) : f.open_sequence(id, item);
      if (one_in(4)) content += f.element(0x00700084, "PN", "Behind");
    }
    return one_in(4) ? content : f.element(0x00080018, "UI", "1.2.3.44") + content;
  }

  // The records of a DICOMDIR; offsets that lead nowhere are part of it.
  std::string directory(const form& f) {
    std::string records;
    for (std::size_t left = below(4); left != 0; --left) {
      const std::string record =
          f.element(0x00041400, "UL", f.n(one_in(3) ? 0 : 300 + below(100), 4)) +
          f.element(0x00041420, "UL", f.n(0, 4)) + f.element(0x00041430, "CS", "PATIENT ") +
          f.element(0x00100010, "PN", "Record^Name ");
      records += one_in(2) ? f.item(record) : f.open_item(record);
    }
    return f.element(0x00041200, "UL", f.n(0, 4)) + f.element(0x00041202, "UL", f.n(0, 4)) +
           (one_in(2) ? f.sequence(0x00041220, records) : f.open_sequence(0x00041220, records));
  }

  // ----------------------------------------------------------------- around the data set

  kind_of_file any_kind() {
    static constexpr kind_of_file kinds[] = {
        {explicit_uid, explicit_little}, {explicit_uid, explicit_little},
        {implicit_uid, implicit_little}, {implicit_uid, implicit_little},
        {big_endian_uid, explicit_big},  {deflated_uid, explicit_little},
        {jpeg_uid, explicit_little}};
    return any_of(kinds);
  }

  std::string meta_elements(std::string_view uid) {
    const form& f = explicit_little;
    std::vector<part> parts;
    const auto put = [&](std::uint32_t id, std::string_view vr, std::string_view value) {
      parts.push_back({id, f.element(id, vr, value)});
    };
    if (!one_in(5)) put(0x00020001, "OB", std::string_view(one_in(8) ? "A^" : "\0\1", 2));
    if (!one_in(4))
      put(0x00020002, "UI",
          one_in(40)   ? "1.2.840.10008.1.3.10"
          : one_in(60) ? "CT^CLASS"
          : one_in(10) ? ""
                       : "1.2.840.10008.5.1.4.1.1.2 ");
    if (!one_in(4)) put(0x00020003, "UI", one_in(8) ? "" : "9.9.9.99");
    if (!one_in(40))
      put(0x00020010, one_in(60) ? "UN" : "UI",
          one_in(60) ? std::string("1.2.3") : padded(uid, one_in(6) ? ' ' : '\0'));
    if (!one_in(4)) put(0x00020012, "UI", one_in(8) ? "" : "1.2.3.44");
    if (one_in(2)) put(0x00020013, "SH", one_in(8) ? "" : "OTHER_10");
    if (one_in(4)) put(0x00020016, "AE", "SCANNER1");
    if (one_in(10)) put(0x00020026, "UR", "http://host.invalid/");
    if (one_in(10)) put(0x000200FF, one_in(3) ? "UN" : "LO", "Unlisted");
    if (one_in(6)) put(0x00020100, "UI", "1.2.3.55");
    if (one_in(6))
      parts.push_back({0x00020102, with_reserved(f.element(0x00020102, "OB", "odd"), "OB")});
    if (one_in(60)) parts.push_back({0x00020103, sequence(f, 0x00020103, 1)});
    if (one_in(60)) parts.push_back({0x00020104, unknown(f, 0x00020104, 1)});
    std::string bytes;
    if (parts.size() > 1 && one_in(60))
      std::swap(parts[below(parts.size())], parts[below(parts.size())]);
    if (one_in(200)) parts.push_back(parts[below(parts.size())]);
    for (const part& one : parts) bytes += one.bytes;
    return bytes;
  }

  std::string assembled(kind_of_file kind, const std::string& content) {
    // Some files say another transfer syntax than that of their data set.
    if (kind.uid != deflated_uid && one_in(25)) kind.uid = any_kind().uid;
    const std::string body = kind.uid == deflated_uid ? deflated(content) : content;
    if (one_in(15)) return body;  // a bare data set
    if (one_in(3)) return meta(kind.uid) + body;
    const std::string known = meta_elements(kind.uid);
    if (one_in(20)) return known + body;  // without preamble
    std::string start = std::string(128, one_in(4) ? 'P' : '\0') + "DICM";
    if (!one_in(15))
      start += explicit_little.element(0x00020000, "UL",
                                       number(one_in(12) ? below(500) : known.size(), 4));
    return start + known + body;
  }

  std::mt19937_64 random_;
};

}  // namespace test
