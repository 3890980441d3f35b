"""Runs a call of the library while this thread stays free for Python.

The call runs in a thread of its own, without Python's lock, and calls no Python: what it
tells is fetched here, so that `progress` runs in the thread that asked, and Ctrl-C reaches
Python at once.
"""
import dataclasses
import threading

from . import errors
from ._native import ffi, lib

PERIOD = 0.05  # seconds between two looks at the call


@dataclasses.dataclass(frozen=True)
class Progress:
    """How a call goes on. `lo` and `hi` are rounded: the bracket so far.

    stage: the group that is searched, or what is done
    index, count: which of the groups, from 0; or trainings that have ended, and all
    nodes, open: boxes of directions examined, and waiting
    """
    stage: str
    index: int
    count: int
    seconds: float
    nodes: int
    open: int
    lo: float
    hi: float


class Owned:
    """What a call of the library will give, destroyed with this object: also where an
    exception passes by before anyone has taken it."""

    def __init__(self, kind, destroy):
        self.out = ffi.gc(ffi.new(f"{kind} **"), lambda out: destroy(out[0]))

    @property
    def pointer(self):
        """It; only as long as this object lives."""
        return self.out[0]


class Watch:
    """What stops a call, and where it tells how it goes on."""

    def __init__(self):
        watch = lib.host_watch_create()
        if watch == ffi.NULL:
            raise errors.LimitError("out of memory")
        self.pointer = ffi.gc(watch, lib.host_watch_destroy)
        self.stop = ffi.addressof(lib, "host_stop")

    def callbacks(self, options, progress="host_progress"):
        """Sets those of the options of a call."""
        options.stop = self.stop
        options.progress = ffi.addressof(lib, progress)
        options.user = self.pointer

    def limit(self, seconds):
        lib.host_watch_limit(self.pointer, seconds)

    @property
    def over(self):
        """True if its own limit of time ended the call."""
        return lib.host_watch_reason(self.pointer) == lib.HOST_OVER

    def news(self):
        news = ffi.new("host_news *")
        if not lib.host_watch_latest(news, self.pointer):
            return None
        return Progress(errors.text(news.stage), news.index, news.count, news.seconds,
                        news.nodes, news.open, news.lo, news.hi)


def _wait(done, watch, progress):
    while not done.wait(PERIOD):
        news = watch.news() if progress else None
        if news:
            progress(news)


def _wait_for_end(done, watch):
    """The call has been told to end; further interrupts change nothing."""
    lib.host_watch_stop(watch.pointer)
    while not done.is_set():
        try:
            done.wait()
        except KeyboardInterrupt:
            pass


def _start(run, done):
    try:
        threading.Thread(target=run, name="doublecheck", daemon=True).start()
    except RuntimeError as reason:
        done.set()  # nothing runs
        raise errors.LimitError(str(reason)) from None


def attend(work, watch, progress=None):
    """work() in another thread; true if Ctrl-C ended it. An exception of `progress`, or of
    work, is raised when work has ended."""
    done, failure = threading.Event(), []

    def run():
        try:
            work()
        except BaseException as reason:  # pylint: disable=broad-except
            failure.append(reason)
        finally:
            done.set()

    interrupted = False
    try:
        _start(run, done)
        _wait(done, watch, progress)
    except KeyboardInterrupt:
        interrupted = True
        _wait_for_end(done, watch)
    except BaseException:
        _wait_for_end(done, watch)
        raise
    if failure and interrupted and isinstance(failure[0], errors.StoppedError):
        raise errors.Interrupted() from None
    if failure:
        raise failure[0]
    return interrupted
