"""The numbers of a data file, as doublecheck-verify reads them: a certificate that needs
no proof is verified if and only if the digest of its points is right."""
import hashlib
import os
import sys
import tempfile
import unittest
from fractions import Fraction

import harness

if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(0)

FORM = """dcert 1 data {data} header no delimiter comma features 1 1 label none
weight none cell none points {points} question critical-mass kappa 2 sigma 1/4 delta 1
m0 1/2 family axes groups whole 1 group 1 slab none bound 1 given end
"""
ZEROS = "0" * 20000


def value(digits, exponent=0):
    return Fraction(int(digits)) * Fraction(10) ** exponent


# text: the number, or an exit status
NUMBERS = {
    "0": value("0"), "-0": value("0"), "+7": value("7"), "007": value("7"),
    "1.50": value("15", -1), ".5": value("5", -1), "2.": value("2"),
    "-.25": value("-25", -2),
    "1e3": value("1", 3), "1E+3": value("1", 3), "-1.5e-3": value("-15", -4),
    "6/4": Fraction(3, 2), "-1/3": Fraction(-1, 3), "0/5": value("0"),
    "123456789012345678901234567890": value("123456789012345678901234567890"),
    "1e10000": value("1", 10000), "1e-10000": value("1", -10000),
    "0e999999999999999999999": value("0"), "0.000e-99999999999999999999": value("0"),
    # Many digits and a large exponent may cancel, or not.
    "1" + ZEROS + "e-10000": value("1", 10000),
    "0." + ZEROS[:9999] + "1e10000": value("1"),
    "1e10001": 3, "1e-10001": 3, "1e99999999999999999999": 3,
    "1e-99999999999999999999": 3,
    "1" + ZEROS + "00." + ZEROS + "e-20002": 3,
    "1" + ZEROS + ZEROS + "." + ZEROS + "00000e-30000": 3,
    "0." + ZEROS + ZEROS + "1e40001": value("1"),
    "0." + ZEROS + ZEROS + "1e20001": 3, "0." + ZEROS + "1e9223372036854775807": 3,
    "0." + ZEROS + "1e-9223372036854775808": 3,
    "-": 2, ".": 2, "e5": 2, "1e": 2, "1e+": 2, "1e5.": 2, "1.2.3": 2, "1/0": 2,
    "1/-2": 2, "1.5/2": 2, "/2": 2, "1/": 2, "1/2e3": 2, "0x10": 2, "1_000": 2, "nan": 2,
    "inf": 2, "1 2": 2, "--1": 2, "1e 5": 2, "\u0661": 2,
}


class Numbers(unittest.TestCase):
    def code(self, text, number, folder):
        data = f"{text}\n1\n".encode()
        points = f"{number};1;0;0\n1;1;0;0\n".encode()
        form = FORM.format(data=hashlib.sha256(data).hexdigest(),
                           points=hashlib.sha256(points).hexdigest())
        path = harness.write(os.path.join(folder, "data.csv"), data)
        proof = harness.write(os.path.join(folder, "proof.dcert"), form)
        return harness.run(harness.VERIFIER, "--quiet", path, proof).code

    def test_numbers(self):
        with tempfile.TemporaryDirectory() as folder:
            for text, wanted in NUMBERS.items():
                with self.subTest(text=text[:40], length=len(text)):
                    if isinstance(wanted, Fraction):
                        self.assertEqual(self.code(text, wanted, folder), 0)
                        self.assertEqual(self.code(text, wanted + 1, folder), 1)
                    else:
                        self.assertEqual(self.code(text, 1, folder), wanted)


if __name__ == "__main__":
    unittest.main()
