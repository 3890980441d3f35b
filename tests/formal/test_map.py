"""Every name in the map of proofs/README.md is there: a Coq name is defined in proofs/coq, a C
function in src, and each theorem of the map is among those whose assumptions are printed."""
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def text_of(folder, *endings):
    files = sorted(p for e in endings for p in (ROOT / folder).rglob("*" + e))
    return "\n".join(p.read_text(encoding="utf-8") for p in files)


def rows():
    """(Coq names, C functions) of each row of the map."""
    for line in (ROOT / "proofs/README.md").read_text(encoding="utf-8").splitlines():
        columns = line.split("|")
        if len(columns) == 6 and "`" in columns[3]:
            yield (re.findall(r"`(\w+)`", columns[3]), re.findall(r"`(\w+)`", columns[4]))


class Map(unittest.TestCase):
    def setUp(self):
        self.rows = list(rows())
        self.assertGreater(len(self.rows), 30)

    def test_coq(self):
        coq = text_of("proofs/coq", ".v")
        for name in (n for names, _ in self.rows for n in names):
            defined = rf"^\s*(Definition|Record|Theorem|Lemma|Corollary|Fixpoint) {name}\b"
            self.assertTrue(re.search(defined, coq, re.M), name)

    def test_c(self):
        code = text_of("src", ".c", ".h")
        for name in (n for _, names in self.rows for n in names):
            defined = rf"^\w[^;{{}}]*\b{name}\([^;{{}}]*\{{"
            self.assertTrue(re.search(defined, code, re.M), name)

    def test_assumptions(self):
        printed = text_of("proofs/coq", "Assumptions.v")
        for name in (n for names, _ in self.rows for n in names):
            if re.match(r"[A-Z]\d", name) or name.startswith("check_"):
                self.assertTrue(f"Print Assumptions {name}." in printed, name)


if __name__ == "__main__":
    unittest.main()
