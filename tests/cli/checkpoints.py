"""Searches that are kept in a file: questions, and what must not depend on the file."""

import copy
import glob
import hashlib
import json
import os
import random
import signal
import subprocess
import time

from harness import PROGRAM, CliTest


def cloud(points, dims, seed, classes=0):
    draw = random.Random(seed)
    rows = [",".join(f"x{l}" for l in range(dims)) + (",label" if classes else "")]
    for k in range(points):
        row = [f"{draw.gauss(0, 1):.3f}" for _ in range(dims)]
        rows.append(",".join(row + ([f"c{k % classes}"] if classes else [])))
    return "\n".join(rows) + "\n"


# Questions of half a second or a whole one: data, and options.
PLAIN = ["--label", "none"]
QUESTIONS = {
    "all": (cloud(150, 4, 1), PLAIN),
    "width": (cloud(110, 3, 2), PLAIN + ["--family", "width:1/5"]),
    "sparse": (cloud(220, 14, 3), PLAIN + ["--family", "sparse:2", "--top", "6"]),
    "sigma": (cloud(100, 4, 4), PLAIN + ["--maximize", "sigma", "--m0", "2/5"]),
    "decide": (cloud(300, 4, 5), PLAIN + ["--decide", "--m0", "9/20"]),
    "groups": (cloud(240, 3, 6, classes=3), []),
    "memory": (cloud(220, 3, 7), PLAIN + ["--memory", "160K"]),
}


def answer(result):
    """What must not depend on how often the search was taken up."""
    groups = copy.deepcopy(result["groups"])
    for group in groups:
        for timed in (group, *group["trace"]):
            del timed["seconds"]
    return result["verdict"], result["stop"], groups


def is_whole(content):
    """Is it a checkpoint to its last byte?"""
    return content[-64:] == hashlib.sha256(content[:-64]).hexdigest().encode()


class CheckpointTest(CliTest):
    """The search is kept in "state", in a folder of the test's."""
    place = "."

    def at(self, name):
        return os.path.normpath(os.path.join(self.place, name))

    def limit(self):
        """In the program's process, before it starts."""
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    def run_program(self, *arguments, **options):
        return super().run_program(*arguments, **{"preexec_fn": self.limit, **options})

    def arguments(self, name, *more):
        data, options = QUESTIONS[name]
        self.write(name + ".csv", data)
        return [name + ".csv", *options, "--time-limit", "0", *more]

    def undisturbed(self, name):
        """Answer, certificate and seconds."""
        arguments = self.arguments(name, "--no-verify", "--threads", "1", "--certificate",
                                   "whole.cert", "--json", "-")
        start = time.monotonic()
        run = self.run_program(*arguments)
        self.assertIn(run.code, (0, 1), run.err)
        seconds = time.monotonic() - start
        return answer(json.loads(run.out)), self.bytes_of("whole.cert"), seconds

    def end(self, name, *more, says="^$"):
        """Resumes to the end, with a proof that is checked: answer and certificate."""
        run = self.run_program(*self.arguments(
            name, "--certificate", "resumed.cert", "--resume", self.at("state"),
            "--json", "-", *more))
        self.assertIn(run.code, (0, 1), run.err)
        self.assertRegex(run.err, says)
        return answer(json.loads(run.out)), self.bytes_of("resumed.cert")

    def start(self, arguments):
        process = subprocess.Popen([PROGRAM, *arguments], cwd=self.folder,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   preexec_fn=self.limit)
        self.addCleanup(process.kill)
        return process

    def kill(self, process, says="^$"):
        """False: it had ended. says: what it has said, killed or not."""
        process.kill()
        out, err = process.communicate()
        self.assertRegex(err.decode(), says)
        if process.returncode == -signal.SIGKILL:
            return True
        self.assertIn(process.returncode, (0, 1), out)
        return False

    def go_on(self, name, threads, *more):
        return self.start(self.arguments(name, "--no-verify", "--threads", str(threads),
                                         *self.kept(), *more))

    def chain(self, name, draw, seconds, *more, says="^$"):
        """A search, killed and taken up again until it ends of itself; how often. Delays grow,
        since what is looked at before the first checkpoint is looked at anew."""
        self.forget()
        kills = 0
        while True:
            process = self.go_on(name, 1 + kills % 3, *more)
            time.sleep(draw.random() * seconds * (kills + 1) / 12)
            if not self.kill(process, says):
                return kills
            kills += 1

    def bytes_of(self, name):
        """None: there is no such file."""
        try:
            with open(self.path(name), "rb") as file:
                return file.read()
        except FileNotFoundError:
            return None

    def beside(self, name):
        """The files that are to take the place of this one, if they hold anything."""
        pattern = glob.escape(self.path(name)) + ".*-*.new"
        return [path for path in glob.glob(pattern) if os.path.getsize(path) > 0]

    def take_beside(self, name):
        """The bytes of that one file, which is removed."""
        path, = self.beside(name)
        with open(path, "rb") as file:
            content = file.read()
        os.remove(path)
        return content

    def stamp(self, name="state"):
        """Changes whenever it is written; None: there is no such file."""
        try:
            return os.stat(self.path(self.at(name))).st_mtime_ns
        except FileNotFoundError:
            return None

    def wait_for_change(self, process, name, before, pause=0.0):
        while process.poll() is None and self.stamp(name) in (None, before):
            time.sleep(pause)

    def kept(self):
        """How to go on: with what there is, or from the beginning."""
        option = "--resume" if self.stamp() else "--checkpoint"
        return [option, self.at("state"), "--checkpoint-every", "0"]

    def forget(self):
        names = [self.at(name) for name in ("state", "state.new", "state.previous",
                                           "state.previous.new")]
        for name in ["resumed.cert", *names]:
            if os.path.exists(self.path(name)):
                os.remove(self.path(name))
