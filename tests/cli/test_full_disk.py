"""Checkpoints and certificates on a disk that is full."""

import json
import random
import signal
import time
import unittest

from checkpoints import CheckpointTest, answer, is_whole
from full_disk import Disk, enter_namespace


class FullDiskTest(CheckpointTest):
    """A small disk at "disk", once it is there."""
    disk = None

    def open_disk(self):
        self.disk = Disk(self.path("disk"), 48)
        self.addCleanup(self.disk.close)

    def limit(self):
        super().limit()
        if self.disk:
            self.disk.limit()


class Checkpoint(FullDiskTest):
    """They grow until they do not fit any more."""
    place = "disk"

    def warning(self):
        return (f"doublecheck: checkpoint disk/state cannot be written: {self.disk.reason}; "
                "the search goes on, and the one before stays\n")

    def check_files(self):
        """What is kept is whole, and there is no beginning of more."""
        for name in ("disk/state", "disk/state.previous"):
            self.assertTrue(is_whole(self.bytes_of(name)), name)
        self.assertIsNone(self.bytes_of("disk/state.new"))

    def go_on_warned(self):
        run = self.run_program(*self.arguments("all", "--no-verify", "--json", "-",
                                               *self.kept()))
        self.assertEqual(run.err, self.warning())
        result = json.loads(run.out)
        self.assertFalse(result["checkpoint"]["current"])
        return answer(result)

    def test_the_search_goes_on(self):
        whole, proof, _ = self.undisturbed("all")
        self.open_disk()
        self.assertEqual(self.go_on_warned(), whole)
        self.check_files()
        before = self.bytes_of("disk/state")
        self.assertEqual(self.go_on_warned(), whole)
        self.assertEqual(self.bytes_of("disk/state"), before)
        self.disk.free()
        self.assertEqual(self.end("all"), (whole, proof))

    def test_not_even_the_first_one(self):
        whole, _, _ = self.undisturbed("all")
        self.open_disk()
        self.disk.fill()
        self.assertEqual(self.go_on_warned(), whole)
        for name in ("state", "state.new", "state.previous", "state.previous.new"):
            self.assertIsNone(self.bytes_of("disk/" + name), name)

    def test_a_cut_search_says_that_the_checkpoint_is_old(self):
        self.open_disk()
        self.disk.fill()
        run = self.run_program("hard.csv", "--label", "none", "--m0", "0.45",
                               "--time-limit", "0.5", *self.kept())
        self.assertEqual((run.code, run.err), (3, self.warning()))
        self.assertIn("checkpoint: disk/state, if there is one, is older than this result",
                      run.out)

    def test_killed_again_and_again(self):
        draw, kills = random.Random(13), 0
        questions = {name: self.undisturbed(name) for name in ("all", "groups")}
        self.open_disk()
        said = f"^({self.warning()})?$"
        while kills < 10:
            for name, (whole, _, seconds) in questions.items():
                kills += self.chain(name, draw, 2 * seconds, says=said)
                self.check_files()
                self.assertEqual(self.go_on_to_the_end(name, said), whole, name)

    def go_on_to_the_end(self, name, says):
        run = self.run_program(*self.arguments(name, "--no-verify", "--json", "-",
                                               *self.kept()))
        self.assertRegex(run.err, says)
        return answer(json.loads(run.out))


class Certificate(FullDiskTest):
    """A certificate that does not fit."""

    def write_proof(self, *more):
        return self.arguments("all", "--no-verify", "--certificate", "disk/half.cert",
                              *more)

    def test_the_one_before_stays(self):
        self.open_disk()
        self.write("disk/half.cert", "dcert 1\n")
        self.refused(*self.write_proof(), says="doublecheck: the certificate disk/half.cert "
                     f"cannot be written: {self.disk.reason}\n")
        self.assertEqual(self.read("disk/half.cert"), "dcert 1\n")
        self.assertEqual(self.beside("disk/half.cert"), [])

    def test_the_result_as_json(self):
        self.open_disk()
        self.disk.fill()
        self.write("disk/result", "")
        self.refused(*self.arguments("groups", "--no-verify", "--json", "disk/result"),
                     says=f"--json disk/result: cannot write: {self.disk.reason}")
        self.assertEqual(self.read("disk/result"), "")

    def kill_while_it_is_written(self, delay):
        """What is left beside it; None: nothing is."""
        process = self.start(self.write_proof("--resume", "state"))
        while process.poll() is None and not self.beside("disk/half.cert"):
            pass
        time.sleep(delay)
        process.kill()
        process.communicate()
        self.assertIsNone(self.bytes_of("disk/half.cert"))
        if self.beside("disk/half.cert"):
            self.assertEqual(process.returncode, -signal.SIGKILL)
            return self.take_beside("disk/half.cert")
        self.assertIn(process.returncode, (2, -signal.SIGKILL))
        return None

    def test_killed_while_it_is_written(self):
        """Half of it is refused by whoever reads it, and is not where it was asked for."""
        whole, proof, _ = self.undisturbed("all")
        draw, half = random.Random(14), 0
        self.assertEqual(self.run_program(*self.arguments(
            "all", "--no-verify", "--checkpoint", "state")).code, 1)
        self.open_disk()
        for _ in range(200):
            if half >= 5:
                break
            left = self.kill_while_it_is_written(draw.random() * 0.01)
            if left is None:
                continue
            half += 1
            self.assertLess(len(left), 48 * 1024 + 1)
            self.assertEqual(left, proof[:len(left)])
            with open(self.path("left"), "wb") as file:
                file.write(left)
            self.assertEqual(self.run_program("verify", "left", "all.csv",
                                              "--label", "none").code, 2)
        self.assertEqual(half, 5)
        self.disk.free()
        self.assertEqual(self.end("all"), (whole, proof))


if __name__ == "__main__":
    enter_namespace()
    unittest.main()
