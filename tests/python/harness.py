"""What the tests of the Python package share: the built program beside it, and points."""
import csv
import gzip
import json
import os
import shlex
import subprocess
from fractions import Fraction

import numpy

PROGRAM = os.environ["DOUBLECHECK"]
SOURCE = os.environ["DOUBLECHECK_SOURCE"]
DATASETS = os.path.join(SOURCE, "datasets")

# Ten points at 0..9. With kappa 2, sigma 1/4, delta 1/2 two neighbours gain nothing and three
# gain a third: m* = 1/5.
LINE = numpy.arange(10).reshape(-1, 1)


def hard_points(points=300, dims=8):
    """Far too many directions to decide m0 = 0.45 in the time any test takes."""
    state, rows = 1, []
    for _ in range(points):
        row = []
        for _ in range(dims):
            state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
            row.append(state >> 44)
        rows.append(row)
    return numpy.array(rows)


def half_known():
    """Points and classes a, b, c. m* of a and another is 149/300: so many are in one place, and
    more would be delta. That of b and c is at most 99/200, and too hard to find."""
    hard = hard_points(400)
    hard[:149] = 0
    return hard, ["a"] * 200 + ["b"] * 100 + ["c"] * 100


def read_texts(path, labelled=True):
    """Points as texts, classes or None, names of the features."""
    with open(path, newline="", encoding="utf-8") as file:
        head, *rows = list(csv.reader(file))
    if not labelled:
        return numpy.array(rows), None, head
    return (numpy.array([row[:-1] for row in rows]), numpy.array([row[-1] for row in rows]),
            head[:-1])


def read_idx(path):
    """The bytes of an idx file as an array."""
    with gzip.open(path, "rb") as file:
        content = file.read()
    dims = content[3]
    shape = [int.from_bytes(content[4 + 4 * k:8 + 4 * k], "big") for k in range(dims)]
    return numpy.frombuffer(content, dtype=numpy.uint8, offset=4 + 4 * dims).reshape(shape)


def run_program(*arguments):
    """The JSON of a command, and its exit status."""
    done = subprocess.run([PROGRAM, *arguments, "--json", "-"], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False)
    if not done.stdout:
        raise AssertionError(f"{shlex.join(arguments)}: {done.stderr.decode()}")
    return json.loads(done.stdout)


def number(text):
    """A number of the JSON."""
    return float("inf") if text == "infinity" else Fraction(text)


def witness_as_json(witness):
    """A witness as the program writes it."""
    if witness is None:
        return None
    return {"v": [str(entry) for entry in witness.v], "c": str(witness.c),
            "r": str(witness.r), "mass": str(witness.mass),
            "dilated_mass": str(witness.dilated_mass)}


def masses(points, witness, kappa):
    """Masses of a slab and of its dilation, by definition D2; points are Fractions."""
    gaps = [abs(sum(row * witness.v) - witness.c) for row in points]
    return (Fraction(sum(gap <= witness.r for gap in gaps), len(gaps)),
            Fraction(sum(gap <= kappa * witness.r for gap in gaps), len(gaps)))
