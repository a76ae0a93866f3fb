# SPDX-License-Identifier: BSD-3-Clause
"""Values that can be found again in raw bytes, each in one place of one file only.

A canary has a number.  Its value is valid for the VR, and every form that it could take in an
output (big endian, UTF-16, a digit string) leads back to the number.
"""
import datetime
import re
import struct

MARK = 0x635CA9C5  # of binary values: the low half of eight bytes
MARKED = 0xE7000000  # and the byte above the number
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
UID_ROOT = "1.2.826.0.1.3680043.10.1739.1"
FIRST_DAY = datetime.date(1000, 1, 1).toordinal()
LAST_DAY = datetime.date(1799, 12, 31).toordinal()

TEXT = {"AE", "CS", "LO", "LT", "SH", "ST", "UC", "UR", "UT", "OB", "OW", "UN", "OB or OW",
        "US or OW", "US or SS or OW"}
NUMBERS = {"AT", "FD", "FL", "OD", "OF", "OL", "OV", "SL", "SS", "SV", "UL", "US", "UV", "US or SS"}


def word(number):
    """Eight characters, even in CS.  No digits: two identifiers that have five of them in common
    are one to whoever takes an identifier out of texts by its digits."""
    digits = ""
    for _ in range(6):
        number, last = divmod(number, len(LETTERS))
        digits = LETTERS[last] + digits
    return "ZQ" + digits


def number_of(text):
    number = 0
    for letter in text[2:]:
        number = number * len(LETTERS) + LETTERS.index(chr(letter))
    return number


def day(number):
    return datetime.date.fromordinal(FIRST_DAY + number).strftime("%Y%m%d").rjust(8, "0")


def value(vr, number):
    """The bytes of a canary, little endian and without padding."""
    if vr == "PN":
        return f"{word(number)}^X".encode()
    if vr in TEXT:
        return word(number).encode()
    if vr in NUMBERS:
        return struct.pack("<LL", MARK, MARKED | number)
    if vr == "UI":
        return f"{UID_ROOT}{number:06}".encode()
    if vr in ("DS", "IS"):
        return f"1839{number:06}".encode()
    if vr == "TM":
        return f"173900.{number:06}".encode()
    if vr == "DA":
        return day(number).encode()
    if vr == "DT":
        return f"{day(number)}173900.{number:06}".encode()
    if vr == "AS":
        return f"{number // 1000:03}D\\{number % 1000:03}D".encode()
    raise ValueError(vr)


def _swap(text, width):
    return b"".join(text[i:i + width][::-1] for i in range(0, len(text), width))


_MARK_BYTES = struct.pack("<L", MARK)
_FINDERS = [
    (re.compile(rb"ZQ[A-Z]{6}"), lambda found: number_of(found)),
    (re.compile(rb"QZ[A-Z]{6}"), lambda found: number_of(_swap(found, 2))),
    (re.compile(rb"Z\0Q\0(?:[A-Z]\0){6}"), lambda found: number_of(found[::2])),
    (re.compile(rb"\0Z\0Q(?:\0[A-Z]){6}"), lambda found: number_of(found[1::2])),
    (re.compile(re.escape(UID_ROOT.encode()) + rb"\d{6}"),
     lambda found: int(found[len(UID_ROOT):])),
    (re.compile(rb"(?<![\d.])1839\d{6}"), lambda found: int(found[4:])),
    (re.compile(rb"(?<![\d.])173900\.\d{6}"), lambda found: int(found[7:])),
    # The time of a date and time stays behind where only its date was changed.
    (re.compile(rb"(?<=\d{8})173900\.\d{6}"), lambda found: int(found[7:])),
    (re.compile(rb"(?<![\d.])1[0-7]\d{6}"), lambda found: _number_of_day(found)),
    (re.compile(rb"\d{3}D\\\d{3}D"), lambda found: int(found[:3] + found[5:8])),
    (re.compile(re.escape(_MARK_BYTES) + rb"...\xE7", re.S),
     lambda found: _below_mark(struct.unpack("<L", found[4:])[0])),
    (re.compile(re.escape(_swap(_MARK_BYTES, 2)) + rb"..\xE7.", re.S),
     lambda found: _below_mark(struct.unpack("<L", _swap(found[4:], 2))[0])),
    (re.compile(re.escape(_MARK_BYTES[::-1]) + rb"\xE7...", re.S),
     lambda found: _below_mark(struct.unpack(">L", found[4:])[0])),
    (re.compile(rb"\xE7..." + re.escape(_MARK_BYTES[::-1]), re.S),
     lambda found: _below_mark(struct.unpack(">L", found[:4])[0])),
]


def _below_mark(value):
    return value & ~MARKED


def _number_of_day(found):
    try:
        when = datetime.date(int(found[:4]), int(found[4:6]), int(found[6:8])).toordinal()
    except ValueError:
        return -1
    return when - FIRST_DAY if when <= LAST_DAY else -1


def found_in(content):
    """The numbers of all canaries in these bytes."""
    return {number for pattern, number in _FINDERS for number in map(
        number, pattern.findall(content))}
