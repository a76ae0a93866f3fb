# SPDX-License-Identifier: BSD-3-Clause
"""The errors that dciodvfy (package dicom3tools) finds in a file, without values.

Its lines quote values.  Of each line only the attribute's path, the sentence and the module stay:

* `Error - </Sequence(gggg,eeee)[n]/Attribute(gggg,eeee)> - sentence` gives the path without item
  numbers and without value numbers;
* of the sentence whatever stands in <>, '' or "" goes, but for `Module=<...>` and `Macro=<...>`,
  and every number becomes N.

Errors are compared as a multiset: three where there were two is one new error.  Warnings are not
compared.
"""
import collections
import re
import shutil
import subprocess

TIMEOUT = 60
ATTRIBUTE = re.compile(r"^Error - <(/[^>]*)> - (.*)$")
NAMED = re.compile(r"(Module|Macro)=<([^>]*)>")
QUOTED = re.compile(r"<[^>]*>?|'[^']*'?|\"[^\"]*\"?")


def is_installed():
    return shutil.which("dciodvfy") is not None


def normalised(line):
    """One line without values."""
    found = ATTRIBUTE.match(line)
    path, sentence = found.groups() if found else ("", line.removeprefix("Error - "))
    path = re.sub(r"\[[^\]]*\]", "", path)
    names = [f"{kind}={name}" for kind, name in NAMED.findall(sentence)]
    # A value may hold what looks like the end of a quotation: cut at the first.
    sentence = re.split(r" = <| = '| = \"", NAMED.sub("", sentence))[0]
    sentence = re.sub(r"\d+", "N", QUOTED.sub("", sentence)).strip(" -=")
    return " ".join([path, sentence, *names]).strip()


def errors_of(path):
    """The normalised errors with their numbers; None where dciodvfy dies or hangs on the file."""
    try:
        done = subprocess.run(["dciodvfy", "-new", str(path)], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=TIMEOUT,
                              check=False)
    except subprocess.TimeoutExpired:
        return None
    if done.returncode < 0:
        return None
    lines = done.stdout.decode("latin-1").splitlines()
    return collections.Counter(normalised(one) for one in lines if one.startswith("Error"))


# With these dciodvfy has not looked at the object as a whole, and an output that it can look at
# has more errors for that alone.
NOT_LOOKED_AT = ("Information Object Not found", "read failed", "Tags out of order")


def can_be_judged(errors):
    return errors is not None and not any(sign in one for sign in NOT_LOOKED_AT for one in errors)
