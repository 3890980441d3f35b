"""Starts doublecheck-verify and doublecheck-verify-floor, which share no code with the
library."""
import dataclasses
import os
import shutil
import subprocess
import tempfile

from . import arrays, errors, exact, source
from ._native import ffi, lib

MAGICS = {b"dfloor ": "doublecheck-verify-floor", b"ddata ": "doublecheck-verify-floor"}
STATES = {0: "verified", 1: "rejected", 3: "limit"}


@dataclasses.dataclass(frozen=True)
class Verification:
    """What the verifier says of a certificate.

    state: "verified"; "rejected"; "limit": more than the verifier can handle
    claim: what it printed: with "verified" the whole claim in words
    """
    state: str
    claim: str

    @property
    def verified(self):
        """True if the certificate proves its claim about these points."""
        return self.state == "verified"

    def __bool__(self):
        return self.verified

    def __str__(self):
        return self.claim


def find(program):
    """The program in the folder DOUBLECHECK_PROGRAMS of the environment, else where the
    library was installed, else in PATH."""
    folders = [os.environ.get("DOUBLECHECK_PROGRAMS"), ffi.string(lib.host_programs).decode()]
    for folder in folders:
        path = os.path.join(folder, program) if folder else None
        if path and os.access(path, os.X_OK):
            return path
    path = shutil.which(program)
    if not path:
        raise errors.FileError(f"{program} was not found, so nothing can be verified: "
                               "set DOUBLECHECK_PROGRAMS to its folder")
    return path


def _program_for(certificate):
    with open(certificate, "rb") as file:
        begin = file.read(8)
    for magic, program in MAGICS.items():
        if begin.startswith(magic):
            return program
    return "doublecheck-verify"


def run(certificate, csv, expect):
    """Exit status, and what was printed."""
    program = find(_program_for(certificate))
    wanted = [f"--expect-{name.replace('_', '-')}={value}" for name, value in expect.items()]
    done = subprocess.run([program, *wanted, "--", os.fspath(csv), os.fspath(certificate)],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False)
    return (done.returncode, done.stdout.decode("utf-8", "replace").strip(),
            done.stderr.decode("utf-8", "replace").strip())


def on_data(certificate, data, expect):
    """The same for points that the library holds."""
    with tempfile.TemporaryDirectory(prefix="doublecheck-") as folder:
        return run(certificate, data.file_in(folder), expect)


def verify(certificate, X, y=None, *, weights=None, cells=None, columns=None, **expect):
    """Has a certificate checked, in exact arithmetic, by a program that shares no code with
    the library.

    certificate: path of a file that `check`, or the command line, wrote
    X: the points as they were given to `check`, or the path of the CSV file that the
        certificate is about
    expect: what the certificate must be about, else it is rejected: kappa="2", m0="1/10",
        verdict="holds", question, sigma, delta, family, groups, ...
    """
    certificate = os.fspath(certificate)
    expect = {name: value if isinstance(value, str) else exact.constant(name, value)
              for name, value in expect.items()}
    try:
        if isinstance(X, (str, os.PathLike)):
            copy = source.copy_of(os.fspath(X))
            code, out, err = run(certificate, copy.path if copy else X, expect)
        else:
            data = arrays.as_data(X, y, weights, cells, columns)
            code, out, err = on_data(certificate, data, expect)
    except OSError as reason:
        raise reason if isinstance(reason, errors.Error) else \
            errors.FileError(str(reason)) from None
    if code not in STATES:
        raise errors.InputError(err or f"the verifier ended with status {code}")
    return Verification(STATES[code], "\n".join(filter(None, (out, err))))
