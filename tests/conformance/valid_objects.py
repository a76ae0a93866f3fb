# SPDX-License-Identifier: BSD-3-Clause
"""Synthetic objects in which dciodvfy finds no error, or as few as can be, made with pydicom."""
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence

EXPLICIT = "1.2.840.10008.1.2.1"
ROOT = "1.2.826.0.1.3680043.10.1743."
CT, SR, STRUCTURES = ("1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.88.11",
                      "1.2.840.10008.5.1.4.1.1.481.3")
PRESENTATION, DOCUMENT = ("1.2.840.10008.5.1.4.1.1.11.1", "1.2.840.10008.5.1.4.1.1.104.1")
COMPREHENSIVE, ENHANCED_CT, SEGMENTATION = (
    "1.2.840.10008.5.1.4.1.1.88.33", "1.2.840.10008.5.1.4.1.1.2.1",
    "1.2.840.10008.5.1.4.1.1.66.4")
STUDY_MANAGEMENT = "1.2.840.10008.3.1.2.3.1"


def of(**attributes):
    result = Dataset()
    for name, value in attributes.items():
        setattr(result, name, Sequence(value) if name.endswith("Sequence") else value)
    return result


def code(value, scheme, meaning):
    return of(CodeValue=value, CodingSchemeDesignator=scheme, CodeMeaning=meaning)


def base(sop_class, instance, modality):
    result = of(
        SpecificCharacterSet="ISO_IR 100", SOPClassUID=sop_class, SOPInstanceUID=instance,
        StudyDate="20200102", StudyTime="101112", AccessionNumber="A1",
        ReferringPhysicianName="Referring^R", StudyID="1", StudyInstanceUID=ROOT + "1.1",
        SeriesInstanceUID=ROOT + f"1.2.{len(modality)}", SeriesNumber="1", Modality=modality,
        PatientName="Doe^Jane", PatientID="P1", PatientBirthDate="19500607", PatientSex="F",
        Manufacturer="ACME", ManufacturerModelName="M1", DeviceSerialNumber="D1",
        SoftwareVersions="1.0", InstitutionName="Clinic", OperatorsName="Operator^O",
        StudyDescription="Study", SeriesDescription="Series", InstanceNumber="1",
        InstanceCreationDate="20200102", InstanceCreationTime="101112")
    result.file_meta = FileMetaDataset()
    result.file_meta.MediaStorageSOPClassUID = sop_class
    result.file_meta.MediaStorageSOPInstanceUID = instance
    result.file_meta.TransferSyntaxUID = EXPLICIT
    result.is_little_endian, result.is_implicit_VR = True, False
    return result


def computed_tomography():
    result = base(CT, ROOT + "2.1", "CT")
    result.update(of(
        ImageType=["ORIGINAL", "PRIMARY", "AXIAL"], ContentDate="20200102", ContentTime="101112",
        AcquisitionDate="20200102", AcquisitionTime="101112", AcquisitionNumber="1",
        SeriesDate="20200102", SeriesTime="101112", PatientPosition="HFS", BodyPartExamined="HEAD",
        FrameOfReferenceUID=ROOT + "1.3", PositionReferenceIndicator="", KVP="120",
        SliceThickness="1", ImagePositionPatient=["0", "0", "0"],
        ImageOrientationPatient=["1", "0", "0", "0", "1", "0"], PixelSpacing=["1", "1"],
        SamplesPerPixel=1, PhotometricInterpretation="MONOCHROME2", Rows=4, Columns=4,
        BitsAllocated=16, BitsStored=12, HighBit=11, PixelRepresentation=0,
        RescaleIntercept="-1024", RescaleSlope="1", RescaleType="HU", PixelData=bytes(32),
        ReferencedImageSequence=[of(ReferencedSOPClassUID=CT,
                                    ReferencedSOPInstanceUID=ROOT + "2.2")],
        ReferencedSeriesSequence=[of(SeriesInstanceUID=ROOT + "1.2.2", ReferencedInstanceSequence=[
            of(ReferencedSOPClassUID=CT, ReferencedSOPInstanceUID=ROOT + "2.2")])],
        ReferencedStudySequence=[of(ReferencedSOPClassUID=STUDY_MANAGEMENT,
                                    ReferencedSOPInstanceUID=ROOT + "1.4")],
        PatientAge="070Y", PatientWeight="60"))
    return result


def structured_report():
    result = base(SR, ROOT + "2.3", "SR")
    result.update(of(
        ContentDate="20200102", ContentTime="101112", CompletionFlag="COMPLETE",
        VerificationFlag="UNVERIFIED", ReferencedPerformedProcedureStepSequence=[],
        PerformedProcedureCodeSequence=[], ValueType="CONTAINER", ContinuityOfContent="SEPARATE",
        ConceptNameCodeSequence=[code("126000", "DCM", "Imaging Measurement Report")],
        ContentSequence=[
            of(RelationshipType="CONTAINS", ValueType="TEXT", TextValue="Seen by Dr. Doe",
               ConceptNameCodeSequence=[code("121071", "DCM", "Finding")]),
            of(RelationshipType="HAS OBS CONTEXT", ValueType="PNAME", PersonName="Observer^O",
               ConceptNameCodeSequence=[code("121008", "DCM", "Person Observer Name")]),
        ]))
    return result


def segmented_report():
    """Content items that refer to frames, segments, samples and to each other by numbers."""
    result = structured_report()
    result.SOPClassUID = result.file_meta.MediaStorageSOPClassUID = COMPREHENSIVE
    result.SOPInstanceUID = result.file_meta.MediaStorageSOPInstanceUID = ROOT + "2.7"
    image = of(ReferencedSOPClassUID=ENHANCED_CT, ReferencedSOPInstanceUID=ROOT + "2.8",
               ReferencedFrameNumber=["3", "5"])
    segment = of(ReferencedSOPClassUID=SEGMENTATION, ReferencedSOPInstanceUID=ROOT + "2.9",
                 ReferencedSegmentNumber=2)
    measured = of(
        RelationshipType="CONTAINS", ValueType="NUM",
        ConceptNameCodeSequence=[code("121207", "DCM", "Height")],
        MeasuredValueSequence=[of(NumericValue="12", MeasurementUnitsCodeSequence=[
            code("mm", "UCUM", "millimeter")])],
        ContentSequence=[of(RelationshipType="INFERRED FROM",
                            ReferencedContentItemIdentifier=[1, 3])])
    result.ContentSequence.extend([
        of(RelationshipType="CONTAINS", ValueType="IMAGE", ReferencedSOPSequence=[image],
           ConceptNameCodeSequence=[code("121112", "DCM", "Source of Measurement")]),
        of(RelationshipType="CONTAINS", ValueType="IMAGE", ReferencedSOPSequence=[segment],
           ConceptNameCodeSequence=[code("121191", "DCM", "Referenced Segment")]),
        measured])
    result.CurrentRequestedProcedureEvidenceSequence = Sequence([of(
        StudyInstanceUID=ROOT + "1.1",
        ReferencedSeriesSequence=[of(SeriesInstanceUID=ROOT + "1.7", ReferencedSOPSequence=[
            of(ReferencedSOPClassUID=ENHANCED_CT, ReferencedSOPInstanceUID=ROOT + "2.8"),
            of(ReferencedSOPClassUID=SEGMENTATION, ReferencedSOPInstanceUID=ROOT + "2.9")])])])
    return result


def presentation_state():
    """Graphics with styles on two layers, whose names could be a patient's."""
    result = base(PRESENTATION, ROOT + "2.5", "PR")
    image = of(ReferencedSOPClassUID=CT, ReferencedSOPInstanceUID=ROOT + "2.1")
    text = of(
        BoundingBoxAnnotationUnits="PIXEL", UnformattedTextValue="Doe, seen by Dr. Roe",
        BoundingBoxTopLeftHandCorner=[1.0, 1.0], BoundingBoxBottomRightHandCorner=[3.0, 3.0],
        BoundingBoxTextHorizontalJustification="CENTER",
        TextStyleSequence=[of(
            FontName="Helvetica", FontNameType="ISO_32000", CSSFontName="serif",
            TextColorCIELabValue=[1, 2, 3], HorizontalAlignment="LEFT", VerticalAlignment="TOP",
            ShadowStyle="OFF", ShadowOffsetX=1.0, ShadowOffsetY=1.0,
            ShadowColorCIELabValue=[1, 2, 3], ShadowOpacity=1.0, Underlined="N", Bold="Y",
            Italic="N")])
    line = of(
        GraphicAnnotationUnits="PIXEL", GraphicDimensions=2, NumberOfGraphicPoints=3,
        GraphicData=[1.0, 1.0, 2.0, 2.0, 1.0, 1.0], GraphicType="POLYLINE", GraphicFilled="Y",
        GraphicGroupID=4711,
        LineStyleSequence=[of(
            PatternOnColorCIELabValue=[1, 2, 3], PatternOnOpacity=1.0, LineThickness=1.0,
            LineDashingStyle="SOLID", ShadowStyle="OFF", ShadowOffsetX=1.0, ShadowOffsetY=1.0,
            ShadowColorCIELabValue=[1, 2, 3], ShadowOpacity=1.0)],
        FillStyleSequence=[of(PatternOnColorCIELabValue=[1, 2, 3], PatternOnOpacity=1.0,
                              PatternOffColorCIELabValue=[1, 2, 3], PatternOffOpacity=1.0,
                              FillMode="STIPPELED", FillPattern=bytes(range(128)))])
    result.update(of(
        ReferencedSeriesSequence=[of(SeriesInstanceUID=ROOT + "1.2.2",
                                     ReferencedImageSequence=[image])],
        BodyPartExamined="HEAD", ContentLabel="LABEL", ContentDescription="Description",
        PresentationCreationDate="20200102", PresentationCreationTime="101112",
        ContentCreatorName="Creator^C",
        DisplayedAreaSelectionSequence=[of(
            DisplayedAreaTopLeftHandCorner=[1, 1], DisplayedAreaBottomRightHandCorner=[4, 4],
            PresentationSizeMode="SCALE TO FIT", PresentationPixelAspectRatio=["1", "1"])],
        GraphicAnnotationSequence=[of(GraphicLayer="DOE_JANE", TextObjectSequence=[text]),
                                   of(GraphicLayer="ROE", GraphicObjectSequence=[line])],
        GraphicLayerSequence=[of(GraphicLayer="ROE", GraphicLayerOrder="1"),
                              of(GraphicLayer="DOE_JANE", GraphicLayerOrder="2")],
        GraphicGroupSequence=[of(GraphicGroupID=4711, GraphicGroupLabel="Label")],
        PresentationLUTShape="IDENTITY"))
    return result


def document():
    result = base(DOCUMENT, ROOT + "2.6", "DOC")
    result.update(of(
        ConversionType="WSD", ContentDate="20200102", ContentTime="101112",
        AcquisitionDateTime="20200102101112", BurnedInAnnotation="NO", DocumentTitle="Letter",
        ConceptNameCodeSequence=[], MIMETypeOfEncapsulatedDocument="application/pdf",
        EncapsulatedDocument=b"%PDF-1.7 of Doe\0", EncapsulatedDocumentLength=15))
    return result


def structure_set():
    result = base(STRUCTURES, ROOT + "2.4", "RTSTRUCT")
    result.update(of(
        StructureSetLabel="Label", StructureSetDate="20200102", StructureSetTime="101112",
        FrameOfReferenceUID=ROOT + "1.3", PositionReferenceIndicator="",
        ReferencedFrameOfReferenceSequence=[of(FrameOfReferenceUID=ROOT + "1.3")],
        StructureSetROISequence=[of(ROINumber="1", ReferencedFrameOfReferenceUID=ROOT + "1.3",
                                    ROIName="Heart of Doe", ROIGenerationAlgorithm="MANUAL")],
        ROIContourSequence=[of(ReferencedROINumber="1", ContourSequence=[of(
            ContourGeometricType="POINT", NumberOfContourPoints="1",
            ContourData=["0", "0", "0"])])],
        RTROIObservationsSequence=[of(ObservationNumber="1", ReferencedROINumber="1",
                                      RTROIInterpretedType="ORGAN", ROIInterpreter="Doe^I")],
        ApprovalStatus="UNAPPROVED"))
    return result


def save_all(folder):
    """Writes the objects; returns their names."""
    made = {"ct": computed_tomography(), "sr": structured_report(), "rtstruct": structure_set(),
            "numbers": segmented_report(), "state": presentation_state(), "document": document()}
    for name, data in made.items():
        data.save_as(folder / f"{name}.dcm", write_like_original=False)
    return [f"{name}.dcm" for name in made]
