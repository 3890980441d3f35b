"""check and critical_mass."""
import os

from . import arrays, attend, errors, exact, proofs, results
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


class Search:
    """One call of dc_check, and its proof. options: a dc_check_options; kept: what it rests
    on."""

    def __init__(self, prover, options, kept, family):
        self.prover, self.data = prover, prover.data
        self.options, self.kept, self.family = options, kept, family
        prover.watch.callbacks(options)
        self.owned = attend.Owned("dc_result", lib.dc_result_destroy)
        self.grouping = errors.text(
            lib.dc_grouping_name(self.data.pointer, options.grouping))
        self.proof = proofs.NONE

    def run(self):
        """There is a result also if Ctrl-C came."""
        self.prover.interrupted = attend.attend(
            lambda: errors.check(lib.dc_check, self.owned.out, self.data.pointer,
                                 self.options), self.prover.watch, self.prover.progress)

    @property
    def result(self):
        """The dc_result."""
        return self.owned.pointer

    @property
    def verdict(self):
        """What the search found, proved or not."""
        return results.name(lib.dc_verdict_name, self.result.verdict)

    def _write(self, path):
        errors.check(lib.dc_certificate_write, os.fsencode(path), self.result,
                     self.data.pointer, self.options)

    def prove(self, certificate):
        """A certificate for whoever wants it, and for "holds"."""
        if certificate is None and self.verdict != "holds":
            return
        self.proof = self.prover.prove(
            self._write, lambda: proofs.expect_condition(self.options, self.family,
                                                         self.grouping, self.verdict),
            certificate)

    def answer(self):
        """The CheckResult. A "holds" that was to be verified and was not is none."""
        verdict, proof = self.verdict, self.proof
        if verdict == "holds" and proof.state != "verified":
            verdict = "undecided" if self.prover.verify else verdict
            proof = proof._replace(state="unverified")
        r, columns = self.result, self.data.columns
        return results.CheckResult(
            verdict=verdict, stop=results.name(lib.dc_stop_name, r.stop),
            question=QUESTIONS[self.options.question],
            constants=results.constants_of(self.options.parameters), family=self.family,
            grouping=self.grouping,
            groups=tuple(results.group_of(r.groups[g], columns)
                         for g in range(r.group_count)),
            decided_only=r.decided_only, proof=proof.state, certificate=proof.certificate,
            points=self.data.points, columns=columns, classes=self.data.classes,
            seconds=r.seconds, version=errors.text(lib.dc_version()))


def certify(prover, options, kept, family, constants, certificate=None):
    """Has the condition proved for constants (a dc_parameters) that were found to hold; of
    options (a dc_check_options) the rest is used. Returns a Proof."""
    if certificate is None and not prover.verify:
        return proofs.Proof("unverified")
    own = ffi.new("dc_check_options *", options)  # its numbers are borrowed
    own.parameters, own.question, own.time_limit = constants, lib.DC_DECIDE, 0
    exceeded = own.exceeded = ffi.new("bool *")  # as when the constants were searched
    search = Search(prover, own, (options, kept, constants, exceeded), family)
    search.run()
    if prover.interrupted:
        return proofs.Proof("unverified")
    if search.verdict == "violated":
        raise errors.InternalError("constants that held do not")
    if search.verdict == "undecided":
        return proofs.Proof("unverified")
    search.prove(certificate)
    return search.proof


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
    search = Search(proofs.Prover(data, verify, progress), o, options, str(family))
    search.run()
    search.prove(None if certificate is None else os.fspath(certificate))
    if search.prover.interrupted:
        raise errors.Interrupted(search.answer())
    return search.answer()


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
