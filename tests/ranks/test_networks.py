"""Two machines with a host name and an address each, as two network namespaces of this one."""

import json
import os
import shlex
import signal
import subprocess
import time
import unittest

from launch import ENVIRONMENT, MPIRUN, PROGRAM, Case, points, without_times

NETWORKS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "networks.sh")
LAUNCH = [*MPIRUN, "--host", "10.99.0.1:2,10.99.0.2:2", "--map-by", "node",
          "--mca", "btl", "self,vader,tcp", "--mca", "btl_tcp_if_include", "10.99.0.0/24",
          "--mca", "oob_tcp_if_include", "10.99.0.0/24"]


def why_not():
    if os.geteuid() != 0:
        return "network namespaces need root"
    made = subprocess.run([NETWORKS, "true"], check=False, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)
    return made.stdout if made.returncode else None


REASON = why_not()


def ranks_of(path):
    """The processes that have the file as an argument: rank -> id."""
    ranks = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", encoding="utf-8") as line:
                words = line.read().split("\0")
            with open(f"/proc/{pid}/environ", encoding="utf-8") as environment:
                names = dict(part.partition("=")[::2]
                             for part in environment.read().split("\0"))
        except OSError:
            continue
        if words[0] == PROGRAM and path in words and "OMPI_COMM_WORLD_RANK" in names:
            ranks[int(names["OMPI_COMM_WORLD_RANK"])] = int(pid)
    return ranks


def without_launcher(text):
    """On busy machines mpirun says that it was slower than what it has started."""
    return "".join(line for line in text.splitlines(keepends=True)
                   if "plm:rsh: Warning: setpgid(" not in line)


@unittest.skipIf(REASON, REASON)
class Networks(Case):
    def begin(self, processes, *arguments):
        command = shlex.join(["-n", str(processes), PROGRAM, *arguments])
        line = f'exec {shlex.join(LAUNCH)} --mca plm_rsh_agent "$AGENT" {command}'
        script = self.file("launch", line + "\n")
        environment = dict(ENVIRONMENT)
        del environment["OMPI_MCA_plm_rsh_agent"]
        return subprocess.Popen([NETWORKS, "sh", script], env=environment, text=True,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE)

    def test_same(self):
        data, proof = self.file("data.csv", points(60, 4, 1)), self.file("proof")
        arguments = (data, "--label", "none", "--m0", "0.49", "--threads", "1", "--json",
                     "-", "--certificate", proof, "--time-limit", "0")
        results = []
        for processes in (0, 2, 3):
            process = self.begin(processes, *arguments) if processes else \
                self.start(0, *arguments)
            out, err = process.communicate(timeout=120)
            self.assertEqual((process.returncode, without_launcher(err)), (0, ""))
            with open(proof, "rb") as certificate:
                results.append((without_times(out), certificate.read()))
            os.remove(proof)
        self.assertEqual(results[1], results[0])
        self.assertEqual(results[2], results[0])

    def test_lost(self):
        data = self.file("data.csv", points(300, 8, 1))
        process = self.begin(2, data, "--label", "none", "--threads", "1", "--m0", "0.45",
                             "--time-limit", "0", "--json", "-")
        deadline = time.monotonic() + 60
        while len(ranks_of(data)) < 2:
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)
        time.sleep(2)
        ranks = ranks_of(data)
        os.kill(ranks[1], signal.SIGKILL)
        out, err = process.communicate(timeout=60)
        self.assertNotEqual(process.returncode, 0)
        self.assertIn(f"a process of this run was lost: rank 1 (process {ranks[1]} on node2)",
                      err)
        result = json.loads(out)
        self.assertEqual((result["verdict"], result["stop"]), ("undecided", "lost"))
        self.assertEqual(ranks_of(data), {})


if __name__ == "__main__":
    unittest.main()
