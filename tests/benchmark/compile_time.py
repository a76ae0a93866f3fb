#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""What including the library costs a compiler, over what GDCM's headers cost by themselves.

usage: compile_time.py [--compiler g++] [--runs 3] [--headers]
Prints Markdown: CPU seconds (user and system, the best of the runs) of compiling one file at -O0 and
at -O2 -DNDEBUG, and the object file of the latter; in compiled mode the library has the definitions. With --headers also what each header of the library and each further header of the
others adds, one after the other in the order in which the compiler reads them.
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile

NOISE = 0.02  # seconds; headers that add less are not told
SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
INCLUDE = os.path.join(SOURCE, "include")

GDCM = """\
#include <gdcmDataElement.h>
#include <gdcmDataSet.h>
#include <gdcmReader.h>
#include <gdcmSequenceOfItems.h>
#include <gdcmTag.h>
#include <gdcmWriter.h>
"""
CALL = """
bool read_and_write(const char* from, const char* to) {{
  gdcm::Reader reader;
  reader.SetFileName(from);
  if (!reader.Read()) return false;
  gdcm::DataSet& dataset = reader.GetFile().GetDataSet();
  dataset.Remove(gdcm::Tag(0x0010, 0x4000));
{0}  gdcm::Writer writer;
  writer.SetFile(reader.GetFile());
  writer.SetFileName(to);
  return writer.Write();
}}
"""


def two_hundred_rules():
    actions = ["keep", "remove", "empty", "replace", "replace_uid"]
    rules = []
    for k in range(200):
        tag = '"(%04X,%04X)"_tag' % (8 + 2 * (k // 20), 0x20 + 7 * k % 0x1000)
        if k % 10 == 9:  # one in ten is the user's own code
            rules.append(f"da::rule{{{tag}, [](da::element& e) {{ e.set_text(\"{k}\"); }}}}")
        elif k % 10 == 8:
            rules.append(f'da::rule{{{tag}, da::replace_with("{k}")}}')
        else:
            rules.append(f"da::rule{{{tag}, da::{actions[k % 5]}}}")
    return "  const auto rules = da::rule_map(\n      " + ",\n      ".join(rules) + ");\n"


NAMES = "namespace da = dicom_anonymizer;\nusing namespace da::literals;\n"
UMBRELLA = "#include <dicom_anonymizer/dicom_anonymizer.hpp>\n"
COMPILED = "#define DICOM_ANONYMIZER_COMPILED\n"
UNITS = [  # name, text, targets at -O0 and at -O2 in percent over the first
    ("GDCM alone", GDCM + CALL.format(""), None),
    ("with `anonymize.hpp`, not used", GDCM + "#include <dicom_anonymizer/anonymize.hpp>\n" +
     CALL.format(""), None),
    ("with `anonymize.hpp` and a call",
     GDCM + "#include <dicom_anonymizer/anonymize.hpp>\n" +
     CALL.format("  dicom_anonymizer::anonymize_dataset(dataset);\n"), (250, 450)),
    ("with `dicom_anonymizer.hpp` and a call",
     GDCM + UMBRELLA + CALL.format("  dicom_anonymizer::anonymize_dataset(dataset);\n"), None),
    ("with `dicom_anonymizer.hpp` and a `rule_map` of 200 rules",
     GDCM + UMBRELLA + NAMES +
     CALL.format(two_hundred_rules() + "  da::anonymize_dataset(dataset, rules);\n"), None),
]
# The same with the definitions in the library.
UNITS += [(name + ", compiled mode", COMPILED + text, target)
          for (name, text, _), target in zip(UNITS[1:], (None, (70, 100), (100, 130), None))]


class Compiler:
    def __init__(self, name, folder):
        self.name, self.folder = name, folder
        self.flags = ["-std=c++20", "-I", INCLUDE, "-isystem", gdcm_folder()]

    def command(self, text, *options):
        path = os.path.join(self.folder, "unit.cpp")
        with open(path, "w") as f:
            f.write(text)
        return [self.name, *self.flags, *options, "-c", path, "-o", os.path.join(self.folder, "unit.o")]

    def seconds(self, text, *options):
        process = subprocess.Popen(self.command(text, *options), stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE)
        message = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(message.decode()[:4000])
        return usage.ru_utime + usage.ru_stime

    def object_size(self, text, *options):
        self.seconds(text, *options)
        return os.path.getsize(os.path.join(self.folder, "unit.o"))

    def best(self, runs, texts, *options):
        """The least time of each text; the texts take turns, so that noise meets all alike."""
        times = [[] for _ in texts]
        for _ in range(runs):
            for text, taken in zip(texts, times):
                taken.append(self.seconds(text, *options))
        return [min(taken) for taken in times]

    def headers(self, text):
        """(depth, path) of all headers that a text includes, in the order of reading."""
        made = subprocess.run(self.command(text, "-H", "-fsyntax-only"), capture_output=True, text=True)
        return [(len(dots), os.path.normpath(path))
                for dots, path in re.findall(r"^(\.+) (\S+)$", made.stderr, re.M)]


def gdcm_folder():
    for name in ("gdcm-3.0", "gdcm-3.1", "gdcm"):
        for root in ("/usr/include", "/usr/local/include"):
            if os.path.exists(f"{root}/{name}/gdcmDataSet.h"):
                return f"{root}/{name}"
    sys.exit("GDCM's headers are not installed")


def after_their_includes(headers):
    """Project headers so that each comes after those that it includes."""
    result, open_ones = [], []
    for depth, path in headers + [(0, "")]:
        while open_ones and open_ones[-1][0] >= depth:
            name = open_ones.pop()[1]
            if name.startswith(INCLUDE) and name not in result:
                result.append(name)
        open_ones.append((depth, path))
    return result


def print_table(compiler, runs):
    print(f"| compiled file, {version(compiler.name)} | -O0 | over GDCM | -O2 -DNDEBUG | over GDCM "
          "| object | target |")
    print("|---|---|---|---|---|---|---|")
    texts = [text for _, text, _ in UNITS]
    debug = compiler.best(runs, texts, "-O0")
    release = compiler.best(runs, texts, "-O2", "-DNDEBUG")
    for (name, text, target), slow, fast in zip(UNITS, debug, release):
        def over(now, first):
            return "" if now == first else f"{100 * (now / first - 1):+.0f} %"
        goal = "" if target is None else "+%d %% / +%d %%" % target
        size = compiler.object_size(text, "-O2", "-DNDEBUG") / 1024
        print(f"| {name} | {slow:.2f} s | {over(slow, debug[0])} | {fast:.2f} s "
              f"| {over(fast, release[0])} | {size:.0f} KiB | {goal} |", flush=True)


def print_headers(compiler, runs):
    """The library's headers one after the other: what each adds to all before it."""
    umbrella = GDCM + UMBRELLA
    base = {path for _, path in compiler.headers(GDCM)}
    own = after_their_includes(compiler.headers(umbrella))
    core = set(after_their_includes(compiler.headers(UNITS[1][1])))
    texts, text = [GDCM], GDCM
    for path in own:
        text += f"#include <{os.path.relpath(path, INCLUDE)}>\n"
        texts.append(text)
    times = compiler.best(runs, texts, "-fsyntax-only")
    further, seen = {}, set(base)
    for path, text in zip(own, texts[1:]):
        fresh = [p for _, p in compiler.headers(text) if p not in seen and not p.startswith(INCLUDE)]
        seen |= set(p for _, p in compiler.headers(text))
        further[path] = [os.path.basename(p) for p in fresh
                         if "." not in os.path.basename(p) or "/c++/" not in p]
    print("\n| header (-fsyntax-only), without those that it includes | adds | in anonymize.hpp | new headers of others |")
    print("|---|---|---|---|")
    rows = sorted(zip(own, times, times[1:]), key=lambda row: row[1] - row[2])
    for path, before, after in rows:
        if after - before < NOISE:
            continue
        print(f"| {os.path.relpath(path, INCLUDE).removeprefix('dicom_anonymizer/')} "
              f"| {1000 * (after - before):.0f} ms | {'yes' if path in core else ''} "
              f"| {' '.join(further[path][:12])} |")

    standard = []
    for depth, path in compiler.headers(umbrella):
        name = os.path.basename(path)
        if path not in base and not path.startswith(INCLUDE) and \
                (re.fullmatch(r".*/c\+\+/\d+/[a-z_]+", path) or "/fmt/" in path):
            label = "fmt/" + name if "/fmt/" in path else name
            if label not in standard:
                standard.append(label)
    texts = [GDCM] + [GDCM + f"#include <{name}>\n" for name in standard]
    times = compiler.best(runs, texts, "-fsyntax-only")
    print("\n| header of others, not included by GDCM | adds to GDCM alone |")
    print("|---|---|")
    for name, taken in sorted(zip(standard, times[1:]), key=lambda row: -row[1]):
        if taken - times[0] < NOISE:
            continue
        print(f"| {name} | {1000 * (taken - times[0]):.0f} ms |")


def version(compiler):
    return subprocess.run([compiler, "--version"], capture_output=True, text=True).stdout.split("\n")[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--compiler", default="g++")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--headers", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        compiler = Compiler(options.compiler, folder)
        print_table(compiler, options.runs)
        if options.headers:
            print_headers(compiler, options.runs)


if __name__ == "__main__":
    main()
