#!/usr/bin/env python3
"""fill_docs.py FILL_DOCS PROGRAM: scripts/fill-docs finds what is wrong in a document."""

import os
import subprocess
import sys
import tempfile
import unittest

FILL_DOCS, PROGRAM = sys.argv[1:3]

SHOWN = """<!-- output of: doublecheck --quiet --label none cluster.csv -->

    {}

Words.
"""


class FillDocs(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.document = os.path.join(folder.name, "some.md")

    def run_on(self, text, way="--check"):
        with open(self.document, "w", encoding="utf-8") as file:
            file.write(text)
        done = subprocess.run([sys.executable, "-B", FILL_DOCS, way, PROGRAM, self.document],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
                              encoding="utf-8")
        return done.returncode, done.stdout

    def refused(self, text, says):
        status, said = self.run_on(text)
        self.assertEqual(status, 1, said)
        self.assertIn(says, said)

    def accepted(self, text):
        self.assertEqual(self.run_on(text), (0, ""))

    def test_output(self):
        self.accepted(SHOWN.format("VIOLATED"))
        self.refused(SHOWN.format("HOLDS"), "stale output")

    def test_command(self):
        self.accepted("Text:\n\n    doublecheck DATA.csv    what it does\n\nMore.\n")
        self.refused("    doublecheck --kapa 3 DATA.csv\n", "doublecheck failed: 2")
        self.refused("    doublecheck none.csv\n", "doublecheck failed: 2")
        self.refused("```sh\n$ doublecheck none.csv\n```\n", "doublecheck failed: 2")
        self.refused("Text\n\n    false && doublecheck DATA.csv\n    scripts/doublecheck -V\n    "
                     "true || \\\n    doublecheck DATA.csv\n", "not all commands")

    def test_other_languages(self):
        self.accepted("```python\ndoublecheck.check(points)\n```\n")

    def test_after_output(self):
        """A block after one that shows an output is looked at again."""
        self.refused(SHOWN.format("VIOLATED") + "\n    doublecheck none.csv\n", "failed: 2")

    def test_prints(self):
        text = "<!-- prints: {} -->\n\n    doublecheck --quiet DATA.csv\n"
        self.accepted(text.format("HOLDS"))
        self.refused(text.format("VIOLATED"), "does not print VIOLATED")

    def test_not_run(self):
        text = "<!-- not run: too long -->\n\n    doublecheck none.csv\n"
        self.accepted(text)
        status, said = self.run_on(text, "--list")
        self.assertEqual((status, said), (0, f"{self.document}:3: too long\n"))
        self.refused(text + "\nWords.\n\n    doublecheck none.csv\n", "failed: 2")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
