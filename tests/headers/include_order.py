#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Headers include only what stands before them in ORDER, and costly libraries stay where they are.

usage: include_order.py INCLUDE_DIRECTORY
"""
import pathlib
import re
import sys

# docs/design.md, "Rooms".  A header belongs to the first line that it matches.
ORDER = [
    r"compiled\.hpp",
    r"tags/(place_in_order|tag|vr)\.hpp",
    r"(error|version)\.hpp",
    r"result\.hpp",
    r"tags/(dictionary|dictionary_table|named_tags)\.hpp",
    r"tags/(multiplicity|multiplicity_table|tag_filter)\.hpp",
    r"tags/pattern\.hpp",
    r"tags/known_groups\.hpp",
    r"tags/keywords\.hpp",
    r"tags/(registered_uids|coding_schemes)(_table)?\.hpp",
    r"(part10|pseudonyms)/.*",
    r"pixels/.*",
    r"codecs/.*",
    r"text/.*",
    r"unknown_words\.hpp",
    r"(context|report|file_options)\.hpp",
    r"actions/.*",
    r"rules/.*",
    r"profiles/.*",
    r"walk/.*",
    r"references/.*",
    r"files/.*",
    r"anonymize\.hpp",
    r"file\.hpp",
    r"byte_places\.hpp",
    r"bytes\.hpp",
    r"anonymizer\.hpp",
    r"(outcome|reference_report)\.hpp",
    r"(tree|check_references)\.hpp",
    r"dicom_anonymizer\.hpp",
    r"cli/.*",
]

# Who may include what costs.
COSTLY = {
    r"pcre2\.h": r"actions/regexp\.hpp",
    r"nlohmann/.*": r"rules/rule_file\.hpp",
    r"CLI/.*": r"cli/.*",
    r"zlib\.h": r"part10/.*",
    r"openssl/.*": r"pseudonyms/(key|keyed_pseudonyms)\.hpp",
    r"sqlite3\.h": r"pseudonyms/crosswalk_store\.hpp",
    r"iconv\.h": r"part10/.*",
    r"charls/.*": r"codecs/blank_jpegls\.hpp",
    r"openjpeg\.h": r"codecs/blank_jpeg2000\.hpp",
    # A file that the caller has in memory; none is opened, parsed or written by GDCM.
    r"gdcmFile\.h": r"anonymize\.hpp",
    r"gdcm(Reader|Writer|ImageReader|ImageWriter)\.h": r"nowhere",
    r"iostream": r"nowhere",
    r"regex": r"nowhere",
}


def place(header):
    for number, pattern in enumerate(ORDER):
        if re.fullmatch(pattern, header.replace(".ipp", ".hpp")):
            return number
    sys.exit(f"{header} has no place in ORDER")


def own_includes(path):
    """What a header includes of ours, in the order in which it does."""
    text = path.read_text(encoding="utf-8")
    found = re.findall(r'^\s*#\s*include\s*[<"]dicom_anonymizer/([^>"]+)[>"]', text, re.MULTILINE)
    return [one for one in found if one != "compiled.cpp"]


def used_before_declared(first, includes):
    """Where a unit that begins with this header would use another one that is only half read.

    Definitions (*.ipp) stand at the end of their header: those of a header that another one includes
    must not need that other one, which has not declared anything yet.
    """
    faults, begun, at_definitions = [], set(), {}

    def read(header):
        begun.add(header)
        at_definitions[header] = False
        for target in includes.get(header, []):
            if header.endswith(".hpp") and target == header.replace(".hpp", ".ipp"):
                at_definitions[header] = True
            if target in at_definitions and not at_definitions[target]:
                faults.append(f"{first}: {header} includes {target}, which is only half read then")
            elif target not in begun:
                read(target)
        del at_definitions[header]

    read(first)
    return faults


def main(root):
    faults = []
    includes = {str(path.relative_to(root)): own_includes(path) for path in root.rglob("*.[hi]pp")}
    for header in sorted(includes):
        if header.endswith(".hpp"):
            faults += used_before_declared(header, includes)
    compiled = (root / "compiled.cpp").read_text(encoding="utf-8")
    for path in sorted([*root.rglob("*.hpp"), *root.rglob("*.ipp")]):
        header = str(path.relative_to(root))
        text = path.read_text(encoding="utf-8")
        for included in re.findall(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', text, re.MULTILINE):
            if included.startswith("dicom_anonymizer/"):
                target = included[len("dicom_anonymizer/"):]
                if not (root / target).exists():
                    faults.append(f"{header} includes {target}, which does not exist")
                elif place(target) > place(header):
                    faults.append(f"{header} includes {target}, which stands after it")
            for library, owner in COSTLY.items():
                of_header = header.replace(".ipp", ".hpp")
                if re.fullmatch(library, included) and not re.fullmatch(owner, of_header):
                    faults.append(f"{header} includes {included}")
        if header.endswith(".ipp") and f"<dicom_anonymizer/{header}>" not in compiled:
            faults.append(f"{header} is not in compiled.cpp")
        if header == "dicom_anonymizer.hpp":
            rest = re.sub(r"//.*|#.*|\s", "", text)
            if rest:
                faults.append("the umbrella holds more than includes")
    print("\n".join(faults) or "every include points to the left")
    return 1 if faults else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1])))
