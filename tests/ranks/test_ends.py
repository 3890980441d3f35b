"""Runs that do not get to their end: limits, signals, processes that are lost or do not fit."""

import json
import os
import signal
import subprocess
import time
import unittest

from launch import Case, PROGRAM, children, points, without_times


def answer_of(text):
    """Without what tells of the checkpoint."""
    result = json.loads(without_times(text))
    result.pop("checkpoint", None)
    return result


class Ends(Case):
    def begin(self, processes=3, *arguments):
        """A run that takes very long, in which every rank has begun to work."""
        data = self.file("data.csv", points(300, 8, 1))
        process = self.start(processes, data, "--label", "none", "--threads", "1",
                             "--m0", "0.45", "--time-limit", "0", "--json", "-",
                             *arguments)
        deadline = time.monotonic() + 120
        while True:
            ranks = children(process, seconds=0.4)
            if len(ranks) == processes:
                return process, ranks
            self.assertIsNone(process.poll(), "the run has ended")
            self.assertLess(time.monotonic(), deadline, ranks)
            time.sleep(0.02)

    def finish(self, process):
        try:
            return process.communicate(timeout=60)
        finally:
            process.kill()

    def gone(self, ranks):
        deadline = time.monotonic() + 60
        while any(os.path.exists(f"/proc/{pid}") for pid in ranks.values()):
            self.assertLess(time.monotonic(), deadline, "a process was left behind")
            time.sleep(0.02)

    def test_interrupt(self):
        """To mpirun, which ends its processes within a second."""
        process, ranks = self.begin()
        process.send_signal(signal.SIGINT)
        out, _ = self.finish(process)
        result = json.loads(out)
        self.assertIn(result["stop"], ("interrupted", "lost"))
        self.assertEqual(result["verdict"], "undecided")
        self.gone(ranks)

    def test_leader_interrupted(self):
        process, ranks = self.begin()
        os.kill(ranks[0], signal.SIGTERM)
        out, _ = self.finish(process)
        self.assertEqual(process.returncode, 3)
        self.assertEqual(json.loads(out)["stop"], "interrupted")
        self.gone(ranks)

    def test_time_limit(self):
        data = self.file("data.csv", points(300, 8, 1))
        code, out, _ = self.run_on(3, data, "--label", "none", "--threads", "1", "--m0",
                                   "0.45", "--time-limit", "2", "--json", "-")
        self.assertEqual((code, json.loads(out)["stop"]), (3, "time"))

    def test_killed_rank(self):
        process, ranks = self.begin()
        os.kill(ranks[2], signal.SIGKILL)
        out, err = self.finish(process)
        self.assertNotEqual(process.returncode, 0)
        self.assertIn(f"a process of this run was lost: rank 2 (process {ranks[2]} on ", err)
        result = json.loads(out)
        self.assertEqual((result["verdict"], result["stop"]), ("undecided", "lost"))
        self.gone(ranks)

    def test_killed_rank_resumes(self):
        """What a lost process ended goes on alone, to the undisturbed answer."""
        data, state = self.file("data.csv", points(220, 4, 2)), self.file("state")
        question = [data, "--label", "none", "--threads", "1", "--time-limit", "0",
                    "--no-verify", "--json", "-", "--certificate"]
        _, whole, _ = self.run_on(0, *question, self.file("whole.cert"))
        process = self.start(3, *question, self.file("part.cert"), "--checkpoint", state,
                             "--checkpoint-every", "0")
        deadline = time.monotonic() + 120
        while not os.path.exists(state):
            self.assertIsNone(process.poll(), "the run has ended")
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.005)
        os.kill(children(process)[1], signal.SIGKILL)
        out, err = self.finish(process)
        self.assertIn("a process of this run was lost: rank 1 ", err)
        self.assertEqual(json.loads(out)["stop"], "lost")
        for processes in (0, 2):
            resumed = self.file(f"resumed{processes}.cert")
            _, out, err = self.run_on(processes, *question, resumed, "--resume", state)
            self.assertEqual(answer_of(out), answer_of(whole), err)
            with open(resumed, "rb") as one, open(self.file("whole.cert"), "rb") as other:
                self.assertEqual(one.read(), other.read())

    def test_killed_leader(self):
        process, ranks = self.begin()
        os.kill(ranks[0], signal.SIGKILL)
        out, _ = self.finish(process)
        self.assertNotEqual(process.returncode, 0)
        self.assertEqual(out, "")
        self.gone(ranks)

    def test_killed_launcher(self):
        process, ranks = self.begin()
        process.kill()
        process.communicate(timeout=60)
        self.gone(ranks)


class Refusals(Case):
    def other_version(self):
        """A copy of the program and its library that says another version."""
        folder = os.path.dirname(PROGRAM)
        with open(os.path.join(folder, "libdoublecheck.so.0"), "rb") as library:
            code = library.read()
        version = subprocess.run([PROGRAM, "--version"], check=True, text=True,
                                 stdout=subprocess.PIPE).stdout.split()[1]
        self.assertIn(version.encode() + b"\0", code)
        code = code.replace(version.encode() + b"\0", b"9" + version[1:].encode() + b"\0")
        os.mkdir(self.file("other"))
        with open(self.file("other/libdoublecheck.so.0"), "wb") as copy:
            copy.write(code)
        with open(PROGRAM, "rb") as program, open(self.file("other/doublecheck"), "wb") as copy:
            copy.write(program.read())
        os.chmod(self.file("other/doublecheck"), 0o755)
        return self.file("other/doublecheck")

    def test_other_version(self):
        other = self.other_version()
        data = self.file("data.csv", points(20, 2, 1))
        code, out, err = self.run_on(3, data, programs=[PROGRAM, PROGRAM, other])
        self.assertEqual((code, out), (2, ""), err)
        self.assertIn("must be the same program", err)
        self.assertIn("rank 2 on ", err)
        self.assertEqual(err.count("doublecheck: "), 1, err)

    def test_usage(self):
        """One message, by the leader; the others just end."""
        for arguments, word in ((("--kappa", "1", "x.csv"), "kappa"),
                                ((self.file("none.csv"),), "none.csv")):
            code, out, err = self.run_on(3, *arguments)
            self.assertEqual((code, out), (2, ""), err)
            self.assertEqual(err.count("doublecheck: "), 1, err)
            self.assertIn(word, err)

    def test_other_commands(self):
        code, out, err = self.run_on(2, "generate", "gaussian", "--points", "5")
        self.assertEqual((code, err), (0, ""))
        self.assertEqual(len(out.splitlines()), 6)
        code, out, err = self.run_on(2, "--version")
        self.assertEqual((code, err), (0, ""))
        self.assertRegex(out, r"^doublecheck \S+\nwith MPI\n$")


if __name__ == "__main__":
    unittest.main()
