#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The rules by which safe words are chosen: the generator refuses a row that breaks one."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "cmake"))
import generate_safe_words as words

TABLE = words.TABLE.read_text(encoding="utf-8")
HEAD = "\t".join(words.COLUMNS) + "\n"
HERE = pathlib.Path(__file__).resolve().parent
NAMES = "bernard campbell friedman goldstein smith jones redlands muller schmidt".split()
ORGANISMS = "bovinae zeboid canis".split()


def listed_in(name):
    lines = (HERE / name).read_text(encoding="utf-8").split("\n")
    return {word for line in lines if not line.startswith("#") for word in line.split()}


class SafeWords(unittest.TestCase):
    def rows(self):
        return [line.split("\t") for line in TABLE.rstrip("\n").split("\n")[1:]]

    def refused(self, text):
        with self.assertRaises(SystemExit) as caught:
            words.words_of(HEAD + text)
        self.assertNotIn(caught.exception.code, (None, 0))

    def test_a_good_row_is_taken(self):
        found = words.words_of(HEAD + "brain\tcore\tcurated,ps3.6\t\nrose\tambiguous\tps3.16:SCT\tFL\n")
        self.assertEqual(found["core"], ["brain"])
        self.assertEqual(found["ambiguous"], ["rose"])

    def test_a_row_that_breaks_a_rule_stops_the_generator(self):
        for row in ("Brain\tcore\tcurated\t", "têtê\timaging\tcurated\t", "two words\timaging\tcurated\t",
                    "123\timaging\tcurated\t", "brain\tspecial\tcurated\t", "brain\tcore\t\t",
                    "brain\tcore\tcorpus\t", "brain\tcore\tcomments\t", "rose\timaging\tcurated\tFL",
                    "brain\tcore\tcurated", "rose\timaging\tcurated\tyes",
                    "brain\tcore\tcurated\t\nbrain\tcore\tcurated\t", "rib\tcore\tcurated\t\narm\tcore\tcurated\t"):
            with self.subTest(row=row):
                self.refused(row + "\n")
        with self.assertRaises(SystemExit):
            words.words_of("word\tclass\n")

    def test_a_name_is_ambiguous_unless_it_is_a_class_that_says_no_or_core(self):
        for word, kind, _, is_name in self.rows():
            if is_name:
                self.assertNotEqual(kind, "imaging", word)

    def test_names_breeds_and_places_are_not_in_the_list(self):
        kinds = {row[0]: row[1] for row in self.rows()}
        self.assertEqual(set(NAMES + ORGANISMS) & set(kinds), set())
        for name, least in (("places.txt", 400), ("breeds.txt", 150)):
            with self.subTest(name=name):
                words_of_it = listed_in(name)
                self.assertGreater(len(words_of_it), least)
                # A word that is also something else (bath) goes at least where a name is near.
                self.assertEqual({w for w in words_of_it if kinds.get(w) in ("core", "imaging")}, set())

    def test_titles_days_and_sex_are_classes_that_say_no(self):
        kind = {row[0]: row[1] for row in self.rows()}
        for word, expected in {"prof": "title", "december": "date", "monday": "date", "male": "patient",
                               "hospital": "institution"}.items():
            self.assertEqual(kind[word], expected)


if __name__ == "__main__":
    sys.exit(unittest.main())
