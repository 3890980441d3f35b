#!/usr/bin/env python3
"""test_data_floor_mutants.py NAME: changes of the certificate data_floor/good/NAME.ddata, a
token at a time, and of certificates that claim a little more than it proves. Both builds of
doublecheck-verify-floor, with machine words and without, and verify_data_floor.py must agree
on each, and data_floor_oracle.py must not know better than a claim that they accept.

DC_TEST_MULTIPLIER makes more of them, DC_TEST_SEED others; DC_TEST_SHOW=1 lists those that
are accepted.
"""

import os
import random
import sys
import tempfile
from fractions import Fraction

import data_floor_examples
import data_floor_oracle
import harness
import mutations
import verify
import verify_data_floor

MULTIPLIER = float(os.environ.get("DC_TEST_MULTIPLIER", "1"))
SEED = int(os.environ.get("DC_TEST_SEED", "1"))
SHOW = bool(os.environ.get("DC_TEST_SHOW"))
MUTANTS, MUTANTS_OF_LIE = int(250 * MULTIPLIER), int(20 * MULTIPLIER)
PROGRAMS = [os.environ[name] for name in ("DOUBLECHECK_VERIFY_FLOOR", "VERIFY_FLOOR_GMP")]


def tree_mutants(tokens, place):
    """Subtrees in another order, and other leaves."""
    token = tokens[place]
    if token in "nh" or token[0] in "cp" and token[1:2].isdigit():
        for other in ("n", "h", "c1", "c2", "p1:1", "p1:2", "p2:1"):
            if other != token:
                yield mutations.Mutant(f"{token} -> {other}", place, place + 1, [other])
        yield mutations.Mutant(f"{token} left out", place, place + 1, [])


def all_mutants(tokens, chance):
    for place in range(len(tokens)):
        yield from mutations.token_mutants(tokens, place, chance)
        yield from tree_mutants(tokens, place)


def changed(tokens, word, change):
    return [str(change(Fraction(token))) if before == word else token
            for before, token in zip([None] + tokens, tokens)]


def lies(tokens):
    """Claims that are a little stronger, or a good deal."""
    for amount in (Fraction(1, 10**9), Fraction(1, 1000), Fraction(1, 40), Fraction(1, 5)):
        yield "accuracy", changed(tokens, "accuracy", lambda a, b=amount: min(a + b, 1))
        yield "loss", changed(tokens, "loss", lambda a, b=amount: a + b)
    if "vacuous" in tokens:
        return
    place = tokens.index("accuracy")
    yield "vacuity", tokens[:place] + ["vacuous"] + tokens[place + 2:]


class Mutants:
    def __init__(self, name, folder):
        self.name, self.folder = name, folder
        path = data_floor_examples.data_path(name)
        self.data = harness.read_bytes(path)
        self.tokens = data_floor_examples.read_good(name).split()
        self.verifier = harness.Verifier(path, folder)
        self.random = random.Random(f"{SEED} {name}")
        self.oracles = {}
        self.tried = self.accepted = 0

    def fail(self, what, text):
        path = f"{self.name}.failed.ddata"
        harness.write(path, text)
        raise SystemExit(f"{self.name}: {what}\n{os.path.abspath(path)} is the "
                         f"certificate; DC_TEST_SEED={SEED}")

    def second(self, text):
        """Exit status of verify_data_floor.py, and the claim."""
        try:
            return 0, verify_data_floor.verify(self.data, text)
        except verify.Rejected:
            return 1, None
        except verify.Malformed:
            return 2, None

    def programs(self, text):
        """Their common exit status, or both."""
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

    def judge(self, tokens, what):
        text = "\n".join(tokens) + "\n"
        code = self.programs(text)
        try:
            second, claim = self.second(text)
        except Exception as error:      # pylint: disable=broad-except
            self.fail(f"{what}: verify_data_floor.py: {error!r}", text)
        if code not in (0, 1, 2, 3) or (code == 0) != (second == 0):
            self.fail(f"{what}: doublecheck-verify-floor ends with status {code}, "
                      f"verify_data_floor.py with {second}", text)
        if code == 0 and self.contradicted(claim):
            self.fail(f"{what}: accepted, but it is not true", text)
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
        print(f"{self.name}: {self.tried} mutants, {self.accepted} accepted by all")

    def try_mutants(self, tokens, most, title):
        made = list(all_mutants(tokens, self.random))
        for mutant in mutations.choose(made, most, self.random):
            self.judge(mutations.apply(tokens, mutant),
                       f"{title}token {mutant.first + 1}: {mutant.what}")


def main(name):
    with tempfile.TemporaryDirectory(prefix="doublecheck-test-") as folder:
        Mutants(name, folder).try_all()


if __name__ == "__main__":
    main(sys.argv[1])
