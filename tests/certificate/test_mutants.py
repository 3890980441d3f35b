#!/usr/bin/env python3
"""test_mutants.py NAME: changes of the certificate good/NAME.dcert, one at a time.

doublecheck-verify and verify.py must agree on whether a mutant is acceptable, and where
they accept it what it claims must be true, which brute force decides. (Where verify.py is
slow it sees all that is accepted, and some of what is not.) Then the same for lies:
certificates whose claim is false, most by very little, but whose proof is that of
something true; their mutants are made near the place where the lie was found out.

Every token of a certificate is changed at least once. DC_TEST_MULTIPLIER makes more of
them, DC_TEST_SEED others; DC_TEST_SHOW=1 lists those that are accepted.
"""

import os
import random
import re
import subprocess
import sys
import tempfile
import time
from fractions import Fraction

import harness
import mutations
import oracle
import verify
from examples import EXAMPLES

MULTIPLIER = float(os.environ.get("DC_TEST_MULTIPLIER", "1"))
SEED = int(os.environ.get("DC_TEST_SEED", "1"))
SHOW = bool(os.environ.get("DC_TEST_SHOW"))
MUTANTS = int(250 * MULTIPLIER)         # of the certificate
MUTANTS_OF_LIE = int(25 * MULTIPLIER)   # of each lie
SLOW = 0.003 * MULTIPLIER               # seconds of verify.py; if slower, not each time


class Mutants:
    def __init__(self, name, data_name, folder):
        self.name, self.data_path = name, harness.data_path(data_name)
        self.data = harness.read_bytes(self.data_path)
        self.tokens = harness.read_good(name).split()
        self.verifier = harness.Verifier(self.data_path, folder)
        self.oracle = oracle.Oracle()
        self.random = random.Random(f"{SEED} {name}")
        self.tried = self.accepted = self.lies = self.lies_tried = 0
        start = time.monotonic()
        self.claim(" ".join(self.tokens))
        self.share = SLOW / max(SLOW, time.monotonic() - start)

    def fail(self, what, text):
        path = f"{self.name}.failed.dcert"
        harness.write(path, text)
        raise SystemExit(f"{self.name}: {what}\n{os.path.abspath(path)} is the "
                         f"certificate; DC_TEST_SEED={SEED}")

    def claim(self, text):
        """What verify.py says: the claim, or None."""
        try:
            return verify.verify(self.data, text)
        except (verify.Rejected, verify.Malformed):
            return None

    def judge(self, tokens, what):
        """True if the certificate is accepted."""
        text = "\n".join(tokens) + "\n"
        code = self.verifier.code(text)
        if code not in (0, 1, 2, 3):
            self.fail(f"{what}: doublecheck-verify ends with status {code}", text)
        if code != 0 and self.random.random() > self.share:
            return False
        try:
            claim = self.claim(text)
        except Exception as error:      # pylint: disable=broad-except
            self.fail(f"{what}: verify.py: {error!r}", text)
        if (code == 0) != (claim is not None):
            self.fail(f"{what}: doublecheck-verify ends with status {code}, but "
                      f"verify.py {'accepts' if claim else 'does not accept'}", text)
        if claim:
            wrong = self.oracle.untrue(self.data, claim)
            if wrong:
                self.fail(f"{what}: accepted, but {wrong}", text)
            if SHOW:
                print(f"accepted: {what}")
        return code == 0

    def try_mutants(self, tokens, made, most, title):
        accepted, chosen = 0, mutations.choose(made, most, self.random)
        for mutant in chosen:
            changed = mutations.apply(tokens, mutant)
            what = f"{title}token {mutant.first + 1}: {mutant.what}"
            accepted += changed != tokens and self.judge(changed, what)
        return len(chosen), accepted

    def try_all(self):
        if not self.judge(self.tokens, "the certificate itself"):
            self.fail("not accepted", "\n".join(self.tokens))
        everything = list(mutations.all_mutants(self.tokens, self.random))
        every_token = len({mutant.first for mutant in everything})
        self.tried, self.accepted = self.try_mutants(self.tokens, everything,
                                                     max(MUTANTS, every_token), "")
        if self.tried < every_token:
            self.fail("too few mutants", "\n".join(self.tokens))
        for what, tokens in lies(self.tokens):
            self.try_lie(what, tokens)
        print(f"{self.name}: {self.tried} mutants, {self.accepted} of them accepted and "
              f"true; {self.lies_tried} mutants of {self.lies} lies; "
              f"{len(self.oracle.answers)} questions to the oracle")

    def try_lie(self, what, tokens):
        """Does nothing if the lie is not one: it is accepted, and true."""
        if self.judge(tokens, what):
            return
        place = self.found_out(tokens)
        start = tokens.index("bound") + 2
        near = range(max(start, place - 25), min(place + 3, len(tokens)))
        made = [mutant for k in near
                for mutant in mutations.token_mutants(tokens, k, self.random)]
        made += [mutant for mutant in mutations.structure_mutants(tokens)
                 if place - 100 < mutant.first < place + 3]
        for k in range(start, len(tokens)):
            if tokens[k] in ("constant", "keep", "affine", "scale", "transform"):
                made += mutations.token_mutants(tokens, k + 1, self.random)
        self.lies += 1
        self.lies_tried += self.try_mutants(tokens, made, MUTANTS_OF_LIE, f"{what}; ")[0]

    def found_out(self, tokens):
        """The place of the token at which a certificate is rejected."""
        path = harness.write(self.verifier.certificate, "\n".join(tokens) + "\n")
        done = harness.run(harness.VERIFIER, self.data_path, path)
        line = re.search(r"line ([0-9]+): ", done.err)
        return int(line[1]) - 1 if line else len(tokens) - 1


def without_slabs(tokens):
    """Nothing claimed by slabs: what contradicts a bound would be found out at once."""
    features = int(tokens[tokens.index("features") + 1])
    left = []
    while "slab" in tokens:
        place = tokens.index("slab")
        length = 1 if tokens[place + 1] == "none" else features + 3
        left += tokens[:place] + ["slab", "none"]
        tokens = tokens[place + 1 + length:]
    return left + tokens


def with_word(tokens, word, change):
    """The tokens with another value behind each of these words."""
    return [change(token) if before == word else token
            for before, token in zip([None] + tokens, tokens)]


def lies(tokens):
    """Certificates that claim more than the one given: its proof should not do."""
    tokens = without_slabs(tokens)
    critical = "critical-mass" in tokens
    little = Fraction(1, 1000)

    def changed(word, change):
        return with_word(tokens, word, lambda token: str(change(Fraction(token))))

    if critical:
        yield "a lower bound", changed("bound", lambda b: max(b - little, 0))
        yield "bound 0", changed("bound", lambda b: 0)
        yield "sigma twice as large", changed("sigma", lambda s: 2 * s)
        yield "a larger sigma", changed("sigma", lambda s: s + little)
    elif "infinite" in tokens:
        yield "a lower m0", changed("m0", lambda m: m - little)
        yield "a third of m0", changed("m0", lambda m: m / 3)
    else:
        yield "a larger bound", changed("bound", lambda b: b + little)
        yield "an infinite bound", with_word(tokens, "bound", lambda b: "infinite")
        yield "half of m0", changed("m0", lambda m: m / 2)
    yield "a smaller kappa", changed("kappa", lambda k: k - little)
    yield "kappa 3/2", changed("kappa", lambda k: Fraction(3, 2))
    yield "kappa close to 1", changed("kappa", lambda k: 1 + little)
    yield "a larger delta", changed("delta", lambda d: min(d + little, 1))
    yield "delta 1", changed("delta", lambda d: 1)
    if "width" in tokens:
        yield "a smaller width", changed("width", lambda w: w - little)
        yield "half of the width", changed("width", lambda w: w / 2)


def main(name):
    examples = [(example.name, example.data) for example in EXAMPLES]
    data = dict(examples + [("square", "square.csv")])[name]
    with tempfile.TemporaryDirectory(prefix="doublecheck-test-") as folder:
        try:
            Mutants(name, data, folder).try_all()
        except subprocess.TimeoutExpired as error:
            raise SystemExit(f"{name}: {error}") from error


if __name__ == "__main__":
    main(sys.argv[1])
