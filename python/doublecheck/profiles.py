"""profile: m* as a function of the constants."""
import dataclasses
import fractions
import typing

from . import arrays, attend, checks, errors, exact, html, results
from ._native import ffi, lib

KAPPAS = ("3/2", 2, 3)
SIGMAS = tuple(fractions.Fraction(k, 20) for k in range(1, 21))


@dataclasses.dataclass(frozen=True)
class ProfilePoint:
    """m* for one kappa and one sigma, the largest of the groups.

    group: the first that attains bracket.lo, or None if that is 0
    witness: a slab that attains it, or None
    stop: "complete", or what cut the search of a group. The bracket is exact all the same if
        the m* of that group is not larger than that of another
    searched: false: other points told the whole answer
    """
    kappa: fractions.Fraction
    sigma: fractions.Fraction
    bracket: results.Bracket
    group: typing.Optional[str]
    witness: typing.Optional[results.Witness]
    stop: str
    searched: bool
    nodes: int
    seconds: float


@dataclasses.dataclass(frozen=True)
class ProfileResult(results._Unsure):  # pylint: disable=protected-access
    """m* as a function of kappa and sigma.

    points: in the order of kappas, for each of them that of sigmas
    stop: "complete", or that of the first point that is not
    searches: how many values, of groups at points, were searched
    """
    kappas: typing.Tuple[fractions.Fraction, ...]
    sigmas: typing.Tuple[fractions.Fraction, ...]
    delta: fractions.Fraction
    family: str
    grouping: str
    groups: typing.Tuple[str, ...]
    points: typing.Tuple[ProfilePoint, ...] = dataclasses.field(repr=False)
    stop: str
    searches: int
    nodes: int
    seconds: float

    @property
    def exact(self):
        """True if every m* is known: no point has a bracket that is open."""
        return all(point.bracket.exact for point in self.points)

    def at(self, kappa, sigma):
        """The ProfilePoint of these constants, exact as those of `check`."""
        wanted = tuple(exact.fraction(exact.rational(name, value))
                       for name, value in (("kappa", kappa), ("sigma", sigma)))
        for point in self.points:
            if (point.kappa, point.sigma) == wanted:
                return point
        raise errors.UsageError("kappa = {}, sigma = {}: no point of the profile"
                                .format(*wanted))

    def __str__(self):
        largest = max(self.points, key=lambda point: point.bracket.hi)
        word = "exact" if self.exact else "undecided"
        return (f"{word}: {len(self.points)} points, m* <= {largest.bracket.hi}")

    def _repr_html_(self):
        rows = [(sigma, *(self.at(kappa, sigma).bracket for kappa in self.kappas))
                for sigma in self.sigmas]
        return html.table(
            str(self), ("sigma", *(f"m*, kappa = {kappa}" for kappa in self.kappas)), rows,
            f"delta = {self.delta}; family {self.family}; groups: {self.grouping}; "
            f"stop: {self.stop}")


class _Options:
    """A dc_profile_options and what it rests on."""

    def __init__(self):
        self.pointer = ffi.new("dc_profile_options *")
        lib.dc_profile_options_init(self.pointer)
        self.pointer = ffi.gc(self.pointer, lib.dc_profile_options_clear)
        self.kept = []

    def fill_list(self, name, values):
        """Sets a list of the options, kappas or sigmas."""
        block, count = exact.rationals(name, values)
        self.kept.append(block)
        setattr(self.pointer, name, block)
        setattr(self.pointer, f"{name[:-1]}_count", count)


def _point_of(profile, point, options, data):
    groups = [point.groups[g] for g in range(profile.group_count)]
    worst = groups[point.worst]
    bracket = results.bracket_of(point.bracket, lib.DC_STOP_NONE)
    stops = [group.stop for group in groups if group.stop != lib.DC_STOP_NONE]
    return ProfilePoint(
        kappa=exact.fraction(options.kappas[point.kappa]),
        sigma=exact.fraction(options.sigmas[point.sigma]), bracket=bracket,
        group=errors.text(profile.group_names[point.worst]) if bracket.lo else None,
        witness=results.witness_of(worst.witness, data.columns),
        stop=results.name(lib.dc_stop_name, stops[0] if stops else lib.DC_STOP_NONE),
        searched=any(group.searched for group in groups),
        nodes=sum(group.nodes for group in groups),
        seconds=sum(group.seconds for group in groups))


def _result_of(profile, options, data, family):
    points = tuple(_point_of(profile, profile.points[k], options, data)
                   for k in range(profile.point_count))
    return ProfileResult(
        kappas=tuple(exact.fraction(options.kappas[k]) for k in range(options.kappa_count)),
        sigmas=tuple(exact.fraction(options.sigmas[k]) for k in range(options.sigma_count)),
        delta=exact.fraction(options.check.parameters.delta), family=family,
        grouping=errors.text(lib.dc_grouping_name(data.pointer, options.check.grouping)),
        groups=tuple(errors.text(profile.group_names[g]) for g in range(profile.group_count)),
        points=points, stop=results.name(lib.dc_stop_name, profile.stop),
        searches=profile.searches, nodes=profile.nodes, seconds=profile.seconds)


def profile(X, y=None, kappas=KAPPAS, sigmas=SIGMAS, delta="1/2", family="all", groups="auto",
            weights=None, columns=None, time_limit=60, memory=None, threads=None,
            progress=None, *, cells=None, directions=None):
    """The critical mass m* for each kappa of `kappas` and each sigma of `sigmas`, as `check`
    finds it, exactly.

    kappas, sigmas: increasing lists, at most 100 each, exact as the constants of `check`
    time_limit: of the whole profile
    The other arguments are those of `check`. A profile writes no certificate; `check` proves
    what it says of one pair. Returns a ProfileResult; a limit ends with brackets, and `stop`
    says which. Ctrl-C raises Interrupted, a KeyboardInterrupt, whose `result` has them.
    """
    options = _Options()
    o = options.pointer
    checks.fill_parameters(o.check.parameters, delta=delta)
    options.fill_list("kappas", kappas)
    options.fill_list("sigmas", sigmas)
    options.kept.append(checks.fill_family(o.check.family, family, directions))
    o.check.grouping = checks.grouping_of(groups)
    checks.fill_limits(o.check, time_limit, memory, threads)
    data = arrays.as_data(X, y, weights, cells, columns, memory)
    checks.require_groups(data, groups)
    watch = attend.Watch()
    watch.callbacks(o.check)
    owned = attend.Owned("dc_profile", lib.dc_profile_destroy)
    interrupted = attend.attend(
        lambda: errors.check(lib.dc_profile_create, owned.out, data.pointer, o), watch,
        progress)
    result = _result_of(owned.pointer, o, data, str(family))
    if interrupted:
        raise errors.Interrupted(result)
    return result
