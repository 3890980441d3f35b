#!/usr/bin/env python3
"""Random vectors, bases, matrices and decisions, most of them no good proposals: all give
each leaf, and each cut, the same value. A certificate that claims a loss just below it is
accepted, one that claims the value is rejected."""

import os
import random
import tempfile
import unittest
from fractions import Fraction

import data_floor_examples as examples
import harness
import make_data_floor
import verify
import verify_data_floor as second

PROGRAMS = [os.environ[name] for name in ("DOUBLECHECK_VERIFY_FLOOR", "VERIFY_FLOOR_GMP")]
ROUNDS = int(150 * float(os.environ.get("DC_TEST_MULTIPLIER", "1")))
SEED = os.environ.get("DC_TEST_SEED", "1")


def random_claim(chance, directions):
    features = chance.randint(0, 2)
    classes = 2 if directions else chance.choice((2, 2, 3, 4))
    count = (features + 1) * (classes - 1) + classes + chance.randint(0, 3)
    points = [(tuple(Fraction(chance.randint(-99, 99), chance.randint(1, 9))
                     for _ in range(features + 1)), "abcd"[s % classes],
               str(chance.choice((1, 1, Fraction(1, 3), 7)))) for s in range(count)]
    points = [((Fraction(5),) + x[1:], label, weight) for x, label, weight in points]
    size = chance.choice((1, 1, 10**3, 10**9, 10**13, 10**30))
    kept = [(f + 2, Fraction(chance.randint(-9, 9), 7),
             Fraction(chance.randint(1, 10**9), chance.randint(1, 10**4)))
            for f in range(features)]
    matrix = [chance.randint(-size, size) if l != j else chance.randint(1, size)
              for l in range(features + 1) for j in range(l + 1)]
    return make_data_floor.Example(
        "", points, kept, [(1, [5] + [0] * features)], chance.choice((None, matrix)),
        chance.choice((1, 2, 5, 10, 20)), chance.choice((count, 3 * count, 10**4, 10**17)),
        Fraction(chance.randint(0, 8), 8) if directions or chance.random() < 0.8 else None,
        None)


def random_signs(chance, space):
    """Decisions on the way to a leaf, with their tokens and what is beside them."""
    signs, tokens = [{} for _ in space.y], []
    for _ in range(chance.randint(0, 6)):
        s = chance.randrange(len(signs))
        rivals = [l for l in range(space.K) if l != space.y[s] and l not in signs[s]]
        if rivals and all(signs[s].values()):
            l, positive = chance.choice(rivals), chance.random() < 0.5
            signs[s][l] = positive
            tokens.append((f"p{s + 1}:{l + 1}", positive))
    return signs, tokens


def random_vector(chance, space, signs):
    vector = []
    for y, sign in zip(space.y, signs):
        cuts = sorted(chance.randint(0, 2**space.b) for _ in range(space.K - 1))
        P = [b - a for a, b in zip([0] + cuts, cuts + [2**space.b])]
        if chance.random() < 0.3:
            P = [2**space.b * (j == y) for j in range(space.K)]
        moved = chance.randint(0, 2**space.b) if chance.random() < 0.5 else 0
        lost = [l for l, positive in sign.items() if not positive]
        if lost:
            P[y], P[lost[0]] = P[y] + moved, P[lost[0]] - moved
        elif len(sign) == space.K - 1:
            l = max(sorted(sign), key=lambda j, P=P: P[j])
            P[y], P[l] = P[y] - moved, P[l] + moved
        vector.append(P)
    return vector


class Trial:
    """One leaf or cut; `least` is what it proves, times Q 2^48."""

    def __init__(self, chance, directions):
        self.example = random_claim(chance, directions)
        self.data = make_data_floor.data_of(self.example)
        self.space = make_data_floor.space_of(
            self.data, make_data_floor.head_of(self.example, 0))
        self.price = chance.choice((0, 0, 1, chance.randint(0, 2**49)))
        self.proof = (self.cut if directions else self.leaf)(chance)

    def cut(self, chance):
        space = self.space
        signs = [{} for _ in space.y]
        vector = random_vector(chance, space, signs)
        self.least = sum(w * space.value(s, vector[s], self.price, {})
                         for s, w in enumerate(space.W))
        charts = " n" * 2 * space.d     # they are for other tests
        return (f"directions cuts 1 {self.price} "
                f"{' '.join(make_data_floor.written(space, vector))}{charts}")

    def leaf(self, chance):
        space = self.space
        signs, path = random_signs(chance, space)
        vector = random_vector(chance, space, signs)
        text = make_data_floor.random_basis(space, vector, chance)
        if not text:
            raise verify.Rejected("no basis")
        basis = second.Basis(verify.Tokens(" ".join(text)), space)
        self.least = second.total_of(space, basis, self.price, vector, signs)
        leaf = f"b 1 {self.price} {' '.join(make_data_floor.written(space, vector))}"
        before, after = [], []
        for token, positive in path:    # the other sides are not looked at
            before.append(f"{token} n" if positive else token)
            after += [] if positive else ["n"]
        return f"points bases 1 {' '.join(text + before)} {leaf} {' '.join(after)}"

    def text(self, more):
        """A claim of what is proved, and so much more."""
        loss = (self.least + self.price * self.space.T + more) / Fraction(
            self.space.Q * 2**48)
        if loss < 0:
            return None
        head = make_data_floor.head_of(self.example, loss)
        return f"{' '.join(head)} proof {self.proof} end"


class Exact(unittest.TestCase):
    def judge(self, trial, text, rejected):
        """Whether the leaf is rejected; what is behind it is of no interest."""
        paths = [harness.write(os.path.join(self.folder, name), content)
                 for name, content in (("new.csv", trial.data), ("new.ddata", text))]
        for program in PROGRAMS:
            run = harness.run(program, *paths)
            self.assertIn(run.code, (0, 1), f"{run}\n{text}")
            says = "does not prove more than the loss" in run.err
            self.assertEqual(says, rejected, f"{run}\n{text}")
        try:
            second.verify(trial.data, text)
        except verify.Rejected as reason:
            self.assertEqual(str(reason) in ("a leaf", "a cut"), rejected, text)

    def trials(self, directions):
        chance = random.Random(f"{SEED} {directions}")
        tried = 0
        with tempfile.TemporaryDirectory(prefix="doublecheck-test-") as self.folder:
            while tried < ROUNDS:
                try:
                    trial = Trial(chance, directions)
                except verify.Rejected:             # a negative P_j
                    continue
                for more, rejected in ((Fraction(-1, 10**9), False), (Fraction(0), True),
                                       (Fraction(1, 10**9), True)):
                    text = trial.text(more)
                    if text and self.possible(trial, directions, text):
                        self.judge(trial, text, rejected)
                        tried += 1

    def possible(self, trial, directions, text):
        """Nothing is rejected before the leaf: "n" on the way to it, or the loss."""
        if directions:
            loss = Fraction(text.split()[text.split().index("loss") + 1])
            return loss * 2**48 < 2 * second.eta(2**trial.space.b, trial.space.b)
        return " n b " not in text and " n p" not in text or \
            sum(trial.space.W) < trial.space.T

    def test_leaves(self):
        self.trials(False)

    def test_cuts(self):
        self.trials(True)

    def test_eta(self):
        """Known digits."""
        self.assertEqual(second.eta(1, 1), 2**46 * 1386294361119890618 // 10**18)
        self.assertEqual(2 * second.eta(32, 5), make_data_floor.LOG_2)


if __name__ == "__main__":
    unittest.main()
