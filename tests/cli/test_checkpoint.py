"""Searches that are killed, stopped and resumed end like undisturbed ones."""

import json
import os
import random
import resource
import shutil
import signal
import time
import unittest

from checkpoints import QUESTIONS, CheckpointTest, answer, is_whole


class Killed(CheckpointTest):
    """SIGKILL, at any moment."""

    def test_at_random_moments(self):
        """From the first read to the last byte of the certificate."""
        draw, each, total = random.Random(11), 8, 0
        for name in QUESTIONS:
            whole, proof, seconds = self.undisturbed(name)
            kills = 0
            while kills < each:
                kills += self.chain(name, draw, seconds, "--certificate", "resumed.cert")
                self.assertEqual(self.bytes_of("resumed.cert"), proof, name)
                self.assertEqual(self.end(name), (whole, proof), name)
            total += kills
        self.assertGreaterEqual(total, 50)

    def test_while_a_checkpoint_is_written(self):
        """The file beside it is left behind, often half; the checkpoint is whole, always."""
        draw, left, half = random.Random(12), 0, 0
        whole, proof, _ = self.undisturbed("all")
        for k in range(1000):
            if left >= 20 and half >= 5:
                break
            before = self.stamp("state.new")
            process = self.go_on("all", 2)
            self.wait_for_change(process, "state.new", before)
            time.sleep(draw.random() * 0.001)
            self.kill(process)
            new, kept = self.bytes_of("state.new"), self.bytes_of("state")
            self.assertTrue(kept is None or is_whole(kept))
            if new is not None and self.stamp("state.new") != before:
                left += 1
                half += not is_whole(new)
            if kept and k % 10 == 9:
                self.assertEqual(self.end("all"), (whole, proof))
                self.forget()
        self.assertGreaterEqual(left, 20)
        self.assertGreaterEqual(half, 5)

    def write_proof_until(self, number):
        """A signal while the certificate is written: whether it came before the end. An older
        certificate stays until then."""
        self.write("resumed.cert", "an older one\n")
        process = self.go_on("all", 1, "--certificate", "resumed.cert")
        while process.poll() is None and not self.beside("resumed.cert"):
            pass
        process.send_signal(number)
        _, err = process.communicate()
        self.assertEqual(err.decode(), "")
        if self.bytes_of("resumed.cert") == b"an older one\n":
            self.assertEqual(process.returncode, 1 if number == signal.SIGINT else -number)
            return True
        return False

    def test_while_the_certificate_is_written(self):
        """The one of before stays, and the next run writes all of it."""
        whole, proof, _ = self.undisturbed("all")
        run = self.run_program(*self.arguments("all", "--no-verify", *self.kept()))
        self.assertEqual((run.code, run.err), (1, ""))
        for number in (signal.SIGKILL, signal.SIGINT):
            cut = 0
            for _ in range(100):
                if cut >= 5:
                    break
                if self.write_proof_until(number):
                    cut += 1
                    if number == signal.SIGKILL:
                        left = self.take_beside("resumed.cert")
                        self.assertEqual(left, proof[:len(left)])
                else:
                    self.assertEqual(self.bytes_of("resumed.cert"), proof)
                self.assertEqual(self.beside("resumed.cert"), [])
                self.assertEqual(self.end("all"), (whole, proof))
            self.assertEqual(cut, 5)


class Kept(CheckpointTest):
    def kill_after_save(self, arguments, delay, number=signal.SIGKILL, name="state"):
        """Kills no earlier than the first new checkpoint; False: it had ended."""
        before = self.stamp(name)
        process = self.start(arguments)
        self.wait_for_change(process, name, before, 0.002)
        time.sleep(delay)
        ended = process.poll() is not None
        process.send_signal(number)
        process.communicate()
        return not ended

    def test_signals_and_time(self):
        whole, proof, _ = self.undisturbed("all")
        for number in (signal.SIGINT, signal.SIGTERM):
            self.assertTrue(self.kill_after_save(
                self.arguments("all", "--no-verify", *self.kept()[:2],
                               "--checkpoint-every", "0.02"), 0, number))
        # The limit counts anew in each run.
        arguments = [a for a in self.arguments("all", "--no-verify") if a != "0"]
        arguments.remove("--time-limit")
        run = self.run_program(*arguments, "--time-limit", "0.05", "--resume", "state")
        self.assertIn(run.code, (0, 1, 3))
        if run.code == 3:
            self.assertIn("go on with:\n  doublecheck all.csv --label none", run.out)
            self.assertIn("--resume state\n", run.out)
        self.assertEqual(self.end("all"), (whole, proof))

    def cut(self, name="all", *more):
        run = self.run_program(*self.arguments(
            name, "--no-verify", "--time-limit", "0.3", "--checkpoint", "state",
            "--checkpoint-every", "0", *more))
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

    def test_files_with_another_use(self):
        """Whatever the words: a file that is there, and one that is not; and those beside."""
        arguments = self.arguments("all")
        self.write("row.csv", "x0,x1,x2,x3\n1,0,0,0\n")
        self.write("there", "")
        os.link(self.path("all.csv"), self.path("second.csv"))
        os.symlink("there", self.path("link"))
        for option, own, *others in (
                ("--checkpoint", "./all.csv"), ("--checkpoint", "second.csv"),
                ("--resume", "./all.csv"),
                ("--checkpoint", "x", "--certificate", "./x"),
                ("--checkpoint", "there", "--certificate", "link"),
                ("--checkpoint", "x", "--json", "./x"),
                ("--resume", "x", "--json", self.path("x")),
                ("--checkpoint", "x", "--certificate", "x.new"),
                ("--checkpoint", "x", "--json", "./x.previous"),
                ("--checkpoint", "x", "--json", "./x.previous.new"),
                ("--checkpoint", "./row.csv", "--family", "directions:row.csv")):
            with self.subTest(own=own, others=others):
                self.refused(*arguments, option, own, *others,
                             says=f"{option} {own}: the file {own}")
        shutil.copy(self.path("all.csv"), self.path("x.new"))
        self.refused("x.new", *arguments[1:], "--checkpoint", "x",
                     says="--checkpoint x: the file x.new has another use")
        self.refused(*arguments, "--certificate", "x", "--json", "./x",
                     says="--certificate x: --json names the same file")

    def damage(self, name, content):
        """Other bytes under its name; the file itself may have a second one."""
        os.remove(self.path(name))
        self.write(name, content)

    def test_two_names_of_one_checkpoint(self):
        """A damaged file does not become the one before because it is named twice."""
        whole, proof, _ = self.undisturbed("all")
        self.kill_after_save(self.arguments("all", "--no-verify", *self.kept()), 0.1,
                             name="state.previous")
        before = self.bytes_of("state.previous")
        self.damage("state", "doublecheck checkpoint of nothing")
        run = self.run_program(*self.arguments(
            "all", "--no-verify", "--resume", "state", "--checkpoint", "./state",
            "--checkpoint-every", "1000"))
        self.assertIn("going on from the checkpoint before", run.err)
        self.assertEqual(self.bytes_of("state.previous"), before)
        self.assertEqual(self.end("all"), (whole, proof))

    def test_damaged(self):
        whole, proof, _ = self.undisturbed("all")
        self.kill_after_save(self.arguments("all", "--no-verify", *self.kept()), 0.1,
                             name="state.previous")
        good = self.bytes_of("state")
        for bad in (good[:len(good) // 2], b"", good[:99] + b"#" + good[100:]):
            shutil.copy(self.path("state.previous"), self.path("kept"))
            self.damage("state", bad)
            run = self.run_program(*self.arguments(
                "all", "--no-verify", "--resume", "state", "--certificate",
                "resumed.cert", "--json", "result.json"))
            self.assertIn("going on from the checkpoint before", run.err)
            self.assertEqual(answer(json.loads(self.read("result.json"))), whole)
            self.assertEqual(self.bytes_of("resumed.cert"), proof)
            shutil.copy(self.path("kept"), self.path("state.previous"))
        self.damage("state", b"")
        self.damage("state.previous", good[:-1])
        self.refused(*self.arguments("all"), "--resume", "state", says="cannot resume")

    def test_no_room(self):
        """A file that may not grow: the search ends as ever, the checkpoint before stays."""
        whole, _, _ = self.undisturbed("all")
        self.kill_after_save(self.arguments("all", "--no-verify", *self.kept()), 0.05)
        before = self.bytes_of("state")
        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) // 2, ) * 2)
        run = self.run_program(*self.arguments("all", "--no-verify", *self.kept(),
                                               "--json", "-"), preexec_fn=limit)
        self.assertEqual(answer(json.loads(run.out)), whole)
        self.assertIn("cannot be written: File too large", run.err)
        self.assertEqual(run.err.count("\n"), 1, run.err)
        self.assertEqual(self.bytes_of("state"), before)
        self.assertFalse(json.loads(run.out)["checkpoint"]["current"])
        self.assertFalse(os.path.exists(self.path("state.new")))
        self.assertEqual(self.end("all")[0], whole)


if __name__ == "__main__":
    unittest.main()
