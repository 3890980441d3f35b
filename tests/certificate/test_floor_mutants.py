#!/usr/bin/env python3
"""test_floor_mutants.py NAME: changes of the certificate floor/good/NAME.dfloor, a token, a
row, a set or a use at a time; and of certificates that claim a little more than it proves.
doublecheck-verify-floor and verify_floor.py must agree on each.

DC_TEST_MULTIPLIER makes more of them, DC_TEST_SEED others; DC_TEST_SHOW=1 lists those that
are accepted.
"""

import os
import re
import sys
import tempfile
from fractions import Fraction

import floor_examples
import floor_mutants
import harness
import mutations
import verify_floor
from floor_mutants import changed

harness.VERIFIER = os.environ["DOUBLECHECK_VERIFY_FLOOR"]
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


class Mutants(floor_mutants.Mutants):
    CHECK = verify_floor

    def own_mutants(self, tokens, place):
        return row_mutants(tokens, place)

    def lies(self, tokens):
        return lies(tokens)


def main(name):
    example = {example.name: example for example in
               floor_examples.EXAMPLES + [floor_examples.BY_HAND]}[name]
    with tempfile.TemporaryDirectory(prefix="doublecheck-test-") as folder:
        path = os.path.join(harness.HERE, example.data)
        tokens = floor_examples.read_good(name).split()
        Mutants(name, path, tokens, folder).try_all()


if __name__ == "__main__":
    main(sys.argv[1])
