# SPDX-License-Identifier: BSD-3-Clause
"""--safe-words, --list-safe-words, --clean-words and --review; pydicom judges what is left."""
import os
import stat
import unittest

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from test_program import ProgramTest, image, run, save

CLEAN = ("--option", "clean-descriptors", "--edition", "2026d")


def described(**texts):
    """An image of one patient, with descriptions."""
    data = image()
    data.PatientName = "Zyxwvu^Qorst"
    for keyword, text in texts.items():
        setattr(data, keyword, text)
    return data


class Words(ProgramTest):
    def cleaned(self, data, *options):
        save(data, self.source / "a.dcm")
        return self.anonymized(*CLEAN, *options, data=data)

    def test_words_of_a_site_stay(self):
        site = self.here / "site.txt"
        site.write_text("# our words\nblorptron\n!thorax\n=Kwyjibo protocol 3\n", encoding="utf-8")
        data = described(StudyDescription="chest thorax blorptron", SeriesDescription="Kwyjibo")
        without = self.cleaned(data)
        self.assertEqual(without.StudyDescription, "chest thorax")
        self.assertNotIn("SeriesDescription", without)
        result = self.cleaned(data, "--safe-words", site)
        self.assertEqual(result.StudyDescription, "chest blorptron")
        self.assertNotIn("SeriesDescription", result)  # a phrase is kept as a whole
        self.assertNotEqual(without.DeidentificationMethod, result.DeidentificationMethod)
        listed = run("--list-safe-words", "--safe-words", site).stdout
        words = {line.split("\t")[0] for line in listed.splitlines()}
        self.assertIn("blorptron", words)
        self.assertIn("chest", words)
        self.assertNotIn("thorax", words)
        self.assertIn("thorax", {line.split("\t")[0]
                                 for line in run("--list-safe-words").stdout.splitlines()})

    def test_the_data_set_goes_before_the_words_of_a_site(self):
        site = self.here / "site.txt"
        site.write_text("Zyxwvu\n", encoding="utf-8")
        result = self.cleaned(described(StudyDescription="chest Zyxwvu"), "--safe-words", site)
        self.assertEqual(result.StudyDescription, "chest")

    def test_a_bad_file_is_told_by_its_name_and_not_by_a_word(self):
        site = self.here / "site.txt"
        site.write_text("fine\n4711 0815\n", encoding="utf-8")
        save(image(), self.source / "a.dcm")
        for name in (site, self.here / "missing.txt", self.here):
            done = run(self.source, self.target, *CLEAN, "--safe-words", name)
            self.assertEqual(done.returncode, 2)
            self.assertIn(f"--safe-words '{name}'", done.stderr)
            self.assertNotIn("4711", done.stderr)
            self.assertFalse(self.target.exists())

    def test_what_options_retain_stays_in_texts(self):
        """PS3.15 sections E.3.5 to E.3.11: an option goes before the profile, in texts as well."""
        key = self.here / "key"
        self.assertEqual(run("--new-key", key).returncode, 0)
        moved = ("--option", "retain-modified-dates", "--key-file", key)
        patient = ("--option", "retain-patient-characteristics")
        institution = ("--option", "retain-institution-identity")
        device = ("--option", "retain-device-identity")
        names = {"InstitutionName": "Frobnik Hospital", "StationName": "ROOMXY",
                 "Manufacturer": "Blorptronco"}
        for text, options, expected in (
                ("chest 12.03.2019", (), "chest"),
                ("chest 12.03.2019", ("--option", "retain-full-dates"), "chest 12.03.2019"),
                ("chest 12.03.2019", moved, "chest"),
                ("chest male 45 years", (), "chest"),
                ("chest male 45 years", patient, "chest male 45 years"),
                ("chest 93 years", patient, "chest"),
                ("chest Frobnik hospital", (), "chest"),
                ("chest Frobnik hospital", institution, "chest Frobnik hospital"),
                ("chest Blorptronco", (), "chest Blorptronco"),  # which its attribute says anyway
                ("chest ROOMXY", (), "chest"),
                ("chest ROOMXY", device, "chest ROOMXY"),
                ("chest Zyxwvu", (*patient, *institution, *device), "chest")):
            with self.subTest(text=text, options=options):
                result = self.cleaned(described(StudyDescription=text, **names), *options)
                self.assertEqual(result.StudyDescription, expected)

    def test_strict_words_are_no_names(self):
        data = described(StudyDescription="chest long")
        self.assertEqual(self.cleaned(data).StudyDescription, "chest long")
        result = self.cleaned(data, "--clean-words", "strict")
        self.assertEqual(result.StudyDescription, "chest")
        self.assertIn("strict", str(result.DeidentificationMethod))

    def test_a_review_tells_the_unknown_words_and_where_they_stood(self):
        first = described(StudyDescription="chest blorptron", SeriesDescription="blorptron frobnix")
        inner = Dataset()
        inner.StudyDescription = "blorptron"
        first.ReferencedImageSequence = Sequence([inner])
        save(first, self.source / "a.dcm")
        save(described(StudyDescription="frobnix chest Zyxwvu"), self.source / "b.dcm")
        review = self.here / "review.tsv"
        old = os.umask(0)
        try:
            done = run(self.source, self.target, *CLEAN, "--option", "retain-uids", "--review",
                       review)
        finally:
            os.umask(old)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(stat.S_IMODE(review.stat().st_mode), 0o600)
        lines = [line for line in review.read_text(encoding="utf-8").splitlines()
                 if not line.startswith("#")]
        words = [line.split("\t") for line in lines]
        self.assertEqual([row for row in words if row[1] in ("blorptron", "frobnix")],
                         [["2", "blorptron", "StudyDescription"],
                          ["1", "blorptron", "SeriesDescription"],
                          ["1", "frobnix", "StudyDescription"],
                          ["1", "frobnix", "SeriesDescription"]])
        self.assertNotIn("chest", {row[1] for row in words})
        self.assertNotIn("zyxwvu", {row[1].lower() for row in words})  # known, and no question
        for text in (done.stdout, done.stderr):
            self.assertNotIn("blorptron", text)
        # What a person moves to the file of the site stays then.
        site = self.here / "site.txt"
        site.write_text("".join(f"{row[1]}\n" for row in words), encoding="utf-8")
        result = self.cleaned(described(StudyDescription="chest blorptron"), "--safe-words", site)
        self.assertEqual(result.StudyDescription, "chest blorptron")

    def test_a_review_is_the_same_however_many_threads_there_are(self):
        for number in range(20):
            save(described(StudyDescription=f"blorp{'abcdefghij'[number % 10]} chest"),
                 self.source / f"{number}.dcm")
        made = []
        for jobs in (1, 4):
            review = self.here / f"review{jobs}.tsv"
            run(self.source, self.here / f"out{jobs}", *CLEAN, "-j", jobs, "--review", review)
            made.append(review.read_bytes())
        self.assertEqual(made[0], made[1])
        self.assertIn(b"2\tblorpa\tStudyDescription\n", made[0])

    def test_a_review_stands_apart_and_over_nothing(self):
        save(image(), self.source / "a.dcm")
        self.target.mkdir()
        kept = self.here / "kept.txt"
        kept.write_text("chest\n", encoding="utf-8")
        for review in (self.target / "review.tsv", self.source / "review.tsv", kept,
                       self.here / "no" / "folder"):
            done = run(self.source, self.target, *CLEAN, "--review", review)
            self.assertEqual(done.returncode, 2)
            self.assertIn(f"--review '{review}'", done.stderr)
            self.assertEqual(list(self.target.iterdir()), [])
        done = run(self.source, self.target, *CLEAN, "--review", "/dev/stdout")  # a pipe
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("--review '/dev/stdout': ", done.stderr)
        self.assertEqual(kept.read_text(encoding="utf-8"), "chest\n")
        self.assertFalse((self.source / "review.tsv").exists())

    def test_a_review_is_no_pipe_and_no_link_to_nowhere(self):
        save(image(), self.source / "a.dcm")
        loop = self.here / "loop"
        loop.symlink_to(loop)
        for review in ("/dev/stdout", "/dev/fd/2", loop):
            done = run(self.source, self.target, *CLEAN, "--review", review)
            self.assertEqual(done.returncode, 2, review)
            self.assertIn(f"--review '{review}'", done.stderr)
            self.assertEqual(done.stdout, "")
            self.assertFalse(self.target.exists())


if __name__ == "__main__":
    unittest.main()
