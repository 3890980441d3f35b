"""Peak memory of whole processes beside --memory."""
import os
import re
import shlex
import subprocess
import sys
import tempfile

from common import KEPT, ROOT, generate, print_head, print_row

MIB = 1 << 20
SIZES = {"M": MIB, "G": 1 << 30}
ALLOWED = 1.1  # times --memory
# Without --memory: the points, and this for boxes; the requirement is 200 million bytes.
WITHOUT = 200e6

IRIS, CANCER = "real/iris.csv", "real/breast_cancer.csv"
MNIST = "real/mnist/t10k-images-idx3-ubyte.gz"
HARD = "gaussian --dims 6 --points 130 --seed 1"
TREE = "gaussian --dims 5 --points 100 --seed 1"
WIDE = "gaussian --dims 10 --points 100000 --seed 1"
DECIDE = "--decide --m0 9/20"

# Two classes that are apart; studies of them, and the least limits that they accept, about.
CLASSES = "gaussian --dims 3 --points 100000 --seed 1 classes"
STUDIES = (
    ("simulate", "--arch linear --steps 20 --seeds 8 --t0-accuracy 4/5 --family axes",
     ("40M", "64M", "128M")),
    ("simulate", "--arch 8 --steps 20 --seeds 8 --t0-accuracy 2/5", ("64M", "128M")),
    ("simulate", "--arch linear --steps 20 --seeds 2 --t0-accuracy 4/5 --family axes --adversary",
     ("128M",)),
    ("simulate", "--arch 8 --freeze 1 --steps 20 --seeds 4 --t0-accuracy 2/5 --family axes",
     ("48M", "64M", "96M", "128M")),
    ("reproduce", "--epochs 1 --seeds 2", ("32M", "64M")),
    ("variability", "--epochs 3 --models 5 --rounds 10", ("40M", "64M")),
    ("memorize", "--epochs 3 --losses cross-entropy,mae --noise 0,0.2", ("32M", "64M")),
    ("stress", "--epochs 1 --evaluations 20 --repetitions 1 --sample 4",
     ("40M", "64M", "128M")),
)

# Command, data, options, --memory (None: as it is), threads, seconds.
ROWS = (
    ("check", HARD, DECIDE, "64M", 1, 40),
    ("check", HARD, DECIDE, "64M", 2, 40),
    ("check", HARD, DECIDE, "128M", 2, 120),
    ("check", HARD, DECIDE, None, 2, 1200),
    ("check", HARD, DECIDE, "256M", 2, 240),
    ("check", HARD, "", "64M", 2, 20),
    ("check", TREE, "", "32M", 2, 120),
    ("check", TREE, "--certificate proof", "32M", 2, 120),
    ("check", TREE, "--certificate proof", None, 2, 120),
    ("check", WIDE, "", "96M", 1, 20),
    ("check", WIDE, "", "96M", 2, 20),
    ("check", WIDE + " digits", "", "192M", 2, 20),
    ("check", WIDE + " weights", "", "96M", 2, 20),
    ("check", WIDE, "--family width:1/10", "96M", 2, 20),
    ("check", WIDE, "--family sparse:2", "128M", 2, 20),
    ("check", WIDE, "--family axes", "96M", 2, 20),
    ("check", "gaussian --dims 2 --points 1000000 --seed 1", "--decide", "512M", 2, 40),
    ("check", "gaussian --dims 10 --points 1000000 --seed 1", "", "1G", 2, 90),
    ("check", MNIST, "--family sparse:2", "1G", 2, 20),
    ("check", IRIS, "--groups whole --certificate proof", "64M", 2, 20),
    ("check", CANCER, "--family sparse:3 --certificate proof", "64M", 2, 20),
    ("floor", CANCER, "--loss 0.1", "64M", 2, 20),
    ("floor", CANCER, "--loss 0.1 --only data", "64M", 2, 20),
    ("floor", MNIST, "--loss 0.1 --only data", "512M", 2, 20),
    ("simulate", CANCER, "--columns 1,2 --t0-accuracy 0.85 --steps 20 --seeds 4", "64M", 2, 20),
) + tuple((command, CLASSES, options, memory, threads, 60)
          for command, options, memories in STUDIES
          for memory in memories
          for threads in (1, 2, 8))

# What has no proof has no process that verifies it.
PROOFS = dict.fromkeys(("check", "floor", "simulate"), ["--no-verify"])

# A process starts with the peak of the one that it came from: that has to be small.
LAUNCH = """
import os, sys
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
status, usage = os.wait4(child, 0)[1:]
print(os.waitstatus_to_exitcode(status), usage.ru_maxrss)
"""


def more_digits(text):
    """Each number with ten digits more, which differ from line to line."""
    lines = text.split("\n")
    for k in range(1, len(lines) - 1):
        tail = f"{k * 7919 % 10**10:010d}"
        lines[k] = ",".join(x + tail for x in lines[k].split(","))
    return "\n".join(lines)


def weights(text):
    """A last column of weights, 1 to 9."""
    lines = text.split("\n")
    lines[0] += ",weight"
    for k in range(1, len(lines) - 1):
        lines[k] += f",{k % 9 + 1}"
    return "\n".join(lines)


def classes(text):
    """Every other point is moved, and in another class."""
    lines = text.split("\n")
    lines[0] += ",label"
    for k in range(1, len(lines) - 1):
        first, *rest = lines[k].split(",")
        first = f"{float(first) + 3 * (k % 2):.6f}"
        lines[k] = ",".join([first, *rest, str(k % 2)])
    return "\n".join(lines)


CHANGES = {"classes": (classes, None), "digits": (more_digits, []), "weights": (weights, ["--weight", "weight"])}


def data_of(program, instance):
    """The path of the data, and how it is to be read."""
    if instance.startswith("real/"):
        return os.path.join(ROOT, "datasets", instance), []
    change = instance.split()[-1]
    if change not in CHANGES:
        return generate(program, instance), ["--label", "none"]
    plain = generate(program, instance[: -len(change) - 1])
    path = os.path.join(KEPT, instance.replace(" ", "_") + ".csv")
    if not os.path.exists(path):
        with open(plain, encoding="ascii") as source:
            text = CHANGES[change][0](source.read())
        with open(path + ".part", "w", encoding="ascii") as target:
            target.write(text)
        os.replace(path + ".part", path)
    more = CHANGES[change][1]
    return path, [] if more is None else ["--label", "none", *more]


def peak_of(command, folder):
    """Bytes of the greatest resident set, and the boxes that the result tells of."""
    output = subprocess.run([sys.executable, "-I", "-S", "-c", LAUNCH, *command],
                            cwd=folder, stdout=subprocess.PIPE, text=True, check=True).stdout
    status, kibibytes = map(int, output.split()[-2:])
    if status not in (0, 1, 3):
        raise SystemExit(f"bench: {shlex.join(command)} failed")
    return 1024 * kibibytes, sum(map(int, re.findall(r"(\d+) nodes", output)))


def bytes_of(size):
    return int(size[:-1]) * SIZES[size[-1]]


def main(program):
    only, over = os.environ.get("BENCH_ONLY", ""), 0
    print_head("command", "data", "options", "threads", "--memory", "peak MiB", "of --memory",
               "boxes")
    for command, instance, options, memory, threads, seconds in ROWS:
        if only not in f"{command} {instance} {options} {memory}":
            continue
        path, reading = data_of(program, instance)
        limit = ["--memory", memory] if memory else []
        with tempfile.TemporaryDirectory() as folder:
            peak, boxes = peak_of([program, command, path, *reading, *shlex.split(options),
                                   *limit, *PROOFS.get(command, ()), "--threads", str(threads),
                                   "--time-limit", str(seconds)], folder)
        allowed = ALLOWED * bytes_of(memory) if memory else WITHOUT
        over += peak > allowed
        share = f"{100 * peak / bytes_of(memory):.0f} %" if memory else ""
        print_row(command, instance, options, threads, memory or "", f"{peak / MIB:.1f}",
                  share, boxes or "")
    if over:
        raise SystemExit(f"bench: {over} rows take more than they are allowed")
    return 0
