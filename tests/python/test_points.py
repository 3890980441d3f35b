"""Numbers, labels, weights, cells and columns, as arrays, lists and frames."""
import decimal
import unittest
from fractions import Fraction

import numpy
import pandas

import doublecheck
from harness import LINE, number, run_program, witness_as_json

TENTH = Fraction(3602879701896397, 36028797018963968)  # 0.1 as a float


def points_of(X, **options):
    """What the library holds of points."""
    from doublecheck import arrays  # pylint: disable=import-outside-toplevel
    return arrays.as_data(X, **options)


class Numbers(unittest.TestCase):
    def test_floats_are_dyadic_and_texts_are_what_they_say(self):
        for value, exact in ((0.1, TENTH), ("0.1", Fraction(1, 10)), ("1/3", Fraction(1, 3)),
                             (" 2e-3 ", Fraction(1, 500)), (decimal.Decimal("0.1"),
                                                            Fraction(1, 10)),
                             (decimal.Decimal("1E+3"), Fraction(1000)),
                             (Fraction(-5, 7), Fraction(-5, 7)), (10**30, Fraction(10**30)),
                             (True, Fraction(1)), (numpy.float32(0.1),
                                                   Fraction(13421773, 134217728)),
                             (numpy.longdouble(1) / 3, Fraction(*(
                                 numpy.longdouble(1) / 3).as_integer_ratio())),
                             (5e-324, Fraction(1, 2**1074)), (numpy.int64(-3), Fraction(-3)),
                             (numpy.bool_(True), Fraction(1)), (b"0.5", Fraction(1, 2))):
            with self.subTest(value=value):
                self.assertEqual(points_of([[value]]).X[0, 0], exact)
                self.assertEqual(points_of([[value, "7"]]).X.tolist(),
                                 [[exact, 7]])

    def test_arrays_of_every_kind(self):
        for kind in ("float64", "float32", "float16", "int8", "uint64", "int64", "bool",
                     "longdouble"):
            array = numpy.array([[1, 0], [0, 1]], dtype=kind)
            self.assertEqual(points_of(array).X.tolist(), [[1, 0], [0, 1]], kind)
        large = numpy.array([[2**53 + 1], [-2**63]], dtype=numpy.int64)
        self.assertEqual(points_of(large).X[:, 0].tolist(), [2**53 + 1, -2**63])
        self.assertEqual(points_of(numpy.array([[2**64 - 1]], dtype=numpy.uint64)).X[0, 0],
                         2**64 - 1)
        third = numpy.longdouble(1) / 3
        self.assertEqual(points_of(numpy.array([[third]])).X[0, 0],
                         Fraction(*third.as_integer_ratio()))
        swapped = numpy.arange(6.0).reshape(2, 3).T[::-1].astype(">f8")
        self.assertEqual(points_of(swapped).X.tolist(), [[2, 5], [1, 4], [0, 3]])

    def test_the_verdict_depends_on_what_a_number_is(self):
        """Points 0, 0.1, 0.2, 0.3: as texts evenly spaced, as floats not."""
        rows = [[k / 10] for k in range(10)]
        texts = [[str(k / 10)] for k in range(10)]
        even = doublecheck.check(texts)
        self.assertEqual(even.critical_mass.lo, Fraction(1, 5))
        self.assertLessEqual(even.witness.r.denominator, 20)
        uneven = doublecheck.check(rows)
        self.assertGreater(uneven.witness.r.denominator, 2 ** 50)
        self.assertEqual(points_of(rows).X[1, 0], TENTH)

    def test_what_is_no_number_is_refused_with_its_place(self):
        for bad, says in ((float("nan"), "'nan'"), (float("-inf"), "'-inf'"), ("", "''"),
                          ("0x10", "'0x10'"), ("1e999999", "digits"), ("1/0", "denominator 0"),
                          (decimal.Decimal("NaN"), "'NaN'"), (None, "NoneType"),
                          ({"a": 1}, "argument must be a string or a number"),
                          (1j, "complex"), ("a\0b", "NUL"), (10**4400, "digits")):
            with self.subTest(bad=bad if bad != 10**4400 else "10**4400"):
                with self.assertRaises(doublecheck.InputError) as caught:
                    points_of([["1", "2"], ["3", bad]])
                self.assertIn(says, str(caught.exception))
                if bad != "a\0b":
                    self.assertIn("row 1, column 'x2'", str(caught.exception))

    def test_bad_floats_in_an_array_are_refused_with_their_place(self):
        for bad in (numpy.nan, numpy.inf):
            array = numpy.zeros((5, 3))
            array[4, 1] = bad
            with self.assertRaisesRegex(doublecheck.InputError,
                                        f"row 4, column 'x2': {bad} is not finite"):
                doublecheck.check(array)

    def test_bad_shapes(self):
        for bad in (numpy.zeros(3), numpy.zeros((2, 2, 2)), [1, 2], [[1], [2, 3]], [],
                    numpy.zeros((0, 2)), numpy.zeros((2, 0)), numpy.zeros((2, 2)) + 1j,
                    numpy.zeros((2, 2), dtype="datetime64[s]")):
            with self.assertRaises(doublecheck.InputError):
                doublecheck.check(bad)
        with self.assertRaisesRegex(doublecheck.UsageError, "read"):
            doublecheck.check("iris.csv")


class Constants(unittest.TestCase):
    def test_constants_are_exact(self):
        constants = doublecheck.check(LINE, kappa=Fraction(5, 2), sigma=0.25, delta="3/4",
                                      m0=decimal.Decimal("0.1")).constants
        self.assertEqual((constants.kappa, constants.sigma, constants.delta, constants.m0),
                         (Fraction(5, 2), Fraction(1, 4), Fraction(3, 4), Fraction(1, 10)))

    def test_a_float_that_prints_as_another_number_is_refused(self):
        """m* of the line is 1/5. With the float 0.2 > 1/5 for m0 it would hold."""
        self.assertEqual(doublecheck.check(LINE, m0="0.2").verdict, "violated")
        self.assertEqual(doublecheck.check(LINE, m0=Fraction(0.2)).verdict, "holds")
        for bad in (0.2, numpy.float64(0.2), numpy.float32(0.2)):
            with self.assertRaisesRegex(doublecheck.UsageError, "m0='0.2'"):
                doublecheck.check(LINE, m0=bad)

    def test_bad_options(self):
        for bad in ({"kappa": 1}, {"m0": "1/2"}, {"m0": "x"}, {"m0": float("nan")},
                    {"m0": None}, {"family": "sparse"}, {"family": "sparse:x"},
                    {"family": "sparse:0"}, {"family": "width:-1"}, {"family": "axes:2"},
                    {"family": "directions"}, {"directions": [[1]]}, {"groups": "rows"},
                    {"decide": True, "maximize": "sigma"}, {"maximize": "kappa"},
                    {"time_limit": -1}, {"memory": 3}, {"threads": 0}, {"columns": [1]},
                    {"columns": ["x1"]}, {"columns": [0, 0]}, {"columns": [-1]}):
            with self.subTest(bad=bad), self.assertRaises(doublecheck.UsageError):
                doublecheck.check(LINE, **bad)
        for bad in ({"groups": "pairs"}, {"groups": "cells"}, {"columns": []}):
            with self.subTest(bad=bad), self.assertRaises(doublecheck.InputError):
                doublecheck.check(LINE, **bad)

    def test_questions_and_families(self):
        decided = doublecheck.check(LINE, decide=True)
        self.assertEqual((decided.question, decided.verdict, decided.stop),
                         ("decide", "violated", "complete"))
        sigma = doublecheck.check(LINE, maximize="sigma", m0="3/10")
        self.assertEqual(sigma.sigma_star.lo, Fraction(1, 3))
        self.assertIsNone(sigma.critical_mass)
        self.assertIsNone(decided.sigma_star)
        square = numpy.array([[a, b] for a in range(5) for b in range(5)])
        sparse = doublecheck.check(square, family="sparse:2")
        self.assertEqual(sparse.groups[0].subsets[0].features, ("x1", "x2"))
        along = doublecheck.check(square, family="directions", directions=[[1, 0], [1, -1]])
        self.assertEqual(along.groups[0].subset_total, 2)
        self.assertIn(along.groups[0].subsets[0].direction, (0, 1))
        wide = doublecheck.check(square, family="width:1/2")
        self.assertEqual(wide.family, "width:1/2")


class Labels(unittest.TestCase):
    def groups_of(self, X, y, **options):
        return [group.name for group in doublecheck.check(X, y, verify=False,
                                                          **options).groups]

    def test_labels_of_every_kind(self):
        half = [0] * 5 + [1] * 5
        for y in (half, numpy.array(half), numpy.array(half, dtype=float),
                  numpy.array(half).reshape(-1, 1), [str(label) for label in half],
                  pandas.Series(half), [0, 0, "0", 0.0, 0] + ["1"] * 5):
            self.assertEqual(self.groups_of(LINE, y), ["0|1"])
        self.assertEqual(self.groups_of(LINE, ["b"] * 5 + ["a"] * 5), ["b|a"])
        self.assertEqual(self.groups_of(LINE, [True] * 5 + [False] * 5), ["True|False"])
        self.assertEqual(self.groups_of(LINE, pandas.Categorical(["é"] * 5 + ["<b>"] * 5)),
                         ["é|<b>"])
        self.assertEqual(self.groups_of(LINE, half, groups="whole"), ["whole"])
        self.assertEqual(self.groups_of(LINE, None), ["whole"])

    def test_bad_labels(self):
        for y in ([0] * 10, [0] * 9, [0] * 11, [0] * 9 + [None], [0.0] * 9 + [numpy.nan],
                  pandas.Series([0] * 9 + [None], dtype="Int64"), [""] + ["a"] * 9,
                  numpy.zeros((10, 2)), ["a\0"] + ["b"] * 9, ["\udc80"] + ["a"] * 9, 3):
            with self.subTest(y=y), self.assertRaises(doublecheck.InputError):
                doublecheck.check(LINE, y)

    def test_weights(self):
        """Weights 1/3, 2/3 are those of one point and two."""
        light = doublecheck.check([[0], [1], [5]], weights=["1/3", "2/3", Fraction(1, 3)],
                                  groups="whole")
        many = doublecheck.check([[0], [1], [1], [5]])
        self.assertEqual(light.critical_mass, many.critical_mass)
        for bad in ([1, 1, 0], [1, 1, -1], [1, 1], [1, 1, "x"], [1, 1, numpy.nan]):
            with self.assertRaises(doublecheck.InputError):
                doublecheck.check([[0], [1], [5]], weights=bad)

    def test_cells(self):
        result = doublecheck.check(LINE, cells=["p", "q"] * 5, groups="cells")
        self.assertEqual([group.name for group in result.groups], ["p", "q"])
        both = doublecheck.check(LINE, [0, 0, 1, 1] * 2 + [0, 1], cells=["p", "q"] * 5,
                                 groups="cells")
        self.assertEqual([group.name for group in both.groups], ["p:0|1", "q:0|1"])

    def test_columns(self):
        array = numpy.array([[k, k * k, k % 3] for k in range(12)])
        alone = doublecheck.check(array[:, [0, 2]])
        chosen = doublecheck.check(array, columns=[2, 0])
        self.assertEqual(chosen.critical_mass, alone.critical_mass)
        self.assertEqual(chosen.columns, ("x1", "x3"))


class Frames(unittest.TestCase):
    def setUp(self):
        self.frame = pandas.DataFrame({
            "a": [0.5, 1.5, 2.5, 3.5, 4.5, 5.5], "b": [2**60, 1, 2, 3, 4, 5],
            "c": ["0.1", "1/3", "3", "4", "5", "7"], "d": [True, False] * 3})

    def test_columns_keep_their_numbers(self):
        points = points_of(self.frame)
        self.assertEqual(points.columns, ("a", "b", "c", "d"))
        self.assertEqual(points.X[0].tolist(),
                         [Fraction(1, 2), 2**60, Fraction(1, 10), 1])
        self.assertEqual(points_of(self.frame[["a", "b"]]).X[0].tolist(),
                         [Fraction(1, 2), 2**60])

    def test_a_frame_is_its_array(self):
        frame = pandas.DataFrame(numpy.arange(20.0).reshape(10, 2) ** 2, columns=["u", 7])
        result = doublecheck.check(frame)
        same = doublecheck.check(frame.to_numpy())
        self.assertEqual(result.critical_mass, same.critical_mass)
        self.assertEqual(witness_as_json(result.witness), witness_as_json(same.witness))
        self.assertEqual(result.columns, ("u", "7"))
        self.assertEqual(doublecheck.check(frame, columns=["u"]).columns, ("u",))

    def test_missing_values_are_refused(self):
        self.frame["e"] = pandas.Series([1, None, 3, 4, 5, 6], dtype="Int64")
        with self.assertRaisesRegex(doublecheck.InputError, "row 1, column 'e'"):
            doublecheck.check(self.frame)
        with self.assertRaisesRegex(doublecheck.InputError, "row 2, column 'a'"):
            doublecheck.check(pandas.DataFrame({"a": [1.0, 2.0, None]}))

    def test_an_index_of_its_own_changes_nothing(self):
        frame = pandas.DataFrame({"u": range(10)}, index=range(100, 110))
        y = pandas.Series([0, 1] * 5, index=range(5, 15))
        self.assertEqual(doublecheck.check(frame, y).critical_mass,
                         doublecheck.check(LINE, [0, 1] * 5).critical_mass)


class Files(unittest.TestCase):
    def test_generated_points_are_those_of_the_program(self):
        data = doublecheck.generate("moons", 40, 2, seed=3)
        self.assertEqual((data.points, data.features, data.classes), (40, 2, ("a", "b")))
        self.assertIn("moons", doublecheck.kinds())
        again = points_of(data.X, y=data.y)
        self.assertEqual(again.X.tolist(), data.X.tolist())
        self.assertEqual(again.y.tolist(), data.y.tolist())
        self.assertIsNone(doublecheck.generate("cube", 5, 1).y)

    def test_files_are_read_as_the_program_reads_them(self):
        import tempfile  # pylint: disable=import-outside-toplevel
        with tempfile.NamedTemporaryFile(suffix=".csv") as file:
            doublecheck.generate("xor", 60, 2).write(file.name)
            data = doublecheck.read(file.name)
            self.assertTrue(data.plain_csv)
            result = doublecheck.check(data, family="axes")
            wanted = run_program("check", file.name, "--family", "axes")
            self.assertEqual(result.groups[0].bracket.lo,
                             number(wanted["groups"][0]["critical_mass"]["lo"]))
            self.assertEqual(doublecheck.read(file.name, columns=["x2"]).columns, ("x2",))
            self.assertEqual(doublecheck.read(file.name, drop="label", label="none").classes,
                             ())
            with self.assertRaises(doublecheck.UsageError):
                doublecheck.check(data, [1] * 60)
            with self.assertRaises(doublecheck.InputError):
                doublecheck.read(file.name, label="nothing")
        with self.assertRaises(doublecheck.FileError):
            doublecheck.read("/nowhere/none.csv")


if __name__ == "__main__":
    unittest.main()
