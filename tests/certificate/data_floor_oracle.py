"""What data floors are not: classifiers with a small loss and a small accuracy, found in
floating point from the definition. Data(points).least_loss(accuracy) is the least loss that
was found of a classifier whose accuracy is less (None: of any)."""

import math
import random
from types import SimpleNamespace

import make_data_floor

SURE = 1e-9                     # margins this near to 0 count as correct, unless they are 0


class Data:
    """points: verify.Point."""

    def __init__(self, points):
        self.y = [point.label - 1 for point in points]
        self.K = max(self.y) + 1
        columns = list(zip(*(map(float, point.x) for point in points)))
        self.x = [[1.0] for _ in points]
        for column in columns:
            low, high = min(column), max(column)
            for x, value in zip(self.x, column):
                x.append(2 * (value - low) / (high - low) - 1 if high > low else 0.0)
        total = sum(point.weight for point in points)
        self.w = [float(point.weight / total) for point in points]
        self.found = {}

    def margins(self, theta, s):
        scores = [sum(a * b for a, b in zip(row, self.x[s])) for row in theta] + [0.0]
        return [scores[self.y[s]] - score for l, score in enumerate(scores)
                if l != self.y[s]]

    def judge(self, theta):
        """Loss and accuracy."""
        loss = right = 0.0
        for s, weight in enumerate(self.w):
            m = self.margins(theta, s)
            low = min(0.0, *m)
            loss += weight * (math.log(math.exp(low)
                                       + sum(math.exp(low - one) for one in m)) - low)
            right += weight * (min(m) > -SURE and min(m) != 0)
        return loss, right

    def thresholds(self):
        """All of two classes and one feature, nearly."""
        ends = sorted({x[1] for x in self.x})
        places = [k / 50 for k in range(-75, 76)] + [-1e6, 1e6]
        places += ends + [(a + b) / 2 for a, b in zip(ends, ends[1:])]
        for t in places:
            for way in (1, -1):
                def theta(size, t=t, way=way):
                    scale = 1 if abs(t) < 100 else 1 / abs(t)
                    return [[-way * size * t * scale, way * size * scale]]
                low, high = 1e-7, 60.0
                for _ in range(60):
                    a, b = low + (high - low) / 3, high - (high - low) / 3
                    if self.judge(theta(a))[0] < self.judge(theta(b))[0]:
                        high = b
                    else:
                        low = a
                yield theta(low)
                yield theta(1e-7)

    def fits(self):
        """Fits that lose some points, to some rivals, at any price."""
        chance = random.Random(1)
        stub = SimpleNamespace(u=self.x, W=self.w, Q=1, y=self.y, K=self.K,
                               d=len(self.x[0]))
        fit = make_data_floor.Fit(stub, sharpness=60.0, strength=20.0)
        fit.x = self.x
        best = fit.best([{} for _ in self.y])
        yield best
        for size in range(1, len(self.y) + 1):
            for noise in (0.0, 0.5, 2.0):
                order = []
                for s, y in enumerate(self.y):
                    rivals = [l for l in range(self.K) if l != y]
                    least = min(zip(self.margins(best, s), rivals))
                    order.append((least[0] + chance.gauss(0, noise), s, least[1]))
                signs = [{} for _ in self.y]
                for _, s, l in sorted(order)[:size]:
                    signs[s] = {l: False}
                yield fit.best(signs)

    def tried(self):
        if not self.found:
            simple = self.K == 2 and len(self.x[0]) == 2
            self.found = [self.judge(theta)
                          for theta in (self.thresholds() if simple else self.fits())]
        return self.found

    def least_loss(self, accuracy):
        return min((loss for loss, right in self.tried()
                    if accuracy is None or right < accuracy - SURE), default=math.inf)

    def contradicts(self, loss, accuracy):
        return self.least_loss(accuracy and float(accuracy)) < float(loss) - SURE
