#!/usr/bin/env python3
"""test_floor_mutants.py NAME: changes of the certificate floor/good/NAME.dfloor, a token, a
row, a set or a use at a time; and of certificates that claim a little more than it proves.
doublecheck-verify-floor and verify_floor.py must agree on each.

DC_TEST_MULTIPLIER makes more of them, DC_TEST_SEED others; DC_TEST_SHOW=1 lists those that
are accepted.
"""

import os
import random
import re
import sys
import tempfile
from fractions import Fraction

import floor_examples
import harness
import mutations
import verify
import verify_floor

harness.VERIFIER = os.environ["DOUBLECHECK_VERIFY_FLOOR"]
MULTIPLIER = float(os.environ.get("DC_TEST_MULTIPLIER", "1"))
SEED = int(os.environ.get("DC_TEST_SEED", "1"))
SHOW = bool(os.environ.get("DC_TEST_SHOW"))
MUTANTS, MUTANTS_OF_LIE = int(250 * MULTIPLIER), int(20 * MULTIPLIER)
ROW = re.compile("[glt][0-9]+:[0-9]+")
USE = re.compile("([0-9]+):([0-9]+)")


def row_mutants(tokens, place):
    """A row left out, or of another letter or radius; a use that is longer or shorter."""
    token, end = tokens[place], place + 1
    if ROW.fullmatch(token):
        start = place
        while tokens[start] != "set":
            start -= 1
        fewer = str(int(tokens[start + 2]) - 1)
        yield mutations.Mutant(f"{token} left out of its set", start + 2, end,
                               [fewer] + tokens[start + 3:place])
        for letter in "glt".replace(token[0], ""):
            yield mutations.Mutant(f"{token} -> {letter}", place, end,
                                   [letter + token[1:]])
    use, after = USE.fullmatch(token), USE.fullmatch((tokens + [""])[end])
    if use:
        number, count = int(use[1]), int(use[2])
        yield mutations.Mutant(f"{token} in two", place, end,
                               [f"{number}:{count - 1}", f"{number}:1"])
        if after:
            for change in (1, -1, count, -int(after[2])):
                yield mutations.Mutant(
                    f"{token} {change} shorter", place, end + 1,
                    [f"{number}:{count - change}", f"{after[1]}:{int(after[2]) + change}"])


def all_mutants(tokens, chance):
    for place in range(len(tokens)):
        yield from mutations.token_mutants(tokens, place, chance)
        yield from row_mutants(tokens, place)


def changed(tokens, word, change):
    return [str(change(Fraction(token))) if before == word else token
            for before, token in zip([None] + tokens, tokens)]


def lies(tokens):
    """Claims that are a little stronger, or a good deal."""
    little = Fraction(1, 10**9)
    for amount in (little, Fraction(1, 50)):
        yield "accuracy", changed(tokens, "accuracy", lambda a: min(a + amount, 1))
        yield "loss", changed(tokens, "loss", lambda b: b + amount)
        yield "m0", changed(tokens, "m0", lambda m: m + amount)
        yield "sigma", changed(tokens, "sigma", lambda s: s * (1 - 10 * amount))
        yield "delta", changed(tokens, "delta", lambda d: d - amount)
        yield "kappa", changed(tokens, "kappa", lambda k: k + 30 * amount)
        yield "radius", changed(tokens, "radius", lambda r: r + amount)
        yield "bound", changed(tokens, "bound", lambda v: v - amount)


class Mutants:
    def __init__(self, example, folder):
        self.name = example.name
        path = os.path.join(harness.HERE, example.data)
        self.data = harness.read_bytes(path)
        self.tokens = floor_examples.read_good(self.name).split()
        self.verifier = harness.Verifier(path, folder)
        self.random = random.Random(f"{SEED} {self.name}")
        self.tried = self.accepted = 0

    def fail(self, what, text):
        path = f"{self.name}.failed.dfloor"
        harness.write(path, text)
        raise SystemExit(f"{self.name}: {what}\n{os.path.abspath(path)} is the "
                         f"certificate; DC_TEST_SEED={SEED}")

    def judge(self, tokens, what):
        text = "\n".join(tokens) + "\n"
        code = self.verifier.code(text)
        try:
            verify_floor.verify(self.data, text)
            second = 0
        except verify.Rejected:
            second = 1
        except verify.Malformed:
            second = 2
        except Exception as error:      # pylint: disable=broad-except
            self.fail(f"{what}: verify_floor.py: {error!r}", text)
        if code not in (0, 1, 2) or (code == 0) != (second == 0):
            self.fail(f"{what}: doublecheck-verify-floor ends with status {code}, "
                      f"verify_floor.py with {second}", text)
        self.tried += 1
        self.accepted += code == 0
        if SHOW and code == 0:
            print(f"accepted: {what}")
        return code == 0

    def try_all(self):
        if not self.judge(self.tokens, "the certificate itself"):
            self.fail("not accepted", "\n".join(self.tokens))
        self.try_mutants(self.tokens, MUTANTS, "")
        for what, tokens in lies(self.tokens):
            if not self.judge(tokens, f"lie about {what}"):
                self.try_mutants(tokens, MUTANTS_OF_LIE, f"lie about {what}; ")
        print(f"{self.name}: {self.tried} mutants, {self.accepted} accepted by both")

    def try_mutants(self, tokens, most, title):
        made = list(all_mutants(tokens, self.random))
        for mutant in mutations.choose(made, most, self.random):
            self.judge(mutations.apply(tokens, mutant),
                       f"{title}token {mutant.first + 1}: {mutant.what}")


def main(name):
    example = {example.name: example for example in
               floor_examples.EXAMPLES + [floor_examples.BY_HAND]}[name]
    with tempfile.TemporaryDirectory(prefix="doublecheck-test-") as folder:
        Mutants(example, folder).try_all()


if __name__ == "__main__":
    main(sys.argv[1])
