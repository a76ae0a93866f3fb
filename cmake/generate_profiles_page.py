#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Writes the tables of docs/profiles.md, each between its two comments, from cmake/tables.

usage: generate_profiles_page.py [--check]

With --check nothing is written: the exit code is 1 if the page differs from what would be written.
"""
import pathlib
import re
import sys

from generate_tables import (EDITION_COLUMNS, EDITIONS, OPTIONS, SAFE_PRIVATE_COLUMNS,
                             SUPPLEMENT_COLUMNS, rows_of)

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "profiles.md"
OPTIONS_HEADER = ROOT / "include" / "dicom_anonymizer" / "profiles" / "options.hpp"


def printed(tag):
    return "private" if tag == "ggggeeee_odd" else f"({tag[:4]},{tag[4:]})"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def editions():
    return {name: {row["tag"]: row for row in rows_of(f"confidentiality_{name}.tsv", EDITION_COLUMNS)}
            for name in EDITIONS}


def counts():
    """How many attributes each edition lists, by code."""
    codes = ["X", "Z", "D", "U", "Z/D", "X/Z", "X/D", "X/Z/D", "X/Z/U*"]
    rows = []
    for name, listed in editions().items():
        basic = [row["basic"] for row in listed.values()]
        rows.append([name, str(len(basic)), *(str(basic.count(code)) for code in codes)])
    return table(["edition", "rows", *codes], rows)


def changes():
    """What an edition lists that the one before it does not, and other codes."""
    known = editions()
    rows = []
    for before, after in zip(EDITIONS, EDITIONS[1:]):
        for tag, row in known[after].items():
            old = known[before].get(tag)
            if old is None:
                rows.append([after, printed(tag), row["keyword"], "new", row["basic"]])
                continue
            for column in ["basic"] + OPTIONS:
                if row[column] != old[column]:
                    what = "" if column == "basic" else f"{column}: "
                    rows.append([after, printed(tag), row["keyword"],
                                 f"was {what}{old[column] or 'empty'}", row[column] or "empty"])
        for tag in known[before]:
            if tag not in known[after]:
                sys.exit(f"generate_profiles_page.py: {after} has lost {tag}: say how to show that")
    return table(["from", "tag", "attribute", "change", "code"], rows)


def options():
    """Name, code and section from the header, and the numbers of cells in the newest edition."""
    text = OPTIONS_HEADER.read_text(encoding="utf-8")
    traits = re.findall(r'\{option::\w+,\s*"([^"]+)",\s*\{"(\d+)",\s*"[^"]+"\},\s*"([^"]+)",\s*'
                        r'(\{\}|"[^"]*")\}', text)
    newest = editions()[EDITIONS[-1]].values()
    rows = []
    for number, (name, code, section, missing) in enumerate(traits):
        column = OPTIONS[number] if number < len(OPTIONS) else ""
        cells = [row[column] for row in newest] if column else []
        rows.append([f"`{name}`", code, section, str(cells.count("K") or ""),
                     str(cells.count("C") or ""), "yes" if missing == "{}" else "not yet"])
    if len(rows) != 12:
        sys.exit(f"generate_profiles_page.py: {len(rows)} options in options.hpp, not 12")
    return table(["option", "code", "PS3.15", "K", "C", "available"], rows)


def cleaned():
    """The cells of the available options that say C."""
    columns = {"rtn_dev_id": "retain-device-identity", "rtn_pat_chars": "retain-patient-characteristics"}
    newest = editions()[EDITIONS[-1]].values()
    return table(["option", "tag", "attribute", "without the option"],
                 [[f"`{name}`", printed(row["tag"]), row["keyword"], row["basic"]]
                  for column, name in columns.items() for row in newest if row[column] == "C"])


def supplement():
    """Rulings with the same words in one row."""
    text = OPTIONS_HEADER.read_text(encoding="utf-8")
    names = dict(zip(OPTIONS, re.findall(r'\{option::\w+,\s*"([^"]+)"', text)))
    printed_names = lambda cell: ", ".join(f"`{names[one]}`" for one in cell.split())
    together = {}
    for row in rows_of("supplement.tsv", SUPPLEMENT_COLUMNS):
        key = (row["code"].replace("leave", "stays"), printed_names(row["kept_by"]),
               printed_names(row["cleaned_by"]), row["reason"])
        together.setdefault(key, []).append(f"{row['keyword']} {printed(row['tag'])}")
    rows = [[*key, ", ".join(attributes)] for key, attributes in together.items()]
    rows.sort(key=lambda row: row[0] == "stays")
    return table(["code", "kept by", "cleaned by", "reason", "attributes"], rows)


def safe_private():
    by_creator = {}
    for row in rows_of("safe_private.tsv", SAFE_PRIVATE_COLUMNS):
        by_creator.setdefault(row["creator"], []).append(row["tag"])
    return table(["creator", "elements"],
                 [[f"`{creator}`", str(len(tags))] for creator, tags in sorted(by_creator.items())])


def main():
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit(__doc__)
    before = PAGE.read_text(encoding="utf-8")
    text = before
    for make in (counts, changes, options, cleaned, supplement, safe_private):
        begin, end = f"<!-- {make.__name__} -->\n", f"<!-- end {make.__name__} -->"
        if text.count(begin) != 1 or text.count(end) != 1:
            sys.exit(f"generate_profiles_page.py: the page has no place for {make.__name__}")
        text = re.sub(re.escape(begin) + ".*?" + re.escape(end),
                      lambda _: begin + make() + "\n" + end, text, flags=re.DOTALL)
    if sys.argv[1:] == ["--check"]:
        if text != before:
            print("docs/profiles.md is not what generate_profiles_page.py writes")
            return 1
        return 0
    PAGE.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
