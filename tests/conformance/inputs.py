# SPDX-License-Identifier: BSD-3-Clause
"""The synthetic files, with a canary in every place where an identifier can hide."""
import struct

import canaries
from dicom_writer import (BIG_ENDIAN, DEFLATED, EXPLICIT, IMPLICIT, JPEG_BASELINE, Element, encode,
                          part10)
from expectations import (EDITIONS, FREE, GONE, WAVEFORM_DATA, Private, Written, dictionary,
                          edition_rows, look_up, rows_of, supplement, vr_of)

CT = "1.2.840.10008.5.1.4.1.1.2"
DIRECTORY = "1.2.840.10008.1.3.10"
NAMES = {EXPLICIT: "explicit", IMPLICIT: "implicit", BIG_ENDIAN: "big_endian",
         DEFLATED: "deflated", JPEG_BASELINE: "encapsulated"}
SYNTAXES = (EXPLICIT, IMPLICIT, BIG_ENDIAN, DEFLATED)
# An image without metadata, by its markers: SOI, SOF0 of one component, SOS, a few bytes, EOI.
JPEG = bytes.fromhex("ffd8 ffc0000b080010001001011100 ffda0008010100003f00 123456 ffd9")

CHARSET, SOP_CLASS, SOP_INSTANCE, PIXELS = 0x00080005, 0x00080016, 0x00080018, 0x7FE00010
PATIENT_NAME, PATIENT_ID, CODE_MEANING = 0x00100010, 0x00100020, 0x00080104
REFERENCED_IMAGES, CONTENT, REQUEST_ATTRIBUTES = 0x00081140, 0x0040A730, 0x00400275
# No edition lists these sequences.
UNLISTED = (0x52009230, 0x00189346, 0x00289145, 0x00400260, 0x00209116)
CREATOR_PLACE = 0x10


class Place:
    """Where a canary is, which ids it proves, and what decides over it."""

    def __init__(self, number, clauses, where, path):
        self.number = number
        self.clauses = clauses
        self.where = where
        self.path = path


class Input:
    """A file to be de-identified."""

    def __init__(self, name, content, places, may_refuse):
        self.name = name
        self.content = content
        self.places = places
        self.may_refuse = may_refuse


class Book:
    """All inputs; hands out canaries."""

    def __init__(self):
        self.inputs = []
        self.places = {}
        self._pending = []
        self._number = 0

    def canary(self, vr, clauses, where, path):
        """The bytes of a new canary of the file that is added next."""
        self._number += 1
        place = Place(self._number, frozenset(clauses.split()), where, tuple(path))
        self._pending.append(place)
        return canaries.value(vr, self._number)

    def element(self, tag, clauses, where, before=(), vr=None):
        """An attribute with a canary; a sequence has one in an item, unlisted and a name."""
        vr = plain(vr or vr_of(tag))
        path = (*before, tag)
        if vr != "SQ":
            return Element(tag, vr, self.canary(vr, clauses, f"{where} {tag:08X}", path))
        return Element(tag, "SQ", [[
            Element(CODE_MEANING, "LO", self.canary(
                "LO", f"{clauses} 1.1-2d", f"{where} {tag:08X}, item, unlisted",
                (*path, CODE_MEANING))),
            Element(PATIENT_NAME, "PN", self.canary(
                "PN", f"{clauses} 1.1-10 1.1-12", f"{where} {tag:08X}, item, name",
                (*path, PATIENT_NAME)))]])

    def add(self, name, elements, syntax=EXPLICIT, *, may_refuse=False, instance=None, common=True,
            sop_class=CT, **form):
        instance = instance or f"1.2.826.0.1.3680043.10.1741.{len(self.inputs) + 1}"
        if common:
            have = {one.tag for one in elements}
            elements = [one for one in (
                Element(CHARSET, "CS", b"ISO_IR 100"), Element(SOP_CLASS, "UI", sop_class.encode()),
                Element(SOP_INSTANCE, "UI", instance.encode())) if one.tag not in have] + elements
        content = part10(elements, syntax, sop_class=sop_class, instance=instance, **form)
        self.add_bytes(name, content, may_refuse)

    def add_bytes(self, name, content, may_refuse=False):
        self.inputs.append(Input(f"{name}.dcm", content, self._pending, may_refuse))
        for place in self._pending:
            self.places[place.number] = place
        self._pending = []


def plain(vr):
    """One of the VRs that the dictionary leaves open."""
    return {"US or SS": "US", "OB or OW": "OW", "US or OW": "US", "US or SS or OW": "US",
            "OW/OB": "OB", "": "LO"}.get(vr, vr)


def listed_tags():
    """Every row of every edition but the file meta and command groups; repeating groups filled."""
    tags = set()
    for edition in EDITIONS:
        tags.update(edition_rows(edition)[0])
    return sorted(tag for tag in tags if tag >> 16 not in (0x0000, 0x0002, 0x0004)
                  and tag < 0xFFFA0000)


def clauses_of(tag):
    row = edition_rows(EDITIONS[-1])[0].get(tag, {})
    names = "1.1-2a"
    if row.get("basic") in ("U", "X/Z/U*"):
        names += " 1.1-5"
    if row.get("retired") == "Y":
        names += " 1.1-14c"
    if tag == 0x00880200:
        names += " 1.1-14d"
    if tag >> 16 == 0x0070:
        names += " 1.1-2f"
    return names


def syntax_clauses(syntax):
    return {IMPLICIT: " H-implicit", BIG_ENDIAN: " H-big-endian", DEFLATED: " H-deflated"}.get(
        syntax, "")


def add_table(book, syntax):
    name = NAMES[syntax]
    book.add(f"table_{name}",
             [book.element(tag, clauses_of(tag) + syntax_clauses(syntax), f"top level, {name},")
              for tag in listed_tags()], syntax)


def add_repeating(book, syntax):
    name = NAMES[syntax]
    elements = []
    for group in range(0x6000, 0x6100, 2):
        for part in (0x0022, 0x1500, 0x3000, 0x4000):
            elements.append(book.element(group << 16 | part, "1.1-2f 1.1-14c",
                                         f"overlay, {name},"))
    curves = sorted({int(row["tag"][4:], 16) for row in rows_of("dictionary.tsv")
                     if row["tag"].startswith("50xx")} | {0x1234})
    for group in range(0x5000, 0x5100, 2):
        for part in curves if group < 0x5020 else (0x3000, 0x0022):
            tag = group << 16 | part
            vr = plain(vr_of(tag) or "LO")
            elements.append(book.element(tag, "1.1-2f 1.1-14c", f"curve, {name},", vr=vr))
    book.add(f"repeating_{name}", elements, syntax)
    nested = []
    for group in (0x6000, 0x601E, 0x5000, 0x501E):
        parts = (0x0022, 0x1500, 0x3000, 0x4000) if group >= 0x6000 else (0x0022, 0x3000)
        nested += [book.element(group << 16 | part, "1.1-2f 1.1-10 1.1-14c",
                                f"overlay or curve in an item, {name},", (UNLISTED[0],))
                   for part in parts]
    book.add(f"repeating_nested_{name}", [Element(UNLISTED[0], "SQ", [nested])], syntax)


def add_nested(book, syntax, chain, kind, depths, tags):
    """The rows of the table at these depths of sequences."""
    name = NAMES[syntax]
    elements = []
    for depth in depths:
        path = chain[:depth]
        inner = [book.element(tag, f"1.1-10 {clauses_of(tag)}" + syntax_clauses(syntax),
                              f"{kind} sequences, {name}, depth {depth},", path) for tag in tags]
        inner.append(book.element(CODE_MEANING, "1.1-10", f"{kind}, {name}, depth {depth},", path))
        for level, tag in enumerate(reversed(path)):
            item = [Element(tag, "SQ", [inner], undefined=(level + depth) % 2 == 1)]
            inner = item
        elements += inner
    # Depths share their outermost sequence: its items, in one element.
    merged = {}
    for one in elements:
        if one.tag in merged:
            merged[one.tag].value.extend(one.value)
        else:
            merged[one.tag] = one
    book.add(f"nested_{kind}_{name}", list(merged.values()), syntax)


# What is no place for a canary of a value that has to be kept: it decides how the rest is read.
NOT_PLANTED = {CHARSET, SOP_CLASS, SOP_INSTANCE, PIXELS, 0x00080001, 0x7FE00008, 0x7FE00009,
               0x00120062, 0x00120063, 0x00120064, 0x00280303, 0x7FE00001, 0x7FE00002, 0x7FE00003,
               0x00080300, 0x00080301, 0x00080302, 0x00080303, 0x00080304, 0x00080305, 0x00080306,
               0x00080307, 0x00280301, 0x00280302,
               # Dictionaries differ on whether these are sequences.
               0x006862F0, 0x00760034,
               0x00280103,
               # A tool may refuse what is encrypted already.
               0x04000500}


def unlisted_tags():
    listed = set(listed_tags())
    exact, _ = dictionary()
    tags = [tag for tag in exact if tag not in listed and tag not in NOT_PLANTED
            and 0x0008 <= tag >> 16 < 0xFFFE and (tag >> 16) % 2 == 0]
    for row in rows_of("dictionary.tsv"):
        if "x" in row["tag"] and not row["tag"].startswith("50"):
            tags += [int(row["tag"].replace("x", fill), 16) for fill in "0E"]
    return sorted(tag for tag in set(tags)
                  if look_up(edition_rows(EDITIONS[-1]), tag) is None and tag not in NOT_PLANTED
                  and tag & 0xFFFF)


def add_unlisted(book, syntax):
    name = NAMES[syntax]
    elements = [Element(0x00280103, "US", b"\0\0")]  # says what US or SS is
    for tag in unlisted_tags():
        vr = plain(vr_of(tag))
        clauses = "1.1-3" + syntax_clauses(syntax)
        row = look_up(supplement(), tag)
        if vr in ("DA", "DT", "TM", "PN"):
            clauses += " 1.1-14a"
        elif row is not None and row["code"] == "U":
            clauses += " 1.1-5"
        elif row is not None and row["code"] == "X":
            clauses += " 1.1-14c"
        if vr == "SQ":
            elements.append(Element(tag, vr, [[
                Element(CODE_MEANING, "LO", book.canary(
                    "LO", "1.1-3", f"unlisted, {name}, {tag:08X}, item", (tag, CODE_MEANING))),
                Element(PATIENT_NAME, "PN", book.canary(
                    "PN", "1.1-10", f"unlisted, {name}, {tag:08X}, item, name",
                    (tag, PATIENT_NAME)))]]))
        else:
            elements.append(Element(tag, vr, book.canary(
                vr, clauses, f"unlisted, {name}, {tag:08X}", (tag,))))
    book.add(f"unlisted_{name}", elements, syntax)


def add_unknown(book, syntax):
    """Attributes that no dictionary has, with the VR that the file gives them."""
    name = NAMES[syntax]
    elements, nested = [], []
    for place, vr in enumerate(("DA", "DT", "TM", "PN", "UI", "LO", "DS", "US", "UR")):
        for target, group, before in ((elements, 0x0018, ()), (nested, 0x0040, (UNLISTED[1],))):
            tag = group << 16 | 0xFE00 + place
            target.append(Element(tag, vr, book.canary(
                vr, "1.1-14a" if vr != "UI" else "1.1-5", f"unknown {vr}, {name}, {tag:08X}",
                (*before, Written(tag, vr)))))
    elements.append(Element(UNLISTED[1], "SQ", [nested]))
    elements.append(Element(0x0018FE20, "SQ", [[
        book.element(PATIENT_NAME, "1.1-10", f"in an unknown sequence, {name},"),
        book.element(CODE_MEANING, "1.1-3", f"in an unknown sequence, {name},")]]))
    book.add(f"unknown_{name}", elements, syntax)


class Block:
    """Private elements of one creator."""

    def __init__(self, book, group, creator, place=CREATOR_PLACE):
        self.book, self.group, self.creator, self.place = book, group, creator, place
        self.elements = [Element(group << 16 | place, "LO", creator.encode())]

    def tag(self, offset):
        return self.group << 16 | self.place << 8 | offset

    def plant(self, offset, vr, where, before=(), clauses="2"):
        tag = self.tag(offset)
        self.elements.append(Element(tag, vr, self.book.canary(
            vr, clauses, where, (*before, Private(self.creator, tag)))))

    def sequence(self, offset, items, **form):
        self.elements.append(Element(self.tag(offset), "SQ", items, **form))


def add_private(book, syntax):
    name = NAMES[syntax]
    elements = []
    block = Block(book, 0x0019, "CONFORMANCE 1")
    every_vr = ("AE", "AS", "AT", "CS", "DA", "DS", "DT", "FD", "FL", "IS", "LO", "LT", "OB", "OD",
                "OF", "OL", "OW", "PN", "SH", "SL", "SS", "ST", "TM", "UC", "UI", "UL", "UN", "UR",
                "US", "UT")
    for offset, vr in enumerate(every_vr):
        block.plant(offset, vr, f"private {vr}, {name}")
    outer = (Private("CONFORMANCE 1", block.tag(0x80), True),)
    inner_block = Block(book, 0x0021, "CONFORMANCE 2")
    inner_block.plant(0x01, "LO", f"private in a private sequence, {name}", outer)
    block.sequence(0x80, [[book.element(PATIENT_NAME, "2 1.1-10", f"in a private SQ, {name},",
                                        outer),
                           book.element(CODE_MEANING, "2", f"in a private SQ, {name},", outer),
                           *inner_block.elements]], undefined=True)
    elements += block.elements
    # The creator itself.
    elements.append(Element(0x00290010, "LO", book.canary(
        "LO", "2", f"private creator without elements, {name}", (GONE,))))
    creator = book.canary("LO", "2", f"private creator with an element, {name}", (GONE,))
    elements.append(Element(0x00290011, "LO", creator))
    elements.append(Element(0x00291101, "LO", book.canary(
        "LO", "2", f"private element of that creator, {name}", (GONE,))))
    # No creator, and places that PS3.5 gives to nobody.
    elements.append(Element(0x002B1001, "LO", book.canary(
        "LO", "2", f"private element without a creator, {name}", (GONE,))))
    for tag in (0x00310001, 0x0031000F, 0x00090020, 0x7FE11010, 0x00050010, 0x00030010):
        elements.append(Element(tag, "LO", book.canary(
            "LO", "2", f"private element of a reserved number {tag:08X}, {name}", (GONE,))))
    elements.append(Element(0x00330010, "SQ", [[book.element(
        PATIENT_NAME, "2 1.1-10", f"a sequence where a creator should be, {name},", (GONE,))]]))
    # UN with items and UN with text.
    items = encode([Element(PATIENT_NAME, "PN", book.canary(
        "PN", "2 1.1-10", f"items in a private UN, {name}", (GONE,)))], IMPLICIT)
    items = struct.pack("<HHL", 0xFFFE, 0xE000, len(items)) + items
    hidden = Block(book, 0x0035, "CONFORMANCE 3")
    hidden.elements.append(Element(hidden.tag(1), "UN", items))
    hidden.plant(2, "UN", f"text in a private UN, {name}")
    elements += hidden.elements
    # Deep down, in sequences of every kind.
    for depth in range(1, 6):
        path = UNLISTED[:depth]
        deep = Block(book, 0x0037, f"CONFORMANCE D{depth}")
        deep.plant(1, "LO", f"private at depth {depth}, {name}", path, "2 1.1-10")
        deep.elements.append(Element(0x00371101, "LO", book.canary(
            "LO", "2 1.1-10", f"private without a creator at depth {depth}, {name}", (GONE,))))
        inner = deep.elements
        for tag in reversed(path):
            inner = [Element(tag, "SQ", [inner], undefined=depth % 2 == 0)]
        merged = [one for one in elements if one.tag == inner[0].tag]
        if merged:
            merged[0].value.extend(inner[0].value)
        else:
            elements.append(inner[0])
    for tag in (REFERENCED_IMAGES, CONTENT, REQUEST_ATTRIBUTES):
        inside = Block(book, 0x0039, "CONFORMANCE S")
        inside.plant(1, "LO", f"private in {tag:08X}, {name}", (tag,), "2 1.1-10")
        elements.append(Element(tag, "SQ", [inside.elements]))
    book.add(f"private_{name}", elements, syntax)


def add_safe_private(book, syntax):
    """Table E.3.10-1, at the top, in items, and in private sequences."""
    name = NAMES[syntax]
    by_creator = {}
    for row in rows_of("safe_private.tsv"):
        vr = plain(row["vr"])
        by_creator.setdefault((row["tag"][:4], row["creator"]), []).append(
            (int(row["tag"][6:], 16), vr))

    def blocks(place_name, before=(), limit=None):
        elements, used = [], {}
        for (group, creator), offsets in sorted(by_creator.items())[:limit]:
            place = used.get(group, CREATOR_PLACE)
            used[group] = place + 1
            block = Block(book, int(group, 16), creator, place)
            listed = {offset for offset, _ in offsets}
            for offset, vr in sorted(set(offsets)):
                if vr == "SQ":
                    continue
                block.plant(offset, vr, f"{place_name}, {name}, {creator} {group}xx{offset:02X}",
                            before, "2 3.10")
            unsafe = next(one for one in range(0xFF) if one not in listed)
            block.plant(unsafe, "LO", f"{place_name}, unsafe, {name}, {creator}", before, "2 3.10")
            elements += block.elements
        return elements

    elements = blocks("safe private")
    elements.append(Element(UNLISTED[1], "SQ", [blocks("safe private in items", (UNLISTED[1],))]))
    outer = Block(book, 0x0061, "CONFORMANCE 4")
    path = (Private("CONFORMANCE 4", outer.tag(1), True),)
    outer.sequence(1, [[*blocks("safe private in a private sequence", path, 6),
                        book.element(PATIENT_NAME, "2 3.10", f"in that sequence, {name},", path),
                        book.element(CODE_MEANING, "2 3.10", f"in that sequence, {name},", path)]])
    elements += outer.elements
    book.add(f"safe_private_{name}", elements, syntax)


def add_declared_private(book):
    """Private Data Element Characteristics Sequence (0008,0300), PS3.3 C.12.1.1.7."""
    def text(tag, vr, value):
        return Element(tag, vr, value.encode())

    def block_of(group, creator, status, more=()):
        return [Element(0x00080301, "US", struct.pack("<H", group)),
                text(0x00080302, "LO", creator), text(0x00080303, "CS", status), *more]

    def planted(group, creator, offset, where, path):
        return [text(group << 16 | CREATOR_PLACE, "LO", creator),
                Element(group << 16 | 0x1000 | offset, "LO",
                        book.canary("LO", "2 3.10", where, path))]

    elements = [Element(0x00080300, "SQ", [
        block_of(0x0041, "CONFORMANCE SAFE", "SAFE"),
        block_of(0x0043, "CONFORMANCE UNSAFE", "UNSAFE"),
        block_of(0x0045, "CONFORMANCE MIXED", "MIXED",
                 [Element(0x00080304, "US", struct.pack("<H", 0x0002))]),
    ])]
    elements += planted(0x0041, "CONFORMANCE SAFE", 1, "declared SAFE", ("safe",))
    elements += planted(0x0043, "CONFORMANCE UNSAFE", 1, "declared UNSAFE", (GONE,))
    elements += planted(0x0045, "CONFORMANCE MIXED", 1, "MIXED, not listed", (GONE,))
    elements.append(Element(0x00451002, "LO", book.canary(
        "LO", "2 3.10", "MIXED, listed as nonidentifying", ("safe",))))
    elements += planted(0x0047, "CONFORMANCE SAFE", 1, "SAFE, but of another group", (GONE,))
    elements += planted(0x004B, "CONFORMANCE SILENT", 1, "not declared", (GONE,))
    book.add("declared_private", elements)


def add_hidden_sequences(book):
    """Public sequences and values that are written as UN, PS3.5 section 6.2.2."""
    for syntax in (EXPLICIT, BIG_ENDIAN):
        name = NAMES[syntax]
        elements = []
        for number, tag in enumerate((*UNLISTED, REFERENCED_IMAGES, CONTENT)):
            inner = [book.element(PATIENT_NAME, "1.1-10 H-un", f"in {tag:08X} as UN, {name},",
                                  (tag,)),
                     book.element(CODE_MEANING, "1.1-3 H-un", f"in {tag:08X} as UN, {name},",
                                  (tag,)),
                     Element(CONTENT if tag != CONTENT else UNLISTED[0], "SQ", [[book.element(
                         PATIENT_ID, "1.1-10 H-un", f"deeper in {tag:08X} as UN, {name},",
                         (tag,))]])]
            elements.append(Element(tag, "UN", [inner], undefined=number % 2 == 0))
        for tag in listed_tags():
            if vr_of(tag) != "SQ" and tag not in (SOP_INSTANCE, SOP_CLASS):
                elements.append(Element(tag, "UN", book.canary(
                    "UN", "1.1-2a H-un", f"as UN, {name}, {tag:08X}", (tag,))))
        book.add(f"hidden_in_un_{name}", elements, syntax)
    # Sequences that an implicit file cannot be seen to have, as the dictionary lacks them.
    inner = [book.element(PATIENT_NAME, "1.1-10 H-un", "in an unknown sequence, implicit,")]
    book.add("hidden_in_implicit", [Element(0x0018FE40, "SQ", [inner], undefined=True),
                                    Element(0x0018FE42, "SQ", [[book.element(
                                        PATIENT_NAME, "1.1-10 H-un",
                                        "in an unknown sequence of defined length,")]])], IMPLICIT)


def add_behind_pixels(book):
    def behind(where):
        return [Element(0x7FE11010, "LO", book.canary("LO", "2 H-behind-pixels",
                                                      f"private, {where}", (GONE,))),
                Element(0xFFFAFFFA, "SQ", [[Element(
                    0x04000120, "OB", book.canary("OB", "1.1-14b H-behind-pixels",
                                                  f"signature, {where}", (GONE,)))]]),
                Element(0xFFFCFFFC, "OB", book.canary("OB", "1.1-2a H-behind-pixels H-padding",
                                                      f"trailing padding, {where}", (GONE,)))]

    pixels = bytes(range(16)) * 16
    image = [Element(0x00280002, "US", b"\1\0"), Element(0x00280004, "CS", b"MONOCHROME2"),
             Element(0x00280010, "US", b"\x10\0"), Element(0x00280011, "US", b"\x10\0"),
             Element(0x00280100, "US", b"\x08\0"), Element(0x00280101, "US", b"\x08\0"),
             Element(0x00280102, "US", b"\x07\0"), Element(0x00280103, "US", b"\0\0")]
    for syntax in (EXPLICIT, IMPLICIT, BIG_ENDIAN, DEFLATED):
        where = f"behind pixel data, {NAMES[syntax]}"
        book.add(f"pixels_{NAMES[syntax]}",
                 [*image, Element(PIXELS, "OW", pixels), *behind(where)], syntax)
    book.add("pixels_encapsulated",
             [*image, Element(PIXELS, "OB", fragments=[b"", JPEG, JPEG]),
              *behind("behind encapsulated pixel data")], JPEG_BASELINE)
    book.add("names_behind_pixels",
             [*image, Element(PIXELS, "OW", pixels),
              book.element(PATIENT_NAME, "1.1-2a H-order H-behind-pixels", "behind pixel data,"),
              book.element(PATIENT_ID, "1.1-2a H-order H-behind-pixels", "behind pixel data,")],
             sorts=False, may_refuse=True)


def add_meta(book):
    def planted(tag, vr):
        return Element(tag, vr, book.canary(vr, "1.1-7", f"file meta {tag:08X}", (GONE,)))

    preamble = (b"II*\0" + book.canary("LO", "1.1-7", "preamble", (GONE,)))
    at_end = book.canary("UI", "1.1-7", "end of the preamble", (GONE,))
    preamble = preamble.ljust(128 - len(at_end), b"\1") + at_end
    meta = [planted(0x00020012, "UI"), planted(0x00020013, "SH"), planted(0x00020016, "AE"),
            planted(0x00020017, "AE"), planted(0x00020018, "AE"), planted(0x00020026, "UR"),
            planted(0x00020027, "UR"), planted(0x00020028, "UR"),
            planted(0x00020031, "OB"), planted(0x00020032, "UI"), planted(0x00020033, "UI"),
            planted(0x00020035, "AE"), planted(0x00020036, "AE"), planted(0x00020037, "UR"),
            planted(0x00020038, "UR"),
            planted(0x00020100, "UI"), planted(0x00020102, "OB"),
            Element(0x00020003, "UI", book.canary("UI", "1.1-5 1.1-7", "file meta 00020003",
                                                  (SOP_INSTANCE,)))]
    instance = meta[-1].value.decode()
    book.add("file_meta", [Element(SOP_INSTANCE, "UI", instance.encode())], meta=meta,
             preamble=preamble, instance=instance)
    unknown = [planted(0x00020050, "LO"), planted(0x00020200, "LO")]
    book.add("file_meta_unknown", [], meta=unknown, may_refuse=True)
    inside = [planted(0x00020016, "AE"), planted(0x00020102, "OB")]
    book.add("file_meta_in_the_data_set", inside, may_refuse=True)
    # A file whose meta information names another instance than the data set.
    meta = [Element(0x00020003, "UI", book.canary(
        "UI", "1.1-5 1.1-7", "file meta 00020003 of another instance",
        (SOP_INSTANCE, FREE)))]
    book.add("file_meta_of_another", [], meta=meta)


def add_padding(book):
    text = "padding"
    nul = b"A\0" + book.canary("LO", "H-padding", "behind a NUL in a listed value", (PATIENT_ID,))
    elements = [
        Element(PATIENT_ID, "LO", nul),
        Element(PATIENT_NAME, "PN", b"A^B" + b" " * 40 + book.canary(
            "PN", "H-padding", "behind spaces in a listed value", (PATIENT_NAME,))),
        Element(0x00200010, "SH", b"\0\0" + book.canary(
            "SH", "H-padding", "behind NULs at the begin of a listed value", (0x00200010,))),
        Element(0x00081155, "UI", b"1.2.3\0" + book.canary(
            "LO", "H-padding 1.1-5", "behind the NUL of a UID", (0x00081155,))),
        Element(UNLISTED[0], "SQ", [[Element(0xFFFCFFFC, "OB", book.canary(
            "OB", "H-padding 1.1-10", "trailing padding of an item", (GONE,)))]]),
        Element(0xFFFCFFFC, "OB", b"\0" * 64 + book.canary(
            "OB", "H-padding", "data set trailing padding", (GONE,)))]
    for syntax in SYNTAXES:
        if syntax != EXPLICIT:
            elements = [Element(0xFFFCFFFC, "OB", book.canary(
                "OB", "H-padding", f"data set trailing padding, {NAMES[syntax]}", (GONE,)))]
        book.add(f"{text}_{NAMES[syntax]}", elements, syntax)
    book.add("bytes_behind", [], may_refuse=True,
             behind=book.canary("LO", "H-padding", "bytes behind the last element", (GONE,)))
    book.add("zeros_and_bytes_behind", [], may_refuse=True,
             behind=bytes(32) + book.canary("LO", "H-padding", "bytes behind zeros", (GONE,)))
    book.add("bytes_behind_deflated", [], DEFLATED, may_refuse=True,
             behind_deflated=book.canary("LO", "H-padding", "bytes behind a deflated stream",
                                         (GONE,)))


def add_group_lengths(book):
    elements, nested = [], []
    for group in (0x0008, 0x0010, 0x0018, 0x0020, 0x0028, 0x0040):
        for target, where in ((elements, "top level"), (nested, "in an item")):
            target.append(Element(group << 16, "LO", book.canary(
                "LO", "H-group-length", f"group length {group:04X}, {where}", (GONE,))))
    elements.append(Element(UNLISTED[0], "SQ", [nested]))
    for syntax in (EXPLICIT, IMPLICIT):
        if syntax == IMPLICIT:
            elements = [Element(group << 16, "UL", book.canary(
                "UL", "H-group-length", f"group length {group:04X}, implicit", (GONE,)))
                for group in (0x0008, 0x0010, 0x0020)]
        # None has room for a canary in the four bytes that PS3.5 section 7.2 gives it.
        book.add(f"group_lengths_{NAMES[syntax]}", elements, syntax, may_refuse=True)
    book.add("group_lengths_of_four_bytes", [
        *(Element(group << 16, "UL", bytes(4)) for group in (0x0008, 0x0010, 0x0020)),
        Element(0x00080001, "UL", book.canary("UL", "H-group-length", "length to end",
                                              (0x00080001,)))])


def add_duplicates(book):
    def twice(tag, where):
        return [book.element(tag, "H-duplicate", f"{where}, {count},")
                for count in ("first", "second")]

    book.add("duplicate_name", twice(PATIENT_NAME, "a tag twice"), may_refuse=True)
    book.add("duplicate_private", [
        Element(0x00190010, "LO", b"CONFORMANCE 1"),
        *(Element(0x00191001, "LO", book.canary("LO", "H-duplicate", "a private tag twice",
                                                (GONE,))) for _ in range(2))], may_refuse=True)
    book.add("duplicate_nested", [Element(UNLISTED[0], "SQ", [twice(PATIENT_NAME, "in an item")])],
             may_refuse=True)
    name = book.element(PATIENT_NAME, "H-duplicate", "apart, first,")
    again = book.element(PATIENT_NAME, "H-duplicate", "apart, second,")
    book.add("duplicate_apart", [name, Element(0x00180060, "DS", b"120"), again], sorts=False,
             may_refuse=True)
    # A sequence may have the same tag in each item.
    book.add("same_tag_in_items", [Element(UNLISTED[0], "SQ", [
        [book.element(PATIENT_NAME, "H-duplicate 1.1-10", "in each item,")] for _ in range(3)])])


def add_out_of_order(book):
    tags = (0x00400275, PATIENT_NAME, 0x00180060, PATIENT_ID, 0x00081030, 0x00080090, 0x0040A123,
            0x00100030)
    for syntax in (EXPLICIT, IMPLICIT):
        elements = [book.element(tag, "H-order", f"out of order, {NAMES[syntax]},")
                    for tag in tags]
        book.add(f"out_of_order_{NAMES[syntax]}", elements, syntax, sorts=False, may_refuse=True)


def add_multi_values(book):
    elements = []
    for tag in (0x00081070, 0x00081048, 0x00081050, PATIENT_ID, 0x00101001, 0x00104000,
                0x00080020, 0x00080030, 0x0008002A, 0x00081195, 0x0020000D, 0x0020000E,
                0x00200052, 0x00081010, 0x00080050, 0x00101010, 0x00101040):
        vr = vr_of(tag)
        parts = [book.canary(vr, "H-multi-value 1.1-2a", f"value {place} of {tag:08X}", (tag,))
                 for place in (1, 2, 3)]
        elements.append(Element(tag, vr, b"\\".join(parts)))
    names = [book.canary("LO", "H-multi-value", f"group {place} of a name", (PATIENT_NAME,))
             for place in (1, 2, 3)]
    elements.append(Element(PATIENT_NAME, "PN", b"=".join(one + b"^X" for one in names)))
    book.add("multi_values", elements)


def add_signatures(book):
    def signature(where, before=()):
        return Element(0xFFFAFFFA, "SQ", [[
            Element(0x04000105, "DT", book.canary("DT", "1.1-14b", f"date of a signature, {where}",
                                                  (GONE,))),
            Element(0x04000115, "OB", book.canary("OB", "1.1-14b", f"certificate, {where}",
                                                  (GONE,))),
            Element(0x04000120, "OB", book.canary("OB", "1.1-14b", f"signature, {where}",
                                                  (GONE,)))]])

    elements = [Element(0x4FFE0001, "SQ", [[Element(0x04000005, "US", b"\1\0"),
                                            Element(0x04000015, "CS", book.canary(
                                                "CS", "1.1-14b", "MAC algorithm",
                                                (0x4FFE0001, 0x04000015)))]]),
                Element(UNLISTED[0], "SQ", [[signature("in an item"), Element(
                    UNLISTED[1], "SQ", [[signature("deeper")]])]]), signature("top level")]
    for syntax in (EXPLICIT, IMPLICIT):
        if syntax == IMPLICIT:
            elements = [signature("implicit")]
        book.add(f"signatures_{NAMES[syntax]}", elements, syntax)


def add_file_set_elements(book):
    def planted(where):
        return [Element(tag, vr, book.canary(vr, "1.1-9", f"{tag:08X} {where}", (GONE,)))
                for tag, vr in ((0x00041130, "CS"), (0x00041141, "CS"), (0x00041142, "CS"),
                                (0x00041430, "CS"), (0x00041432, "UI"), (0x00041500, "CS"),
                                (0x00041510, "UI"), (0x00041511, "UI"), (0x00041512, "UI"),
                                (0x0004151A, "UI"), (0x0004FF00, "LO"))]

    book.add("file_set_elements", [
        *planted("outside a DICOMDIR"),
        Element(UNLISTED[0], "SQ", [planted("in an item")])])
    book.add("directory_records_in_an_image", [Element(0x00041220, "SQ", [
        [Element(0x00041430, "CS", b"PATIENT"),
         book.element(PATIENT_NAME, "1.1-9", "directory record in an image,")]])], may_refuse=True)
    instance = "1.2.826.0.1.3680043.10.1741.9000"
    records = [
        Element(0x00041200, "UL", bytes(4)), Element(0x00041202, "UL", bytes(4)),
        Element(0x00041212, "US", bytes(2)),
        Element(0x00041220, "SQ", [[
            Element(0x00041400, "UL", bytes(4)), Element(0x00041410, "US", b"\xff\xff"),
            Element(0x00041420, "UL", bytes(4)), Element(0x00041430, "CS", b"PATIENT"),
            book.element(PATIENT_NAME, "1.1-9", "DICOMDIR,"),
            book.element(PATIENT_ID, "1.1-9", "DICOMDIR,")]])]
    book.add("DICOMDIR", records, instance=instance, common=False, sop_class=DIRECTORY,
             may_refuse=True)


def add_command_group(book):
    book.add("command_group", [
        Element(0x00001000, "UI", book.canary("UI", "1.1-2a 1.1-5", "command 00001000",
                                              (0x00001000,))),
        Element(0x00001001, "UI", book.canary("UI", "1.1-2a 1.1-5", "command 00001001",
                                              (0x00001001,)))], may_refuse=True)


def add_encrypted_before(book):
    book.add("encrypted_before", [book.element(0x04000500, "1.1-3", "encrypted before,")],
             may_refuse=True)


def add_character_sets(book):
    for name, term, codec in (("utf_8", b"ISO_IR 192", "utf-8"), ("gb18030", b"GB18030", "gb18030"),
                              ("cyrillic", b"ISO_IR 144", "iso8859_5"),
                              ("kanji", b"\\ISO 2022 IR 87", "iso2022_jp")):
        words = {"utf_8": "Zoë", "gb18030": "王", "cyrillic": "Люк", "kanji": "山"}[name]
        elements = [Element(CHARSET, "CS", term)]
        for tag in (PATIENT_NAME, 0x00081030, 0x00104000, 0x00080080):
            elements.append(Element(tag, vr_of(tag), words.encode(codec) + book.canary(
                "LO", "H-character-set 1.1-2a", f"{name} {tag:08X}", (tag,))))
        elements.append(Element(UNLISTED[0], "SQ", [[
            Element(CHARSET, "CS", b"ISO_IR 100"),
            Element(PATIENT_NAME, "PN", b"\xe9" + book.canary(
                "LO", "H-character-set 1.1-10", f"{name}, another set in an item",
                (UNLISTED[0], PATIENT_NAME)))]]))
        book.add(f"character_set_{name}", elements)
    # A listed text that is valid in no character set.
    book.add("character_set_broken", [Element(CHARSET, "CS", b"ISO_IR 192"), Element(
        PATIENT_NAME, "PN", b"\xff\xfe" + book.canary(
            "LO", "H-character-set", "bytes that are no UTF-8", (PATIENT_NAME,)))])


# Of the files below; they hold no canaries, as one value stands in several.
METHOD, EARLIER_CODE = b"Method of an earlier tool", b"CONF1"
INSTANCES = [f"1.2.826.0.1.3680043.10.1742.{number}" for number in range(1, 4)]
SHARED_UID = "1.2.826.0.1.3680043.10.1742.100"


def add_marked_before(book):
    """A file that another tool has de-identified before."""
    code = [Element(0x00080100, "SH", EARLIER_CODE), Element(0x00080102, "SH", b"99CONF"),
            Element(CODE_MEANING, "LO", b"An earlier method")]
    book.add("marked_before", [
        Element(0x00120062, "CS", b"NO"), Element(0x00120063, "LO", METHOD),
        Element(0x00120064, "SQ", [code]), Element(PATIENT_NAME, "PN", b"Doe^Jane")])
    book.add("not_marked_before", [Element(PATIENT_NAME, "PN", b"Doe^Jane")])


def add_study(book):
    """Two instances of a series that refer to each other, and one of another patient."""
    for number, instance in enumerate(INSTANCES):
        of_first = number < 2
        refer = [Element(0x00081150, "UI", CT.encode()),
                 Element(0x00081155, "UI", INSTANCES[1 - number if of_first else 2].encode())]
        deep = refer
        for tag in (REFERENCED_IMAGES, *UNLISTED[:4]):
            deep = [Element(tag, "SQ", [deep])]
        who = "A" if of_first else "B"
        book.add(f"study_{number}", [
            *deep, Element(PATIENT_NAME, "PN", f"Patient^{who}".encode()),
            Element(PATIENT_ID, "LO", f"Number {who}".encode()),
            Element(0x0020000D, "UI", f"{SHARED_UID}.1.{who == 'B':d}".encode()),
            Element(0x0020000E, "UI", f"{SHARED_UID}.2.{who == 'B':d}".encode()),
            Element(0x00200052, "UI", f"{SHARED_UID}.3.{who == 'B':d}".encode()),
            Element(0x00200010, "SH", f"Study {who}".encode()),
            Element(0x00200011, "IS", b"7")], instance=instance)


def add_audio(book):
    """Speech in a waveform, and the samples of an ECG."""
    for name, sop_class, path in (
            ("voice", "1.2.840.10008.5.1.4.1.1.9.4.1", (GONE,)),
            ("sound", "1.2.840.10008.5.1.4.1.1.9.4.2", (GONE,)),
            ("ecg", "1.2.840.10008.5.1.4.1.1.9.1.1", (0x54000100, WAVEFORM_DATA))):
        book.add(f"waveform_{name}", [Element(0x54000100, "SQ", [[
            Element(0x54001006, "CS", b"SS"),
            Element(WAVEFORM_DATA, "OW", book.canary(
                "OW", "2", f"samples, {name}", path))]])], sop_class=sop_class)


def all_inputs():
    book = Book()
    tags = listed_tags()
    recursed = (REFERENCED_IMAGES, 0x00082112) * 3
    replaced = (CONTENT,) * 5
    removed = (UNLISTED[0], REQUEST_ATTRIBUTES, UNLISTED[1], CONTENT, UNLISTED[2])
    for syntax in SYNTAXES:
        add_table(book, syntax)
        add_private(book, syntax)
    for syntax in (EXPLICIT, IMPLICIT):
        add_unlisted(book, syntax)
        add_repeating(book, syntax)
        add_safe_private(book, syntax)
        add_nested(book, syntax, UNLISTED, "unlisted", range(1, 6), tags)
        add_nested(book, syntax, recursed, "recursed", range(1, 6), tags)
    add_unknown(book, EXPLICIT)
    add_audio(book)
    add_nested(book, EXPLICIT, replaced, "replaced", range(1, 6), tags)
    add_nested(book, EXPLICIT, removed, "mixed", range(1, 6), tags)
    for syntax in (BIG_ENDIAN, DEFLATED):
        add_nested(book, syntax, UNLISTED, "unlisted", (1, 5), tags)
    add_declared_private(book)
    add_hidden_sequences(book)
    add_behind_pixels(book)
    add_meta(book)
    add_padding(book)
    add_group_lengths(book)
    add_duplicates(book)
    add_out_of_order(book)
    add_multi_values(book)
    add_signatures(book)
    add_file_set_elements(book)
    add_command_group(book)
    add_encrypted_before(book)
    add_character_sets(book)
    add_marked_before(book)
    add_study(book)
    return book
