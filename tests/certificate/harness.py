"""Runs the built programs on the files of this folder."""

import os
import signal
import subprocess

import examples

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAM = os.environ["DOUBLECHECK"]
VERIFIER = os.environ["DOUBLECHECK_VERIFY"]
SECONDS = 60                    # for one run of a program


class Run:
    def __init__(self, done):
        self.code = done.returncode
        self.out = done.stdout.decode() if done.stdout is not None else ""
        self.err = done.stderr.decode()

    def __str__(self):
        return f"exit status {self.code}\n{self.out}\n{self.err}"


def run(program, *arguments, stdin=b"", folder=HERE, stdout=subprocess.PIPE):
    return Run(subprocess.run([program, *arguments], input=stdin, cwd=folder,
                              stdout=stdout, stderr=subprocess.PIPE, timeout=SECONDS,
                              check=False))


def certify(example, path):
    """Makes the certificate of an example."""
    return run(*examples.command(PROGRAM, example, path), folder=data_path(""))


def data_path(name):
    return os.path.join(HERE, "data", name)


def good_path(name):
    return os.path.join(HERE, "good", name + ".dcert")


def read_bytes(path):
    with open(path, "rb") as file:
        return file.read()


def read_good(name):
    return read_bytes(good_path(name)).decode("ascii")


def write(path, content):
    with open(path, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())
    return path


class Verifier:
    """Exit statuses of doublecheck-verify for many certificates about one data file."""

    def __init__(self, data, folder):
        self.data = data
        self.certificate = os.path.join(folder, "mutant.dcert")
        self.nothing = os.open(os.devnull, os.O_RDWR)
        signal.signal(signal.SIGALRM, self.stop)

    @staticmethod
    def stop(*_):
        raise TimeoutError("doublecheck-verify does not end")

    def code(self, text):
        write(self.certificate, text)
        move = [(os.POSIX_SPAWN_DUP2, self.nothing, stream) for stream in range(3)]
        child = os.posix_spawn(VERIFIER, [VERIFIER, "--quiet", self.data,
                                          self.certificate], os.environ,
                               file_actions=move)
        signal.alarm(SECONDS)
        try:
            return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        except TimeoutError:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            raise
        finally:
            signal.alarm(0)
