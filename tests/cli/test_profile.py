"""What profile answers: each point as check has it, limits, lists, text, JSON and CSV."""

import csv
import fractions
import io
import os
import re
import signal
import unittest

import harness

IRIS = os.path.join(os.path.dirname(harness.DOCS), "datasets/real/iris.csv")
PETALS = ("--columns", "3,4")
NONE = ("--label", "none")
UNLIMITED = ("--time-limit", "0")  # a slow machine must not change what is found


class Profile(harness.JsonTest):
    SCHEMA = "profile.schema.json"

    def points(self, result):
        return {(point["kappa"], point["sigma"]): point for point in result["points"]}

    def checked(self, data, kappa, sigma, *arguments):
        """m* of each group, as check has it."""
        run = self.run_program(data, "--kappa", kappa, "--sigma", sigma, "--json",
                               "check.json", "--no-verify", *UNLIMITED, *arguments)
        self.assertIn(run.code, (0, 1, 3), run.err)
        text = self.read("check.json")
        return {group["name"]: group for group in harness.json.loads(text)["groups"]}

    def is_as_checked(self, data, kappas, sigmas, *arguments):
        result = self.json(0, "profile", data, "--kappas", ",".join(kappas), "--sigmas",
                           ",".join(sigmas), *UNLIMITED, *arguments)
        points = self.points(result)
        self.assertEqual(list(points), [(k, s) for k in kappas for s in sigmas])
        for (kappa, sigma), point in points.items():
            groups = self.checked(data, kappa, sigma, *arguments)
            masses = {name: fractions.Fraction(group["critical_mass"]["lo"])
                      for name, group in groups.items()}
            worst = max(masses.values())
            self.assertEqual(fractions.Fraction(point["lo"]), worst, (kappa, sigma))
            self.assertEqual(point["hi"], point["lo"])
            self.assertAlmostEqual(point["lo_double"], float(worst), 15)
            first = next(name for name, mass in masses.items() if mass == worst)
            self.assertEqual(point["group"], first if worst > 0 else None)
            self.assertEqual(list(groups), result["groups"])
        return result

    # What is found

    def test_line(self):
        """Two neighbours of ten gain nothing with kappa 2, three gain a third."""
        points = self.points(self.json(0, "profile", "line.csv", *NONE, "--kappas",
                                       "2", "--sigmas", "1/4,2/5"))
        self.assertEqual([point["lo"] for point in points.values()], ["1/5", "3/10"])

    def test_each_point_is_that_of_check(self):
        result = self.is_as_checked(IRIS, ["3/2", "2", "3"], ["1/10", "1/4", "3/5", "1"],
                                    *PETALS)
        self.assertEqual(result["verdict"], "EXACT")
        self.assertEqual(result["grouping"], "pairs")
        self.assertLess(result["searches"], 3 * 12)

    def test_families_and_groups(self):
        for arguments in (("--family", "axes"), ("--family", "width:1/2"),
                          ("--family", "sparse:1", "--groups", "whole"),
                          ("--groups", "whole", "--delta", "3/4")):
            self.is_as_checked(IRIS, ["2", "3"], ["1/4", "1/2"], *PETALS, *arguments)
        self.is_as_checked("rich.csv", ["2"], ["1/4", "1/2", "3/2"], "--delimiter", ";",
                           "--weight", "w", "--groups", "cells:cell")

    def test_directions(self):
        self.write("rows.csv", "a,b\n1,0\n1,-1\n")
        result = self.is_as_checked(IRIS, ["2"], ["1/4", "1/2"], *PETALS, "--family",
                                    "directions:rows.csv")
        for point in result["points"]:
            self.assertIn(point["witness"]["v"], (["1", "0"], ["1", "-1"]))

    def test_threads_change_nothing(self):
        def timeless(result):
            for point in result["points"]:
                del point["seconds"]
            del result["seconds"]
            return result
        one, two = (timeless(self.json(0, "profile", IRIS, *PETALS, *UNLIMITED,
                                       "--threads", threads))
                    for threads in "12")
        self.assertEqual(one, two)

    def test_default_lists(self):
        result = self.json(0, "profile", "line.csv", *NONE, *UNLIMITED)
        self.assertEqual(result["kappas"], ["3/2", "2", "3"])
        self.assertEqual([fractions.Fraction(sigma) for sigma in result["sigmas"]],
                         [fractions.Fraction(k, 20) for k in range(1, 21)])
        self.assertEqual(len(result["points"]), 60)

    # Forms

    def test_text(self):
        run = self.check(0, "profile", "line.csv", *NONE, "--sigmas", "1/4,2/5")
        self.assertEqual(run.word, "EXACT")
        self.assertRegex(run.out, r"\n  sigma  +kappa = 1\.5  +kappa = 2  +kappa = 3\n")
        self.assertRegex(run.out, r"\n  0\.25  +0\.[0-9]+  +0\.2  +0\.[0-9]+\n")
        self.assertRegex(run.out, r"\n  search  +[0-9]+ of 6 searched, [0-9]+ nodes, ")

    def test_quiet(self):
        self.assertEqual(self.check(0, "profile", "line.csv", *NONE, "-q").out, "EXACT\n")

    def test_csv(self):
        self.check(0, "profile", "pair.csv", "--kappas", "2", "--sigmas", "0.25,2/5",
                   "--csv", "points.csv", "--groups", "pairs")
        rows = list(csv.DictReader(io.StringIO(self.read("points.csv"))))
        result = self.json(0, "profile", "pair.csv", "--kappas", "2", "--sigmas",
                           "0.25,2/5", "--groups", "pairs")
        self.assertEqual([row["sigma"] for row in rows], ["1/4", "2/5"])
        for row, point in zip(rows, result["points"], strict=True):
            self.assertEqual((row["lo"], row["hi"]), (point["lo"], point["hi"]))
            self.assertEqual(float(row["lo_decimal"]), point["lo_double"])
            self.assertEqual(row["group"], point["group"])
            self.assertEqual((row["stop"], row["delta"]), ("complete", "1/2"))
            self.assertEqual(row["searched"], "yes" if point["searched"] else "no")

    def test_names_in_csv(self):
        names = ("a,b", 'c""d')
        self.write("odd.csv", 'x,label\n' + "".join(
            f'{k},"{names[k % 2]}"\n' for k in range(8)))
        self.check(0, "profile", "odd.csv", "--csv", "points.csv", "--groups", "pairs")
        rows = list(csv.DictReader(io.StringIO(self.read("points.csv"))))
        self.assertIn('a,b|c"d', {row["group"] for row in rows})

    # Limits

    def brackets(self, result):
        """Every bracket holds, and so do those of neighbours beside each other."""
        points = self.points(result)
        for (kappa, sigma), point in points.items():
            low, high = (fractions.Fraction(point[end]) for end in ("lo", "hi"))
            self.assertLessEqual(low, high)
            self.assertEqual(point["stop"] == "complete", low == high)
            for (other_kappa, other_sigma), other in points.items():
                if (fractions.Fraction(other_kappa) <= fractions.Fraction(kappa) and
                        fractions.Fraction(other_sigma) >= fractions.Fraction(sigma)):
                    self.assertLessEqual(low, fractions.Fraction(other["lo"]))
                    self.assertLessEqual(high, fractions.Fraction(other["hi"]))

    def test_time_limit(self):
        result = self.json(3, "profile", "hard.csv", *NONE, "--time-limit", "2",
                           "--sigmas", "1/10,1/4,1/2", "--kappas", "2,3")
        self.assertEqual((result["verdict"], result["stop"]), ("UNDECIDED", "time"))
        self.assertLess(result["seconds"], 10)
        self.assertTrue(any(point["witness"] for point in result["points"]))
        self.brackets(result)

    def test_a_point_is_exact_where_the_largest_group_is(self):
        """149 of 200 points of a are in one place, which no slab of b and c can weigh."""
        lines = self.read("hard.csv").splitlines()
        head, points = lines[0], lines[1:] * 2
        zero = ",".join("0" * (head.count(",") + 1))
        points = [zero] * 149 + points[:51] + points[60:260]
        classes = ["a"] * 200 + ["b"] * 100 + ["c"] * 100
        self.write("half.csv", "\n".join([head + ",label", *map("{},{}".format, points,
                                                                classes)]) + "\n")
        result = self.json(0, "profile", "half.csv", "--time-limit", "1", "--sigmas", "1/4",
                           "--kappas", "2")
        self.assertEqual((result["verdict"], result["stop"]), ("EXACT", "time"))
        point = result["points"][0]
        self.assertEqual((point["lo"], point["hi"], point["stop"]),
                         ("149/300", "149/300", "time"))
        run = self.check(0, "profile", "half.csv", "--time-limit", "1", "--sigmas", "1/4",
                         "--kappas", "2")
        self.assertEqual(run.word, "EXACT")
        self.assertNotIn("brackets", run.out)

    def test_no_time_at_all(self):
        result = self.json(3, "profile", "hard.csv", *NONE, "--time-limit", "1/1000000")
        self.assertEqual({point["hi"] for point in result["points"]}, {"149/300"})
        self.brackets(result)

    def test_text_of_brackets(self):
        run = self.check(3, "profile", "hard.csv", *NONE, "--time-limit", "1/1000000",
                         "--sigmas", "1/4", "--kappas", "2")
        self.assertEqual(run.word, "UNDECIDED")
        self.assertRegex(run.out, r"\n  0\.25  +0\.[0-9]{4} - 0\.4967\n")
        self.assertIn("1 of 1 points are brackets (stopped: time)", run.out)

    def test_interrupt_keeps_what_is_done(self):
        process, master = self.start_on_terminal(
            "profile", "hard.csv", *NONE, "--time-limit", "0", "--json", "out.json")
        shown = self.drain(master, until=r"m\* <=")
        self.assertRegex(shown, r"profile group 1/60 ")
        process.send_signal(signal.SIGINT)
        self.drain(master)
        out, _ = process.communicate(timeout=20)
        self.assertEqual(process.returncode, 3)
        self.assertEqual(out.decode().splitlines()[-1], "UNDECIDED")
        result = harness.json.loads(self.read("out.json"))
        self.assertEqual(result["stop"], "interrupted")
        self.assertTrue(re.match("[1-9]", result["points"][0]["lo"]))
        self.brackets(result)

    # Refused

    def test_lists(self):
        for option, bound in (("--kappas", "1"), ("--sigmas", "0")):
            self.refused("profile", "line.csv", option, "", says="wanted LIST")
            for value in ("x", bound, "-1", "3,", ",3", "3,,4", "1e999999999"):
                self.refused("profile", "line.csv", option, value,
                             says=f"is no fraction or decimal > {bound}")
            for value in ("3,2", "3,3", "3,6/2"):
                self.refused("profile", "line.csv", option, value,
                             says="is not more than what stands before it")
            many = ",".join(str(k) for k in range(2, 103))
            self.refused("profile", "line.csv", option, many, says="more than 100")
        most = ",".join(str(k) for k in range(2, 102))
        self.check(0, "profile", "line.csv", *NONE, "--kappas", most, "--sigmas", "1,2",
                   "-q")

    def test_files(self):
        self.refused("profile", "line.csv", "--csv", "-", says="go to a file")
        self.refused("profile", "line.csv", "--csv", "a", "--json", "a", says="same file")
        self.refused("profile", "line.csv", "--csv", "line.csv", says="data file")
        self.refused("profile", "line.csv", "--kappa", "2", says="--kappa")

    def test_standard_input(self):
        run = self.check(0, "profile", "-", *NONE, "-q", stdin=harness.LINE.encode())
        self.assertEqual(run.out, "EXACT\n")


if __name__ == "__main__":
    unittest.main()
