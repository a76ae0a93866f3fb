# SPDX-License-Identifier: BSD-3-Clause
"""--crosswalk: mappings that hold across processes and runs; pydicom and sqlite3 judge."""
import csv
import io
import os
import signal
import sqlite3
import stat
import subprocess
import time
import unittest
from datetime import datetime

import pydicom

from pydicom.sequence import Sequence

from test_output import instance, refers
from test_program import PROGRAM, ProgramTest, run, save

CT = "1.2.840.10008.5.1.4.1.1.2"


class CrosswalkTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.base = self.here / "secret" / "crosswalk.sqlite"
        self.base.parent.mkdir()

    def write(self, folder, numbers, **elements):
        for number in numbers:
            save(instance(CT, number, **elements), folder / f"{number:04}.dcm")

    def rows(self):
        done = run("--crosswalk", self.base, "--crosswalk-export", "csv")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        lines = list(csv.reader(io.StringIO(done.stdout)))
        self.assertEqual(lines[0], ["what", "issuer", "old", "new"])
        return [tuple(line) for line in lines[1:]]

    def uids(self):
        """Old UIDs and their new ones; each has one."""
        rows = [(old, new) for what, _, old, new in self.rows() if what == "uid"]
        result = dict(rows)
        self.assertEqual(len(result), len(rows))
        self.assertEqual(len(set(result.values())), len(rows))
        return result

    def check_outputs(self, source, target):
        """Every output is what the crosswalk says; the number of outputs."""
        known = self.uids()
        count = 0
        for path in target.rglob("*.dcm"):
            before = pydicom.dcmread(source / path.relative_to(target))
            after = pydicom.dcmread(path)
            for name in ("SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID",
                         "FrameOfReferenceUID"):
                self.assertEqual(after[name].value, known[before[name].value])
            self.assertEqual(after.file_meta.MediaStorageSOPInstanceUID, after.SOPInstanceUID)
            count += 1
        return count


class Runs(CrosswalkTest):
    def test_two_runs_agree_and_the_database_tells_who_is_who(self):
        self.write(self.source, range(5), PatientID="Canary,1", IssuerOfPatientID="Hospital")
        self.check(run(self.source, self.target, "--crosswalk", self.base), 0, (5, 0, 0))
        self.assertEqual(self.check_outputs(self.source, self.target), 5)
        before = self.rows()
        self.assertIn(("patient", "Hospital", "Canary,1", ""), before)
        self.assertEqual(len(self.uids()), 5 + 3)
        other = self.here / "other"
        self.check(run(self.source, other, "--crosswalk", self.base, "-j", "4"), 0, (5, 0, 0))
        for name in self.names(self.target):
            self.assertEqual((self.target / name).read_bytes(), (other / name).read_bytes())
        self.assertEqual(self.rows(), before)
        third = self.here / "third"
        self.check(run(self.source, third), 0, (5, 0, 0))  # without it nothing agrees
        self.assertNotEqual((self.target / "0000.dcm").read_bytes(),
                            (third / "0000.dcm").read_bytes())

    def test_only_the_owner_may_read_it(self):
        self.write(self.source, range(2))
        run(self.source, self.target, "--crosswalk", self.base)
        self.assertEqual(stat.S_IMODE(self.base.stat().st_mode), 0o600)
        self.assertEqual(self.names(self.base.parent), ["crosswalk.sqlite"])
        self.base.chmod(0o644)
        self.assertIn("chmod 600", self.refused(self.source, self.here / "other", "--crosswalk",
                                                self.base))

    def test_a_single_file_uses_it_too(self):
        self.write(self.source, range(1))
        for name in ("a.dcm", "b.dcm"):
            self.check(run(self.source / "0000.dcm", self.here / name, "--crosswalk", self.base), 0,
                       (1, 0, 0))
        self.assertEqual((self.here / "a.dcm").read_bytes(), (self.here / "b.dcm").read_bytes())

    def test_a_file_that_fails_adds_nothing(self):
        self.write(self.source, range(1))
        done = run(self.source, self.target, "--crosswalk", self.base, "-t", "Modality",
                   "replace_with_value", "longer than a CS may be")
        self.check(done, 1, (0, 0, 1))
        self.assertEqual(self.rows(), [])

    def test_identifiers_and_dates_without_a_key_hold_too(self):
        self.write(self.source, range(3), PatientID="Canary1", AccessionNumber="Canary2",
                   StudyDate="20200301")
        results = set()
        for name in ("a", "b"):
            self.check(run(self.source, self.here / name, "--crosswalk", self.base,
                           "-t", "PatientID", "pseudonymize", "-t", "AccessionNumber",
                           "pseudonymize", "-t", "StudyDate", "shift_date"), 0, (3, 0, 0))
            for path in (self.here / name).iterdir():
                data = pydicom.dcmread(path)
                results.add((data.PatientID, data.AccessionNumber, data.StudyDate))
        self.assertEqual(len(results), 1)
        patient, accession, date = results.pop()
        self.assertNotEqual(date, "20200301")
        rows = self.rows()
        for row in (("identifier", "", "Canary1", patient), ("patient", "", "Canary1", patient),
                    ("identifier", "", "Canary2", accession)):
            self.assertIn(row, rows)
        days = [int(new) for what, _, old, new in rows if (what, old) == ("shift", "Canary1")]
        moved = datetime.strptime(date, "%Y%m%d") - datetime(2020, 3, 1)
        self.assertEqual([moved.days], days)

    def test_names_by_uid_follow_it(self):
        self.write(self.source, range(3))
        for folder in ("a", "b"):
            self.check(run(self.source, self.here / folder, "--crosswalk", self.base,
                           "--output-names", "uid", "--check-references"), 0, (3, 0, 0))
        self.assertEqual(self.names(self.here / "a"), self.names(self.here / "b"))


class Processes(CrosswalkTest):
    def start(self, source, target, *options):
        return subprocess.Popen([PROGRAM, str(source), str(target), "--crosswalk", str(self.base),
                                 "--quiet", *options], stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def test_two_halves_at_the_same_time_agree(self):
        halves = [self.here / "half0", self.here / "half1"]
        for number in range(120):  # of the same study, series and frame of reference
            save(instance(CT, number, SeriesInstanceUID=f"1.2.5.{number % 7}"),
                 halves[number % 2] / f"{number}.dcm")
        outputs = [self.here / "out0", self.here / "out1"]
        running = [self.start(source, target, "-j", "2")
                   for source, target in zip(halves, outputs)]
        for process in running:
            out, err = process.communicate(timeout=120)
            self.assertEqual((process.returncode, err), (0, ""))
            self.assertIn("anonymized 60, skipped 0, failed 0", out)
        for source, target in zip(halves, outputs):
            self.assertEqual(self.check_outputs(source, target), 60)
        self.assertEqual(len(self.uids()), 120 + 7 + 2)

    def test_a_run_that_is_killed_leaves_no_output_without_a_mapping(self):
        self.write(self.source, range(400))
        process = self.start(self.source, self.target, "-j", "2")
        deadline = time.monotonic() + 60
        while len(self.names(self.target) if self.target.exists() else []) < 40:
            self.assertLess(time.monotonic(), deadline)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        self.assertEqual(process.returncode, -signal.SIGKILL)
        self.assertGreaterEqual(self.check_outputs(self.source, self.target), 30)
        first = {name: (self.target / name).read_bytes() for name in self.names(self.target)
                 if name.endswith(".dcm")}
        self.check(run(self.source, self.target, "--crosswalk", self.base), 0, (400, 0, 0))
        for name, content in first.items():
            self.assertEqual((self.target / name).read_bytes(), content)

    def test_a_crosswalk_that_is_locked_is_refused_in_time(self):
        self.write(self.source, range(1))
        run(self.source, self.here / "first", "--crosswalk", self.base)
        other = sqlite3.connect(self.base, isolation_level=None)
        self.addCleanup(other.close)
        other.execute("BEGIN IMMEDIATE")
        begin = time.monotonic()
        message = self.refused(self.source, self.target, "--crosswalk", self.base,
                               "--crosswalk-wait", "2")
        self.assertIn("kept locked by another process", message)
        self.assertTrue(1 < time.monotonic() - begin < 10)

    def test_a_crosswalk_that_is_locked_at_first_is_waited_for(self):
        self.write(self.source, range(3))
        run(self.source, self.here / "first", "--crosswalk", self.base)
        other = sqlite3.connect(self.base, isolation_level=None)
        self.addCleanup(other.close)
        other.execute("BEGIN EXCLUSIVE")
        process = self.start(self.source, self.target)
        time.sleep(12)  # longer than for one file
        other.execute("ROLLBACK")
        out, _ = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0)
        self.assertIn("anonymized 3", out)

    def test_a_lock_that_ends_fails_no_file_that_comes_later(self):
        self.write(self.source, range(30))
        self.check(run(self.source / "0000.dcm", self.here / "first.dcm", "--crosswalk", self.base),
                   0, (1, 0, 0))
        other = sqlite3.connect(self.base, isolation_level=None)
        self.addCleanup(other.close)
        process = self.start(self.source, self.target, "-j", "1", "--crosswalk-wait", "1", "-t",
                             "PatientID", "pseudonymize")
        deadline = time.monotonic() + 30
        while not (self.target.exists() and self.names(self.target)):  # it has begun
            self.assertLess(time.monotonic(), deadline)
        other.execute("BEGIN IMMEDIATE")
        time.sleep(2)
        other.execute("ROLLBACK")
        out, err = process.communicate(timeout=60)
        done = int(out.split()[1].rstrip(","))
        failed = int(out.split()[-1])
        self.assertEqual(done + failed, 30)
        self.assertEqual(self.check_outputs(self.source, self.target), done)
        self.refused(self.source, self.target, "--crosswalk", self.base, "--crosswalk-wait", "x")
        self.refused(self.source, self.target, "--crosswalk-wait", "1")

    def test_many_references_to_few_instances_take_little_memory(self):
        data = instance(CT, 1)
        data.ReferencedImageSequence = Sequence([refers(number % 10) for number in range(50000)])
        save(data, self.source / "a.dcm")
        peaks = []
        for options in ((), ("--crosswalk", self.base)):
            script = ("import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, "
                      "stdout=subprocess.DEVNULL); "
                      "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
            peaks.append(int(subprocess.run(
                ["/usr/bin/python3", "-c", script, PROGRAM, self.source, self.target, *options],
                check=True, stdout=subprocess.PIPE, text=True).stdout))
        self.assertLess(peaks[1], peaks[0] + 8000)  # kB; SQLite takes half of it

    def test_what_it_gives_back_is_checked(self):
        self.write(self.source, range(1))
        run(self.source, self.here / "first", "--crosswalk", self.base)
        content = self.base.read_bytes()
        for change in ("new = '1.2\\1.3'", "new = 'Canary'", "new = '1.2.840.10008.1.2'",
                       "new = ''", "new = '../../x'"):
            self.base.write_bytes(content)
            other = sqlite3.connect(self.base)
            other.execute(f"UPDATE pseudonyms SET {change} WHERE what = 'uid' AND old LIKE '1.2.3%'")
            other.commit()
            other.close()
            done = run(self.source, self.target, "--crosswalk", self.base)
            self.check(done, 1, (0, 0, 1))
            self.assertIn("the crosswalk holds a new UID that is none", done.stderr)

    def test_a_cell_that_a_spreadsheet_would_run_is_a_text(self):
        self.write(self.source, range(1), PatientID="=HYPERLINK(1)", IssuerOfPatientID="@x")
        run(self.source, self.target, "--crosswalk", self.base)
        self.assertIn(("patient", "'@x", "'=HYPERLINK(1)", ""), self.rows())


class Keys(CrosswalkTest):
    def setUp(self):
        super().setUp()
        self.keys = [self.base.parent / name for name in ("a.key", "b.key")]
        for key in self.keys:
            self.assertEqual(run("--new-key", key).returncode, 0)
        self.write(self.source, range(3))

    # The same rules with a key and without: what a key does by itself is the matter of test_keyed.
    RULES = ("-t", "PatientID", "pseudonymize", "-t", "PatientName", "pseudonymize")

    def use(self, name, *options):
        self.check(run(self.source, self.here / name, "--crosswalk", self.base, *self.RULES,
                       *options), 0, (3, 0, 0))
        return [(self.here / name / one).read_bytes() for one in self.names(self.here / name)]

    def test_what_a_key_made_is_used_without_it(self):
        by_key = self.use("a", "--key-file", self.keys[0], "--scope", "trial")
        self.check(run(self.source, self.here / "b", *self.RULES, "--key-file", self.keys[0],
                       "--scope", "trial"), 0, (3, 0, 0))
        self.assertEqual(by_key, [(self.here / "b" / one).read_bytes()
                                  for one in self.names(self.here / "b")])
        self.assertEqual(by_key, self.use("c", "--scope", "trial"))

    def test_another_key_or_scope_is_refused(self):
        self.use("a", "--key-file", self.keys[0], "--scope", "trial")
        content = self.base.read_bytes()
        for key, scope, reason in ((self.keys[1], "trial", "another key"),
                                   (self.keys[0], "other", "another scope")):
            self.assertIn(reason, self.refused(self.source, self.target, "--crosswalk", self.base,
                                               "--key-file", key, "--scope", scope))
        self.assertIn("another scope",
                      self.refused(self.source, self.target, "--crosswalk", self.base))
        self.assertEqual(self.base.read_bytes(), content)
        for secret in (key.read_bytes() for key in self.keys):
            self.assertNotIn(secret, content)
            self.assertNotIn(secret.hex().encode(), content)

    def test_what_was_made_without_a_key_holds_with_one(self):
        before = self.use("a")
        self.assertEqual(before, self.use("b", "--key-file", self.keys[0]))
        self.assertIn("another key", self.refused(self.source, self.target, "--crosswalk",
                                                  self.base, "--key-file", self.keys[1]))


class Refusals(CrosswalkTest):
    def test_what_is_no_crosswalk(self):
        self.write(self.source, range(1))
        for content in (b"no database", b"x" * 5000):
            self.base.write_bytes(content)
            self.base.chmod(0o600)
            for arguments in ((self.source, self.target), ("--crosswalk-export", "csv")):
                self.assertIn("it is no database",
                              self.refused(*arguments, "--crosswalk", self.base))
            self.assertEqual(self.base.read_bytes(), content)
        self.base.unlink()
        other = sqlite3.connect(self.base)
        other.execute("CREATE TABLE canaries(name)")
        other.close()
        self.base.chmod(0o600)
        self.assertIn("a database of something else",
                      self.refused(self.source, self.target, "--crosswalk", self.base))
        self.assertIn("cannot make the crosswalk",
                      self.refused(self.source, self.target, "--crosswalk", self.here / "no" / "c"))

    def test_of_another_scope_or_format(self):
        self.write(self.source, range(1))
        run(self.source, self.here / "first", "--crosswalk", self.base)
        for change, reason in (("UPDATE owner SET value = 'other' WHERE name = 'scope'", "scope"),
                               ("PRAGMA user_version = 99", "format")):
            other = sqlite3.connect(self.base)
            other.execute(change)
            other.commit()
            other.close()
            self.assertIn(f"of another {reason}" if reason == "scope" else "another format",
                          self.refused(self.source, self.target, "--crosswalk", self.base))

    def test_where_it_would_be_given_away_or_read(self):
        self.write(self.source, range(1))
        self.target.mkdir()
        for folder, name in ((self.target, "OUTPUT"), (self.source, "INPUT")):
            self.assertIn(f"it must not be in {name}",
                          self.refused(self.source, self.target, "--crosswalk", folder / "c.sqlite"))
        # By any way that leads there, and for a file too.
        link = self.here / "link"
        link.symlink_to(self.target)
        relative = os.path.relpath(self.target / "c.sqlite")
        for secret in (link / "c.sqlite", relative, self.source / ".." / "out" / "c.sqlite"):
            for source in (self.source, self.source / "0000.dcm"):
                for target in (self.target, link, os.path.relpath(self.target)):
                    self.assertIn("it must not be in OUTPUT",
                                  self.refused(source, target, "--crosswalk", secret))
            self.assertIn("it must not be in the folder of OUTPUT",
                          self.refused(self.source / "0000.dcm", self.target / "a.dcm",
                                       "--crosswalk", secret))
        # A link that stands there, and one that leads there.
        outside = self.here / "outside.sqlite"
        (self.target / "to.sqlite").symlink_to(outside)
        self.assertIn("it must not be in OUTPUT", self.refused(
            self.source, self.target, "--crosswalk", self.target / "to.sqlite"))
        (self.here / "key").write_bytes(bytes(range(32)))
        (self.here / "key").chmod(0o600)
        os.link(self.here / "key", self.target / "same.dcm")
        self.assertIn("it must not be in OUTPUT", self.refused(
            self.source / "0000.dcm", self.target / "same.dcm", "--key-file", self.here / "key"))
        new = self.here / "new"
        self.assertIn("it must not be in OUTPUT",
                      self.refused(self.source, new, "--crosswalk", new))
        self.assertIn("it must not be in OUTPUT",
                      self.refused(self.source / "0000.dcm", new, "--crosswalk", new))

    def test_wrong_usage(self):
        self.assertIn("write csv", self.refused("--crosswalk", self.base, "--crosswalk-export", "x"))
        self.assertIn("say which", self.refused("--crosswalk-export", "csv"))
        self.assertIn("cannot open the crosswalk",
                      self.refused("--crosswalk", self.base, "--crosswalk-export", "csv"))

    def test_the_help_says_what_it_is(self):
        text = " ".join(run("--help").stdout.split())
        self.assertIn("It re-identifies every patient in it", text)


if __name__ == "__main__":
    unittest.main()
