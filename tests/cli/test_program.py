# SPDX-License-Identifier: BSD-3-Clause
"""The program end to end: DICOM_ANONYMIZER_PROGRAM names it, pydicom makes and judges the files."""
import json
import os
import pty
import re
import select
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.tag import Tag

PROGRAM = os.environ["DICOM_ANONYMIZER_PROGRAM"]
LAST_LINE = re.compile(r"anonymized (\d+), skipped (\d+), failed (\d+)\n\Z")
SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
DICOMDIR = "1.2.840.10008.1.3.10"
EXPLICIT = "1.2.840.10008.1.2.1"
IMPLICIT = "1.2.840.10008.1.2"


def run(*arguments, **options):
    """The finished program with its exit status and both its outputs as text."""
    options.setdefault("timeout", 60)
    return subprocess.run([PROGRAM, *map(str, arguments)], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          encoding="utf-8", errors="surrogateescape", **options)


def image(instance="1.2.3.1", syntax=EXPLICIT):
    """A small image with a sequence, private elements and a name at two depths."""
    data = Dataset()
    data.SOPClassUID = SECONDARY_CAPTURE
    data.SOPInstanceUID = instance
    data.StudyInstanceUID = "1.2.3"
    data.SeriesInstanceUID = "1.2.3.0"
    data.StudyDate = "19990701"
    data.Modality = "OT"
    data.StudyDescription = "Canary study"
    data.PatientName = "Canary^Yellow"
    data.PatientID = "CanaryId"
    data.PatientBirthDate = "19700102"
    data.PatientComments = "Canary comment"
    data.AccessionNumber = "CanaryNumber"[:16]
    inner = Dataset()
    inner.PatientName = "Canary^Nested"
    inner.ReferencedSOPInstanceUID = instance
    data.ReferencedImageSequence = Sequence([inner])
    block = data.private_block(0x0019, "ACME 1.0", create=True)
    block.add_new(0x0C, "LO", "Canary private")
    data.Rows = data.Columns = 2
    data.BitsAllocated = data.BitsStored = 8
    data.HighBit = 7
    data.PixelRepresentation = 0
    data.SamplesPerPixel = 1
    data.PhotometricInterpretation = "MONOCHROME2"
    data.PixelData = b"\x01\x02\x03\x04"
    return with_meta(data, SECONDARY_CAPTURE, instance, syntax)


def with_meta(data, sop_class, instance, syntax=EXPLICIT):
    data.file_meta = FileMetaDataset()
    data.file_meta.MediaStorageSOPClassUID = sop_class
    data.file_meta.MediaStorageSOPInstanceUID = instance
    data.file_meta.TransferSyntaxUID = syntax
    data.is_little_endian = True
    data.is_implicit_VR = syntax == IMPLICIT
    return data


def save(data, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    data.save_as(path, write_like_original=False)
    return path


class ProgramTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.here = Path(self.folder.name).resolve()
        self.source = self.here / "in"
        self.target = self.here / "out"
        self.source.mkdir()

    def write_rules(self, rules):
        path = self.here / "rules.json"
        path.write_text(rules if isinstance(rules, str) else json.dumps(rules), encoding="utf-8")
        return path

    def names(self, folder=None):
        folder = folder or self.here
        return sorted(str(one.relative_to(folder)) for one in folder.rglob("*"))

    def check(self, done, status, counts):
        self.assertEqual(done.returncode, status, done.stderr)
        match = LAST_LINE.search(done.stdout)
        self.assertIsNotNone(match, done.stdout)
        self.assertEqual(tuple(map(int, match.groups())), counts)
        self.assertNotIn("Canary", done.stdout + done.stderr)

    def refused(self, *arguments):
        """The message of a wrong usage, after which nothing is changed."""
        before = self.names()
        done = run(*arguments)
        self.assertEqual(done.returncode, 2, (arguments, done.stderr))
        self.assertEqual(done.stdout, "")
        self.assertTrue(done.stderr.startswith("dicom-anonymizer: "), done.stderr)
        self.assertNotIn("Canary", done.stderr)
        self.assertEqual(self.names(), before)
        return done.stderr

    def anonymized(self, *options, data=None):
        """One data set after the program has been at it."""
        save(data or image(), self.source / "a.dcm")
        target = self.here / "a.out.dcm"
        self.check(run(self.source / "a.dcm", target, *options), 0, (1, 0, 0))
        return pydicom.dcmread(target)


class Paths(ProgramTest):
    def test_file_to_file(self):
        result = self.anonymized()
        self.assertEqual(str(result.PatientName), "")
        self.assertNotIn("Canary", str(result))
        self.assertEqual(result.PixelData, b"\x01\x02\x03\x04")
        original = pydicom.dcmread(self.source / "a.dcm")
        self.assertEqual(str(original.PatientName), "Canary^Yellow")

    def test_an_existing_output_file_is_replaced(self):
        (self.here / "a.out.dcm").write_text("old")
        self.assertEqual(str(self.anonymized().PatientName), "")

    def test_file_into_an_existing_folder(self):
        save(image(), self.source / "a.dcm")
        self.target.mkdir()
        self.check(run(self.source / "a.dcm", self.target), 0, (1, 0, 0))
        self.assertEqual(self.names(self.target), ["a.dcm"])
        self.check(run(self.source / "a.dcm", f"{self.target}/"), 0, (1, 0, 0))

    def test_a_bare_name_is_in_the_current_folder(self):
        save(image(), self.here / "a.dcm")
        self.check(run("a.dcm", "b.dcm", cwd=self.here), 0, (1, 0, 0))
        self.assertIn("b.dcm", self.names())

    def test_folder_to_folder_is_a_mirror_with_linked_uids(self):
        save(image("1.2.3.1"), self.source / "a.dcm")
        save(image("1.2.3.2"), self.source / "deep" / "er" / "b")
        (self.source / "deep" / "notes.txt").write_text("Canary was here")
        done = run(self.source, self.target / "new")
        self.check(done, 0, (2, 1, 0))
        self.assertEqual(self.names(self.target / "new"), ["a.dcm", "deep", "deep/er", "deep/er/b"])
        first = pydicom.dcmread(self.target / "new" / "a.dcm")
        second = pydicom.dcmread(self.target / "new" / "deep" / "er" / "b")
        self.assertEqual(first.StudyInstanceUID, second.StudyInstanceUID)
        self.assertNotEqual(first.SOPInstanceUID, second.SOPInstanceUID)
        self.assertTrue(first.SOPInstanceUID.startswith("2.25."))
        self.assertEqual(first.file_meta.MediaStorageSOPInstanceUID, first.SOPInstanceUID)
        self.assertEqual(first.SOPClassUID, SECONDARY_CAPTURE)

    def test_every_number_of_jobs_gives_the_same_files(self):
        for i in range(20):
            save(image(f"1.2.3.{i + 1}"), self.source / str(i))
        for jobs in ("-j1", "-j2", "-j0", "-j64"):
            target = self.here / jobs
            self.check(run(self.source, target, jobs), 0, (20, 0, 0))
            self.assertEqual(self.names(target), self.names(self.source))

    def test_wrong_pairs_are_refused(self):
        save(image(), self.source / "a.dcm")
        (self.source / "sub").mkdir()
        (self.here / "file").write_text("x")
        (self.here / "link").symlink_to(self.source)
        (self.here / "link.dcm").symlink_to(self.source / "a.dcm")
        os.link(self.source / "a.dcm", self.here / "twin.dcm")
        source, one = self.source, self.source / "a.dcm"
        for first, second in ((source, source), (source, f"{source}/"), (source, source / "new"),
                              (source, source / "sub"), (source, self.here / "link"),
                              (source, self.here / "link" / "new"),
                              (source, f"{self.here}/missing/../in/new"), (self.here / "link", source),
                              (f"{source}/", source), (self.here, self.target),
                              (source, self.here / "file"), (source, self.here / "file" / "below"),
                              (one, one), (one, source), (one, f"{source}/sub/../a.dcm"),
                              (one, self.here / "link.dcm"), (one, self.here / "twin.dcm"),
                              (self.here / "link.dcm", one), (one, f"{self.target}/"),
                              (one, self.target / "a.dcm"), (one, "/dev/null"),
                              (self.here / "missing", self.target), ("/dev/null", self.target),
                              ("", self.target), (source, "")):
            with self.subTest(input=str(first), output=str(second)):
                self.refused(first, second)
        self.assertIn(str(self.here / "missing"), self.refused(self.here / "missing", self.target))

    def test_an_output_that_would_land_in_the_input_is_refused(self):
        save(image(), self.target / "study" / "study" / "a.dcm")
        self.refused(self.target / "study", self.target)

    def test_a_relative_way_into_the_input_is_refused(self):
        save(image(), self.source / "a.dcm")
        for arguments in ((".", "new"), (".", "."), ("../in", "new"), ("a.dcm", "."),
                          ("a.dcm", "./a.dcm"), ("./", "../in")):
            with self.subTest(arguments=arguments):
                done = run(*arguments, cwd=self.source)
                self.assertEqual(done.returncode, 2)
                self.assertEqual(self.names(self.source), ["a.dcm"])

    def test_the_folder_that_holds_the_input_may_be_the_output(self):
        save(image(), self.source / "deep" / "a.dcm")
        self.check(run(self.source / "deep", self.source), 0, (1, 0, 0))
        self.assertEqual(self.names(self.source), ["a.dcm", "deep", "deep/a.dcm"])

    def test_what_may_not_be_read_or_made_is_refused(self):
        path = save(image(), self.source / "a.dcm")
        path.chmod(0)
        self.here.chmod(0o755)
        folder = self.here / "closed"
        folder.mkdir(mode=0o700)
        folder.chmod(0)
        nobody = {"user": 65534} if os.geteuid() == 0 else {}
        for arguments in ((path, self.here / "b.dcm"), (folder, self.target),
                          (self.source, self.here / "closed" / "new")):
            with self.subTest(arguments=arguments):
                try:
                    done = run(*arguments, **nobody)
                except PermissionError:
                    self.skipTest("nobody may not run the program")
                self.assertEqual(done.returncode, 2, done.stderr)
                self.assertTrue(done.stderr.startswith("dicom-anonymizer: "))


class Rules(ProgramTest):
    def test_t_stands_anywhere_and_takes_its_arguments_verbatim(self):
        path = save(image(), self.source / "a.dcm")
        rules = ["-t", "(0x0008, 0x0020)", "regexp", "0701$", "0000",
                 "-t", "PatientName", "replace_with_value", "-t"]
        for i, arguments in enumerate(([path, "OUT", *rules], [*rules, path, "OUT"],
                                       [path, *rules, "OUT", "--quiet"])):
            target = self.here / f"{i}.dcm"
            self.check(run(*[target if one == "OUT" else one for one in arguments]), 0, (1, 0, 0))
            result = pydicom.dcmread(target)
            self.assertEqual(result.StudyDate, "19990000")
            self.assertEqual(str(result.PatientName), "-t")
            self.assertEqual(result.ReferencedImageSequence[0].PatientName, "-t")

    def test_of_two_t_the_later_wins(self):
        result = self.anonymized("-t", "PatientID", "keep", "-t", "(0010,0020)", "delete")
        self.assertNotIn("PatientID", result)
        result = self.anonymized("-t", "(0010,0020)", "delete", "-t", "PatientID", "keep")
        self.assertEqual(result.PatientID, "CanaryId")

    def test_a_dictionary_in_the_packages_form(self):
        rules = self.write_rules({
            "(0x0010, 0x0010)": "keep",
            "(0x0008, 0x0020)": {"action": "regexp", "find": "0701$", "replace": "0000"},
            "(0x0010, 0x4000)": {"action": "replace_with_value", "value": "nothing"},
            "(0x0028, 0x0000, 0xFFFF, 0x0000)": "delete",
        })
        result = self.anonymized("--dictionary", rules)
        self.assertEqual(str(result.PatientName), "Canary^Yellow")
        self.assertEqual(result.ReferencedImageSequence[0].PatientName, "Canary^Nested")
        self.assertEqual(result.StudyDate, "19990000")
        self.assertEqual(result.PatientComments, "nothing")
        self.assertNotIn("Rows", result)
        self.assertEqual(result.PatientID, "")

    def test_every_action_in_a_dictionary(self):
        rules = {
            "(0008,0050)": ("keep", "CanaryNumber"),
            "(0008,1030)": ("delete", None),
            "(0010,0020)": ("empty", ""),
            "(0010,4000)": ("replace", "ANONYMIZED"),
            "(0020,000D)": ("replace_UID", re.compile(r"2\.25\.\d+")),
            "(0010,0010)": ("empty_or_replace", "ANONYMIZED"),
            "(0008,0060)": ("delete_or_empty", ""),
            "(0010,0030)": ("delete_or_replace", "00010101"),
            "(0008,0020)": ("delete_or_empty_or_replace", "00010101"),
            "(0020,000E)": ("delete_or_empty_or_replace_UID", re.compile(r"2\.25\.\d+")),
            "(0008,0005)": ("keep", "ISO_IR 100"),
            "(0008,0070)": ("deleteOrEmptyOrReplace", "ANONYMIZED"),
            "(0008,0080)": ({"action": "regexp", "find": "(\\w+) (\\w+)", "replace": "\\2 \\1"},
                            "House Great"),
            "(0018,0050)": ({"action": "replace_with_value", "value": 1.50}, "1.5"),
        }
        data = image()
        data.SpecificCharacterSet = "ISO_IR 100"
        data.Manufacturer = "Canary"
        data.InstitutionName = "Great House"
        data.SliceThickness = "3"
        path = self.write_rules({key: action for key, (action, _) in rules.items()})
        result = self.anonymized("--dictionary", path, data=data)
        for key, (action, expected) in rules.items():
            tag = Tag(key.strip("()").replace(",", ""))
            with self.subTest(action=action):
                if expected is None:
                    self.assertNotIn(tag, result)
                    continue
                self.assertIn(tag, result)
                value = str(result[tag].value if result[tag].value is not None else "")
                if isinstance(expected, str):
                    self.assertEqual(value, expected)
                else:
                    self.assertRegex(value, expected)

    def test_the_help_names_no_action_that_is_not_tested_here(self):
        tested = {"keep", "delete", "empty", "replace", "replace_UID", "empty_or_replace",
                  "delete_or_empty", "delete_or_replace", "delete_or_empty_or_replace",
                  "delete_or_empty_or_replace_UID", "deleteOrEmptyOrReplace", "regexp",
                  "replace_with_value"}
        listed = run("--help").stdout.split("Actions:\n")[1].split("\n\n")[0]
        self.assertEqual({line.split()[0] for line in listed.splitlines()}, tested)

    def test_precedence(self):
        rules = self.write_rules({"PatientName": {"action": "replace_with_value", "value": "file"},
                                  "PatientID": {"action": "replace_with_value", "value": "file"},
                                  "(0019,xxxx)": "keep", "(0021,xxxx)": "delete"})
        data = image()
        data.private_block(0x0021, "ACME 2.0", create=True).add_new(1, "LO", "second")
        data.private_block(0x0023, "ACME 3.0", create=True).add_new(1, "LO", "third")
        arguments = ["--edition", "2024b", "--dictionary", rules, "--keepPrivateTags",
                     "-t", "PatientName", "replace_with_value", "line"]
        result = self.anonymized(*arguments, data=data)
        self.assertEqual(str(result.PatientName), "line")
        self.assertEqual(result.PatientID, "file")
        self.assertEqual(result.PatientBirthDate, "")
        self.assertEqual(result.private_block(0x0019, "ACME 1.0")[0x0C].value, "Canary private")
        self.assertEqual(result.private_block(0x0023, "ACME 3.0")[0x01].value, "third")
        self.assertFalse([one for one in result if one.tag.group == 0x0021])

    def test_private_elements_go_unless_they_are_kept(self):
        self.assertFalse([one for one in self.anonymized() if one.tag.is_private])
        kept = self.anonymized("--keepPrivateTags")
        self.assertEqual(kept.private_block(0x0019, "ACME 1.0")[0x0C].value, "Canary private")
        one = self.anonymized("-t", '(0019,"ACME 1.0",0C)', "keep")
        self.assertEqual(one.private_block(0x0019, "ACME 1.0")[0x0C].value, "Canary private")
        other = self.anonymized("-t", '(0019,"ACME 9.9",0C)', "keep")
        self.assertFalse([one for one in other if one.tag.is_private])

    def test_editions_differ(self):
        self.assertEqual(self.anonymized().PatientID, "")
        self.assertEqual(self.anonymized("--edition", "2023e").PatientID, "")
        self.assertEqual(self.anonymized("--edition", "dicomfields_2023").PatientID, "")
        self.assertEqual(self.anonymized("--edition", "2024b").PatientID, "ANONYMIZED")
        self.assertEqual(self.anonymized("--edition=dicomfields_2024b").PatientID, "ANONYMIZED")

    def test_a_dicomdir_with_a_rule_is_anonymized(self):
        data = with_meta(Dataset(), DICOMDIR, "1.2.3.9")
        data.FileSetID = "SET"
        data.DirectoryRecordSequence = Sequence([image()])
        save(data, self.source / "DICOMDIR")
        done = run(self.source, self.target, "-t", "DirectoryRecordSequence", "delete")
        self.check(done, 0, (1, 0, 0))
        written = (self.target / "DICOMDIR").read_bytes()
        self.assertNotIn(b"\x04\x00\x20\x12", written)
        self.assertIn(b"\x04\x00\x30\x11", written)

    def test_wrong_rules_are_refused_with_the_right_name(self):
        save(image(), self.source / "a.dcm")
        paths = (self.source, self.target)
        self.assertIn("'delete'", self.refused(*paths, "-t", "(0010,0010)", "delte"))
        self.assertIn("'PatientName'", self.refused(*paths, "-t", "PatientsName", "keep"))
        self.assertIn("find", self.refused(*paths, "-t", "(0010,0010)", "regexp", "a"))
        self.refused(*paths, "-t", "(0010,0010)", "regexp", "(", "b")
        self.refused(*paths, "-t", "(0010,0010)")
        self.refused(*paths, "-t")
        self.assertIn("2024b", self.refused(*paths, "--edition", "2024"))
        self.assertIn("no.json", self.refused(*paths, "--dictionary", self.here / "no.json"))

    def test_wrong_dictionaries_are_refused_with_the_place(self):
        save(image(), self.source / "a.dcm")
        for rules, words in (
                ('{\n"(0010,0010)": "keep",\n}', ("rules.json", "line 3")),
                ('["keep"]', ("rules.json", "not an object")),
                ({"(0010,00": "keep"}, ("(0010,00",)),
                ({"(0010,0010)": "delte"}, ("(0010,0010)", "delte", "delete")),
                ({"(0010,0010)": {"action": "regexp", "find": "a"}}, ("(0010,0010)", "replace")),
                ({"(0010,0010)": {"action": "regexp", "find": "(", "replace": ""}}, ("(0010,0010)",)),
                ({"(0010,0010)": {"find": "a"}}, ("(0010,0010)", "action")),
                ({"(0010,0010)": 7}, ("(0010,0010)",)),
                ('{"(0010,0010)": "keep", "(0010,0010)": "empty"}', ("(0010,0010)", "twice")),
                ("[" * 100000, ("rules.json",))):
            with self.subTest(words=words):
                message = self.refused(self.source, self.target, "--dictionary",
                                       self.write_rules(rules))
                for word in words:
                    self.assertIn(word, message)

    def test_an_image_given_as_dictionary_is_not_quoted(self):
        path = save(image(), self.source / "a.dcm")
        self.refused(self.source, self.target, "--dictionary", path)
        model = self.write_rules(json.dumps({"00100010": {"vr": "PN", "Value": ["Canary"]}}))
        self.refused(self.source, self.target, "--dictionary", model)


class Outcomes(ProgramTest):
    def damaged(self, path):
        whole = save(image(), path).read_bytes()
        path.write_bytes(whole[:whole.index(b"Canary^Yellow") + 6])

    def test_nothing_to_do_is_no_failure(self):
        self.check(run(self.source, self.target), 0, (0, 0, 0))

    def test_a_dicomdir_is_skipped_by_name(self):
        data = with_meta(Dataset(), DICOMDIR, "1.2.3.9")
        data.FileSetID = "CanarySet"
        data.DirectoryRecordSequence = Sequence([image()])
        save(data, self.source / "DICOMDIR")
        save(image(), self.source / "a")
        for options in ((), ("--quiet",)):
            done = run(self.source, self.target, *options)
            self.check(done, 0, (1, 1, 0))
            self.assertIn(f"skipped: {self.source / 'DICOMDIR'}: ", done.stderr)
            self.assertIn("(0004,1220)", done.stderr)
            self.assertEqual(self.names(self.target), ["a"])

    def test_failures_are_named_and_stop_nothing(self):
        save(image(), self.source / "a")
        self.damaged(self.source / "b")
        save(image("1.2.3.2"), self.source / "c")
        done = run(self.source, self.target)
        self.check(done, 1, (2, 0, 1))
        self.assertIn(f"failed: {self.source / 'b'}: ", done.stderr)
        self.assertIn("(0010,0010)", done.stderr)
        self.assertEqual(self.names(self.target), ["a", "c"])

    def test_one_file_that_cannot_be_done_fails(self):
        (self.source / "text").write_text("Canary was here")
        (self.source / "empty").write_bytes(b"")
        self.damaged(self.source / "damaged")
        for name in ("text", "empty", "damaged"):
            done = run(self.source / name, self.target)
            self.check(done, 1, (0, 0, 1))
            self.assertIn(f"failed: {self.source / name}: ", done.stderr)
            self.assertFalse(self.target.exists())
            self.assertEqual(sorted(self.names(self.source)), ["damaged", "empty", "text"])

    def test_values_are_never_printed(self):
        texts = {
            "AE": "CanaryAE", "CS": "CANARY", "LO": "Canary LO", "LT": "Canary LT",
            "PN": "Canary^PN", "SH": "Canary SH", "ST": "Canary ST", "UC": "Canary UC",
            "UR": "Canary:UR", "UT": "Canary UT", "AS": "Canary", "DA": "CanaryDA",
            "DT": "CanaryDT", "TM": "CanaryTM", "DS": "424242.42", "IS": "42424242",
            "UI": "Canary.UI", "UN": "Canary UN", "OB": "CanaryOB", "OW": "CanaryOW",
        }
        actions = [["keep"], ["empty"], ["replace"], ["replace_UID"], ["delete"],
                   ["regexp", "(?i)canary", "bird"], ["regexp", "Z*", "Canary" * 3],
                   ["replace_with_value", "\U0001F426"], ["replace_with_value", "x" * 70000],
                   ["delete_or_empty_or_replace_UID"]]
        for syntax in (EXPLICIT, IMPLICIT):
            data = image(syntax=syntax)
            for i, (vr, text) in enumerate(texts.items()):
                value = text.encode() if vr in ("UN", "OB", "OW") else text
                data.add_new((0x0018, 0x9F00 + i), vr, value)
                data.ReferencedImageSequence[0].add_new((0x0018, 0x9F00 + i), vr, value)
            whole = save(data, self.source / "whole").read_bytes()
            # The same element twice makes GDCM print both.
            start = whole.index(b"\x10\x00\x10\x00")
            end = whole.index(b"\x10\x00\x20\x00")
            (self.source / "twice").write_bytes(whole[:end] + whole[start:end] + whole[end:])
            for cut in range(140, len(whole), 37):
                (self.source / f"cut{cut}").write_bytes(whole[:cut])
            for action in actions:
                with self.subTest(syntax=syntax, action=action[0]):
                    done = run(self.source, self.target, "-t", "(0018,9Fxx)", *action,
                               "-t", "(0010,xxxx)", *action)
                    self.assertIn(done.returncode, (0, 1))
                    self.assertIsNotNone(LAST_LINE.search(done.stdout))
                    self.assertNotRegex(done.stdout + done.stderr, "(?i)canary|4242|bird|xxx")
                    for i in range(len(texts)):
                        one = run(self.source / "whole", self.target / "whole",
                                  "-t", f"(0018,9F{i:02X})", *action)
                        self.assertIn(one.returncode, (0, 1))
                        self.assertNotRegex(one.stdout + one.stderr, "(?i)canary|4242|bird|xxx")

    def test_a_file_name_cannot_steer_the_terminal(self):
        self.damaged(self.source / "a\x1b[2J\nb")
        done = run(self.source, self.target)
        self.check(done, 1, (0, 0, 1))
        self.assertNotIn("\x1b", done.stderr)
        self.assertIn("a\\x1B[2J\\x0Ab", done.stderr)

    def test_a_last_line_that_cannot_be_written_is_told_and_survived(self):
        save(image(), self.source / "a")
        with open("/dev/full", "w") as full:
            done = subprocess.run([PROGRAM, self.source, self.target], stdout=full, stderr=full,
                                  timeout=60)
        self.assertEqual(done.returncode, 1)  # the last line is lost, and that is told
        self.assertEqual(self.names(self.target), ["a"])


class Talk(ProgramTest):
    def test_help(self):
        for option in ("-h", "--help"):
            done = run(option)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            for word in ("INPUT", "OUTPUT", "-t TAG ACTION [ARG...]", "--dictionary FILE.json",
                         "--keepPrivateTags", "--edition NAME", "-j N", "--quiet", "-v,--version",
                         "-h,--help", "regexp FIND REPLACE", "2023e (default)", "2026d"):
                self.assertIn(word, done.stdout)

    def test_version(self):
        for option in ("-v", "--version"):
            done = run(option)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertRegex(done.stdout, r"\Adicom-anonymizer \d+\.\d+\.\d+\n\Z")

    def test_wrong_usage(self):
        save(image(), self.source / "a.dcm")
        for arguments in ((), (self.source,), (self.source, self.target, "more"),
                          (self.source, self.target, "--quite"), (self.source, self.target, "-x"),
                          (self.source, self.target, "-j"), (self.source, self.target, "-j", "-1"),
                          (self.source, self.target, "-j", "two"),
                          (self.source, self.target, "-j", "1000000"),
                          (self.source, self.target, "--edition"),
                          (self.source, self.target, "--dictionary")):
            with self.subTest(arguments=arguments[2:]):
                self.refused(*arguments)
        self.assertIn("'--quiet'", self.refused(self.source, self.target, "--quite"))

    def test_a_log_gets_calm_lines(self):
        for i in range(100):
            save(image(f"1.2.3.{i + 1}"), self.source / str(i))
        done = run(self.source, self.target)
        self.check(done, 0, (100, 0, 0))
        self.assertEqual(done.stdout, "anonymized 100, skipped 0, failed 0\n")
        lines = done.stderr.splitlines()
        self.assertEqual(len(lines), 10)
        self.assertTrue(lines[-1].startswith("100 of 100 files"))
        self.assertNotRegex(done.stderr, "[\r\x1b]")

    def test_quiet(self):
        save(image(), self.source / "a")
        done = run(self.source, self.target, "--quiet")
        self.check(done, 0, (1, 0, 0))
        self.assertEqual(done.stderr, "")
        (self.source / "b").write_bytes((self.source / "a").read_bytes()[:400])
        done = run(self.source, self.target, "--quiet")
        self.check(done, 1, (1, 0, 1))
        self.assertRegex(done.stderr, r"\Afailed: .*/b: .*\n\Z")

    def on_a_terminal(self, terminal, *arguments):
        """What a terminal of 80 columns sees, and the exit status."""
        leader, follower = pty.openpty()
        environment = dict(os.environ, TERM=terminal)
        process = subprocess.Popen([PROGRAM, *map(str, arguments)], stdin=follower,
                                   stdout=follower, stderr=follower, env=environment)
        os.close(follower)
        seen = b""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if leader not in select.select([leader], [], [], 1)[0]:
                continue
            try:
                part = os.read(leader, 65536)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            seen += part
        os.close(leader)
        return seen.decode(), process.wait(timeout=10)

    def test_a_terminal_gets_a_bar(self):
        for i in range(50):
            save(image(f"1.2.3.{i + 1}"), self.source / f"{i:02}")
        (self.source / "25").write_bytes((self.source / "25").read_bytes()[:400])
        seen, status = self.on_a_terminal("xterm", self.source, self.target)
        self.assertEqual(status, 1)
        self.assertRegex(seen, r"\r\[#*\.*\] \d+ of 50 files")
        self.assertIn("50 of 50 files", seen)
        lines = seen.replace("\r\n", "\n").split("\n")
        self.assertEqual(lines[-1], "")
        self.assertEqual(lines[-2], "anonymized 49, skipped 0, failed 1")
        self.assertTrue(lines[-3].split("\r")[-1].startswith("[" + "#" * 10))
        failed = [line for line in lines if "failed: " in line]
        self.assertEqual(len(failed), 1)
        self.assertRegex(failed[0], r"(\A|\r\x1b\[K)failed: .*/25: ")
        for state in re.split(r"[\r\n]", seen.replace("\x1b[K", "")):
            if " of 50 files" in state:
                self.assertLess(len(state), 80)

    def test_a_terminal_gets_no_bar_when_quiet_or_dumb(self):
        save(image(), self.source / "a")
        seen, status = self.on_a_terminal("xterm", self.source, self.target, "--quiet")
        self.assertEqual((seen, status), ("anonymized 1, skipped 0, failed 0\r\n", 0))
        seen, status = self.on_a_terminal("dumb", self.source, self.target)
        self.assertEqual(status, 0)
        self.assertNotIn("\x1b", seen)
        self.assertIn("1 of 1 files", seen)


if __name__ == "__main__":
    unittest.main(warnings="ignore")  # pydicom's, about the values that are wrong on purpose
