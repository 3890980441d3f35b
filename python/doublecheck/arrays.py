"""Points from NumPy arrays, pandas frames, files and the generator."""
import numbers
import os

import numpy

from . import errors, exact, source
from ._native import ffi, lib

EXACT_INTEGER = 2 ** 53  # up to here every integer is a double
IMAGES = "images-idx3"  # in the name of a file of the format idx, whose labels are beside it
HEADERS = {None: lib.DC_HEADER_DETECT, True: lib.DC_HEADER_YES, False: lib.DC_HEADER_NO}


def _names(count, name_at, data):
    return tuple(errors.text(name_at(data, k)) for k in range(count))


class Data:
    """Points that the library holds, exactly: what `read` and `generate` return, and what
    every function takes in place of X and y. It does not change.

    columns, classes: names; classes is empty without labels. cells: how many there are
    X: object array [N][n] of Fractions
    y: array [N] of class names, None without labels
    """

    def __init__(self, pointer, path=None, copy=None):
        self.pointer = ffi.gc(pointer, lib.dc_dataset_destroy)
        self._path, self._copy = path, copy  # the copy is kept as long as its path is
        self.points = lib.dc_dataset_points(pointer)
        self.features = lib.dc_dataset_features(pointer)
        self.cells = lib.dc_dataset_cells(pointer)
        self.columns = _names(self.features, lib.dc_dataset_feature_name, pointer)
        self.classes = _names(lib.dc_dataset_classes(pointer), lib.dc_dataset_class_name,
                              pointer)

    def __repr__(self):
        return (f"<doublecheck.Data: {self.points} points, {self.features} features, "
                f"{len(self.classes)} classes>")

    @property
    def X(self):  # pylint: disable=invalid-name
        """Values as Fractions."""
        values = numpy.empty((self.points, self.features), dtype=object)
        number = exact.rational("value", 0)
        for k, l in numpy.ndindex(values.shape):
            lib.dc_dataset_value(number, self.pointer, k, l)
            values[k, l] = exact.fraction(number)
        return values

    @property
    def y(self):
        """Class names of the points, or None."""
        if not self.classes:
            return None
        return numpy.array([self.classes[lib.dc_dataset_class(self.pointer, k)]
                            for k in range(self.points)])

    def write(self, path):
        """Writes the points as CSV with a header, exactly: the file that a certificate of
        these points is about, unless they were read from a plain CSV file."""
        errors.check(lib.dc_dataset_write_csv, self.pointer, os.fsencode(path))

    @property
    def plain_csv(self):
        """True if they were read from a CSV file that was not compressed."""
        return lib.dc_dataset_plain_csv(self.pointer)

    def file_in(self, folder):
        """The CSV file that certificates of these points are about; unless it is there
        already, it is written in the folder."""
        if self.plain_csv:
            return self._path
        path = os.path.join(folder, "data.csv")
        self.write(path)
        return path


def read(path, *, label=None, weights=None, cells=None, columns=None, drop=None,
         header=None, format=None):  # pylint: disable=redefined-builtin
    """Reads a file as the command line does: csv, libsvm, idx, also compressed with gzip.

    path: "-" is standard input. From there, and from a pipe or a device, a copy is read,
        which a verifier can read again; it goes with the Data
    label, weights, cells: columns by name, or by number from 1; label="none": no labels;
        the last column is the label unless this says otherwise
    columns, drop: lists of them: features to keep, columns to leave out
    header: True, False; None: detected
    """
    options = ffi.new("dc_read_options *")
    kept = []

    def put(name, value):
        if value is not None:
            kept.append(ffi.new("char[]", str(value).encode()))
            setattr(options, name, kept[-1])

    put("label", label)
    put("weight", weights)
    put("cell", cells)
    put("format", format)
    for name, value in (("columns", columns), ("drop", drop)):
        put(name, value if value is None or isinstance(value, str)
            else ",".join(map(str, value)))
    options.header = HEADERS[header]
    return _read(os.fsdecode(path), options)


def _read(path, options):
    copy = None if IMAGES in path else source.copy_of(path)
    path = copy.path if copy else path
    out = ffi.new("dc_dataset **")
    try:
        errors.check(lib.dc_dataset_read, out, os.fsencode(path), options)
    except errors.Error as reason:
        if copy:
            raise copy.rename(reason) from None
        raise
    return Data(out[0], os.path.abspath(path), copy)


def generate(kind, points, dims, seed=1):
    """Synthetic points, the same on every machine; `kinds` lists what there is."""
    name = ffi.new("char[]", kind.encode())
    options = ffi.new("dc_generate_options *",
                      {"kind": name, "points": points, "dims": dims, "seed": seed})
    out = ffi.new("dc_dataset **")
    errors.check(lib.dc_generate, out, options)
    return Data(out[0])


def kinds():
    """Kind of synthetic points -> what it is."""
    found = {}
    while lib.dc_generate_kind(len(found)) != ffi.NULL:
        k = len(found)
        found[errors.text(lib.dc_generate_kind(k))] = errors.text(
            lib.dc_generate_description(k))
    return found


def _is_frame(X):
    return hasattr(X, "iloc") and hasattr(X, "columns")


def _matrix(X):
    """A 2-D array. Numbers in a list stay what they are: NumPy would turn them into texts
    beside a text, and into floats beside a float."""
    if hasattr(X, "toarray"):
        raise errors.InputError("sparse matrix: points are wanted as a dense array; "
                                "X.toarray() makes one")
    array = numpy.asarray(X) if hasattr(X, "__array__") else numpy.array(X, dtype=object)
    if array.ndim != 2:
        raise errors.InputError(
            f"points are wanted as a 2-D array, rows by columns, not {array.ndim}-D. "
            "Reshape your data: X.reshape(-1, 1) for one feature, "
            "X.reshape(1, -1) for one point")
    return array


def _split(X):
    """Columns as 1-D arrays, and their names or None."""
    if _is_frame(X):
        return ([X.iloc[:, l].to_numpy() for l in range(X.shape[1])],
                [str(name) for name in X.columns])
    return list(_matrix(X).T), None


def _position(entry, names, count):
    if isinstance(entry, str):
        if names is None or names.count(entry) != 1:
            raise errors.UsageError(f"columns: {entry!r} names no column, or several")
        return names.index(entry)
    if isinstance(entry, numbers.Integral) and 0 <= entry < count:
        return int(entry)
    raise errors.UsageError(f"columns: {entry!r} is no column; there are {count}, from 0")


def _keep(columns, names, wanted):
    """The wanted columns, in the order of the points, as the command line has it, and named as
    they were: x1, x2, ... for an array."""
    if wanted is None:
        return columns, names
    places = sorted(_position(entry, names, len(columns)) for entry in wanted)
    if len(set(places)) < len(places):
        raise errors.UsageError("columns: one is given twice")
    named = names or [f"x{l + 1}" for l in range(len(columns))]
    return [columns[l] for l in places], [named[l] for l in places]


def _as_doubles(column):
    """The column as doubles with the same values, None if there are others."""
    kind = column.dtype.kind
    if kind == "b" or (kind == "f" and column.dtype.itemsize <= 8):
        return column.astype(float)
    if kind in "iu" and (column.size == 0 or (int(column.min()) >= -EXACT_INTEGER and
                                              int(column.max()) <= EXACT_INTEGER)):
        return column.astype(float)
    if kind == "O" and all(isinstance(value, float) for value in column):
        return column.astype(float)
    return None


def _refuse_kind(column, name):
    if column.dtype.kind == "c":
        raise errors.InputError(f"column {name!r}: Complex data not supported")
    if column.dtype.kind not in "biufOUS":
        raise errors.InputError(f"column {name!r}: numbers are wanted, not {column.dtype}")


def _spell_cell(value, row, name):
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    try:
        return exact.spell(value)
    except TypeError as reason:
        raise errors.InputTypeError(f"row {row}, column {name!r}: {reason}") from None
    except ValueError as reason:
        raise errors.InputError(f"row {row}, column {name!r}: {reason}") from None


def _pointers(texts, what):
    """const char *[] of texts, and what keeps them alive."""
    try:
        encoded = [text.encode() for text in texts]
    except UnicodeEncodeError as reason:
        raise errors.InputError(f"{what}: {reason}") from None
    if any(b"\0" in text for text in encoded):
        raise errors.InputError(f"{what}: a text with a NUL character")
    block = ffi.from_buffer(b"\0".join(encoded) + b"\0")
    lengths = numpy.fromiter((len(text) + 1 for text in encoded), dtype=numpy.uintp,
                             count=len(encoded))
    places = numpy.cumsum(lengths) - lengths + numpy.uintp(int(ffi.cast("uintptr_t", block)))
    pointers = ffi.from_buffer(places)
    return ffi.cast("char **", pointers), (block, places, pointers)


def _is_missing(value):
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(value, numbers.Number) and not value == value  # nan


def name_of(value, row, what):
    """The text that a label or a cell id is known by: 1, 1.0 and "1" are one."""
    if _is_missing(value):
        raise errors.InputError(f"row {row}, column {what!r}: {value} is no {what}")
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if exact.is_float(value) and value - value == 0 and value == int(value):
        return str(int(value))
    return str(value)


def _one_column(values, points, what):
    """A 1-D array of so many values."""
    array = values.to_numpy() if hasattr(values, "to_numpy") else values
    if not hasattr(array, "__array__"):
        array = numpy.array(array, dtype=object)
    array = numpy.asarray(array)
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim != 1 or len(array) != points:
        raise errors.InputError(f"{what}: one for each of the {points} points is wanted, "
                                f"not an array of shape {array.shape}")
    return array.tolist() if array.dtype.kind != "O" else list(array)


def _values(rows, columns, names):
    """Fills in doubles if all are, else texts; returns what they rest on."""
    named = names or [f"x{l + 1}" for l in range(len(columns))]
    for column, name in zip(columns, named):
        _refuse_kind(column, name)
    doubles = [_as_doubles(column) for column in columns]
    if all(column is not None for column in doubles):
        block = numpy.ascontiguousarray(numpy.column_stack(doubles))
        pointer = ffi.from_buffer(block)
        rows.doubles = ffi.cast("double *", pointer)
        return block, pointer
    spelled = [[_spell_cell(value, k, name) for k, value in enumerate(column)]
               for column, name in zip(columns, named)]
    rows.texts, kept = _pointers([text for row in zip(*spelled) for text in row], "points")
    return kept


def _build(X, y, weights, cells, columns, memory):
    parts, names = _keep(*_split(X), columns)
    points = len(parts[0]) if parts else 0
    if points == 0:
        raise errors.InputError(
            f"0 sample(s), 0 feature(s) (shape=({points}, {len(parts)})) while a minimum of 1 "
            "is required: at least one point and one feature are wanted")
    rows = ffi.new("dc_rows *", {"points": points, "features": len(parts),
                                 "max_bytes": memory or 0})
    kept = [_values(rows, parts, names)]
    texts = {
        "feature_names": names,
        "weights": None if weights is None else [
            _spell_cell(value, k, "weight")
            for k, value in enumerate(_one_column(weights, points, "weights"))],
        "labels": None if y is None else [
            name_of(value, k, "label") for k, value in enumerate(_one_column(y, points, "y"))],
        "cells": None if cells is None else [
            name_of(value, k, "cell")
            for k, value in enumerate(_one_column(cells, points, "cells"))],
    }
    for field, values in texts.items():
        if values is not None:
            pointers, alive = _pointers(values, field)
            setattr(rows, field, pointers)
            kept.append(alive)
    out = ffi.new("dc_dataset **")
    errors.check(lib.dc_dataset_from_rows, out, rows)
    return Data(out[0])


def as_data(X, y=None, weights=None, cells=None, columns=None, memory=None):
    """The points as the library holds them."""
    if isinstance(X, (str, os.PathLike)):
        raise errors.UsageError(f"{X!r} is no array; doublecheck.read(path) reads a file")
    if not isinstance(X, Data):
        return _build(X, y, weights, cells, columns, memory)
    for name, value in (("y", y), ("weights", weights), ("cells", cells),
                        ("columns", columns)):
        if value is not None:
            raise errors.UsageError(f"{name}: the points of a Data have theirs already")
    return X
