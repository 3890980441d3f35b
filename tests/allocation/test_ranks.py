"""Failing allocations where two processes share the work: an allocation of one of them fails,
of each place in the code on rank 1, and on rank 0 where only a run of several processes asks
for memory. Each run must end, as the undisturbed one does or with a message of memory or of a
lost process; HOLDS is said by no run that ends otherwise; what was asked for is freed."""

import concurrent.futures
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

from test_allocation import (PROGRAM, SECONDS, known_unreached, name_of, places_of_program,
                             write_files)

# The processes share few cores; what other networks there are is not looked for; those that
# are left when one fails are ended at once.
MPIRUN = shlex.split(
    "mpirun --quiet --oversubscribe --bind-to none --mca mpi_yield_when_idle 1 --mca pml ob1 "
    "--mca btl self,vader --mca odls_base_sigkill_timeout 0 -n 2")
ENVIRONMENT = dict(os.environ, OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_MCA_plm_rsh_agent="false",
                   OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1", TMPDIR="/tmp")
SCENARIOS = (
    "hard.csv --label none --family sparse:3 --m0 49/100 --certificate out/c",
    "hard.csv --label none --kappa 3 --m0 49/100 --certificate out/c",
)
WORKERS = 2 * (os.cpu_count() or 1)  # a run mostly waits


def hide_times(text):
    return re.sub(r" +", " ", re.sub(r"\d[\d.e-]* s\b", "T", text))


class Run:
    """One run, in a folder of its own; rank "0" with k = 0: undisturbed."""

    def __init__(self, scenario, rank, k):
        self.what = f"rank {rank}, allocation {k}: {scenario}"
        self.rank, self.k = rank, k
        with tempfile.TemporaryDirectory() as folder:
            write_files(folder)
            command = [*MPIRUN, PROGRAM, "report", f"{rank}:{k}", *scenario.split(),
                       "--threads", "1", "--time-limit", "0"]
            process = subprocess.Popen(command, cwd=folder, env=ENVIRONMENT,
                                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE, text=True)
            try:
                self.out, self.err = process.communicate(timeout=SECONDS)
                self.ended = True
            except subprocess.TimeoutExpired:
                process.terminate()  # mpirun ends its processes
                self.out, self.err = process.communicate()
                self.ended = False
            self.code = process.returncode
            self.reports = [self.read(folder, name) for name in ("report.0", "report.1")]
            certificate = os.path.join(folder, "out", "c")
            self.certificate = ""
            if os.path.exists(certificate):
                with open(certificate, encoding="utf-8") as file:
                    self.certificate = file.read()
        self.out = hide_times(self.out)

    @staticmethod
    def read(folder, name):
        """Numbers of the first line, and places; None: the process did not come to its end."""
        path = os.path.join(folder, name)
        if not os.path.exists(path):
            return None
        with open(path, encoding="utf-8") as file:
            numbers = tuple(map(int, file.readline().split()))
            return numbers, [int(line, 16) for line in file]

    def failed(self):
        """The place that failed; None: no call had this number, or the process was ended."""
        report = self.reports[self.rank]
        return report[1][self.k - 1] if report and report[0][2] else None

    def faults(self, good):
        same = self.code == good.code and self.out == good.out
        told = self.code in (2, 3) and re.search("memory|a process of this run was lost", self.err)
        if not self.ended:
            yield "NO END"
        elif self.failed() is None and self.reports[self.rank] and same:
            return  # the work went another way
        elif not same and not told:
            yield "WRONG END"
        if "internal error" in self.err:
            yield "INTERNAL ERROR"
        if not same and "HOLDS" in self.out:
            yield "HOLDS"
        if self.certificate and self.certificate != good.certificate:
            yield "WRONG CERTIFICATE"
        if same and any(report is None for report in self.reports):
            yield "A PROCESS IS MISSING"
        for rank, report in enumerate(self.reports):
            if report and report[0][3] and "lost" not in self.err:
                yield f"LEAK of {report[0][3]} blocks on rank {rank}"


def first_calls(places):
    """Place -> number of its first call."""
    first = {}
    for k, place in enumerate(places, 1):
        first.setdefault(place, k)
    return first


def cases(good, wanted, seen):
    """(rank, k): each place once over all scenarios; on rank 0 those that are wanted."""
    for rank, report in enumerate(good.reports):
        for place, k in first_calls(report[1]).items():
            if (rank, place) not in seen and (rank == 1 or place in wanted):
                seen.add((rank, place))
                yield rank, k


def main():
    assert shutil.which("mpirun"), "there is no mpirun"
    reasons = known_unreached()
    wanted = {behind: place for behind, place in places_of_program().items()
              if reasons.get(name_of(place)) == "ranks"}
    seen, reached, count, bad = set(), set(), 0, 0
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        for scenario in SCENARIOS:
            good = Run(scenario, 0, 0)
            if good.code != 0 or not good.ended or None in good.reports:
                print(f"UNDISTURBED: {scenario}\n{good.code}\n{good.out}{good.err}")
                return 1
            runs = pool.map(lambda case: Run(scenario, *case), # pylint: disable=W0640
                            list(cases(good, wanted, seen)))
            for run in runs:
                count += 1
                reached.add(run.failed())
                for fault in run.faults(good):
                    bad += 1
                    print(f"{fault}: {run.what}, from {run.failed() or 0:#x}\n"
                          f"  exit status {run.code}\n{run.out}{run.err}", flush=True)
    names = {name_of(place) for place in wanted.values()}
    never = names - {name_of(wanted[place]) for place in reached if place in wanted}
    for function, allocator in sorted(never):
        print(f"NEVER FAILED: {allocator} in {function}")
    print(f"{count} runs, {bad} faults; of {len(names)} functions {len(never)} never failed")
    return 1 if bad or never or not count else 0


if __name__ == "__main__":
    sys.exit(main())
