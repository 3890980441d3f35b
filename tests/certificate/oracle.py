"""Is the claim of a certificate true? The brute-force oracles of tests/random decide.

This reads the data and forms the groups by itself. The claim is the dictionary that
verify.py makes of a certificate; only what it claims is used.
"""

import csv
import io
import itertools
import math
import os
import subprocess
from fractions import Fraction

ORACLE = os.environ["ORACLE_CLAIM"]
SECONDS = 120


def read_rows(data, claim):
    text = data.decode("utf-8-sig")
    records = csv.reader(io.StringIO(text, newline=""), delimiter=claim["delimiter"])
    rows = [[field.strip() for field in record] for record in records if record]
    return rows[1:] if claim["header"] else rows


def column(rows, number):
    return [row[number - 1] if number else None for row in rows]


def select_groups(grouping, labels, cells):
    """The indices of each group's points, in order."""
    everyone = range(len(labels))
    if grouping == "whole":
        return [list(everyone)]
    within = [None] if grouping == "pairs" else list(dict.fromkeys(cells))
    couples = [None] if labels[0] is None else list(
        itertools.combinations(dict.fromkeys(labels), 2))
    groups = [[k for k in everyone
               if (cell is None or cells[k] == cell)
               and (couple is None or labels[k] in couple)]
              for cell in within for couple in couples]
    return [group for group in groups if group]


def drop_constant(points):
    kept = [l for l in range(len(points[0])) if len({x[l] for x in points}) > 1]
    return [[x[l] for l in kept] for x in points]


def drop_dependent(points):
    """Leaves out features that are affine functions of the ones before (P2)."""
    basis, kept = [], []                        # pairs of a pivot and a vector
    for l in range(len(points[0])):
        vector = [x[l] - points[0][l] for x in points]
        for pivot, other in basis:
            factor = vector[pivot] / other[pivot]
            vector = [a - factor * b for a, b in zip(vector, other)]
        if any(vector):
            basis.append((next(k for k, a in enumerate(vector) if a), vector))
            kept.append(l)
    return [[x[l] for l in kept] for x in points]


def words_of_family(claim, features):
    if claim["width"] is not None:
        return ["width", claim["width"]]
    if claim["sparse"] is not None:
        return ["sparse", min(claim["sparse"], features)]
    if claim["directions"] is not None:
        return ["directions", len(claim["directions"]), *sum(claim["directions"], [])]
    return ["all"]


class Oracle:
    def __init__(self):
        self.answers = {}

    def ask(self, claim, points, weights):
        """m*, or sigma*, None if that is infinite."""
        critical = claim["question"] == "critical-mass"
        if claim["directions"] is None:
            points = drop_constant(points)
            if not points[0]:
                return Fraction(0) if critical else None
            if claim["family"] == "all":
                points = drop_dependent(points)
        elif not claim["directions"]:
            return Fraction(0) if critical else None
        words = [claim["question"], len(points), len(points[0]), claim["kappa"],
                 claim["sigma"] or 1, claim["delta"], claim["m0"],
                 *words_of_family(claim, len(points[0]))]
        for x, weight in zip(points, weights):
            words += [weight, *x]
        problem = " ".join(map(str, words))
        if problem not in self.answers:
            done = subprocess.run([ORACLE], input=problem.encode(), timeout=SECONDS,
                                  stdout=subprocess.PIPE, check=True)
            answer = done.stdout.decode().strip()
            self.answers[problem] = None if answer == "infinite" else Fraction(answer)
        return self.answers[problem]

    def untrue(self, data, claim):
        """What is not true of a claim: a list of texts, empty if it is true."""
        rows = read_rows(data, claim)
        features = [list(map(Fraction, x)) for x in
                    zip(*(column(rows, l) for l in claim["features"]))]
        weights = [Fraction(w or 1) for w in column(rows, claim["weight"])]
        groups = select_groups(claim["grouping"], column(rows, claim["label"]),
                               column(rows, claim["cell"]))
        if len(groups) != len(claim["groups"]):
            return [f"there are {len(groups)} groups"]
        wrong, answers = [], []
        for group, said in zip(groups, claim["groups"]):
            own = [weights[k] for k in group]
            if not says_nothing(claim, own, said):
                answers.append(self.ask(claim, [features[k] for k in group], own))
                wrong += compare(claim, answers[-1], said)
        if len(answers) == len(groups):
            if claim["verdict"] not in ("undecided", verdict(claim, answers)):
                wrong.append(f"the verdict is not {claim['verdict']}")
        return wrong


def says_nothing(claim, weights, said):
    """True of all data: sigma* >= 0, or m* <= bound if masses below delta are (T1)."""
    if said["slab"]:
        return False
    if claim["question"] == "sigma":
        return said["bound"] == 0
    common = math.lcm(*(weight.denominator for weight in weights))
    unit = Fraction(math.gcd(*(int(weight * common) for weight in weights)), common)
    total = sum(weights) / unit
    return said["bound"] * total >= math.ceil(claim["delta"] * total) - 1


def compare(claim, answer, said):
    bound, value = said["bound"], said["slab"] and said["slab"]["value"]
    if claim["question"] == "critical-mass":
        good = answer <= bound and (value is None or value <= answer)
        return [] if good else [f"m* = {answer}, not from {value} to {bound}"]
    good = (answer is None or bound is not None and bound <= answer) and (
        value is None or answer is not None and answer <= value)
    return [] if good else [f"sigma* = {answer}, not from {bound} to {value}"]


def verdict(claim, answers):
    if claim["question"] == "critical-mass":
        return "violated" if max(answers) >= claim["m0"] else "holds"
    return "violated" if 0 in answers else "holds"
