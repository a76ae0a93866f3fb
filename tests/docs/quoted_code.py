#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The documentation shows only code that is compiled and run, and its links lead somewhere.

Every ```cpp fence of README.md and docs/*.md must stand, apart from its indentation, in a file of
examples/ or tests/docs/.
"""
import pathlib
import re
import sys
import textwrap

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def lines_of(text):
    return [line.rstrip() for line in textwrap.dedent(text).strip("\n").split("\n")]


def stands_in(quoted, source):
    """Whether the lines stand one after the other in the source, all indented by as much."""
    for start in range(len(source) - len(quoted) + 1):
        piece = source[start:start + len(quoted)]
        if lines_of("\n".join(piece)) == quoted:
            return True
    return False


def main():
    sources = [path.read_text(encoding="utf-8").split("\n")
               for folder in ("examples", "tests/docs") for path in (ROOT / folder).glob("*.cpp")]
    faults, fences = [], 0
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        text = page.read_text(encoding="utf-8")
        name = page.relative_to(ROOT)
        for fence in re.finditer(r"^ *```cpp\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL):
            fences += 1
            if not any(stands_in(lines_of(fence.group(1)), source) for source in sources):
                line = text[:fence.start()].count("\n") + 1
                faults.append(f"{name}:{line}: this code is in no example and no test")
        for link in re.findall(r"\]\(([^)#:]+)\)", text):
            if not (page.parent / link).exists():
                faults.append(f"{name}: the link to {link} leads nowhere")
        for script in re.findall(r"^bash (\S+)", text, re.MULTILINE):
            if not (ROOT / script).exists():
                faults.append(f"{name}: there is no {script}")
    if fences < 10:
        faults.append("hardly any code is quoted: the search for it must be wrong")
    print("\n".join(faults) or f"{fences} pieces of code are compiled and run")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
