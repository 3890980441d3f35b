"""Numbers that would need more memory than there is: GMP and FLINT abort where memory is out, so
what they are asked for is bounded before. Each run ends with a status and a message, or does its
work, in little time and memory."""

import hashlib
import os
import re
import struct
import subprocess
import unittest

from harness import PROGRAM, CliTest
from test_memory import sanitized

BYTES = 4 << 30
HUGE = ("1e999999999", "1e-999999999", "1e99999999999999999999999", "7" * 1000000,
        "1/" + "7" * 1000000, "0." + "0" * 1000000 + "1")
LONG_OPTIONS = ("1e999999999", "1e-999999999", "1/1e999999999", "1e5001", "9" * 100000,
                "1/3e5001", "0." + "0" * 100000 + "1")
DIGITS = 4000  # fewer than the most that are accepted


def table(values):
    return "x,y,label\n" + "".join(f"{value},{k * k % 5},{'ab'[k % 2]}\n"
                                   for k, value in enumerate(values))


def idx(*shape):
    return bytes([0, 0, 8, len(shape)]) + struct.pack(f">{len(shape)}I", *shape) + b"\1\2"


class BoundsTest(CliTest):
    def bounded(self, *arguments, codes):
        """Output and messages of a run that may take no more memory than that."""
        limit = [] if sanitized() else ["prlimit", f"--as={BYTES}"]
        done = subprocess.run([*limit, PROGRAM, *arguments], cwd=self.folder, check=False,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, timeout=100)
        self.assertIn(done.returncode, codes, done.stderr[:2000])
        return done.stdout, done.stderr

    def refused(self, message, *arguments):
        with self.subTest(arguments=[argument[:60] for argument in arguments]):
            out, err = self.bounded(*arguments, codes=(2,))
            self.assertEqual(out, "")
            self.assertRegex(err, message)
            self.assertLess(len(err), 2000)

    def test_data(self):
        for value in HUGE:
            self.write("data.csv", table((value, 2, 3, 5)))
            self.refused("is a number of [0-9]+ digits", "data.csv")
            self.refused("is a number of [0-9]+ digits", "convert", "data.csv")
            self.refused("is a number of [0-9]+ digits", "line.csv", "--label", "none",
                         "--family", "directions:data.csv")
            self.write("data.svm", f"+1 1:{value}\n-1 1:1\n")
            self.refused("is a number of [0-9]+ digits", "data.svm")
            self.write("data.csv", f"x,w,label\n1,{value},a\n2,1,b\n3,1,a\n")
            self.refused("is a number of [0-9]+ digits", "data.csv", "--weight", "w")

    def test_many_digits(self):
        """What is accepted is worked with."""
        self.write("data.csv", table([str(k) + "123456789" * (DIGITS // 9) for k in range(6)] +
                                     [f"1/{'3' * DIGITS}", f"7e-{DIGITS}", f"1e{DIGITS}", "5"]))
        for arguments in ((), ("--family", "axes"), ("--maximize", "sigma"),
                          ("--family", f"width:1e-{DIGITS}"), ("--m0", f"1e-{DIGITS}"),
                          ("--kappa", f"1e{DIGITS}")):
            self.bounded("data.csv", *arguments, codes=(0, 1, 3))
        self.bounded("floor", "data.csv", "--loss", f"1e-{DIGITS}", "--fineness", "1",
                     "--time-limit", "2", codes=(0, 2))
        self.bounded("simulate", "data.csv", "--fixed", "--m0", "2/5", "--seeds", "1",
                     "--steps", "2", "--time-limit", "2", codes=(0, 2, 3))

    def test_options(self):
        for option in ("--kappa", "--sigma", "--delta", "--m0"):
            for value in LONG_OPTIONS:
                self.refused("^doublecheck: --", "line.csv", option, value)
        for value in LONG_OPTIONS:
            self.refused("^doublecheck: --", "line.csv", "--family", "width:" + value)
            self.refused("^doublecheck: --", "line.csv", "--time-limit", value)
            self.refused("^doublecheck: --", "floor", "two.csv", "--loss", value)
            self.refused("^doublecheck: --", "floor", "two.csv", "--loss", "1/2",
                         "--require", value)
            self.refused("^doublecheck: --", "profile", "line.csv", "--kappas", value)
            self.refused("^doublecheck: --", "profile", "line.csv", "--sigmas", value)
            self.refused("^doublecheck: --", "memorize", "two.csv", "--losses",
                         "rll:" + value)
            self.refused("^doublecheck: --", "memorize", "two.csv", "--noise", value)
            self.refused("^doublecheck: --", "stress", "two.csv", "--replay",
                         "noise=" + value)

    def test_counts(self):
        many = "9" * 30
        for arguments in (("line.csv", "--top"), ("line.csv", "--threads"),
                          ("line.csv", "--memory"), ("generate", "ball", "--points"),
                          ("generate", "ball", "--dims"), ("simulate", "two.csv", "--steps"),
                          ("reproduce", "two.csv", "--resamples"),
                          ("stress", "two.csv", "--evaluations")):
            self.refused("wanted", *arguments, many)
        self.refused("a layer has", "simulate", "two.csv", "--arch", many)
        self.refused("wanted", "line.csv", "--family", "sparse:" + many)
        self.refused("there is no column", "line.csv", "--columns", many)
        self.refused("memory", "generate", "lattice", "--points", "1000000000", "--dims",
                     "100000", "-o", "out.csv")

    def test_headers(self):
        most = 2**32 - 1
        for name, text in (("a-images-idx3-ubyte", idx(most, most, most)),
                           ("b-images-idx3-ubyte", idx(1, 1 << 16, 1 << 16)),
                           ("c-images-idx3-ubyte", idx(most, 1, 1)),
                           ("d-images-idx3-ubyte", bytes([0, 0, 8, 255]) + b"\xff" * 1020)):
            self.write(name, text)
            self.write(name.replace("images-idx3", "labels-idx1"), idx(most))
            self.refused("header|dimensions|ends|bytes|items", name)
        for index in ("4294967295", "18446744073709551616", "9" * 40):
            self.write("data.svm", f"+1 {index}:1\n-1 1:1\n")
            self.refused("has an index over", "data.svm")

    def test_result(self):
        """Any number of a result is too long; not all of them are used."""
        self.bounded("two.csv", "--json", "result.json", codes=(0, 1))
        text = self.read("result.json")
        self.assertIn('"kappa": "2"', text)
        for value in HUGE:
            self.write("other.json", re.sub(r'"(kappa|sigma|delta|m0|lo|hi|c|r)": "[^"]*"',
                                            rf'"\1": "{value}"', text))
            self.bounded("floor", "other.json", "--loss", "1/2", "--fineness", "1",
                         "--time-limit", "1", codes=(0, 2))
        for key in set(re.findall(r'"(\w+)": \d', text)):
            self.write("other.json", re.sub(rf'("{key}": )\d[\d.]*', r"\g<1>" + "9" * 18, text))
            self.bounded("floor", "other.json", "--loss", "1/2", "--fineness", "1",
                         "--time-limit", "1", codes=(0, 2))

    def test_checkpoint(self):
        """Any eight of its bytes are a count of very many. (A slab that is none is an internal
        error: such a file has a digest that fits, so that no search has written it.)"""
        self.bounded("rich.csv", "--weight", "w", "--groups", "cells:cell", "--checkpoint",
                     "kept", "--checkpoint-every", "0", codes=(0, 1))
        with open(self.path("kept"), "rb") as file:
            whole = file.read()[:-64]
        begin = whole.index(b"\n\n")
        for at in range(begin, len(whole) - 8, 8):
            for count in (1 << 62, 1 << 27, -(1 << 40)):
                other = whole[:at] + struct.pack("<q", count) + whole[at + 8:]
                self.write("other", other + hashlib.sha256(other).hexdigest().encode())
                self.bounded("rich.csv", "--weight", "w", "--groups", "cells:cell",
                             "--resume", "other", "--time-limit", "5", codes=(1, 2, 3, 4))
                os.remove(self.path("other"))

    def test_certificate(self):
        """Any of its numbers has very many digits."""
        options = ("--weight", "w", "--groups", "cells:cell")
        self.bounded("rich.csv", *options, "--certificate", "proof", codes=(0, 1))
        text = self.read("proof")
        for number in re.finditer(r"(?<![0-9a-f])\d+(?![0-9a-f])", text):
            for value in ("9" * 1000000, "1" + "0" * 18):
                self.write("other", text[:number.start()] + value + text[number.end():])
                self.bounded("verify", "rich.csv", "other", codes=(0, 1, 2))


if __name__ == "__main__":
    unittest.main()
