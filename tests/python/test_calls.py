"""Calls that take long: Python's lock, progress, Ctrl-C, limits. How results show."""
import os
import pickle
import signal
import tempfile
import threading
import unittest
from fractions import Fraction

import doublecheck
from doublecheck import verifier
from harness import LINE, hard_points, masses

HARD = hard_points()
HALVES = [0] * 150 + [1] * 150


class Enough(Exception):
    pass


class Calls(unittest.TestCase):
    def setUp(self):
        """Shells ignore it for jobs in the background, and then Python does not raise."""
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        self.addCleanup(signal.signal, signal.SIGINT, before)

    def test_other_threads_go_on(self):
        """The search has no end: it is ended when another thread has counted to 50."""
        counted, wanted, stop = [], 50, threading.Event()

        def count():
            while not stop.wait(0.001):
                counted.append(1)

        def look(_):
            if len(counted) >= wanted:
                raise Enough

        counter = threading.Thread(target=count)
        counter.start()
        try:
            with self.assertRaises(Enough):
                doublecheck.check(HARD, time_limit=30, progress=look)
        finally:
            stop.set()
            counter.join()

    def test_progress_comes_in_this_thread(self):
        heard = []

        def look(news):
            heard.append((threading.get_ident(), news))
            if len(heard) == 3:
                raise Enough

        with self.assertRaises(Enough):
            doublecheck.check(HARD, HALVES, time_limit=30, progress=look)
        self.assertEqual({thread for thread, _ in heard}, {threading.get_ident()})
        news = heard[-1][1]
        self.assertEqual((news.stage, news.index, news.count), ("0|1", 0, 1))
        self.assertGreater(news.nodes, heard[0][1].nodes - 1)
        self.assertTrue(0 <= news.lo <= news.hi <= 1)

    def interrupted(self, function, *arguments, **options):
        """What a call has when Ctrl-C comes at its first progress."""
        sent = []

        def look(_):
            if not sent:
                sent.append(1)
                os.kill(os.getpid(), signal.SIGINT)

        with self.assertRaises(KeyboardInterrupt) as caught:
            function(*arguments, progress=look, **options)
        self.assertIsInstance(caught.exception, doublecheck.Interrupted)
        self.assertNotIsInstance(caught.exception, Exception)
        return caught.exception.result

    def test_ctrl_c_keeps_the_bracket(self):
        result = self.interrupted(doublecheck.check, HARD, m0="45/100", time_limit=60)
        self.assertEqual((result.verdict, result.stop), ("undecided", "interrupted"))
        bracket = result.critical_mass
        self.assertTrue(0 <= bracket.lo < bracket.hi <= Fraction(1, 2))
        if result.witness:
            self.assertEqual(masses(HARD.astype(object), result.witness, 2),
                             (result.witness.mass, result.witness.dilated_mass))
            self.assertEqual(result.witness.mass, bracket.lo)

    def test_ctrl_c_keeps_floors_and_simulations(self):
        floor = self.interrupted(doublecheck.floor, HARD, HALVES, "1/10", time_limit=60)
        self.assertEqual(floor.stop, "interrupted")
        self.assertEqual(floor.loss, Fraction(1, 10))
        self.assertTrue(0 <= floor.best <= 1)
        of_data = self.interrupted(doublecheck.floor, HARD, HALVES, "69/100", only="data",
                                   time_limit=60)
        self.assertEqual((of_data.stop, of_data.data.stop), ("interrupted", "interrupted"))
        simulated = self.interrupted(doublecheck.simulate, HARD, HALVES, steps=10**6, seeds=2,
                                     optimizer="gd", time_limit=60, t0_accuracy="0.5")
        self.assertTrue(simulated.interrupted)
        self.assertNotEqual(simulated.finding, "CONFIRMED")

    def never_verified(self):
        """No certificate is checked; returns names of files that none may be written to."""
        found = verifier.on_data
        self.addCleanup(setattr, verifier, "on_data", found)
        verifier.on_data = lambda *_: self.fail("a certificate of what was interrupted")
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(lambda: self.assertEqual(os.listdir(folder.name), []))
        return {name: os.path.join(folder.name, name)
                for name in ("certificate", "floor_certificate", "data_certificate")}

    def test_what_ctrl_c_ended_is_not_proved(self):
        kept = self.never_verified()
        for verify in (True, False):
            checked = self.interrupted(doublecheck.check, HARD, m0="45/100", time_limit=60,
                                       certificate=kept["certificate"], verify=verify)
            self.assertEqual((checked.verdict, checked.proof, checked.certificate),
                             ("undecided", "unverified", None))
            floor = self.interrupted(doublecheck.floor, HARD, HALVES, "1/10", time_limit=60,
                                     verify=verify, **kept)
            self.assertEqual((floor.floor_proof, floor.floor_certificate, floor.doubling),
                             ("unverified", None, floor.trivial))
            self.assertIsNone(floor.data)
        simulated = self.interrupted(doublecheck.simulate, HARD, HALVES, steps=10**6, seeds=2,
                                     optimizer="gd", time_limit=60, t0_accuracy="0.5",
                                     floor="all")
        self.assertEqual(simulated.proof, "unverified")
        self.assertNotEqual(simulated.finding, "CONFIRMED")

    def test_a_data_floor_that_ctrl_c_ended_is_not_proved(self):
        path = self.never_verified()["data_certificate"]
        for verify in (True, False):
            found = self.interrupted(doublecheck.floor, HARD, HALVES, "69/100", only="data",
                                     time_limit=60, verify=verify, data_certificate=path).data
            self.assertEqual((found.stop, found.proof, found.certificate),
                             ("interrupted", "unverified", None))
            if verify:
                self.assertEqual((found.least, found.safe), (found.trivial, 0))

    def test_ctrl_c_that_waits_is_no_verdict(self):
        """It comes when the search is over, while the proof is written or checked: what was
        to be verified does not hold yet."""
        found = verifier.on_data
        self.addCleanup(setattr, verifier, "on_data", found)

        def interrupted(*_):
            raise KeyboardInterrupt

        verifier.on_data = interrupted
        with self.assertRaises(doublecheck.Interrupted) as caught:
            doublecheck.check(LINE, m0="1/3")
        self.assertEqual(caught.exception.result.verdict, "undecided")
        self.assertEqual(doublecheck.check(LINE, m0="1/3", verify=False).verdict, "holds")

    def test_limits(self):
        result = doublecheck.check(HARD, m0="45/100", time_limit=0.2)
        self.assertEqual((result.verdict, result.stop), ("undecided", "time"))
        with self.assertRaises(doublecheck.LimitError) as caught:
            doublecheck.check(HARD, memory=2000)
        self.assertIsInstance(caught.exception, MemoryError)

    def test_errors_are_of_python_too(self):
        self.assertTrue(issubclass(doublecheck.InputError, ValueError))
        self.assertTrue(issubclass(doublecheck.UsageError, ValueError))
        self.assertTrue(issubclass(doublecheck.FileError, OSError))
        for name in ("InputError", "UsageError", "FileError", "LimitError", "InternalError",
                     "StoppedError"):
            self.assertTrue(issubclass(getattr(doublecheck, name), doublecheck.Error))

    def test_calls_side_by_side(self):
        """From several threads at once, each its own answer."""
        answers = {}

        def work(k):
            answers[k] = doublecheck.check(LINE * k, m0="1/3", threads=1).critical_mass.lo

        threads = [threading.Thread(target=work, args=(k,)) for k in range(1, 5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(answers, {k: Fraction(1, 5) for k in range(1, 5)})


class Results(unittest.TestCase):
    def test_results_are_frozen_and_can_be_pickled(self):
        result = doublecheck.check(LINE, [0, 1] * 5)
        with self.assertRaises(AttributeError):
            result.verdict = "holds"
        with self.assertRaises(ValueError):
            result.witness.v[0] = 2
        again = pickle.loads(pickle.dumps(result))
        self.assertEqual(again.critical_mass, result.critical_mass)
        self.assertEqual(str(again), str(result))

    def test_a_result_is_neither_true_nor_false(self):
        with self.assertRaisesRegex(TypeError, "verdict"):
            bool(doublecheck.check(LINE))

    def test_fractions_and_floats(self):
        witness = doublecheck.check([[k / 3] for k in range(10)]).witness
        self.assertEqual(witness.v.tolist(), [1])
        self.assertEqual(witness.v_float.tolist(), [1.0])
        self.assertIs(type(witness.v[0]), int)
        self.assertEqual(witness.r_float, float(witness.r))
        self.assertEqual(witness.mass_float, float(witness.mass))
        bracket = doublecheck.critical_mass(LINE)
        self.assertEqual((bracket.lo, bracket.hi, bracket.lo_float, bracket.exact),
                         (Fraction(1, 5), Fraction(1, 5), 0.2, True))
        self.assertEqual(doublecheck.critical_mass(LINE, delta="1/20").hi < Fraction(1, 20),
                         True)
        with self.assertRaises(doublecheck.UsageError):
            doublecheck.critical_mass(LINE, m0="1/3")

    def test_what_a_decision_leaves_open_is_open(self):
        """Of groups that were not examined only m* < delta is known."""
        y = [0] * 4 + [1] * 3 + [2] * 3
        result = doublecheck.check(LINE, y, decide=True)
        self.assertTrue(result.decided_only)
        self.assertEqual(result.critical_mass.hi, Fraction(1, 2))

    def test_notebooks_show_texts_and_run_none(self):
        import pandas  # pylint: disable=import-outside-toplevel
        evil = "<script>alert(1)</script>"
        frame = pandas.DataFrame({evil: range(10), "b": [k * k for k in range(10)]})
        shown = [doublecheck.check(frame, [evil, "&"] * 5)._repr_html_(),
                 doublecheck.floor(frame, [evil, "&"] * 5, "1/10")._repr_html_(),
                 doublecheck.simulate(frame, [evil, "&"] * 5, seeds=1,
                                      steps=5)._repr_html_()]
        for page in shown:
            self.assertNotIn("<script", page)
            self.assertEqual(page.count("<table>"), 1)
        self.assertIn("&lt;script&gt;alert(1)&lt;/script&gt;|&amp;", shown[0])

    def test_no_floor_is_shown_too_high(self):
        from doublecheck import results  # pylint: disable=import-outside-toplevel
        self.assertEqual([results.down(value) for value in (
            Fraction(2, 3), Fraction(1), Fraction(0), Fraction(9999999, 10**7), 0.25)],
            ["0.666666", "1", "0", "0.999999", "0.25"])
        shown = doublecheck.floor([[k] for k in range(10)], [0, 1] * 5, "1/7", only="data")
        self.assertIn("at most 0.142857 ", str(shown))

    def test_slabs_as_text(self):
        data = [[k, 3 * k] for k in range(10)]
        self.assertEqual(str(doublecheck.check(LINE).witness), "| x1 - 1/2 | <= 1/2")
        self.assertEqual(doublecheck.check(data, family="axes").witness.support, ("x1",))


if __name__ == "__main__":
    unittest.main()
