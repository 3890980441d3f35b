"""What reproduce answers: arms, spreads, verdicts, series, exit codes, text, JSON and CSV."""

import csv
import io
import math
import random
import re
import signal
import statistics
import subprocess
import time
import unittest

import harness


def clouds(points, seed, weighted=False):
    """Two clouds that overlap."""
    draw = random.Random(seed)
    rows = []
    for k in range(points):
        side = k % 2
        x, y = draw.gauss(side, 0.8), draw.gauss(-side, 0.8)
        weight = f",{1 + k % 3}" if weighted else ""
        rows.append(f"{x:.4f},{y:.4f}{weight},{'ab'[side]}\n")
    return ("x,y,w,label\n" if weighted else "x,y,label\n") + "".join(rows)


def series(count):
    """A sine and noise, with a column of dates and one that is no number."""
    draw = random.Random(5)
    return "year,value,note\n" + "".join(
        f"{1700 + k},{10 + 3 * math.sin(k / 2) + draw.gauss(0, 0.5):.4f},n{k % 3}\n"
        for k in range(count))


QUICK = ("--seeds", "12", "--epochs", "4", "--arch", "4", "--resamples", "500")
RUN = ("reproduce", "clouds.csv", *QUICK)
SERIES = ("reproduce", "series.csv", "--series", "value", "--window", "5", "--rate",
          "0.02", *QUICK)


class Reproduce(harness.JsonTest):
    SCHEMA = "reproduce.schema.json"

    def setUp(self):
        super().setUp()
        for name, text in (("clouds.csv", clouds(80, 1)), ("other.csv", clouds(40, 2)),
                           ("weighted.csv", clouds(80, 3, True)),
                           ("series.csv", series(120))):
            self.write(name, text)

    def rows(self, name):
        return list(csv.DictReader(io.StringIO(self.read(name))))

    def runs(self, result, cell=0):
        """The runs of each arm, without the factors."""
        return {arm: [{key: value for key, value in run.items() if "factor" not in key}
                      for run in result["cells"][cell]["arms"][arm]["runs"]]
                for arm in ("plain", "CLF", "factors")}

    # What is found

    def test_text(self):
        run = self.check(0, *RUN)
        for part in ("reproduce clouds.csv\n",
                     "2 features, 2 classes; 56 points train, 24 test (split seed 1)\n",
                     "  network      4, leaky_relu\n",
                     "sgd, rate 0.1, batches of 32, 4 epochs, standardised\n",
                     "initial weights 1 to 12; order of the points 2 to 13\n",
                     "a = 0.1, b = 0.1\n", "bootstrap of 500 resamples (seed 1)\n",
                     "ratio of variances, CLF / plain", "ratio of variances, CLF / factors",
                     "difference of means, factors - plain",
                     "the Stable Loss does nothing else.\n"):
            self.assertIn(part, run.out)
        self.assertRegex(run.word, r"^(CLF STEADIER|CLF LESS STEADY|NO DIFFERENCE SHOWN), "
                                   r"MEAN (EQUAL|BETTER|WORSE|UNDECIDED)$")
        self.assertEqual(self.check(0, *RUN, "--quiet").out, run.word + "\n")

    def test_statistics_are_those_of_the_runs(self):
        result = self.json(0, *RUN, "--a", "1", "--b", "2")
        cell, = result["cells"]
        tests = {}
        for arm, of in cell["arms"].items():
            values = tests[arm] = [run["test"] for run in of["runs"]]
            spread = of["spread"]
            self.assertEqual(len(values), 12)
            self.assertAlmostEqual(spread["mean"], statistics.mean(values), 12)
            self.assertAlmostEqual(spread["deviation"], statistics.stdev(values), 12)
            self.assertEqual((spread["least"], spread["most"]),
                             (min(values), max(values)))
            for value in values:
                self.assertAlmostEqual(value * 24, round(value * 24), 9)
        for name, of in cell["variance_ratios"].items():
            up, down = name.split("/")
            self.assertAlmostEqual(of["value"], statistics.variance(tests[up]) /
                                   statistics.variance(tests[down]), 9)
            self.assertLessEqual(of["low"], of["high"])
        for name, of in cell["mean_differences"].items():
            up, down = name.split("-")
            self.assertAlmostEqual(of["value"], statistics.mean(tests[up]) -
                                   statistics.mean(tests[down]), 12)

    def test_the_third_arm(self):
        """SL alone is a factor of the step; in the first epoch there is none."""
        result = self.json(0, *RUN, "--a", "2", "--b", "0")
        runs = self.runs(result)
        self.assertEqual(runs["CLF"], runs["factors"])
        self.assertNotEqual(runs["CLF"], runs["plain"])
        ratio = result["cells"][0]["variance_ratios"]["CLF/factors"]
        self.assertEqual((ratio["value"], ratio["low"], ratio["high"]), (1, 1, 1))
        self.assertIn("With b = 0 CLF and factors are the same training.\n",
                      self.check(0, *RUN, "--a", "2", "--b", "0").out)
        runs = self.runs(self.json(0, *RUN, "--a", "2", "--b", "0", "--epochs", "1"))
        self.assertEqual(runs["CLF"], runs["plain"])
        runs = self.runs(self.json(0, *RUN, "--a", "0", "--b", "0"))
        self.assertEqual(runs["CLF"], runs["plain"])
        runs = self.runs(self.json(0, *RUN, "--a", "0", "--b", "2"))
        self.assertEqual(runs["factors"], runs["plain"])
        self.assertNotEqual(runs["CLF"], runs["plain"])

    def test_sources_of_spread(self):
        for vary, init, order in (("both", 12, 12), ("init", 12, 1), ("shuffle", 1, 12)):
            with self.subTest(vary=vary):
                runs = self.runs(self.json(0, *RUN, "--vary", vary))["CLF"]
                self.assertEqual(len({run["seed"] for run in runs}), init)
                self.assertEqual(len({run["shuffle_seed"] for run in runs}), order)
        self.assertIn("initial weights 7 (fixed); order of the points 8 to 19\n",
                      self.check(0, *RUN, "--vary", "shuffle", "--seed", "7").out)
        run = self.check(0, *RUN, "--vary", "shuffle", "--batch", "56")
        self.assertEqual(run.word, "NO SPREAD, MEAN EQUAL")
        self.assertIn("all points", self.check(0, *RUN, "--optimizer", "gd").out)

    def test_seeds(self):
        """Runs depend on their own seeds alone."""
        many = self.runs(self.json(0, *RUN))
        few = self.runs(self.json(0, *RUN, "--seed", "3", "--seeds", "2"))
        for arm, of in few.items():
            self.assertEqual(of, many[arm][2:4])
        own = self.runs(self.json(0, *RUN, "--shuffle-seed", "2"))
        self.assertEqual(own, many)
        own = self.runs(self.json(0, *RUN, "--shuffle-seed", "18446744073709551615"))
        self.assertNotEqual(own, many)
        self.assertEqual(own["CLF"][0]["shuffle_seed"], "18446744073709551615")
        self.assertEqual(self.check(0, *RUN, "--seeds", "9").word,
                         "TOO FEW SEEDS, MEAN UNDECIDED")
        self.assertEqual(self.check(0, *RUN, "--seeds", "1").word,
                         "TOO FEW SEEDS, MEAN UNDECIDED")

    def test_bootstrap(self):
        result = self.json(0, *RUN, "--b", "1")["cells"][0]
        again = self.json(0, *RUN, "--b", "1", "--resample-seed", "9")["cells"][0]
        self.assertEqual(result["arms"], again["arms"])
        a, b = (each["variance_ratios"]["CLF/plain"] for each in (result, again))
        self.assertEqual(a["value"], b["value"])
        self.assertNotEqual((a["low"], a["high"]), (b["low"], b["high"]))
        self.assertEqual(self.json(0, *RUN, "--resamples", "100")["bootstrap"],
                         {"resamples": 100, "seed": "1", "confidence": 0.95,
                          "margin": 0.01})

    def test_margin(self):
        self.assertIn("MEAN EQUAL", self.check(0, *RUN, "--margin", "1").word)
        self.assertNotIn("MEAN EQUAL",
                         self.check(0, *RUN, "--b", "3", "--margin", "0").word)

    def test_sweep(self):
        result = self.json(0, *RUN, "--sweep", "--a", "0,1/2", "--b", "0,1,2")
        cells = [(cell["a"], cell["b"]) for cell in result["cells"]]
        self.assertEqual(cells, [(a, b) for a in (0, 0.5) for b in (0, 1, 2)])
        self.assertAlmostEqual(result["bootstrap"]["confidence"], 1 - 0.05 / 6, 12)
        run = self.check(0, *RUN, "--sweep", "--a", "0,1/2", "--b", "0,1,2")
        self.assertIn("Intervals of 99.16667 %", run.out)
        self.assertEqual(sum(map(int, re.findall(r"\d+", run.word))), 6)
        self.assertEqual(self.check(0, *RUN, "--sweep", "--a", "0,1/2", "--b", "0,1,2",
                                    "-q").out, run.word + "\n")
        alone = self.json(0, *RUN, "--a", "1/2", "--b", "2")
        self.assertEqual(self.runs(alone), self.runs(result, 5))
        wide = result["cells"][5]["variance_ratios"]["CLF/plain"]
        narrow = alone["cells"][0]["variance_ratios"]["CLF/plain"]
        self.assertLessEqual(wide["low"], narrow["low"])
        self.assertEqual(len(self.json(0, *RUN, "--sweep", "--seeds", "2")["cells"]), 9)

    # Series

    def test_series(self):
        result = self.json(0, *SERIES)
        self.assertEqual((result["measure"], result["data"]["features"],
                          result["data"]["classes"]), ("test_rmse", ["value"], []))
        self.assertEqual((result["samples"]["train"], result["samples"]["test"],
                          result["samples"]["seed"]), (81, 34, None))
        values = [float(row["value"]) for row in csv.DictReader(io.StringIO(series(120)))]
        known = values[:86]
        self.assertAlmostEqual(result["series"]["shift"], statistics.mean(known), 9)
        self.assertAlmostEqual(result["series"]["scale"], 1 / statistics.pstdev(known), 9)
        errors = [values[k] - values[k - 1] for k in range(86, 120)]
        self.assertAlmostEqual(result["series"]["persistence"],
                               math.sqrt(statistics.mean(e * e for e in errors)), 9)
        for run in result["cells"][0]["arms"]["plain"]["runs"]:
            self.assertAlmostEqual(run["test"], math.sqrt(run["test_loss"]) *
                                   statistics.pstdev(known), 9)
        text = self.check(0, *SERIES).out
        self.assertIn("series value: 120 values, windows of 5, forecast 1 step on; "
                      "81 windows train, the last 34 test\n", text)
        self.assertIn("Forecasting the last known value has an error of", text)

    def test_horizon(self):
        result = self.json(0, *SERIES, "--horizon", "3", "--test-share", "1/2")
        self.assertEqual((result["samples"]["train"], result["samples"]["test"]), (55, 56))
        self.assertIn("forecast 3 steps on",
                      self.check(0, *SERIES, "--horizon", "3").out)
        by_number = self.json(0, *SERIES[:3], "2", *SERIES[4:])
        self.assertEqual(self.runs(by_number), self.runs(self.json(0, *SERIES)))
        plain = self.json(0, *SERIES, "--scale", "none", "--rate", "0.0001")
        self.assertEqual((plain["series"]["shift"], plain["series"]["scale"]), (0, 1))

    def test_a_flat_series(self):
        self.write("flat.csv", "v\n" + "5\n" * 40)
        run = self.check(0, "reproduce", "flat.csv", "--series", "v", "--header", "yes",
                         *QUICK)
        self.assertIn("an error of 0.\n", run.out)

    def test_errors_that_are_not_finite(self):
        result = self.json(0, *SERIES, "--rate", "1000", "--epochs", "30")
        cell, = result["cells"]
        self.assertTrue(all(run["diverged"] for run in self.runs(result)["plain"]))
        self.assertEqual(cell["arms"]["plain"]["spread"]["diverged"], 12)
        clf, factors = (self.runs(result)[arm] for arm in ("CLF", "factors"))
        for a, b in zip(clf, factors):
            self.assertLessEqual(b["steps"], a["steps"])
        text = self.check(0, *SERIES, "--rate", "1000", "--epochs", "30")
        self.assertRegex(text.out, r"plain .* 12 ")

    # Output

    def test_csv(self):
        arguments = (*RUN, "--sweep", "--a", "0,1", "--b", "0.5", "--csv", "runs.csv")
        result = self.json(0, *arguments)
        rows = self.rows("runs.csv")
        self.assertEqual(len(rows), 12 * (1 + 2 * 2))
        for c, cell in enumerate(result["cells"]):
            for arm in ("plain", "CLF", "factors"):
                key = ("0", "0") if arm == "plain" else (str(cell["a"]).replace(".0", ""),
                                                         "0.5")
                own = [row for row in rows
                       if (row["a"], row["b"]) == key and row["arm"] == arm]
                runs = result["cells"][c]["arms"][arm]["runs"]
                self.assertEqual(len(own), 12)
                for row, run in zip(own, runs):
                    self.assertEqual(float(row["test_accuracy"]), run["test"])
                    self.assertEqual(float(row["train_accuracy"]), run["train"])
                    for name in ("test_loss", "train_loss", "factor_least",
                                 "factor_most"):
                        self.assertEqual(float(row[name]), run[name])
                    self.assertEqual((row["seed"], row["shuffle_seed"], row["diverged"]),
                                     (run["seed"], run["shuffle_seed"], "0"))
        self.check(0, *SERIES, "--csv", "runs.csv")
        self.assertIn("test_rmse", self.rows("runs.csv")[0])

    def test_same_bytes(self):
        for arguments in ((*RUN, "--sweep"), SERIES):
            outputs = set()
            for threads in ("1", "2", "3"):
                run = self.check(0, *arguments, "--threads", threads, "--csv", "a.csv",
                                 "--json", "a.json")
                outputs.add((run.out, self.read("a.csv"), self.read("a.json")))
            self.assertEqual(len(outputs), 1)

    def test_test_file_and_weights(self):
        result = self.json(0, *RUN, "--test", "other.csv")
        self.assertEqual((result["samples"]["train"], result["samples"]["test"],
                          result["samples"]["file"]), (80, 40, "other.csv"))
        weighted = self.json(0, "reproduce", "weighted.csv", "--weight", "w", *QUICK)
        plain = self.json(0, "reproduce", "weighted.csv", "--drop", "w", *QUICK)
        self.assertNotEqual(self.runs(weighted), self.runs(plain))
        self.assertNotEqual(self.runs(self.json(0, *RUN, "--split-seed", "2")),
                            self.runs(self.json(0, *RUN)))

    def test_options_reach_the_trainings(self):
        usual = self.runs(self.json(0, *RUN))
        for more in (("--float32",), ("--scale", "none"), ("--activation", "abs"),
                     ("--rate", "0.2"), ("--batch", "7"), ("--epochs", "5"),
                     ("--optimizer", "adam"), ("--optimizer", "momentum"),
                     ("--arch", "linear"), ("--a", "2"), ("--b", "2")):
            with self.subTest(more=more):
                self.assertNotEqual(self.runs(self.json(0, *RUN, *more)), usual)
        momentum = ("--optimizer", "momentum")
        self.assertNotEqual(self.runs(self.json(0, *RUN, *momentum)),
                            self.runs(self.json(0, *RUN, *momentum, "--momentum", "0.5")))

    # Limits

    def test_time_limit(self):
        long = (*RUN, "--seeds", "100000", "--time-limit", "0.5", "--csv", "part.csv")
        result = self.json(3, *long)
        cell, = result["cells"]
        self.assertTrue(result["interrupted"])
        self.assertGreater(cell["seeds"], 20)
        self.assertLess(cell["seeds"], 100000)
        self.assertNotEqual(cell["steadiness"], "TOO FEW SEEDS")
        rows = self.rows("part.csv")
        self.assertGreaterEqual(len(rows), 3 * cell["seeds"])
        self.assertLess(len(rows), 3 * cell["seeds"] + 12)
        self.assertEqual({row["steps"] for row in rows}, {"8"})
        whole = self.runs(self.json(0, *RUN))
        for arm, runs in self.runs(result).items():
            self.assertEqual(runs[:12], whole[arm])
        text = self.check(3, *long, "--time-limit", "0.2")
        self.assertRegex(text.out, r"Cut short: \d+ of 100000 seeds are complete\.\n")
        none = self.json(3, *RUN, "--time-limit", "0.0000001")
        self.assertEqual((none["cells"][0]["seeds"], none["cells"][0]["steadiness"]),
                         (0, "TOO FEW SEEDS"))

    def test_interrupt(self):
        with subprocess.Popen(
                [harness.PROGRAM, *RUN, "--seeds", "100000", "--csv", "part.csv"],
                stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                cwd=self.folder) as process:
            time.sleep(0.5)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=20)
        self.assertEqual((process.returncode, err), (3, b""))
        self.assertRegex(out.decode(), r"Cut short: \d+ of 100000 seeds")
        self.assertGreater(len(self.rows("part.csv")), 30)

    # What is refused

    def test_refused(self):
        for arguments, says in (
                (("--a", "-1"), "--a -1: '-1' is no number >= 0"),
                (("--a", "1,2"), "--a 1,2: one number, or several with --sweep"),
                (("--b", "x"), "--b x: 'x' is no number"),
                (("--sweep", "--b", "1,"), "--b 1,: '' is no number"),
                (("--sweep", "--a", ",".join(["1"] * 101)), "more than 100 numbers"),
                (("--a", ""), "--a '': wanted"),
                (("--vary", "none"), "--vary none: wanted both|init|shuffle"),
                (("--margin", "-1"), "--margin -1"),
                (("--resamples", "99"), "--resamples 99"),
                (("--resample-seed", "x"), "--resample-seed x"),
                (("--optimizer", "armijo"), "--optimizer armijo: a loss of the batch"),
                (("--batch", "57"), "batch 57: there are 56 points"),
                (("--memory", "1024"), "--memory SIZE allows more"),
                (("--memory", "100K", "--arch", "512"), "are allowed"),
                (("--epochs", "0"), "--epochs 0"),
                (("--seeds", "0"), "--seeds 0"),
                (("--test-share", "1"), "--test-share 1"),
                (("--test", "series.csv"), "--test series.csv"),
                (("--test", "none.csv"), "none.csv"),
                (("--window", "3"), "--window is of no use without --series"),
                (("--horizon", "3"), "--horizon is of no use without --series"),
                (("--csv", "-"), "--csv -: raw results go to a file"),
                (("--csv", "clouds.csv"), "this is the data file"),
                (("--csv", "none/runs.csv"), "--csv none/runs.csv: cannot write"),
                (("--json", "a.csv", "--csv", "a.csv"), "names the same file"),
                (("--json", "a.csv", "--csv", "./a.csv"), "names the same file"),
                (("--steps", "3"), "--steps is no option of 'doublecheck reproduce'"),
                (("--freeze", "1"), "--freeze is no option of 'doublecheck reproduce'")):
            with self.subTest(arguments=arguments):
                self.refused(*RUN, *arguments, says=says)
        self.refused("reproduce", says="no DATA given")
        self.refused("reproduce", "none.csv", says="none.csv")

    def test_series_refused(self):
        for arguments, says in (
                (("--series", "nothing"), "nothing"),
                (("--series", "note"), "'n0'"),
                (("--series", "value,year"), "wanted one column"),
                (("--window", "200"), "has 0 windows of 200 values"),
                (("--window", "0"), "--window 0"),
                (("--horizon", "0"), "--horizon 0"),
                (("--horizon", "110"), "none is left to train with"),
                (("--test", "other.csv"), "--test is of no use with --series"),
                (("--label", "note"), "--label is of no use with --series"),
                (("--columns", "value"), "--columns is of no use with --series"),
                (("--weight", "year"), "--weight is of no use with --series"),
                (("--drop", "year"), "--drop is of no use with --series"),
                (("--split-seed", "2"), "--split-seed is of no use with --series")):
            with self.subTest(arguments=arguments):
                self.refused(*SERIES, *arguments, says=says)


if __name__ == "__main__":
    unittest.main()
