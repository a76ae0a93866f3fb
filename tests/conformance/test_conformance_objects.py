# SPDX-License-Identifier: BSD-3-Clause
"""1.1-2b-iod: dciodvfy finds no error in an output that it did not find in its input.

DICOM_ANONYMIZER_PROGRAM names the program, DICOM_ANONYMIZER_CORPUS a folder with a MANIFEST.tsv;
without it the synthetic objects alone are looked at.  What known_errors.tsv lists, each with
its reason, is printed and is no failure;
a row that nothing in the corpus meets any more is one.  No line of dciodvfy is shown.
"""
import collections
import concurrent.futures
import csv
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import dciodvfy
import valid_objects
import pydicom

PROGRAM = os.environ.get("DICOM_ANONYMIZER_PROGRAM", "")
CORPUS = os.environ.get("DICOM_ANONYMIZER_CORPUS", "")
HERE = pathlib.Path(__file__).resolve().parent
MODES = ("keep-attribute", "by-iod")
EDITIONS = ("2023e", "2026d")
SHOWN = 40
ALL_CLEANED = ("--option", "clean-descriptors", "--option", "clean-structured-content", "--option",
               "clean-graphics")


class Known:
    """A row of known_errors.tsv."""

    def __init__(self, row):
        self.where, self.sentence = re.compile(row["where"]), row["sentence"]
        self.kind, self.reason = row["kind"], row["reason"]
        self.met = 0

    def covers(self, text):
        return self.where.search(text) is not None and self.sentence in text


def known_errors():
    with open(HERE / "known_errors.tsv", encoding="utf-8") as table:
        return [Known(row) for row in csv.DictReader(table, delimiter="\t",
                                                     quoting=csv.QUOTE_NONE)]


def corpus_files():
    with open(pathlib.Path(CORPUS, "MANIFEST.tsv"), encoding="utf-8") as table:
        return [row["path"] for row in csv.DictReader(table, delimiter="\t",
                                                      quoting=csv.QUOTE_NONE)]


def anonymize(source, target, edition, mode, *more):
    return subprocess.run([PROGRAM, str(source), str(target), "--quiet", "--edition", edition,
                           "--conditional", mode, *more], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=600,
                          check=False)


def errors_of_all(folder, names):
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return dict(zip(names, pool.map(lambda name: dciodvfy.errors_of(folder / name), names)))


class Objects(unittest.TestCase):
    def compare(self, folder, names, *more, editions=EDITIONS, spared=()):
        """New errors by normalised text, over editions and modes, and how many files could be
        compared."""
        before = errors_of_all(folder, names)
        judged = [name for name in names if dciodvfy.can_be_judged(before[name])]
        new, compared = collections.Counter(), 0
        for edition in editions:
            for mode in MODES:
                with tempfile.TemporaryDirectory(prefix="conformance_") as made:
                    anonymize(folder, made, edition, mode, *more)
                    written = [name for name in judged if pathlib.Path(made, name).exists()]
                    for name, after in errors_of_all(pathlib.Path(made), written).items():
                        compared += 1
                        if after is None:
                            new[f"dciodvfy dies [{mode}]"] += 1
                            continue
                        for text, count in (after - before[name]).items():
                            known = next((one for one in spared if one.covers(text)), None)
                            if known is None:
                                new[f"{text} [{mode}]"] += count
                            else:
                                known.met += count
        return new, compared

    def assert_none(self, new):
        shown = "\n".join(f"{count} x {text}" for text, count in new.most_common(SHOWN))
        self.assertFalse(new, f"{len(new)} kinds of new errors\n{shown}")


def synthetic_objects_stay_valid(self):
    with tempfile.TemporaryDirectory(prefix="conformance_") as folder:
        names = valid_objects.save_all(pathlib.Path(folder))
        for name in names:
            self.assertFalse(dciodvfy.errors_of(pathlib.Path(folder, name)), name)
        # With retain-uids a content tree, which is replaced, names other UIDs than its evidence.
        same = [name for name in names if name != "numbers.dcm"]
        for more, judged in (((), names), (("--option", "retain-full-dates"), names),
                             (("--option", "clean-graphics"), names),
                             (("--option", "clean-structured-content"), names),
                             (ALL_CLEANED, names),
                             ((*ALL_CLEANED, "--option", "retain-uids"), names),
                             (("--option", "retain-uids"), same)):
            with self.subTest(more=more):
                new, compared = self.compare(pathlib.Path(folder), judged, *more,
                                             spared=known_errors())
                self.assertEqual(compared, len(judged) * len(EDITIONS) * len(MODES))
                self.assert_none(new)


def what_refers_agrees(self):
    """By PS3.3 C.10.5, C.10.7 and C.24.2: what refers to another part of the object still does, and
    what counts it tells the truth."""
    with tempfile.TemporaryDirectory(prefix="conformance_") as folder:
        valid_objects.save_all(pathlib.Path(folder))
        for more in ((), ("-t", "GraphicAnnotationSequence", "keep"), ("--no-supplement",)):
            with self.subTest(more=more), tempfile.TemporaryDirectory(prefix="conf_") as made:
                done = anonymize(folder, made, EDITIONS[-1], MODES[0], *more)
                self.assertEqual(done.returncode, 0)
                before = pydicom.dcmread(pathlib.Path(folder, "state.dcm"))
                after = pydicom.dcmread(pathlib.Path(made, "state.dcm"))
                renamed = {}
                for sequence in ("GraphicAnnotationSequence", "GraphicLayerSequence"):
                    for old, new in zip(before[sequence], after[sequence]):
                        self.assertNotEqual(old.GraphicLayer, new.GraphicLayer)
                        self.assertEqual(
                            renamed.setdefault(old.GraphicLayer, new.GraphicLayer),
                            new.GraphicLayer)
                self.assertEqual(len(set(renamed.values())), 2)
                graphic = after.GraphicAnnotationSequence[1].GraphicObjectSequence[0]
                self.assertEqual(graphic.NumberOfGraphicPoints * 2, len(graphic.GraphicData))
                self.assertEqual(graphic.GraphicGroupID,
                                 after.GraphicGroupSequence[0].GraphicGroupID)
                self.assertEqual(graphic.LineStyleSequence[0].LineDashingStyle, "SOLID")
                written = pydicom.dcmread(pathlib.Path(made, "document.dcm"))
                self.assertEqual(len(written.EncapsulatedDocument),
                                 written.EncapsulatedDocumentLength)


def corpus_objects_stay_valid(self):
    if not CORPUS:
        self.skipTest("DICOM_ANONYMIZER_CORPUS names no corpus")
    known = known_errors()
    new, compared = self.compare(pathlib.Path(CORPUS), corpus_files(), editions=EDITIONS[-1:],
                                 spared=known)
    self.assertGreater(compared, 100)
    for one in known:
        print(f"{one.kind}: {one.met} x {one.where.pattern} {one.sentence}: {one.reason}",
              file=sys.stderr)
    self.assert_none(new)
    for one in known:
        self.assertTrue(one.met, f"nothing meets {one.where.pattern} any more; take it out")


setattr(Objects, "test 1.1-2b-iod synthetic objects stay valid", synthetic_objects_stay_valid)
setattr(Objects, "test 1.1-2b-iod what refers and counts agrees with what is left", what_refers_agrees)
setattr(Objects, "test 1.1-2b-iod real objects get no error that they had not",
        corpus_objects_stay_valid)


class Normalisation(unittest.TestCase):
    def test_no_value_stays_in_a_line(self):
        lines = {
            "Error - </PatientName(0010,0010)[1]> - Value invalid for this VR [PN] = <Doe^Jane>"
            " - Character invalid for this VR = '!' (0x21)":
                "/PatientName(0010,0010) Value invalid for this VR [PN]",
            "Error - </A(0040,a730)[12]/B(0040,a040)> - Unrecognized enumerated value = <JANE>":
                "/A(0040,a730)/B(0040,a040) Unrecognized enumerated value",
            "Error - </C(0008,0060)> - Missing attribute for Type 1 Required - Module=<General>":
                "/C(0008,0060) Missing attribute for Type N Required Module=General",
        }
        for line, wanted in lines.items():
            self.assertEqual(dciodvfy.normalised(line), wanted)


if __name__ == "__main__":
    if not dciodvfy.is_installed():
        raise SystemExit("dciodvfy (package dicom3tools) is missing")
    unittest.main()
