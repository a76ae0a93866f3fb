# SPDX-License-Identifier: BSD-3-Clause
"""Texts that stay lose what the same file says of its patient, in every transfer syntax and some
character sets; pydicom judges what is left."""
import unittest

import pydicom
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import (DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian,
                         ExplicitVRLittleEndian, ImplicitVRLittleEndian)

from test_program import ProgramTest, image, run, save

SYNTAXES = (ImplicitVRLittleEndian, ExplicitVRLittleEndian, ExplicitVRBigEndian,
            DeflatedExplicitVRLittleEndian)


def written(name, **texts):
    """An image of one patient; no row of any table lists what is written of it."""
    data = image()
    data.PatientName = name
    data.PatientID = "PX99812"
    data.AccessionNumber = "ACC77812"
    for keyword, text in texts.items():
        setattr(data, keyword, text)
    return data


def save_as(data, path, syntax):
    data.file_meta.TransferSyntaxUID = syntax
    data.is_little_endian = syntax != ExplicitVRBigEndian
    data.is_implicit_VR = syntax == ImplicitVRLittleEndian
    data.save_as(path, write_like_original=False)


class KnownValues(ProgramTest):
    def test_in_each_transfer_syntax_and_at_any_depth(self):
        for syntax in SYNTAXES:
            with self.subTest(syntax=syntax.name):
                data = written("Zyxwvu^Qorst", SoftwareVersions=["V1", "V2 for Qorst"],
                               ConvolutionKernel="B30f PX99812")
                inner = Dataset()
                inner.OperatorsName = "Waxwing^Jod"
                inner.SoftwareVersions = "of Zyxwvu"
                around = Dataset()
                around.SourceImageSequence = Sequence([inner])
                data.RelatedSeriesSequence = Sequence([around])
                data.AttenuationCorrectionMethod = "measured Waxwing"
                save_as(data, self.source / "a.dcm", syntax)
                done = run(self.source, self.target)
                self.assertEqual(done.returncode, 0, done.stderr)
                result = pydicom.dcmread(self.target / "a.dcm")
                self.assertEqual(list(result.SoftwareVersions), ["V1", "V2 for"])
                self.assertEqual(result.ConvolutionKernel, "B30f")
                self.assertEqual(result.AttenuationCorrectionMethod, "measured")
                item = result.RelatedSeriesSequence[0].SourceImageSequence[0]
                self.assertEqual(item.SoftwareVersions, "of")
                self.assertIn("texts: 4 lost words and kept others", done.stderr)
                self.assertNotIn("Waxwing", done.stderr)

    def test_names_in_the_character_sets_of_the_field(self):
        for term, name in (("ISO_IR 100", "Mülvad^Jörg"), ("ISO_IR 192", "Йозефов^Пётр"),
                           ("ISO_IR 144", "Йозефов^Петр"), ("GB18030", "王^小东"),
                           (["", "ISO 2022 IR 87"], "Yamada^Tarou=山田^太郎"),
                           (["", "ISO 2022 IR 149"], "Hong^Gildong=洪^吉洞=홍^길동")):
            for part in name.replace("=", "^").split("^"):
                if len(part) < 2:
                    continue
                with self.subTest(term=term, part=part):
                    data = written(name)
                    data.SpecificCharacterSet = term
                    data.AttenuationCorrectionMethod = "measured " + part
                    data.ProcessingFunction = "nothing of it"
                    save(data, self.source / "a.dcm")
                    self.assertEqual(run(self.source, self.target).returncode, 0)
                    result = pydicom.dcmread(self.target / "a.dcm")
                    self.assertEqual(result.AttenuationCorrectionMethod, "measured")
                    self.assertEqual(result.ProcessingFunction, "nothing of it")

    def test_private_texts_that_are_kept(self):
        data = written("Zyxwvu^Qorst")
        block = data.private_block(0x0029, "SOME VENDOR", create=True)
        block.add_new(0x10, "LO", "of Qorst")
        block.add_new(0x11, "UT", "Qorst\r\nPX99812 at noon")
        block.add_new(0x12, "UN", b"of Qorst")
        block.add_new(0x13, "UN", b"Qorst\0\1\2\3")
        block.add_new(0x14, "LO", "Qorst")
        save(data, self.source / "a.dcm")
        self.assertEqual(run(self.source, self.target, "--keepPrivateTags").returncode, 0)
        result = pydicom.dcmread(self.target / "a.dcm")
        block = result.private_block(0x0029, "SOME VENDOR")
        self.assertEqual(block[0x10].value, "of")
        self.assertEqual(block[0x11].value.strip(), "at noon")
        self.assertEqual(bytes(block[0x12].value).strip(b" \0"), b"of")
        self.assertEqual(bytes(block[0x13].value), b"Qorst\0\1\2\3")
        self.assertFalse(block[0x14].value)

    def test_the_options_turn_it_on_and_off(self):
        save(written("Zyxwvu^Qorst", AttenuationCorrectionMethod="of Qorst"),
             self.source / "a.dcm")
        for options, left in (((), "of"), (("--no-supplement",), "of Qorst"),
                              (("--no-supplement", "--scrub-known-values"), "of"),
                              (("--no-scrub-known-values",), "of Qorst"),
                              (("-t", "PatientName", "keep"), "of Qorst"),
                              (("-t", "AttenuationCorrectionMethod", "keep"), "of Qorst")):
            with self.subTest(options=options):
                done = run(self.source, self.target, *options)
                self.assertEqual(done.returncode, 0, done.stderr)
                result = pydicom.dcmread(self.target / "a.dcm")
                self.assertEqual(result.AttenuationCorrectionMethod, left)
                self.assertEqual("texts:" in done.stderr, left == "of")

    def test_a_retained_institution_may_be_said(self):
        data = written("Zyxwvu^Qorst", InstitutionName="Kreuzbach",
                       AttenuationCorrectionMethod="at Kreuzbach")
        save(data, self.source / "a.dcm")
        for options, left in (((), "at"),
                              (("--option", "retain-institution-identity"), "at Kreuzbach")):
            run(self.source, self.target, *options)
            result = pydicom.dcmread(self.target / "a.dcm")
            self.assertEqual(result.AttenuationCorrectionMethod, left)

    def test_clean_text_as_an_action_of_the_command_line_and_of_a_dictionary(self):
        save(written("Zyxwvu^Qorst", StudyDescription="chest Zyxwvu"), self.source / "a.dcm")
        rules = self.here / "rules.json"
        rules.write_text('{"StudyDescription": "clean_text"}', encoding="utf-8")
        for options in (("-t", "StudyDescription", "clean_text"), ("--dictionary", rules)):
            done = run(self.source, self.target, *options)
            self.assertEqual(done.returncode, 0, done.stderr)
            result = pydicom.dcmread(self.target / "a.dcm")
            self.assertEqual(result.StudyDescription, "chest")
        refused = run(self.source, self.target, "-t", "PatientName", "clean_text")
        self.assertEqual(refused.returncode, 2)
        self.assertIn("clean_text cannot work on PatientName", refused.stderr)


if __name__ == "__main__":
    unittest.main()
