"""The table of data floors: the safe one, the exact one, brackets that a limit cuts."""
import fractions
import itertools
import json
import math
import os
import random
import subprocess
import tempfile
import time

from common import KEPT, ROOT, TOOLS, UNDECIDED, VERIFIED, print_head, print_row
from rows import FLOORS, FLOORS_LONG, IRIS_PAIRS

HEAD = ["data", "loss", "trivial", "safe", "least", "most", "closed?", "seconds", "CPU s",
        "target s", "certificate bytes", "verify s"]
THREADS = 2
RUNS = 3
LONG = 20  # seconds; what takes longer is run once


class Timed:
    """A finished process: its output, wall time and CPU time."""

    def __init__(self, command, statuses):
        start = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.PIPE)
        self.output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.stdout.close()
        self.wall = time.monotonic() - start
        self.cpu = usage.ru_utime + usage.ru_stime
        if os.waitstatus_to_exitcode(status) not in statuses:
            raise SystemExit(f"bench: {' '.join(command)} failed")


class Floor:
    """A data floor with a certificate that was verified."""

    def __init__(self, run, found, path, certificate):
        self.found, self.cpu, self.seconds = found, run.cpu, found["seconds"]
        self.bytes = os.path.getsize(certificate)
        checked = Timed([os.path.join(ROOT, "build/src/doublecheck-verify-floor"), "-q", path,
                         certificate], (VERIFIED,))
        self.verify = checked.wall

    @property
    def closed(self):
        if self.found["vacuous"]:
            return "vacuous"
        return "yes" if self.found["optimal"] else "no"


def safe_floor(path, row, certificate):
    run = Timed([os.path.join(TOOLS, "safe"), path, row.loss, str(row.limit), str(THREADS),
                 certificate], (0,))
    return Floor(run, json.loads(run.output), path, certificate)


def exact_floor(program, path, row, certificate):
    columns = ["--columns", row.columns] if row.columns else []
    run = Timed([program, "floor", path, *columns, "--loss", row.loss, "--only", "data",
                 "--time-limit", str(row.limit), "--threads", str(THREADS), "--no-verify",
                 "--quiet", "--json", "-", "--data-certificate", certificate],
                (0, UNDECIDED))
    result = json.loads(run.output)
    found = dict(result["data_floor"], trivial=result["floors"][0]["trivial"])
    return Floor(run, found, path, certificate)


def solve(program, path, row, certificate):
    if row.safe:
        return safe_floor(path, row, certificate)
    return exact_floor(program, path, row, certificate)


def fastest(runs):
    """The first, with the least times of all."""
    best = runs[0]
    for name in ("seconds", "cpu", "verify"):
        setattr(best, name, min(getattr(run, name) for run in runs))
    return best


def repeated(program, path, row, certificate, once):
    runs = [solve(program, path, row, certificate)]
    while len(runs) < (1 if once else RUNS) and runs[0].seconds < min(LONG, row.limit):
        runs.append(solve(program, path, row, certificate))
    return fastest(runs)


def make_clouds(points, features, distance, seed):
    """The path of two normal clouds of unit variance, one for each class, their means
    `distance` apart; three decimals."""
    path = os.path.join(KEPT, f"clouds_{points}_{features}_{distance}_{seed}.csv")
    if os.path.exists(path):
        return path
    os.makedirs(KEPT, exist_ok=True)
    draw = random.Random(seed)
    mean = distance / 2 / math.sqrt(features)
    part = f"{path}.{os.getpid()}"
    with open(part, "w", encoding="ascii") as file:
        print(*(f"x{k + 1}" for k in range(features)), "label", sep=",", file=file)
        for s in range(points):
            side = 2 * (s % 2) - 1
            print(*(f"{draw.gauss(side * mean, 1):.3f}" for _ in range(features)), s % 2,
                  sep=",", file=file)
    os.replace(part, path)
    return path


def path_of(row):
    if row.data == "clouds":
        return make_clouds(10_000, 64, 3, 1)
    return os.path.join(ROOT, "datasets/real", row.data + ".csv")


def decimal(text):
    return f"{float(fractions.Fraction(text)):.4f}"


def cells(program, row, folder, once):
    floor = repeated(program, path_of(row), row, os.path.join(folder, "out.fcert"), once)
    found = floor.found
    if row.safe:
        bracket = ["–", "–", "–"]
    else:
        bracket = [decimal(found["least"]), decimal(found["most"]), floor.closed]
    return [row.title, row.loss, decimal(found["trivial"]), decimal(found["safe"]), *bracket,
            f"{floor.seconds:.2f}", f"{floor.cpu:.2f}", row.target, floor.bytes,
            f"{floor.verify:.2f}"]


def pair_files(folder):
    """Paths of iris with each two of its classes."""
    with open(os.path.join(ROOT, "datasets/real/iris.csv"), encoding="ascii") as file:
        head, *lines = file.read().splitlines()
    classes = sorted({line.rpartition(",")[2] for line in lines})
    for pair in itertools.combinations(classes, 2):
        path = os.path.join(folder, "-".join(pair) + ".csv")
        with open(path, "w", encoding="ascii") as file:
            kept = [line for line in lines if line.rpartition(",")[2] in pair]
            print(head, *kept, sep="\n", file=file)
        yield path


def pairs_cells(program, folder, once):
    """One row for each two classes, each two features and each loss."""
    floors = []
    certificate = os.path.join(folder, "out.fcert")
    for path in pair_files(folder):
        for columns in itertools.combinations("1234", 2):
            for row in IRIS_PAIRS:
                row = row._replace(columns=",".join(columns))
                floors.append(repeated(program, path, row, certificate, once))
    closed = sum(floor.closed != "no" for floor in floors)
    vacuous = sum(floor.closed == "vacuous" for floor in floors)

    def greatest(name):
        return max(getattr(floor, name) for floor in floors)

    return [IRIS_PAIRS[0].title, ", ".join(row.loss for row in IRIS_PAIRS), "–", "–", "–", "–",
            f"{closed} of {len(floors)} ({vacuous} vacuous)", f"{greatest('seconds'):.2f}",
            f"{greatest('cpu'):.2f}", IRIS_PAIRS[0].target, greatest("bytes"),
            f"{greatest('verify'):.2f}"]


def main(program, once, longer):
    only = os.environ.get("BENCH_ONLY", "")
    print_head(*HEAD)
    with tempfile.TemporaryDirectory() as folder:
        if only in IRIS_PAIRS[0].title:
            print_row(*pairs_cells(program, folder, once))
        for row in FLOORS + (FLOORS_LONG if longer else []):
            if only in row.title:
                print_row(*cells(program, row, folder, once))
    return 0
