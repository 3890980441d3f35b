"""Files that give their bytes only once: standard input, pipes, devices.

Points that come from there are read from a copy, so that a certificate of them can be
checked: a verifier reads them again.
"""
import os
import shutil
import stat
import tempfile
import weakref

from . import errors

STANDARD_INPUT = "-"


def gives_bytes_once(path):
    """False for what can be read again, and for what cannot be read at all."""
    if path == STANDARD_INPUT:
        return True
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def _name_of(path):
    """As the library calls it in its messages."""
    return "standard input" if path == STANDARD_INPUT else path


class Copy:
    """The bytes of such a path in a file, which goes when this object does."""

    def __init__(self, path):
        self.of = _name_of(path)
        try:
            folder = tempfile.mkdtemp(prefix="doublecheck-")
            weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
            self.path = os.path.join(folder, os.path.basename(path))  # tells the format
            with open(0 if path == STANDARD_INPUT else path, "rb",
                      closefd=path != STANDARD_INPUT) as bytes_in, \
                    open(self.path, "wb") as out:
                shutil.copyfileobj(bytes_in, out)
        except OSError as reason:
            raise errors.FileError(
                f"{self.of}: cannot be kept in a temporary file: {reason.strerror}") from None

    def rename(self, reason):
        """An error of reading the copy, as one of what was copied."""
        return type(reason)(str(reason).replace(self.path, self.of))


def copy_of(path):
    """A Copy, or None for what can be read again."""
    return Copy(path) if gives_bytes_once(path) else None
