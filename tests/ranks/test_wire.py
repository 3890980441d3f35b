"""Letters between processes come as they were sent, in one piece or in many."""

import os
import unittest

from launch import Case

WIRE = os.environ["WIRE"]


class Letters(Case):
    def exchange(self, processes, *arguments):
        code, out, err = self.run_on(processes, *arguments, programs=[WIRE] * processes)
        self.assertEqual((code, err), (0, ""))
        return sorted(out.splitlines())

    def test_in_pieces(self):
        for piece in ("1", "100", "4096", str(2**30)):
            with self.subTest(piece=piece):
                self.assertEqual(self.exchange(3, piece),
                                 ["rank 0: 1000 letters", "rank 1: 500 letters",
                                  "rank 2: 500 letters"])

    def test_a_large_letter(self):
        """Of which what is sent first is still on its way when the next is begun."""
        self.assertEqual(self.exchange(2, "1000000", "20000001", "5", "10000000"),
                         ["rank 0: 3 letters", "rank 1: 3 letters"])


if __name__ == "__main__":
    unittest.main()
