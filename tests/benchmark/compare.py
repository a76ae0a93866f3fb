#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Times programs against `cp -rT` and prints Markdown tables. run.sh calls it.

usage: compare.py FOLDER PROGRAM [--pairs 5] [--growth] [--tables tools,threads,editions,growth,counts,functions]
FOLDER holds what make_corpus.py made, PROGRAM is dicom-anonymizer. A program and cp take turns, so
that noise meets both; a ratio is that of one such pair, after two that are not counted. Outputs
are overwritten. A program that is not installed is left out, and a line says so.
"""
import argparse
import csv
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import make_corpus

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.dirname(os.path.dirname(HERE))
CORPORA = {  # name: what it is, the ratio that one thread shall not exceed
    "ct": ("CT, 500 files of 526 KB", 1.10),
    "small": ("SR, KO, RT plan, 5,000 files of 10 KB", 1.5),
    "enhanced_mr": ("enhanced MR, 2 files of 272,000 elements", 3.0),
    "rt_structure": ("RT structure set, 26 MB, implicit VR", 3.0),
    "native": ("native pixels, 1 GB", 1.05),
    "encapsulated": ("encapsulated pixels, 300 MB", 1.05),
}
WARM_UP = 2  # a fresh page of a virtual machine costs more than one used before
EDITIONS = ["2023e", "2024a", "2024b", "2024e", "2025a", "2025b", "2025e", "2026c", "2026d"]


class Failed(Exception):
    pass


class Run:
    """One run of a command: seconds and page faults."""

    def __init__(self, argv):
        with tempfile.TemporaryFile() as messages:
            start = time.perf_counter()
            process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=messages)
            _, status, usage = os.wait4(process.pid, 0)
            self.seconds = time.perf_counter() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            messages.seek(0)
            self.messages = messages.read().decode(errors="replace")
        self.faults = usage.ru_minflt
        if process.returncode:
            raise Failed(f"{os.path.basename(argv[0])} ended with {process.returncode}: "
                         f"{self.messages[-300:]}")


def peak_mib(argv):
    """GNU time starts it, as the kernel counts the memory of the process that forks too."""
    if not shutil.which("time"):
        return None
    return int(Run(["time", "-f", "%M", *argv]).messages.strip().split("\n")[-1]) / 1024


def content(folder):
    names = [os.path.join(at, name) for at, _, files in os.walk(folder) for name in files]
    return len(names), sum(map(os.path.getsize, names))


def middle(values, digits=2):
    return (f"{statistics.median(values):.{digits}f} | "
            f"{min(values):.{digits}f} | {max(values):.{digits}f}")


def version_of(*argv):
    try:
        done = subprocess.run(argv, capture_output=True, text=True)
    except FileNotFoundError:
        return None
    said = (done.stdout + done.stderr).strip()
    return said.split("\n")[0].replace("$", "").replace("Date", "").strip()


class Tool:
    def __init__(self, name, command, in_place=False, most_files=None):
        self.name, self.command = name, command
        self.in_place = in_place      # the copy that it works on is made before the clock starts
        self.most_files = most_files


class Bench:
    def __init__(self, options):
        self.folder, self.program, self.pairs = options.folder, options.program, options.pairs
        self.outputs = os.path.join(self.folder, "outputs")
        shutil.rmtree(self.outputs, ignore_errors=True)
        os.makedirs(self.outputs)

    def target(self, name):
        path = os.path.join(self.outputs, name)
        os.makedirs(path, exist_ok=True)
        return path

    def clear(self):
        for name in os.listdir(self.outputs):
            shutil.rmtree(os.path.join(self.outputs, name))

    def corpus(self, name, most_files=None):
        """The folder of a corpus, or one with links to its first files."""
        whole = os.path.join(self.folder, name)
        names = sorted(os.listdir(whole))
        if most_files is None or len(names) <= most_files:
            return whole
        part = os.path.join(self.folder, f"first_{most_files}_of_{name}")
        if not os.path.isdir(part):
            os.makedirs(part)
            for one in names[:most_files]:
                os.link(os.path.join(whole, one), os.path.join(part, one))
        return part

    def ours(self, *words):
        return lambda source, target: [self.program, source, target, *words]

    def copy(self, source):
        return ["cp", "-rT", source, self.target("cp")]

    def measure(self, tool, source):
        """(seconds of each run, ratio of each pair to cp)"""
        target = self.target("tool")
        argv = tool.command(source, target)
        seconds, ratios = [], []
        for k in range(-WARM_UP, self.pairs):
            if tool.in_place:
                Run(["cp", "-rT", source, target])
            taken = Run(argv).seconds
            base = Run(self.copy(source)).seconds
            if k >= 0:
                seconds.append(taken)
                ratios.append(taken / base)
        return seconds, ratios

    def tools(self):
        found, missing = [], []
        found.append(Tool("this program, -j 1", self.ours("-j", "1")))
        found.append(Tool("this program, -j 2", self.ours("-j", "2")))
        if shutil.which("gdcmanon"):
            if shutil.which("openssl"):
                certificate = self.certificate()
                found.append(Tool("gdcmanon -e (basic profile, encrypts)", lambda source, target: [
                    "gdcmanon", "-e", "-c", certificate, "-r", "-i", source, "-o", target]))
            else:
                missing.append("openssl, for gdcmanon -e")
            found.append(Tool("gdcmanon --dumb (3 tags)", lambda source, target: [
                "gdcmanon", "--dumb", "--empty", "10,10", "--empty", "10,20", "--remove", "10,4000",
                "-r", "-i", source, "-o", target]))
        else:
            missing.append("gdcmanon")
        if shutil.which("dcmodify"):
            changes = self.dcmodify_changes()
            found.append(Tool("dcmodify -ep -ea -ma", lambda source, target: [
                "dcmodify", "-nb", "-ie", "-imt", *changes,
                *(os.path.join(target, name) for name in sorted(os.listdir(source)))],
                in_place=True, most_files=20))
        else:
            missing.append("dcmodify")
        found.append(Tool("cp -rT", lambda source, target: ["cp", "-rT", source, target]))
        if missing:
            print("\nNot installed and left out: " + ", ".join(missing) + ".")
        return found

    def certificate(self):
        key, path = os.path.join(self.folder, "key.pem"), os.path.join(self.folder, "certificate.pem")
        if not os.path.exists(path):
            Run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650",
                 "-subj", "/CN=benchmark", "-keyout", key, "-out", path])
        return path

    @staticmethod
    def dcmodify_changes():
        """Erases what the default edition removes, and sequences; empties the rest, UIDs aside."""
        def table(name):
            with open(os.path.join(SOURCE, "cmake/tables", name)) as f:
                return list(csv.DictReader(f, delimiter="\t"))

        sequences = {row["tag"] for row in table("dictionary.tsv") if row["vr"] == "SQ"}
        words = ["-ep"]
        for row in table("confidentiality_2023e.tsv"):
            tag, action = row["tag"], row["basic"]
            if not re.fullmatch("[0-9A-F]{8}", tag) or tag < "00080000" or "U" in action:
                continue
            name = f"({tag[:4]},{tag[4:]})"
            words += ["-ea", name] if action == "X" or tag in sequences else ["-ma", name + "="]
        return words

    def tools_table(self):
        tools = self.tools()
        print("\n### Against cp and other programs\n")
        print("`run.sh`: ratio of the wall time to that of `cp -rT`, median, least and most of "
              f"{self.pairs} pairs.\ndcmodify gets an erasure or a change for each tag of the default edition "
              "that is no UID. It works in\nplace: it is given a copy, which is not in its time. Of CT and "
              "small files it and its cp get 20.\n")
        print("| files | program | ratio | least | most | at most | files/s | MB/s | peak MiB |")
        print("|---|---|---|---|---|---|---|---|---|")
        for name, (title, goal) in CORPORA.items():
            if not os.path.isdir(os.path.join(self.folder, name)):
                continue
            for tool in tools:
                if tool.in_place and name not in ("ct", "small"):
                    continue
                source = self.corpus(name, tool.most_files)
                files, size = content(source)
                label = tool.name + (f", {files} files" if tool.in_place else "")
                try:
                    seconds, ratios = self.measure(tool, source)
                    if tool.in_place:
                        Run(["cp", "-rT", source, self.target("tool")])
                    peak = peak_mib(tool.command(source, self.target("tool")))
                except Failed as why:
                    print(f"| {title} | {label} | failed | | | | | | |")
                    print(f"{name}: {why}", file=sys.stderr)
                    continue
                wall = statistics.median(seconds)
                limit = f"{goal:.2f}" if tool.name.endswith("-j 1") else ""
                print(f"| {title} | {label} | {middle(ratios)} | {limit} | {files / wall:.0f} "
                      f"| {size / wall / 1e6:.0f} | {'' if peak is None else f'{peak:.0f}'} |", flush=True)
                self.clear()

    def threads_table(self):
        print("\n### Threads\n")
        print(f"Speed of `-j 2` over `-j 1` in {self.pairs} pairs; at least 1.7 is wanted.\n")
        print("| files | median | least | most |\n|---|---|---|---|")
        for name in ("ct", "small"):
            source, gains = self.corpus(name), []
            for k in range(-WARM_UP, self.pairs):
                one = Run(self.ours("-j", "1")(source, self.target("one"))).seconds
                two = Run(self.ours("-j", "2")(source, self.target("two"))).seconds
                if k >= 0:
                    gains.append(one / two)
            print(f"| {CORPORA[name][0]} | {middle(gains)} |", flush=True)
            self.clear()

    def editions_table(self):
        print("\n### Editions\n")
        print(f"Ratio to `cp -rT` with `-j 1 --edition NAME`, {self.pairs} pairs.\n")
        print("| edition | CT | least | most | small files | least | most |\n|---|---|---|---|---|---|---|")
        for edition in EDITIONS:
            tool = Tool(edition, self.ours("-j", "1", "--edition", edition))
            cells = [middle(self.measure(tool, self.corpus(name))[1]) for name in ("ct", "small")]
            print(f"| {edition} | {' | '.join(cells)} |", flush=True)
            self.clear()

    def growth_table(self, counts):
        print("\n### Growth\n")
        print(f"Small files, `-j 1`, {self.pairs} pairs; the peak with `-j 2` too.\n")
        print("| files | ratio to cp | least | most | us a file | us a file, cp | peak MiB | peak MiB, -j 2 |")
        print("|---|---|---|---|---|---|---|---|")
        for count in counts:
            make_corpus.make(self.folder, f"small_{count}", make_corpus.make_small, count)
            source = os.path.join(self.folder, f"small_{count}")
            seconds, ratios = self.measure(Tool("", self.ours("-j", "1")), source)
            wall = statistics.median(seconds)
            peaks = [peak_mib(self.ours("-j", jobs)(source, self.target("tool"))) for jobs in "12"]
            cells = ["" if peak is None else f"{peak:.1f}" for peak in peaks]
            print(f"| {count:,} | {middle(ratios)} | {1e6 * wall / count:.1f} "
                  f"| {1e6 * wall / statistics.median(ratios) / count:.1f} | {' | '.join(cells)} |", flush=True)
            self.clear()
            shutil.rmtree(source)

    def counts_table(self):
        """What no noise changes, less what a run on an empty folder costs."""
        print("\n### Counts\n")
        print("This program with `-j 1`, a file, without what a run on an empty folder costs. Instructions by "
              f"{self.instruction_source() or 'nothing'},\nallocations by valgrind, system calls by strace "
              "(the first 100 files of a folder), page faults by the kernel\n(all files).\n")
        print("| files | instructions | allocations | KiB allocated | page faults | system calls |")
        print("|---|---|---|---|---|---|")
        nothing = os.path.join(self.folder, "empty")
        os.makedirs(nothing, exist_ok=True)
        calls = {}
        for name in CORPORA:
            if not os.path.isdir(os.path.join(self.folder, name)):
                continue
            part = self.corpus(name, 100)
            cells = []
            for counter in (self.instructions, self.allocations, self.allocated, self.faults, self.calls):
                whole = self.corpus(name) if counter == self.faults else part
                used, free = counter(whole), counter(nothing)
                if used is None:
                    cells.append("")
                    continue
                if counter == self.calls:
                    files = len(os.listdir(part))
                    calls[name] = {call: (used[call] - free.get(call, 0)) / files for call in used}
                    cells.append(f"{sum(calls[name].values()):.1f}")
                    continue
                each = (used - free) / len(os.listdir(whole))
                cells.append(f"{each:,.0f}" if each >= 10 else f"{each:.1f}")
            print(f"| {CORPORA[name][0]} | {' | '.join(cells)} |", flush=True)
            self.clear()
        for name in calls:
            print(f"\nSystem calls a file, {name}: " + ", ".join(
                f"{call} {count:.2f}" for call, count in
                sorted(calls[name].items(), key=lambda entry: -entry[1]) if count >= 0.05) + ".")

    def functions_table(self):
        """Runs run_time, if it was built."""
        run_time = os.path.join(os.path.dirname(os.path.dirname(self.program)), "tests/benchmark/run_time")
        print("\n### Functions\n")
        if not os.path.exists(run_time):
            print("Google Benchmark is not installed: run_time was not built.")
            return
        print("`run_time`: medians of CPU time; the enhanced MR data set has 270,000 elements.\n")
        print("| function | ns an element | ns an edit | ns a UID | bytes a UID | percent over the profile alone |")
        print("|---|---|---|---|---|---|")
        done = subprocess.run([run_time, "--benchmark_format=json"], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, check=True)
        for row in json.loads(done.stdout)["benchmarks"]:
            name = re.sub("/(iterations:.*|manual_time)", "", row["name"])
            cells = [f"{row[key]:.{digits}f}" if key in row else "" for key, digits in (
                ("ns_per_element", 1), ("ns_per_edit", 0), ("ns_per_uid", 0), ("bytes_per_uid", 0),
                ("percent_over_profile", 1))]
            print(f"| {name} | {' | '.join(cells)} |")

    def alone(self, source):
        return self.ours("-j", "1")(source, self.target("tool"))

    @staticmethod
    def instruction_source():
        if shutil.which("perf"):
            done = subprocess.run(["perf", "stat", "-x,", "-e", "instructions:u", "true"],
                                  capture_output=True, text=True)
            if re.match(r"\d+,", done.stderr):
                return "perf stat"
        return "callgrind" if shutil.which("valgrind") else None

    def instructions(self, source):
        how = self.instruction_source()
        if how == "perf stat":
            said = Run(["perf", "stat", "-x,", "-e", "instructions:u", *self.alone(source)]).messages
            return int(re.search(r"^(\d+),", said, re.M)[1])
        if how == "callgrind":
            said = Run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
                        *self.alone(source)]).messages
            return int(re.search(r"Collected : (\d+)", said)[1])
        return None

    def heap(self, source):
        if not shutil.which("valgrind"):
            return None
        said = Run(["valgrind", "--leak-check=no", "--undef-value-errors=no", *self.alone(source)]).messages
        return [int(number.replace(",", "")) for number in re.search(
            r"total heap usage: ([\d,]+) allocs, [\d,]+ frees, ([\d,]+) bytes", said).groups()]

    def allocations(self, source):
        usage = self.heap(source)
        return usage and usage[0]

    def allocated(self, source):
        usage = self.heap(source)
        return usage and usage[1] / 1024

    def faults(self, source):
        return Run(self.alone(source)).faults

    def calls(self, source):
        if not shutil.which("strace"):
            return None
        with tempfile.NamedTemporaryFile("r") as answer:
            Run(["strace", "-f", "-c", "-o", answer.name, *self.alone(source)])
            result = {}
            for line in answer:
                row = re.match(r"\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)\s+(?:\d+\s+)?(\w+)$", line)
                if row and row[2] != "total":
                    result[row[2]] = int(row[1])
            return result


def print_machine(folder, program):
    with open("/proc/cpuinfo") as f:
        model = next((line.split(":")[1].strip() for line in f if line.startswith("model name")), "?")
    with open("/proc/meminfo") as f:
        memory = int(f.readline().split()[1]) / 2**20
    kind = subprocess.run(["stat", "-f", "-c", "%T", folder], capture_output=True, text=True).stdout.strip()
    with open("/etc/os-release") as f:
        system = re.search(r'PRETTY_NAME="(.*)"', f.read())[1]
    compiler = os.environ.get("BENCHMARK_COMPILER", "g++")
    rows = [("processor", f"{model}, {os.cpu_count()} cores"), ("memory", f"{memory:.0f} GiB"),
            ("system", f"{system}, kernel {platform.release()}"), ("files on", kind),
            ("compiler", version_of(compiler, "--version")), ("this program", version_of(program, "--version")),
            ("gdcmanon", version_of("gdcmanon", "--version")),
            ("dcmodify", version_of("dcmodify", "--version")), ("cp", version_of("cp", "--version")),
            ("load when it began", "%.1f" % os.getloadavg()[0])]
    print("### Machine\n\n| | |\n|---|---|")
    for name, value in rows:
        print(f"| {name} | {value or 'not installed'} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder")
    parser.add_argument("program")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--growth", action="store_true", help="up to 100,000 files, which need 1.7 GB")
    parser.add_argument("--tables", default="tools,threads,editions,growth,counts,functions")
    options = parser.parse_args()
    bench = Bench(options)
    print_machine(options.folder, options.program)
    for table in options.tables.split(","):
        if table == "growth":
            bench.growth_table([1000, 10000] + [100000] * options.growth)
        else:
            getattr(bench, table + "_table")()
    shutil.rmtree(bench.outputs)


if __name__ == "__main__":
    main()
