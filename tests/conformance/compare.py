# SPDX-License-Identifier: BSD-3-Clause
"""Runs every tool that is installed over the inputs and writes the table of docs/conformance.md.

DICOM_ANONYMIZER_PROGRAM names this project's program.
"""
import csv
import pathlib
import platform
import re
import tempfile
import unittest

import checks
import dciodvfy
import tools
import valid_objects
from expectations import LATEST, OPTIONS, SOURCE, Policy

PAGE = SOURCE / "docs/conformance.md"
BEGIN, END = "<!-- table -->", "<!-- end table -->"
KNOWN_BEGIN, KNOWN_END = "<!-- known errors -->", "<!-- end known errors -->"


def policies_of(tool):
    """What a tool can be asked: the newest edition, and the options for those that have them."""
    edition = LATEST if tool.editions is None else tool.editions[-1]
    if not tool.has_options:
        return [Policy(edition)]
    return [Policy(LATEST), Policy(LATEST, (), "by-iod"), Policy(LATEST, OPTIONS),
            *(Policy(LATEST, (one,)) for one in OPTIONS)]


def encryption(tool, findings):
    """Sections E.1.1 step 1 and 4, and E.1.2, for tools that claim them."""
    policy = Policy(LATEST)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name, "inputs")
        folder.mkdir()
        source, made, back = (folder / one for one in ("in.dcm", "out.dcm", "back.dcm"))
        source.write_bytes(checks.input_named("study_0.dcm"))
        tool.anonymize_file(source, made, policy)
        before, after = checks.dataset(source.read_bytes()), checks.dataset(made.read_bytes())
        items = after[0x04000500].value if 0x04000500 in after else []
        findings.check("1.1-1", bool(items), policy, "no (0400,0500)")
        findings.check("1.1-4", bool(items) and all(0x04000510 in one and 0x04000520 in one
                                                    for one in items), policy,
                       "no (0400,0510) or (0400,0520)")
        tool.re_identify(made, back)
        again = checks.dataset(back.read_bytes()) if back.exists() else None
        findings.check("1.2-1", again is not None, policy, "not decrypted", checks.NO_OUTPUT)
        if again is None:
            return
        for tag in (0x00100010, 0x00100020, 0x00080018, 0x0020000D):
            findings.check("1.2-2", checks.text_of(again, tag) == checks.text_of(before, tag),
                           policy, f"{tag:08X} is not back")
        findings.check("1.2-3", checks.text_of(again, 0x00120062) == "NO", policy, "(0012,0062)")
        for tag in (0x00120063, 0x00120064):
            findings.check("1.2-3", tag not in again, policy, f"{tag:08X} is still there")


def validity(tool, findings):
    """1.1-2b-iod with the synthetic objects."""
    policy = Policy(LATEST)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name, "inputs")
        folder.mkdir()
        made = pathlib.Path(name, "outputs")
        names = valid_objects.save_all(folder)
        tool.anonymize(folder, made, policy)
        for one in names:
            output = made / one
            if not output.exists():
                findings.check("1.1-2b-iod", False, policy, f"no {one}", checks.NO_OUTPUT)
                continue
            errors = dciodvfy.errors_of(output)
            findings.check("1.1-2b-iod", errors is not None and not errors, policy,
                           f"{sum((errors or {}).values())} errors in {one}")


def statement(tool, findings):
    """1.3 for the program that can print one."""
    if isinstance(tool, tools.DicomAnonymizer):
        text = tools.run([tool.program, "--conformance-statement", "--edition", LATEST]).stdout
        findings.check("1.3", b"N.11-6" in text, Policy(LATEST), "no statement")


def with_a_test(tool, findings):
    """3.3, whose objects need graphics, and 3.6b, which needs a key."""
    if isinstance(tool, tools.DicomAnonymizer):
        import test_conformance
        for clause in ("3.3", "3.6b"):
            result = unittest.TestResult()
            name = next(one for one in dir(test_conformance.Options)
                        if one.startswith(f"test {clause} "))
            test_conformance.Options(name).run(result)
            findings.check(clause, result.wasSuccessful(), Policy(LATEST), "see its test")


def cell(tool, clause, findings):
    looked = findings.looked_at.get(clause, 0)
    problems = findings.problems.get(clause, [])
    if clause in checks.NOT_OFFERED and clause not in tool.offers or not looked or (
            clause.startswith("3.") and not tool.has_options):
        return "not offered"
    if not problems:
        return "holds"
    kinds = {}
    for one in problems:
        kinds[one.kind] = kinds.get(one.kind, 0) + 1
    words = {checks.LEAK: "leak", checks.LOST: "lost", checks.NO_OUTPUT: "without output",
             checks.WRONG: "wrong"}
    parts = [f"{kinds[kind]} {words[kind]}" for kind in words if kind in kinds]
    return f"**{', '.join(parts)}** of {looked}"


def judge(tool):
    runner = checks.Runner(tool)
    try:
        findings = runner.findings(policies_of(tool))
    finally:
        runner.close()
    if "1.1-1" in tool.offers:
        encryption(tool, findings)
    if dciodvfy.is_installed():
        validity(tool, findings)
    statement(tool, findings)
    with_a_test(tool, findings)
    return findings


def table(chosen):
    results = [(tool, judge(tool)) for tool in chosen]
    system = "unknown system"
    release = pathlib.Path("/etc/os-release")
    if release.exists():
        system = re.search(r'PRETTY_NAME="(.*)"', release.read_text(encoding="utf-8")).group(1)
    lines = [f"Written on {system} ({platform.machine()}) by `tests/conformance/compare.py`.", "",
             "| tool | version | as | asked for |", "|---|---|---|---|"]
    for tool, _ in results:
        asked = policies_of(tool)
        lines.append(f"| {tool.name} | {tool.version()} | {tool.note} | "
                     + (f"{asked[0].edition}, both choices, each option and all" if len(asked) > 1
                        else "its own profile, judged by " + asked[0].edition) + " |")
    for kind in tools.ALL:
        if not any(isinstance(tool, kind) for tool in chosen):
            lines.append(f"| {kind.name} | not installed | {kind.note} | |")
    lines += ["", "| id | clause | demand | " + " | ".join(tool.name for tool, _ in results) + " |",
              "|---|---|---|" + "---|" * len(results)]
    for row in checks.clauses():
        cells = [cell(tool, row["id"], findings) for tool, findings in results]
        lines.append(f"| {row['id']} | {row['clause']} | {row['demand']} | {' | '.join(cells)} |")
    return "\n".join(lines)


def known_errors():
    with open(checks.HERE / "known_errors.tsv", encoding="utf-8") as rows:
        listed = list(csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE))
    lines = ["| attribute | error | | why |", "|---|---|---|---|"]
    for row in listed:
        where = row["where"].replace("|", "&#124;")
        lines.append(f"| `{where}` | {row['sentence'] or 'any'} | {row['kind']} | "
                     f"{row['reason']} |")
    return "\n".join(lines)


def between(page, begin, end, text):
    before, rest = page.split(begin)
    return f"{before}{begin}\n{text}\n{end}{rest.split(end)[1]}"


def main():
    page = PAGE.read_text(encoding="utf-8")
    chosen = [tool for tool in (kind() for kind in tools.ALL) if tool.is_installed()]
    if not isinstance(chosen[0], tools.DicomAnonymizer):
        raise SystemExit("DICOM_ANONYMIZER_PROGRAM names no program")
    page = between(page, BEGIN, END, table(chosen))
    page = between(page, KNOWN_BEGIN, KNOWN_END, known_errors())
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
