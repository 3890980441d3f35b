"""check --estimate: what an answer would cost, beside what it does cost. Boxes only: they are
the same on every machine."""

import os
import unittest

import harness

NONE = ("--label", "none")
IRIS = os.path.join(os.path.dirname(harness.DOCS), "datasets/real/iris.csv")


class Estimate(harness.JsonTest):
    SCHEMA = "estimate.schema.json"

    def generated(self, name, *arguments):
        self.check(0, "generate", *arguments, "-o", self.path(name))
        return name

    def boxes(self, *arguments):
        """Of the search itself."""
        run = self.run_program(*arguments, "--json", "real.json", "--no-verify",
                               "--time-limit", "0", "--quiet")
        self.assertIn(run.code, (0, 1), run.err)
        return sum(int(line.split(":")[1].strip(" ,"))
                   for line in self.read("real.json").splitlines() if '"nodes"' in line)

    def is_close(self, *arguments):
        result = self.json(0, *arguments, "--estimate", "--time-limit", "0")
        total = result["total"]
        boxes = self.boxes(*arguments)
        self.assertFalse(total["known"], arguments)
        self.assertLess(total["boxes"], 3 * boxes, arguments)
        self.assertGreater(total["boxes"], boxes / 3, arguments)
        self.assertLessEqual(total["low"], boxes, arguments)
        self.assertGreaterEqual(total["high"], boxes, arguments)
        self.assertLessEqual(total["low"], total["boxes"])
        self.assertLessEqual(total["boxes"], total["high"])

    def test_boxes_are_close(self):
        plane = self.generated("plane.csv", "gaussian", "--dims", "2", "--points", "4000")
        self.is_close(plane, *NONE)
        four = self.generated("four.csv", "gaussian", "--dims", "4", "--points", "300")
        self.is_close(four, *NONE, "--decide", "--m0", "1/5", "--kappa", "3")
        large = self.generated("large.csv", "gaussian", "--dims", "3", "--points", "1000")
        self.is_close(large, *NONE, "--maximize", "sigma", "--m0", "1/4")

    def test_sparse(self):
        data = self.generated("five.csv", "gaussian", "--dims", "5", "--points", "120")
        self.is_close(data, *NONE, "--family", "sparse:2")

    def test_numbers_do_not_depend_on_threads(self):
        one, two = (self.json(0, IRIS, "--groups", "whole", "--estimate", "--threads",
                              threads, "--time-limit", "0") for threads in "12")
        self.assertFalse(one["total"]["known"])
        for name in ("boxes", "low", "high", "cases", "open", "bytes", "examined"):
            self.assertEqual(one["total"][name], two["total"][name], name)

    def test_what_ends_at_once_is_known(self):
        for options in ((), ("--decide", "--m0", "0.1"), ("--family", "axes")):
            result = self.json(0, "line.csv", *NONE, "--estimate", *options)
            self.assertTrue(result["total"]["known"])
            self.assertEqual(result["easier"], [])
        text = self.check(0, "pair.csv", "--estimate").out
        self.assertIn("without --estimate the answer takes no longer", text)
        self.assertRegex(text, r"\nESTIMATE [0-9]+ boxes [-+.e0-9]+ s\n$")

    def test_what_never_ends(self):
        run = self.check(0, "hard.csv", *NONE, "--m0", "0.45", "--estimate")
        for part in ("With --decide: ", "With --family sparse:2: ", "processes"):
            self.assertIn(part, run.out)
        self.assertRegex(run.out, r"\nESTIMATE >?[0-9.]+e\+[0-9]+ boxes \S+ s\n$")
        quiet = self.check(0, "line.csv", *NONE, "--estimate", "--quiet").out
        self.assertEqual(quiet.count("\n"), 1)

    def test_groups_add_up(self):
        result = self.json(0, IRIS, "--estimate")
        self.assertEqual(len(result["groups"]), 3)
        self.assertAlmostEqual(sum(group["boxes"] for group in result["groups"]),
                               result["total"]["boxes"], delta=1)

    def test_refused(self):
        self.refused("line.csv", *NONE, "--estimate", "--certificate", "x.dcert",
                     says="--estimate proves nothing")
        self.refused("line.csv", *NONE, "--estimate", "--m0", "0.6", says="less than delta")


if __name__ == "__main__":
    unittest.main()
