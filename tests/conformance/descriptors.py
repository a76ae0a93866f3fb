# SPDX-License-Identifier: BSD-3-Clause
"""PS3.15 section E.3.5 row by row: what becomes of the attributes with C in the column of
descriptors, judged by pydicom and the code of the Basic Profile.

Nothing but "chest" and "thorax", which name a part of the body in any list, is taken to be safe, and
nothing but the patient's own name to be unsafe.
"""
import pathlib
import subprocess
import tempfile

import pydicom

import dicom_writer
from dicom_writer import Element
from expectations import Policy, edition_rows, vr_of

OPTION = "clean-descriptors"
SAFE, UNSAFE, MIXED = "chest thorax", "Zyxwvu Qorst", "chest Zyxwvu"
NAME_WORDS = ("zyxwvu", "qorst")
TEXTS = ("LO", "LT", "SH", "ST", "UC", "UT")
NO_TEXT = b"zyxwvu qorst"  # of an OB
REASON = 0x04000565  # its terms are COERCE and CORRECT, PS3.3 section C.12.1.1.9
CT = "1.2.840.10008.5.1.4.1.1.2"
SYNTAXES = (dicom_writer.IMPLICIT, dicom_writer.EXPLICIT, dicom_writer.BIG_ENDIAN,
            dicom_writer.DEFLATED)
AROUND = 0x00081140  # a sequence that is kept with retain-uids: its items obey the table


def teach_reader(edition):
    """pydicom may be older than the edition: in Implicit VR it could not tell a sequence."""
    for tag, vr in rows(edition):
        try:
            pydicom.datadict.dictionary_VR(tag)
        except KeyError:
            pydicom.datadict.add_dict_entry(tag, vr, f"Row{tag:08X}", f"Row{tag:08X}")


def rows(edition):
    """(tag, VR) of each row with C."""
    return [(tag, "OB" if vr_of(tag) == "OB or OW" else vr_of(tag))
            for tag, row in sorted(edition_rows(edition)[0].items()) if row["clean_desc"] == "C"]


def code(value, scheme, meaning):
    return [Element(0x00080100, "SH", value.encode()), Element(0x00080102, "SH", scheme.encode()),
            Element(0x00080104, "LO", meaning.encode())]


def element(tag, vr, text):
    if vr == "SQ":
        return Element(tag, "SQ", [code("T-D3000", "SRT", text), code(UNSAFE[:16], "99" + "Zyxwvu",
                                                                      text)])
    if tag == REASON:
        return Element(tag, "CS", b"COERCE" if text == SAFE else b"ZYXWVU")
    if vr not in TEXTS:
        return Element(tag, vr, NO_TEXT)
    return Element(tag, vr, text.encode()[:16] if vr == "SH" else text.encode())


def content(edition, text, syntax):
    described = [element(tag, vr, text) for tag, vr in rows(edition)]
    whole = [Element(0x00080016, "UI", CT.encode()), Element(0x00080018, "UI", b"1.2.3.4"),
             Element(0x00100010, "PN", b"Zyxwvu^Qorst"), Element(AROUND, "SQ", [described]),
             *described]
    return dicom_writer.part10(whole, syntax, sop_class=CT, instance="1.2.3.4")


def outcome(data, tag, before):
    if tag not in data:
        return "gone"
    value = data.get_item(tag).value
    if not value:
        return "empty"
    return "same" if bytes(value).rstrip(b" \0") == before.value.rstrip(b" \0") else "other"


# What a basic code may leave of a text of which nothing is safe; keep-attribute is asked for.
LEFT = {"X": {"gone"}, "Z": {"empty"}, "D": {"other"}, "Z/D": {"other"}, "X/Z": {"empty"},
        "X/D": {"other"}}


def tells(value):
    text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
    return any(word in text.lower() for word in NAME_WORDS)


def faults(data, edition, text, where):
    """Of the elements of one data set or item."""
    basic = Policy(edition)
    for tag, vr in rows(edition):
        name = f"{tag:08X} {vr} of {where}"
        if vr == "SQ":
            if tag not in data or len(data[tag].value) != 2:
                yield f"{name}: the items are gone"
                continue
            for number, item in enumerate(data[tag].value):
                for inner in (0x00080100, 0x00080102, 0x00080104):
                    value = item.get_item(inner).value if inner in item else b""
                    if not value:
                        yield f"{name}: {inner:08X} has no value"
                    elif tells(value):
                        yield f"{name}: {inner:08X} tells the name"
                meaning = item.get_item(0x00080104).value.rstrip()
                wanted = {SAFE: SAFE.encode(), MIXED: b"chest"}.get(text)
                if wanted is not None and meaning != wanted:
                    yield f"{name}: the meaning is not what was safe of it"
                if number == 0 and item.get_item(0x00080100).value.rstrip() != b"T-D3000":
                    yield f"{name}: a code of the standard is not what it was"
            continue
        was = element(tag, vr, text)
        found = outcome(data, tag, was)
        if found != "gone" and tells(data.get_item(tag).value):
            yield f"{name}: tells the name"
        nothing_safe = text == UNSAFE or vr not in TEXTS and not (tag == REASON and text == SAFE)
        if nothing_safe:
            if found not in LEFT[basic.code(tag)]:
                yield f"{name}: nothing is safe, and it is {found}"
        elif text == SAFE:
            if found != "same":
                yield f"{name}: all is safe, and it is {found}"
        elif found != "other" or data.get_item(tag).value.rstrip() != b"chest":
            yield f"{name}: what is safe of it did not stay"


def problems(program, editions):
    """What is not as section E.3.5 wants it, and how many elements were looked at."""
    found, looked_at = [], 0
    for edition in editions:
        teach_reader(edition)
    with tempfile.TemporaryDirectory(prefix="descriptors_") as place:
        folder = pathlib.Path(place)
        for edition in editions:
            source, target = folder / f"in_{edition}", folder / f"out_{edition}"
            source.mkdir()
            names = {}
            for number, syntax in enumerate(SYNTAXES):
                for kind, text in (("safe", SAFE), ("unsafe", UNSAFE), ("mixed", MIXED)):
                    names[f"{kind}_{number}"] = text
                    (source / f"{kind}_{number}").write_bytes(content(edition, text, syntax))
            done = subprocess.run(
                [program, source, target, "--edition", edition, "--option", OPTION, "--option",
                 "retain-uids", "--quiet"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, timeout=120, check=False)
            if tells(done.stdout) or tells(done.stderr):
                found.append(f"{edition}: a message tells the name")
            for name, text in names.items():
                if not (target / name).exists():
                    found.append(f"{edition} {name}: no output")
                    continue
                data = pydicom.dcmread(target / name)
                looked_at += 2 * len(rows(edition))
                found += faults(data, edition, text, f"{edition} {name}")
                found += faults(data[AROUND].value[0], edition, text, f"{edition} {name}, item")
                codes = {item.CodeValue for item in data[0x00120064].value}
                if "113105" not in codes:
                    found.append(f"{edition} {name}: 113105 is not claimed")
                method = data[0x00120063].value
                if not any("safe words" in one for one in
                           (method if isinstance(method, pydicom.multival.MultiValue)
                            else [method])):
                    found.append(f"{edition} {name}: the method does not name the list")
    return found, looked_at
