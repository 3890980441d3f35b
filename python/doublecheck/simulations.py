"""simulate: trainings held against the floors."""
import dataclasses
import fractions
import typing

import numpy

from . import arrays, attend, checks, errors, exact, floors, html, results
from ._native import ffi, lib

NOWHERE = 2 ** (8 * ffi.sizeof("size_t")) - 1
HYPOTHESES = {lib.DC_NEEDS_START: "t0", lib.DC_NEEDS_LOSS: "loss",
              lib.DC_NEEDS_CELLS: "cells", lib.DC_NEEDS_SLOPES: "slopes",
              lib.DC_NEEDS_CONDITION: "condition", lib.DC_NEEDS_ANSWER: "limit",
              lib.DC_NEEDS_INCLINE: "zero-slope", lib.DC_NEEDS_DIGITS: "rounding"}
STATES = {lib.DC_TRAINING_RUNS: "complete", lib.DC_TRAINING_STATIONARY: "stationary",
          lib.DC_TRAINING_DIVERGED: "diverged"}
STANDINGS = {lib.DC_STANDS_BETTER: "holds", lib.DC_STANDS: "holds",
             lib.DC_FALLS: "violated", lib.DC_OPEN: "undecided"}
COVERAGES = {lib.DC_COVERS_POINTS: "points", lib.DC_COVERS_FEATURES: "features",
             lib.DC_COVERS_CELLS: "cells"}
FLOORS = {"doubling": lib.DC_FLOORS_DOUBLING, "all": lib.DC_FLOORS_ALL}
SCALES = {"standard": True, "none": False}
LOOKS = ("step", "loss", "accuracy", "least_margin", "mean_margin")


@dataclasses.dataclass(frozen=True)
class Run(results._Unsure):  # pylint: disable=protected-access
    """One training; fields as in dc_run (simulate.h).

    finding: "CONFIRMED", "NOT COVERED" or "REFUTED"
    looks: structured array with fields step, loss, accuracy, least_margin, mean_margin
    start: the look of t0; None: its accuracy was not reached, and what follows is None, too
    loss: Lbar, no loss from t0 on is larger
    condition: "holds", "violated" or "undecided", for `constants`
    trivial, floor: what T5 says, and what the condition adds where it applies
    best: the greatest floor that applies to the run
    drop: the largest fall of the accuracy below that of t0
    lacks, fails: hypotheses that the run lacks, and those that keep it from being confirmed
    adversary: the least accuracy that an adversary found, or None
    """
    seed: int
    state: str
    finding: str
    looks: numpy.ndarray = dataclasses.field(compare=False, repr=False)
    fails: typing.Tuple[str, ...]
    start: typing.Optional[int] = None
    loss: typing.Optional[fractions.Fraction] = None
    condition: typing.Optional[str] = None
    constants: typing.Optional[results.Constants] = None
    trivial: typing.Optional[fractions.Fraction] = None
    floor: typing.Optional[fractions.Fraction] = None
    best: typing.Optional[fractions.Fraction] = None
    data_floor: typing.Optional[floors.DataFloor] = None
    lacks: typing.Tuple[str, ...] = ()
    drop: typing.Optional[float] = None
    adversary: typing.Optional[float] = None


@dataclasses.dataclass(frozen=True)
class SimulationResult(results._Unsure):  # pylint: disable=protected-access
    """What `simulate` found.

    finding: "CONFIRMED", "NOT COVERED" or "REFUTED"
    coverage: what the condition was checked on: "points", "features" or "cells"
    """
    finding: str
    coverage: str
    interrupted: bool
    runs: typing.Tuple[Run, ...]
    seconds: float

    def __str__(self):
        confirmed = sum(run.finding == "CONFIRMED" for run in self.runs)
        return f"{self.finding}: {confirmed} of {len(self.runs)} runs confirmed"

    def _repr_html_(self):
        def show(value):
            return "-" if value is None else f"{results.nearest(value):.6g}"
        rows = [(run.seed, show(run.looks["accuracy"][-1]), show(run.loss),
                 "-" if run.best is None else results.down(run.best), show(run.drop),
                 run.finding, ", ".join(run.fails)) for run in self.runs]
        return html.table(str(self), ("seed", "accuracy", "loss from t0", "floor", "drop",
                                      "finding", "fails"), rows,
                          f"condition checked on: {self.coverage}")


def _names_of(bits):
    return tuple(name for bit, name in HYPOTHESES.items() if bits >> bit & 1)


def _looks_of(run):
    looks = numpy.empty(run.look_count, dtype=[
        (name, numpy.uint64 if name == "step" else float) for name in LOOKS])
    for k in range(run.look_count):
        looks[k] = tuple(getattr(run.looks[k], name) for name in LOOKS)
    looks.flags.writeable = False
    return looks


def _best_of(run, every, found):
    """Of floors that the run is held against; T6's applies if nothing lacks but the loss."""
    best = [found["trivial"]]
    if not every or not run.lacks & ~(1 << lib.DC_NEEDS_LOSS):
        best.append(found["floor"])
    if found["data_floor"]:
        best.append(found["data_floor"].least)
    return max(best)


def _guarantee_of(run, every):
    """What there is from t0 on."""
    ground = run.ground
    stands = ground.standing in (lib.DC_STANDS, lib.DC_STANDS_BETTER)
    found = {"start": run.start, "loss": exact.fraction(run.loss),
             "condition": STANDINGS[ground.standing],
             "constants": results.constants_of(ground.constants) if stands else None,
             "trivial": exact.fraction(ground.floor.trivial),
             "floor": exact.fraction(ground.floor.accuracy),
             "data_floor": (None if run.data_floor == ffi.NULL
                            else floors.data_floor_of(run.data_floor)),
             "lacks": _names_of(run.lacks),
             "drop": lib.dc_run_drop(ffi.addressof(run)),
             "adversary": run.adversary.accuracy if run.attacked else None}
    return {**found, "best": _best_of(run, every, found)}


def _run_of(run, every):
    return Run(seed=run.seed, state=STATES[run.state],
               finding=results.name(lib.dc_finding_name, run.finding), looks=_looks_of(run),
               fails=_names_of(run.fails),
               **({} if run.start == NOWHERE else _guarantee_of(run, every)))


def _choose(name, value, table):
    if value not in table:
        raise errors.UsageError(f"{name} = {value!r}: wanted one of {', '.join(table)}")
    return table[value]


def _double(name, value):
    return lib.dc_rational_nearest(exact.rational(name, value))


class _Options:
    """A dc_simulation_options and what it rests on."""

    def __init__(self):
        self.pointer = ffi.new("dc_simulation_options *")
        lib.dc_simulation_options_init(self.pointer)
        self.pointer = ffi.gc(self.pointer, lib.dc_simulation_options_clear)
        self.kept = []

    def text(self, value):
        self.kept.append(ffi.new("char[]", str(value).encode()))
        return self.kept[-1]


def simulate(X, y=None, architecture="linear", *, activation="leaky_relu", freeze=0,
             optimizer="armijo", rate="0.1", momentum="0.9", batch=None, steps=1000,
             every=None, seeds=20, seed=1, t0_accuracy="0.95", scale="standard",
             float32=False, floor="doubling", adversary=False, fixed=False, kappa=2,
             sigma="1/4", delta="1/2", m0="1/10", family="all", fineness=4, weights=None,
             columns=None, directions=None, time_limit=60, memory=None, threads=None,
             progress=None):
    """Trains from many seeds, and holds every accuracy against the floor that the loss from
    t0 on guarantees. Arguments are the options of `doublecheck simulate`, with the same
    defaults; the points, the constants (with fixed=True) and the limits are those of
    `check`. What it finds is computed as there, but no separate program checks it.

    Returns a SimulationResult; Ctrl-C raises Interrupted with the runs until then.
    """
    options = _Options()
    o = options.pointer
    training, condition = o.training, o.floor
    training.architecture = options.text(architecture)
    training.activation = options.text(activation)
    training.optimiser = options.text(optimizer)
    training.freeze, training.batch = freeze, batch or 0
    training.seed, training.shuffle_seed = seed, seed + 1
    training.rate, training.momentum = _double("rate", rate), _double("momentum", momentum)
    training.single = float32
    training.memory = memory or 0
    o.standardise, o.runs, o.steps = _choose("scale", scale, SCALES), seeds, steps
    o.every, o.threshold = every or 0, _double("t0_accuracy", t0_accuracy)
    o.floors = _choose("floor", "all" if adversary else floor, FLOORS)
    o.adversary, condition.fixed, condition.fineness = adversary, fixed, fineness
    checks.fill_parameters(condition.check.parameters, kappa=kappa, sigma=sigma, delta=delta,
                           m0=m0)
    options.kept.append(checks.fill_family(condition.check.family, family, directions))
    checks.fill_limits(condition.check, time_limit, memory, threads)
    data = arrays.as_data(X, y, weights, None, columns, memory)
    if not data.classes:
        raise errors.InputError("a simulation needs y, the class of each point")
    checks.require_groups(data, "pairs")
    watch = attend.Watch()
    owned = attend.Owned("dc_simulation", lib.dc_simulation_destroy)
    watch.callbacks(condition.check)
    o.progress = ffi.addressof(lib, "host_training_progress")
    o.data_progress = ffi.addressof(lib, "host_data_progress")
    interrupted = attend.attend(
        lambda: errors.check(lib.dc_simulate, owned.out, data.pointer, o), watch, progress)
    simulation = owned.pointer
    result = SimulationResult(
        finding=results.name(lib.dc_finding_name, simulation.finding),
        coverage=COVERAGES[simulation.coverage], interrupted=simulation.interrupted,
        runs=tuple(_run_of(simulation.runs[k], simulation.floors == lib.DC_FLOORS_ALL)
                   for k in range(simulation.run_count)),
        seconds=simulation.seconds)
    if interrupted:
        raise errors.Interrupted(result)
    return result
