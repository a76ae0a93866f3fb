# SPDX-License-Identifier: BSD-3-Clause
"""Writes DICOM from struct alone, so that no library shares its mistakes with the inputs.

Values are bytes in little endian; `width` says what a big endian file swaps.
"""
import struct
import zlib

IMPLICIT = "1.2.840.10008.1.2"
EXPLICIT = "1.2.840.10008.1.2.1"
DEFLATED = "1.2.840.10008.1.2.1.99"
BIG_ENDIAN = "1.2.840.10008.1.2.2"
JPEG_BASELINE = "1.2.840.10008.1.2.4.50"

LONG_FORM = {"OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"}
WIDTHS = {"AT": 2, "FD": 8, "FL": 4, "OD": 8, "OF": 4, "OL": 4, "OV": 8, "OW": 2, "SL": 4, "SS": 2,
          "SV": 8, "UL": 4, "US": 2, "UV": 8}
UNDEFINED = 0xFFFFFFFF
# What PS3.5 pads with.
PADDING = {"OB": b"\0", "UI": b"\0", "UN": b"\0"}


class Element:
    """A tag, a VR, and bytes, or items (each a list of elements), or fragments of pixel data."""

    def __init__(self, tag, vr, value=b"", *, undefined=False, width=None, fragments=None,
                 keeps_order=False):
        self.tag = tag
        self.vr = vr
        self.value = value
        self.undefined = undefined
        self.width = WIDTHS.get(vr, 1) if width is None else width
        self.fragments = fragments
        self.keeps_order = keeps_order

    @property
    def is_sequence(self):
        return isinstance(self.value, list)


def swapped(value, width):
    return b"".join(value[i:i + width][::-1] for i in range(0, len(value), width))


def in_order(elements):
    return sorted(elements, key=lambda one: one.tag)


def encode(elements, syntax, *, sorts=True):
    """A data set."""
    explicit, big = syntax != IMPLICIT, syntax == BIG_ENDIAN
    order = ">" if big else "<"
    result = bytearray()

    def put_tag(tag):
        result.extend(struct.pack(order + "HH", tag >> 16, tag & 0xFFFF))

    for one in in_order(elements) if sorts else elements:
        body = bytearray()
        if one.fragments is not None:
            for fragment in one.fragments:
                body += struct.pack("<HHL", 0xFFFE, 0xE000, len(fragment)) + fragment
            body += struct.pack("<HHL", 0xFFFE, 0xE0DD, 0)
        elif one.is_sequence:
            # Items in a UN are implicit little endian, PS3.5 section 6.2.2.
            inner = IMPLICIT if one.vr == "UN" else syntax
            inner_order = "<" if one.vr == "UN" else order
            for item in one.value:
                content = encode(item, inner)
                length = UNDEFINED if one.undefined else len(content)
                body += struct.pack(inner_order + "HHL", 0xFFFE, 0xE000, length) + content
                if one.undefined:
                    body += struct.pack(inner_order + "HHL", 0xFFFE, 0xE00D, 0)
            if one.undefined:
                body += struct.pack(inner_order + "HHL", 0xFFFE, 0xE0DD, 0)
        else:
            body += one.value
            if len(body) % 2:
                body += PADDING.get(one.vr, b" ")
            if big and one.width > 1:
                body = bytearray(swapped(bytes(body), one.width))
        length = UNDEFINED if one.undefined or one.fragments is not None else len(body)
        put_tag(one.tag)
        if not explicit:
            result += struct.pack(order + "L", length)
        elif one.vr in LONG_FORM:
            result += one.vr.encode() + struct.pack(order + "HL", 0, length)
        else:
            if length > 0xFFFF:
                raise ValueError(f"a value of {one.tag:08X} is too long")
            result += one.vr.encode() + struct.pack(order + "H", length)
        result += body
    return bytes(result)


def file_meta(sop_class, instance, syntax, more=()):
    def uid(tag, text):
        return Element(tag, "UI", text.encode())

    given = {one.tag: one for one in more}
    elements = [Element(0x00020001, "OB", b"\0\1"), uid(0x00020002, sop_class),
                uid(0x00020003, instance), uid(0x00020010, syntax),
                uid(0x00020012, "1.2.826.0.1.3680043.10.1740")]
    elements = [one for one in elements if one.tag not in given] + list(more)
    body = encode(elements, EXPLICIT)
    return encode([Element(0x00020000, "UL", struct.pack("<L", len(body)))], EXPLICIT) + body


def part10(elements, syntax, *, sop_class, instance, preamble=bytes(128), meta=(), sorts=True,
           behind=b"", behind_deflated=b""):
    """A file; `behind` stands after the last element, `behind_deflated` after the stream."""
    body = encode(elements, syntax, sorts=sorts) + behind
    if syntax == DEFLATED:
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        body = packer.compress(body) + packer.flush()
        if len(body) % 2:
            body += b"\0"
        body += behind_deflated
    return preamble + b"DICM" + file_meta(sop_class, instance, syntax, meta) + body


def data_set_of(content):
    """What follows the file meta information, inflated; None where this is no DICOM file."""
    if content[128:132] != b"DICM":
        return None
    position = 132
    syntax = ""
    while position + 8 <= len(content) and content[position:position + 2] == b"\2\0":
        vr = content[position + 4:position + 6].decode("latin-1")
        if vr in LONG_FORM:
            length, start = struct.unpack_from("<L", content, position + 8)[0], position + 12
        else:
            length, start = struct.unpack_from("<H", content, position + 6)[0], position + 8
        if content[position + 2:position + 4] == b"\x10\0":
            syntax = content[start:start + length].rstrip(b"\0 ").decode("latin-1")
        position = start + length
    body = content[position:]
    if syntax != DEFLATED:
        return body
    unpacker = zlib.decompressobj(-15)
    return unpacker.decompress(body) + unpacker.unused_data
