"""The extension knows every function, type and constant of the public headers."""
import glob
import importlib.util
import os
import re
import unittest

from doublecheck._native import ffi, lib
from harness import SOURCE

HEADERS = os.path.join(SOURCE, "include", "doublecheck")


def load_builder():
    spec = importlib.util.spec_from_file_location(
        "builder", os.path.join(SOURCE, "python", "native", "build.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def header_texts():
    texts = []
    for path in sorted(glob.glob(os.path.join(HEADERS, "*.h"))):
        with open(path, encoding="utf-8") as file:
            texts.append(re.sub(r"/\*.*?\*/", "", file.read(), flags=re.DOTALL))
    return texts


def found(pattern):
    return [name for text in header_texts() for name in re.findall(pattern, text)]


class Native(unittest.TestCase):
    def test_every_function(self):
        names = found(r"\bDC_API\b[^;({]*?\b(dc_\w+)\(")
        count = sum(text.count("DC_API ") for text in header_texts())
        self.assertEqual(len(names), count - 1)  # status.h defines the word
        for name in names:
            self.assertTrue(hasattr(lib, name), name)

    def test_every_constant(self):
        names = found(r"\b(DC_[A-Z0-9_]+)\b(?:\s*=[^,}]*)?\s*(?:,|\s*\})")
        self.assertGreater(len(names), 60)
        for name in names:
            self.assertTrue(hasattr(lib, name), name)

    def test_every_structure_has_the_fields_of_its_header(self):
        structures = re.findall(r"typedef struct (dc_\w+) \{(.*?)\n\} dc_\w+;",
                                "\n".join(header_texts()), re.DOTALL)
        self.assertGreater(len(structures), 40)
        for name, body in structures:
            flat = re.sub(r"\((?:[^()]|\([^()]*\))*\)(?=;)", "", body)
            wanted = len([part for part in re.split(r"[;,]", flat) if part.strip()])
            fields = ffi.typeof(name).fields
            self.assertEqual(len(fields), wanted, f"{name}: {[f for f, _ in fields]}")

    def test_comments_and_directives_go(self):
        text = load_builder().declarations(
            "/* a; */\n#ifdef __cplusplus\nextern \"C\" {\n#endif\n#define A \\\n  1\n"
            "DC_API DC_MUST_USE int f(const mpz_t *v) DC_PRINTF(1, 2);\n")
        self.assertEqual(text.split(), "int f(mpz_t *v) ;".split())


if __name__ == "__main__":
    unittest.main()
