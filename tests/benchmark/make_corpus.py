#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Makes the files that the benchmark works on. The same files each time; nobody in them is real.

usage: make_corpus.py FOLDER [NAME...] [--small-files N]
Names: ct (500 files of 526 KB), small (5000 of 10 KB), enhanced_mr (2 files of 270,000 nested
elements, defined and undefined lengths), rt_structure (26 MB, implicit VR), native (1 GB) and
encapsulated (300 MB). All of them without names. Folders that exist are left as they are.
"""
import argparse
import multiprocessing
import os
import random
import shutil
import struct
import sys

IMPLICIT, EXPLICIT, JPEG_LS = "1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.4.80"
LONG = {"OB", "OD", "OF", "OL", "OV", "OW", "SQ", "UC", "UN", "UR", "UT"}
UNDEFINED = 0xFFFFFFFF
CT, MR, SECONDARY = "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.4.1", "1.2.840.10008.5.1.4.1.1.7.3"
SR, KO = "1.2.840.10008.5.1.4.1.1.88.33", "1.2.840.10008.5.1.4.1.1.88.59"
PLAN, STRUCTURES = "1.2.840.10008.5.1.4.1.1.481.5", "1.2.840.10008.5.1.4.1.1.481.3"


def uid(*numbers):
    return "1.3.6.1.4.1.99999.1." + ".".join(map(str, numbers))


class Encoder:
    """Data sets are dicts from a tag to (VR, value); the value of SQ is a list of data sets."""

    def __init__(self, explicit=True, undefined=False):
        self.explicit, self.undefined = explicit, undefined

    def value(self, vr, value):
        if isinstance(value, bytes):
            data = value
        elif isinstance(value, str):
            data = value.encode("latin-1")
        else:
            form = {"US": "H", "SS": "h", "UL": "I", "SL": "i", "FD": "d", "FL": "f"}[vr]
            values = value if isinstance(value, (list, tuple)) else [value]
            data = struct.pack(f"<{len(values)}{form}", *values)
        if len(data) % 2:
            data += b"\0" if vr in ("UI", "OB", "UN") else b" "
        return data

    def head(self, tag, vr, length):
        group, element = tag >> 16, tag & 0xFFFF
        if not self.explicit:
            return struct.pack("<HHI", group, element, length)
        if vr in LONG:
            return struct.pack("<HH2sHI", group, element, vr.encode(), 0, length)
        return struct.pack("<HH2sH", group, element, vr.encode(), length)

    def dataset(self, dataset):
        parts = []
        for tag in sorted(dataset):
            vr, value = dataset[tag]
            if vr == "SQ":
                if self.undefined:
                    parts.append(self.head(tag, vr, UNDEFINED))
                    for item in value:
                        parts += [b"\xfe\xff\x00\xe0\xff\xff\xff\xff", self.dataset(item),
                                  b"\xfe\xff\x0d\xe0\0\0\0\0"]
                    parts.append(b"\xfe\xff\xdd\xe0\0\0\0\0")
                    continue
                items = b"".join(b"\xfe\xff\x00\xe0" + struct.pack("<I", len(item)) + item
                                 for item in map(self.dataset, value))
                parts += [self.head(tag, vr, len(items)), items]
            else:
                data = self.value(vr, value)
                parts += [self.head(tag, vr, len(data)), data]
        return b"".join(parts)


def start_of_file(dataset, transfer_syntax):
    meta = Encoder().dataset({
        0x00020001: ("OB", b"\0\1"), 0x00020002: dataset[0x00080016], 0x00020003: dataset[0x00080018],
        0x00020010: ("UI", transfer_syntax), 0x00020012: ("UI", uid(1)),
        0x00020013: ("SH", "BENCHMARK"), 0x00020016: ("AE", "SCANNER01")})
    return b"\0" * 128 + b"DICM" + b"\x02\0\0\0UL\x04\0" + struct.pack("<I", len(meta)) + meta


def write(path, dataset, transfer_syntax=EXPLICIT, undefined=False):
    encoder = Encoder(transfer_syntax != IMPLICIT, undefined)
    with open(path, "wb") as f:
        f.write(start_of_file(dataset, transfer_syntax) + encoder.dataset(dataset))


def code(value, scheme, meaning):
    return {0x00080100: ("SH", value), 0x00080102: ("SH", scheme), 0x00080104: ("LO", meaning)}


def reference(sop_class, instance):
    return {0x00081150: ("UI", sop_class), 0x00081155: ("UI", instance)}


def sequence(*items):
    return "SQ", list(items)


def object_of(number, sop_class, modality, series):
    """What every object of a made-up patient has."""
    r = random.Random(number)
    n = r.randrange(10**6)
    return {
        0x00080005: ("CS", "ISO_IR 100"), 0x00080016: ("UI", sop_class), 0x00080018: ("UI", uid(3, series, number)),
        0x00080020: ("DA", "20200101"), 0x00080021: ("DA", "20200101"), 0x00080023: ("DA", "20200102"),
        0x00080030: ("TM", "101010"), 0x00080033: ("TM", "1112%02d.%06d" % (number % 60, number % 10**6)),
        0x00080050: ("SH", "ACC%d" % n), 0x00080060: ("CS", modality), 0x00080070: ("LO", "ACME"),
        0x00080080: ("LO", "General Hospital North"), 0x00080081: ("ST", "1 Hospital Way"),
        0x00080090: ("PN", "Referring^Doctor"), 0x00081010: ("SH", "STATION%d" % (n % 9)),
        0x00081030: ("LO", "CHEST W CONTRAST"), 0x0008103E: ("LO", "AXIAL 1.25"),
        0x00081050: ("PN", "Performing^Doctor"), 0x00081070: ("PN", "Operator^One"),
        0x00100010: ("PN", "Doe%06d^Jane^Q" % n), 0x00100020: ("LO", "PID%08d" % n),
        0x00100030: ("DA", "19%02d0101" % r.randrange(30, 99)), 0x00100040: ("CS", "F"),
        0x00101000: ("LO", "ALT%d" % n), 0x00101010: ("AS", "054Y"), 0x00101030: ("DS", "71.5"),
        0x00101040: ("LO", "%d Main Street, Springfield" % n),
        0x00104000: ("LT", "Known allergy, contact Dr. Smith 555-%04d" % (n % 10000)),
        0x0020000D: ("UI", uid(2, series)), 0x0020000E: ("UI", uid(2, series, 1)),
        0x00200010: ("SH", "S%d" % (n % 1000)), 0x00200011: ("IS", "1"), 0x00200013: ("IS", str(number)),
    }


def pixel_module(rows, columns):
    return {
        0x00280002: ("US", 1), 0x00280004: ("CS", "MONOCHROME2"), 0x00280010: ("US", rows),
        0x00280011: ("US", columns), 0x00280100: ("US", 16), 0x00280101: ("US", 16),
        0x00280102: ("US", 15), 0x00280103: ("US", 1)}


def make_ct(folder):
    pixels = [random.Random(100 + k).randbytes(512 * 512 * 2) for k in range(8)]
    fixed = {
        0x00080008: ("CS", "ORIGINAL\\PRIMARY\\AXIAL"), 0x00081090: ("LO", "Model 1"),
        0x00081032: sequence(code("P1", "99LOC", "CT Chest proc")),
        0x00081110: sequence(reference("1.2.840.10008.3.1.2.3.1", uid(2, 5))),
        0x00081140: sequence(*(reference(CT, uid(2, 1, 1, k)) for k in range(3))),
        0x00082112: sequence(*(reference(CT, uid(2, 1, 1, k)) for k in range(2))),
        0x00180022: ("CS", "HELICAL MODE"), 0x00180050: ("DS", "1.25"), 0x00180060: ("DS", "120"),
        0x00180090: ("DS", "480"), 0x00181000: ("LO", "SN0042"), 0x00181020: ("LO", "05"),
        0x00181030: ("LO", "CHEST"), 0x00181100: ("DS", "250"), 0x00181110: ("DS", "1099.3"),
        0x00181111: ("DS", "630"), 0x00181120: ("DS", "0"), 0x00181130: ("DS", "133.7"),
        0x00181140: ("CS", "CW"), 0x00181150: ("IS", "1601"), 0x00181151: ("IS", "170"),
        0x00181152: ("IS", "170"), 0x00181160: ("SH", "LARGE BOWTIE FIL"), 0x00181190: ("DS", "0.7\\0.7"),
        0x00181210: ("SH", "STANDARD"), 0x00185100: ("CS", "FFS"),
        0x00200012: ("IS", "1"), 0x00200037: ("DS", "1\\0\\0\\0\\1\\0"), 0x00200052: ("UI", uid(2, 9)),
        0x00200060: ("CS", ""), 0x00201040: ("LO", "SN"),
        0x00280030: ("DS", "0.66\\0.66"), 0x00280120: ("SS", -2000), 0x00281050: ("DS", "40"),
        0x00281051: ("DS", "400"), 0x00281052: ("DS", "-1024"), 0x00281053: ("DS", "1"),
        0x00400244: ("DA", "20200101"), 0x00400245: ("TM", "101010"), 0x00400253: ("SH", "PPS1"),
        0x00400275: sequence({0x00321060: ("LO", "CT chest"), 0x00400007: ("LO", "x"),
                              0x00400008: sequence(code("CTCH", "99LOC", "CT Chest")),
                              0x00400009: ("SH", "SPS1"), 0x00401001: ("SH", "RP1")}),
        0x00090010: ("LO", "ACME_IDEN_01"), 0x00190010: ("LO", "ACME_ACQU_01")}
    for k in range(12):
        fixed[0x00091000 + k] = ("LO", "private %d" % k)
        fixed[0x00191000 + k] = ("DS", "%d.5" % k)
    for i in range(500):
        data = object_of(i, CT, "CT", 1) | pixel_module(512, 512) | fixed
        data[0x00200032] = ("DS", "-125\\-125\\%.3f" % (i * 1.25))
        data[0x00201041] = ("DS", "%.3f" % (i * 1.25))
        data[0x7FE00010] = ("OW", pixels[i % 8])
        write(f"{folder}/ct{i:05d}.dcm", data)


def report(number):
    data = object_of(number, SR, "SR", 1000 + number // 50)

    def content(relation, kind, concept, **more):
        return {0x0040A010: ("CS", relation), 0x0040A040: ("CS", kind),
                0x0040A043: sequence(code(*concept))} | more.get("more", {})

    items = [content("HAS OBS CONTEXT", "PNAME", ("121008", "DCM", "Person Observer Name"),
                     more={0x0040A123: ("PN", "Observer^%d" % number)})]
    for k in range(14):
        text = content("CONTAINS", "TEXT", ("112039", "DCM", "Tracking Identifier"),
                       more={0x0040A160: ("UT", "Lesion %d of patient Doe %s" % (k, "x" * 130))})
        measure = content("CONTAINS", "NUM", ("410668003", "SCT", "Length"), more={
            0x0040A300: sequence({0x004008EA: sequence(code("mm", "UCUM", "millimeter")),
                                  0x0040A30A: ("DS", "%d.%d" % (k, number % 10))})})
        items.append(content("CONTAINS", "CONTAINER", ("125007", "DCM", "Measurement Group"), more={
            0x0040A050: ("CS", "SEPARATE"), 0x0040A730: sequence(text, measure)}))
    return data | {
        0x0040A040: ("CS", "CONTAINER"), 0x0040A043: sequence(code("126000", "DCM", "Imaging Measurement Report")),
        0x0040A050: ("CS", "SEPARATE"), 0x0040A491: ("CS", "COMPLETE"), 0x0040A493: ("CS", "UNVERIFIED"),
        0x0040A730: sequence(*items)}


def key_object(number):
    data = object_of(number, KO, "KO", 1000 + number // 50)
    images = [reference(CT, uid(4, number, k)) for k in range(39)]
    return data | {
        0x0040A040: ("CS", "CONTAINER"), 0x0040A043: sequence(code("113000", "DCM", "Of Interest")),
        0x0040A050: ("CS", "SEPARATE"),
        0x0040A375: sequence({0x0020000D: data[0x0020000D], 0x00081115: sequence(
            {0x0020000E: ("UI", uid(4, number)), 0x00081199: sequence(*images)})}),
        0x0040A730: sequence(*({0x0040A010: ("CS", "CONTAINS"), 0x0040A040: ("CS", "IMAGE"),
                                0x00081199: sequence(image)} for image in images))}


def plan(number):
    data = object_of(number, PLAN, "RTPLAN", 1000 + number // 50)
    beams = []
    for k in range(8):
        points = []
        for c in range(3):
            points.append({
                0x300A0112: ("IS", str(c)), 0x300A0114: ("DS", "6"), 0x300A0115: ("DS", "400"),
                0x300A011A: sequence(*({0x300A00B8: ("CS", axis), 0x300A011C: ("DS", "-50.25\\50.25")}
                                       for axis in ("ASYMX", "ASYMY"))),
                0x300A011E: ("DS", "%d" % (45 * k)), 0x300A011F: ("CS", "NONE"), 0x300A0120: ("DS", "0"),
                0x300A0121: ("CS", "NONE"), 0x300A0122: ("DS", "0"), 0x300A0123: ("CS", "NONE"),
                0x300A012C: ("DS", "12.5\\-3.25\\%d" % k), 0x300A0134: ("DS", "%.4f" % (c / 2))})
        beams.append({
            0x00080070: ("LO", "ACME"), 0x00080080: ("LO", "General Hospital North"), 0x00181000: ("LO", "SN0042"),
            0x300A00B2: ("SH", "LINAC 1"), 0x300A00B3: ("CS", "MU"), 0x300A00B4: ("DS", "1000"),
            0x300A00B6: sequence(*({0x300A00B8: ("CS", axis), 0x300A00BC: ("IS", "1")}
                                   for axis in ("ASYMX", "ASYMY"))),
            0x300A00C0: ("IS", str(k + 1)), 0x300A00C2: ("LO", "Field %d" % k), 0x300A00C3: ("ST", "for Doe"),
            0x300A00C4: ("CS", "STATIC"), 0x300A00C6: ("CS", "PHOTON"), 0x300A00CE: ("CS", "TREATMENT"),
            0x300A00D0: ("IS", "0"), 0x300A00E0: ("IS", "0"), 0x300A00ED: ("IS", "0"), 0x300A00F0: ("IS", "0"),
            0x300A010E: ("DS", "1"), 0x300A0110: ("IS", "3"), 0x300A0111: sequence(*points),
            0x300C006A: ("IS", "1")})
    return data | {
        0x300A0002: ("SH", "PLAN%d" % number), 0x300A0006: ("DA", "20200101"), 0x300A0007: ("TM", "101010"),
        0x300A000C: ("CS", "PATIENT"), 0x300A00B0: sequence(*beams),
        0x300C0060: sequence(reference(STRUCTURES, uid(4, number)))}


def write_small(task):
    folder, first, last = task
    for i in range(first, last):
        if i % 3 == 2:
            write(f"{folder}/s{i:06d}.dcm", plan(i), IMPLICIT)
        else:
            write(f"{folder}/s{i:06d}.dcm", key_object(i) if i % 3 else report(i))


def make_small(folder, count=5000):
    tasks = [(folder, first, min(first + 250, count)) for first in range(0, count, 250)]
    with multiprocessing.Pool() as pool:
        pool.map(write_small, tasks, 1)


def frame(f):
    """One item of the Per-frame Functional Groups, 135 elements."""
    stamp = "20200101120000.%06d" % f
    source = reference("1.2.840.10008.5.1.4.1.1.4", uid(6, 2, f))
    purpose = {0x0040A170: sequence(code("121322", "DCM", "Source image"))}
    private = {0x20050010: ("LO", "ACME MR 001")}
    for k in range(24):
        private[0x20051000 + k] = ("LO", "v%d" % k)
    return {
        0x00081140: sequence(source | purpose),
        0x00089124: sequence({0x00082111: ("ST", "none"), 0x00082112: sequence(source | purpose),
                              0x00089215: sequence(code("113072", "DCM", "Multiplanar"))}),
        0x00189006: sequence({0x00080104: ("LO", "x"), 0x00189020: ("CS", "NONE"), 0x00189022: ("CS", "NO"),
                              0x00189028: ("CS", "NONE"), 0x00189098: ("FD", 63.8), 0x00180095: ("DS", "200")}),
        0x00189042: sequence({0x00181250: ("SH", "HEAD"), 0x00189041: ("LO", "ACME"), 0x00189043: ("CS", "MULTICOIL"),
                              0x00189044: ("CS", "NO"), 0x00189045: sequence(
                                  *({0x00189047: ("SH", name), 0x00189048: ("CS", "YES")} for name in "AB"))}),
        0x00189049: sequence({0x00181251: ("SH", "BODY"), 0x00189050: ("LO", "ACME"), 0x00189051: ("CS", "BODY")}),
        0x00189112: sequence({0x00180080: ("DS", "500"), 0x00180091: ("IS", "1"), 0x00181314: ("DS", "90"),
                              0x00189176: sequence(), 0x00189180: ("CS", "DB_DT"), 0x00189182: ("FD", 1.0),
                              0x00189239: sequence(), 0x00189240: ("US", 1), 0x00189241: ("US", 0)}),
        0x00189114: sequence({0x00189082: ("FD", 10.0)}),
        0x00189115: sequence({0x00189009: ("CS", "NO"), 0x00189010: ("CS", "NONE"), 0x00189016: ("CS", "NONE"),
                              0x00189021: ("CS", "NO"), 0x00189026: ("CS", "NONE"), 0x00189027: ("CS", "NONE"),
                              0x00189077: ("CS", "NO"), 0x00189081: ("CS", "NO")}),
        0x00189119: sequence({0x00180083: ("DS", "1")}),
        0x00189125: sequence({0x00180093: ("DS", "100"), 0x00180094: ("DS", "100"), 0x00181312: ("CS", "ROW"),
                              0x00189058: ("US", 256), 0x00189231: ("US", 256), 0x00189232: ("US", 1)}),
        0x00189226: sequence({0x00080008: ("CS", "ORIGINAL\\PRIMARY\\M\\NONE"), 0x00089205: ("CS", "MONOCHROME"),
                              0x00089206: ("CS", "VOLUME"), 0x00089207: ("CS", "NONE"),
                              0x00089208: ("CS", "MAGNITUDE"), 0x00089209: ("CS", "T1")}),
        0x00209071: sequence({0x00082218: sequence(code("12738006", "SCT", "Brain")), 0x00209072: ("CS", "U")}),
        0x00209111: sequence({0x00189074: ("DT", stamp), 0x00189151: ("DT", stamp), 0x00189220: ("FD", 1.5),
                              0x00209056: ("SH", "1"), 0x00209057: ("UL", f + 1), 0x00209128: ("UL", 1),
                              0x00209156: ("US", f % 65536), 0x00209157: ("UL", [1, f + 1, 1]),
                              0x00209158: ("LT", "frame %d of Doe" % f)}),
        0x00209113: sequence({0x00200032: ("DS", "-1\\-2\\%d" % f)}),
        0x00209116: sequence({0x00200037: ("DS", "1\\0\\0\\0\\1\\0")}),
        0x00289110: sequence({0x00180050: ("DS", "2"), 0x00180088: ("DS", "2"), 0x00280030: ("DS", "1\\1")}),
        0x00289132: sequence({0x00281050: ("DS", "100"), 0x00281051: ("DS", "200")}),
        0x00289145: sequence({0x00281052: ("DS", "0"), 0x00281053: ("DS", "1"), 0x00281054: ("LO", "US")}),
        0x20050010: ("LO", "ACME MR 005"), 0x2005100F: sequence(private),
    }


def make_enhanced_mr(folder, frames=2000):
    data = object_of(1, MR, "MR", 6) | pixel_module(8, 8) | {
        0x00280008: ("IS", str(frames)), 0x52009229: sequence({}),
        0x52009230: sequence(*(frame(f) for f in range(frames))),
        0x7FE00010: ("OW", random.Random(9).randbytes(8 * 8 * 2 * frames))}
    write(f"{folder}/defined.dcm", data)
    data[0x00080018] = ("UI", uid(6, 3))
    write(f"{folder}/undefined.dcm", data, undefined=True)


def make_rt_structure(folder):
    r = random.Random(11)
    regions, structures = [], []
    for k in range(40):
        structures.append({0x30060022: ("IS", str(k + 1)), 0x30060024: ("UI", uid(7, 4)),
                           0x30060026: ("LO", "Region %d Doe" % k), 0x30060036: ("CS", "MANUAL")})
        contours = []
        for c in range(250):
            count = r.randrange(80, 160)
            points = "\\".join("%.2f" % r.uniform(-200, 200) for _ in range(count * 3))
            contours.append({0x30060016: sequence(reference(CT, uid(7, 5, c))),
                             0x30060042: ("CS", "CLOSED_PLANAR"), 0x30060046: ("IS", str(count)),
                             0x30060050: ("DS", points)})
        regions.append({0x3006002A: ("IS", "255\\0\\%d" % k), 0x30060040: sequence(*contours),
                        0x30060084: ("IS", str(k + 1))})
    data = object_of(1, STRUCTURES, "RTSTRUCT", 7) | {
        0x30060002: ("SH", "STRUCTURES"), 0x30060020: ("SQ", structures), 0x30060039: ("SQ", regions)}
    write(f"{folder}/structures.dcm", data, IMPLICIT)


def many_frames(frames, series):
    return object_of(1, SECONDARY, "OT", series) | pixel_module(512, 512) | {
        0x00280008: ("IS", str(frames)), 0x00282110: ("CS", "00")}


def make_native(folder, frames=2000):
    data = many_frames(frames, 5)
    blocks = [random.Random(200 + k).randbytes(1 << 20) for k in range(16)]
    size = frames * 512 * 512 * 2
    with open(f"{folder}/native.dcm", "wb") as f:
        f.write(start_of_file(data, EXPLICIT) + Encoder().dataset(data))
        f.write(Encoder().head(0x7FE00010, "OW", size))
        for k in range(size >> 20):
            f.write(blocks[k % 16])
        f.write(blocks[0][:size & 0xFFFFF])


def make_encapsulated(folder, fragments=2000):
    data = many_frames(fragments, 8)
    r = random.Random(7)
    sizes = [2 * r.randrange(70000, 80000) for _ in range(fragments)]
    # JPEG-LS by its markers (SOI, SOF55, SOS, EOI) with bytes that are stuffed as in any scan.
    begin = bytes.fromhex("ffd8 fff7000b080200020001011100 ffda0008010100000000")
    blocks = [random.Random(300 + k).randbytes(160000).replace(b"\xff", b"\xff\0")
              for k in range(8)]
    offsets = [sum(sizes[:k]) + 8 * k for k in range(fragments)]
    with open(f"{folder}/encapsulated.dcm", "wb") as f:
        f.write(start_of_file(data, JPEG_LS) + Encoder().dataset(data))
        f.write(Encoder().head(0x7FE00010, "OB", UNDEFINED))
        f.write(b"\xfe\xff\x00\xe0" + struct.pack(f"<I{fragments}I", 4 * fragments, *offsets))
        for k, size in enumerate(sizes):
            f.write(b"\xfe\xff\x00\xe0" + struct.pack("<I", size) + begin
                    + blocks[k % 8][:size - len(begin) - 2] + b"\xff\xd9")
        f.write(b"\xfe\xff\xdd\xe0\0\0\0\0")
        # Data Set Trailing Padding stands behind the pixel data.
        f.write(Encoder().head(0xFFFCFFFC, "OB", 16) + b"\0" * 16)


MAKERS = {"ct": make_ct, "small": make_small, "enhanced_mr": make_enhanced_mr,
          "rt_structure": make_rt_structure, "native": make_native, "encapsulated": make_encapsulated}


def make(folder, name, maker, *arguments):
    target = os.path.join(folder, name)
    if os.path.isdir(target):
        return
    unfinished = target + ".unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    os.makedirs(unfinished)
    maker(unfinished, *arguments)
    os.rename(unfinished, target)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--small-files", type=int, metavar="N",
                        help="also a folder small_N with N objects of 10 KB")
    options = parser.parse_args()
    if set(options.names) - set(MAKERS):
        sys.exit("no such corpus: " + " ".join(set(options.names) - set(MAKERS)))
    for name in options.names or ([] if options.small_files else MAKERS):
        make(options.folder, name, MAKERS[name])
    if options.small_files:
        make(options.folder, f"small_{options.small_files}", make_small, options.small_files)


if __name__ == "__main__":
    main()
