#!/usr/bin/env python3
"""Certificates of data floors that are right: those in data_floor/good/, ones for random data
and such as are as large as can be. Both builds of doublecheck-verify-floor and
verify_data_floor.py accept them; the first one's options insist on their claims."""

import os
import random
import tempfile
import unittest
from fractions import Fraction

import data_floor_examples as examples
import data_floor_oracle
import harness
import make_data_floor
import verify_data_floor

PROGRAM, WITHOUT_WORDS = (os.environ[name] for name in ("DOUBLECHECK_VERIFY_FLOOR",
                                                        "VERIFY_FLOOR_GMP"))
PAGE = os.path.join(harness.HERE, "../../docs/data-floor-certificate.md")
ROUNDS = int(12 * float(os.environ.get("DC_TEST_MULTIPLIER", "1")))
SEED = os.environ.get("DC_TEST_SEED", "1")
DEEPEST = 1000000

# name of an example: what is expected: (what its claim has, what it has not)
EXPECTED = {
    "four": {
        "loss": ("31/50 0.62", "0.61 0.63"), "accuracy": ("1/2 0.5 0.4 0 -1", "0.50001 1 x"),
        "proof": ("points", "directions doubling trivial"), "features": ("1", "2 1,2"),
        "label": ("2", "1 none"), "weight": ("none", "1"), "cell": ("none", "1"),
        "header": ("no", "yes"), "delimiter": ("comma", "tab"), "groups": ("", "pairs cells"),
        "kappa": ("", "2"), "sigma": ("", "1"), "delta": ("", "1"), "m0": ("", "0"),
        "radius": ("", "0 none"),
    },
    "vacuous": {"accuracy": ("vacuous 0 0.9 1", "x none"), "loss": ("0.633717", "0.633718"),
                "features": ("1,2", "2,1"), "weight": ("4", "none")},
    "two": {"proof": ("directions", "points"), "accuracy": ("5/8", "5.01/8 vacuous")},
}


class Good(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="doublecheck-test-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def check(self, code, *arguments, says="", program=PROGRAM):
        run = harness.run(program, *arguments)
        self.assertEqual(run.code, code, f"{arguments}: {run}")
        self.assertEqual(run.out.endswith("VERIFIED\n"), code == 0, f"{arguments}: {run}")
        self.assertEqual(run.out.endswith("REJECTED\n"), code == 1, f"{arguments}: {run}")
        self.assertIn(says, run.err, arguments)
        return run

    def accepted(self, data, text, what):
        """... by all three."""
        paths = [harness.write(os.path.join(self.folder, name), content)
                 for name, content in (("new.csv", data), ("new.ddata", text))]
        for program in (PROGRAM, WITHOUT_WORDS):
            run = harness.run(program, *paths)
            self.assertEqual(run.code, 0, f"{what}: {run}")
        return verify_data_floor.verify(data, text)

    def test_names(self):
        for folder, end in (("good", ".ddata"), ("data", ".csv")):
            found = os.listdir(os.path.join(harness.HERE, "data_floor", folder))
            self.assertEqual(sorted(name + end for name in examples.NAMES), sorted(found))

    def test_accepted(self):
        for name in examples.NAMES:
            paths = examples.data_path(name), examples.good_path(name)
            data, text = harness.read_bytes(paths[0]), examples.read_good(name)
            claim = self.accepted(data, text, name)
            run = self.check(0, *paths)
            self.assertEqual(run.err, "", name)
            self.assertTrue(run.out.startswith("A classifier with one score"), name)
            accuracy = claim["accuracy"]
            for key, value in (("loss", claim["loss"]), ("proof", claim["proof"]),
                               ("accuracy", "vacuous" if accuracy is None else accuracy),
                               ("points", len(claim["points"])),
                               ("classes", max(p.label for p in claim["points"]))):
                self.assertIn(f"\n  {key:<12} {value}\n", run.out, name)
            quiet = self.check(0, "--quiet", *paths)
            self.assertEqual(quiet.out, "VERIFIED\n")

    def test_page(self):
        """The worked example of the page is the one in the file, but for "data"."""
        with open(PAGE, encoding="utf-8") as file:
            words = file.read().split("## 10")[1].split()
        start = words.index("loss", words.index("`data`:"))
        shown = words[start:words.index("end", start) + 1]
        tokens = examples.read_good("four").split()
        self.assertEqual(tokens[tokens.index("loss"):], shown)

    def test_layout(self):
        """Blanks and line ends mean nothing; numbers stand for their values."""
        data = harness.read_bytes(examples.data_path("four"))
        text = " ".join(examples.read_good("four").split())
        for old, new in ((" ", "\r\n\t"), ("31/50", "62/100"), ("1/2", "2/4"),
                         ("accuracy 1/2", "accuracy -0"), ("drop 0", "drop 0 "),
                         ("1 1 0 1048576", "1 1 -0/7 2097152/2"),
                         ("identity", "1 0 1"), ("identity", "1 -0 1"),
                         ("accuracy 1/2", "accuracy 1/4"), ("31/50", "3/5"),
                         ("bases 1 20 2 3 2 -1 -1 1", "bases 1 21 2 3 4 -2 -2 2"),
                         ("bases 1 20 2 3 2 -1 -1 1", "bases 1 20 3 2 -1 1 2 -1"),
                         ("bases 1 20 2 3 2 -1 -1 1 b 1",
                          "bases 2 20 2 3 2 -1 -1 1 20 2 3 2 -1 -1 1 b 2")):
            self.assertIn(old, text)
            self.accepted(data, text.replace(old, new), f"{old} -> {new}")

    def test_large_numbers(self):
        """Coordinates beyond machine words: all rows of the matrix, and bases, times a power
        of two."""
        for name in examples.NAMES:
            tokens = examples.read_good(name).split()
            data = harness.read_bytes(examples.data_path(name))
            space = make_data_floor.space_of(data, tokens)
            place = tokens.index("matrix") + 1
            end = tokens.index("weights")
            if tokens[place] == "identity":
                rows = [str(int(l == j)) for l in range(space.d) for j in range(l + 1)]
            else:
                rows = tokens[place:end]
            for power in (33, 41, 70):
                head = tokens[:place] + [str(int(one) << power) for one in rows]
                new = head + shifted(tokens[end:], space, power)
                self.accepted(data, " ".join(new), f"{name}, 2^{power}")

    def test_random(self):
        """Random data; what is proved of them is not contradicted by the oracle."""
        chance = random.Random(SEED)
        done = 0
        while done < ROUNDS:
            example = random_example(chance, done)
            try:
                data, tokens = make_data_floor.make(example)
            except ValueError:          # the data do not fit the kind of proof
                continue
            claim = self.accepted(data, " ".join(tokens), example)
            oracle = data_floor_oracle.Data(claim["points"])
            self.assertFalse(oracle.contradicts(claim["loss"], claim["accuracy"]),
                             " ".join(tokens))
            done += 1

    def test_deep(self):
        """A chain of as many decisions as there may be, and of one more."""
        count = 1001                    # points, each one a class of its own
        example = examples.EXAMPLES[0]._replace(
            points=[(("1",), str(s), "1") for s in range(count)], kept=[],
            dropped=[(1, [1])], weights=count, accuracy="0")
        head = make_data_floor.head_of(example, 1) + "proof points bases 0".split()
        pairs = (f"p{s + 1}:{l + 1}" for s in range(count) for l in range(count) if s != l)
        chain = [next(pairs) for _ in range(DEEPEST + 1)]
        data = os.path.join(self.folder, "deep.csv")
        harness.write(data, make_data_floor.data_of(example))
        path = os.path.join(self.folder, "deep.ddata")
        for length, code in ((DEEPEST, 0), (DEEPEST + 1, 3)):
            for way in ("first", "second"):
                text = chain_text(chain[:length], way)
                harness.write(path, f"{' '.join(head)} {text} end")
                if way == "first":      # one decision for each point
                    self.check(2, data, path, says="is lost already")
                else:
                    self.check(code, data, path)

    def test_expected(self):
        for name, wanted in EXPECTED.items():
            files = examples.data_path(name), examples.good_path(name)
            for key, (right, wrong) in wanted.items():
                for value in right.split():
                    self.check(0, f"--expect-{key}={value}", *files)
                for value in wrong.split() + [""]:
                    self.check(1, f"--expect-{key}={value}", *files,
                               says=f"not {value} as expected")

    def test_input(self):
        files = examples.data_path("four"), examples.good_path("four")
        run = harness.run(PROGRAM, "-", files[1], stdin=harness.read_bytes(files[0]))
        self.assertEqual(run.code, 0, str(run))
        run = harness.run(PROGRAM, files[0], "-", stdin=harness.read_bytes(files[1]))
        self.assertEqual(run.code, 0, str(run))
        self.check(2, "none.csv", files[1], says="cannot be read")


def shifted(tokens, space, power):
    """The proof, with bases of so many bits more."""
    tokens = list(tokens)
    if "bases" in tokens:
        at = tokens.index("bases") + 2
        for _ in range(int(tokens[at - 1])):
            tokens[at] = str(int(tokens[at]) + power)
            at += 1 + (space.K - 1) * space.d * (space.d + 1)
    return tokens


def chain_text(chain, way):
    """A tree whose inner nodes are the first, or the second, subtrees of each other."""
    if way == "first":
        return " ".join(chain + ["n"] * (len(chain) + 1))
    return " n ".join(chain) + " n n"


def random_example(chance, number):
    features = chance.choice((1, 1, 2))
    classes = chance.choice((2, 2, 3))
    points = examples.blobs(str(chance.random()), classes, chance.randint(9, 12), features,
                            chance.uniform(0.8, 1.5))
    weights = [str(Fraction(chance.randint(1, 9), chance.randint(1, 9))) for _ in points]
    points = examples.weighted(points, chance.choice((weights, ["1"])))
    matrix = [chance.randint(-3, 3) if l != j else chance.randint(1, 4)
              for l in range(features + 1) for j in range(l + 1)]
    accuracy = Fraction(chance.randint(1, 5), 6)
    how = make_data_floor.Points(chance.randint(0, 3), None)
    if classes == 2 and number % 3 == 0:
        how = make_data_floor.Directions(Fraction(chance.randint(5, 40), 100),
                                         [0, make_data_floor.LOG_2 // chance.randint(1, 5)])
    elif number % 5 == 0:
        accuracy = None
    return make_data_floor.Example(
        str(chance.random()), points,
        [(f + 1, Fraction(chance.randint(-9, 9), 7),
          Fraction(chance.randint(2**19, 2**21), 3)) for f in range(features)], [],
        chance.choice((None, matrix)),
        chance.randint(13, 20), chance.choice((len(points), 100, 10**6, 10**12)), accuracy,
        how)


if __name__ == "__main__":
    unittest.main()
