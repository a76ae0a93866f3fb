#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Writes docs/reference, a page for each public header, from the contracts in the headers.

Each page shows an example: what stands in a file of examples/ or tests/docs/, which are compiled and
run, between "// begin NAME: HEADER..." and "// end NAME".  A page without one is an error.

usage: generate_reference.py [--check]

With --check nothing is written: the exit code is 1 and the stale page is named if one differs from
what would be written, or should not be there.
"""
import pathlib
import re
import sys
import textwrap

ROOT = pathlib.Path(__file__).resolve().parent.parent
INCLUDE = ROOT / "include" / "dicom_anonymizer"
REFERENCE = ROOT / "docs" / "reference"
EXAMPLES = [ROOT / "tests" / "docs", ROOT / "examples"]
# The program's own parts: a program that adds actions needs cli/run.hpp alone.
WITHOUT_PAGE = re.compile(r"cli/(?!run\.hpp)")

ROOMS = [
    ("", "The verbs and what they share"),
    ("tags", "What an attribute is called"),
    ("actions", "What is done to an element"),
    ("rules", "Which element meets which action"),
    ("profiles", "PS3.15 as rules"),
    ("pseudonyms", "What is the same across files"),
    ("text", "What may stay of a text"),
    ("pixels", "Pixels that are painted over"),
    ("codecs", "Compressed pixels that a codec paints over"),
    ("part10", "DICOM files and data sets"),
    ("cli", "The program"),
]


def examples():
    """By header the examples of its page, each with the file that it stands in."""
    found = {}
    for path in sorted(path for folder in EXAMPLES for path in folder.glob("*.cpp")):
        where = path.relative_to(ROOT).as_posix()
        open_ones = {}  # name -> (headers, lines)
        for line in path.read_text(encoding="utf-8").split("\n"):
            if begin := re.fullmatch(r"\s*// begin ([^:]+)(?:: (.+))?", line):
                open_ones[begin.group(1)] = ((begin.group(2) or "").split(), [])
            elif end := re.fullmatch(r"\s*// end (.+)", line):
                if end.group(1) not in open_ones:
                    sys.exit(f"generate_reference.py: {where}: nothing begins '{end.group(1)}'")
                headers, lines = open_ones.pop(end.group(1))
                for header in headers:
                    found.setdefault(header, []).append(
                        (where, textwrap.dedent("\n".join(lines)).strip("\n")))
            else:
                for _, lines in open_ones.values():
                    lines.append(line)
        if open_ones:
            sys.exit(f"generate_reference.py: {where}: nothing ends {sorted(open_ones)}")
    return found


def indent_of(line):
    return len(line) - len(line.lstrip(" "))


class Page:
    def __init__(self, path):
        self.path = path
        self.lines = path.read_text(encoding="utf-8").split("\n")
        self.purpose = self.lines[1].removeprefix("// ")
        self.is_generated = any("Do not edit." in line for line in self.lines[:4])
        self.name = path.relative_to(INCLUDE).as_posix()
        self.entries = []  # (owners, declaration, contract)
        self.read()

    def read(self):
        owners = []  # (indent, name) of the classes around the line
        contract = []
        number = 0
        while number < len(self.lines):
            line = self.lines[number]
            words = line.strip()
            if re.match(r"namespace (.*::)?detail \{", words):
                while not re.match(r"\}  // namespace (.*::)?detail$", self.lines[number]):
                    number += 1
                contract = []
            elif words == "private:":
                closing = " " * (indent_of(line) - 1) + "};"
                while self.lines[number] != closing:
                    number += 1
                owners.pop()
                contract = []
            elif words.startswith("///"):
                contract.append(words.removeprefix("///").removeprefix(" "))
            elif words == "};" and owners and indent_of(line) == owners[-1][0]:
                owners.pop()
            elif words.startswith("//") or words == "public:":
                pass
            elif words:
                start = number
                number, text = self.declaration(number)
                if contract:
                    self.entries.append(([name for _, name in owners], self.tidied(start, number, text),
                                         contract))
                # A body that stays open is that of a class; those of functions are passed over.
                if kind := re.match(r"(?:template <.*> )?(?:requires .* )?(?:struct|class) (\w+)[^;(]*\{$",
                                    text):
                    owners.append((indent_of(line), kind.group(1)))
                elif text.endswith("{") and not re.match(r"(inline )?namespace|extern", text):
                    number = self.closing(number, indent_of(line))
                contract = []
            else:
                contract = []
            number += 1

    def closing(self, number, indent):
        """The line that closes what a line of that indent has opened."""
        start = self.lines[number]
        while not self.lines[number].startswith(" " * indent + "}"):
            number += 1
            if number == len(self.lines):
                sys.exit(f"generate_reference.py: nothing closes {indent} {self.path}: {start}")
        return number

    def declaration(self, number):
        """The last line of what begins at a line, and its text in one."""
        text = self.lines[number].strip()
        while not re.search(r"[;{}]$", re.sub(r"(^|\s+)//.*$", "", text)) and not text.startswith("#"):
            number += 1
            text = re.sub(r"(^|\s+)//.*$", "", text) + " " + self.lines[number].strip()
        return number, text if text.startswith("#") else re.sub(r"(^|\s+)//.*$", "", text)

    def tidied(self, start, number, text):
        if text.startswith("enum"):
            while not text.endswith("};"):
                number += 1
                text = self.lines[number].strip()
            indent = indent_of(self.lines[start])
            return "\n".join(line[indent:] for line in self.lines[start:number + 1]).rstrip(";")
        text = re.sub(r"\[\[nodiscard\]\] ?|\binline (?=\S)", "", text)
        text = re.sub(r"(\)[^:{]*?) : \w+[({].*$", r"\1", text)  # initialisers
        text = re.sub(r"(\)( const| noexcept|&| override| requires[^{]*)*) ?\{.*$", r"\1", text)  # a body
        return " ".join(text.rstrip("{").rstrip(";").split())

    def markdown(self, shown_in):
        name = self.name
        out = [f"# {name}", "", self.purpose, "", "```c++",
               f"#include <dicom_anonymizer/{name}>", "```", ""]
        for where, code in shown_in:
            out += [f"From `{where}`:", "", "```cpp", code, "```", ""]
        shown = []
        for owners, declaration, contract in self.entries:
            if owners != shown:
                out += [f"### Members of {'::'.join(owners)}", ""] if owners else ["---", ""]
                shown = owners
            out += ["```c++", declaration, "```", "", *contract, ""]
        return "\n".join(out).rstrip("\n") + "\n"


def pages():
    for path in sorted(INCLUDE.rglob("*.hpp")):
        room = path.parent.relative_to(INCLUDE).as_posix()
        page = Page(path)
        # Without contracts there is nothing to say to users.
        if page.entries and not page.is_generated and not WITHOUT_PAGE.match(page.name):
            yield ("" if room == "." else room), page


def main():
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit(__doc__)
    files, rooms, shown = {}, {}, examples()
    missing = []
    for room, page in pages():
        name = page.path.stem + ".md"
        if page.name not in shown:
            missing.append(page.name)
        files[REFERENCE / room / name] = page.markdown(shown.pop(page.name, []))
        rooms.setdefault(room, []).append((f"{room}/{name}".lstrip("/"), page))
    if missing:
        sys.exit(f"generate_reference.py: no example names {missing}")
    if shown:
        sys.exit(f"generate_reference.py: examples name {sorted(shown)}, which have no page")
    index = ["# Reference", "",
             "A page for each header, made from the contracts in it by `cmake/generate_reference.py`.",
             "The examples are compiled and run by the tests; `da` is `dicom_anonymizer`.",
             ""]
    for room, title in ROOMS:
        index += [f"## {title}", ""]
        index += [f"* [{link.removesuffix('.md')}.hpp]({link}): {page.purpose}"
                  for link, page in rooms.pop(room)]
        index.append("")
    if rooms:
        sys.exit(f"generate_reference.py: no title for {sorted(rooms)}")
    files[REFERENCE / "README.md"] = "\n".join(index)
    stale = [path for path in REFERENCE.rglob("*.md") if path not in files]
    if sys.argv[1:] == ["--check"]:
        stale += [path for path, text in files.items()
                  if not path.exists() or path.read_text(encoding="utf-8") != text]
        for path in stale:
            print(f"{path.relative_to(ROOT)} is not what generate_reference.py writes")
        return 1 if stale else 0
    for path in stale:
        path.unlink()
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
