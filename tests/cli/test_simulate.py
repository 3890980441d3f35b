"""What simulate answers: findings, what they rest on, exit codes, text, JSON and CSV."""

import csv
import fractions
import io
import json
import math
import re
import unittest

import harness

number = fractions.Fraction

# 100 points in a row, two classes; and with every seventh in the other class.
ROW = "x,label\n" + "".join(f"{k},{'ab'[k >= 50]}\n" for k in range(100))
MIXED = "x,label\n" + "".join(
    f"{k},{'ab'[(k >= 50) ^ (k % 7 == 0)]}\n" for k in range(100))

# A diagonal line between two classes.
SQUARE = "x,y,label\n" + "".join(
    f"{x},{y},{'ab'[x + y > 100]}\n"
    for x, y in ((k * 37 % 101, k * 61 % 97) for k in range(60)))

# Constants that hold there from m0 = 0.16 on; one floor takes some milliseconds.
QUICK = ("--fixed", "--fineness", "1", "--kappa", "3/2", "--sigma", "1/5",
         "--delta", "9/10")

# And for simulate, whose fixed constants include m0: just above m*.
HELD = (*QUICK, "--m0", "160001/1000000")

# Every second run of these is above log 2 at t0, or near it.
LINEAR = ("simulate", "row.csv", "--seeds", "3", "--steps", "20", *HELD)


class Simulate(harness.JsonTest):
    SCHEMA = "simulate.schema.json"

    def setUp(self):
        super().setUp()
        header, *rows = harness.HARD.splitlines()
        labelled = [f"{row},{'ab'[int(row.split(',')[0]) * 2 > 2**20]}" for row in rows]
        for name, text in (("row.csv", ROW), ("mixed.csv", MIXED), ("square.csv", SQUARE),
                           ("wall.csv", "\n".join([header + ",label", *labelled, ""]))):
            self.write(name, text)

    def covered(self, *arguments):
        """Ends as the finding says, whatever it is."""
        run = self.run_program(*arguments)
        self.assertIn(run.code, (0, 3), f"{arguments}\n{run.out}\n{run.err}")
        self.assertEqual(run.err, "")
        return run

    def answer(self, *arguments):
        """JSON, and the exit code that its finding asks for."""
        run = self.covered(*arguments, "--json", "-")
        result = json.loads(run.out)
        self.validator.validate(result)
        self.assertEqual(run.code, {"CONFIRMED": 0, "NOT COVERED": 3}[result["finding"]])
        return result

    def looks(self, name):
        """The rows of a CSV of trajectories, by seed."""
        rows = list(csv.DictReader(io.StringIO(self.read(name))))
        seeds = {}
        for row in rows:
            look = {key: float(row[key]) for key in
                    ("loss", "accuracy", "least_margin", "mean_margin")}
            look["step"] = int(row["step"])
            seeds.setdefault(int(row["seed"]), []).append(look)
        return seeds

    def floor(self, name, loss, *more):
        """What doublecheck floor says of the condition."""
        floor, = json.loads(self.check(0, "floor", name, "--loss", loss, "--only",
                                       "doubling", "--json", "-", *QUICK, *more).out)[
                                           "floors"]
        return floor

    def data_floor(self, name, loss):
        """What doublecheck floor says of the data, as simulate does."""
        floor = json.loads(self.check(0, "floor", name, "--loss", loss, "--only", "data",
                                      "--json", "-", "--no-verify").out)["data_floor"]
        return {key: floor[key]
                for key in ("vacuous", "least", "most", "optimal", "stop")}

    def fails_of(self, code, *arguments):
        """The hypotheses that the runs fail, each run's as a list."""
        result = self.json(code, *arguments)
        text = self.check(code, *arguments).out
        self.assertEqual(text.splitlines()[-1], result["finding"])
        return [run["fails"] for run in result["runs"]]

    # What is found

    def test_confirmed(self):
        arguments = ("simulate", "row.csv", "--seed", "2", "--seeds", "1", "--steps",
                     "20", *HELD)
        result = self.json(0, *arguments)
        self.assertEqual((result["finding"], result["coverage"], result["proof"]),
                         ("CONFIRMED", "points", "verified"))
        run, = result["runs"]
        self.assertEqual((run["seed"], run["state"], run["fails"], run["finding"]),
                         (2, "complete", [], "CONFIRMED"))
        self.assertEqual(run["guarantee"]["better"], "doubling")
        text = self.check(0, *arguments)
        self.assertEqual(text.word, "CONFIRMED")
        for part in ("100 points, 1 feature, 2 classes (a, b)", "network      linear",
                     "armijo, at most 20 steps, seeds 2 to 2, columns standardised",
                     "checked on the features", "accuracy of at least 0.95",
                     "The condition holds for kappa = 3/2, sigma = 1/5, delta = 9/10, "
                     "m0 = 160001/1000000.\n",
                     "Proofs of the condition: 1, verified by doublecheck-verify in ",
                     "Largest drop of the accuracy after t0: 0.000000.\n",
                     "1 run: 1 CONFIRMED.\n"):
            self.assertIn(part, text.out)
        self.assertEqual(self.check(0, *arguments, "--quiet").out, "CONFIRMED\n")
        text = self.check(0, *arguments, "--no-verify").out
        self.assertIn("Proofs of the condition: unverified (--no-verify).", text)

    def test_a_run_that_is_not_covered_decides(self):
        arguments = (*LINEAR, "--steps", "1")
        run = self.check(3, *arguments)
        self.assertEqual(run.word, "NOT COVERED")
        self.assertIn("3 runs: 1 CONFIRMED, 2 NOT COVERED.\n", run.out)
        self.assertEqual(self.check(3, *arguments, "-q").out, "NOT COVERED\n")

    def test_t0_is_not_reached(self):
        arguments = ("simulate", "row.csv", "--seed", "3", "--seeds", "1", "--steps", "1",
                     *HELD)
        self.assertEqual(self.fails_of(3, *arguments), [["t0"]])
        run, = self.json(3, *arguments)["runs"]
        self.assertIsNone(run["guarantee"])
        text = self.check(3, *arguments).out
        self.assertIn("NOT COVERED: the accuracy of t0 was not reached\n", text)
        self.assertIn("more --steps, or a lower one", text)
        self.assertNotIn("Largest drop", text)

    def test_the_loss_rises(self):
        for optimizer, more in (("gd", ()), ("sgd", ("--batch", "10"))):
            with self.subTest(optimizer=optimizer):
                arguments = ("simulate", "mixed.csv", "--seeds", "1", "--steps", "40",
                             "--optimizer", optimizer, "--rate", "30", "--t0-accuracy",
                             "0.8", *more, *HELD)
                fails = self.fails_of(3, *arguments)
                self.assertTrue(all("loss" in each for each in fails), fails)
                for run in self.json(3, *arguments)["runs"]:
                    guarantee = run["guarantee"]
                    self.assertTrue(guarantee["loss_rose"])
                    self.assertGreater(number(guarantee["loss"]),
                                       number(guarantee["t0"]["loss"]))
                self.assertIn("\n* The loss rose above that of t0",
                              self.check(3, *arguments).out)

    def test_a_loss_that_rose_alone(self):
        """Lbar is the largest loss, and the floor is compared all the same."""
        arguments = ("simulate", "mixed.csv", "--seeds", "1", "--steps", "40",
                     "--optimizer", "sgd", "--batch", "10", "--rate", "3",
                     "--t0-accuracy", "0.8", *HELD)
        self.assertEqual(self.fails_of(3, *arguments), [["loss"]])
        run, = self.json(3, *arguments)["runs"]
        guarantee = run["guarantee"]
        self.assertEqual(guarantee["better"], "doubling")
        self.assertGreaterEqual(number(guarantee["worst"]["accuracy"]),
                                number(guarantee["floor"]))

    def test_slopes_outside_the_family(self):
        for family in ("axes", "sparse:1"):
            with self.subTest(family=family):
                arguments = ("simulate", "square.csv", "--seeds", "1", "--steps", "20",
                             "--family", family, *HELD)
                fails, = self.fails_of(3, *arguments)
                self.assertIn("slopes", fails)
                self.assertIn("v outside the family", self.check(3, *arguments).out)
        fails, = self.fails_of(3, "simulate", "row.csv", "--seeds", "1", "--steps", "20",
                               "--family", "axes", "--threads", "1", "--m0", "1/100",
                               *QUICK[:-1], "1/2")
        self.assertNotIn("slopes", fails)
        fails, = self.fails_of(3, "simulate", "square.csv", "--seeds", "1", "--steps",
                               "20", "--family", "sparse:2", "--m0", "1/100", *QUICK[:-1],
                               "1/2")
        self.assertNotIn("slopes", fails)

    def test_directions(self):
        self.write("v.csv", "1\n")
        self.write("v2.csv", "1,1\n1,0\n")
        fails = self.fails_of(0, "simulate", "row.csv", "--seed", "2", "--seeds", "1",
                              "--steps", "20", "--family", "directions:v.csv", *HELD)
        self.assertEqual(fails, [[]])
        fails, = self.fails_of(3, "simulate", "square.csv", "--seeds", "1", "--steps",
                               "20", "--family", "directions:v2.csv", *HELD)
        self.assertIn("slopes", fails)

    def test_the_condition_is_violated(self):
        """Every hyperplane through a point violates, as m0 is below its mass."""
        arguments = ("simulate", "pair.csv", "--seeds", "1", "--steps", "20", "--m0",
                     "1/100", "--t0-accuracy", "1", "--rate", "100", "--fixed",
                     "--fineness", "1")
        self.assertEqual(self.fails_of(3, *arguments), [["condition"]])
        guarantee = self.json(3, *arguments)["runs"][0]["guarantee"]
        self.assertEqual((guarantee["condition"], guarantee["constants"],
                          guarantee["better"]), ("violated", None, "trivial"))
        text = self.check(3, *arguments).out
        self.assertIn("NOT COVERED: condition violated\n", text)
        self.assertIn("\nCondition violated: for --kappa, --sigma,", text)

    def test_constants_that_hold_and_do_not_help(self):
        """A floor that is the trivial one, by constants of the options."""
        arguments = ("simulate", "row.csv", "--seed", "3", "--seeds", "1", "--steps",
                     "20", *HELD, "--m0", "1/2")
        result = self.json(0, *arguments)
        guarantee = result["runs"][0]["guarantee"]
        self.assertEqual((guarantee["condition"], guarantee["better"], result["proof"]),
                         ("holds", "trivial", "verified"))
        self.assertEqual(guarantee["constants"]["m0"], "1/2")
        self.assertEqual(guarantee["floor"], guarantee["trivial"])

    def test_the_condition_is_undecided(self):
        arguments = ("simulate", "wall.csv", "--seeds", "1", "--steps", "10", "--m0",
                     "0.45", "--t0-accuracy", "0.5", "--time-limit", "0.2")
        self.assertEqual(self.fails_of(3, *arguments), [["limit"]])
        run, = self.json(3, *arguments)["runs"]
        self.assertEqual(run["guarantee"]["condition"], "undecided")
        self.assertIsNone(run["guarantee"]["constants"])
        self.assertIn("A limit cut the check", self.check(3, *arguments).out)

    def test_a_zero_slope(self):
        arguments = ("simulate", "row.csv", "--seeds", "2", "--steps", "20", "--arch",
                     "1", "--freeze", "1", *HELD)
        for activation, fails in (("relu", ["condition", "zero-slope"]),
                                  ("hard_tanh", ["condition", "zero-slope"]),
                                  ("leaky_relu:0.5", ["condition"])):
            with self.subTest(activation=activation):
                every = self.fails_of(3, *arguments, "--activation", activation)
                self.assertIn(fails, every)

    # What a guarantee says

    def test_the_floor_is_that_of_floor(self):
        guarantees = [run["guarantee"] for run in self.json(0, *LINEAR)["runs"]]
        self.assertEqual([guarantee["better"] for guarantee in guarantees],
                         ["doubling", "doubling", "trivial"])
        for guarantee in guarantees:
            floor = self.floor("row.csv", guarantee["loss"])
            self.assertEqual([floor[key] for key in ("trivial", "floor", "better")],
                             [guarantee[key] for key in ("trivial", "floor", "better")])
            if floor["better"] == "doubling":
                self.assertEqual(floor["constants"], guarantee["constants"])

    def test_the_constants_hold(self):
        constants = 0
        for name, *more in (("row.csv",), ("square.csv", "--kappa", "3", "--sigma",
                                           "3/10"),
                            ("row.csv", "--m0", "1/2")):
            result = self.answer("simulate", name, "--seeds", "3", "--steps", "20",
                                 *HELD, *more)
            for run in result["runs"]:
                if run["guarantee"]["constants"]:
                    check = self.check(0, name, *(
                        f"--{key}={value}"
                        for key, value in run["guarantee"]["constants"].items()))
                    self.assertEqual(check.word, "HOLDS")
                    constants += 1
        self.assertGreater(constants, 4)

    def test_families_of_some_width(self):
        """V is what the slopes stay below, in the units of the file."""
        arguments = ("simulate", "row.csv", "--seed", "2", "--seeds", "1", "--steps",
                     "20", "--family", "width:1", *HELD)
        for scale in ("standard", "none"):
            with self.subTest(scale=scale):
                result = self.answer(*arguments, "--scale", scale, "--t0-accuracy", "0.5",
                                     "--trajectories", "t.csv")
                guarantee = result["runs"][0]["guarantee"]
                for look in self.looks("t.csv")[2]:
                    if look["step"] >= guarantee["t0"]["step"]:
                        # 99 v is at most the difference of two margins, and more.
                        self.assertLessEqual(abs(look["mean_margin"] -
                                                 look["least_margin"]),
                                             99 * guarantee["slope"])
                floor = self.floor("row.csv", guarantee["loss"], "--family", "width:1",
                                   "--slope", str(number(guarantee["slope"])))
                self.assertEqual(floor["floor"], guarantee["floor"])

    # Looks

    def follow(self, run, looks, threshold):
        """t0, worst and drop once more, from the rows of the CSV."""
        self.assertEqual(len(looks), run["looks"])
        started = [look for look in looks if look["accuracy"] >= threshold]
        if not started:
            self.assertIsNone(run["guarantee"])
            return
        guarantee, t0 = run["guarantee"], started[0]
        after = [look for look in looks if look["step"] >= t0["step"]]
        worst = min(after, key=lambda look: look["accuracy"])
        for found, look in ((guarantee["t0"], t0), (guarantee["worst"], worst),
                            (run["end"], looks[-1])):
            self.assertEqual({key: found[key] for key in look}, look)
        self.assertEqual(guarantee["drop"], t0["accuracy"] - worst["accuracy"])
        highest = max(look["loss"] for look in after)
        self.assertEqual(guarantee["loss_rose"], highest > t0["loss"])
        self.assertGreaterEqual(number(guarantee["loss"]), number(highest))
        self.assertLess(number(guarantee["loss"]), number(highest) + number(1, 10**4))
        # (1 - floor) log 2 is at most the loss where the floor is the trivial one.
        trivial = 1 - float(number(guarantee["loss"])) / math.log(2)
        self.assertAlmostEqual(float(number(guarantee["trivial"])), max(0, trivial), 12)
        self.assertGreaterEqual(number(guarantee["floor"]), number(guarantee["trivial"]))
        if set(run["fails"]) <= {"loss"}:
            self.assertGreaterEqual(number(worst["accuracy"]), number(guarantee["floor"]))

    def test_trajectories(self):
        for more in ((), ("--optimizer", "gd", "--rate", "20"),
                     ("--optimizer", "sgd", "--batch", "7", "--rate", "1"),
                     ("--optimizer", "momentum", "--batch", "100", "--rate", "0.5"),
                     ("--optimizer", "adam", "--batch", "9", "--every", "4", "--rate",
                      "1"),
                     ("--float32",), ("--scale", "none", "--rate", "1e-5")):
            with self.subTest(more=more):
                result = self.answer("simulate", "mixed.csv", "--seeds", "3", "--steps",
                                     "30", "--t0-accuracy", "0.8", "--trajectories",
                                     "t.csv", *HELD, *more)
                self.assertEqual(self.read("t.csv").splitlines()[0],
                                 "seed,step,loss,accuracy,least_margin,mean_margin")
                seeds = self.looks("t.csv")
                self.assertEqual(list(seeds), [1, 2, 3])
                for run in result["runs"]:
                    self.follow(run, seeds[run["seed"]], 0.8)
                findings = {run["finding"] for run in result["runs"]}
                self.assertNotIn("REFUTED", findings)
                self.assertEqual(result["finding"],
                                 "CONFIRMED" if findings == {"CONFIRMED"}
                                 else "NOT COVERED")

    def test_options_reach_the_trainings(self):
        """Each of them changes what is looked at, and is in the JSON."""
        base = ("simulate", "mixed.csv", "--seeds", "1", "--steps", "12", "--optimizer",
                "momentum", "--batch", "20", "--arch", "3,2", "--freeze", "2",
                "--t0-accuracy", "1", "--trajectories", "t.csv", *HELD)
        seen = set()
        for key, option, value in (
                (None, "--every", "5"), (None, "--seed", "9"),
                ("float32", "--float32", True), ("momentum", "--momentum", "0.5"),
                ("rate", "--rate", "0.25"), ("batch", "--batch", "30"),
                ("optimizer", "--optimizer", "adam"),
                ("activation", "--activation", "abs"),
                ("architecture", "--arch", "2,2"), ("freeze", "--freeze", "1"),
                ("scale", "--scale", "none")):
            with self.subTest(option=option):
                more = (option,) if value is True else (option, value)
                training = self.json(3, *base, *more)["training"]
                if key:
                    kept = training[key]
                    self.assertEqual(kept, type(kept)(value))
                self.assertNotIn(self.read("t.csv"), seen)
                seen.add(self.read("t.csv"))

    def test_the_line_search_never_raises_the_loss(self):
        self.covered("simulate", "mixed.csv", "--seeds", "3", "--steps", "40",
                     "--trajectories", "t.csv", *HELD)
        for looks in self.looks("t.csv").values():
            losses = [look["loss"] for look in looks]
            self.assertEqual([look["step"] for look in looks], list(range(len(looks))))
            self.assertEqual(losses, sorted(losses, reverse=True))
            self.assertLess(losses[-1], losses[0])

    def test_every(self):
        for more, steps in ((("--every", "1"), list(range(24))),
                            (("--every", "7"), [0, 7, 14, 21, 23]),
                            (("--every", "40"), [0, 23]),
                            (("--optimizer", "sgd", "--batch", "30"),
                             [0, 4, 8, 12, 16, 20, 23]),
                            (("--optimizer", "sgd", "--batch", "30", "--every", "10"),
                             [0, 10, 20, 23])):
            with self.subTest(more=more):
                self.covered("simulate", "row.csv", "--seeds", "1", "--steps", "23",
                             "--trajectories", "t.csv", *HELD, *more)
                self.assertEqual([look["step"] for look in self.looks("t.csv")[1]], steps)

    def test_the_last_weights_are_looked_at(self):
        """Runs that end between two looks: at a minimum, or with no number for a loss."""
        self.write("twins.csv", "x,label\n1,a\n1,b\n2,a\n2,b\n5,a\n5,b\n")
        self.write("big.csv", "x,label\n1e305,a\n-1e305,a\n3e305,b\n-2e305,b\n")
        more = ("--t0-accuracy", "0", "--seeds", "1", "--steps", "2000", "--m0", "0.4")
        big = ("simulate", "big.csv", "--scale", "none", "--optimizer", "gd", "--rate",
               "1000000", *more)
        for every in ("1", "700"):
            result = self.json(0, "simulate", "twins.csv", "--every", every, *more)
            run, = result["runs"]
            self.assertEqual(run["state"], "stationary")
            self.assertAlmostEqual(run["end"]["loss"], math.log(2), 12)
            run, = self.json(3, *big, "--every", every, "--trajectories", "t.csv")["runs"]
            self.assertEqual((run["state"], run["end"]["step"], run["end"]["loss"]),
                             ("diverged", 1, None))
            self.assertEqual(run["fails"], ["loss", "slopes"])
            self.assertEqual(self.read("t.csv").splitlines()[-1], "1,1,nan,0,nan,nan")
        text = self.check(3, *big).out
        self.assertIn(" 1.8e+308* 0.500000  0.000000 ", text)
        self.assertIn("\n! The loss was no finite number", text)

    def test_same_bytes(self):
        without_seconds = re.compile(r"\d+\.\d\d s\b")
        for more in (("--optimizer", "sgd", "--batch", "10"), ("--arch", "1"),
                     ("--arch", "3,1", "--freeze", "2")):
            outputs = set()
            for threads in ("1", "2", "1"):
                run = self.covered("simulate", "mixed.csv", "--seeds", "4", "--steps",
                                   "20", "--t0-accuracy", "0.8", "--threads", threads,
                                   "--json", "r.json", "--trajectories", "t.csv", *HELD,
                                   *more)
                outputs.add((without_seconds.sub("", run.out), self.read("r.json"),
                             self.read("t.csv")))
            self.assertEqual(len(outputs), 1, more)

    # Networks

    def test_frozen_features(self):
        arguments = ("simulate", "mixed.csv", "--seeds", "3", "--steps", "20", "--arch",
                     "4,1", "--activation", "pieces:-100:2,1", "--freeze", "2",
                     "--t0-accuracy", "0.6", *HELD, "--m0", "1/3")
        result = self.json(0, *arguments)
        self.assertEqual((result["coverage"], result["proof"]), ("features", "verified"))
        self.assertEqual(result["training"]["freeze"], 2)
        holds = [run["seed"] for run in result["runs"]
                 if run["guarantee"] and run["guarantee"]["condition"] == "holds"]
        self.assertTrue(holds)
        text = self.check(0, *arguments).out
        self.assertIn("network      4,1, pieces:-100:2,1, first 2 layers frozen\n", text)
        self.assertIn("checked on the inputs of the last layer, for each seed", text)
        self.assertIn(f"Proofs of the condition: {len(holds)}, verified", text)
        self.assertNotIn("Evidence", text)

    def test_constants_of_every_seed(self):
        """Points that one unit's line maps to a line: constants hold for each seed."""
        arguments = ("simulate", "row.csv", "--seeds", "4", "--steps", "20", "--arch",
                     "1", "--activation", "pieces:-100:2,1", "--freeze", "1", *HELD,
                     "--m0", "1/5")
        result = self.answer(*arguments)
        better = [run["seed"] for run in result["runs"]
                  if run["guarantee"] and run["guarantee"]["better"] == "doubling"]
        self.assertGreater(len(better), 1)
        text = self.covered(*arguments).out
        named = re.findall(r"The condition holds for .* \(seed (\d+)\)\.\n", text)
        self.assertEqual(named, [str(seed) for seed in better])

    def test_moving_cells(self):
        arguments = ("simulate", "row.csv", "--seeds", "3", "--steps", "20", "--arch",
                     "1", *HELD)
        result = self.json(3, *arguments)
        self.assertEqual((result["coverage"], result["proof"]), ("cells", "none"))
        moved = 0
        for run in result["runs"]:
            if run["fails"] == ["t0"]:
                continue
            start, *end = run["guarantee"]["evidence"]
            self.assertEqual((start["step"], start["moved"]),
                             (run["guarantee"]["t0"]["step"], 0))
            self.assertTrue(all(each["step"] == run["end"]["step"] for each in end))
            if "cells" in run["fails"]:
                moved += 1
                self.assertEqual(run["guarantee"]["floor"], run["guarantee"]["trivial"])
                self.assertEqual(run["finding"], "NOT COVERED")
        self.assertGreater(moved, 0)
        text = self.check(3, *arguments).out
        self.assertIn("\nEvidence, not proof: floors for cells that stay", text)
        self.assertIn("NOT COVERED: cells moved", text)
        self.assertIn("\nPoints left the cells they were in at t0", text)
        self.assertEqual(text.splitlines()[-1], "NOT COVERED")

    def test_cells_that_stay(self):
        """No point comes near the only break point."""
        arguments = ("simulate", "row.csv", "--seed", "2", "--seeds", "1", "--steps",
                     "10", "--arch", "1", "--activation", "pieces:-100:2,1", *HELD)
        run, = self.json(0, *arguments)["runs"]
        guarantee = run["guarantee"]
        self.assertEqual([(each["cells"], each["moved"])
                          for each in guarantee["evidence"]], [(1, 0), (1, 0)])
        self.assertEqual(guarantee["better"], "doubling")
        self.assertEqual(guarantee["floor"], guarantee["evidence"][0]["floor"])
        floor = self.floor("row.csv", guarantee["loss"])
        self.assertEqual(floor["floor"], guarantee["floor"])

    def test_weights_are_points(self):
        rows = [(k, "ab"[k >= 25], 1 + k % 3) for k in range(50)]
        self.write_weighted(rows)
        ends = []
        for arguments in (("heavy.csv", "--label", "label", "--weight", "w"),
                          ("many.csv",)):
            result = self.answer("simulate", *arguments, "--seeds", "2", "--steps", "20",
                                 *HELD)
            for run in result["runs"]:
                ends.append((run["guarantee"]["t0"]["step"],
                             round(float(number(run["guarantee"]["floor"])), 6),
                             run["guarantee"]["worst"]["accuracy"]))
        self.assertEqual(ends[:2], ends[2:])

    # Features

    def test_features_are_exported(self):
        """What the condition of a run was checked on: floor finds the same there."""
        arguments = ("simulate", "mixed.csv", "--seeds", "2", "--steps", "20", "--arch",
                     "4,1", "--activation", "pieces:-100:2,1", "--freeze", "2",
                     "--t0-accuracy", "0.6", *HELD, "--m0", "1/3")
        guarantee = self.json(0, *arguments, "--export-features", "f.csv")["runs"][0][
            "guarantee"]
        self.assertEqual(self.check(0, *arguments, "--export-features", "g.csv").word,
                         "CONFIRMED")
        self.assertEqual(self.read("f.csv"), self.read("g.csv"))
        rows = list(csv.DictReader(io.StringIO(self.read("f.csv"))))
        self.assertEqual(list(rows[0]), ["x1", "label"])
        self.assertEqual([row["label"] for row in rows],
                         [line.split(",")[1] for line in MIXED.splitlines()[1:]])
        for row in rows:  # doubles, exactly
            self.assertEqual(number(row["x1"]), number(float(row["x1"])))
        floor = self.floor("f.csv", guarantee["loss"])
        self.assertEqual([floor["trivial"], floor["floor"]],
                         [guarantee["trivial"], guarantee["floor"]])
        constants = guarantee["constants"]
        self.assertEqual(self.check(0, "check", "f.csv", *(
            f"--{key}={value}" for key, value in constants.items())).word, "HOLDS")

    def test_features_of_a_trained_network(self):
        """Those at the end: a last layer that is trained on them goes on from there."""
        arguments = ("simulate", "square.csv", "--steps", "30", "--arch", "3",
                     "--t0-accuracy", "0.6", *HELD)
        files = []
        for seeds in ("1", "2"):
            self.check(3, *arguments, "--seeds", seeds, "--export-features", "f.csv")
            files.append(self.read("f.csv"))
        self.assertEqual(files[0], files[1])
        self.check(3, *arguments, "--seeds", "1", "--steps", "1", "--export-features",
                   "f.csv")
        self.assertNotEqual(self.read("f.csv"), files[0])
        self.assertEqual(files[0].splitlines()[0], "x1,x2,x3,label")
        self.check(0, "floor", "f.csv", "--loss", "0.2", "--only", "doubling", *QUICK)

    def test_columns_of_features_keep_their_names(self):
        self.write("named.csv", "x,kind,mass\n" + "".join(
            f"{k},{'ab'[k >= 20]},{1 + k % 2}/3\n" for k in range(40)))
        named = ("--label", "kind", "--weight", "mass")
        self.covered("simulate", "named.csv", *named, "--seeds", "1", "--steps", "5",
                     "--arch", "2", "--freeze", "1", "--export-features", "f.csv", *HELD)
        self.assertTrue(self.read("f.csv").startswith("x1,x2,mass,kind\n"))
        self.assertIn("40 points with weights, 2 features, 2 classes (a, b)",
                      self.check(0, "floor", "f.csv", *named, "--loss", "0.2",
                                 "--only", "doubling", *QUICK).out)

    def test_features_without_numbers(self):
        """The result is printed all the same."""
        self.write("big.csv", "x,label\n1e305,a\n-1e305,a\n3e305,b\n-2e305,b\n")
        run = self.check(2, "simulate", "big.csv", "--scale", "none", "--arch", "2,2",
                         "--optimizer", "gd", "--rate", "1000000", "--seeds", "1",
                         "--steps", "3", "--export-features", "f.csv", "--m0", "0.4")
        self.assertIn("--export-features f.csv: what the layers of seed 1 make of the "
                      "points is not finite", run.err)
        self.assertEqual(run.word, "NOT COVERED")

    # All floors

    def test_all_floors(self):
        arguments = ("simulate", "mixed.csv", "--seeds", "2", "--steps", "20", "--floor",
                     "all", "--t0-accuracy", "0.8", *HELD)
        result = self.json(0, *arguments)
        self.assertEqual((result["floors"], result["data_proof"]), ("all", "verified"))
        for run in result["runs"]:
            guarantee = run["guarantee"]
            data = guarantee["data_floor"]
            self.assertEqual(data, self.data_floor("mixed.csv", guarantee["loss"]))
            self.assertEqual(guarantee["best"],
                             {"name": "data", "floor": data["least"]})
            self.assertGreaterEqual(number(guarantee["worst"]["accuracy"]) + 10**-12,
                                    number(data["least"]))
            self.assertIsNone(guarantee["adversary"])
        text = self.check(0, *arguments).out
        self.assertIn("\n  floors       all that apply; only the doubling", text)
        self.assertIn("trivial  doubling                data     least", text)
        self.assertIn("Proofs of data floors: 2, verified by doublecheck-verify-floor in",
                      text)
        for run in result["runs"]:
            least, most = (math.floor(number(run["guarantee"]["data_floor"][end]) * 10**6)
                           for end in ("least", "most"))
            self.assertIn(f"  0.{least:06d}..0.{most:06d}  ", text)
        self.assertIn("Proofs of data floors: unverified (--no-verify).",
                      self.check(0, *arguments, "--no-verify").out)

    def test_no_condition_is_needed(self):
        """A run that is not covered by the condition is, by the floors that need none."""
        arguments = ("simulate", "pair.csv", "--seeds", "1", "--steps", "20", "--m0",
                     "1/100", "--t0-accuracy", "1", "--rate", "100", "--fixed",
                     "--fineness", "1")
        self.assertEqual(self.fails_of(3, *arguments, "--floor", "doubling"),
                         [["condition"]])
        run, = self.json(0, *arguments, "--floor", "all")["runs"]
        self.assertEqual((run["fails"], run["guarantee"]["lacks"]), ([], ["condition"]))
        text = self.check(0, *arguments, "--floor", "all").out
        self.assertIn("\n- The doubling floor does not apply to all runs: condition "
                      "violated. The others need no condition.\n", text)
        self.assertRegex(text, r"  0\.\d{6}         -  1\.0{6}\.\.1\.0{6}  ")

    def test_a_loss_that_rose_is_not_covered_by_any_floor(self):
        self.assertEqual(
            self.fails_of(3, "simulate", "mixed.csv", "--seeds", "1", "--steps", "40",
                          "--optimizer", "sgd", "--batch", "10", "--rate", "3",
                          "--t0-accuracy", "0.8", "--floor", "all", *HELD), [["loss"]])

    def test_data_floors_of_features(self):
        result = self.answer("simulate", "mixed.csv", "--seeds", "1", "--steps", "20",
                             "--arch", "1", "--activation", "leaky_relu:0.5",
                             "--freeze", "1", "--t0-accuracy", "0.7", "--adversary", "--export-features",
                             "f.csv", *HELD)
        guarantee = result["runs"][0]["guarantee"]
        self.assertEqual(guarantee["data_floor"],
                         self.data_floor("f.csv", guarantee["loss"]))
        self.assertEqual(result["data_proof"], "verified")
        self.expect_adversary(guarantee)

    def test_large_losses_have_no_data_floor(self):
        """At log 2 a classifier of equal scores is in C."""
        arguments = ("simulate", "mixed.csv", "--seeds", "1", "--steps", "20", "--arch",
                     "1", "--activation", "abs", "--freeze", "1", "--t0-accuracy", "0.5",
                     "--floor", "all", *HELD)
        run, = self.json(0, *arguments)["runs"]
        self.assertGreater(float(number(run["guarantee"]["loss"])), math.log(2))
        self.assertIsNone(run["guarantee"]["data_floor"])
        self.assertIn("\nThere is no data floor for a loss of log K or more",
                      self.check(0, *arguments).out)

    def test_cells_have_no_data_floor(self):
        arguments = ("simulate", "row.csv", "--seed", "2", "--seeds", "1", "--steps",
                     "20", "--arch", "1", "--floor", "all", *HELD)
        result = self.json(0, *arguments)
        self.assertEqual(result["data_proof"], "none")
        guarantee = result["runs"][0]["guarantee"]
        self.assertIsNone(guarantee["data_floor"])
        self.assertEqual(guarantee["best"],
                         {"name": "trivial", "floor": guarantee["trivial"]})
        self.assertIn("cells", guarantee["lacks"])
        text = self.check(0, *arguments).out
        self.assertIn("\nThere is no data floor: layers before the last move", text)

    def expect_adversary(self, guarantee):
        """Its loss is allowed, and it is no better than the run, nor below the floor."""
        end, data = guarantee["adversary"], guarantee["data_floor"]
        self.assertLessEqual(number(end["loss"]) + number(end["loss_error"]),
                             number(guarantee["loss"]))
        self.assertLessEqual(end["accuracy"], guarantee["t0"]["accuracy"])
        self.assertGreaterEqual(number(end["accuracy"]) + number(1, 10**12),
                                number(data["least"]))

    def test_adversaries(self):
        arguments = ("simulate", "mixed.csv", "--seeds", "3", "--steps", "20",
                     "--adversary", "--t0-accuracy", "0.8", "--no-verify", *HELD)
        result = self.json(0, *arguments)
        self.assertEqual(result["floors"], "all")
        for run in result["runs"]:
            self.expect_adversary(run["guarantee"])
            data = run["guarantee"]["data_floor"]
            self.assertAlmostEqual(run["guarantee"]["adversary"]["accuracy"],
                                   float(number(data["most"])), 12)
        text = self.check(0, *arguments).out
        self.assertIn("\nAdversaries: from t0 on, the worst that was found", text)
        self.assertEqual(len(re.findall(r"^ +\d+( +0\.\d{6}){5}$", text, re.M)), 3)
        seconds = re.compile(r"\d+\.\d\d s\b")
        outputs = {(seconds.sub("", self.check(0, *arguments, "--threads", threads).out))
                   for threads in ("1", "2")}
        self.assertEqual(outputs, {seconds.sub("", text)})

    # Refusals

    def test_refusals(self):
        self.write("single.csv", "x,label\n1,a\n2,a\n")
        row = ("row.csv", "--steps", "2", "--seeds", "1")
        for arguments, says in (
                ((*row, "--arch", "4,,2"), "4,,2"),
                ((*row, "--arch", "deep"), "'deep'"),
                ((*row, "--arch", "0"), "'0'"),
                ((*row, "--activation", "tanh"), "'tanh'"),
                ((*row, "--freeze", "1"), "1"),
                ((*row, "--arch", "4,2", "--freeze", "3"), "3"),
                ((*row, "--batch", "10"), "armijo"),
                ((*row, "--batch", "10", "--optimizer", "gd"), "gd"),
                ((*row, "--optimizer", "newton"), "newton"),
                ((*row, "--arch", "2", "--family", "axes"), "cells that move"),
                ((*row, "--arch", "2", "--family", "width:1"), "cells that move"),
                ((*row, "--steps", "0"), "--steps 0: "),
                ((*row, "--every", "0"), "--every 0: "),
                ((*row, "--seeds", "0"), "--seeds 0: "),
                ((*row, "--rate", "0"), "--rate 0: "),
                ((*row, "--momentum", "1"), "--momentum 1: "),
                ((*row, "--t0-accuracy", "1.5"), "--t0-accuracy 1.5: "),
                ((*row, "--scale", "robust"), "robust"),
                ((*row, "--trajectories", "-"), "--trajectories -: they go to a file"),
                ((*row, "--trajectories", "x", "--json", "x"),
                 "--trajectories x: --json names the same file"),
                ((*row, "--trajectories", "x", "--json", "./x"),
                 "--trajectories x: --json names the same file"),
                ((*row, "--trajectories", "row.csv"), "row.csv"),
                ((*row, "--floor", "data"), "wanted doubling|all"),
                ((*row, "--floor", "doubling", "--adversary"),
                 "--adversary is held against all floors, and --floor doubling asks for"),
                ((*row, "--arch", "2", "--adversary"), "an adversary needs a classifier"),
                ((*row, "--adversary=yes"), "takes no value"),
                ((*row, "--export-features", "f.csv"), "no layer before the last one"),
                ((*row, "--arch", "2", "--export-features", "-"),
                 "--export-features -: they go to a file"),
                ((*row, "--arch", "2", "--export-features", "x", "--json", "x"),
                 "--export-features x: --json names the same file"),
                ((*row, "--arch", "2", "--export-features", "x", "--trajectories", "x"),
                 "--trajectories x: --export-features names the same file"),
                ((*row, "--arch", "2", "--export-features", "x", "--trajectories", "./x"),
                 "--trajectories ./x: --export-features names the same file"),
                ((*row, "--arch", "2", "--export-features", "row.csv"), "data file"),
                ((*row, "--arch", "2", "--export-features", "no/f.csv"), "no/f.csv"),
                ((*row, "--trajectories", "no/t.csv"), "no/t.csv"),
                ((*row, "--kappa", "1"), "--kappa 1: "),
                ((*row, "--loss", "1"), "no option of"),
                (("row.csv", "--seeds", "100000", "--steps", "1000000"),
                 "look less often"),
                (("line.csv", "--label", "none"), "label"),
                (("single.csv",), "all 2 points"),
                (("missing.csv",), "missing.csv"),
                ((), "DATA")):
            with self.subTest(arguments=arguments):
                self.refused("simulate", *arguments, says=says)
        self.assertEqual(self.read("row.csv"), ROW)


if __name__ == "__main__":
    unittest.main()
