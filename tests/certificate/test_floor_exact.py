#!/usr/bin/env python3
"""Random grids, conditions, prices and multipliers, most of them no good proposals: both
verifiers give each the same bound. A certificate that claims just what verify_floor.py
computes is accepted, one that claims 10^-30 less is rejected."""

import os
import random
import tempfile
import unittest
from fractions import Fraction

import floor_examples
import harness
import verify
import verify_floor

PROGRAM = os.environ["DOUBLECHECK_VERIFY_FLOOR"]
ROUNDS = int(150 * float(os.environ.get("DC_TEST_MULTIPLIER", "1")))
SEED = os.environ.get("DC_TEST_SEED", "1")
LITTLE = Fraction(1, 10**30)
EXAMPLES = [example for example in floor_examples.EXAMPLES
            if example.name in ("two", "three", "cells")]


def random_condition(chance):
    delta = Fraction(chance.randint(2, 10), 10)
    numbers = {"kappa": Fraction(chance.randint(3, 16), 2),
               "sigma": Fraction(chance.randint(1, 40), 10), "delta": delta,
               "m0": delta * Fraction(chance.randint(1, 19), 20), "radius": Fraction(0),
               "loss": Fraction(chance.randint(0, 30), 40), "accuracy": Fraction(0)}
    return numbers


def random_radii(chance, kappa):
    period = chance.randint(1, 3)
    count = period + chance.randint(0, 5)
    radii = sorted(chance.sample(range(20, 40), period))
    unit = Fraction(chance.choice((1, 3, 40)), 40)
    radii = [unit * (1 + (kappa - 1) * Fraction(k - 20, 20)) for k in radii]
    while len(radii) < count:
        radii.append(kappa * radii[-period])
    return radii, period


def random_set(chance, radii, bits):
    """z and rows, over 2^bits; few of them, so that each matters now and then."""
    def value():
        return chance.choice((0, 0, chance.randint(1, 2**bits), chance.randint(1, 9)))

    rows = {(kind, j): value() for kind in "glt" for j in range(len(radii))}
    return value(), {row: count for row, count in rows.items() if count}


def text_of(one):
    z, rows = one
    return " ".join([f"set {z} {len(rows)}"] + [f"{kind}{j}:{count}" for (kind, j), count
                                                in sorted(rows.items())])


class Trial:
    def __init__(self, chance, example):
        self.path = os.path.join(harness.HERE, example.data)
        self.data = harness.read_bytes(self.path)
        head = floor_examples.read_good(example.name)
        tokens = head[:head.index("kappa")]
        claim = verify_floor.verify(self.data, head)
        claim.update(random_condition(chance))
        share = verify_floor.shares(claim)
        self.radii, period = random_radii(chance, claim["kappa"])
        bits = chance.choice((0, 1, 2, 3, 5, 9))    # 9: even margins over 64 cost little
        unit = Fraction(1, 2**bits)
        price = chance.choice((0, 1, chance.randint(0, 2 * 2**bits)))
        classes = max(point.label for point in claim["points"])
        prover = verify_floor.Prover(claim, classes, self.radii, period, price * unit)
        least = min(share) * Fraction(chance.randint(1, 4), 4)
        scenarios = list(prover.scenarios())
        sets, uses, bounds = [], [], []
        while len(bounds) < len(scenarios):
            count = min(chance.randint(1, 6), len(scenarios) - len(bounds))
            z, rows = random_set(chance, self.radii, bits)
            sets.append(text_of((z, rows)))
            uses.append(f"{len(sets)}:{count}")
            scaled = {row: unit * value for row, value in rows.items()}
            for scenario in scenarios[len(bounds):len(bounds) + count]:
                bounds.append(prover.bound(scenario, z * unit, scaled,
                                           claim["loss"] / least))
        # one level for each scenario would be too slow: the largest one counts
        self.bound = max(bounds)
        self.lost = price * unit * claim["loss"] + sum(share) * self.bound
        constants = " ".join(f"{name} {claim[name]}" for name in
                             ("kappa", "sigma", "delta", "m0", "radius", "loss"))
        self.head = f"{tokens} {constants} "
        self.proof = (f"proof doubling radii {len(self.radii)} period {period} "
                      + " ".join(map(str, self.radii[:period]))
                      + f" bits {bits} price {price} levels 1 level {least}")
        self.tail = f"sets {len(sets)} {' '.join(sets)} uses {' '.join(uses)} end\n"

    def text(self, less=Fraction(0), accuracy=Fraction(0)):
        return (f"{self.head} accuracy {accuracy} {self.proof} bound {self.bound - less} "
                + self.tail)


class Exact(unittest.TestCase):
    def judge(self, trial, text, code, says):
        path = harness.write(os.path.join(self.folder, "made.dfloor"), text)
        run = harness.run(PROGRAM, trial.path, path)
        self.assertEqual(run.code, code, f"{run}\n{text}")
        self.assertIn(says, run.err, text)
        try:
            verify_floor.verify(trial.data, text)
            second = 0
        except verify.Rejected:
            second = 1
        self.assertEqual(second, code, text)

    def test_bounds(self):
        chance = random.Random(SEED)
        proven = 0
        with tempfile.TemporaryDirectory(prefix="doublecheck-test-") as self.folder:
            for k in range(ROUNDS):
                trial = Trial(chance, EXAMPLES[k % len(EXAMPLES)])
                self.judge(trial, trial.text(LITTLE), 1, "does not prove the bound")
                left = 1 - trial.lost
                if left < 0:
                    self.judge(trial, trial.text(), 1, "do not guarantee the accuracy")
                    continue
                proven += 1
                left = min(left, 1)
                self.judge(trial, trial.text(accuracy=left), 0, "")
                if left < 1:
                    self.judge(trial, trial.text(accuracy=left + LITTLE), 1,
                               "do not guarantee the accuracy")
        self.assertGreater(proven, ROUNDS / 50)


if __name__ == "__main__":
    unittest.main()
