"""The process keeps within --memory, and says what it needs."""

import json
import math
import random
import re
import subprocess
import sys
import unittest

from harness import PROGRAM, CliTest

MIB = 1 << 20
ALLOWED = 1.1
GAUSSIAN = ("generate", "gaussian", "--seed", "1")

# Commands that have no certificates.
UNPROVED = "reproduce", "variability", "memorize", "stress"

# A process starts with the peak of the one that it came from: that has to be small.
LAUNCH = """
import os, sys
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
status, usage = os.wait4(child, 0)[1:]
print(os.waitstatus_to_exitcode(status), usage.ru_maxrss)
"""


def sanitized():
    """A sanitizer's own memory counts, too."""
    linked = subprocess.run(["ldd", PROGRAM], check=False, stdout=subprocess.PIPE,
                            text=True).stdout
    return "libasan" in linked


class MemoryTest(CliTest):
    def generate(self, points, dims, name="data.csv"):
        self.run_program(*GAUSSIAN, "--points", str(points), "--dims", str(dims), "-o", name)

    def peak(self, *arguments):
        """Peak resident set in bytes."""
        proof = () if arguments[0] in UNPROVED else ("--no-verify",)
        done = subprocess.run([sys.executable, "-I", "-S", "-c", LAUNCH, PROGRAM,
                               *arguments, *proof], cwd=self.folder, check=True,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        status, kibibytes = map(int, done.stdout.split()[-2:])
        self.assertIn(status, (0, 1, 3))
        return 1024 * kibibytes

    def keeps(self, mebibytes, *arguments):
        threads = () if "--threads" in arguments else ("--threads", "2")
        peak = self.peak(*arguments, "--memory", f"{mebibytes}M", *threads)
        self.assertLessEqual(peak, ALLOWED * mebibytes * MIB, f"{peak / MIB} MiB")

    @unittest.skipIf(sanitized(), "memory of a sanitizer cannot be told apart")
    def test_waiting_boxes(self):
        """So many boxes wait after some seconds that they would take more than that."""
        self.generate(130, 6)
        self.keeps(26, "data.csv", "--label", "none", "--decide", "--m0", "9/20",
                   "--time-limit", "6")

    @unittest.skipIf(sanitized(), "memory of a sanitizer cannot be told apart")
    def test_points(self):
        """Points with short and long numbers, in families that hold them in other ways."""
        self.generate(20000, 6, "short.csv")
        with open(self.path("short.csv"), encoding="ascii") as source:
            lines = source.read().split()
        with open(self.path("long.csv"), "w", encoding="ascii") as target:
            print(lines[0], file=target)
            for k, line in enumerate(lines[1:]):
                print(*(f"{x}{k * 7919 % 10**10:010d}" for x in line.split(",")), sep=",",
                      file=target)
        for mebibytes, *rest in ((32, "short.csv"),
                                 (32, "short.csv", "--family", "sparse:2"),
                                 (32, "short.csv", "--family", "width:1/10"),
                                 (40, "short.csv", "--threads", "64"),
                                (40, "long.csv")):
            with self.subTest(rest):
                self.keeps(mebibytes, *rest, "--label", "none", "--time-limit", "1")

    @unittest.skipIf(sanitized(), "memory of a sanitizer cannot be told apart")
    def test_certificate(self):
        self.generate(100, 4)
        self.keeps(24, "data.csv", "--label", "none", "--certificate", "proof")

    def test_points_that_do_not_fit(self):
        """The reader refuses what it cannot hold, the check what it could not work with."""
        self.generate(2000, 5)
        for memory, says in (("100K", "--memory SIZE allows more"),
                             ("300K", "the points alone need about ")):
            result = self.run_program("data.csv", "--label", "none", "--memory", memory,
                                      "--no-verify")
            self.assertEqual((result.code, result.out), (2, ""))
            self.assertIn(says, result.err)

    def note(self, *arguments):
        """What is said on standard error, beside JSON on standard output."""
        result = self.run_program("data.csv", "--label", "none", "--no-verify",
                                  "--time-limit", "1", "--json", "-", *arguments)
        self.assertIn(result.code, (0, 1, 3))
        json.loads(result.out)
        return result.err

    def test_note(self):
        """Where the points take over a quarter of the memory, but to nobody who wants none."""
        self.generate(2000, 5)
        self.assertRegex(self.note("--memory", "1600K", "--decide"),
                         r"^doublecheck: 2000 points, 5 columns: they take about [\d.]+ MiB "
                         r"of memory, and boxes of directions up to [\d.]+ MiB more "
                         r"\(--memory\); --estimate tells ")
        self.assertEqual(self.note("--memory", "1600K", "--decide", "--quiet"), "")
        self.assertEqual(self.note("--memory", "64M", "--decide"), "")
        self.assertEqual(self.note("--decide"), "")

    def test_note_of_many_values(self):
        row = ",".join("12345" * 20000)
        with open(self.path("data.csv"), "w", encoding="ascii") as target:
            for k in range(100):
                print(k, row[:-2], sep=",", file=target)
        self.assertRegex(self.note("--family", "axes", "--header", "no"),
                         "^doublecheck: 100 points, 100000 columns: .* up to 140 MiB more")

    def draw_points(self, points, dims, classes=2, name="points.csv"):
        """Points of classes that are apart."""
        draw = random.Random(3)
        with open(self.path(name), "w", encoding="ascii") as target:
            print(*(f"x{k}" for k in range(dims)), "label", sep=",", file=target)
            for k in range(points):
                print(*(f"{draw.gauss(3 * (k % classes), 1):.4f}" for _ in range(dims)),
                      k % classes, sep=",", file=target)

    # What takes more than is allowed if something is not counted, and an option that has
    # results with one thread and with two compared.
    STUDIES = (
        (32, "simulate", "--arch", "linear", "--steps", "4", "--t0-accuracy", "4/5",
         "--seeds", "8", "--family", "axes", "--fixed", "--m0", "2/5"),
        (48, "simulate", "--arch", "8", "--steps", "3", "--t0-accuracy", "2/5", "--seeds", "5",
         "--time-limit", "1/1000"),
        (32, "reproduce", "--epochs", "1", "--seeds", "2"),
        (32, "variability", "--epochs", "2", "--models", "5", "--rounds", "4"),
        (32, "memorize", "--epochs", "2", "--losses", "mae", "--noise", "0,0.2", "--optimizer",
         "gd"),
        (48, "stress", "--epochs", "1", "--evaluations", "20", "--repetitions", "1",
         "--sample", "2"),
    )

    @unittest.skipIf(sanitized(), "memory of a sanitizer cannot be told apart")
    def test_studies_keep_within(self):
        """Trainings that would take more side by side, or with all that is held."""
        self.draw_points(40000, 3)
        for mebibytes, command, *options in self.STUDIES:
            for threads in "1", "8":
                with self.subTest(f"{command} {threads}"):
                    self.keeps(mebibytes, command, "points.csv", *options, "--threads", threads)

    @unittest.skipIf(sanitized(), "memory of a sanitizer cannot be told apart")
    def test_looks_are_counted(self):
        self.draw_points(60, 1)
        self.keeps(32, "simulate", "points.csv", "--arch", "linear", "--steps", "1000",
                   "--t0-accuracy", "4/5", "--seeds", "150", "--family", "axes", "--fixed",
                   "--m0", "2/5")

    def needed(self, result):
        """Bytes that a refusal names, rounded up; nothing else is said or done."""
        self.assertEqual(result.out, "")
        found = re.search(r"need about ([\d.e+]+) MiB of memory, the program included, and "
                          r"[\d.]+ MiB are allowed", result.err)
        self.assertTrue(found, result.err)
        return math.ceil(MIB * float(found[1]))

    def test_studies_that_do_not_fit(self):
        """The memory that is named is enough for what names it, and a little less is not."""
        self.draw_points(20000, 12, classes=4)
        for command, *options in (
                ("simulate", "--arch", "16", "--steps", "1", "--seeds", "9"),
                ("simulate", "--arch", "linear", "--steps", "1", "--seeds", "3", "--floor",
                 "all", "--time-limit", "1/1000"),
                ("reproduce", "--epochs", "1", "--seeds", "1", "--arch", "60", "--batch",
                 "10000", "--resamples", "1000"),
                ("variability", "--epochs", "1", "--models", "20", "--rounds", "1"),
                ("memorize", "--epochs", "1", "--losses", "mae", "--noise", "0"),
                ("stress", "--epochs", "1", "--evaluations", "20", "--repetitions", "1",
                 "--sample", "0", "--time-limit", "1")):
            run = [command, "points.csv", *options, "--memory"]
            memory, refusals = 8 * MIB, 0
            result = self.run_program(*run, str(memory))
            with self.subTest(run):
                while result.code == 2 and refusals < 4:
                    refusals, memory = refusals + 1, self.needed(result)
                    result = self.run_program(*run, str(memory))
                self.assertIn(result.code, (0, 3), result.err)
                self.assertGreater(refusals, 0)
                self.assertEqual(self.run_program(*run, str(int(0.98 * memory))).code, 2)

    def test_threads_do_not_change_a_study(self):
        """Memory rules how points go through a network: so that is said of few threads, too."""
        self.draw_points(20000, 3)
        for mebibytes, command, *options in self.STUDIES:
            if command == "stress":
                options[options.index("--sample") + 1] = "0"
            seconds = re.compile(r'"[a-z_]*seconds[a-z_]*": [\d.e+-]+')
            runs = []
            for threads in "1", "3":
                result = self.run_program(command, "points.csv", *options, "--json", "-",
                                          "--memory", f"{mebibytes - 9}M", "--threads", threads,
                                          "--quiet")
                self.assertIn(result.code, (0, 3), result.err)
                runs.append(seconds.sub("", result.out).replace(f'"threads": {threads}', ""))
            with self.subTest(command):
                self.assertEqual(*runs)

    def test_points_to_be_judged(self):
        """What was trained is not lost because the points are too many for a search: they are
        not searched, and that is said."""
        self.draw_points(15000, 2)
        allowed = ("--memory", "6M")
        search = self.run_program("points.csv", "--m0", "2/5", "--no-verify", *allowed)
        self.assertEqual(search.code, 2)
        self.assertIn("the points alone need about ", search.err)
        run = ["simulate", "points.csv", "--fixed", "--m0", "2/5", "--steps", "300", "--every",
               "300", "--t0-accuracy", "4/5", "--seeds", "1", "--arch", "linear", "--json", "-",
               "--no-verify"]
        stress = ["stress", "points.csv", "--epochs", "1", "--evaluations", "20",
                  "--repetitions", "1", "--sample", "0", "--json", "-"]
        says = ("doublecheck: --memory 6M: points to be judged had no room beside what was "
                "trained, so they were not\n")
        for command, codes in (run, (0, 3)), (stress, (0, 0)):
            results = [self.run_program(*command, *more) for more in ((), ("--memory", "6M"))]
            self.assertEqual(tuple(result.code for result in results), codes)
            self.assertEqual([result.err for result in results], ["", says])
            plain, little = (json.loads(result.out) for result in results)
            self.assertEqual((plain["exceeded"], little["exceeded"]), (False, True))
            if command is run:
                self.assertEqual(little["finding"], "NOT COVERED")
                self.assertEqual(little["runs"][0]["fails"], ["limit"])
                self.assertEqual(plain["runs"][0]["fails"], [])
                continue
            for entry, known in zip(little["entries"], plain["entries"], strict=True):
                self.assertEqual(known.pop("mass").keys(), {"lo", "hi"})
                self.assertIsNone(entry.pop("mass"))
                self.assertEqual(entry["outcome"].keys(), known["outcome"].keys())

    def test_features_to_be_judged(self):
        """Features that have no room as data, or as points, or for a data floor."""
        self.draw_points(3000, 2)
        run = ["simulate", "points.csv", "--arch", "64", "--freeze", "1", "--steps", "3",
               "--t0-accuracy", "2/5", "--seeds", "2", "--fixed", "--m0", "2/5", "--family",
               "axes", "--json", "-", "--no-verify", "--time-limit", "1"]
        for memory, floors, lacks in (("9M", "doubling", True), ("12M", "doubling", True),
                                      ("64M", "doubling", False), ("34M", "all", True)):
            with self.subTest(f"{memory} {floors}"):
                result = self.run_program(*run, "--memory", memory, "--floor", floors)
                found = json.loads(result.out)
                self.assertEqual(found["exceeded"], lacks)
                self.assertEqual("no room" in result.err, lacks)
                self.assertEqual(result.code, 0 if floors == "all" else 3)
                for seed in found["runs"]:
                    self.assertEqual("limit" in seed["guarantee"]["lacks"], lacks)
                    self.assertIsNone(seed["guarantee"]["data_floor"])

    @unittest.skipIf(sanitized(), "memory of a sanitizer cannot be told apart")
    def test_judges_keep_within(self):
        """Points that have no room, and some that have, after trainings that leave little."""
        self.draw_points(40000, 3, name="some.csv")
        self.draw_points(100000, 3, name="many.csv")
        frozen = ("simulate", "some.csv", "--arch", "8", "--freeze", "1", "--steps", "3", "--t0-accuracy",
                  "2/5", "--seeds", "3", "--family", "axes", "--time-limit", "2")
        data_floors = (*frozen[:10], "--seeds", "2", "--floor", "all", "--adversary",
                       "--time-limit", "4")
        stress = ("stress", "many.csv", "--epochs", "1", "--evaluations", "20", "--repetitions", "1",
                  "--sample", "3")
        wide = (*frozen[:2], "--arch", "32", *frozen[4:])
        for mebibytes, command in ((32, frozen), (40, frozen), (64, frozen), (44, wide),
                                   (80, data_floors), (40, stress)):
            with self.subTest(f"{command} {mebibytes}"):
                self.keeps(mebibytes, *command)


if __name__ == "__main__":
    unittest.main()
