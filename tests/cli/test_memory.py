# SPDX-License-Identifier: BSD-3-Clause
"""What the program needs of memory and time for inputs that are large or out of order.

DICOM_ANONYMIZER_PROGRAM names it.  docs/limitations.md says what it may need."""
import json
import os
import struct
import subprocess
import sys
import tempfile
import unittest
import zlib
from pathlib import Path

PROGRAM = os.environ["DICOM_ANONYMIZER_PROGRAM"]
EXPLICIT, DEFLATED = b"1.2.840.10008.1.2.1", b"1.2.840.10008.1.2.1.99"
LONG = {"OB", "OW", "UN", "UT", "SQ"}
MEGABYTE = 1 << 20
MARGIN = 16 * MEGABYTE


def head(group, element, vr, length):
    form = "<HH2s2xI" if vr in LONG else "<HH2sH"
    return struct.pack(form, group, element, vr.encode(), length)


def element(group, number, vr, value):
    value += b"\0" * (len(value) % 2)
    return head(group, number, vr, len(value)) + value


def item(content):
    return struct.pack("<HHI", 0xFFFE, 0xE000, len(content)) + content


def part10(content, syntax=EXPLICIT):
    meta = element(2, 1, "OB", b"\0\1") + element(2, 2, "UI", b"1.2.840.10008.5.1.4.1.1.7") + \
        element(2, 3, "UI", b"1.2.3") + element(2, 0x10, "UI", syntax)
    return bytes(128) + b"DICM" + element(2, 0, "UL", struct.pack("<I", len(meta))) + meta + content


TOP = [element(8, 0x16, "UI", b"1.2.840.10008.5.1.4.1.1.7"), element(8, 0x18, "UI", b"1.2.3"),
       element(8, 0x60, "CS", b"OT"), element(0x10, 0x10, "PN", b"Canary^Name"),
       element(0x10, 0x20, "LO", b"CanaryId"), element(0x20, 0xD, "UI", b"1.2.3.4")]
CREATORS = [element(0x29, 0x10 + i, "LO", b"ACME %d " % i) for i in range(200)]


LAUNCHER = """import json, resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=sys.stderr).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([code, used.ru_maxrss * 1024, used.ru_utime + used.ru_stime]))"""


class Run:
    """One run over a file."""
    def __init__(self, folder, data, *options, tail=0):
        source, self.target = Path(folder, "in.dcm"), Path(folder, "out.dcm")
        with open(source, "wb") as file:
            file.write(data)
            file.truncate(len(data) + tail)  # zeros that take no room on the disk
        self.target.unlink(missing_ok=True)
        # The peak of a child starts with what its parent has: a small one between us tells the truth.
        done = subprocess.run([sys.executable, "-c", LAUNCHER, PROGRAM, source, self.target, *options],
                              stdin=subprocess.DEVNULL, capture_output=True, check=True, timeout=300)
        self.code, self.peak, self.seconds = json.loads(done.stdout)
        self.said = done.stderr.decode(errors="replace")


class Memory(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = tempfile.TemporaryDirectory()
        cls.base = Run(cls.place.name, part10(b"".join(TOP))).peak
        if cls.base > 64 * MEGABYTE:
            raise unittest.SkipTest("a program that watches its memory needs more of it")

    @classmethod
    def tearDownClass(cls):
        cls.place.cleanup()

    def run_on(self, data, *options, tail=0, code=0):
        run = Run(self.place.name, data, *options, tail=tail)
        self.assertEqual(run.code, code, run.said)
        return run

    def check_peak(self, run, most):
        self.assertLess(run.peak - self.base, most, "%d MiB" % (run.peak >> 20))

    def test_private_values_that_stay_are_not_loaded(self):
        size = 200 * MEGABYTE
        top = b"".join(TOP)
        for name, begin in {
                "the last creator stays": top + CREATORS[0] + head(0x29, 0x1010, "OB", size),
                "creators behind it go": top + b"".join(CREATORS) + head(0x29, 0x1010, "OB", size),
                "of UN": top + CREATORS[0] + head(0x29, 0x1010, "UN", size),
                "out of order": b"".join(reversed(TOP)) + CREATORS[0] +
                                head(0x29, 0x1010, "OB", size)}.items():
            with self.subTest(name):
                run = self.run_on(part10(begin), "--keepPrivateTags", tail=size)
                self.check_peak(run, MARGIN)
                with open(run.target, "rb") as file:
                    file.seek(-size - 12, os.SEEK_END)
                    self.assertEqual(file.read(12), begin[-12:])
                    while piece := file.read(MEGABYTE):
                        self.assertFalse(any(piece))

    def test_private_values_in_items_are_not_loaded(self):
        size = 100 * MEGABYTE
        content = b"".join(CREATORS) + head(0x29, 0x1010, "OB", size)
        begin = b"".join(TOP) + head(0x0028, 0x9132, "SQ", len(content) + size + 8) + \
            struct.pack("<HHI", 0xFFFE, 0xE000, len(content) + size) + content
        run = self.run_on(part10(begin), "--keepPrivateTags", tail=size)
        self.check_peak(run, MARGIN)
        self.assertGreater(run.target.stat().st_size, size)

    def test_what_names_the_file_is_refused_before_it_is_read(self):
        size = 200 * MEGABYTE
        for number in (0x16, 0x18):
            for vr in ("UT", "UN"):
                begin = (b"" if number == 0x16 else TOP[0]) + head(8, number, vr, size)
                for options in ((), ("--option", "retain-uids")):
                    with self.subTest(number=number, vr=vr, options=options):
                        run = self.run_on(part10(begin), *options, tail=size, code=1)
                        self.check_peak(run, MARGIN)
                        self.assertFalse(run.target.exists())

    def test_creators_that_are_none_are_not_loaded(self):
        size = 100 * MEGABYTE
        begin = b"".join(TOP) + head(0x29, 0x10, "UN", size)
        self.check_peak(self.run_on(part10(begin), "--keepPrivateTags", tail=size), MARGIN)

    def test_deflated_data_go_through_a_window(self):
        size = 100 * MEGABYTE
        for name, elements in {"in order": TOP, "out of order": TOP[::-1]}.items():
            with self.subTest(name):
                packer = zlib.compressobj(1, zlib.DEFLATED, -15)
                packed = packer.compress(b"".join(elements) + head(0x7FE0, 0x10, "OW", size))
                for _ in range(100):
                    packed += packer.compress(bytes(MEGABYTE))
                packed += packer.flush()
                run = self.run_on(part10(packed, DEFLATED))
                # In any order a window would be inflated anew for each element.
                self.check_peak(run, MARGIN if name == "in order" else size + MARGIN)
                data = run.target.read_bytes()
                begin = data.index(DEFLATED) + len(DEFLATED)
                # Implementation Class UID and Version Name stand behind it.
                begin = data.index(b"SH", begin)
                begin += 4 + struct.unpack_from("<H", data, begin + 2)[0]
                inflated = zlib.decompress(data[begin:], -15)
                self.assertEqual(inflated[-size - 12:-size], head(0x7FE0, 0x10, "OW", size))
                self.assertFalse(any(inflated[-size:]))

    def test_elements_out_of_order_cost_a_few_times_as_much_at_most(self):
        items = 200_000
        uid = [b"1.2.3.4.5.%d" % i for i in range(10)]
        first = [element(8, 0x1150, "UI", b"1.2.840.10008.5.1.4.1.1.4")] * items
        second = [element(8, 0x1155, "UI", uid[i % 10]) for i in range(items)]
        third = [element(0x20, 0x13, "IS", b"%d" % i) for i in range(items)]

        def sequence(*columns):
            content = b"".join(item(b"".join(row)) for row in zip(*columns))
            return head(0x3006, 0x10, "SQ", len(content)) + content

        ordered = sequence(first, second, third)
        plain = self.run_on(part10(b"".join(TOP) + ordered))
        for name, content in {
                "one too late": b"".join(TOP[:2] + TOP[3:]) + ordered + TOP[2],
                "one too early": ordered + b"".join(TOP),
                "one in each item": b"".join(TOP) + sequence(second, first, third),
                "all in each item": b"".join(TOP) + sequence(third, second, first)}.items():
            with self.subTest(name):
                run = self.run_on(part10(content))
                self.check_peak(run, 2 * len(content) + MARGIN)
                self.assertLess(run.seconds, 10 * plain.seconds + 0.5)
                self.assertEqual(run.target.stat().st_size, plain.target.stat().st_size)

    def test_declarations_cost_a_few_times_as_much_at_most(self):
        count = 100_000
        declared = b"".join(item(element(8, 0x301, "US", b"\x29\0") +
                                 element(8, 0x302, "LO", b"CREATOR %d" % i) +
                                 element(8, 0x303, "CS", b"SAFE")) for i in range(count))
        data = part10(b"".join(TOP[:3]) + head(8, 0x300, "SQ", len(declared)) + declared +
                      b"".join(TOP[3:]) + CREATORS[0] + element(0x29, 0x1001, "LO", b"x"))
        plain = self.run_on(data)
        safe = self.run_on(data, "--option", "retain-safe-private")
        self.check_peak(safe, 2 * len(data) + MARGIN)
        self.assertLess(safe.seconds, 4 * plain.seconds + 0.5)


if __name__ == "__main__":
    unittest.main()
