# SPDX-License-Identifier: BSD-3-Clause
"""Runs every example on a made-up study and judges the outputs with pydicom.

DICOM_ANONYMIZER_PROGRAM names the program; the examples stand beside it.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import pydicom
import pydicom.encaps
import pydicom.uid

SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = pathlib.Path(os.environ["DICOM_ANONYMIZER_PROGRAM"])
IMAGE = "CT/slice1.dcm"


class Examples(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.place.name)
        cls.study = cls.folder / "study"
        subprocess.run([sys.executable, SOURCE / "examples/make_sample_study.py", cls.study],
                       check=True)
        cls.before = pydicom.dcmread(cls.study / IMAGE)

    @classmethod
    def tearDownClass(cls):
        cls.place.cleanup()

    def run_example(self, name, *arguments, expected=0):
        result = subprocess.run([PROGRAM.parent / f"example_{name}", *arguments],
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                check=False)
        self.assertEqual(result.returncode, expected, result.stdout)
        return result.stdout

    def output_of(self, name, *arguments):
        target = self.folder / f"{name}.dcm"
        self.run_example(name, self.study / IMAGE, target, *arguments)
        return pydicom.dcmread(target)

    def test_default_empties_the_name_and_says_what_it_did(self):
        target = self.folder / "default.dcm"
        said = self.run_example("default", self.study / IMAGE, target)
        self.assertIn("replace_UID", said)
        after = pydicom.dcmread(target)
        self.assertEqual(after.PatientName, "")
        self.assertNotIn("PatientComments", after)
        self.assertEqual(after.PixelData, self.before.PixelData)

    def test_default_names_the_file_it_cannot_read(self):
        said = self.run_example("default", self.study / "notes.txt", self.folder / "no", expected=1)
        self.assertIn("notes.txt: not a DICOM file", said)

    def test_read_and_write_renews_the_file_meta_information_too(self):
        after = self.output_of("read_and_write")
        self.assertEqual(after.PatientName, "")
        self.assertEqual(after.PatientSex, self.before.PatientSex)
        self.assertNotEqual(after.SOPInstanceUID, self.before.SOPInstanceUID)
        self.assertEqual(after.file_meta.MediaStorageSOPInstanceUID, after.SOPInstanceUID)
        self.assertEqual(self.before.file_meta.SourceApplicationEntityTitle, "SCANNER1")
        self.assertNotIn("SCANNER1", str(after.file_meta))  # GDCM writes a title of its own
        self.assertEqual(after.PixelData, self.before.PixelData)

    def test_the_readme_shows_what_the_default_profile_does(self):
        after = self.output_of("default")
        text = (SOURCE / "README.md").read_text(encoding="utf-8")
        rows = re.findall(r"^\| [^|]+ \((\w{4}),(\w{4})\) \| (.+?) \| (.+?) \|$", text, re.MULTILINE)
        self.assertGreater(len(rows), 5)
        for group, element, was, became in rows:
            tag = int(group + element, 16)
            with self.subTest(f"{tag:08X}"):
                self.assertEqual(str(self.before[tag].value), was)
                if became == "is gone":
                    self.assertNotIn(tag, after)
                elif became == "is empty":
                    self.assertIn(after[tag].value, ("", None))
                elif became == "a new UID, the same wherever the old one stood":
                    self.assertTrue(after[tag].value.startswith("2.25."))
                    self.assertEqual(after[tag].value,
                                     after.ReferencedImageSequence[0].ReferencedSOPInstanceUID)
                else:
                    self.assertEqual(str(after[tag].value), became)

    def test_own_rules_wins_over_the_profile(self):
        after = self.output_of("own_rules")
        self.assertEqual(after.PatientID, "ID-0815")
        self.assertEqual(after.PatientName, "SUBJECT^07")
        self.assertEqual(after.StudyDate, "20240229")  # does not end in 0701
        self.assertEqual(after.PatientBirthDate, "")

    def test_keep_all_but_year_of_birth_changes_nothing_else(self):
        target = self.folder / "kept"
        self.run_example("keep_all_but_year_of_birth", self.study, target)
        after = pydicom.dcmread(target / IMAGE)
        self.assertEqual(after.PatientBirthDate, "19500101")
        after.PatientBirthDate = self.before.PatientBirthDate
        self.assertEqual(after, self.before)
        self.assertFalse((target / "notes.txt").exists())
        self.assertTrue((target / "report.dcm").exists())

    def test_in_memory_shows_what_is_left(self):
        self.assertEqual(self.run_example("in_memory"),
                         "name '', id '', comments '(absent)'\n")

    def test_from_memory_hands_on_a_whole_file_or_nothing(self):
        after = self.output_of("from_memory")
        self.assertEqual(after.PatientName, "")
        self.assertEqual(after.PixelData, self.before.PixelData)
        self.assertNotEqual(after.SOPInstanceUID, self.before.SOPInstanceUID)
        self.assertEqual(after.file_meta.MediaStorageSOPInstanceUID, after.SOPInstanceUID)
        self.assertEqual(after.file_meta.TransferSyntaxUID, self.before.file_meta.TransferSyntaxUID)
        cut, target = self.folder / "cut.dcm", self.folder / "no"
        cut.write_bytes((self.study / IMAGE).read_bytes()[:-1000])
        said = self.run_example("from_memory", cut, target, expected=1)
        self.assertIn("refused: ", said)
        self.assertEqual(target.read_bytes(), b"")

    def changed_sample(self, name, transfer_syntax, change=lambda dataset: None):
        """The sample in another transfer syntax."""
        dataset = pydicom.dcmread(self.study / IMAGE)
        dataset.file_meta.TransferSyntaxUID = transfer_syntax
        dataset.is_implicit_VR, dataset.is_little_endian = transfer_syntax.is_implicit_VR, True
        change(dataset)
        dataset.save_as(self.folder / name, write_like_original=False)
        return self.folder / name

    def test_from_memory_says_the_transfer_syntax_that_it_received(self):
        fragments = [b"\xff\xd8\xff\xd9", b"\xff\xd8\xff\xfe\xff\xd9"]

        def compress(dataset):
            dataset.NumberOfFrames = 2
            dataset.PixelData = pydicom.encaps.encapsulate(fragments)
            dataset["PixelData"].VR, dataset["PixelData"].is_undefined_length = "OB", True

        for name, change in (("JPEGBaseline8Bit", compress), ("JPEG2000", compress),
                             ("DeflatedExplicitVRLittleEndian", lambda dataset: None),
                             ("ImplicitVRLittleEndian", lambda dataset: None)):
            with self.subTest(name):
                uid = getattr(pydicom.uid, name)
                before = self.changed_sample(f"{name}.dcm", uid, change)
                target = self.folder / f"{name}.out.dcm"
                self.run_example("from_memory", before, target)
                after = pydicom.dcmread(target)
                self.assertEqual(after.file_meta.TransferSyntaxUID, uid)
                self.assertEqual(after.PixelData, pydicom.dcmread(before).PixelData)
                self.assertEqual(after.PatientName, "")
                if change is compress:
                    self.assertEqual(list(pydicom.encaps.generate_pixel_data_frame(after.PixelData, 2)),
                                     fragments)

    def test_from_memory_refuses_what_it_cannot_read_or_hand_on(self):
        target = self.folder / "none"
        empty, head = self.folder / "empty", self.folder / "head.dcm"
        empty.write_bytes(b"")
        head.write_bytes((self.study / IMAGE).read_bytes()[:139])
        for source in (self.folder / "missing.dcm", self.study, self.study / "notes.txt", empty, head):
            with self.subTest(source.name):
                said = self.run_example("from_memory", source, target, expected=1)
                self.assertIn("refused: ", said)
                self.assertEqual(target.read_bytes(), b"")
        self.run_example("from_memory", self.study / IMAGE, self.folder / "no/folder", expected=2)
        # Less than a piece of stdio shows only when it is closed, more when it is written.
        small = self.changed_sample("small.dcm", pydicom.uid.ExplicitVRLittleEndian,
                                    lambda dataset: dataset.__delattr__("PixelData"))
        for source in (small, self.study / IMAGE):
            said = self.run_example("from_memory", source, "/dev/full", expected=1)
            self.assertIn("refused: ", said)

    def test_switch_edition_at_compile_time_and_at_run_time(self):
        self.assertEqual(self.output_of("switch_edition").PatientName, "SUBJECT^07")
        self.assertEqual(self.output_of("switch_edition", "2026d").PatientID, "ANONYMIZED")
        self.assertEqual(self.output_of("switch_edition", "dicomfields_2023").PatientID, "")
        self.run_example("switch_edition", self.study / IMAGE, self.folder / "no", "1999z", expected=2)

    def test_private_elements_keeps_what_is_asked_for(self):
        self.assertNotIn(0x00190010, self.output_of("private_elements"))
        after = self.output_of("private_elements", "all")
        self.assertEqual(after[0x00191002].value, "1000")

    def test_own_actions_serve_the_command_line_and_the_dictionary(self):
        dictionary = self.folder / "rules.json"
        dictionary.write_text(json.dumps({"(0x0010, 0x0030)": "first_of_january"}), encoding="ascii")
        target = self.folder / "own_actions.dcm"
        self.run_example("own_actions", self.study / IMAGE, target, "--dictionary", dictionary, "-t",
                         "StudyDate", "first_of_january")
        after = pydicom.dcmread(target)
        self.assertEqual(after.PatientBirthDate, "19500101")
        self.assertEqual(after.StudyDate, "20240101")

    def test_every_example_is_run_here_and_fits_a_page(self):
        for source in sorted((SOURCE / "examples").glob("*.cpp")):
            self.assertLessEqual(len(source.read_text(encoding="utf-8").splitlines()), 60, source)
            if source.stem != "dicom_anonymizer":
                self.assertIn(f'"{source.stem}"', pathlib.Path(__file__).read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
