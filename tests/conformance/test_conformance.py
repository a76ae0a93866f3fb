# SPDX-License-Identifier: BSD-3-Clause
"""PS3.15 Annex E, one test an id of clauses.tsv.

DICOM_ANONYMIZER_PROGRAM names the program, DICOM_ANONYMIZER_ARGUMENTS more arguments for it (which
is how the suite is seen to fail).
"""
import atexit
import datetime
import functools
import pathlib
import re
import subprocess
import tempfile
import unittest

import pydicom

import checks
import descriptors
import tools
import valid_objects
from expectations import EDITIONS, LATEST, OPTIONS, edition_rows

TOOL = tools.DicomAnonymizer()
SHOWN = 12
BASIC_CODE, OPTION_CODE = "113100", "113107"  # of CID 7050


@functools.cache
def findings():
    runner = checks.Runner(TOOL)
    atexit.register(runner.close)
    return runner.findings(checks.all_policies())


def program(*arguments):
    return subprocess.run([TOOL.program, *map(str, arguments)], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
                          timeout=60, check=False)


class Clause(unittest.TestCase):
    def assert_holds(self, clause):
        self.assertGreater(findings().looked_at.get(clause, 0), 0, "nothing was looked at")
        problems = findings().problems.get(clause, [])
        if problems:
            shown = "\n".join(str(one) for one in problems[:SHOWN])
            self.fail(f"{len(problems)} of {findings().looked_at[clause]}, among them\n{shown}")

    def assert_refused(self, *arguments):
        """The command line is refused by the name of what is not offered; nothing is written."""
        with tempfile.TemporaryDirectory() as folder:
            source = pathlib.Path(folder, "in.dcm")
            source.write_bytes(checks.input_named("study_0.dcm"))
            target = pathlib.Path(folder, "out.dcm")
            done = program(source, target, *arguments)
            self.assertEqual(done.returncode, 2)
            self.assertIn(arguments[-1], done.stderr)
            self.assertFalse(target.exists())

    def assert_not_claimed(self, code):
        """Neither the outputs nor the conformance statement name it as done."""
        self.assertNotIn(code, findings().claimed)
        statement = program("--conformance-statement", "--edition", LATEST).stdout
        rows = [line for line in statement.splitlines() if f"| {code} |" in line]
        self.assertEqual(len(rows), 1, "one row of the table of profiles and options")
        self.assertIn(f"| {code} | N | N |", rows[0])


def holds(clause):
    return lambda self: self.assert_holds(clause)


class BasicProfile(Clause):
    """Section E.1.1, and E.2."""


class HidingPlaces(Clause):
    """Section E.1.1 for bytes that are read in more ways than one."""


class Options(Clause):
    """Section E.3."""


# The ids that are judged by the findings alone; the others have a method of their own below.
WITH_METHOD = {"1.3", "1.1-2b-iod", "3.3", "3.4", "3.5", "3.6b"}  # the second in test_conformance_objects.py
for row in checks.clauses():
    if row["offered"] == "Y" and row["id"] not in WITH_METHOD:
        group = (HidingPlaces if row["id"].startswith("H-")
                 else Options if row["id"].startswith("3.") else BasicProfile)
        setattr(group, f"test {row['id']} {row['demand']}", holds(row["id"]))
        del group  # or its tests run twice


class Statement(Clause):
    """Section E.1.3."""


def states_the_policy(self):
    for edition in EDITIONS:
        for chosen in ((), *((one,) for one in OPTIONS)):
            arguments = [word for one in chosen for word in ("--option", one)]
            with self.subTest(edition=edition, options=chosen):
                done = program("--conformance-statement", "--edition", edition, *arguments)
                self.assertEqual(done.returncode, 0)
                self.assertIn(edition, done.stdout)
                for one, (_, code) in OPTIONS.items():
                    self.assertIn(f"| {code} | {'Y' if one in chosen else 'N'} | N |", done.stdout)
                for tag in edition_rows(edition)[0]:
                    name = f"({tag >> 16:04X},{tag & 0xFFFF:04X})"
                    self.assertIn(name, done.stdout)


setattr(Statement, "test 1.3 a conformance statement says what is done to each attribute",
        states_the_policy)


def dated(patient, days):
    """A data set whose dates lie so many days after the first; some in items, some unlisted."""
    day = (datetime.date(2019, 12, 30) + datetime.timedelta(days)).strftime("%Y%m%d")
    item = pydicom.Dataset()
    item.ScheduledProcedureStepStartDate = day
    item.RadiopharmaceuticalStartDateTime = day + "235900"
    made = pydicom.Dataset()
    made.SOPClassUID, made.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.7", f"1.2.3.4.{days}"
    made.PatientID, made.StudyDate, made.StudyTime = patient, day, "2359"
    made.AcquisitionDateTime, made.ContentDate = day + "120000.5+0100", day
    made.add_new(0x00400275, "SQ", pydicom.Sequence([item]))
    made.add_new(0x300E0004, "DA", day)  # Review Date, which goes by its VR if nothing lists it
    return made


def dates_of(data_set):
    """The days of all DA and DT at every depth, by their path."""
    found = {}
    for one in data_set:
        if one.VR == "SQ":
            for number, item in enumerate(one.value):
                found.update({(one.tag, number, *path): day
                              for path, day in dates_of(item).items()})
        elif one.VR in ("DA", "DT") and one.value:
            text = str(one.value)[:8]
            found[(one.tag,)] = datetime.datetime.strptime(text, "%Y%m%d").date()
    return found


def moves_dates(self):
    arguments = ["--option", "retain-modified-dates"]
    self.assert_refused("--option", "retain-full-dates", *arguments)
    before = {"a": dated("one", 0), "b": dated("one", 400), "c": dated("other", 0)}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        key = folder / "key"
        key.write_bytes(bytes(range(40)))
        key.chmod(0o600)
        (folder / "in").mkdir()
        for one, made in before.items():
            made.file_meta = pydicom.dataset.FileMetaDataset()
            made.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.1"
            made.is_little_endian, made.is_implicit_VR = True, False
            made.save_as(folder / "in" / one, write_like_original=False)
        without_key = program(folder / "in", folder / "out", *arguments)
        self.assertEqual(without_key.returncode, 2)
        self.assertIn("--key-file", without_key.stderr)
        self.assertFalse((folder / "out").exists())
        for edition in (EDITIONS[0], LATEST):
            out = folder / edition
            done = program(folder / "in", out, *arguments, "--edition", edition, "--key-file", key)
            self.assertEqual(done.returncode, 0, done.stderr)
            moved = {}
            for one, old in before.items():
                new = pydicom.dcmread(out / one)
                self.assertEqual(new[0x00280303].value, "MODIFIED")
                codes = {item.CodeValue for item in new[0x00120064].value}
                self.assertEqual(codes, {BASIC_CODE, OPTION_CODE})
                days = dates_of(new)
                self.assertTrue({(0x00080020,), (0x00080023,), (0x0008002A,)} <= days.keys())
                moved[one] = {(days[path] - day).days for path, day in dates_of(old).items()
                              if path in days}
                self.assertEqual(len(moved[one]), 1, "all dates of a patient move by the same")
                self.assertNotIn(0, moved[one])
            self.assertEqual(moved["a"], moved["b"])
            self.assertNotEqual(moved["a"], moved["c"])


setattr(Options, "test 3.6b Retain Longitudinal Temporal Information with Modified Dates Option",
        moves_dates)


def cleans_graphics(self):
    """Annotations stay without what tells; an overlay of graphics goes, a region stays."""
    planes = valid_objects.computed_tomography()
    for group, kind in ((0x6000, "R"), (0x6002, "G")):
        for element, vr, value in ((0x10, "US", 4), (0x11, "US", 4), (0x22, "LO", "Doe"),
                                   (0x40, "CS", kind), (0x50, "SS", [1, 1]), (0x100, "US", 1),
                                   (0x102, "US", 0), (0x3000, "OW", b"\x21\x43")):
            planes.add_new(pydicom.tag.Tag(group, element), vr, value)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "in").mkdir()
        valid_objects.save_all(folder / "in")
        planes.save_as(folder / "in" / "planes.dcm", write_like_original=False)
        before = pydicom.dcmread(folder / "in" / "state.dcm")
        for edition in EDITIONS:
            out = folder / edition
            done = program(folder / "in", out, "--option", "clean-graphics", "--edition", edition)
            self.assertEqual(done.returncode, 0, done.stderr)
            for path in out.glob("*.dcm"):
                codes = {one.CodeValue
                         for one in pydicom.dcmread(path).DeidentificationMethodCodeSequence}
                has_graphics = path.name in ("state.dcm", "planes.dcm")
                self.assertEqual(codes, {BASIC_CODE, "113103"} if has_graphics else {BASIC_CODE})
            after = pydicom.dcmread(out / "state.dcm")
            words = str(after.GraphicAnnotationSequence) + str(after.GraphicLayerSequence)
            for word in ("Doe", "DOE", "Roe", "ROE", "JANE"):
                self.assertNotIn(word, words)
            graphics = [one for note in before.GraphicAnnotationSequence
                        for one in note.get("GraphicObjectSequence", [])]
            self.assertTrue(graphics)
            self.assertEqual(graphics, [one for note in after.GraphicAnnotationSequence
                                        for one in note.get("GraphicObjectSequence", [])])
            left = pydicom.dcmread(out / "planes.dcm")
            self.assertEqual(left[0x60003000].value, planes[0x60003000].value)
            self.assertNotIn("Doe", str(left))
            self.assertFalse([one for one in left if one.tag.group == 0x6002])


setattr(Options, "test 3.3 Clean Graphics Option", cleans_graphics)


def cleans_content(self):
    """The rows of Table E.3.4-1 and the marks; test_structured_content.py has the rest."""
    import test_structured_content as content
    for one in (content.Table("test_without_another_option"),
                content.Made("test_the_mark_is_set_and_only_where_the_option_is_chosen")):
        done = unittest.TestResult()
        one.run(done)
        self.assertEqual((done.testsRun, done.failures, done.errors), (1, [], []))
    statement = program("--conformance-statement", "--option", "clean-structured-content").stdout
    self.assertIn("| 113104 | Y | N |", statement)
    self.assertNotIn("113104", findings().claimed)  # where it was not chosen


setattr(Options, "test 3.4 Clean Structured Content Option", cleans_content)


def cleans_descriptors(self):
    """Every row with C: a text that is safe, one with the patient's name, and nothing but that."""
    self.assert_holds("3.5")  # a canary is no word of any list
    problems, looked_at = descriptors.problems(TOOL.program, EDITIONS)
    self.assertGreater(looked_at, 120 * len(EDITIONS))
    self.assertEqual(problems[:SHOWN], [], f"{len(problems)} of {looked_at}")


setattr(Options, "test 3.5 Clean Descriptors Option", cleans_descriptors)


class NotOffered(Clause):
    """What this version does not do is refused by its name, and never claimed."""


def refused(*command_lines, code=None):
    def test(self):
        for one in command_lines:
            with self.subTest(arguments=one):
                self.assert_refused(*one)
        if code is not None:
            self.assert_not_claimed(code)
    return test


REFUSED = {
    "1.1-1": refused(["--encrypt"]),
    "1.1-2e": refused(["--option", "clean-pixel-data"], code="113101"),
    "1.1-4": refused(["--certificate"]),
    "1.1-8": refused(["--rtv"]),
    "1.2-1": refused(["--re-identify"]),
    "1.2-2": refused(["--re-identify"]),
    "1.2-3": refused(["--re-identify"]),
    "3.1": refused(["--option", "clean-pixel-data"], code="113101"),
    "3.2": refused(["--option", "clean-recognizable-visual-features"], code="113102"),
}
for row in checks.clauses():
    if row["offered"] == "N":
        setattr(NotOffered, f"test {row['id']} is not offered and is refused: {row['demand']}",
                REFUSED[row["id"]])


class Suite(unittest.TestCase):
    """The suite itself."""

    def test_every_canary_is_found_in_its_own_input(self):
        import canaries
        import dicom_writer
        for one in checks.book().inputs:
            found = canaries.found_in(one.content)
            found |= canaries.found_in(dicom_writer.data_set_of(one.content))
            self.assertEqual(found, {place.number for place in one.places}, one.name)

    def test_every_id_has_a_test(self):
        names = [name for group in (BasicProfile, HidingPlaces, Options, Statement, NotOffered)
                 for name in dir(group) if name.startswith("test ")]
        self.assertEqual(sorted(name.split()[1] for name in names),
                         sorted(row["id"] for row in checks.clauses()
                                if row["id"] != "1.1-2b-iod"))

    def test_the_page_names_every_id(self):
        import compare
        page = compare.PAGE.read_text(encoding="utf-8")
        named = re.findall(r"^\| (\S+) \| E\.", page, re.M)
        self.assertEqual(named, [row["id"] for row in checks.clauses()])


if __name__ == "__main__":
    if not TOOL.is_installed():
        raise SystemExit("DICOM_ANONYMIZER_PROGRAM names no program")
    unittest.main()
