# SPDX-License-Identifier: BSD-3-Clause
"""What PS3.15 demands of an element, read from cmake/tables by itself and not from the library.

What a mark of an output claims is judged by marks.py, from the sentences of marks.tsv.
"""
import csv
import functools
import pathlib
import re

SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent
TABLES = SOURCE / "cmake/tables"
EDITIONS = ("2023e", "2024a", "2024b", "2024e", "2025a", "2025b", "2025e", "2026c", "2026d")
LATEST = EDITIONS[-1]

# As the program spells an option: the column of the table, the code of CID 7050.
OPTIONS = {
    "retain-safe-private": ("rtn_safe_priv", "113111"),
    "retain-uids": ("rtn_uids", "113110"),
    "retain-device-identity": ("rtn_dev_id", "113109"),
    "retain-institution-identity": ("rtn_inst_id", "113112"),
    "retain-patient-characteristics": ("rtn_pat_chars", "113108"),
    "retain-full-dates": ("rtn_long_full_dates", "113106"),
    "clean-descriptors": ("clean_desc", "113105"),
}
# Of these columns a C is a text that is cleaned, or a sequence whose codes are.
CLEANING = ("clean-descriptors", "retain-patient-characteristics")
# What of a code in such a sequence is a text: PS3.3 section 8.
CODE_TEXTS = (0x00080100, 0x00080102, 0x00080104, 0x00080119)
COLUMNS = {name: column for name, (column, _) in OPTIONS.items()}


def rows_of(name):
    with open(TABLES / name, encoding="utf-8") as table:
        return list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))


def is_exact(text):
    return re.fullmatch("[0-9A-F]{8}", text) is not None


def is_masked(text):
    return "x" in text


def mask_of(text):
    return re.compile(text.replace("x", "[0-9A-F]"))


def by_tag(rows, value=lambda row: row):
    """Tag -> value of the row, and (mask, value) of repeating groups."""
    exact, masked = {}, []
    for row in rows:
        if is_exact(row["tag"]):
            exact[int(row["tag"], 16)] = value(row)
        elif is_masked(row["tag"]):
            masked.append((mask_of(row["tag"]), value(row)))
    return exact, masked


@functools.cache
def edition_rows(edition):
    return by_tag(rows_of(f"confidentiality_{edition}.tsv"))


@functools.cache
def dictionary():
    """The VR of every attribute that is known."""
    return by_tag(rows_of("dictionary.tsv"), lambda row: row["vr"])


@functools.cache
def vr_of(tag):
    """Of the dictionary; None where the attribute is not known."""
    return look_up(dictionary(), tag)


@functools.cache
def supplement():
    return by_tag(rows_of("supplement.tsv"))


@functools.cache
def safe_private():
    """The VR that Table E.3.10-1 gives an element of a creator."""
    return {(row["creator"], row["tag"]): row["vr"] for row in rows_of("safe_private.tsv")}


def look_up(rows, tag):
    exact, masked = rows
    if tag in exact:
        return exact[tag]
    for mask, row in masked:
        if mask.fullmatch(f"{tag:08X}"):
            return row
    return None


class Private:
    """A place among private elements, in a path."""

    def __init__(self, creator, tag, is_sequence=False):
        self.creator = creator
        self.tag = tag
        self.is_sequence = is_sequence

    @property
    def safe_vr(self):
        """Of an element of Table E.3.10-1; None of others."""
        return safe_private().get((self.creator, f"{self.tag >> 16:04X}xx{self.tag & 0xFF:02X}"))

    def __eq__(self, other):
        return isinstance(other, Private) and vars(self) == vars(other)

    def __hash__(self):
        return hash((self.creator, self.tag, self.is_sequence))


class Written:
    """A tag that no dictionary knows, with the VR of the file."""

    def __init__(self, tag, vr):
        self.tag = tag
        self.vr = vr

    def __eq__(self, other):
        return isinstance(other, Written) and vars(self) == vars(other)

    def __hash__(self):
        return hash((self.tag, self.vr))


# Goes from audio objects only, which have an input of their own.
WAVEFORM_DATA = 0x54001010

KEPT, GONE, FREE = "kept", "gone", "free"


def leader(tag):
    """Of an attribute that no table lists and that refers to or counts what one that is listed
    holds, that one: PS3.3 C.10.5, C.10.7, C.9.2 and C.24.2."""
    if tag == 0x00420015:
        return 0x00420011
    if tag in (0x00700002, 0x00700295) or tag & 0xFF01FFFF == 0x60001001:
        return 0x00700001
    return tag


class Policy:
    """An edition with options."""

    def __init__(self, edition, options=(), conditional="keep-attribute"):
        self.edition = edition
        self.options = tuple(options)
        self.conditional = conditional
        self._known = {}

    def __str__(self):
        return " ".join((self.edition, self.conditional, *self.options))

    def code(self, tag):
        """The code in force: K or C of an option, else that of the Basic Profile, "" for none.

        The supplement counts as part of the profile: PS3.15 E.1.1 asks for it.
        """
        if tag >> 16 == 0x0004:
            return "X"
        row = look_up(edition_rows(self.edition), tag)
        if row is None and tag & 0xFF010000 == 0x60000000:
            return "X"  # PS3.3 C.9.2: what is left of an overlay without its data is not valid
        row = look_up(edition_rows(self.edition), leader(tag))
        if row is not None:
            cells = [row[COLUMNS[one]] for one in self.options]
            return "K" if "K" in cells else "C" if "C" in cells else row["basic"]
        row = look_up(supplement(), tag)
        if row is not None:
            if row["code"] == "leave" or tag == WAVEFORM_DATA:
                return ""
            if self._has_any(row["kept_by"]):
                return "K"
            return "C" if self._has_any(row["cleaned_by"]) else row["code"]
        return self._code_by_vr(vr_of(tag))

    def basic_code(self, tag):
        """That of the Basic Profile whatever the options say."""
        return Policy(self.edition, (), self.conditional).code(tag)

    def is_cleaned(self, tag):
        """Whether the code in force is a C by which texts are cleaned."""
        if self.code(tag) != "C":
            return False
        row = look_up(edition_rows(self.edition), leader(tag))
        if row is None:
            row = look_up(supplement(), tag)
            return any(COLUMNS[one] in row["cleaned_by"].split()
                       for one in self.options if one in CLEANING)
        return any(row[COLUMNS[one]] == "C" for one in self.options if one in CLEANING)

    def _has_any(self, cell):
        return any(COLUMNS[one] in cell.split() for one in self.options)

    def _code_by_vr(self, vr):
        if vr in ("DA", "DT", "TM"):
            return "K" if "retain-full-dates" in self.options else "X/Z/D"
        return "X/Z/D" if vr in ("PN", "UR") else ""

    def expected(self, path):
        """Of the value at the end of a path of tags: KEPT, GONE, or FREE where both are right."""
        if path not in self._known:
            self._known[path] = self._expected(path)
        return self._known[path]

    def _expected(self, path):
        result = KEPT
        in_private = False
        in_replaced = False
        in_cleaned = False
        for depth, one in enumerate(path):
            is_last = depth == len(path) - 1
            if one in (KEPT, GONE, FREE):
                outcome = one
            elif one == "safe":  # declared so in the data set
                outcome = KEPT if "retain-safe-private" in self.options else GONE
            elif isinstance(one, Private):
                if "retain-safe-private" not in self.options:
                    outcome = GONE
                elif one.safe_vr == "UI":  # E.3.10 says that it is safe, E.3.9 who keeps UIDs
                    outcome = KEPT if "retain-uids" in self.options else GONE
                elif one.safe_vr is not None:
                    is_kept = self._code_by_vr(one.safe_vr) in ("", "K")
                    outcome, in_private = KEPT if is_kept else GONE, False
                elif one.is_sequence and not is_last:
                    outcome, in_private = KEPT, True  # nested ones by their own merit
                else:
                    outcome = GONE
            elif isinstance(one, Written) and in_replaced:
                is_kept = (self._code_by_vr(one.vr) == "K"
                           or one.vr == "UI" and "retain-uids" in self.options)
                outcome = KEPT if is_kept else GONE
            elif isinstance(one, Written):
                outcome = GONE if self._code_by_vr(one.vr) not in ("", "K") else KEPT
                if one.vr == "UI":
                    outcome = KEPT if "retain-uids" in self.options else GONE
            elif in_private:
                outcome = GONE
            else:
                code = self.code(one)
                if not is_last and not in_replaced and self.is_cleaned(one):
                    in_cleaned = True  # the items obey the table, and the texts of codes are cleaned
                    continue
                if is_last and in_cleaned and one in CODE_TEXTS:
                    return GONE
                if code == "K":
                    in_cleaned = False  # what one option retains no other cleans (1.1-13)
                if not is_last and (in_replaced or "D" in code.split("/")):
                    # Each value in it is replaced but those that an option keeps, as an option goes
                    # before the profile (1.1-13); where the code leaves a choice it may go as well.
                    is_certain = code == "D" or "D" in code and self.conditional == "keep-attribute"
                    if not is_certain and code not in ("", "K"):
                        result = FREE
                    in_replaced = True
                    continue
                if in_replaced and code != "K":
                    outcome = GONE
                elif code in ("", "K"):
                    outcome = KEPT
                elif code == "X/Z/U*" and not is_last:
                    outcome = FREE
                else:
                    outcome = GONE
            if outcome == GONE:
                return GONE
            if outcome == FREE:  # unless something around it goes
                result = FREE
        return result

    def kept_by(self, tag):
        """The options whose cell keeps an attribute."""
        row = look_up(edition_rows(self.edition), tag)
        if row is None:
            row = look_up(supplement(), tag)
            if row is not None:
                return [one for one in self.options if COLUMNS[one] in row["kept_by"].split()]
            return ["retain-full-dates"] if vr_of(tag) in ("DA", "DT", "TM") else []
        return [one for one in self.options if row[COLUMNS[one]] == "K"]
