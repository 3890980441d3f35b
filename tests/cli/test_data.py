"""generate, convert, standard streams, and output that cannot be written."""

import os
import subprocess
import unittest

import harness


class Data(harness.CliTest):
    def test_generate(self):
        kind = ("generate", "gaussian", "--points=7", "--dims=3")
        text = self.check(0, *kind).out
        self.assertEqual((text.splitlines()[0], text.count("\n")), ("x1,x2,x3", 8))
        self.assertEqual(self.check(0, *kind, "--seed=1").out, text)
        self.assertNotEqual(self.check(0, *kind, "--seed=2").out, text)
        run = self.check(0, *kind, "-o", "g.csv")
        self.assertEqual((run.out, self.read("g.csv")), ("", text))

    def test_kinds(self):
        lines = self.check(0, "generate", "--list").out.splitlines()
        self.assertIn("gaussian", [line.split()[0] for line in lines])
        for line in lines:
            kind = line.split()[0]
            with self.subTest(kind=kind):
                self.assertGreater(len(line.split()), 1)
                text = self.check(0, "generate", kind, "--points=20").out
                label = "label" if text.split("\n")[0].endswith("label") else "none"
                run = self.check(0, "convert", "-", "--label", label, stdin=text.encode())
                self.assertEqual(run.out, text)

    def test_convert(self):
        text = self.check(0, "convert", "rich.csv", "--weight", "w", "--cell", "cell").out
        self.assertEqual(text.splitlines()[:2],
                         ["x,y,weight,cell,label", "0,0,0.5,c0,b"])
        self.assertEqual(len(text.splitlines()), 13)
        self.write("few.svm", "1 1:0.5 3:2\n-1 2:7\n" * 2)
        text = self.check(0, "convert", "few.svm", "--format", "libsvm").out
        self.assertEqual(text.splitlines()[1:], ["0.5,0,2,1", "0,7,0,-1"] * 2)
        self.write("tabs.txt", "1\t2\ta\n3\t4\tb\n")
        text = self.check(0, "convert", "tabs.txt", "--header=no", "--delimiter=tab",
                          "--label=3", "--columns=2").out
        self.assertEqual(text.splitlines()[1:], ["2,a", "4,b"])
        self.write("odd.txt", "u,v,w;label\n1;a\n2;b\n")
        text = self.check(0, "convert", "odd.txt", "--header=yes", "--delimiter=;").out
        self.assertEqual(text, '"u,v,w",label\n1,a\n2,b\n')

    def test_standard_input(self):
        run = self.check(1, "-", "--label", "none", stdin=harness.LINE.encode())
        self.assertIn("standard input", run.out)
        self.assertEqual(run.word, "VIOLATED")
        self.refused("-", says="", stdin=b"")
        run = self.check(1, "line.csv", "--label=none", "--family=directions:-",
                         stdin=b"1\n")
        self.assertIn("1 of 1 directions", run.out)

    def test_too_little_memory(self):
        self.refused("hard.csv", "--label=none", "--memory=1K", says="SIZE allows")
        self.refused("line.csv", "--label=none", "--family=directions:hard.csv",
                     "--memory=1K", says="SIZE allows")

    def test_appending(self):
        """Output goes where the shell says, also behind what is there."""
        with open(self.path("all.csv"), "ab") as out:
            out.write(b"before\n")
            out.flush()
            subprocess.run([harness.PROGRAM, "generate", "gaussian", "--points=2"],
                           stdout=out, check=True)
        self.assertEqual(self.read("all.csv").splitlines()[0], "before")
        self.assertEqual(len(self.read("all.csv").splitlines()), 4)

    def run_into(self, stdout, *arguments):
        done = subprocess.run([harness.PROGRAM, *arguments], cwd=self.folder,
                              stdout=stdout, stderr=subprocess.PIPE, check=False)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual(done.stderr.count(b"\n"), 1, done.stderr)
        self.assertIn(b"cannot write", done.stderr)

    COMMANDS = (("line.csv", "--label=none"), ("line.csv", "--label=none", "--json=-"),
                ("line.csv", "--label=none", "-q"), ("--help",), ("--version",),
                ("generate", "--list"), ("generate", "gaussian", "--points=3000"),
                ("convert", "line.csv", "--label=none"), ("--dump-options=man",))

    def test_full_device(self):
        for arguments in self.COMMANDS:
            with self.subTest(arguments=arguments), open("/dev/full", "wb") as full:
                self.run_into(full, *arguments)

    def test_broken_pipe(self):
        for arguments in self.COMMANDS:
            with self.subTest(arguments=arguments):
                reader, writer = os.pipe()
                os.close(reader)
                with open(writer, "wb") as pipe:
                    self.run_into(pipe, *arguments)

    def test_closed_output(self):
        for arguments in self.COMMANDS:
            with self.subTest(arguments=arguments):
                done = subprocess.run(["sh", "-c", 'exec "$@" >&-', "sh", harness.PROGRAM,
                                       *arguments], stderr=subprocess.PIPE,
                                      cwd=self.folder, check=False)
                self.assertEqual(done.returncode, 2)
                self.assertIn(b"cannot write", done.stderr)

    def test_full_files(self):
        os.symlink("/dev/full", self.path("full"))
        self.refused("line.csv", "--label=none", "--json=full", says="cannot write")
        self.refused("convert", "line.csv", "--label=none", "-ofull", says="full")
        self.assertTrue(os.path.islink(self.path("full")))


if __name__ == "__main__":
    unittest.main()
