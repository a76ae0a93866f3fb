# SPDX-License-Identifier: BSD-3-Clause
"""What compressed frames hold besides their pictures, by a reading of markers of its own.

Written from ISO 10918-1, 14495-1 and 15444-1 and from the rules of docs/limitations.md, not from
the library, which it judges.
"""
import struct


class Unsound(Exception):
    """Not one image from the first byte to the last."""


def is_padding(rest):
    return len(rest) <= 7 and all(byte in (0, 0xFF) for byte in rest)


def kept_application(marker, content):
    """What stays of the content of APPn; None if nothing does."""
    if marker == 0xE0 and content.startswith(b"JFIF\0") and len(content) >= 14:
        return content if len(content) == 14 else content[:12] + b"\0\0"
    if marker == 0xEE and content.startswith(b"Adobe") and len(content) >= 12:
        return content[:12]
    if marker == 0xE2 and content.startswith(b"ICC_PROFILE\0"):
        return content
    if marker == 0xE8 and content.startswith(b"mrfx") and len(content) == 5:
        return content
    return None


def jpeg(frame):
    result, at, has_scan, is_ls = bytearray(b"\xFF\xD8"), 2, False, False
    while True:
        if frame[at:at + 1] != b"\xFF":
            raise Unsound
        begin = at
        while frame[at:at + 1] == b"\xFF":
            at += 1
        if at >= len(frame):
            raise Unsound
        marker = frame[at]
        at += 1
        filling = frame[begin:at - 2]
        if marker == 0xD9:
            if not has_scan or not is_padding(frame[at:]):
                raise Unsound
            return bytes(result) + filling + frame[at - 2:]
        if not (0xC0 <= marker <= 0xCF or 0xDA <= marker <= 0xEF or marker in (0xF7, 0xF8, 0xFE)):
            raise Unsound
        length = int.from_bytes(frame[at:at + 2], "big")
        if length < 2 or at + length > len(frame) or marker == 0xC8:
            raise Unsound
        content = frame[at + 2:at + length]
        at += length
        if marker == 0xFE or 0xE0 <= marker <= 0xEF:
            content = None if marker == 0xFE else kept_application(marker, content)
        is_ls = is_ls or marker == 0xF7
        result += filling
        if content is not None:
            result += bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content
        if marker != 0xDA:
            continue
        has_scan = True
        while True:  # entropy-coded data
            stop = frame.find(b"\xFF", at)
            if stop < 0 or stop + 1 >= len(frame):
                raise Unsound
            result += frame[at:stop]
            at = stop
            code = frame[stop + 1]
            if code == 0xFF:
                result += b"\xFF"
                at += 1
            elif (code < 0x80 if is_ls else code == 0) or 0xD0 <= code <= 0xD7:
                result += frame[at:at + 2]
                at += 2
            else:
                break


def segments(frame, at, last):
    """Marker segments of a header of JPEG 2000 up to a marker: (kept bytes, where it stands)."""
    kept = bytearray()
    while True:
        marker, = struct.unpack(">H", frame[at:at + 2]) if at + 2 <= len(frame) else (0,)
        if marker in last:
            return kept, at
        length, = struct.unpack(">H", frame[at + 2:at + 4]) if at + 4 <= len(frame) else (0,)
        if not 0xFF50 <= marker <= 0xFF7F or length < 2 or at + 2 + length > len(frame):
            raise Unsound
        if marker == 0xFF55:
            raise NotImplementedError("no file of the corpus has TLM")
        if marker != 0xFF64:
            kept += frame[at:at + 2 + length]
        at += 2 + length


def stripped(frame):
    """Without what fills it up."""
    end = len(frame)
    while len(frame) - end < 7 and frame[end - 1] in (0, 0xFF):
        end -= 1
    return end


def jpeg2000(frame):
    kept, at = segments(frame, 2, (0xFF90,))
    result = bytearray(b"\xFF\x4F") + kept
    while at != len(frame):
        if frame[at:at + 2] == b"\xFF\xD9":
            if not is_padding(frame[at + 2:]):
                raise Unsound
            return bytes(result) + frame[at:]
        if frame[at:at + 4] != b"\xFF\x90\0\x0A" or at + 12 > len(frame):
            raise Unsound
        length, = struct.unpack(">I", frame[at + 6:at + 10])
        end = at + length
        if length == 0:
            end = stripped(frame) - 2
            if frame[end:end + 2] != b"\xFF\xD9":
                raise Unsound
        kept, data = segments(frame, at + 12, (0xFF93,))
        if end < data + 2 or end > len(frame):
            raise Unsound
        gone = data - (at + 12) - len(kept)
        result += frame[at:at + 6] + struct.pack(">I", length - gone if length else 0)
        result += frame[at + 10:at + 12] + kept + frame[data:end]
        at = end
    return bytes(result)


def jp2(frame):
    result, at, images = b"", 0, 0
    while len(frame) - at >= 8:
        length, name = struct.unpack(">I4s", frame[at:at + 8])
        end = at + length if length else len(frame)
        if length == 1:
            raise NotImplementedError("no file of the corpus has boxes of many gigabytes")
        if length not in (0, *range(8, len(frame) - at + 1)):
            raise Unsound
        if name == b"jp2c":
            images += 1
            clean = jpeg2000(frame[at + 8:end])
            result += struct.pack(">I", len(clean) + 8 if length else 0) + name + clean
        elif name in (b"jP  ", b"ftyp", b"rreq", b"jp2h"):
            result += frame[at:end]
        elif name not in (b"uuid", b"xml ", b"uinf", b"jp2i", b"free"):
            raise Unsound
        at = end
    if images != 1 or not is_padding(frame[at:]):
        raise Unsound
    return result + frame[at:]


def kind_of(first):
    if first[:3] == b"\xFF\xD8\xFF":
        return jpeg
    if first[:4] == b"\xFF\x4F\xFF\x51":
        return jpeg2000
    if first[:12] == b"\0\0\0\x0CjP  \r\n\x87\n":
        return jp2
    return None


def fragments_of(value):
    """(basic offset table, fragments) of a value as pydicom gives it."""
    items, at = [], 0
    while value[at:at + 4] == b"\xFE\xFF\0\xE0":
        length, = struct.unpack("<I", value[at + 4:at + 8])
        items.append(value[at + 8:at + 8 + length])
        at += 8 + length
    return items[0], items[1:]


def item(content):
    return b"\xFE\xFF\0\xE0" + struct.pack("<I", len(content)) + content


def judged(value, transfer_syntax):
    """(the value without metadata, whether frames stay that may hold some) of encapsulated pixel
    data."""
    if not transfer_syntax.startswith("1.2.840.10008.1.2.4.") or 100 <= int(
            transfer_syntax.split(".")[7]) <= 108:
        return value, False
    table, all_fragments = fragments_of(value)
    if not all_fragments:
        return value, False
    kind = kind_of(all_fragments[0])
    if kind is None:
        return value, True
    frames = []
    for one in all_fragments:
        if kind_of(one) == kind:
            frames.append([])
        frames[-1].append(one)
    before, after, is_left, new_table = 0, b"", False, {}
    for parts in frames:
        whole = b"".join(parts)
        new_table[before] = len(after)
        before += sum(8 + len(one) for one in parts)
        try:
            clean = kind(whole)
        except Unsound:
            is_left = True
            clean = whole
        after += (b"".join(item(one) for one in parts) if clean == whole
                  else item(clean + b"\0" * (len(clean) % 2)))
    offsets = struct.unpack(f"<{len(table) // 4}I", table)
    if len(after) != before:
        table = struct.pack(f"<{len(offsets)}I", *(new_table[one] for one in offsets))
    end = b"\xFE\xFF\xDD\xE0\0\0\0\0" if value.endswith(b"\xFE\xFF\xDD\xE0\0\0\0\0") else b""
    return item(table) + after + end, is_left
