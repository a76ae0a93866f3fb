#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Sources must not compile, the compiler must say in its first ten lines what their EXPECT lines say,
and with FIXED they must compile.

usage: must_not_compile.py SOURCE_OR_FOLDER COMPILER [ARGUMENT...]

With FIXED all are compiled at once, each in a namespace of its own.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

LINES = 10  # what a terminal, an IDE and a person in a hurry show of it
UMBRELLA = "#include <dicom_anonymizer/dicom_anonymizer.hpp>\n"


class Compiler:
    """A compiler that reads the library once, into a file that it takes up again for each source."""

    def __init__(self, command, folder):
        self.command = command
        header = folder / "library.hpp"
        header.write_text(UMBRELLA)
        version = subprocess.run([command[0], "--version"], capture_output=True, text=True, check=True)
        is_clang = "clang" in version.stdout
        made = folder / ("library.hpp.pch" if is_clang else "library.hpp.gch")
        arguments = [one for one in command if one != "-fsyntax-only"]
        subprocess.run([*arguments, "-x", "c++-header", header, "-o", made], check=True)
        self.library = ["-include-pch", made] if is_clang else ["-include", header]

    def compiled(self, source, *arguments):
        result = subprocess.run([*self.command, *self.library, *arguments, source],
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                env={**os.environ, "LC_ALL": "C"}, check=False)
        return result.returncode == 0, result.stdout


def all_fixed(sources):
    """One text of all sources as they are with FIXED; messages name the lines of the sources."""
    out = ["#define FIXED"]
    for source in sources:
        lines = source.read_text(encoding="utf-8").split("\n")
        out += [line for line in lines if line.startswith("#include")]
        body = ["" if line.startswith("#include") else line for line in lines]
        out += [f"namespace {source.stem} {{", f'#line 1 "{source}"', *body,
                f"}}  // namespace {source.stem}"]
    return "\n".join(out) + "\n"


def fault_of(source, compiler):
    """What is wrong with a source; an empty text if nothing is."""
    expected = re.search(r"^// EXPECT: (.+)$", source.read_text(encoding="utf-8"), re.MULTILINE)
    if not expected:
        return "the source has no EXPECT line"
    works, output = compiler.compiled(source)
    if works:
        return "it compiles"
    lines = output.split("\n")
    found = [number for number, line in enumerate(lines, 1) if expected.group(1) in line]
    if not found:
        return f"the compiler does not say '{expected.group(1)}':\n{output}"
    if found[0] > LINES:
        return f"the compiler says '{expected.group(1)}' in line {found[0]}:\n{output}"
    print(f"{source.name}: line {found[0]} of {len(lines) - 1}", flush=True)
    return ""


def main():
    where, command = pathlib.Path(sys.argv[1]), sys.argv[2:]
    sources = sorted(where.glob("*.cpp")) if where.is_dir() else [where]
    if not sources:
        sys.exit(f"there is nothing to compile in {where}")
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        compiler = Compiler(command, pathlib.Path(folder))
        fixed = pathlib.Path(folder) / "fixed.cpp"
        fixed.write_text(all_fixed(sources), encoding="utf-8")
        works, output = compiler.compiled(fixed)
        if not works:
            faults += 1
            print(f"with FIXED they do not compile:\n{output}", flush=True)
        for source in sources:
            if fault := fault_of(source, compiler):
                faults += 1
                print(f"{source.name}: {fault}", flush=True)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
