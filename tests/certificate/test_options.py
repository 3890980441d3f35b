#!/usr/bin/env python3
"""The command line of doublecheck-verify: what may be expected of a claim, where data and
certificate come from, what is printed, and how it ends."""

import contextlib
import io
import os
import subprocess
import tempfile
import unittest

import harness
import verify
from examples import EXAMPLES

# certificate: {name: (what its claim has, what it has not)}
EXPECTED = {
    "square": {
        "question": ("critical-mass", "sigma critical mass"),
        "kappa": ("3 3.0 6/2 3e0 +3 30e-1 .3e1 003", "2 3.0000001 -3 3/2 x 3x 3/0 nan"),
        "sigma": ("1/4 0.25 25e-2 2/8", "0.26 1/3 free 0"),
        "delta": ("1 1.0 2/2", "0.99 1/2 none"),
        "m0": ("3/5 0.6 6e-1 .60", "0.59 3 5/3"),
        "family": ("all", "width:1 sparse:2 axes directions al"),
        "groups": ("whole", "pairs cells all"),
        "verdict": ("holds", "violated undecided HOLDS"),
        "features": ("1,2", "2,1 1 2 1,2,3 all"),
        "label": ("none", "1 3 0"), "weight": ("none", "1"), "cell": ("none", "1"),
        "header": ("yes", "no true"), "delimiter": ("comma", "tab semicolon ,"),
    },
    "cells": {
        "m0": ("1/10 0.1 10e-2 0.100", "0.1000000000000000055511151231257827 0.09999"),
        "groups": ("cells", "whole pairs"), "verdict": ("violated", "holds undecided"),
        "features": ("3,6", "6,3 x,y 3"), "label": ("4", "none 3 class"),
        "weight": ("5", "none mass"), "cell": ("2", "none 1"),
        "delimiter": ("tab", "comma"),
    },
    "pairs": {"groups": ("pairs", "whole"), "label": ("3", "none")},
    "line_weights": {"header": ("no", "yes"), "delimiter": ("semicolon", "comma"),
                     "sigma": ("0.3 3/10", "0.30001")},
    "line_rounded": {"kappa": ("3/2 1.5", "2")},
    "undecided": {"verdict": ("undecided", "holds violated")},
    "gain": {"question": ("sigma", "critical-mass"), "sigma": ("free", "1/4 0 1/3"),
             "verdict": ("holds", "violated")},
    "line_no_gain": {"verdict": ("violated", "holds")},
    "width": {"family": ("width:3/2 width:1.5 width:6/4", "all width:1 width width:")},
    "sparse_columns": {"family": ("sparse:2", "sparse:1 sparse all axes")},
    "axes": {"family": ("axes", "all sparse:1 directions")},
    "directions": {"family": ("directions", "all axes directions:ways.csv")},
}


class Options(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="doublecheck-test-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.data = harness.data_path("square.csv")
        self.proof = harness.good_path("square")
        self.bad = os.path.join(harness.HERE, "bad", "pair_missing.dcert")

    def check(self, code, *arguments, says="", **options):
        run = harness.run(harness.VERIFIER, *arguments, **options)
        self.assertEqual(run.code, code, f"{arguments}: {run}")
        if options.get("stdout") is None:
            self.assertEqual("VERIFIED" in run.out, code == 0, f"{arguments}: {run}")
            self.assertEqual("REJECTED" in run.out, code == 1, f"{arguments}: {run}")
        self.assertIn(says, run.err, arguments)
        if code == 0:
            self.assertEqual(run.err, "", arguments)
        elif code == 1:
            self.assertEqual(run.err.count("\n"), 1, f"{arguments}: {run}")
        return run

    def write(self, name, content):
        return harness.write(os.path.join(self.folder, name), content)

    def test_expected(self):
        data = {example.name: example.data for example in EXAMPLES}
        data["square"] = "square.csv"
        for proof, names in EXPECTED.items():
            files = harness.data_path(data[proof]), harness.good_path(proof)
            for name, (right, wrong) in names.items():
                for value in right.split():
                    self.check(0, f"--expect-{name}={value}", *files)
                for value in wrong.split() + [""]:
                    self.check(1, f"--expect-{name}={value}", *files,
                               says=f"not {value} as expected")

    def test_expected_by_verify_py(self):
        """... of the names that both have, where it takes the value."""
        data = {example.name: example.data for example in EXAMPLES}
        for proof in set(EXPECTED) - {"square"}:
            files = harness.data_path(data[proof]), harness.good_path(proof)
            for name, (right, wrong) in EXPECTED[proof].items():
                for code, value in [(0, value) for value in right.split()] + [
                        (1, value) for value in wrong.split()]:
                    if expected_by_second(name, value):
                        with contextlib.redirect_stdout(io.StringIO()), \
                                contextlib.redirect_stderr(io.StringIO()):
                            self.assertEqual(code, verify.main(
                                [f"--expect-{name}={value}", *files]), (name, value))

    def test_bound_is_m0(self):
        """HOLDS is said of a bound that is less, not of one that is equal."""
        text = harness.read_good("square").replace("slab 1/2 1 0 0 0", "slab none")
        for m0, verdict in (("m0 1/2", "undecided"), ("m0 51/100", "holds")):
            proof = self.write("equal.dcert", text.replace("m0 3/5", m0))
            self.check(0, "--expect-verdict", verdict, self.data, proof)

    def test_several_expected(self):
        right = ["--expect-kappa=3", "--expect-m0", "0.6", "--expect-verdict=holds"]
        self.check(0, *right, self.data, self.proof)
        self.check(0, self.data, self.proof, *right)
        self.check(0, *right, "--", self.data, self.proof)
        for k in (0, 1, 3):
            wrong = right[:k] + ["--expect-sigma=3", "--expect-label=2"] + right[k:]
            self.check(1, *wrong, self.data, self.proof, says="as expected")

    def test_wrong_usage(self):
        for arguments in ([], [self.data], [self.data, self.proof, self.proof],
                          ["--"], ["--", self.data], ["-", "-"], ["--quiet", "-", "-"]):
            self.check(2, *arguments, says="doublecheck-verify: ")
        for option in ("--expect-nothing=1", "--expect-kapa=3", "--verify",
                       "--quiet=1", "--expect-kappa", "-x", "--KAPPA=3", "--expect-=yes",
                       "--expect=yes", "--expect-d=comma", "--help", "-V", "-qh"):
            run = self.check(2, self.data, self.proof, option)
            self.assertNotEqual(run.err, "", option)

        self.check(2, self.data, self.proof, "--expect-kappa=3", "--expect-kappa=4",
                   says="given twice")
        self.check(0, self.data, self.proof, "--expect-kap=3", "--expect-kappa=3")

    def test_standard_input(self):
        data, proof = harness.read_bytes(self.data), harness.read_bytes(self.proof)
        self.check(0, "-", self.proof, stdin=data)
        self.check(0, self.data, "-", stdin=proof)
        self.check(1, "-", self.proof, stdin=data + b"\n", says="other data")
        self.check(1, "-", self.bad, stdin=data, says="pair 3,4 is missing")
        self.check(2, self.data, "-", stdin=b"", says="ends too early")
        self.check(2, self.data, "-", stdin=proof + proof, says="behind the end")
        self.check(2, "-", "-", stdin=data + proof, says="both be standard input")

    def test_files(self):
        missing = os.path.join(self.folder, "missing")
        for wrong, says in ((missing, "No such file"), (self.folder, "Is a directory"),
                            (os.path.join(self.proof, "x"), "Not a directory"),
                            ("", "No such file")):
            self.check(2, wrong, self.proof, says=says)
            self.check(2, self.data, wrong, says=says)
        self.check(2, self.data, self.data, says="is missing before")
        self.check(1, self.proof, self.proof, says="it is about other data")
        self.check(1, os.devnull, self.proof, says="it is about other data")
        self.check(2, self.data, os.devnull, says="ends too early")
        strange = self.write("-quiet", harness.read_bytes(self.data))
        self.check(0, "--", "-quiet", self.proof, folder=os.path.dirname(strange))

    def test_other_data(self):
        """Data of the same shape, and data that differ in one byte."""
        whole = harness.read_bytes(self.data)
        self.check(1, harness.data_path("corner.csv"), self.proof, says="other data")
        others = [whole[:k] + bytes([whole[k] ^ 1]) + whole[k + 1:]
                  for k in range(len(whole))]
        others += [whole + b"\n", whole[:-1], b"\xef\xbb\xbf" + whole, b"", b"\0" + whole,
                   whole.replace(b"\n", b"\r\n"), whole.replace(b",", b", ")]
        for other in others:
            path = self.write("other.csv", other)
            self.check(1, path, self.proof, says="it is about other data: the content of")

    def test_output_that_cannot_be_written(self):
        for arguments in ([self.data, self.proof], ["--quiet", self.data, self.proof],
                          ["--help"], ["--version"]):
            with open("/dev/full", "wb") as full:
                run = self.check(2, *arguments, stdout=full)
            self.assertIn("standard output cannot be written: No space left", run.err)
            closed = subprocess.run(
                ["sh", "-c", 'exec "$@" >&-', "sh", harness.VERIFIER, *arguments],
                stderr=subprocess.PIPE, check=False)
            self.assertEqual(closed.returncode, 2, arguments)
            self.assertIn(b"standard output cannot be written", closed.stderr)
        with open("/dev/full", "wb") as full:
            self.check(1, self.data, self.bad, stdout=full)

    def test_quiet(self):
        for option in "--quiet", "-q":
            self.assertEqual(self.check(0, option, self.data, self.proof).out,
                             "VERIFIED\n")
            self.assertEqual(self.check(1, option, self.data, self.bad).out, "REJECTED\n")
            self.assertEqual(self.check(2, option, self.data, self.data).out, "")
        self.check(1, "-q", "--expect-kappa=2", self.data, self.proof, says="kappa: 3")

    def test_help_and_version(self):
        for option in "--help", "-h":
            text = harness.run(harness.VERIFIER, option)
            self.assertEqual((text.code, text.err), (0, ""))
            self.assertTrue(text.out.startswith("Usage: doublecheck-verify "))
            for word in (*EXPECTED["square"], *"--quiet --help --version".split()):
                self.assertIn(word, text.out)
        for option in "--version", "-V":
            text = harness.run(harness.VERIFIER, option)
            self.assertEqual((text.code, text.err), (0, ""))
            self.assertRegex(text.out, r"^doublecheck-verify \d+\.\d+\.\d+\n$")

    def test_claim(self):
        """What is printed names the data, the columns, the condition and the groups."""
        out = self.check(0, harness.data_path("cells.tsv"),
                         harness.good_path("cells")).out
        for says in ("cells.tsv", "tab", "3,6", '"x", "y"', "1/10", "north", "south",
                     "yes, it is", "2/3 <= m* <= 2/3", "7/9 <= m* <= 7/9", "violated"):
            self.assertIn(says, out)
        out = self.check(0, harness.data_path("sparse.csv"),
                         harness.good_path("directions")).out
        for says in ("(1, 0, 0)", "(1, 1, 0)", "(-1, 2, 1)", "(0, 1, 1)"):
            self.assertIn(says, out)
        out = self.check(0, harness.data_path("spread.csv"),
                         harness.good_path("line_infinite")).out
        self.assertIn("infinite", out)

    def test_names_that_move_the_cursor(self):
        data = self.write("names.csv", "x\x1b[2J,label\n0,a\x1b[A\n1,b\n2,a\x1b[A\n")
        proof = os.path.join(self.folder, "names.dcert")
        run = harness.run(harness.PROGRAM, data, "--certificate", proof)
        self.assertIn(run.code, (0, 1), run)
        out = self.check(0, data, proof).out
        self.assertIn("a?[A", out)
        self.assertNotIn("\x1b", out)


def expected_by_second(name, value):
    try:
        verify.expectation(name, value)
        return True
    except (ValueError, ZeroDivisionError):
        return False


if __name__ == "__main__":
    unittest.main()
