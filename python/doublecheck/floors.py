"""floor: the accuracy that a loss guarantees."""
import dataclasses
import fractions
import time
import typing

import numpy

from . import arrays, attend, checks, errors, exact, html, results
from ._native import ffi, lib

SEARCH = 0.5  # part of the time for the search of constants; the floors have the rest
HALF = 0.5    # part of that for the condition's floor, where the data floor is to come
FLOORS = ("all", "doubling", "data")
LARGEST_LOSS = "7/10"  # more than log 2 guarantees nothing
LEAST_TIME = 1e-3


@dataclasses.dataclass(frozen=True)
class DataFloor:
    """The least accuracy of the affine classifiers with such a loss, on these very points
    (T9): between least and most.

    vacuous: no such classifier has so small a loss
    safe: share of the points that all of them classify correctly
    worst: object array [K - 1][1 + n] of Fractions, the scores of one whose accuracy is
        most, constant first; the last class has score 0. None if none was found
    """
    vacuous: bool
    trivial: fractions.Fraction
    safe: fractions.Fraction
    least: fractions.Fraction
    most: fractions.Fraction
    optimal: bool
    worst: typing.Optional[numpy.ndarray] = dataclasses.field(compare=False, repr=False)
    stop: str
    nodes: int
    seconds: float


@dataclasses.dataclass(frozen=True)
class FloorResult:
    """While the loss is at most `loss`, the accuracy is at least `best`. It was computed in
    exact numbers, but no separate program has checked it, as `doublecheck floor` has.

    trivial: what T5 says without any condition
    doubling: with the condition for `constants`, or T5's; constants: None if T5 is as good
    data: a DataFloor, or None
    stop: "complete", or what cut the search: a better floor may exist
    """
    loss: fractions.Fraction
    trivial: fractions.Fraction
    doubling: fractions.Fraction
    constants: typing.Optional[results.Constants]
    data: typing.Optional[DataFloor]
    stop: str

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
                          f"stop: {self.stop}")


def _worst_of(floor):
    if not floor.found:
        return None
    shape = floor.worst.classes - 1, floor.worst.features + 1
    worst = numpy.empty(shape, dtype=object)
    for j, l in numpy.ndindex(shape):
        worst[j, l] = exact.fraction(floor.worst.theta[j * shape[1] + l])
    worst.flags.writeable = False
    return worst


def data_floor_of(floor):
    """From a dc_data_floor."""
    numbers = {name: exact.fraction(getattr(floor, name))
               for name in ("trivial", "safe", "least", "most")}
    return DataFloor(vacuous=floor.vacuous, optimal=floor.optimal, worst=_worst_of(floor),
                     stop=results.name(lib.dc_stop_name, floor.stop), nodes=floor.nodes,
                     seconds=floor.seconds, **numbers)


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


class _Floor:
    """One call."""

    def __init__(self, data, options, time_limit, progress):
        self.data, self.kept, self.options = data, options, options.pointer
        self.progress, self.watch = progress, attend.Watch()
        self.watch.callbacks(self.options.check)
        self.end = time.monotonic() + time_limit if time_limit else 0
        self.owned = attend.Owned("dc_choice", lib.dc_choice_destroy)
        self.data_floor, self.interrupted = None, False
        self.floor = ffi.new("dc_floor *")
        lib.dc_floor_init(self.floor)
        self.floor = ffi.gc(self.floor, lib.dc_floor_clear)
        self.loss = exact.rational("loss", 0)
        self.cut = lib.DC_STOP_NONE

    @property
    def choice(self):
        return self.owned.pointer

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
        guarantee = ffi.new("dc_guarantee *")
        lib.dc_guarantee_init(guarantee)
        guarantee = ffi.gc(guarantee, lib.dc_guarantee_clear)
        checks.fill_parameters(guarantee.parameters, delta=1, m0="0.999999")
        errors.check(lib.dc_guarantee_set_groups, guarantee, self.data.pointer,
                     self.options.check.grouping)
        errors.check(lib.dc_choice_of, self.owned.out, guarantee)

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

    def compute_data(self):
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
        self.data_floor = data_floor_of(owned.pointer)

    def result(self):
        stop = self.cut or lib.dc_choice_stop(self.choice)
        constants = lib.dc_choice_constants(self.choice, self.floor.constants)
        return FloorResult(
            loss=exact.fraction(self.loss), trivial=exact.fraction(self.floor.trivial),
            doubling=exact.fraction(self.floor.accuracy),
            constants=results.constants_of(constants) if constants != ffi.NULL else None,
            data=self.data_floor,
            stop="interrupted" if self.interrupted else results.name(lib.dc_stop_name, stop))


def floor(X, y=None, loss=None, *, accuracy=None, only="all", kappa=None, sigma=None, delta=None,
          family="all", groups="auto", slope=None, fineness=4, weights=None, columns=None,
          cells=None, directions=None, time_limit=60, memory=None, threads=None,
          progress=None):
    """The accuracy that a classifier is guaranteed to have while its training loss
    (cross-entropy, mean over the points, in nats) is at most `loss`; or with `accuracy` the
    inverse, nearly the largest loss that guarantees it.

    only: "all", "doubling" (the floor of the condition), or "data" (of these very points, for
        affine classifiers)
    kappa, sigma, delta: all three or none: then the best are searched
    slope: for family "width:W", a bound for max|v| of the classifiers' differences of scores
    The other arguments are those of `check`. Returns a FloorResult; Ctrl-C raises
    Interrupted with what there is.
    """
    if (loss is None) == (accuracy is None):
        raise errors.UsageError("one of loss and accuracy is wanted")
    if only not in FLOORS:
        raise errors.UsageError(f"only = {only!r}: wanted one of {', '.join(FLOORS)}")
    if only == "data" and (accuracy is not None or groups == "cells"):
        raise errors.UsageError("only='data' is for a loss, and not for cells")
    constants = {"kappa": kappa, "sigma": sigma, "delta": delta}
    given = {name: value for name, value in constants.items() if value is not None}
    if given and len(given) < len(constants):
        raise errors.UsageError("kappa, sigma and delta are given all three, or none")
    options = FloorOptions()
    o = options.pointer
    checks.fill_parameters(o.check.parameters, **given)
    o.fixed, o.range, o.fineness = bool(given), accuracy is not None, fineness
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
    run = _Floor(data, options, time_limit, progress)
    lib.mpq_set(run.loss, o.loss)
    more = only != "doubling" and accuracy is None and groups != "cells"
    if only == "data":
        run.choose_none()
    else:
        run.choose()
    run.compute(wanted, more)
    if more and not run.interrupted:
        run.compute_data()
    if run.interrupted:
        raise errors.Interrupted(run.result())
    return run.result()
