"""The command line of doublecheck-verify-formal: that of doublecheck-verify, but that the
names of options cannot be shortened; messages may differ."""

import unittest

import agree
import harness
import test_options


class Commands(test_options.Options):
    test_expected_by_verify_py = test_wrong_usage = test_claim = None

    def check(self, code, *arguments, says="", **options):
        return super().check(code, *arguments, **options)

    def test_usage(self):
        for arguments in ([], [self.data], [self.data, self.proof, self.proof],
                          ["--"], ["--", self.data], ["-", "-"], ["--quiet", "-", "-"]):
            self.check(2, *arguments)
        for option in ("--expect-nothing=1", "--expect-kap=3", "--verify", "--quiet=1",
                       "--expect-kappa", "-x", "--KAPPA=3", "--expect-=yes",
                       "--expect=yes", "--help", "-V", "-qh"):
            run = self.check(2, self.data, self.proof, option)
            self.assertNotEqual(run.err, "", option)
        self.check(2, self.data, self.proof, "--expect-kappa=3", "--expect-kappa=4")

    def test_help_and_version(self):
        for option in "--help", "-h":
            text = harness.run(harness.VERIFIER, option)
            self.assertEqual((text.code, text.err), (0, ""))
            self.assertTrue(text.out.startswith("Usage: doublecheck-verify-formal "))
            for word in test_options.EXPECTED["square"]:
                self.assertIn(word, text.out)
        for option in "--version", "-V":
            text = harness.run(harness.VERIFIER, option)
            self.assertEqual((text.code, text.err), (0, ""))
            self.assertRegex(text.out, r"^doublecheck-verify-formal \d+\.\d+\.\d+\n$")

    def test_same_claim(self):
        """The same lines as doublecheck-verify prints, without the slab's masses."""
        for name in test_options.EXPECTED:
            data = {example.name: example.data for example in test_options.EXAMPLES}
            files = [harness.data_path(data.get(name, "square.csv")),
                     harness.good_path(name)]
            plain = harness.run(PLAIN, *files).out.splitlines()
            formal = harness.run(agree.FORMAL, *files).out.splitlines()
            self.assertEqual([line for line in plain if not line.startswith("    masses")],
                             formal, name)


PLAIN, harness.VERIFIER = harness.VERIFIER, agree.FORMAL
del test_options.Options

if __name__ == "__main__":
    unittest.main()
