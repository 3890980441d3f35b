#!/usr/bin/env python3
"""replay_certificates.py PROGRAM TESTS FOLDER: runs verify_certificate on every certificate
of a folder, with the data of TESTS/data. It must end with an exit status of
doublecheck-verify, and what it verifies the second verifier, TESTS/verify.py, must, too."""
import os
import subprocess
import sys

PROGRAM, TESTS, FOLDER = sys.argv[1:]
sys.path.insert(0, TESTS)
import verify  # noqa: E402  pylint: disable=wrong-import-position

DATA = os.path.join(TESTS, "data")


def read(*path):
    with open(os.path.join(*path), "rb") as file:
        return file.read()


def verified_again(certificate):
    """By verify.py, with any of the data."""
    for name in os.listdir(DATA):
        try:
            verify.verify(read(DATA, name), certificate.decode("latin-1"))
            return True
        except (verify.Rejected, verify.Malformed):
            continue
    return False


def main():
    names = sorted(os.listdir(FOLDER))
    counts = [0, 0, 0, 0]
    for name in names:
        path = os.path.join(FOLDER, name)
        done = subprocess.run([PROGRAM, DATA, path], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=60, check=False)
        if not 0 <= done.returncode <= 3:
            sys.exit(f"{path}: exit status {done.returncode}\n{done.stderr.decode()}")
        if done.returncode == 0 and not verified_again(read(path)):
            sys.exit(f"{path}: verified, but not by verify.py")
        counts[done.returncode] += 1
    if not names:
        sys.exit(f"{FOLDER}: no certificates")
    print("verified, rejected, malformed, beyond limits:", *counts)


main()
