# SPDX-License-Identifier: BSD-3-Clause
"""The program end to end: DICOM_ANONYMIZER_PROGRAM names it, pydicom makes and judges the files."""
import itertools
import json
import os
import pty
import re
import select
import string
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
    """A small image with a sequence, private elements and a name at two depths.

    "Canary" is the patient's name, which goes from every text that stays; "Canarybird" is another
    word, which stays where a text does.
    """
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
    block.add_new(0x0C, "LO", "Canarybird private")
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
            "(0010,0030)": ("delete_or_replace", "19000101"),
            "(0008,0020)": ("delete_or_empty_or_replace", "19000101"),
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

    def test_values_that_vr_or_vm_do_not_allow_are_refused_or_counted(self):
        save(image(), self.source / "a.dcm")
        target = self.here / "a.out.dcm"
        for rule, attribute, written in (
                (("PatientID", "replace_with_value", "A\\B"), "PatientID", ["A", "B"]),
                (("Modality", "replace_with_value", "other"), "Modality", "other"),
                (("StudyDate", "regexp", "0701$", ""), "StudyDate", "1999"),
                (("PatientComments", "regexp", "^", "x" * 70), "PatientComments", None)):
            with self.subTest(rule=rule):
                arguments = [self.source / "a.dcm", target, "-t", *rule]
                if written is None:  # LT has room for it
                    self.check(run(*arguments), 0, (1, 0, 0))
                    continue
                done = run(*arguments)
                self.check(done, 1, (0, 0, 1))
                self.assertFalse(target.exists())
                done = run(*arguments, "--allow-invalid")
                self.check(done, 0, (1, 0, 0))
                self.assertIn("1 elements got a value", done.stderr)
                self.assertEqual(pydicom.dcmread(target)[attribute].value, written)
                target.unlink()

    def test_the_help_names_no_action_that_is_not_tested_here(self):
        tested = {"keep", "delete", "empty", "replace", "replace_UID", "empty_or_replace",
                  "delete_or_empty", "delete_or_replace", "delete_or_empty_or_replace",
                  "delete_or_empty_or_replace_UID", "deleteOrEmptyOrReplace", "regexp",
                  "replace_with_value", "clean_text",  # test_words.py
                  "shift_date", "pseudonymize", "pseudonymize_as"}  # test_keyed.py
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
        self.assertEqual(result.private_block(0x0019, "ACME 1.0")[0x0C].value, "Canarybird private")
        self.assertEqual(result.private_block(0x0023, "ACME 3.0")[0x01].value, "third")
        self.assertFalse([one for one in result if one.tag.group == 0x0021])

    def test_private_elements_go_unless_they_are_kept(self):
        self.assertFalse([one for one in self.anonymized() if one.tag.is_private])
        kept = self.anonymized("--keepPrivateTags")
        self.assertEqual(kept.private_block(0x0019, "ACME 1.0")[0x0C].value, "Canarybird private")
        one = self.anonymized("-t", '(0019,"ACME 1.0",0C)', "keep")
        self.assertEqual(one.private_block(0x0019, "ACME 1.0")[0x0C].value, "Canarybird private")
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
                ("[" * 100000, ("rules.json",))):
            with self.subTest(words=words):
                message = self.refused(self.source, self.target, "--dictionary",
                                       self.write_rules(rules))
                for word in words:
                    self.assertIn(word, message)

    def test_what_the_python_package_takes_is_taken(self):
        data = image()
        block = data.private_block(0x2001, "ACME 2.0", create=True)
        block.add_new(0x01, "LO", "Canarybird kept")
        data.OtherPatientNames = "Canary^Other"
        save(data, self.source / "a.dcm")
        rules = self.write_rules(
            '{"(0x0010, 0x0010)": "keep",\n"(0x2001, 0x1001, 0xFFFF, 0xFF00)": "keep",\n'
            '"(16, 0x1001,)": {"action": "replace_with_value", "value": ["Roe^A", "Roe^B"]},\n'
            '"(16, 48)": {"action": "replace_with_value", "value": null},\n'
            '"(0x0010, 16)": {"action": "regexp", "find": "(?a)\\\\w+", "replace": "w"}}')
        done = run(self.source, self.target, "--dict", rules, "--edi", "2024b")
        self.check(done, 0, (1, 0, 0))
        self.assertIn("(0010,0010) of line 1 is there again in line 5, which holds", done.stderr)
        self.assertEqual(done.stderr.count("warning: "), 1)
        result = pydicom.dcmread(self.target / "a.dcm")
        self.assertEqual(str(result.PatientName), "w^w")
        self.assertEqual(result[0x2001, 0x1001].value, "Canarybird kept")
        self.assertEqual([str(one) for one in result.OtherPatientNames], ["Roe^A", "Roe^B"])
        self.assertEqual(result.PatientBirthDate, "")

    def test_an_image_given_as_dictionary_is_not_quoted(self):
        path = save(image(), self.source / "a.dcm")
        self.refused(self.source, self.target, "--dictionary", path)
        model = self.write_rules(json.dumps({"00100010": {"vr": "PN", "Value": ["Canary"]}}))
        self.refused(self.source, self.target, "--dictionary", model)


class Profile(ProgramTest):
    """What PS3.15 Annex E asks for besides the table."""

    CODES = {"retain-safe-private": "113111", "retain-uids": "113110",
             "retain-device-identity": "113109", "retain-institution-identity": "113112",
             "retain-patient-characteristics": "113108", "retain-full-dates": "113106"}

    def codes(self, result):
        items = result.get("DeidentificationMethodCodeSequence", [])
        for item in items:
            self.assertEqual(item.CodingSchemeDesignator, "DCM")
            self.assertTrue(item.CodeMeaning)
        return [item.CodeValue for item in items]

    def test_the_output_says_what_was_done(self):
        for syntax in (EXPLICIT, IMPLICIT, "1.2.840.10008.1.2.1.99"):
            with self.subTest(syntax=syntax):
                result = self.anonymized("--edition", "2026d", data=image(syntax=syntax))
                self.assertEqual(result.PatientIdentityRemoved, "YES")
                self.assertEqual(result.DeidentificationMethod, "dicom_anonymizer: PS3.15 2026d")
                self.assertEqual(self.codes(result), ["113100"])
                self.assertEqual(result.LongitudinalTemporalInformationModified, "REMOVED")

    def test_what_others_said_before_stays(self):
        data = image()
        data.PatientIdentityRemoved = "NO"
        data.DeidentificationMethod = ["first", "second"]
        item = Dataset()
        item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = "1", "99X", "other"
        data.DeidentificationMethodCodeSequence = Sequence([item])
        data.LongitudinalTemporalInformationModified = "MODIFIED"
        save(data, self.source / "a.dcm")
        one, two = self.here / "one.dcm", self.here / "two.dcm"
        self.check(run(self.source / "a.dcm", one, "--option", "retain-full-dates"), 0, (1, 0, 0))
        self.check(run(one, two, "--option", "retain-full-dates"), 0, (1, 0, 0))
        for path in (one, two):
            result = pydicom.dcmread(path)
            self.assertEqual(result.PatientIdentityRemoved, "YES")
            self.assertEqual(list(result.DeidentificationMethod),
                             ["first", "second", "dicom_anonymizer: PS3.15 2023e"])
            items = result.DeidentificationMethodCodeSequence
            self.assertEqual([one.CodeValue for one in items], ["1", "113100", "113106"])
            self.assertEqual(items[0].CodingSchemeDesignator, "99X")
            self.assertEqual(result.LongitudinalTemporalInformationModified, "MODIFIED")

    def test_each_option_has_its_code(self):
        for name, code in self.CODES.items():
            with self.subTest(option=name):
                result = self.anonymized("--option", name)
                self.assertEqual(self.codes(result), ["113100", code])
        everything = [word for name in self.CODES for word in ("--option", name)]
        self.assertEqual(set(self.codes(self.anonymized(*everything))),
                         {"113100", *self.CODES.values()})

    def test_no_code_is_claimed_where_a_rule_keeps_what_the_table_removes(self):
        rules = self.write_rules({"StudyDescription": "keep"})
        for options in (("-t", "StudyDescription", "keep"), ("--dictionary", rules),
                        ("--keepPrivateTags",), ("-t", "PatientID", "regexp", "x", "y")):
            with self.subTest(options=options):
                result = self.anonymized(*options)
                self.assertEqual(self.codes(result), [])
                self.assertEqual(result.DeidentificationMethod,
                                 "dicom_anonymizer: PS3.15 2023e, custom rules")
        self.assertNotIn("PatientIdentityRemoved", self.anonymized("-t", "PatientID", "keep"))
        self.assertNotIn("LongitudinalTemporalInformationModified",
                         self.anonymized("-t", "StudyDate", "keep"))
        for options in (("-t", "StudyDescription", "empty"), ("-t", "Rows", "keep"),
                        ("-t", "PatientName", "replace_with_value", "x")):
            with self.subTest(options=options):
                self.assertEqual(self.codes(self.anonymized(*options)), ["113100"])

    def test_options_keep_what_they_name(self):
        data = image()
        data.StationName = "Station"
        data.StationAETitle = "CANARYAE"
        data.InstitutionName = "Institution"
        data.PatientSex = "F"
        data.Allergies = "iodine contrast, Canary"
        data.SeriesDate = "19990702"
        # Option, what stays, what gets a dummy; without the option all of them change.
        for name, kept, cleaned in (
                ("retain-uids", ("StudyInstanceUID", "SOPInstanceUID"), ()),
                ("retain-device-identity", ("StationName",), ("StationAETitle",)),
                ("retain-institution-identity", ("InstitutionName",), ()),
                ("retain-patient-characteristics", ("PatientSex",), ()),
                ("retain-full-dates", ("StudyDate", "SeriesDate"), ())):
            with self.subTest(option=name):
                result = self.anonymized("--option", name, "--edition", "2026d", data=data)
                for keyword in kept:
                    self.assertEqual(result[keyword].value, data[keyword].value)
                for keyword in cleaned:
                    self.assertEqual(result[keyword].value, "ANONYMIZED")
                self.assertEqual(result.file_meta.MediaStorageSOPInstanceUID, result.SOPInstanceUID)
                self.assertEqual(str(result.PatientName), "")
                without = self.anonymized("--edition", "2026d", data=data)
                for keyword in (*kept, *cleaned):
                    self.assertNotEqual(without.get(keyword), data[keyword].value)
        result = self.anonymized("--option", "retain-patient-characteristics", "--edition", "2026d",
                                 data=data)
        self.assertEqual(result.Allergies, "iodine contrast")  # what the option wants cleaned
        inner = self.anonymized("--option", "retain-uids").ReferencedImageSequence[0]
        self.assertEqual(inner.ReferencedSOPInstanceUID, "1.2.3.1")
        self.assertEqual(str(inner.PatientName), "")

    def private(self):
        data = image()
        inner = Dataset()
        inner.PatientName = "Canary^Private"
        inner.private_block(0x0019, "SIEMENS MR HEADER", create=True).add_new(0x0C, "IS", "1000")
        inner.private_block(0x0019, "ACME 1.0", create=True).add_new(0x01, "LO", "added")
        data.private_block(0x0029, "ACME 1.0", create=True).add_new(0x10, "SQ", Sequence([inner]))
        block = data.private_block(0x0019, "SIEMENS MR HEADER", create=True)
        block.add_new(0x0C, "IS", "1000")
        block.add_new(0x0F, "IS", "7")
        return data

    def test_safe_private_elements_stay_with_their_creators(self):
        for syntax in (EXPLICIT, IMPLICIT):
            with self.subTest(syntax=syntax):
                data = with_meta(self.private(), SECONDARY_CAPTURE, "1.2.3.1", syntax)
                result = self.anonymized("--option", "retain-safe-private", data=data)
                self.assertEqual(self.codes(result), ["113100", "113111"])
                block = result.private_block(0x0019, "SIEMENS MR HEADER")
                self.assertIn(0x0C, block)
                self.assertNotIn(0x0F, block)
                with self.assertRaises(KeyError):
                    result.private_block(0x0019, "ACME 1.0")
                left = result.private_block(0x0029, "ACME 1.0")[0x10].value
                if syntax == IMPLICIT:  # pydicom cannot know that it is a sequence
                    self.assertIn(b"SIEMENS MR HEADER", left)
                    self.assertIn(b"1000", left)
                    for gone in (b"ACME", b"added", b"Canary"):
                        self.assertNotIn(gone, left)
                    continue
                self.assertIn(0x0C, left[0].private_block(0x0019, "SIEMENS MR HEADER"))
                self.assertNotIn("PatientName", left[0])
                with self.assertRaises(KeyError):
                    left[0].private_block(0x0019, "ACME 1.0")

    def test_a_dictionary_adds_safe_private_elements(self):
        rules = self.write_rules({'(0019,"ACME 1.0",01)': "keep"})
        result = self.anonymized("--option", "retain-safe-private", "--dictionary", rules,
                                 data=self.private())
        self.assertEqual(self.codes(result), ["113100", "113111"])
        inner = result.private_block(0x0029, "ACME 1.0")[0x10].value[0]
        self.assertEqual(inner.private_block(0x0019, "ACME 1.0")[0x01].value, "added")
        self.assertNotIn("PatientName", inner)
        # Without the option the same rule weakens the profile.
        self.assertEqual(self.codes(self.anonymized("--dictionary", rules)), [])

    def test_what_a_file_declares_of_its_private_elements_is_honoured(self):
        data = image()
        block = data.private_block(0x0019, "ACME 1.0")
        for offset in (0x0D, 0x0E, 0x0F):
            block.add_new(offset, "LO", "text")
        action = Dataset()
        action.add_new(0x00080306, "US", 0x0E)
        action.add_new(0x00080307, "CS", "D")
        declared = Dataset()
        declared.add_new(0x00080301, "US", 0x0019)
        declared.add_new(0x00080302, "LO", "ACME 1.0")
        declared.add_new(0x00080303, "CS", "MIXED")
        declared.add_new(0x00080304, "US", 0x0D)
        declared.add_new(0x00080305, "SQ", Sequence([action]))
        data.add_new(0x00080300, "SQ", Sequence([declared]))
        result = self.anonymized("--option", "retain-safe-private", data=data)
        block = result.private_block(0x0019, "ACME 1.0")
        self.assertEqual(block[0x0D].value, "text")
        self.assertEqual(block[0x0E].value, "ANONYMIZED")
        self.assertNotIn(0x0C, block)
        self.assertNotIn(0x0F, block)
        self.assertFalse([one for one in self.anonymized(data=data) if one.tag.is_private])

    def test_the_supplement_goes_beyond_the_table(self):
        item = Dataset()
        item.add_new(0x00080404, "DT", "19990701")
        for syntax in (EXPLICIT, IMPLICIT):
            data = image(syntax=syntax)
            data.add_new(0x00080404, "DT", "19990701")  # no table lists it
            data.add_new(0x00089123, "UI", "1.2.3.77")
            data.add_new(0x00100033, "LO", "Canary date")
            data.add_new(0x60020022, "LO", "Canary overlay")
            data.add_new(0x60021500, "LO", "Canary label")
            data.add_new(0x4FFE0001, "SQ", Sequence([Dataset()]))
            data.add_new(0x00283010, "SQ", Sequence([item]))
            with self.subTest(syntax=syntax):
                result = self.anonymized("--edition", "2026d", data=data)
                for where in (result, result[0x00283010].value[0]):
                    self.assertIn("19000101010101", str(where[0x00080404].value))
                self.assertTrue(result[0x00089123].value.startswith("2.25."))
                for tag in (0x00100033, 0x60020022, 0x60021500, 0x4FFE0001):
                    self.assertNotIn(tag, result)
                plain = self.anonymized("--edition", "2026d", "--no-supplement", data=data)
                for tag in (0x00080404, 0x00089123, 0x00100033, 0x60020022, 0x60021500):
                    kept = plain[tag].value  # in implicit VR bytes where pydicom knows no VR
                    self.assertIn(data[tag].value, kept.decode() if isinstance(kept, bytes) else kept)
                self.assertEqual(plain.DeidentificationMethod,
                                 "dicom_anonymizer: PS3.15 2026d, no supplement, not in full")

    def test_nothing_of_the_old_file_is_around_the_data_set(self):
        data = image()
        data.preamble = b"Canary preamble".ljust(128, b"\1")
        meta = data.file_meta
        meta.ImplementationClassUID = "1.2.3.99"
        meta.ImplementationVersionName = "CANARY"
        meta.SourceApplicationEntityTitle = "CANARY"
        meta.SendingApplicationEntityTitle = "CANARY"
        meta.ReceivingApplicationEntityTitle = "CANARY"
        meta.add_new(0x00020026, "UR", "Canary")
        meta.add_new(0x00020027, "UR", "Canary")
        meta.add_new(0x00020028, "UR", "Canary")
        meta.PrivateInformationCreatorUID = "1.2.3.98"
        meta.PrivateInformation = b"Canary"
        data.add_new(0x00041130, "CS", "CANARY")
        data.add_new(0x00041500, "CS", ["CANARY", "A"])
        signature = Dataset()
        signature.add_new(0x04000120, "OB", b"Canary")
        signature.add_new(0x04000105, "DT", "19990701")
        data.ReferencedImageSequence[0].add_new(0xFFFAFFFA, "SQ", Sequence([signature]))
        data.add_new(0xFFFCFFFC, "OB", b"Canary")
        data.add_new(0x50003000, "OW", b"Canary")
        data.add_new(0x60004000, "LT", "Canary")
        options = [word for name in self.CODES if name != "retain-uids"
                   for word in ("--option", name)]
        for more in ((), ("--no-supplement",), options):
            with self.subTest(options=more):
                result = self.anonymized(*more, data=data)
                raw = (self.here / "a.out.dcm").read_bytes()
                self.assertEqual(raw[:128], bytes(128))
                self.assertNotIn(b"canary", raw.lower())
                self.assertEqual(sorted(int(one.tag) for one in result.file_meta),
                                 [0x00020000, 0x00020001, 0x00020002, 0x00020003, 0x00020010,
                                  0x00020012, 0x00020013])
                self.assertNotEqual(result.file_meta.ImplementationClassUID, "1.2.3.99")
                self.assertFalse([one for one in result if one.tag.group == 0x0004])
                self.assertNotIn(0xFFFAFFFA, result.ReferencedImageSequence[0])

    def test_the_iod_decides_where_the_code_leaves_a_choice(self):
        data = image()
        data.InstanceCreationDate = "19990701"  # X/D, Type 3
        data.ContentDate = "19990701"           # Z/D, Type 2 in Secondary Capture
        kept = self.anonymized(data=data)
        self.assertEqual(kept.InstanceCreationDate, "19000101")
        self.assertEqual(kept.ContentDate, "19000101")
        by_iod = self.anonymized("--conditional", "by-iod", data=data)
        self.assertNotIn("InstanceCreationDate", by_iod)
        self.assertEqual(by_iod.ContentDate, "")

    def test_files_whose_iod_is_not_known_are_counted(self):
        for name, sop_class in (("a", SECONDARY_CAPTURE), ("b", "1.2.3.4.5"), ("c", "1.2.3.4.6")):
            data = image()
            data.SOPClassUID = sop_class
            save(with_meta(data, sop_class, "1.2.3.1"), self.source / name)
        done = run(self.source, self.target, "--conditional", "by-iod")
        self.check(done, 0, (3, 0, 0))
        self.assertIn("2 of a SOP Class whose IOD is not known", done.stderr)
        done = run(self.source / "a", self.here / "one", "--conditional", "by-iod")
        self.assertNotIn("SOP Class", done.stderr)
        done = run(self.source / "b", self.here / "two", "--conditional", "by-iod")
        self.assertIn("1 of a SOP Class", done.stderr)
        self.assertNotIn("SOP Class", run(self.source, self.target).stderr)

    def test_wrong_options_are_refused_before_any_file_is_touched(self):
        save(image(), self.source / "a.dcm")
        paths = (self.source, self.target)
        for options, words in (
                (("--option", "retain-uid"), ("'retain-uids'",)),
                (("--option", "Retain_UIDs"), ("'retain-uids'",)),
                (("--option", "clean-pixel-data"), ("not available yet",)),
                (("--option", "clean-recognizable-visual-features"), ("not available yet",)),
                (("--option", "retain-modified-dates"), ("--key-file", "--new-key")),
                (("--option", "retain-full-dates", "--option", "retain-modified-dates"),
                 ("exclude each other",)),
                (("--option", "retain-modified-dates", "--option", "retain-full-dates"),
                 ("exclude each other",)),
                (("--option", "retain-safe-private", "--keepPrivateTags"), ("--keepPrivateTags",)),
                (("--option",), ("--option",)),
                (("--option", ""), ("retain-uids",)),
                (("--edition", "2026e"), ("'2026",)),
                (("--edition", "2026d", "--edition", "2024b"), ("--edition",)),
                (("--conditional", "by_iod"), ("'by-iod'",)),
                (("--no-suplement",), ("'--no-supplement'",)),
                (("--explain", "PatientNam"), ("'PatientName'",)),
                (("--conformance-statemnet",), ("'--conformance-statement'",))):
            with self.subTest(options=options):
                message = self.refused(*paths, *options)
                for word in words:
                    self.assertIn(word, message)

    def answer(self, *arguments):
        before = self.names()
        done = run(*arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr, "")
        self.assertEqual(self.names(), before)
        return done.stdout

    def test_lists_explanations_and_the_statement_need_no_paths(self):
        self.assertEqual(self.answer("--list-editions").splitlines()[0], "2023e (default)")
        options = self.answer("--list-options")
        for name, code in self.CODES.items():
            self.assertRegex(options, rf"(?m)^{name} +{code} ")
        self.assertIn("regexp FIND REPLACE\n", self.answer("--list-actions"))
        rules = self.write_rules('{\n  "StudyDate": "keep"\n}')
        explained = self.answer("--explain", "StudyDate", "--dictionary", rules)
        self.assertIn("keep", explained)
        self.assertIn("line 2", explained)
        self.assertIn("2026d", self.answer("--explain", "StudyTime", "--edition", "2026d"))
        statement = self.answer("--conformance-statement", "--option", "retain-uids",
                                "--dictionary", rules)
        self.assertIn("No profile is claimed", statement)
        self.assertIn("line 2", statement)
        self.assertIn("| Retain UIDs Option | 113110 | Y |",
                      self.answer("--conformance-statement", "--option", "retain-uids"))

    def test_the_statement_is_true(self):
        """Every attribute of the table, as the statement says, in a file that has them all."""
        arguments = ("--edition", "2026d", "--option", "retain-device-identity")
        lines = self.answer("--conformance-statement", *arguments).splitlines()
        said = {}
        for line in lines:
            cells = [one.strip() for one in line.strip("|").split("|")]
            if len(cells) == 7 and re.fullmatch(r"\([0-9A-F]{4},[0-9A-F]{4}\)", cells[1]):
                said[Tag(cells[1].strip("()").replace(",", ""))] = cells[2]
        self.assertGreater(len(said), 650)
        values = {"DA": "19990701", "TM": "101112", "DT": "19990701101112", "UI": "1.2.3.55",
                  "PN": "Canary", "AE": "CANARY", "CS": "CANARY"}
        # Each text has a word of its own, and none holds the names: what the file says of its
        # patient goes from what is kept.
        texts = ("LO", "SH", "LT", "ST", "UT", "UC")
        words = map("".join, itertools.product(string.ascii_lowercase, repeat=2))
        data = image()
        tested = {}
        for tag, action in said.items():
            if tag.group in (0x0000, 0x0002, 0x0004) or tag.group == 0x0008 and tag.element < 0x20:
                continue
            vr = pydicom.datadict.dictionary_VR(tag) if pydicom.datadict.dictionary_has_tag(tag) else ""
            if vr in values or vr in texts:
                data.add_new(tag, vr, values.get(vr) or f"Word{next(words)}")
                tested[tag] = action
        self.assertGreater(len(tested), 300)
        result = self.anonymized(*arguments, data=data)
        for tag, action in tested.items():
            with self.subTest(tag=str(tag), action=action):
                if action == "delete":
                    self.assertNotIn(tag, result)
                elif action in ("empty", "delete_or_empty"):
                    self.assertIn(result[tag].value, ("", None))
                elif action == "keep":
                    self.assertEqual(result[tag].value, data[tag].value)
                else:
                    self.assertNotIn(result[tag].value, ("", None, data[tag].value))


class Outcomes(ProgramTest):
    def damaged(self, path):
        whole = save(image(), path).read_bytes()
        path.write_bytes(whole[:whole.index(b"Canary^Yellow") + 6])

    def test_nothing_to_do_is_no_failure(self):
        self.check(run(self.source, self.target), 0, (0, 0, 0))

    def test_links_that_lead_nowhere_are_skipped_by_name(self):
        (self.source / "sub").mkdir()
        (self.source / "sub" / "link").symlink_to(self.here / "missing")
        done = run(self.source, self.target)
        self.check(done, 1, (0, 1, 0))
        self.assertIn(f"skipped: {self.source / 'sub' / 'link'}: ", done.stderr)
        (self.source / "text").write_text("no image")
        self.check(run(self.source, self.target), 1, (0, 2, 0))
        save(image(), self.source / "a")
        done = run(self.source, self.target, "--check-references")
        self.check(done, 0, (1, 2, 0))
        self.assertEqual(self.names(self.target), ["a"])

    def test_a_file_that_ends_behind_its_file_meta_information_is_a_failure(self):
        save(image(), self.source / "a")
        whole = (self.source / "a").read_bytes()
        length = int.from_bytes(whole[140:144], "little")
        (self.source / "a").write_bytes(whole[:144 + length])
        self.check(run(self.source, self.target), 1, (0, 0, 1))
        self.assertEqual(self.names(self.target), [])

    def test_a_data_set_in_another_transfer_syntax_than_declared_is_told(self):
        syntaxes = {"1.2.840.10008.1.2": (True, True), "1.2.840.10008.1.2.1": (False, True),
                    "1.2.840.10008.1.2.2": (False, False)}
        for declared in syntaxes:
            for actual, (is_implicit, is_little) in syntaxes.items():
                data = image()
                data.file_meta.TransferSyntaxUID = actual
                data.is_implicit_VR, data.is_little_endian = is_implicit, is_little
                path = save(data, self.source / "a")
                whole = path.read_bytes()
                old, new = (uid.encode() + b"\0" * (len(uid) % 2) for uid in (actual, declared))
                at = whole.index(b"\2\0\x10\0UI") + 6
                whole = (whole[:at] + len(new).to_bytes(2, "little") + new
                         + whole[at + 2 + len(old):])
                path.write_bytes(whole + bytes(800_000))
                done = run(self.source, self.target)
                self.check(done, 0, (1, 0, 0))
                result = pydicom.dcmread(self.target / "a")
                self.assertEqual(result.file_meta.TransferSyntaxUID, actual)
                self.assertEqual(str(result.PatientName), "")
                self.assertNotIn(b"Canary", (self.target / "a").read_bytes())
                is_told = f"warning: {path}: " in done.stderr
                self.assertEqual(is_told, actual != declared, done.stderr)

    def test_a_dicomdir_is_what_its_sop_class_says(self):
        data = image()
        data.DirectoryRecordSequence = Sequence([image()])
        data.FileSetID = "CanarySet"
        result = self.anonymized(data=data)
        self.assertFalse([one for one in result if one.tag.group == 4])
        self.assertEqual(result.PatientIdentityRemoved, "YES")

    def test_no_element_of_the_file_meta_information_is_copied(self):
        data = image()
        data.file_meta.FileMetaInformationVersion = b"CanaryName"
        data.file_meta.add_new(0x000200FF, "LO", "CanaryText")
        data.file_meta.PrivateInformationCreatorUID = "1.2.3.77"
        data.file_meta.PrivateInformation = b"CanaryBytes!"
        data.file_meta.SourceApplicationEntityTitle = "CanaryTitle"
        result = self.anonymized(data=data)
        self.assertEqual(sorted(one.tag for one in result.file_meta),
                         [0x00020000, 0x00020001, 0x00020002, 0x00020003, 0x00020010, 0x00020012,
                          0x00020013])
        self.assertEqual(result.file_meta.FileMetaInformationVersion, b"\0\1")

    def test_what_is_no_uid_never_gets_into_file_meta_information(self):
        for keyword in ("SOPInstanceUID", "SOPClassUID"):
            for value in ("1" * 66, "1.2.Canary", "1.2\\3"):
                data = image()
                setattr(data, keyword, value)
                save(data, self.source / "a")
                done = run(self.source, self.target, "--option", "retain-uids")
                self.check(done, 1, (0, 0, 1))
                self.assertEqual(self.names(self.target), [])

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
