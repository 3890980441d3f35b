"""What variability answers: levels, ensembles, logits of other software, text, JSON, CSV."""

import csv
import fractions
import io
import json
import math
import os
import random
import signal
import unittest

import harness

GRID = [0, .01, .025, .05, .075, .1, .15, .2, .25, .3, .35, .4, .45]


def blobs(classes, points, seed):
    """Points around the corners of a polygon, that overlap."""
    draw = random.Random(seed)
    rows = ["x,y,label"]
    for k in range(points):
        angle = 2 * math.pi * (k % classes) / classes
        rows.append(f"{math.cos(angle) + draw.gauss(0, .7):.4f},"
                    f"{math.sin(angle) + draw.gauss(0, .7):.4f},{'abcde'[k % classes]}")
    return "\n".join(rows) + "\n"


def logits(points, classes, seed, scale=1.0, shift=0.0, numbered=False):
    """Logits as other software writes them; labels are the same for every seed."""
    labels, draw = random.Random(0), random.Random(seed)
    names = [f"c{k}" for k in range(classes)]
    rows = [",".join(f"logit_{name}" for name in names) + ",label"]
    for _ in range(points):
        label = labels.randrange(classes)
        values = [scale * (draw.gauss(0, 1) + (k == label)) + shift * (k == 0)
                  for k in range(classes)]
        rows.append(",".join(map(repr, values)) + "," +
                    (str(label) if numbered else names[label]))
    return "\n".join(rows) + "\n"


# Short trainings.
QUICK = ("variability", "three.csv", "--models", "3", "--epochs", "3", "--rounds", "10")


class Variability(harness.JsonTest):
    SCHEMA = "variability.schema.json"

    def setUp(self):
        super().setUp()
        self.write("two.csv", blobs(2, 120, 1))
        self.write("three.csv", blobs(3, 150, 2))
        self.write("wide.csv", logits(200, 2, 8, scale=4))
        for k in range(4):
            self.write(f"m{k}.csv", logits(200, 2, k))
            self.write(f"k{k}.csv", logits(200, 3, k))

    # Trainings

    def test_text(self):
        run = self.check(0, *QUICK)
        self.assertIn(run.word, ("STABLE", "VARIABLE"))
        for part in ("three.csv\n  data         150 points, 2 features, 3 classes; 45 of "
                     "them to test with\n",
                     "  network      32, leaky_relu\n",
                     "  training     sgd, 3 epochs, batches of 32, rate 0.1, columns "
                     "standardised\n",
                     "  models       3 candidates (seeds 1 to 3), 3 in the pool (seeds 4 to "
                     "6)\n",
                     "the margin of each class against the best other",
                     "10 (seed 1) of n = 22 points, threshold 0.5362 (epsilon 0.01)\n",
                     "Accuracy of the 6 models: mean 0.", "Churn of two models: mean 0.",
                     "Level of the candidates: median ",
                     "Distributions that differ by 0.5362 at most are not told apart"):
            self.assertIn(part, run.out)
        self.assertEqual(self.check(0, *QUICK, "--quiet").out, run.word + "\n")
        rows = run.out.split("candidate\n")[1].splitlines()[:3]
        self.assertEqual([row.split()[-1] for row in rows], ["1", "2", "3"])

    def test_binary_and_linear(self):
        run = self.check(0, "variability", "two.csv", "--arch", "linear", "--models", "1",
                         "--rounds", "5", "--epochs", "2", "--float32")
        for part in ("the logit gap z_1 - z_0", "network      linear\n", ", 32 bits\n",
                     "1 candidate (seed 1 to 1), 1 in the pool (seed 2 to 2)"):
            self.assertIn(part, run.out)

    def test_threads(self):
        """The same bytes: text, JSON, CSV and logits."""
        kept = []
        for threads in ("1", "2", "3"):
            self.check(0, *QUICK, "--threads", threads, "--csv", "out.csv", "--json",
                       "out.json", "--write-logits", "w-")
            text = self.check(0, *QUICK, "--threads", threads).out
            kept.append([text] + [self.read(name) for name in
                                  ("out.csv", "out.json", "w-001.csv", "w-006.csv")])
        self.assertEqual(kept[0], kept[1])
        self.assertEqual(kept[0], kept[2])

    def test_json(self):
        result = self.json(0, *QUICK, "--seed", "7", "--shuffle-seed",
                           "18446744073709551610", "--resample-seed", "9", "--batch",
                           "16", "--accept", "0.3", "--epsilon", "1/2")
        self.assertEqual([(m["seed"], m["candidate"], m["file"])
                          for m in result["models"]],
                         [(str(7 + k), k < 3, None) for k in range(6)])
        training, test = result["training"], result["test"]
        self.assertEqual((training["architecture"], training["batch"],
                          training["epochs"], training["models"], training["diverged"],
                          training["shuffle_seed"]),
                         ("32", 16, 3, 3, 0, "18446744073709551610"))
        self.assertEqual((test["points"], test["half"], test["rounds"], test["seed"],
                          test["statistics"]), (45, 22, 10, "9", 3))
        self.assertAlmostEqual(test["threshold"], math.sqrt(math.log(4) / 22) + 1 / 22)
        self.assertEqual([(s["members"], s["ensembles"], s["references"])
                          for s in result["steps"]], [(1, 3, 3), (2, 1, 1), (3, 1, 1)])
        accuracies = [m["accuracy"] for m in result["models"]]
        self.assertAlmostEqual(result["accuracy"]["mean"], sum(accuracies) / 6)
        self.assertEqual(result["accuracy"]["least"], min(accuracies))
        self.assertFalse(result["interrupted"])

    def test_seeds(self):
        """Pool and candidates change with the seeds, and with nothing else."""
        base = self.json(0, *QUICK)
        self.assertEqual(base, self.json(0, *QUICK, "--seed", "1", "--shuffle-seed", "2",
                                         "--split-seed", "1"))
        for option in ("--seed", "--shuffle-seed", "--split-seed"):
            other = self.json(0, *QUICK, option, "17")
            self.assertNotEqual([m["accuracy"] for m in base["models"]] +
                                [m["calibration_error"] for m in base["models"]],
                                [m["accuracy"] for m in other["models"]] +
                                [m["calibration_error"] for m in other["models"]])
        moved = self.json(0, *QUICK, "--seed", "2", "--shuffle-seed", "3")
        for a, b in zip(base["models"][1:], moved["models"]):
            self.assertEqual((a["seed"], a["accuracy"]), (b["seed"], b["accuracy"]))

    def test_test_file(self):
        self.write("more.csv", blobs(3, 90, 5))
        self.write("bad.csv", "x,y,label\n1,2,z\n3,4,a\n")
        run = self.check(0, *QUICK, "--test", "more.csv")
        self.assertIn("150 points, 2 features, 3 classes; 90 more to test with", run.out)
        self.assertIn("n = 45 points", run.out)
        self.refused(*QUICK, "--test", "bad.csv", says="--test bad.csv: ")
        self.refused(*QUICK, "--test", "missing.csv", says="missing.csv")

    def test_diverged(self):
        self.refused(*QUICK, "--rate", "1000000", "--arch", "32,32,32,32", "--scale",
                     "none", "--epochs", "200", says="no finite logits")

    def test_some_diverged(self):
        """They are left out, said, and counted as variable."""
        arguments = ("variability", os.path.join(harness.DOCS, "../datasets/real/iris.csv"),
                     "--arch", "8,8", "--rate", "2.5", "--models", "5", "--rounds", "2",
                     "--accept", "0.999")
        result = self.json(0, *arguments)
        diverged, models = result["training"]["diverged"], result["models"]
        self.assertGreater(diverged, 0)
        self.assertEqual(len(models), 10 - diverged)
        for model in models:
            self.assertEqual(model["candidate"], int(model["seed"]) <= 5)
        self.assertEqual(result["finding"], "VARIABLE")
        self.assertFalse(result["interrupted"])
        run = self.check(0, *arguments)
        self.assertIn(f"; {diverged} diverged\n", run.out)
        self.assertRegex(run.out, rf"\n{diverged} trainings? without finite logits "
                         "(was|were) left out: a smaller --rate may help")

    # Raw results

    def levels(self, name):
        rows = list(csv.DictReader(io.StringIO(self.read(name))))
        found = {}
        for row in rows:
            key = (int(row["members"]), row["against"], int(row["ensemble"]))
            found.setdefault(key, []).append(float(row["level"]))
            level, grid = float(row["level"]), float(row["grid"])
            self.assertEqual(grid, next((g for g in GRID if g >= level), 0.5))
        return found

    def test_csv(self):
        """The summaries once more, from the levels of each round."""
        result = self.json(0, *QUICK, "--csv", "out.csv", "--epochs", "1", "--epsilon",
                           "0.9")
        found = self.levels("out.csv")
        largest = {"models_of_pool": [], "ensembles_of_pool": []}
        for step in result["steps"]:
            for against, tops in largest.items():
                medians = []
                for e, summary in enumerate(step[against]["ensembles"]):
                    levels = sorted(found.pop((step["members"], against, e + 1)))
                    self.assertEqual(len(levels), 10)
                    self.assertEqual(summary["median"]["exact"], levels[4])
                    self.assertEqual(summary["largest"]["exact"], levels[9])
                    self.assertEqual(summary["at_zero"], levels.count(0) / 10)
                    medians.append(levels[4])
                self.assertEqual(step[against]["largest"]["exact"], max(medians))
                self.assertEqual(step[against]["median"]["exact"],
                                 sorted(medians)[(len(medians) - 1) // 2])
                tops.append(max(medians))
        self.assertEqual(found, {})
        for against, tops in largest.items():
            enough = next((k + 1 for k in range(3)
                           if all(top <= 0.05 for top in tops[k:])), None)
            self.assertEqual(result["enough"][against], enough)
        self.assertEqual(result["finding"], "STABLE"
                         if largest["models_of_pool"][0] <= 0.05 else "VARIABLE")

    # Logits

    def test_written_logits_give_the_same(self):
        for data, more in (("three.csv", ()), ("two.csv", ("--arch", "3"))):
            with self.subTest(data=data):
                self.check(0, *QUICK[:1], data, *QUICK[2:], *more, "--write-logits", "w-",
                           "--csv", "a.csv", "--json", "a.json")
                names = [f"w-00{k}.csv" for k in range(1, 7)]
                self.check(0, "variability", *names, "--rounds", "10", "--csv", "b.csv",
                           "--json", "b.json")
                self.assertEqual(self.read("a.csv"), self.read("b.csv"))
                a, b = json.loads(self.read("a.json")), json.loads(self.read("b.json"))
                self.validator.validate(b)
                for key in ("test", "accuracy", "steps", "enough", "finding"):
                    self.assertEqual(a[key], b[key], key)
                self.assertIsNone(b["data"])
                self.assertIsNone(b["training"])
                self.assertEqual([m["file"] for m in b["models"]], names)
                self.assertEqual([m["accuracy"] for m in a["models"]],
                                 [m["accuracy"] for m in b["models"]])

    def test_odd_class_names(self):
        """Quotes, commas and numbers as names of classes come back."""
        rows = ["x,label"]
        for k in range(60):
            rows.append(f"{k % 7 + 5 * (k % 2)}," + ('"a, ""b"""' if k % 2 else "1"))
        self.write("odd.csv", "\n".join(rows) + "\n")
        self.check(0, "variability", "odd.csv", "--models", "1", "--epochs", "1",
                   "--write-logits", "o", "--csv", "a.csv")
        self.assertEqual(self.read("o001.csv").splitlines()[0],
                         '"logit_1","logit_a, ""b""",label')
        self.check(0, "variability", "o001.csv", "o002.csv", "--csv", "b.csv")
        self.assertEqual(self.read("a.csv"), self.read("b.csv"))

    def test_logits_text(self):
        run = self.check(0, "variability", "m0.csv", "m1.csv", "m2.csv", "m3.csv")
        self.assertEqual(run.word, "STABLE")
        for part in ("logits of 4 models\n  data         200 test points, 2 classes\n",
                     "2 candidates, 2 in the pool\n", "  m1.csv\n",
                     "against single models of the pool: 1.\n"):
            self.assertIn(part, run.out)
        self.assertNotIn("network", run.out)
        run = self.check(0, "variability", "wide.csv", "m1.csv", "m2.csv", "m3.csv")
        self.assertEqual(run.word, "VARIABLE")
        self.assertRegex(run.out, r"largest 0\.\d{4} \(wide\.csv\)\.\n")
        self.assertIn("against single models of the pool: 2.\n", run.out)
        self.assertIn("against ensembles of as many: more than 2.\n", run.out)

    def test_candidates(self):
        files = ("wide.csv", "m1.csv", "m2.csv", "m3.csv")
        result = self.json(0, "variability", *files, "--candidates", "1")
        self.assertEqual([m["candidate"] for m in result["models"]],
                         [True, False, False, False])
        self.assertEqual(len(result["steps"]), 1)
        result = self.json(0, "variability", *files[:3])
        self.assertEqual([m["candidate"] for m in result["models"]],
                         [True, False, False])
        self.refused("variability", *files, "--candidates", "4", says="one at least is "
                     "for the pool")
        self.refused("variability", *files, "--candidates", "0", says="1 to 999")
        self.refused("variability", "three.csv", "--candidates", "1",
                     says="--models says how many")

    def test_level_by_hand(self):
        """One round of a candidate whose gaps are 0, but for those that lie far away."""
        rows = ["z0,z1,label"] + ["0,0,0"] * 50 + ["0,0,1"] * 50
        self.write("flat.csv", "\n".join(rows) + "\n")
        self.write("far.csv", "\n".join(["z0,z1,label"] + ["0,0,0"] * 50 +
                                        ["0,9,1"] * 50) + "\n")
        # Half of the points are far away, up to the draw: d = 1 - (1 - b)/(1 - alpha).
        result = self.json(0, "variability", "far.csv", "flat.csv", "--rounds", "1",
                           "--csv", "out.csv")
        level, = self.levels("out.csv")[1, "models_of_pool", 1]
        threshold = fractions.Fraction(result["test"]["threshold"])
        kept = [fractions.Fraction(k, 50) for k in range(51)]
        self.assertLess(min(abs(level - (1 - k / (1 - threshold))) for k in kept), 1e-12)
        self.assertGreater(level, 0.05)
        self.assertEqual(self.check(0, "variability", "flat.csv", "far.csv").word,
                         "VARIABLE")

    def test_numbers_as_labels(self):
        """Of 60 classes; with and without a header the first column is class 0."""
        text = logits(240, 60, 1, numbered=True)
        self.write("a.csv", text)
        self.write("b.csv", logits(240, 60, 2, numbered=True))
        self.check(0, "variability", "a.csv", "b.csv", "--rounds", "2")
        self.write("c.csv", text.split("\n", 1)[1])
        self.refused("variability", "a.csv", "c.csv", says="c.csv: column 1 of the logits "
                     "is 'x1', but 'c0' in the files before")

    def test_bad_logits(self):
        self.write("one.csv", "z,label\n" + "1,0\n2,1\n" * 9)
        self.write("short.csv", "\n".join(logits(199, 2, 1).splitlines()) + "\n")
        wrong = self.read("m1.csv").splitlines()
        wrong[7] = wrong[7].rsplit(",", 1)[0] + (",c1" if wrong[7].endswith("0")
                                                 else ",c0")
        self.write("labels.csv", "\n".join(wrong) + "\n")
        self.write("unknown.csv", self.read("m1.csv").replace(",c1\n", ",cat\n", 1))
        self.write("nan.csv", self.read("m1.csv").replace("\n-", "\nnan,", 1))
        self.write("text.csv", "a,b,label\n1,2,a\n1,x,b\n3,4,a\n")
        for name, says in (("short.csv", "short.csv: 199 rows, but 200 in the files"),
                           ("labels.csv", "labels.csv: row 7: label 'c"),
                           ("unknown.csv", "label 'cat' is neither the name of a column"),
                           ("k0.csv", "k0.csv: 3 columns of logits, but 2"),
                           ("one.csv", "one.csv: one column of logits"),
                           ("text.csv", "text.csv: line 3, column 2 (b): 'x' is not"),
                           ("missing.csv", "missing.csv"), ("nan.csv", "nan.csv"),
                           ("-", "each has a file of its own")):
            with self.subTest(name=name):
                self.refused("variability", "m0.csv", name, says=says)

    def test_options_of_trainings(self):
        for option in (("--epochs", "3"), ("--models", "3"), ("--arch", "3"),
                       ("--float32",), ("--seed", "1"), ("--shuffle-seed", "1"),
                       ("--test", "m1.csv"), ("--test-share", "0.5"), ("--weight", "1"),
                       ("--split-seed", "1"), ("--write-logits", "w"),
                       ("--scale", "none")):
            self.refused("variability", "m0.csv", "m1.csv", *option,
                         says=f"{option[0]}: two files or more are logits, and nothing is "
                         "trained")

    # Options

    def test_values(self):
        for option, good, bad in (
                ("models", ("1", "2"), ("0", "501", "x")),
                ("rounds", ("1", "3"), ("0", "1000001", "1.5")),
                ("epsilon", ("0.5", "1/3"), ("0", "1", "x")),
                ("accept", ("0", "0.5"), ("1", "-1", "")),
                ("resample-seed", ("0", "18446744073709551615"), ("-1", "x")),
                ("epochs", ("1", "2"), ("0", "x")),
                ("shuffle-seed", ("0", "5"), ("-1",)),
                ("split-seed", ("0", "5"), ("-1",)),
                ("test-share", ("0.5", "1/4"), ("0", "1")),
                ("arch", ("linear", "4,4"), ("0", "x")),
                ("activation", ("relu", "abs"), ("sigmoid",)),
                ("optimizer", ("adam", "momentum"), ("newton",)),
                ("rate", ("0.01",), ("0",)), ("momentum", ("0.5",), ("1",)),
                ("batch", ("10",), ("0",)), ("scale", ("none",), ("some",)),
                ("threads", ("1",), ("0",)), ("memory", ("64M",), ("5X",)),
                ("time-limit", ("0", "100"), ("-1",))):
            for value in good:
                with self.subTest(option=option, value=value):
                    self.check(0, *QUICK, f"--{option}", value)
            for value in bad:
                with self.subTest(option=option, value=value):
                    self.refused(*QUICK, f"--{option}={value}", says=value)

    def test_usage(self):
        self.refused("variability", says="no DATA|LOGITS... given")
        self.refused(*QUICK, "--seeds", "3", says="--seeds is no option of")
        self.refused("simulate", "two.csv", "--models", "3", says="--models is no option")
        self.refused(*["variability"] + ["m0.csv"] * 1001,
                     says="at most 1000 files; 'm0.csv' is one too many")
        self.refused("simulate", "two.csv", "three.csv", says="one DATA is wanted; "
                     "'three.csv' is one too many")
        self.refused("variability", "line.csv", "--label", "none", says="labels")
        self.refused("variability", "m0.csv", "m1.csv", "--memory", "2K", says="--memory")
        self.refused("variability", *["m0.csv"] * 40, "--memory", "100K",
                     says="the ensembles need about 1.51 MiB of memory, the program "
                     "included, and 0.0977 MiB are allowed (--memory SIZE allows more)")
        self.assertIn("doublecheck variability [OPTION]... DATA|LOGITS...",
                      self.check(0, "variability", "--help").out)

    def test_outputs(self):
        for option, value, says in (
                ("csv", "-", "raw results go to a file"),
                ("csv", "three.csv", "this is the data file"),
                ("csv", "nowhere/x.csv", "cannot write"), ("csv", ".", "cannot write"),
                ("json", "three.csv", "this is the data file"),
                ("write-logits", "nowhere/x", "--write-logits nowhere/x001.csv: cannot")):
            self.refused(*QUICK, f"--{option}", value, says=says)
        self.refused(*QUICK, "--csv", "x", "--json", "x", says="the same file")
        before = self.read("m1.csv")
        for option in ("csv", "json"):
            self.refused("variability", "m0.csv", "m1.csv", f"--{option}", "m1.csv",
                         says=f"--{option} m1.csv: this is the data file")
        self.assertEqual(self.read("m1.csv"), before)

    def test_logits_overwrite_nothing_that_is_read(self):
        self.write("run-004.csv", self.read("three.csv"))
        for more in (("run-004.csv",), ("three.csv", "--test", "run-004.csv")):
            self.refused("variability", *more, "--models", "2", "--write-logits", "run-",
                         says="--write-logits run-004.csv: this is the data file")
        self.refused("variability", "three.csv", "--models", "2", "--write-logits", "run-",
                     "--csv", "run-002.csv", says="--csv names run-002.csv, too")
        self.refused(*QUICK, "--write-logits", "run-", "--csv", "./run-002.csv",
                     says="--csv names run-002.csv, too")
        for option in ("csv", "json"):
            self.refused("variability", "three.csv", "--test", "run-004.csv",
                         f"--{option}", "run-004.csv", says="this is the data file")

    def test_few_points_are_not_judged(self):
        rows = "".join(f"{k - 7},{7 - k},{k % 2}\n" for k in range(15))
        self.write("here.csv", "logit_0,logit_1,label\n" + rows)
        self.write("there.csv", "logit_0,logit_1,label\n" + rows.replace("-", "9"))
        run = self.check(0, "variability", "here.csv", "there.csv")
        self.assertTrue(run.out.endswith("More test points are needed.\nUNJUDGED\n"))

    # What ends early

    LONG = ("variability", "three.csv", "--models", "2", "--epochs", "1000000")
    MANY = ("variability", "three.csv", "--models", "500", "--epochs", "400", "--rounds", "1",
            "--threads", "2", "--memory", "4G")
    ROUNDS = ("variability", "k0.csv", "k1.csv", "k2.csv", "k3.csv", "--rounds", "1000000")

    def test_time_limit_of_trainings(self):
        run = self.run_program(*self.LONG, "--time-limit", "0.2")
        self.assertEqual((run.code, run.out), (3, ""))
        self.assertEqual(run.err, "doublecheck: stopped after 0 trainings; a candidate and a "
                         "model of the pool are needed\n")

    def test_time_limit_keeps_trainings(self):
        """Many short trainings: some are complete."""
        run = self.check(3, *self.MANY, "--time-limit", "0.4", "--csv", "out.csv")
        self.assertIn("of 1000 trainings were complete.\n", run.out)
        self.assertIn(run.word, ("STABLE", "VARIABLE"))
        self.assertGreaterEqual(len(self.levels("out.csv")), 2)

    def test_time_limit_of_rounds(self):
        result = self.json(3, *self.ROUNDS, "--time-limit", "0.3", "--csv", "out.csv")
        self.assertTrue(result["interrupted"])
        rounds = result["test"]["rounds"]
        self.assertGreater(rounds, 0)
        self.assertLess(rounds, 1000000)
        self.assertEqual({len(levels) for levels in self.levels("out.csv").values()},
                         {rounds})
        run = self.check(3, *self.ROUNDS, "--time-limit", "0.1")
        self.assertRegex(run.out, r"\nInterrupted: \d+ of 1000000 rounds were complete\.\n")

    def test_no_round(self):
        result = self.json(3, *self.ROUNDS, "--time-limit", "1e-9")
        self.assertEqual((result["finding"], result["test"]["rounds"]), ("UNJUDGED", 0))
        self.assertIsNone(result["steps"][0]["models_of_pool"]["largest"])
        self.assertEqual(self.check(3, *self.ROUNDS, "--time-limit", "1e-9").word,
                         "UNJUDGED")

    def interrupt(self, until, *arguments):
        """Sends SIGINT when progress, on a terminal, says so."""
        process, master = self.start_on_terminal(*arguments)
        shown = self.drain(master, until=until)
        process.send_signal(signal.SIGINT)
        shown += self.drain(master)
        out = process.communicate(timeout=20)[0].decode()
        return process.returncode, out, shown

    def test_interrupt(self):
        code, out, shown = self.interrupt("levels  ", *self.ROUNDS, "--csv", "out.csv")
        self.assertEqual(code, 3)
        self.assertIn("of 1000000 rounds were complete.\n", out)
        self.assertTrue(os.path.exists(self.path("out.csv")))
        code, out, shown = self.interrupt(r"training  [1-9]\d+/1000", *self.MANY)
        self.assertEqual(code, 3)
        self.assertRegex(out, r"\nInterrupted: \d+ of 1000 trainings were complete\.\n")
        self.assertIn(out.splitlines()[-1], ("STABLE", "VARIABLE"))
        code, out, shown = self.interrupt("training  0/4", *self.LONG)
        self.assertEqual((code, out), (3, ""))
        self.assertIn("stopped after 0 trainings", shown)

    def test_time_that_is_left(self):
        _, _, shown = self.interrupt(" s left", *self.ROUNDS)
        self.assertRegex(shown, r"levels  \d+/1000000  \d+\.\d %  \d+\.\d s  about \d+ s left")


if __name__ == "__main__":
    unittest.main()
