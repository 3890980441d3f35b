"""What goes wrong, a class for each status of the library (status.h)."""
from ._native import ffi, lib


class Error(Exception):
    """Of the library, or of what it was given. The message is the library's own."""


class InputError(Error, ValueError):
    """The points, labels or weights cannot be used. The message names row and column."""


class InputTypeError(InputError, TypeError):
    """A value is neither a number nor a text."""


class UsageError(Error, ValueError):
    """An argument is outside its range. Nothing was computed."""


class FileError(Error, OSError):
    """A file could not be opened, read or written, or a program could not be started."""


class LimitError(Error, MemoryError):
    """Memory ran out, or the points alone need more than `memory`."""


class InternalError(Error, RuntimeError):
    """A bug of doublecheck: nothing is said, so nothing wrong is said."""


class StoppedError(Error):
    """The call was told to end, and had nothing to give."""


class Interrupted(KeyboardInterrupt):
    """Ctrl-C ended a call. `result` is what it had until then, with the best bracket; None
    if it had nothing. As a KeyboardInterrupt it passes `except Exception`."""

    def __init__(self, result=None):
        super().__init__("interrupted" if result is None else f"interrupted: {result}")
        self.result = result


BY_STATUS = {lib.DC_EINPUT: InputError, lib.DC_EUSAGE: UsageError, lib.DC_EIO: FileError,
             lib.DC_ENOMEM: LimitError, lib.DC_EINTERNAL: InternalError,
             lib.DC_ESTOPPED: StoppedError}


def text(pointer):
    """A text of the library."""
    return ffi.string(pointer).decode("utf-8", "replace")


def check(function, *arguments):
    """Calls a function of the library whose last parameter is a dc_error."""
    error = ffi.new("dc_error *")
    status = function(*arguments, error)
    if status != lib.DC_OK:
        raise BY_STATUS[status](text(error.message))
