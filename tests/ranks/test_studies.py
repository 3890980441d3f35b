"""Simulations and stress studies by several processes: the same results as by one, and what
is complete is kept when they end early."""

import csv
import json
import os
import random
import signal
import time
import unittest

from launch import HERE, Case, children, without_times

IRIS = os.path.join(os.environ["DATASETS"], "real/iris.csv")
LINE = "line.csv"  # two classes in one dimension, whose exact floors take no time

# Runs are long enough that every process gets some.
SIMULATIONS = (
    (IRIS, "--steps", "1000", "--family", "axes"),
    (IRIS, "--steps", "600", "--arch", "4", "--freeze", "1", "--family", "axes"),
    (IRIS, "--steps", "3000", "--every", "100", "--arch", "4", "--batch", "30",
     "--optimizer", "adam", "--t0-accuracy", "0.5"),
    (IRIS, "--steps", "1000", "--float32", "--scale", "none", "--family", "axes"),
    (LINE, "--steps", "60", "--floor", "all", "--adversary", "--t0-accuracy", "0.7"),
    (LINE, "--steps", "60", "--floor", "all", "--adversary", "--t0-accuracy", "0.7",
     "--arch", "1", "--freeze", "1"),
)
STRESS = ("--evaluations", "30", "--repetitions", "2", "--sample", "15", "--epochs", "6")


def line():
    numbers = random.Random(1)
    return "x,class\n" + "".join(f"{numbers.gauss(2 * (k % 2), 1):.2f},c{k % 2}\n"
                                 for k in range(40))


class Studies(Case):
    def read(self, name):
        with open(self.file(name), encoding="utf-8") as text:
            return text.read()

    def simulate(self, processes, threads, *arguments):
        code, out, err = self.run_on(
            processes, "simulate", "--seeds", "12", *arguments, "--threads",
            str(threads), "--json", "-", "--trajectories", self.file("looks.csv"))
        self.assertIn(code, (0, 1, 3), err)
        self.assertEqual(err, "")
        return code, without_times(out), self.read("looks.csv")

    def test_simulations(self):
        data = {IRIS: IRIS, LINE: self.file("line.csv", line())}
        for name, *options in SIMULATIONS:
            arguments = (data[name], *options, "--time-limit", "0")
            alone = self.simulate(0, 1, *arguments)
            for processes, threads in ((2, 1), (4, 2)):
                with self.subTest(arguments=arguments, processes=processes):
                    self.assertEqual(self.simulate(processes, threads, *arguments), alone)

    def test_features_of_the_first_run(self):
        """They come from the process that trained it."""
        files = []
        for processes in (0, 3):
            files.append(self.file(f"features{processes}.csv"))
            self.run_on(processes, "simulate", IRIS, "--seeds", "6", "--steps", "30",
                        "--arch", "5", "--threads", "1", "--export-features", files[-1])
        self.assertEqual(self.read(files[0]), self.read(files[1]))

    def stress(self, processes, *arguments):
        code, out, err = self.run_on(processes, "stress", IRIS, *STRESS, *arguments,
                                     "--threads", "1", "--json", "-", "--csv",
                                     self.file("points.csv"))
        self.assertEqual((code, err), (0, ""))
        return without_times(out), self.read("points.csv")

    def test_stress(self):
        for arguments in ((), ("--arch", "6", "--optimizer", "adam", "--damage", "drop")):
            alone = self.stress(0, *arguments)
            for processes in (2, 4):
                with self.subTest(arguments=arguments, processes=processes):
                    self.assertEqual(self.stress(processes, *arguments), alone)

    def test_cache(self):
        """The leader's file holds what all have evaluated, and others take from it."""
        alone = self.stress(0, "--cache", self.file("alone"))
        spread = self.stress(3, "--cache", self.file("spread"))
        lines = [sorted(self.read(name).splitlines()) for name in ("alone", "spread")]
        self.assertEqual(lines[0], lines[1])
        before = self.read("spread")
        again = self.stress(3, "--cache", self.file("spread"))
        self.assertEqual(self.read("spread"), before)
        for points in (spread[1], again[1]):
            self.assertEqual(points, alone[1])


class Ends(Case):
    """Each rank is in the middle of long runs. On a busy machine a second is short."""

    def begin(self, *arguments):
        process = self.start(3, *arguments, "--threads", "1", "--json",
                             self.file("result.json"),
                             launcher=(*HERE, "--mca", "odls_base_sigkill_timeout", "3"))
        self.addCleanup(process.kill)
        deadline = time.monotonic() + 60
        while len(ranks := children(process, seconds=1)) < 3:
            self.assertIsNone(process.poll(), "the run has ended")
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.02)
        return process, ranks

    def result(self):
        with open(self.file("result.json"), encoding="utf-8") as file:
            return json.load(file)

    def simulation(self, *arguments):
        return self.begin("simulate", IRIS, "--seeds", "9", "--threads", "1", "--steps", "100000000",
                          "--every", "1000", "--family", "axes", "--time-limit", "0",
                          *arguments)

    def study(self):
        return self.begin("stress", IRIS, "--evaluations", "4000", "--epochs", "200",
                          "--cache", self.file("cache"), "--csv", self.file("points.csv"))

    def test_simulation_interrupted(self):
        """The runs of all ranks are kept as far as they came."""
        process, ranks = self.simulation()
        os.kill(ranks[0], signal.SIGTERM)
        _, err = process.communicate(timeout=60)
        result = self.result()
        self.assertEqual((process.returncode, result["interrupted"]), (3, True), err)
        self.assertEqual(len(result["runs"]), 3)
        self.assertTrue(all(run["looks"] > 1 for run in result["runs"]), result["runs"])

    def test_simulation_lost(self):
        process, ranks = self.simulation()
        os.kill(ranks[2], signal.SIGKILL)
        _, err = process.communicate(timeout=60)
        self.assertIn(f"a process of this run was lost: rank 2 (process {ranks[2]} on ", err)
        self.assertNotEqual(process.returncode, 0)
        result = self.result()
        self.assertTrue(result["interrupted"])
        self.assertNotEqual(result["finding"], "CONFIRMED")

    def test_study_interrupted(self):
        """What other ranks had evaluated until then is in the cache."""
        process, ranks = self.study()
        os.kill(ranks[0], signal.SIGTERM)
        _, err = process.communicate(timeout=60)
        self.assertEqual((process.returncode, self.result()["interrupted"]), (3, True),
                         err)
        with open(self.file("cache"), encoding="utf-8") as cache:
            known = sum(line.startswith("x ") for line in cache)
        with open(self.file("points.csv"), encoding="utf-8") as points:
            found = list(csv.DictReader(points))
        self.assertEqual(known, len({tuple(point.values())[3:15] for point in found}))
        self.assertEqual({point["arm"] for point in found},
                         {"nominal", "uniform", "near", "global"})

    def test_study_lost(self):
        process, ranks = self.study()
        os.kill(ranks[1], signal.SIGKILL)
        _, err = process.communicate(timeout=60)
        self.assertIn(f"a process of this run was lost: rank 1 (process {ranks[1]} on ", err)
        self.assertTrue(self.result()["interrupted"])


if __name__ == "__main__":
    unittest.main()
