# SPDX-License-Identifier: BSD-3-Clause
"""The commands of docs/how_to.md run as they are written, on a made-up study."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = pathlib.Path(os.environ["DICOM_ANONYMIZER_PROGRAM"]).resolve()

sys.path.insert(0, str(ROOT / "tests" / "cli"))
import test_output  # noqa: E402
from test_program import save  # noqa: E402


def sections():
    """The title of each section of the page and its commands."""
    text = (ROOT / "docs" / "how_to.md").read_text(encoding="utf-8")
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        title, _, body = part.partition("\n")
        commands = re.findall(r"^```sh\n(.*?)^```$", body, re.MULTILINE | re.DOTALL)
        if commands:
            yield title, "".join(commands)


SECTIONS = dict(sections())


class Commands(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.here = pathlib.Path(folder.name)
        (self.here / "bin").mkdir()
        (self.here / "bin" / "dicom-anonymizer").symlink_to(PROGRAM)
        for name in ("IN", "LATER"):
            for number, data in test_output.study().items():
                save(data, self.here / name / f"{number}.dcm")

    def run_section(self, title):
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", SECTIONS[title]], cwd=self.here,
                              env={**os.environ, "PATH": f"{self.here}/bin:{os.environ['PATH']}"},
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def files(self, name):
        return sorted(str(one.relative_to(self.here / name))
                      for one in (self.here / name).rglob("*.dcm"))

    def test_pages_list_every_option_of_the_program(self):
        told = subprocess.run([PROGRAM, "--help"], stdout=subprocess.PIPE, text=True, timeout=60).stdout
        options = set(re.findall(r"(?<![\w-])--[A-Za-z][\w-]*", told))
        self.assertGreater(len(options), 30)
        self.assertIn("--no-scrub-known-values", options)
        for page in ("README.md", "docs/from_python.md"):
            words = set(re.findall(r"--[A-Za-z][\w-]*", (ROOT / page).read_text(encoding="utf-8")))
            self.assertEqual(options - words, set(), page)

    def test_names(self):
        self.run_section("Give files names that tell nothing")
        self.assertEqual(len(self.files("OUT")), 9)
        self.assertTrue(all(re.fullmatch(r"2\.25\.\d+/2\.25\.\d+/2\.25\.\d+\.dcm", one)
                            for one in self.files("OUT")))
        self.assertEqual(self.files("OUT2"), [f"000001/00000{i}.dcm" for i in range(1, 10)])

    def test_references(self):
        self.assertIn("9 files, 18 UIDs renamed one to one",
                      self.run_section("Prove that references still hold"))

    def contents(self, name):
        return {one: (self.here / name / one).read_bytes() for one in self.files(name)}

    def test_trial(self):
        self.run_section("De-identify a trial over years")
        self.assertEqual(len(self.files("OUT")), 9)
        self.assertEqual(self.contents("OUT"), self.contents("OUT2"))

    def test_parts(self):
        for number, name in enumerate(self.files("IN")):
            part = self.here / "IN" / f"part{1 + number % 2}"
            part.mkdir(exist_ok=True)
            (self.here / "IN" / name).rename(part / name)
        self.run_section("Split a batch over machines")
        subprocess.run([PROGRAM, "IN", "WHOLE", "--key-file", "batch.key", "-t", "PatientID",
                        "pseudonymize"], cwd=self.here, check=True, stdout=subprocess.DEVNULL,
                       timeout=60)
        self.assertEqual(len(self.files("OUT")), 9)
        self.assertEqual(self.contents("OUT"), self.contents("WHOLE"))

    def test_crosswalk(self):
        self.run_section("Remember who became whom")
        for name in self.files("OUT"):
            self.assertEqual((self.here / "OUT" / name).read_bytes(),
                             (self.here / "OUT2" / name).read_bytes())
        lines = (self.here / "crosswalk.csv").read_text().splitlines()
        self.assertEqual(lines[0], "what,issuer,old,new")
        self.assertEqual(len([one for one in lines if one.startswith("uid,,")]), 18)


if __name__ == "__main__":
    unittest.main()
