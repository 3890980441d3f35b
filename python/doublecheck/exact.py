"""Exact numbers in and out."""
import decimal
import fractions
import numbers
import operator

from . import errors
from ._native import ffi, lib

FORMS = "an int, a Fraction, a Decimal, a float or a text such as '0.1' or '1/3'"


def spell(value):
    """The text that spells a number exactly, for the library to read. A float is the dyadic
    rational that it is; a text is what it spells. What is no finite number comes out as a text
    that the library refuses; TypeError for what is neither number nor text."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, (bool, numbers.Integral)):
        return str(operator.index(value))
    if isinstance(value, numbers.Rational):
        return f"{value.numerator}/{value.denominator}"
    if hasattr(value, "dtype") and value.dtype.kind == "b":
        return str(int(value))
    if is_float(value) and value - value == 0:
        return "{}/{}".format(*value.as_integer_ratio())
    if is_float(value) or isinstance(value, decimal.Decimal):
        return str(value)  # nan, inf; a Decimal with all its digits and its exponent
    raise TypeError(f"{value!r}: argument must be a string or a number, not "
                    f"{type(value).__name__}")


def is_float(value):
    """A float of Python or NumPy, of any length."""
    return hasattr(value, "as_integer_ratio") and not isinstance(
        value, (numbers.Rational, decimal.Decimal))


def constant(name, value):
    """A parameter as a text. A float that is not the decimal it prints as is refused: with
    0.1 for 1/10 the answer could be another one."""
    printed = str(value)
    if is_float(value) and value - value == 0 and \
            fractions.Fraction(printed) != fractions.Fraction(*value.as_integer_ratio()):
        raise errors.UsageError(
            f"{name} = {printed}: this float is not the number it prints as; "
            f"write {name}='{printed}' or a Fraction")
    try:
        return spell(value)
    except (ValueError, TypeError) as reason:
        raise errors.UsageError(f"{name}: {reason}") from None


def parse(name, value, out):
    """Sets an mpq_t that is initialised."""
    spelled = constant(name, value)
    try:
        errors.check(lib.dc_rational_parse, out, spelled.encode("utf-8", "replace"))
    except errors.InputError as reason:
        raise errors.UsageError(f"{name}: {reason}: wanted {FORMS}") from None


def rational(name, value):
    """An mpq_t of our own."""
    out = ffi.new("mpq_t")
    lib.mpq_init(out)
    out = ffi.gc(out, lib.mpq_clear)
    parse(name, value, out)
    return out


def rationals(name, values):
    """An mpq_t[] of our own, from a list, and its length."""
    if isinstance(values, (str, bytes)) or not hasattr(values, "__iter__"):
        raise errors.UsageError(f"{name} = {values!r}: wanted a list of numbers")
    values = list(values)
    block = ffi.new("mpq_t[]", len(values))
    for number in block:
        lib.mpq_init(number)
    owner = ffi.gc(block, lambda numbers: [lib.mpq_clear(number) for number in numbers])
    for number, value in zip(block, values):
        parse(name, value, number)
    return owner, len(values)


def _take(pointer):
    if pointer == ffi.NULL:
        raise errors.LimitError("out of memory for a number")
    try:
        return ffi.string(pointer).decode()
    finally:
        lib.host_free(pointer)


def integer(value):
    """An mpz_t as an int. Hexadecimal: Python reads it without a limit of digits."""
    return int(_take(lib.host_integer(value)), 16)


def fraction(value):
    """An mpq_t as a Fraction."""
    top, _, bottom = _take(lib.host_rational(value)).partition("/")
    return fractions.Fraction(int(top, 16), int(bottom or "1", 16))
