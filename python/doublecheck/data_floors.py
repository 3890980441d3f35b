"""The data floor: the accuracy that a loss guarantees on these very points (T9)."""
import dataclasses
import fractions
import os
import typing

import numpy

from . import errors, exact, proofs, results
from ._native import lib


@dataclasses.dataclass(frozen=True)
class DataFloor:
    """The least accuracy of the affine classifiers with such a loss, on these very points
    (T9): between least and most.

    vacuous: no such classifier has so small a loss
    safe: share of the points that all of them classify correctly
    worst: object array [K - 1][1 + n] of Fractions, the scores of one whose accuracy is
        most, constant first; the last class has score 0. None if none was found
    proof: "verified": doublecheck-verify-floor has accepted a certificate of least;
        "unverified": it was not asked, or came to no end: then least is no more than trivial
    certificate: where it was kept, or None
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
    proof: str
    certificate: typing.Optional[str]


def _worst_of(floor):
    if not floor.found:
        return None
    shape = floor.worst.classes - 1, floor.worst.features + 1
    worst = numpy.empty(shape, dtype=object)
    for j, l in numpy.ndindex(shape):
        worst[j, l] = exact.fraction(floor.worst.theta[j * shape[1] + l])
    worst.flags.writeable = False
    return worst


def data_floor_of(floor, proof):
    """From a dc_data_floor."""
    numbers = {name: exact.fraction(getattr(floor, name))
               for name in ("trivial", "safe", "least", "most")}
    return DataFloor(vacuous=floor.vacuous, optimal=floor.optimal, worst=_worst_of(floor),
                     stop=results.name(lib.dc_stop_name, floor.stop), nodes=floor.nodes,
                     seconds=floor.seconds, proof=proof.state,
                     certificate=proof.certificate, **numbers)


def _certified(floor, accuracy):
    """It claims what its certificate claims, or T5."""
    return floor if floor.vacuous else dataclasses.replace(
        floor, least=max(accuracy, floor.trivial))


def unproved(floor):
    """What needs no proof of it: T5, and the worst classifier that was found."""
    return dataclasses.replace(floor, vacuous=False, safe=fractions.Fraction(0),
                               least=floor.trivial, optimal=floor.trivial == floor.most)


def prove(prover, floor, loss, certificate=None):
    """Has a dc_data_floor for the loss, an mpq_t, proved as far as the prover does; the
    DataFloor."""
    accuracy = exact.rational("accuracy", 0)
    written = []

    def write(path):
        errors.check(lib.dc_data_floor_certificate_write, os.fsencode(path), accuracy, floor,
                     prover.data.pointer, loss)
        written.append(path)

    def expect():
        wanted = {"loss": str(exact.fraction(loss))}
        if not floor.vacuous:
            wanted["accuracy"] = str(exact.fraction(accuracy))
        return wanted

    proof = prover.prove(write, expect, certificate)
    found = data_floor_of(floor, proof)
    if prover.verify and proof.state != "verified":
        return unproved(found)
    return _certified(found, exact.fraction(accuracy)) if written else found
