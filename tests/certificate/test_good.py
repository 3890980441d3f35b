#!/usr/bin/env python3
"""The certificates in good/: doublecheck writes them byte for byte, both verifiers accept
them, also when they are written in another way, and together they use all of the
format."""

import os
import re
import sys
import tempfile
import unittest

import harness
import verify
from examples import EXAMPLES

VERDICTS = {0: "holds", 1: "violated", 3: "undecided"}
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}

# Each must occur in some certificate whose blanks are single spaces.
KINDS = r"""
header yes|header no|delimiter comma|delimiter semicolon|delimiter tab|features [1-4]
label none|label [1-9]|weight none|weight [1-9]|cell none|cell [1-9]
question critical-mass|question sigma|sigma free|sigma 1/2|kappa 2|kappa 3/2|delta 1
family all|family width [1-9]+/|family width 2|family sparse 2|family axes
family directions [1-9]|groups whole 1|groups pairs 3|groups cells 2
slab none|slab 0|slab 1|slab [1-9]+/|slab \S+ [0-9 ]*-
bound 0|bound 1|bound [1-9]+/|bound infinite|given|constant 0|constant 1
keep 0|keep 1|keep 2|keep 3|affine 1 keep|affine [0-9]+ -?[0-9]|scale 1|scale 2
origin 0|origin -?[1-9]|transform 1 0 1|transform [0-9]+ -[0-9]|transform [0-9]+ \.
transform(?: -?[0-9]+){6} [123(]|\) [123]|\. [123]|\( [0-9]+,[0-9]+|\. [1-9]+,[0-9]+
\( @-[0-9]+,[1-9]|\( @[0-9]+,[1-9]|[.!0-9:] @
\+[0-9]+a|\+[0-9]+b|\+[0-9]+A|\+[0-9]+B| -[0-9]+a| -[0-9]+b|!0:|!1:|!2:|,3:|:[2-9]
"""

# certificate, what is in it, what may take its place; blanks are single spaces
REWRITTEN = (
    ("width", "@-16,3 -1b", "@-15,2 -1b"),
    ("square", "bound 1/2", "bound 2/4"),
    ("square", "bound 1/2", "bound 3/4"),
    ("square", "bound 1/2", "bound 5"),
    ("square", "slab 1/2 1 0 0 0", "slab none"),
    ("square", "slab 1/2 1 0 0 0", "slab 2/4 -3 0 0 1/2"),
    ("square", "kappa 3 sigma 1/4", "kappa 9/3 sigma 25/100"),
    ("square", "scale 1 1 origin 1 1", "scale 6 6 origin 6 6"),
    ("square", "!1:1,2:1", "!1:7,2:7"),
    ("square", ". ) . 2", ". ) 2 . . 2"),
    ("square", ". ) . 2", ". ) " + 58 * "2 " + 59 * ". " + "2"),
    ("square", ". ) . 2", ". ) ( ) 2"),
    ("square", "( 1,3 . 2,1", "( 1,2 +3b . . 1,3 . 2,1"),
    ("square", "+3b +4B . !1:1,2:1 .", "-3b . +4B . !1:1,2:1"),
    ("square", "+3b +4B . !1:1,2:1 .", "+3b -4B !1:1,2:1 . ."),
    ("width", "transform 1 0 1 2 .", "transform 1 0 1 2 ( 4,3 !0:1 )"),
    ("width", "transform 1 0 1 2 .", "transform 1 0 1 2 ( 4,3 !0:7 @0,0 . )"),
    ("columns", "affine 4 8 -6", "affine -8 -16 12"),
    ("columns", "affine 4 8 -6", "affine 400 800 -600"),
    ("directions_columns", "affine 1", "affine -5"),
    ("line", "transform ", "transform -"),
    ("line_far", "origin 1000000000000000000000000000005", "origin 0"),
    ("line_given", "bound 2/5 given", "bound 1 given"),
    ("line_infinite", "bound infinite", "bound 1000"),
    ("line_infinite", "bound infinite", "bound 0"),
    ("gain", "bound 1/3", "bound 1/4"),
)


class Good(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="doublecheck-test-")
        self.addCleanup(folder.cleanup)
        self.made = os.path.join(folder.name, "made.dcert")

    def accepted(self, name, data, text):
        """The claim."""
        harness.write(self.made, text)
        run = harness.run(harness.VERIFIER, data, self.made)
        self.assertEqual(run.code, 0, f"{name}: {run}")
        self.assertTrue(run.out.endswith("\nVERIFIED\n"), f"{name}: {run}")
        self.assertEqual(run.err, "", name)
        return verify.verify(harness.read_bytes(data), text)

    def test_names(self):
        names = [example.name + ".dcert" for example in EXAMPLES] + ["square.dcert"]
        self.assertEqual(sorted(names),
                         sorted(os.listdir(os.path.join(harness.HERE, "good"))))
        build = harness.read_bytes(os.path.join(harness.HERE, "meson.build")).decode()
        for example in EXAMPLES:
            self.assertIn(f"'{example.name}'", build)

    def test_made_again(self):
        for example in EXAMPLES:
            run = harness.certify(example, self.made)
            text = harness.read_good(example.name)
            claim = self.accepted(example.name, harness.data_path(example.data), text)
            self.assertEqual(VERDICTS[run.code], claim["verdict"], example.name)
            self.assertEqual(run.err, "", example.name)
            self.assertEqual(harness.read_bytes(self.made).decode(), text, example.name)

    def test_claims(self):
        """doublecheck-verify says the same as verify.py."""
        for name, data in all_names():
            text = harness.read_good(name)
            claim = self.accepted(name, data, text)
            harness.write(self.made, text)
            run = harness.run(harness.VERIFIER, *expected(claim), data, self.made)
            self.assertEqual(run.code, 0, f"{name}: {run}")
            run = harness.run(sys.executable, "-B",
                              os.path.join(harness.HERE, "verify.py"), data, self.made)
            self.assertEqual(run.code, 0, f"{name}: {run}")
            self.assertTrue(run.out.endswith("\nVERIFIED\n"), f"{name}: {run}")

    def test_layout(self):
        """Blanks and line ends mean nothing."""
        for name in ("square", "width", "pairs", "line_infinite"):
            data = dict(all_names())[name]
            tokens = harness.read_good(name).split()
            for text in (" ".join(tokens), "\n".join(tokens), "\r\n".join(tokens),
                         "\t \r\n\n" + "\t".join(tokens) + "   \n\n\t\r"):
                self.accepted(name, data, text)

    def test_rewritten(self):
        for name, old, new in REWRITTEN:
            text = " ".join(harness.read_good(name).split())
            changed = text.replace(old, new, 1)
            self.assertNotEqual(changed, text, (name, old))
            self.accepted(f"{name}: {old} -> {new}", dict(all_names())[name], changed)

    def test_kinds(self):
        texts = [" ".join(harness.read_good(name).split()) for name, _ in all_names()]
        for kind in KINDS.strip("\n").replace("\n", "|").split("|"):
            self.assertTrue(any(re.search(kind, text) for text in texts), kind)


def all_names():
    """Pairs of a certificate's name and its data file."""
    named = [(example.name, example.data) for example in EXAMPLES]
    return [(name, harness.data_path(data)) for name, data in
            named + [("square", "square.csv")]]


def expected(claim):
    """Options that expect all of a claim."""
    family = "directions" if claim["directions"] is not None else claim["family"]
    values = {
        "header": "yes" if claim["header"] else "no",
        "delimiter": DELIMITERS[claim["delimiter"]],
        "features": ",".join(map(str, claim["features"])), "question": claim["question"],
        "family": family, "groups": claim["grouping"], "verdict": claim["verdict"],
        "sigma": "free" if claim["sigma"] is None else claim["sigma"],
    }
    for name in ("label", "weight", "cell"):
        values[name] = claim[name] or "none"
    for name in ("kappa", "delta", "m0"):
        values[name] = claim[name]
    return [f"--expect-{name}={value}" for name, value in values.items()]


if __name__ == "__main__":
    unittest.main()
