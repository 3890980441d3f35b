#!/usr/bin/env python3
"""regression.py [--fill] PROGRAM DATA.expected

A file DATA.expected stands beside each data set DATA. It is CSV with the columns

    options,group,value

and says what `doublecheck check DATA OPTIONS` must find for each group: the exact
critical mass m*, or sigma* with --maximize sigma. This program runs PROGRAM with each of
the options, compares, and lets it verify the certificate of the answer. From the data and the witness alone it also computes the masses
of the slab and of its dilation, and, where one-dimensional projections are all there is,
the answer itself. With --fill it writes the values that PROGRAM finds.
"""
import csv
import gzip
import json
import math
import os
import shlex
import subprocess
import sys
import tempfile
from fractions import Fraction

LIMIT = ["--time-limit", "60"]


def read_expected(path):
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    expected = {}
    for row in rows:
        groups = expected.setdefault(row["options"], {})
        if row["group"]:
            groups[row["group"]] = row["value"]
    return expected


def write_expected(path, expected):
    with open(path, newline="", encoding="utf-8") as file:
        comments = [line for line in file if line.startswith("#")]
    with open(path, "w", newline="", encoding="utf-8") as file:
        file.writelines(comments)
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["options", "group", "value"])
        for options, groups in expected.items():
            for group, value in groups.items():
                writer.writerow([options, group, value])


def run(program, data, options):
    with tempfile.TemporaryDirectory() as folder:
        command = [program, "check", data, *shlex.split(options), *LIMIT, "--json", "-",
                   "--certificate", os.path.join(folder, "proof.dcert")]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              check=False)
    if done.returncode not in (0, 1, 3):
        raise SystemExit(f"{shlex.join(command)}: exit status {done.returncode}\n"
                         f"{done.stderr.decode()}")
    result = json.loads(done.stdout)
    if result["proof"]["state"] != "verified":
        raise SystemExit(f"{shlex.join(command)}: the certificate was not verified")
    return result


def found_value(group):
    bracket = group.get("sigma_star") or group["critical_mass"]
    if bracket["lo"] != bracket["hi"]:
        return f"{bracket['lo']} .. {bracket['hi']}"
    return bracket["lo"]


class Table:
    """The points of a CSV file, read without the program's help."""

    def __init__(self, path, result):
        opener = gzip.open if path.endswith(".gz") else open
        with opener(path, "rt", newline="", encoding="utf-8") as file:
            header, *rows = list(csv.reader(file))
        labels = bool(result["data"]["classes"])
        wanted = [header.index(name) for name in result["data"]["features"]]
        self.points = [[Fraction(row[l]) for l in wanted] for row in rows]
        self.classes = [row[-1] if labels else None for row in rows]

    def group(self, name):
        if name == "whole":
            return self.points
        pair = name.split("|")
        return [x for x, c in zip(self.points, self.classes) if c in pair]


def masses(points, slab, kappa):
    """mu(S) and mu(kappa S)."""
    v = [int(a) for a in slab["v"]]
    c, r = Fraction(slab["c"]), Fraction(slab["r"])
    distances = [abs(sum(a * b for a, b in zip(v, x)) - c) for x in points]
    return (Fraction(sum(d <= r for d in distances), len(points)),
            Fraction(sum(d <= kappa * r for d in distances), len(points)))


def heaviest(points, v, kappa, sigma, delta, best):
    """The number of points in the heaviest violating slab along v; best if none holds
    more. Tries every tight slab, its ends being indices of the sorted projections."""
    p = sorted(sum(a * b for a, b in zip(v, x)) for x in points)
    scale = 2 * kappa.denominator * math.lcm(*(x.denominator for x in p))
    p = [int(x * scale) for x in p]
    growth, gain = (kappa - 1) / 2, 1 + sigma
    total, enough = len(p), math.ceil(delta * len(p))
    for left in range(total):
        if left > 0 and p[left - 1] == p[left]:
            continue
        first, last = left, left
        for right in range(left + best, min(left + enough - 1, total)):
            if right + 1 < total and p[right + 1] == p[right]:
                continue
            grow = (p[right] - p[left]) * growth.numerator // growth.denominator
            while first > 0 and p[first - 1] >= p[left] - grow:
                first -= 1
            while last + 1 < total and p[last + 1] <= p[right] + grow:
                last += 1
            inner, outer = right - left + 1, last - first + 1
            if outer < enough and outer * gain.denominator < inner * gain.numerator:
                best = max(best, inner)
    return best


def problems_of_witness(group, points, result):
    slab = group["witness"]
    if slab is None:
        return []
    kappa, sigma, delta, m0 = (Fraction(result["parameters"][name])
                               for name in ("kappa", "sigma", "delta", "m0"))
    inner, outer = masses(points, slab, kappa)
    said = (Fraction(slab["mass"]), Fraction(slab["dilated_mass"]))
    if (inner, outer) != said:
        return [f"the witness has masses {inner} and {outer}, not {said[0]} and {said[1]}"]
    if "sigma_star" in group:
        sigma_star = Fraction(group["sigma_star"]["hi"])
        if outer / inner - 1 != sigma_star or inner < m0 or outer >= delta:
            return [f"the witness does not attain sigma* = {sigma_star}"]
    elif outer >= min(delta, (1 + sigma) * inner):
        return ["the witness does not violate the condition"]
    elif inner != Fraction(group["critical_mass"]["lo"]):
        return [f"the witness has mass {inner}, not {group['critical_mass']['lo']}"]
    return []


def problems_of_value(group, points, result):
    n = len(points[0])
    if "sigma_star" in group or not (result["family"] == "axes" or
                                     n == 1 and result["family"] == "all"):
        return []
    constants = [Fraction(result["parameters"][name])
                 for name in ("kappa", "sigma", "delta")]
    best = 0
    for feature in range(n):
        axis = [int(l == feature) for l in range(n)]
        best = heaviest(points, axis, *constants, best)
    if Fraction(best, len(points)) != Fraction(group["critical_mass"]["lo"]):
        return [f"m* is {best}/{len(points)} by trying every slab"]
    return []


def compare(options, groups, result, data):
    found = {group["name"]: found_value(group) for group in result["groups"]}
    for name in sorted(set(groups) | set(found)):
        expected, value = groups.get(name, "nothing"), found.get(name, "nothing")
        if expected != value:
            yield f"{options}: {name}: expected {expected}, found {value}"
    if not data.endswith((".csv", ".csv.gz")):
        return
    table = Table(data, result)
    for group in result["groups"]:
        points = table.group(group["name"])
        for problem in (problems_of_witness(group, points, result) +
                        problems_of_value(group, points, result)):
            yield f"{options}: {group['name']}: {problem}"


def main(arguments):
    fill = arguments[0] == "--fill"
    program, path = arguments[1:] if fill else arguments
    data = path[:-len(".expected")]
    expected = read_expected(path)
    failures = [] if expected else [f"{path} expects nothing"]
    for options, groups in expected.items():
        result = run(program, data, options)
        if fill:
            groups.clear()
            groups.update((g["name"], found_value(g)) for g in result["groups"])
            failures += [f"{options}: {name}: {value} is no exact value"
                         for name, value in groups.items() if ".." in value]
        failures += compare(options, groups, result, data)
    if fill and not failures:
        write_expected(path, expected)
    for failure in failures:
        print(f"{data} {failure}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
