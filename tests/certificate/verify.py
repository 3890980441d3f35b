#!/usr/bin/env python3
"""A second verifier of doublecheck certificates, slow and obvious.

Written from docs/certificate-format.md alone and independent of the C code, so that
the same mistake is unlikely to be in both. The sections below are those of the format.
Everything is an integer or a fraction, nothing is rounded.

    verify.py [--expect-KEY=VALUE ...] DATA CERTIFICATE

prints what the certificate claims and then VERIFIED (exit status 0), REJECTED (1) or
MALFORMED (2), or UNREADABLE (2) for data; the reason goes to standard error. Exit status
3: wrong usage, or a file that cannot be opened. Keys: question, kappa, sigma, delta, m0,
family (all, width:W, sparse:K, axes, directions), groups, verdict (holds, violated,
undecided). A certificate that claims something else than expected is rejected.

As a module: verify(data_bytes, certificate_text) returns the claim, a dictionary, or
raises Rejected or Malformed. Of several faults the one that is met first counts.
"""

import hashlib
import itertools
import math
import re
import sys
from bisect import bisect_left, bisect_right
from collections import namedtuple
from fractions import Fraction


class Malformed(Exception):
    """The certificate does not have the form that section 2 asks for."""


class Rejected(Exception):
    """The certificate has the form, but something it says does not hold."""


class Unreadable(Malformed):
    """The data are not as section 3 describes data, or too large for this program."""


def formed(truth, reason):
    if not truth:
        raise Malformed(reason)


def holds(truth, reason):
    if not truth:
        raise Rejected(reason)


def readable(truth, reason):
    if not truth:
        raise Unreadable(f"data: {reason}")


# ---- 1 Text --------------------------------------------------------------------------

TOKEN_LIMIT = 1000000
COUNT = re.compile("0|[1-9][0-9]{0,17}")
INTEGER = re.compile("-?(0|[1-9][0-9]*)")
POSITIVE = re.compile("[1-9][0-9]*")
HASH = re.compile("[0-9a-f]{64}")
DECISION = re.compile("([+-])([0-9]+)([abAB])")


def number(pattern, text):
    formed(pattern.fullmatch(text), f"'{text[:40]}' is not a number of the right kind")
    return int(text)


class Tokens:
    """The tokens of a certificate, taken one after the other."""

    def __init__(self, text):
        formed(text.isascii(), "not ASCII")
        self.tokens = re.findall("[^ \t\r\n]+", text)
        self.place = 0
        formed(all(len(token) <= TOKEN_LIMIT for token in self.tokens), "a long token")

    def peek(self):
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def next(self):
        formed(self.place < len(self.tokens), "the certificate breaks off")
        self.place += 1
        return self.tokens[self.place - 1]

    def word(self, *words):
        token = self.next()
        formed(token in words, f"'{token[:40]}' in place of {' or '.join(words)}")
        return token

    def count(self, least=0, most=10**18):
        count = number(COUNT, self.next())
        formed(least <= count <= most, f"{count} is not from {least} to {most}")
        return count

    def integers(self, how_many):
        return [number(INTEGER, self.next()) for _ in range(how_many)]

    def fraction(self):
        above, bar, below = self.next().partition("/")
        return Fraction(number(INTEGER, above), number(POSITIVE, below) if bar else 1)

    def hash(self):
        token = self.next()
        formed(HASH.fullmatch(token), f"'{token[:40]}' is not a hash")
        return token

    def increasing(self, among):
        """A count and so many of the numbers in "among", increasing."""
        chosen = []
        for _ in range(self.count(0, len(among))):
            chosen.append(self.count())
            formed(chosen[-1] in among, f"feature {chosen[-1]} is out of range")
            formed(sorted(set(chosen)) == chosen, f"feature {chosen[-1]} is out of order")
        return chosen


# ---- 3 Data --------------------------------------------------------------------------

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}
DECIMAL = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE]([+-]?[0-9]+))?")
QUOTIENT = re.compile("[+-]?[0-9]+/0*[1-9][0-9]*")
EXPONENT_LIMIT = 100000         # this program's; the format has none

# x: a Fraction for each feature; label and cell: the number of the class and of the cell,
# 0 if there is no such column
Point = namedtuple("Point", "x weight label cell")


def read_records(text, delimiter):
    """The records of a CSV file that are not empty lines, as lists of strings."""
    blank = " " if delimiter == "\t" else " \t"
    end = f"({delimiter}|\r?\n|\r?\\Z)"
    field = re.compile(f'[{blank}]*"([^"]*(?:""[^"]*)*)"[{blank}]*{end}'
                       f'|([^"{delimiter}\r\n]*){end}')
    place = 0
    while place < len(text):
        fields, quoted, more = [], False, True
        while more:
            match = field.match(text, place)
            readable(match, "a quote or a carriage return in the wrong place")
            place = match.end()
            if match[3] is None:
                fields.append(match[1].replace('""', '"'))
                quoted = True
            else:
                fields.append(match[3].strip(blank))
            more = delimiter in (match[2], match[4])
        if quoted or fields != [""]:
            yield fields


def read_number(text):
    text = text.strip(" \t")    # blanks inside quotes
    decimal = DECIMAL.fullmatch(text)
    readable(decimal or QUOTIENT.fullmatch(text), f"{text[:40]!a} is not a number")
    if decimal and not decimal[1].strip("0."):
        return Fraction(0)      # whatever the exponent
    if decimal and decimal[3]:
        readable(abs(int(decimal[3])) <= EXPONENT_LIMIT, "an exponent too large")
    return Fraction(text)


def number_of(name, names):
    """The number of a class or cell; names: those that have appeared."""
    readable(name != "", "an empty label or cell")
    return names.setdefault(name, len(names) + 1)


def read_points(data, claim):
    """The points of the data file, and the names of the features or None."""
    readable(b"\0" not in data, "a NUL byte")
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    records = list(read_records(data.decode("latin-1"), claim["delimiter"]))
    readable(len({len(fields) for fields in records}) == 1, "records differ in length")
    features = claim["features"]
    label, weight, cell = claim["label"], claim["weight"], claim["cell"]
    for column in features + [label, weight, cell]:
        formed(column is None or 1 <= column <= len(records[0]), f"no column {column}")
    names = None
    if claim["header"]:
        header = records.pop(0)
        names = [header[column - 1] for column in features]
    labels, cells, points = {}, {}, []
    for fields in records:
        x = [read_number(fields[column - 1]) for column in features]
        mass = read_number(fields[weight - 1]) if weight else Fraction(1)
        readable(mass > 0, "a weight that is not positive")
        points.append(Point(x, mass, number_of(fields[label - 1], labels) if label else 0,
                            number_of(fields[cell - 1], cells) if cell else 0))
    readable(points, "no points")
    return points, names


def canonical_points(points):
    """One line for each point. Fractions print in lowest terms, as they should."""
    return "".join(f"{','.join(map(str, p.x))};{p.weight};{p.label};{p.cell}\n"
                   for p in points)


def form_groups(claim, points):
    """The groups in order, each a list of indices of points."""
    cells, couples = [None], [None]             # None: any cell, any class
    if claim["grouping"] == "cells":
        formed(claim["cell"], "groups: there is no cell column")
        cells = range(1, max(point.cell for point in points) + 1)
    if claim["grouping"] == "pairs" or claim["grouping"] == "cells" and claim["label"]:
        formed(claim["label"], "groups: there is no label column")
        classes = range(1, max(point.label for point in points) + 1)
        formed(len(classes) >= 2, "groups: there are no two classes")
        couples = list(itertools.combinations(classes, 2))
    for cell, couple in itertools.product(cells, couples):
        group = [k for k, point in enumerate(points)
                 if cell in (None, point.cell) and (not couple or point.label in couple)]
        if group:
            yield group


def coprime_weights(points):
    common = math.lcm(*(point.weight.denominator for point in points))
    weights = [int(point.weight * common) for point in points]
    return [weight // math.gcd(*weights) for weight in weights]


# ---- 2 Grammar: data, condition, family ----------------------------------------------

def read_data(tokens, data, claim):
    tokens.word("data")
    data_hash = tokens.hash()
    tokens.word("header")
    claim["header"] = tokens.word("yes", "no") == "yes"
    tokens.word("delimiter")
    claim["delimiter"] = DELIMITERS[tokens.word(*DELIMITERS)]
    tokens.word("features")
    claim["features"] = [tokens.count() for _ in range(tokens.count(1))]
    formed(len(set(claim["features"])) == len(claim["features"]), "a repeated column")
    for what in ("label", "weight", "cell"):
        tokens.word(what)
        token = tokens.next()
        claim[what] = None if token == "none" else number(COUNT, token)
    tokens.word("points")
    points_hash = tokens.hash()
    holds(hashlib.sha256(data).hexdigest() == data_hash, "the data file is another one")
    claim["points"], claim["names"] = read_points(data, claim)
    lines = canonical_points(claim["points"]).encode()
    holds(hashlib.sha256(lines).hexdigest() == points_hash, "the points are others")


def read_condition(tokens, claim):
    tokens.word("question")
    claim["question"] = tokens.word("critical-mass", "sigma")
    tokens.word("kappa")
    claim["kappa"] = tokens.fraction()
    formed(claim["kappa"] > 1, "kappa is not greater than 1")
    tokens.word("sigma")
    claim["sigma"] = None
    if claim["question"] == "sigma":
        tokens.word("free")
    else:
        claim["sigma"] = tokens.fraction()
        formed(claim["sigma"] > 0, "sigma is not positive")
    tokens.word("delta")
    claim["delta"] = tokens.fraction()
    tokens.word("m0")
    claim["m0"] = tokens.fraction()
    formed(0 < claim["m0"] < claim["delta"] <= 1, "not 0 < m0 < delta <= 1")


def read_family(tokens, claim):
    """The family; and, None where it has no such thing, width, sparse, directions."""
    tokens.word("family")
    family = tokens.word("all", "width", "sparse", "axes", "directions")
    features = len(claim["features"])
    claim["width"] = claim["sparse"] = claim["directions"] = None
    if family == "width":
        claim["width"] = tokens.fraction()
        formed(claim["width"] > 0, "the width is not positive")
        family = f"width:{claim['width']}"
    elif family == "sparse":
        claim["sparse"] = tokens.count(1, features)
        family = f"sparse:{claim['sparse']}"
    elif family == "axes":
        claim["sparse"] = 1
    elif family == "directions":
        claim["directions"] = [tokens.integers(features) for _ in range(tokens.count(1))]
        formed(all(any(v) for v in claim["directions"]), "a direction is zero")
    claim["family"] = family


# ---- 4 What is claimed: slab and bound -----------------------------------------------

def product(v, x):
    return sum(a * b for a, b in zip(v, x))


def parallel(v, u):
    return all(v[a] * u[b] == v[b] * u[a]
               for a, b in itertools.combinations(range(len(v)), 2))


def in_family(claim, v, r):
    if claim["width"] is not None:
        return 2 * r >= claim["width"] * max(map(abs, v))
    if claim["sparse"] is not None:
        return sum(entry != 0 for entry in v) <= claim["sparse"]
    if claim["directions"] is not None:
        return any(parallel(v, u) for u in claim["directions"])
    return True


def read_slab(tokens, claim, points, weights):
    """The slab of a group, checked from the definition, or None."""
    tokens.word("slab")
    if tokens.peek() == "none":
        tokens.next()
        return None
    value, v = tokens.fraction(), tokens.integers(len(claim["features"]))
    c, r = tokens.fraction(), tokens.fraction()
    formed(any(v), "the slab has v = 0")
    formed(r >= 0, "the slab has r < 0")
    holds(in_family(claim, v, r), "the slab is not in the family")
    away = [abs(product(v, point.x) - c) for point in points]

    def mass(radius):
        inside = sum(weight for a, weight in zip(away, weights) if a <= radius)
        return Fraction(inside, sum(weights))

    narrow, wide = mass(r), mass(claim["kappa"] * r)
    holds(wide < claim["delta"], "the slab's dilation reaches delta")
    if claim["question"] == "critical-mass":
        holds(wide < (1 + claim["sigma"]) * narrow, "the slab gains enough")
        holds(value == narrow, "the slab's value is not its mass")
    else:
        holds(narrow >= claim["m0"], "the slab is lighter than m0")
        holds(value == wide / narrow - 1, "the slab's value is not its gain")
    return {"value": value, "v": v, "c": c, "r": r}


def read_bound(tokens, claim, slab):
    """The bound of a group, None if it is infinite."""
    tokens.word("bound")
    critical = claim["question"] == "critical-mass"
    if tokens.peek() == "infinite":
        formed(not critical, "an infinite bound of the critical mass")
        tokens.next()
        holds(not slab, "the slab contradicts the bound")
        return None
    bound = tokens.fraction()
    formed(bound >= 0, "the bound is negative")
    if slab:
        holds(slab["value"] <= bound if critical else slab["value"] >= bound,
              "the slab contradicts the bound")
    return bound


def is_given(claim, bound, total):
    heavy = math.ceil(claim["delta"] * total)
    if claim["question"] == "critical-mass":
        return bound * total >= heavy - 1
    return bound == 0 or math.ceil(claim["m0"] * total) >= heavy


# ---- 5 Problems ----------------------------------------------------------------------

def read_proof(tokens, claim, points, weights, bound):
    if tokens.word("given", "constant") == "given":
        holds(is_given(claim, bound, sum(weights)), "the bound is not given")
        return
    features = range(1, len(claim["features"]) + 1)
    values = {feature: [point.x[feature - 1] for point in points] for feature in features}
    constant = tokens.increasing(features)
    for feature in constant:
        holds(len(set(values[feature])) == 1, f"feature {feature} is not constant")
    free = [feature for feature in features if feature not in constant]
    if claim["directions"] is not None:
        formed(not constant, "directions: a list of constant features")
        problems = ({1: [product(v, point.x) for point in points]}
                    for v in claim["directions"])
    else:
        size = len(free) if claim["sparse"] is None else min(claim["sparse"], len(free))
        problems = ({feature: values[feature] for feature in chosen}
                    for chosen in itertools.combinations(free, size) if chosen)
    for problem in problems:
        read_problem(tokens, claim, problem, weights, bound)


# ---- 6 From features to coordinates --------------------------------------------------

def read_problem(tokens, claim, values, weights, bound):
    """values: for each feature of the problem, in order, its values at the points."""
    tokens.word("keep")
    kept = tokens.increasing(list(values))
    holds(claim["width"] is None or len(kept) == len(values), "width: a feature left out")
    for feature in values:
        if feature not in kept:
            read_relation(tokens, values[feature], [values[j] for j in kept])
    if kept:
        points, scale = read_space(tokens, claim, [values[j] for j in kept])
        cloud = Cloud(claim, points, weights, bound, scale)
        for chart in range(len(kept)):
            read_tree(tokens, cloud, chart)


def read_relation(tokens, left_out, kept):
    tokens.word("affine")
    divisor, *factors = tokens.integers(1 + len(kept))
    formed(divisor != 0, "a relation divides by 0")
    for k, x in enumerate(left_out):
        moved = [column[k] - column[0] for column in kept]
        holds(divisor * (x - left_out[0]) == product(factors, moved), "a wrong relation")


def read_space(tokens, claim, columns):
    """The integer coordinates of the points, and the first scale."""
    size = len(columns)
    tokens.word("scale")
    scale = tokens.integers(size)
    formed(all(s > 0 for s in scale), "a scale is not positive")
    tokens.word("origin")
    origin = tokens.integers(size)
    tokens.word("transform")
    transform = [tokens.integers(row) for row in range(1, size + 1)]
    formed(all(row[-1] != 0 for row in transform), "0 on the diagonal of the transform")
    if claim["width"] is not None:
        holds(len(set(scale)) == 1, "width: the scales differ")
        holds(all(row == [0] * l + [1] for l, row in enumerate(transform)),
              "width: the transform is not the identity")
    points = []
    for x in zip(*columns):
        scaled = [s * entry for s, entry in zip(scale, x)]
        holds(all(entry == int(entry) for entry in scaled), "a scale leaves a fraction")
        moved = [int(entry) - o for entry, o in zip(scaled, origin)]
        points.append(tuple(product(row, moved) for row in transform))
    return points, scale[0]


class Cloud:
    """The merged points of a problem, and the numbers that all its leaves need."""

    def __init__(self, claim, points, weights, bound, scale):
        merged = {}             # in the order of first appearance
        for y, weight in zip(points, weights):
            merged[y] = merged.get(y, 0) + weight
        self.y, self.weights = list(merged), list(merged.values())
        self.size, self.dims, self.total = len(self.y), len(self.y[0]), sum(weights)
        self.kappa, self.h = claim["kappa"], (claim["kappa"] - 1) / 2
        self.width = None if claim["width"] is None else claim["width"] * scale
        # 8 What passes, for integers U and L
        self.heavy = math.ceil(claim["delta"] * self.total)
        if claim["question"] == "critical-mass":
            self.light = math.floor(bound * self.total)
            self.gain = 1 + claim["sigma"]
        else:
            self.light = math.ceil(claim["m0"] * self.total) - 1
            self.gain = None if bound is None else 1 + bound

    def passes(self, upper, lower):
        return (upper <= self.light or lower >= self.heavy or self.gain is not None
                and lower * self.gain.denominator >= self.gain.numerator * upper)


# ---- 7 Boxes -------------------------------------------------------------------------

HALVINGS_LIMIT = 60


class Box:
    """Coordinate l goes from centre[l] - 1 to centre[l] + 1, over 2^halvings[l]."""

    def __init__(self, chart, centre, halvings):
        self.chart, self.centre, self.halvings = chart, centre, halvings
        self.k = max(halvings)
        self.c = [c << self.k - own for c, own in zip(centre, halvings)]
        self.r = [1 << self.k - own for own in halvings]
        self.r[chart] = 0       # and c[chart] is 2^k, because centre[chart] is 1

    def half(self, l, side):
        """side -1: the lower half of coordinate l, 1: the upper one."""
        formed(self.halvings[l] < HALVINGS_LIMIT, "a coordinate is halved too often")
        centre, halvings = self.centre[:], self.halvings[:]
        centre[l] = 2 * centre[l] + side
        halvings[l] += 1
        return Box(self.chart, centre, halvings)


def form_range(f, c, r):
    """The least and the greatest value of a linear form, times 2^K."""
    middle, radius = 0, 0
    for entry, c_l, r_l in zip(f, c, r):
        middle += c_l * entry
        radius += r_l * abs(entry)
    return middle - radius, middle + radius


def read_tree(tokens, cloud, chart):
    """The tree of one chart, which is counted from 0 here as points are."""
    centre = [int(l == chart) for l in range(cloud.dims)]
    boxes = [Box(chart, centre, [0] * cloud.dims)]      # those still to be read
    while boxes:
        box, token = boxes.pop(), tokens.next()
        if token == ".":
            check_counted(Ranges(cloud, box))
        elif token == "(":
            formed(cloud.dims > 1, "cases of a single direction")
            read_cases(tokens, cloud, box)
        else:
            l = number(COUNT, token) - 1
            formed(0 <= l < cloud.dims and l != chart, f"coordinate {l + 1} to be split")
            boxes += [box.half(l, 1), box.half(l, -1)]


# ---- 9 Leaves that are counted -------------------------------------------------------

class Ranges:
    """The ranges of the points over a box, times 2^K, and what section 9 counts."""

    def __init__(self, cloud, box):
        self.cloud, self.k = cloud, box.k
        self.low, self.high = zip(*(form_range(y, box.c, box.r) for y in cloud.y))
        self.lows, self.weight_low = self.sort(self.low)
        self.highs, self.weight_high = self.sort(self.high)

    def sort(self, ends):
        """The ends in order, and the weights of the 0, 1, ... points first by them."""
        order = sorted(range(len(ends)), key=ends.__getitem__)
        weights = itertools.accumulate((self.cloud.weights[k] for k in order), initial=0)
        return [ends[k] for k in order], list(weights)

    def lower(self, lows, highs, a, b):
        """weight{hi <= b} - weight{lo < a}"""
        return (self.weight_high[bisect_right(highs, b)]
                - self.weight_low[bisect_left(lows, a)])

    def unsafe_cells(self):
        """(hi_(s), lo_(t)) of the unsafe cells, family width: of the wide ones."""
        cloud = self.cloud
        n, d = cloud.h.numerator, cloud.h.denominator
        lows, highs = [d * low for low in self.lows], [d * high for high in self.highs]
        for s, high in enumerate(self.highs):
            # U grows with t; below this t it is so small that it passes
            first = bisect_right(self.weight_low, self.weight_high[s] + cloud.light) - 1
            for t in range(max(first, 0), cloud.size):
                low = self.lows[t]
                if cloud.width is not None and not self.wide(high, low):
                    continue
                upper = self.weight_low[t + 1] - self.weight_high[s]
                a, b = (d + n) * high - n * low, (d + n) * low - n * high
                if not cloud.passes(upper, self.lower(lows, highs, a, b)):
                    yield high, low

    def wide(self, high, low):
        width = self.cloud.width
        return (low - high) * width.denominator >= width.numerator << self.k

    # Family width, all centres c. Lengths are multiplied by 2^K and by unit(), which
    # makes w/2, kappa w/2 and what lies half way between two of the c integers.

    def unit(self):
        return 4 * self.cloud.width.denominator * self.cloud.kappa.denominator

    def length(self, x):
        return int(x * self.unit()) << self.k

    def failing_centres(self):
        """The closure of the set of c at which U(c), L(c) do not pass, as intervals."""
        cloud, unit = self.cloud, self.unit()
        near = self.length(cloud.width / 2)
        far = self.length(cloud.width / 2 * cloud.kappa)
        lows = [low * unit for low in self.lows]
        highs = [high * unit for high in self.highs]
        steps = sorted({low - near for low in lows} | {low + far for low in lows}
                       | {high + near for high in highs} | {high - far for high in highs})

        def fails(c):
            upper = (self.weight_low[bisect_right(lows, c + near)]
                     - self.weight_high[bisect_left(highs, c - near)])
            return not cloud.passes(upper, self.lower(lows, highs, c - far, c + far))

        return join([(c, c) for c in steps if fails(c)]
                    + [(c, d) for c, d in zip(steps, steps[1:]) if fails((c + d) // 2)])


def join(intervals):
    """The union of closed intervals, as separate ones in order."""
    joined = []
    for first, last in sorted(intervals):
        if joined and first <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(last, joined[-1][1])
        else:
            joined.append((first, last))
    return joined


def check_counted(ranges):
    for _ in ranges.unsafe_cells():
        raise Rejected("a counted leaf has an unsafe cell")
    holds(ranges.cloud.width is None or not ranges.failing_centres(),
          "a counted leaf has a centre that fails")


# ---- 10 Leaves with cases ------------------------------------------------------------

def needed_pairs(ranges):
    """The pairs that must be listed for the unsafe cells."""
    def holding(value):
        return {k for k, (low, high) in enumerate(zip(ranges.low, ranges.high))
                if low <= value <= high}

    partners = {}               # hi_(s): the j of all its unsafe cells
    for high, low in ranges.unsafe_cells():
        partners.setdefault(high, set()).update(holding(low))
    return {(i, j) for high, js in partners.items() for i in holding(high) for j in js}


def needed_pairs_of_centres(ranges, failing):
    """The pairs that must be listed for the centres that fail."""
    half = ranges.length(ranges.cloud.width / 2)
    low = [end * ranges.unit() for end in ranges.low]
    high = [end * ranges.unit() for end in ranges.high]
    return {(i, j) for first, last in failing
            for i, j in itertools.product(range(len(low)), repeat=2)
            if max(first, low[i] + half, low[j] - half)
            <= min(last, high[i] + half, high[j] - half)}


def as_point(text, cloud):
    point = number(COUNT, text)
    formed(1 <= point <= cloud.size, f"point {point} of {cloud.size}")
    return point - 1


def two(text):
    first, comma, second = text.partition(",")
    formed(comma, f"'{text[:40]}' is neither a pair nor a stretch")
    return first, second


def read_cases(tokens, cloud, box):
    pairs, stretches = [], []
    while tokens.peek() != ")":
        token = tokens.next()
        if token.startswith("@"):
            formed(cloud.width is not None, "a stretch, but not of family width")
            c, h = (number(INTEGER, text) for text in two(token[1:]))
            formed(h >= 0, "a stretch of negative length")
            stretches.append((c - h, c + h))
            read_case_tree(tokens, Stretch(cloud, box, c, h))
        else:
            pair = tuple(as_point(text, cloud) for text in two(token))
            formed(not stretches and pairs[-1:] < [pair], "items out of order")
            pairs.append(pair)
            read_case_tree(tokens, Pair(cloud, box, *pair))
    tokens.word(")")
    ranges = Ranges(cloud, box)
    needed = needed_pairs(ranges)
    if cloud.width is not None:
        failing, unit = ranges.failing_centres(), ranges.unit()
        needed |= needed_pairs_of_centres(ranges, failing)
        covered = join([(first * unit, last * unit) for first, last in stretches])
        for first, last in failing:
            holds(any(c <= first and last <= d for c, d in covered),
                  "a centre that fails is in no stretch")
    for i, j in needed - set(pairs):
        raise Rejected(f"pair {i + 1},{j + 1} is missing")


class Pair:
    """c, r: the box; row0: what may be row 0; forms: by point and letter."""

    def __init__(self, cloud, box, i, j):
        self.cloud, self.c, self.r = cloud, box.c, box.r
        n, d = cloud.h.numerator, cloud.h.denominator
        y_i, y_j = cloud.y[i], cloud.y[j]
        self.row0 = [y - x for x, y in zip(y_i, y_j)]
        if cloud.width is not None:
            self.row0 = [cloud.width.denominator * entry for entry in self.row0]
            self.row0[box.chart] -= cloud.width.numerator
        self.forms = {}
        for k, y_k in enumerate(cloud.y):
            self.forms[k, "a"] = [y - x for x, y in zip(y_i, y_k)]
            self.forms[k, "b"] = [z - y for y, z in zip(y_k, y_j)]
            self.forms[k, "A"] = [d * y - (d + n) * x + n * z
                                  for x, y, z in zip(y_i, y_k, y_j)]
            self.forms[k, "B"] = [(d + n) * z - n * x - d * y
                                  for x, y, z in zip(y_i, y_k, y_j)]


class Stretch:
    """The same for a stretch; its forms have one more coordinate, c, and no row 0."""

    def __init__(self, cloud, box, centre, radius):
        self.cloud, self.c, self.r = cloud, box.c + [centre], box.r + [radius]
        self.row0 = None
        w, near = cloud.width.numerator, 2 * cloud.width.denominator
        kappa_w, far = cloud.kappa.numerator * w, cloud.kappa.denominator * near
        self.forms = {}
        for k, y_k in enumerate(cloud.y):
            for letter, factor, half in (("a", near, w), ("b", -near, w),
                                         ("A", far, kappa_w), ("B", -far, kappa_w)):
                form = [factor * y for y in y_k] + [-factor]
                form[box.chart] += half
                self.forms[k, letter] = form


def read_case_tree(tokens, item):
    """A way: the decisions from the root, {(point, letter): whether the form is >= 0}."""
    ranges = {key: form_range(form, item.c, item.r) for key, form in item.forms.items()}
    at_least_0 = {key for key, (least, _) in ranges.items() if least >= 0}
    negative = {key for key, (_, greatest) in ranges.items() if greatest < 0}
    ways = [{}]                 # those of the nodes still to be read
    while ways:
        way, token = ways.pop(), tokens.next()
        decision = DECISION.fullmatch(token)
        if decision:
            key = as_point(decision[2], item.cloud), decision[3]
            first = decision[1] == "+"
            formed(key not in way, "a form is decided twice")
            ways += [{**way, key: not first}, {**way, key: first}]
        elif token.startswith("!"):
            check_infeasible(token, item, way)
        else:
            formed(token == ".", f"'{token[:40]}' is not a case tree")
            check_counted_case(item.cloud, at_least_0 | {key for key in way if way[key]},
                               negative | {key for key in way if not way[key]})


def check_counted_case(cloud, at_least_0, negative):
    upper, lower = cloud.total, 0
    for k, weight in enumerate(cloud.weights):
        if any((k, letter) in negative for letter in "abAB"):
            upper -= weight
        if (((k, "a") in at_least_0 or (k, "A") in at_least_0)
                and ((k, "b") in at_least_0 or (k, "B") in at_least_0)):
            lower += weight
    holds(cloud.passes(upper, lower), "a counted case does not pass")


def check_infeasible(token, item, way):
    decided = list(way.items())                 # in the order of the way
    total, any_strict, before = [0] * len(item.c), False, -1
    for term in token[1:].split(","):
        left, colon, right = term.partition(":")
        formed(colon, f"'{term[:40]}' is not a term")
        row, factor = number(COUNT, left), number(POSITIVE, right)
        formed(row > before, "rows out of order")
        formed(row <= len(decided) and (row > 0 or item.row0), f"there is no row {row}")
        form, strict, before = item.row0, False, row
        if row > 0:
            key, not_negative = decided[row - 1]
            form, strict = item.forms[key], not not_negative
        total = [t + (-factor if strict else factor) * f for t, f in zip(total, form)]
        any_strict = any_strict or strict
    greatest = form_range(total, item.c, item.r)[1]
    holds(greatest < 0 or greatest == 0 and any_strict, "the rows are not infeasible")


# ---- The whole -----------------------------------------------------------------------

def verdict(claim):
    bounds = [group["bound"] for group in claim["groups"]]
    values = [group["slab"]["value"] for group in claim["groups"] if group["slab"]]
    if claim["question"] == "critical-mass":
        good = all(bound < claim["m0"] for bound in bounds)
        bad = any(value >= claim["m0"] for value in values)
    else:
        good = all(bound is None or bound > 0 for bound in bounds)
        bad = any(value == 0 for value in values)
    return "holds" if good else "violated" if bad else "undecided"


def verify(data_bytes, certificate_text):
    """The claim of the certificate if it is proved; raises Rejected or Malformed if not.

    The claim is a dictionary: question, kappa, sigma (None: free), delta, m0; family (as
    for --expect-family), width, sparse, directions (None where the family has none);
    grouping, verdict; header, delimiter, features, label, weight, cell (columns, from 1);
    names of the features (None without header), points (of type Point); and groups, a
    list of dictionaries: points (indices, from 0), bound (None: infinite), slab (None, or
    a dictionary: value, v, c, r).
    """
    if hasattr(sys, "set_int_max_str_digits"):
        sys.set_int_max_str_digits(0)
    tokens, claim = Tokens(certificate_text), {}
    tokens.word("dcert")
    tokens.word("1")
    read_data(tokens, data_bytes, claim)
    read_condition(tokens, claim)
    read_family(tokens, claim)
    tokens.word("groups")
    claim["grouping"] = tokens.word("whole", "pairs", "cells")
    groups = list(form_groups(claim, claim["points"]))
    holds(tokens.count() == len(groups), f"there are {len(groups)} groups")
    claim["groups"] = []
    for place, group in enumerate(groups, 1):
        tokens.word("group")
        tokens.count(place, place)
        points = [claim["points"][k] for k in group]
        weights = coprime_weights(points)
        slab = read_slab(tokens, claim, points, weights)
        bound = read_bound(tokens, claim, slab)
        read_proof(tokens, claim, points, weights, bound)
        claim["groups"].append({"points": group, "bound": bound, "slab": slab})
    tokens.word("end")
    formed(tokens.peek() == "", "something follows the end")
    claim["verdict"] = verdict(claim)
    return claim


def describe(claim):
    """The claim in plain words, as lines."""
    columns = ", ".join(map(str, claim["features"]))
    if claim["names"]:
        columns += f" ({', '.join(map(ascii, claim['names']))})"
    yield f"Data: {len(claim['points'])} points, features in columns {columns}"
    header = "yes" if claim["header"] else "no"
    yield f"  header: {header}, separated by {claim['delimiter']!a}"
    for what in ("label", "weight", "cell"):
        if claim[what]:
            yield f"  {what} in column {claim[what]}"
    sigma = "free" if claim["sigma"] is None else claim["sigma"]
    yield (f"Condition: kappa = {claim['kappa']}, sigma = {sigma}, "
           f"delta = {claim['delta']}, m0 = {claim['m0']}")
    yield f"Family of slabs: {claim['family']}"
    for v in claim["directions"] or []:
        yield f"  {v}"
    yield f"Groups: {claim['grouping']}, {len(claim['groups'])} in all"
    critical = claim["question"] == "critical-mass"
    for place, group in enumerate(claim["groups"], 1):
        bound, slab = group["bound"], group["slab"]
        value = slab["value"] if slab else 0 if critical else "infinity"
        bracket = (f"{value} <= m* <= {bound}" if critical else "sigma* is infinite"
                   if bound is None else f"{bound} <= sigma* <= {value}")
        yield f"Group {place}, {len(group['points'])} points: {bracket}"
        if slab:
            yield f"  slab |<{slab['v']},x> - ({slab['c']})| <= {slab['r']}"
    yield f"The condition{'' if critical else ', for some sigma > 0'}: {claim['verdict']}"


def expectation(key, value):
    """(key of the claim, what it has to be); ValueError if nobody can expect that."""
    if key in ("question", "verdict"):
        return key, value
    if key == "groups":
        return "grouping", value
    if key == "family":
        kind, colon, size = value.partition(":")
        return key, f"{kind}:{Fraction(size)}" if colon else kind
    if key in ("kappa", "sigma", "delta", "m0"):
        return key, None if value == "free" else Fraction(value)
    raise ValueError(f"there is no --expect-{key}")


def main(arguments):
    try:
        options = [word for word in arguments if word.startswith("--expect-")]
        expectations = [expectation(*option[len("--expect-"):].split("=", 1))
                        for option in options]
        data_name, certificate_name = [word for word in arguments if word not in options]
        with open(data_name, "rb") as file:
            data = file.read()
        with open(certificate_name, "rb") as file:
            text = file.read().decode("latin-1")
    except (TypeError, ValueError, ZeroDivisionError, OSError) as error:
        print(f"verify.py [--expect-KEY=VALUE ...] DATA CERTIFICATE\n{error}",
              file=sys.stderr)
        return 3
    try:
        claim = verify(data, text)
        print("\n".join(describe(claim)))
        for key, value in expectations:
            holds(claim[key] == value, f"the certificate's {key} is not as expected")
        print("VERIFIED")
        return 0
    except (Rejected, Malformed) as error:
        print(type(error).__name__.upper())
        print(error, file=sys.stderr)
        return 1 if isinstance(error, Rejected) else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
