# SPDX-License-Identifier: BSD-3-Clause
"""Encapsulated documents, judged by pydicom, pdfinfo and an XML reader."""
import shutil
import struct
import subprocess
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pydicom

from test_program import IMPLICIT, ProgramTest, image, run, save, with_meta

ENCAPSULATED = "1.2.840.10008.5.1.4.1.1.104."
TYPES = {"pdf": ("1", "application/pdf"), "cda": ("2", "text/XML"), "stl": ("3", "model/stl"),
         "obj": ("4", "model/obj"), "mtl": ("5", "model/mtl")}
SECRET = b"%PDF-1.4 Canary^Yellow "


def document(kind, **elements):
    number, mime = TYPES[kind]
    data = image(f"1.2.3.{number}")
    for keyword in ("PixelData", "Rows", "Columns", "BitsAllocated", "BitsStored", "HighBit"):
        delattr(data, keyword)
    data.SOPClassUID = ENCAPSULATED + number
    data.DocumentTitle = "Letter about Canary"
    data.BurnedInAnnotation = "NO"
    data.MIMETypeOfEncapsulatedDocument = mime
    data.EncapsulatedDocument = SECRET + b"\0"
    data.EncapsulatedDocumentLength = len(SECRET)
    for name, value in elements.items():
        setattr(data, name, value)
    return with_meta(data, data.SOPClassUID, data.SOPInstanceUID,
                     elements.get("syntax", "1.2.840.10008.1.2.1"))


class Documents(ProgramTest):
    def anonymized(self, *options):
        done = run(self.source, self.target, *options)
        return done, {path.name: pydicom.dcmread(path) for path in self.target.glob("*.dcm")}

    def write_all(self):
        for kind in TYPES:
            save(document(kind), self.source / f"{kind}.dcm")

    def judge(self, kind, data):
        content = data.EncapsulatedDocument
        self.assertEqual(len(content), data.EncapsulatedDocumentLength)
        self.assertNotIn(b"Canary", content)
        self.assertEqual(data.MIMETypeOfEncapsulatedDocument, TYPES[kind][1])
        self.assertNotIn("Canary", data.DocumentTitle or "")
        if kind == "pdf":
            self.assertTrue(shutil.which("pdfinfo"), "pdfinfo (poppler-utils) is missing")
            file = Path(self.folder.name, "page.pdf")
            file.write_bytes(content)
            told = subprocess.run(["pdfinfo", file], stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, encoding="utf-8", timeout=60)
            self.assertEqual((told.returncode, told.stderr), (0, ""))
            self.assertRegex(told.stdout, r"Pages: +1\n")
            self.assertNotIn("Title", told.stdout)
        elif kind == "cda":
            root = ElementTree.fromstring(content)
            space = "{urn:hl7-org:v3}"
            self.assertEqual(root.tag, space + "ClinicalDocument")
            # What POCD_HD000040 demands of a document, in its order.
            self.assertEqual([one.tag.removeprefix(space) for one in root],
                             ["typeId", "id", "code", "effectiveTime", "confidentialityCode",
                              "recordTarget", "author", "custodian", "component"])
            self.assertEqual("".join(root.itertext()).strip(), "")
        elif kind == "stl":  # binary: 80 bytes, the number of triangles, 50 bytes for each
            self.assertEqual((len(content), struct.unpack("<I", content[80:])), (84, (0,)))
            self.assertFalse(content.startswith(b"solid"))  # which would be text
        else:
            for line in content.decode("ascii").splitlines():
                self.assertTrue(line.startswith("#"), line)

    def test_an_empty_document_of_the_same_type_takes_the_place(self):
        self.write_all()
        save(document("pdf", syntax=IMPLICIT), self.source / "implicit.dcm")
        done, results = self.anonymized()
        self.check(done, 0, (6, 0, 0))
        for kind in TYPES:
            with self.subTest(kind=kind):
                self.judge(kind, results[f"{kind}.dcm"])
                self.assertEqual(results[f"{kind}.dcm"].PatientIdentityRemoved, "YES")
        self.judge("pdf", results["implicit.dcm"])
        self.assertEqual(self.anonymized("--encapsulated", "dummy")[0].returncode, 0)

    def test_documents_are_withheld_and_counted(self):
        self.write_all()
        save(image(), self.source / "image.dcm")
        done, results = self.anonymized("--encapsulated", "withhold")
        self.check(done, 0, (1, 5, 0))
        self.assertEqual(list(results), ["image.dcm"])
        self.assertEqual(self.names(self.target), ["image.dcm"])
        self.assertIn("5 withheld: an encapsulated document is in them", done.stderr)
        one = run(self.source / "pdf.dcm", self.here / "one.dcm", "--encapsulated", "withhold")
        self.check(one, 0, (0, 1, 0))
        self.assertFalse((self.here / "one.dcm").exists())
        self.assertIn("1 withheld", one.stderr)
        # A rule of the user's says what becomes of it.
        self.check(run(self.source / "pdf.dcm", self.here / "one.dcm", "--encapsulated", "withhold",
                       "-t", "EncapsulatedDocument", "delete"), 0, (1, 0, 0))

    def test_a_document_that_is_kept_claims_nothing(self):
        self.write_all()
        done, results = self.anonymized("--encapsulated", "keep")
        self.check(done, 0, (5, 0, 0))
        for data in results.values():
            self.assertEqual(data.EncapsulatedDocument, SECRET + b"\0")
            self.assertEqual(data.EncapsulatedDocumentLength, len(SECRET))
            self.assertNotEqual(data.get("PatientIdentityRemoved"), "YES")
            self.assertNotIn("DeidentificationMethodCodeSequence", data)
        self.assertIn("--encapsulated keep", run("--explain", "EncapsulatedDocument",
                                                 "--encapsulated", "keep").stdout)
        # -t is over it.
        run(self.source / "pdf.dcm", self.here / "one.dcm", "--encapsulated", "keep",
            "-t", "EncapsulatedDocument", "replace")
        self.judge("pdf", pydicom.dcmread(self.here / "one.dcm"))

    def test_a_wrong_word_is_refused(self):
        self.assertIn("dummy, withhold or keep", self.refused(
            self.source, self.target, "--encapsulated", "kepe"))


if __name__ == "__main__":
    unittest.main()
