"""Certificates: when one is written and checked, and what is said of it."""

import gzip
import json
import os
import shutil
import stat
import threading
import unittest

import harness

HOLDS = ("line.csv", "--label", "none", "--m0", "1/3")
VIOLATED = ("line.csv", "--label", "none")


class Proof(harness.CliTest):
    def proof(self, code, *arguments, **options):
        return json.loads(self.check(code, *arguments, "--json", "-", **options).out)["proof"]

    def verify(self, code, *arguments):
        return self.check(code, "verify", *arguments)

    def test_default(self):
        self.assertEqual(self.proof(0, *HOLDS)["state"], "verified")
        self.assertEqual(self.proof(1, *VIOLATED)["state"], "none")
        text = self.check(0, *HOLDS).out
        self.assertRegex(text, r"verified     by doublecheck-verify in \d+\.\d\d s")
        self.assertNotIn("proof", self.check(1, *VIOLATED).out)

    def test_no_verify(self):
        self.assertEqual(self.proof(0, *HOLDS, "--no-verify")["state"], "unverified")
        self.assertIn("unverified", self.check(0, *HOLDS, "--no-verify").out)
        kept = self.proof(0, *HOLDS, "--no-verify", "--certificate", "a.dcert")
        self.assertEqual((kept["state"], kept["certificate"]), ("unverified", "a.dcert"))
        self.verify(0, "line.csv", "a.dcert", "--expect-verdict", "holds")

    def test_kept(self):
        for code, base, verdict in ((0, HOLDS, "holds"), (1, VIOLATED, "violated")):
            kept = self.proof(code, *base, "--certificate", "a.dcert")
            self.assertEqual(kept["state"], "verified")
            self.assertEqual(kept["bytes"], os.path.getsize(self.path("a.dcert")))
            self.verify(0, "line.csv", "a.dcert", f"--expect-verdict={verdict}")

    def test_undecided(self):
        arguments = ("hard.csv", "--label", "none", "--m0", "0.45", "--time-limit", "0.2")
        self.assertEqual(self.proof(3, *arguments)["state"], "none")
        kept = self.proof(3, *arguments, "--certificate", "a.dcert")
        self.assertEqual(kept["state"], "verified")
        self.verify(0, "hard.csv", "a.dcert", "--expect-verdict=undecided")

    def test_standard_input(self):
        arguments = ("-", *HOLDS[1:], "--certificate", "a.dcert")
        kept = self.proof(0, *arguments, stdin=harness.LINE.encode())
        self.assertEqual(kept["state"], "verified")
        self.verify(0, "line.csv", "a.dcert")

    def test_a_pipe(self):
        """Its bytes come once: the proof is of what convert makes of them."""
        def fill():
            with open(self.path("pipe"), "w", encoding="ascii") as pipe:
                pipe.write(harness.LINE)

        os.mkfifo(self.path("pipe"))
        writer = threading.Thread(target=fill)
        writer.start()
        kept = self.proof(0, "pipe", *HOLDS[1:], "--certificate", "a.dcert")
        writer.join()
        self.assertEqual(kept["state"], "verified")
        self.check(0, "convert", "line.csv", "--label", "none", "-o", "copy.csv")
        self.verify(0, "copy.csv", "a.dcert")

    def test_other_formats(self):
        self.write("line.csv.gz", gzip.compress(harness.LINE.encode()))
        arguments = ("line.csv.gz", *HOLDS[1:], "--certificate", "a.dcert")
        self.assertEqual(self.proof(0, *arguments)["state"], "verified")
        self.check(0, "convert", "line.csv.gz", "--label", "none", "-o", "copy.csv")
        self.verify(0, "copy.csv", "a.dcert")

    def test_same_bytes_for_any_threads(self):
        texts = set()
        for threads in "1", "2", "3":
            self.check(1, "rich.csv", "--weight", "w", "--drop", "cell", "--m0", "0.01",
                       "--threads", threads, "--certificate", "a.dcert")
            texts.add(self.read("a.dcert"))
        self.assertEqual(len(texts), 1)

    def test_nowhere_to_write(self):
        missing = dict(os.environ, TMPDIR=self.path("missing"))
        self.refused(*HOLDS, env=missing, says="TMPDIR")
        self.check(1, *VIOLATED, env=missing)
        self.refused(*HOLDS, "--certificate", "/dev/full", says="No space left")

    # A program of the verifier's name that does as it is told.
    def with_verifier(self, text):
        folder = self.path("bin")
        os.makedirs(folder, exist_ok=True)
        program = os.path.join(folder, "doublecheck")
        shutil.copy(harness.PROGRAM, program)
        self.write("bin/doublecheck-verify", "#!/bin/sh\n" + text)
        os.chmod(self.path("bin/doublecheck-verify"), stat.S_IRWXU)
        return program

    def test_what_is_no_file_stays(self):
        """A device, a pipe or a link is the user's own, also where nothing was verified."""
        program, real = self.with_verifier("exit 3"), harness.PROGRAM
        os.symlink("/dev/null", self.path("link"))
        harness.PROGRAM = program
        try:
            run = self.run_program(*HOLDS, "--certificate", "link")
        finally:
            harness.PROGRAM = real
        self.assertEqual(run.code, 3, run.err)
        self.assertTrue(os.path.islink(self.path("link")))

    def test_verifier_that_objects(self):
        for text, code, says in (("exit 1", 4, "did not accept"),
                                 ("exit 2", 4, "did not accept"),
                                 ("kill -SEGV $$", 4, "did not accept"),
                                 ("exit 3", 3, ""), ("kill -TERM $$", 3, "")):
            with self.subTest(text=text):
                program, real = self.with_verifier(text), harness.PROGRAM
                harness.PROGRAM = program
                try:
                    run = self.run_program(*HOLDS)
                finally:
                    harness.PROGRAM = real
                self.assertEqual(run.code, code, run.err)
                self.assertNotIn("HOLDS", run.out)
                self.assertIn(says, run.err)

    def test_no_verifier(self):
        program, real = self.with_verifier(""), harness.PROGRAM
        os.remove(self.path("bin/doublecheck-verify"))
        harness.PROGRAM = program
        try:
            self.refused(*HOLDS, env=dict(os.environ, PATH="/nowhere"),
                         says="--no-verify goes without")
            self.check(0, *HOLDS, "--no-verify", env=dict(os.environ, PATH="/nowhere"))
        finally:
            harness.PROGRAM = real

    def test_data_that_change(self):
        """The verifier reads the file again, and sees another one."""
        program, real = self.with_verifier('echo >>line.csv; exec "$REAL" "$@"'), \
            harness.PROGRAM
        harness.PROGRAM = program
        try:
            run = self.run_program(*HOLDS, env=dict(os.environ, REAL=real + "-verify"))
        finally:
            harness.PROGRAM = real
        self.assertEqual(run.code, 4)
        self.assertIn("it is about other data", run.err)
        self.assertEqual(run.out, "")


if __name__ == "__main__":
    unittest.main()
