#!/usr/bin/env python3
"""fill_docs.py FILL_DOCS PROGRAM: scripts/fill-docs finds what is wrong in a document."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

FILL_DOCS, PROGRAM = sys.argv[1:3]

SHOWN = """<!-- output of: doublecheck --quiet --label none cluster.csv -->

    {}

Words.
"""
LONG = "<!-- long: minutes -->\n"
STUDY = "<!-- output of: scripts/study-{} -->\n\n"
TABLE = """| data | found | floor | least | limit | seconds |
|---|---|---|---|---|---|
| iris | 20 confirmed | 0.5 | 0.7 | none | 12 |
| digits | 20 not covered: limit | 0.1 | 0.6 | 10 s | 15 |
"""


class FillDocs(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.document = os.path.join(folder.name, "some.md")

    def run_on(self, text, *ways, fill_docs=FILL_DOCS):
        with open(self.document, "w", encoding="utf-8") as file:
            file.write(text)
        done = subprocess.run([sys.executable, "-B", fill_docs, *ways, PROGRAM, self.document],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
                              encoding="utf-8")
        return done.returncode, done.stdout

    def refused(self, text, says, *ways, **others):
        status, said = self.run_on(text, "--check", *ways, **others)
        self.assertEqual(status, 1, said)
        self.assertIn(says, said)

    def accepted(self, text, says="", *ways, **others):
        status, said = self.run_on(text, "--check", *ways, **others)
        said = re.sub(r"\d+ s: ", "", said).replace(f"{self.document}:", "")
        self.assertEqual((status, said), (0, says))

    def with_study(self, prints, status=0):
        """fill-docs of a project whose only study is scripts/study-one."""
        scripts = os.path.join(os.path.dirname(self.document), "scripts")
        os.mkdir(scripts)
        copy = shutil.copy(FILL_DOCS, scripts)
        os.symlink(os.path.realpath(os.path.join(FILL_DOCS, "../../datasets")),
                   os.path.join(scripts, "..", "datasets"))
        study = os.path.join(scripts, "study-one")
        with open(study, "w", encoding="utf-8") as file:
            file.write(f"#!/bin/sh\ntest -x \"$2\" || exit 9\necho \"$1:\"\n"
                       f"cat <<'END'\n{prints}END\nexit {status}\n")
        os.chmod(study, 0o755)
        return copy

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
        for two in ("VIOLATED -->\n<!-- prints: HOLDS", "HOLDS -->\n<!-- prints: VIOLATED"):
            self.refused(text.format(two), "does not print VIOLATED")
        self.accepted(text.format("HOLDS -->\n<!-- prints: OLD"))

    def test_not_run(self):
        text = "<!-- not run: too long -->\n\n    doublecheck none.csv\n"
        self.accepted(text)
        status, said = self.run_on(text, "--list")
        self.assertEqual((status, said), (0, f"{self.document}:3: not run: too long\n"))
        self.refused(text + "\nWords.\n\n    doublecheck none.csv\n", "failed: 2")

    def test_long_commands(self):
        """What is long is run with --long, and only that."""
        quick, slow = ("    doublecheck {}.csv\n\nWords.\n\n" + LONG + "\n"
                       "    doublecheck {}.csv\n\nMore words.\n").split("Words.\n\n")
        text = quick + "Words.\n\n" + slow
        self.accepted(text.format("DATA", "none"))
        self.refused(text.format("DATA", "none"), ":7: doublecheck failed: 2", "--long")
        self.refused(text.format("none", "DATA"), ":1: doublecheck failed: 2")
        self.accepted(text.format("none", "DATA"), "7: doublecheck DATA.csv\n", "--long")
        self.refused(LONG + "<!-- prints: HELD -->\n\n    doublecheck -q DATA.csv\n",
                     "does not print HELD", "--long")
        self.assertEqual(self.run_on(text, "--list"), (0, f"{self.document}:7: long: minutes\n"))

    def test_long_outputs(self):
        command = "doublecheck --quiet --label none cluster.csv"
        stale, right = SHOWN.format("HOLDS"), SHOWN.format("VIOLATED")
        self.accepted(LONG + stale)
        self.refused(LONG + stale, "-    HOLDS\n+    VIOLATED", "--long")
        self.accepted(LONG + right, f"2: {command}\n", "--long")
        self.accepted(stale, "", "--long")
        self.refused(LONG + right + "\n" + stale, ":8: stale output")
        self.assertEqual(self.run_on(LONG + right, "--list"),
                         (0, f"{self.document}:2: long: minutes\n"))

    def test_goes_on(self):
        """Everything that is wrong is told, not the first alone."""
        text = SHOWN.format("HOLDS") + "\n    doublecheck none.csv\n\n"
        _, said = self.run_on(LONG + text + LONG + text, "--check", "--long")
        self.assertEqual(said.count("stale output"), 2, said)
        _, said = self.run_on(text + "Words.\n\n    doublecheck none.csv\n", "--check")
        self.assertEqual(said.count("doublecheck failed: 2"), 2, said)
        self.assertEqual(said.count("stale output"), 1, said)

    def test_fill(self):
        """Only what is asked for is written anew."""
        stale, right = SHOWN.format("HOLDS"), SHOWN.format("VIOLATED")
        for ways, first, second in (((), right, stale), (("--long",), stale, right)):
            status, said = self.run_on(f"{stale}\n{LONG}{stale}", *ways)
            self.assertEqual((status, said), (0, ""))
            with open(self.document, encoding="utf-8") as file:
                self.assertEqual(file.read(), f"{first}\n{LONG}{second}")

    def test_study(self):
        """A study's tables are shown as tables, and compared apart from what the machine decides."""
        study = {"fill_docs": self.with_study("\n" + TABLE)}
        text = STUDY.format("one 'a b'") + "    a b:\n\n" + TABLE + "\nWords.\n"
        status, _ = self.run_on(STUDY.format("one 'a b'") + "Words.\n", **study)
        with open(self.document, encoding="utf-8") as file:
            self.assertEqual((status, file.read()), (0, text))
        self.accepted(text, **study)
        for same, other in (("| 12 |", "| 13 |"), ("| 0.1 |", "| 0.2 |"),
                            ("20 not covered: limit", "20 confirmed")):
            self.accepted(text.replace(same, other), **study)
        for right, wrong in (("20 confirmed", "19 confirmed"), ("| 0.5 |", "| 0.4 |"),
                             ("| 0.7 |", "| 0.8 |"), ("| 0.6 |", "| 0.8 |"), ("10 s", "9 s"),
                             ("| seconds |", "| minutes |"), ("| found |", "| lost |"),
                             ("| iris", "| Iris"), ("a b:", "a c:"), ("| 12 |", "| 12 | 1 |"),
                             (TABLE.splitlines()[3] + "\n", "")):
            self.assertIn(right, text)
            self.refused(text.replace(right, wrong), "stale output", **study)

    def test_failing_study(self):
        study = {"fill_docs": self.with_study("", status=3)}
        self.refused(STUDY.format("one x") + "    x:\n\n", "exit status 3", **study)
        self.refused(SHOWN.replace("doublecheck", "echo"), "not a command of doublecheck")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
