#!/usr/bin/env python3
"""Certificates of floors that are right: those in floor/good/ are written again to the byte,
both verifiers accept them, and doublecheck-verify-floor's options insist on their claims."""

import os
import random
import subprocess
import tempfile
import unittest
from fractions import Fraction

import floor_examples
import harness
import verify_floor
from floor_examples import BY_HAND, EXAMPLES

PROGRAM = os.environ["DOUBLECHECK_VERIFY_FLOOR"]
WRITER = os.environ["WRITE_FLOOR"]

# name of an example: what is expected: (what its claim has, what it has not)
EXPECTED = {
    "pair": {
        "groups": ("pairs", "cells whole"), "kappa": ("4 4.0 8/2", "2 4.1 x"),
        "sigma": ("1", "2 free"), "delta": ("1", "1/2"), "m0": ("1/4 0.25", "0.2500001"),
        "radius": ("0 0/3 0.0", "1 none"), "loss": ("1/4 0.25", "0.24 0.26"),
        "accuracy": ("21/32 0.65 0 -1 0.65625", "0.65625001 1 nan x"),
        "proof": ("doubling", "trivial"), "features": ("1", "2 1,2"),
        "label": ("2", "1 none"), "weight": ("none", "1"), "cell": ("none", "1"),
        "header": ("no", "yes"), "delimiter": ("comma", "tab"),
    },
    "cells": {"groups": ("cells", "pairs"), "cell": ("2", "none"), "weight": ("5", "none"),
              "features": ("3,6", "6,3")},
    "trivial": {"proof": ("trivial", "doubling"), "kappa": ("2", "3"),
                "accuracy": ("0.9", "0.91")},
    "wide": {"radius": ("1/8 0.125", "0")},
}


def path_of(example):
    return os.path.join(harness.HERE, example.data)


class Good(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="doublecheck-test-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def check(self, code, *arguments, says=""):
        run = harness.run(PROGRAM, *arguments)
        self.assertEqual(run.code, code, f"{arguments}: {run}")
        self.assertEqual(run.out.endswith("VERIFIED\n"), code == 0, f"{arguments}: {run}")
        self.assertEqual(run.out.endswith("REJECTED\n"), code == 1, f"{arguments}: {run}")
        self.assertIn(says, run.err, arguments)
        return run

    def test_names(self):
        names = [example.name + ".dfloor" for example in EXAMPLES + [BY_HAND]]
        self.assertEqual(sorted(names),
                         sorted(os.listdir(os.path.join(harness.HERE, "floor/good"))))

    def test_accepted(self):
        for example in EXAMPLES + [BY_HAND]:
            good = floor_examples.good_path(example.name)
            run = self.check(0, path_of(example), good)
            self.assertEqual(run.err, "", example.name)
            claim = verify_floor.verify(harness.read_bytes(path_of(example)),
                                        floor_examples.read_good(example.name))
            for name in ("kappa", "m0", "radius", "loss", "accuracy", "proof"):
                self.assertIn(f"\n  {name:<12} {claim[name]}\n", run.out, example.name)
            quiet = self.check(0, "--quiet", path_of(example), good)
            self.assertEqual(quiet.out, "VERIFIED\n")

    def test_made_again(self):
        """... on this type of CPU, and other options."""
        made = os.path.join(self.folder, "made.dfloor")
        for example in EXAMPLES:
            accuracy = floor_examples.make(WRITER, example, made)
            text = harness.read_bytes(made).decode()
            self.assertEqual(text, floor_examples.read_good(example.name), example.name)
            claimed = Fraction(text.split()[text.split().index("accuracy") + 1])
            self.assertAlmostEqual(float(accuracy), float(claimed))

    def test_large(self):
        """Grids as fine as they are by default: too large for verify_floor.py."""
        made = os.path.join(self.folder, "made.dfloor")
        for example in (
                EXAMPLES[0]._replace(options="loss=1/10 m0=1/100 sigma=9/10"),
                EXAMPLES[0]._replace(options="loss=1/10 m0=1/20 kappa=3/2 sigma=1/3"),
                EXAMPLES[4]._replace(options="loss=1/10 m0=1/100 sigma=9/10")):
            self.assertEqual(len(floor_examples.make(WRITER, example, made)), 18)
            self.check(0, path_of(example), made)
            self.assertIn(b"proof doubling", harness.read_bytes(made))

    def test_random(self):
        """Whatever is written is accepted, and by both."""
        made = os.path.join(self.folder, "made.dfloor")
        rows = (EXAMPLES[0], EXAMPLES[4], EXAMPLES[6])
        chance = random.Random(os.environ.get("DC_TEST_SEED", "1"))
        for _ in range(int(20 * float(os.environ.get("DC_TEST_MULTIPLIER", "1")))):
            row = chance.choice(rows)
            kappa = Fraction(chance.randint(6, 30), 4)
            growth = chance.uniform(0.3, 1) * (float(kappa) - 1)
            numbers = {
                "kappa": kappa, "sigma": Fraction(round(40 * growth) + 1, 40),
                "delta": Fraction(chance.randint(5, 20), 20),
                "m0": Fraction(chance.randint(1, 40), 200),
                "loss": Fraction(chance.randint(1, 40), 100),
                "radius": chance.choice((0, 0, Fraction(chance.randint(1, 90), 60))),
                "fineness": chance.choice((1, 1, 2)),
            }
            kept = [word for word in row.options.split()
                    if word.split("=")[0] not in numbers]
            options = " ".join(kept + [f"{name}={value}" for name, value
                                       in numbers.items()])
            floor_examples.make(WRITER, row._replace(options=options), made)
            run = harness.run(PROGRAM, path_of(row), made)
            self.assertEqual(run.code, 0, f"{row.data} {options}: {run}")
            if os.path.getsize(made) < 10000:
                verify_floor.verify(harness.read_bytes(path_of(row)),
                                    harness.read_bytes(made).decode())

    def test_layout(self):
        """Blanks and line ends mean nothing; numbers stand for their values."""
        data = path_of(BY_HAND)
        text = floor_examples.read_good("pair")
        for new in (" ".join(text.split()), "\r\n".join(text.split()) + "\t\n ",
                    text.replace("11/32", "22/64"), text.replace("21/32", "-0"),
                    text.replace("1/2 bits", "4/8 bits"), text.replace("3:2 4:1",
                                                                       "3:1 3:1 4:1"),
                    text.replace("bits 3", "bits 4").replace("set 14", "set 28")
                    .replace("set 10", "set 20").replace("set 9", "set 18")
                    .replace(":2 set", ":4 set").replace("g0:1", "g0:2")
                    .replace("t1:2", "t1:4")):
            path = harness.write(os.path.join(self.folder, "new.dfloor"), new)
            self.check(0, data, path)
            verify_floor.verify(harness.read_bytes(data), new)

    def test_expected(self):
        examples = {example.name: example for example in EXAMPLES + [BY_HAND]}
        for name, wanted in EXPECTED.items():
            files = path_of(examples[name]), floor_examples.good_path(name)
            for key, (right, wrong) in wanted.items():
                for value in right.split():
                    self.check(0, f"--expect-{key}={value}", *files)
                for value in wrong.split() + [""]:
                    self.check(1, f"--expect-{key}={value}", *files,
                               says=f"not {value} as expected")

    def test_command_line(self):
        files = path_of(BY_HAND), floor_examples.good_path("pair")
        self.check(2, *files[:1], says="a data file and a certificate are wanted")
        self.check(2, "-", "-", says="cannot both be standard input")
        self.check(2, "--expect-question=sigma", *files, says="unrecognized option")
        self.check(2, "--expect-loss=1", "--expect-loss=2", *files, says="given twice")
        self.check(2, "--help", *files, says="stand alone")
        self.check(2, "none.csv", files[1], says="cannot be read")
        run = harness.run(PROGRAM, "--help")
        self.assertEqual((run.code, run.err), (0, ""))
        self.assertIn("Usage: doublecheck-verify-floor", run.out)
        run = harness.run(PROGRAM, "--version")
        self.assertTrue(run.out.startswith("doublecheck-verify-floor "))
        run = harness.run(PROGRAM, "-", files[1], stdin=harness.read_bytes(files[0]))
        self.assertEqual(run.code, 0, str(run))

    def test_full_disk(self):
        with open("/dev/full", "wb") as full:
            run = harness.run(PROGRAM, path_of(BY_HAND),
                              floor_examples.good_path("pair"), stdout=full)
        self.assertEqual(run.code, 2)

    def test_writer_refuses(self):
        for options, says in (("m0=1/2", "the constants must be"),
                              ("kappa=1000000001", "kappa is too large"),
                              ("label=none columns=1", "an accuracy needs labels"),
                              ("loss=1/10 groups=cells", "cell")):
            done = subprocess.run([WRITER, path_of(BY_HAND), "/dev/null",
                                   *options.split()], check=False, capture_output=True)
            self.assertNotEqual(done.returncode, 0, options)
            self.assertIn(says, done.stderr.decode(), options)
        done = subprocess.run([WRITER, path_of(BY_HAND), "none/made", "loss=1/10"],
                              check=False, capture_output=True)
        self.assertIn("none/made: cannot be opened for writing", done.stderr.decode())
        done = subprocess.run([WRITER, path_of(BY_HAND), "/dev/full", "loss=1/10"],
                              check=False, capture_output=True)
        self.assertIn("cannot be written", done.stderr.decode())


if __name__ == "__main__":
    unittest.main()
