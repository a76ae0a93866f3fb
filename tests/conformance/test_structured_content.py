# SPDX-License-Identifier: BSD-3-Clause
"""PS3.15 section E.3.4, the Clean Structured Content Option, judged with other readers.

What is expected of a content item follows from Table E.3.4-1 (cmake/tables/structured_content.tsv)
alone, read here a second time; outputs are read with pydicom, dsrdump and dciodvfy.

DICOM_ANONYMIZER_PROGRAM names the program, DICOM_ANONYMIZER_CORPUS a folder with DICOM files;
without it the made files alone are looked at.
"""
import csv
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest
import warnings

import dciodvfy
import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence

PROGRAM = os.environ.get("DICOM_ANONYMIZER_PROGRAM", "")
CORPUS = os.environ.get("DICOM_ANONYMIZER_CORPUS", "")
TABLE = pathlib.Path(__file__).resolve().parents[2] / "cmake" / "tables" / "structured_content.tsv"
CODE = "113104"
EDITION = ("--edition", "2026d")
IMPLICIT, EXPLICIT, DEFLATED, BIG = ("1.2.840.10008.1.2", "1.2.840.10008.1.2.1",
                                     "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.2")
SEQUENCES = {0x0040A730, 0x00400555, 0x00400610, 0x0040B020}
COMPREHENSIVE_SR = "1.2.840.10008.5.1.4.1.1.88.33"
VALUES = {"TEXT": "TextValue", "PNAME": "PersonName", "UIDREF": "UID", "DATE": "Date",
          "TIME": "Time", "DATETIME": "DateTime"}
DAY = "20200102"

warnings.filterwarnings("ignore")


def rows():
    with open(TABLE, encoding="utf-8") as table:
        return list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))


def coded(value, scheme, meaning="A concept"):
    one = Dataset()
    one.CodeValue, one.CodingSchemeDesignator, one.CodeMeaning = value, scheme, meaning
    return Sequence([one])


def content_item(kind, value, scheme, says=None, relationship="CONTAINS"):
    """An item with a value that names its kind, or the one that is given."""
    one = Dataset()
    one.RelationshipType, one.ValueType = relationship, kind
    one.ConceptNameCodeSequence = coded(value, scheme)
    if kind in VALUES:
        usual = {"TEXT": "left lung Xyqqzz Secretname", "PNAME": "Secret^Name", "UIDREF": "1.2.3.4.5.6",
                 "DATE": DAY, "TIME": "111213", "DATETIME": DAY + "111213"}
        setattr(one, VALUES[kind], says or usual[kind])
    elif kind in ("IMAGE", "COMPOSITE", "WAVEFORM"):
        reference = Dataset()
        reference.ReferencedSOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
        reference.ReferencedSOPInstanceUID = "1.2.3.4.5.7"
        one.ReferencedSOPSequence = Sequence([reference])
    elif kind == "NUM":
        measured = Dataset()
        measured.MeasurementUnitsCodeSequence = coded("a", "UCUM", "year")
        measured.NumericValue = says or "41"
        one.MeasuredValueSequence = Sequence([measured])
    elif kind == "CODE":
        one.ConceptCodeSequence = coded(*(says or ("T-D0050", "SRT", "Tissue")))
    elif kind == "CONTAINER":
        one.ContinuityOfContent = "SEPARATE"
    return one


def report(items):
    made = Dataset()
    made.SOPClassUID, made.SOPInstanceUID = COMPREHENSIVE_SR, "1.2.3.4.1"
    made.StudyInstanceUID, made.SeriesInstanceUID = "1.2.3.4.2", "1.2.3.4.3"
    made.PatientName, made.PatientID, made.Modality = "Doe^Jane", "id12", "SR"
    made.ValueType, made.ContinuityOfContent = "CONTAINER", "SEPARATE"
    made.ConceptNameCodeSequence = coded("126000", "DCM", "Imaging Measurement Report")
    made.ContentSequence = Sequence(items)
    return made


def save(made, path, syntax=EXPLICIT):
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = syntax
    made.is_little_endian, made.is_implicit_VR = syntax != BIG, syntax == IMPLICIT
    made.save_as(path, write_like_original=False)


class Cleaned(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="structured_content_")
        self.addCleanup(folder.cleanup)
        self.here = pathlib.Path(folder.name, "work")
        self.here.mkdir()
        self.key = pathlib.Path(folder.name, "key")
        self.key.write_bytes(bytes(range(40)))
        self.key.chmod(0o600)

    def run_on(self, source, *options, target="out.dcm"):
        words = [word for one in ("clean-structured-content", *options)
                 for word in ("--option", one)]
        if "retain-modified-dates" in options:
            words += ["--key-file", str(self.key)]
        done = subprocess.run([PROGRAM, str(source), str(self.here / target), "--quiet", *EDITION,
                               *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=600, check=False)
        self.assertEqual(done.returncode, 0, done.stdout.decode("utf-8", "replace"))
        return self.here / target

    def cleaned(self, made, *options, syntax=EXPLICIT):
        save(made, self.here / "in.dcm", syntax)
        return pydicom.dcmread(self.run_on(self.here / "in.dcm", *options))

    def cleaned_items(self, items, *options, syntax=EXPLICIT):
        """What became of each item, None where it went; a container before them all stays."""
        numbered = []
        for number, one in enumerate(items):
            around = content_item("CONTAINER", "111028", "DCM")
            around.ContinuityOfContent = "CONTINUOUS"
            around.add_new(0x0040A504, "SQ", Sequence([]))
            around.ContentSequence = Sequence([content_item("CONTAINER", "111028", "DCM"), one])
            numbered.append(around)
        left = self.cleaned(report(numbered), *options, syntax=syntax)
        self.assertEqual(len(left.ContentSequence), len(items))
        return [one.ContentSequence[1] if len(one.ContentSequence) == 2 else None
                for one in left.ContentSequence]


K_COLUMNS = {"retain-uids": "rtn_uids", "retain-device-identity": "rtn_dev_id",
             "retain-institution-identity": "rtn_inst_id",
             "retain-patient-characteristics": "rtn_pat_chars",
             "retain-full-dates": "rtn_long_full_dates"}


C_COLUMNS = {"retain-modified-dates": "rtn_long_modif_dates", "clean-descriptors": "clean_desc"}


def expected(row, options):
    """K, C, X or D, by the table: K before C before the Basic Profile, of X/D the dummy."""
    if any(row[K_COLUMNS[one]] == "K" for one in options if one in K_COLUMNS):
        return "K"
    if any(one in options and row[column] == "C" for one, column in C_COLUMNS.items()):
        return "C"
    return row["basic"].split("/")[-1]


class Table(Cleaned):
    """Each row of Table E.3.4-1, without and with each option that has a column."""

    def check(self, *options, syntax=EXPLICIT):
        listed = rows()
        self.assertEqual(len(listed), 214)
        before = [content_item(row["value_type"], row["code_value"], row["coding_scheme"])
                  for row in listed]
        copies = [content_item(row["value_type"], row["code_value"], row["coding_scheme"])
                  for row in listed]
        for row, old, new in zip(listed, before, self.cleaned_items(copies, *options,
                                                                    syntax=syntax)):
            kind, wanted = row["value_type"], expected(row, options)
            with self.subTest(code=row["code_value"], scheme=row["coding_scheme"], kind=kind,
                              options=options, wanted=wanted):
                if wanted == "X":
                    self.assertIsNone(new)
                    continue
                self.assertIsNotNone(new)
                if kind in VALUES:
                    self.judge(kind, wanted, old[VALUES[kind]].value, new[VALUES[kind]].value)
                elif kind in ("IMAGE", "COMPOSITE", "WAVEFORM"):
                    uid = new.ReferencedSOPSequence[0].ReferencedSOPInstanceUID
                    self.assertEqual(uid == "1.2.3.4.5.7", wanted == "K")
                elif kind == "NUM":
                    self.assertEqual(new.MeasuredValueSequence[0].NumericValue, 41)
                elif kind == "CODE":
                    self.assertEqual(new.ConceptCodeSequence[0].CodeValue, "T-D0050")

    def judge(self, kind, wanted, old, new):
        if wanted == "K" and kind == "TEXT":
            # A name that items of the same report have goes from every text that stays.
            self.assertEqual(new, "left lung Xyqqzz")
        elif wanted == "K":
            self.assertEqual(new, old)
        elif wanted == "C" and kind == "TEXT":
            self.assertEqual(new, "left lung")
        elif wanted == "C" and kind == "TIME":
            self.assertEqual(new, old)  # moved by whole days
        elif wanted == "C":
            self.assertNotEqual(new, old)
            self.assertEqual(len(str(new)), len(str(old)))
            self.assertIn(str(new)[:2], ("20", "19"))
            self.assertNotEqual(str(new)[:4], "1900")
        else:
            self.assertNotEqual(new, old)
            self.assertNotEqual(str(new), "")

    def test_without_another_option(self):
        self.check()

    def test_with_each_option_that_has_a_column(self):
        for one in (*K_COLUMNS, *C_COLUMNS):
            self.check(one)

    def test_with_options_together(self):
        self.check("retain-uids", "retain-device-identity", "retain-full-dates")
        self.check("retain-institution-identity", "retain-patient-characteristics",
                   "retain-modified-dates")

    def test_in_every_encoding(self):
        for syntax in (IMPLICIT, DEFLATED, BIG):
            self.check(syntax=syntax)


class Made(Cleaned):
    """Items that the table does not list, or lists under another name."""

    def one(self, item, *options):
        return self.cleaned_items([item], *options)[0]

    def test_a_retired_code_is_the_concept_that_took_its_place(self):
        for scheme in ("SRT", "SNM3"):
            self.assertEqual(self.one(content_item("TEXT", "G-C0E3", scheme)).TextValue,
                             self.one(content_item("TEXT", "363698007", "SCT")).TextValue)
            self.assertIsNone(self.one(content_item("TEXT", "R-42B89", scheme)))
            self.assertIsNone(self.one(content_item("COMPOSITE", "R-42B89", scheme)))
            self.assertIsNotNone(self.one(content_item("COMPOSITE", "R-42B89", scheme),
                                          "retain-uids"))

    def test_a_name_is_one_whatever_it_says_to_be(self):
        for options in ((), ("clean-descriptors",)):
            left = self.one(content_item("TEXT", "121008", "DCM"), *options).TextValue
            self.assertNotIn("Secretname", left)
            self.assertNotIn("lung", left)

    def test_a_text_is_cleaned_only_where_descriptors_are(self):
        for text, stays in (("left lung Secretname", "left lung"), ("left lung", "left lung")):
            item = content_item("TEXT", "1", "99HOSP", text)
            self.assertNotIn("lung", self.one(item).TextValue)
            item = content_item("TEXT", "1", "99HOSP", text)
            self.assertEqual(self.one(item, "clean-descriptors").TextValue, stays)
        nothing_left = self.one(content_item("TEXT", "1", "99HOSP", "Secretname"),
                                "clean-descriptors").TextValue
        self.assertNotIn("Secretname", nothing_left)
        self.assertNotEqual(nothing_left, "")
        meaning = self.one(content_item("CODE", "121071", "DCM", ("W5", "99H", "left lung Dr Xyqq")),
                           "clean-descriptors").ConceptCodeSequence[0].CodeMeaning
        self.assertEqual(meaning, "left lung")

    def test_an_age_in_the_item_itself(self):
        """PS3.3 table 10-2: in Acquisition Context a number stands beside its unit, in any syntax;
        the Value Type NUMERIC there is NUM in Table E.3.4-1."""
        for syntax in (EXPLICIT, IMPLICIT, DEFLATED, BIG):
            for value, scheme, age, options, left in (
                    ("121033", "DCM", "93", (), None), ("121033", "DCM", "41", (), None),
                    ("121033", "DCM", "93", ("retain-patient-characteristics",), 0),
                    ("121033", "DCM", "41", ("retain-patient-characteristics",), 41),
                    ("30525-0", "LN", "93", (), 0), ("30525-0", "LN", "41", (), 41),
                    ("111010", "DCM", "93", (), 93)):
                with self.subTest(syntax=syntax, value=value, age=age, options=options):
                    one = Dataset()
                    one.ValueType, one.ConceptNameCodeSequence = "NUMERIC", coded(value, scheme)
                    one.NumericValue = age
                    one.MeasurementUnitsCodeSequence = coded("a", "UCUM", "year")
                    made = report([content_item("CONTAINER", "111028", "DCM")])
                    made.AcquisitionContextSequence = Sequence([one])
                    items = self.cleaned(made, *options, syntax=syntax).AcquisitionContextSequence
                    self.assertEqual(items[0].NumericValue if items else None, left)

    def test_the_meaning_of_a_concept_decides_nothing(self):
        item = content_item("TEXT", "121106", "DCM")
        item.ConceptNameCodeSequence[0].CodeMeaning = "Befund"
        self.assertIsNone(self.one(item))
        other = content_item("NUM", "1", "99HOSP")
        other.ConceptNameCodeSequence[0].CodeMeaning = "Subject Age"
        self.assertEqual(self.one(other).MeasuredValueSequence[0].NumericValue, 41)

    def test_a_private_code_goes_in_value_and_meaning(self):
        left = self.one(content_item("CODE", "121071", "DCM", ("W5", "99HOSP", "Ward 5 Dr Head")))
        self.assertNotIn("W5", str(left))
        self.assertNotIn("Head", str(left))
        self.assertEqual(left.ConceptCodeSequence[0].CodingSchemeDesignator, "99HOSP")

    def test_an_age_over_89_goes(self):
        for age, stays in (("89", True), ("93", False)):
            left = self.one(content_item("NUM", "121033", "DCM", age),
                            "retain-patient-characteristics")
            self.assertEqual(left.MeasuredValueSequence[0].NumericValue == int(age), stays)

    def test_content_is_cleaned_64_deep(self):
        innermost = content_item("TEXT", "1", "99HOSP")
        for _ in range(62):
            around = content_item("CONTAINER", "111028", "DCM")
            around.ContentSequence = Sequence([innermost])
            innermost = around
        left = self.cleaned(report([innermost]))
        depth = 0
        while "ContentSequence" in left:
            left, depth = left.ContentSequence[0], depth + 1
        self.assertEqual(depth, 63)
        self.assertNotIn("Secretname", left.TextValue)

    def test_references_by_place_still_point_at_the_same_item(self):
        source = content_item("NUM", "111010", "DCM")
        by_place = Dataset()
        by_place.RelationshipType, by_place.ReferencedContentItemIdentifier = "INFERRED FROM", [1, 2]
        inferred = content_item("NUM", "111010", "DCM", "7")
        inferred.ContentSequence = Sequence([by_place])
        left = self.cleaned(report([content_item("TEXT", "121106", "DCM"), source, inferred]))
        place = left.ContentSequence[2].ContentSequence[0].ReferencedContentItemIdentifier
        self.assertEqual(left.ContentSequence[place[1] - 1].MeasuredValueSequence[0].NumericValue,
                         41)
        self.assertNotIn("Secretname", str(left.ContentSequence[0]))

    def test_the_mark_is_set_and_only_where_the_option_is_chosen(self):
        left = self.cleaned(report([content_item("TEXT", "121106", "DCM")]))
        self.assertIn(CODE, [one.CodeValue for one in left[0x00120064].value])
        save(report([content_item("TEXT", "121106", "DCM")]), self.here / "in.dcm")
        subprocess.run([PROGRAM, str(self.here / "in.dcm"), str(self.here / "plain.dcm"), "--quiet",
                        *EDITION], check=True, stdout=subprocess.DEVNULL)
        plain = pydicom.dcmread(self.here / "plain.dcm")
        self.assertNotIn(CODE, [one.CodeValue for one in plain[0x00120064].value])

    def test_without_the_option_uids_stay_apart(self):
        items = [content_item("UIDREF", "112040", "DCM", uid) for uid in ("1.2.3", "1.2.4", "1.2.3")]
        save(report(items), self.here / "in.dcm")
        subprocess.run([PROGRAM, str(self.here / "in.dcm"), str(self.here / "plain.dcm"), "--quiet",
                        *EDITION], check=True, stdout=subprocess.DEVNULL)
        left = [one.UID for one in pydicom.dcmread(self.here / "plain.dcm").ContentSequence]
        self.assertEqual(left[0], left[2])
        self.assertNotEqual(left[0], left[1])
        self.assertFalse({"1.2.3", "1.2.4"} & set(left))


def structured(data_set):
    return any(int(one.tag) in SEQUENCES or
               (one.VR == "SQ" and any(structured(item) for item in one.value))
               for one in data_set)


def items_of(data_set):
    """All content items, at any depth."""
    for one in data_set:
        if one.VR != "SQ":
            continue
        for item in one.value:
            if int(one.tag) in (0x0040A730, 0x00400555, 0x00400612):
                yield item
            yield from items_of(item)


def concept(item):
    if not item.get("ConceptNameCodeSequence"):
        return None
    name = item.ConceptNameCodeSequence[0]
    return name.get("CodeValue"), name.get("CodingSchemeDesignator")


def may_be_structured(content):
    """Whether one of the tags is there, in either order; of what is deflated nobody can tell."""
    tags = [tag.to_bytes(4, "big") for tag in SEQUENCES]
    return DEFLATED.encode() in content or any(
        tag in content or tag[1::-1] + tag[:1:-1] in content for tag in tags)


def files_with_structured_content():
    for path in sorted(pathlib.Path(CORPUS).rglob("*")):
        if not path.is_file() or path.stat().st_size > 20_000_000:
            continue
        if not may_be_structured(path.read_bytes()):
            continue
        try:
            if structured(pydicom.dcmread(path, stop_before_pixels=True)):
                yield path
        except Exception:  # pylint: disable=broad-except
            continue  # what pydicom does not read it cannot judge


def reads(path):
    return subprocess.run(["dsrdump", str(path)], stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                          check=False).returncode == 0


@unittest.skipUnless(CORPUS, "DICOM_ANONYMIZER_CORPUS names no corpus")
class Corpus(Cleaned):
    """Files of others."""

    def out_of(self, name, *options):
        found = next(pathlib.Path(CORPUS).rglob(name), None)
        if found is None:
            self.skipTest("the corpus has no such file")
        return pydicom.dcmread(found), pydicom.dcmread(self.run_on(found, *options))

    def test_what_is_left_is_valid_and_can_be_read(self):
        files = list(files_with_structured_content())
        self.assertGreater(len(files), 20)
        was_read = 0
        for options in ((), ("retain-uids", "retain-full-dates", "retain-device-identity",
                             "retain-patient-characteristics", "retain-institution-identity")):
            for number, path in enumerate(files):
                with self.subTest(file=path.name, options=options):
                    out = self.run_on(path, *options, target=f"{len(options)}_{number}.dcm")
                    if shutil.which("dsrdump") and reads(path):
                        was_read += 1
                        self.assertTrue(reads(out), "dsrdump")
                    if dciodvfy.is_installed():
                        before, after = dciodvfy.errors_of(path), dciodvfy.errors_of(out)
                        if dciodvfy.can_be_judged(before):
                            self.assertEqual(after - before, {}, "dciodvfy")
        if shutil.which("dsrdump"):
            self.assertGreater(was_read, 10)

    def test_a_report_of_private_concepts_has_no_name_and_no_clinic_left(self):
        old, new = self.out_of("deflate_report_dfl")
        self.assertEqual(new.file_meta.TransferSyntaxUID, DEFLATED)
        names = [one.PersonName for one in items_of(new) if one.get("ValueType") == "PNAME"]
        self.assertEqual(len(names), 5)
        before = {str(one.PersonName) for one in items_of(old) if one.get("ValueType") == "PNAME"}
        self.assertFalse(before & {str(one) for one in names})
        self.assertIn("Redlands", str(old))
        self.assertNotIn("Redlands", str(new))
        self.assertNotIn("78", "".join(one.TextValue for one in items_of(new)
                                       if one.get("ValueType") == "TEXT"))
        self.assertEqual(len(list(items_of(new))), len(list(items_of(old))))

    def test_a_specimen_loses_its_identifiers_and_keeps_its_preparation(self):
        kinds = {}
        for options in ((), ("retain-full-dates",), ("retain-modified-dates",)):
            old, new = self.out_of("test_files_sm_image_control.dcm", *options)
            before, after = list(items_of(old)), list(items_of(new))
            for gone in (("121041", "DCM"), ("111706", "DCM"), ("111724", "DCM")):
                self.assertTrue(any(concept(one) == gone for one in before))
                self.assertFalse(any(concept(one) == gone for one in after), gone)
            parents = [one.TextValue for one in after if concept(one) == ("111705", "DCM")]
            self.assertTrue(parents)
            self.assertFalse(set(parents) & {one.TextValue for one in before
                                             if concept(one) == ("111705", "DCM")})
            codes = [[str(one) for one in items if one.ValueType == "CODE"]
                     for items in (before, after)]
            self.assertEqual(codes[0], codes[1])
            kinds[options] = [one.DateTime for one in after if concept(one) == ("111702", "DCM")]
            if not options:
                self.assertEqual(kinds[options], [])
        dates = [one.DateTime for one in before if concept(one) == ("111702", "DCM")]
        self.assertEqual(kinds[("retain-full-dates",)], dates)
        self.assertEqual(len(kinds[("retain-modified-dates",)]), len(dates))
        self.assertFalse(set(kinds[("retain-modified-dates",)]) & set(dates))

    def test_labels_and_uids_of_measurements_stay_apart(self):
        old, new = self.out_of("data_structured_report.dcm")
        for code, value in (("112039", "TextValue"), ("112040", "UID")):
            before = [one[value].value for one in items_of(old) if concept(one) == (code, "DCM")]
            after = [one[value].value for one in items_of(new) if concept(one) == (code, "DCM")]
            self.assertGreater(len(before), 1)
            self.assertEqual(len(set(before)), len(set(after)))
            self.assertEqual(len(set(zip(before, after))), len(set(before)))
            self.assertFalse(set(before) & set(after))
        points = [[one.GraphicData for one in items_of(data) if one.ValueType == "SCOORD"]
                  for data in (old, new)]
        self.assertTrue(points[0])
        self.assertEqual(points[0], points[1])

    def test_a_report_of_every_value_type_keeps_its_shape(self):
        old, new = self.out_of("test_files_test-SR.dcm")
        shape = [[(one.get("RelationshipType"), one.get("ValueType"),
                   one.get("ReferencedContentItemIdentifier")) for one in items_of(data)]
                 for data in (old, new)]
        self.assertEqual(shape[0], shape[1])
        for keyword in ("PersonName", "TextValue", "UID", "Date", "Time", "DateTime",
                        "ReferencedDateTime"):
            pairs = [(one[keyword].value, other[keyword].value)
                     for one, other in zip(items_of(old), items_of(new)) if keyword in one]
            self.assertFalse([one for one, other in pairs if one == other], keyword)
        numbers = [[one.MeasuredValueSequence[0].NumericValue for one in items_of(data)
                    if one.get("ValueType") == "NUM"] for data in (old, new)]
        self.assertEqual(numbers[0], numbers[1])


if __name__ == "__main__":
    if not PROGRAM:
        raise SystemExit("DICOM_ANONYMIZER_PROGRAM names no program")
    unittest.main()
