# SPDX-License-Identifier: BSD-3-Clause
"""The programs that the suite can drive, each with its own command line."""
import importlib.util
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys

from expectations import edition_rows

SECONDS = 120


def run(command, **options):
    return subprocess.run([str(one) for one in command], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=SECONDS,
                          check=False, **options)


def first_line(command):
    return run(command).stdout.decode("utf-8", "replace").strip().splitlines()[0]


class Tool:
    """A de-identifier.  `offers` names the ids beyond the Basic Profile that it claims to do."""

    offers = frozenset()
    editions = None  # all
    has_options = False
    note = ""

    def __init__(self):
        self.messages = b""

    def is_installed(self):
        raise NotImplementedError

    def version(self):
        raise NotImplementedError

    def anonymize(self, inputs, outputs, policy):
        """Writes to the folder `outputs` what comes of the files of the folder `inputs`."""
        outputs.mkdir(parents=True, exist_ok=True)
        self.messages = b""
        for path in sorted(inputs.iterdir()):
            self.messages += self.anonymize_file(path, outputs / path.name, policy)

    def anonymize_file(self, source, target, policy):
        raise NotImplementedError

    def accepts(self, policy):
        if policy.options and not self.has_options:
            return False
        return self.editions is None or policy.edition in self.editions


class DicomAnonymizer(Tool):
    """This project's program; more arguments for it stand in DICOM_ANONYMIZER_ARGUMENTS."""

    name = "dicom-anonymizer (this project)"
    has_options = True
    note = "`dicom-anonymizer INPUT OUTPUT --edition EDITION`"

    def __init__(self):
        super().__init__()
        self.program = os.environ.get("DICOM_ANONYMIZER_PROGRAM", "")
        self.more = shlex.split(os.environ.get("DICOM_ANONYMIZER_ARGUMENTS", ""))

    def is_installed(self):
        return bool(self.program) and pathlib.Path(self.program).exists()

    def version(self):
        return first_line([self.program, "--version"]).split()[-1]

    def arguments(self, policy):
        result = ["--edition", policy.edition, "--conditional", policy.conditional]
        for one in policy.options:
            result += ["--option", one]
        return result + self.more

    def anonymize(self, inputs, outputs, policy):
        done = run([self.program, inputs, outputs, "--quiet", "-j", 2, *self.arguments(policy)])
        self.messages = done.stdout


class Gdcmanon(Tool):
    """GDCM's de-identifier, which encrypts; a certificate is made for the run."""

    name = "gdcmanon"
    offers = frozenset({"1.1-1", "1.1-4", "1.2-1", "1.2-2", "1.2-3"})
    note = "`gdcmanon -e -c CERTIFICATE INPUT OUTPUT`, one file at a time"

    def is_installed(self):
        return shutil.which("gdcmanon") is not None and shutil.which("openssl") is not None

    def version(self):
        return re.search(r"gdcm (\S+)", first_line(["gdcmanon", "--version"])).group(1)

    def keys(self, folder):
        key, certificate = folder / "key.pem", folder / "certificate.pem"
        if not certificate.exists():
            run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out",
                 certificate, "-days", 2, "-subj", "/CN=conformance"])
        return key, certificate

    def anonymize_file(self, source, target, policy):
        _, certificate = self.keys(source.parent.parent)
        return run(["gdcmanon", "-e", "-c", certificate, source, target]).stdout

    def re_identify(self, source, target):
        key, _ = self.keys(source.parent.parent)
        run(["gdcmanon", "-d", "-k", key, source, target])


class Dcmodify(Tool):
    """DCMTK's editor with the table as its command line: no de-identifier, but used as one."""

    name = "dcmodify"
    note = ("`dcmodify` with the table as arguments: `-ea` for each row whose code has X, `-ma "
            "TAG=` or a dummy for Z and D, `-gst -gse -gin -ep`")
    dummies = {"PN": "ANONYMOUS", "DA": "19000101", "TM": "000000", "DT": "19000101000000",
               "UI": "1.2.3.4", "AS": "000Y", "DS": "0", "IS": "0", "CS": "ANONYMOUS"}

    def is_installed(self):
        return shutil.which("dcmodify") is not None

    def version(self):
        return re.search(r"v(\S+)", first_line(["dcmodify", "--version"])).group(1)

    def arguments(self, policy):
        from expectations import vr_of
        result = []
        exact, _ = edition_rows(policy.edition)
        for tag, row in sorted(exact.items()):
            if tag >> 16 in (0, 2, 4):
                continue
            name = f"({tag >> 16:04X},{tag & 0xFFFF:04X})"
            code = row["basic"]
            if tag in (0x00080018, 0x0020000D, 0x0020000E):
                continue
            if "X" in code or vr_of(tag) == "SQ":
                result += ["-ea", name]
            else:
                value = "" if code.startswith("Z") else self.dummies.get(vr_of(tag), "0")
                result += ["-ma", f"{name}={value}"]
        for part in ("0022", "1500", "3000", "4000"):
            for group in range(0x6000, 0x6020, 2):
                result += ["-ea", f"({group:04X},{part})"]
        return [*result, "-gst", "-gse", "-gin", "-ep", "-nb", "-imt", "-ie"]

    def anonymize_file(self, source, target, policy):
        shutil.copyfile(source, target)
        done = run(["dcmodify", *self.arguments(policy), target])
        # What it could not change is still the copy.
        if target.read_bytes() == source.read_bytes():
            target.unlink()
        return done.stdout


class Kitware(Tool):
    """The Python package dicom-anonymizer."""

    name = "dicom-anonymizer (Python)"
    editions = ("2023e", "2024b")
    note = "`python3 -m dicomanonymizer.anonymizer INPUT OUTPUT`, one file at a time"

    def is_installed(self):
        return importlib.util.find_spec("dicomanonymizer") is not None

    def version(self):
        import importlib.metadata
        return importlib.metadata.version("dicom-anonymizer")

    def anonymize_file(self, source, target, policy):
        return run([sys.executable, "-c",
                    "from dicomanonymizer.anonymizer import main; main()", source, target]).stdout


ALL = (DicomAnonymizer, Gdcmanon, Dcmodify, Kitware)
