"""Searches that are killed, stopped and resumed end like undisturbed ones."""

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import time
import unittest

from harness import PROGRAM, CliTest


def cloud(points, dims, seed, classes=0):
    draw = random.Random(seed)
    rows = [",".join(f"x{l}" for l in range(dims)) + (",label" if classes else "")]
    for k in range(points):
        row = [f"{draw.gauss(0, 1):.3f}" for _ in range(dims)]
        rows.append(",".join(row + ([f"c{k % classes}"] if classes else [])))
    return "\n".join(rows) + "\n"


# Questions of about a second: data, and options.
PLAIN = ["--label", "none"]
QUESTIONS = {
    "all": (cloud(150, 3, 1), PLAIN),
    "width": (cloud(80, 2, 2), PLAIN + ["--family", "width:1/5"]),
    "sparse": (cloud(120, 8, 3), PLAIN + ["--family", "sparse:2", "--top", "3"]),
    "sigma": (cloud(60, 3, 4), PLAIN + ["--maximize", "sigma", "--m0", "2/5"]),
    "decide": (cloud(150, 3, 5), PLAIN + ["--decide", "--m0", "9/20"]),
    "groups": (cloud(180, 3, 6, classes=3), []),
    "memory": (cloud(150, 3, 7), PLAIN + ["--memory", "64K"]),
}


def answer(result):
    """What must not depend on how often the search was taken up."""
    groups = [{key: value for key, value in group.items() if key != "seconds"}
              for group in result["groups"]]
    return result["verdict"], result["stop"], groups


class CheckpointTest(CliTest):
    def arguments(self, name, *more):
        data, options = QUESTIONS[name]
        self.write(name + ".csv", data)
        return [name + ".csv", *options, "--no-verify", "--time-limit", "0", *more]

    def undisturbed(self, name):
        arguments = self.arguments(name, "--certificate", "whole.cert", "--json", "-")
        start = time.monotonic()
        run = self.run_program(*arguments)
        self.assertIn(run.code, (0, 1), run.err)
        return answer(json.loads(run.out)), self.read("whole.cert"), time.monotonic() - start

    def end(self, name, *more):
        """Resumes to the end: answer and certificate."""
        run = self.run_program(*self.arguments(name, "--certificate", "resumed.cert",
                                               "--resume", "state", "--json", "-", *more))
        self.assertIn(run.code, (0, 1), run.err)
        return answer(json.loads(run.out)), self.read("resumed.cert")

    def start(self, arguments):
        process = subprocess.Popen(
            [PROGRAM, *arguments], cwd=self.folder, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        self.addCleanup(process.kill)
        return process

    def stamp(self):
        try:
            return os.stat(self.path("state")).st_mtime_ns
        except FileNotFoundError:
            return None

    def kill_after_save(self, arguments, delay, number=signal.SIGKILL):
        """Kills no earlier than the first new checkpoint; False: it had ended."""
        before = self.stamp()
        process = self.start(arguments)
        while process.poll() is None and self.stamp() == before:
            time.sleep(0.002)
        time.sleep(delay)
        ended = process.poll() is not None
        process.send_signal(number)
        process.communicate()
        return not ended

    def resume_arguments(self):
        return ["--resume", "state"] if self.stamp() else ["--checkpoint", "state"]

    def test_killed_again_and_again(self):
        draw, kills = random.Random(11), 0
        for name in QUESTIONS:
            if os.path.exists(self.path("state")):
                os.remove(self.path("state"))
            whole, proof, seconds = self.undisturbed(name)
            for k in range(9):
                alive = self.kill_after_save(
                    self.arguments(name, "--checkpoint-every", "0", "--threads",
                                   str(1 + k % 3), *self.resume_arguments()),
                    draw.random() * min(seconds, 1) / 8)
                kills += alive
            self.assertEqual(self.end(name), (whole, proof), name)
            # And in the middle of the proof, or of anything else.
            process = self.start(self.arguments(name, "--resume", "state", "--certificate",
                                                "resumed.cert"))
            time.sleep(draw.random() * 0.1)
            process.kill()
            process.communicate()
            self.assertEqual(self.end(name), (whole, proof), name)
        self.assertGreaterEqual(kills, 30)

    def test_signals_and_time(self):
        whole, proof, _ = self.undisturbed("all")
        for number in (signal.SIGINT, signal.SIGTERM):
            self.assertTrue(self.kill_after_save(
                self.arguments("all", "--checkpoint-every", "0.02",
                               *self.resume_arguments()), 0, number))
        # The limit counts anew in each run.
        arguments = [a for a in self.arguments("all") if a != "0"]
        arguments.remove("--time-limit")
        run = self.run_program(*arguments, "--time-limit", "0.05", "--resume", "state")
        self.assertIn(run.code, (0, 1, 3))
        if run.code == 3:
            self.assertIn("go on with:\n  doublecheck all.csv --label none", run.out)
            self.assertIn("--resume state\n", run.out)
        self.assertEqual(self.end("all"), (whole, proof))

    def cut(self, name="all", *more):
        run = self.run_program(*self.arguments(name, "--time-limit", "0.3", "--checkpoint",
                                               "state", "--checkpoint-every", "0", *more))
        self.assertIn(run.code, (0, 1, 3), run.err)

    def test_what_is_refused(self):
        self.cut()
        def refused(says, *more, name="all"):
            self.refused(*self.arguments(name), "--resume", "state", *more, says=says)
        refused("of other data", name="memory")
        refused("a checkpoint of 'kappa 2', and this is 'kappa 3'", "--kappa", "3")
        refused("'m0 1/10', and this is 'm0 1/5'", "--m0", "1/5")
        refused("'family all', and this is 'family sparse 2'", "--family", "sparse:2")
        refused("'decide no', and this is 'decide yes'", "--decide")
        refused("'question critical-mass', and this is 'question sigma'", "--maximize",
                "sigma")
        self.refused(*self.arguments("all"), "--resume", "none", says="cannot resume none")
        self.write("own", "not a checkpoint")
        self.refused(*self.arguments("all"), "--checkpoint", "own", says="left as it is")
        self.assertEqual(self.read("own"), "not a checkpoint")
        self.refused(*self.arguments("all"), "--checkpoint", "all.csv",
                     says="another use")

    def test_damaged(self):
        whole, proof, _ = self.undisturbed("all")
        self.kill_after_save(self.arguments("all", "--checkpoint", "state",
                                            "--checkpoint-every", "0"), 0.1)
        with open(self.path("state"), "rb") as file:
            good = file.read()
        for bad in (good[:len(good) // 2], b"", good[:99] + b"#" + good[100:]):
            shutil.copy(self.path("state.previous"), self.path("kept"))
            self.write("state", bad)
            run = self.run_program(*self.arguments("all", "--resume", "state",
                                                   "--certificate", "resumed.cert",
                                                   "--json", "result.json"))
            self.assertIn("going on from the checkpoint before", run.err)
            self.assertEqual(answer(json.loads(self.read("result.json"))), whole)
            self.assertEqual(self.read("resumed.cert"), proof)
            shutil.copy(self.path("kept"), self.path("state.previous"))
        self.write("state", b"")
        self.write("state.previous", good[:-1])
        self.refused(*self.arguments("all"), "--resume", "state", says="cannot resume")

    def test_no_room(self):
        """A file that may not grow: the search ends as ever, the checkpoint before stays."""
        whole, _, _ = self.undisturbed("all")
        self.kill_after_save(self.arguments("all", "--checkpoint", "state",
                                            "--checkpoint-every", "0"), 0.05)
        before = self.read_bytes("state")
        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) // 2, ) * 2)
        run = self.run_program(*self.arguments("all", "--resume", "state",
                                               "--checkpoint-every", "0", "--json", "-"),
                               preexec_fn=limit)
        self.assertEqual(answer(json.loads(run.out)), whole)
        self.assertIn("cannot be written: File too large", run.err)
        self.assertEqual(run.err.count("\n"), 1, run.err)
        self.assertEqual(self.read_bytes("state"), before)
        self.assertFalse(json.loads(run.out)["checkpoint"]["current"])
        self.assertFalse(os.path.exists(self.path("state.new")))
        self.assertEqual(self.end("all")[0], whole)

    def read_bytes(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()


if __name__ == "__main__":
    unittest.main()
