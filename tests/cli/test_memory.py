"""The process keeps within --memory."""

import os
import subprocess
import unittest

from harness import PROGRAM, CliTest


def sanitized():
    """A sanitizer's own memory counts, too."""
    linked = subprocess.run(["ldd", PROGRAM], check=False, stdout=subprocess.PIPE,
                            text=True).stdout
    return "libasan" in linked


class MemoryTest(CliTest):
    def peak(self, *arguments):
        """Peak resident set in bytes."""
        process = subprocess.Popen([PROGRAM, *arguments], cwd=self.folder,
                                   stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertIn(process.returncode, (0, 1, 3))
        return 1024 * usage.ru_maxrss

    @unittest.skipIf(sanitized(), "memory of a sanitizer cannot be told apart")
    def test_waiting_boxes(self):
        """So many boxes wait after some seconds that they would take more than that."""
        self.run_program("generate", "gaussian", "--dims", "6", "--points", "130",
                         "--seed", "1", "-o", "data.csv")
        peak = self.peak("data.csv", "--label", "none", "--decide", "--m0", "9/20",
                         "--no-verify", "--threads", "2", "--time-limit", "6",
                         "--memory", "26M")
        self.assertLessEqual(peak, 1.1 * 26 * (1 << 20))


if __name__ == "__main__":
    unittest.main()
