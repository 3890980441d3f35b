#!/usr/bin/env python3
"""Certificates with one flaw each, in bad/: the exit status and the message of
doublecheck-verify. verify.py must say the same. Those that are huge or deep are made
here."""

import hashlib
import os
import tempfile
import unittest

import harness
import verify

# exit status, part of the message: the files in bad/
FLAWS = {
    # form
    (2, "ends too early"):
        "empty blanks cut_in_header cut_in_slab cut_in_tree cut_in_cases cut_before_end",
    (2, "is not plain text"): "binary nul_byte nul_within not_ascii byte_order_mark",
    (2, "text behind the end"): "after_end two_certificates",
    (2, '"dcert" is missing'): "not_a_certificate",
    (2, '"1" is missing'): "version_2",
    (2, '"m0" is missing'): "unknown_word",
    (2, '"family" is missing'): "upper_case_word",
    (2, '"end" is missing'): "cut_in_end box_too_many stray_bracket",
    (2, '"some" where one of "all"'): "unknown_family",
    (2, '"critical" where one of "critical-mass"'): "unknown_question",
    (2, '"all" where one of "whole"'): "unknown_grouping",
    (2, "digits are missing"):
        "no_digits plus_sign sigma_free bound_infinite direction_short"
        " directions_too_many box_missing chart_missing multipliers_empty"
        " multipliers_end_in_comma",
    (2, "leading zero"): "leading_zero",
    (2, "is too much"): "decimal two_bars decision_longer pair_of_three",
    (2, "the denominator is not positive"): "zero_denominator negative_denominator",
    (2, "a count of more than 18 digits"): "count_of_19_digits count_of_40_digits",
    # data
    (1, "it is about other data: the content of"): "data_hash",
    (1, "it is about other data: the list of points of"):
        "points_hash columns_swapped label_of_numbers cell_column",
    (2, "is not a SHA-256 digest"): "data_hash_short data_hash_upper_case",
    (2, "the data have"): "column_missing label_missing other_delimiter",
    (2, "column 0"): "column_0",
    (2, "stands twice"): "column_twice",
    (2, "features 0"): "no_features",
    (2, "the weight is not positive"): "weight_not_positive",
    (2, '"x" is not a number'): "header_no",
    # condition
    (2, "kappa is not greater than 1"): "kappa_1",
    (2, "sigma is not positive"): "sigma_0",
    (2, '"free" is missing'): "sigma_not_free",
    (2, "0 < m0 < delta <= 1 does not hold"): "m0_0 m0_is_delta delta_larger_than_1",
    (2, "the width is not positive"): "width_0",
    (2, "sparse 0"): "sparse_0",
    (2, "sparse 5"): "sparse_too_large",
    (2, "direction 2 is zero"): "direction_0",
    # groups
    (1, "there are more than 2 groups"): "groups_too_few",
    (1, "there are 3 groups, not 4"): "groups_too_many",
    (2, "this should be group"): "group_0 groups_out_of_order",
    (2, '"group" is missing'): "group_missing",
    (2, "no label column"): "pairs_without_labels",
    (2, "no cell column"): "cells_without_cells",
    # slab and bound
    (1, "the slab's value is"): "slab_value sigma_slab_value whole_for_pairs",
    (1, "the slab's mass 1/9 is below m0"): "slab_too_light",
    (1, "the slab does not violate: its dilation has mass 1 >= delta"):
        "slab_dilation_reaches_delta",
    (1, "the slab does not violate: its dilation gains enough"):
        "slab_gains_enough slab_gains_just_enough",
    (1, "the slab holds no point"): "slab_without_points",
    (1, "the slab does not belong to the family"):
        "slab_too_narrow slab_a_little_too_narrow slab_too_many_entries"
        " slab_not_listed",
    (2, "the slab's direction is zero"): "slab_direction_0",
    (2, "the slab's half-width is negative"): "slab_half_width_negative",
    (2, "a negative bound"): "bound_negative",
    (1, "the bound is not one that is given"):
        "given sigma_given given_infinite delta_larger",
    # features
    (1, "feature 1 is not constant"): "constant_is_not",
    (2, "constant: feature 1 is not there, or not in order"): "constant_out_of_order",
    (2, "constant: feature 2 is not there, or not in order"): "constant_twice",
    (2, "constant: feature 5 is not there"): "constant_out_of_range",
    (2, "constant features in family directions"): "constant_in_directions",
    (2, "is not there, or not in order"): "keep_constant keep_out_of_order",
    (2, "keep: 4 features of 3"): "keep_too_many",
    (1, "is not as its relation says"): "constant_left_in keep_nothing relation_wrong",
    (2, "a relation that begins with 0"): "relation_0",
    (2, '"affine" is missing'): "relation_missing sparse_larger",
    (1, "a feature is left out"): "width_feature_left_out",
    # space
    (1, "a scale does not make all values integers"): "scale_too_small",
    (2, "a scale that is not positive"): "scale_0 scale_negative",
    (1, "scales differ"): "scale_width",
    (2, "the transform's diagonal has a 0"): "transform_not_invertible",
    (1, "the transform is not the identity"): "transform_width",
    # trees
    (1, "unsafe cell"):
        "box_unsafe tree_counted m0_smaller sigma_larger width_smaller sigma_bound_higher"
        " far_bound_lower heavy_bound_lower"
        " sigma_bound_infinite sigma_bound_contradicts_slab infinite_contradicts_slab",
    (1, "a counted box with centres that do not pass"): "centres_counted",
    (2, "a split across coordinate 1"): "split_of_chart",
    (2, "coordinate 3: there are 2"): "split_of_coordinate_3",
    (2, "coordinate 0: there are 2"): "split_of_coordinate_0",
    (2, "coordinate 2 is halved more than 60 times"): "halved_61_times",
    # cases
    (2, "cases in one dimension"): "cases_in_one_dimension",
    (1, "pair 3,4 is missing"): "pair_missing",
    (1, "pair 3,1 is missing"): "pair_of_centre_missing",
    (1, "pair 2,4 is missing"): "cases_empty",
    (1, "is missing"): "bound_lower bound_a_little_lower bound_contradicts_slab",
    (2, "is out of order"): "pair_twice pair_behind_stretch",
    (2, "there are 4 points"): "pair_0 pair_without_point",
    (2, '")" in a case tree'): "pair_without_tree",
    (1, "a case that does not pass"):
        "case_counted kappa_smaller kappa_a_little_smaller pairs_out_of_order"
        " stretch_wider transform_other",
    (2, "form b of point 3 is decided twice"): "decision_twice",
    (2, "there is no such decision"):
        "decision_letter decision_without_letter decision_without_point",
    (1, "multipliers that prove nothing"):
        "multiplier_wrong multipliers_one_too_few row_not_strict row_0_of_width"
        " decision_other_side",
    (2, "a multiplier that is not positive"): "multiplier_0 multiplier_negative",
    (2, '":" is missing'): "multiplier_missing",
    (2, "does not exist, or is out of order"):
        "row_missing rows_out_of_order row_twice row_0_of_stretch",
    (2, "there is no such stretch of centres"): "stretch_in_family_all stretch_negative",
    (2, '"," is missing'): "stretch_without_length",
    (1, "centres that do not pass are in no stretch"):
        "stretches_missing stretches_with_gap stretch_begins_late stretch_ends_early"
        " scale_larger_width",
}



def ten(zeros):
    """A power of ten. Python itself takes long for numbers of this size."""
    return "1" + zeros * "0"


# exit status, part of the message: (what is in square.dcert, what takes its place)
LARGE = {
    (2, "a token of more than 1000000 characters"):
        [("kappa 3", f"kappa {ten(10**6)}"), ("family", f"{10**6 * 'f'}amily"),
         ("!1:1,2:1", f"!1:1,2:{ten(10**6)}"), ("data ", f"data {ten(10**6)}")],
    (2, "a count of more than 18 digits"):
        [("features 2", f"features {ten(10**6 - 1)}"), ("+3b", f"+{ten(10**5)}b"),
         ("!1:1,2:1", f"!{ten(10**5)}:1")],
    (2, "digits are missing"):
        [("features 2 1 2", "features 3 1 2"), ("features 2 1 2", "features 999999 1 2"),
         ("family all", f"family directions {ten(17)} 1 0")],
    (2, "there are 1000000"): [("features 2 1 2", f"features {ten(17)} 1 2")],
    (2, "keep: 100000000000000000 features of 2"): [("keep 2 1 2", f"keep {ten(17)} 1 2")],
    (1, "there are 1 groups, not"): [("groups whole 1", f"groups whole {ten(17)}")],
    (1, "prove nothing"): [("!1:1,2:1", f"!1:{ten(490000)},2:{ten(490001)}")],
    (1, "is missing"):
        [("slab 1/2 1 0 0 0\nbound 1/2",
          f"slab none\nbound {99999 * '4'}9/{ten(100000)}"),
         ("slab 1/2 1 0 0 0\nbound 1/2", f"slab none\nbound 1/{ten(999990)}")],
    (0, ""):
        [("!1:1,2:1", f"!1:{ten(490000)},2:{ten(490000)}"),
         ("sigma 1/4", f"sigma {ten(499000)}/4{499000 * '0'}"),
         ("bound 1/2", f"bound {50000 * '5'}/1{49999 * '1'}0"),
         ("1 1 origin 1 1", f"{ten(9999)} {ten(9999)} origin {ten(9999)} {ten(9999)}")],
}


class Bad(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="doublecheck-test-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.square = harness.read_good("square")

    def refused(self, name, data, certificate, code, says):
        """... with one message, and without the word VERIFIED."""
        run = harness.run(harness.VERIFIER, data, certificate)
        self.assertEqual(run.code, code, f"{name}: {run}")
        self.assertEqual(run.out.endswith("\nVERIFIED\n"), code == 0, f"{name}: {run}")
        self.assertEqual("VERIFIED" in run.out, code == 0, f"{name}: {run}")
        self.assertEqual(run.out.endswith("REJECTED\n"), code == 1, f"{name}: {run}")
        self.assertEqual(run.err.count("\n"), int(code != 0), f"{name}: {run}")
        self.assertIn(says, run.err, name)
        if code != 0:
            self.assertTrue(run.err.startswith("doublecheck-verify: "), f"{name}: {run}")

    def second(self, name, data, text, code):
        """verify.py says the same, but for data that cannot be read: those it rejects."""
        try:
            verify.verify(harness.read_bytes(data), text)
            found = 0
        except verify.Rejected as error:
            found = 2 if str(error).startswith("data: ") else 1
        except verify.Malformed:
            found = 2
        self.assertEqual(found, code, name)

    def both(self, name, data, text, code, says):
        path = harness.write(os.path.join(self.folder, "made.dcert"), text)
        self.refused(name, data, path, code, says)
        self.second(name, data, text, code)

    def test_files(self):
        names = set()
        for (code, says), flawed in FLAWS.items():
            for name in flawed.split():
                path = os.path.join(harness.HERE, "bad", name + ".dcert")
                text = harness.read_bytes(path).decode("latin-1")
                self.refused(name, data_of(text), path, code, says)
                self.second(name, data_of(text), text, code)
                names.add(name + ".dcert")
        self.assertEqual(names, set(os.listdir(os.path.join(harness.HERE, "bad"))))

    def test_cut_anywhere(self):
        """After each of its tokens, and inside the last."""
        data = harness.data_path("square.csv")
        tokens = self.square.split()
        for count in range(len(tokens)):
            self.both(f"{count} tokens", data, " ".join(tokens[:count]), 2, "too early")
        self.both("cut", data, self.square.rstrip()[:-1], 2, '"end" is missing')

    def test_large(self):
        data = harness.data_path("square.csv")
        for (code, says), changes in LARGE.items():
            for old, new in changes:
                name, text = f"{new[:40]}...", self.square.replace(old, new, 1)
                self.assertNotEqual(text, self.square)
                path = harness.write(os.path.join(self.folder, "large.dcert"), text)
                self.refused(name, data, path, code, says)
                if len(text) < 5 * 10**5:       # long numbers take Python long
                    self.second(name, data, text, code)

    def test_deep_cases(self):
        """1,600 decisions, one below the other: the bound 1 lets everything pass."""
        count = 400
        rows = [f"{k},{k * k}" for k in range(count)]
        data, head = self.start(rows, 2)
        forms = [f"+{k}{form}" for k in range(1, count + 1) for form in "abAB"]
        leaves = " .".join([""] * (len(forms) + 2))
        text = f"{head}( 1,2 {' '.join(forms)}{leaves} )\n.\nend\n"
        self.both("deep cases", data, text, 0, "")
        self.both("a leaf less", data, text.replace(" . )", " )"), 2, "in a case tree")
        self.both("cut", data, text[:text.index(" . ")], 2, "too early")
        twice = text.replace("+400B", "+1a")
        self.both("twice", data, twice, 2, "form a of point 1 is decided twice")

    def test_deep_boxes(self):
        """Each of 39 coordinates halved 60 times, one box below the other."""
        dims = 40
        rows = [",".join(map(str, row)) for row in
                [[0] * dims] + [[int(k == l) for k in range(dims)] for l in range(dims)]]
        data, head = self.start(rows, dims)
        splits = [l for l in range(2, dims + 1) for _ in range(60)]
        leaves = " .".join([""] * (len(splits) + 2))
        text = f"{head}{' '.join(map(str, splits))}{leaves}{' .' * (dims - 1)}\nend\n"
        self.both("deep boxes", data, text, 0, "")
        self.both("a leaf less", data, text.replace(" .\nend", "\nend"), 2, "are missing")
        self.both("cut", data, text[:text.index(" . ")], 2, "too early")
        again = text.replace(" . ", " 2 . ", 1)
        self.both("once more", data, again, 2, "is halved more than 60 times")

    def test_many_boxes(self):
        """All boxes that nine halvings make, each counted."""
        data, head = self.start(["0,0", "1,0", "0,1"], 2)
        tree = "2 " * 9
        for k in range(1, 512):
            turns = (k & -k).bit_length() - 1       # how many halves end with this leaf
            tree += ". " + "2 " * turns
        text = f"{head}{tree}.\n.\nend\n"
        self.both("many boxes", data, text, 0, "")

    def start(self, rows, dims):
        """A data file, and a certificate up to its trees; m* <= 1 is claimed."""
        data = os.path.join(self.folder, "made.csv")
        harness.write(data, "".join(row + "\n" for row in rows))
        canonical = "".join(row + ";1;0;0\n" for row in rows)
        digests = [hashlib.sha256(text).hexdigest() for text in
                   (harness.read_bytes(data), canonical.encode())]
        columns = " ".join(map(str, range(1, dims + 1)))
        transform = " ".join(str(int(r == c)) for r in range(dims) for c in range(r + 1))
        return data, (
            f"dcert 1 data {digests[0]} header no delimiter comma\n"
            f"features {dims} {columns} label none weight none cell none\n"
            f"points {digests[1]}\nquestion critical-mass\n"
            "kappa 2 sigma 1/4 delta 1/2 m0 1/10 family all groups whole 1\n"
            f"group 1 slab none bound 1 constant 0\nkeep {dims} {columns}\n"
            f"scale{' 1' * dims} origin{' 0' * dims} transform {transform}\n")


def data_of(text):
    """The data file that a certificate names, else square.csv."""
    for name in sorted(os.listdir(harness.data_path(""))):
        path = harness.data_path(name)
        if hashlib.sha256(harness.read_bytes(path)).hexdigest() in text:
            return path
    return harness.data_path("square.csv")


if __name__ == "__main__":
    unittest.main()
