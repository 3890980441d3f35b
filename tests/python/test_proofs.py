"""Proofs: what holds is verified, certificates are kept, what is not verified is not said."""
import os
import signal
import tempfile
import threading
import unittest

import doublecheck
from doublecheck import data_floors, source, verifier
from harness import DATASETS, LINE, number, run_program

FILLED = os.path.join(DATASETS, "synthetic", "filled_1d.csv")
XOR = doublecheck.read(os.path.join(DATASETS, "synthetic", "xor_2d.csv"))
FEW = doublecheck.generate("filled", 30, 1)


class WithVerifier(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = self.new("proof.dcert")
        found = verifier.on_data
        self.addCleanup(setattr, verifier, "on_data", found)
        self.on_data = found

    def new(self, name):
        return os.path.join(self.folder.name, name)

    def says(self, code, only=""):
        """The verifier ends so, for certificates whose first word begins with `only`."""
        def answer(path, data, expect):
            with open(path, encoding="utf-8") as file:
                if file.read(len(only)) == only:
                    return code, "", "too large"
            return self.on_data(path, data, expect)

        verifier.on_data = answer

    def is_interrupted(self, only=""):
        """Ctrl-C comes while such a certificate is checked."""
        def answer(path, data, expect):
            with open(path, encoding="utf-8") as file:
                if file.read(len(only)) == only:
                    raise KeyboardInterrupt
            return self.on_data(path, data, expect)

        verifier.on_data = answer

    def listen(self):
        """What the verifier is told to expect."""
        seen = []

        def answer(path, data, expect):
            seen.append({name: str(value) for name, value in expect.items()})
            return self.on_data(path, data, expect)

        verifier.on_data = answer
        return seen


class Checks(WithVerifier):
    def test_holds_is_verified(self):
        result = doublecheck.check(LINE, m0="1/3")
        self.assertEqual((result.verdict, result.proof, result.certificate),
                         ("holds", "verified", None))
        unverified = doublecheck.check(LINE, m0="1/3", verify=False)
        self.assertEqual((unverified.verdict, unverified.proof), ("holds", "unverified"))
        self.assertEqual(doublecheck.check(LINE).proof, "none")

    def test_certificates_are_kept_and_verified(self):
        y = ["a, b"] * 5 + ['"<c>"'] * 5
        X = [[f"{k}/3", 0.1 * k * k] for k in range(10)]
        result = doublecheck.check(X, y, m0="2/5", weights=range(1, 11), family="axes",
                                   certificate=self.path)
        self.assertEqual((result.proof, result.certificate), ("verified", self.path))
        found = doublecheck.verify(self.path, X, y, weights=range(1, 11), m0="2/5",
                                   family="axes")
        self.assertTrue(found)
        self.assertEqual(found.state, "verified")
        self.assertIn("VERIFIED", found.claim)
        self.assertFalse(doublecheck.verify(self.path, X, y, weights=[1] * 10))
        self.assertFalse(doublecheck.verify(self.path, X, y, weights=range(1, 11), m0="1/10"))

    def test_names_that_csv_must_quote(self):
        import pandas  # pylint: disable=import-outside-toplevel
        frame = pandas.DataFrame({"x,1": range(10), 'q"': [k * k for k in range(10)],
                                  " b ": [1] * 10, "x,1 ": range(10, 0, -1)})
        result = doublecheck.check(frame, m0="49/100", certificate=self.path)
        self.assertEqual((result.verdict, result.proof), ("holds", "verified"))
        twice = pandas.DataFrame([[k, k] for k in range(10)], columns=["x", "x"])
        self.assertEqual(doublecheck.check(twice, m0="1/3").proof, "verified")

    def test_the_program_verifies_what_python_wrote(self):
        import subprocess  # pylint: disable=import-outside-toplevel
        csv = os.path.join(self.folder.name, "line.csv")
        doublecheck.check(LINE, m0="1/3", certificate=self.path)
        from doublecheck import arrays  # pylint: disable=import-outside-toplevel
        arrays.as_data(LINE).write(csv)
        done = subprocess.run([os.environ["DOUBLECHECK"], "verify", "--quiet", csv, self.path],
                              check=True, stdout=subprocess.PIPE)
        self.assertEqual(done.stdout, b"VERIFIED\n")
        self.assertTrue(doublecheck.verify(self.path, csv))

    def test_a_certificate_of_other_points_or_a_damaged_one_is_rejected(self):
        doublecheck.check(LINE, m0="1/3", certificate=self.path)
        self.assertFalse(doublecheck.verify(self.path, LINE * 2))
        with open(self.path, encoding="utf-8") as file:
            whole = file.read()
        with open(self.path, "w", encoding="utf-8") as file:
            file.write(whole.replace("1/5", "1/6"))
        self.assertFalse(doublecheck.verify(self.path, LINE))
        with open(self.path, "w", encoding="utf-8") as file:
            file.write(whole[:len(whole) // 2])
        with self.assertRaises(doublecheck.InputError):
            doublecheck.verify(self.path, LINE)
        for bad in (os.path.join(self.folder.name, "none"), self.folder.name):
            with self.assertRaises(doublecheck.FileError):
                doublecheck.verify(bad, LINE)

    def test_what_the_verifier_rejects_is_an_error(self):
        self.says(1)
        with self.assertRaises(doublecheck.InternalError):
            doublecheck.check(LINE, m0="1/3")
        for ended in (3, -signal.SIGTERM):
            self.says(ended)
            self.assertEqual(doublecheck.check(LINE, m0="1/3").verdict, "undecided")

    def test_the_verifier_is_told_what_to_expect(self):
        seen = self.listen()
        doublecheck.check([[k, k * k] for k in range(10)], [0, 1] * 5, 3, "1/5", "3/4", "2/3",
                          "sparse:1", time_limit=0)
        doublecheck.check(LINE, maximize="sigma", m0="3/10")
        self.assertEqual(seen, [
            {"question": "critical-mass", "kappa": "3", "sigma": "1/5", "delta": "3/4",
             "m0": "2/3", "family": "sparse:1", "groups": "pairs", "verdict": "holds"},
            {"question": "sigma", "kappa": "2", "delta": "1/2", "m0": "3/10", "family": "all",
             "groups": "whole", "verdict": "holds"}])

    def test_a_certificate_of_a_file_is_checked_on_the_file(self):
        """Written as CSV its points would be another file: here the label comes first."""
        path = self.new("first.csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write("label; x\n" + "".join(f"{'ab'[k % 2]}; {k}.00\n" for k in range(20)))
        data = doublecheck.read(path, label="label")
        result = doublecheck.check(data, m0="2/5", certificate=self.path)
        self.assertEqual((result.verdict, result.proof), ("holds", "verified"))
        self.assertTrue(doublecheck.verify(self.path, path))
        self.assertTrue(doublecheck.verify(self.path, data))

    def pipe(self, content, name="pipe.csv"):
        """The path of a pipe that gives some bytes."""
        path = self.new(name)
        os.mkfifo(path)
        threading.Thread(target=self.write, args=(path, content), daemon=True).start()
        return path

    def write(self, path, content):
        with open(path, "wb") as file:
            file.write(content)

    def standard_input(self, content):
        """Standard input gives some bytes."""
        out, into = os.pipe()
        before = os.dup(0)
        os.dup2(out, 0)
        os.close(out)
        self.addCleanup(os.close, before)
        self.addCleanup(os.dup2, before, 0)
        with open(into, "wb") as file:
            file.write(content)
        return "-"

    def test_what_gives_its_bytes_once_is_kept_for_the_verifier(self):
        """The certificate is that of a file with these bytes, and of no other."""
        content = b"label; x\n" + b"".join(b"%c; %d.00\n" % (b"ab"[k % 2], k)
                                           for k in range(20))
        self.write(self.new("same.csv"), content)
        for path in self.pipe(content), self.standard_input(content):
            with self.subTest(path=path):
                data = doublecheck.read(path, label="label")
                result = doublecheck.check(data, m0="2/5", certificate=self.path)
                self.assertEqual((result.verdict, result.proof), ("holds", "verified"))
                self.assertTrue(doublecheck.verify(self.path, data))
                self.assertTrue(doublecheck.verify(self.path, self.new("same.csv")))
                kept = data.file_in(self.folder.name)
                self.assertTrue(os.path.exists(kept))
                del data
                self.assertFalse(os.path.exists(os.path.dirname(kept)))

    def test_a_pipe_can_be_verified(self):
        content = b"x\n" + b"".join(b"%d\n" % k for k in range(10))
        self.write(self.new("same.csv"), content)
        doublecheck.check(doublecheck.read(self.new("same.csv"), label="none"), m0="1/3",
                          certificate=self.path)
        self.assertTrue(doublecheck.verify(self.path, self.standard_input(content)))
        self.assertTrue(doublecheck.verify(self.path, self.pipe(content)))

    def test_errors_in_what_gives_its_bytes_once_name_it(self):
        for path, name in ((self.pipe(b"1,a\n2\n"), self.new("pipe.csv")),
                           (self.standard_input(b"1,a\n2\n"), "standard input")):
            with self.assertRaisesRegex(doublecheck.InputError, f"^{name}: line 2"):
                doublecheck.read(path)
        with self.assertRaisesRegex(doublecheck.InputError, "^/dev/null: "):
            doublecheck.read("/dev/null")
        self.assertTrue(source.gives_bytes_once("/dev/null"))
        for path, what in (self.new("none"), "cannot be opened"), \
                (self.folder.name, "is a directory"):
            with self.assertRaisesRegex(doublecheck.FileError, f"^{path}: {what}"):
                doublecheck.read(path)
        closed = os.dup(0)
        self.addCleanup(os.close, closed)
        self.addCleanup(os.dup2, closed, 0)
        os.close(0)
        with self.assertRaisesRegex(doublecheck.FileError, "^standard input: .*descriptor"):
            doublecheck.read("-")

    def test_labels_are_beside_images_that_come_through_a_pipe(self):
        self.write(self.new("few-labels-idx1-ubyte"),
                   bytes([0, 0, 8, 1, 0, 0, 0, 4, 0, 1, 0, 1]))
        images = self.pipe(
            bytes([0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 1, 0, 0, 0, 1, *range(4)]),
            "few-images-idx3-ubyte")
        self.assertEqual(doublecheck.read(images).y.tolist(), ["0", "1", "0", "1"])

    def test_without_the_verifier_nothing_holds(self):
        found = verifier.find
        self.addCleanup(setattr, verifier, "find", found)

        def find(program):
            raise doublecheck.FileError(f"{program} was not found")

        verifier.find = find
        with self.assertRaises(doublecheck.FileError):
            doublecheck.check(LINE, m0="1/3")
        with self.assertRaises(doublecheck.FileError):
            doublecheck.check(LINE, certificate="/nowhere/proof.dcert")


class Floors(WithVerifier):
    """Of constants that are known to hold, so that nothing is searched."""

    def floor(self, **more):
        options = {"loss": "0.3", "kappa": 2, "sigma": "1/4", "delta": "1/2", "fineness": 1,
                   "only": "doubling", **more}
        return doublecheck.floor(doublecheck.read(FILLED), **options)

    def data_floor(self, data=FEW, **more):
        """On XOR there is none: no line has so small a loss."""
        options = {"loss": "0.3", "only": "data", **more}
        return doublecheck.floor(data, **options).data

    def read(self, path):
        with open(path, "rb") as file:
            return file.read()

    def test_certificates_are_those_of_the_program(self):
        kept = {name: self.new(name)
                for name in ("certificate", "floor_certificate", "data_certificate")}
        theirs = {name: self.new(f"{name}.theirs") for name in kept}
        result = self.floor(only="all", **kept)
        wanted = run_program(
            "floor", FILLED, "--loss", "0.3", "--fixed", "--kappa", "2", "--sigma", "1/4",
            "--delta", "1/2", "--fineness", "1",
            *(f"--{name.replace('_', '-')}={path}" for name, path in theirs.items()))
        for name, path in kept.items():
            self.assertEqual(self.read(path), self.read(theirs[name]), name)
            self.assertTrue(doublecheck.verify(path, FILLED), name)
        self.assertEqual((result.doubling, result.data.least),
                         (number(wanted["floors"][0]["floor"]),
                          number(wanted["data_floor"]["least"])))
        self.assertEqual((result.proof, result.floor_proof, result.data.proof),
                         ("verified", "verified", "verified"))
        self.assertEqual((result.certificate, result.floor_certificate,
                          result.data.certificate), tuple(kept.values()))

    def test_certificates_are_of_one_claim(self):
        result = self.floor(floor_certificate=self.path)
        y = doublecheck.read(FILLED).y
        for expect, accepted in ({"loss": "0.3"}, True), ({"loss": "0.2"}, False), \
                ({"accuracy": result.doubling}, True), ({"accuracy": "0.9"}, False), \
                ({"kappa": 3}, False):
            self.assertEqual(bool(doublecheck.verify(self.path, FILLED, **expect)), accepted)
        self.assertFalse(doublecheck.verify(self.path, [[k] for k in range(len(y))], y))
        self.assertEqual(10**15 % result.doubling.denominator, 0)
        self.data_floor(data_certificate=self.path)
        self.assertTrue(doublecheck.verify(self.path, FEW, loss="0.3"))
        self.assertFalse(doublecheck.verify(self.path, FEW, loss="0.4"))

    def is_trivial(self, result):
        self.assertGreater(self.floor(verify=False).doubling, result.trivial)
        self.assertEqual((result.doubling, result.constants), (result.trivial, None))

    def test_without_a_proof_of_the_condition_it_adds_nothing(self):
        self.says(3, "dcert")
        result = self.floor()
        self.is_trivial(result)
        self.assertEqual((result.proof, result.certificate), ("unverified", None))
        kept = self.floor(floor_certificate=self.path)
        self.assertEqual((kept.doubling, kept.floor_proof), (kept.trivial, "verified"))
        self.assertIn("trivial", self.read(self.path).decode())

    def test_without_a_proof_of_the_floor_it_adds_nothing(self):
        self.says(3, "dfloor")
        result = self.floor(floor_certificate=self.path)
        self.is_trivial(result)
        self.assertEqual((result.proof, result.floor_proof), ("verified", "unverified"))

    def test_without_a_proof_the_data_floor_adds_nothing(self):
        self.says(3, "ddata")
        for points in (FEW, XOR):
            found, trusted = self.data_floor(points), self.data_floor(points, verify=False)
            self.assertGreater(trusted.least, trusted.trivial)
            self.assertEqual((found.least, found.safe, found.vacuous, found.proof),
                             (found.trivial, 0, False, "unverified"))
            self.assertEqual(found.most, trusted.most)
        self.assertTrue(trusted.vacuous)

    def test_what_the_verifier_rejects_is_an_error(self):
        for word, call in (("dcert", self.floor), ("ddata", self.data_floor),
                           ("dfloor", lambda: self.floor(floor_certificate=self.path))):
            self.says(1, word)
            with self.subTest(word=word), self.assertRaises(doublecheck.InternalError):
                call()

    def test_the_verifier_is_told_what_to_expect(self):
        seen = self.listen()
        result = self.floor(floor_certificate=self.path)
        constants = {"kappa": "2", "sigma": "1/4", "delta": "1/2",
                     "m0": str(result.constants.m0)}
        self.assertEqual(seen, [
            {**constants, "question": "critical-mass", "family": "all", "groups": "pairs",
             "verdict": "holds"},
            {**constants, "groups": "pairs", "radius": "0", "loss": "3/10",
             "accuracy": str(result.doubling)}])
        seen.clear()
        data = self.data_floor()
        self.data_floor(XOR)
        self.assertEqual(seen, [{"loss": "3/10", "accuracy": str(data.least)},
                                {"loss": "3/10"}])

    def test_nothing_is_verified_where_it_is_not_asked(self):
        seen = self.listen()
        kept = {name: self.new(name) for name in ("certificate", "floor_certificate")}
        result = self.floor(verify=False, **kept)
        self.assertEqual((result.proof, result.floor_proof), ("unverified", "unverified"))
        data = self.data_floor(verify=False, data_certificate=self.path)
        self.assertEqual((data.proof, data.certificate), ("unverified", self.path))
        self.assertEqual(seen, [])
        for path in kept.values():
            self.assertTrue(doublecheck.verify(path, FILLED))
        self.assertGreater(result.doubling, result.trivial)

    def test_ctrl_c_in_a_proof_leaves_what_is_proved(self):
        self.is_interrupted("dcert")
        with self.assertRaises(doublecheck.Interrupted) as caught:
            self.floor()
        result = caught.exception.result
        self.is_trivial(result)
        self.assertEqual((result.stop, result.proof), ("interrupted", "unverified"))
        self.is_interrupted("ddata")
        with self.assertRaises(doublecheck.Interrupted) as caught:
            self.data_floor()
        data = caught.exception.result.data
        self.assertEqual((data.least, data.proof), (data.trivial, "unverified"))
        with self.assertRaises(doublecheck.Interrupted) as caught:
            self.floor(only="all", floor_certificate=self.path)
        found = caught.exception.result
        self.assertEqual((found.proof, found.floor_proof, found.doubling),
                         ("verified", "unverified", found.trivial))
        self.assertFalse(os.path.exists(self.path))
        self.is_interrupted("dfloor")
        with self.assertRaises(doublecheck.Interrupted) as caught:
            self.floor(floor_certificate=self.path)
        self.assertEqual(caught.exception.result.doubling, result.trivial)

    def test_ctrl_c_before_a_certificate_leaves_what_was_trusted(self):
        prove = data_floors.prove
        self.addCleanup(setattr, data_floors, "prove", prove)

        def interrupt(prover, *asked):
            prover.interrupted = True
            return prove(prover, *asked)

        data_floors.prove = interrupt
        with self.assertRaises(doublecheck.Interrupted) as caught:
            self.floor(only="all", verify=False, floor_certificate=self.path)
        found = caught.exception.result
        self.assertEqual((found.doubling, found.floor_proof),
                         (self.floor(verify=False).doubling, "unverified"))
        self.assertGreater(found.doubling, found.trivial)

    def test_a_floor_of_slabs_of_a_width(self):
        """Their width and the slope make a radius, which the certificate must have."""
        seen = self.listen()
        options = {"family": "width:1/100", "slope": 5, "loss": "0.2"}
        result = self.floor(floor_certificate=self.path, **options)
        self.assertEqual(seen[-1]["radius"], "1/40")
        self.assertEqual(result.floor_proof, "verified")
        self.assertGreater(result.doubling, result.trivial)
        theirs = self.new("theirs")
        wanted = run_program(
            "floor", FILLED, "--loss", "0.2", "--fixed", "--kappa", "2", "--sigma", "1/4",
            "--delta", "1/2", "--fineness", "1", "--only", "doubling", "--family",
            "width:1/100", "--slope", "5", "--floor-certificate", theirs)
        self.assertEqual(result.doubling, number(wanted["floors"][0]["floor"]))
        self.assertEqual(self.read(self.path), self.read(theirs))

    def test_bad_paths(self):
        for bad in ({"certificate": "x", "floor_certificate": "./x"},
                    {"data_certificate": "x"},
                    {"data_certificate": "x", "only": "all", "loss": None, "accuracy": "0.9"}):
            with self.subTest(bad=bad), self.assertRaises(doublecheck.UsageError):
                self.floor(**bad)
        for name in ("certificate", "floor_certificate"):
            with self.subTest(name=name), self.assertRaises(doublecheck.FileError):
                self.floor(**{name: "/nowhere/proof"})


class Simulations(WithVerifier):
    OPTIONS = {"architecture": "1", "freeze": 1, "seeds": 2, "seed": 7, "steps": 30,
               "t0_accuracy": "0.6", "optimizer": "adam", "batch": 32, "fixed": True,
               "m0": "49/100", "fineness": 1}

    def simulate(self, **more):
        return doublecheck.simulate(doublecheck.read(FILLED), **{**self.OPTIONS, **more})

    def is_unproved(self, result):
        self.assertEqual(result.finding, "NOT COVERED")
        self.assertEqual({(run.finding, run.fails, run.condition, run.floor == run.trivial,
                           run.constants) for run in result.runs},
                         {("NOT COVERED", ("limit",), "undecided", True, None)})

    def test_nothing_is_confirmed_without_a_proof(self):
        self.assertEqual(self.simulate().finding, "CONFIRMED")
        self.says(3)
        result = self.simulate()
        self.is_unproved(result)
        self.assertEqual((result.proof, result.data_proof), ("unverified", "none"))
        trusted = self.simulate(verify=False)
        self.assertEqual((trusted.finding, trusted.proof), ("CONFIRMED", "unverified"))

    def test_each_proof_counts(self):
        answers = [(3, "", "too large")]
        verifier.on_data = lambda *asked: answers.pop() if answers else self.on_data(*asked)
        result = self.simulate()
        self.assertEqual(answers, [])
        self.is_unproved(result)
        self.assertEqual(result.proof, "unverified")

    def test_proofs_are_of_what_is_frozen(self):
        checked = []

        def answer(path, data, expect):
            with open(data.file_in(self.folder.name), "rb") as file:
                checked.append(file.read())
            return self.on_data(path, data, expect)

        verifier.on_data = answer
        with open(FILLED, "rb") as file:
            points = file.read()
        self.assertEqual(self.simulate().proof, "verified")
        self.assertEqual(len(set(checked)), 2)
        self.assertNotIn(points, checked)
        checked.clear()
        self.assertEqual(self.simulate(architecture="linear", freeze=0).proof, "verified")
        self.assertEqual(set(checked), {points})

    def test_data_floors_need_theirs(self):
        self.says(3, "ddata")
        result = self.simulate(floor="all")
        self.is_unproved(result)
        self.assertEqual((result.proof, result.data_proof), ("verified", "unverified"))
        self.assertEqual({run.data_floor.least == run.trivial for run in result.runs}, {True})
        self.says(1, "ddata")
        with self.assertRaises(doublecheck.InternalError):
            self.simulate(floor="all")

    def test_ctrl_c_in_a_proof_confirms_nothing(self):
        self.is_interrupted()
        with self.assertRaises(doublecheck.Interrupted) as caught:
            self.simulate()
        self.is_unproved(caught.exception.result)
        self.assertEqual(caught.exception.result.proof, "unverified")
        with self.assertRaises(doublecheck.Interrupted) as caught:
            self.simulate(floor="all")
        result = caught.exception.result
        self.is_unproved(result)
        self.assertEqual((result.proof, result.data_proof), ("unverified", "unverified"))
        self.is_interrupted("ddata")
        with self.assertRaises(doublecheck.Interrupted) as caught:
            self.simulate(floor="all")
        self.assertEqual(caught.exception.result.data_proof, "unverified")

    def test_conditions_are_proved_once(self):
        seen = self.listen()
        linear = {"architecture": "linear", "freeze": 0, "seeds": 3}
        self.simulate(**linear)
        self.assertEqual(len(seen), 1)
        seen.clear()
        self.simulate()
        self.assertEqual(len(seen), 2)


if __name__ == "__main__":
    unittest.main()
