# SPDX-License-Identifier: BSD-3-Clause
"""PS3.15 Annex E, one test an id of clauses.tsv.

DICOM_ANONYMIZER_PROGRAM names the program, DICOM_ANONYMIZER_ARGUMENTS more arguments for it (which
is how the suite is seen to fail).
"""
import atexit
import functools
import pathlib
import re
import subprocess
import tempfile
import unittest

import checks
import tools
from expectations import EDITIONS, LATEST, OPTIONS, edition_rows

TOOL = tools.DicomAnonymizer()
SHOWN = 12


@functools.cache
def findings():
    runner = checks.Runner(TOOL)
    atexit.register(runner.close)
    return runner.findings(checks.all_policies())


def program(*arguments):
    return subprocess.run([TOOL.program, *map(str, arguments)], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
                          timeout=60, check=False)


class Clause(unittest.TestCase):
    def assert_holds(self, clause):
        self.assertGreater(findings().looked_at.get(clause, 0), 0, "nothing was looked at")
        problems = findings().problems.get(clause, [])
        if problems:
            shown = "\n".join(str(one) for one in problems[:SHOWN])
            self.fail(f"{len(problems)} of {findings().looked_at[clause]}, among them\n{shown}")

    def assert_refused(self, *arguments):
        """The command line is refused by the name of what is not offered; nothing is written."""
        with tempfile.TemporaryDirectory() as folder:
            source = pathlib.Path(folder, "in.dcm")
            source.write_bytes(checks.input_named("study_0.dcm"))
            target = pathlib.Path(folder, "out.dcm")
            done = program(source, target, *arguments)
            self.assertEqual(done.returncode, 2)
            self.assertIn(arguments[-1], done.stderr)
            self.assertFalse(target.exists())

    def assert_not_claimed(self, code):
        """Neither the outputs nor the conformance statement name it as done."""
        self.assertNotIn(code, findings().claimed)
        statement = program("--conformance-statement", "--edition", LATEST).stdout
        rows = [line for line in statement.splitlines() if f"| {code} |" in line]
        self.assertEqual(len(rows), 1, "one row of the table of profiles and options")
        self.assertIn(f"| {code} | N | N |", rows[0])


def holds(clause):
    return lambda self: self.assert_holds(clause)


class BasicProfile(Clause):
    """Section E.1.1, and E.2."""


class HidingPlaces(Clause):
    """Section E.1.1 for bytes that are read in more ways than one."""


class Options(Clause):
    """Section E.3."""


# The ids that are judged by the findings alone; the others have a method of their own below.
WITH_METHOD = {"1.3", "1.1-2b-iod"}  # the latter in test_conformance_objects.py
for row in checks.clauses():
    if row["offered"] == "Y" and row["id"] not in WITH_METHOD:
        group = (HidingPlaces if row["id"].startswith("H-")
                 else Options if row["id"].startswith("3.") else BasicProfile)
        setattr(group, f"test {row['id']} {row['demand']}", holds(row["id"]))
        del group  # or its tests run twice


class Statement(Clause):
    """Section E.1.3."""


def states_the_policy(self):
    for edition in EDITIONS:
        for chosen in ((), *((one,) for one in OPTIONS)):
            arguments = [word for one in chosen for word in ("--option", one)]
            with self.subTest(edition=edition, options=chosen):
                done = program("--conformance-statement", "--edition", edition, *arguments)
                self.assertEqual(done.returncode, 0)
                self.assertIn(edition, done.stdout)
                for one, (_, code) in OPTIONS.items():
                    self.assertIn(f"| {code} | {'Y' if one in chosen else 'N'} | N |", done.stdout)
                for tag in edition_rows(edition)[0]:
                    name = f"({tag >> 16:04X},{tag & 0xFFFF:04X})"
                    self.assertIn(name, done.stdout)


setattr(Statement, "test 1.3 a conformance statement says what is done to each attribute",
        states_the_policy)


class NotOffered(Clause):
    """What this version does not do is refused by its name, and never claimed."""


def refused(*command_lines, code=None):
    def test(self):
        for one in command_lines:
            with self.subTest(arguments=one):
                self.assert_refused(*one)
        if code is not None:
            self.assert_not_claimed(code)
    return test


REFUSED = {
    "1.1-1": refused(["--encrypt"]),
    "1.1-2e": refused(["--option", "clean-pixel-data"], code="113101"),
    "1.1-4": refused(["--certificate"]),
    "1.1-8": refused(["--rtv"]),
    "1.2-1": refused(["--re-identify"]),
    "1.2-2": refused(["--re-identify"]),
    "1.2-3": refused(["--re-identify"]),
    "3.1": refused(["--option", "clean-pixel-data"], code="113101"),
    "3.2": refused(["--option", "clean-recognizable-visual-features"], code="113102"),
    "3.3": refused(["--option", "clean-graphics"], code="113103"),
    "3.4": refused(["--option", "clean-structured-content"], code="113104"),
    "3.5": refused(["--option", "clean-descriptors"], code="113105"),
    "3.6b": refused(["--option", "retain-modified-dates"],
                    ["--option", "retain-full-dates", "--option", "retain-modified-dates"],
                    code="113107"),
}
for row in checks.clauses():
    if row["offered"] == "N":
        setattr(NotOffered, f"test {row['id']} is not offered and is refused: {row['demand']}",
                REFUSED[row["id"]])


class Suite(unittest.TestCase):
    """The suite itself."""

    def test_every_canary_is_found_in_its_own_input(self):
        import canaries
        import dicom_writer
        for one in checks.book().inputs:
            found = canaries.found_in(one.content)
            found |= canaries.found_in(dicom_writer.data_set_of(one.content))
            self.assertEqual(found, {place.number for place in one.places}, one.name)

    def test_every_id_has_a_test(self):
        names = [name for group in (BasicProfile, HidingPlaces, Options, Statement, NotOffered)
                 for name in dir(group) if name.startswith("test ")]
        self.assertEqual(sorted(name.split()[1] for name in names),
                         sorted(row["id"] for row in checks.clauses()
                                if row["id"] != "1.1-2b-iod"))

    def test_the_page_names_every_id(self):
        import compare
        page = compare.PAGE.read_text(encoding="utf-8")
        named = re.findall(r"^\| (\S+) \| E\.", page, re.M)
        self.assertEqual(named, [row["id"] for row in checks.clauses()])


if __name__ == "__main__":
    if not TOOL.is_installed():
        raise SystemExit("DICOM_ANONYMIZER_PROGRAM names no program")
    unittest.main()
