# SPDX-License-Identifier: BSD-3-Clause
"""How outputs are called and whether they refer to each other as the inputs do, judged by pydicom."""
import re
import unittest

import pydicom
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from test_program import ProgramTest, image, run, save, with_meta

SUMMARY = re.compile(r"^references: (\d+) files, (\d+) UIDs (.*), (\d+) references, "
                     r"(\d+) outside the batch$", re.MULTILINE)
CT = "1.2.840.10008.5.1.4.1.1.2"


def item(**elements):
    result = Dataset()
    for name, value in elements.items():
        setattr(result, name, value)
    return result


def instance(sop_class, number, **elements):
    data = Dataset()
    data.SOPClassUID = sop_class
    data.SOPInstanceUID = f"1.2.3.{number}"
    data.StudyInstanceUID = "1.2.4"
    data.SeriesInstanceUID = f"1.2.5.{number // 10}"
    data.FrameOfReferenceUID = "1.2.6"
    data.Modality = "OT"
    data.PatientName = "Canary^Yellow"
    data.PatientID = "CanaryId"
    for name, value in elements.items():
        setattr(data, name, value)
    return with_meta(data, sop_class, data.SOPInstanceUID)


def refers(number, sop_class=CT):
    return item(ReferencedSOPClassUID=sop_class, ReferencedSOPInstanceUID=f"1.2.3.{number}")


def study():
    """Images, and objects of every kind that refer to them, by number."""
    images = {number: instance(CT, number) for number in (0, 1, 2)}
    series = item(SeriesInstanceUID="1.2.5.0", ReferencedSOPSequence=Sequence([refers(0), refers(1)]))
    evidence = Sequence([item(StudyInstanceUID="1.2.4", ReferencedSeriesSequence=Sequence([series]))])
    content = Sequence([item(ValueType="CONTAINER", ContentSequence=Sequence(
        [item(ValueType="IMAGE", ReferencedSOPSequence=Sequence([refers(2)]))]))])
    contour = item(ContourImageSequence=Sequence([refers(0)]), ContourGeometricType="POINT")
    objects = {
        10: instance("1.2.840.10008.5.1.4.1.1.88.59", 10,  # Key Object Selection
                     CurrentRequestedProcedureEvidenceSequence=evidence, ContentSequence=content),
        20: instance("1.2.840.10008.5.1.4.1.1.88.33", 20,  # Comprehensive SR
                     CurrentRequestedProcedureEvidenceSequence=evidence, ContentSequence=content),
        30: instance("1.2.840.10008.5.1.4.1.1.11.1", 30,  # Grayscale Softcopy Presentation State
                     ReferencedSeriesSequence=Sequence([item(
                         SeriesInstanceUID="1.2.5.0",
                         ReferencedImageSequence=Sequence([refers(0)]))])),
        40: instance("1.2.840.10008.5.1.4.1.1.66.4", 40,  # Segmentation
                     ReferencedSeriesSequence=Sequence([item(
                         SeriesInstanceUID="1.2.5.0",
                         ReferencedInstanceSequence=Sequence([refers(0), refers(1)]))]),
                     PerFrameFunctionalGroupsSequence=Sequence([item(
                         DerivationImageSequence=Sequence([item(
                             SourceImageSequence=Sequence([refers(1)]))]))])),
        50: instance("1.2.840.10008.5.1.4.1.1.481.3", 50,  # RT Structure Set
                     StructureSetLabel="label",
                     ReferencedFrameOfReferenceSequence=Sequence([item(
                         FrameOfReferenceUID="1.2.6",
                         RTReferencedStudySequence=Sequence([item(
                             ReferencedSOPClassUID="1.2.840.10008.3.1.2.3.1",
                             ReferencedSOPInstanceUID="1.2.4",
                             RTReferencedSeriesSequence=Sequence([item(
                                 SeriesInstanceUID="1.2.5.0", ContourImageSequence=Sequence(
                                     [refers(0), refers(1)]))]))]))]),
                     StructureSetROISequence=Sequence([item(
                         ROINumber="1", ReferencedFrameOfReferenceUID="1.2.6")]),
                     ROIContourSequence=Sequence([item(ContourSequence=Sequence([contour]))])),
        60: instance("1.2.840.10008.5.1.4.1.1.481.5", 60,  # RT Plan
                     ReferencedStructureSetSequence=Sequence(
                         [refers(50, "1.2.840.10008.5.1.4.1.1.481.3")])),
    }
    return {**images, **objects}


def uids_of(dataset, place=()):
    """(place, UID) of every UI that is no UID of the standard."""
    for element in dataset:
        here = (*place, int(element.tag))
        if element.VR == "SQ":
            for number, one in enumerate(element.value):
                yield from uids_of(one, (*here, number))
        elif element.VR == "UI" and element.value:
            values = element.value if isinstance(element.value, pydicom.multival.MultiValue) \
                else [element.value]
            for number, uid in enumerate(values):
                if not uid.startswith("1.2.840.10008."):
                    yield (*here, number), str(uid)


class OutputTest(ProgramTest):
    def write_study(self):
        for number, data in study().items():
            save(data, self.source / f"s{number // 10}" / f"{number}.dcm")

    def summary(self, done):
        match = SUMMARY.search(done.stdout)
        self.assertIsNotNone(match, done.stdout)
        return match.groups()

    def findings(self, done):
        return [line.removeprefix(f"reference: {self.target}/")
                for line in done.stderr.splitlines() if line.startswith("reference: ")]


class References(OutputTest):
    def test_a_study_with_references_of_every_kind_is_renamed_one_to_one(self):
        self.write_study()
        done = run(self.source, self.target, "--check-references", "--quiet", "-j", "2")
        self.check(done, 0, (9, 0, 0))
        files, uids, verdict, references, outside = self.summary(done)
        self.assertEqual((files, uids, verdict, outside),
                         ("9", str(9 + 1 + 7 + 1), "renamed one to one", "0"))
        # The same by another reader.
        renamed, count = {}, 0
        for path in self.source.rglob("*.dcm"):
            before = dict(uids_of(pydicom.dcmread(path)))
            after = dict(uids_of(pydicom.dcmread(self.target / path.relative_to(self.source))))
            for place, uid in after.items():
                self.assertEqual(renamed.setdefault(before[place], uid), uid)
                count += len(place) > 2
            self.assertEqual(before.keys(), after.keys())
        self.assertEqual(len(set(renamed.values())), len(renamed))
        self.assertEqual(str(len(renamed)), uids)
        self.assertEqual(str(count), references)

    def test_a_rule_that_keeps_old_uids_in_one_place_is_found(self):
        self.write_study()
        done = run(self.source, self.target, "--check-references", "-t", "(3006,0024)", "keep")
        self.check(done, 1, (9, 0, 0))
        self.assertEqual(self.findings(done), [
            "s5/50.dcm: (3006,0020)[1]/(3006,0024) is an old UID that was replaced elsewhere"])
        self.assertRegex(done.stdout, r"references: 18 UIDs renamed, 0 kept, 0 references gone\n")
        self.assertIn("NOT renamed one to one, 1 places broken", done.stdout)
        self.assertNotIn("1.2.6", done.stdout + done.stderr)

    def test_uids_that_stay_are_a_fault_unless_they_are_retained(self):
        for number, data in study().items():
            if number not in (10, 20):
                save(data, self.source / f"{number}.dcm")
        done = run(self.source, self.target, "--check-references", "--option", "retain-uids")
        self.check(done, 0, (7, 0, 0))
        self.assertEqual(self.summary(done)[2], "kept or renamed one to one")
        self.assertIn("references: 0 UIDs renamed, 14 kept, 0 references gone\n", done.stdout)
        for path in self.source.rglob("*.dcm"):
            target = self.target / path.relative_to(self.source)
            self.assertEqual(dict(uids_of(pydicom.dcmread(path))),
                             dict(uids_of(pydicom.dcmread(target))))
        done = run(self.source, self.here / "other", "--check-references", "-t",
                   "FrameOfReferenceUID", "keep", "-t", "(3006,0024)", "keep", "-t", "(3006,00C2)",
                   "keep")
        self.check(done, 1, (7, 0, 0))
        self.assertIn("(0020,0052) is an old UID, and nothing retains UIDs", done.stderr)
        self.assertIn("references: 13 UIDs renamed, 1 kept, 0 references gone\n", done.stdout)

    def test_references_that_go_by_a_rule_are_counted(self):
        self.write_study()
        done = run(self.source, self.target, "--check-references", "-t", "(3006,0024)", "delete")
        self.check(done, 0, (9, 0, 0))
        before, after = (sum(len(place) > 2 for path in folder.rglob("*.dcm")
                             for place, _ in uids_of(pydicom.dcmread(path)))
                         for folder in (self.source, self.target))
        self.assertGreater(before, after)
        self.assertIn(f"18 UIDs renamed, 0 kept, {before - after} references gone\n", done.stdout)

    def test_references_outside_the_batch_are_counted_and_listed_if_wanted(self):
        data = study()
        save(data[60], self.source / "60.dcm")
        done = run(self.source, self.target, "--check-references")
        self.check(done, 0, (1, 0, 0))
        self.assertEqual(self.findings(done), [])
        self.assertIn("references: 1 refer outside the batch; --verbose names them\n", done.stderr)
        self.refused(self.source, self.target, "--verbose", "--quiet")
        done = run(self.source, self.target, "--check-references", "--verbose")
        self.check(done, 0, (1, 0, 0))
        self.assertEqual(self.findings(done),
                         ["60.dcm: (300C,0060)[1]/(0008,1155) refers outside the batch"])
        self.assertEqual(self.summary(done)[4], "1")
        done = run(self.source, self.target, "--check-references", "--quiet")
        self.check(done, 0, (1, 0, 0))
        self.assertEqual(self.findings(done), [])

    def test_a_file_that_failed_is_missed_by_those_that_refer_to_it(self):
        self.write_study()
        path = self.source / "s5" / "50.dcm"
        whole = path.read_bytes()
        path.write_bytes(whole + b"\x10\x00\x10")
        done = run(self.source, self.target, "--check-references")
        self.check(done, 1, (8, 0, 1))
        lost = ["s6/60.dcm: (300C,0060)[1]/(0008,1155) refers to what is in the input and not in "
                "the output"]
        self.assertEqual(self.findings(done), lost)
        path.write_bytes(whole)
        done = run(self.source, self.here / "other", "--check-references", "-t",
                   "StructureSetLabel", "replace_with_value", "longer than an SH may be")
        self.check(done, 1, (8, 0, 1))
        self.assertIn("NOT renamed one to one, 1 places broken", done.stdout)

    def test_outputs_of_other_names_are_compared_with_their_inputs(self):
        self.write_study()
        for how in ("uid", "sequence"):
            done = run(self.source, self.here / how, "--check-references", "--output-names", how)
            self.check(done, 0, (9, 0, 0))
            self.assertEqual(self.summary(done)[:3], ("9", "18", "renamed one to one"))

    def test_one_file_is_compared_too(self):
        save(study()[0], self.source / "a.dcm")
        done = run(self.source / "a.dcm", self.here / "b.dcm", "--check-references")
        self.check(done, 0, (1, 0, 0))
        self.assertEqual(self.summary(done)[0], "1")


class Names(OutputTest):
    def test_by_uid(self):
        self.write_study()
        self.check(run(self.source, self.target, "--output-names", "uid", "-j", "4"), 0, (9, 0, 0))
        files = [path for path in self.target.rglob("*") if path.is_file()]
        self.assertEqual(len(files), 9)
        for path in files:
            data = pydicom.dcmread(path)
            self.assertEqual(path.relative_to(self.target).parts,
                             (data.StudyInstanceUID, data.SeriesInstanceUID,
                              data.SOPInstanceUID + ".dcm"))
            self.assertTrue(data.SOPInstanceUID.startswith("2.25."))

    def test_two_files_of_one_instance_collide(self):
        for name in ("a.dcm", "b.dcm"):
            save(study()[0], self.source / name)
        done = run(self.source, self.target, "--output-names", "uid", "-j", "1")
        self.check(done, 1, (1, 0, 1))
        self.assertIn("b.dcm: there is another file of the name of the output", done.stderr)
        self.assertEqual(len([one for one in self.target.rglob("*") if one.is_file()]), 1)

    def test_an_interrupted_run_is_resumed(self):
        self.write_study()
        key = self.here / "key"
        run("--new-key", key)
        for names in ("uid", "sequence"):
            target = self.here / names
            options = ("--output-names", names, "--key-file", key)
            self.check(run(self.source, target, *options), 0, (9, 0, 0))
            whole = {path: path.read_bytes() for path in target.rglob("*.dcm")}
            for path in sorted(whole)[::2]:  # as if the run had been killed
                path.unlink()
            self.check(run(self.source, target, *options), 1, (5, 0, 4))
            for path in sorted(whole)[::2]:
                path.unlink()
            self.check(run(self.source, target, *options, "--resume"), 0, (9, 0, 0))
            self.assertEqual({path: path.read_bytes() for path in target.rglob("*.dcm")}, whole)
            self.assertEqual([one for one in target.rglob(".*")], [])
            path = sorted(whole)[0]
            path.write_bytes(whole[path] + b"x")
            self.check(run(self.source, target, *options, "--resume"), 1, (8, 0, 1))
            self.assertEqual(path.read_bytes(), whole[path] + b"x")
        self.assertIn("--output-names", self.refused(self.source, self.target, "--resume"))
        self.assertIn("--key-file", self.refused(self.source, self.target, "--resume",
                                                 "--output-names", "uid"))

    def test_without_a_series_a_file_has_no_name(self):
        data = study()[0]
        del data.SeriesInstanceUID
        save(data, self.source / "a.dcm")
        done = run(self.source, self.target, "--output-names", "uid")
        self.check(done, 1, (0, 0, 1))
        self.assertIn("no UID to name the output by, at (0020,000E)", done.stderr)
        self.assertEqual(self.names(self.target), [])

    def test_by_numbers(self):
        self.write_study()
        (self.source / "s0" / "00.txt").write_text("no DICOM")
        self.check(run(self.source, self.target, "--output-names", "sequence", "-j", "4"), 0,
                   (9, 1, 0))
        files = sorted(str(one.relative_to(self.target)) for one in self.target.rglob("*.dcm"))
        self.assertEqual(files, ["000001/000001.dcm", "000001/000003.dcm", "000001/000004.dcm",
                                 *(f"00000{folder}/000001.dcm" for folder in range(2, 8))])
        other = self.here / "other"
        self.check(run(self.source, other, "--output-names", "sequence", "-j", "1"), 0, (9, 1, 0))
        self.assertEqual(self.names(self.target), self.names(other))

    def test_a_path_that_tells_of_the_patient_is_a_warning_without_a_value(self):
        save(study()[0], self.source / "YELLOW_CANARY" / "ct" / "1.dcm")
        save(study()[1], self.source / "YELLOW_CANARY" / "canaryid.dcm")
        save(study()[2], self.source / "fine" / "1.dcm")
        done = run(self.source, self.target)
        self.assertEqual(done.returncode, 0)
        self.assertNotIn("canary", done.stderr.lower())
        self.assertIn(f"warning: {self.source}/[1]/ct/1.dcm: component 1 of the path tells of the "
                      "patient\n", done.stderr)
        self.assertIn(f"warning: {self.source}/[1]/[2]: components 1, 2 of the path tell of the "
                      "patient\n", done.stderr)
        self.assertIn("warning: 2 of the paths written tell a name, a date, a UID or another identifier ",
                      done.stderr)
        for quiet in (["--quiet"], ["--output-names", "sequence"]):
            done = run(self.source, self.here / "other", *quiet)
            self.assertNotIn("/[1]", done.stderr)

    def test_old_uids_dates_and_numbers_in_paths_are_a_warning(self):
        names = {"1.2.3.0.dcm": 1, "CT.1.2.3.0": 1, "1.2.4/a": 1, "1.2.5.0/b": 1, "ACC-4711/c": 1,
                 "2008-02-29/d": 1, "20080229_ct.dcm": 1, "MU\u0308LLER/e": 1, "m\u00fcller.dcm": 1,
                 "fine/f.dcm": 0, "2008/g.dcm": 0, "1.2.3/h.dcm": 0}
        data = instance(CT, 0, AccessionNumber="ACC4711", StudyDate="20080229",
                        SpecificCharacterSet="ISO_IR 192", PatientName="M\u00fcller^Hans")
        for name in names:
            save(data, self.source / name)
        done = run(self.source, self.target)
        self.assertIn(f"warning: {sum(names.values())} of the paths written", done.stderr)
        told = [line for line in done.stderr.splitlines() if "component" in line]
        self.assertEqual(len(told), sum(names.values()), told)
        for word in ("1.2.3.0", "1.2.4/", "4711", "2008-", "20080229", "ller"):
            self.assertNotIn(word, "".join(told).replace(str(self.here), ""))
        # What the outputs themselves hold is told by nobody else.
        done = run(self.source, self.here / "kept", "--option", "retain-uids", "--option",
                   "retain-full-dates")
        told = [line for line in done.stderr.splitlines() if "component" in line]
        self.assertEqual(len(told), 3, told)

    def test_a_file_that_keeps_its_telling_name_in_a_folder_is_a_warning(self):
        save(study()[0], self.source / "canary.dcm")
        self.target.mkdir()
        done = run(self.source / "canary.dcm", self.target)
        self.assertIn("warning: 1 of the paths", done.stderr)
        done = run(self.source / "canary.dcm", self.target / "a.dcm")
        self.assertNotIn("warning", done.stderr)

    def test_wrong_usage(self):
        save(image(), self.source / "a.dcm")
        self.assertIn("did you mean 'sequence'?",
                      self.refused(self.source, self.target, "--output-names", "sequenz"))
        self.assertIn("INPUT must be a folder",
                      self.refused(self.source / "a.dcm", self.target, "--output-names", "uid"))


if __name__ == "__main__":
    unittest.main()
