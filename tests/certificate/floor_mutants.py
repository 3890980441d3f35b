"""Changes of the certificate of a floor of either kind, and of certificates that claim a
little more: doublecheck-verify-floor and a second verifier must agree on each.

DC_TEST_MULTIPLIER makes more of them, DC_TEST_SEED others; DC_TEST_SHOW=1 lists those that
are accepted.
"""

import os
import random
from fractions import Fraction

import harness
import mutations
import second

MULTIPLIER = float(os.environ.get("DC_TEST_MULTIPLIER", "1"))
SEED = int(os.environ.get("DC_TEST_SEED", "1"))
SHOW = bool(os.environ.get("DC_TEST_SHOW"))
MUTANTS, MUTANTS_OF_LIE = int(250 * MULTIPLIER), int(20 * MULTIPLIER)


def changed(tokens, word, change):
    return [str(change(Fraction(token))) if before == word else token
            for before, token in zip([None] + tokens, tokens)]


class Mutants:
    """What differs between the kinds: file names, statuses, mutants of their own, lies."""

    SUFFIX = "dfloor"
    CODES = (0, 1, 2)
    CHECK = None            # the module of the second verifier
    ACCEPTED_BY = "both"

    def __init__(self, name, data_path, tokens, folder):
        self.name, self.tokens = name, tokens
        self.data = harness.read_bytes(data_path)
        self.verifier = harness.Verifier(data_path, folder)
        self.random = random.Random(f"{SEED} {name}")
        self.tried = self.accepted = 0

    def own_mutants(self, tokens, place):
        raise NotImplementedError

    def lies(self, tokens):
        raise NotImplementedError

    def code(self, text):
        """The exit status of doublecheck-verify-floor."""
        return self.verifier.code(text)

    def contradicted(self, _claim):
        """True if something knows better than a claim that was accepted."""
        return False

    def fail(self, what, text):
        path = f"{self.name}.failed.{self.SUFFIX}"
        harness.write(path, text)
        raise SystemExit(f"{self.name}: {what}\n{os.path.abspath(path)} is the "
                         f"certificate; DC_TEST_SEED={SEED}")

    def judge(self, tokens, what):
        text = "\n".join(tokens) + "\n"
        code, by_hand = self.code(text), self.CHECK.__name__ + ".py"
        try:
            found, claim = second.outcome(self.CHECK.verify, self.data, text)
        except Exception as error:      # pylint: disable=broad-except
            self.fail(f"{what}: {by_hand}: {error!r}", text)
        if code not in self.CODES or (code == 0) != (found == 0):
            self.fail(f"{what}: doublecheck-verify-floor ends with status {code}, "
                      f"{by_hand} with {found}", text)
        if code == 0 and self.contradicted(claim):
            self.fail(f"{what}: accepted, but it is not true", text)
        self.tried += 1
        self.accepted += code == 0
        if SHOW and code == 0:
            print(f"accepted: {what}")
        return code == 0

    def all_mutants(self, tokens):
        for place in range(len(tokens)):
            yield from mutations.token_mutants(tokens, place, self.random)
            yield from self.own_mutants(tokens, place)

    def try_all(self):
        if not self.judge(self.tokens, "the certificate itself"):
            self.fail("not accepted", "\n".join(self.tokens))
        self.try_mutants(self.tokens, MUTANTS, "")
        for what, tokens in self.lies(self.tokens):
            if not self.judge(tokens, f"lie about {what}"):
                self.try_mutants(tokens, MUTANTS_OF_LIE, f"lie about {what}; ")
        print(f"{self.name}: {self.tried} mutants, {self.accepted} accepted by "
              f"{self.ACCEPTED_BY}")

    def try_mutants(self, tokens, most, title):
        for mutant in mutations.choose(list(self.all_mutants(tokens)), most, self.random):
            self.judge(mutations.apply(tokens, mutant),
                       f"{title}token {mutant.first + 1}: {mutant.what}")
