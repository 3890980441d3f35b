"""Certificates that doublecheck writes for random small data, with ties and duplicates and
all families, questions and groups (tests/certificate/test_random.py makes them), through
both verifiers.

DC_TEST_MULTIPLIER=10 runs ten times as many; DC_TEST_SEED is the first seed."""

import os
import tempfile
import unittest

import agree
import harness
import test_random

ROUNDS = int(300 * float(os.environ.get("DC_TEST_MULTIPLIER", "1")))
FIRST = int(os.environ.get("DC_TEST_SEED", "1000"))


class Written(unittest.TestCase):
    def test_written(self):
        for seed in range(FIRST, FIRST + ROUNDS):
            with self.subTest(seed=seed), tempfile.TemporaryDirectory() as folder:
                case = test_random.Case(seed, folder)
                proof = os.path.join(folder, "proof.dcert")
                run = harness.run(harness.PROGRAM, case.path, *case.options,
                                  "--certificate", proof)
                self.assertIn(run.code, (0, 1, 3), run)
                self.assertEqual(agree.check(self, seed, case.path, proof), 0)


if __name__ == "__main__":
    unittest.main()
