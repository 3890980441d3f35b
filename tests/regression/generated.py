#!/usr/bin/env python3
"""generated.py PROGRAM README: runs each command "doublecheck generate ..." that stands
in datasets/README.md and compares the file with the one in datasets/synthetic, which must
hold no other CSV file."""
import os
import shlex
import subprocess
import sys


def commands(readme):
    with open(readme, encoding="utf-8") as file:
        for line in file:
            words = shlex.split(line) if line.startswith("    doublecheck gen") else []
            if words:
                yield words[1:-2], words[-1]


def main(program, readme):
    folder = os.path.join(os.path.dirname(readme), "synthetic")
    unexplained = {name for name in os.listdir(folder) if name.endswith(".csv")}
    failures = []
    for arguments, name in commands(readme):
        made = subprocess.run([program, *arguments], stdout=subprocess.PIPE, check=True)
        with open(os.path.join(folder, name), "rb") as file:
            if made.stdout != file.read():
                failures.append(f"{name} is not what {shlex.join(arguments)} makes")
        unexplained.discard(name)
    failures += [f"{name} is in no command" for name in sorted(unexplained)]
    for failure in failures:
        print(failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
