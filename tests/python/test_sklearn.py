"""The estimator passes scikit-learn's own checks, all that scikit-learn has for it."""
import pickle
import unittest
from fractions import Fraction

import numpy
import pandas
from sklearn.base import clone
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler
from sklearn.utils.estimator_checks import check_estimator

import doublecheck
from doublecheck.sklearn import DoublingCheck
from harness import LINE


class Estimator(unittest.TestCase):
    def test_checks_of_scikit_learn(self):
        names = set()
        for estimator in (DoublingCheck(), DoublingCheck(family="axes", verify=False)):
            for each, check in check_estimator(estimator, generate_only=True):
                name = check.func.__name__
                names.add(name)
                with self.subTest(check=name, estimator=estimator):
                    check(each)
        self.assertGreaterEqual(len(names), 32)

    def test_attributes(self):
        fitted = DoublingCheck(m0="1/3").fit(LINE)
        self.assertEqual((fitted.verdict_, fitted.m_star_, fitted.m_star_bracket_.lo),
                         ("holds", 0.2, Fraction(1, 5)))
        self.assertEqual(fitted.result_.proof, "verified")
        self.assertEqual(fitted.n_features_in_, 1)
        self.assertEqual(fitted.inside(LINE).sum(), 2)
        self.assertTrue(numpy.isnan(DoublingCheck(maximize="sigma", m0="3/10").fit(
            LINE).m_star_))
        labelled = DoublingCheck().fit(LINE, [0, 1] * 5)
        self.assertEqual([group.name for group in labelled.result_.groups], ["0|1"])

    def test_it_pretends_to_predict_nothing(self):
        for name in ("predict", "transform", "score", "decision_function", "fit_predict"):
            self.assertFalse(hasattr(DoublingCheck(), name), name)

    def test_numbers_stay_exact(self):
        texts = numpy.array([[str(k / 10)] for k in range(10)], dtype=object)
        for points in (texts, pandas.DataFrame(texts, columns=["u"])):
            self.assertLessEqual(DoublingCheck().fit(points).witness_.r.denominator, 20)
        frame = pandas.DataFrame({"u": range(10)})
        fitted = DoublingCheck().fit(frame)
        self.assertEqual(fitted.feature_names_in_.tolist(), ["u"])
        self.assertEqual(fitted.result_.columns, ("u",))
        self.assertEqual(fitted.inside(frame).sum(), 2)

    def test_weights_of_zero_do_not_count(self):
        far = numpy.vstack([LINE, [[1000]]])
        weights = numpy.array([1.0] * 10 + [0.0])
        for points in (far, pandas.DataFrame(far)):
            fitted = DoublingCheck().fit(points, sample_weight=weights)
            self.assertEqual(fitted.m_star_bracket_.lo, Fraction(1, 5))
            self.assertEqual(fitted.result_.points, 10)
        for y in ([0, 1] * 5 + [2], pandas.Series([0, 1] * 5 + [2])):
            self.assertEqual(DoublingCheck().fit(far, y, weights).result_.classes, ("0", "1"))
        with self.assertRaises(doublecheck.InputError):
            DoublingCheck().fit(LINE, sample_weight=[1] * 9 + [-1])

    def test_pipelines_clones_and_pickles(self):
        pipe = make_pipeline(MinMaxScaler(), DoublingCheck(m0="1/3"))
        self.assertEqual(pipe.fit(LINE.astype(float))[-1].verdict_, "holds")
        self.assertEqual(clone(DoublingCheck(m0="1/7")).m0, "1/7")
        again = pickle.loads(pickle.dumps(DoublingCheck().fit(LINE)))
        self.assertEqual(again.m_star_, 0.2)


if __name__ == "__main__":
    unittest.main()
