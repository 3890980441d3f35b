"""Do doublecheck-verify and doublecheck-verify-formal agree on a certificate?

Both must accept it, or neither. Where neither does, the exit status must be the same, but
for this: a verifier ends at the first fault that it meets, of whatever kind (format, section
13). doublecheck-verify checks what it has read before it goes on; doublecheck-verify-formal
reads the whole certificate before it asks the checker. So that may find a certificate
malformed behind the place where the other has rejected it."""

import os
import re

import harness

FORMAL = os.environ["DOUBLECHECK_VERIFY_FORMAL"]
LINE = re.compile(r": line ([0-9]+): ")


def line_of(run):
    """Where a fault was met; 0 if that is not said."""
    found = LINE.search(run.err)
    return int(found[1]) if found else 0


def difference(plain, formal):
    """What is wrong, or None. Of the certificate each line is a token."""
    if plain.code not in (0, 1, 2) or formal.code not in (0, 1, 2):
        return "a limit, or an end that should not be"
    if plain.code == formal.code:
        return None
    if (plain.code, formal.code) == (1, 2) and 0 < line_of(plain) < line_of(formal):
        return None
    return "they differ"


def one_a_line(text):
    return "\n".join(text.split()) + "\n"


def both(data, path):
    """The runs of the two verifiers."""
    return [harness.run(program, "--quiet", data, path)
            for program in (harness.VERIFIER, FORMAL)]


def check(test, name, data, path):
    """Fails unless they agree; the exit status of doublecheck-verify."""
    plain, formal = both(data, path)
    wrong = difference(plain, formal)
    test.assertIsNone(wrong, f"{name}: {wrong}\n{plain}\n{formal}")
    return plain.code
