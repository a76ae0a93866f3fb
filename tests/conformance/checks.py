# SPDX-License-Identifier: BSD-3-Clause
"""Runs a tool over the inputs and says, id by id, what came of it.

Outputs are searched as raw bytes and read with pydicom; nothing here comes from the library.
"""
import csv
import functools
import pathlib
import shutil
import tempfile
import warnings

import pydicom
from pydicom.uid import UID

import canaries
import dicom_writer
import inputs
from expectations import (EDITIONS, FREE, GONE, KEPT, LATEST, OPTIONS, Policy, edition_rows,
                          vr_of)

warnings.simplefilter("ignore")  # what pydicom thinks of a canary is no matter here

HERE = pathlib.Path(__file__).resolve().parent
LEAK, LOST, NO_OUTPUT, WRONG = "leak", "lost", "no output", "wrong"


def clauses():
    with open(HERE / "clauses.tsv", encoding="utf-8") as table:
        return list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))


OFFERED = [row["id"] for row in clauses() if row["offered"] == "Y"]
NOT_OFFERED = [row["id"] for row in clauses() if row["offered"] == "N"]
OPTION_IDS = {"retain-safe-private": "3.10", "retain-uids": "3.9", "retain-device-identity": "3.8",
              "retain-institution-identity": "3.11", "retain-patient-characteristics": "3.7",
              "retain-full-dates": "3.6a", "clean-descriptors": "3.5"}
BASIC_CODE = "113100"


def all_policies():
    """Nine editions, both choices where a code leaves one, without options and with all; and each
    option alone, with the oldest edition and the newest."""
    result = []
    for conditional in ("keep-attribute", "by-iod"):
        for edition in EDITIONS:
            result.append(Policy(edition, (), conditional))
            result.append(Policy(edition, OPTIONS, conditional))
    for one in OPTIONS:
        result += [Policy(EDITIONS[0], (one,)), Policy(LATEST, (one,), "by-iod")]
    return result


class Problem:
    """What is not as an id demands.  `where` never holds a value."""

    def __init__(self, kind, policy, where):
        self.kind, self.policy, self.where = kind, policy, where

    def __str__(self):
        return f"{self.kind}: {self.where} [{self.policy}]"


class Findings:
    """By id: how much was looked at, and what was wrong."""

    def __init__(self):
        self.looked_at = {}
        self.problems = {}
        self.claimed = set()  # codes of CID 7050

    def look(self, clause, problem=None):
        self.looked_at[clause] = self.looked_at.get(clause, 0) + 1
        if problem is not None:
            self.problems.setdefault(clause, []).append(problem)

    def check(self, clause, good, policy, where, kind=WRONG):
        self.look(clause, None if good else Problem(kind, policy, where))


class Runner:
    """The inputs on disk, and what a tool made of them."""

    def __init__(self, tool):
        self.tool = tool
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="conformance_"))
        self.book = book()
        self.by_name = {one.name: one for one in self.book.inputs}
        self.input_folder = self.folder / "inputs"
        self.input_folder.mkdir()
        for one in self.book.inputs:
            (self.input_folder / one.name).write_bytes(one.content)

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def outputs(self, policy):
        """Name -> bytes of every file in the output folder, also those that nobody asked for."""
        target = self.folder / "outputs"
        shutil.rmtree(target, ignore_errors=True)
        self.tool.anonymize(self.input_folder, target, policy)
        return {str(path.relative_to(target)): path.read_bytes()
                for path in sorted(target.rglob("*")) if path.is_file()}

    def findings(self, policies):
        result = Findings()
        for policy in policies:
            if self.tool.accepts(policy):
                made = self.outputs(policy)
                self.search(policy, made, result)
                Structure(policy, made, result, self.tool).check()
        return result

    # Canaries in raw bytes.
    def search(self, policy, made, result):
        said = canaries.found_in(self.tool.messages)
        result.check("1.1-2a", not said & set(self.book.places), policy,
                     "a value is in a message of the tool", LEAK)
        for name, content in made.items():
            if name not in self.by_name:
                result.check("1.1-2a", not canaries.found_in(content), policy,
                             "a value is in a file beside the outputs", LEAK)
        for one in self.book.inputs:
            content = made.get(one.name)
            if content is None:
                for place in one.places:
                    for clause in self.ids_of(place, policy):
                        # What is refused does not leak; what need not be refused is lost.
                        result.check(clause, one.may_refuse, policy, f"no {one.name}", NO_OUTPUT)
                continue
            found = canaries.found_in(content)
            inner = dicom_writer.data_set_of(content)
            if inner is not None and content[-len(inner):] != inner:
                found |= canaries.found_in(inner)
            for place in one.places:
                expected = policy.expected(place.path)
                is_there = place.number in found
                problem = None
                if expected == GONE and is_there:
                    problem = Problem(LEAK, policy, place.where)
                elif expected == KEPT and not is_there:
                    problem = Problem(LOST, policy, place.where)
                for clause in self.ids_of(place, policy):
                    result.look(clause, problem)
            strange = found - {place.number for place in one.places}
            for number in strange & set(self.book.places):
                result.check("1.1-2a", False, policy, "of another file: "
                             + self.book.places[number].where, LEAK)

    @staticmethod
    def ids_of(place, policy):
        """The ids that this canary proves under a policy."""
        ids = set(place.clauses)
        last = place.path[-1]
        if policy.expected(place.path) == GONE:
            # What a C of an option demands is proven by its dummy, or because no word was safe.
            if isinstance(last, int) and policy.code(last) == "C":
                ids |= {OPTION_IDS[one] for one in policy.options
                        if inputs_cell(policy, last, one) == "C"}
            return ids - {"1.1-3"}
        # A canary that stays proves no removal.
        ids -= {"1.1-2a", "1.1-2d", "1.1-2f", "1.1-5", "1.1-14a", "1.1-14c", "1.1-14d"}
        ids = {one for one in ids if not one.startswith("H-")}
        if policy.expected(place.path) == FREE:
            return ids - {"1.1-3"}
        by = policy.kept_by(last) if isinstance(last, int) else (
            ["retain-safe-private"] if "2" in place.clauses else [])
        for one in by:
            ids |= {"1.1-13", OPTION_IDS[one]}
        return ids - {"2"} if by else ids | {"1.1-3"}


def inputs_cell(policy, tag, option):
    row = edition_rows(policy.edition)[0].get(tag)
    return row[OPTIONS[option][0]] if row else ""


# What an action code may leave, PS3.15 Table E.1-1a.
OUTCOMES = {"X": {"gone"}, "Z": {"empty"}, "D": {"other"}, "U": {"other"}, "K": {"same"},
            "C": {"other"}, "Z/D": {"empty", "other"}, "X/Z": {"gone", "empty"},
            "X/D": {"gone", "other"}, "X/Z/D": {"gone", "empty", "other"},
            "X/Z/U*": {"gone", "empty", "other"}, "": {"same"}}


def dataset(content):
    return pydicom.dcmread(pydicom.filebase.DicomBytesIO(content), force=True)


def raw(data, tag):
    element = data.get_item(tag)
    return element.value if element is not None else None


def text_of(data, tag):
    value = raw(data, tag)
    return value.decode("latin-1").rstrip(" \0") if isinstance(value, bytes) else value


class Structure:
    """What pydicom reads in the outputs of one policy."""

    def __init__(self, policy, made, result, tool):
        self.policy, self.made, self.result, self.tool = policy, made, result, tool

    def check(self):
        for one in (self.codes, self.study, self.marks, self.meta, self.pixels):
            one()

    def put(self, clause, good, where, kind=WRONG):
        self.result.check(clause, good, self.policy, where, kind)

    def read(self, name, *ids):
        """A data set, or None after noting what cannot be judged."""
        content = self.made.get(f"{name}.dcm")
        if content is None:
            for clause in ids:
                self.put(clause, False, f"no {name}.dcm", NO_OUTPUT)
            return None
        try:
            return dataset(content)
        except Exception:  # pydicom throws what it likes
            for clause in ids:
                self.put(clause, False, f"{name}.dcm cannot be read by pydicom")
            return None

    # 1.1-11 and 1.1-2b: the rows of the table at the top level.
    def codes(self):
        after = self.read("table_explicit", "1.1-11", "1.1-2b")
        if after is None:
            return
        before = dataset(input_named("table_explicit.dcm"))
        for tag in edition_rows(self.policy.edition)[0]:
            if tag not in before:
                continue
            code = self.policy.code(tag)
            was, now = raw(before, tag), raw(after, tag)
            if now is None:
                outcome = "gone"
            elif len(now) == 0:
                outcome = "empty"
            elif before.get_item(tag).VR == "SQ":
                outcome = "other"  # the canaries in its items tell more
                if code in ("K", ""):
                    outcome = "same"
            else:
                outcome = "same" if bytes(was).rstrip(b" \0") == bytes(now).rstrip(b" \0") \
                    else "other"
            where = f"{tag:08X}, {code or 'no code'}"
            # A text without a safe word has the basic code.
            asked = code
            if self.policy.is_cleaned(tag) and before.get_item(tag).VR != "SQ":
                asked = self.policy.basic_code(tag)
            self.put("1.1-11", outcome in OUTCOMES[asked], f"{where}, is {outcome}")
            if code in ("D", "U"):
                self.put("1.1-2b", outcome == "other", f"{where}, is {outcome}")
            if code == "U" and outcome == "other" and isinstance(now, bytes):
                self.put("1.1-11", UID(text_of(after, tag)).is_valid, f"{where}, no UID")
            if outcome == "other":
                same_vr = after.get_item(tag).VR == before.get_item(tag).VR
                self.put("1.1-2b", same_vr, f"{where}, another VR")
                try:
                    after[tag]
                except Exception:
                    self.put("1.1-2b", False, f"{where}, a value that pydicom refuses")

    # 1.1-2c and 1.1-5: what is the same stays the same, at every depth.
    def study(self):
        ids = ("1.1-2c", "1.1-5")
        files = [self.read(f"study_{number}", *ids) for number in range(3)]
        if None in files:
            return
        first, second, other = files
        keeps_uids = "retain-uids" in self.policy.options
        for tag in (inputs.PATIENT_ID, inputs.PATIENT_NAME, 0x0020000D, 0x0020000E, 0x00200052,
                    0x00200010, 0x00200011):
            self.put("1.1-2c", raw(first, tag) == raw(second, tag),
                     f"{tag:08X} differs in one study")
        for tag in (0x0020000D, 0x0020000E, 0x00200052, inputs.SOP_INSTANCE):
            self.put("1.1-2c", raw(first, tag) not in (None, b"")
                     and raw(first, tag) != raw(other, tag),
                     f"{tag:08X} is the same in two studies, or gone")
        for number, one in enumerate(files):
            instance = text_of(one, inputs.SOP_INSTANCE)
            if not keeps_uids:
                self.put("1.1-5", instance not in (None, "", inputs.INSTANCES[number]),
                         "SOP Instance UID", LEAK)
            meta = one.file_meta.get("MediaStorageSOPInstanceUID", "")
            self.put("1.1-5", str(meta).rstrip("\0") == instance,
                     "(0002,0003) is not the SOP Instance UID")
            self.put("1.1-5", text_of(one, inputs.SOP_CLASS) == inputs.CT, "SOP Class UID changed")
            target = files[1 - number] if number < 2 else other
            item = one
            for tag in (*reversed(inputs.UNLISTED[:4]), inputs.REFERENCED_IMAGES):
                value = item.get(tag)
                item = value.value[0] if value is not None and value.value else None
                if item is None:
                    break
            if item is not None and raw(item, 0x00081155) is not None:
                self.put("1.1-5", text_of(item, 0x00081155) == text_of(target,
                                                                       inputs.SOP_INSTANCE),
                         "a reference at depth 5 names no instance of the output")

    # 1.1-6 and 2: the marks.
    def marks(self):
        ids = ("1.1-6", "2")
        for name in ("marked_before", "not_marked_before"):
            after = self.read(name, *ids)
            if after is None:
                continue
            self.put("1.1-6", text_of(after, 0x00120062) == "YES", f"(0012,0062) of {name}")
            method = text_of(after, 0x00120063) or ""
            codes = [(text_of(item, 0x00080100), text_of(item, 0x00080102))
                     for item in (after[0x00120064].value if 0x00120064 in after else [])]
            if name == "marked_before":
                earlier = inputs.METHOD.decode()
                self.put("1.1-6", method.startswith(earlier) and len(method) > len(earlier)
                         or method == earlier and len(codes) > 1,
                         "(0012,0063): the earlier method is kept and one added")
                self.put("1.1-6", (inputs.EARLIER_CODE.decode(), "99CONF") in codes,
                         "(0012,0064): the earlier code is kept")
            wanted = {BASIC_CODE} | {OPTIONS[one][1] for one in self.policy.options}
            ours = {value for value, scheme in codes if scheme == "DCM"}
            self.result.claimed |= ours
            self.put("1.1-6", ours == wanted or (not ours and bool(method)),
                     f"(0012,0064) of {name}: not the profile and the options in force")
            temporal = text_of(after, 0x00280303)
            if "retain-full-dates" in self.policy.options:
                self.put("3.6a", temporal == "UNMODIFIED", f"(0028,0303) of {name}")
            else:
                self.put("2", temporal == "REMOVED", f"(0028,0303) of {name}")

    # 1.1-7
    def meta(self):
        after = self.read("file_meta", "1.1-7")
        if after is None:
            return
        content = self.made["file_meta.dcm"]
        self.put("1.1-7", content[:128] == bytes(128), "the preamble is not zero")
        self.put("1.1-7", content[128:132] == b"DICM", "no DICM")
        for tag in after.file_meta.keys():
            self.put("1.1-7", tag.element in (0x0000, 0x0001, 0x0002, 0x0003, 0x0010, 0x0012,
                                              0x0013),
                     f"file meta has {int(tag):08X}")
        self.put("1.1-7", bool(after.file_meta.get("ImplementationClassUID")),
                 "no Implementation Class UID")

    # 1.1-3: pixel data byte for byte.
    def pixels(self):
        for name in ("pixels_explicit", "pixels_implicit", "pixels_big_endian", "pixels_deflated",
                     "pixels_encapsulated"):
            after = self.read(name, "1.1-3")
            if after is not None:
                before = dataset(input_named(f"{name}.dcm"))
                self.put("1.1-3", raw(before, inputs.PIXELS) == raw(after, inputs.PIXELS),
                         f"pixel data of {name}", LOST)


@functools.cache
def book():
    """The inputs, made once."""
    return inputs.all_inputs()


def input_named(name):
    """The bytes of an input."""
    return next(one.content for one in book().inputs if one.name == name)
