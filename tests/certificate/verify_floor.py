#!/usr/bin/env python3
"""A second verifier of the certificates of floors, slow and obvious.

Written from docs/floor-certificate.md alone and independent of the C code. Text and data are
read by verify.py, as that page has them from docs/certificate-format.md. The sections below
are those of the page. Logarithms are bounded by series in exact rationals.

    verify_floor.py DATA CERTIFICATE

prints VERIFIED (exit status 0), REJECTED (1) or MALFORMED (2); the reason goes to standard
error. As a module: verify(data_bytes, certificate_text) returns the claim, a dictionary, or
raises verify.Rejected or verify.Malformed.
"""

import functools
import itertools
import re
import sys
from fractions import Fraction

import second
from verify import (Malformed, Rejected, Tokens, form_groups, formed, holds, number,
                    read_data, COUNT)

ROW = re.compile("([glt])([0-9]+):([0-9]+)")
USE = re.compile("([0-9]+):([0-9]+)")


# ---- 1 Grammar, 3 Numbers ------------------------------------------------------------

def named(tokens, name):
    tokens.word(name)
    return tokens.fraction()


def read_claim(tokens, data):
    claim = {}
    tokens.word("dfloor")
    tokens.word("1")
    read_data(tokens, data, claim)
    tokens.word("groups")
    claim["grouping"] = tokens.word("pairs", "cells")
    for name in ("kappa", "sigma", "delta", "m0", "radius", "loss", "accuracy"):
        claim[name] = named(tokens, name)
    formed(claim["label"], "no label column")
    formed(claim["grouping"] == "pairs" or claim["cell"], "no cell column")
    formed(claim["kappa"] > 1 and claim["sigma"] > 0, "kappa or sigma")
    formed(0 < claim["m0"] < claim["delta"] <= 1, "not 0 < m0 < delta <= 1")
    formed(claim["radius"] >= 0 and claim["loss"] >= 0, "a negative radius or loss")
    formed(0 <= claim["accuracy"] <= 1, "the accuracy is not in [0,1]")
    return claim


def counts(pattern, token):
    """The parts of a token, numbers as counts."""
    match = pattern.fullmatch(token)
    formed(match, f"'{token[:40]}' is not as it should be")
    return [number(COUNT, part) if part[0].isdigit() else part for part in match.groups()]


# ---- 2 What is claimed ---------------------------------------------------------------

def shares(claim):
    points = claim["points"]
    total = sum(point.weight for point in points)
    return [sum(points[k].weight for k in group) / total
            for group in form_groups(claim, points)]


# ---- 4 Logarithms --------------------------------------------------------------------

def rounded(x, bits, up):
    """x as a multiple of 2^-bits."""
    scaled = x.numerator * 2**bits
    return Fraction(-(-scaled // x.denominator) if up else scaled // x.denominator,
                    2**bits)


def exp_minus(x, bits, up):
    """A bound of e^-x for 0 <= x < 64: (e^(-x/128))^128, of which the series alternates."""
    x = rounded(x / 128, bits, not up)
    total, terms, k = Fraction(0), [Fraction(1)] * 2, 0     # x^k / k!, below and above
    while terms[True] > Fraction(1, 2**bits) or (k % 2 == 1) != up:
        positive = k % 2 == 0   # the sum ends above e^-x behind a positive term
        total += terms[up] if positive else -terms[not up]
        k += 1
        terms = [rounded(terms[way] * x / k, 2 * bits, way) for way in (False, True)]
    power = rounded(total, bits, up)
    for _ in range(7):
        power = rounded(power * power, bits, up)
    return power


@functools.lru_cache(maxsize=None)
def log_one_and_exp(x, bits, up):
    """A bound of log(1 + e^-x) = 2 (u + u^3 / 3 + u^5 / 5 + ...), u = t / (2 + t), t = e^-x."""
    t = exp_minus(x, bits, up)
    u = rounded(t / (2 + t), bits, up)
    total, power, k = Fraction(0), u, 1
    while power > Fraction(1, 2**bits):
        total += rounded(power / k, bits, up)
        power = rounded(power * u * u, bits, up)
        k += 2
    if up:
        total += power / k / (1 - u * u)        # the terms left out
    return 2 * total


@functools.lru_cache(maxsize=None)
def logarithm(radius, added):
    """floor(2^80 (added + log(1 + e^-radius)))."""
    bits = 160
    while True:
        below, above = ((added + log_one_and_exp(radius, bits, up)) * 2**80
                        for up in (False, True))
        if below // 1 == above // 1:
            return below // 1
        bits *= 2


def wrong(radius):
    return logarithm(radius, radius) if radius < 64 else radius * 2**80 // 1


def right(radius):
    return logarithm(radius, Fraction(0)) if radius < 64 else 0


# ---- 3 Numbers, of a proof -----------------------------------------------------------

def read_radii(tokens, claim):
    tokens.word("radii")
    count = tokens.count(1)
    tokens.word("period")
    period = tokens.count(1, count)
    radii = [tokens.fraction() for _ in range(period)]
    formed(radii[0] > 0, "a radius that is not positive")
    formed(all(a < b for a, b in zip(radii, radii[1:] + [claim["kappa"] * radii[0]])),
           "radii that do not increase")
    holds(radii[0] >= claim["radius"], "a radius below those of the family")
    while len(radii) < count:
        radii.append(claim["kappa"] * radii[-period])
    return radii, period


# ---- 5 Scenarios, 6 Multipliers ------------------------------------------------------

class Prover:
    def __init__(self, claim, classes, radii, period, price):
        self.claim, self.classes, self.period = claim, classes, period
        self.count, self.price = len(radii), price
        self.full = claim["delta"] / (1 + claim["sigma"])
        self.A = [Fraction(wrong(radius), 2**80) for radius in [Fraction(0)] + radii]
        self.B = [Fraction(right(radius), 2**80) for radius in radii] + [Fraction(0)]

    def scenarios(self):
        for i in range(self.count + 1):
            for k in range(i, self.count + 1):
                if i == k or self.claim["m0"] * (1 + self.claim["sigma"]) <= \
                        self.claim["delta"]:
                    yield i, k

    def ends(self, i, k):
        """{j: least value}, {j: greatest value}, rows of growth."""
        inside = range(self.count)
        least = {j: self.claim["delta"] for j in inside if j >= k + self.period}
        most = {k - 1: self.full} if i < k else {}
        if i in inside:
            least[i] = self.claim["m0"]
        if i - 1 in inside:
            most[i - 1] = self.claim["m0"]
        grow = [j for j in inside if i <= j < k and j + self.period in inside]
        return least, most, grow

    def bound(self, scenario, z, rows, alone):
        least, most, grow = self.ends(*scenario)
        change = [Fraction(0)] * (self.count + 1)       # s_j - s_{j+1}
        value = z * alone
        for (kind, j), multiplier in rows.items():
            if kind == "t" and j in most:
                change[j] += multiplier
                value += multiplier * most[j]
            if kind == "l" and j in least:
                change[j] -= multiplier
                value -= multiplier * least[j]
            if kind == "g" and j in grow:
                change[j] += (1 + self.claim["sigma"]) * multiplier
                change[j + self.period] -= multiplier
        s, lines = Fraction(0), []
        for j in reversed(range(self.count + 1)):
            s += change[j]
            lines.append(1 - (self.price + z) * self.A[j] - s)
            lines.append(-(self.price / (self.classes - 1) + z) * self.B[j] - s)
            if self.classes > 2:
                lines.append(-z * self.A[0] - s)
        return value + max(lines)


def read_set(tokens, prover, unit):
    tokens.word("set")
    z, rows, before = tokens.count() * unit, {}, ("", -1)
    for _ in range(tokens.count()):
        kind, j, value = counts(ROW, tokens.next())
        formed(j < prover.count, f"row {kind}{j}")
        formed((kind, j) > before, f"row {kind}{j} out of order")
        before = kind, j
        rows[before] = value * unit
    return z, rows


def read_level(tokens, prover, unit, before):
    least = named(tokens, "level")
    formed(least > before, "a share that is not positive, or does not increase")
    bound = named(tokens, "bound")
    tokens.word("sets")
    sets = [read_set(tokens, prover, unit) for _ in range(tokens.count(1))]
    tokens.word("uses")
    left = list(prover.scenarios())
    while left:
        which, count = counts(USE, tokens.next())
        formed(1 <= which <= len(sets) and count >= 1, "a use of nothing")
        for scenario in left[:count]:
            holds(prover.bound(scenario, *sets[which - 1], prover.claim["loss"] / least)
                  <= bound, f"scenario {scenario}")
        formed(count <= len(left), "a use beyond the last scenario")
        left = left[count:]
    return least, bound


# ---- 7 Levels ------------------------------------------------------------------------

def read_doubling(tokens, claim, share):
    radii, period = read_radii(tokens, claim)
    tokens.word("bits")
    unit = Fraction(1, 2**tokens.count(0, 64))
    tokens.word("price")
    price = tokens.count() * unit
    classes = max(point.label for point in claim["points"])
    prover = Prover(claim, classes, radii, period, price)
    tokens.word("levels")
    levels = []
    for _ in range(tokens.count(1)):
        before = levels[-1][0] if levels else 0
        levels.append(read_level(tokens, prover, unit, before))
        holds(min(share) >= levels[0][0], "a share below all levels")
    lost = price * claim["loss"]
    for w in share:
        lost += w * [bound for least, bound in levels if least <= w][-1]
    holds(claim["accuracy"] <= 1 - lost, "the accuracy")


def verify(data, text):
    tokens = Tokens(text)
    claim = read_claim(tokens, data)
    share = shares(claim)
    tokens.word("proof")
    claim["proof"] = tokens.word("trivial", "doubling")
    if claim["proof"] == "trivial":
        holds(claim["accuracy"] == 0 or 2**80 * claim["loss"]
              <= (1 - claim["accuracy"]) * wrong(Fraction(0)), "the accuracy")
    else:
        read_doubling(tokens, claim, share)
    tokens.word("end")
    formed(not tokens.peek(), "text behind the end")
    return claim


if __name__ == "__main__":
    sys.exit(second.main(verify, ("kappa", "sigma", "delta", "m0", "radius", "loss", "accuracy"),
                         sys.argv[1:]))
