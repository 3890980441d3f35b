#!/usr/bin/env python3
"""The laws that law.py fits: from boxes that follow one they are that one."""
import math
import random
import unittest

import law

FACTOR, BASE, M0, KAPPA, SIGMA, POINTS = 2.0, 20.0, -1.2, -0.8, 0.25, -0.1


def boxes(q):
    return FACTOR * (BASE * q.m0 ** M0 * (q.kappa - 1) ** KAPPA * q.sigma ** SIGMA *
                     q.N ** POINTS) ** (q.n - 1)


def questions(count):
    draw = random.Random(5)
    drawn = [law.Question(draw, seed) for seed in range(count)]
    for q in drawn:
        q.boxes, q.complete, q.violated, q.mass = boxes(q), True, False, q.m0
    return drawn


class Law(unittest.TestCase):
    def test_what_was_put_in_comes_out(self):
        drawn = questions(60)
        found = law.least_squares([law.of_decide(q) for q in drawn],
                                  [math.log(q.boxes) for q in drawn])
        put_in = (math.log(FACTOR), math.log(BASE), M0, KAPPA, SIGMA, POINTS)
        for x, y in zip(found, put_in):
            self.assertAlmostEqual(x, y, places=6)
        self.assertAlmostEqual(law.predicted(law.of_decide, found, drawn[0]) /
                               boxes(drawn[0]), 1, places=6)

    def test_questions_are_the_same_each_time(self):
        self.assertEqual([q.row() for q in questions(20)], [q.row() for q in questions(20)])

    def test_trees_that_were_not_searched_do_not_count(self):
        q = questions(1)[0]
        q.boxes = 1000
        q.asked, q.violated = law.DECIDE, True
        self.assertFalse(q.counts())
        q.asked = law.CRITICAL
        self.assertTrue(q.counts())
        q.boxes = law.LEAST - 1
        self.assertFalse(q.counts())


if __name__ == "__main__":
    unittest.main()
