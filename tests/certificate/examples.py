#!/usr/bin/env python3
"""The certificates in good/, and the commands that made them.

A row is the name of the certificate, the data file, and the options of

    doublecheck data/DATA OPTIONS --threads 1 --certificate good/NAME.dcert

run in the folder data. square.dcert is written by hand: docs/certificate-format.md works
it out. "examples.py PROGRAM" makes all others anew.
"""

import os
import shlex
import subprocess
import sys
from collections import namedtuple

Example = namedtuple("Example", "name data options")

EXAMPLES = [Example(*row) for row in (
    # n = 1
    ("line", "line.csv", "--label none --m0 3/10"),
    ("line_given", "line.csv", "--label none --decide --m0 9/20"),
    ("line_rounded", "run.csv", "--label none --kappa 3/2 --delta 2/3 --sigma 1/2"),
    ("line_weights", "weights.csv",
     "--label none --header no --weight 2 --kappa 3 --delta 3/4 --sigma 0.3"),
    ("line_width", "run.csv", "--label none --family width:2 --kappa 3 --delta 1"),
    ("line_far", "far.csv", "--label none --m0 3/10"),
    ("line_heavy", "heavy.csv", "--label none --weight mass --m0 3/10"),
    ("line_sigma", "ruler.csv",
     "--label none --maximize sigma --kappa 3 --delta 1 --m0 2/5"),
    ("line_no_gain", "ruler.csv", "--label none --maximize sigma"),
    ("line_infinite", "spread.csv",
     "--label none --maximize sigma --kappa 3 --m0 2/5"),
    # n = 2, all slabs
    ("square_searched", "square.csv",
     "--label none --kappa 3 --sigma 1/4 --delta 1 --m0 3/5"),
    ("corner", "corner.csv", "--label none --kappa 3 --sigma 1/2 --delta 1"),
    ("large", "large.csv", "--label none --kappa 3 --sigma 1/2 --delta 1"),
    ("doubled", "doubled.csv", "--label none --kappa 3 --sigma 1/2 --delta 3/4"),
    ("grid", "grid.csv", "--label none --delta 1"),
    ("grid_triple", "grid.csv", "--label none --kappa 3 --delta 1 --m0 1/2"),
    ("collinear", "collinear.csv", "--label none --kappa 3 --delta 1"),
    ("columns", "columns.csv", "--label none --kappa 3 --sigma 1/2 --delta 1"),
    ("decided", "nine.csv", "--label none --decide --kappa 5 --delta 1 --m0 2/3"),
    ("gain", "nine.csv",
     "--label none --maximize sigma --kappa 5 --delta 1 --m0 1/2"),
    ("gain_infinite", "six.csv",
     "--label none --maximize sigma --kappa 3 --delta 2/3 --m0 2/5"),
    ("undecided", "hard.csv", "--label none --kappa 3 --m0 12/25 --decide"
     " --time-limit 0.001"),
    # n = 3
    ("prism", "prism.csv", "--label none --kappa 3 --sigma 1/2 --delta 1"),
    ("eight", "eight.csv", "--label none --kappa 3 --sigma 1/2 --delta 1 --m0 4/5"),
    # families
    ("width", "stairs.csv",
     "--label none --family width:3/2 --kappa 3 --sigma 1 --delta 1"),
    ("width_none", "kite.csv",
     "--label none --family width:2 --kappa 3 --sigma 1 --delta 1/2"),
    ("width_narrow", "steps.csv",
     "--label none --family width:1 --kappa 3 --sigma 1 --delta 3/4"),
    ("width_gain", "three.csv",
     "--label none --family width:1 --maximize sigma --kappa 3 --delta 1 --m0 1/3"),
    ("sparse", "sparse.csv",
     "--label none --family sparse:2 --kappa 3 --sigma 1/2 --delta 1"),
    ("sparse_columns", "columns.csv",
     "--label none --family sparse:2 --kappa 3 --sigma 1/2 --delta 1"),
    ("axes", "sparse.csv", "--label none --family axes --kappa 3 --delta 3/4"),
    ("directions", "sparse.csv",
     "--label none --family directions:ways.csv --kappa 3 --delta 3/4"),
    ("directions_columns", "columns.csv",
     "--label none --family directions:units.csv --kappa 3 --delta 1"),
    # groups
    ("pairs", "classes.csv", "--kappa 3 --sigma 1/2 --delta 1"),
    ("pairs_decided", "classes.csv", "--kappa 3 --sigma 1/2 --delta 1 --decide"),
    ("cells", "cells.tsv", "--label class --weight mass --columns y,x --kappa 3"
     " --groups cells:cell --sigma 1/2 --delta 1"),
)]

HERE = os.path.dirname(os.path.abspath(__file__))


def command(program, example, path):
    """What writes the certificate to path, if it is run in the folder data."""
    return [program, example.data, *shlex.split(example.options), "--threads", "1",
            "--certificate", path]


def main(program):
    for example in EXAMPLES:
        path = os.path.join(HERE, "good", example.name + ".dcert")
        subprocess.run(command(os.path.abspath(program), example, path), check=False,
                       cwd=os.path.join(HERE, "data"), stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main(sys.argv[1])
