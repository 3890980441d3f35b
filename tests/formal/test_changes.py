"""test_changes.py PART PARTS: changes of the certificates in good/, a token or a piece of a
tree at a time, and of what they claim. Both verifiers must agree on each.

DC_TEST_MULTIPLIER makes more of them, DC_TEST_SEED others. A certificate on which they
differ is kept."""

import os
import random
import sys
import tempfile

import agree
import harness
import mutations
import test_good
import test_mutants

MULTIPLIER = float(os.environ.get("DC_TEST_MULTIPLIER", "1"))
SEED = int(os.environ.get("DC_TEST_SEED", "1"))
MUTANTS = int(100 * MULTIPLIER)


class Changes:
    def __init__(self, name, data, folder):
        self.name, self.data = name, data
        self.path = os.path.join(folder, "changed.dcert")
        self.tokens = harness.read_good(name).split()
        self.random = random.Random(f"{SEED} {name}")
        self.tried = self.accepted = self.later = 0

    def compare(self, tokens, what):
        text = "\n".join(tokens) + "\n"
        plain, formal = agree.both(self.data, harness.write(self.path, text))
        wrong = agree.difference(plain, formal)
        if wrong:
            path = f"{self.name}.differs.dcert"
            harness.write(path, text)
            raise SystemExit(f"{self.name}: {what}: {wrong}\n{os.path.abspath(path)} is "
                             f"the certificate\n{plain}\n{formal}")
        self.tried += 1
        self.accepted += plain.code == 0
        self.later += plain.code != formal.code

    def all(self):
        mutants = list(mutations.all_mutants(self.tokens, self.random))
        for mutant in mutations.choose(mutants, MUTANTS, self.random):
            self.compare(mutations.apply(self.tokens, mutant),
                         f"token {mutant.first + 1}: {mutant.what}")
        for what, tokens in test_mutants.lies(self.tokens):
            self.compare(tokens, what)
        print(f"{self.name}: {self.tried} changes, {self.accepted} of them accepted, "
              f"{self.later} with a second fault behind the first", flush=True)


def main(part, parts):
    names = test_good.all_names()[int(part) - 1::int(parts)]
    for name, data in names:
        with tempfile.TemporaryDirectory(prefix="doublecheck-test-") as folder:
            Changes(name, data, folder).all()


if __name__ == "__main__":
    main(*sys.argv[1:])
