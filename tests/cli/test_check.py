"""What check answers: verdict, exit code, text and JSON."""

import fractions
import hashlib
import json
import os
import random
import time
import unittest

import harness

NONE = ("--label", "none")


class Check(harness.JsonTest):
    SCHEMA = "result.schema.json"

    def test_exit_codes_and_words(self):
        self.assertEqual(self.check(0, "line.csv", *NONE, "--m0", "0.3").word, "HOLDS")
        self.assertEqual(self.check(1, "line.csv", *NONE, "--m0", "0.2").word, "VIOLATED")
        run = self.check(3, "hard.csv", *NONE, "--m0", "0.45", "--time-limit", "0.1")
        self.assertEqual(run.word, "UNDECIDED")
        for code, m0 in ((0, "3/10"), (1, "1/5")):
            word = "HOLDS" if code == 0 else "VIOLATED"
            run = self.check(code, "line.csv", *NONE, "--m0", m0, "--quiet")
            self.assertEqual(run.out, word + "\n")

    def test_text(self):
        text = self.check(1, "line.csv", *NONE, "--kappa", "2.0").out
        for part in ("line.csv", "10 points, 1 feature, no labels", "all (every slab)",
                     "whole (1 group)",
                     "kappa = 2.0, sigma = 1/4, delta = 1/2, m0 = 1/10",
                     "m*           2/10 = 0.2\n", "violated: m* >= m0",
                     "2/10 = 0.2, dilated 2/10 = 0.2", "<= 1/2\n",
                     "The condition holds for m0 > 1/5 = 0.2. Try a"):
            self.assertIn(part, text)
        self.assertRegex(text, r"\| x( - \d+(/\d+)?)? \| <= 1/2")
        self.assertNotIn("\033", text)
        text = self.check(0, "line.csv", *NONE, "--m0", "0.3").out
        self.assertIn("holds: m* < m0", text)

    def test_text_of_groups(self):
        text = self.check(1, "pair.csv").out
        for part in ("11 points, 2 features, 2 classes (a, b)", "pairs (1 group)",
                     "a|b\n", "11, 11 distinct", "1 searched, 1 constant"):
            self.assertIn(part, text)

    def test_text_of_many_classes(self):
        self.write("many.csv", "".join(f"{k},c{k % 20}\n" for k in range(40)))
        text = self.run_program("many.csv", "--groups", "whole").out
        self.assertIn("20 classes (c0, c1, ", text)
        self.assertIn("c11, \u2026)\n", text)

    def test_undecided_says_how_to_go_on(self):
        text = self.check(3, "hard.csv", *NONE, "--m0", "0.45", "--time-limit=0.1").out
        for part in ("time limit of 0.1 s", "--time-limit 0", "--decide", "--columns",
                     "--family sparse:2", "<= m* <=", "stopped: time"):
            self.assertIn(part, text)

    def test_time_limit_of_wide_data(self):
        """It holds before the search, too, where that alone would take long."""
        draw = random.Random(1)
        self.write("wide.csv", "".join(
            ",".join(str(draw.randrange(256)) for _ in range(500)) + f",c{k % 9}\n"
            for k in range(1800)))
        start = time.monotonic()
        run = self.check(3, "wide.csv", "--m0", "0.45", "--time-limit", "1",
                         "--certificate", "wide.dcert")
        self.assertLess(time.monotonic() - start, 15)
        self.assertIn("36 groups", run.out)
        self.assertIn("The time limit of 1 s ended the search.", run.out)
        self.assertTrue(run.out.endswith("UNDECIDED\n"))
        result = self.json(3, "wide.csv", "--m0", "0.45", "--time-limit", "0.001")
        self.assertEqual(result["stop"], "time")
        for group in result["groups"]:
            self.assertEqual(group["critical_mass"], {"lo": "0", "hi": "199/400"})
            self.assertEqual((group["distinct"], group["dimension"]), (0, 0))
        text = self.check(3, "wide.csv", "--m0", "0.45", "--time-limit", "0.001").out
        self.assertIn("400, not looked at\n", text)

    def test_json(self):
        result = self.json(1, "line.csv", *NONE)
        self.assertEqual(result["verdict"], "violated")
        self.assertEqual(result["stop"], "complete")
        self.assertEqual(result["question"], "critical-mass")
        self.assertEqual(result["parameters"],
                         {"kappa": "2", "sigma": "1/4", "delta": "1/2", "m0": "1/10"})
        self.assertEqual((result["family"], result["grouping"]), ("all", "whole"))
        digest = hashlib.sha256(self.read("line.csv").encode()).hexdigest()
        self.assertEqual(result["data"], {"file": "line.csv", "sha256": digest, "points": 10,
                                          "weighted": False, "features": ["x"],
                                          "classes": []})
        group = result["groups"][0]
        self.assertEqual(group["critical_mass"], {"lo": "1/5", "hi": "1/5"})
        self.assertEqual((group["name"], group["points"], group["dimension"]),
                         ("whole", 10, 1))
        self.verify(group["witness"], [[k] for k in range(10)], "1/5")

    def test_trace(self):
        """How the bracket closed: from nothing to the group's, of each group."""
        sigma = ("--maximize", "sigma", "--m0", "0.3")
        for code, data, question, key in (
                (1, "rich.csv", ("--drop", "w,cell"), "critical_mass"),
                (1, "rich.csv", ("--drop", "w,cell", "--decide"), "critical_mass"),
                (1, "rich.csv", ("--drop", "w,cell", *sigma), "sigma_star"),
                (0, "line.csv", (*NONE, *sigma), "sigma_star"),
                (0, "line.csv", (*NONE, "--maximize", "sigma", "--m0", "0.45"), "sigma_star")):
            for group in self.json(code, data, *question)["groups"]:
                trace, bracket = group["trace"], group[key]
                self.assertEqual((trace[0]["nodes"], trace[0]["lo"]), (0, "0"))
                self.assertEqual({end: trace[-1][end] for end in bracket}, bracket)
                self.assertEqual(trace[-1]["nodes"], group["nodes"])
                self.assertLessEqual(trace[-1]["seconds"], group["seconds"])
        result = self.json(3, "hard.csv", *NONE, "--m0", "0.45", "--time-limit", "0.3")
        group = result["groups"][0]
        self.assertGreater(len(group["trace"]), 2)
        self.assertEqual(group["trace"][-1]["hi"], group["critical_mass"]["hi"])

    def verify(self, witness, rows, mass, kappa="2", weights=None):
        inner, outer = harness.masses(rows, witness, kappa, weights)
        self.assertEqual(inner, fractions.Fraction(mass))
        self.assertEqual((inner, outer), (fractions.Fraction(witness["mass"]),
                                          fractions.Fraction(witness["dilated_mass"])))

    def test_json_of_questions(self):
        result = self.json(1, "line.csv", *NONE, "--decide")
        self.assertEqual(result["question"], "decide")
        self.assertIn(result["stop"], ("decided", "complete"))
        result = self.json(0, "line.csv", *NONE, "--decide", "--m0", "0.3")
        self.assertEqual(result["verdict"], "holds")
        result = self.json(0, "line.csv", *NONE, "--maximize", "sigma", "--m0", "0.3")
        self.assertEqual(result["groups"][0]["sigma_star"], {"lo": "1/3", "hi": "1/3"})
        self.assertNotIn("critical_mass", result["groups"][0])
        result = self.json(0, "line.csv", *NONE, "--maximize", "sigma", "--m0", "0.4")
        self.assertEqual(result["groups"][0]["sigma_star"],
                         {"lo": "infinity", "hi": "infinity"})
        self.assertIsNone(result["groups"][0]["witness"])
        text = self.check(0, "line.csv", *NONE, "--maximize", "sigma", "--m0", "0.4").out
        self.assertIn("sigma*       infinite", text)

    def test_json_of_families(self):
        self.write("plane.csv", "".join(f"{k},{k * k}\n" for k in range(10)))
        self.write("rows.csv", "1,0\n0,1\n1,-3\n")
        rows = [[k, k * k] for k in range(10)]
        for family, total in (("all", 0), ("width:1/2", 0), ("axes", 2), ("sparse:1", 2),
                              ("sparse:2", 1), ("directions:rows.csv", 3)):
            with self.subTest(family=family):
                result = self.json(1, "plane.csv", *NONE, "--family", family)
                self.assertEqual(result["family"], family)
                group = result["groups"][0]
                self.assertEqual(group["subset_total"], total)
                self.verify(group["witness"], rows, group["critical_mass"]["lo"])
                if total:
                    self.assertTrue(group["subsets"])
                for subset in group["subsets"]:
                    self.verify(subset["witness"], rows, subset["critical_mass"]["lo"])

    def test_tables_of_subsets(self):
        self.write("plane.csv", "u v,w\n" + "".join(f"{k},{k * k}\n" for k in range(10)))
        self.write("rows.csv", "1,0\n0,1\n1,-3\n")
        text = self.check(1, "plane.csv", *NONE, "--family", "axes").out
        self.assertIn("2 of 2 sets of columns", text)
        self.assertRegex(text, r"\n    \d+/10 = \S+ +\"u v\" +\| \"u v\"")
        text = self.check(1, "plane.csv", *NONE, "--family=axes", "--top=1").out
        self.assertIn("1 of 2 sets of columns", text)
        text = self.check(1, "plane.csv", *NONE, "--family=directions:rows.csv").out
        self.assertIn("3 of 3 directions", text)
        self.assertRegex(text, r"\n    \d+/10 = \S+ +row 3 +\| \"u v\" - 3 w")

    def test_weights_and_cells(self):
        arguments = ("rich.csv", "--weight", "w", "--groups", "cells:cell")
        result = self.json(1, *arguments)
        self.assertEqual(result["grouping"], "cells")
        self.assertTrue(result["data"]["weighted"])
        self.assertEqual(result["data"]["features"], ["x", "y"])
        names = [group["name"] for group in result["groups"]]
        self.assertEqual({name.split(":")[0] for name in names}, {"c0", "c1"})
        self.assertIn("12 points with weights", self.check(1, *arguments).out)

    def test_json_file(self):
        self.check(1, "line.csv", *NONE, "--json", "result.json")
        written = json.loads(self.read("result.json"))
        self.validator.validate(written)
        run = self.check(1, "line.csv", *NONE, "--json=result.json")
        self.assertEqual(run.word, "VIOLATED")
        self.assertEqual(sorted(os.listdir(self.folder)),
                         ["hard.csv", "line.csv", "pair.csv", "result.json", "rich.csv",
                          "two.csv"])
        for target in ("/dev/null", "result.json"):  # what is special stays what it is
            os.symlink(target, self.path("link.json"))
            self.check(1, "line.csv", *NONE, "--json", "link.json")
            self.assertTrue(os.path.islink(self.path("link.json")))
            os.remove(self.path("link.json"))
        os.chmod(self.path("result.json"), 0o640)
        self.check(1, "line.csv", *NONE, "--json", "result.json")
        self.assertEqual(os.stat(self.path("result.json")).st_mode & 0o777, 0o640)

    def test_same_answer_twice(self):
        def stripped(threads):
            result = self.json(1, "rich.csv", "--drop", "w,cell", "--threads", threads)
            del result["seconds"]
            for group in result["groups"]:
                for timed in (group, *group["trace"]):
                    del timed["seconds"]
            return result
        self.assertEqual(stripped("1"), stripped("1"))
        self.assertEqual(stripped("1"), stripped("3"))

    def test_odd_names(self):
        """Names with quotes, line ends and bytes that are no UTF-8."""
        rows = "".join(f"{k},{k % 3},c\xff\n" for k in range(10)).encode("latin-1")
        self.write("odd.csv", '"a\nb",Länge,label\n'.encode() + rows)
        run = self.run_program("odd.csv", "--groups", "whole")
        self.assertIn(run.code, (0, 1, 2), run.err)
        self.assertTrue(run.code != 2 or run.err.count("\n") == 1)
        run = self.run_program("a\nb\x1b[31m.csv")
        self.assertEqual((run.code, run.err.count("\n")), (2, 1))
        self.assertNotIn("\x1b", run.err)


if __name__ == "__main__":
    unittest.main()
