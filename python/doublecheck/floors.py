"""floor: the accuracy that a loss guarantees."""
import dataclasses
import fractions
import os
import time
import typing

from . import arrays, attend, checks, data_floors, errors, exact, html, proofs, results
from ._native import ffi, lib

SEARCH = 0.5  # part of the time for the search of constants; the floors have the rest
HALF = 0.5    # part of that for the condition's floor, where the data floor is to come
FLOORS = ("all", "doubling", "data")
LARGEST_LOSS = "7/10"  # more than log 2 guarantees nothing
LEAST_TIME = 1e-3
ALMOST_ONE = 1 - fractions.Fraction(1, 2**60)  # an m0 with which the condition adds nothing


@dataclasses.dataclass(frozen=True)
class FloorResult:
    """While the loss is at most `loss`, the accuracy is at least `best`.

    trivial: what T5 says without any condition
    doubling: with the condition for `constants`, or T5's; constants: None if T5 is as good
    data: a DataFloor, or None
    stop: "complete", or what cut the search: a better floor may exist
    proof: of the condition: "verified": doublecheck-verify has accepted a certificate;
        "unverified": it was not asked, or came to no end: then doubling is T5's; "none": T5
        needs no condition
    floor_proof: of doubling, if the condition holds: "verified" by doublecheck-verify-floor,
        "unverified", or "none": without floor_certificate no proof is written
    certificate, floor_certificate: where they were kept, or None
    """
    loss: fractions.Fraction
    trivial: fractions.Fraction
    doubling: fractions.Fraction
    constants: typing.Optional[results.Constants]
    data: typing.Optional[data_floors.DataFloor]
    stop: str
    proof: str
    floor_proof: str
    certificate: typing.Optional[str]
    floor_certificate: typing.Optional[str]

    @property
    def best(self):
        """The greatest of the floors."""
        return max(self.doubling, self.data.least) if self.data else self.doubling

    @property
    def best_float(self):
        """The float nearest to it; it may be above it."""
        return results.nearest(self.best)

    def __str__(self):
        return (f"a loss of at most {results.down(self.loss)} guarantees an accuracy "
                f"of at least {results.down(self.best)}")

    def _repr_html_(self):
        rows = [("trivial", results.down(self.trivial), ""),
                ("doubling", results.down(self.doubling), self.constants or "")]
        if self.data:
            rows.append(("data", results.down(self.data.least),
                         "the least there is" if self.data.optimal else
                         f"the least is at most {self.data.most}"))
        return html.table(str(self), ("floor", "accuracy", "with"), rows,
                          f"stop: {self.stop}; proof of the condition: {self.proof}, of "
                          f"the floor: {self.floor_proof}, of the data floor: "
                          f"{self.data.proof if self.data else 'none'}")


class FloorOptions:
    """A dc_floor_options and what it rests on."""

    def __init__(self):
        self.pointer = ffi.new("dc_floor_options *")
        lib.dc_floor_options_init(self.pointer)
        self.pointer = ffi.gc(self.pointer, lib.dc_floor_options_clear)
        self.directions = None

    def fill_slope(self, slope):
        width = self.pointer.check.family.kind == lib.DC_FAMILY_WIDTH
        if width != (slope is not None):
            raise errors.UsageError("slope, a bound for max|v| of the classifiers, and family "
                                    "'width:W' need one another")
        if width:
            exact.parse("slope", slope, self.pointer.slope)


class Guarantee:
    """A dc_guarantee."""

    def __init__(self):
        self.pointer = ffi.new("dc_guarantee *")
        lib.dc_guarantee_init(self.pointer)
        self.pointer = ffi.gc(self.pointer, lib.dc_guarantee_clear)

    def fill_constants(self, constants):
        """From a dc_parameters; None: some that add nothing to T5."""
        own = self.pointer.parameters
        if constants is None:
            checks.fill_parameters(own, delta=1, m0=ALMOST_ONE)
            return
        for name in ("kappa", "sigma", "delta", "m0"):
            lib.mpq_set(getattr(own, name), getattr(constants, name))


class _Floor:
    """One call."""

    def __init__(self, data, options, family, time_limit, progress, verify):
        self.data, self.kept, self.options = data, options, options.pointer
        self.family, self.progress, self.verify = family, progress, verify
        self.watch = attend.Watch()
        self.watch.callbacks(self.options.check)
        self.end = time.monotonic() + time_limit if time_limit else 0
        self.owned = attend.Owned("dc_choice", lib.dc_choice_destroy)
        self.data_floor, self.interrupted = None, False
        self.floor = ffi.new("dc_floor *")
        lib.dc_floor_init(self.floor)
        self.floor = ffi.gc(self.floor, lib.dc_floor_clear)
        self.loss = exact.rational("loss", 0)
        self.cut = lib.DC_STOP_NONE
        self.proof = self.floor_proof = proofs.NONE
        self.proved = True  # as far as it is to be

    @property
    def choice(self):
        return self.owned.pointer

    @property
    def constants(self):
        """The dc_parameters that the floor rests on; None: it is T5's."""
        found = lib.dc_choice_constants(self.choice, self.floor.constants)
        return found if self.proved and found != ffi.NULL else None

    def attend(self, work):
        """After Ctrl-C every call ends with the little that it has."""
        self.interrupted |= attend.attend(work, self.watch, self.progress)

    def left(self):
        """Seconds; 0: no limit."""
        return max(self.end - time.monotonic(), LEAST_TIME) if self.end else 0

    def choose(self):
        self.options.check.time_limit = SEARCH * self.left()
        self.attend(lambda: errors.check(lib.dc_choice_create, self.owned.out,
                                         self.data.pointer, self.options))

    def choose_none(self):
        """Constants that add nothing to T5."""
        guarantee = Guarantee()
        guarantee.fill_constants(None)
        errors.check(lib.dc_guarantee_set_groups, guarantee.pointer, self.data.pointer,
                     self.options.check.grouping)
        errors.check(lib.dc_choice_of, self.owned.out, guarantee.pointer)

    def compute(self, accuracy, more):
        """The floor of the loss, or the loss of the accuracy; cut, it is the best so far."""
        self.watch.limit((HALF if more else 1) * self.left())
        lib.dc_choice_listen(self.choice, self.watch.stop, self.watch.pointer)

        def work():
            try:
                if accuracy is None:
                    errors.check(lib.dc_choice_floor, self.floor, self.choice, self.loss)
                else:
                    errors.check(lib.dc_choice_loss, self.loss, self.floor, self.choice,
                                 accuracy)
            except errors.StoppedError:
                pass

        self.attend(work)
        self.cut = lib.DC_STOP_TIME if self.watch.over else lib.DC_STOP_NONE

    def prove_condition(self, certificate):
        """What was to be verified and was not adds nothing to T5."""
        if self.constants is None:
            return
        prover = proofs.Prover(self.data, self.verify, self.progress)
        self.proof = proofs.Proof("unverified")
        if not self.interrupted:
            self.proof = checks.certify(prover, self.options.check, self.kept, self.family,
                                        self.constants[0], certificate)
        self.interrupted |= prover.interrupted
        self.proved = not self.verify or self.proof.state == "verified"

    def compute_data(self, certificate):
        owned = attend.Owned("dc_data_floor", lib.dc_data_floor_destroy)
        options = ffi.new("dc_data_floor_options *")
        lib.dc_data_floor_options_init(options)
        options = ffi.gc(options, lib.dc_data_floor_options_clear)
        lib.mpq_set(options.loss, self.loss)
        options.time_limit, options.memory = self.left(), self.options.check.memory
        options.threads = self.options.check.threads
        watch = attend.Watch()
        watch.callbacks(options, "host_data_progress")
        self.interrupted = attend.attend(
            lambda: errors.check(lib.dc_data_floor_create, owned.out, self.data.pointer,
                                 options), watch, self.progress)
        prover = proofs.Prover(self.data, self.verify, self.progress, self.interrupted)
        self.data_floor = data_floors.prove(prover, owned.pointer, self.loss, certificate)
        self.interrupted |= prover.interrupted

    def prove_floor(self, certificate):
        """The floor becomes what its certificate claims."""
        prover = proofs.Prover(self.data, self.verify, self.progress, self.interrupted)
        guarantee, accuracy = Guarantee(), exact.rational("accuracy", 0)
        g, check = guarantee.pointer, self.options.check
        guarantee.fill_constants(self.constants)
        lib.mpq_set(g.loss, self.loss)
        lib.dc_guarantee_set_radius(g, check.family.width, self.options.slope)
        g.fineness = self.options.fineness
        g.stop, g.user = prover.watch.stop, prover.watch.pointer

        def expect():
            return {**proofs.expect_constants(g.parameters),
                    "radius": str(exact.fraction(g.radius)),
                    "loss": str(exact.fraction(g.loss)),
                    "accuracy": str(exact.fraction(accuracy)),
                    "groups": "cells" if check.grouping == lib.DC_GROUPS_CELLS else "pairs"}

        self.floor_proof = prover.prove(
            lambda path: errors.check(lib.dc_floor_certificate_write, os.fsencode(path),
                                      accuracy, g, self.data.pointer, check.grouping),
            expect, certificate)
        self.interrupted |= prover.interrupted
        if self.verify and self.floor_proof.state != "verified":
            self.proved = False
        elif self.constants is not None and self.floor_proof.certificate:
            lib.mpq_set(self.floor.accuracy, accuracy)

    def result(self):
        stop = self.cut or lib.dc_choice_stop(self.choice)
        constants = self.constants
        return FloorResult(
            loss=exact.fraction(self.loss), trivial=exact.fraction(self.floor.trivial),
            doubling=exact.fraction(self.floor.trivial if constants is None
                                    else self.floor.accuracy),
            constants=None if constants is None else results.constants_of(constants),
            data=self.data_floor,
            stop="interrupted" if self.interrupted else results.name(lib.dc_stop_name, stop),
            proof=self.proof.state, floor_proof=self.floor_proof.state,
            certificate=self.proof.certificate,
            floor_certificate=self.floor_proof.certificate)


def _paths_of(certificates, has_data_floor):
    """Name -> path or None, of files that exclude each other."""
    if certificates["data_certificate"] is not None and not has_data_floor:
        raise errors.UsageError("data_certificate is for a data floor, which accuracy, "
                                "only='doubling' and cells have none of")
    paths = {name: None if path is None else os.fspath(path)
             for name, path in certificates.items()}
    given = [os.path.realpath(path) for path in paths.values() if path is not None]
    if len(set(given)) < len(given):
        raise errors.UsageError(f"{', '.join(paths)}: two name the same file")
    return paths


def _require_question(loss, accuracy, only, groups, constants):
    if (loss is None) == (accuracy is None):
        raise errors.UsageError("one of loss and accuracy is wanted")
    if only not in FLOORS:
        raise errors.UsageError(f"only = {only!r}: wanted one of {', '.join(FLOORS)}")
    if only == "data" and (accuracy is not None or groups == "cells"):
        raise errors.UsageError("only='data' is for a loss, and not for cells")
    if 0 < len(constants) < 3:
        raise errors.UsageError("kappa, sigma and delta are given all three, or none")


def floor(X, y=None, loss=None, *, accuracy=None, only="all", kappa=None, sigma=None, delta=None,
          family="all", groups="auto", slope=None, fineness=4, weights=None, columns=None,
          cells=None, directions=None, time_limit=60, memory=None, threads=None,
          certificate=None, floor_certificate=None, data_certificate=None, progress=None,
          verify=True):
    """The accuracy that a classifier is guaranteed to have while its training loss
    (cross-entropy, mean over the points, in nats) is at most `loss`; or with `accuracy` the
    inverse, nearly the largest loss that guarantees it.

    only: "all", "doubling" (the floor of the condition), or "data" (of these very points, for
        affine classifiers)
    kappa, sigma, delta: all three or none: then the best are searched
    slope: for family "width:W", a bound for max|v| of the classifiers' differences of scores
    certificate: path to write the condition's certificate to, for the constants of the floor
    floor_certificate: the same for the floor, if the condition holds; the floor is then what
        it claims, a multiple of 10^-15
    data_certificate: the same for the data floor
    verify: a floor is said only after doublecheck-verify has accepted a certificate of the
        condition, and doublecheck-verify-floor one of the data floor and floor_certificate;
        what they do not prove is no more than T5
    The other arguments are those of `check`. Returns a FloorResult; Ctrl-C raises
    Interrupted with what there is.
    """
    constants = {name: value for name, value in
                 (("kappa", kappa), ("sigma", sigma), ("delta", delta)) if value is not None}
    _require_question(loss, accuracy, only, groups, constants)
    more = only != "doubling" and accuracy is None and groups != "cells"
    paths = _paths_of({"certificate": certificate, "floor_certificate": floor_certificate,
                       "data_certificate": data_certificate}, more)
    options = FloorOptions()
    o = options.pointer
    checks.fill_parameters(o.check.parameters, **constants)
    o.fixed, o.range, o.fineness = bool(constants), accuracy is not None, fineness
    options.directions = checks.fill_family(o.check.family, family, directions)
    options.fill_slope(slope)
    o.check.grouping = checks.grouping_of(groups)
    checks.fill_limits(o.check, time_limit, memory, threads)
    exact.parse("loss", LARGEST_LOSS if loss is None else loss, o.loss)
    wanted = None if accuracy is None else exact.rational("accuracy", accuracy)
    data = arrays.as_data(X, y, weights, cells, columns, memory)
    if not data.classes:
        raise errors.InputError("a floor needs y, the class of each point")
    checks.require_groups(data, groups)
    run = _Floor(data, options, str(family), time_limit, progress, verify)
    lib.mpq_set(run.loss, o.loss)
    if only == "data":
        run.choose_none()
    else:
        run.choose()
    run.compute(wanted, more)
    run.prove_condition(paths["certificate"])
    if more and not run.interrupted:
        run.compute_data(paths["data_certificate"])
    if paths["floor_certificate"] is not None:
        run.prove_floor(paths["floor_certificate"])
    if run.interrupted:
        raise errors.Interrupted(run.result())
    return run.result()
