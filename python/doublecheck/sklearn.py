"""A scikit-learn style estimator: what `check` says of a training set, beside a pipeline.

    from doublecheck.sklearn import DoublingCheck
    DoublingCheck().fit(X, y).verdict_
"""
import numpy
from sklearn.base import BaseEstimator
from sklearn.utils.validation import _check_sample_weight, check_is_fitted

from . import arrays, checks


class DoublingCheck(BaseEstimator):
    """Checks the uniform doubling condition on the points that it is fitted to.

    It describes training data and learns no rule: it has no predict, no transform and no
    score. Parameters are those of `doublecheck.check`.

    Attributes after fit:
      result_: the CheckResult, with every group, fraction and witness
      verdict_: "holds", "violated" or "undecided"
      m_star_: the critical mass as a float, the upper end of its bracket: the condition is
          known to hold for every m0 above the exact one. nan with maximize="sigma"
      m_star_bracket_: that bracket, in Fractions; None with maximize="sigma"
      witness_: the slab of the worst group, or None
      n_features_in_, feature_names_in_: as scikit-learn has them
    """

    def __init__(self, kappa=2, sigma="1/4", delta="1/2", m0="1/10", family="all",
                 groups="auto", decide=False, maximize=None, time_limit=60, memory=None,
                 threads=None, verify=True):
        self.kappa = kappa
        self.sigma = sigma
        self.delta = delta
        self.m0 = m0
        self.family = family
        self.groups = groups
        self.decide = decide
        self.maximize = maximize
        self.time_limit = time_limit
        self.memory = memory
        self.threads = threads
        self.verify = verify

    def fit(self, X, y=None, sample_weight=None):
        """Runs the check. y: classes, None: all points are one group. Points of weight 0 do
        not count."""
        # Only looked at: scikit-learn would turn exact numbers into floats.
        looked_at = self._validate_data(X, dtype=None)
        points = X if hasattr(X, "iloc") else looked_at
        weights = None
        if sample_weight is not None:
            weights = _check_sample_weight(sample_weight, looked_at)
            points, y, weights = _without_zeros(points, y, weights)
        self.result_ = checks.check(points, y, weights=weights, **self.get_params(deep=False))
        self.verdict_ = self.result_.verdict
        self.m_star_bracket_ = self.result_.critical_mass
        self.m_star_ = self.m_star_bracket_.hi_float if self.m_star_bracket_ else numpy.nan
        self.witness_ = self.result_.witness
        return self

    def inside(self, X):
        """Which rows lie in the slab `witness_`, exactly."""
        check_is_fitted(self)
        looked_at = self._validate_data(X, dtype=None, reset=False)
        witness = self.witness_
        if witness is None:
            return numpy.zeros(len(looked_at), dtype=bool)
        rows = arrays.as_data(X if hasattr(X, "iloc") else looked_at).X
        return numpy.array([abs(sum(row * witness.v) - witness.c) <= witness.r
                            for row in rows])

    def _more_tags(self):
        return {"requires_fit": True, "X_types": ["2darray"], "no_validation": False}


def _without_zeros(points, y, weights):
    kept = numpy.flatnonzero(weights != 0)
    if len(kept) == len(weights):
        return points, y, weights
    points = points.iloc[kept] if hasattr(points, "iloc") else points[kept]
    if y is not None:
        y = y.iloc[kept] if hasattr(y, "iloc") else numpy.asarray(y)[kept]
    return points, y, weights[kept]
