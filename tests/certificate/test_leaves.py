#!/usr/bin/env python3
"""Leaves at random: small data, trees of boxes and what is listed in them, each with
bounds that are about right. Both verifiers must accept the same. Numbers are small, so
that ends of ranges meet, or too large for machine words.

    DC_TEST_SEED=2 DC_TEST_MULTIPLIER=10 python3 test_leaves.py
"""

import hashlib
import itertools
import os
import random
import tempfile
import unittest

import harness
import verify

CERTIFICATES = int(300 * float(os.environ.get("DC_TEST_MULTIPLIER", "1")))
LARGE = 10**25
KAPPAS = ["2", "3", "3/2", "7/5", "5/3", f"{LARGE + 1}/{LARGE}",
          f"{3 * LARGE + 1}/{LARGE}"]
SIGMAS = ["1/4", "1", "1/3", f"{LARGE}", f"{LARGE}/{3 * LARGE + 1}",
          f"{LARGE}/{4 * LARGE - 1}"]


def numbers(chance, count, factor):
    """Near multiples of the factor, with some that are equal or nearly so."""
    near = 0 if factor == 1 or chance.random() < 0.3 else 2
    return [chance.randint(-4, 4) * factor + chance.randint(-near, near)
            for _ in range(count)]


def tree(chance, chart, dims, depth, leaf):
    """A tree of at most so many halvings."""
    if depth == 0 or dims == 1 or chance.random() < 0.3:
        return leaf()
    l = chance.choice([l for l in range(1, dims + 1) if l != chart])
    return " ".join([str(l)] + [tree(chance, chart, dims, depth - 1, leaf)
                                for _ in range(2)])


def tiles(chance):
    """Stretches, most of which touch, in any order."""
    ends, items = [chance.randint(-60, 0)], []
    for _ in range(chance.randint(0, 40)):
        first = ends[-1] + (chance.random() < 0.05)
        ends.append(first + 2 * chance.choice((0, 0, 1, 1, 2, 5)))
        items.append(f"@{(first + ends[-1]) // 2},{(ends[-1] - first) // 2} .")
    chance.shuffle(items)
    return items


def listed(chance, count, stretches):
    """All pairs, or most of them, or few; and stretches of centres."""
    share = chance.choice((0.05, 0.5, 0.9, 0.97, 1, 1))
    items = [f"{i},{j} ." for i, j in itertools.product(range(1, count + 1), repeat=2)
             if chance.random() < share]
    if stretches:
        items += tiles(chance)
    return "( " + " ".join(items) + " )"


def certificate(chance):
    """Data, a certificate with BOUND where its bound should be, and the whole weight."""
    count, dims = chance.randint(1, 7), chance.randint(1, 3)
    factor = chance.choice((1, 1, LARGE, 2**chance.randint(50, 61)))
    unit = chance.choice((1, 1, 2, 6, LARGE))
    rows = [numbers(chance, dims, factor) + [unit * chance.randint(1, 3)]
            for _ in range(count)]
    wide, free = chance.random() < 0.4, chance.random() < 0.2
    width = f"width {chance.randint(1, 5) * factor}/{chance.choice((1, 2, 3, 8))}"
    merged = len({tuple(row[:-1]) for row in rows})

    def leaf():
        if dims == 1 or chance.random() < (0.1 if wide else 0.4):
            return "."
        return listed(chance, merged, wide)

    trees = None if chance.random() < 0.05 else [
        tree(chance, chart, dims, 3, leaf) for chart in range(1, dims + 1)]
    return written(
        rows, trees,
        f"question {'sigma' if free else 'critical-mass'} kappa {chance.choice(KAPPAS)}\n"
        f"sigma {'free' if free else chance.choice(SIGMAS)} "
        f"delta {chance.choice(('1', '9/10', '1/2'))} m0 1/{chance.randint(3, 9)}\n"
        f"family {width if wide else 'all'}")


def written(rows, trees, condition):
    """Rows: their last column is the weight. No trees: given."""
    dims = len(rows[0]) - 1
    data = "".join(",".join(map(str, row)) + "\n" for row in rows).encode()
    canonical = "".join(f"{','.join(map(str, row[:-1]))};{row[-1]};0;0\n"
                        for row in rows).encode()
    columns = " ".join(map(str, range(1, dims + 1)))
    identity = " ".join(str(int(r == c)) for r in range(dims) for c in range(r + 1))
    proof = "given" if trees is None else "\n".join((
        f"constant 0 keep {dims} {columns} scale{' 1' * dims} origin{' 0' * dims}",
        f"transform {identity}", *trees))
    return data, (
        f"dcert 1 data {hashlib.sha256(data).hexdigest()} header no delimiter comma\n"
        f"features {dims} {columns} label none weight {dims + 1} cell none\n"
        f"points {hashlib.sha256(canonical).hexdigest()}\n{condition}\n"
        f"groups whole 1 group 1 slab none bound BOUND {proof}\nend\n"
    ), sum(row[-1] for row in rows)


def code_of_second(data, text):
    try:
        verify.verify(data, text)
        return 0
    except verify.Rejected:
        return 1
    except verify.Malformed:
        return 2


class Leaves(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="doublecheck-test-")
        self.addCleanup(folder.cleanup)
        self.data = os.path.join(folder.name, "data.csv")
        self.verifier = harness.Verifier(self.data, folder.name)
        self.codes = [0, 0]

    def agree(self, data, text):
        harness.write(self.data, data)
        code = self.verifier.code(text)
        self.assertEqual(code, code_of_second(data, text), f"{data.decode()}\n{text}")
        self.codes[code] += 1

    def test_random(self):
        chance = random.Random(int(os.environ.get("DC_TEST_SEED", "1")))
        for _ in range(CERTIFICATES):
            data, form, total = certificate(chance)
            for _ in range(4):
                mass = chance.randint(0, 20) * total // 20
                bound = chance.choice((f"{mass}/{total}", f"{chance.randint(0, 12)}/12"))
                self.agree(data, form.replace("BOUND", bound))
        self.assertGreater(min(self.codes), sum(self.codes) // 10)

    def test_lines(self):
        """One dimension: all is counted."""
        chance = random.Random(int(os.environ.get("DC_TEST_SEED", "1")))
        for _ in range(2 * CERTIFICATES):
            factor = chance.choice((1, 1, 1, LARGE))
            rows = [[chance.randint(-6, 6) * factor, chance.choice((1, 1, 2))]
                    for _ in range(chance.randint(2, 8))]
            width = f"width {chance.randint(1, 9) * factor}/{chance.randint(1, 4)}"
            data, form, total = written(
                rows, ["."], f"question critical-mass kappa {chance.choice(KAPPAS)}\n"
                f"sigma {chance.choice(SIGMAS)} delta {chance.choice(('1', '3/4'))} "
                f"m0 1/9 family {chance.choice(('all', width, width))}")
            for mass in range(1, total):
                self.agree(data, form.replace("BOUND", f"{mass}/{total}"))

    def test_end_of_stretch(self):
        """The example of section 10, mirrored: centres in [43,53) do not pass, those in
        [43,49] are in a stretch."""
        data, form, _ = written(
            [[7, 8, 2], [93, -8, 2], [129, -24, 1]],
            ["2 ( @92,6 +2b -3B !1:3,2:1 . . ) .", "."],
            "question critical-mass kappa 2 sigma 1/2 delta 1 m0 1/9 family width 100")
        text = form.replace("BOUND", "3/5")
        self.agree(data, text)
        proof = harness.write(self.data + ".dcert", text)
        run = harness.run(harness.VERIFIER, self.data, proof)
        self.assertIn("centres that do not pass are in no stretch", run.err)

    def test_words(self):
        """Corners of cubes, so large that sums leave a machine word, or just do not."""
        for bits, dims, less in itertools.product(range(56, 67), (2, 3), (0, 1)):
            size = 2**bits - less
            rows = [[*corner, 1]
                    for corner in itertools.product((-size, size), repeat=dims)]
            data, form, total = written(
                rows, ["."] * dims, "question critical-mass kappa 2 sigma 1/4\n"
                "delta 1 m0 1/9 family all")
            for mass in range(total + 1):
                self.agree(data, form.replace("BOUND", f"{mass}/{total}"))


if __name__ == "__main__":
    unittest.main()
