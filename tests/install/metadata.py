#!/usr/bin/env python3
"""metadata.py SOURCE VERSION: what the files around the program say of it agrees, and links
between documents lead somewhere. (Debian: python3-yaml)"""

import os
import re
import subprocess
import sys
import unittest

import yaml

SOURCE, VERSION = sys.argv[1], sys.argv[2]
PERSON = {"family-names", "given-names"}  # a person, else an entity with a name
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
DOCUMENTS = ("", "docs", "proofs", "datasets", "datasets/real", "bench")


def text_of(name):
    with open(os.path.join(SOURCE, name), encoding="utf-8") as file:
        return file.read()


def anchors(text):
    """Those of a document's headings, as code hosts make them, and those set by hand."""
    text = without_code(text)
    found = set(re.findall(r'<a id="([^"]+)"', text))
    for heading in re.findall(r"^#+ (.*)$", text, re.M):
        bare = re.sub(r"[^\w\- ]", "", re.sub(r"\\(.)", r"\1", heading).lower())
        found.add(bare.replace(" ", "-"))
    return found


def without_code(text):
    return re.sub(r"^```.*?^```|^    .*?$", "", text, flags=re.M | re.S)


def documents():
    for folder in DOCUMENTS:
        for name in sorted(os.listdir(os.path.join(SOURCE, folder))):
            if name.endswith(".md"):
                yield os.path.join(folder, name)


def leads_somewhere(document, link):
    """True of a link to a file that is there, and to a heading in it; and to other hosts."""
    if re.match(r"[a-z]+:", link):
        return True
    path, _, anchor = link.partition("#")
    target = os.path.normpath(os.path.join(os.path.dirname(document), path)) if path else document
    return os.path.exists(os.path.join(SOURCE, target)) and (
        not anchor or anchor in anchors(text_of(target)))


class Metadata(unittest.TestCase):
    def test_citation(self):
        """The keys of the Citation File Format 1.2.0 that are required, and ours."""
        entry = yaml.safe_load(text_of("CITATION.cff"))
        self.assertEqual(entry["cff-version"], "1.2.0")
        self.assertEqual(entry["type"], "software")
        self.assertEqual(str(entry["version"]), VERSION)
        self.assertIn(f"license: '{entry['license']}'", text_of("meson.build"))
        for part in (entry, *entry["references"]):
            self.assertTrue(part["title"])
            self.assertIn("type", part)
            self.assertTrue(part["authors"])
            for author in part["authors"]:
                self.assertTrue(set(author) == {"name"} or set(author) >= PERSON, author)
        self.assertTrue(entry["message"])
        self.assertIn(entry["title"], text_of("docs/cite.md"))
        for source in entry["references"]:
            number = source["identifiers"][0]["value"].split(":")[1]
            self.assertIn(f"arXiv {number}", text_of("docs/cite.md"))
            self.assertIn(f"arXiv {number}", text_of("proofs/theory.md"))

    def test_versions(self):
        self.assertTrue(text_of("debian/changelog").startswith(f"doublecheck ({VERSION}) "))
        self.assertIn(f"version = {{{VERSION}}}", text_of("docs/cite.md"))
        soversion = re.search(r"soversion: '(\d+)'", text_of("src/meson.build")).group(1)
        self.assertIn(f"\nPackage: libdoublecheck{soversion}\n", text_of("debian/control"))

    def test_build_depends(self):
        """What scripts/packages knows of the build, Debian's source package knows, too."""
        known = re.findall(r"^(?:build|mpi) (\S+-dev)$", text_of("scripts/packages"), re.M)
        depends = text_of("debian/control").split("\nStandards-Version")[0]
        self.assertGreater(len(known), 8)
        for package in known:
            if package != "libc6-dev":  # essential for any build
                self.assertRegex(depends, rf"(?m)^ {re.escape(package)},?$")

    def test_links(self):
        """All at once, so that one run tells what is to be done."""
        wrong = [f"{document}: {link}" for document in documents()
                 for link in LINK.findall(without_code(text_of(document)))
                 if not leads_somewhere(document, link)]
        self.assertEqual(wrong, [])

    def test_index(self):
        """Every document is in the index, and in the README's list or behind it."""
        index = text_of("docs/README.md")
        for name in os.listdir(os.path.join(SOURCE, "docs")):
            if name.endswith(".md") and name != "README.md":
                self.assertIn(f"]({name})", index)
        self.assertIn("](docs/README.md)", text_of("README.md"))

    def test_shell_scripts(self):
        """They parse; .ci/run has shellcheck look at them."""
        for shell, name in (("sh", "scripts/deb"), ("sh", "scripts/test-deb"),
                            ("sh", "scripts/test-slurm"), ("bash", "tests/ranks/slurm.sh")):
            subprocess.run([shell, "-n", os.path.join(SOURCE, name)], check=True)
            self.assertIn(name, text_of(".ci/run"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
