"""Failing allocations where two processes share the work: an allocation of one of them fails,
of each place in the code on rank 1, and on rank 0 where only a run of several processes asks
for memory (ranks.txt). Each run must end, as the undisturbed one does or with a message of memory or of a
lost process (which ends the search with a limit's answer); what was asked for is freed."""

import concurrent.futures
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

from places import name_of, places_of_program, read_list, text_of, unreached
from test_allocation import NO_PLACES, PROGRAM, write_files

# The processes share few cores; what other networks there are is not looked for; those that
# are left when one fails are ended at once.
MPIRUN = shlex.split(
    "mpirun --quiet --oversubscribe --bind-to none --mca mpi_yield_when_idle 1 --mca pml ob1 "
    "--mca btl self,vader --mca odls_base_sigkill_timeout 0 -n 2")
ENVIRONMENT = dict(os.environ, OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_MCA_plm_rsh_agent="false",
                   OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1", TMPDIR="/tmp")
SCENARIOS = (
    "loose.csv --label none --family sparse:3 --m0 69/100 --delta 7/10 --certificate out/c",
    "hard.csv --label none --kappa 3 --m0 49/100 --certificate out/c",
    "loose.csv --label none --family sparse:2 --m0 69/100 --delta 7/10",
    "simulate far.csv --fixed --fineness 1 --kappa 3/2 --delta 9/10 --sigma 1/5 --m0 1/4 --seeds 8 "
    "--steps 3000 --every 1000 --t0-accuracy 1/2 --adversary",
    "stress three.csv --epochs 20 --evaluations 20 --repetitions 2 --sample 0",
    "unit interrupted",
    # Seconds, so that the other process always comes in time for boxes of the certificate.
    "vast.csv --label none --kappa 3 --m0 49/100 --certificate out/c",
)
SECONDS = 200  # a run takes two, and much longer on a machine that others use
ATTEMPTS = 12  # until each wanted place has failed
WORKERS = 2 * (os.cpu_count() or 1)  # a run mostly waits


def hide_times(text):
    return re.sub(r" +", " ", re.sub(r"\d[\d.e+-]* (s|min|h|days|years)\b", "T", text))


class Run:
    """One run, in a folder of its own; place 0: undisturbed."""

    def __init__(self, scenario, rank, place):
        self.what = f"rank {rank}, from {place:#x}: {scenario}"
        self.rank, self.place = rank, place
        with tempfile.TemporaryDirectory() as folder:
            write_files(folder)
            command = [*MPIRUN, PROGRAM, "report", f"{rank}:{place:#x}", *scenario.split()]
            if not scenario.startswith("unit"):
                command += ["--threads", "1", "--time-limit", "0"]
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
        """Numbers of the first line, and the places; None: the process did not end by itself."""
        path = os.path.join(folder, name)
        if not os.path.exists(path):
            return None
        with open(path, encoding="utf-8") as file:
            numbers = tuple(map(int, file.readline().split()))
            return numbers, {int(line, 16) for line in file}

    def failed(self):
        """False: the work went another way."""
        report = self.reports[self.rank]
        return report is None or report[0][1] > 0

    def faults(self, good):
        same = self.code == good.code and self.out == good.out
        lost = "a process of this run was lost" in self.err
        told = lost or (self.code == 2 and "memory" in self.err)
        if not self.ended:
            yield "NO END"
        elif not same and not told:
            yield "WRONG END"
        if "internal error" in self.err:
            yield "INTERNAL ERROR"
        if not same and "HOLDS" in self.out and not (lost and "verified by" in self.out):
            yield "HOLDS"
        if self.certificate and self.certificate != good.certificate and not lost:
            yield "WRONG CERTIFICATE"
        if same and not lost and any(report is None for report in self.reports):
            yield "A PROCESS IS MISSING"
        for rank, report in enumerate(self.reports):
            if report and report[0][2] and not lost:
                yield f"LEAK of {report[0][2]} blocks on rank {rank}"


def cases(good, wanted, seen, reached):
    """(rank, call): each call of rank 1 once over all scenarios, and of rank 0 those that are
    wanted; again those of places that have not failed, as work does not always go one way."""
    missing = unreached(wanted, reached)
    for rank, report in enumerate(good.reports):
        for call in sorted(report[1]):
            new = (rank, call) not in seen and (rank == 1 or call in wanted)
            if new or wanted.get(call) in missing:
                seen.add((rank, call))
                yield rank, call


def main():
    assert shutil.which("mpirun"), "there is no mpirun"
    places = {} if NO_PLACES else places_of_program()
    listed = read_list("ranks.txt")
    wanted = {behind: place for behind, place in places.items() if name_of(place) in listed}
    seen, reached, count, bad = set(), set(), 0, 0
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        for number, scenario in enumerate(ATTEMPTS * SCENARIOS):
            if number >= len(SCENARIOS) and not unreached(wanted, reached):
                break
            good = Run(scenario, 0, 0)
            if good.code != 0 or not good.ended or None in good.reports:
                print(f"UNDISTURBED: {scenario}\n{good.code}\n{good.out}{good.err}")
                return 1
            for run in pool.map(lambda case, of=scenario: Run(of, *case),
                                list(cases(good, wanted, seen, reached))):
                count += 1
                if run.failed():
                    reached.add(run.place)
                for fault in run.faults(good):
                    bad += 1
                    print(f"{fault}: {run.what}\n  exit status {run.code}\n"
                          f"{run.out}{run.err}", flush=True)
    never = unreached(wanted, reached)
    for place in sorted(never):
        print(f"NEVER FAILED: {text_of(place)}")
    print(f"{count} runs, {bad} faults; {len(reached)} places")
    return 1 if bad or never or not count else 0


if __name__ == "__main__":
    sys.exit(main())
