"""check and critical_mass."""
import os
import tempfile

from . import arrays, attend, errors, exact, results, verifier
from ._native import ffi, lib

GROUPINGS = {"auto": lib.DC_GROUPS_AUTO, "whole": lib.DC_GROUPS_WHOLE,
             "pairs": lib.DC_GROUPS_PAIRS, "cells": lib.DC_GROUPS_CELLS}
QUESTIONS = {lib.DC_CRITICAL_MASS: "critical-mass", lib.DC_DECIDE: "decide",
             lib.DC_MAXIMIZE_SIGMA: "maximize-sigma"}
FAMILIES = "all, axes, sparse:K, width:W or directions"


def fill_family(family, text, directions):
    """Sets a dc_family; returns the directions, which must live as long."""
    word, colon, rest = str(text).partition(":")
    kinds = {("all", ""): lib.DC_FAMILY_ALL, ("axes", ""): lib.DC_FAMILY_AXES,
             ("sparse", ":"): lib.DC_FAMILY_SPARSE, ("width", ":"): lib.DC_FAMILY_WIDTH,
             ("directions", ""): lib.DC_FAMILY_DIRECTIONS}
    if (word, colon) not in kinds:
        raise errors.UsageError(f"family = {text!r}: wanted {FAMILIES}")
    if (word == "directions") != (directions is not None):
        raise errors.UsageError("family 'directions' and the array `directions` need one "
                                "another")
    family.kind = kinds[word, colon]
    if word == "sparse":
        if not rest.isascii() or not rest.isdigit() or len(rest) > 9:
            raise errors.UsageError(f"family = {text!r}: wanted sparse:K with an integer K")
        family.sparsity = int(rest)
    if word == "width":
        exact.parse("family width", rest, family.width)
    rows = arrays.as_data(directions) if word == "directions" else None
    if rows:
        family.directions = rows.pointer
    return rows


def fill_limits(options, time_limit, memory, threads):
    """Those of a dc_check_options."""
    for name, value, least in (("time_limit", time_limit, 0), ("memory", memory, 1024),
                               ("threads", threads, 1)):
        if value is not None and not value >= least:
            raise errors.UsageError(f"{name} = {value!r}: at least {least}, or None")
    options.time_limit = time_limit or 0
    options.memory = memory or 0
    options.threads = threads or 0


def grouping_of(text):
    """A dc_grouping."""
    if text not in GROUPINGS:
        raise errors.UsageError(f"groups = {text!r}: wanted {', '.join(GROUPINGS)}")
    return GROUPINGS[text]


def require_groups(data, groups):
    """Says in Python's words what the library would say in the command line's."""
    count = len(data.classes)
    if groups in ("auto", "pairs") and count == 1:
        raise errors.InputError(
            f"y has 1 class, {data.classes[0]!r}, so there is no pair of classes: "
            "groups='whole' takes all points as one group")
    if groups == "pairs" and count == 0:
        raise errors.InputError("groups='pairs' needs y, the class of each point")
    if groups == "cells" and data.cells == 0:
        raise errors.InputError("groups='cells' needs cells, the cell id of each point")


def fill_parameters(parameters, **values):
    """Sets those of a dc_parameters."""
    for name, value in values.items():
        exact.parse(name, value, getattr(parameters, name))


class CheckOptions:
    """A dc_check_options and what it rests on."""

    def __init__(self):
        self.pointer = ffi.new("dc_check_options *")
        lib.dc_check_options_init(self.pointer)
        self.pointer = ffi.gc(self.pointer, lib.dc_check_options_clear)
        self.directions = None

    def question(self, decide, maximize):
        if maximize not in (None, "sigma"):
            raise errors.UsageError(f"maximize = {maximize!r}: wanted 'sigma' or None")
        if decide and maximize:
            raise errors.UsageError("decide and maximize exclude each other")
        if decide:
            self.pointer.question = lib.DC_DECIDE
        if maximize:
            self.pointer.question = lib.DC_MAXIMIZE_SIGMA


def _expected(options, family, grouping, verdict):
    """What a certificate of a result must say."""
    constants = results.constants_of(options.parameters)
    sigma = options.question == lib.DC_MAXIMIZE_SIGMA
    expect = {"question": "sigma" if sigma else "critical-mass", "kappa": constants.kappa,
              "sigma": constants.sigma, "delta": constants.delta, "m0": constants.m0,
              "family": family, "groups": grouping, "verdict": verdict}
    if sigma:
        del expect["sigma"]
    return expect


class _Check:
    """One call, its result and its proof."""

    def __init__(self, data, options, family, progress):
        self.data, self.options, self.family = data, options.pointer, family
        self.progress, self.watch = progress, attend.Watch()
        self.watch.callbacks(self.options)
        self.kept = options
        self.grouping = errors.text(
            lib.dc_grouping_name(data.pointer, self.options.grouping))
        self.owned = attend.Owned("dc_result", lib.dc_result_destroy)
        self.proof, self.certificate = "none", None
        self.interrupted = False

    def search(self):
        self.interrupted = attend.attend(
            lambda: errors.check(lib.dc_check, self.owned.out, self.data.pointer,
                                 self.options), self.watch, self.progress)
        self.proof = "unverified" if self.verdict == "holds" else "none"

    @property
    def result(self):
        return self.owned.pointer

    @property
    def verdict(self):
        return results.name(lib.dc_verdict_name, self.result.verdict)

    def _write(self, path):
        """False if Ctrl-C ended it; no file is left then."""
        try:
            self.interrupted = attend.attend(
                lambda: errors.check(lib.dc_certificate_write, os.fsencode(path), self.result,
                                     self.data.pointer, self.options),
                self.watch, self.progress)
        except errors.Interrupted:
            self.interrupted = True
        return not self.interrupted

    def _have_verified(self, path):
        expect = _expected(self.options, self.family, self.grouping, self.verdict)
        try:
            code, out, err = verifier.on_data(path, self.data, expect)
        except KeyboardInterrupt:
            self.interrupted = True
            return
        if code in (0, 3):
            self.proof = "verified" if code == 0 else "unverified"
            return
        raise errors.InternalError("doublecheck-verify did not accept the certificate "
                                   f"(exit status {code}), so nothing is proved: {out} {err}")

    def prove(self, certificate, verify):
        """A certificate for whoever wants it, and for "holds"."""
        holds = self.verdict == "holds"
        if certificate is None and not (holds and verify):
            return
        with tempfile.TemporaryDirectory(prefix="doublecheck-") as folder:
            path = certificate or os.path.join(folder, "proof.dcert")
            if not self._write(path):
                return
            self.proof, self.certificate = "unverified", certificate
            if verify:
                self._have_verified(path)

    def finish(self, verify):
        """A "holds" that was to be verified and was not is none."""
        verdict = self.verdict
        if verdict == "holds" and verify and self.proof != "verified":
            verdict = "undecided"
        r, columns = self.result, self.data.columns
        return results.CheckResult(
            verdict=verdict, stop=results.name(lib.dc_stop_name, r.stop),
            question=QUESTIONS[self.options.question],
            constants=results.constants_of(self.options.parameters), family=self.family,
            grouping=self.grouping,
            groups=tuple(results.group_of(r.groups[g], columns)
                         for g in range(r.group_count)),
            decided_only=r.decided_only, proof=self.proof, certificate=self.certificate,
            points=self.data.points, columns=columns, classes=self.data.classes,
            seconds=r.seconds, version=errors.text(lib.dc_version()))


def check(X, y=None, kappa=2, sigma="1/4", delta="1/2", m0="1/10", family="all",
          groups="auto", weights=None, columns=None, decide=False, maximize=None,
          time_limit=60, memory=None, threads=None, certificate=None, progress=None, *,
          cells=None, directions=None, top=10, verify=True):
    """Does the uniform doubling condition hold on these points? Exactly.

    X: points [N][n]: a NumPy array, a pandas frame, lists, or a Data. float64 is taken as
        the dyadic rational that it is, so 0.1 is 3602879701896397/36028797018963968; a text
        ("0.1", "1/3"), Decimal, Fraction or int is what it says. NaN and infinities are
        refused, with their row and column
    y: the class of each point; without it all points are one group
    kappa, sigma, delta, m0: the constants, exact as above; a float that is not the number it
        prints as (0.1) is refused here
    family: the slabs: "all", "axes", "sparse:K", "width:W", or "directions" with the array
        `directions` [d][n]
    groups: "auto" (pairs of classes if there are labels, else whole), "whole", "pairs",
        "cells" with `cells`, the cell id of each point
    weights: of the points, > 0, exact as above
    columns: features to keep, in the order they have: names of a frame, or positions from 0
    decide: the verdict for m0 alone; maximize="sigma": sigma* for m0
    time_limit: seconds, None or 0: none. memory: bytes. threads: None: every core
    certificate: path to write a certificate to, of the file that `X.write` of a Data writes
    progress: called with a Progress now and then, in this thread; what it raises ends the
        search and is raised
    top: for families sparse, axes and directions: how many sets of columns to list
    verify: "holds" is said only after doublecheck-verify has accepted a certificate, and
        certificates that are kept are checked, too

    Returns a CheckResult. A limit ends with the best bracket, and `stop` says which. Ctrl-C
    raises Interrupted, a KeyboardInterrupt, whose `result` has the best bracket. Python's
    lock is released meanwhile.
    """
    options = CheckOptions()
    o = options.pointer
    fill_parameters(o.parameters, kappa=kappa, sigma=sigma, delta=delta, m0=m0)
    options.directions = fill_family(o.family, family, directions)
    o.grouping = grouping_of(groups)
    options.question(decide, maximize)
    fill_limits(o, time_limit, memory, threads)
    o.top = top
    data = arrays.as_data(X, y, weights, cells, columns, memory)
    require_groups(data, groups)
    run = _Check(data, options, str(family), progress)
    run.search()
    if not run.interrupted:
        run.prove(None if certificate is None else os.fspath(certificate), verify)
    result = run.finish(verify)
    if run.interrupted:
        raise errors.Interrupted(result)
    return result


def critical_mass(X, y=None, **options):
    """The bracket of the critical mass m*, the greatest of all groups: the condition holds
    for every m0 above it and for no other. Options are those of `check`, but m0, decide,
    maximize, certificate and verify, which do not bear on it."""
    for name in ("m0", "decide", "maximize", "certificate", "verify"):
        if name in options:
            raise errors.UsageError(f"{name} does not bear on the critical mass")
    delta = exact.rational("delta", options.get("delta", "1/2"))
    m0 = exact.fraction(delta) / 2  # any that the library takes
    return check(X, y, m0=m0, verify=False, **options).critical_mass
