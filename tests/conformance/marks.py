# SPDX-License-Identifier: BSD-3-Clause
"""What the marks of an output claim, and whether it is so: an output and its input as pydicom reads
them, judged by the demands of marks.tsv.  Nothing here is told what the program does.
"""
import csv
import functools
import pathlib
import re
import warnings

import pydicom
from pydicom.datadict import dictionary_VR, private_dictionary_VR

import expectations
from expectations import OPTIONS, WAVEFORM_DATA, edition_rows, look_up, supplement

warnings.simplefilter("ignore")
HERE = pathlib.Path(__file__).resolve().parent

DATES = ("DA", "TM", "DT")
# What the profile treats by its VR where an attribute ought to have another one, or is not known.
IDENTIFYING = (*DATES, "PN", "UI", "UR")
# What may be written in a value of another VR than the attribute's, and what PS3.5 table 6.2-1
# allows for the attribute's.  Numbers are numbers, and of an AE any short text is one.
FREE_TEXT = {"LO", "SH", "ST", "LT", "UC", "UT"}
NUMBER = r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?"
LEGAL = {"AS": r"\d{3}[DWMY]", "CS": r"[A-Z0-9_ ]{1,16}", "DA": r"\d{8}", "UI": r"[\d.]{1,64}",
         "TM": r"\d{2,6}(\.\d+)?", "DT": r"\d{4,14}(\.\d+)?([-+]\d{4})?",
         **dict.fromkeys(("DS", "IS", "US", "SS", "UL", "SL", "FL", "FD", "OB", "OW"), NUMBER)}
# Where pixels say that they identify, and by which word: PS3.3 sections C.7.6.1.1.2, C.7.6.1.1.4,
# C.8.12.1.1 and C.8.16.1.
PIXEL_WORDS = {0x00280301: "YES", 0x00280302: "YES", 0x00480010: "YES", 0x00080008: "LABEL",
               0x00089007: "LABEL"}
# Group length, version, class, instance and transfer syntax: PS3.10 table 7.1-1.
FILE_IDENTITY = {0x00020000, 0x00020001, 0x00020002, 0x00020003, 0x00020010}
MODIFIED_COLUMN = "rtn_long_modif_dates"
REGISTERED = "1.2.840.10008."
AUDIO = "1.2.840.10008.5.1.4.1.1.9.4."  # Basic Voice and General Audio, PS3.4 annex B
# What stands for values that are gone: the same in all outputs, whatever was there.
DUMMIES = {"ANONYMIZED", "19000101", "000000.00", "19000101010101.000000+0000", "0", "000Y",
           "http://anonymized.invalid/", "Anonymized", ""}
TEXTS = ("LO", "LT", "SH", "ST", "UC", "UT")
REASON_FOR_MODIFICATION, TERMS = 0x04000565, ("COERCE", "CORRECT")
CODES = {"retain-modified-dates": "113107", "clean-structured-content": "113104",
         "clean-graphics": "113103", **{name: code for name, (_, code) in OPTIONS.items()}}
COLUMNS = {"retain-modified-dates": MODIFIED_COLUMN,
           "clean-structured-content": "clean_struct_cont", "clean-graphics": "clean_graph",
           **{name: column for name, (column, _) in OPTIONS.items()}}


# Sequences whose items are content items, PS3.15 section E.3.4, and where the values of such stand.
CONTENT_ITEMS = {0x0040A730, 0x00400555, 0x00400612, 0x0040B020}
CONTENT_VALUES = {0x0040A160: "TEXT", 0x0040A123: "PNAME", 0x0040A124: "UIDREF",
                  0x0040A120: "DATETIME", 0x0040A121: "DATE", 0x0040A122: "TIME"}
# Annotations and layers of graphics, and the names of layers.
ANNOTATIONS, LAYERS, LAYER = 0x00700001, 0x00700060, 0x00700002


@functools.cache
def content_rows():
    """(scheme, code, value type) -> row of Table E.3.4-1."""
    return {(row["coding_scheme"], row["code_value"], row["value_type"]): row
            for row in expectations.rows_of("structured_content.tsv")}


@functools.cache
def standard_schemes():
    return {row["designator"] for row in expectations.rows_of("coding_schemes.tsv")}


@functools.cache
def demands():
    """Mark -> the sentence that has to be true."""
    with open(HERE / "marks.tsv", encoding="utf-8") as table:
        return {row["mark"]: row["true_only_if"]
                for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)}


class Value:
    """An element that is no sequence: where it stands, by tags and numbers of items."""

    def __init__(self, path, vr, content, creator, in_private):
        self.path, self.vr, self.content = path, vr, content
        self.tag = path[-1]
        self.creator = creator
        self.in_private = in_private

    @property
    def is_private(self):
        return self.tag >> 16 & 1 == 1

    @property
    def where(self):
        return "/".join(f"{one:08X}" for one in self.path[::2])


def vr_of(data, raw):
    """As a reader has it: written, or else from dictionaries of its own."""
    if raw.VR not in (None, "UN"):
        return raw.VR
    tag = raw.tag
    try:
        if tag.is_private:
            creator = data.private_creators and data.get_item((tag.group, tag.element >> 8))
            return private_dictionary_VR(tag, text(creator.value)) if creator else "UN"
        return dictionary_VR(tag).split(" ")[0]
    except KeyError:
        return raw.VR or "UN"


def text(value):
    if value is None:
        return ""
    if isinstance(value, bytes):
        return value.decode("latin-1").strip(" \0")
    return str(value).strip(" \0")


def creator_of(data, tag):
    block = data.get_item((tag.group, tag.element >> 8)) if tag.element > 0xFF else None
    return text(block.value) if block is not None else ""


def values_of(data, before=(), in_private=False):
    """Every element at every depth that is no sequence."""
    for tag in sorted(data.keys()):
        raw = data.get_item(tag)
        path = (*before, int(tag))
        if vr_of(data, raw) == "SQ":
            try:
                items = data[tag].value
            except Exception:  # pydicom throws what it likes
                continue
            if isinstance(items, pydicom.Sequence):
                for number, item in enumerate(items):
                    yield from values_of(item, (*path, number), in_private or tag.is_private)
            continue
        # A sequence that this reader's dictionary does not know: bytes that nobody can compare.
        if isinstance(raw.value, bytes) and raw.value[:4] in (b"\xfe\xff\0\xe0", b"\xff\xfe\xe0\0"):
            continue
        yield Value(path, vr_of(data, raw), text(raw.value), creator_of(data, tag), in_private)


def is_creator(one):
    return one.is_private and 0x10 <= one.tag & 0xFFFF <= 0xFF


class Claims:
    """The marks of an output."""

    def __init__(self, data):
        self.identity = text(data.get_item(0x00120062).value) if 0x00120062 in data else None
        self.temporal = text(data.get_item(0x00280303).value) if 0x00280303 in data else None
        self.codes = {text(item.get("CodeValue")) for item in data.get(
            "DeidentificationMethodCodeSequence", [])
            if text(item.get("CodingSchemeDesignator")) == "DCM"}
        self.method = text(data.get("DeidentificationMethod"))


class Judge:
    """One output beside its input."""

    def __init__(self, before, after, edition, options=(), named=()):
        """`named` are private elements (creator, tag in its block) that the user gave a rule."""
        self.before, self.after = before, after
        self.edition, self.options, self.named = edition, set(options), set(named)
        self.old = {one.path: one for one in values_of(before)}
        self.new = {one.path: one for one in values_of(after)}
        self.claims = Claims(after)

    # What the table, the supplement and the notes say of an attribute.
    def row(self, tag):
        return look_up(edition_rows(self.edition), tag)

    def keeps(self, tag, option):
        row = self.row(tag)
        if row is not None:
            return row[COLUMNS[option]] == "K"
        row = look_up(supplement(), tag)
        return (row is not None and row["code"] != "leave"
                and COLUMNS[option] in row["kept_by"].split())

    def is_kept(self, tag, vr):
        chosen = [one for one in self.options if one != "retain-modified-dates"]
        if any(self.keeps(tag, one) for one in chosen):
            return True
        is_other = self.has_other_vr(tag, vr)
        if is_other and vr == "UI" and "retain-uids" in self.options:
            return True
        return ((is_other or self.row(tag) is None) and vr in DATES
                and "retain-full-dates" in self.options)

    @staticmethod
    def has_other_vr(tag, vr):
        """Whether a VR that identifies is not the attribute's own."""
        return vr in IDENTIFYING and vr != expectations.vr_of(tag)

    @staticmethod
    def exceeds(one):
        """Whether a free text is no value of its attribute."""
        legal = LEGAL.get((expectations.vr_of(one.tag) or "").split(" ")[0])
        return (one.vr in FREE_TEXT and legal is not None
                and not all(part.strip() == "" or re.fullmatch(legal, part.strip())
                            for part in one.content.split("\\")))

    def is_protected(self, one):
        if self.has_other_vr(one.tag, one.vr) or self.exceeds(one):
            return True
        if self.row(one.tag) is not None:
            return self.row(one.tag)["basic"] != ""
        if one.tag == WAVEFORM_DATA:  # speech identifies, an ECG does not
            return str(self.before.get("SOPClassUID", "")).startswith(AUDIO)
        row = look_up(supplement(), one.tag)
        if row is not None:
            return row["code"] != "leave"
        return one.vr in (*DATES, "PN", "UR")

    # Texts that an option wants cleaned: what is safe of them stays.
    def cleaning_cells(self, tag):
        row = self.row(tag)
        if row is not None:
            return [one for one in expectations.CLEANING
                    if one in self.options and row[COLUMNS[one]] == "C"]
        row = look_up(supplement(), tag)
        return [] if row is None else [one for one in expectations.CLEANING if one in self.options
                                       and COLUMNS[one] in row["cleaned_by"].split()]

    def is_cleaned(self, one):
        if self.cleaning_cells(one.tag):
            return one.vr in TEXTS or one.tag == REASON_FOR_MODIFICATION and one.content in TERMS
        around = one.path[-3] if len(one.path) > 2 else None
        return one.tag in expectations.CODE_TEXTS and around is not None and bool(
            self.cleaning_cells(around))

    @functools.cached_property
    def own_words(self):
        """What the input says of its patient, in small letters."""
        name = text(self.before.get_item(0x00100010).value) if 0x00100010 in self.before else ""
        parts = re.split(r"[\^=\s\\]+", name.split("=")[0])[:3]
        words = {part.lower() for part in parts if len(part) >= 3 and part.isalpha()}
        for tag in (0x00100020, 0x00100030):
            if tag in self.before:
                value = text(self.before.get_item(tag).value).lower()
                if len(value) >= 5 and any(one.isdigit() for one in value):
                    words.add(value)
        return words

    def tells(self, one):
        """Whether a text holds what the input says of its patient."""
        found = one.content.lower()
        return any(re.search(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", found)
                   for word in self.own_words)

    def not_cleaned(self):
        for one in self.new.values():
            if one.is_private or one.in_private:
                continue
            in_codes = len(one.path) > 2 and one.tag == 0x00080104 and "clean-descriptors" in \
                self.cleaning_cells(one.path[-3])
            if not in_codes and "clean-descriptors" not in self.cleaning_cells(one.tag):
                continue
            if one.vr not in TEXTS:
                is_term = one.tag == REASON_FOR_MODIFICATION and one.content in TERMS
                if self.same(one) and not is_term:
                    yield one.where
            elif self.tells(one):
                yield one.where

    def same(self, one):
        """Whether a value of the output is what the input had there, and no dummy."""
        was = self.old.get(one.path)
        return (was is not None and was.content == one.content and one.content not in DUMMIES
                and not (one.vr == "UI" and one.content.startswith(REGISTERED)))

    def false_marks(self):
        """(mark, where) of each that is not so."""
        result = []
        earlier = Claims(self.before)
        if self.claims.identity == "YES":
            result += [("YES", where) for where in self.identifying("YES")]
        if "113100" in self.claims.codes:
            result += [("113100", where) for where in self.identifying("113100")]
        temporal = {"REMOVED": self.dates_left, "UNMODIFIED": self.dates_changed,
                    "MODIFIED": self.dates_not_moved}.get(self.claims.temporal)
        # What was moved by somebody else before was moved all the same.
        if self.claims.temporal == earlier.temporal == "MODIFIED":
            temporal = None
        if temporal is not None:
            result += [(self.claims.temporal, where) for where in temporal()]
        for option in ("retain-uids", "retain-device-identity", "retain-institution-identity",
                       "retain-patient-characteristics", "retain-full-dates"):
            if CODES[option] in self.claims.codes:
                result += [(CODES[option], where) for where in self.broken(option)]
        if "113106" in self.claims.codes:
            result += [("113106", where) for where in self.dates_changed()]
        if "113107" in self.claims.codes - earlier.codes:
            result += [("113107", where) for where in self.dates_not_moved()]
        for code, left in (("113103", self.graphics_left), ("113104", self.content_left)):
            if code in self.claims.codes - earlier.codes:
                result += [(code, where) for where in left()]
        if "113103" in self.claims.codes - earlier.codes and not any(
                map(self.is_of_graphics, self.old.values())):
            result.append(("113103", "there were no graphics"))
        if "113105" in self.claims.codes:
            result += [("113105", where) for where in self.not_cleaned()]
        if "113111" in self.claims.codes:
            result += [("113111", where) for where in self.private_not_treated()]
        return result

    def identifying(self, mark):
        for one in self.new.values():
            if is_creator(one):
                continue
            if one.is_private:
                is_named = (one.creator, one.tag & 0xFFFF00FF) in self.named
                if not (is_named and mark == "YES" or "retain-safe-private" in self.options):
                    yield f"private {one.where}"
                continue
            # After a shift by whole days a time of day is what it was, and so is an offset from UTC.
            is_moved = ("retain-modified-dates" in self.options
                        and (one.vr == "TM" or one.tag == 0x00080201))
            is_kept = self.is_kept(one.tag, one.vr) and not self.exceeds(one)
            is_kept = is_kept or self.is_cleaned(one) and not self.tells(one)
            # Of these below.
            is_kept = is_kept or "clean-graphics" in self.options and self.is_of_graphics(one)
            is_kept = (is_kept or "clean-structured-content" in self.options
                       and self.is_of_content(one))
            if self.same(one) and self.is_protected(one) and not is_moved and not is_kept:
                yield one.where
        if "clean-graphics" in self.options:
            yield from self.graphics_left()
        if "clean-structured-content" in self.options:
            yield from self.content_left()
        yield from self.meta_left()
        yield from self.pixels()

    # Graphics: annotations, their layers, overlays and curves.
    @staticmethod
    def is_of_overlay(tag):
        return tag & 0xFF010000 == 0x60000000

    @staticmethod
    def is_of_curve(tag):
        return tag & 0xFF010000 == 0x50000000

    def is_of_graphics(self, one):
        own = one.tag
        if self.is_of_overlay(own) or self.is_of_curve(own):
            return True
        # What stands in an annotation and has a row of its own obeys that.
        is_text = own in (LAYER, 0x00700006) or self.row(own) is None
        return is_text and any(around in (ANNOTATIONS, LAYERS) for around in one.path[:-1:2])

    def graphics_left(self):
        for one in self.new.values():
            if one.is_private or one.in_private or not self.is_of_graphics(one):
                continue
            if self.is_of_curve(one.tag):
                yield f"curve: {one.where}"
            elif self.is_of_overlay(one.tag):
                type_at = (*one.path[:-1], one.tag & 0xFFFF0000 | 0x0040)
                if type_at not in self.new or self.new[type_at].content != "R":
                    yield f"overlay of graphics: {one.where}"
            if (one.vr in TEXTS or one.vr == "CS") and self.tells(one):
                yield one.where

    # Structured content.
    @staticmethod
    def item_around(one):
        """The place of the content item whose value it is, or is in."""
        for depth in range(len(one.path) - 1, 0, -2):
            if one.path[depth - 2] in CONTENT_ITEMS:
                return one.path[:depth]
        return None

    def is_of_content(self, one):
        place = self.item_around(one)
        if place is None:
            return False
        inside = one.path[len(place)::2]
        return (len(inside) == 1 and one.tag in CONTENT_VALUES
                or inside == (0x00081199, 0x00081155))

    def item_of(self, values, place):
        """Value type, and the scheme and code of the concept."""
        def at(*inside):
            found = values.get((*place, *inside))
            return found.content if found is not None else ""
        name = (0x0040A043, 0)
        return at(0x0040A040), at(*name, 0x00080102), at(*name, 0x00080100)

    @functools.cached_property
    def old_content(self):
        """What the input has as values of content items, by tag."""
        found = {}
        for one in self.old.values():
            if self.is_of_content(one):
                found.setdefault(one.tag, set()).add(one.content)
        return found

    def is_kept_content(self, row, tag):
        if row is not None:
            return any(row.get(COLUMNS[one]) == "K" for one in self.options)
        kind = CONTENT_VALUES.get(tag)  # none of a reference
        if kind in ("DATE", "TIME", "DATETIME"):
            return "retain-full-dates" in self.options
        return kind in (None, "UIDREF") and "retain-uids" in self.options

    def content_left(self):
        for one in self.new.values():
            place = self.item_around(one)
            if place is None or one.in_private or one.is_private:
                continue
            inside = one.path[len(place)::2]
            kind, scheme, code = self.item_of(self.new, place)
            row = content_rows().get((scheme, code, kind))
            if self.is_of_content(one):
                if (one.content in DUMMIES or self.is_kept_content(row, one.tag)
                        or one.content.startswith(REGISTERED)):
                    continue
                may_be_cleaned = one.tag == 0x0040A160 and "clean-descriptors" in self.options and (
                    row is None or row["clean_desc"] == "C")
                is_moved = "retain-modified-dates" in self.options and one.vr in DATES
                if may_be_cleaned and self.tells(one):
                    yield one.where
                elif (not may_be_cleaned and not is_moved
                      and one.content in self.old_content.get(one.tag, ())):
                    yield f"{kind} of {one.where}"
            elif inside in ((0x0040A168, 0x00080100), (0x0040A168, 0x00080104)):
                beside = self.new.get((*one.path[:-1], 0x00080102))
                is_private = beside is not None and beside.content not in standard_schemes()
                if is_private and one.tag == 0x00080104 and self.tells(one):
                    yield f"meaning of a private code: {one.where}"
                elif is_private and one.tag == 0x00080100 and self.same(one):
                    yield f"private code: {one.where}"

    def meta_left(self, dates=False):
        """Of file meta information all but what says what the file is: PS3.15 E.1.1 step 7."""
        before = {one.path: one for one in values_of(getattr(self.before, "file_meta", {}))}
        for one in values_of(getattr(self.after, "file_meta", {})):
            was = before.get(one.path)
            if (one.tag not in FILE_IDENTITY and was is not None and one.content
                    and was.content == one.content and (one.vr in DATES or not dates)):
                yield f"file meta information: {one.where}"

    def pixels(self):
        """Pixels are never cleaned: what the input says of them holds, whether it is left or not,
        unless the item that says it is gone."""
        items = {one.path[:depth] for one in self.new.values()
                 for depth in range(0, len(one.path), 2)}
        for one in self.old.values():
            words = {word.strip().upper() for word in one.content.split("\\")}
            if PIXEL_WORDS.get(one.tag) in words and one.path[:-1] in items:
                yield f"pixels: {one.where}"

    @functools.cached_property
    def new_contents(self):
        return {(one.where, one.content) for one in self.new.values()}

    def is_there(self, one):
        """Whether the output has a value of the input; where content items may go those behind
        have other numbers."""
        if "clean-structured-content" in self.options and self.item_around(one) is not None:
            return (one.where, one.content) in self.new_contents
        return one.path in self.new and self.new[one.path].content == one.content

    def dates_left(self):
        for one in self.new.values():
            if one.vr in DATES and self.same(one):
                yield one.where
        yield from self.meta_left(dates=True)

    def dates_changed(self):
        for one in self.old.values():
            if one.vr not in DATES or one.is_private or one.in_private or not one.content:
                continue
            row = self.row(one.tag)
            if row is not None and row[COLUMNS["retain-full-dates"]] != "K":
                continue
            if not self.is_there(one):
                yield one.where

    def dates_not_moved(self):
        for one in self.new.values():
            if one.vr in ("DA", "DT") and self.same(one):
                yield one.where

    def broken(self, option):
        for one in self.old.values():
            if one.is_private or one.in_private or not one.content or not self.keeps(one.tag,
                                                                                     option):
                continue
            if not self.is_there(one):
                yield one.where

    def private_not_treated(self):
        kept = {"UI": "retain-uids", "DA": "retain-full-dates", "TM": "retain-full-dates",
                "DT": "retain-full-dates", "PN": ""}
        moved = "retain-modified-dates" in self.options
        for one in self.new.values():
            if not one.is_private or is_creator(one):
                continue
            if one.vr in kept and self.same(one) and kept[one.vr] not in self.options \
                    and not (moved and one.vr == "TM"):
                yield one.where


def read(path):
    return pydicom.dcmread(path, force=True)
