#!/usr/bin/env python3
"""Certificates for all files in tests/corpus/good: for CSV they are about the file
itself, for what is packed or of another format about the CSV that `doublecheck convert`
makes of it."""

import gzip
import hashlib
import os
import tempfile
import unittest

import harness
import verify

CORPUS = os.path.join(os.path.dirname(harness.HERE), "corpus")

# Options that say what is read, and others.
READING = ([], ["--label", "none"], ["--drop", "1"], ["--columns", "1"])
CHECKS = (["--delta", "1", "--kappa", "3"], ["--maximize", "sigma", "--m0", "1/4"],
          ["--family", "axes", "--decide"])


class Formats(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="doublecheck-test-")
        self.addCleanup(folder.cleanup)
        self.proof = os.path.join(folder.name, "made.dcert")
        self.copy = os.path.join(folder.name, "copy.csv")
        self.folder = folder.name

    def verdicts(self, data):
        """Do doublecheck-verify and verify.py accept the certificate for these data?"""
        run = harness.run(harness.VERIFIER, "--quiet", data, self.proof)
        self.assertIn(run.code, (0, 1), f"{data}: {run}")
        try:
            verify.verify(harness.read_bytes(data),
                          harness.read_bytes(self.proof).decode())
            second = True
        except verify.Rejected:
            second = False
        self.assertEqual(run.code == 0, second, data)
        return second

    def one(self, name, reading, check):
        """False if the file cannot be read that way."""
        data = os.path.join(CORPUS, "good", name)
        if harness.run(harness.PROGRAM, "convert", data, *reading,
                       "--output", self.copy).code != 0:
            return False
        run = harness.run(harness.PROGRAM, data, *reading, *check, "--certificate",
                          self.proof)
        self.assertIn(run.code, (0, 1), f"{name} {reading} {check}: {run}")
        csv = name.endswith((".csv", ".tsv"))
        same = harness.read_bytes(data) == harness.read_bytes(self.copy)
        self.assertEqual(self.verdicts(data), csv, f"{name} {reading} {check}")
        self.assertEqual(self.verdicts(self.copy), same or not csv,
                         f"{name} {reading} {check}")
        return True

    def test_good(self):
        names = [name for name in sorted(os.listdir(os.path.join(CORPUS, "good")))
                 if "labels" not in name]
        self.assertGreater(len(names), 15)
        for k, name in enumerate(names):
            self.assertTrue(self.one(name, [], CHECKS[k % 3]), name)
            for l, reading in enumerate(READING[1:]):
                self.one(name, reading, CHECKS[(k + l) % 3])

    def test_weights_and_cells(self):
        """Columns that convert keeps."""
        reading = ["--weight", "mass", "--label", "class", "--columns", "x,y"]
        for name, grouping in (("cells.tsv", "cells:cell"), ("cells.tsv", "whole")):
            data = harness.data_path(name)
            packed = os.path.join(self.folder, "packed.tsv.gz")
            harness.write(packed, gzip.compress(harness.read_bytes(data)))
            options = reading + ["--groups", grouping]
            keep = ["--cell", "cell"] if grouping != "whole" else []
            run = harness.run(harness.PROGRAM, "convert", packed, *reading, *keep,
                              "--output", self.copy)
            self.assertEqual(run.code, 0, run)
            run = harness.run(harness.PROGRAM, packed, *options, "--certificate",
                              self.proof)
            self.assertIn(run.code, (0, 1), run)
            self.assertTrue(self.verdicts(self.copy))
            self.assertFalse(self.verdicts(data))
            self.assertFalse(self.verdicts(packed))

    def test_bad(self):
        """Data that cannot be read, under a certificate that names them."""
        square = harness.read_good("square").split()
        for name in sorted(os.listdir(os.path.join(CORPUS, "bad"))):
            data = os.path.join(CORPUS, "bad", name)
            for label in "none", "2":
                tokens = list(square)
                tokens[3] = hashlib.sha256(harness.read_bytes(data)).hexdigest()
                tokens[tokens.index("label") + 1] = label
                harness.write(self.proof, "\n".join(tokens))
                run = harness.run(harness.VERIFIER, data, self.proof)
                self.assertIn(run.code, (1, 2, 3), f"{name}: {run}")
                self.assertEqual(run.err.count("\n"), 1, f"{name}: {run}")
                with self.assertRaises((verify.Rejected, verify.Malformed), msg=name):
                    verify.verify(harness.read_bytes(data), " ".join(tokens))


if __name__ == "__main__":
    unittest.main()
