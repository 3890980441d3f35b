"""What the tables share: data files, timed runs, lines of a table."""
import json
import os
import shlex
import statistics
import subprocess
import time

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
PROGRAM = os.path.join(ROOT, "build/src/doublecheck")
TOOLS = os.path.join(ROOT, "build/bench")
KEPT = os.path.join(ROOT, "build/bench-data")

HOLDS, VIOLATED, UNDECIDED = 0, 1, 3  # exit statuses
VERIFIED = 0


def round_file(path, digits):
    """Rounds all values of a file without labels: columns then have many ties."""
    with open(path, encoding="utf-8") as file:
        head, *lines = file.read().splitlines()
    with open(path, "w", encoding="utf-8") as file:
        file.write(head + "\n")
        for line in lines:
            file.write(",".join(f"{float(x):.{digits}f}" for x in line.split(",")) + "\n")


def generate(program, arguments):
    """The path of a generated file; files are kept. arguments: of `generate`, and perhaps
    ", D digits": values are then rounded to so many."""
    path = os.path.join(KEPT, arguments.replace(" ", "_") + ".csv")
    if not os.path.exists(path):
        os.makedirs(KEPT, exist_ok=True)
        part = f"{path}.{os.getpid()}"
        own, _, digits = arguments.partition(", ")
        subprocess.run([program, "generate", *shlex.split(own), "-o", part], check=True)
        if digits:
            round_file(part, int(digits.split()[0]))
        os.replace(part, path)
    return path


def data_of(program, row):
    """The path of a row's data, and how it is to be read."""
    if row.instance.startswith("real/"):
        return os.path.join(ROOT, "datasets", row.instance), []
    return generate(program, row.instance), ["--label", "none"]


def command_of(program, row, threads, *more):
    path, reading = data_of(program, row)
    return [program, path, *reading, *shlex.split(row.options), "--time-limit",
            str(row.limit), "--threads", str(threads), "--json", "-", *more]


class Run:
    """A finished run of doublecheck: wall time, peak memory in MiB, result, and of the
    result the seconds of the search and of writing and verifying the certificate."""

    def __init__(self, command):
        start = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.PIPE)
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.stdout.close()
        self.wall = time.monotonic() - start
        self.mebibytes = usage.ru_maxrss / 1024
        if os.waitstatus_to_exitcode(status) not in (HOLDS, VIOLATED, UNDECIDED):
            raise SystemExit(f"bench: {shlex.join(command)} failed")
        self.result = json.loads(output)
        self.search = self.result["seconds"]
        self.write = self.result["proof"]["write_seconds"]
        self.verify = self.result["proof"]["verify_seconds"]

    @property
    def boxes(self):
        return sum(group["nodes"] for group in self.result["groups"])

    @property
    def complete(self):
        """True unless a limit cut the run."""
        return self.result["stop"] in ("complete", "decided")


def median(runs, of):
    return statistics.median(map(of, runs))


def print_head(*names):
    print_row(*names)
    print("|" + "---|" * len(names), flush=True)


def print_row(*cells):
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)
