"""Certificates of random data with random options, through both verifiers.

DC_TEST_MULTIPLIER=100 runs a hundred times as many. A failure prints the seed; so does
`test_random.py FIRST_SEED`, which begins there.
"""
import os
import random
import sys
import tempfile
import unittest

import harness
import verify

ROUNDS = int(120 * float(os.environ.get("DC_TEST_MULTIPLIER", "1")))
FIRST = int(sys.argv.pop(1)) if len(sys.argv) > 1 and sys.argv[1].isdigit() else 0
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
MOST_TOKENS = 4000              # more are for doublecheck-verify alone


class Case:
    """A small data set with ties, as CSV, and a command line for it."""

    def __init__(self, seed, folder):
        self.random = random.Random(seed)
        self.path = os.path.join(folder, "data.csv")
        self.delimiter = self.pick(DELIMITERS)
        self.dims = self.pick([1, 2, 2, 2, 3, 3, 4])
        self.columns = {f"f{l}": None for l in range(self.dims)}
        self.options = ["--header", "yes", "--threads", "1", "--time-limit", "5",
                        "--delimiter",
                        "tab" if self.delimiter == "\t" else self.delimiter]
        self.make_points(self.random.randint(1, 14 if self.dims > 2 else 30))
        self.add_columns()
        self.choose_family(folder)
        self.choose_question()
        self.write()

    def pick(self, choices):
        return self.random.choice(list(choices))

    def make_points(self, count):
        reach, unit = self.pick([1, 2, 3, 6, 100]), self.pick(["", "", "e-1", "/3"])
        self.count = count
        for name in self.columns:
            self.columns[name] = [self.random.randint(-reach, reach)
                                  for _ in range(count)]
        first, last = self.columns["f0"], f"f{self.dims - 1}"
        if self.dims > 1 and self.pick(range(5)) == 0:
            self.columns[last] = [3 * x - 2 for x in first]  # dependent
        if self.pick(range(7)) == 0:
            self.columns[last] = [5] * count                 # constant
        for name, values in self.columns.items():
            self.columns[name] = [f"{value}{unit}" for value in values]

    def add_column(self, name, choices):
        self.columns[name] = [self.pick(choices) for _ in range(self.count)]

    def add_columns(self):
        label = self.pick([True, False])
        if self.pick(range(5)) < 2:
            self.add_column("w", ["1", "2", "0.5", "1/3", "3"])
            self.options += ["--weight", "w"]
        if label:
            self.add_column("lab", ["a", "b", "c"])
            self.columns["lab"][:2] = ["a", "b"][:self.count]
            label = self.count > 1
        self.options += ["--label", "lab" if label else "none"]
        if not label and "lab" in self.columns:
            del self.columns["lab"]
        if self.pick(range(10)) < 3:
            self.add_column("ce", ["u", "v v", '"x""y;"'])
            self.options += ["--groups", "cells:ce"]
        elif label:
            self.options += ["--groups", self.pick(["whole", "pairs", "auto"])]

    def choose_family(self, folder):
        family = self.pick(["all", "all", "width:1", "width:2", "width:1/3", "axes",
                            f"sparse:{self.random.randint(1, self.dims)}", "directions"])
        if family == "directions":
            family += ":" + os.path.join(folder, "directions.csv")
            rows = [[self.random.randint(-3, 3) for _ in range(self.dims)]
                    for _ in range(self.random.randint(1, 4))]
            path = os.path.join(folder, "directions.csv")
            with open(path, "w", encoding="ascii") as file:
                for row in rows:
                    row[0] = row[0] if any(row) else 1
                    file.write(",".join(map(str, row)) + "\n")
        self.options += ["--family", family]

    def choose_question(self):
        self.options += ["--kappa", self.pick(["2", "3", "5/4", "3/2", "5"]),
                         "--delta", self.pick(["1", "0.9", "1/2", "2/3"]),
                         "--m0", self.pick(["0.1", "0.4", "1/3"])]
        question = self.pick(["mass", "mass", "decide", "sigma"])
        if question == "sigma":
            self.options += ["--maximize", "sigma"]
        else:
            self.options += ["--sigma", self.pick(["1/4", "1", "0.01", "3"])]
        self.options += ["--decide"] if question == "decide" else []

    def write(self):
        end = self.pick(["\n", "\r\n"])
        rows = [list(self.columns), *zip(*self.columns.values())]
        with open(self.path, "w", newline="", encoding="ascii") as file:
            for row in rows:
                file.write(self.delimiter.join(row) + end)


class Random(unittest.TestCase):
    def check(self, seed, folder):
        case, proof = Case(seed, folder), os.path.join(folder, "proof.dcert")
        run = harness.run(harness.PROGRAM, case.path, *case.options, "--certificate",
                          proof)
        self.assertIn(run.code, (0, 1, 3), run)  # else it was not verified, or worse
        text = harness.read_bytes(proof).decode("ascii")
        if text.count(" ") < MOST_TOKENS:
            claim = verify.verify(harness.read_bytes(case.path), text)
            verdicts = {"holds": 0, "violated": 1, "undecided": 3}
            self.assertEqual(verdicts[claim["verdict"]], run.code)

    def test_random(self):
        for seed in range(FIRST, FIRST + ROUNDS):
            with self.subTest(seed=seed), tempfile.TemporaryDirectory() as folder:
                self.check(seed, folder)


if __name__ == "__main__":
    unittest.main()
