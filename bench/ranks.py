"""Search and writing of the certificate on one thread, on two, and by two processes of one
thread each."""
import os
import statistics
import tempfile

from common import Run, command_of, print_head, print_row
from rows import THREADS

TURNS = 3
LAUNCHER = ["mpirun", "--quiet", "--oversubscribe", "--bind-to", "none", "-n", "2"]

# What is run: threads, and what starts it.
WAYS = ((1, []), (2, []), (1, LAUNCHER))


def times_of(program, row, certificate):
    """doublecheck's own clock: a launcher takes a second or two to end."""
    runs = [Run(launcher + command_of(program, row, threads, "--certificate", certificate,
                                      "--no-verify")) for threads, launcher in WAYS]
    return [run.search + run.write for run in runs]


def main(program, once):
    print_head("instance", "options", "1 thread s", "2 threads s", "ratio",
               "2 processes s", "ratio", "ratios from", "to")
    with tempfile.TemporaryDirectory() as folder:
        certificate = os.path.join(folder, "out.dcert")
        for row in THREADS:
            turns = [times_of(program, row, certificate)
                     for _ in range(1 if once else TURNS)]
            one, two, spread = (statistics.median(times) for times in zip(*turns))
            by_threads = statistics.median(a / b for a, b, _ in turns)
            ratios = [a / c for a, _, c in turns]
            numbers = (one, two, by_threads, spread, statistics.median(ratios),
                       min(ratios), max(ratios))
            print_row(row.instance, row.options, *(f"{x:.2f}" for x in numbers))
    return 0
