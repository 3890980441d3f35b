"""How fast a large CSV file is read, beside programs that only pass over it."""
import json
import os
import statistics
import subprocess
import time

from common import TOOLS, generate, print_head, print_row

DATA = "gaussian --dims 10 --points 2100000 --seed 1"  # 200 MB
RUNS = 3


def passing(command):
    start = time.monotonic()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.monotonic() - start


def reading(path):
    done = subprocess.run([os.path.join(TOOLS, "read"), path], stdout=subprocess.PIPE,
                          check=True)
    return json.loads(done.stdout)["seconds"]


def main(program):
    path = generate(program, DATA)
    megabytes = os.path.getsize(path) / 1e6
    passing(["cat", path])  # into the page cache
    print_head("what", "MB", "s", "MB/s")
    for name, seconds in (("dc_dataset_read", lambda: reading(path)),
                          ("wc -l", lambda: passing(["wc", "-l", path])),
                          ("cat >/dev/null", lambda: passing(["cat", path]))):
        taken = statistics.median(seconds() for _ in range(RUNS))
        print_row(name, f"{megabytes:.0f}", f"{taken:.3f}", f"{megabytes / taken:.0f}")
    return 0
