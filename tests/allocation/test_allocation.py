"""Every allocation fails once: run_allocation on small files, a scenario at a time, and then
the places in the program from which memory is asked for against those that failed.

test_allocation.py [--few|--all] [--no-places] [WORD...]: only scenarios with all these words,
and no places. --few: of each place one call fails; --all: each call. --no-places: it is not asked
whether each place has failed."""

import concurrent.futures
import gzip
import os
import random
import re
import shlex
import shutil
import struct
import subprocess
import sys
import tempfile
import time

from places import name_of, places_of_program, read_list, text_of, unreached

PROGRAM = os.environ["RUN_ALLOCATION"]
# Both verifiers are there.
os.environ["PATH"] = os.environ["DOUBLECHECK_FOLDER"] + os.pathsep + os.environ["PATH"]
OPTIONS = "--all", "--few", "--no-places"
ALL, FEW, NO_PLACES = (option in sys.argv for option in OPTIONS)
HERE = os.path.dirname(os.path.abspath(__file__))
DRAW = random.Random(1)

# Exit status, and the command. "*": a run takes long; one call fails of each place that none
# of the others has. "**": minutes; only with --all, or by its words. "|": standard input is a
# pipe. "!": the verifiers cannot be found. "unit": a part of the program (units.h).
SCENARIOS = """
1 line.csv --label none --certificate out/c --json out/j.json
0 line.csv --label none --m0 1/4 --certificate out/c
0 line.csv --label none --m0 1/4
0 - --label none --m0 1/4 --json -
1 pair.csv --kappa 3 --top 2
1 pair.csv --decide
1 three.csv --groups pairs --certificate out/c --json -
1 plane.csv --label none --certificate out/c --no-verify
0 plane.csv --label none --m0 2/5 --certificate out/c
1 plane.csv --label none --family width:1/2 --certificate out/c --json out/j.json
1 pair.csv --family width:1 --kappa 3
1 plane.csv --label none --family sparse:1 --certificate out/c
1 space.csv --label none --family sparse:2 --top 2 --certificate out/c --json out/j.json
1 space.csv --label none --family axes --certificate out/c
1 plane.csv --label none --family directions:directions.csv --certificate out/c --json out/j
1 plane.csv --label none --maximize sigma --m0 1/5 --certificate out/c --json out/j.json
1 space.csv --label none --certificate out/c --no-verify
1 rich.csv --weight w --groups cells:cell --certificate out/c --json out/j.json --top 3
1 collinear.csv --label none --certificate out/c
0 long.csv --header yes --label none --groups whole --columns 1 --certificate out/c
*0 hard.csv --label none --kappa 3 --m0 49/100 --memory 64K --certificate out/c --no-verify
1 pair.csv --groups whole --kappa 3/2
1 rich.csv --weight w --label none --drop label --groups cells:cell
1 crowd.csv --label none --certificate out/c
0 convert named.csv --header yes -o out/x.csv
1 pair.csv.gz --certificate out/c
1 pair.svm --certificate out/c
1 images-idx3-ubyte --family axes --certificate out/c
|0 - --label none --m0 1/4 --json -
1 pair.csv --certificate out/c --checkpoint out/checkpoint --checkpoint-every 0
1 space.csv --label none --family sparse:2 --checkpoint out/checkpoint --checkpoint-every 0
1 hard.csv --columns 1,2,3 --kappa 3 --label none --checkpoint out/checkpoint --resume part.previous
1 grid.csv --label none --certificate out/c
*0 wide.csv --label none --family sparse:5 --estimate
*1 lattice.csv --label none --kappa 3 --certificate out/c
*1 hard.csv --label none --columns 1,2,3 --kappa 3 --certificate out/c
1 grid.csv --label none --json /dev/null
1 cloud.csv --label none --family sparse:2 --checkpoint out/checkpoint --checkpoint-every 0 --resume sets.previous
1 three.csv --groups pairs --checkpoint out/checkpoint --resume groups.previous --checkpoint-every 0
1 plane.csv --label none --checkpoint out/checkpoint --resume broken
2 plane.csv --label none --resume part.previous
0 plane.csv --label none --estimate
0 report result.json plane.json -o out/r.html
0 report space.json -o out/r.html
0 report memorize.json --plot out/p.svg
0 report profile.json --plot out/p.svg
0 profile plane.csv --label none --kappas 2,3 --sigmas 1/4,1/2,1 --json out/j.json --csv out/p.csv
0 profile three.csv --groups pairs --kappas 2 --sigmas 1/4,1/2
0 profile space.csv --label none --family sparse:2 --sigmas 1/4,1 --json -
0 profile plane.csv --label none --family axes
3 profile hard.csv --label none --sigmas 1/4 --time-limit 1/1000000
0 three.csv --groups pairs --estimate --json out/j.json
0 cloud.csv --label none --family sparse:2 --estimate --json -
0 space.csv --label none --family axes --estimate
0 plane.csv --label none --family directions:directions.csv --estimate --quiet
2 ragged.csv
2 pair.csv --columns no
2 pair.csv --sigma 1e999999999
2 nothing.csv
0 floor pair.csv --loss 1/10 --fixed --only doubling
*0 floor far.csv --loss 1/10 --fixed --fineness 1 --floor-certificate out/f --data-certificate out/d --certificate out/c --json out/j.json
*0 floor row.csv --loss 1/5 --only doubling --fineness 1
0 floor far.csv --loss 1/5 --fixed --kappa 3/2 --delta 9/10 --sigma 1/5 --only doubling --fineness 1 --floor-certificate out/f --certificate out/c
*0 floor far.csv --curve --fixed --kappa 3/2 --delta 9/10 --sigma 1/5 --fineness 1 --json out/j.json
0 floor far.csv --accuracy 3/5 --fixed --kappa 3/2 --delta 9/10 --sigma 1/5 --fineness 1
0 floor three.csv --loss 1/2 --fixed --kappa 3/2 --delta 9/10 --sigma 1/5 --only doubling --fineness 1
0 floor rich.csv --weight w --groups cells:cell --loss 1/2 --fixed --fineness 1
0 floor result.json --loss 1/10 --fineness 1
*0 floor square.csv --loss 1/2 --only data --data-certificate out/d --json out/j.json
*0 floor pair.csv --loss 3/5 --only data --data-certificate out/d
**0 floor three.csv --loss 1 --only data --data-certificate out/d
*0 floor third.csv --loss 1 --only data --data-certificate out/d
*0 floor third.csv --loss 1/2 --only data --data-certificate out/d
*0 floor flat.csv --loss 3/5 --only data --data-certificate out/d
*0 floor thirds.csv --loss 1 --only data --data-certificate out/d
*0 floor mixed.csv --loss 3/5 --only data --data-certificate out/d
*0 floor cube.csv --loss 3/5 --only data --data-certificate out/d
3 simulate far.csv --fixed --fineness 1 --kappa 3/2 --delta 9/10 --sigma 1/5 --m0 1/4 --seeds 2 --steps 5 --json out/j.json --trajectories out/t.csv
3 simulate far.csv --fixed --fineness 1 --kappa 3/2 --delta 9/10 --sigma 1/5 --m0 1/4 --seeds 1 --steps 4 --arch 2 --freeze 1 --optimizer adam --export-features out/e.csv
*0 simulate far.csv --fineness 1 --seeds 1 --steps 4 --floor all --adversary
0 simulate far.csv --fixed --fineness 1 --kappa 3/2 --delta 9/10 --sigma 1/5 --m0 1/4 --seeds 1 --steps 4 --arch 2 --floor all
*0 simulate far.csv --fixed --fineness 1 --kappa 3/2 --delta 9/10 --sigma 1/5 --m0 1/4 --seeds 1 --steps 4 --t0-accuracy 1/2 --adversary --json out/j.json
0 simulate far.csv --fixed --fineness 1 --kappa 3/2 --delta 9/10 --sigma 1/5 --m0 1/4 --seeds 1 --steps 4 --arch 2,2 --activation relu --floor all --trajectories out/t.csv
3 simulate three.csv --fixed --fineness 1 --kappa 3/2 --delta 9/10 --sigma 1/5 --m0 1/2 --seeds 1 --steps 4 --arch 2,2 --optimizer momentum --float32
0 reproduce pair.csv --seeds 10 --epochs 1 --arch 2 --resamples 100 --json out/j.json --csv out/r.csv
0 reproduce pair.csv --seeds 2 --epochs 1 --a 0 --b 1 --resamples 100 --test pair.csv --json out/j.json
0 reproduce series.csv --series value --window 2 --seeds 2 --epochs 1 --resamples 100 --json out/j.json
0 variability pair.csv --models 2 --epochs 1 --batch 4 --rounds 2 --json out/j.json --csv out/v.csv --write-logits out/l
0 variability logits1.csv logits2.csv --candidates 1 --rounds 2 --json out/j.json
0 memorize three.csv --epochs 1 --arch 2 --noise 0,0.4 --seeds 2 --json out/j.json --csv out/m.csv
*0 stress three.csv --epochs 1 --evaluations 20 --repetitions 1 --sample 2 --cache out/cache --json out/j.json --csv out/s.csv
0 stress three.csv --epochs 1 --replay label-noise=0.1
0 stress three.csv --epochs 1 --replay class-weight=0.1,deletion=0.1
*0 stress three.csv --epochs 1 --evaluations 20 --repetitions 1 --sample 2 --cache kept
**0 stress three.csv --epochs 1 --evaluations 300 --repetitions 1 --sample 0 --cache out/cache
0 generate gaussian --points 5 -o out/g.csv
0 generate moons --points 6
0 generate --list
0 convert tall.csv --header yes -o out/x.csv
0 convert rich.csv --weight w --cell cell -o out/x.csv
0 convert long.csv --header yes --label none
0 convert pair.csv.gz
0 convert pair.svm -o out/x.csv
0 convert images-idx3-ubyte -o out/x.csv
0 --help
0 --version
!2 verify line.csv far.csv
0 unit points
0 unit text
0 unit samples
0 unit way
0 unit exact
0 unit sets
0 unit outcomes
*0 unit decisions
*0 unit directions
"""


def table(head, rows):
    return ",".join(head) + "\n" + "".join(",".join(map(str, row)) + "\n" for row in rows)


def idx(kind, shape, values):
    return bytes([0, 0, 8, len(shape)]) + struct.pack(f">{len(shape)}I", *shape) + bytes(values)


def cloud(points, dims, classes):
    return [[DRAW.randrange(1000) for _ in range(dims)] + ["abc"[k % classes]]
            for k in range(points)]


PAIR = table(["x", "y", "label"], [(k % 4, f"{k * k % 7}.5", "ab"[k % 3 == 0])
                                   for k in range(12)])
FILES = {
    "line.csv": "x\n" + "".join(f"{k}\n" for k in range(10)),
    "pair.csv": PAIR,
    "pair.csv.gz": gzip.compress(PAIR.encode()),
    "pair.svm": "".join(f"{'+-'[k % 2]}1 1:{k} 2:{k * k % 7}\n" for k in range(12)),
    "three.csv": table(["x", "y", "label"], cloud(15, 2, 3)),
    "plane.csv": table(["x", "y"], [row[:2] for row in cloud(8, 2, 1)]),
    "space.csv": table(["x", "y", "z"], [row[:3] for row in cloud(7, 3, 1)]),
    "cube.csv": table(["x", "y", "z", "label"], cloud(8, 3, 2)),
    "mixed.csv": table(["x", "label"], [(k, "ab"[(k >= 10) ^ (k % 7 == 0)])
                                        for k in range(20)]),
    "row.csv": table(["x", "label"], [(k, "ab"[k >= 4]) for k in range(8)]),
    "square.csv": table(["x", "y", "label"], cloud(10, 2, 2)),
    "third.csv": table(["x", "y", "label"], zip((286, 938, 784, 163, 816, 142, 632, 129),
                                                (186, 888, 398, 780, 73, 632, 455, 135),
                                                "abcabcab")),
    "thirds.csv": table(["x", "label"], [(k, "abc"[k % 3]) for k in range(9)]),
    "flat.csv": table(["x", "y", "z", "label"],
                      [(k, 2 * k, k * k % 5, "ab"[k % 2]) for k in range(8)]),
    "tall.csv": table(["x", "label"], [(f"{k}.{'123456789' * 9}", "ab"[k % 2])
                                       for k in range(2000)]),
    "far.csv": table(["x", "label"], [(k, "ab"[k >= 10]) for k in range(20)]),
    "rich.csv": "x;y;w;cell;label\n" + "".join(
        f"{k};{k * k % 7};{1 + k % 2}/2;c{k % 2};{'ab'[k % 3 == 0]}\n" for k in range(16)),
    "collinear.csv": table(["x", "y", "one"], [(k, 2 * k, 1) for k in (0, 1, 1, 2, 5, 7)]),
    "long.csv": table(["x", "a name"],
                      [(f"{k}.1234567890123456789{k}", f"{k}/3") for k in range(70)]),
    "hard.csv": table([f"x{k}" for k in range(4)], [row[:4] for row in cloud(40, 4, 1)]),
    "cloud.csv": table([f"x{k}" for k in range(4)], [row[:4] for row in cloud(20, 4, 1)]),
    "grid.csv": table(["x", "y"], [[x // 200 for x in row[:2]] for row in cloud(60, 2, 1)]),
    "lattice.csv": table(["x", "y", "z"], [(k // 9, k // 3 % 3, k % 3) for k in range(27)]),
    "wide.csv": table([f"x{k}" for k in range(6)], [row[:6] for row in cloud(40, 6, 1)]),
    "loose.csv": table([f"x{k}" for k in range(7)], [row[:7] for row in cloud(20, 7, 1)]),
    "crowd.csv": table(["x", "y"], [(k, k * k % 41) for k in range(40)] + [(10**7, 3**20)]),
    "named.csv": table(["x" * 100000, "label"], [(1, "a"), (2, "b")]),
    "directions.csv": table(["x", "y"], [(1, 0), (1, 1), (2, -1)]),
    "ragged.csv": "x,y\n1,2\n1\n",
    "series.csv": table(["year", "value"], [(k, k * k % 11) for k in range(14)]),
    "logits1.csv": table(["a", "b", "label"], [(k % 5, k % 3, "ab"[k % 2]) for k in range(12)]),
    "logits2.csv": table(["a", "b", "label"], [(k % 4, k % 3, "ab"[k % 2]) for k in range(12)]),
    "images-idx3-ubyte": idx(8, (6, 1, 2), [k * 37 % 256 for k in range(12)]),
    "labels-idx1-ubyte": idx(8, (6,), [k % 2 for k in range(6)]),
    "vast.csv": table(["x", "y"], [row[:2] for row in cloud(2000, 2, 1)]),
}
# Files that a run leaves, whatever its exit status.
MADE = {
    "result.json": "far.csv --m0 2/5 --json result.json",
    "plane.json": "plane.csv --label none --json plane.json",
    "space.json": "space.csv --label none --json space.json",
    "profile.json": "profile plane.csv --label none --kappas 2 --sigmas 1/4 --json profile.json",
    "memorize.json": "memorize three.csv --epochs 2 --json memorize.json",
    "part.previous": "hard.csv --columns 1,2,3 --kappa 3 --label none --checkpoint part --checkpoint-every 0",
    "sets.previous": "cloud.csv --label none --family sparse:2 --checkpoint sets "
                     "--checkpoint-every 0",
    "groups.previous": "three.csv --groups pairs --checkpoint groups --checkpoint-every 0",
    "kept": "stress three.csv --epochs 1 --evaluations 20 --repetitions 1 --sample 2 "
            "--cache kept --threads 1",
    "broken": "plane.csv --label none --checkpoint broken.previous",
}
THREADS = ("check", "profile", "floor", "simulate", "reproduce", "variability", "memorize", "stress")
NO_THREADS = "generate", "convert", "report", "verify", "unit"


def write_files(folder):
    for name, text in FILES.items():
        with open(os.path.join(folder, name), "wb") as out:
            out.write(text if isinstance(text, bytes) else text.encode())
    os.makedirs(os.path.join(folder, "out"))
    os.makedirs(os.path.join(folder, "tmp"))


def arguments(line):
    status, *words = shlex.split(line.lstrip("*|!"))
    command = words[0] if words[0] in THREADS else "check"
    if not words[0].startswith("--") and words[0] not in NO_THREADS:
        words += ["--threads", "1"]
        if command in THREADS and "--time-limit" not in words:
            words += ["--time-limit", "0"]
    return [status, *words]


def run(line, known):
    """The scenario's output, the places that failed, and whether all was well."""
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        write_files(folder)
        for name in MADE.keys() & set(line.split()):
            subprocess.run(["doublecheck", *MADE[name].split()], cwd=folder, check=False,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if "broken" in line:
            shutil.copy(os.path.join(folder, "line.csv"), os.path.join(folder, "broken"))
        with open(os.path.join(folder, "line.csv"), "rb") as data:
            asked = {"DC_ALLOCATION_ALL": "1"} if ALL else {}
            if line[0] == "*" or FEW:
                asked["DC_ALLOCATION_FEW"] = "1"
            if line[0] == "|":
                asked["DC_ALLOCATION_PIPE"] = "1"
            if line[0] == "!":
                asked["PATH"] = folder
            if known:
                asked["DC_ALLOCATION_KNOWN"] = "known"
                with open(os.path.join(folder, "known"), "w", encoding="utf-8") as out:
                    out.writelines(f"{place:x}\n" for place in known)
            done = subprocess.run([PROGRAM, "places", *arguments(line)], cwd=folder,
                                  env={**os.environ, **asked},
                                  stdin=data, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, check=False, text=True,
                                  errors="replace")
        took = time.monotonic() - start
        path = os.path.join(folder, "places")
        places = set()
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                places = {int(place, 16) for place in file}
    return f"{took:.1f} s, {done.stdout}", places, done.returncode == 0


def compare(failed):
    """Each place has failed, but for those that test_ranks.py makes fail, and only those."""
    places = places_of_program()
    missing = unreached(places, failed)
    listed = read_list("ranks.txt")
    everywhere = set(places.values())
    print(f"{len(everywhere - missing)} of {len(everywhere)} places that ask for memory failed")
    print(f"(and {len(failed - places.keys())} in libraries)")
    new = [place for place in sorted(missing) if name_of(place) not in listed]
    for place in new:
        print(f"NEVER FAILED: {text_of(place)}")
    old = sorted(listed - {name_of(place) for place in missing})
    for function, allocator in old:
        print(f"HAS FAILED, OR IS GONE, and is in ranks.txt: {allocator} in {function}")
    return not new and not old


def main(words):
    lines = [line for line in SCENARIOS.strip().splitlines()
             if all(word in line.split() for word in words)]
    if not words and not ALL:
        lines = [line for line in lines if not line.startswith("**")]
    failed, good = set(), True

    def step(line):
        nonlocal good
        text, places, well = run(line, () if ALL or line[0] != "*" else sorted(failed))
        failed.update(places)
        good &= well
        print(f"{line}\n  {text}" if well else f"FAULTY: {line}\n{text}", end="", flush=True)

    for long in False, True:
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(step, (line for line in lines if (line[0] == "*") == long)))
    if not words and not NO_PLACES:
        good &= compare(failed)
    return 0 if good and lines else 1


if __name__ == "__main__":
    sys.exit(main([word for word in sys.argv[1:] if word not in OPTIONS]))
