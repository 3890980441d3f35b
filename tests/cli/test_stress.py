"""What stress prints: options, text, JSON, CSV, replay, the cache of a run that was killed."""

import csv
import io
import json
import os
import random
import re
import shlex
import signal
import subprocess
import time
import unittest

import harness

# Two clusters that overlap a little, and a third class.
STATE = random.Random(1)
ROWS = [(STATE.gauss(3 * (k % 3 == 1), 1), STATE.gauss(3 * (k % 3 == 2), 1), "abc"[k % 3])
        for k in range(90)]
POINTS = "x,y,label\n" + "".join(f"{x:.3f},{y:.3f},{label}\n" for x, y, label in ROWS)

QUICK = ("--epochs", "5", "--evaluations", "20", "--repetitions", "2", "--sample", "11",
         "--t0-accuracy", "1/2")
BASE = ("stress", "points.csv", *QUICK)
# Long enough to be cut: about ten seconds.
LONG = ("stress", "points.csv", "--epochs", "30", "--evaluations", "4000", "--sample", "0")

COORDINATES = ["noise", "label-noise", "class-weight", "deletion", "scaling", "reseed", "rate",
               "batch", "optimizer", "width", "slope", "precision"]


class Stress(harness.JsonTest):
    SCHEMA = "stress.schema.json"

    def setUp(self):
        super().setUp()
        self.write("points.csv", POINTS)
        self.write("odd 'name'.csv", POINTS)

    def rows(self, name):
        return list(csv.DictReader(io.StringIO(self.read(name))))

    def replayed(self, command, *more):
        """What the printed command answers."""
        words = shlex.split(command)
        self.assertEqual(words[:2], ["doublecheck", "stress"])
        return self.check(0, *words[1:], *more)

    def test_text(self):
        run = self.check(0, *BASE)
        for part in ("coordinate", "label-noise", "distance", "predicted", "The same again",
                     "Predictor of the damage", "Search against random search, 2 repetitions",
                     "uniform random search", "near random search",
                     "Rank correlation of m* with the damage over 11"):
            self.assertIn(part, run.out)
        self.assertRegex(run.word, r"^FRONT \d+$")
        self.assertEqual(self.check(0, *BASE, "--quiet").out, run.word + "\n")

    def test_every_command_replays_its_entry(self):
        for more in ((), ("--damage", "drop"), ("--float32", "--scale", "none"),
                     ("--arch", "4,3", "--activation", "relu", "--optimizer", "adam",
                      "--rate", "0.01"), ("--columns", "x,y", "--budget", "1/2")):
            result = self.json(0, *BASE, *more)
            lines = [line.strip() for line in self.check(0, *BASE, *more).out.splitlines()
                     if line.startswith("    doublecheck stress")]
            self.assertEqual(lines, [e["command"] for e in result["entries"]])
            self.assertGreater(len(lines), 1)
            for entry in result["entries"][::2]:
                again = self.replayed(entry["command"])
                words = again.word.split()
                self.assertEqual(words[0::2][:1] + words[2:4], ["DAMAGE", "AT", "DISTANCE"])
                self.assertEqual(float(words[1]), entry["damage"])
                self.assertEqual(float(words[4]), entry["distance"])
                answer = json.loads(self.replayed(entry["command"], "--json", "-").out)
                self.validator.validate(answer)
                own, = answer["entries"]
                for key in ("damage", "distance", "mass", "variance", "outcome", "command"):
                    self.assertEqual(own[key], entry[key])
                self.assertEqual(answer["nominal"], result["nominal"])
                self.assertIsNone(answer["search"])

    def test_commands_are_quoted(self):
        result = self.json(0, "stress", "odd 'name'.csv", *QUICK, "--label", "label")
        for entry in result["entries"]:
            self.replayed(entry["command"])

    def test_json_and_csv_agree(self):
        result = self.json(0, *BASE, "--csv", "raw.csv")
        rows = self.rows("raw.csv")
        self.assertEqual(len(rows), result["search"]["points"])
        self.assertEqual([c["name"] for c in result["coordinates"]], COORDINATES)
        nominal = rows[0]
        self.assertEqual((nominal["arm"], float(nominal["distance"])), ("nominal", 0))
        points = [(float(r["distance"]), float(r["damage"])) for r in rows]
        front = [(e["distance"], e["damage"]) for e in result["entries"]]
        self.assertEqual(front, sorted(
            p for p in set(points)
            if not any(q != p and q[0] <= p[0] and q[1] >= p[1] for q in points)))
        for row in rows:
            self.assertEqual(float(row["final"]),
                             float(nominal["test_accuracy"]) - float(row["test_accuracy"]))
            self.assertEqual(float(row["drop"]),
                             float(row["accuracy_t0"]) - float(row["least_accuracy"])
                             if row["t0"] else 0)
            self.assertEqual(row["damage"], row["final"])
            self.assertEqual(row["mass"] != "", row["arm"] == "sample")
            self.assertLessEqual(sum(float(row[c]) for c in COORDINATES[:5]), 0.2 + 1e-9)
        self.score(result, points, rows)

    def score(self, result, points, rows):
        """Volumes of random search, from the points."""
        for r, duel in enumerate(result["search"]["repetitions"]):
            for arms, side in ((("uniform",), "uniform"), (("near",), "near"),
                               (("global", "local"), "search")):
                own = sorted(p for p, row in zip(points, rows) if row["arm"] == "nominal" or
                             row["arm"] in arms and row["repetition"] == str(r + 1))
                volume = sum(
                    max([0] + [q[1] for q in own if q[0] <= p[0]]) * (after[0] - p[0])
                    for p, after in zip(own, own[1:] + [(1, 0)]))
                self.assertAlmostEqual(volume, duel[side]["volume"], 12)

    def test_mass_is_that_of_check(self):
        """Of the nominal training points: all of them, with a test file of its own."""
        options = ("--test", "points.csv", "--scale", "none")
        for more in ((), ("--family", "all"), ("--kappa", "3", "--sigma", "1/3", "--delta",
                                               "2/3", "--family", "sparse:2")):
            result = self.json(0, "stress", "points.csv", "--replay", "nominal", *options, *more)
            family = more if "--family" in more else (*more, "--family", "axes")
            checked = json.loads(self.run_program("check", "points.csv", "--no-verify",
                                                  "--json", "-", *family).out)
            number = harness.fractions.Fraction
            mass = max(number(g["critical_mass"]["lo"]) for g in checked["groups"])
            self.assertEqual(result["entries"][0]["mass"],
                             {"lo": float(mass), "hi": float(mass)})

    def test_same_bytes(self):
        for name, more in (("one", ("--threads", "1")), ("two", ("--threads", "2")),
                           ("again", ("--threads", "2", "--cache", "c"))):
            self.check(0, *BASE, *more, "--json", name + ".json", "--csv", name + ".csv")
        texts = [self.check(0, *BASE, "--threads", n).out for n in "12"]
        self.assertEqual(texts[0], texts[1])
        for name in ("two", "again"):
            for end in (".json", ".csv"):
                self.assertEqual(self.read("one" + end), self.read(name + end))

    def test_seeds(self):
        first = self.read_csv()
        for seed in ("--seed", "--shuffle-seed", "--draw-seed", "--search-seed",
                     "--split-seed"):
            self.assertNotEqual(first, self.read_csv(seed, "7"))

    def read_csv(self, *more):
        self.check(0, *BASE, *more, "--csv", "raw.csv")
        return self.read("raw.csv")

    def test_time_limit(self):
        result = self.json(3, *LONG, "--time-limit", "1/2", "--csv", "raw.csv")
        self.assertTrue(result["interrupted"])
        self.assertEqual(len(self.rows("raw.csv")), result["search"]["points"])
        self.assertGreater(result["search"]["points"], 1)
        self.assertFalse(all(r["complete"] for r in result["search"]["repetitions"]))
        text = self.check(3, *LONG, "--time-limit", "1/2").out
        self.assertIn("a limit or a signal ended the run", text)
        self.assertIn("No repetition is complete", text)

    def start(self, *arguments):
        return subprocess.Popen([harness.PROGRAM, *arguments], cwd=self.folder,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def test_interrupt(self):
        process = self.start(*LONG, "--cache", "c", "--csv", "raw.csv")
        while not os.path.exists(self.path("c")) or os.path.getsize(self.path("c")) < 2000:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
        self.assertEqual((process.returncode, err), (3, b""))
        self.assertRegex(out.decode().splitlines()[-1], r"^FRONT \d+$")
        self.assertGreater(len(self.rows("raw.csv")), 1)

    def test_killed_runs_go_on(self):
        """Killed at random moments, again and again; the result is that of one run."""
        options = (*BASE, "--epochs", "40", "--threads", "2")
        self.check(0, *options, "--json", "whole.json", "--csv", "whole.csv")
        moments, kills = random.Random(7), 0
        for _ in range(60):
            process = self.start(*options, "--cache", "c", "--json", "parts.json", "--csv",
                                 "parts.csv")
            time.sleep(0.02 + 0.1 * moments.random())
            process.kill()
            process.communicate()
            kills += process.returncode == -signal.SIGKILL
            if process.returncode == 0:
                break
        self.assertGreater(kills, 0)
        before = os.path.getsize(self.path("c")) if os.path.exists(self.path("c")) else 0
        self.check(0, *options, "--cache", "c", "--json", "parts.json", "--csv", "parts.csv")
        self.assertGreater(before, 1000)
        for end in (".json", ".csv"):
            self.assertEqual(self.read("whole" + end), self.read("parts" + end))

    def test_cache(self):
        self.check(0, *BASE, "--cache", "c")
        text = self.read("c")
        self.check(0, *BASE, "--cache", "c", "--damage", "drop", "--sample", "5")
        self.assertTrue(self.read("c").startswith(text))
        self.write("c", text[:-30])
        self.check(0, *BASE, "--cache", "c")
        self.assertEqual(sorted(self.read("c").splitlines()), sorted(text.splitlines()))
        for more, says in ((("--rate", "0.2"), "for other options"),
                           (("--family", "all"), "for other options"),
                           (("--budget", "0.1"), "for other options"),
                           (("--split-seed", "2"), "for other data"),
                           (("--columns", "x"), "for other data")):
            run = self.refused(*BASE, *more, "--cache", "c", says=says)
            self.assertIn("--cache c: ", run.err)
        self.write("c", text.replace("\nx ", "\ny ", 1))
        self.refused(*BASE, "--cache", "c", says="c:5: the line is damaged")
        self.refused(*BASE, "--cache", "points.csv", says="data file")
        self.refused(*BASE, "--cache", ".", says="directory")
        self.refused(*BASE, "--cache", "-", says="go to a file")
        self.refused(*BASE, "--cache", "none/c", says="No such file")
        self.refused(*BASE, "--cache", "d", "--csv", "d", says="--csv names the same file")
        self.refused(*BASE, "--cache", "d", "--json", "d", says="--json names the same file")
        self.refused(*BASE, "--cache", "d", "--csv", "./d", says="--csv names the same file")
        self.refused(*BASE, "--cache", "d", "--json", "./d", says="--json names the same file")
        self.refused(*BASE, "--cache", "d", "--replay", "nominal", says="evaluates anew")

    GOOD = {
        "damage": ["drop", "final"], "budget": ["0", "1", "1/3"],
        "evaluations": ["20", "31"], "repetitions": ["1", "3"], "sample": ["0", "3"],
        "replay": ["nominal", "noise=0.1", "noise=1/10,optimizer=adam,reseed=15"],
        "draw-seed": ["0", "18446744073709551615"], "search-seed": ["0", "3"],
        "t0-accuracy": ["0", "1"], "epochs": ["1", "2"], "kappa": ["3"], "sigma": ["1"],
        "delta": ["1"], "family": ["all", "axes", "sparse:1", "width:1", "directions:v.csv"],
        "arch": ["linear", "3"], "activation": ["abs", "relu"],
        "optimizer": ["armijo", "gd", "sgd", "momentum", "adam"], "rate": ["1", "1/1000"],
        "batch": ["1", "1000"], "momentum": ["0"], "scale": ["none"], "seed": ["5"],
        "shuffle-seed": ["5"], "test": ["points.csv"], "test-share": ["1/2"],
        "split-seed": ["3"], "threads": ["1"], "memory": ["64M"], "time-limit": ["100"],
    }
    BAD = {
        "damage": {"x": "drop|final", "": "drop|final"},
        "budget": {"-1": "0 to 1", "1.1": "0 to 1", "x": "0 to 1"},
        "evaluations": {"19": "20 to", "1000001": "20 to", "x": "20 to"},
        "repetitions": {"0": "1 to 1000", "1001": "1 to 1000"},
        "sample": {"-1": "0 to", "100001": "0 to"},
        "replay": {"": "wanted NAME", "x=1": "'x' is no coordinate",
                   "noise=0.5": "--replay: noise=0.5 is not in 0 .. 0.2",
                   "noise=0.2,deletion=0.2": "sum to 0.4: the budget is 0.2",
                   "noise": "not NAME=VALUE"},
        "draw-seed": {"-1": "0 to", "x": "0 to"}, "search-seed": {"1.5": "0 to"},
        "t0-accuracy": {"2": "0 to 1"}, "epochs": {"0": "1 to"}, "kappa": {"1": "> 1"},
        "delta": {"0": "> 0"}, "sigma": {"0": "> 0"},
        "family": {"x": "wanted all|", "sparse:3": "3", "directions:none.csv": "none.csv"},
        "arch": {"0": "1 to", "x": "neither"}, "activation": {"x": "x"},
        "optimizer": {"x": "armijo|"}, "rate": {"0": "> 0"}, "batch": {"0": "1 to"},
        "test": {"none.csv": "none.csv"}, "memory": {"1X": "512M"},
        "csv": {"-": "to a file", "points.csv": "data file"},
        "json": {"points.csv": "data file"}, "seeds": {"3": "no option of"},
        "m0": {"1/5": "no option of"}, "freeze": {"1": "no option of"},
    }

    def test_good_values(self):
        self.write("v.csv", "1,1\n")
        for name, values in self.GOOD.items():
            for value in values:
                with self.subTest(name=name, value=value):
                    self.check(0, *BASE, "--epochs", "2", f"--{name}", value)

    def test_bad_values(self):
        for name, values in self.BAD.items():
            for value, says in values.items():
                with self.subTest(name=name, value=value):
                    self.refused(*BASE, f"--{name}={value}", says=says)

    def test_every_option_is_here(self):
        seen = set(re.findall(r"^ +(?:-., )?--([a-z0-9-]+)",
                              self.check(0, "stress", "--help").out, re.M))
        reading = {"format", "header", "delimiter", "label", "labels-file", "weight", "columns",
                   "drop", "help", "version", "quiet", "float32", "cache"}
        self.assertEqual(seen, set(self.GOOD) | reading | {"csv", "json"})

    def test_what_cannot_vary(self):
        result = self.json(0, *BASE, "--arch", "linear", "--budget", "0")
        fixed = [c["name"] for c in result["coordinates"] if not c["varies"]]
        self.assertEqual(fixed, [*COORDINATES[:5], "width", "slope"])
        self.assertEqual(result["search"]["sample"], 0)
        self.refused("stress", "points.csv", "--arch", "linear", "--replay", "width=3",
                     says="width cannot vary here")

    def test_data_that_cannot_be_used(self):
        self.write("one.csv", "x,label\n1,a\n2,a\n3,a\n")
        self.refused("stress", "one.csv", says="class")
        self.write("lonely.csv", "x,label\n1,a\n2,a\n3,b\n")
        self.refused("stress", "lonely.csv", says="one point")
        self.refused("stress", "line.csv", "--label", "none", says="")
        self.refused("stress", says="no DATA given")


if __name__ == "__main__":
    unittest.main()
