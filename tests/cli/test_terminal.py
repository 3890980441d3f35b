"""Progress on a terminal, and signals."""

import os
import re
import signal
import subprocess
import time
import unittest

import harness

LONG = ("hard.csv", "--label", "none", "--m0", "0.45", "--time-limit", "0")


class Terminal(harness.CliTest):
    def test_progress(self):
        begin = time.monotonic()
        process, master = self.start_on_terminal(*LONG[:-1], "0.7")
        text = self.drain(master)
        elapsed = time.monotonic() - begin
        out = process.communicate(timeout=20)[0].decode()
        self.assertEqual((process.returncode, out.splitlines()[-1]), (3, "UNDECIDED"))
        lines = re.findall(r"\rgroup 1/1  ([\d.]+) s  (\d+) nodes  (\d+) open  "
                           r"(\S+) <= m\* <= (\S+)  gap (\S+)", text)
        self.assertGreaterEqual(len(lines), 1, text)
        self.assertLessEqual(len(lines), 10 * elapsed + 2, text)
        self.assertRegex(text, r"\r +\r$")
        self.assertNotIn("\n", text)

    def test_saved(self):
        """How long ago the search was last saved, where it is at all."""
        saved = r"\rgroup 1/1  [\d.]+ s \(saved ([\d]+) s ago\)  \d+ nodes  \d+ open  "
        process, master = self.start_on_terminal(*LONG, "--checkpoint", "state",
                                                 "--checkpoint-every", "1000000")
        self.assertNotIn("saved", self.drain(master, until="[1-9][0-9]* nodes"))
        process.send_signal(signal.SIGINT)
        self.drain(master)
        process.communicate(timeout=20)
        process, master = self.start_on_terminal(*LONG, "--resume", "state",
                                                 "--checkpoint-every", "0")
        self.assertIsNotNone(re.search(saved, self.drain(master, until=saved)))
        process.send_signal(signal.SIGINT)
        self.drain(master)
        process.communicate(timeout=20)

    def test_proof(self):
        process, master = self.start_on_terminal("line.csv", "--label", "none", "--m0", "1/3")
        text = self.drain(master)
        self.assertEqual(process.communicate(timeout=20)[0].splitlines()[-1], b"HOLDS")
        self.assertRegex(text, r"^\rdoublecheck-verify is checking the proof\r +\r$")

    def test_no_progress(self):
        process, master = self.start_on_terminal(*LONG[:-1], "0.3", "--quiet")
        self.assertEqual(self.drain(master), "")
        self.assertEqual(process.communicate(timeout=20)[0], b"UNDECIDED\n")
        run = self.check(3, *LONG[:-1], "0.3")
        self.assertEqual(run.err, "")

    def test_interrupt(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(signal=number):
                process, master = self.start_on_terminal(*LONG)
                self.assertIn("nodes", self.drain(master, until="nodes"))
                process.send_signal(number)
                self.drain(master)
                out = process.communicate(timeout=20)[0].decode()
                self.assertEqual(process.returncode, 3)
                self.assertIn("An interrupt ended the search", out)
                self.assertIn("<= m* <=", out)
                self.assertEqual(out.splitlines()[-1], "UNDECIDED")

    def test_floors(self):
        curve = ("floor", "two.csv", "--fixed", "--fineness", "24", "--curve",
                 "--time-limit", "0")
        process, master = self.start_on_terminal(*curve)
        self.assertIn("row 2", self.drain(master, until=r"computing floors  row 2 of 20"))
        process.send_signal(signal.SIGINT)
        self.drain(master)
        out = process.communicate(timeout=20)[0].decode()
        self.assertEqual(process.returncode, 3)
        self.assertRegex(out, r"An interrupt cut the floors: \d+ of 20 losses")
        self.assertIn("verified", out)
        self.assertIn(out.splitlines()[-1], ("DOUBLING", "TRIVIAL"))

    def test_second_interrupt(self):
        """It kills at once: here while the result waits for its reader."""
        fifo = self.path("fifo")
        os.mkfifo(fifo)
        process, master = self.start_on_terminal(*LONG, "--json", fifo)
        self.assertIn("nodes", self.drain(master, until="nodes"))
        process.send_signal(signal.SIGINT)
        self.drain(master, until=r"\r +\r$")
        time.sleep(0.1)
        self.assertIsNone(process.poll())
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
        self.assertEqual(process.returncode, -signal.SIGINT)

    def test_ignored_interrupt(self):
        """What nohup or a background job ignores stays ignored."""
        process = subprocess.Popen([harness.PROGRAM, *LONG[:-1], "0.6"], cwd=self.folder,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   preexec_fn=lambda: signal.signal(signal.SIGINT,
                                                                    signal.SIG_IGN))
        self.addCleanup(process.kill)
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        out = process.communicate(timeout=20)[0].decode()
        self.assertIn("time limit", out)


if __name__ == "__main__":
    unittest.main()
