#!/usr/bin/env python3
"""test_data_floor_mutants.py NAME: changes of the certificate data_floor/good/NAME.ddata, a
token at a time, and of certificates that claim a little more than it proves. Both builds of
doublecheck-verify-floor, with machine words and without, and verify_data_floor.py must agree
on each, and data_floor_oracle.py must not know better than a claim that they accept.

DC_TEST_MULTIPLIER makes more of them, DC_TEST_SEED others; DC_TEST_SHOW=1 lists those that
are accepted.
"""

import os
import sys
import tempfile
from fractions import Fraction

import data_floor_examples
import data_floor_oracle
import floor_mutants
import harness
import mutations
import verify_data_floor
from floor_mutants import changed

PROGRAMS = [os.environ[name] for name in ("DOUBLECHECK_VERIFY_FLOOR", "VERIFY_FLOOR_GMP")]


def tree_mutants(tokens, place):
    """Subtrees in another order, and other leaves."""
    token = tokens[place]
    if token in "nh" or token[0] in "cp" and token[1:2].isdigit():
        for other in ("n", "h", "c1", "c2", "p1:1", "p1:2", "p2:1"):
            if other != token:
                yield mutations.Mutant(f"{token} -> {other}", place, place + 1, [other])
        yield mutations.Mutant(f"{token} left out", place, place + 1, [])


def lies(tokens):
    """Claims that are a little stronger, or a good deal."""
    for amount in (Fraction(1, 10**9), Fraction(1, 1000), Fraction(1, 40), Fraction(1, 5)):
        yield "accuracy", changed(tokens, "accuracy", lambda a, b=amount: min(a + b, 1))
        yield "loss", changed(tokens, "loss", lambda a, b=amount: a + b)
    if "vacuous" in tokens:
        return
    place = tokens.index("accuracy")
    yield "vacuity", tokens[:place] + ["vacuous"] + tokens[place + 2:]


class Mutants(floor_mutants.Mutants):
    SUFFIX = "ddata"
    CODES = (0, 1, 2, 3)
    CHECK = verify_data_floor
    ACCEPTED_BY = "all"

    def __init__(self, name, folder):
        super().__init__(name, data_floor_examples.data_path(name),
                         data_floor_examples.read_good(name).split(), folder)
        self.oracles = {}

    def own_mutants(self, tokens, place):
        return tree_mutants(tokens, place)

    def lies(self, tokens):
        return lies(tokens)

    def code(self, text):
        """The common exit status of both programs, or both."""
        codes = set()
        for program in PROGRAMS:
            harness.VERIFIER = program
            codes.add(self.verifier.code(text))
        return codes.pop() if len(codes) == 1 else codes

    def contradicted(self, claim):
        """Mutants of the layout are about other points."""
        key = str(claim["points"])
        if key not in self.oracles:
            self.oracles[key] = data_floor_oracle.Data(claim["points"])
        return self.oracles[key].contradicts(claim["loss"], claim["accuracy"])


def main(name):
    with tempfile.TemporaryDirectory(prefix="doublecheck-test-") as folder:
        Mutants(name, folder).try_all()


if __name__ == "__main__":
    main(sys.argv[1])
