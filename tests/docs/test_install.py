#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""cmake/install_dependencies.sh with an apt-get that does as this test says: nothing is installed."""
import os
import subprocess
import tempfile
import unittest

SCRIPT = os.path.join(os.path.dirname(__file__), "..", "..", "cmake", "install_dependencies.sh")
APT = """#!/bin/sh
echo "$@" >> calls
left=$(cat "$0.left" 2>/dev/null || echo 0)
[ "$left" -gt 0 ] || exit 0
echo $((left - 1)) > "$0.left"
cat message
exit 100
"""
LOCKED = "E: Could not get lock /var/lib/apt/lists/lock. It is held by process 1 (apt-get)\n"


class Install(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        # No package is there, nobody else needs to be root, and nothing is waited for.
        for name, text in (("apt-get", APT), ("dpkg-query", "#!/bin/sh\nexit 1\n"),
                           ("sudo", '#!/bin/sh\nexec "$@"\n')):
            path = os.path.join(self.folder.name, name)
            with open(path, "w", encoding="utf-8") as script:
                script.write(text)
            os.chmod(path, 0o755)

    def run_with(self, failures, message, patience="300"):
        for name, text in (("apt-get.left", str(failures)), ("message", message)):
            with open(os.path.join(self.folder.name, name), "w", encoding="utf-8") as file:
                file.write(text)
        environment = dict(os.environ, PATH=self.folder.name + ":" + os.environ["PATH"],
                           DICOM_ANONYMIZER_APT_PATIENCE=patience, DICOM_ANONYMIZER_APT_PAUSE="0.01")
        result = subprocess.run(["bash", os.path.abspath(SCRIPT), "run"], cwd=self.folder.name,
                                env=environment, capture_output=True, text=True, check=False)
        with open(os.path.join(self.folder.name, "calls"), encoding="utf-8") as file:
            calls = file.read().splitlines()
        return result, calls

    def test_lists_are_renewed_and_packages_installed(self):
        result, calls = self.run_with(0, "")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(len(calls), 2)
        self.assertIn("update", calls[0])
        self.assertIn("libgdcm-dev", calls[1])

    def test_another_apt_is_waited_for(self):
        result, calls = self.run_with(3, LOCKED)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(len(calls), 5)

    def test_it_is_not_waited_for_without_end(self):
        result, _ = self.run_with(1000000, LOCKED, patience="1")
        self.assertEqual(result.returncode, 1)
        self.assertIn("Could not get lock", result.stderr)

    def test_another_failure_is_told_at_once(self):
        result, calls = self.run_with(3, "E: Unable to locate package\n")
        self.assertEqual(result.returncode, 1)
        self.assertIn("Unable to locate package", result.stderr)
        self.assertEqual(len(calls), 1)


if __name__ == "__main__":
    unittest.main()
