# SPDX-License-Identifier: BSD-3-Clause
"""--blank and --keep-only, judged by pydicom, dcmdjpeg, dcmdrle and gdcmconv."""
import os
import pathlib
import random
import re
import struct
import subprocess
import unittest

import pydicom
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate, encapsulate_extended, generate_pixel_data_frame
from pydicom.sequence import Sequence

from test_program import EXPLICIT, IMPLICIT, ProgramTest, image, run, save, with_meta

BIG_ENDIAN = "1.2.840.10008.1.2.2"
DEFLATED = "1.2.840.10008.1.2.1.99"
RLE = "1.2.840.10008.1.2.5"
BASELINE = "1.2.840.10008.1.2.4.50"
LOSSLESS = "1.2.840.10008.1.2.4.70"
CORPUS = os.environ.get("DICOM_ANONYMIZER_CORPUS", "")


def picture(columns=40, rows=24, frames=1, bits=8, stored=None, signed=False, colours="MONOCHROME2",
            planar=0, syntax=EXPLICIT, seed=1):
    """An image of random pixels, which no two frames share."""
    data = image()
    for keyword in ("Rows", "Columns", "PixelData"):
        delattr(data, keyword)
    any_of = random.Random(seed)
    data.Rows, data.Columns = rows, columns
    data.SamplesPerPixel = 1 if colours.startswith(("MONO", "PAL")) else 3
    data.PhotometricInterpretation = colours
    if data.SamplesPerPixel == 3:
        data.PlanarConfiguration = planar
    data.BitsAllocated = bits
    data.BitsStored = stored or bits
    data.HighBit = data.BitsStored - 1
    data.PixelRepresentation = int(signed)
    if frames != 1:
        data.NumberOfFrames = frames
    cells = columns * rows * frames * (2 if colours.endswith("422") else data.SamplesPerPixel)
    if bits == 1:
        pixels = any_of.randbytes((cells + 7) // 8)
    else:
        top = 1 << data.BitsStored
        low = -top // 2 if signed else 0
        width = {8: "B", 16: "H", 32: "I"}[bits]
        mask = (1 << bits) - 1
        pixels = struct.pack(f"{'>' if syntax == BIG_ENDIAN else '<'}{cells}{width}",
                             *((low + any_of.randrange(top)) & mask for _ in range(cells)))
    data.PixelData = pixels + b"\0" * (len(pixels) % 2)
    data["PixelData"].VR = "OW" if bits > 8 or syntax == IMPLICIT else "OB"
    with_meta(data, data.SOPClassUID, data.SOPInstanceUID, syntax)
    data.is_little_endian = syntax != BIG_ENDIAN
    return data


class Image:
    """The native pixels of a data set, as PS3.5 section 8 has them."""

    def __init__(self, data, keyword="PixelData"):
        self.columns, self.rows = data.Columns, data.Rows
        self.samples = data.SamplesPerPixel
        self.cell = data.BitsAllocated // 8
        self.planar = self.samples > 1 and data.PlanarConfiguration == 1
        self.paired = data.PhotometricInterpretation.endswith("422")
        self.frames = int(data.get("NumberOfFrames", 1) or 1)
        self.bytes = bytes(data[keyword].value)

    def planes(self, frame):
        """For each plane of a frame the bytes of a pixel (or pair) and its rows."""
        width = self.cell * (1 if self.planar else 4 if self.paired else self.samples)
        pixels = self.columns // 2 if self.paired else self.columns
        count = self.samples if self.planar else 1
        size = width * pixels * self.rows
        for plane in range(count):
            at = (frame * count + plane) * size
            yield width, [self.bytes[at + row * width * pixels:at + (row + 1) * width * pixels]
                          for row in range(self.rows)]


def painted_columns(rectangles, row):
    columns = set()
    for left, top, width, height in rectangles:
        if top <= row < top + height:
            columns.update(range(left, left + width))
    return columns


class PixelTest(ProgramTest):
    def judge(self, before, after, painted, may_differ=None, keyword="PixelData"):
        """Equal outside, one value inside.  painted(frame) are the rectangles of a frame, from 0;
        may_differ(frame) what of it need not be equal, where codecs know blocks only."""
        may_differ = may_differ or painted
        one, other = Image(before, keyword), Image(after, keyword)
        self.assertEqual(len(one.bytes), len(other.bytes))
        for frame in range(one.frames):
            for (width, rows), (_, changed) in zip(one.planes(frame), other.planes(frame)):
                inside = set()
                step = 2 if one.paired else 1
                for row, (old, new) in enumerate(zip(rows, changed)):
                    gone = painted_columns(painted(frame), row)
                    free = painted_columns(may_differ(frame), row)
                    if not free:
                        self.assertEqual(old, new, (frame, row))
                        continue
                    for pixel in range(len(old) // width):
                        new_pixel = new[pixel * width:(pixel + 1) * width]
                        columns = range(pixel * step, pixel * step + step)
                        if not any(column in free for column in columns):
                            self.assertEqual(old[pixel * width:(pixel + 1) * width], new_pixel,
                                             (frame, row, pixel))
                        elif any(column in gone for column in columns):
                            inside.add(new_pixel)
                if any(painted_columns(painted(frame), row) for row in range(one.rows)):
                    self.assertEqual(len(inside), 1, (frame, inside))

    def blanked(self, data, *options, status=0, messages=True):
        save(data, self.source / "a.dcm")
        self.out = self.here / "a.out.dcm"
        self.out.unlink(missing_ok=True)
        done = run(self.source / "a.dcm", self.out, *options)
        self.check(done, status, (1, 0, 0) if status == 0 else (0, 0, 1))
        if status != 0:
            self.assertFalse(self.out.exists())
            return done.stderr
        if messages:
            self.assertIn("with pixels painted over", done.stderr)
        return pydicom.dcmread(self.out)

    def raw(self, path, *command):
        """The same image decoded by another program."""
        result = self.here / f"{path.name}.{len(self.names())}.raw.dcm"
        subprocess.run([*map(str, command), path, result], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        return pydicom.dcmread(result)

    def coded(self, data, *command):
        """A file that another program compressed."""
        plain = save(data, self.here / "plain.dcm")
        made = self.here / "coded.dcm"
        subprocess.run([*command, plain, made], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        return pydicom.dcmread(made)


class Usage(PixelTest):
    def test_what_is_no_region_is_refused_before_any_work(self):
        for text in ("", "1,2,3", "1,2,3,4,5", "a,2,3,4", "-1,2,3,4", "1,2,0,4", "1,2,3,4@",
                     "1,2,3,4@0", "1,2,3,4@3-2", "1,2,3,4@a", "1,2,3,4@1-a", "1,2,3,4@1-2-3",
                     "1, 2,3,4", "1,2,3,99999999999", "1,2,3,4@1@2"):
            for option in ("--blank", "--keep-only"):
                with self.subTest(option=option, text=text):
                    told = self.refused("in", "out", f"{option}={text}")
                    self.assertIn(option, told)

    def test_more_regions_than_fit_are_refused(self):
        options = [f"--blank={i},0,1,1" for i in range(65)]
        self.assertIn("64", self.refused("in", "out", *options))

    def test_another_rule_for_the_pixels_makes_it_do_nothing(self):
        told = self.refused("in", "out", "--blank=0,0,1,1", "-t", "(7FE0,0010)", "keep")
        self.assertIn("--blank does nothing", told)
        told = self.refused("in", "out", "--blank=0,0,1,1", "-t", "(7FE0,0008)", "keep")
        self.assertIn("(7FE0,0008)", told)
        told = self.refused("in", "out", "--blank=0,0,1,1", "-t", "(7FE0,0001)", "delete")
        self.assertIn("tells where frames are", told)
        told = self.refused("in", "out", "--blank=0,0,1,1", "-t", "(7F02,0010)", "keep")
        self.assertIn("(7F02,0010), a copy of pixels", told)

    def test_the_help_says_it(self):
        told = run("--help").stdout
        self.assertIn("--blank X,Y,W,H[@FRAMES]", told)
        self.assertIn("--keep-only X,Y,W,H[@FRAMES]", told)

    def test_it_is_explained(self):
        told = run("--explain", "PixelData", "--blank", "0,0,40,20@2-").stdout
        self.assertIn("clean_pixels", told)
        self.assertIn("--blank (0,0,40,20 in frames from 2 on)", told)
        self.assertIn("all pixels but those that are painted over", told)
        told = run("--explain", "SmallestImagePixelValue", "--blank", "0,0,40,20").stdout
        self.assertIn("it goes where pixels are painted over", told)

    def test_of_a_copy_of_pixels_it_is_explained_that_no_file_is_written(self):
        told = run("--explain", "(7F00,0010)", "--blank", "0,0,40,20").stdout
        self.assertIn("no file is written where it has a value", told)

    def test_the_conformance_statement_says_it(self):
        self.assertIn("Pixels are copied as they are", run("--conformance-statement").stdout)
        told = run("--conformance-statement", "--keep-only", "0,0,40,20").stdout
        self.assertNotIn("Pixels are copied as they are", told)
        self.assertIn("all but 0,0,40,20", told)
        self.assertIn("That no pixel identifies is not claimed", told)


class Native(PixelTest):
    KINDS = [dict(), dict(bits=16, stored=12), dict(bits=16, stored=12, signed=True),
             dict(colours="MONOCHROME1"), dict(colours="RGB"), dict(colours="RGB", planar=1),
             dict(colours="YBR_FULL"), dict(colours="YBR_FULL_422"), dict(bits=32, stored=32),
             dict(bits=16, stored=16, syntax=BIG_ENDIAN), dict(syntax=IMPLICIT),
             dict(syntax=IMPLICIT, bits=16, stored=10), dict(syntax=DEFLATED, colours="RGB")]

    def test_rectangles_are_one_value_and_all_else_is_as_it_was(self):
        for kind in self.KINDS:
            for frames in (1, 3):
                with self.subTest(kind=kind, frames=frames):
                    data = picture(frames=frames, **kind)
                    after = self.blanked(data, "--blank", "0,0,40,3", "--blank", "7,5,9,6")
                    self.judge(data, after, lambda frame: [(0, 0, 40, 3), (7, 5, 9, 6)])
                    self.assertEqual(after.file_meta.TransferSyntaxUID,
                                     data.file_meta.TransferSyntaxUID)

    def test_the_value_is_black(self):
        for kind, value in ((dict(), b"\0"), (dict(colours="MONOCHROME1"), b"\xff"),
                            (dict(colours="MONOCHROME1", bits=16, stored=12), b"\xff\x0f"),
                            (dict(bits=16, stored=12, signed=True), b"\x00\xf8"),
                            (dict(bits=16, syntax=BIG_ENDIAN, stored=12, signed=True), b"\xf8\0"),
                            (dict(colours="RGB"), b"\0\0\0"),
                            (dict(colours="YBR_FULL"), b"\0\x80\x80")):
            with self.subTest(kind=kind):
                after = self.blanked(picture(**kind), "--blank", "0,0,5,5")
                self.assertTrue(bytes(after.PixelData).startswith(value * 5))

    def test_the_padding_value_is_taken_if_there_is_one(self):
        data = picture(bits=16, stored=16, signed=True)
        data.add_new("PixelPaddingValue", "SS", -2000)
        after = self.blanked(data, "--blank", "0,0,5,5")
        self.assertEqual(struct.unpack("<5h", bytes(after.PixelData)[:10]), (-2000,) * 5)

    def test_only_the_frames_named_are_painted(self):
        data = picture(frames=6)
        after = self.blanked(data, "--blank", "3,3,5,5@2-3", "--blank", "0,0,9,1@5-", "--blank",
                             "1,1,1,1@1")
        painted = {0: [(1, 1, 1, 1)], 1: [(3, 3, 5, 5)], 2: [(3, 3, 5, 5)], 3: [],
                   4: [(0, 0, 9, 1)], 5: [(0, 0, 9, 1)]}
        self.judge(data, after, painted.get)

    def test_keep_only_paints_what_is_outside(self):
        data = picture(colours="RGB")
        after = self.blanked(data, "--keep-only", "10,5,20,10", "--blank", "12,6,2,2")
        self.judge(data, after, lambda frame: [(0, 0, 40, 5), (0, 15, 40, 9), (0, 5, 10, 10),
                                               (30, 5, 10, 10), (12, 6, 2, 2)])

    def test_what_reaches_beyond_the_image_ends_at_its_edge(self):
        data = picture()
        after = self.blanked(data, "--blank", "30,20,1000,1000")
        self.judge(data, after, lambda frame: [(30, 20, 10, 4)])

    def test_a_rectangle_outside_of_the_image_fails_the_file(self):
        for option in ("--blank=40,0,5,5", "--blank=0,24,5,5", "--keep-only=99,99,1,1",
                       "--blank=0,0,5,5@4", "--blank=0,0,5,5@4-9"):
            with self.subTest(option=option):
                told = self.blanked(picture(frames=3), option, status=1)
                self.assertRegex(told, "outside|behind the last frame")

    def test_what_has_no_pixels_is_left_alone(self):
        data = picture()
        del data.PixelData
        data.add_new("SmallestImagePixelValue", "US", 3)
        after = self.blanked(data, "--blank", "99,0,5,5")
        self.assertEqual(after.SmallestImagePixelValue, 3)
        save(data, self.source / "a.dcm")
        save(picture(), self.source / "b.dcm")
        told = run(self.source, self.target, "--blank", "0,0,5,5").stderr
        self.assertIn("1 with pixels painted over, in 1 frames; 1 without pixels to paint\n", told)

    def test_extremes_go_with_the_pixels(self):
        data = picture(bits=16)
        for keyword in ("SmallestImagePixelValue", "LargestImagePixelValue",
                        "SmallestPixelValueInSeries", "LargestPixelValueInSeries"):
            data.add_new(keyword, "US", 3)
        after = self.blanked(data, "--blank", "0,0,5,5")
        self.assertFalse([one.keyword for one in after if one.keyword.endswith(
            ("ImagePixelValue", "ValueInSeries"))])
        after = self.blanked(data, "--option", "retain-uids", messages=False)
        self.assertEqual(after.LargestPixelValueInSeries, 3)

    def test_extremes_in_items_and_histograms_go_with_the_pixels(self):
        data = picture(bits=16)
        item = Dataset()
        item.add_new("SmallestImagePixelValue", "US", 3)
        item.add_new("FrameType", "CS", "ORIGINAL")
        data.PerFrameFunctionalGroupsSequence = Sequence([Dataset()])
        data.PerFrameFunctionalGroupsSequence[0].add_new(0x00189226, "SQ", Sequence([item]))
        counts = Dataset()
        counts.add_new("HistogramData", "UL", [3, 4])
        counts.add_new("HistogramExplanation", "LO", "Mueller")
        data.HistogramSequence = Sequence([counts])
        after = self.blanked(data, "--blank", "0,0,5,5")
        self.assertNotIn("HistogramSequence", after)
        inner = after.PerFrameFunctionalGroupsSequence[0][0x00189226].value[0]
        self.assertNotIn("SmallestImagePixelValue", inner)
        self.assertIn("FrameType", inner)
        # Where nothing is painted its items obey the rules.
        with_rules = self.blanked(data, messages=False)
        del data.PixelData
        after = self.blanked(data, "--blank", "0,0,5,5")
        self.assertEqual(after.HistogramSequence, with_rules.HistogramSequence)

    def test_keeping_all_is_told(self):
        save(picture(), self.source / "a.dcm")
        told = run(self.source, self.target, "--keep-only", "0,0,999,999").stderr
        self.assertIn("0 with pixels painted over, in 0 frames; 1 without pixels to paint\n", told)

    def test_burned_in_annotation_and_codes_say_nothing_of_it(self):
        data = picture()
        data.BurnedInAnnotation = "YES"
        save(data, self.source / "a.dcm")
        told = run(self.source / "a.dcm", self.here / "told.dcm", "--blank", "0,0,5,5").stderr
        self.assertIn("whether that is all nobody looked", told)
        self.assertNotIn("not cleaned", told)
        after = self.blanked(data, "--blank", "0,0,5,5")
        self.assertEqual(after.BurnedInAnnotation, "YES")
        self.assertFalse(after.get("DeidentificationMethodCodeSequence"))
        data.BurnedInAnnotation = "NO"
        after = self.blanked(data, "--blank", "0,0,5,5")
        self.assertEqual(after.BurnedInAnnotation, "NO")
        codes = [one.CodeValue for one in after.DeidentificationMethodCodeSequence]
        self.assertIn("113100", codes)
        self.assertNotIn("113101", codes)

    def test_an_icon_that_a_rule_keeps_is_painted_where_it_shows_the_same(self):
        data = picture(columns=64, rows=64)
        icon = picture(columns=16, rows=16, seed=2)
        small = Dataset()
        for one in icon.group_dataset(0x28):
            small.add(one)
        small.add_new("SmallestImagePixelValue", "US", 1)
        small.add(icon["PixelData"])
        data.IconImageSequence = Sequence([small])
        self.assertNotIn("IconImageSequence", self.blanked(data, "--blank", "5,5,2,2"))
        after = self.blanked(data, "--blank", "5,5,2,2", "--blank", "60,60,4,4", "-t",
                             "IconImageSequence", "keep")
        self.judge(small, after.IconImageSequence[0],
                   lambda frame: [(1, 1, 1, 1), (15, 15, 1, 1)])
        self.assertNotIn("SmallestImagePixelValue", after.IconImageSequence[0])
        small.PixelData = encapsulate([bytes(64)])
        small["PixelData"].is_undefined_length = True
        told = self.blanked(data, "--blank", "5,5,2,2", "-t", "IconImageSequence", "keep", status=1)
        self.assertIn("compressed", told)

    def test_another_copy_of_pixels_is_refused_by_name(self):
        for tag in (0x7F000010, 0x7F020010, 0x7FFE0010):
            data = picture()
            data.add_new(tag, "OW", data.PixelData)
            told = self.blanked(data, "--blank", "5,5,2,2", status=1)
            self.assertIn("Variable Pixel Data", told)
            name = f"({tag >> 16:04X},{tag & 0xFFFF:04X})"
            after = self.blanked(data, "--blank", "5,5,2,2", "-t", name, "delete")
            self.assertNotIn(tag, after)
        data = picture()
        data.add_new(0x7F010010, "LO", "EXAMPLE")  # a private creator
        self.blanked(data, "--blank", "5,5,2,2")
        film = picture()
        item = Dataset()
        for one in film.group_dataset(0x28):
            item.add(one)
        item.add(film["PixelData"])
        film.add_new(0x20200110, "SQ", Sequence([item]))
        told = self.blanked(film, "--blank", "5,5,2,2", status=1)
        self.assertIn("in an item that is no icon", told)
        del film.PixelData
        told = self.blanked(film, "--blank", "5,5,2,2", status=1)
        self.assertIn("in an item that is no icon", told)

    def test_damaged_descriptions_fail_the_file(self):
        for keyword, value in (("Rows", 23), ("Columns", 41), ("BitsAllocated", 16),
                               ("SamplesPerPixel", 3), ("NumberOfFrames", 2), ("Rows", 0),
                               ("PhotometricInterpretation", "NONE")):
            with self.subTest(keyword=keyword):
                data = picture()
                setattr(data, keyword, value)
                self.blanked(data, "--blank", "0,0,5,5", status=1)

    def test_a_folder_is_counted(self):
        for i in range(3):
            save(picture(frames=2), self.source / f"{i}.dcm")
        done = run(self.source, self.target, "--blank", "0,0,5,5", "--verbose")
        self.check(done, 0, (3, 0, 0))
        self.assertIn("3 with pixels painted over, in 6 frames\n", done.stderr)
        self.assertIn("2 frames were painted over", done.stderr)


class Compressed(PixelTest):
    def test_rle_is_exact(self):
        for kind in (dict(), dict(colours="RGB"), dict(bits=16, stored=12, signed=True)):
            with self.subTest(kind=kind):
                data = self.coded(picture(frames=3, **kind), "dcmcrle")
                before = self.raw(self.here / "coded.dcm", "dcmdrle")
                after = self.blanked(data, "--blank", "7,5,9,6@2")
                self.assertEqual(after.file_meta.TransferSyntaxUID, RLE)
                self.judge(before, self.raw(self.out, "dcmdrle"),
                           lambda frame: [(7, 5, 9, 6)] if frame == 1 else [])

    def test_lossless_jpeg_is_exact(self):
        for kind in (dict(), dict(bits=16, stored=12), dict(colours="RGB")):
            with self.subTest(kind=kind):
                data = self.coded(picture(frames=3, **kind), "dcmcjpeg", "+e1")
                self.assertEqual(data.file_meta.TransferSyntaxUID, LOSSLESS)
                before = self.raw(self.here / "coded.dcm", "dcmdjpeg")
                after = self.blanked(data, "--blank", "7,5,9,6@2-")
                self.assertEqual(after.file_meta.TransferSyntaxUID, LOSSLESS)
                self.judge(before, self.raw(self.out, "dcmdjpeg"),
                           lambda frame: [(7, 5, 9, 6)] if frame > 0 else [])

    def test_lossy_jpeg_changes_no_other_block(self):
        for kind, command in ((dict(), ("dcmcjpeg", "+eb")),
                              (dict(bits=16, stored=12), ("dcmcjpeg", "+ee")),
                              (dict(colours="RGB"), ("dcmcjpeg", "+eb", "+s4"))):
            with self.subTest(kind=kind):
                data = self.coded(picture(columns=64, rows=48, frames=2, **kind), *command)
                before = self.raw(self.here / "coded.dcm", "dcmdjpeg", "+cn")
                self.blanked(data, "--blank", "18,9,9,6@1")
                after = self.raw(self.out, "dcmdjpeg", "+cn")
                self.judge(before, after, lambda frame: [(18, 9, 9, 6)] if frame == 0 else [],
                           lambda frame: [(16, 8, 16, 8)] if frame == 0 else [])

    def test_frames_that_nothing_touches_and_tables_stay_true(self):
        source = self.coded(picture(frames=5), "dcmcrle")
        frames = list(generate_pixel_data_frame(source.PixelData, 5))
        for kind in ("basic", "empty", "extended"):
            with self.subTest(kind=kind):
                if kind == "extended":
                    source.PixelData, offsets, lengths = encapsulate_extended(frames)
                    source.ExtendedOffsetTable = offsets
                    source.ExtendedOffsetTableLengths = lengths
                else:
                    source.PixelData = encapsulate(frames, has_bot=kind == "basic")
                    for keyword in ("ExtendedOffsetTable", "ExtendedOffsetTableLengths"):
                        if keyword in source:
                            delattr(source, keyword)
                source["PixelData"].is_undefined_length = True
                after = self.blanked(source, "--blank", "0,0,40,12@2", "--blank", "1,1,5,5@4")
                found = list(generate_pixel_data_frame(after.PixelData, 5))
                for i in (0, 2, 4):
                    self.assertEqual(found[i], frames[i])
                for i in (1, 3):
                    self.assertNotEqual(found[i], frames[i])
                at, starts, sizes = 8, [], []
                items = bytes(after.PixelData)
                at += struct.unpack("<I", items[4:8])[0]
                first = at
                while items[at:at + 4] == b"\xfe\xff\x00\xe0":
                    starts.append(at - first)
                    sizes.append(struct.unpack("<I", items[at + 4:at + 8])[0])
                    at += 8 + sizes[-1]
                table = struct.unpack(f"<{first // 4 - 2}I", items[8:first])
                self.assertEqual(list(table), starts if kind == "basic" else [])
                if kind == "extended":
                    self.assertEqual(struct.unpack("<5Q", after.ExtendedOffsetTable),
                                     tuple(starts))
                    self.assertEqual(struct.unpack("<5Q", after.ExtendedOffsetTableLengths),
                                     tuple(sizes))

    def test_fragments_of_an_untouched_frame_stay_and_a_painted_one_is_one(self):
        source = self.coded(picture(frames=2), "dcmcrle")
        frames = list(generate_pixel_data_frame(source.PixelData, 2))
        source.PixelData = encapsulate(frames, fragments_per_frame=2, has_bot=True)
        source["PixelData"].is_undefined_length = True
        after = self.blanked(source, "--blank", "0,0,4,4@2")
        items = bytes(after.PixelData)
        self.assertEqual(items.count(b"\xfe\xff\x00\xe0"), 1 + 2 + 1)
        self.assertEqual(next(generate_pixel_data_frame(items, 2)), frames[0])

    def test_other_codings_are_refused_by_name(self):
        for syntax, name, frame in (
                ("1.2.840.10008.1.2.4.90", "JPEG 2000", b"\xff\x4f\xff\x51\x00\x29" + bytes(100)),
                ("1.2.840.10008.1.2.4.80", "JPEG-LS",
                 b"\xff\xd8\xff\xf7\x00\x0b\x08\x00\x18\x00\x28\x01\x01\x11\x00" + bytes(100)),
                ("1.2.840.10008.1.2.4.55", "progressive",
                 b"\xff\xd8\xff\xc2\x00\x0b\x08\x00\x18\x00\x28\x01\x01\x11\x00" + bytes(100)),
                ("1.2.840.10008.1.2.4.102", "video", b"\x00\x00\x00\x01\x67" + bytes(101))):
            with self.subTest(name=name):
                data = picture()
                data.PixelData = encapsulate([frame])
                data["PixelData"].is_undefined_length = True
                with_meta(data, data.SOPClassUID, data.SOPInstanceUID, syntax)
                told = self.blanked(data, "--blank", "0,0,5,5", status=1)
                self.assertIn(name, told)


# What the errors of a file that is not painted may say.
REASONS = re.compile(r"cannot be painted over|JPEG|outside of the image|colours|palette|pixel|"
                     r"fragment|frame|bits|cells|segment|samples|Rows|Columns", re.IGNORECASE)


@unittest.skipUnless(CORPUS, "no corpus")
class Corpus(PixelTest):
    """Each image of the corpus is painted rightly or refused by name."""

    def test_the_corpus(self):
        without = self.here / "without"
        options = {"timeout": 300}
        plain = run(CORPUS, without, "--quiet", "--key-file", self.key(), **options)
        done = run(CORPUS, self.target, "--quiet", "--blank", "0,0,40,20", "--key-file",
                   self.key(), **options)
        fails = {pathlib.Path(one) for one in re.findall(r"^failed: (.*?): ", plain.stderr, re.M)}
        refused = dict(re.findall(r"^failed: (.*?): (.*)$", done.stderr, re.M))
        painted = 0
        for name in sorted(self.target.rglob("*")):
            if not name.is_file():
                continue
            with self.subTest(name=name.relative_to(self.target)):
                painted += self.judge_file(without / name.relative_to(self.target), name)
        for name, reason in refused.items():
            if pathlib.Path(name) not in fails:
                with self.subTest(name=name):
                    self.assertRegex(reason, REASONS)
        self.assertGreater(painted, 100)

    def key(self):
        key = self.here / "key"
        if not key.exists():
            run("--new-key", key)
        return key

    def judge_file(self, old, new):
        """Whether it holds pixels that a reader shows."""
        before, after = pydicom.dcmread(old, force=True), pydicom.dcmread(new, force=True)
        keyword = next((one for one in ("PixelData", "FloatPixelData", "DoubleFloatPixelData")
                        if one in before), None)
        if keyword is None:
            self.assertEqual(old.read_bytes(), new.read_bytes())
            return 0
        self.assertEqual(after.file_meta.TransferSyntaxUID, before.file_meta.TransferSyntaxUID)
        free = (0, 0, 40, 20)
        if before[keyword].is_undefined_length:
            if is_lossy_jpeg(before.PixelData):
                free = (0, 0, 64 + 2, 32 + 2)  # whole blocks, and what decoders smooth beside them
            decoder = self.decoder_of(old)
            if decoder is None:
                return 0
            before, after = self.raw(old, *decoder), self.raw(new, *decoder)
        if before.BitsAllocated > 1:
            self.judge(before, after, lambda frame: [(0, 0, 40, 20)], lambda frame: [free], keyword)
        return 1

    def decoder_of(self, path):
        """The first program that can decode an image."""
        for command in (("gdcmconv", "--raw"), ("dcmdjpeg", "+cn")):
            try:
                self.raw(path, *command)
                return command
            except subprocess.CalledProcessError:
                pass
        return None


def is_lossy_jpeg(value):
    """By the header of the first frame: transfer syntaxes are wrong now and then."""
    table, = struct.unpack("<I", value[4:8])
    frame = value[8 + table + 8:]
    if frame[:3] != b"\xff\xd8\xff":
        return False
    at = 2
    while frame[at + 1] not in (0xc0, 0xc1, 0xc2, 0xc3):
        at += 2 + struct.unpack(">H", frame[at + 2:at + 4])[0]
    return frame[at + 1] in (0xc0, 0xc1)


if __name__ == "__main__":
    unittest.main()
