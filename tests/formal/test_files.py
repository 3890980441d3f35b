"""The certificates of tests/certificate: doublecheck-verify-formal ends like
doublecheck-verify with all of good/ and bad/, with other ways to write the good ones, and
with huge and deep ones."""

import os
import unittest

import agree
import harness
import test_bad
import test_good

# Certificates that are not compared, and why: none.
UNSUPPORTED = {}


class Good(unittest.TestCase):
    def test_files(self):
        names = dict(test_good.all_names())
        self.assertEqual(sorted(f"{name}.dcert" for name in names),
                         sorted(os.listdir(os.path.join(harness.HERE, "good"))))
        for name, data in names.items():
            code = agree.check(self, name, data, harness.good_path(name))
            self.assertEqual(code, 0, name)


class Rewritten(test_good.Good):
    """Its tests of layout and of other ways to write the same, for this verifier."""

    test_names = test_made_again = test_claims = test_kinds = None

    def accepted(self, name, data, text):
        harness.write(self.made, text)
        run = harness.run(agree.FORMAL, data, self.made)
        self.assertEqual(run.code, 0, f"{name}: {run}")
        self.assertTrue(run.out.endswith("\nVERIFIED\n"), f"{name}: {run}")
        self.assertEqual(run.err, "", name)


class Bad(test_bad.Bad):
    """Its tests, for both verifiers."""

    def refused(self, name, data, certificate, code, says):
        if name in UNSUPPORTED:
            return
        path = certificate
        if code != 0:
            text = harness.read_bytes(certificate)
            path = harness.write(os.path.join(self.folder, "lines.dcert"),
                                 b"\n".join(text.split()) + b"\n")
        self.assertEqual(agree.check(self, name, data, path), code, name)

    def second(self, name, data, text, code):
        """Nothing: verify.py has its own tests."""


del test_good.Good, test_bad.Bad        # else they would run here as well

if __name__ == "__main__":
    unittest.main()
