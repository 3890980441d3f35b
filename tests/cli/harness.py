"""Runs the built program on small files in a folder of its own."""

import fractions
import json
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

import jsonschema

PROGRAM = os.environ["DOUBLECHECK"]
DOCS = os.environ["DOUBLECHECK_DOCS"]
BUILT_DOCS = os.environ["DOUBLECHECK_BUILT_DOCS"]

# Ten points at 0..9. With kappa 2, sigma 1/4, delta 1/2 two neighbours gain
# nothing and three gain a third: m* = 1/5.
LINE = "x\n" + "".join(f"{k}\n" for k in range(10))

# The same as class "a"; class "b" is one point, far away.
PAIR = "x,one,label\n" + "".join(f"{k},1,a\n" for k in range(10)) + "1000,1,b\n"

# Two features, a weight, a cell.
RICH = "x;y;w;cell;label\n" + "".join(
    f"{k};{k * k % 7};{1 + k % 2}/2;c{k % 2};{'ab'[k % 3 == 0]}\n" for k in range(12))

# 400 points in a row, two classes: the condition adds much to the trivial floor.
HALVES = "x,label\n" + "".join(f"{k},{'ab'[k >= 200]}\n" for k in range(400))


def hard_data(points=300, dims=8):
    """Far too many directions to decide m0 = 0.45 in the time any test takes."""
    state, rows = 1, []
    for _ in range(points):
        row = []
        for _ in range(dims):
            state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
            row.append(str(state >> 44))
        rows.append(",".join(row) + "\n")
    return ",".join(f"f{k}" for k in range(dims)) + "\n" + "".join(rows)


HARD = hard_data()


class Run:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    @property
    def word(self):
        return self.out.splitlines()[-1] if self.out else ""


class CliTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="doublecheck-test-")
        self.addCleanup(shutil.rmtree, self.folder)
        for name, text in (("line.csv", LINE), ("pair.csv", PAIR), ("rich.csv", RICH),
                           ("two.csv", HALVES),
                           ("hard.csv", HARD)):
            self.write(name, text)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, content):
        with open(self.path(name), "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return self.path(name)

    def write_weighted(self, rows):
        """heavy.csv with the weights of rows (x, label, weight), many.csv with as many
        points."""
        self.write("heavy.csv", "x,label,w\n" + "".join(
            f"{x},{label},{weight}\n" for x, label, weight in rows))
        self.write("many.csv", "x,label\n" + "".join(
            f"{x},{label}\n" * weight for x, label, weight in rows))

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read().decode()

    def run_program(self, *arguments, stdin=b"", **options):
        done = subprocess.run([PROGRAM, *arguments], input=stdin, cwd=self.folder,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=30, check=False, **options)
        return Run(done.returncode, done.stdout.decode(), done.stderr.decode())

    def start_on_terminal(self, *arguments):
        """The program with a terminal as standard error: process and what to read from. A
        signal that a shell ignores for jobs in the background is not ignored."""
        master, slave = pty.openpty()
        self.addCleanup(os.close, master)
        process = subprocess.Popen(
            [PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=slave, cwd=self.folder,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        self.addCleanup(process.kill)
        os.close(slave)
        return process, master

    @staticmethod
    def drain(master, seconds=20.0, until=None):
        """What the terminal shows, to its end or until a pattern is in it."""
        text = ""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not (until and re.search(until, text)):
            if select.select([master], [], [], 0.05)[0]:
                try:
                    data = os.read(master, 4096)
                except OSError:  # the other end is closed
                    break
                text += data.decode()
        return text

    def check(self, code, *arguments, **options):
        run = self.run_program(*arguments, **options)
        self.assertEqual(run.code, code, f"{arguments}\n{run.out}\n{run.err}")
        if code in (0, 1, 3):
            self.assertEqual(run.err, "", arguments)
        return run

    def refused(self, *arguments, says, code=2, **options):
        """Fails with one message that holds `says`, and nothing else."""
        run = self.check(code, *arguments, **options)
        self.assertEqual(run.out, "", arguments)
        self.assertTrue(run.err.startswith("doublecheck: "), run.err)
        self.assertEqual(run.err.count("\n"), 1, run.err)
        self.assertTrue(run.err.endswith("\n"), run.err)
        self.assertIn(says, run.err, arguments)
        return run


class JsonTest(CliTest):
    """Of a command whose JSON follows SCHEMA, a file of docs/."""

    @classmethod
    def setUpClass(cls):
        with open(os.path.join(DOCS, cls.SCHEMA), "rb") as file:
            schema = json.load(file)
        jsonschema.Draft202012Validator.check_schema(schema)
        cls.validator = jsonschema.Draft202012Validator(schema)

    def json(self, code, *arguments, **options):
        result = json.loads(self.check(code, *arguments, "--json", "-", **options).out)
        self.validator.validate(result)
        return result


def masses(rows, witness, kappa, weights=None):
    """Masses of a slab and of its dilation, by definition D2."""
    number = fractions.Fraction
    v = [number(text) for text in witness["v"]]
    c, r = number(witness["c"]), number(witness["r"])
    weights = weights or [1] * len(rows)
    inner = outer = number(0)
    for row, weight in zip(rows, weights):
        gap = abs(sum(a * number(b) for a, b in zip(v, row)) - c)
        inner += number(weight) * (gap <= r)
        outer += number(weight) * (gap <= number(kappa) * r)
    total = sum(number(weight) for weight in weights)
    return inner / total, outer / total
