"""Options: each with good and bad values; words and names; help."""

import os
import re
import struct
import unittest

import harness


# Twelve points in a row, two classes that overlap: no floor takes long.
FEW = "x,label\n" + "".join(f"{k},{'ab'[k >= 6 or k == 3]}\n" for k in range(12))


class Usage(harness.CliTest):
    # option: (arguments before it, good values, {bad value: part of the message})
    LINE = ("line.csv", "--label", "none")
    PROFILE = ("profile",) + LINE
    FLOOR = ("floor", "few.csv", "--fixed", "--fineness", "1")
    ANY = FLOOR + ("--loss", "1/10")
    LOSS = ANY + ("--only", "doubling")
    RICH = ("convert", "rich.csv", "--weight", "w", "--cell", "cell")
    OPTIONS = {
        "kappa": (LINE, ["3/2", "2.5", "1e1"],
                  {"1": "> 1", "x": "> 1", "": "> 1", "nan": "> 1", "3/0": "> 1"}),
        "sigma": (LINE, ["0.1", "3"], {"0": "> 0", "-1": "> 0", "1/": "> 0"}),
        "delta": (LINE, ["1", "0.25"],
                  {"0": "> 0 and <= 1", "1.01": "<= 1",
                   "1/10": "less than delta = 1/10"}),
        "m0": (LINE, ["0.3", "1/7"],
               {"0": "> 0", "1": "< 1", "1/2": "m0 = 1/2 must be less than delta"}),
        "family": (LINE, ["all", "width:0.5", "width:2/1", "sparse:1", "axes",
                          "directions:row.csv"],
                   {"some": "wanted all|width:W|", "width": "wanted all|",
                    "width:": "wanted all|", "width:0": "> 0", "width:-1": "> 0",
                    "width:x": "> 0", "sparse:0": "integer", "sparse:x": "integer",
                    "sparse:-1": "integer", "sparse:99999999999999999999": "integer",
                    "sparse:2": "", "axes:1": "wanted all|",
                    "directions:missing.csv": "missing.csv", "directions:rows2.csv": ""}),
        "groups": (("pair.csv",), ["auto", "whole", "pairs", "cells:one"],
                   {"all": "wanted auto|", "cells:": "wanted auto|",
                    "cells:nosuch": "nosuch"}),
        "kappas": (PROFILE, ["2", "3/2,2", "1.5,2,3"],
                   {"1": "> 1", "x": "> 1", "3,2": "not more than", "2,": "> 1"}),
        "sigmas": (PROFILE, ["1/4", "0.1,1/5"],
                   {"0": "> 0", "x": "> 0", "1,1": "not more than", ",1": "> 0"}),
        "csv": (PROFILE, ["new.csv"],
                {"": "wanted FILE", "-": "go to a file", ".": "directory",
                 "line.csv": "data file", "missing/x": "No such file"}),
        "decide": (LINE, [None], {"1": "takes no value"}),
        "estimate": (LINE, [None], {"1": "takes no value"}),
        "maximize": (LINE, ["sigma"], {"kappa": "wanted sigma"}),
        "checkpoint": (LINE, ["new.state"],
                       {"line.csv": "another use", "pair.csv": "left as it is"}),
        "checkpoint-every": (LINE, ["0", "1.5"], {"-1": "0 to", "x": "0 to"}),
        "resume": (LINE, [], {"none": "cannot resume none", "line.csv": "another use"}),
        "time-limit": (LINE, ["0", "1.5", "10"],
                       {"-1": "0 to", "x": "0 to", "1e10": "0 to"}),
        "memory": (LINE, ["64M", "1G", "104857600", "1T"],
                   {"0": "512M", "1X": "512M", "-5": "512M", "M": "512M", "1MB": "512M",
                    "99999999999999999999": "512M", "18014398509481985K": "512M"}),
        "threads": (LINE, ["1", "2"],
                    {"0": "1 to 4096", "4097": "1 to 4096", "x": "1 to 4096",
                     "1.5": "1 to 4096"}),
        "top": (LINE + ("--family", "axes"), ["1", "10"],
                {"0": "1 to", "x": "1 to", "-1": "1 to"}),
        "loss": (FLOOR, ["1/10", "0.1", "0", "3"],
                 {"-1": "0 to", "x": "0 to", "": "0 to", "1e9": "0 to"}),
        "accuracy": (FLOOR, ["0.95", "1", "0"], {"1.01": "0 to 1", "-1": "0 to 1"}),
        "curve": (FLOOR, [None], {"1": "takes no value"}),
        "require": (LOSS, ["0.5", "1"], {"2": "0 to 1", "x": "0 to 1"}),
        "only": (ANY, ["all", "doubling", "data"],
                 {"": "all|doubling|data", "x": "all|doubling|data"}),
        "data-certificate": (ANY + ("--no-verify",), ["new.ddata"],
                             {"": "wanted FILE", "-": "goes to a file", ".": "directory",
                              "few.csv": "data file", "missing/x": "No such file"}),
        "fixed": (("floor", "few.csv", "--loss", "0"), [None], {"1": "takes no value"}),
        "slope": (LOSS + ("--family", "width:1"), ["1", "1/2"],
                  {"0": "> 0", "-1": "> 0", "x": "> 0"}),
        "fineness": (("floor", "few.csv", "--fixed", "--loss", "1/10"), ["1", "2"],
                     {"0": "1 to 32", "33": "1 to 32", "x": "1 to 32"}),
        "certificate": (LINE, ["new.dcert", "old.json"],
                        {"": "wanted FILE", "-": "goes to a file", ".": "directory",
                         "line.csv": "data file", "missing/x": "No such file"}),
        "floor-certificate": (LOSS + ("--no-verify",), ["new.dfloor"],
                              {"": "wanted FILE", "-": "goes to a file", ".": "directory",
                               "few.csv": "data file", "missing/x": "No such file"}),
        "no-verify": (LINE, [None], {"1": "takes no value"}),
        "json": (LINE, ["-", "new.json", "old.json"],
                 {"": "wanted FILE", ".": "directory", "line.csv": "data file",
                  "missing/new.json": "No such file", "line.csv/x": "Not a directory"}),
        "quiet": (LINE, [None], {"1": "takes no value"}),
        "points": (("generate", "gaussian"), ["1", "20"],
                   {"0": "1 to", "x": "1 to", "": "1 to", "1e3": "1 to"}),
        "dims": (("generate", "gaussian"), ["1", "5"], {"0": "1 to", "x": "1 to"}),
        "seed": (("generate", "gaussian"), ["0", "18446744073709551615"],
                 {"-1": "0 to", "18446744073709551616": "0 to", "x": "0 to"}),
        "list": (("generate",), [None], {"1": "takes no value"}),
        "output": (("convert", "line.csv", "--label", "none"), ["-", "copy.csv"],
                   {"": "wanted FILE", "missing/copy.csv": "missing/copy.csv", ".": "."}),
        "format": (LINE, ["csv"], {"xml": "wanted csv|libsvm|idx", "idx": ""}),
        "header": (LINE, ["auto", "yes"], {"maybe": "wanted auto|yes|no", "no": "x"}),
        "delimiter": (RICH, [";"], {"x": "wanted ,|;|tab", ",,": "wanted"}),
        "label": (RICH, ["label", "5", "none"], {"nosuch": "nosuch", "": "wanted NAME"}),
        "labels-file": (("convert", "a-images-idx3-ubyte"), ["b-labels-idx1-ubyte"],
                        {"missing": "missing", "": "wanted FILE"}),
        "weight": (("convert", "rich.csv", "--drop", "cell"), ["w", "3"],
                   {"nosuch": "nosuch"}),
        "cell": (("convert", "rich.csv", "--drop", "w"), ["cell", "4"],
                 {"nosuch": "nosuch"}),
        "columns": (RICH, ["x", "2,1", "x,y"], {"x,nosuch": "nosuch", "": "wanted LIST"}),
        "drop": (RICH, ["x", "1"], {"nosuch": "nosuch"}),
        "help": ((), [None], {"1": "takes no value"}),
        "version": ((), [None], {"1": "takes no value"}),
    }

    def setUp(self):
        super().setUp()
        self.write("row.csv", "3\n-1\n")
        self.write("rows2.csv", "3,1\n")
        self.write("old.json", "{}")
        self.write("few.csv", FEW)
        pixels = struct.pack(">iiii", 0x803, 4, 1, 2) + bytes(range(8))
        self.write("a-images-idx3-ubyte", pixels)
        labels = struct.pack(">ii", 0x801, 4) + bytes([3, 4, 3, 4])
        self.write("b-labels-idx1-ubyte", labels)

    # --label none is part of LINE; its own row needs a file that has labels.
    def arguments(self, name, value):
        base, _, _ = self.OPTIONS[name]
        if name == "label":
            base = tuple(base) + (("--columns", "x,y") if value == "none" else ())
        return list(base)

    def test_good_values(self):
        for name, (_, good, _) in self.OPTIONS.items():
            for value in good:
                base = self.arguments(name, value)
                forms = [[f"--{name}"]] if value is None else [[f"--{name}", value],
                                                               [f"--{name}={value}"]]
                for form in forms:
                    with self.subTest(form=form):
                        run = self.run_program(*base, *form)
                        self.assertIn(run.code, (0, 1), run.err)
                        self.assertEqual(run.err, "")

    def test_bad_values(self):
        for name, (_, _, bad) in self.OPTIONS.items():
            for value, says in bad.items():
                with self.subTest(name=name, value=value):
                    base = self.arguments(name, value)
                    self.refused(*base, f"--{name}={value}", says=says)
                    if value == "":
                        self.refused(*base, f"--{name}", value, says=says)

    def test_every_option_is_here(self):
        seen = set()
        for command in ("check", "profile", "floor", "generate", "convert"):
            text = self.check(0, command, "--help").out
            seen |= set(re.findall(r"^ .{4} --([a-z0-9-]+)", text, re.M))
        self.assertEqual(seen, set(self.OPTIONS))

    def test_missing_value(self):
        for name, (base, good, _) in self.OPTIONS.items():
            if good != [None]:
                with self.subTest(name=name):
                    self.refused(*base, f"--{name}", says=f"--{name} needs a value")

    def test_unknown_options(self):
        self.refused("line.csv", "--kapa", "2", says="did you mean '--kappa'?")
        self.refused("line.csv", "--tim=3", says="did you mean '--time-limit'?")
        self.refused("generate", "--point", "3", says="did you mean '--points'?")
        self.refused("line.csv", "--=3", says="doublecheck --help")
        self.refused("line.csv", "--a\n\x1bb\xff", says="'--a\ufffd\ufffdb\xff'")
        self.refused("line.csv", "-x", says="unknown option '-x'")
        self.refused("line.csv", "--seed", "3", says="no option of 'doublecheck check'")
        self.refused("generate", "moons", "--m0", "0.1", says="'doublecheck generate'")

    def test_operands(self):
        self.refused(says="no DATA given")
        self.refused("generate", says="no KIND given")
        self.refused("convert", says="no DATA given")
        self.refused("line.csv", "pair.csv", says="'pair.csv' is one too many")
        self.refused("generat", "moons", says="did you mean 'generate'?")
        self.refused("missing.csv", says="missing.csv")
        self.refused(".", says=".")
        self.refused("generate", "nosuch", says="nosuch")
        self.refused("line.csv", "--label=none", "--groups=pairs", says="label")
        self.refused("line.csv", "--decide", "--maximize", "sigma", says="exclude")
        self.refused("-", "--family", "directions:-", says="standard input")

    def test_places(self):
        """Options before and after, short forms, the last of two, "--"."""
        self.write("check", harness.LINE)
        self.write("-odd.csv", harness.LINE)
        none = "--label=none"
        for arguments in (["check", "line.csv", none], ["line.csv", none],
                          [none, "check", "line.csv"], ["check", none, "check"],
                          [none, "--", "-odd.csv"], [none, "--", "check"],
                          ["line.csv", none, "--m0", "0.4", "--m0", "0.1"]):
            with self.subTest(arguments=arguments):
                self.assertEqual(self.check(1, *arguments).word, "VIOLATED")
        self.assertEqual(self.check(1, "line.csv", none, "-q").out, "VIOLATED\n")
        self.check(0, "convert", "line.csv", none, "-ocopy.csv")
        self.check(0, "convert", "line.csv", none, "-o", "copy2.csv")
        self.assertEqual(self.read("copy.csv"), self.read("copy2.csv"))
        self.assertIn("Usage:", self.check(0, "-h").out)
        self.assertIn("Usage:", self.check(0, "-qh").out)
        self.assertRegex(self.check(0, "-V").out, r"^doublecheck \d+\.\d+\.\d+\nwith(out)? MPI\n$")

    def test_help(self):
        text = self.check(0, "--help").out
        for part in ("Usage: doublecheck [check] [OPTION]... DATA", "generate", "convert",
                     "--kappa X", "(default: 2)", "Exit status"):
            self.assertIn(part, text)
        self.assertLessEqual(max(map(len, text.splitlines())), 80)
        self.assertNotIn("--kappa", self.check(0, "generate", "--help").out)
        self.assertNotIn("dump-options", text)


class StepOfSrun(harness.CliTest):
    """One of several processes that do not know of one another, by what srun sets."""
    STEP = {"SLURM_NTASKS": "4", "SLURM_PROCID": "0", "SLURM_STEP_NUM_TASKS": "4"}
    SAYS = ("doublecheck: srun has started 4 processes that have not found one another: each "
            "does all of the work, and writes the same files unless it is given its own; ")

    def said(self, environment, *arguments):
        alone = {name: value for name, value in os.environ.items()
                 if not name.startswith(("SLURM_", "PMI", "OMPI_COMM"))}
        run = self.run_program("line.csv", "--label", "none", "--m0", "1/4", "--no-verify",
                               *arguments, env={**alone, **environment})
        self.assertEqual(run.code, 0, run.err)
        return run.err

    def test_the_first_one_says_so(self):
        for written in ("--json", "--certificate", "--checkpoint"):
            err = self.said(self.STEP, written, written[2:])
            self.assertTrue(err.startswith(self.SAYS), err)
            self.assertRegex(err, r"(srun --mpi=pmix|without MPI).*many-machines\.md\)\n$")
            self.assertEqual(err.count("\n"), 1)

    def test_others_do_not(self):
        for change in ({"SLURM_PROCID": "1"}, {"SLURM_STEP_NUM_TASKS": "1"},
                       {"OMPI_COMM_WORLD_SIZE": "1"}):
            with self.subTest(change):
                self.assertEqual(self.said({**self.STEP, **change}, "--json", "out"), "")

    def test_a_batch_script_has_no_step(self):
        batch = {"SLURM_NTASKS": "4", "SLURM_PROCID": "0"}
        self.assertEqual(self.said(batch, "--json", "out"), "")

    def test_without_files(self):
        self.assertEqual(self.said(self.STEP), "")
        self.assertEqual(self.said(self.STEP, "--json", "-"), "")


if __name__ == "__main__":
    unittest.main()
