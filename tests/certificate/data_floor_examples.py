#!/usr/bin/env python3
"""The certificates of data floors in data_floor/good/, and what they prove of which data.

four.ddata is written by hand: docs/data-floor-certificate.md works it out. Run as a program
this makes all others anew, with make_data_floor.py; and the data in data_floor/data/.
"""

import os
import random
from fractions import Fraction

import make_data_floor
from make_data_floor import LOG_2, Directions, Example, Points, Trivial


def row(values, labels, weights=None):
    """Points with one feature."""
    weights = weights or ["1"] * len(labels)
    return [((value,), label, weight)
            for value, label, weight in zip(values, labels, weights)]


def blobs(name, classes, count, features, spread):
    """Points around a centre for each class, with two decimals."""
    chance = random.Random(name)
    centres = [[chance.uniform(-1, 1) for _ in range(features)] for _ in range(classes)]
    return [(tuple(Fraction(round(100 * chance.gauss(x, spread)), 100)
                   for x in centres[k % classes]), "abcdef"[k % classes], "1")
            for k in range(count)]


def widened(points, *more):
    """With features that are affine functions of the others."""
    return [(x + tuple(function(x) for function in more), label, weight)
            for x, label, weight in points]


def weighted(points, weights):
    return [(x, label, weights[k % len(weights)]) for k, (x, label, _) in enumerate(points)]


UNIT = 2**20
LINE = row(range(8), "aababbab")
PLANE = blobs("plane", 2, 10, 2, 1)
THREE = blobs("three", 3, 12, 2, 1.2)
FLAT = row(range(9), "abcabacbc")
KEPT = [(1, 0, UNIT), (2, 0, UNIT)]
TRIANGLE = [3, 1, 2, -1, 1, 3]

EXAMPLES = [Example(*example) for example in (
    ("line", LINE, [(1, "7/2", 2**18)], [], None, 10, 8, "1/2", Points(2, None)),
    ("root", LINE, [(1, 0, "100000")], [], None, 12, 8000, "5/8", Points(0, None)),
    ("levels", LINE, [(1, "7/2", 2**18)], [], [1, 5, 3], 14, 80, "3/4",
     Points(4, None)),
    ("weights", weighted(PLANE, ["1/3", "2", "1e-1", "0.7"]), KEPT, [], None, 16, 1000,
     "3/4", Points(2, None)),
    ("light", weighted(LINE, ["1", "1", "2", "1/1000", "1.5"]), [(1, 3, 2**19)], [], None,
     15, 25, "1/2", Points(1, None)),
    ("dropped", widened(PLANE, lambda x: 7, lambda x: Fraction(1, 3) - 2 * x[0] + x[1]),
     KEPT, [(4, ["1/3", "-2", "1"]), (3, [7, 0, 0])], TRIANGLE, 17, 90, "7/9",
     Points(2, None)),
    ("three", THREE, KEPT, [], TRIANGLE, 20, 120, "3/4", Points(2, None)),
    ("flat", FLAT, [(1, 4, 2**18)], [], None, 18, 1000, "4/5", Points(4, None)),
    ("free", THREE, KEPT, [], None, 19, 120, "1/2", Points(3, 0)),
    ("vacuous", THREE, [(2, 1, "1234567/8"), (1, 0, UNIT)], [], None, 16, 12, None,
     Points(0, None)),
    ("vacuous_levels", LINE, [(1, "7/2", 2**18)], [], None, 14, 8, None, Points(2, 5)),
    ("trivial", THREE, KEPT, [], None, 4, 120, "3/10", Trivial()),
    ("constant", row([1, 1, 1, 1, 1], "aabab"), [], [(1, [1])], None, 10, 5, "1/5",
     Points(1, None)),
    ("nothing", LINE, [(1, 0, 1)], [], None, 1, 8, "0", Points(0, None)),
    ("two", LINE, [(1, "7/2", 2**18)], [], None, 10, 8, "5/8",
     Directions("0.61", [LOG_2 // 9, LOG_2 // 2, 0])),
    ("two_free", row([0, 1, 2, 3, 4, 5], "aabbba"), [(1, "5/2", 2**18)], [], [2, 9, 1], 12,
     600, "1/2", Directions("0.6", [0])),
    ("plane", PLANE, KEPT, [], TRIANGLE, 17, 900, "6/10",
     Directions("0.23", [LOG_2 // 20, LOG_2 // 3, 0])),
    ("plane_weights", weighted(PLANE, ["1", "2", "1/3"]), KEPT, [], None, 10, 100, "1/2",
     Directions("0.3", [0, LOG_2 // 2])),
    ("one_direction", row([1, 1, 1, 1, 1], "aaaab"), [], [(1, [1])], None, 10, 5, "4/5",
     Directions("0.5", [0, LOG_2 // 4, LOG_2 // 2])),
)]
HERE = os.path.dirname(os.path.abspath(__file__))
NAMES = ["four"] + [example.name for example in EXAMPLES]


def data_path(name):
    return os.path.join(HERE, "data_floor", "data", name + ".csv")


def good_path(name):
    return os.path.join(HERE, "data_floor", "good", name + ".ddata")


def read_good(name):
    with open(good_path(name), encoding="ascii") as file:
        return file.read()


def filled(tokens):
    """Lines of up to 90 columns."""
    lines, length = [[]], 0
    for token in tokens:
        length += len(token) + 1
        if length > 90:
            lines.append([])
            length = len(token) + 1
        lines[-1].append(token)
    return "".join(" ".join(line) + "\n" for line in lines)


if __name__ == "__main__":
    for one in EXAMPLES:
        data, made = make_data_floor.make(one)
        with open(data_path(one.name), "wb") as csv:
            csv.write(data)
        with open(good_path(one.name), "w", encoding="ascii") as certificate:
            certificate.write(filled(made))
