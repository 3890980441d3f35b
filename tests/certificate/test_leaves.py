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

CERTIFICATES = int(500 * float(os.environ.get("DC_TEST_MULTIPLIER", "1")))
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
    weights = [unit * chance.randint(1, 3) for _ in range(count)]
    rows = [numbers(chance, dims, factor) + [weight] for weight in weights]
    data = "".join(",".join(map(str, row)) + "\n" for row in rows).encode()
    canonical = "".join(f"{','.join(map(str, row[:-1]))};{row[-1]};0;0\n"
                        for row in rows).encode()
    wide = chance.random() < 0.4
    width = f"width {chance.randint(1, 5) * factor}/{chance.choice((1, 2, 3, 8))}"
    free = chance.random() < 0.2
    columns = " ".join(map(str, range(1, dims + 1)))
    identity = " ".join(str(int(r == c)) for r in range(dims) for c in range(r + 1))
    merged = len({tuple(row[:-1]) for row in rows})

    def leaf():
        if dims == 1 or chance.random() < (0.1 if wide else 0.4):
            return "."
        return listed(chance, merged, wide)

    proof = "given" if chance.random() < 0.05 else "constant 0\n" \
        f"keep {dims} {columns} scale{' 1' * dims} origin{' 0' * dims}\n" \
        f"transform {identity}\n" + "\n".join(
            tree(chance, chart, dims, 3, leaf) for chart in range(1, dims + 1))
    return data, (
        f"dcert 1 data {hashlib.sha256(data).hexdigest()} header no delimiter comma\n"
        f"features {dims} {columns} label none weight {dims + 1} cell none\n"
        f"points {hashlib.sha256(canonical).hexdigest()}\n"
        f"question {'sigma' if free else 'critical-mass'} kappa {chance.choice(KAPPAS)}\n"
        f"sigma {'free' if free else chance.choice(SIGMAS)} "
        f"delta {chance.choice(('1', '9/10', '1/2'))} m0 1/{chance.randint(3, 9)}\n"
        f"family {width if wide else 'all'} groups whole 1 group 1\n"
        f"slab none bound BOUND {proof}\nend\n"), sum(weights)


def code_of_second(data, text):
    try:
        verify.verify(data, text)
        return 0
    except verify.Rejected:
        return 1
    except verify.Malformed:
        return 2


class Leaves(unittest.TestCase):
    def test_leaves(self):
        seed = int(os.environ.get("DC_TEST_SEED", "1"))
        chance = random.Random(seed)
        codes = [0, 0]
        with tempfile.TemporaryDirectory(prefix="doublecheck-test-") as folder:
            path = os.path.join(folder, "data.csv")
            verifier = harness.Verifier(path, folder)
            for _ in range(CERTIFICATES):
                data, form, total = certificate(chance)
                harness.write(path, data)
                for _ in range(4):
                    mass = chance.randint(0, 20) * total // 20
                    bound = chance.choice((f"{mass}/{total}",
                                           f"{chance.randint(0, 12)}/12"))
                    text = form.replace("BOUND", bound)
                    code = verifier.code(text)
                    self.assertEqual(code, code_of_second(data, text),
                                     f"seed {seed}\n{data.decode()}\n{text}")
                    self.assertIn(code, (0, 1), text)
                    codes[code] += 1
        self.assertGreater(min(codes), sum(codes) // 10)
        print("accepted, rejected:", *codes)


if __name__ == "__main__":
    unittest.main()
