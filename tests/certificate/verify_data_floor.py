#!/usr/bin/env python3
"""A second verifier of the certificates of data floors, slow and obvious.

Written from docs/data-floor-certificate.md alone and independent of the C code. Text and data
are read by verify.py, as that page has them from docs/certificate-format.md. The sections
below are those of the page. Logarithms are bounded by series in exact rationals; everything
else is an integer or a fraction.

    verify_data_floor.py DATA CERTIFICATE

prints VERIFIED (exit status 0), REJECTED (1) or MALFORMED (2); the reason goes to standard
error. As a module: verify(data_bytes, certificate_text) returns the claim, a dictionary, or
raises verify.Rejected or verify.Malformed.
"""

import functools
import re
import sys
from fractions import Fraction
from math import ceil, floor

import second
from verify import Malformed, Rejected, Tokens, formed, holds, number, read_data, COUNT

HALF = Fraction(1, 2)
DECIDED = re.compile("p([0-9]+):([0-9]+)")
CUT = re.compile("c([0-9]+)")


def place(tokens, most):
    """A count in 1 .. most, from 0."""
    return tokens.count(1, most) - 1


# ---- 1 Grammar, 2 What is claimed ----------------------------------------------------

def read_claim(tokens, data):
    claim = {}
    tokens.word("ddata")
    tokens.word("1")
    read_data(tokens, data, claim)
    tokens.word("loss")
    claim["loss"] = tokens.fraction()
    formed(claim["loss"] >= 0, "a negative loss")
    claim["accuracy"] = None
    if tokens.word("accuracy", "vacuous") == "accuracy":
        claim["accuracy"] = tokens.fraction()
        formed(0 <= claim["accuracy"] <= 1, "the accuracy is not in [0,1]")
    formed(claim["label"], "no label column")
    return claim


# ---- 3 Numbers -----------------------------------------------------------------------

def read_kept(tokens, features):
    kept = []
    tokens.word("keep")
    for _ in range(tokens.count(0, features)):
        kept.append((place(tokens, features), tokens.fraction(), tokens.fraction()))
        formed(kept[-1][2] > 0, "a scale that is not positive")
    return kept


def check_dropped(tokens, points, kept, used):
    f = place(tokens, len(points[0].x))
    formed(f not in used, f"feature {f + 1} is kept or dropped twice")
    used.append(f)
    first = tokens.fraction()
    rest = [tokens.fraction() for _ in kept]
    for point in points:
        wanted = first + sum(q * point.x[k[0]] for q, k in zip(rest, kept) if q)
        holds(point.x[f] == wanted, f"dropped feature {f + 1}")


def read_matrix(tokens, d):
    tokens.word("matrix")
    if tokens.peek() == "identity":
        tokens.next()
        return [[int(l == j) for j in range(l + 1)] for l in range(d)]
    rows = [tokens.integers(l + 1) for l in range(d)]
    formed(all(row[-1] > 0 for row in rows), "a diagonal that is not positive")
    return rows


class Space:
    """The numbers of section 3, but for vectors."""

    def __init__(self, tokens, claim):
        points = claim["points"]
        self.y = [point.label - 1 for point in points]
        self.K = max(self.y) + 1
        formed(self.K >= 2, "one class only")
        tokens.word("bits")
        self.b = tokens.count(1, 20)
        features = len(points[0].x)
        kept = read_kept(tokens, features)
        tokens.word("drop")
        used = [k[0] for k in kept]
        formed(len(set(used)) == len(used), "a feature is kept twice")
        for _ in range(tokens.count(0, features)):
            check_dropped(tokens, points, kept, used)
        formed(len(used) == features, "a feature that is neither kept nor dropped")
        self.d = 1 + len(kept)
        M = read_matrix(tokens, self.d)
        self.u = [self.coordinates(point.x, kept, M) for point in points]
        self.e = [HALF * sum(map(abs, row[1:])) for row in M]
        tokens.word("weights")
        self.Q = tokens.count(1)
        total = sum(point.weight for point in points)
        self.W = [floor(point.weight / total * self.Q) for point in points]
        self.T = 0
        if claim["accuracy"] is not None:
            self.T = floor((1 - claim["accuracy"]) * self.Q) - (self.Q - sum(self.W)) + 1
        self.budget = claim["loss"] * self.Q * 2**48

    def coordinates(self, x, kept, M):
        rounded = [2**20] + [floor((x[f] - c) * r + HALF) for f, c, r in kept]
        return [sum(a * b for a, b in zip(row, rounded)) for row in M]

    def vector(self, tokens):
        vector = []
        for y in self.y:
            others = tokens.integers(self.K - 1)
            vector.append(others[:y] + [2**self.b - sum(others)] + others[y:])
        return vector

    def residue(self, vector, j):
        """W_s (2^b [y_s = j] - P_sj) for all s; rho_j; the numbers rad_jl."""
        left = [w * (2**self.b * (y == j) - P[j])
                for w, y, P in zip(self.W, self.y, vector)]
        rho = [sum(a * u[l] for a, u in zip(left, self.u)) for l in range(self.d)]
        return rho, [e * sum(map(abs, left)) for e in self.e]

    # ---- 5 What a point contributes

    def h(self, P):
        holds(min(P) >= 0, "a negative P_j")
        return sum(eta(2 * one, self.b) for one in P)

    def averaged(self, s, P, l, condition):
        y = self.y[s]
        if not condition(P[l], P[y]):
            return self.h(P)
        P = [Fraction(P[y] + P[l], 2) if j in (y, l) else one for j, one in enumerate(P)]
        return self.h(P)

    def value(self, s, P, k, signs):
        """signs: {rival: is positive}."""
        below, above = (lambda a, b: a < b), (lambda a, b: a > b)
        lost = [l for l, positive in signs.items() if not positive]
        if lost:
            return self.averaged(s, P, lost[0], below) - k
        positive = sorted(signs, key=lambda l: (-P[l], l))
        options = [self.averaged(s, P, positive[0], above) if positive else self.h(P)]
        options += [self.averaged(s, P, l, below) - k for l in range(self.K)
                    if l != self.y[s] and l not in signs]
        return min(options)

    def proves(self, total, k):
        return total + k * self.T > self.budget


# ---- 4 Logarithms --------------------------------------------------------------------

def minus_log(x, bits):
    """Bounds of -log x for 0 < x < 1: m log 2 - log(2^m x), 1 <= 2^m x < 2; each one is
    2 artanh((z-1)/(z+1))."""
    m = 0
    while x < 1:
        x, m = 2 * x, m + 1
    two, rest = (artanh(Fraction(1, 3), bits)), artanh((x - 1) / (x + 1), bits)
    return 2 * (m * two[0] - rest[1]), 2 * (m * two[1] - rest[0])


@functools.lru_cache(maxsize=None)
def artanh(t, bits):
    """Bounds of artanh t = t + t^3 / 3 + ..., 0 <= t <= 1/3."""
    unit, low, k = 2**bits, 0, 0
    while t**(2 * k + 1) * unit > 1:
        low += floor(t**(2 * k + 1) / (2 * k + 1) * unit)
        k += 1
    # what was cut off, and all terms that follow
    return Fraction(low, unit), Fraction(low + k + 2, unit)


@functools.lru_cache(maxsize=None)
def eta(j, b):
    j, bits = int(j), 64
    if j in (0, 2**(b + 1)):
        return 0
    x = Fraction(j, 2**(b + 1))
    while True:
        low, high = (floor(2**48 * x * value) for value in minus_log(x, bits))
        if low == high:
            return low
        bits *= 2


# ---- 6 Proof by points ---------------------------------------------------------------

class Basis:
    def __init__(self, tokens, space):
        self.space, self.r = space, tokens.count(0, 20000)
        self.blocks = []
        for _ in range(space.K - 1):
            points = [place(tokens, len(space.W)) for _ in range(space.d)]
            R = [tokens.integers(space.d) for _ in range(space.d)]
            formed(not set(points) & set(self.points()) and
                   len(set(points)) == space.d, "a point twice in a basis")
            self.blocks.append((points, R))
            holds(self.phi(points, R) < HALF, "phi")

    def points(self):
        return [s for points, _ in self.blocks for s in points]

    def phi(self, points, R):
        space, span = self.space, range(self.space.d)
        B = [[space.W[s] * space.u[s][l] for s in points] for l in span]
        return max(sum(abs(2**self.r * (i == k) - sum(R[i][l] * B[l][k] for l in span))
                       + space.W[points[k]] * sum(abs(R[i][l]) * space.e[l] for l in span)
                       for k in span) for i in span) / Fraction(2**self.r)

    def steps(self, j, vector):
        """(point, least, greatest) for each point of block j."""
        points, R = self.blocks[j]
        rho, rad = self.space.residue(vector, j)
        unit, span = Fraction(1, 2**self.r), range(self.space.d)
        mid = [unit * sum(a * b for a, b in zip(row, rho)) for row in R]
        dev = [unit * sum(abs(a) * b for a, b in zip(row, rad)) for row in R]
        more = 2 * self.phi(points, R) * max(abs(mid[i]) + dev[i] for i in span)
        return [(points[i], floor(mid[i] - dev[i] - more), ceil(mid[i] + dev[i] + more))
                for i in span]


def total_of(space, basis, k, vector, signs):
    """The sum of W_s e_s of a leaf."""
    total, inside = 0, basis.points()
    for s, P in enumerate(vector):
        if s not in inside:
            total += space.W[s] * space.value(s, P, k, signs[s])
    for j in range(space.K - 1):
        for s, *ends in basis.steps(j, vector):
            values = []
            for t in ends:
                P = list(vector[s])
                P[j], P[-1] = P[j] + t, P[-1] - t
                values.append(space.value(s, P, k, signs[s]))
            total += space.W[s] * min(values)
    return total


def read_tree(tokens, space):
    tokens.word("bases")
    bases = [Basis(tokens, space) for _ in range(tokens.count())]
    signs = [{} for _ in space.W]
    path = []                           # (point, rival) whose first subtree is open
    while True:
        token = tokens.next()
        match = DECIDED.fullmatch(token)
        if match:
            s, l = (number(COUNT, part) - 1 for part in match.groups())
            formed(0 <= s < len(signs) and 0 <= l < space.K and l != space.y[s], token)
            formed(all(signs[s].values()) and l not in signs[s], f"{token} is decided")
            path.append((s, l))
            signs[s][l] = False
            continue
        if token == "n":
            kept = [len(one) == space.K - 1 and all(one.values()) for one in signs]
            holds(sum(w for w, is_kept in zip(space.W, kept) if not is_kept) < space.T,
                  "too many points may be misclassified")
        else:
            formed(token == "b", f"{token[:40]} in a tree")
            formed(bases, "no basis")
            basis, k = bases[place(tokens, len(bases))], tokens.count()
            total = total_of(space, basis, k, space.vector(tokens), signs)
            holds(space.proves(total, k), "a leaf")
        while path and signs[path[-1][0]][path[-1][1]]:
            s, l = path.pop()
            del signs[s][l]
        if not path:
            return
        signs[path[-1][0]][path[-1][1]] = True


# ---- 7 Proof by directions -----------------------------------------------------------

def read_cut(tokens, space):
    k, vector = tokens.count(), space.vector(tokens)
    total = sum(w * space.value(s, vector[s], k, {}) for s, w in enumerate(space.W))
    holds(space.proves(total, k), "a cut")
    return space.residue(vector, 0)


def kept_in(space, s, c, g):
    sign = 1 if space.y[s] == 0 else -1
    return sum(sign * c[l] * u - g[l] * abs(u) - (abs(c[l]) + g[l]) * space.e[l]
               for l, u in enumerate(space.u[s])) > 0


def read_chart(tokens, space, cuts, c, g):
    boxes = [(c, g)]
    while boxes:
        c, g = boxes.pop()
        token = tokens.next()
        match = CUT.fullmatch(token)
        if token == "h":
            formed(max(g) > 0, "a box without an edge")
            l = g.index(max(g))
            g = g[:l] + [g[l] / 2] + g[l + 1:]
            boxes += [(c[:l] + [c[l] + g[l]] + c[l + 1:], g),
                      (c[:l] + [c[l] - g[l]] + c[l + 1:], g)]
        elif match:
            cut = number(COUNT, match[1])
            formed(1 <= cut <= len(cuts), token)
            rho, rad = cuts[cut - 1]
            holds(sum(c[l] * rho[l] + g[l] * abs(rho[l]) + (abs(c[l]) + g[l]) * rad[l]
                      for l in range(space.d)) <= 0, "a box that a cut does not exclude")
        else:
            formed(token == "n", f"{token[:40]} in a chart")
            holds(sum(w for s, w in enumerate(space.W) if not kept_in(space, s, c, g))
                  < space.T, "too many points may be misclassified")


def read_directions(tokens, space, claim):
    formed(space.K == 2 and claim["accuracy"] is not None, "directions")
    holds(claim["loss"] * 2**48 < 2 * eta(2**space.b, space.b), "a loss of log 2 or more")
    tokens.word("cuts")
    cuts = [read_cut(tokens, space) for _ in range(tokens.count())]
    for l in range(space.d):
        for v in (1, -1):
            read_chart(tokens, space, cuts,
                       [Fraction(v * (j == l)) for j in range(space.d)],
                       [Fraction(j != l) for j in range(space.d)])


# ---- All together --------------------------------------------------------------------

def verify(data, text):
    tokens = Tokens(text)
    claim = read_claim(tokens, data)
    space = Space(tokens, claim)
    tokens.word("proof")
    claim["proof"] = tokens.word("points", "directions")
    if claim["proof"] == "points":
        read_tree(tokens, space)
    else:
        read_directions(tokens, space, claim)
    tokens.word("end")
    formed(not tokens.peek(), "text behind the end")
    return claim


if __name__ == "__main__":
    sys.exit(second.main(verify, ("loss", "accuracy", "proof"),
                         sys.argv[1:]))
