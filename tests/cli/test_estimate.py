"""check --estimate: what an answer would cost, beside what it does cost. Boxes only: they are
the same on every machine."""

import json
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
        return sum(group["nodes"] for group in json.loads(self.read("real.json"))["groups"])

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
        self.assertGreater(total["seconds"], 0)
        self.assertLessEqual(total["seconds_low"], total["seconds"])
        self.assertLessEqual(total["seconds"], total["seconds_high"])
        self.assertLess(total["alone_seconds"], total["thread_seconds"])

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
        for name in ("boxes", "low", "high", "cases", "open", "bytes", "parts", "rounds",
                     "examined"):
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

    def test_many_ties_are_more_than_can_be_foreseen(self):
        """Columns of few values: case analysis takes all the time, and the estimate knows."""
        ties = self.generated("ties.csv", "rounded", "--dims", "3", "--points", "800",
                              "--seed", "5")
        result = self.json(0, ties, *NONE, "--estimate", "--decide", "--time-limit", "0")
        total = result["total"]
        self.assertTrue(total["at_least"])
        self.assertIsNone(total["high"])
        self.assertIsNone(total["seconds_high"])
        self.assertGreater(total["seconds"], 1)
        self.assertLess(total["examined"], 20000)

    def test_ranks_share_rounds(self):
        """As many as have a part of a round each, and no more."""
        four = self.generated("wide.csv", "gaussian", "--dims", "4", "--points", "300")
        result = self.json(0, four, *NONE, "--estimate", "--time-limit", "0",
                           "--threads", "1")
        total, ranks = result["total"], result["ranks"]
        self.assertEqual([rank["processes"] for rank in ranks],
                         [1, 2, 4, 8, 16, 32, 64, 128])
        faster = [ranks[0]["seconds"] / rank["seconds"] for rank in ranks]
        self.assertAlmostEqual(ranks[0]["seconds"], total["thread_seconds"], places=3)
        self.assertGreater(faster[1], 1.5)
        self.assertGreater(faster[3], 3)
        self.assertLess(faster[7], 64)
        self.assertLessEqual(total["parts"] / total["rounds"], 1024)
        self.assertGreater(total["parts"] / total["rounds"], 256)

    def test_time_has_a_range(self):
        large = self.generated("large.csv", "gaussian", "--dims", "3", "--points", "1000")
        run = self.check(0, large, *NONE, "--estimate", "--time-limit", "0")
        self.assertRegex(run.out, r"time +about \S+ \S+ \(\S+ \S+ to \S+ \S+\) for the search")

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
