#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Writes the generated headers from the TSV files in cmake/tables.

usage: generate_tables.py [--check]

With --check nothing is written: the exit code is 1 and the stale header is named if one differs
from what would be written.  A cell that is not understood stops the program.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TABLES = ROOT / "cmake" / "tables"
INCLUDE = ROOT / "include" / "dicom_anonymizer"

EDITIONS = ["2023e", "2024a", "2024b", "2024e", "2025a", "2025b", "2025e", "2026c", "2026d"]

CODES = {"X": "X", "Z": "Z", "D": "D", "U": "U", "K": "K", "C": "C", "X/Z": "XZ", "X/D": "XD",
         "Z/D": "ZD", "X/Z/D": "XZD", "X/Z/U*": "XZU"}

# Column of the TSV and bit of dicom_anonymizer::option, in the order of the standard's columns.
OPTIONS = ["rtn_safe_priv", "rtn_uids", "rtn_dev_id", "rtn_inst_id", "rtn_pat_chars",
           "rtn_long_full_dates", "rtn_long_modif_dates", "clean_desc", "clean_struct_cont",
           "clean_graph"]

EDITION_COLUMNS = ["tag", "name", "keyword", "retired", "in_std_iod", "basic"] + OPTIONS
SUPPLEMENT_COLUMNS = ["tag", "keyword", "vr", "code", "kept_by", "cleaned_by", "reason"]
MODULE_COLUMNS = ["module", "path", "tag", "keyword", "type", "source", "basic_2026d"]
IOD_COLUMNS = ["sop_class_uid", "ciod", "module", "usage", "known"]
UID_COLUMNS = ["uid", "type", "retired", "keyword"]
SAFE_PRIVATE_COLUMNS = ["creator", "tag", "vr", "vm", "meaning"]
DICTIONARY_COLUMNS = ["tag", "keyword", "vr", "vm", "retired"]
DIFFERENCE_COLUMNS = ["tag", "keyword", "differs_in", "standard", "gdcm"]
LETTER_COLUMNS = ["character", "counts_as"]
CONTENT_COLUMNS = ["code_value", "coding_scheme", "code_meaning", "value_type", "retired", "in_std_template",
                   "basic"] + OPTIONS[1:8]
TWIN_COLUMNS = ["retired", "sct"]
VALUE_TYPES = """CODE COMPOSITE CONTAINER DATE DATETIME IMAGE NUM PNAME SCOORD SCOORD3D TABLE TCOORD TEXT
    TIME UIDREF WAVEFORM""".split()
SCHEME_COLUMNS = ["designator", "uid", "name"]
DEVICE_COLUMNS = ["rule", "verdict", "modality", "manufacturer_contains", "model_contains", "rows", "columns",
                  "other_conditions", "x", "y", "width", "height", "sources_file:line", "licence_of_source",
                  "contributor_tag", "note"]

# By the name in device_regions.tsv the constant of dicom_anonymizer::image_text.
IMAGE_TEXTS = {"imagetype": "image_type", "seriesdescription": "series_description",
               "protocolname": "protocol_name", "windowwidth": "window_width",
               "burnedinannotation": "burned_in_annotation",
               "commentsonradiationdose": "comments_on_radiation_dose",
               "overlaydescription": "overlay_description",
               "implementationversionname": "implementation_version"}
# Of attributes that no data set has at its top level: rules that ask for them are left out.
NEVER_THERE = {"codemeaning"}

VRS = ("AE AS AT CS DA DS DT FD FL IS LO LT OB OD OF OL OV OW PN SH SL SQ SS ST SV TM UC UI UL UN "
       "UR US UT UV").split()

# Where the dictionary leaves a choice.  Only implicit VR asks, whose pixels are OW (PS3.5 A.1), and
# the sizes of a number are the same either way.
CHOICES = {"OB or OW": "OW", "US or SS": "US", "US or OW": "OW", "US or SS or OW": "OW"}

# What no constant may be called; the keywords of PS3.6 have avoided them so far.
RESERVED = """alignas alignof and asm auto bool break case catch char class concept const consteval
    constexpr constinit continue decltype default delete do double else enum explicit export extern
    false float for friend goto if inline int long mutable namespace new noexcept not nullptr
    operator or private protected public register requires return short signed sizeof static struct
    switch template this throw true try typedef typeid typename union unsigned using virtual void
    volatile while xor NULL EOF""".split()


def fail(message):
    sys.exit("generate_tables.py: " + message)


def rows_of(name, columns):
    """The rows as dictionaries; white space in a cell, a line break too, is one space."""
    lines = (TABLES / name).read_text(encoding="utf-8").rstrip("\n").split("\n")
    if lines[0].split("\t") != columns:
        fail(f"the columns of {name} are not {' '.join(columns)}")
    tags = set()
    for number, line in enumerate(lines[1:], 2):
        cells = [" ".join(cell.split()) for cell in line.split("\t")]
        if len(cells) != len(columns):
            fail(f"{name}:{number} has {len(cells)} cells, not {len(columns)}")
        row = dict(zip(columns, cells))
        key = row.get("creator"), row["tag"]
        if key in tags:
            fail(f"{name}:{number} repeats {row['tag']}")
        tags.add(key)
        for column in ("retired", "in_std_iod"):
            if row.get(column, "N") not in ("Y", "N"):
                fail(f"{name}:{number} has '{row[column]}' in {column}")
        yield row


def header(source, purpose):
    return ("// SPDX-License-Identifier: BSD-3-Clause\n"
            f"// Generated by cmake/generate_tables.py from cmake/tables/{source}. Do not edit.\n"
            f"// {purpose}\n"
            "#pragma once\n\n")


def halves(tag):
    """'60xx3000' -> ('0x6000, 0x3000', '0xFF00, 0xFFFF')"""
    if not re.fullmatch(r"[0-9A-Fx]{8}", tag):
        fail(f"'{tag}' is no tag")
    if tag[3] in "13579BDF":
        fail(f"'{tag}' is private")
    value = tag.replace("x", "0")
    mask = "".join("0" if digit == "x" else "F" for digit in tag)
    return (f"0x{value[:4]}, 0x{value[4:]}", f"0x{mask[:4]}, 0x{mask[4:]}")


def vr_of(cell, tag):
    found = CHOICES.get(cell, cell)
    if found not in VRS:
        fail(f"unknown VR '{cell}' of {tag}")
    return found


def attributes():
    """(tag, keyword, vr as printed, vm, retired) of everything in the dictionary, sorted by tag."""
    known = {}
    for row in rows_of("dictionary.tsv", DICTIONARY_COLUMNS):
        if not re.fullmatch(r"([0-9]+(-([0-9]*n|[0-9]+))?)?", row["vm"]):
            fail(f"unknown VM '{row['vm']}' of {row['tag']}")
        known[row["tag"]] = (row["keyword"], row["vr"], row["vm"], row["retired"])
    result = [(tag, *rest) for tag, rest in sorted(known.items())]
    keywords = [row[1] for row in result if row[1]]
    keywords += [keyword for keyword, _ in aliases()]
    if len(keywords) != len(set(keywords)):
        fail("a keyword stands for two attributes")
    for keyword in keywords:
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9]*", keyword):
            fail(f"'{keyword}' is no keyword")
    for tag, _, vr, _, _ in result:
        halves(tag)
        vr_of(vr, tag)
    return result


def aliases():
    """(keyword, tag) of what GDCM spells otherwise than the standard, sorted by keyword."""
    rows = lines_of("gdcm_differences.tsv", DIFFERENCE_COLUMNS)
    return sorted((row["gdcm"], row["tag"]) for row in rows if row["differs_in"] == "keyword")


# So many keywords stand in one text, which stays below the 65,536 characters that compilers must take.
KEYWORDS_IN_A_TEXT = 2048


def dictionary_table():
    known = attributes()
    exact = [row for row in known if "x" not in row[0]]
    repeating = [row for row in known if "x" in row[0]]
    ordered = exact + repeating
    masks = sorted({halves(row[0])[1] for row in ordered}, reverse=True)  # all bits first
    texts = [[row[1] for row in ordered[start:start + KEYWORDS_IN_A_TEXT]]
             for start in range(0, len(ordered), KEYWORDS_IN_A_TEXT)]
    if max(sum(map(len, text)) for text in texts) > 0xFFFF or masks[0] != "0xFFFF, 0xFFFF":
        fail("a text of keywords is too long, or no tag is exact")
    lines = [header("dictionary.tsv",
                    "Every attribute of PS3.6, and keywords that GDCM spells otherwise."),
             "#include <cstddef>\n#include <cstdint>\n"
             "#include <dicom_anonymizer/tags/tag.hpp>\n#include <dicom_anonymizer/tags/vr.hpp>\n"
             "#include <string_view>\n\n",
             "namespace dicom_anonymizer {\nnamespace detail {\n\n// clang-format off\n",
             f"inline constexpr std::size_t exact_attribute_count = {len(exact)};\n\n",
             "// All keywords, one behind the other: one text costs a compiler far less than thousands,\n"
             "// and needs no address of each when a program starts.\n"]
    for number, text in enumerate(texts):
        lines.append(f"inline constexpr char keywords_{number}[] =\n")
        for words in wrapped_words(text):
            lines.append(f'  "{words}"\n')
        lines[-1] = lines[-1][:-1] + ";\n"
    lines += ["inline constexpr const char* keyword_texts[] = {" +
              ", ".join(f"keywords_{number}" for number in range(len(texts))) + "};\n\n",
              "// The significant bits of tags.\n"
              "inline constexpr tag attribute_masks[] = {" +
              ", ".join("{%s}" % mask for mask in masks) + "};\n\n",
              "}  // namespace detail\n\n",
              "/// One attribute of the data dictionary, PS3.6, or of a command, PS3.7 annex E.\n",
              "class dictionary_entry {\n public:\n",
              "  constexpr dictionary_entry(std::uint32_t bits, vr kind, std::uint16_t begin, std::uint8_t size,\n"
              "                             std::uint8_t text = 0, std::uint8_t mask = 0) noexcept\n"
              "      : id(static_cast<std::uint16_t>(bits >> 16), static_cast<std::uint16_t>(bits & 0xFFFFU)),\n"
              "        representation(kind), begin_(begin), size_(size), text_(text), mask_(mask) {}\n\n",
              "  /// The tag; of a repeating group such as (60xx,3000) the first one.\n",
              "  tag id;\n",
              "  /// Where the standard leaves a choice: OW if it is one of them, else US.  Only Implicit\n"
              "  /// VR Little Endian has to ask, where pixels are OW (PS3.5 section A.1).\n",
              "  vr representation;\n\n",
              "  /// The significant bits of the tag; all of them unless the group or element repeats.\n",
              "  [[nodiscard]] constexpr tag mask() const noexcept { return detail::attribute_masks[mask_]; }\n",
              "  /// The keyword of PS3.6; a few retired attributes have none.\n",
              "  [[nodiscard]] constexpr std::string_view keyword() const noexcept {\n"
              "    return {detail::keyword_texts[text_] + begin_, size_};\n  }\n\n",
              " private:\n  std::uint16_t begin_;\n  std::uint8_t size_;\n  std::uint8_t text_;\n"
              "  std::uint8_t mask_;\n};\n\n",
              "namespace detail {\n\n",
              "struct dictionary_rows {\n  using enum vr;\n"
              "  // Exact tags in order, then those that repeat: the tag, the VR, where the keyword begins, its\n"
              "  // length, the number of its text, the number of the mask.\n"
              "  static constexpr dictionary_entry all[] = {\n"]
    places = {}
    for number, text in enumerate(texts):
        begin = 0
        for word in text:
            places[len(places)] = number, begin
            begin += len(word)
    for i, (tag, keyword, vr, _, _) in enumerate(ordered):
        number, begin = places[i]
        tail = [number, masks.index(halves(tag)[1])]
        while tail and tail[-1] == 0:
            tail.pop()
        cells = [f"0x{tag.replace('x', '0')}", vr_of(vr, tag), str(begin), str(len(keyword)), *map(str, tail)]
        lines.append("  {" + ",".join(cells) + "},\n")
    lines.append("  };\n};\ninline constexpr const auto& dictionary = dictionary_rows::all;\n\n"
                 "// The tags alone, which fit into the caches: a search through the entries misses them.\n"
                 "inline constexpr std::uint32_t attribute_tags[] = {\n")
    cells = [f"0x{row[0]}," for row in exact]
    for start in range(0, len(cells), 8):
        lines.append("  " + " ".join(cells[start:start + 8]) + "\n")
    lines.append("};\n\n// The rows in the order of their keywords.\n"
                 "inline constexpr std::uint16_t dictionary_by_keyword[] = {\n")
    order = sorted((row[1], i) for i, row in enumerate(ordered) if row[1])
    for start in range(0, len(order), 16):
        lines.append("  " + " ".join(f"{i}," for _, i in order[start:start + 16]) + "\n")
    lines.append("};\n\n// What GDCM spells otherwise than the standard, and where it stands above.  Sorted.\n"
                 "struct keyword_alias {\n  std::string_view keyword;\n  std::uint16_t place;\n};\n"
                 "inline constexpr keyword_alias keyword_aliases[] = {\n")
    places = {row[0]: i for i, row in enumerate(ordered)}
    for keyword, tag in aliases():
        lines.append(f'  {{{{"{keyword}", {len(keyword)}}}, {places[tag]}}},  // {ordered[places[tag]][1]}\n')
    lines.append("};\n// clang-format on\n\n}  // namespace detail\n}  // namespace dicom_anonymizer\n")
    return "".join(lines)


def wrapped_words(words):
    """Words one behind the other, in pieces of about 96 characters."""
    piece = ""
    for word in words:
        if piece and len(piece) + len(word) > 96:
            yield piece
            piece = ""
        piece += word
    yield piece


def keywords():
    lines = [header("dictionary.tsv",
                    "A constant for each attribute, and for keywords that GDCM spells otherwise."),
             "#include <dicom_anonymizer/tags/pattern.hpp>\n"
             "#include <dicom_anonymizer/tags/tag.hpp>\n\n",
             "/// Attributes by keyword: tags::PatientName.  Those of repeating groups are patterns.\n",
             "namespace dicom_anonymizer::tags {\n\n// clang-format off\n"]
    for tag, keyword, vr, vm, retired in attributes():
        if not keyword:
            continue
        value, mask = halves(tag)
        note = " ".join(part for part in (vr, vm, f"({tag[:4]},{tag[4:]})",
                                          "retired" if retired == "Y" else "") if part)
        if keyword in RESERVED:
            keyword += "_"
        if "x" in tag:
            lines.append(f"/// {note}\ninline constexpr tag_pattern {keyword}{{{{{value}}}, {{{mask}}}}};\n")
        else:
            lines.append(f"/// {note}\ninline constexpr tag {keyword}{{{value}}};\n")
    keyword_of = {tag: keyword for tag, keyword, *_ in attributes()}
    for keyword, tag in aliases():
        lines.append(f"/// As GDCM spells {keyword_of[tag]}\n"
                     f"inline constexpr tag {keyword}{{{halves(tag)[0]}}};\n")
    lines.append("// clang-format on\n\n}  // namespace dicom_anonymizer::tags\n")
    return "".join(lines)


def cells(row, tag):
    if row["basic"] not in CODES:
        fail(f"unknown code '{row['basic']}' of {tag}")
    bits = {"K": 0, "C": 0}
    for bit, column in enumerate(OPTIONS):
        if row[column] == "":
            continue
        if row[column] not in bits:
            fail(f"unknown option cell '{row[column]}' of {tag}")
        bits[row[column]] |= 1 << bit
    return f"{{code::{CODES[row['basic']]}, 0x{bits['K']:03X}, 0x{bits['C']:03X}}}"


def edition(name, keyword_of):
    exact, masked = [], []
    for row in rows_of(f"confidentiality_{name}.tsv", EDITION_COLUMNS):
        tag = row["tag"]
        comment = f"  // {row['keyword'] or row['name']}\n"
        if row["keyword"] and keyword_of.get(tag) != row["keyword"]:
            fail(f"the dictionary has no {row['keyword']} at {tag}")
        if tag == "ggggeeee_odd":
            masked.append(f"  {{any_private, {cells(row, tag)}}}," + comment)
        elif "x" in tag:
            value, mask = halves(tag)
            masked.append(f"  {{{{{{{value}}}, {{{mask}}}}}, {cells(row, tag)}}}," + comment)
        else:
            value, _ = halves(tag)
            exact.append((tag, f"  {{{{{value}}}, {cells(row, tag)}}}," + comment))
    exact.sort()
    if len(masked) != 4:
        fail(f"edition {name} has {len(masked)} masked rows, not 4")
    return "".join([
        header(f"confidentiality_{name}.tsv", f"PS3.15 Table E.1-1 of edition {name}."),
        "#include <dicom_anonymizer/profiles/edition.hpp>\n"
        "#include <dicom_anonymizer/tags/pattern.hpp>\n\n",
        "namespace dicom_anonymizer {\nnamespace tables {\n\n// clang-format off\n",
        "// Each row: the tag, the basic code, the options that keep and those that clean.\n"
        f"inline constexpr row dicom_{name}_rows[] = {{\n", *[line for _, line in exact], "};\n",
        f"inline constexpr masked_row dicom_{name}_masked[] = {{\n", *masked, "};\n",
        "// clang-format on\n\n",
        "}  // namespace tables\n\n",
        f"/// PS3.15 Table E.1-1 of edition {name}, {len(exact) + len(masked)} rows.\n",
        f"inline constexpr edition dicom_{name}(\"{name}\", tables::dicom_{name}_rows, "
        f"tables::dicom_{name}_masked);\n\n",
        "}  // namespace dicom_anonymizer\n"])


def holds_text(vr):
    """Whether values may hold more than numbers, defined terms, and what goes by its VR: dates,
    names, and the items of sequences, which obey the rules themselves."""
    return vr in ("AE", "LO", "LT", "SH", "ST", "UC", "UT", "OB", "UI", "UN", "UR")


def check_rulings(rows):
    """Each attribute that the newest edition does not list and that may hold text has a ruling, and
    what a later edition lists is what that edition says."""
    by_tag = {row["tag"]: row for row in rows}
    newest = {row["tag"]: row
              for row in rows_of(f"confidentiality_{EDITIONS[-1]}.tsv", EDITION_COLUMNS)}
    first = {row["tag"] for row in rows_of(f"confidentiality_{EDITIONS[0]}.tsv", EDITION_COLUMNS)}
    for tag, keyword, vr, *_ in attributes():
        listed = tag in newest or tag.startswith("50xx")
        if not listed and holds_text(vr) and not tag.startswith("0004") and tag not in by_tag:
            fail(f"supplement.tsv has no ruling on {keyword} {tag}")
        if tag in by_tag and (by_tag[tag]["keyword"], by_tag[tag]["vr"]) != (keyword, vr):
            fail(f"supplement.tsv calls {tag} otherwise than dictionary.tsv")
    for tag, row in newest.items():
        if (tag in by_tag) != (tag not in first):
            fail(f"supplement.tsv has no row for {tag}, or one that is not needed")
        if tag in by_tag and supplement_cells(by_tag[tag]) != cells(row, tag):
            fail(f"supplement.tsv says otherwise of {tag} than the edition that lists it")


def supplement_cells(row):
    """As cells, of a row of the supplement."""
    chosen = {column: "" for column in OPTIONS}
    for letter, cell in (("K", row["kept_by"]), ("C", row["cleaned_by"])):
        for column in cell.split():
            if chosen.get(column) != "":
                fail(f"unknown or repeated option '{column}' of {row['tag']}")
            chosen[column] = letter
    return cells({"basic": row["code"], **chosen}, row["tag"])


def supplement():
    rows = list(rows_of("supplement.tsv", SUPPLEMENT_COLUMNS))
    check_rulings(rows)
    exact, masked = [], []
    for row in rows:
        tag = row["tag"]
        if not row["reason"]:
            fail(f"the ruling on {tag} has no reason")
        if row["code"] == "leave":
            if row["kept_by"] or row["cleaned_by"]:
                fail(f"an option on {tag}, which stays")
            continue
        if tag.startswith("0004"):  # that group has a rule of its own
            continue
        text = f"{supplement_cells(row)}}},  // {row['keyword']}\n"
        value, mask = halves(tag)
        if "x" in tag:
            masked.append(f"  {{{{{{{value}}}, {{{mask}}}}}, {text}")
        else:
            exact.append((tag, f"  {{{{{value}}}, {text}"))
    exact.sort()
    return "".join([
        header("supplement.tsv", "What table E.1-1 does not list and the profile protects all the same."),
        "#include <dicom_anonymizer/profiles/edition.hpp>\n\n",
        "namespace dicom_anonymizer::tables {\n\n// clang-format off\n",
        "inline constexpr row supplement_rows[] = {\n", *[line for _, line in exact], "};\n",
        "inline constexpr masked_row supplement_masked[] = {\n", *masked, "};\n",
        "// clang-format on\n\n}  // namespace dicom_anonymizer::tables\n"])


def safe_private():
    lines = []
    for row in rows_of("safe_private.tsv", SAFE_PRIVATE_COLUMNS):
        tag = row["tag"]
        if not re.fullmatch(r"[0-9A-F]{3}[13579BDF]xx[0-9A-F]{2}", tag) or '"' in row["creator"]:
            fail(f"'{tag}' is no private element")
        # Two where the table leaves a choice; UN where it names none.
        kinds = row["vr"].split("/") if row["vr"] else ["UN"]
        if len(kinds) > 2 or not all(re.fullmatch(r"[A-Z]{2}", kind) for kind in kinds):
            fail(f"'{row['vr']}' is no VR")
        lines.append((tag[:4] + tag[6:], row["creator"],
                      f"  {{0x{tag[:4]}, 0x{tag[6:]}, \"{row['creator']}\", "
                      f"vr::{kinds[0]}, vr::{kinds[-1]}}},\n"))
    lines.sort()
    return "".join([
        header("safe_private.tsv", "PS3.15 Table E.3.10-1: private elements known to identify nobody."),
        "#include <cstdint>\n#include <string_view>\n\n#include <dicom_anonymizer/tags/vr.hpp>\n\n",
        "namespace dicom_anonymizer::tables {\n\n",
        "struct safe_private_row {\n  std::uint16_t group;\n  std::uint8_t offset;  // in the block\n"
        "  std::string_view creator;\n"
        "  vr kind;   // UN where the table names none\n  vr other;  // the same, or what else it allows\n};\n\n",
        "// clang-format off\n// Sorted by group and offset.\n"
        "inline constexpr safe_private_row safe_private_rows[] = {\n",
        *[line for *_, line in lines], "};\n// clang-format on\n\n}  // namespace dicom_anonymizer::tables\n"])


def lines_of(name, columns):
    """The rows of a table in which a tag may be there more than once."""
    lines = (TABLES / name).read_text(encoding="utf-8").rstrip("\n").split("\n")
    if lines[0].split("\t") != columns:
        fail(f"the columns of {name} are not {' '.join(columns)}")
    return [dict(zip(columns, line.split("\t"))) for line in lines[1:]]


def wrapped(cells, width=98):
    """Cells of an array, as many as fit a line."""
    lines, line = [], " "
    for cell in cells:
        if len(line) + len(cell) + 2 > width:
            lines.append(line + "\n")
            line = " "
        line += f" {cell},"
    return lines + [line + "\n"]


def iods():
    """Of the codes that leave a choice: the Types of their attributes, module by module."""
    choice = [code for code in CODES if "/" in code]
    rows = [row for row in lines_of("module_types.tsv", MODULE_COLUMNS)
            if row["basic_2026d"] in choice]
    modules = sorted({row["module"] for row in rows})
    if len(modules) > 255:
        fail("more modules than a byte can name")
    types = {"1": "type_1", "1C": "type_1c", "2": "type_2", "2C": "type_2c", "3": "type_3"}
    paths, lines = [], []
    for row in rows:
        *around, tag = row["path"].split("/")
        if tag != row["tag"] or row["type"] not in types:
            fail(f"a path that does not end in its tag, or an unknown Type: {row['path']}")
        begin = next((i for i in range(len(paths) + 1)
                      if paths[i:i + len(around)] == around or i == len(paths)), 0)
        if paths[begin:begin + len(around)] != around:
            paths += around
        value, _ = halves(tag)
        lines.append((tag, row["path"], row["module"],
                      f"  {{{{{value}}}, {begin}, {len(around)}, {modules.index(row['module'])}, "
                      f"attribute_type::{types[row['type']]}}},  // {row['module']}\n"))
    lines.sort()
    classes, listed = {}, []
    for row in lines_of("iod_modules.tsv", IOD_COLUMNS):
        if row["known"] not in ("Y", "N") or not re.fullmatch(r"[0-9.]+", row["sop_class_uid"]):
            fail(f"an unknown cell of {row['sop_class_uid']}")
        known = classes.setdefault(row["sop_class_uid"], [[], True, row["ciod"]])
        if row["known"] == "N":
            known[1] = False
        elif row["module"] in modules:
            known[0].append(modules.index(row["module"]))
    class_lines = []
    for uid, (numbers, is_complete, ciod) in sorted(classes.items()):
        class_lines.append(f"  {{\"{uid}\", {len(listed)}, {len(numbers)}, "
                           f"{'true' if is_complete else 'false'}}},  // {ciod}\n")
        listed += sorted(numbers)
    value_of = lambda tag: f"{{{halves(tag)[0]}}}"
    return "".join([
        header("module_types.tsv",
               "PS3.3: Types of attributes whose code leaves a choice; of iod_modules.tsv the IODs."),
        "#include <cstdint>\n#include <string_view>\n\n#include <dicom_anonymizer/tags/tag.hpp>\n\n",
        "namespace dicom_anonymizer {\n\n",
        "/// The Type of an attribute in an IOD, PS3.5 section 7.4.\n"
        "enum class attribute_type : std::uint8_t { type_1, type_1c, type_2, type_2c, type_3 };\n\n",
        "namespace tables {\n\n",
        "// An attribute in a module; the sequences around it are some of iod_paths.\n"
        "struct module_row {\n  tag id;\n  std::uint16_t path;\n  std::uint8_t depth;\n"
        "  std::uint8_t module;\n  attribute_type type;\n};\n\n",
        "// A SOP Class; its modules are some of iod_modules.\n"
        "struct iod_row {\n  std::string_view sop_class_uid;\n  std::uint16_t begin;\n"
        "  std::uint8_t count;\n  bool is_complete;  // whether the Types of all its modules are known\n};\n\n",
        "// clang-format off\n",
        "inline constexpr tag iod_paths[] = {\n", *wrapped(map(value_of, paths)), "};\n",
        "// Sorted by tag.\ninline constexpr module_row module_rows[] = {\n",
        *[line for *_, line in lines], "};\n",
        "inline constexpr std::uint8_t iod_modules[] = {\n", *wrapped(map(str, listed)), "};\n",
        "// Sorted by UID as text.\ninline constexpr iod_row iod_rows[] = {\n", *class_lines,
        "};\n// clang-format on\n\n}  // namespace tables\n}  // namespace dicom_anonymizer\n"])


def registered_uids():
    """PS3.6 annex A, without the root that all of them share."""
    rows = lines_of("ps36_uids.tsv", UID_COLUMNS)
    listed = sorted(row["uid"] for row in rows)
    for uid in listed:
        if not re.fullmatch(r"1\.2\.840\.10008(\.(0|[1-9][0-9]*))+", uid) or len(uid) > 64:
            fail(f"'{uid}' is no UID of the standard")
    if len(listed) != len(set(listed)):
        fail("ps36_uids.tsv repeats a UID")
    rest = [uid[len("1.2.840.10008."):] for uid in listed]
    return "".join([
        header("ps36_uids.tsv", "The UIDs of PS3.6 annex A."),
        "#include <string_view>\n\nnamespace dicom_anonymizer::tables {\n\n",
        "// What follows 1.2.840.10008 and its dot, sorted as text.  Context groups have a rule.\n"
        "// clang-format off\ninline constexpr std::string_view registered_uids[] = {\n",
        *wrapped(f'{{"{one}", {len(one)}}}' for one in rest),
        "};\n// clang-format on\n\n}  // namespace dicom_anonymizer::tables\n"])


def empty_sequences():
    """Where a sequence may be without items: the places at which modules give it Type 2 or 2C."""
    vr_at = {tag: vr for tag, _, vr, _, _ in attributes()}
    places = sorted({tuple(("00000000/" + row["path"]).split("/")[-2:])
                     for row in lines_of("module_types.tsv", MODULE_COLUMNS)
                     if row["type"] in ("2", "2C") and vr_at.get(row["tag"]) == "SQ"})
    return "".join([
        header("module_types.tsv", "PS3.3: where a sequence has Type 2, and so may have no items."),
        "#include <dicom_anonymizer/tags/tag.hpp>\n\n",
        "namespace dicom_anonymizer::tables {\n\n",
        "// A sequence, and the one around it; (0000,0000) at the top level.\n"
        "struct sequence_place {\n  tag around;\n  tag id;\n};\n\n",
        "// clang-format off\n",
        "inline constexpr sequence_place empty_sequences[] = {\n",
        *[f"  {{{{{halves(around)[0]}}}, {{{halves(tag)[0]}}}}},\n" for around, tag in places],
        "};\n// clang-format on\n\n}  // namespace dicom_anonymizer::tables\n"])


def multiplicities():
    """The Value Multiplicities other than 1, by the tag or the first one of a repeating group."""
    lines = []
    for row in rows_of("dictionary.tsv", DICTIONARY_COLUMNS):
        if row["vm"] in ("", "1"):
            continue
        found = re.fullmatch(r"([0-9]+)(?:-([0-9]*)(n?))?", row["vm"])
        if not found:
            fail(f"unknown VM '{row['vm']}' of {row['tag']}")
        least, most, is_open = found.groups()
        step = most if is_open and most else "1"
        most = "0" if is_open else most or least
        value, _ = halves(row["tag"])
        lines.append((row["tag"].replace("x", "0"),
                      f"  {{{{{value}}}, {{{least}, {most}, {step}}}}},  // {row['keyword']}\n"))
    lines.sort()
    return "".join([
        header("dictionary.tsv", "PS3.6: the Value Multiplicity of attributes, where it is not 1."),
        "#include <cstdint>\n\n#include <dicom_anonymizer/tags/tag.hpp>\n\n",
        "namespace dicom_anonymizer {\n\n",
        "/// How many values an attribute may have, PS3.5 section 6.4.\n"
        "struct multiplicity {\n"
        "  /// At least so many.\n  std::uint8_t least = 1;\n"
        "  /// At most so many; 0 is no limit.\n  std::uint8_t most = 1;\n"
        "  /// Without a limit, a multiple of this: 2 of 2-2n.\n  std::uint8_t step = 1;\n\n"
        "  /// Whether so many values are allowed.\n"
        "  [[nodiscard]] constexpr bool allows(std::size_t values) const noexcept {\n"
        "    return values >= least && (most == 0 ? values % step == 0 : values <= most);\n  }\n"
        "};\n\n",
        "namespace tables {\n\n",
        "struct multiplicity_row {\n  tag id;  // of a repeating group the first one\n"
        "  multiplicity values;\n};\n\n",
        "// clang-format off\n// Sorted by tag.\n"
        "inline constexpr multiplicity_row multiplicities[] = {\n",
        *[line for *_, line in lines],
        "};\n// clang-format on\n\n}  // namespace tables\n}  // namespace dicom_anonymizer\n"
        ]).replace("#include <cstdint>", "#include <cstddef>\n#include <cstdint>")


def letters():
    """What a character counts as where names are compared."""
    rows = []
    for row in lines_of("letters.tsv", LETTER_COLUMNS):
        parts = [int(one, 16) for one in row["counts_as"].split()]
        rows.append((int(row["character"], 16), parts))
        if len(parts) > 3 or rows[-1:] < rows[-2:-1]:
            fail(f"letters.tsv: {row['character']} is out of order or counts as too much")
    cells = ["{0x%04X, {%s}}" % (one, ", ".join("0x%04X" % part for part in parts))
             for one, parts in rows]
    return "".join([
        header("letters.tsv", "Letters with marks, and marks, as they are where names are compared."),
        "namespace dicom_anonymizer::detail {\n\n"
        "struct letter {\n  char32_t character;\n  char32_t counts_as[3];  // without what is 0\n};\n\n"
        "// Sorted by character.\n// clang-format off\ninline constexpr letter marked_letters[] = {\n",
        *wrapped(cells), "};\n// clang-format on\n\n}  // namespace dicom_anonymizer::detail\n"])


def structured_content():
    """Table E.3.4-1, and the retired codes of its concepts."""
    rows = []
    for row in lines_of("structured_content.tsv", CONTENT_COLUMNS):
        # NCDR is followed by its version, which data may leave out.
        scheme = row["coding_scheme"].split(" [")[0].upper()
        place = scheme, row["code_value"], row["value_type"]
        if (not re.fullmatch(r"[A-Z]{2,4}", scheme) or not re.fullmatch(r"[0-9A-Z-]+", row["code_value"])
                or row["value_type"] not in VALUE_TYPES or row["basic"] not in ("X", "D", "X/D")):
            fail(f"structured_content.tsv: {' '.join(place)} is not understood")
        rows.append((*place, cells({**dict.fromkeys(OPTIONS, ""), **row}, " ".join(place)), row["code_meaning"]))
    rows.sort()
    twins = sorted((row["retired"], row["sct"]) for row in lines_of("retired_snomed.tsv", TWIN_COLUMNS))
    known = {code for scheme, code, *_ in rows if scheme == "SCT"}
    if len({row[:3] for row in rows}) != len(rows) or {sct for _, sct in twins} != known:
        fail("structured_content.tsv or retired_snomed.tsv repeats or lacks a concept")
    return "".join([
        header("structured_content.tsv",
               "PS3.15 Table E.3.4-1: what content items may identify, by concept and value type."),
        "#include <string_view>\n\n#include <dicom_anonymizer/profiles/edition.hpp>\n\n",
        "namespace dicom_anonymizer::tables {\n\n",
        "struct content_row {\n  std::string_view scheme;  // in capitals, without a version\n"
        "  std::string_view code;\n  std::string_view value_type;\n  cells codes;\n};\n\n",
        "// A code of SNOMED RT or SNOMED III, and the concept of SNOMED CT that took its place.\n"
        "struct retired_code {\n  std::string_view code;\n  std::string_view sct;\n};\n\n",
        "// clang-format off\n// Sorted by scheme, code and value type.\n"
        "inline constexpr content_row content_rows[] = {\n",
        *[f'  {{"{scheme}", "{code}", "{kind}", {codes}}},  // {meaning}\n'
          for scheme, code, kind, codes, meaning in rows],
        "};\n\n// Sorted.\ninline constexpr retired_code retired_codes[] = {\n",
        *[f'  {{"{one}", "{sct}"}},\n' for one, sct in twins],
        "};\n// clang-format on\n\n}  // namespace dicom_anonymizer::tables\n"])


def coding_schemes():
    found = [row["designator"] for row in lines_of("coding_schemes.tsv", SCHEME_COLUMNS)]
    if found != sorted(set(found)) or not all(re.fullmatch(r"[A-Za-z0-9_-]{1,16}", one) for one in found):
        fail("coding_schemes.tsv: a designator is out of order or is none")
    return "".join([
        header("coding_schemes.tsv", "The coding schemes of PS3.16 table 8-1 that name no person."),
        "#include <string_view>\n\n"
        "namespace dicom_anonymizer::detail {\n\n"
        "// Sorted.\n// clang-format off\ninline constexpr std::string_view coding_schemes[] = {\n",
        *wrapped([f'"{one}"' for one in found]),
        "};\n// clang-format on\n\n}  // namespace dicom_anonymizer::detail\n"])


def text_conditions(cell, rule):
    """The conditions as C++; None if one of them can never hold."""
    found = []
    for one in filter(None, cell.split("; ")):
        parts = re.fullmatch(r"(or )?([a-z]+) (contains|equals) ([a-z0-9 ]+)", one)
        if not parts or parts.group(2) not in {*IMAGE_TEXTS, *NEVER_THERE}:
            fail(f"device_regions.tsv: '{one}' of {rule} is not understood")
        alternative, where, how, term = parts.groups()
        if where in NEVER_THERE:
            return None
        text = f'text_{how}(image_text::{IMAGE_TEXTS[where]}, "{term}")'
        found.append(f"or_else({text})" if alternative else text)
    return found


def device_rules():
    """Which device burns text where; lines that follow each other make one rule."""
    rules = {}
    for row in lines_of("device_regions.tsv", DEVICE_COLUMNS):
        name = row["rule"]
        same = tuple(row[column] for column in DEVICE_COLUMNS if column not in ("x", "y", "width", "height"))
        if name in rules and (name != [*rules][-1] or rules[name][0] != same):
            fail(f"device_regions.tsv: the lines of {name} do not belong together")
        numbers = [row[column] for column in ("x", "y", "width", "height")]
        texts = [row[column] for column in ("manufacturer_contains", "model_contains")]
        if (not re.fullmatch(r"R[0-9]{3}", name) or row["verdict"] not in ("single", "agree", "union")
                or not all(re.fullmatch(r"[0-9]+", one) for one in numbers)
                or not all(re.fullmatch(r"([1-9][0-9]*)?", row[one]) for one in ("rows", "columns"))
                or not all(re.fullmatch(r"[a-z0-9 +_-]*", one) for one in texts)
                or not re.fullmatch(r"([A-Z]+)?", row["modality"])):
            fail(f"device_regions.tsv: a cell of {name} is not understood")
        rules.setdefault(name, (same, row, []))[2].append(numbers)
    lines = []
    for name, (_, row, rectangles) in sorted(rules.items()):
        conditions = text_conditions(row["other_conditions"], name)
        if conditions is None:
            continue
        paint = [f"painted({', '.join(one)})" for one in rectangles]
        lines.append(f'  pixel_rule(pixel_rule_parts{{"{name}", "{row["modality"]}", '
                     f'"{row["manufacturer_contains"]}", "{row["model_contains"]}", "", '
                     f'{row["rows"] or 0}, {row["columns"] or 0}, {{{", ".join(conditions)}}},\n'
                     f'      {{{", ".join(paint)}}}, false}}),\n')
    return "".join([
        header("device_regions.tsv", "Which device burns text where."),
        "#include <cstdint>\n\n#include <dicom_anonymizer/pixels/pixel_rule.hpp>\n\n"
        "namespace dicom_anonymizer::detail {\n\n"
        "constexpr pixel_region painted(std::uint32_t left, std::uint32_t top, std::uint32_t width,\n"
        "                               std::uint32_t height) noexcept {\n"
        "  return {{left, top, width, height}, {}, pixel_region::purpose::paint};\n}\n\n"
        "// Name, modality, manufacturer, model, SOP Class, rows, columns, what texts say; rectangles.\n"
        "// clang-format off\ninline constexpr pixel_rule device_rules[] = {\n",
        *lines, "};\n// clang-format on\n\n}  // namespace dicom_anonymizer::detail\n"])


def main():
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit(__doc__)
    files = {INCLUDE / "tags" / "dictionary_table.hpp": dictionary_table(),
             INCLUDE / "tags" / "keywords.hpp": keywords()}
    files[INCLUDE / "text" / "letters_table.hpp"] = letters()
    files[INCLUDE / "tags" / "coding_schemes_table.hpp"] = coding_schemes()
    files[INCLUDE / "pixels" / "device_rules_table.hpp"] = device_rules()
    keyword_of = {tag: keyword for tag, keyword, *_ in attributes()}
    files[INCLUDE / "tags" / "registered_uids_table.hpp"] = registered_uids()
    files[INCLUDE / "profiles" / "supplement_table.hpp"] = supplement()
    files[INCLUDE / "profiles" / "safe_private_table.hpp"] = safe_private()
    files[INCLUDE / "profiles" / "structured_content_table.hpp"] = structured_content()
    files[INCLUDE / "profiles" / "iod_table.hpp"] = iods()
    files[INCLUDE / "actions" / "empty_sequences_table.hpp"] = empty_sequences()
    files[INCLUDE / "tags" / "multiplicity_table.hpp"] = multiplicities()
    for name in EDITIONS:
        files[INCLUDE / "profiles" / f"dicom_{name}.hpp"] = edition(name, keyword_of)
    stale = False
    for path, text in files.items():
        if sys.argv[1:] == ["--check"]:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                print(f"{path.relative_to(ROOT)} is not what generate_tables.py writes")
                stale = True
        else:
            path.write_text(text, encoding="utf-8", newline="\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
