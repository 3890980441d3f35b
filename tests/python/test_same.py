"""The package gives the answers of the command line, on every data set with expected results.

Points come from Python's own csv module as texts, or as an array of bytes; the program reads
the files. test_same.py [WORD]: only files with this word in their path, such as /real/."""
import csv
import glob
import os
import shlex
import sys
import unittest

import doublecheck
from harness import DATASETS, number, read_idx, read_texts, run_program, witness_as_json

KEPT = sys.argv.pop() if len(sys.argv) > 1 and not sys.argv[-1].startswith("-") else ""


def read_expected(path):
    """Options -> group -> value."""
    expected = {}
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            expected.setdefault(row["options"], {})[row["group"]] = number(row["value"])
    return expected


def load(path, labelled):
    if path.endswith(".csv"):
        return read_texts(path, labelled)
    images = read_idx(path)
    labels = read_idx(path.replace("images-idx3", "labels-idx1"))
    return (images.reshape(len(images), -1), labels,
            [f"pixel_{i}_{j}" for i in range(28) for j in range(28)])


def options_of(text):
    """Options of the command line, each with its value."""
    words = shlex.split(text)
    found = {name[2:]: value for name, value in zip(words[::2], words[1::2])}
    assert len(words) == 2 * len(found), text
    return found


def positions(entries, names):
    """Columns of the command line, counted from 1 where they are no names, from 0."""
    return [names.index(entry) if entry in names else int(entry) - 1
            for entry in entries.split(",")]


class Same(unittest.TestCase):
    maxDiff = None

    def compare_group(self, group, wanted, value):
        self.assertEqual(group.name, wanted["name"])
        for field in ("verdict", "stop", "points", "distinct", "constant", "dependent",
                      "dimension", "subset_total", "cases"):
            self.assertEqual(getattr(group, field), wanted[field], field)
        self.assertEqual((group.bracket.lo, group.bracket.hi),
                         tuple(number(wanted[value][end]) for end in ("lo", "hi")))
        self.assertEqual([(moment.nodes, moment.bracket.lo, moment.bracket.hi)
                          for moment in group.trace],
                         [(entry["nodes"], number(entry["lo"]), number(entry["hi"]))
                          for entry in wanted["trace"]])
        self.assertEqual(witness_as_json(group.witness), wanted["witness"])
        self.assertEqual(len(group.subsets), len(wanted["subsets"]))
        for subset, other in zip(group.subsets, wanted["subsets"]):
            self.assertEqual(list(subset.indices), other["indices"])
            self.assertEqual((subset.bracket.lo, subset.bracket.hi),
                             tuple(number(other[value][end]) for end in ("lo", "hi")))
            self.assertEqual(witness_as_json(subset.witness), other["witness"])

    def compare(self, result, wanted, expected):
        value = ("sigma_star" if wanted["question"] == "maximize-sigma"
                 else "critical_mass")
        for field in ("verdict", "stop", "question", "grouping", "family", "decided_only"):
            self.assertEqual(getattr(result, field), wanted[field], field)
        self.assertEqual(list(result.classes), wanted["data"]["classes"])
        self.assertEqual(len(result.groups), len(wanted["groups"]))
        for group, other in zip(result.groups, wanted["groups"]):
            self.compare_group(group, other, value)
        self.assertEqual({group.name: group.bracket.lo for group in result.groups}, expected)
        self.assertTrue(all(group.bracket.exact for group in result.groups))

    def test_every_data_set(self):
        paths = [path for path in glob.glob(os.path.join(DATASETS, "**", "*.expected"),
                                            recursive=True) if KEPT in path]
        self.assertGreater(len(paths), 3 if KEPT else 25)
        for path in sorted(paths):
            self.one_data_set(path.removesuffix(".expected"), read_expected(path))

    def one_data_set(self, data, all_expected):
        for options, expected in all_expected.items():
            with self.subTest(data=os.path.basename(data), options=options):
                arguments = options_of(options)
                X, y, names = load(data, arguments.pop("label", None) != "none")
                if "columns" in arguments:
                    arguments["columns"] = positions(arguments["columns"], names)
                result = doublecheck.check(X, y, verify=False, **arguments)
                wanted = run_program("check", data, "--no-verify", *shlex.split(options))
                self.compare(result, wanted, expected)


if __name__ == "__main__":
    unittest.main()
