# SPDX-License-Identifier: BSD-3-Clause
"""--key-file: pseudonyms that agree across processes; Python's hmac and pydicom judge."""
import datetime
import hashlib
import hmac
import os
import stat
import subprocess
import unittest

import pydicom
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from test_output import CT, instance, study, uids_of
from test_program import IMPLICIT, PROGRAM, ProgramTest, image, run, save

KEY = bytes(range(32))
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def mac(key, message):
    return hmac.new(key, message, hashlib.sha256).digest()


def sub_key(purpose, scope="", key=KEY):
    return mac(key, f"dicom_anonymizer:1:{purpose}:{scope}".encode())


def keyed_uid(old, scope="", key=KEY):
    """RFC 9562, version 8."""
    bits = int.from_bytes(mac(sub_key("uid", scope, key), old.encode())[:16], "big")
    bits = bits & ~(0xF << 76) | 8 << 76
    bits = bits & ~(0x3 << 62) | 0x2 << 62
    return f"2.25.{bits}"


def keyed_identifier(old, scope="", length=16, alphabet=ALPHABET, prefix=""):
    number = int.from_bytes(mac(sub_key("identifier", scope), old.encode()), "big")
    text = ""
    for _ in range(length):
        number, digit = divmod(number, len(alphabet))
        text = alphabet[digit] + text
    return prefix + text


def keyed_shift(identity, scope="", least=1, most=3650):
    """Days and seconds to go forward."""
    digest = mac(sub_key("date", scope), identity)
    days = [day for day in range(least, most + 1) if day != 0]
    return (-days[int.from_bytes(digest[:8], "big") % len(days)],
            int.from_bytes(digest[8:16], "big") % 86400)


def moved(date, days):
    return (datetime.datetime.strptime(date, "%Y%m%d") + datetime.timedelta(days)).strftime("%Y%m%d")


class KeyedTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.key = self.write_key("key", KEY)

    def write_key(self, name, content, mode=0o600):
        path = self.here / name
        path.write_bytes(content)
        path.chmod(mode)
        return path


class KeyFiles(KeyedTest):
    def test_a_new_key_is_for_its_owner_alone_and_never_written_over_another(self):
        for name in ("new", "other"):
            done = run("--new-key", self.here / name)
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
            self.assertEqual(stat.S_IMODE((self.here / name).stat().st_mode), 0o600)
            self.assertEqual(len((self.here / name).read_bytes()), 32)
        before = (self.here / "new").read_bytes()
        self.assertNotEqual(before, (self.here / "other").read_bytes())
        self.refused("--new-key", self.here / "new")
        self.assertEqual((self.here / "new").read_bytes(), before)
        self.refused("--new-key", self.here / "missing" / "key")
        self.refused("--new-key", "")
        self.refused("--new-key", self.here / "x", self.source, self.target)

    def test_a_key_that_cannot_be_used_is_refused_before_any_file_is_touched(self):
        save(image(), self.source / "a.dcm")
        for name, content, mode, words in (
                ("open", KEY, 0o644, "others may read"),
                ("group", KEY, 0o640, "others may read"),
                ("short", KEY[:31], 0o600, "32 bytes"),
                ("empty", b"", 0o600, "32 bytes"),
                ("long", KEY * 40, 0o600, "1024 bytes"),
                ("flat", b"k" * 32, 0o600, "the same")):
            with self.subTest(name):
                message = self.refused(self.source, self.target, "--key-file",
                                       self.write_key(name, content, mode))
                self.assertIn(words, message)
                self.assertIn(name, message)
        self.assertIn("No such file", self.refused(self.source, self.target, "--key-file",
                                                   self.here / "missing"))
        self.refused(self.source, self.target, "--key-file", self.here)
        self.refused(self.source, self.target, "--key-file", "")
        os.mkfifo(self.here / "pipe", 0o600)
        self.refused(self.source, self.target, "--key-file", self.here / "pipe")

    def test_a_key_is_neither_given_away_nor_an_input(self):
        save(image(), self.source / "a.dcm")
        inside = self.source / "key"
        inside.write_bytes(KEY)
        inside.chmod(0o600)
        self.assertIn("INPUT", self.refused(self.source, self.target, "--key-file", inside))
        self.target.mkdir()
        inside.rename(self.target / "key")
        self.assertIn("OUTPUT",
                      self.refused(self.source, self.target, "--key-file", self.target / "key"))

    def test_what_needs_a_key_is_refused_without_one(self):
        save(image(), self.source / "a.dcm")
        rules = self.write_rules({"PatientID": "pseudonymize"})
        for options in (("--option", "retain-modified-dates"), ("-t", "StudyDate", "shift_date"),
                        ("-t", "PatientID", "pseudonymize"), ("--dictionary", rules),
                        ("-t", "PatientID", "pseudonymize_as", "8", "0123456789", ""),
                        ("--scope", "trial"), ("--date-shift-days", "1:2"),
                        ("--date-shift-seconds",)):
            with self.subTest(options):
                self.assertIn("--key-file", self.refused(self.source, self.target, *options))

    def test_wrong_options_are_refused(self):
        save(image(), self.source / "a.dcm")
        for days in ("", "1", "1:", ":1", "a:b", "2:1", "0:0", "1:2:3", "1:1000001", "1:9999999999",
                     "1.5:2", " 1:2"):
            with self.subTest(days):
                self.assertIn("--date-shift-days",
                              self.refused(self.source, self.target, "--key-file", self.key,
                                           f"--date-shift-days={days}"))
        for form in (("0", "01", ""), ("65", "01", ""), ("8", "0", ""), ("8", "00", ""),
                     ("x", "01", ""), ("8", "01", "a^b"), ("-1", "01", "")):
            with self.subTest(form):
                self.refused(self.source, self.target, "--key-file", self.key, "-t", "PatientID",
                             "pseudonymize_as", *form)


class Pseudonyms(KeyedTest):
    def test_uids_follow_from_the_key_and_the_scope(self):
        save(image(), self.source / "a.dcm")
        for scope in ("", "trial", "Proj\u00e9t 1:2"):
            options = ("--key-file", self.key) + (("--scope", scope) if scope else ())
            with self.subTest(scope):
                result = self.anonymized(*options)
                self.assertEqual(result.SOPInstanceUID, keyed_uid("1.2.3.1", scope))
                self.assertEqual(result.StudyInstanceUID, keyed_uid("1.2.3", scope))
                self.assertEqual(result.file_meta.MediaStorageSOPInstanceUID,
                                 result.SOPInstanceUID)
                self.assertEqual(result.ReferencedImageSequence[0].ReferencedSOPInstanceUID,
                                 result.SOPInstanceUID)

    def test_identifiers_follow_from_the_key(self):
        data = image(syntax=IMPLICIT)
        data.PatientID = " CanaryId"
        result = self.anonymized("--key-file", self.key, "-t", "PatientID", "pseudonymize",
                                 "-t", "PatientName", "pseudonymize", "-t", "AccessionNumber",
                                 "pseudonymize_as", "10", "0123456789", "ACC", data=data)
        self.assertEqual(result.PatientID, keyed_identifier("CanaryId"))
        self.assertEqual(str(result.PatientName), keyed_identifier("Canary^Yellow"))
        self.assertEqual(result.AccessionNumber,
                         keyed_identifier("CanaryNumber", "", 10, "0123456789", "ACC"))
        self.assertEqual(str(result.ReferencedImageSequence[0].PatientName),
                         keyed_identifier("Canary^Nested"))

    def test_patients_stay_apart_by_default(self):
        for table in ((), ("--edition", "2026d"), ("--conditional", "by-iod")):
            with self.subTest(table=table):
                result = self.anonymized("--key-file", self.key, *table)
                self.assertEqual(result.PatientID, keyed_identifier("CanaryId"))
                self.assertEqual(str(result.PatientName), keyed_identifier("CanaryId"))
                for item in result.get("ReferencedImageSequence", []):  # by-iod takes it
                    self.assertEqual(str(item.PatientName), keyed_identifier("CanaryId"))
                self.assertEqual(result.PatientIdentityRemoved, "YES")
                self.assertEqual(result.DeidentificationMethodCodeSequence[0].CodeValue, "113100")
        result = self.anonymized("--key-file", self.key, "--constant-identifiers")
        self.assertEqual((result.PatientID, str(result.PatientName)), ("", ""))
        result = self.anonymized("--key-file", self.key, "-t", "PatientID", "empty")
        self.assertEqual(result.PatientID, "")
        self.assertIn("--key-file", self.refused(self.source, self.target,
                                                 "--constant-identifiers"))
        self.assertIn("patient_pseudonym", run("--explain", "PatientName", "--key-file",
                                               self.key).stdout)

    def test_a_patient_without_an_id_has_none_afterwards(self):
        for value in ("", None):
            data = image()
            if value is None:
                del data.PatientID
            else:
                data.PatientID = value
            result = self.anonymized("--key-file", self.key, data=data)
            self.assertEqual((result.get("PatientID", ""), str(result.PatientName)), ("", ""))

    def test_the_run_says_how_many_patient_ids_are_one_now(self):
        for number in range(6):
            data = image(f"1.2.3.{number}")
            data.PatientID = f"Canary{number % 3}"
            save(data, self.source / f"{number}.dcm")
        words = "3 Patient IDs are one now; "
        constant = ("--key-file", self.key, "--constant-identifiers")
        for options, advice in (((), "--key-file FILE gives each"),
                                (("--edition", "2026d"), "--key-file FILE gives each"),
                                (constant, "without --constant-identifiers --key-file gives each"),
                                (("--key-file", self.key), None),
                                (("-t", "PatientID", "keep"), None)):
            with self.subTest(options=options):
                done = run(self.source, self.target, *options)
                self.check(done, 0, (6, 0, 0))
                self.assertEqual(done.stderr.count(words), int(advice is not None), done.stderr)
                self.assertIn(words + (advice or ""), done.stderr + (words if not advice else ""))
        one = run(self.source / "0.dcm", self.here / "one.dcm")
        self.assertNotIn("are one now", one.stderr)

    def test_one_patient_id_of_two_issuers_is_one_pseudonym(self):
        """As docs/limitations.md says; and one ID in two character sets is one as well."""
        for number, (characters, issuer) in enumerate((("ISO_IR 100", "A"), ("ISO_IR 192", "B"))):
            data = image(f"1.2.3.{number}")
            data.SpecificCharacterSet = characters
            data.PatientID, data.IssuerOfPatientID = "M\xfcller1", issuer
            save(data, self.source / f"{number}.dcm")
        done = run(self.source, self.target)
        self.check(done, 0, (2, 0, 0))
        self.assertNotIn("are one now", done.stderr)
        self.check(run(self.source, self.target, "--key-file", self.key), 0, (2, 0, 0))
        given = {str(pydicom.dcmread(self.target / f"{number}.dcm")[word].value)
                 for number in range(2) for word in ("PatientID", "PatientName")}
        self.assertEqual(given, {keyed_identifier("M\xfcller1")})

    def test_a_dictionary_may_name_them(self):
        rules = self.write_rules({
            "PatientID": {"action": "pseudonymize_as", "length": 6, "alphabet": "",
                          "prefix": "S-"},
            "StudyDate": "shift_date"})
        result = self.anonymized("--key-file", self.key, "--dictionary", rules)
        self.assertEqual(result.PatientID, keyed_identifier("CanaryId", "", 6, ALPHABET, "S-"))
        self.assertEqual(result.StudyDate, moved("19990701", keyed_shift(b"P\0CanaryId")[0]))


class Dates(KeyedTest):
    def dated(self):
        data = image()
        data.IssuerOfPatientID = "Canary clinic"
        data.StudyTime = "233000"
        data.SeriesDate = "19990702"
        data.SeriesTime = "01"
        data.AcquisitionDateTime = "19990701233000.25+0200"
        data.PatientAge = "029Y"
        data.ReferencedImageSequence[0].StudyDate = "19981231"
        return data

    def test_modified_dates_move_by_as_much_and_are_marked(self):
        result = self.anonymized("--key-file", self.key, "--edition", "2026d", "--option",
                                 "retain-modified-dates", "--option",
                                 "retain-patient-characteristics", data=self.dated())
        days, _ = keyed_shift(b"P\0CanaryId")
        self.assertEqual(result.StudyDate, moved("19990701", days))
        self.assertEqual(result.StudyTime, "233000")
        self.assertEqual(result.SeriesDate, moved("19990702", days))
        self.assertEqual(result.SeriesTime, "01")
        self.assertEqual(result.AcquisitionDateTime, moved("19990701", days) + "233000.25+0200")
        self.assertEqual(result.ReferencedImageSequence[0].StudyDate, moved("19981231", days))
        # The birth date has no cell in that column, the age is kept by the other option.
        self.assertEqual(result.PatientBirthDate, "")
        self.assertEqual(result.PatientAge, "029Y")
        self.assertEqual(result.LongitudinalTemporalInformationModified, "MODIFIED")
        self.assertIn("113107", [one.CodeValue for one in
                                 result.DeidentificationMethodCodeSequence])
        self.assertNotIn("1999", result.StudyDate + result.SeriesDate)

    def test_ages_stay_true_where_the_birth_date_moves_as_well(self):
        result = self.anonymized("--key-file", self.key, "--option", "retain-modified-dates", "-t",
                                 "PatientBirthDate", "shift_date", "-t", "PatientAge", "keep",
                                 data=self.dated())
        days, _ = keyed_shift(b"P\0CanaryId")
        self.assertEqual(result.PatientBirthDate, moved("19700102", days))
        birth, study_day = (datetime.datetime.strptime(one, "%Y%m%d")
                            for one in (result.PatientBirthDate, result.StudyDate))
        self.assertEqual(result.PatientAge, "029Y")
        self.assertEqual((study_day - birth).days,
                         (datetime.date(1999, 7, 1) - datetime.date(1970, 1, 2)).days)

    def test_seconds_move_over_midnight(self):
        result = self.anonymized("--key-file", self.key, "--option", "retain-modified-dates",
                                 "--date-shift-days=-30:-20", "--date-shift-seconds",
                                 data=self.dated())
        days, seconds = keyed_shift(b"P\0CanaryId", "", -30, -20)
        self.assertTrue(20 <= days <= 30)

        def expected(text, form="%Y%m%d%H%M%S"):
            moment = datetime.datetime.strptime(text, "%Y%m%d%H%M%S")
            return (moment + datetime.timedelta(days, seconds)).strftime(form)
        self.assertEqual(result.StudyDate + result.StudyTime, expected("19990701233000"))
        self.assertEqual(result.SeriesDate + result.SeriesTime,
                         expected("19990702010000", "%Y%m%d%H"))
        self.assertEqual(result.AcquisitionDateTime, expected("19990701233000") + ".25+0200")
        # No time belongs to it.
        self.assertEqual(result.ReferencedImageSequence[0].StudyDate, moved("19981231", days))

    def test_a_patient_is_a_patient_id_and_one_of_each_issuer_only_if_asked(self):
        for name, issuer in (("a", None), ("b", "Canary clinic"), ("c", "Canary hospital")):
            data = self.dated()
            del data.IssuerOfPatientID
            if issuer:
                data.IssuerOfPatientID = issuer
            save(data, self.source / f"{name}.dcm")
        alone, clinic, hospital = (moved("19990701", keyed_shift(b"P\0CanaryId" + one)[0])
                                   for one in (b"", b"\0Canary clinic", b"\0Canary hospital"))
        self.assertEqual(len({alone, clinic, hospital}), 3)
        for option, wanted in ((None, [alone] * 3),
                               ("--separate-issuers", [alone, clinic, hospital])):
            for source in ("--key-file", "--crosswalk"):
                with self.subTest(option=option, source=source):
                    target = self.here / f"{option}{source}"
                    base = self.here / f"c{option}"
                    options = ["--key-file", self.key] if source == "--key-file" else \
                        ["--crosswalk", base]
                    options += [option] if option else []
                    self.check(run(self.source, target, *options, "--option",
                                   "retain-modified-dates"), 0, (3, 0, 0))
                    dates = [pydicom.dcmread(target / f"{name}.dcm").StudyDate for name in "abc"]
                    if source == "--key-file":
                        self.assertEqual(dates, wanted)
                    else:
                        self.assertEqual(len(set(dates)) == 1, option is None)
                        self.refused(self.source, target, *([] if option else
                                     ["--separate-issuers"]), "--crosswalk", base, "--option",
                                     "retain-modified-dates")
        self.assertIn("--key-file", self.refused(self.source, self.target, "--separate-issuers"))
        for options, words in (((), False), (("--separate-issuers",), True)):
            text = run("--conformance-statement", "--key-file", self.key, "--option",
                       "retain-modified-dates", *options).stdout
            self.assertEqual("with its Issuer" in text, words)

    def test_what_cannot_be_read_is_emptied_and_reported(self):
        data = self.dated()
        data.StudyTime = "25"
        with pydicom.config.disable_value_validation():
            data.add_new(0x00080021, "DA", "Canary day")
            save(data, self.source / "a.dcm")
        done = run(self.source, self.target, "--key-file", self.key, "--option",
                   "retain-modified-dates")
        self.check(done, 0, (1, 0, 0))
        self.assertIn("2 dates or times could not be read", done.stderr)
        self.assertIn("(in 1 files; --verbose names them)", done.stderr)
        save(self.dated(), self.source / "b.dcm")
        for source, target in ((self.source, self.target),
                               (self.source / "a.dcm", self.here / "a.dcm")):
            done = run(source, target, "--key-file", self.key, "--verbose", "--option",
                       "retain-modified-dates")
            self.assertEqual([line for line in done.stderr.splitlines() if line.startswith("dates")],
                             [f"dates: {self.source / 'a.dcm'}: 2 could not be read and are empty "
                              "now: (0008,0021), (0008,0030)"])
        result = pydicom.dcmread(self.target / "a.dcm")
        self.assertEqual((result.SeriesDate, result.StudyTime), ("", ""))

    def test_uids_that_stay_and_look_dated_are_warned_of(self):
        data = self.dated()
        data.SOPInstanceUID = data.file_meta.MediaStorageSOPInstanceUID = "1.2.3.19990701.7"
        save(data, self.source / "a.dcm")
        moved = ("--key-file", self.key, "--option", "retain-modified-dates")
        done = run(self.source, self.target, *moved, "--option", "retain-uids")
        self.check(done, 0, (1, 0, 0))
        self.assertIn("warning: 1 UIDs that stay hold what looks like a date", done.stderr)
        self.assertNotIn("19990701", done.stderr)
        self.assertEqual(pydicom.dcmread(self.target / "a.dcm").SOPInstanceUID, "1.2.3.19990701.7")
        for options in (moved, ("--option", "retain-uids"),
                        ("--option", "retain-uids", "--option", "retain-full-dates")):
            with self.subTest(options):
                self.assertNotIn("looks like", run(self.source, self.target, *options).stderr)

    def test_the_statement_says_how_dates_move(self):
        text = run("--conformance-statement", "--key-file", self.key, "--option",
                   "retain-modified-dates", "--date-shift-days", "5:9").stdout
        self.assertIn("## Dates", text)
        self.assertIn("from 5 to 9 back", text)
        self.assertIn("| 113107 | Y |", text)
        self.assertIn("| MODIFIED |", text)
        self.assertIn("All runs with one key and scope agree", text)


class ManyProcesses(KeyedTest):
    OPTIONS = ("--edition", "2026d", "--option", "retain-modified-dates", "-t", "PatientID",
               "pseudonymize", "-t", "AccessionNumber", "pseudonymize", "--date-shift-seconds")

    def write(self):
        """A study of objects that refer to each other, in two halves, and other patients."""
        for number, data in study().items():
            data.PatientID = "CanaryId"
            data.StudyDate, data.StudyTime = "20080229", "2359"
            data.AccessionNumber = "Canary1"
            half = "first" if number < 20 else "second"
            save(data, self.source / half / f"{number}.dcm")
        for number in range(40):
            data = instance(CT, 100 + number)
            data.PatientID = f"Canary{number % 7}"
            data.ContentDate = f"20{number:02}0301"
            save(data, self.source / ("first" if number % 2 else "second") / f"o{number}.dcm")

    def contents(self, folder):
        return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*.dcm")}

    def test_two_processes_over_two_halves_equal_one_over_the_whole(self):
        self.write()
        options = ("--key-file", self.key, *self.OPTIONS)
        self.check(run(self.source, self.here / "whole", "-j", "1", *options), 0, (49, 0, 0))
        both = [subprocess.Popen([PROGRAM, self.source / half, self.here / "halves" / half,
                                  "-j", "2", *options], stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE) for half in ("first", "second")]
        for one in both:
            one.communicate(timeout=60)
            self.assertEqual(one.returncode, 0)
        whole = self.contents(self.here / "whole")
        self.assertEqual(len(whole), 49)
        self.assertEqual(whole, self.contents(self.here / "halves"))

    def test_another_key_or_scope_changes_every_uid_identifier_and_shift(self):
        self.write()
        other = self.write_key("other", bytes(range(1, 33)))
        # So wide that no two patients share a shift.
        wide = ("--date-shift-days", "1:700000")
        runs = {"one": ("--key-file", self.key), "again": ("--key-file", self.key),
                "other": ("--key-file", other), "scoped": ("--key-file", self.key, "--scope", "x")}
        results = {}
        for name, options in runs.items():
            target = self.here / "out" / name
            self.check(run(self.source, target, *options, *self.OPTIONS, *wide), 0, (49, 0, 0))
            results[name] = {str(path.relative_to(target)): pydicom.dcmread(path)
                             for path in target.rglob("*.dcm")}
        for file, one in results["one"].items():
            before = pydicom.dcmread(self.source / file)
            old = dict(uids_of(before))
            self.assertEqual(one, results["again"][file])
            for name in ("other", "scoped"):
                two = results[name][file]
                ours, theirs = dict(uids_of(one)), dict(uids_of(two))
                self.assertTrue(set(old) <= set(ours))
                self.assertEqual(set(ours), set(theirs))
                for place in old:
                    self.assertNotEqual(ours[place], theirs[place])
                    self.assertNotEqual(ours[place], old[place])
                self.assertNotEqual(one.PatientID, two.PatientID)
                for date in ("StudyDate", "ContentDate"):
                    if before.get(date):
                        self.assertNotEqual(one.get(date), two.get(date))
        self.assertEqual(len({one.PatientID for one in results["one"].values()}), 8)

    def test_threads_give_what_one_gives(self):
        self.write()
        options = ("--key-file", self.key, *self.OPTIONS)
        for jobs in ("1", "8"):
            self.check(run(self.source, self.here / jobs, "-j", jobs, *options), 0, (49, 0, 0))
        self.assertEqual(self.contents(self.here / "1"), self.contents(self.here / "8"))


if __name__ == "__main__":
    unittest.main()
