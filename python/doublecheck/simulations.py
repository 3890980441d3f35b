"""simulate: trainings held against the floors."""
import dataclasses
import fractions
import typing

import numpy

from . import (arrays, attend, checks, data_floors, errors, exact, html, proofs, results)
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
CONFIRMED = results.name(lib.dc_finding_name, lib.DC_CONFIRMED)
NOT_COVERED = results.name(lib.dc_finding_name, lib.DC_NOT_COVERED)
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
    data_floor: typing.Optional[data_floors.DataFloor] = None
    lacks: typing.Tuple[str, ...] = ()
    drop: typing.Optional[float] = None
    adversary: typing.Optional[float] = None


@dataclasses.dataclass(frozen=True)
class SimulationResult(results._Unsure):  # pylint: disable=protected-access
    """What `simulate` found.

    finding: "CONFIRMED", "NOT COVERED" or "REFUTED"
    coverage: what the condition was checked on: "points", "features" or "cells"
    proof: of the condition, for the constants of the runs: "verified": doublecheck-verify
        has accepted certificates; "unverified": it was not asked, or came to no end: then
        nothing is confirmed; "none": nothing rests on constants, or on those of cells
        (coverage) only, of which there are no certificates: they were found to hold
    exceeded: points to be judged had no room in `memory`: for lack of it conditions are not
        decided, and data floors are missing
    data_proof: the same of the data floors, by doublecheck-verify-floor
    """
    finding: str
    coverage: str
    interrupted: bool
    exceeded: bool
    runs: typing.Tuple[Run, ...]
    proof: str
    data_proof: str
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
                          f"condition checked on: {self.coverage}; its proof: {self.proof}; "
                          f"proof of the data floors: {self.data_proof}")


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


def _stands(run):
    """Does it rest on constants that hold?"""
    return run.start != NOWHERE and run.ground.standing in (lib.DC_STANDS,
                                                            lib.DC_STANDS_BETTER)


def _ground_of(run, proved):
    """What is known of the condition, and what that adds to T5."""
    ground = run.ground
    trivial = exact.fraction(ground.floor.trivial)
    if _stands(run) and not proved:
        return {"condition": STANDINGS[lib.DC_OPEN], "trivial": trivial, "floor": trivial}
    return {"condition": STANDINGS[ground.standing], "trivial": trivial,
            "floor": exact.fraction(ground.floor.accuracy),
            "constants": results.constants_of(ground.constants) if _stands(run) else None}


def _guarantee_of(run, every, proved, data_floor):
    """What there is from t0 on."""
    found = {**_ground_of(run, proved), "start": run.start, "loss": exact.fraction(run.loss),
             "data_floor": data_floor, "lacks": _names_of(run.lacks),
             "drop": lib.dc_run_drop(ffi.addressof(run)),
             "adversary": run.adversary.accuracy if run.attacked else None}
    return {**found, "best": _best_of(run, every, found)}


def _finding_of(finding, proved):
    """What was to be proved and was not confirms nothing."""
    word = results.name(lib.dc_finding_name, finding)
    return word if proved or word != CONFIRMED else NOT_COVERED


def _fails_of(run, proved):
    unproved = () if proved or run.finding != lib.DC_CONFIRMED else ("limit",)
    return _names_of(run.fails) + unproved


class _Simulation:
    """One call: its trainings and its proofs."""

    def __init__(self, data, options, family, verify, progress):
        self.data, self.kept, self.options = data, options, options.pointer
        self.family, self.verify, self.progress = family, verify, progress
        self.owned = attend.Owned("dc_simulation", lib.dc_simulation_destroy)
        self.interrupted = False
        self.states, self.data_states = [], []  # of the proofs
        self.data_floors = {}  # a dc_data_floor -> its DataFloor

    def train(self):
        watch = attend.Watch()
        watch.callbacks(self.options.floor.check)
        self.options.progress = ffi.addressof(lib, "host_training_progress")
        self.options.data_progress = ffi.addressof(lib, "host_data_progress")
        self.interrupted = attend.attend(
            lambda: errors.check(lib.dc_simulate, self.owned.out, self.data.pointer,
                                 self.options), watch, self.progress)

    @property
    def found(self):
        """The dc_simulation."""
        return self.owned.pointer

    @property
    def runs(self):
        """The dc_run of each."""
        return [self.found.runs[k] for k in range(self.found.run_count)]

    def _prover(self, k):
        """Of what run k is checked on."""
        if self.found.coverage == lib.DC_COVERS_POINTS or not self.verify:
            return proofs.Prover(self.data, self.verify, self.progress)
        out = ffi.new("dc_dataset **")
        errors.check(lib.dc_simulation_features, out, self.found, k, self.data.pointer,
                     self.options)
        return proofs.Prover(arrays.Data(out[0]), self.verify, self.progress)

    def _prove_condition(self, k, run):
        prover = self._prover(k)
        options = ffi.new("dc_check_options *", self.options.floor.check)
        options.memory = lib.dc_simulation_left(self.found, self.data.pointer,
                                                prover.data.pointer, options.memory)
        proof = checks.certify(prover, options[0], (self.kept, options), self.family,
                               run.ground.constants)
        self.interrupted |= prover.interrupted
        self.states.append(proof.state)

    def prove_conditions(self):
        """Each once. Of cells there are no certificates."""
        proved = set()
        for k, run in enumerate(self.runs):
            if self.found.coverage == lib.DC_COVERS_CELLS or not _stands(run):
                continue
            points = 0 if self.found.coverage == lib.DC_COVERS_POINTS else k
            claim = points, results.constants_of(run.ground.constants)
            if claim not in proved:
                proved.add(claim)
                self._prove_condition(k, run)
            if self.interrupted:
                return

    def _prove_data_floor(self, k, run):
        floor = run.data_floor
        if not floor.vacuous and exact.fraction(floor.least) <= exact.fraction(floor.trivial):
            return data_floors.data_floor_of(floor, proofs.NONE)
        prover = self._prover(k)
        found = data_floors.prove(prover, floor, run.loss)
        self.interrupted |= prover.interrupted
        self.data_states.append(found.proof)
        return found

    def prove_data_floors(self):
        """Each once, unless T5 is as good."""
        for k, run in enumerate(self.runs):
            if self._lacks_data_floor(run) and not self.interrupted:
                self.data_floors[run.data_floor] = self._prove_data_floor(k, run)

    def _lacks_data_floor(self, run):
        """It has one that is not among those that were to be proved."""
        return (run.start != NOWHERE and run.data_floor != ffi.NULL
                and run.data_floor not in self.data_floors)

    def _data_floor_of(self, run):
        if run.data_floor == ffi.NULL:
            return None
        if run.data_floor in self.data_floors:
            return self.data_floors[run.data_floor]
        found = data_floors.data_floor_of(run.data_floor, proofs.Proof("unverified"))
        return data_floors.unproved(found) if self.verify else found

    def _run_of(self, run, proved):
        every = self.found.floors == lib.DC_FLOORS_ALL
        return Run(seed=run.seed, state=STATES[run.state],
                   finding=_finding_of(run.finding, proved), looks=_looks_of(run),
                   fails=_fails_of(run, proved),
                   **({} if run.start == NOWHERE else
                      _guarantee_of(run, every, proved, self._data_floor_of(run))))

    def result(self):
        """What there is; confirmed only if it is proved, or proofs are not wanted."""
        if self.interrupted and self.found.coverage != lib.DC_COVERS_CELLS:
            self.states.append("unverified")
        if any(self._lacks_data_floor(run) for run in self.runs):
            self.data_states.append("unverified")
        proved = not self.verify or "unverified" not in self.states + self.data_states
        return SimulationResult(
            finding=_finding_of(self.found.finding, proved),
            coverage=COVERAGES[self.found.coverage],
            interrupted=self.found.interrupted or self.interrupted,
            exceeded=self.found.exceeded,
            runs=tuple(self._run_of(run, proved) for run in self.runs),
            proof=proofs.state_of_all(self.states),
            data_proof=proofs.state_of_all(self.data_states), seconds=self.found.seconds)


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
             progress=None, verify=True):
    """Trains from many seeds, and holds every accuracy against the floor that the loss from
    t0 on guarantees. Arguments are the options of `doublecheck simulate`, with the same
    defaults; the points, the constants (with fixed=True) and the limits are those of
    `check`.

    verify: a run is confirmed only after doublecheck-verify has accepted certificates of the
        condition, and doublecheck-verify-floor of the data floors, that it rests on; of
        cells that stay (coverage "cells") there are none, and the search is trusted

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
    simulation = _Simulation(data, options, str(family), verify, progress)
    simulation.train()
    if not simulation.interrupted:
        simulation.prove_conditions()
        simulation.prove_data_floors()
    if simulation.interrupted:
        raise errors.Interrupted(simulation.result())
    return simulation.result()
