# SPDX-License-Identifier: BSD-3-Clause
"""Each mark of each output is true: what it claims is compared with what pydicom finds in the output
and in its input (marks.py, marks.tsv).

DICOM_ANONYMIZER_PROGRAM names the program, DICOM_ANONYMIZER_CORPUS a folder with a MANIFEST.tsv,
whose files are looked at as well.
"""
import csv
import functools
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import checks
import dicom_writer
import marks
from dicom_writer import Element
from expectations import LATEST

PROGRAM = os.environ.get("DICOM_ANONYMIZER_PROGRAM", "")
CORPUS = os.environ.get("DICOM_ANONYMIZER_CORPUS", "")
SHOWN = 20
MOST = 512 << 10  # bytes of a file of the corpus: pixels tell nothing here
CT = "1.2.840.10008.5.1.4.1.1.2"
SYNTAXES = (dicom_writer.IMPLICIT, dicom_writer.EXPLICIT, dicom_writer.BIG_ENDIAN,
            dicom_writer.DEFLATED)
ACME = ("ACME", 0x00090010)


def sequence(tag, *items):
    return Element(tag, "SQ", list(items))


def element(tag, vr, value):
    return Element(tag, vr, value.encode())


def code(value, scheme, meaning):
    return [element(0x00080100, "SH", value), element(0x00080102, "SH", scheme),
            element(0x00080104, "LO", meaning)]


def content_item(kind, value, scheme, *more):
    return [element(0x0040A010, "CS", "CONTAINS"), element(0x0040A040, "CS", kind),
            sequence(0x0040A043, code(value, scheme, "a concept")), *more]


def overlay(group, kind):
    """A plane of four pixels, with texts."""
    return [Element(group << 16 | element_, vr, value) for element_, vr, value in (
        (0x0010, "US", b"\2\0"), (0x0011, "US", b"\2\0"), (0x0022, "LO", b"of Zyxwvu"),
        (0x0040, "CS", kind.encode()), (0x0045, "LO", b"Zyxwvu"), (0x0050, "SS", b"\1\0\1\0"), (0x0100, "US", b"\1\0"),
        (0x0102, "US", b"\0\0"), (0x1500, "LO", b"Zyxwvu"), (0x3000, "OW", b"\5\0"))]


DATE, TIME = element(0x00080020, "DA", "20200229"), element(0x00080030, "TM", "101112")
INNER = [element(0x0040A120, "DT", "20200229101112"), element(0x0040A124, "UI", "1.2.3.4.5"),
         element(0x00081155, "UI", "1.2.3.4.6"), element(0x0040A160, "UT", "a name")]
EARLIER = [element(0x00120062, "CS", "YES"), element(0x00120063, "LO", "another tool"),
           sequence(0x00120064, *([element(0x00080100, "SH", code),
                                   element(0x00080102, "SH", "DCM"),
                                   element(0x00080104, "LO", "a code")]
                                  for code in ("113100", "113101", "113106", "113110")))]

REMOVED = element(0x00280303, "CS", "REMOVED")
# More than PATIENT of each: what decides its marks.
CONTENTS = {
    "plain": [],
    "burned_in": [element(0x00280301, "CS", "YES")],
    "recognizable": [element(0x00280302, "CS", "YES")],
    "label": [element(0x00080008, "CS", "ORIGINAL\\PRIMARY\\LABEL\\NONE")],
    "private_date": [element(0x00090010, "LO", ACME[0]), element(0x00091010, "DT", "20200229")],
    "private_date_deep": [sequence(0x00081140, [element(0x00090010, "LO", ACME[0]),
                                                element(0x00091010, "DA", "20200229")])],
    "content": [sequence(0x0040A730, INNER + [sequence(0x0040A730, INNER)])],
    "original_attributes": [sequence(0x04000561, [element(0x00081155, "UI", "1.2.3.4.7"),
                                                  element(0x04000562, "DT", "20200229")])],
    "device_dates": [element(0x00181200, "DA", "20200301"), element(0x00181202, "DT", "20200301"),
                     element(0x0018100C, "DA", "20200302")],
    "unlisted": [element(0x00100033, "LO", "4 adar"), element(0x00080106, "DT", "20200229")],
    "unknown": [element(0x00089FF1, "DA", "20200303"), element(0x00089FF2, "PN", "a^name")],
    "earlier": EARLIER,
    "earlier_removed": [*EARLIER, element(0x00280303, "CS", "REMOVED")],
    "earlier_unmodified": [*EARLIER, element(0x00280303, "CS", "UNMODIFIED")],
    "frame_label": [sequence(0x00209221, [element(0x00089007, "CS", "DERIVED\\PRIMARY\\LABEL")])],
    "slide_label": [element(0x00480010, "CS", "YES")],
    "public_in_private": [element(0x00090010, "LO", ACME[0]), sequence(0x00091010, [
        element(0x00080020, "DA", "20200229"), element(0x00100010, "PN", "a^name"),
        element(0x00081155, "UI", "1.2.3.4.8"), element(0x00081030, "LO", "a description"),
        sequence(0x00081140, [element(0x00081155, "UI", "1.2.3.4.9"),
                              element(0x00100020, "LO", "4712")])])],
    "other_vr": [element(0x00080060, "DA", "20200229"), element(0x00180050, "PN", "a^name"),
                 element(0x00180060, "UI", "1.2.3.4.10"), element(0x00180081, "UR", "http://x.y/"),
                 sequence(0x00081140, [element(0x00180050, "TM", "101113"),
                                       element(0x00180060, "PN", "b^name")])],
    "free_text": [element(0x00180050, "LO", "a^name"), element(0x00180015, "UT", "A name of one"),
                  element(0x00101010, "LT", "a^name"), element(0x00080022, "LO", "on Monday"),
                  element(0x00200052, "SH", "a^name"), element(0x00181030, "UT", "a protocol"),
                  sequence(0x00081140, [element(0x00280010, "LO", "a^name"),
                                        element(0x00281201, "UT", "a^name")]),
                  sequence(0x0040A730, [element(0x00101010, "LO", "a^name"),
                                        element(0x00200052, "LO", "a^name")])],
    "numbers_as_text": [element(0x00180050, "LO", "5.00"), element(0x00180015, "SH", "CHEST"),
                        element(0x00101010, "LO", "045Y"), element(0x00080022, "SH", "20200229"),
                        element(0x00200052, "UT", "1.2.3.4.5.6")],
    "items_in_a_text": [sequence(0x00081030, [DATE, element(0x0020000D, "UI", "1.2.3.4.5"),
                                              element(0x00101010, "AS", "045Y"),
                                              element(0x00181000, "LO", "a device"),
                                              element(0x00080080, "LO", "a hospital")])],
    "items_in_a_name": [sequence(0x00081060, [DATE, element(0x0020000D, "UI", "1.2.3.4.5"),
                                              element(0x00101010, "AS", "045Y"),
                                              element(0x00181000, "LO", "a device"),
                                              element(0x00080080, "LO", "a hospital")])],
    "date_of_a_code": [sequence(0x04000561, [element(0x00080060, "DA", "20200229")])],
    "few_unknown": [element(0x00660014, "PN", "a^name"), element(0x300A0633, "DA", "20200303")],
    "open_dates": [element(0x0008002A, "DT", "2020"), element(0x00189074, "DT", "202006")],
    "removed_and_unlisted": [REMOVED, element(0x00140103, "TM", "224709"),
                             element(0x00080404, "DT", "20200229")],
    "removed_and_deep": [REMOVED, sequence(0x00081140, [element(0x00140103, "TM", "224709")])],
    "removed_and_other_vr": [REMOVED, element(0x00080060, "DA", "20200101")],
    "removed_and_command": [REMOVED, element(0x00060010, "DA", "20200101")],
    "earlier_behind_blanks": [
        element(0x00120062, "CS", " YES"), element(0x00280303, "CS", " REMOVED"),
        sequence(0x00120064, [element(0x00080100, "SH", " 113100"),
                              element(0x00080102, "SH", "DCM"), element(0x00080104, "LO", "a")],
                 [element(0x00080100, "SH", "113110"), element(0x00080102, "SH", " DCM"),
                  element(0x00080104, "LO", "a")])],
    # With DESCRIBED for the patient.
    "described": [element(0x00081030, "LO", "CHEST Zyxwvu"), element(0x0008103E, "LO", "CHEST"),
                  element(0x00081080, "LO", "Zyxwvu\\CHEST"), element(0x00204000, "LT", "Zyxwvu"),
                  element(0x0016002B, "OB", "Zyxwvu notes"), element(0x04000565, "CS", "ZYXWVU"),
                  element(0x00102110, "LO", "Zyxwvu: iodine"),
                  element(0x0040A160, "UT", "CHEST of 4711-0815"),
                  sequence(0x00081084, [element(0x00080100, "SH", "Zyxwvu"),
                                        element(0x00080102, "SH", "99ZYXWVU"),
                                        element(0x00080104, "LO", "CHEST Zyxwvu")]),
                  sequence(0x00081140, [element(0x00081030, "LO", "Zyxwvu CHEST"),
                                        element(0x00400254, "LO", "CHEST 4711-0815")])],
    "described_terms": [sequence(0x04000561, [element(0x04000565, "CS", "COERCE")]),
                        element(0x04000565, "CS", "COERCE"),
                        element(0x00081030, "LO", "CHEST"), element(0x00102110, "LO", "iodine")],
    "described_report": [sequence(
        0x0040A730,
        content_item("TEXT", "121071", "DCM", element(0x0040A160, "UT", "CHEST of Zyxwvu")),
        content_item("TEXT", "121106", "DCM", element(0x0040A160, "UT", "CHEST")),
        content_item("PNAME", "121008", "DCM", element(0x0040A123, "PN", "Zyxwvu^Qorst")),
        content_item("UIDREF", "112040", "DCM", element(0x0040A124, "UI", "1.2.3.4.11")),
        content_item("DATETIME", "111702", "DCM", element(0x0040A120, "DT", "20200229101112")),
        content_item("CODE", "121071", "DCM", sequence(0x0040A168, code(
            "Zyxwvu", "99ZYXWVU", "CHEST Zyxwvu"))),
        content_item("CONTAINER", "111028", "DCM", sequence(0x0040A730, content_item(
            "IMAGE", "121112", "DCM", sequence(0x00081199, [
                element(0x00081150, "UI", CT), element(0x00081155, "UI", "1.2.3.4.12")]))))),
        sequence(0x00400555, content_item("DATE", "1", "99ACME",
                                          element(0x0040A121, "DA", "20200229")))],
    "described_graphics": [
        sequence(0x00700001, [
            element(0x00700002, "CS", "ZYXWVU"),
            sequence(0x00700008, [element(0x00700006, "ST", "CHEST of Zyxwvu"),
                                  sequence(0x00700231, [element(0x00700227, "LO", "Zyxwvu"),
                                                        element(0x00700229, "LO", "Zyxwvu")])],
                     [element(0x00700006, "ST", "12.5 mm")]),
            sequence(0x00700009, [Element(0x00700020, "US", b"\2\0"),
                                  Element(0x00700021, "US", b"\1\0"),
                                  Element(0x00700022, "FL", bytes(8)),
                                  element(0x00700023, "CS", "POINT")])]),
        sequence(0x00700060, [element(0x00700002, "CS", "ZYXWVU"),
                              element(0x00700062, "IS", "1"),
                              element(0x00700068, "LO", "layer of Zyxwvu")]),
        *overlay(0x6000, "R"), *overlay(0x6002, "G"),
        sequence(0x00081140, overlay(0x6000, "G")),
        Element(0x50003000, "OW", bytes(4))],
    "earlier_and_burned_in": [*EARLIER, element(0x00280301, "CS", "YES")],
}
# What decides must not stand beside dates that everybody has.
WITHOUT_DATES = {"removed_and_unlisted", "removed_and_deep", "removed_and_other_vr",
                 "removed_and_command"}
DESCRIBED = [element(0x00100010, "PN", "Zyxwvu^Qorst"), element(0x00100020, "LO", "4711-0815")]
PATIENT = [element(0x00080016, "UI", CT), element(0x00080018, "UI", "1.2.3.4"), DATE, TIME,
           element(0x00081030, "LO", "a description"), element(0x00100010, "PN", "a^patient"),
           element(0x00100020, "LO", "4711"), element(0x00100040, "CS", "F"),
           element(0x00181000, "LO", "a device"), element(0x0020000D, "UI", "1.2.3"),
           element(0x00080080, "LO", "a hospital")]
META = [element(0x00020013, "SH", "A VERSION"), element(0x00020016, "AE", "A NODE"),
        element(0x00020026, "UR", "dicom://a.node/"), element(0x00020099, "PN", "a^name"),
        element(0x0002009A, "DA", "20200229")]


class Policy:
    """Arguments, and what they mean to the judge.  `plain` are the marks of the plain file."""

    def __init__(self, arguments, plain, options=(), named=(), needs_key=False):
        self.arguments, self.plain, self.options = arguments, plain, options
        self.named, self.needs_key = named, needs_key


def option(name, temporal="REMOVED"):
    return Policy(["--option", name], ("YES", temporal, {"113100", marks.CODES[name]}), (name,),
                  needs_key=name == "retain-modified-dates")


def retaining(*names):
    return [word for one in names for word in ("--option", one)]


CLEANED = ("clean-descriptors", "clean-structured-content", "clean-graphics")
CLEANING = retaining(*CLEANED)
RULE = ["-t", '(0009,"ACME",10)', "keep"]
BASIC = ("YES", "REMOVED", {"113100"})
NOTHING = (None, "REMOVED", set())
POLICIES = {
    "basic": Policy([], BASIC),
    "retain-uids": option("retain-uids"),
    "retain-full-dates": option("retain-full-dates", "UNMODIFIED"),
    "retain-modified-dates": option("retain-modified-dates", "MODIFIED"),
    "retain-device-identity": option("retain-device-identity"),
    "retain-institution-identity": option("retain-institution-identity"),
    "retain-patient-characteristics": option("retain-patient-characteristics"),
    "retain-safe-private": option("retain-safe-private"),
    "private element kept": Policy(RULE, ("YES", "REMOVED", set()), named=(ACME,)),
    "private element called safe": Policy(
        [*RULE, "--option", "retain-safe-private"], ("YES", "REMOVED", {"113100", "113111"}),
        ("retain-safe-private",), (ACME,)),
    "private elements kept": Policy(["--keepPrivateTags"], NOTHING),
    "private elements kept, dates moved": Policy(
        ["--keepPrivateTags", "--option", "retain-modified-dates"], (None, "MODIFIED", set()),
        ("retain-modified-dates",), needs_key=True),
    "peer in file meta information kept": Policy(["-t", "(0002,0016)", "keep"], NOTHING),
    "name in file meta information kept": Policy(["-t", "(0002,0099)", "keep"],
                                                 (None, None, set())),
    "version name kept": Policy(["-t", "(0002,0013)", "keep"], NOTHING),
    "file meta information kept": Policy(["-t", "(0002,xxxx)", "keep"], (None, None, set())),
    "some file meta information kept": Policy(["-t", "(0002,009x)", "keep"], (None, None, set())),
    "clean-descriptors": option("clean-descriptors"),
    "clean-descriptors and characteristics": Policy(
        ["--option", "clean-descriptors", "--option", "retain-patient-characteristics"],
        ("YES", "REMOVED", {"113100", "113105", "113108"}),
        ("clean-descriptors", "retain-patient-characteristics")),
    "clean-descriptors, no supplement": Policy(
        ["--option", "clean-descriptors", "--no-supplement"],
        ("YES", None, {"113100", "113105"}), ("clean-descriptors",)),
    "clean-descriptors, strict": Policy(
        ["--option", "clean-descriptors", "--clean-words", "strict"],
        ("YES", "REMOVED", {"113100", "113105"}), ("clean-descriptors",)),
    "clean-descriptors, description kept": Policy(
        ["--option", "clean-descriptors", "-t", "StudyDescription", "keep"], NOTHING,
        ("clean-descriptors",)),
    "clean-descriptors, description deleted": Policy(
        ["--option", "clean-descriptors", "-t", "StudyDescription", "delete"],
        ("YES", "REMOVED", {"113100", "113105"}), ("clean-descriptors",)),
    "clean-descriptors, codes kept": Policy(
        ["--option", "clean-descriptors", "-t", "AdmittingDiagnosesCodeSequence", "keep"], NOTHING,
        ("clean-descriptors",)),
    "description cleaned without the option": Policy(
        ["-t", "StudyDescription", "clean_text"], NOTHING),
    "clean-structured-content": option("clean-structured-content"),
    "clean-graphics": Policy(["--option", "clean-graphics"], BASIC, ("clean-graphics",)),
    "all that is cleaned": Policy(CLEANING, ("YES", "REMOVED", {"113100", "113104", "113105"}),
                                  CLEANED),
    "all that is cleaned, retained too": Policy(
        [*CLEANING, *retaining("retain-uids", "retain-full-dates", "retain-device-identity",
                               "retain-institution-identity", "retain-patient-characteristics")],
        ("YES", "UNMODIFIED", {"113100", "113104", "113105", "113106", "113108", "113109", "113110",
                               "113112"}),
        (*CLEANED, "retain-uids", "retain-full-dates", "retain-device-identity",
         "retain-institution-identity", "retain-patient-characteristics")),
    "all that is cleaned, dates moved": Policy(
        [*CLEANING, "--option", "retain-modified-dates"],
        ("YES", "MODIFIED", {"113100", "113104", "113105", "113107"}),
        (*CLEANED, "retain-modified-dates"), needs_key=True),
    "all that is cleaned, no supplement": Policy(
        [*CLEANING, "--no-supplement"], ("YES", None, {"113100", "113104", "113105"}), CLEANED),
    "no supplement": Policy(["--no-supplement"], ("YES", None, {"113100"})),
    "description kept": Policy(["-t", "StudyDescription", "keep"], NOTHING),
    "date kept": Policy(["-t", "StudyDate", "keep"], (None, None, set())),
    "unknown kept": Policy(["-t", "(0008,9FF1)", "keep"], (None, None, set())),
    "full dates, one removed": Policy(
        ["--option", "retain-full-dates", "-t", "StudyDate", "delete"], ("YES", None, {"113100"}),
        ("retain-full-dates",)),
    "no supplement, full dates": Policy(
        ["--no-supplement", "--option", "retain-full-dates"],
        ("YES", "UNMODIFIED", {"113100", "113106"}), ("retain-full-dates",)),
    "saying of pixels deleted": Policy(["-t", "(0028,0301)", "delete"], BASIC),
    "few unknown kept": Policy(["-t", "(0066,001x)", "keep"], (None, None, set())),
    "few unknown kept, others": Policy(["-t", "(300A,063x)", "keep"], (None, None, set())),
    "dates moved on": Policy(
        ["--option", "retain-modified-dates", "--date-shift-days=-5:-1"],
        ("YES", "MODIFIED", {"113100", "113107"}), ("retain-modified-dates",), needs_key=True),
    "time moved by a rule": Policy(["-t", "StudyTime", "shift_date"], (None, None, set()),
                                   needs_key=True),
    "codes left by a rule, name kept": Policy(
        ["-t", "(0012,0064)", "replace_UID", "-t", "PatientName", "keep"], NOTHING),
    "UIDs kept, one replaced": Policy(
        ["--option", "retain-uids", "-t", "StudyInstanceUID", "replace_UID"],
        ("YES", "REMOVED", {"113100"}), ("retain-uids",)),
}


def corpus():
    if not CORPUS:
        return []
    with open(pathlib.Path(CORPUS, "MANIFEST.tsv"), encoding="utf-8") as table:
        paths = [pathlib.Path(CORPUS, row["path"])
                 for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)]
    return [path for path in paths if path.exists() and path.stat().st_size < MOST]


@functools.cache
def inputs():
    """A folder of files; it goes with the process."""
    holder = tempfile.TemporaryDirectory(prefix="marks_")
    folder = pathlib.Path(holder.name, "in")
    folder.mkdir()
    for name, more in CONTENTS.items():
        for number, syntax in enumerate(SYNTAXES):
            if name.startswith("described"):
                more = more + DESCRIBED
            tags = {one.tag for one in more}
            if name in WITHOUT_DATES:
                tags |= {DATE.tag, TIME.tag}
            whole = [one for one in PATIENT if one.tag not in tags] + more
            (folder / f"{name}_{number}").write_bytes(dicom_writer.part10(
                whole, syntax, sop_class=CT, instance="1.2.3.4", meta=META))
    for one in checks.book().inputs:
        (folder / one.name).write_bytes(one.content)
    for number, path in enumerate(corpus()):
        shutil.copyfile(path, folder / f"corpus_{number}")
    return holder, folder


def outputs(policy, folder):
    holder, source = inputs()
    arguments = list(policy.arguments)
    if policy.needs_key:
        key = pathlib.Path(holder.name, "key")
        if not key.exists():
            subprocess.run([PROGRAM, "--new-key", str(key)], check=True)
        arguments += ["--key-file", str(key)]
    subprocess.run([PROGRAM, str(source), str(folder), "--quiet", "--edition", LATEST, *arguments],
                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                   timeout=600, check=False)
    return source


@functools.cache
def read_input(path):
    return marks.read(path)


class Marks(unittest.TestCase):
    def judge(self, name):
        policy = POLICIES[name]
        wrong, judged = [], 0
        with tempfile.TemporaryDirectory() as place:
            target = pathlib.Path(place, "out")
            source = outputs(policy, target)
            for path in sorted(target.iterdir()):
                try:
                    judge = marks.Judge(read_input(source / path.name), marks.read(path), LATEST,
                                        policy.options, policy.named)
                except Exception:  # pydicom throws what it likes at what no reader has to read
                    continue
                judged += 1
                wrong += [f"{path.name}: {mark} [{marks.demands()[mark]}] but {where}"
                          for mark, where in judge.false_marks()]
                if path.name.startswith("plain_"):
                    said = judge.claims
                    self.assertEqual((said.identity, said.temporal, said.codes), policy.plain,
                                     f"of {path.name}")
        self.assertGreater(judged, len(CONTENTS) * len(SYNTAXES))
        self.assertEqual(wrong[:SHOWN], [], f"{len(wrong)} in all")

    def test_the_judge_sees_what_is_not_so(self):
        """Every sentence has a judge that fails where an output is its input with that mark."""
        _, source = inputs()
        before = read_input(source / "content_1")
        for mark, options in (("YES", ()), ("113100", ()), ("REMOVED", ()),
                              ("MODIFIED", ("retain-modified-dates",)),
                              ("113107", ("retain-modified-dates",))):
            after = marks.read(source / "content_1")
            self.put(after, mark)
            found = {one for one, _ in marks.Judge(before, after, LATEST, options).false_marks()}
            self.assertIn(mark, found)
        for mark, options in (("UNMODIFIED", ("retain-full-dates",)),
                              ("113106", ("retain-full-dates",)), ("113110", ("retain-uids",)),
                              ("113108", ("retain-patient-characteristics",)),
                              ("113109", ("retain-device-identity",)),
                              ("113112", ("retain-institution-identity",))):
            after = marks.read(source / "content_1")
            for tag in (0x00100040, 0x00181000, 0x0020000D, 0x00080080):
                del after[tag]
            after[0x0040A730][0][0x0040A730][0][0x0040A120].value = "19000101"
            self.put(after, mark)
            found = {one for one, _ in marks.Judge(before, after, LATEST, options).false_marks()}
            self.assertIn(mark, found)
        described = read_input(source / "described_1")
        after = marks.read(source / "described_1")
        self.put(after, "113105")
        found = {where for one, where in marks.Judge(described, after, LATEST,
                                                     ("clean-descriptors",)).false_marks()
                 if one == "113105"}
        self.assertEqual(found, {
            "00081030", "00081080", "00081084/00080104", "00081140/00081030", "00081140/00400254",
            "00102110", "0016002B", "00204000", "0040A160", "04000565"})
        for name, mark, options, wanted in (
                ("plain_1", "113103", ("clean-graphics",), {"there were no graphics"}),
                ("described_graphics_1", "113103", ("clean-graphics",),
                 {"00700001/00700002", "00700001/00700008/00700006",
                  "00700001/00700008/00700231/00700227", "00700001/00700008/00700231/00700229",
                  "60000045", "60020045", "00081140/60000045", "00700060/00700002",
                  "00700060/00700068", "60000022", "60001500", "60020022", "60021500",
                  "00081140/60000022", "00081140/60001500", "curve: 50003000",
                  *(f"overlay of graphics: {around}{number:04X}"
                    for around in ("6002", "00081140/6000")
                    for number in (0x10, 0x11, 0x22, 0x40, 0x45, 0x50, 0x100, 0x102, 0x1500, 0x3000))}),
                ("described_report_1", "113104", ("clean-structured-content",),
                 {"TEXT of 0040A730/0040A160", "PNAME of 0040A730/0040A123",
                  "UIDREF of 0040A730/0040A124", "DATETIME of 0040A730/0040A120",
                  "private code: 0040A730/0040A168/00080100",
                  "meaning of a private code: 0040A730/0040A168/00080104",
                  "IMAGE of 0040A730/0040A730/00081199/00081155",
                  "DATE of 00400555/0040A121"}),
                ("described_report_1", "113104", CLEANED,
                 {"0040A730/0040A160", "PNAME of 0040A730/0040A123",
                  "UIDREF of 0040A730/0040A124", "DATETIME of 0040A730/0040A120",
                  "private code: 0040A730/0040A168/00080100",
                  "meaning of a private code: 0040A730/0040A168/00080104",
                  "IMAGE of 0040A730/0040A730/00081199/00081155",
                  "DATE of 00400555/0040A121"})):
            described = read_input(source / name)
            after = marks.read(source / name)
            self.put(after, mark)
            found = {where for one, where in marks.Judge(described, after, LATEST,
                                                         options).false_marks() if one == mark}
            self.assertEqual(found, wanted, (name, options))
        terms = read_input(source / "described_terms_1")
        after = marks.read(source / "described_terms_1")
        self.put(after, "113105")
        self.assertEqual([one for one, _ in marks.Judge(terms, after, LATEST, (
            "clean-descriptors",)).false_marks()], [])
        private = read_input(source / "private_date_1")
        after = marks.read(source / "private_date_1")
        self.put(after, "113111")
        found = {one for one, _ in marks.Judge(private, after, LATEST,
                                               ("retain-safe-private",)).false_marks()}
        self.assertIn("113111", found)

    def test_the_judge_sees_pixels_and_what_is_in_private_sequences(self):
        _, source = inputs()

        def found(name, change=lambda data: None):
            after = marks.read(source / f"{name}_1")
            for one in list(marks.values_of(after)):  # nothing else is told
                if len(one.path) == 1 and one.tag not in kept:
                    del after[one.tag]
            for tag in set(after.file_meta.keys()) - kept_meta:
                del after.file_meta[tag]
            change(after)
            self.put(after, "YES")
            before = read_input(source / f"{name}_1")
            judge = marks.Judge(before, after, LATEST, ("retain-safe-private",))
            return [where for mark, where in judge.false_marks() if mark == "YES"]

        def without(tag):
            return lambda data: data.pop(tag)

        kept = {0x00280301, 0x00480010, 0x00080016, 0x00090010}
        kept_meta = marks.FILE_IDENTITY | {0x00020016, 0x0002009A}
        self.assertEqual(found("plain"), ["file meta information: 00020016",
                                          "file meta information: 0002009A"])
        kept_meta = marks.FILE_IDENTITY
        kept |= {0x00180050, 0x00180015, 0x00101010, 0x00080022, 0x00200052}
        self.assertEqual(sorted(found("free_text")),
                         ["00080022", "00081140/00280010", "00081140/00281201", "00101010",
                          "00180015", "00180050", "00200052", "0040A730/00101010",
                          "0040A730/00200052"])
        kept -= {0x00101010, 0x00080022, 0x00200052}
        self.assertEqual(found("numbers_as_text"), [])
        self.assertEqual(found("burned_in"), ["pixels: 00280301"])
        self.assertEqual(found("burned_in", without(0x00280301)), ["pixels: 00280301"])
        self.assertEqual(found("slide_label"), ["pixels: 00480010"])
        self.assertEqual(found("frame_label"), ["pixels: 00209221/00089007"])
        self.assertEqual(found("frame_label", without(0x00209221)), [])
        inner = found("public_in_private")
        for where in ("00080020", "00100010", "00081155", "00081140/00100020"):
            self.assertIn(f"00091010/{where}", inner)
        kept |= {0x00080060, 0x00180050, 0x00180060, 0x00180081}
        self.assertEqual(sorted(found("other_vr")),
                         ["00080060", "00081140/00180050", "00081140/00180060", "00180050",
                          "00180060", "00180081"])

    @staticmethod
    def put(data, mark):
        import pydicom
        if mark == "YES":
            data.PatientIdentityRemoved = "YES"
        elif mark in ("REMOVED", "MODIFIED", "UNMODIFIED"):
            data.LongitudinalTemporalInformationModified = mark
        else:
            item = pydicom.Dataset()
            item.CodeValue, item.CodingSchemeDesignator = mark, "DCM"
            data.DeidentificationMethodCodeSequence = [item]

    def test_a_file_whose_pixels_identify_can_be_refused(self):
        _, source = inputs()
        with tempfile.TemporaryDirectory() as place:
            for how, writes, warns in (("warn", True, True), ("ignore", True, False),
                                       ("refuse", False, False)):
                target = pathlib.Path(place, how)
                done = subprocess.run(
                    [PROGRAM, str(source / "burned_in_1"), str(target), "--on-burned-in", how],
                    stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                    encoding="utf-8", check=False)
                self.assertEqual(target.exists(), writes)
                self.assertEqual(done.returncode, 0 if writes else 1)
                self.assertEqual("warning: 1 with pixels" in done.stderr, warns)
                if writes:
                    self.assertEqual(marks.Claims(marks.read(target)).identity, None)
            done = subprocess.run([PROGRAM, "a", "b", "--on-burned-in", "warm"],
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, encoding="utf-8", check=False)
            self.assertEqual(done.returncode, 2)
            self.assertIn("--on-burned-in", done.stderr)


for one in POLICIES:
    setattr(Marks, "test " + one, lambda self, name=one: self.judge(name))


if __name__ == "__main__":
    unittest.main(warnings="ignore")
