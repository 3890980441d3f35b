"""doublecheck: does a training set satisfy the uniform doubling condition? Exactly.

    import doublecheck, pandas
    iris = pandas.read_csv("iris.csv", dtype=str)
    print(doublecheck.check(iris.iloc[:, :4], iris["species"]))

Numbers are exact: a float is the dyadic rational that it is, a text ("0.1", "1/3"), Decimal,
Fraction or int is what it says. See docs/python.md.
"""
from ._native import lib as _lib
from .arrays import Data, generate, kinds, read
from .attend import Progress
from .checks import check, critical_mass
from .errors import (Error, FileError, InputError, InputTypeError, InternalError, Interrupted,
                     LimitError, StoppedError, UsageError, text as _text)
from .data_floors import DataFloor
from .floors import FloorResult, floor
from .profiles import ProfilePoint, ProfileResult, profile
from .results import (Bracket, CheckResult, Constants, GroupResult, Moment, SubsetResult,
                      Witness)
from .simulations import Run, SimulationResult, simulate
from .verifier import Verification, verify

__version__ = _text(_lib.dc_version())

__all__ = [
    "Bracket", "CheckResult", "Constants", "Data", "DataFloor", "Error", "FileError",
    "FloorResult", "GroupResult", "InputError", "InputTypeError", "InternalError",
    "Interrupted", "LimitError", "Moment", "ProfilePoint", "ProfileResult", "Progress", "Run",
    "SimulationResult", "StoppedError", "SubsetResult", "UsageError", "Verification", "Witness",
    "check", "critical_mass", "floor", "generate", "kinds", "profile", "read", "simulate",
    "verify",
]
