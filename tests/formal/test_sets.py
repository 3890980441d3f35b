"""Certificates for the synthetic data sets that are small enough, with several families and
questions, through both verifiers; the time that each takes is printed."""

import os
import tempfile
import time
import unittest

import agree
import harness

FOLDER = os.path.join(os.path.dirname(os.path.dirname(harness.HERE)), "datasets",
                      "synthetic")
CHECKS = ("", "--kappa 3 --delta 1", "--maximize sigma --m0 1/5", "--decide --m0 1/5",
          "--family axes", "--family width:1/2", "--family sparse:1 --maximize sigma")
POINTS = 60
TOKENS = 20_000                 # more would take long


def timed(program, data, proof):
    start = time.monotonic()
    run = harness.run(program, "--quiet", data, proof)
    return run, time.monotonic() - start


class Sets(unittest.TestCase):
    def one(self, name, options, folder):
        data, proof = os.path.join(FOLDER, name), os.path.join(folder, "made.dcert")
        arguments = [*options.split(), "--threads", "1", "--time-limit", "2"]
        run = harness.run(harness.PROGRAM, data, *arguments, "--certificate", proof)
        if run.code == 2:       # no classes
            run = harness.run(harness.PROGRAM, data, "--label", "none", *arguments,
                              "--certificate", proof)
        self.assertIn(run.code, (0, 1, 3), f"{name} {options}: {run}")
        tokens = len(harness.read_bytes(proof).split())
        if tokens > TOKENS:
            return
        (plain, fast), (formal, slow) = (timed(program, data, proof) for program in
                                         (harness.VERIFIER, agree.FORMAL))
        self.assertEqual((plain.code, formal.code), (0, 0), f"{name} {options}\n{formal}")
        print(f"{name} {options or '(defaults)'}: {tokens} tokens, {fast:.3f} s and "
              f"{slow:.3f} s", flush=True)

    def test_sets(self):
        with tempfile.TemporaryDirectory(prefix="doublecheck-test-") as folder:
            for name in sorted(os.listdir(FOLDER)):
                path = os.path.join(FOLDER, name)
                if name.endswith(".csv") and \
                        harness.read_bytes(path).count(b"\n") <= POINTS + 1:
                    for options in CHECKS:
                        with self.subTest(name=name, options=options):
                            self.one(name, options, folder)


if __name__ == "__main__":
    unittest.main()
