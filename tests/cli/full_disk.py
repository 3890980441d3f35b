"""A disk without room, for a test: a small tmpfs in a mount namespace of its own."""

import errno
import os
import resource
import signal
import subprocess
import sys

INSIDE = "DOUBLECHECK_TEST_NAMESPACE"


def enter_namespace():
    """Starts this script again where it may mount: for root, and for who may become root
    of a namespace. Elsewhere Disk makes do with files that may not grow."""
    if INSIDE in os.environ:
        return
    for flags in (["--mount"], ["--user", "--map-root-user", "--mount"]):
        mount = ["unshare", *flags, "mount", "-t", "tmpfs", "tmpfs", "/tmp"]
        if subprocess.run(mount, check=False, stderr=subprocess.DEVNULL).returncode == 0:
            os.environ[INSIDE] = "1"
            os.execvp("unshare", ["unshare", *flags, sys.executable, "-B", *sys.argv])


class Disk:
    """So many KiB at a folder; reason: what writing more says."""

    def __init__(self, folder, kib):
        os.mkdir(folder)
        self.folder, self.kib, self.mounted = folder, kib, INSIDE in os.environ
        self.reason = os.strerror(errno.ENOSPC if self.mounted else errno.EFBIG)
        self.most = None
        if self.mounted:
            subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kib}k", "tmpfs", folder],
                           check=True)
        else:
            self.most = kib * 1024 // 3  # of three files

    def fill(self):
        """No byte is left."""
        if not self.mounted:
            self.most = 0
            return
        with open(os.path.join(self.folder, "filler"), "wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise

    def free(self):
        """Room for everything."""
        if self.mounted:
            subprocess.run(["mount", "-o", "remount,size=64m", self.folder], check=True)
        self.most = None

    def close(self):
        if self.mounted:
            subprocess.run(["umount", self.folder], check=True)

    def limit(self):
        """In the program's process, before it starts."""
        if self.most is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (self.most, resource.RLIM_INFINITY))
