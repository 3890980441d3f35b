#!/usr/bin/env python3
"""Certificates of floors with one flaw each, in floor/bad/: the exit status and the message
of doublecheck-verify-floor. verify_floor.py must say the same, but of limits."""

import hashlib
import os
import tempfile
import unittest

import floor_examples
import harness
import second
import verify_floor

PROGRAM = os.environ["DOUBLECHECK_VERIFY_FLOOR"]
FOLDERS = ("floor/data", "data")

# exit status, part of the message: the files in floor/bad/
FLAWS = {
    (2, "too early"):
        "cut cut_in_set cut_in_uses empty",
    (2, "text behind the end"):
        "after_end",
    (2, "is missing before"):
        "levels_too_many not_a_floor price_missing row_without_value rows_too_many"
        " sets_too_few sets_too_many use_after_the_last version_2 word_missing",
    (2, "where one of"):
        "groups_whole unknown_proof",
    (2, "is not plain text"):
        "not_ascii",
    (2, "digits are missing"):
        "multiplier_negative no_digits",
    (2, "is too much"):
        "decimal multiplier_fraction",
    (2, "leading zero"):
        "leading_zero",
    (2, "denominator is not positive"):
        "zero_denominator",
    (2, "a count of more than 18 digits"):
        "count_of_19_digits",
    (2, "row that begins"):
        "row_letter rows_too_few",
    (2, "stands behind"):
        "kinds_out_of_order row_twice rows_out_of_order",
    (2, "there are 2 radii"):
        "row_too_far",
    (2, "a level without a set"):
        "sets_0",
    (2, "there are 4 sets"):
        "use_of_nothing use_of_set_0 use_of_set_5",
    (2, "there are no 1 scenarios"):
        "use_too_long",
    (2, "no levels"):
        "levels_0",
    (2, "least share that is not positive"):
        "level_share_0 levels_equal levels_fall",
    (2, "period 0"):
        "period_0",
    (2, "period 3"):
        "period_3",
    (2, "period 1: there are 0"):
        "radii_0",
    (2, "is not positive, or not less than the next"):
        "radii_equal radii_fall radius_0 radius_negative radius_reaches_kappa",
    (2, "65 bits: at most 64"):
        "bits_65",
    (2, "kappa is not greater"):
        "kappa_1",
    (2, "sigma is not positive"):
        "sigma_0",
    (2, "0 < m0 < delta <= 1"):
        "delta_larger_than_1 m0_0 m0_is_delta",
    (2, "a negative radius or loss"):
        "loss_negative radius_of_slabs_negative",
    (2, "accuracy is not from 0 to 1"):
        "accuracy_larger_than_1 accuracy_negative",
    (2, "needs a label column"):
        "label_none",
    (2, "the data have 2"):
        "label_missing",
    (2, "no cell column"):
        "cells_without_cells",
    (2, "column 0"):
        "column_0",
    (2, "needs two classes"):
        "one_class",
    (2, "not a SHA-256 digest"):
        "data_hash_short",
    (2, "is not a number"):
        "feature_of_labels",
    (1, "the content of"):
        "data_hash",
    (1, "the list of points of"):
        "label_of_numbers points_hash",
    (1, "radius 0 is less than those"):
        "radius_of_slabs_a_little_larger radius_of_slabs_larger",
    (1, "does not prove the bound"):
        "bound_a_little_smaller bound_smaller delta_smaller growth_missing"
        " kappa_larger level_share_smaller loss_larger loss_multiplier_smaller"
        " m0_larger multiplier_missing multiplier_of_far_radius_smaller"
        " multiplier_of_outer_end multiplier_smaller"
        " other_letter other_set sigma_smaller use_too_short",
    (1, "below all levels"):
        "level_share_larger no_level_for_a_share",
    (1, "bounds do not guarantee"):
        "accuracy_a_little_larger accuracy_larger accuracy_of_three_larger"
        " bound_larger levels_too_few price_higher price_of_two_classes",
    (1, "loss alone does not"):
        "trivial_accuracy_larger trivial_for_doubling trivial_loss_larger",
    (3, "at most 4096"):
        "too_many_radii",
    (3, "20000 bits"):
        "too_many_bits",
    (3, "1000000 bits"):
        "radii_of_too_many_bits",
}


def data_of(text):
    """The data file that a certificate names, else pair.csv."""
    for folder in FOLDERS:
        for name in sorted(os.listdir(os.path.join(harness.HERE, folder))):
            path = os.path.join(harness.HERE, folder, name)
            if hashlib.sha256(harness.read_bytes(path)).hexdigest() in text:
                return path
    return os.path.join(harness.HERE, "floor/data/pair.csv")


class Bad(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="doublecheck-test-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def refused(self, name, data, certificate, code, says):
        """... with one message, and without the word VERIFIED."""
        run = harness.run(PROGRAM, data, certificate)
        self.assertEqual(run.code, code, f"{name}: {run}")
        self.assertNotIn("VERIFIED", run.out, name)
        self.assertEqual(run.out.endswith("REJECTED\n"), code == 1, f"{name}: {run}")
        self.assertEqual(run.err.count("\n"), 1, f"{name}: {run}")
        self.assertIn(says, run.err, name)
        self.assertTrue(run.err.startswith("doublecheck-verify-floor: "), name)

    def second(self, name, data, text, code):
        found, _ = second.outcome(verify_floor.verify, harness.read_bytes(data), text)
        self.assertEqual(found, code, name)

    def test_files(self):
        names = set()
        for (code, says), flawed in FLAWS.items():
            for name in flawed.split():
                path = os.path.join(harness.HERE, "floor", "bad", name + ".dfloor")
                text = harness.read_bytes(path).decode("latin-1")
                self.refused(name, data_of(text), path, code, says)
                if code != 3:
                    self.second(name, data_of(text), text, code)
                names.add(name + ".dfloor")
        self.assertEqual(names,
                         set(os.listdir(os.path.join(harness.HERE, "floor", "bad"))))

    def test_cut_anywhere(self):
        """After each of its tokens."""
        data = os.path.join(harness.HERE, "floor/data/pair.csv")
        for name in ("pair", "trivial"):
            tokens = floor_examples.read_good(name).split()
            for count in range(len(tokens)):
                text = " ".join(tokens[:count])
                path = harness.write(os.path.join(self.folder, "cut.dfloor"), text)
                self.refused(f"{count} tokens", data, path, 2, "too early")
                self.second(f"{count} tokens", data, text, 2)

    def test_data(self):
        """Too many groups; a class missing; data that cannot be read."""
        good = floor_examples.good_path("pair")
        self.refused("none", "none.csv", good, 2, "cannot be read")
        classes = "".join(f"0,{k}\n" for k in range(1500))
        self.made(classes, "".join(f"0;1;{k + 1};0\n" for k in range(1500)), 3,
                  "1500 classes and 1 cells make more than 1000000 groups")

    def made(self, content, canonical, code, says):
        data = harness.write(os.path.join(self.folder, "made.csv"), content)
        tokens = floor_examples.read_good("pair").split()
        for word, text in (("data", content), ("points", canonical)):
            digest = hashlib.sha256(text.encode()).hexdigest()
            tokens[tokens.index(word) + 1] = digest
        path = harness.write(os.path.join(self.folder, "made.dfloor"), " ".join(tokens))
        self.refused("made", data, path, code, says)


if __name__ == "__main__":
    unittest.main()
