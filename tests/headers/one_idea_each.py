#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Headers are short and have a test of their name; tables, which a script makes, are left out.

usage: one_idea_each.py INCLUDE_DIRECTORY TESTS_DIRECTORY
"""
import pathlib
import sys

LONGEST = 450  # lines
ELSEWHERE = {
    "dicom_anonymizer.hpp",  # the umbrella: everything_twice and the consumers of the package
    "compiled.hpp",  # where definitions are: the consumers of the package, tests/package
}


def main(root, tests):
    faults = []
    count = 0
    for path in sorted(root.rglob("*.[hi]pp")):
        name = str(path.relative_to(root))
        text = path.read_text(encoding="utf-8")
        if "Do not edit." in "".join(text.splitlines(True)[:4]):
            continue
        count += 1
        lines = text.count("\n")
        if lines > LONGEST:
            faults.append(f"{name} has {lines} lines, more than {LONGEST}")
        if path.suffix == ".hpp" and name not in ELSEWHERE:
            if not (tests / name).with_suffix(".cpp").exists():
                faults.append(f"{name} has no test of its name")
    if count < 50:
        faults.append(f"only {count} headers in {root}")
    print("\n".join(faults) or f"{count} headers are short and have tests of their names")
    return 1 if faults else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])))
