"""What the functions return: frozen dataclasses of exact numbers, and their floats."""
import dataclasses
import fractions
import math
import typing

import numpy

from . import errors, exact, html
from ._native import ffi, lib

Number = typing.Union[fractions.Fraction, float]  # a float is infinite


def nearest(value):
    """The float nearest to an exact number; infinite beyond the floats."""
    try:
        return float(value)
    except OverflowError:
        return math.copysign(math.inf, value)


def down(value):
    """Decimals of a number, cut off after six: what is at least the number shown is said, and
    no more."""
    return f"{math.floor(value * 10**6) / 10**6:.6f}".rstrip("0").rstrip(".")


class _Unsure:
    """A result is neither true nor false: `if check(X, y)` would be true of violated data."""

    def __bool__(self):
        raise TypeError(f"a {type(self).__name__} is neither true nor false: "
                        "compare its verdict")


@dataclasses.dataclass(frozen=True)
class Constants:
    """kappa, sigma, delta and m0 of the condition."""
    kappa: fractions.Fraction
    sigma: fractions.Fraction
    delta: fractions.Fraction
    m0: fractions.Fraction

    def __str__(self):
        return ", ".join(f"{field.name} = {getattr(self, field.name)}"
                         for field in dataclasses.fields(self))


@dataclasses.dataclass(frozen=True)
class Bracket:
    """lo <= value <= hi, exactly; where there is no bound, math.inf."""
    lo: Number
    hi: Number

    @property
    def exact(self):
        """True if lo and hi are one: the value is known."""
        return self.lo == self.hi

    @property
    def lo_float(self):
        """The nearest float."""
        return nearest(self.lo)

    @property
    def hi_float(self):
        """The nearest float."""
        return nearest(self.hi)

    def __str__(self):
        if self.exact:
            return f"{self.lo}"
        return f"{self.lo} .. {self.hi}"


@dataclasses.dataclass(frozen=True, eq=False)
class Witness:
    """A slab |<v,x> - c| <= r, in the columns and units of the points. With a violation, one
    that gains too little when it is dilated.

    v: object array of coprime ints, the first that is not 0 positive (read-only)
    mass, dilated_mass: shares of the group inside the slab, and inside it dilated by kappa
    columns: names of the features
    """
    v: numpy.ndarray
    c: fractions.Fraction
    r: fractions.Fraction
    mass: fractions.Fraction
    dilated_mass: fractions.Fraction
    columns: typing.Tuple[str, ...] = dataclasses.field(repr=False)

    @property
    def v_float(self):
        """v as floats, each the nearest."""
        return numpy.array([nearest(entry) for entry in self.v])

    @property
    def c_float(self):
        """The nearest float."""
        return nearest(self.c)

    @property
    def r_float(self):
        """The nearest float."""
        return nearest(self.r)

    @property
    def mass_float(self):
        """The nearest float."""
        return nearest(self.mass)

    @property
    def dilated_mass_float(self):
        """The nearest float."""
        return nearest(self.dilated_mass)

    @property
    def support(self):
        """Names of the columns with an entry of v that is not 0."""
        return tuple(name for name, entry in zip(self.columns, self.v) if entry)

    def __str__(self):
        terms = "".join(f" {'-' if entry < 0 else '+'} "
                        f"{'' if abs(entry) == 1 else f'{abs(entry)} '}{name}"
                        for entry, name in zip(self.v, self.columns) if entry)
        shift = f" {'-' if self.c > 0 else '+'} {abs(self.c)}" if self.c else ""
        return f"| {terms[3:]}{shift} | <= {self.r}"


@dataclasses.dataclass(frozen=True)
class SubsetResult:
    """The answer for one set of columns, or along one given direction.

    indices: the columns, from 0; None for a direction
    direction: its row, from 0; None for columns
    """
    indices: typing.Optional[typing.Tuple[int, ...]]
    features: typing.Optional[typing.Tuple[str, ...]]
    direction: typing.Optional[int]
    bracket: Bracket
    witness: typing.Optional[Witness]


class Moment(typing.NamedTuple):
    """What was known of a group so many seconds after its search began."""
    seconds: float
    nodes: int
    bracket: Bracket


@dataclasses.dataclass(frozen=True)
class GroupResult(_Unsure):
    """The answer for one group of points; fields as in dc_group_result (check.h).

    bracket: of m*; with maximize="sigma" of sigma*
    stop: "complete", or what cut the search: "time", "memory", "interrupted"; "decided"
    witness: a slab that attains bracket.lo (sigma*: bracket.hi), or None
    subsets: for families sparse, axes and directions the worst sets of columns
    trace: how the bracket closed, step by step
    """
    name: str
    verdict: str
    bracket: Bracket
    stop: str
    witness: typing.Optional[Witness]
    points: int
    distinct: int
    constant: int
    dependent: int
    dimension: int
    subset_total: int
    subsets: typing.Tuple[SubsetResult, ...] = dataclasses.field(repr=False)
    nodes: int
    cases: int
    seconds: float
    trace: typing.Tuple[Moment, ...] = dataclasses.field(repr=False)


@dataclasses.dataclass(frozen=True)
class CheckResult(_Unsure):
    """The answer of `check`.

    verdict: "holds", "violated" or "undecided"
    proof: "verified": doublecheck-verify has accepted a certificate of this result;
        "unverified": none was checked; "none": none is needed, or none was asked for
    """
    verdict: str
    stop: str
    question: str
    constants: Constants
    family: str
    grouping: str
    groups: typing.Tuple[GroupResult, ...]
    decided_only: bool
    proof: str
    certificate: typing.Optional[str]
    points: int
    columns: typing.Tuple[str, ...]
    classes: typing.Tuple[str, ...]
    seconds: float
    version: str

    @property
    def critical_mass(self):
        """Bracket of the greatest m* of all groups: the condition holds for every greater
        m0. None with maximize="sigma"; after decide=True it may be wide."""
        if self.question == "maximize-sigma":
            return None
        unexamined = self.constants.delta if self.decided_only else 0
        return Bracket(max(group.bracket.lo for group in self.groups),
                       max([unexamined, *(group.bracket.hi for group in self.groups)]))

    @property
    def sigma_star(self):
        """Bracket of the least sigma* of all groups; None without maximize="sigma"."""
        if self.question != "maximize-sigma":
            return None
        return Bracket(min(group.bracket.lo for group in self.groups),
                       min(group.bracket.hi for group in self.groups))

    @property
    def worst(self):
        """The group that has the greatest m* (the least sigma*), the first of them."""
        if self.question == "maximize-sigma":
            return min(self.groups, key=lambda group: group.bracket.lo)
        return max(self.groups, key=lambda group: group.bracket.lo)

    @property
    def witness(self):
        """The slab of the worst group, or None."""
        return self.worst.witness

    def _value(self):
        if self.question == "maximize-sigma":
            return f"sigma* = {self.sigma_star}"
        return f"m* = {self.critical_mass}"

    def __str__(self):
        return f"{self.verdict}: {self._value()}"

    def _repr_html_(self):
        rows = [(group.name, group.points, group.bracket, group.verdict,
                 group.witness or "-") for group in self.groups]
        value = "sigma*" if self.question == "maximize-sigma" else "m*"
        return html.table(
            f"{self.verdict.upper()}: {self._value()}",
            ("group", "points", value, "verdict", "slab"), rows,
            f"{self.points} points, {len(self.columns)} features; {self.constants}; "
            f"family {self.family}; stop: {self.stop}; proof: {self.proof}")


def name(function, value):
    """The library's word for a value of an enumeration."""
    return errors.text(function(value))


def constants_of(parameters):
    """From a dc_parameters."""
    return Constants(*(exact.fraction(getattr(parameters, field.name))
                       for field in dataclasses.fields(Constants)))


def witness_of(slab, columns):
    """From a dc_witness; None if there is none."""
    if slab.v == ffi.NULL:
        return None
    v = numpy.empty(slab.features, dtype=object)
    v[:] = [exact.integer(slab.v[l]) for l in range(slab.features)]
    v.flags.writeable = False
    return Witness(v, exact.fraction(slab.c), exact.fraction(slab.r),
                   exact.fraction(slab.mass), exact.fraction(slab.dilated_mass), columns)


CUT = {lib.DC_STOP_TIME, lib.DC_STOP_MEMORY, lib.DC_STOP_INTERRUPTED, lib.DC_STOP_LOST}


def bracket_of(bracket, stop):
    """From a dc_bracket of a group that ended so: where a limit cut it, lo still stands."""
    lo = exact.fraction(bracket.lo)
    if not bracket.infinite:
        return Bracket(lo, exact.fraction(bracket.hi))
    return Bracket(lo if stop in CUT else math.inf, math.inf)


def _subset_of(subset, stop, columns):
    listed = subset.features != ffi.NULL
    indices = tuple(subset.features[0:subset.count]) if listed else None
    return SubsetResult(indices, tuple(columns[l] for l in indices) if listed else None,
                        None if listed else subset.direction,
                        bracket_of(subset.bracket, stop),
                        witness_of(subset.witness, columns))


def _trace_of(group):
    """All but the last were brackets, whatever ended the search."""
    last = group.trace_count - 1
    return tuple(Moment(entry.seconds, entry.nodes,
                        bracket_of(entry.bracket, group.stop if k == last
                                   else lib.DC_STOP_TIME))
                 for k, entry in enumerate(group.trace[0:last + 1]))


def group_of(group, columns):
    """From a dc_group_result."""
    return GroupResult(
        name=errors.text(group.name), verdict=name(lib.dc_verdict_name, group.verdict),
        bracket=bracket_of(group.bracket, group.stop),
        stop=name(lib.dc_stop_name, group.stop), witness=witness_of(group.witness, columns),
        subsets=tuple(_subset_of(group.subsets[k], group.stop, columns)
                      for k in range(group.subset_count)),
        trace=_trace_of(group),
        **{field: getattr(group, field)
           for field in ("points", "distinct", "constant", "dependent", "dimension",
                         "subset_total", "nodes", "cases", "seconds")})
