"""The completions, typed into real shells on a terminal."""

import os
import pty
import select
import subprocess
import time
import unittest

import harness

# Control-P appends the line as it stands to the file "shown", and empties it.
BASH = f"""
PS1=; bind 'set bell-style none' 2>/dev/null; bind 'set enable-bracketed-paste off'
source '{harness.BUILT_DOCS}/doublecheck'
show() {{ printf '%s\\n' "$READLINE_LINE" >>shown; READLINE_LINE= READLINE_POINT=0; }}
bind -x '"\\C-p": show'
"""
ZSH = f"""
PS1=; unsetopt beep; setopt no_auto_menu no_list_ambiguous
fpath=('{harness.BUILT_DOCS}' $fpath)
autoload -Uz compinit; compinit -u -D
show() {{ print -r -- "$BUFFER" >>shown; BUFFER= }}
zle -N show; bindkey '^P' show; bindkey '^I' complete-word
"""


class Shell:
    """An interactive shell in a folder, with its completions loaded."""

    def __init__(self, command, setup, folder):
        self.folder = folder
        with open(os.path.join(folder, "setup"), "w", encoding="utf-8") as file:
            file.write(setup)
        self.master, slave = pty.openpty()
        path = f"{os.path.dirname(harness.PROGRAM)}:{os.environ['PATH']}"
        self.process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave,
                                        cwd=folder, close_fds=True, start_new_session=True,
                                        env={**os.environ, "TERM": "dumb", "PATH": path,
                                             "HOME": folder, "INPUTRC": "/dev/null"})
        os.close(slave)
        self.type("source ./setup; echo >shown\n")
        self.lines(1)

    def type(self, text):
        os.write(self.master, text.encode())

    def lines(self, count):
        """The first lines of the file "shown", once there are so many."""
        name, end = os.path.join(self.folder, "shown"), time.monotonic() + 60
        text = ""
        while text.count("\n") < count:
            if time.monotonic() > end:
                raise AssertionError(f"the shell wrote {text!r}, not {count} lines")
            if select.select([self.master], [], [], 0.02)[0]:
                os.read(self.master, 65536)
            if os.path.exists(name):
                with open(name, encoding="utf-8") as file:
                    text = file.read()
        return text.splitlines()

    def complete(self, *typed):
        """What the line is after a tab behind each of the texts."""
        start = len(self.lines(1))
        for text in typed:
            self.type(text + "\t\x10")
            self.lines(start := start + 1)
        return self.lines(start)[-len(typed):]

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.master)


class Completion(harness.CliTest):
    maxDiff = None

    def completed(self, command, setup, cases):
        shell = Shell(command, setup, self.folder)
        self.addCleanup(shell.close)
        self.assertEqual(dict(zip(cases, shell.complete(*cases))), cases)

    def test_bash(self):
        self.completed(["bash", "--norc", "--noprofile", "-i"], BASH, {
            "doublecheck gener": "doublecheck generate ",
            "doublecheck generate gau": "doublecheck generate gaussian ",
            "doublecheck --kap": "doublecheck --kappa ",
            "doublecheck generate --kap": "doublecheck generate --kap",
            "doublecheck line.csv --groups wh": "doublecheck line.csv --groups whole ",
            "doublecheck line.csv --family wi": "doublecheck line.csv --family width:",
            "doublecheck floor --accu": "doublecheck floor --accuracy ",
            "doublecheck lin": "doublecheck line.csv ",
        })

    def test_zsh(self):
        self.completed(["zsh", "-f", "-i"], ZSH, {
            "doublecheck gener": "doublecheck generate ",
            "doublecheck generate gau": "doublecheck generate gaussian ",
            "doublecheck --kap": "doublecheck --kappa=",
            "doublecheck generate --kap": "doublecheck generate --kap",
            "doublecheck line.csv --groups=wh": "doublecheck line.csv --groups=whole ",
            "doublecheck line.csv --delimiter=t": "doublecheck line.csv --delimiter=tab ",
            "doublecheck line.csv --family=spa": "doublecheck line.csv --family=sparse:",
            "doublecheck floor --accu": "doublecheck floor --accuracy=",
            "doublecheck lin": "doublecheck line.csv ",
        })


if __name__ == "__main__":
    unittest.main()
