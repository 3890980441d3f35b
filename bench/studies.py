"""The companion studies on one thread against two."""
import os
import shlex
import statistics
import subprocess
import time

from common import ROOT, print_head, print_row

PAIRS = 3
LONG = 20  # seconds: such a row is run once
MNIST = "real/mnist/t10k-images-idx3-ubyte.gz"
ROWS = (
    ("memorize", MNIST, "--arch 128 --epochs 30 --float32"),
    ("memorize", MNIST, "--arch 128 --epochs 30"),
    ("memorize", "real/digits.csv", "--epochs 30"),
    ("reproduce", "real/digits.csv", ""),
    ("reproduce", MNIST, "--epochs 5 --float32"),
    ("variability", "real/digits.csv", ""),
    ("variability", MNIST, ""),
    ("stress", "real/iris.csv", ""),
    ("stress", "real/breast_cancer.csv", ""),
)


def seconds(program, row, threads):
    command, data, options = row
    start = time.monotonic()
    subprocess.run([program, command, os.path.join(ROOT, "datasets", data),
                    *shlex.split(options), "--threads", str(threads), "--quiet"],
                   stdout=subprocess.DEVNULL, check=True)
    return time.monotonic() - start


def pairs_of(program, row, once):
    pairs = []
    while len(pairs) < (1 if once else PAIRS):
        pairs.append([seconds(program, row, threads) for threads in (1, 2)])
        once = once or sum(pairs[0]) > LONG
    return pairs


def main(program, once):
    only = os.environ.get("BENCH_ONLY", "")
    print_head("study", "data", "options", "1 thread s", "2 threads s", "ratio")
    for row in ROWS:
        if only not in " ".join(row):
            continue
        pairs = pairs_of(program, row, once)
        numbers = (*(statistics.median(times) for times in zip(*pairs)),
                   statistics.median(one / two for one, two in pairs))
        print_row(*row, *(f"{x:.2f}" for x in numbers))
    return 0
