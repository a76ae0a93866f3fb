# SPDX-License-Identifier: BSD-3-Clause
"""--conformance-statement and --explain, attribute by attribute, beside what pydicom finds in outputs."""
import re
import unittest

import pydicom
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.tag import Tag

from test_keyed import KEY
from test_program import ProgramTest, image, run, save

TEXTS = {"DA": "19990701", "TM": "101112", "DT": "19990701101112", "UI": "1.2.3.55", "AS": "044Y",
         "DS": "12", "IS": "12", "AE": "CANARY", "CS": "CANARY", "UR": "http://canary.example"}
NUMBERS = {"US": 7, "SS": 7, "UL": 7, "SL": 7, "FL": 7.0, "FD": 7.0}
BYTES = {"OB": b"\1\2\3\4\5\6\7\x08", "OW": b"\1\2\3\4\5\6\7\x08", "UN": b"Canarybird"}
# What the rest of the file depends on.
LEFT_OUT = ("SpecificCharacterSet", "SOPClassUID", "PixelData",
            "PrivateDataElementCharacteristicsSequence", "BurnedInAnnotation",
            "RecognizableVisualFeatures", "ImageType", "EncryptedAttributesSequence")

POLICIES = (
    (),
    ("--edition", "2026d"),
    ("--edition", "2026d", "--no-supplement"),
    ("--edition", "2026d", "--option", "retain-uids"),
    ("--edition", "2026d", "--option", "retain-full-dates"),
    ("--edition", "2026d", "--option", "retain-modified-dates", "--key-file", "KEY"),
    ("--edition", "2026d", "--option", "retain-modified-dates", "--key-file", "KEY",
     "--date-shift-seconds", "--option", "retain-uids"),
    ("--edition", "2026d", "--option", "retain-device-identity", "--option",
     "retain-institution-identity", "--option", "retain-patient-characteristics"),
    ("--edition", "2024b", "--option", "retain-safe-private"),
    ("--keepPrivateTags",),
    ("-t", "(0010,xxxx)", "keep", "-t", "(0008,1xxx)", "delete"),
    ("-t", "ReferencedImageSequence", "replace", "-t", "ContentSequence", "keep", "-t",
     "RequestAttributesSequence", "empty", "-t", "PatientName", "replace_with_value", "New^Name",
     "-t", "StudyDate", "keep"),
)


def value_of(vr, tag=0):
    """A text has a word for each tag: what the file says of its patient goes from what is kept."""
    if vr == "SQ":
        inner = Dataset()
        inner.Rows = 3
        inner.PatientName = "Canary^Inner"
        inner.StudyDate = "19980203"
        inner.ReferencedSOPInstanceUID = "1.2.3.56"
        return Sequence([inner])
    return NUMBERS.get(vr) or BYTES.get(vr) or TEXTS.get(vr) or (
        "Canary" if vr == "PN" else "Canary" + "".join(chr(ord("a") + int(digit, 16))
                                                       for digit in f"{int(tag):08X}"))


def vr_of(tag):
    vr = pydicom.datadict.dictionary_VR(tag) if pydicom.datadict.dictionary_has_tag(tag) else ""
    known = ("LO", "SH", "PN", "LT", "ST", "UT", "UC", "SQ", *TEXTS, *NUMBERS, *BYTES)
    return vr if vr in known else ""


def put(data, tag):
    """Whether the attribute is in the data set now."""
    vr = vr_of(tag)
    if vr and tag not in data:
        data.add_new(tag, vr, value_of(vr, tag))
    return bool(vr)


def left(before, after, tag):
    """What another reader finds of an attribute, in one word."""
    if tag not in after:
        return "gone"
    new, old = after[tag], before[tag]
    if old.VR == "SQ":
        if not new.value:
            return "empty"
        return "kept" if new.value[0].get("Rows") == 3 else "replaced"
    if new.value in ("", None, b"", []):
        return "empty"
    return "kept" if new.value == old.value else "changed"


class Explanations(ProgramTest):
    def setUp(self):
        super().setUp()
        self.key = self.here / "key"
        self.key.write_bytes(KEY)
        self.key.chmod(0o600)

    def with_key(self, policy):
        return tuple(str(self.key) if word == "KEY" else word for word in policy)

    def answer(self, *arguments):
        done = run(*arguments)
        self.assertEqual((done.returncode, done.stderr), (0, ""), arguments)
        return done.stdout

    def statement(self, policy):
        """Tags of the table of attributes with what is said to be done."""
        said = {}
        for line in self.answer("--conformance-statement", *policy).splitlines():
            cells = [one.strip() for one in re.split(r"(?<!\\)\|", line.strip("|"))]
            if len(cells) == 7 and re.fullmatch(r"\([0-9A-F]{4},[0-9A-F]{4}\)", cells[1]):
                said[Tag(cells[1].strip("()").replace(",", ""))] = cells[3]
        self.assertGreater(len(said), 600)
        return said

    def test_the_statement_says_what_is_done(self):
        words = {"Removed": ("gone",), "Replaced by zero length": ("empty",), "Retained": ("kept",),
                 "Retained; the items of a sequence obey this table": ("kept",),
                 "Replaced": ("changed",), "Each value in its items is replaced": ("replaced",),
                 "Moved, see Dates": ("changed",),
                 # No word of the values is safe: the code of the Basic Profile holds.
                 "Cleaned, see Descriptors": ("gone", "changed", "empty")}
        for policy in map(self.with_key, POLICIES):
            said = self.statement(policy)
            data = image()
            data.ReferencedImageSequence = value_of("SQ")
            data.TimezoneOffsetFromUTC = "+0200"
            tested = [tag for tag in said
                      if tag.group not in (0x0000, 0x0002, 0x0004, 0x5400, 0x7FE0) and
                      tag.group % 2 == 0 and tag.element != 0 and
                      pydicom.datadict.keyword_for_tag(tag) not in LEFT_OUT and put(data, tag)]
            self.assertGreater(len(tested), 400)
            result = self.anonymized(*policy, data=data)
            met = set()
            for tag in tested:
                with self.subTest(policy=policy, tag=str(tag), said=said[tag]):
                    self.assertIn(left(data, result, tag), words[said[tag]])
                met.add(said[tag])
            self.assertGreater(len(met), 3)

    def test_the_statement_says_what_the_file_says_of_itself(self):
        for policy in map(self.with_key, POLICIES):
            text = self.answer("--conformance-statement", *policy)
            result = self.anonymized(*policy, data=image())
            with self.subTest(policy=policy):
                for keyword in ("PatientIdentityRemoved", "LongitudinalTemporalInformationModified"):
                    explained = self.answer("--explain", keyword, *policy)
                    value = result.get(keyword)
                    self.assertEqual("written by this program: " + str(value) in explained,
                                     value is not None, explained)
                for item in result.get("DeidentificationMethodCodeSequence", ()):
                    self.assertIn(f"| {item.CodeValue} | Y |", text)
                method = result.DeidentificationMethod
                for one in [method] if isinstance(method, str) else method:
                    self.assertIn(one, text)
                self.assertIn("written anew", self.answer("--explain", "(0002,0003)", *policy))
                self.assertEqual(result.file_meta.MediaStorageSOPInstanceUID, result.SOPInstanceUID)

    def rows(self, policy):
        for line in self.answer("--conformance-statement", *policy).splitlines():
            cells = [one.strip() for one in re.split(r"(?<!\\)\|", line.strip("|"))]
            if len(cells) == 7 and re.match(r"\([0-9A-Fa-fgx]{4},", cells[1]):
                yield cells

    def test_the_statement_lists_each_attribute_once(self):
        for policy in map(self.with_key, POLICIES):
            places = [cells[1] for cells in self.rows(policy)]
            with self.subTest(policy=policy):
                self.assertEqual(sorted(set(places)), sorted(places))

    def test_safe_private_elements_are_what_the_statement_says(self):
        policy = ("--option", "retain-safe-private")
        words = {"kept": "Retained", "changed": "Replaced", "gone": "Removed"}
        tested = 0
        # Facts of PS3.15 Table E.3.10-1.
        for creator, group, offset, vr, value in (
                ("SIEMENS MR HEADER", 0x0019, 0x0C, "IS", "1000"),
                ("Philips MR Imaging DD 001", 0x2005, 0x0D, "FL", 7.0),
                ("GEMS_PARM_01", 0x0043, 0x27, "SH", "/1.0:1")):
            said = [cells for cells in self.rows(policy)
                    if cells[1] == f'({group:04X},"{creator}",{offset:02X})']
            self.assertLessEqual(len(said), 1)
            data = image()
            block = data.private_block(group, creator, create=True)
            block.add_new(offset, vr, value)
            tag = block.get_tag(offset)
            found = left(data, self.anonymized(*policy, data=data), tag)
            name = f'({group:04X},"{creator}",{offset:02X})'
            text = self.answer("--explain", name, *policy)
            with self.subTest(name=name, said=said, found=found):
                self.assertEqual("its value stays" in text, found == "kept", text)
                if said:
                    self.assertTrue(said[0][3].startswith(words[found]), said)
                    tested += 1
        self.assertGreater(tested, 1)
        self.assertEqual([cells for cells in self.rows(policy)
                          if cells[0] == "safe private element" and cells[3] == "Removed"], [])

    def test_private_elements_are_left_by_their_vr(self):
        policy = ("--keepPrivateTags",)
        said = {"kept": "its value stays", "changed": "its value is replaced", "gone": "it goes"}
        row = next(one for one in self.answer("--conformance-statement", *policy).splitlines()
                   if "| odd groups |" in one)
        lines = self.answer("--explain", '(0009,"VENDOR",01)', *policy)
        data = image()
        block = data.private_block(0x0009, "VENDOR", create=True)
        kinds = ("PN", "DA", "TM", "DT", "UI", "UR", "LO", "SH", "IS", "DS", "AS", "CS", "US")
        for place, vr in enumerate(kinds):
            block.add_new(place, vr, value_of(vr))
        result = self.anonymized(*policy, data=data)
        for place, vr in enumerate(kinds):
            found = left(data, result, block.get_tag(place))
            for text in (row, lines):
                with self.subTest(vr=vr, found=found, text=text):
                    self.assertRegex(text, rf"{said[found]}:[ A-Z]*\b{vr}\b")

    def test_attributes_that_follow_others_are_what_the_statement_says(self):
        for policy in ((), ("-t", "(60xx,3000)", "keep"), ("-t", "EncapsulatedDocument", "delete")):
            data = image()
            data.GraphicLayer = "CANARY"
            data.GraphicGroupID = 77
            data.EncapsulatedDocument = b"canary"
            data.EncapsulatedDocumentLength = 5
            data.add_new(0x60000010, "US", 8)
            data.add_new(0x60000011, "US", 8)
            data.add_new(0x60001500, "LO", "CANARY")
            data.add_new(0x60003000, "OW", bytes(8))
            result = self.anonymized(*policy, data=data)
            said = {cells[1]: cells[3] for cells in self.rows(policy)}
            words = {"kept": "Retained", "changed": "Replaced", "gone": "Removed"}
            lines = {"kept": "its value stays", "changed": "its value is replaced",
                     "gone": "it goes"}
            for tag, place in ((0x00700002, "(0070,0002)"), (0x00700295, "(0070,0295)"),
                               (0x00420015, "(0042,0015)"), (0x60000010, "(60xx,xxxx)"),
                               (0x60000011, "(60xx,xxxx)")):
                found = left(data, result, Tag(tag))
                text = self.answer("--explain", f"({tag >> 16:04X},{tag & 0xFFFF:04X})", *policy)
                with self.subTest(policy=policy, place=place, found=found):
                    self.assertEqual(said.get(place), words[found])
                    self.assertIn("left: " + lines[found] + "\n", text)
                    self.assertNotIn("file meta", text)
                    self.assertEqual("at the top level: keep\n" in text, found == "kept", text)

    def test_earlier_marks_are_what_the_explanation_says(self):
        """Left of an earlier mark: goes where it says X, ...; stays where it says Y; Z becomes W."""
        for policy in map(self.with_key, (
                (), ("-t", "PatientID", "keep"), ("--option", "retain-full-dates"),
                ("--option", "retain-modified-dates", "--key-file", "KEY"),
                ("-t", "StudyDate", "keep"))):
            for keyword, values in (
                    ("PatientIdentityRemoved", ("YES", "NO")),
                    ("LongitudinalTemporalInformationModified",
                     ("UNMODIFIED", "MODIFIED", "REMOVED"))):
                text = self.answer("--explain", keyword, *policy)
                said = re.search(r"(?m)^  an earlier one: (.*)$", text).group(1).split("; ")
                for value in values:
                    data = image()
                    setattr(data, keyword, value)
                    after = self.anonymized(*policy, data=data).get(keyword)
                    part = [one for one in said if re.search(rf"\b{value}\b", one)
                            and "becomes" not in one]
                    with self.subTest(policy=policy, mark=keyword, value=value, said=said):
                        if after is None:
                            self.assertTrue(any(one.startswith("goes") for one in part))
                        elif after == value:
                            self.assertTrue(any(one.startswith("stays") for one in part))
                        else:
                            self.assertTrue(any(f"{value} becomes {after}" in one for one in said))

    def test_what_stays_of_replaced_values_is_said(self):
        inner = Dataset()
        inner.ValueType = "TEXT"
        inner.RelationshipType = "CONTAINS"
        inner.TextValue = "CANARY"
        other = Dataset()
        other.ReferencedSOPClassUID = pydicom.uid.CTImageStorage
        other.ReferencedSOPInstanceUID = "1.2.3.56"
        data = image()
        data.ContentSequence = Sequence([inner])
        data.ReferencedPerformedProcedureStepSequence = Sequence([other])
        result = self.anonymized(data=data)
        for around, item in (("ContentSequence", inner),
                             ("ReferencedPerformedProcedureStepSequence", other)):
            for element in item:
                text = self.answer("--explain", f"{around}/{element.keyword}")
                with self.subTest(path=f"{around}/{element.keyword}"):
                    stays = result[around].value[0][element.tag].value == element.value
                    # A UID that is registered would stay in any of them.
                    if element.keyword != "ReferencedSOPInstanceUID":
                        self.assertEqual("but: a" in text, stays)

    SINGLE = ("PatientName", "PatientID", "PatientBirthDate", "StudyDate", "StudyTime",
              "AcquisitionDateTime", "StudyInstanceUID", "SOPInstanceUID", "AccessionNumber",
              "StudyDescription", "InstitutionName", "StationName", "PatientSize", "PatientAge",
              "OperatorsName", "ContentDate", "ReferencedImageSequence", "ContentSequence",
              "RequestAttributesSequence", "OtherPatientIDsSequence", "BitsAllocated",
              "KVP", "PerformedProcedureStepStartDate", "DigitalSignaturesSequence",
              "TimezoneOffsetFromUTC", "FrameOfReferenceUID")
    AROUND = ("ReferencedImageSequence", "ContentSequence", "RequestAttributesSequence",
              "PurposeOfReferenceCodeSequence")
    INNER = ("PatientName", "StudyDate", "ReferencedSOPInstanceUID", "Rows")

    def test_explanations_say_what_is_left(self):
        said = {"it goes": "gone", "it stays without a value": "empty", "its value stays": "kept",
                "its value is moved": "changed", "its value is replaced": "changed",
                "what is in its items goes with it": "gone",
                "it stays without items: what is in them goes": "empty",
                "it stays, and its items obey the rules": "kept",
                "it stays, and every value in its items is replaced": "replaced",
                "as the rule has it": "changed"}
        for policy in map(self.with_key, POLICIES):
            data = image()
            for name in (*self.SINGLE, *self.AROUND):
                put(data, Tag(pydicom.datadict.tag_for_keyword(name)))
            for name in self.AROUND:
                data[name].value = value_of("SQ")
            data.TimezoneOffsetFromUTC = "+0200"
            result = self.anonymized(*policy, data=data)
            for name in self.SINGLE:
                text = self.answer("--explain", name, *policy)
                with self.subTest(policy=policy, name=name, text=text):
                    words = re.search(r"(?m)^  left: (.*)$", text).group(1)
                    tag = Tag(pydicom.datadict.tag_for_keyword(name))
                    self.assertEqual(said[words], left(data, result, tag))
            for around in self.AROUND:
                for name in self.INNER:
                    text = self.answer("--explain", f"{around}/{name}", *policy)
                    with self.subTest(policy=policy, path=f"{around}/{name}", text=text):
                        last = text[text.index(f" {name}\n"):]
                        words = re.search(r"(?m)^    left: (.*)$", last)
                        words = words.group(1) if words else re.search(
                            r"(?m)^    here: (.*?)(, as .* has it)?$", last).group(1)
                        tag = Tag(pydicom.datadict.tag_for_keyword(name))
                        items = result[around].value if around in result else []
                        found = left(data[around].value[0], items[0], tag) if items else "gone"
                        expected = "gone" if words.startswith("goes with ") else said[words]
                        self.assertEqual(expected, found)


if __name__ == "__main__":
    unittest.main()
