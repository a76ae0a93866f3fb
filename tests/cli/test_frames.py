# SPDX-License-Identifier: BSD-3-Clause
"""Metadata in compressed frames: a canary goes, and other decoders see the same pixels.

Frames are those of files of the corpus; dcmdjpeg, gdcmconv and opj_decompress decode them.
"""
import csv
import os
import pathlib
import shutil
import struct
import subprocess
import unittest

import pydicom
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate, generate_pixel_data_fragment, get_frame_offsets
from pydicom.filebase import DicomBytesIO

from test_program import ProgramTest, run

CORPUS = os.environ.get("DICOM_ANONYMIZER_CORPUS", "")
CANARY = b"CANARY^PATIENT 19500101"
BASIC = ("DCM", "113100")


def stream(value):
    file = DicomBytesIO(value)
    file.is_little_endian = True
    return file


def fragments(value):
    file = stream(value)
    get_frame_offsets(file)
    return list(generate_pixel_data_fragment(file))


def in_jpeg(frame):
    """With a comment of an odd length and an APP1, behind SOI."""
    comment = b"\xFF\xFE" + struct.pack(">H", len(CANARY) + 2) + CANARY
    exif = b"Exif\0\0" + CANARY
    return frame[:2] + comment + b"\xFF\xE1" + struct.pack(">H", len(exif) + 2) + exif + frame[2:]


def in_jpeg2000(frame):
    """With comments behind SIZ and in the first tile-part, whose length follows."""
    comment = b"\xFF\x64" + struct.pack(">HH", len(CANARY) + 4, 1) + CANARY
    size = 4 + struct.unpack(">H", frame[4:6])[0]
    at = size
    while frame[at:at + 2] != b"\xFF\x90":
        at += 2 + struct.unpack(">H", frame[at + 2:at + 4])[0]
    length, = struct.unpack(">I", frame[at + 6:at + 10])
    if length != 0:
        length += len(comment)
    return (frame[:size] + comment + frame[size:at + 6] + struct.pack(">I", length)
            + frame[at + 10:at + 12] + comment + frame[at + 12:])


def box(name, content):
    return struct.pack(">I", len(content) + 8) + name + content


def in_boxes(frame):
    """In a JP2 with texts around, ISO 15444-1 annex I."""
    width, height = struct.unpack(">II", frame[8:16])
    components, = struct.unpack(">H", frame[40:42])
    header = (box(b"ihdr", struct.pack(">IIHBBBB", height, width, components, frame[42], 7, 0, 0))
              + box(b"colr", b"\1\0\0" + struct.pack(">I", 17 if components == 1 else 16)))
    return (box(b"jP  ", b"\r\n\x87\n") + box(b"ftyp", b"jp2 \0\0\0\0jp2 ") + box(b"jp2h", header)
            + box(b"uuid", bytes(16) + CANARY) + box(b"jp2c", in_jpeg2000(frame))
            + box(b"xml ", CANARY))


def corpus_files(syntaxes):
    with open(pathlib.Path(CORPUS) / "MANIFEST.tsv", encoding="utf-8") as table:
        for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE):
            path = pathlib.Path(CORPUS) / row["path"]
            if "malformed" in row["path"] or path.stat().st_size > 4 << 20:
                continue
            try:
                data = pydicom.dcmread(path)
                # Two bytes alone would be pixels that went.
                if (str(data.file_meta.TransferSyntaxUID) in syntaxes
                        and len(data.PixelData) > 1000):
                    yield path, data
            except Exception:  # what pydicom cannot read makes no input here
                continue


@unittest.skipUnless(CORPUS, "no corpus")
class FramesTest(ProgramTest):

    def anonymized(self, data, name="in.dcm", *more):
        source, target = self.here / name, self.here / ("out_" + name)
        data.save_as(source, write_like_original=True)
        target.unlink(missing_ok=True)
        done = run(source, target, "--verbose", *more)
        self.assertEqual(done.returncode, 0, done.stderr)
        return source, target, done

    def decoded(self, path):
        """Pixels as another decoder sees them; nothing where it sees none."""
        target = self.here / "decoded.dcm"
        for command in (["dcmdjpeg", str(path), str(target)],
                        ["gdcmconv", "--raw", str(path), str(target)]):
            target.unlink(missing_ok=True)
            if shutil.which(command[0]) and subprocess.run(
                    command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                    check=False).returncode == 0 and target.exists():
                pixels = pydicom.dcmread(target, force=True).get("PixelData")
                if pixels:
                    return pixels
        return None

    def check_tables(self, path, count):
        value = pydicom.dcmread(path).PixelData
        table = get_frame_offsets(stream(value))[1]
        if len(table) < 2:
            return
        self.assertEqual(len(table), count)
        sizes = [8 + len(one) for one in fragments(value)]
        self.assertEqual(table, [sum(sizes[:i]) for i in range(len(sizes))])

    def check_frames(self, syntaxes, put_in, least):
        seen = 0
        for path, data in corpus_files(syntaxes):
            pixels = self.decoded(path)
            frames = fragments(data.PixelData)
            if pixels is None or any(one[:2] not in (b"\xFF\xD8", b"\xFF\x4F") for one in frames):
                continue
            data.PixelData = encapsulate([put_in(one) for one in frames], has_bot=True)
            data["PixelData"].is_undefined_length = True
            _, target, done = self.anonymized(data)
            if "may hold metadata" in done.stderr:  # what stands behind its images is more
                continue
            seen += 1
            self.assertFalse(b"CANARY" in target.read_bytes(), path)
            self.assertIn(f"{len(frames)} lost metadata", done.stderr, path)
            after = pydicom.dcmread(target)
            self.assertTrue(self.decoded(target) == pixels, path)
            self.check_tables(target, len(frames))
            if not any(word in done.stderr for word in ("say that they identify", "overlay")):
                self.assertEqual(after.PatientIdentityRemoved, "YES", path)
        self.assertGreaterEqual(seen, least)

    def test_a_canary_in_jpeg_goes_and_the_pixels_stay(self):
        self.check_frames({"1.2.840.10008.1.2.4." + one for one in ("50", "51", "57", "70")}, in_jpeg, 10)

    def test_a_canary_in_jpeg_ls_goes_and_the_pixels_stay(self):
        self.check_frames({"1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.81"}, in_jpeg, 3)

    def test_a_canary_in_jpeg_2000_goes_and_the_pixels_stay(self):
        self.check_frames({"1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.91"}, in_jpeg2000, 10)

    @unittest.skipUnless(shutil.which("opj_decompress"), "no opj_decompress")
    def test_a_canary_in_boxes_goes_and_the_image_stays(self):
        seen = 0
        for path, data in corpus_files({"1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.91"}):
            frames = fragments(data.PixelData)
            if len(frames) > 1 or frames[0][:4] != b"\xFF\x4F\xFF\x51":
                continue
            before = self.opened(frames[0], "j2k")
            data.PixelData = encapsulate([in_boxes(frames[0])])
            data["PixelData"].is_undefined_length = True
            _, target, _ = self.anonymized(data)
            self.assertFalse(b"CANARY" in target.read_bytes(), path)
            after = fragments(pydicom.dcmread(target).PixelData)
            self.assertEqual(len(after), 1)
            if before is not None:
                seen += 1
                self.assertTrue(self.opened(after[0], "jp2") == before, path)
        self.assertGreaterEqual(seen, 5)

    def opened(self, frame, kind):
        source, target = self.here / f"frame.{kind}", self.here / "frame.raw"
        source.write_bytes(frame)
        target.unlink(missing_ok=True)
        subprocess.run(["opj_decompress", "-i", str(source), "-o", str(target)],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        return target.read_bytes() if target.exists() else None

    def one_jpeg(self):
        return next(data for _, data in corpus_files({"1.2.840.10008.1.2.4.50"})
                    if len(fragments(data.PixelData)) == 1)

    def test_extended_offset_tables_are_true_afterwards(self):
        data = self.one_jpeg()
        frame = fragments(data.PixelData)[0]
        frames = [in_jpeg(frame), frame, in_jpeg(frame)]
        even = [one + b"\0" * (len(one) % 2) for one in frames]
        offsets = [sum(8 + len(one) for one in even[:i]) for i in range(3)]
        data.PixelData = encapsulate(frames, has_bot=False)
        data["PixelData"].is_undefined_length = True
        data.ExtendedOffsetTable = struct.pack("<3Q", *offsets)
        data.ExtendedOffsetTableLengths = struct.pack("<3Q", *(len(one) for one in even))
        data.NumberOfFrames = 3
        _, target, _ = self.anonymized(data)
        after = pydicom.dcmread(target)
        found = fragments(after.PixelData)
        self.assertEqual(struct.unpack("<3Q", after.ExtendedOffsetTable),
                         tuple(sum(8 + len(one) for one in found[:i]) for i in range(3)))
        self.assertEqual(struct.unpack("<3Q", after.ExtendedOffsetTableLengths),
                         tuple(len(one) for one in found))
        self.assertFalse(b"CANARY" in target.read_bytes())

    def test_icons_lose_it_too(self):
        data = self.one_jpeg()
        icon = Dataset()
        for keyword in ("SamplesPerPixel", "PhotometricInterpretation", "Rows", "Columns",
                        "BitsAllocated", "BitsStored", "HighBit", "PixelRepresentation"):
            setattr(icon, keyword, getattr(data, keyword))
        icon.PixelData = encapsulate([in_jpeg(fragments(data.PixelData)[0])])
        icon["PixelData"].is_undefined_length = True
        icon["PixelData"].VR = "OB"
        data.IconImageSequence = [icon]
        _, target, _ = self.anonymized(data, "icon.dcm", "-t", "(0088,0200)", "keep")
        self.assertFalse(b"CANARY" in target.read_bytes())
        after = pydicom.dcmread(target)
        self.assertEqual(len(fragments(after.IconImageSequence[0].PixelData)), 1)

    def test_what_cannot_be_gone_over_stays_without_marks_and_is_told(self):
        data = self.one_jpeg()
        frame = fragments(data.PixelData)[0]
        for wrong in (in_jpeg(frame) + CANARY, in_jpeg(frame)[:-40], in_jpeg(frame) + in_jpeg(frame)):
            data.PixelData = encapsulate([wrong])
            data["PixelData"].is_undefined_length = True
            source, target, done = self.anonymized(data)
            after = pydicom.dcmread(target)
            self.assertTrue(after.PixelData == pydicom.dcmread(source).PixelData)
            self.assertNotIn("PatientIdentityRemoved", after)
            self.assertNotIn("DeidentificationMethodCodeSequence", after)
            self.assertIn("may hold metadata", done.stderr)

    def test_a_rule_that_keeps_pixels_keeps_it_without_marks(self):
        data = self.one_jpeg()
        data.PixelData = encapsulate([in_jpeg(fragments(data.PixelData)[0])])
        data["PixelData"].is_undefined_length = True
        source, target, _ = self.anonymized(data, "kept.dcm", "-t", "(7FE0,0010)", "keep")
        after = pydicom.dcmread(target)
        self.assertTrue(after.PixelData == pydicom.dcmread(source).PixelData)
        self.assertNotIn("PatientIdentityRemoved", after)


if __name__ == "__main__":
    unittest.main()
