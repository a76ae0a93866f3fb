#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Makes a small study of nobody: every value is made up.

usage: make_sample_study.py FOLDER
"""
import pathlib
import sys

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian

ROOT = "1.2.826.0.1.3680043.10.999."
CT, SR, RT = ("1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.88.11",
              "1.2.840.10008.5.1.4.1.1.481.3")


def code(value, scheme, meaning):
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, scheme, meaning
    return item


def reference(number):
    item = Dataset()
    item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID = CT, f"{ROOT}3.{number}"
    return item


def common(sop_class, number, modality):
    data = Dataset()
    data.SpecificCharacterSet = "ISO_IR 100"
    data.SOPClassUID, data.SOPInstanceUID = sop_class, f"{ROOT}3.{number}"
    data.StudyDate = data.SeriesDate = data.ContentDate = "20240229"
    data.StudyTime = data.ContentTime = "101500"
    data.AccessionNumber, data.Modality, data.Manufacturer = "A-4711", modality, "ACME"
    data.InstitutionName, data.ReferringPhysicianName = "Example Hospital", "Doe^John^^Dr"
    data.PatientName, data.PatientID = "M\u00fcller^J\u00e9r\u00f4me", "ID-0815"
    data.PatientBirthDate, data.PatientSex, data.PatientAge = "19501231", "M", "073Y"
    data.PatientComments = "lives next door to Jane Doe"
    data.StudyInstanceUID, data.SeriesInstanceUID = ROOT + "1", f"{ROOT}2.{modality == 'CT':d}"
    data.StudyID, data.SeriesNumber, data.InstanceNumber = "S1", 1, number
    return data


def save(data, path, syntax=ExplicitVRLittleEndian):
    meta = FileMetaDataset()
    meta.FileMetaInformationVersion = b"\0\1"
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = (data.SOPClassUID,
                                                                     data.SOPInstanceUID)
    meta.TransferSyntaxUID = syntax
    meta.ImplementationClassUID, meta.SourceApplicationEntityTitle = ROOT + "9", "SCANNER1"
    data.file_meta, data.preamble = meta, b"\0" * 128
    data.is_little_endian, data.is_implicit_VR = True, syntax == ImplicitVRLittleEndian
    path.parent.mkdir(parents=True, exist_ok=True)
    data.save_as(path, write_like_original=False)


def image(number):
    data = common(CT, number, "CT")
    data.FrameOfReferenceUID = ROOT + "4"
    data.ImagePositionPatient, data.SliceThickness = ["-10", "-10", str(number)], "1"
    data.ReferencedImageSequence = Sequence([reference(1)])
    request = Dataset()
    request.RequestedProcedureDescription, request.RequestedProcedureID = "CT of J. M\u00fcller", "R7"
    data.RequestAttributesSequence = Sequence([request])
    block = data.private_block(0x0019, "ACME 1.0", create=True)
    block.add_new(0x01, "LO", "operator Jane Doe")
    block.add_new(0x02, "DS", "1000")
    data.SamplesPerPixel, data.PhotometricInterpretation = 1, "MONOCHROME2"
    data.Rows = data.Columns = 16
    data.BitsAllocated = data.BitsStored = 16
    data.HighBit, data.PixelRepresentation = 15, 0
    data.PixelData = bytes((x * y + number) % 256 for y in range(16) for x in range(32))
    data["PixelData"].VR = "OW"
    return data


def report():
    data = common(SR, 10, "SR")
    data.ValueType, data.ContinuityOfContent = "CONTAINER", "SEPARATE"
    data.CompletionFlag, data.VerificationFlag = "COMPLETE", "UNVERIFIED"
    data.ConceptNameCodeSequence = Sequence([code("11528-7", "LN", "Radiology Report")])
    series = Dataset()
    series.SeriesInstanceUID = ROOT + "2.1"
    series.ReferencedSOPSequence = Sequence([reference(1), reference(2)])
    study = Dataset()
    study.StudyInstanceUID, study.ReferencedSeriesSequence = ROOT + "1", Sequence([series])
    data.CurrentRequestedProcedureEvidenceSequence = Sequence([study])
    observer = Dataset()
    observer.RelationshipType, observer.ValueType = "HAS OBS CONTEXT", "PNAME"
    observer.ConceptNameCodeSequence = Sequence([code("121008", "DCM", "Person Observer Name")])
    observer.PersonName = "Roe^Richard"
    data.ContentSequence = Sequence([observer])
    return data


def structures():
    data = common(RT, 20, "RTSTRUCT")
    data.StructureSetLabel, data.StructureSetDate = "PLAN OF M\u00dcLLER", "20240229"
    data.StructureSetTime = "110000"
    frame = Dataset()
    frame.FrameOfReferenceUID = ROOT + "4"
    data.ReferencedFrameOfReferenceSequence = Sequence([frame])
    return data


def main(folder):
    for number in (1, 2):
        save(image(number), folder / "CT" / f"slice{number}.dcm")
    save(report(), folder / "report.dcm")
    save(structures(), folder / "structures.dcm", ImplicitVRLittleEndian)
    (folder / "notes.txt").write_text("no DICOM file\n", encoding="ascii")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
