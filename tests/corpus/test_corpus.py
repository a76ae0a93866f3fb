# SPDX-License-Identifier: BSD-3-Clause
"""Real files, judged by other readers: pydicom, dcmdump and gdcmdump.

DICOM_ANONYMIZER_PROGRAM names the program, DICOM_ANONYMIZER_CORPUS a folder with a MANIFEST.tsv;
what the corpus calls malformed is in its folder malformed/.  Without a corpus nothing is tested.
"""
import collections
import csv
import hashlib
import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import unittest
import warnings

import pydicom
from pydicom.datadict import dictionary_has_tag, dictionary_VR, keyword_for_tag
from pydicom.dataelem import RawDataElement
from pydicom.uid import UID

from frame_markers import judged

warnings.simplefilter("ignore")  # what pydicom thinks of the inputs is no matter here

PROGRAM = os.environ.get("DICOM_ANONYMIZER_PROGRAM", "")
CORPUS = os.environ.get("DICOM_ANONYMIZER_CORPUS", "")
SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent

MEMORY = 512 << 20
SECONDS = 10
DIRECTORY = "1.2.840.10008.1.3.10"


def rules_2023e():
    """Tag -> code of the default edition, the masked rows as functions."""
    exact = {}
    with open(SOURCE / "cmake/tables/confidentiality_2023e.tsv", encoding="utf-8") as table:
        for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE):
            if "x" not in row["tag"] and "g" not in row["tag"]:
                exact[int(row["tag"], 16)] = row["basic"]
    with open(SOURCE / "cmake/tables/supplement.tsv", encoding="utf-8") as table:
        for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE):
            # Waveform Data goes from recordings of sound only, of which the corpus has none.
            if "x" not in row["tag"] and row["code"] != "leave" and row["tag"] != "54001010":
                exact[int(row["tag"], 16)] = row["code"]
    return exact


RULES = rules_2023e()


def code_of(tag):
    group, element = tag >> 16, tag & 0xFFFF
    if group % 2 == 1 or group & 0xFF00 == 0x5000:
        return "X"
    if group & 0xFF00 == 0x6000:  # an overlay without its data is not valid, PS3.3 C.9.2
        return "X"
    if tag == 0x00700002:  # Graphic Layer, as Graphic Annotation Sequence refers to it
        return "D"
    if group == 0x0004:
        return "X"
    if tag not in RULES and dictionary_has_tag(tag) and dictionary_VR(tag) in ("DA", "DT", "PN", "TM"):
        return "X/Z/D"
    return RULES.get(tag, "")


MARKS = {0x00120062: "YES", 0x00120063: None, 0x00120064: None, 0x00280303: "REMOVED"}


def codes_in(dataset):
    return [(item.CodingSchemeDesignator, item.CodeValue)
            for item in dataset.get("DeidentificationMethodCodeSequence") or []]


# Of CID 7050, what nobody can say of pixels that identify.
PROFILE_CODES = {str(code) for code in range(113100, 113113)}
PIXEL_CODES = {"113101", "113102"}


def pixels_may_identify(dataset):
    """Whether the data set says so itself, or its native pixels cannot be measured."""
    says = [str(dataset.get(keyword, "")).upper() for keyword in
            ("BurnedInAnnotation", "RecognizableVisualFeatures", "SpecimenLabelInImage")]
    types = dataset.get("ImageType") or []
    if "YES" in says or "LABEL" in ([types] if isinstance(types, str) else list(types)):
        return True
    if "PixelData" not in dataset or not dataset["PixelData"].value:
        return False
    syntax = dataset.file_meta.get("TransferSyntaxUID")
    is_native = syntax is None or not syntax.is_compressed or syntax.is_deflated
    if not is_native:  # encapsulated ones are not measured
        return not dataset["PixelData"].is_undefined_length
    try:
        int(dataset.get("NumberOfFrames") or 1)
        return not (dataset.Rows and dataset.Columns and dataset.BitsAllocated in (1, 8, 16, 32, 64))
    except (AttributeError, TypeError, ValueError):
        return True


def frames_of(dataset):
    """Encapsulated pixel data as they should be afterwards, and whether metadata may be left in
    them; None and False of others."""
    if "PixelData" not in dataset or not dataset["PixelData"].is_undefined_length:
        return None, False
    return judged(dataset["PixelData"].value, str(dataset.file_meta.get("TransferSyntaxUID", "")))


def texts_in(dataset):
    value = dataset.get("DeidentificationMethod") or []
    return [value] if isinstance(value, str) else list(value)


def limited():
    if os.environ.get("DICOM_ANONYMIZER_UNLIMITED"):  # a sanitizer maps more than that for itself
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def run(arguments, **options):
    return subprocess.run(arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=300, check=False, **options)


def manifest():
    with open(pathlib.Path(CORPUS) / "MANIFEST.tsv", encoding="utf-8") as table:
        return [row["path"] for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)]


def files(folder):
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())


def is_directory(path):
    try:
        return pydicom.dcmread(path, force=True, stop_before_pixels=True).file_meta.get(
            "MediaStorageSOPClassUID", "") == DIRECTORY
    except Exception:  # what pydicom cannot read is no DICOMDIR that it could show
        return False


def raw(dataset, tag):
    item = dataset.get_item(tag)
    return item.value if isinstance(item, RawDataElement) else None


def uid_values(value):
    return [one.rstrip("\0 ") for one in value.decode("ascii", "replace").split("\\")]


def words_of(value):
    """The words of a text in any character set, in small letters."""
    return re.findall(rb"[0-9a-z\x80-\xff]+", value.lower())


# Names of attributes that tell of a patient, of staff or of a place, besides names and dates.
TELLING = re.compile("(IDs?|Number|Numbers|Identifier|Identification|Locator|Residence|Site.*)$|"
                     "Institution|Address|Department|Station|Location|Service|Phone")


def tells(tag):
    if not dictionary_has_tag(tag):
        return False
    vr = dictionary_VR(tag)
    return vr in ("PN", "DA", "DT") or (vr in ("LO", "SH", "ST") and code_of(tag) != ""
                                        and TELLING.search(keyword_for_tag(tag)) is not None)


def own_values(dataset):
    """What a data set says of its patient, staff and institution, without separators."""
    found = set()
    for tag in list(dataset.keys()):
        value = raw(dataset, tag)  # before pydicom converts it
        if Comparison.is_sequence(dataset, tag):
            for item in dataset[tag].value or []:
                found |= own_values(item)
        elif isinstance(value, bytes) and tells(int(tag)):
            found |= {b"".join(words_of(one)) for one in value.split(b"\\")}
    return found


class Comparison:
    """Of one input with its output, element by element."""

    TEXTS = ("LO", "LT", "SH", "ST", "UC", "UT", "UN")

    def __init__(self, mapping, source):
        self.mapping = mapping
        self.source = source
        self.faults = []
        self.compared = 0
        self.own = None  # of the input, made where it is asked for

    def fault(self, path, what):
        self.faults.append("/".join(f"{tag:08X}" for tag in path) + ": " + what)

    def datasets(self, before, after, path=()):
        if not path:
            self.marks(before, after)
        for tag in list(before.keys()):
            tag = int(tag)
            if tag in MARKS and not path:
                continue
            here = path + (tag,)
            code = code_of(tag)
            if tag == 0x7FE00010 and not path:
                wanted, _ = frames_of(before)
                if wanted is not None:
                    if tag not in after or after.PixelData != wanted:
                        self.fault(here, "is not what it was without metadata")
                    continue
            if tag & 0xFFFF == 0:
                if tag in after:
                    self.fault(here, "a group length is left")
                continue
            if code == "X":
                if tag in after:
                    self.fault(here, "is left")
                continue
            if tag not in after:
                # X/Z: PS3.3 wants one item or more in it, or no sequence.
                if code != "X/Z" or not self.is_sequence(before, tag):
                    self.fault(here, "is lost")
                continue
            self.element(before, after, tag, code, here)
        for tag in after.keys():
            if int(tag) not in before and (path or int(tag) not in MARKS):
                self.fault(path + (int(tag),), "is new")

    def marks(self, before, after):
        """What a data set says of its de-identification: added to what it said before."""
        says_so = pixels_may_identify(before)
        is_clean = not says_so and not frames_of(before)[1]
        for tag, value in MARKS.items():
            if tag == 0x00120064 and not codes_in(after):
                continue  # compared below
            if (tag in after and (value is None or after[tag].value == value)) != (
                    is_clean or tag not in (0x00120062, 0x00120064)):
                self.fault((tag,), "does not say what was done")
        # Those of options that the default profile does not have are not true any more.
        untrue = {"113106", "113108", "113109", "113110", "113112"} | (
            set() if is_clean else PROFILE_CODES if says_so else PROFILE_CODES - PIXEL_CODES)
        codes = [one for one in codes_in(before) if one[0] != "DCM" or one[1] not in untrue]
        added = [("DCM", "113100")] if is_clean and ("DCM", "113100") not in codes else []
        if codes_in(after) != codes + added:
            self.fault((0x00120064,), "is not the codes before and the profile's")
        texts = texts_in(before)
        ours = "dicom_anonymizer: PS3.15 2023e" + (
            "" if is_clean else ", pixels identify" if says_so else ", not in full")
        if texts_in(after) != texts + [ours]:
            self.fault((0x00120063,), "is not the texts before and ours")

    @staticmethod
    def is_sequence(dataset, tag):
        try:
            return dataset[tag].VR == "SQ"
        except Exception:
            return False

    def element(self, before, after, tag, code, path):
        old, new = raw(before, tag), raw(after, tag)
        if self.is_sequence(before, tag):
            if code == "D" or code in ("Z/D", "X/D", "X/Z/D"):
                return  # every value of every item is a dummy: the unit tests look at those
            if code in ("Z", "X/Z"):
                if len(after[tag].value or []) != 0:
                    self.fault(path, "has items left")
                return
            items_before, items_after = before[tag].value or [], after[tag].value or []
            if len(items_before) != len(items_after):
                self.fault(path, "has lost items")
            for one, other in zip(items_before, items_after):
                self.datasets(one, other, path)
            return
        if old is None or new is None:
            old, new = self.converted(before, tag), self.converted(after, tag)
        self.compared += 1
        if code == "":
            if old != new and not self.is_scrubbed(before, tag, old, new):
                self.fault(path, "has changed although no rule covers it")
        elif code in ("Z", "X/Z"):
            if new not in (b"", None, ""):
                self.fault(path, "has a value left")
        elif code in ("U", "X/Z/U*"):
            if old is None or not isinstance(old, bytes):
                return
            old_uids, new_uids = uid_values(old), uid_values(new or b"")
            if len(old_uids) != len(new_uids):
                self.fault(path, "has another number of UIDs")
            for one, other in zip(old_uids, new_uids):
                if one == "" or one == "1.2.840.10008" or one.startswith("1.2.840.10008."):
                    if one != other:
                        self.fault(path, "has a UID of the standard changed")
                elif self.mapping.setdefault(one, other) != other:
                    self.fault(path, "has a UID replaced in two ways")
                elif one == other or not UID(other).is_valid or not other.startswith("2.25."):
                    self.fault(path, "has no new UID")
        elif old == new and old not in (b"", None):
            allowed = {b"ANONYMIZED", b"19000101", b"0 ", b"000000.00 ", b"000Y"}
            if new not in allowed and (not isinstance(new, bytes) or new.strip(b"\0")):
                self.fault(path, "has its value left")

    def is_scrubbed(self, dataset, tag, old, new):
        """Whether a text has lost nothing but words that the same file says of its patient."""
        if not isinstance(old, bytes) or not isinstance(new, bytes):
            return False
        if dataset.get_item(tag).VR not in (None, *self.TEXTS):
            return False
        if self.own is None:
            self.own = own_values(pydicom.dcmread(self.source, force=True))
        had, has = collections.Counter(words_of(old)), collections.Counter(words_of(new))
        if new.strip(b" \0") == b"ANONYMIZED":  # nothing was left
            has.clear()
        lost = had - has
        return bool(lost) and not has - had and all(
            any(word in one for one in self.own) for word in lost)

    @staticmethod
    def converted(dataset, tag):
        try:
            return dataset[tag].value
        except Exception:
            return None


@unittest.skipUnless(CORPUS and PROGRAM, "no corpus here")
class Corpus(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        cls.sound = cls.folder / "sound"
        cls.damaged = cls.folder / "damaged"
        for name in manifest():
            target = cls.damaged if name.startswith("malformed/") else cls.sound
            target = target / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(pathlib.Path(CORPUS) / name, target)
        cls.output = cls.folder / "output"
        cls.result = run([PROGRAM, str(cls.sound), str(cls.output)])

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def test_every_sound_file_is_anonymized_and_a_directory_is_refused_by_name(self):
        text = self.result.stdout.decode("utf-8", "replace")
        self.assertEqual(self.result.returncode, 0, text)
        expected = []
        for name in files(self.sound):
            if is_directory(self.sound / name):
                self.assertIn(name.name, text)
            else:
                expected.append(name)
        self.assertEqual(files(self.output), expected)
        self.assertIn(f"anonymized {len(expected)}, skipped {len(files(self.sound)) - len(expected)}"
                      ", failed 0", text)

    def test_what_no_rule_covers_is_equal_and_what_a_rule_covers_is_done(self):
        mapping, compared, faults = {}, 0, []
        for name in files(self.output):
            comparison = Comparison(mapping, self.sound / name)
            before = pydicom.dcmread(self.sound / name, force=True)
            after = pydicom.dcmread(self.output / name)
            comparison.datasets(before, after)
            meta = after.file_meta
            if "SOPInstanceUID" in after and after.SOPInstanceUID:
                if str(meta.MediaStorageSOPInstanceUID) != str(after.SOPInstanceUID):
                    comparison.fault((0x00020003,), "is not the SOP Instance UID")
            for tag in (0x00020016, 0x00020017, 0x00020018, 0x00020100, 0x00020102):
                if tag in meta:
                    comparison.fault((tag,), "is left")
            if str(meta.TransferSyntaxUID) != str(before.file_meta.get("TransferSyntaxUID")):
                comparison.fault((0x00020010,), "has changed")
            compared += comparison.compared
            faults += [f"{name}: {fault}" for fault in comparison.faults]
        self.assertEqual(faults, [])
        self.assertGreater(compared, 10000)
        self.assertEqual(len(set(mapping.values())), len(mapping))

    def test_pixel_data_are_equal_but_for_metadata_in_frames(self):
        changed = 0
        for name in files(self.output):
            before = pydicom.dcmread(self.sound / name, force=True)
            after = pydicom.dcmread(self.output / name)
            for keyword in ("PixelData", "FloatPixelData", "DoubleFloatPixelData"):
                self.assertEqual(keyword in before, keyword in after, name)
                wanted, _ = frames_of(before) if keyword == "PixelData" else (None, False)
                if wanted is not None:
                    changed += wanted != before.PixelData
                    self.assertEqual(hashlib.sha256(wanted).digest(),
                                     hashlib.sha256(after.PixelData).digest(), name)
                elif keyword in before:
                    self.assertEqual(hashlib.sha256(before[keyword].value or b"").digest(),
                                     hashlib.sha256(after[keyword].value or b"").digest(), name)
        self.assertGreater(changed, 10)

    def test_dcmdump_and_gdcmdump_read_what_they_read_before(self):
        for command in (["dcmdump", "-q"], ["gdcmdump"]):
            if shutil.which(command[0]) is None:
                self.skipTest(command[0] + " is not installed")
            for name in files(self.output):
                if len(pydicom.dcmread(self.output / name)) == 0:
                    continue  # gdcmdump aborts where nothing follows the file meta information
                before = run(command + [str(self.sound / name)])
                after = run(command + [str(self.output / name)])
                if before.returncode == 0:
                    self.assertEqual(after.returncode, 0, f"{command[0]} {name}")

    def test_a_damaged_file_gives_an_error_or_a_correct_output_and_never_a_signal(self):
        target = self.folder / "one"
        refused, read = 0, 0
        for name in files(self.damaged):
            target.unlink(missing_ok=True)
            try:
                result = subprocess.run([PROGRAM, str(self.damaged / name), str(target)],
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        timeout=SECONDS, check=False, preexec_fn=limited)
            except subprocess.TimeoutExpired:
                self.fail(f"{name}: no answer in {SECONDS} s")
            self.assertIn(result.returncode, (0, 1), name)
            self.assertEqual(result.returncode == 0, target.exists(), name)
            self.assertEqual([path for path in self.folder.iterdir() if path.name.startswith(".")], [])
            if result.returncode == 1:
                refused += 1
                self.assertIn(name.name, result.stdout.decode("utf-8", "replace"))
                continue
            read += 1
            comparison = Comparison({}, self.damaged / name)
            try:
                before = pydicom.dcmread(self.damaged / name, force=True)
                after = pydicom.dcmread(target)
                comparison.datasets(before, after)
            except Exception as failure:  # pydicom may not read the input: then nothing to compare
                self.assertNotIsInstance(failure, AssertionError)
                continue
            self.assertEqual(comparison.faults, [], name)
        self.assertGreater(refused, 0)
        self.assertGreater(read, 0)
        print(f"damaged files: {refused} refused, {read} anonymized", file=sys.stderr)

    def test_no_text_of_an_input_is_printed(self):
        result = run([PROGRAM, CORPUS, str(self.folder / "all")])
        text = result.stdout.decode("utf-8", "replace")
        self.assertEqual(result.returncode, 1)
        for name in files(self.sound):
            dataset = pydicom.dcmread(self.sound / name, force=True, stop_before_pixels=True)
            for keyword in ("PatientName", "PatientID", "SOPInstanceUID", "AccessionNumber"):
                value = str(dataset.get(keyword, "") or "")
                # File names of the corpus quote UIDs and short words.
                if len(value) > 6 and not any(value in path for path in manifest()):
                    self.assertNotIn(value, text)
        for line in text.splitlines():
            if "MANIFEST" not in line and "failed" in line and "/" in line:
                self.assertIn("malformed/", line)


if __name__ == "__main__":
    unittest.main(warnings="ignore")
