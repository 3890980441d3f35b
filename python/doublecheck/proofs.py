"""Having what was found proved: a certificate is written, and a separate program checks it."""
import os
import signal
import tempfile
import typing

from . import attend, errors, exact, verifier
from ._native import lib

# Exit statuses of a verifier that came to no end: its limit, or whoever sends signals.
ENDED = {3, -signal.SIGINT, -signal.SIGTERM, -signal.SIGHUP, -signal.SIGKILL}


class Proof(typing.NamedTuple):
    """state: "verified", "unverified", or "none": there is nothing to prove
    certificate: the path where one was left, or None
    """
    state: str
    certificate: typing.Optional[str] = None


NONE = Proof("none")


def state_of_all(states):
    """Of several proofs: verified only if all are."""
    if not states:
        return NONE.state
    return "verified" if set(states) == {"verified"} else "unverified"


class Prover:
    """Proves what one call has found. Ctrl-C ends it, and `interrupted` is true then; what was
    interrupted is not proved."""

    def __init__(self, data, verify, progress, interrupted=False):
        self.data, self.verify, self.progress = data, verify, progress
        self.watch, self.interrupted = attend.Watch(), interrupted

    def _write(self, write, path):
        """False if Ctrl-C ended it; no file is left then."""
        whole = []

        def work():
            write(path)
            whole.append(path)

        try:
            self.interrupted |= attend.attend(work, self.watch, self.progress)
        except errors.Interrupted:
            self.interrupted = True
        return bool(whole)

    def _accepts(self, path, expect):
        try:
            code, out, err = verifier.on_data(path, self.data, expect)
        except KeyboardInterrupt:
            self.interrupted = True
            return False
        if code != 0 and code not in ENDED:
            raise errors.InternalError("the verifier did not accept the certificate "
                                       f"(exit status {code}), so nothing is proved: "
                                       f"{out} {err}")
        return code == 0

    def prove(self, write, expect, kept=None):
        """A Proof. write(path) writes the certificate; expect() is then what it must say;
        kept: the path where it is wanted, or None."""
        if self.interrupted or (kept is None and not self.verify):
            return Proof("unverified")
        with tempfile.TemporaryDirectory(prefix="doublecheck-") as folder:
            path = kept or os.path.join(folder, "proof")
            if not self._write(write, path):
                return Proof("unverified")
            accepted = (self.verify and not self.interrupted
                        and self._accepts(path, expect()))
            return Proof("verified" if accepted else "unverified", kept)


def expect_constants(parameters):
    """What a certificate must say of a dc_parameters."""
    return {name: str(exact.fraction(getattr(parameters, name)))
            for name in ("kappa", "sigma", "delta", "m0")}


def expect_condition(options, family, grouping, verdict):
    """What a certificate of a result must say."""
    expect = {**expect_constants(options.parameters), "family": family, "groups": grouping,
              "verdict": verdict, "question": "critical-mass"}
    if options.question == lib.DC_MAXIMIZE_SIGMA:
        del expect["sigma"]
        expect["question"] = "sigma"
    return expect
