"""Search and writing of the certificate on one thread against two."""
import os
import statistics
import tempfile

from common import Run, command_of, print_head, print_row
from rows import THREADS

PAIRS = 3


def pair(program, row, certificate):
    return [Run(command_of(program, row, threads, "--certificate", certificate,
                           "--no-verify")).wall for threads in (1, 2)]


def main(program, once):
    print_head("instance", "options", "1 thread s", "2 threads s", "ratio", "ratios from",
               "to")
    with tempfile.TemporaryDirectory() as folder:
        certificate = os.path.join(folder, "out.dcert")
        for row in THREADS:
            pairs = [pair(program, row, certificate) for _ in range(1 if once else PAIRS)]
            ratios = [one / two for one, two in pairs]
            numbers = (*(statistics.median(times) for times in zip(*pairs)),
                       statistics.median(ratios), min(ratios), max(ratios))
            print_row(row.instance, row.options, *(f"{x:.2f}" for x in numbers))
    return 0
