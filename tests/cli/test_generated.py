"""The manual page and the completions that are made from the tables."""

import json
import os
import re
import subprocess
import unittest

import harness


def bare(text):
    """Text without what breaking lines changes."""
    return re.sub(r"[\s-]+", "", text).lower()


def fields_of(schema):
    """The names of all fields of all objects that a schema describes outside conditions."""
    for key, value in schema.items():
        if key == "properties":
            yield from value
        if key in ("properties", "$defs"):
            for part in value.values():
                yield from fields_of(part)
        elif key in ("items", "additionalProperties") and isinstance(value, dict):
            yield from fields_of(value)


class Generated(harness.CliTest):
    FILES = {"man": "doublecheck.1", "bash": "doublecheck", "zsh": "_doublecheck",
             "fish": "doublecheck.fish", "markdown": "commands.md"}

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
                 "zsh": ("--%s", "-"), "fish": ("-l %s ", "-"), "markdown": ("| `--%s", "-")}
        self.assertGreater(len(self.names), 25)
        for form, (mark, dash) in marks.items():
            text = self.text_of(form)
            for name in self.names:
                self.assertIn(mark % name.replace("-", dash), text, form)
        self.refused("--dump-options=csh", says="man|bash|zsh|fish|markdown")

    def shown_page(self, name):
        shown = subprocess.run(["man", "--warnings", "-E", "ascii", "-l",
                                os.path.join(harness.BUILT_DOCS, name)],
                               capture_output=True, check=True,
                               env={**os.environ, "MANWIDTH": "80", "MANPAGER": "cat"})
        self.assertEqual(shown.stderr, b"")
        return shown.stdout.decode()

    def test_manual_page(self):
        text = self.shown_page("doublecheck.1")
        for part in ("NAME", "SYNOPSIS", "OPTIONS", "EXIT STATUS", "EXAMPLES",
                     "--time-limit S"):
            self.assertIn(part, text)

    def test_pages_of_verifiers(self):
        """They say what --help does, word for word, under headings."""
        for name in ("doublecheck-verify", "doublecheck-verify-floor"):
            page = self.shown_page(name + ".1")
            for part in ("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS"):
                self.assertRegex(page, f"(?m)^{part}$", name)
            for option in ("--expect-NAME=VALUE", "-q, --quiet", "-h, --help", "-V, --version"):
                self.assertRegex(page, f"(?m)^       {option}\\b", name)
            told = subprocess.run([os.path.join(os.path.dirname(harness.PROGRAM), name), "--help"],
                                  capture_output=True, check=True).stdout.decode()
            for paragraph in told.split("\n\n")[1:]:
                words = re.sub(r"^[A-Z][a-z ]*: ", "", paragraph)
                self.assertTrue(bare(words) in bare(page), f"{name}: not in its page: {words}")

    def test_reference_of_commands(self):
        text = self.text_of("markdown")
        for command in ("check", "floor", "simulate", "stress", "generate", "convert"):
            part = text.split(f"\n## doublecheck {command} ")[1].split("\n## ")[0]
            told = self.check(0, command, "--help").out
            self.assertEqual(set(re.findall(r"^\| `--([a-z0-9-]+)", part, re.M)),
                             set(re.findall(r"^ .{4} --([a-z0-9-]+)", told, re.M)), command)
        for row in ("| `--kappa X` | dilation factor of the slabs; > 1 | 2 |",
                    "| `--only all\\|doubling\\|data` | ", "\n## Exit status\n"):
            self.assertTrue(row in text, row)

    def test_references(self):
        """Every function of the library, and every field of a result, has its place."""
        headers = os.path.join(harness.DOCS, "..", "include", "doublecheck")
        with open(os.path.join(harness.BUILT_DOCS, "c-api.md"), encoding="utf-8") as file:
            text = file.read()
        for name in sorted(os.listdir(headers)):
            with open(os.path.join(headers, name), encoding="utf-8") as file:
                declared = re.sub(r"^#.*$", "", file.read(), flags=re.M)
            for function in re.findall(r"DC_API [^;]*?\b(dc_\w+)\(", declared):
                self.assertTrue(f"\n### {function}\n" in text, f"{name}: {function}")
            for kind in re.findall(r"^\}? ?(?:typedef .*)?\b(dc_\w+);$", declared, re.M):
                self.assertTrue(f"\n### {kind}\n" in text, f"{name}: {kind}")
        with open(os.path.join(harness.BUILT_DOCS, "json.md"), encoding="utf-8") as file:
            parts = file.read().split("\n## ")
        schemas = [name for name in os.listdir(harness.DOCS) if name.endswith(".schema.json")]
        for name in schemas:
            with open(os.path.join(harness.DOCS, name), encoding="utf-8") as file:
                schema = json.load(file)
            part = next((part for part in parts if part.startswith(schema["title"])), "")
            for field in fields_of(schema):
                self.assertRegex(part, rf"(?m)^ *- \[?`{field}`\]?: ", name)

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
