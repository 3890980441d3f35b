"""The process keeps within --memory, and says what it needs."""

import json
import random
import re
import subprocess
import sys
import unittest

from harness import PROGRAM, CliTest

MIB = 1 << 20
ALLOWED = 1.1
GAUSSIAN = ("generate", "gaussian", "--seed", "1")

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
        done = subprocess.run([sys.executable, "-I", "-S", "-c", LAUNCH, PROGRAM, "--no-verify",
                               "--threads", "2", *arguments], cwd=self.folder, check=True,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        status, kibibytes = map(int, done.stdout.split()[-2:])
        self.assertIn(status, (0, 1, 3))
        return 1024 * kibibytes

    def keeps(self, mebibytes, *arguments):
        peak = self.peak(*arguments, "--memory", f"{mebibytes}M")
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
        """Where the points take over half of the memory, but to nobody who wants none."""
        self.generate(2000, 5)
        self.assertRegex(self.note("--memory", "800K", "--decide"),
                         r"^doublecheck: 2000 points, 5 columns: they take about [\d.]+ MiB "
                         r"of memory, and boxes of directions up to [\d.]+ MiB more "
                         r"\(--memory\); --estimate tells ")
        self.assertEqual(self.note("--memory", "800K", "--decide", "--quiet"), "")
        self.assertEqual(self.note("--memory", "64M", "--decide"), "")
        self.assertEqual(self.note("--decide"), "")

    def test_note_of_many_values(self):
        row = ",".join("12345" * 20000)
        with open(self.path("data.csv"), "w", encoding="ascii") as target:
            for k in range(100):
                print(k, row[:-2], sep=",", file=target)
        self.assertRegex(self.note("--family", "axes", "--header", "no"),
                         "^doublecheck: 100 points, 100000 columns: .* up to 140 MiB more")

    def test_studies(self):
        """What was trained is not lost because the points are too many for a search."""
        draw = random.Random(3)
        with open(self.path("data.csv"), "w", encoding="ascii") as target:
            print("x,y,label", file=target)
            for k in range(600):
                print(f"{draw.gauss(3 * (k % 2), 1):.6f},{draw.gauss(0, 1):.6f},{k % 2}",
                      file=target)
        allowed = ("--memory", "50K")
        result = self.run_program("data.csv", "--m0", "2/5", *allowed)
        self.assertEqual(result.code, 2)
        self.assertIn("the points alone need about ", result.err)
        run = ["simulate", "data.csv", "--fixed", "--m0", "2/5", "--steps", "3000", "--every",
               "3000", "--t0-accuracy", "4/5", "--seeds", "2", "--arch", "linear", "--json", "-"]
        stress = ["stress", "data.csv", "--epochs", "5", "--evaluations", "20",
                  "--repetitions", "2", "--sample", "0", "--json", "-"]
        for command, says in ((run, r'"condition": "(.*)"'), (stress, r'"mass": (\{[^}]*\})')):
            plain, little = (self.run_program(*command, *more) for more in ((), allowed))
            self.assertEqual((little.code, little.err), (0, ""))
            found = re.findall(says, little.out)
            self.assertEqual(found, re.findall(says, plain.out))
            self.assertTrue(found)
            self.assertNotIn("null", found)


if __name__ == "__main__":
    unittest.main()
