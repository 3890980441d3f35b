#!/usr/bin/env python3
"""test_baseline.py DOUBLECHECK BASELINE: both find the same m* and the same verdicts on
small random sets in general position."""
import json
import os
import subprocess
import sys
import tempfile

SIZES = [(1, 12), (1, 200), (2, 8), (2, 25), (2, 60), (2, 150), (3, 12), (3, 40)]
WIDE = ["--kappa", "3", "--sigma", "1/2"]
OPTIONS = [[], WIDE, ["--delta", "2/5", "--m0", "1/5"], ["--decide", "--m0", "9/20"]]
# Dimensions, points, seed, options; in four dimensions most others take seconds.
CASES = [(*size, seed, options)
         for size in SIZES for seed, options in enumerate(OPTIONS, 1)] + \
        [(4, 20, seed, WIDE) for seed in (1, 2, 3)]


def output(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{command} ended with status {done.returncode}")
    return json.loads(done.stdout)


def value(fraction):
    top, _, bottom = fraction.partition("/")
    return int(top) / int(bottom or 1)


def answers(doublecheck, baseline, path, options):
    """The verdict and m* by each; --decide promises no m*."""
    ours = output([doublecheck, path, "--label", "none", "--threads", "1", "--no-verify",
                   "--json", "-", *options])
    theirs = output([baseline, path, *options])
    if "--decide" in options:
        return ours["verdict"], theirs["verdict"]
    mass = ours["groups"][0]["critical_mass"]
    return ((ours["verdict"], value(mass["lo"]), value(mass["hi"])),
            (theirs["verdict"], value(theirs["m_star"]), value(theirs["m_star"])))


def main(doublecheck, baseline):
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "points.csv")
        for dims, points, seed, options in CASES:
            made = ["generate", "gaussian", "--dims", str(dims), "--points", str(points),
                    "--seed", str(seed)]
            subprocess.run([doublecheck, *made, "-o", path], check=True)
            ours, theirs = answers(doublecheck, baseline, path, options)
            if ours != theirs:
                failed += 1
                print(*made, *options, f": doublecheck {ours}, baseline {theirs}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
