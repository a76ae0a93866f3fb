#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""A source must not compile, the compiler must say what its EXPECT line says, and with FIXED it must
compile.

usage: must_not_compile.py SOURCE COMPILER [ARGUMENT...]
"""
import re
import subprocess
import sys

source, command = sys.argv[1], sys.argv[2:]
expected = re.search(r"^// EXPECT: (.+)$", open(source, encoding="utf-8").read(), re.MULTILINE)
if not expected:
    sys.exit("the source has no EXPECT line")


def compiled(*arguments):
    result = subprocess.run([*command, *arguments, source], stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True, check=False)
    return result.returncode == 0, result.stdout


works, output = compiled("-DFIXED")
if not works:
    sys.exit(f"with FIXED it does not compile:\n{output}")
works, output = compiled()
if works:
    sys.exit("it compiles")
if expected.group(1) not in output:
    sys.exit(f"the compiler does not say '{expected.group(1)}':\n{output}")
