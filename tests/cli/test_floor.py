"""What floor answers: numbers, constants that hold, exit codes, text and JSON."""

import fractions
import hashlib
import json
import math
import unittest

import harness

CONDITION = ("--only", "doubling")
HALVES = ("floor", "two.csv", "--fineness", "1", *CONDITION)
number = fractions.Fraction


class Floor(harness.JsonTest):
    SCHEMA = "floor.schema.json"

    def one(self, *arguments):
        result = self.json(0, *arguments)
        self.assertEqual(len(result["floors"]), 1)
        return result, result["floors"][0]

    def test_a_floor_and_its_constants(self):
        result, floor = self.one(*HALVES, "--loss", "1/10")
        self.assertEqual((floor["loss"], floor["better"]), ("1/10", "doubling"))
        self.assertEqual(result["proof"], "verified")
        trivial = 1 - 0.1 / math.log(2)
        self.assertAlmostEqual(float(number(floor["trivial"])), trivial, 12)
        self.assertLessEqual(number(floor["trivial"]), number(trivial) + number(1, 10**15))
        self.assertGreater(number(floor["floor"]), number(floor["trivial"]) + number(3, 100))
        constants = floor["constants"]
        run = self.check(0, "two.csv", *(f"--{name}={value}"
                                         for name, value in constants.items()))
        self.assertEqual(run.word, "HOLDS")

    def test_fixed_constants(self):
        result, floor = self.one(*HALVES, "--loss", "1/10", "--fixed", "--kappa", "3/2",
                                 "--sigma", "1/5")
        self.assertTrue(result["fixed"])
        constants = floor["constants"]
        self.assertEqual([constants[k] for k in ("kappa", "sigma", "delta")],
                         ["3/2", "1/5", "1/2"])
        _, best = self.one(*HALVES, "--loss", "1/10")
        self.assertGreaterEqual(number(best["floor"]), number(floor["floor"]))

    def test_curve(self):
        result = self.json(0, *HALVES, "--fixed", "--curve", "--loss", "0.2")
        floors = result["floors"]
        self.assertEqual([number(floor["loss"]) for floor in floors],
                         [number(k, 100) for k in range(1, 21)])
        values = [number(floor["floor"]) for floor in floors]
        self.assertEqual(values, sorted(values, reverse=True))
        for floor in floors:
            self.assertGreaterEqual(number(floor["floor"]), number(floor["trivial"]))
        text = self.check(0, *HALVES, "--fixed", "--curve").out
        self.assertIn("\n0.035000   ", text)
        self.assertIn("\n0.700000   0.000000   ", text)

    def test_inverse(self):
        result, floor = self.one(*HALVES, "--fixed", "--accuracy", "0.95")
        self.assertEqual(result["accuracy"], "19/20")
        self.assertGreaterEqual(number(floor["floor"]), number("0.95"))
        loss = number(floor["loss"]) + number(1, 2**18)
        _, beyond = self.one(*HALVES, "--fixed", "--loss", str(loss))
        self.assertLess(number(beyond["floor"]), number("0.95"))
        run = self.check(0, *HALVES, "--fixed", "--accuracy", "0.95", "--quiet")
        self.assertEqual(number(run.out.strip()),
                         math.floor(number(floor["loss"]) * 10**6) / number(10**6))

    def test_require(self):
        self.check(0, *HALVES, "--fixed", "--loss", "1/10", "--require", "0.85")
        run = self.check(1, *HALVES, "--fixed", "--loss", "1/10", "--require", "0.99")
        self.assertEqual(run.word, "DOUBLING")
        self.assertIn("\nrequired 0.99: not met\n", run.out)
        for code, required, met in ((0, "0.85", True), (1, "99/100", False)):
            more = ("--require", required)
            result = self.json(code, *HALVES, "--fixed", "--loss", "1/10", *more)
            self.assertIs(result["met"], met)
            run = self.check(code, *HALVES, "--fixed", "--loss", "1/10", *more, "--no-verify")
            self.assertIn(f"\nrequired {required}: {'met' if met else 'not met'}\n", run.out)
        self.assertIsNone(self.one(*HALVES, "--fixed", "--loss", "1/10")[0]["met"])

    def test_time_limit(self):
        """It ends the floors with those that were found, which are proved."""
        long = ("floor", "two.csv", *CONDITION, "--fixed", "--fineness", "32", "--time-limit",
                "1")
        result = self.json(3, *long, "--curve")
        self.assertEqual((result["stop"], result["proof"]), ("time", "verified"))
        self.assertLess(len(result["floors"]), 20)
        for limit, more, says in (
                ("0.2", ("--curve",), r"\d+ of 20 losses were reached"),
                ("0.2", ("--accuracy", "0.9"), "a larger loss may do"),
                ("0.1", ("--loss", "0.1"), "a better one may be found"),
                ("0.1", ("--loss", "0.1", "--require", "0.99"), r"required 0.99: not met")):
            with self.subTest(more=more):
                text = self.check(3, *long[:-1], limit, *more).out
                self.assertIn("The time limit cut the floors (--time-limit): ", text)
                self.assertRegex(text, says)
        self.check(0, *long, "--loss", "0.1", "--require", "0.85")

    def test_text(self):
        text = self.check(0, *HALVES, "--loss", "1/10").out
        for part in ("two.csv", "400 points, 1 feature, 2 classes (a, b)",
                     "trivial      0.855730  (1 - loss/log 2, whatever the data)",
                     "(the condition holds)", "constants    kappa = ",
                     "verified     by doublecheck-verify",
                     "stays at or below 0.100000, the accuracy", "softmax regression"):
            self.assertIn(part, text)
        self.assertEqual(text.splitlines()[-1], "DOUBLING")
        run = self.check(0, *HALVES, "--loss", "1/10", "--quiet")
        self.assertRegex(run.out, r"^0\.\d{6}\n$")
        self.assertIn(run.out.strip(), text)

    def test_no_better_than_trivial(self):
        """Eleven points, one far away: no constants help."""
        run = self.check(0, "floor", "pair.csv", *CONDITION, "--loss", "0.05")
        self.assertEqual(run.word, "TRIVIAL")
        self.assertIn("doubling     no better", run.out)
        result, floor = self.one("floor", "pair.csv", *CONDITION, "--loss", "0.05")
        self.assertEqual((floor["better"], floor["constants"]), ("trivial", None))
        self.assertEqual(result["proof"], "none")

    def test_families_say_what_is_covered(self):
        self.write("v.csv", "x\n2\n")
        for family, more, says in (("axes", (), "one non-zero coefficient"),
                                   ("sparse:1", (), "at most K non-zero"),
                                   ("directions:v.csv", (), "every v along a row of FILE"),
                                   ("width:1", ("--slope", "1"), "max|v| <= V")):
            with self.subTest(family=family):
                run = self.check(0, *HALVES, "--fixed", "--loss", "0.1", "--family", family,
                                 *more)
                self.assertIn(says, run.out)
        _, narrow = self.one(*HALVES, "--fixed", "--loss", "0.1", "--family", "width:1",
                             "--slope", "1000")
        _, wide = self.one(*HALVES, "--fixed", "--loss", "0.1", "--family", "width:1",
                           "--slope", "1/1000")
        self.assertEqual(narrow["better"], "trivial")
        self.assertEqual(wide["better"], "doubling")

    def test_certificate(self):
        self.check(0, *HALVES, "--loss", "0.1", "--certificate", "two.dcert")
        run = self.check(0, "verify", "two.csv", "two.dcert")
        self.assertEqual(run.word, "VERIFIED")

    def test_floor_certificate(self):
        """Of the best constants, and checked; verify knows which program it is for."""
        more = ("--floor-certificate", "two.dfloor")
        result, floor = self.one(*HALVES, "--loss", "0.1", "--certificate", "two.dcert", *more)
        self.assertEqual(result["floor_certificate"]["file"], "two.dfloor")
        self.assertEqual(result["floor_certificate"]["state"], "verified")
        self.assertEqual(result["floor_certificate"]["bytes"], len(self.read("two.dfloor")))
        for name, value in (*floor["constants"].items(), ("accuracy", floor["floor"]),
                            ("loss", "1/10"), ("radius", "0"), ("proof", "doubling")):
            self.assertIn(f"\n{name} {value}", self.read("two.dfloor"))
        for certificate in ("two.dfloor", "two.dcert"):
            self.assertEqual(self.check(0, "verify", "two.csv", certificate).word, "VERIFIED")
        run = self.check(0, "verify", "--expect-loss=1/10", "two.csv", "two.dfloor")
        self.assertIn("accuracy     " + floor["floor"], run.out)
        self.assertEqual(self.run_program("verify", "pair.csv", "two.dfloor").code, 1)
        text = self.check(0, *HALVES, "--loss", "0.1", *more, "--no-verify").out
        self.assertRegex(text, r"\n  floor        two.dfloor, \d+ bytes, unverified")
        text = self.check(0, *HALVES, "--fixed", "--accuracy", "0.9", *more).out
        self.assertRegex(text, r"bytes, verified by doublecheck-verify-floor in ")

    def test_trivial_floor_certificate(self):
        more = (*CONDITION, "--loss", "0.05", "--floor-certificate", "pair.dfloor")
        result, floor = self.one("floor", "pair.csv", *more)
        self.assertEqual((floor["better"], result["proof"]), ("trivial", "none"))
        self.assertEqual(result["floor_certificate"]["state"], "verified")
        self.assertIn("\nproof trivial\n", self.read("pair.dfloor"))
        text = self.check(0, "floor", "pair.csv", *more).out
        self.assertRegex(text, r"\nproof\n  floor        pair.dfloor, \d+ bytes, verified")

    def test_floor_certificates_of_families_and_groups(self):
        """Widths give a radius; cells are groups; standard input and other formats are read."""
        self.write("cells.csv", "x,cell,label\n" + "".join(
            f"{k},{k % 2},{'ab'[k >= 200]}\n" for k in range(400)))
        self.write("two.svm", "".join(f"{'-+'[k >= 200]}1 1:{k}\n" for k in range(400)))
        for data, more, says in (
                ("two.csv", ("--family", "width:1", "--slope", "1/1000"), "radius 1/2000\n"),
                ("cells.csv", ("--groups", "cells:cell"), "groups cells\n"),
                ("two.csv", ("--groups", "whole"), "groups pairs\n"),
                ("two.svm", (), "proof doubling"), ("-", (), "proof doubling")):
            with self.subTest(data=data, more=more):
                stdin = self.read("two.csv").encode() if data == "-" else b""
                result = self.json(0, "floor", data, "--fixed", "--fineness", "1", "--loss",
                                   "0.1", *more, *CONDITION, "--floor-certificate", "x.dfloor",
                                   stdin=stdin)
                self.assertEqual(result["floor_certificate"]["state"], "verified")
                self.assertIn(says, self.read("x.dfloor"))

    def test_weights_are_points(self):
        """A point of weight 3 is three points."""
        rows = [(k, "ab"[k >= 40], 1 + k % 3) for k in range(80)]
        self.write_weighted(rows)
        more = ("--fixed", "--loss", "0.2", "--fineness", "1", *CONDITION)
        _, heavy = self.one("floor", "heavy.csv", "--label", "label", "--weight", "w", *more)
        _, many = self.one("floor", "many.csv", *more)
        self.assertEqual(heavy, many)

    def test_classes_and_cells(self):
        self.write("three.csv", "x,label\n" + "".join(
            f"{k},{'abc'[k * 3 // 600]}\n" for k in range(600)))
        _, floor = self.one("floor", "three.csv", "--fixed", "--loss", "0.1",
                            "--fineness", "1", *CONDITION)
        self.assertEqual(floor["better"], "doubling")
        self.write("cells.csv", "x,cell,label\n" + "".join(
            f"{k},{k % 2},{'ab'[k >= 200]}\n" for k in range(400)))
        _, floor = self.one("floor", "cells.csv", "--fixed", "--loss", "0.1",
                            "--fineness", "1", "--groups", "cells:cell")
        self.assertEqual(floor["better"], "doubling")
        self.refused("floor", "three.csv", "--loss", "0.1", "--groups", "whole",
                     says="a group for each pair")

    def test_from_a_result(self):
        self.run_program("two.csv", "--sigma", "2/3", "--json", "two.json")
        result, floor = self.one("floor", "two.json", "--loss", "1/10", "--fineness", "1")
        _, direct = self.one(*HALVES, "--fixed", "--sigma", "2/3", "--loss", "1/10")
        self.assertEqual(floor, direct)
        self.assertEqual(result["result"], "two.json")
        self.assertEqual(result["data"],
                         {"file": "two.csv", "points": 400,
                          "sha256": hashlib.sha256(self.read("two.csv").encode()).hexdigest()})
        text = self.check(0, "floor", "two.json", "--loss", "1/10").out
        self.assertIn("two.csv, 400 points, 2 classes", text)
        self.refused("floor", "two.json", "--loss", "1/10", "--sigma", "1",
                     says="--sigma is not used with the JSON of a result")

    def test_from_a_result_without_a_digest(self):
        self.run_program("two.csv", "--json", "two.json")
        older = json.loads(self.read("two.json"))
        del older["data"]["sha256"]
        self.write("older.json", json.dumps(older))
        result, _ = self.one("floor", "older.json", "--loss", "1/10", "--fineness", "1")
        self.assertEqual(result["data"], {"file": "two.csv", "points": 400})

    def test_results_that_are_none(self):
        self.run_program("two.csv", "--json", "good.json")
        good = json.loads(self.read("good.json"))
        for change, says in (({"schema": 2}, "not a result"), ({"family": "x"}, "not a"),
                             ({"question": "maximize-sigma"}, "has no m*"),
                             ({"decided_only": True}, "not every group"),
                             ({"groups": []}, "a group without"),
                             ({"groups": good["groups"] * 2}, "shares of 2 groups"),
                             ({"data": {**good["data"], "weighted": True}}, "weights"),
                             ({"data": {**good["data"], "classes": ["a"]}}, "two classes"),
                             ({"data": {}}, "not a result"),
                             *(({"data": {**good["data"], "sha256": digest}}, "not a result")
                               for digest in (1, None, "", "0" * 63, "g" * 64, "0" * 65))):
            with self.subTest(change=change):
                self.write("bad.json", json.dumps({**good, **change}))
                self.refused("floor", "bad.json", "--loss", "1/10", says=says)
        self.write("cut.json", "{\n")
        self.refused("floor", "cut.json", "--loss", "1/10", says="line ")
        self.refused("floor", "missing.json", "--loss", "1/10", says="missing.json")

    def test_refusals(self):
        for arguments, says in (
                (("two.csv",), "floor needs --loss X, --accuracy A or --curve"),
                (("two.csv", "--loss", "1", "--accuracy", "1"), "excludes"),
                (("two.csv", "--loss", "1", "--kappa", "3"), "with --fixed only"),
                (("two.csv", "--accuracy", "1", "--require", "1"), "used with --loss"),
                (("two.csv", "--loss", "1", "--slope", "1"), "with --family width"),
                (("two.csv", "--loss", "1", "--family", "width:1"), "needs --slope"),
                (("two.csv", "--curve", "--certificate", "x"), "without --curve"),
                (("two.csv", "--curve", "--floor-certificate", "x"), "without --curve"),
                (("two.csv", "--loss", "1", "--floor-certificate", "-"), "goes to a file"),
                (("two.csv", "--loss", "1", "--floor-certificate", "two.csv"), "two.csv"),
                (("two.csv", "--loss", "1", "--floor-certificate", "x", "--certificate",
                  "x"), "--certificate names the same file"),
                (("two.csv", "--loss", "1", "--floor-certificate", "x", "--certificate",
                  "./x"), "--certificate names the same file"),
                (("x.json", "--loss", "1", "--floor-certificate", "x"),
                 "--floor-certificate is not used with the JSON of a result"),
                (("line.csv", "--loss", "1", "--label", "none"), "needs labels"),
                (("two.csv", "--curve", "--data-certificate", "x"), "without --curve"),
                (("two.csv", "--accuracy", "1", "--data-certificate", "x"), "excludes"),
                (("two.csv", "--loss", "1", "--data-certificate", "x", *CONDITION),
                 "excludes"),
                (("two.csv", "--loss", "1", "--data-certificate", "x", "--certificate", "x"),
                 "--certificate names the same file"),
                (("two.csv", "--curve", "--only", "data"), "--only data is for one --loss"),
                (("two.csv", "--loss", "1", "--only", "some"), "--only"),
                (("x.json", "--loss", "1", "--only", "data"), "is not used with the JSON"),
                (("two.csv", "--loss", "1", "--m0", "1/3"), "no option of")):
            with self.subTest(arguments=arguments):
                self.refused("floor", *arguments, says=says)
        self.write("single.csv", "x,label\n1,a\n2,a\n")
        self.refused("floor", "single.csv", "--loss", "1", says='all 2 points')



class DataFloor(harness.JsonTest):
    """The worst accuracy that a classifier of such a loss can have."""

    SCHEMA = "floor.schema.json"
    TWO = ("floor", "two.csv", "--only", "data", "--loss")

    def data_floor(self, *arguments, code=0):
        result = self.json(code, *arguments)
        return result, result["data_floor"]

    def test_exact(self):
        """Two halves of a line: closed, proved, and as bad as the classifier that is named."""
        result, floor = self.data_floor(*self.TWO, "1/4", "--data-certificate", "two.ddata")
        self.assertTrue(floor["optimal"])
        self.assertEqual(floor["least"], floor["most"])
        self.assertEqual(floor["most"], floor["worst"]["accuracy"])
        self.assertLessEqual(number(floor["worst"]["loss"]), number(1, 4))
        self.assertEqual(result["best"], {"name": "data", "floor": floor["least"]})
        self.assertEqual((floor["proof"], floor["stop"]), ("verified", "complete"))
        a, b = map(number, floor["worst"]["coefficients"][0])
        right = sum((a + b * k > 0) if k < 200 else (a + b * k < 0) for k in range(400))
        self.assertEqual(number(right, 400), number(floor["most"]))
        self.assertEqual(self.check(0, "verify", "two.csv", "two.ddata").word, "VERIFIED")
        self.assertEqual(self.run_program("verify", "pair.csv", "two.ddata").code, 1)
        self.assertEqual(floor["certificate"]["bytes"], len(self.read("two.ddata")))

    def test_beside_the_others(self):
        result, floor = self.data_floor("floor", "two.csv", "--fineness", "1", "--loss", "1/4")
        doubling = result["floors"][0]
        self.assertEqual(doubling["better"], "doubling")
        self.assertGreater(number(floor["least"]), number(doubling["floor"]))
        text = self.check(0, "floor", "two.csv", "--fineness", "1", "--loss", "1/4").out
        for part in ("(the condition holds)", "(exact: a classifier of such a loss is as bad)",
                     "safe points  0.", "bytes, verified by doublecheck-verify-floor in"):
            self.assertIn(part, text)
        self.assertEqual(text.splitlines()[-1], "DATA")
        quiet = self.check(0, *self.TWO, "1/4", "--quiet", "--no-verify").out
        self.assertEqual(number(quiet.strip()),
                         math.floor(number(floor["least"]) * 10**6) / number(10**6))

    def test_vacuous(self):
        self.write("mixed.csv", "x,label\n" + "0,a\n0,b\n1,a\n1,b\n" * 3)
        result, floor = self.data_floor("floor", "mixed.csv", "--loss", "1/2")
        self.assertTrue(floor["vacuous"])
        self.assertEqual((floor["proof"], result["best"]["name"]), ("verified", "vacuous"))
        self.assertAlmostEqual(floor["least_loss"], math.log(2), 6)
        run = self.check(0, "floor", "mixed.csv", "--loss", "1/2")
        self.assertIn("no classifier has such a loss", run.out)
        self.assertIn("at most 0.500000: the least is about 0.693147.", run.out)
        self.assertEqual(run.word, "VACUOUS")

    def test_nothing_is_safe(self):
        """At log 2 and above everything may be lost at once."""
        _, floor = self.data_floor(*self.TWO, "7/10")
        self.assertEqual((floor["least"], floor["most"], floor["safe"]), ("0", "0", "0"))
        self.assertTrue(floor["optimal"])

    def test_require(self):
        self.check(0, *self.TWO, "1/4", "--require", "7/10")
        run = self.check(1, *self.TWO, "1/4", "--require", "0.99")
        self.assertIn("\nrequired 0.99: not met\n", run.out)

    def test_three_classes_within_a_limit(self):
        self.write("three.csv", "x,y,label\n" + "".join(
            f"{k % 7},{k * k % 5},{'abc'[(k + k % 7) % 3]}\n" for k in range(30)))
        _, floor = self.data_floor("floor", "three.csv", "--only", "data", "--loss", "1.2",
                                   "--time-limit", "2")
        self.assertLessEqual(number(floor["least"]), number(floor["most"]))
        self.assertEqual(floor["proof"], "verified")

    def test_cells_and_curves_have_none(self):
        self.write("cells.csv", "x,cell,label\n" + "".join(
            f"{k},{k % 2},{'ab'[k >= 200]}\n" for k in range(400)))
        for more in (("cells.csv", "--loss", "0.1", "--groups", "cells:cell"),
                     ("two.csv", "--loss", "0.1", "--curve"), ("two.csv", "--accuracy", "0.9")):
            result, floor = self.data_floor("floor", *more, "--fixed", "--fineness", "1")
            self.assertIsNone(floor)
        self.refused("floor", "cells.csv", "--loss", "0.1", "--groups", "cells:cell", "--only",
                     "data", says="cells have no data floor")


if __name__ == "__main__":
    unittest.main()
