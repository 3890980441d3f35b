"""Data files: those of tests/corpus, right and wrong, and numbers of all kinds."""

import hashlib
import os
import tempfile
import unittest
from fractions import Fraction

import agree
import harness
import test_formats
import test_numbers


class Inputs(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="doublecheck-test-")
        self.addCleanup(folder.cleanup)
        self.proof = os.path.join(folder.name, "made.dcert")

    def test_good(self):
        """Certificates for CSV files with blanks, quotes, marks and line ends."""
        folder, tried = os.path.join(test_formats.CORPUS, "good"), 0
        for name in sorted(os.listdir(folder)):
            for reading in test_formats.READING:
                run = harness.run(harness.PROGRAM, os.path.join(folder, name), *reading,
                                  "--family", "axes", "--certificate", self.proof)
                if run.code in (0, 1):
                    agree.check(self, name, os.path.join(folder, name), self.proof)
                    tried += 1
        self.assertGreater(tried, 15)

    def test_bad(self):
        """Data that cannot be read, under a certificate that names them."""
        square = harness.read_good("square").split()
        folder = os.path.join(test_formats.CORPUS, "bad")
        for name in sorted(os.listdir(folder)):
            data = os.path.join(folder, name)
            for label in "none", "2":
                tokens = list(square)
                tokens[3] = hashlib.sha256(harness.read_bytes(data)).hexdigest()
                tokens[tokens.index("label") + 1] = label
                harness.write(self.proof, "\n".join(tokens) + "\n")
                plain, formal = agree.both(data, self.proof)
                if plain.code == 3:     # a limit that the other need not have
                    self.assertIn(formal.code, (1, 2, 3), f"{name}\n{plain}\n{formal}")
                else:
                    self.assertEqual(plain.code, formal.code, f"{name}\n{plain}\n{formal}")


class Numbers(test_numbers.Numbers):
    """Where doublecheck-verify finds more than it can handle, this one may know the value,
    and that it is not 1."""

    def code(self, text, number, folder):
        plain = super().code(text, number, folder)
        formal = harness.run(agree.FORMAL, "--quiet", os.path.join(folder, "data.csv"),
                             os.path.join(folder, "proof.dcert")).code
        wanted = test_numbers.NUMBERS[text]
        limit = not isinstance(wanted, Fraction) and wanted == 3
        self.assertIn(formal, (0, 1, 3) if limit else (plain,), text[:40])
        return plain


del test_numbers.Numbers

if __name__ == "__main__":
    unittest.main()
