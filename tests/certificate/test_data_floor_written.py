#!/usr/bin/env python3
"""Certificates of data floors that doublecheck writes for small random data: all verifiers
accept them, and the oracle does not contradict them."""

import os
import random
import tempfile
import unittest
from fractions import Fraction

import data_floor_oracle
import harness
import verify_data_floor

PROGRAMS = [os.environ[name] for name in ("DOUBLECHECK_VERIFY_FLOOR", "VERIFY_FLOOR_GMP")]
ROUNDS = int(20 * float(os.environ.get("DC_TEST_MULTIPLIER", "1")))
SEED = os.environ.get("DC_TEST_SEED", "1")


def random_rows(chance):
    """A CSV file with a header: features, class, weight."""
    features, classes = chance.randint(1, 3), chance.choice((2, 2, 2, 3))
    spread, digits = chance.uniform(0.3, 1.5), chance.choice((0, 1, 3))
    centres = [[chance.uniform(-1, 1) for _ in range(features)] for _ in range(classes)]
    constant = chance.random() < 0.3
    rows = []
    for s in range(chance.randint(2 * classes, 10)):
        x = [f"{chance.gauss(c, spread):.{digits}f}" for c in centres[s % classes]]
        x += ["3"] if constant else []
        weight = str(chance.choice((1, 1, 2, Fraction(1, 3))))
        rows.append(",".join(x + [f"k{s % classes}", weight]))
    names = [f"x{k}" for k in range(features + constant)] + ["class", "weight"]
    return "\n".join([",".join(names)] + rows) + "\n"


class Written(unittest.TestCase):
    def test_random(self):
        chance = random.Random(SEED)
        kinds = {}
        for _ in range(ROUNDS):
            text = random_rows(chance)
            loss = f"{chance.uniform(0.01, 1):.3f}"
            weight = ["--weight", "weight"] if chance.random() < 0.5 else []
            drop = [] if weight else ["--columns", ",".join(
                name for name in text.split("\n", 1)[0].split(",") if name[0] == "x")]
            with tempfile.TemporaryDirectory(prefix="doublecheck-test-") as folder:
                data = harness.write(os.path.join(folder, "data.csv"), text)
                made = os.path.join(folder, "made.ddata")
                run = harness.run(harness.PROGRAM, "floor", data, "--label", "class", *weight,
                                  *drop, "--loss", loss, "--only", "data", "--time-limit",
                                  "1", "--data-certificate", made)
                self.assertEqual(run.code, 0, f"{text}{run}")
                for program in PROGRAMS:
                    done = harness.run(program, f"--expect-loss={loss}", data, made)
                    self.assertEqual(done.code, 0, f"{text}{done}")
                claim = verify_data_floor.verify(harness.read_bytes(data),
                                                 harness.read_bytes(made).decode())
            oracle = data_floor_oracle.Data(claim["points"])
            self.assertFalse(oracle.contradicts(claim["loss"], claim["accuracy"]),
                             f"{text}{claim}")
            kind = claim["proof"] if claim["accuracy"] is not None else "vacuous"
            kinds[kind] = kinds.get(kind, 0) + 1
        if ROUNDS >= 20:
            self.assertEqual(set(kinds), {"points", "directions", "vacuous"}, kinds)


if __name__ == "__main__":
    unittest.main()
