# SPDX-License-Identifier: BSD-3-Clause
"""The option clean-graphics, judged by pydicom."""
import struct
import unittest

import pydicom
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.tag import Tag

from test_program import EXPLICIT, IMPLICIT, ProgramTest, image, run, save, with_meta

PRESENTATION = "1.2.840.10008.5.1.4.1.1.11.1"
CLEAN = ("--option", "clean-graphics")


def of(**elements):
    data = Dataset()
    for name, value in elements.items():
        setattr(data, name, value)
    return data


def drawing(kind, points):
    return of(GraphicAnnotationUnits="PIXEL", GraphicDimensions=2, NumberOfGraphicPoints=points,
              GraphicData=[float(i) for i in range(2 * points)], GraphicType=kind,
              GraphicFilled="N")


def text(words):
    return of(BoundingBoxAnnotationUnits="PIXEL", UnformattedTextValue=words,
              BoundingBoxTopLeftHandCorner=[1.0, 2.0],
              BoundingBoxBottomRightHandCorner=[3.0, 4.0],
              BoundingBoxTextHorizontalJustification="CENTER",
              TextStyleSequence=Sequence([of(FontName="Helvetica", Underlined="Y", Bold="N")]))


def state(annotations, layers=("MEASUREMENT",), syntax=EXPLICIT):
    data = image(syntax=syntax)
    for keyword in ("PixelData", "Rows", "Columns", "BitsAllocated", "BitsStored", "HighBit"):
        delattr(data, keyword)
    data.SOPClassUID = PRESENTATION
    data.Modality = "PR"
    data.GraphicAnnotationSequence = Sequence(annotations)
    data.GraphicLayerSequence = Sequence([
        of(GraphicLayer=name, GraphicLayerOrder=str(i),
           GraphicLayerDescription="Layer of Canary") for i, name in enumerate(layers, 1)])
    return with_meta(data, PRESENTATION, data.SOPInstanceUID, syntax)


def with_overlay(data, kind, group=0x6000, **more):
    for element, vr, value in ((0x10, "US", 2), (0x11, "US", 2), (0x22, "LO", "Seen by Canary"),
                               (0x40, "CS", kind), (0x45, "LO", "USER"), (0x50, "SS", [1, 1]), (0x100, "US", 1),
                               (0x102, "US", 0), (0x1001, "CS", "CANARY"),
                               (0x1500, "LO", "98%"), (0x3000, "OW", b"\x05\0"),
                               (0x4000, "LT", "Canary")):
        data.add_new(Tag(group, element), vr, value)
    for element, (vr, value) in more.items():
        data.add_new(Tag(group, int(element[1:], 16)), vr, value)
    return data


def group_of(data, group):
    return [one.tag.element for one in data if one.tag.group == group]


def codes(data):
    return {one.CodeValue for one in data.get("DeidentificationMethodCodeSequence", [])}


class Annotations(ProgramTest):
    def test_texts_are_cleaned_and_all_else_stays(self):
        for syntax in (EXPLICIT, IMPLICIT):
            with self.subTest(syntax=syntax):
                shapes = [drawing("POLYLINE", 4), drawing("CIRCLE", 2)]
                before = state([
                    of(GraphicLayer="MEASUREMENT", TextObjectSequence=Sequence([text("98%")]),
                       GraphicObjectSequence=Sequence(shapes)),
                    of(GraphicLayer="CANARY", TextObjectSequence=Sequence([text("Mrs Canary"),
                                                                           text("12.5")]))],
                    ("MEASUREMENT", "CANARY"), syntax)
                after = self.anonymized(*CLEAN, data=before)
                self.assertNotIn("Canary", str(after))
                first, second = after.GraphicAnnotationSequence
                self.assertEqual(first, before.GraphicAnnotationSequence[0])
                self.assertEqual([one.UnformattedTextValue for one in second.TextObjectSequence],
                                 ["12.5"])
                self.assertEqual(second.TextObjectSequence[0],
                                 before.GraphicAnnotationSequence[1].TextObjectSequence[1])
                # A layer's name goes where it tells, and its annotations stay on it.
                layers = [one.GraphicLayer for one in after.GraphicLayerSequence]
                self.assertEqual(layers[0], "MEASUREMENT")
                self.assertEqual(layers[1], second.GraphicLayer)
                self.assertEqual(len(set(layers)), 2)
                self.assertNotIn("CANARY", layers)
                self.assertEqual(codes(after), {"113100", "113103"})
                self.assertNotIn("not in full", str(after.DeidentificationMethod))

    def test_safe_words_of_a_text_stay(self):
        words = ["Lesion 12.5 mm", "Lesion Canary", "Mean: 2651.41 SD"]
        after = self.anonymized(*CLEAN, data=state([
            of(GraphicLayer="MEASUREMENT", TextObjectSequence=Sequence(map(text, words)))]))
        left = [one.UnformattedTextValue
                for one in after.GraphicAnnotationSequence[0].TextObjectSequence]
        self.assertEqual(left, [words[0], "Lesion", words[2]])

    def test_bytes_stay_where_nothing_is_unsafe(self):
        before = state([of(GraphicLayer="MEASUREMENT", TextObjectSequence=Sequence([text("98%")]),
                           GraphicObjectSequence=Sequence([drawing("POINT", 1)]))])
        save(before, self.source / "a.dcm")
        self.check(run(self.source / "a.dcm", self.here / "b.dcm", *CLEAN), 0, (1, 0, 0))

        def annotation(path):
            content = path.read_bytes()
            at = content.index(b"\x70\x00\x01\x00SQ")
            return content[at:content.index(b"\x70\x00\x60\x00SQ", at)]

        self.assertEqual(annotation(self.here / "b.dcm"), annotation(self.source / "a.dcm"))

    def test_what_is_empty_goes(self):
        lone = of(GraphicLayer="MEASUREMENT", TextObjectSequence=Sequence([text("Canary")]))
        other = of(GraphicLayer="MEASUREMENT", TextObjectSequence=Sequence([text("Canary")]),
                   GraphicObjectSequence=Sequence([drawing("POINT", 1)]))
        after = self.anonymized(*CLEAN, data=state([lone, other, lone]))
        self.assertEqual(len(after.GraphicAnnotationSequence), 1)
        left = after.GraphicAnnotationSequence[0]
        self.assertNotIn("TextObjectSequence", left)
        self.assertEqual(left.GraphicObjectSequence[0], other.GraphicObjectSequence[0])
        after = self.anonymized(*CLEAN, data=state([lone, lone]))
        self.assertNotIn("GraphicAnnotationSequence", after)
        self.assertEqual(codes(after), {"113100", "113103"})

    def test_handwriting_goes(self):
        def kinds(*options):
            both = of(GraphicLayer="MEASUREMENT", GraphicObjectSequence=Sequence([
                drawing("POLYLINE", 500), drawing("POLYLINE", 501), drawing("INTERPOLATED", 9),
                drawing("POLYLINE", 32), drawing("INTERPOLATED", 600), drawing("POLYLINE", 33)]))
            both.CompoundGraphicSequence = Sequence([
                of(CompoundGraphicUnits="PIXEL", GraphicDimensions=2, NumberOfGraphicPoints=points,
                   GraphicData=[1.0] * 2 * points, CompoundGraphicInstanceID=points,
                   CompoundGraphicType="MULTILINE", GraphicFilled="N") for points in (3, 700)])
            after = self.anonymized(*CLEAN, *options, data=state([both]))
            left = after.GraphicAnnotationSequence[0]
            return ([(one.GraphicType, one.NumberOfGraphicPoints)
                     for one in left.GraphicObjectSequence],
                    [one.CompoundGraphicInstanceID for one in left.CompoundGraphicSequence])
        self.assertEqual(kinds(), ([("POLYLINE", 500), ("INTERPOLATED", 9), ("POLYLINE", 32),
                                    ("POLYLINE", 33)], [3]))
        self.assertEqual(kinds("--clean-graphics", "shapes"), ([("POLYLINE", 32)], [3]))
        self.assertIn("needs --option clean-graphics", self.refused(
            self.source, self.target, "--clean-graphics", "shapes"))

    def test_a_text_that_nobody_can_read_goes(self):
        data = state([of(GraphicLayer="MEASUREMENT", TextObjectSequence=Sequence([text("xxxxxx")]),
                         GraphicObjectSequence=Sequence([drawing("POINT", 1)]))])
        data.SpecificCharacterSet = "ISO_IR 192"
        path = save(data, self.source / "a.dcm")
        path.write_bytes(path.read_bytes().replace(b"xxxxxx", b"\xff\xfeCana"))
        self.check(run(path, self.here / "b.dcm", *CLEAN), 0, (1, 0, 0))
        self.assertNotIn("TextObjectSequence",
                         pydicom.dcmread(self.here / "b.dcm").GraphicAnnotationSequence[0])

    def test_rules_of_the_users_decide_of_what_is_in_annotations(self):
        note = of(GraphicLayer="MEASUREMENT", TextObjectSequence=Sequence([text("Canary")]),
                  GraphicObjectSequence=Sequence([drawing("POLYLINE", 600), drawing("POINT", 1)]))

        def left(keyword):
            after = self.anonymized(*CLEAN, "-t", keyword, "keep", data=state([note]))
            return after.GraphicAnnotationSequence[0], codes(after)
        inner, said = left("UnformattedTextValue")
        self.assertEqual(inner.TextObjectSequence[0].UnformattedTextValue, "Canary")
        self.assertEqual(said, set())
        inner, said = left("GraphicObjectSequence")
        self.assertEqual(inner.GraphicObjectSequence[0].NumberOfGraphicPoints, 600)
        self.assertEqual(said, set())
        self.assertNotIn("Canary", str(inner))
        inner, said = left("GraphicLayerOrder")
        self.assertEqual(said, {"113100", "113103"})
        self.assertEqual(left("FontName")[1], set())  # no name of one is looked at

    def test_layers_agree_where_a_rule_replaces_annotations(self):
        after = self.anonymized(*CLEAN, "-t", "GraphicAnnotationSequence", "replace", data=state(
            [of(GraphicLayer="MEASUREMENT", TextObjectSequence=Sequence([text("98%")]))]))
        self.assertEqual([one.GraphicLayer for one in after.GraphicLayerSequence],
                         [one.GraphicLayer for one in after.GraphicAnnotationSequence])

    def test_references_in_annotations_follow(self):
        note = of(GraphicLayer="MEASUREMENT", TextObjectSequence=Sequence([text("98%")]))
        note.ReferencedImageSequence = Sequence([of(ReferencedSOPClassUID="1.2.840.10008.5.1.4.1.1.2",
                                                    ReferencedSOPInstanceUID="1.2.3.77")])
        data = state([note])
        data.ReferencedImageSequence = note.ReferencedImageSequence
        after = self.anonymized(*CLEAN, data=data)
        inner = after.GraphicAnnotationSequence[0].ReferencedImageSequence[0]
        self.assertNotEqual(inner.ReferencedSOPInstanceUID, "1.2.3.77")
        self.assertEqual(inner, after.ReferencedImageSequence[0])

    def test_a_descriptor_outside_of_an_annotation_is_no_graphic(self):
        data = image()
        data.add_new(0x0040B020, "SQ", Sequence([of(UnformattedTextValue="98%")]))
        after = self.anonymized(*CLEAN, data=data)
        self.assertNotIn("98%", str(after))
        self.assertEqual(codes(after), {"113100"})  # there were no graphics


class Overlays(ProgramTest):
    def test_regions_stay_and_graphics_go_with_their_group(self):
        data = with_overlay(with_overlay(with_overlay(image(), "R"), "G", 0x6002), "R", 0x601E)
        before = {element: data[Tag(0x6000, element)].value for element in group_of(data, 0x6000)}
        for syntax in (EXPLICIT, IMPLICIT):
            for more in ((), ("--no-supplement",)):
                with self.subTest(syntax=syntax, more=more):
                    with_meta(data, data.SOPClassUID, data.SOPInstanceUID, syntax)
                    after = self.anonymized(*CLEAN, *more, data=data)
                    self.assertNotIn("CANARY", str(after).upper())
                    self.assertEqual(group_of(after, 0x6002), [])
                    for group in (0x6000, 0x601E):
                        for element, value in before.items():
                            if element == 0x22:
                                self.assertEqual(after[Tag(group, element)].value, "Seen by")
                            elif element == 0x4000:
                                self.assertNotIn(Tag(group, element), after)
                            elif element == 0x1001:
                                self.assertEqual(after[Tag(group, element)].value, "LAYER1")
                            else:
                                self.assertEqual(after[Tag(group, element)].value, value)
                    if not more:
                        self.assertEqual(codes(after), {"113100", "113103"})

    def test_planes_in_the_pixels_go_whatever_their_type_is(self):
        data = with_overlay(image(), "R", x100=("US", 16), x102=("US", 12))
        data.BitsAllocated, data.BitsStored, data.HighBit = 16, 12, 11
        data.PixelData = struct.pack("<4H", 0x1001, 0x0002, 0x1003, 0xF004)
        after = self.anonymized(*CLEAN, data=data)
        self.assertEqual(group_of(after, 0x6000), [])
        self.assertEqual(struct.unpack("<4H", after.PixelData), (1, 2, 3, 4))
        self.assertIn("113103", codes(after))

    def test_no_type_and_another_vr_are_no_region(self):
        for more in ({"x40": ("CS", "")}, {"x40": ("CS", "RG")}, {"x40": ("CS", "R\\G")},
                     {"x100": ("SH", "1 ")}, {"x102": ("US", 1)}):
            with self.subTest(more=more):
                data = with_overlay(image(), "R", **more)
                data.BitsAllocated, data.PixelData = 8, b"\1\2\3\4"
                self.assertEqual(group_of(self.anonymized(*CLEAN, data=data), 0x6000), [])

    def test_a_rule_of_the_users_answers_for_an_overlay(self):
        after = self.anonymized(*CLEAN, "-t", "(60xx,3000)", "keep",
                                data=with_overlay(image(), "G"))
        self.assertEqual(after[0x60003000].value, b"\x05\0")
        self.assertEqual(after[0x60000010].value, 2)
        self.assertNotIn("Canary", str(after))
        self.assertEqual(codes(after), set())

    def test_a_rule_of_the_users_for_the_type_leaves_a_region_whole(self):
        data = with_overlay(image(), "R", x1001=("CS", "1"))
        for element in ("0040", "0100", "0102", "0045"):
            for syntax in (EXPLICIT, IMPLICIT):
                with self.subTest(element=element, syntax=syntax):
                    with_meta(data, data.SOPClassUID, data.SOPInstanceUID, syntax)
                    after = self.anonymized(*CLEAN, "-t", f"(60xx,{element})", "keep", data=data)
                    self.assertEqual(group_of(after, 0x6000), [one for one in group_of(data, 0x6000)
                                                               if one != 0x4000])

    def test_the_subtype_is_cleaned(self):
        for said, left in (("USER", "USER"), ("AUTOMATED", "AUTOMATED"), ("Seen by Canary", "Seen by")):
            after = self.anonymized(*CLEAN, data=with_overlay(image(), "R", x45=("LO", said)))
            self.assertEqual(after[0x60000045].value, left)
        after = self.anonymized(*CLEAN, data=with_overlay(image(), "R", x45=("LO", "Canary")))
        self.assertNotIn(Tag(0x60000045), after)

    def test_curves_go(self):
        data = image()
        for element, vr, value in ((0x5, "US", 2), (0x10, "US", 1), (0x20, "CS", "ECG"),
                                   (0x3000, "OW", b"\1\0")):
            data.add_new(Tag(0x5000, element), vr, value)
        after = self.anonymized(*CLEAN, data=data)
        self.assertEqual(group_of(after, 0x5000), [])
        self.assertEqual(codes(after), {"113100", "113103"})

    def test_the_code_is_only_where_something_could_be_cleaned(self):
        for number in range(4):
            data = with_overlay(image(f"1.2.3.{number}"), "G") if number % 2 else image(
                f"1.2.3.{number}")
            save(data, self.source / f"{number}.dcm")
        self.check(run(self.source, self.target, *CLEAN, "-j", "1"), 0, (4, 0, 0))
        for number in range(4):
            after = pydicom.dcmread(self.target / f"{number}.dcm")
            self.assertEqual("113103" in codes(after), number % 2 == 1)
            self.assertIn("113100", codes(after))
            self.assertNotIn("not in full", str(after.DeidentificationMethod))

    def test_explanations_name_the_option(self):
        for tag in ("(0070,0001)", "(60xx,3000)", "(60xx,0010)", "(50xx,3000)"):
            done = run("--explain", tag, *CLEAN)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("clean_graphics", done.stdout)
            self.assertIn("C of the option clean-graphics", done.stdout)


if __name__ == "__main__":
    unittest.main()
