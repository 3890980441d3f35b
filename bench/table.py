"""The table of all instances: search, certificate, verification, baseline."""
import fractions
import gzip
import json
import os
import shlex
import subprocess
import tempfile

from common import Run, TOOLS, command_of, data_of, median, print_head, print_row
from rows import TABLE

HEAD = ["instance", "options", "m*", "verdict", "boxes", "search s", "write s",
        "search + write s, 2 threads", "total s, 2 threads", "verify s", "verify/search",
        "bytes", "gz", "MiB", "baseline boxes", "baseline s", "ratio"]
LONG = 20  # seconds; what takes longer is run once, on two threads
BASELINE_LIMIT = 60
MEASURABLE = 0.005


def bracket(mass):
    low, high = mass["lo"], mass["hi"]
    return low if low == high else f"{low}..{high}"


def answer(result):
    """m* of each group, or of many groups the greatest."""
    masses = [group["critical_mass"] for group in result["groups"]]
    if len(masses) <= 3:
        return ", ".join(map(bracket, masses))
    ends = {end: max((mass[end] for mass in masses), key=fractions.Fraction)
            for end in ("lo", "hi")}
    return f"{bracket(ends)} (greatest of {len(masses)})"


def verdict(run, limit):
    if run.complete:
        return run.result["verdict"]
    stop = run.result["stop"]
    return f"{run.result['verdict']}, stopped: {f'{limit} s' if stop == 'time' else stop}"


def repeated(program, row, certificate, once):
    """Runs on one thread and on two, in turn; a long one on two only."""
    one, two = [], []
    while len(two) < (1 if once else 3):
        two.append(Run(command_of(program, row, 2, "--certificate", certificate)))
        if two[0].wall > LONG:
            break
        one.append(Run(command_of(program, row, 1, "--certificate", certificate)))
    return one, two


def packed_size(certificate):
    if not os.path.exists(certificate):
        return "–"
    with open(certificate, "rb") as file:
        return len(gzip.compress(file.read(), 9))


def baseline(program, row):
    """What bench/baseline says, or nothing."""
    if not row.baseline:
        return None
    command = [os.path.join(TOOLS, "baseline"), data_of(program, row)[0],
               *shlex.split(row.options), "--time-limit", str(BASELINE_LIMIT)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def require_agreement(row, ours, theirs):
    """A table with two answers would be of no use."""
    if not (ours.complete and theirs["ended"] and theirs["open"] == 0):
        return
    mass = ours.result["groups"][0]["critical_mass"]["lo"]
    same = "--decide" in row.options or \
        fractions.Fraction(theirs["m_star"]) == fractions.Fraction(mass)
    if not same or theirs["verdict"] != ours.result["verdict"]:
        raise SystemExit(f"bench: {row.instance} {row.options}: the baseline finds "
                         f"{theirs['m_star']}, {theirs['verdict']}")


def baseline_cells(row, run, theirs, seconds):
    if not theirs:
        return ["–", "–", "–"]
    require_agreement(row, run, theirs)
    more = "" if theirs["ended"] else "> "
    boxes = f"{theirs['boxes']}" + (f" ({theirs['open']} open)" if theirs["open"] else "")
    time = f"{theirs['seconds']:.2f}" if theirs["ended"] else f"> {BASELINE_LIMIT}"
    comparable = run.complete and seconds > MEASURABLE
    ratio = f"{more}{theirs['seconds'] / seconds:.3g}" if comparable else "–"
    return [more + boxes, time, ratio]


def cells(program, row, folder, once):
    certificate = os.path.join(folder, "out.dcert")
    one, two = repeated(program, row, certificate, once)
    runs = one or two
    search, write, verify = (median(runs, lambda run, part=part: getattr(run, part))
                             for part in ("search", "write", "verify"))
    alone = [f"{search:.2f}", f"{write:.2f}"] if one else ["–", "–"]
    return [row.instance, row.options, answer(runs[0].result), verdict(runs[0], row.limit),
            runs[0].boxes, *alone,
            f"{median(two, lambda run: run.search + run.write):.2f}",
            f"{median(two, lambda run: run.wall):.2f}",
            f"{verify:.2f}", f"{verify / search:.2f}" if search > MEASURABLE else "–",
            runs[0].result["proof"]["bytes"], packed_size(certificate),
            f"{max(run.mebibytes for run in one + two):.0f}",
            *baseline_cells(row, runs[0], baseline(program, row), search + write)]


def main(program, once):
    only = os.environ.get("BENCH_ONLY", "")
    print_head(*HEAD)
    for row in TABLE:
        if only in f"{row.instance} {row.options}":
            with tempfile.TemporaryDirectory() as folder:
                print_row(*cells(program, row, folder, once))
    return 0
