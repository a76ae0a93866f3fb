#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Cleaning takes and keeps at least what docs/clean_text.md says, on texts of several seeds."""
import os
import sys
import unittest

import measure

PROGRAM = os.environ["DICOM_ANONYMIZER_CLEAN_LINES"]
ALWAYS = ["patient", "patient, word name", "date", "phone, mail, url, ip", "other person, titled",
          "other person, word surname, titled"]


class Evaluation(unittest.TestCase):
    def test_identifiers_go(self):
        for seed in (20261127, 1, 2):
            found = measure.shares(PROGRAM, seed)
            with self.subTest(seed=seed):
                for kind in ALWAYS:
                    self.assertEqual(found[kind][1], found[kind][0], kind)
                self.assertGreaterEqual(found["identifier"][1] / found["identifier"][0], 0.995)
                words, gone = (sum(one[i] for one in found.values()) for i in (0, 1))
                self.assertGreaterEqual(gone / words, 0.97)
                beside, kept = (sum(one[i] for one in found.values()) for i in (2, 3))
                self.assertGreaterEqual(kept / beside, 0.87)

    def test_few_names_that_no_list_had_survive(self):
        kept, names = measure.surviving_names(PROGRAM)
        self.assertGreater(names, 1500)
        self.assertLessEqual(kept / names, 0.025)

    def test_texts_without_an_identifier_are_untouched(self):
        same, texts = measure.untouched(PROGRAM)
        self.assertGreaterEqual(same / texts, 0.97)


if __name__ == "__main__":
    sys.exit(unittest.main())
