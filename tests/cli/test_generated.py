"""The manual page and the completions that are made from the tables."""

import os
import re
import subprocess
import unittest

import harness


class Generated(harness.CliTest):
    FILES = {"man": "doublecheck.1", "bash": "doublecheck", "zsh": "_doublecheck",
             "fish": "doublecheck.fish"}

    def setUp(self):
        super().setUp()
        self.names = set()
        for command in ("check", "generate", "convert"):
            text = self.check(0, command, "--help").out
            self.names |= set(re.findall(r"^ .{4} --([a-z0-9-]+)", text, re.M))

    def text_of(self, form):
        return self.check(0, "--dump-options", form).out

    def test_built_files(self):
        for form, name in self.FILES.items():
            with open(os.path.join(harness.BUILT_DOCS, name), encoding="utf-8") as file:
                self.assertEqual(file.read(), self.text_of(form), name)

    def test_every_option(self):
        marks = {"man": ("\\-\\-%s\\fR", "\\-"), "bash": ("--%s", "-"),
                 "zsh": ("--%s", "-"), "fish": ("-l %s ", "-")}
        self.assertGreater(len(self.names), 25)
        for form, (mark, dash) in marks.items():
            text = self.text_of(form)
            for name in self.names:
                self.assertIn(mark % name.replace("-", dash), text, form)
        self.refused("--dump-options=csh", says="man|bash|zsh|fish")

    def test_manual_page(self):
        shown = subprocess.run(["man", "--warnings", "-E", "ascii", "-l",
                                os.path.join(harness.BUILT_DOCS, "doublecheck.1")],
                               capture_output=True, check=True,
                               env={**os.environ, "MANWIDTH": "80", "MANPAGER": "cat"})
        self.assertEqual(shown.stderr, b"")
        text = shown.stdout.decode()
        for part in ("NAME", "SYNOPSIS", "OPTIONS", "EXIT STATUS", "EXAMPLES",
                     "--time-limit S"):
            self.assertIn(part, text)

    def test_several_files(self):
        """Of the commands only variability and report take more than one."""
        self.assertEqual(self.text_of("zsh").count("'*:data file:_files'"), 2)

    def complete(self, *words):
        """What bash offers for the last word."""
        script = (f"source '{harness.BUILT_DOCS}/doublecheck'; compopt() {{ :; }}; "
                  'COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _doublecheck; '
                  'printf "%s\\n" "${COMPREPLY[@]}"')
        done = subprocess.run(["bash", "-c", script, "bash", "doublecheck", *words],
                              capture_output=True, check=True, cwd=self.folder)
        self.assertEqual(done.stderr, b"")
        return done.stdout.decode().split()

    def test_bash(self):
        self.assertEqual(self.complete("--kap"), ["--kappa"])
        self.assertEqual(self.complete("gen"), ["generate"])
        self.assertEqual(self.complete("li"), ["line.csv"])
        self.assertEqual(self.complete("line.csv", "--family", "wi"), ["width:"])
        self.assertEqual(self.complete("line.csv", "--groups", "=", "p"), ["pairs"])
        self.assertEqual(self.complete("line.csv", "--groups", "="),
                         ["auto", "whole", "pairs", "cells:"])
        self.assertEqual(self.complete("line.csv", "--json", "pa"), ["pair.csv"])
        self.assertEqual(self.complete("line.csv", "--kappa", ""), [])
        self.assertEqual(self.complete("generate", "gau"), ["gaussian"])
        self.assertEqual(self.complete("generate", "--po"), ["--points"])
        self.assertEqual(self.complete("generate", "--kap"), [])
        self.assertEqual(self.complete("line.csv", "--family", "directions", ":", "ha"),
                         ["hard.csv"])


if __name__ == "__main__":
    unittest.main()
