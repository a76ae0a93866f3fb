#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Measures what cleaning takes and keeps, on texts that are made here.

usage: measure.py PROGRAM [SEED]

PROGRAM is clean_lines, built of the file beside this one.  Each text is a descriptor with one made-up
identifier; names.txt holds names that no list had which the safe words were built with.  Prints by
kind the share of the words of identifiers that are gone, and of the words beside them that are kept.
"""
import collections
import pathlib
import random
import re
import subprocess
import sys
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent

# Descriptors as scanners and people write them, by region.
BODY = """HEAD Brain Neck CHEST Thorax ABDOMEN Pelvis Spine KNEE Shoulder Hip ANKLE Wrist Heart Liver Kidney
    Prostate BREAST Femur Sinus""".split()
FORMS = ["CT {b}", "MR {b} w/o contrast", "{b} AP", "{b} LAT", "XR {b} 2 VIEWS", "t1_mprage_sag_{b}_1.0",
         "ep2d_diff_3scan_trace_{b}", "{b} 5.0 B30s", "Ax T2 FLAIR {b}", "PET-CT {b} 18F-FDG", "US {b} limited",
         "{b} with and without contrast", "Sag T1 SE {b}", "cor STIR 3 mm {b}", "{b} Angio 0.75 I26f 3",
         "Lossless JPEG {b}", "3D TOF {b}", "{b} routine 512x512", "MIP {b} coronal", "localizer {b}",
         "dynamic {b} 70% phase", "{b} low dose", "Topogram {b} 0.6 T20f", "{b} follow up exam", "biopsy {b} guided"]
STREETS = "Street Road Avenue Lane Drive Blvd".split()
WORD_NAMES = "Long Rose Stern Cross Young Brown Green Field Hill Stone Wolf Fox King Page Lake".split()


def fold(word):
    word = word.casefold().replace("ß", "ss").replace("ł", "l").replace("ø", "o").replace("æ", "ae")
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def words_in(text):
    return re.findall(r"[0-9]+\.[0-9]+|[^\W_]+", fold(text))


class Texts:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.names = (HERE / "names.txt").read_text(encoding="utf-8").split()

    def pick(self, choices):
        return choices[self.random.randrange(len(choices))]

    def digits(self, count):
        return "".join(self.pick("0123456789") for _ in range(count))

    def cased(self, text):
        return self.pick([str, str, str.upper, str.lower])(text)

    def name(self):
        return self.pick(self.names), self.pick(self.names)

    def written(self, family, given):
        return self.cased(self.pick(["{f}^{g}", "{f}, {g}", "{g} {f}", "{f} {g}", "{g}_{f}"]).format(f=family, g=given))

    def date(self):
        y, m, d = self.random.randrange(1930, 2026), self.random.randrange(1, 13), self.random.randrange(1, 29)
        month = self.pick(["Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(),
                           "January February March April May June July August September October November "
                           "December".split()])[m - 1]
        return self.pick([f"{y}{m:02}{d:02}", f"{y}-{m:02}-{d:02}", f"{d:02}.{m:02}.{y}", f"{m}/{d}/{y % 100:02}",
                          f"{d} {month} {y}", f"{month} {d}, {y}", f"{d:02}-{month}-{y % 100:02}", f"{m:02}/{y}",
                          f"{d}{month}{y}"])

    def identifier(self):
        return self.pick([self.digits(7), f"MRN {self.digits(6)}", f"ID#{self.digits(5)}",
                          f"{self.digits(3)}-{self.digits(2)}-{self.digits(4)}", f"ACC{self.digits(8)}",
                          f"H{self.digits(6)}", f"{self.digits(4)}/{self.digits(5)}"])

    def phone(self):
        return self.pick([f"+1-{self.digits(3)}-{self.digits(3)}-{self.digits(4)}",
                          f"({self.digits(3)}) {self.digits(3)}-{self.digits(4)}",
                          f"+49 89 {self.digits(7)}", f"{fold(self.pick(self.names))}@example.org",
                          f"https://example.org/{self.digits(4)}", f"10.{self.random.randrange(256)}.3.{self.random.randrange(256)}"])

    def phi(self, kind):
        """The identifier, and the values that the data set has of its patient."""
        family, given = self.name()
        if kind == "patient":
            return self.written(family, given), [f"{family}^{given}"]
        if kind == "patient, word name":
            family = self.pick(WORD_NAMES + BODY)
            return self.written(family, given), [f"{family}^{given}"]
        if kind == "glued":
            return self.pick([family + given, given + family, family.upper() + self.digits(2)]), [f"{family}^{given}"]
        if kind == "other person":
            return self.written(family, given), []
        if kind == "other person, surname alone":
            return self.cased(family), []
        if kind == "other person, titled":
            return self.pick(["Dr. ", "Dr ", "Prof. ", "Mrs. "]) + self.cased(self.pick([family, given + " " + family])), []
        if kind == "other person, word surname, titled":
            return self.pick(["Dr. ", "Dr ", "Prof. "]) + self.pick(WORD_NAMES), []
        if kind == "hospital":
            return self.pick([f"{family} Hospital", f"Klinikum {family}", f"{family} Medical Center"]), []
        if kind == "address":
            return f"{self.random.randrange(1, 9999)} {family} {self.pick(STREETS)}, {given} TX {self.digits(5)}", []
        if kind == "age and sex":
            age = self.random.randrange(18, 89)
            age += age == 18
            return self.pick([f"{age}F", f"{age} yo", f"{age:03}Y", f"{age} years old", f"{age}-year-old", f"{age} male"]), []
        return {"date": self.date, "identifier": self.identifier, "phone, mail, url, ip": self.phone}[kind](), []

    def texts(self, kind, count):
        for _ in range(count):
            text = self.pick(FORMS).format(b=self.pick(BODY))
            phi, values = self.phi(kind)
            between = self.pick([" ", " - ", ", ", "_", " for ", "^", " ("])
            before = self.random.random() < 0.3
            yield (phi + (" - " if before else "") + text if before else text + between + phi), text, phi, values


KINDS = ["patient", "patient, word name", "glued", "other person", "other person, surname alone",
         "other person, titled", "other person, word surname, titled", "date", "identifier", "phone, mail, url, ip",
         "hospital", "address", "age and sex"]
# What says nothing of a person by itself.
NEUTRAL = set("""mrn id dr prof mrs hospital klinikum medical center street road avenue lane drive blvd tx years year old
    yo https example org y f""".split())


def cleaned(program, lines):
    text = "".join(f"{'|'.join(values)}\t{line}\n" for line, values in lines)
    done = subprocess.run([program], input=text, capture_output=True, text=True, encoding="utf-8", check=True)
    return done.stdout.split("\n")[:len(lines)]


def shares(program, seed, count=300):
    """By kind: words of identifiers, those that are gone, words beside them, those that are kept."""
    texts = Texts(seed)
    result = {}
    for kind in KINDS:
        made = list(texts.texts(kind, count))
        all_, gone, beside, kept = 0, 0, 0, 0
        for (_, text, phi, _), out in zip(made, cleaned(program, [(one[0], one[3]) for one in made])):
            left = collections.Counter(words_in(out))
            safe = collections.Counter(words_in(text))
            for word in words_in(phi):
                if len(word) > 1 and word not in NEUTRAL:
                    all_ += 1
                    gone += left[word] <= safe[word]
            beside += sum(safe.values())
            kept += sum((left & safe).values())
        result[kind] = (all_, gone, beside, kept)
    return result


def surviving_names(program):
    """How many names are kept by themselves, of all that are in names.txt."""
    names = (HERE / "names.txt").read_text(encoding="utf-8").split()
    out = cleaned(program, [(name, []) for name in names])
    return sum(bool(line.strip()) for line in out), len(names)


def untouched(program):
    made = [form.format(b=body) for form in FORMS for body in BODY]
    out = cleaned(program, [(text, []) for text in made])
    return sum(a == b for a, b in zip(made, out)), len(made)


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    program, seed = sys.argv[1], int(sys.argv[2]) if len(sys.argv) == 3 else 20261127
    total = [0, 0, 0, 0]
    for kind, counts in shares(program, seed).items():
        total = [a + b for a, b in zip(total, counts)]
        print("%-36s %5d words %7.2f %% gone %7.2f %% kept beside" %
              (kind, counts[0], 100 * counts[1] / counts[0], 100 * counts[3] / counts[2]))
    print("%-36s %5d words %7.2f %% gone %7.2f %% kept beside" %
          ("all", total[0], 100 * total[1] / total[0], 100 * total[3] / total[2]))
    kept, names = surviving_names(program)
    print("names that no list had               %5d names %7.2f %% kept" % (names, 100 * kept / names))
    same, texts = untouched(program)
    print("texts without an identifier          %5d texts %7.2f %% untouched" % (texts, 100 * same / texts))
    return 0


if __name__ == "__main__":
    sys.exit(main())
