#!/usr/bin/env python3
"""The certificates of floors in floor/good/, and what made them.

A row is the name of the certificate, the data file, and what follows

    write_floor DATA floor/good/NAME.dfloor

pair.dfloor is written by hand: docs/floor-certificate.md works it out. "floor_examples.py
PROGRAM" makes all others anew.
"""

import os
import subprocess
import sys
from collections import namedtuple

Example = namedtuple("Example", "name data options")

EXAMPLES = [Example(*row) for row in (
    ("two", "floor/data/pair.csv", "kappa=4 sigma=2 m0=1/10 loss=1/5 fineness=1"),
    ("wide", "floor/data/pair.csv",
     "kappa=3 sigma=1 delta=3/4 m0=1/10 loss=1/5 radius=1/8 fineness=1"),
    ("heavy", "floor/data/pair.csv",
     "kappa=4 sigma=2 delta=1 m0=2/5 loss=2/5 fineness=2"),
    ("far", "floor/data/pair.csv",
     "kappa=9 sigma=2 m0=1/10 loss=1/5 radius=1 fineness=1"),
    ("three", "data/classes.csv", "kappa=4 sigma=3 m0=1/50 loss=1/10 fineness=1"),
    ("ten", "floor/data/ten.csv",
     "kappa=6 sigma=5 delta=9/10 m0=1/1000 loss=1/50 fineness=1"),
    ("cells", "data/cells.tsv", "label=class weight=mass columns=y,x cell=cell groups=cells"
     " kappa=5 sigma=4 m0=1/50 loss=1/20 fineness=1"),
    ("trivial", "floor/data/pair.csv", "loss=69/1000"),
    ("nothing", "floor/data/pair.csv", "loss=2"),
)]
BY_HAND = Example("pair", "floor/data/pair.csv", "")
HERE = os.path.dirname(os.path.abspath(__file__))


def good_path(name):
    return os.path.join(HERE, "floor", "good", name + ".dfloor")


def read_good(name):
    with open(good_path(name), encoding="ascii") as file:
        return file.read()


def make(program, example, path):
    return subprocess.run([program, os.path.join(HERE, example.data), path,
                           *example.options.split()], check=True,
                          stdout=subprocess.PIPE).stdout


if __name__ == "__main__":
    for row in EXAMPLES:
        make(sys.argv[1], row, good_path(row.name))
