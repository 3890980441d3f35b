"""Runs the built program as several processes of one machine (mpirun, Open MPI)."""

import json
import os
import random
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["DOUBLECHECK"]

# The processes share few cores here. What other networks there are is not looked for: that
# takes seconds.
MPIRUN = ["mpirun", "--quiet", "--oversubscribe", "--bind-to", "none",
          "--mca", "mpi_yield_when_idle", "1", "--mca", "pml", "ob1"]
HERE = ["--mca", "btl", "self,vader"]

ENVIRONMENT = dict(os.environ, OMPI_ALLOW_RUN_AS_ROOT="1",
                   OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1", TMPDIR="/tmp",
                   OMPI_MCA_plm_rsh_agent="false")
ENVIRONMENT.pop("LD_LIBRARY_PATH", None)  # each program finds the library beside it


def points(count, dims, seed, classes=0):
    """A normal sample; with classes, the last column is the class."""
    numbers = random.Random(seed)
    head = [f"x{l}" for l in range(dims)] + (["class"] if classes else [])
    rows = [[f"{numbers.gauss(0, 1):.3f}" for _ in range(dims)] +
            ([f"c{k % classes}"] if classes else []) for k in range(count)]
    return "".join(",".join(row) + "\n" for row in [head, *rows])


def without_times(text):
    """The JSON of a result but for its seconds and names of files."""
    def strip(value):
        if isinstance(value, dict):
            return {key: strip(part) for key, part in value.items()
                    if "seconds" not in key and key not in ("certificate", "file")}
        return [strip(part) for part in value] if isinstance(value, list) else value
    return json.dumps(strip(json.loads(text)))


def processor_seconds(pid):
    with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def children(process, seconds=0):
    """The processes that mpirun has started and that have worked so long: rank -> id."""
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process.pid)], check=False,
                            stdout=subprocess.PIPE, text=True).stdout.split()
    ranks = {}
    for pid in map(int, listed):
        try:
            with open(f"/proc/{pid}/environ", encoding="utf-8") as environment:
                names = dict(part.partition("=")[::2]
                             for part in environment.read().split("\0"))
            if "OMPI_COMM_WORLD_RANK" in names and processor_seconds(pid) >= seconds:
                ranks[int(names["OMPI_COMM_WORLD_RANK"])] = pid
        except OSError:
            continue
    return ranks


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def file(self, name, text=None):
        path = os.path.join(self.folder, name)
        if text is not None:
            with open(path, "w", encoding="utf-8") as out:
                out.write(text)
        return path

    def start(self, processes, *arguments, launcher=(), programs=None, **options):
        """Begins a run; processes 0: without mpirun. programs: one for each process."""
        programs = programs or [PROGRAM] * processes
        command = [*MPIRUN, *(launcher or HERE)]
        for k, program in enumerate(programs):
            command += ([":"] if k else []) + ["-n", "1", program, *arguments]
        return subprocess.Popen(command if processes else [PROGRAM, *arguments],
                                env=ENVIRONMENT, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                text=True, **options)

    def run_on(self, processes, *arguments, **options):
        process = self.start(processes, *arguments, **options)
        out, err = process.communicate(timeout=300)
        return process.returncode, out, err
