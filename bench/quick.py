"""Guard against slower code: instructions of a few small runs against stored figures.

Counted by valgrind on one thread, the kernels of OpenBLAS fixed: two runs differ by a
few millionths at most, whatever else the machine does. Another compiler or C library has
figures of its own.
"""
import json
import os
import re
import subprocess
import tempfile

from common import (HOLDS, ROOT, VERIFIED, VIOLATED, command_of, data_of, print_head,
                    print_row)
from rows import QUICK

STORED = os.path.join(ROOT, "bench/instructions.json")
COUNT = ["valgrind", "--tool=cachegrind", "--cache-sim=no",
         "--cachegrind-out-file=/dev/null"]
FIXED = {"OPENBLAS_CORETYPE": "Nehalem", "OPENBLAS_NUM_THREADS": "1",
         "OMP_NUM_THREADS": "1"}
ALLOWED = 0.1  # growth


def instructions(command, statuses):
    done = subprocess.run([*COUNT, *command], env={**os.environ, **FIXED}, check=False,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    report = done.stderr.decode()
    found = re.search(r"I +refs: +([0-9,]+)", report)
    if done.returncode not in statuses or not found:
        raise SystemExit(f"bench: {command} failed under valgrind\n{report}")
    return int(found.group(1).replace(",", ""))


def counts(program, folder):
    """(name, instructions) of each run, search and verification."""
    certificate = os.path.join(folder, "out.dcert")
    verifier = os.path.join(os.path.dirname(program), "doublecheck-verify")
    for row in (row._replace(limit=0) for row in QUICK):
        name = f"{row.instance} {row.options}".strip()
        search = command_of(program, row, 1, "--certificate", certificate, "--no-verify")
        yield name, instructions(search, (HOLDS, VIOLATED))
        yield "verify: " + name, instructions(
            [verifier, data_of(program, row)[0], certificate], (VERIFIED,))


def store(figures):
    with open(STORED, "w", encoding="utf-8") as file:
        json.dump(figures, file, indent=2)
        file.write("\n")


def load():
    with open(STORED, encoding="utf-8") as file:
        return json.load(file)


def main(program, keep):
    figures, stored, grown = {}, {} if keep else load(), []
    print_head("run", "instructions", "stored", "change")
    with tempfile.TemporaryDirectory() as folder:
        for name, now in counts(program, folder):
            figures[name] = now
            before = now if keep else stored.get(name)
            if before is None or now > (1 + ALLOWED) * before:
                grown.append(name)
            change = f"{100 * (now / before - 1):+.2f} %" if before else "not stored"
            print_row(name, now, before or "–", change)
    if keep:
        store(figures)
    for name in grown:
        print(f"more than {100 * ALLOWED:.0f} % above the stored figure, or none stored: "
              f"{name}")
    return 1 if grown else 0
