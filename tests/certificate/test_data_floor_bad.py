#!/usr/bin/env python3
"""Certificates of data floors with one flaw each: the exit status and the message of
doublecheck-verify-floor. verify_data_floor.py must say the same, but of limits."""

import hashlib
import os
import tempfile
import unittest

import data_floor_examples as examples
import harness
import second
import verify_data_floor

PROGRAM = os.environ["DOUBLECHECK_VERIFY_FLOOR"]
HUGE = "1" + 6100 * "0"                 # more than 20,000 bits
LEAF = "b 1 73000000000000 5 15 15 5"
BASIS = "1 20 2 3 2 -1 -1 1"

# exit status, part of the message, name of a good certificate: what is changed there, and
# into what
FLAWS = [
    # ---- form
    (2, "too early", "four", [(" end", ""), (f" {LEAF} end", "")]),
    (2, "text behind the end", "four", [(" end", " end end"), (" end", " end n")]),
    (2, "is missing before", "four", [
        ("ddata", "data"), ("ddata 1", "ddata 2"), ("ddata 1", "1"), ("loss 31/50", "31/50"),
        ("accuracy", "accurate"), ("accuracy 1/2", "vacuous 1/2"), (" accuracy 1/2", ""),
        ("bits 5", "5"), ("keep 1 1", "1 1"), ("drop 0", "0"), ("matrix", "M"),
        ("weights 4", "weight 4"), ("proof", "by"), ("bases", "cuts"), ("drop 0", "drop 0 1"),
        (LEAF, LEAF + " 5"), (LEAF, "x"), (LEAF, "c1"), (LEAF, "B"), (LEAF, LEAF + " n")]),
    (2, "where one of", "four", [("proof points", "proof trivial")]),
    (2, "is too much", "four", [("31/50", "0.62"), ("bits 5", "bits 5/1"), (LEAF, "n1"),
                                ("15 15", "15/1 15"), (LEAF, "p1:2: n n"), (LEAF, "bb")]),
    (2, "leading zero", "four", [("15 15", "015 15"), ("73000000000000", "073"),
                                 (LEAF, "p01:2 n n")]),
    (2, "digits are missing", "four", [("15 15", "+15 15"), ("15 15", "x 15"),
                                       ("73000000000000", "-1"), ("weights 4", "weights -4"),
                                       (LEAF, "p n n"), ("2 -1 -1 1", "2 - -1 1"),
                                       ("identity", "one"), (f" {LEAF}", " b 1 5 5 15 15")]),
    (2, "denominator is not positive", "four", [("31/50", "31/0"), ("1/2", "1/-2")]),
    (2, "a count of more than 18 digits", "four", [("73000000000000", 19 * "1"),
                                                   ("weights 4", "weights " + 19 * "1"),
                                                   ("bits 5", "bits " + 19 * "1")]),
    (2, "is not plain text", "four", [("end", "\x01end"), ("end", "\x7f")]),
    # ---- numbers
    (2, "a negative loss", "four", [("31/50", "-1/50")]),
    (2, "accuracy is not from 0 to 1", "four", [("1/2", "-1/2"), ("1/2", "3/2")]),
    (2, "0 bits: from 1 to 20", "four", [("bits 5", "bits 0")]),
    (2, "21 bits: from 1 to 20", "four", [("bits 5", "bits 21")]),
    (2, "weights 0", "four", [("weights 4", "weights 0")]),
    (2, "a scale that is not positive", "four", [("1048576", "0"), ("1048576", "-1/3")]),
    (2, "row 1 of the matrix", "four", [("identity", "1 5 0"), ("identity", "1 5 -1")]),
    (2, "row 0 of the matrix", "four", [("identity", "0 5 1"), ("identity", "-1 5 1")]),
    (2, "keep: 2 features of 1", "four", [("keep 1", "keep 2")]),
    (2, "drop: 9 features of 4", "dropped", [("drop 2", "drop 9")]),
    (2, "feature 0: there are 1", "four", [("keep 1 1", "keep 1 0")]),
    (2, "feature 2: there are 1", "four", [("keep 1 1", "keep 1 2")]),
    (2, "feature 1 is neither", "four", [("keep 1 1 0 1048576", "keep 0")]),
    (2, "feature 3 is neither", "dropped", [("drop 2 4 1/3 -2 1 3 7 0 0",
                                             "drop 1 4 1/3 -2 1")]),
    (2, "kept or dropped twice", "dropped", [
        ("keep 2 1 0 1048576 2", "keep 2 1 0 1048576 1"), ("3 7 0 0", "4 7 0 0"),
        ("3 7 0 0", "2 7 0 0")]),
    # ---- what there is not
    (2, "column 3: the data have 2", "four", [("label 2", "label 3"),
                                              ("weight none", "weight 3")]),
    (2, "point 5: there are 4", "four", [(BASIS, "1 20 5 3 2 -1 -1 1")]),
    (2, "point 0: there are 4", "four", [(BASIS, "1 20 2 0 2 -1 -1 1")]),
    (2, "point 2 is twice", "four", [(BASIS, "1 20 2 2 2 -1 -1 1")]),
    (2, "point 11 is twice", "three", [(" 7 2 4 -5148", " 7 2 11 -5148")]),
    (2, "basis 2: there are 1", "four", [("b 1", "b 2")]),
    (2, "basis 0: there are 1", "four", [("b 1", "b 0")]),
    (2, "basis 1: there are 0", "four", [(f"bases {BASIS}", "bases 0")]),
    (2, "there are 4 points and 2 classes", "four", [
        (LEAF, "p0:2 n n"), (LEAF, "p5:2 n n"), (LEAF, "p1:0 n n"), (LEAF, "p1:3 n n")]),
    (2, "class 1 is its own", "four", [(LEAF, "p1:1 n n")]),
    (2, "class 2 is its own", "four", [(LEAF, "p2:2 n n")]),
    (2, "is lost already", "four", [(LEAF, "p1:2 p1:2 n n n")]),
    (2, "point 12 is lost already", "three", [("p12:2 p6:1", "p12:2 p12:1")]),
    (2, "point 1: class 2 is decided already", "four", [(LEAF, f"p1:2 {LEAF} p1:2 n n")]),
    (2, "c0: there are", "two", [(" c1 c2", " c0 c2")]),
    (2, "c9: there are", "two", [(" c1 c2", " c9 c2")]),
    (2, "a proof by directions, with 3 classes", "free", [
        ("proof points", "proof directions")]),
    (2, "a proof by directions of a vacuous claim", "two", [("accuracy 5/8", "vacuous")]),
    (2, "a box without an edge is halved", "one_direction", [(" n c1", " h n c1")]),
    # ---- what does not hold
    (1, "the content of", "four", [(" data c", " data 0")]),
    (1, "the list of points of", "four", [("label 2", "label 1"), (" points b", " points 5"),
                                          ("header no", "header yes")]),
    (1, "dropped feature 4: point 1", "dropped", [("4 1/3 -2", "4 1/3 2"),
                                                  ("4 1/3 -2", "4 1/4 -2")]),
    (1, "dropped feature 3: point 1 has", "dropped", [("3 7 0 0", "3 6 0 0"),
                                                      ("3 7 0 0", "3 7 0 1/99999")]),
    (1, "block 1 is too far", "four", [
        (BASIS, "1 19 2 3 2 -1 -1 1"), (BASIS, "1 20 1 4 2 -1 -1 1"),
        (BASIS, "1 20 3 2 2 -1 -1 1"), (BASIS, "1 20 2 3 0 0 0 0"),
        (BASIS, "1 20 2 3 1 -1 -1 1"), (BASIS, "1 0 2 3 2 -1 -1 1"),
        ("weights 4", "weights 3"), ("1048576", "1")]),
    (1, "leaf 1: the vector does not prove", "four", [
        ("31/50", "629/1000"), ("31/50", "63/100"), ("1/2", "3/4"), ("5 15 15 5", "5 15 15 4"),
        ("5 15 15 5", "0 0 0 0"), ("73000000000000", "0"),
        ("73000000000000", "195103586505166"), ("73000000000000", 18 * "9"),
        ("accuracy 1/2", "vacuous"), ("weights 4", "weights 7"), ("bits 5", "bits 10")]),
    (1, "leaf 2: the vector does not prove", "four", [
        (LEAF, f"p2:1 {LEAF} b 1 0 0 0 0 0")]),
    (1, "leaf 1: point 2 has a negative number, -63, for class 2", "four", [
        ("5 15 15 5", "32 0 0 32")]),
    (1, "leaf 1: point 2 has a negative number, -40, for class 2", "four", [
        (LEAF, "b 1 0 34 15 44 5")]),
    (1, "leaf 1: point 1 has a negative number, -2, for class 2", "four", [
        (LEAF, "b 1 0 -2 15 8 5")]),
    (1, "leaf 1: point 3 has a negative number, -2, for class 2", "four", [
        (LEAF, "p1:2 b 1 0 5 15 0 -4 n")]),
    (1, "leaf 1: points of weight 4 are not kept, not less than 3", "four", [(LEAF, "n")]),
    (1, "leaf 2: points of weight 3 are not kept, not less than 3", "four", [
        (LEAF, f"p1:2 {LEAF} n")]),
    (1, "cut 1: the vector does not prove", "two", [("loss 61/100", "loss 13/20"),
                                                    ("accuracy 5/8", "accuracy 1")]),
    (1, "does not exclude the box", "two", [(" c1 c2", " c2 c1"), (" c1 c2", " c2 c2")]),
    (1, "chart 1: leaf 1: points of weight 4 are not kept", "two", [(" c1 c2", " n c2")]),
    (1, "not less than log 2", "two", [
        ("loss 61/100", "loss 694/1000"), ("loss 61/100", "loss 9"),
        ("loss 61/100", "loss 195103586505166/281474976710656")]),
    # ---- limits
    (3, "loss of more than 20000 bits", "four", [("31/50", f"31/{HUGE}")]),
    (3, "accuracy of more than 20000 bits", "four", [("1/2", f"1/{HUGE}")]),
    (3, "a scale of more than 20000 bits", "four", [("1048576", HUGE)]),
    (3, "a shift of more than 20000 bits", "four", [("1 0 1048576", f"1 {HUGE} 1")]),
    (3, "a coefficient of more than 20000 bits", "dropped", [("4 1/3", f"4 1/{HUGE}")]),
    (3, "a basis of 20001 bits", "four", [("1 20 2", "1 20001 2")]),
    (3, "more than 40 bits", "four", [("5 15 15 5", "2000000000000 15 15 5"),
                                      ("5 15 15 5", f"5 {HUGE} 15 5")]),
]


class Bad(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="doublecheck-test-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def refused(self, what, data, text, code, says):
        """... with one message, and without the word VERIFIED."""
        path = harness.write(os.path.join(self.folder, "bad.ddata"), text)
        run = harness.run(PROGRAM, data, path)
        self.assertEqual(run.code, code, f"{what}: {run}")
        self.assertNotIn("VERIFIED", run.out, what)
        self.assertEqual(run.out.endswith("REJECTED\n"), code == 1, f"{what}: {run}")
        self.assertEqual(run.err.count("\n"), 1, f"{what}: {run}")
        self.assertIn(says, run.err, what)
        self.assertTrue(run.err.startswith("doublecheck-verify-floor: "), what)
        if code == 3:
            return
        found, _ = second.outcome(verify_data_floor.verify, harness.read_bytes(data), text)
        self.assertEqual(found, code, what)

    def test_flaws(self):
        for code, says, name, changes in FLAWS:
            text = " ".join(examples.read_good(name).split())
            for old, new in changes:
                what = f"{name}: {old[:40]} -> {new[:40]}"
                with self.subTest(what):
                    self.assertIn(old, text)
                    self.refused(what, examples.data_path(name),
                                 text.replace(old, new, 1), code, says)

    def test_cut_anywhere(self):
        """After each of its tokens."""
        for name in ("four", "constant", "one_direction"):
            tokens = examples.read_good(name).split()
            for count in range(len(tokens)):
                self.refused(f"{name}: {count} tokens", examples.data_path(name),
                             " ".join(tokens[:count]), 2, "too early")

    def test_halvings(self):
        """60 of the only edge, and one more."""
        text = " ".join(examples.read_good("two").split())
        place = text.index(" c1 c2")
        for halvings, code in ((60, 1), (61, 3)):
            boxes = halvings * " h" + " n"
            path = harness.write(os.path.join(self.folder, "halved.ddata"),
                                 text[:place] + boxes + text[place:])
            run = harness.run(PROGRAM, examples.data_path("two"), path)
            self.assertEqual(run.code, code, str(run))
            self.assertIn("not kept" if code == 1 else "more than 60 times", run.err)

    def test_data(self):
        """A class only; data that cannot be read."""
        good = " ".join(examples.read_good("four").split())
        path = harness.write(os.path.join(self.folder, "good.ddata"), good)
        run = harness.run(PROGRAM, "none.csv", path)
        self.assertEqual(run.code, 2, str(run))
        self.made("0,a\n1,a\n", "0;1;1;0\n1;1;1;0\n", 2, "two classes, but there is only one")
        self.made("0,a\n1,a\n", "0;1;0;0\n1;1;0;0\n", 2, "needs a label column", "none")
        count = 16000
        self.made("".join(f"0,{s}\n" for s in range(count)),
                  "".join(f"0;1;{s + 1};0\n" for s in range(count)), 3,
                  "16000 points times 16000 classes")

    def made(self, content, canonical, code, says, label="2"):
        data = harness.write(os.path.join(self.folder, "made.csv"), content)
        tokens = examples.read_good("four").split()
        tokens[tokens.index("label") + 1] = label
        for word, text in (("data", content), ("points", canonical)):
            tokens[tokens.index(word) + 1] = hashlib.sha256(text.encode()).hexdigest()
        self.refused("made", data, " ".join(tokens), code, says)


if __name__ == "__main__":
    unittest.main()
