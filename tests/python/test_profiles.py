"""profile gives the answers of the command line, and those of check at every point."""
import os
import pickle
import signal
import unittest
from fractions import Fraction

import doublecheck
from harness import DATASETS, LINE, half_known, hard_points, masses, number, read_texts, run_program, \
    witness_as_json

IRIS = os.path.join(DATASETS, "real", "iris.csv")
MOONS = os.path.join(DATASETS, "synthetic", "moons_2d.csv")


class Profiles(unittest.TestCase):
    def compare(self, path, arguments, options):
        X, y, _ = read_texts(path)
        found = doublecheck.profile(X, y, **arguments)
        wanted = run_program("profile", path, *options)
        for field in ("family", "grouping", "searches", "stop"):
            self.assertEqual(getattr(found, field), wanted[field], field)
        self.assertEqual(list(found.groups), wanted["groups"])
        self.assertEqual(found.delta, number(wanted["delta"]))
        for name in ("kappas", "sigmas"):
            self.assertEqual(list(getattr(found, name)), [number(x) for x in wanted[name]])
        self.assertEqual(len(found.points), len(wanted["points"]))
        for point, other in zip(found.points, wanted["points"]):
            self.compare_point(point, other)
        return found

    def compare_point(self, point, wanted):
        self.assertEqual((point.kappa, point.sigma, point.bracket.lo, point.bracket.hi),
                         tuple(number(wanted[name])
                               for name in ("kappa", "sigma", "lo", "hi")))
        for field in ("group", "stop", "searched"):
            self.assertEqual(getattr(point, field), wanted[field], field)
        self.assertEqual(witness_as_json(point.witness), wanted["witness"])

    def test_the_usual_lists(self):
        found = self.compare(IRIS, {"columns": [3]}, ["--columns", "4"])
        self.assertEqual((len(found.kappas), len(found.sigmas), len(found.points)),
                         (3, 20, 60))
        self.assertTrue(found.exact)

    def test_lists_and_groups(self):
        self.compare(IRIS, {"columns": [2, 3], "kappas": ["3/2", 3], "sigmas": ["0.1", 2],
                            "delta": "3/4", "groups": "whole"},
                     ["--columns", "3,4", "--kappas", "3/2,3", "--sigmas", "0.1,2", "--delta",
                      "3/4", "--groups", "whole"])
        self.compare(MOONS, {"kappas": [2], "sigmas": [1], "family": "axes"},
                     ["--kappas", "2", "--sigmas", "1", "--family", "axes"])

    def test_every_point_is_that_of_check(self):
        X, y, _ = read_texts(IRIS)
        found = doublecheck.profile(X, y, [2, 3], ["1/10", "1/2"], columns=[3])
        for point in found.points:
            checked = doublecheck.check(X, y, point.kappa, point.sigma, columns=[3])
            self.assertEqual(point.bracket, checked.critical_mass)
            group = [g for g in checked.groups if g.name == point.group][0]
            self.assertEqual(point.bracket, group.bracket)

    def test_of_points_in_a_row(self):
        found = doublecheck.profile(LINE, kappas=[2, 4], sigmas=["1/4", "3/4"])
        self.assertEqual(found.at(2, "1/4").bracket.lo, Fraction(1, 5))
        self.assertEqual(found.at(2, Fraction(1, 4)), found.points[0])
        for point in found.points:
            inside, around = masses(LINE.astype(object), point.witness, point.kappa)
            self.assertEqual(inside, point.bracket.lo)
            self.assertLess(around, (1 + point.sigma) * inside)
        with self.assertRaises(doublecheck.UsageError):
            found.at(2, "1/3")

    def points_of_groups(self):
        """Classes a, b, c of 20, 10 and 10 points in a row; 9 of c are in one place, which
        weighs most beside b."""
        X = [[k] for k in range(30)] + [[1000]] * 9 + [[5000]]
        return X, ["a"] * 20 + ["b"] * 10 + ["c"] * 10

    def test_the_group_that_is_worst(self):
        """Not always the first one."""
        X, y = self.points_of_groups()
        found = doublecheck.profile(X, y, kappas=[2], sigmas=["1/4"])
        self.assertEqual(found.groups, ("a|b", "a|c", "b|c"))
        point = found.points[0]
        self.assertEqual((point.group, point.bracket.lo, point.witness.mass),
                         ("b|c", Fraction(9, 20), Fraction(9, 20)))

    def test_where_no_slab_violates(self):
        found = doublecheck.profile(LINE, kappas=[2], sigmas=["1/4"], delta="1/20")
        point = found.points[0]
        self.assertEqual((point.bracket.lo, point.group, point.witness, point.stop),
                         (0, None, None, "complete"))

    def test_what_cut_the_first_group_that_was_cut(self):
        """The groups of a point are given ends of their own."""
        from doublecheck import profiles  # pylint: disable=import-outside-toplevel
        X, y = self.points_of_groups()
        result_of, lib = profiles._result_of, profiles.lib
        self.addCleanup(setattr, profiles, "_result_of", result_of)
        for ends, stop in (((lib.DC_STOP_NONE, lib.DC_STOP_TIME, lib.DC_STOP_MEMORY), "time"),
                           ((lib.DC_STOP_MEMORY, lib.DC_STOP_NONE, lib.DC_STOP_TIME),
                            "memory")):
            def cut(profile, *rest):
                for g, end in enumerate(ends):  # pylint: disable=cell-var-from-loop
                    profile.points[0].groups[g].stop = end
                return result_of(profile, *rest)

            profiles._result_of = cut
            found = doublecheck.profile(X, y, kappas=[2], sigmas=["1/4"])
            self.assertEqual(found.points[0].stop, stop)

    def test_how_it_shows(self):
        found = doublecheck.profile([[k, 0] for k in range(10)], ["<b>"] * 5 + ["c"] * 5,
                                    kappas=[2], sigmas=["1/4"])
        self.assertIn("kappa = 2", found._repr_html_())
        self.assertIn(f"<td style=\"text-align:left;padding:0.2em 0.8em\">"
                      f"{found.points[0].bracket.lo}</td>", found._repr_html_())
        self.assertNotIn("<b>", found._repr_html_())
        self.assertTrue(str(found).startswith("exact: 1 points, m* <= "))
        self.assertEqual(pickle.loads(pickle.dumps(found)).points[0].bracket,
                         found.points[0].bracket)
        with self.assertRaises(TypeError):
            bool(found)

    def test_limits_leave_brackets(self):
        found = doublecheck.profile(hard_points(), kappas=[2, 3], sigmas=["1/4"],
                                    time_limit=0.2)
        self.assertEqual((found.stop, found.exact), ("time", False))
        for point in found.points:
            self.assertEqual(point.stop, "time")
            self.assertLess(point.bracket.lo, point.bracket.hi)
        self.assertTrue(str(found).startswith("undecided: "))

    def test_a_point_is_exact_where_the_largest_group_is(self):
        """The search of another was cut."""
        found = doublecheck.profile(*half_known(), kappas=[2], sigmas=["1/4"], time_limit=1)
        point = found.points[0]
        self.assertEqual((point.bracket.lo, point.bracket.hi), (Fraction(149, 300),) * 2)
        self.assertEqual((found.exact, point.stop, found.stop), (True, "time", "time"))
        self.assertTrue(str(found).startswith("exact: "))

    def test_ctrl_c_keeps_the_brackets(self):
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        self.addCleanup(signal.signal, signal.SIGINT, before)
        sent = []

        def look(_):
            if not sent:
                sent.append(1)
                os.kill(os.getpid(), signal.SIGINT)

        with self.assertRaises(doublecheck.Interrupted) as caught:
            doublecheck.profile(hard_points(), kappas=[2, 3], sigmas=["1/4", 1], progress=look)
        result = caught.exception.result
        self.assertEqual((result.stop, len(result.points)), ("interrupted", 4))

    def test_bad_lists(self):
        for bad in ({"kappas": []}, {"kappas": [1]}, {"kappas": [3, 2]}, {"kappas": "2,3"},
                    {"kappas": 2}, {"sigmas": [0]}, {"sigmas": [1, 1]}, {"sigmas": [0.1]},
                    {"sigmas": range(1, 102)}, {"delta": 2}, {"groups": "none"}):
            with self.subTest(bad=bad), self.assertRaises(doublecheck.UsageError):
                doublecheck.profile(LINE, **bad)
        with self.assertRaises(doublecheck.InputError):
            doublecheck.profile(LINE, groups="pairs")


if __name__ == "__main__":
    unittest.main()
