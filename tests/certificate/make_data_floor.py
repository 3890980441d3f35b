"""Makes certificates of data floors for small data sets, without the library: vectors come
from fits in floating point, bases from exact inverses. In a proof by points the loss that
is claimed is a little less than what the leaves prove, as verify_data_floor.py computes it.

make(example) returns the data file's bytes and the certificate's tokens.
"""

import hashlib
import math
import random
from collections import namedtuple
from fractions import Fraction

import verify
import verify_data_floor as second

LOG_2 = 195103586505166                 # 2^48 log 2, rounded down

# points: (features, label, weight), all but the features texts; kept: (feature, shift,
# scale); dropped: (feature, fractions); matrix: its integers, or None; how: what to prove
Example = namedtuple("Example", "name points kept dropped matrix bits weights accuracy how")
# levels of decisions; price: None (the best), or a number
Points = namedtuple("Points", "levels price")
# prices: those that are tried
Directions = namedtuple("Directions", "loss prices")
# T5: a misclassified point costs log 2
Trivial = namedtuple("Trivial", "")


# ---- The claim -----------------------------------------------------------------------

def data_of(example):
    return "".join(",".join([*map(str, x), label, str(weight)]) + "\n"
                   for x, label, weight in example.points).encode()


def canonical(example):
    names, lines = {}, []
    for x, label, weight in example.points:
        number = names.setdefault(label, len(names) + 1)
        features = ",".join(str(Fraction(value)) for value in x)
        lines.append(f"{features};{Fraction(weight)};{number};0\n")
    return "".join(lines).encode()


def head_of(example, loss):
    n = len(example.points[0][0])
    text = f"""ddata 1 data {hashlib.sha256(data_of(example)).hexdigest()}
        header no delimiter comma features {n} {" ".join(map(str, range(1, n + 1)))}
        label {n + 1} weight {n + 2} cell none
        points {hashlib.sha256(canonical(example)).hexdigest()} loss {loss}"""
    text += " vacuous" if example.accuracy is None else f" accuracy {example.accuracy}"
    text += f" bits {example.bits} keep {len(example.kept)}"
    for feature, shift, scale in example.kept:
        text += f" {feature} {shift} {scale}"
    text += f" drop {len(example.dropped)}"
    for feature, fractions in example.dropped:
        text += f" {feature} {' '.join(map(str, fractions))}"
    text += " matrix " + (" ".join(map(str, example.matrix)) if example.matrix
                          else "identity")
    return f"{text} weights {example.weights}".split()


def space_of(data, tokens):
    """... that a certificate begins with."""
    tokens = verify.Tokens(" ".join(tokens))
    return second.Space(tokens, second.read_claim(tokens, data))


# ---- Linear equations ----------------------------------------------------------------

def inverse(B):
    """Of a square of numbers; None if there is none."""
    d = len(B)
    rows = [list(row) + [int(i == k) for k in range(d)] for i, row in enumerate(B)]
    for i in range(d):
        pivot = next((k for k in range(i, d) if rows[k][i]), None)
        if pivot is None:
            return None
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [one / rows[i][i] for one in rows[i]]
        for k in range(d):
            if k != i and rows[k][i]:
                rows[k] = [a - rows[k][i] * b for a, b in zip(rows[k], rows[i])]
    return [row[d:] for row in rows]


# ---- Fits, in floating point ---------------------------------------------------------

class Fit:
    """Scores of the classes but the last, in coordinates of a size of about 1."""

    def __init__(self, space, sharpness=4.0, strength=3.0):
        self.space, self.sharpness, self.strength = space, sharpness, strength
        most = [max(abs(u[l]) for u in space.u) or 1 for l in range(space.d)]
        self.x = [[float(Fraction(a) / Fraction(b)) for a, b in zip(u, most)]
                  for u in space.u]
        self.w = [w / space.Q for w in space.W]

    def margins(self, theta, s):
        scores = [sum(a * b for a, b in zip(row, self.x[s])) for row in theta] + [0.0]
        return [scores[self.space.y[s]] - score for score in scores]

    def price(self, positive):
        """With more than two classes P_sy must not become negative."""
        return 0 if positive and self.space.K > 2 else self.strength

    def shares(self, theta, s, signs):
        """a_l = -d/dm_l of the point's loss, and of the price of margins that are not as
        they have been decided."""
        m, y = self.margins(theta, s), self.space.y[s]
        least = min(m)
        share = [math.exp(least - one) for one in m]     # of the scores
        share = [one / sum(share) for one in share]
        for l, positive in signs.items():
            way = -1 if positive else 1
            off = way * self.sharpness * m[l]
            price = self.price(positive) / (1 + math.exp(-max(min(off, 500), -500)))
            share[l] -= way * price
            share[y] += way * price
        return share

    def height(self, flat, signs):
        """What the gradient is that of."""
        theta, total = self.rows(flat), 5e-10 * sum(a * a for a in flat)
        for s, weight in enumerate(self.w):
            m = self.margins(theta, s)
            least = min(m)
            point = math.log(sum(math.exp(least - one) for one in m)) - least
            for l, positive in signs[s].items():
                off = (-1 if positive else 1) * self.sharpness * m[l]
                more = max(off, 0) + math.log1p(math.exp(-abs(off)))
                point += self.price(positive) / self.sharpness * more
            total += weight * point
        return total

    def rows(self, flat):
        return [flat[k:k + self.space.d] for k in range(0, len(flat), self.space.d)]

    def gradient(self, flat, signs):
        theta = self.rows(flat)
        found = [[0.0] * self.space.d for _ in theta]
        for s, weight in enumerate(self.w):
            share = self.shares(theta, s, signs[s])
            for j, row in enumerate(found):
                factor = weight * (share[j] - (self.space.y[s] == j))
                for l, value in enumerate(self.x[s]):
                    row[l] += factor * value
        return [value + 1e-9 * old for value, old in zip(sum(found, []), flat)]

    def best(self, signs):
        """Newton's steps, shorter where the height would not fall."""
        flat, damping = [0.0] * (self.space.d * (self.space.K - 1)), 1e-3
        height = self.height(flat, signs)
        for _ in range(100):
            g = self.gradient(flat, signs)
            if sum(a * a for a in g) < 1e-20:
                break
            H = []
            for k in range(len(flat)):
                moved = self.gradient(flat[:k] + [flat[k] + 1e-5] + flat[k + 1:], signs)
                H.append([(a - b) / 1e-5 for a, b in zip(moved, g)])
            while damping < 1e6:
                step = inverse([[a + damping * (i == k) for k, a in enumerate(row)]
                                for i, row in enumerate(H)])
                new = [a - sum(b * c for b, c in zip(row, g)) for a, row in zip(flat, step)]
                if self.height(new, signs) <= height:
                    break
                damping *= 4
            else:
                break
            flat, height, damping = new, self.height(new, signs), damping / 8
        return self.rows(flat)

    def vector(self, theta, signs):
        space, vector = self.space, []
        for s, y in enumerate(space.y):
            P = [round(2**space.b * one) for one in self.shares(theta, s, signs[s])]
            P[y] += 2**space.b - sum(P)
            vector.append(P)
        return vector


def written(space, vector):
    return [str(one) for y, P in zip(space.y, vector) for j, one in enumerate(P) if j != y]


# ---- Bases ---------------------------------------------------------------------------

def random_basis(space, vector, chance):
    """Its tokens; of some that are tried, that with the least entries of inverses. None if
    there is none. Points come first whose numbers may change a little."""
    best, d = None, space.d
    heavy = [s for s, w in enumerate(space.W) if w]
    if len(heavy) < d * (space.K - 1):
        return None
    for _ in range(30):
        order = chance.sample(heavy, len(heavy))
        blocks = []
        for j in range(space.K - 1):
            order.sort(key=lambda s, j=j: min(8, vector[s][j], vector[s][-1]))
            blocks.append([order.pop() for _ in range(d)])
        found = [inverse([[Fraction(space.W[s] * space.u[s][l]) for s in points]
                          for l in range(d)]) for points in blocks]
        if None in found:
            continue
        size = max(abs(one) for block in found for row in block for one in row)
        if not best or size < best[0]:
            best = size, blocks, found
    if not best:
        return None
    _, blocks, found = best
    # R B is as near to 2^r as rounding R allows
    r = max(abs(w * a).bit_length() for w, u in zip(space.W, space.u) for a in u) + 12
    tokens = [str(r)]
    for points, R in zip(blocks, found):
        tokens += [str(s + 1) for s in points]
        tokens += [str(round(2**r * one)) for row in R for one in row]
    return tokens


# ---- Proofs by points ----------------------------------------------------------------

def best_price(value):
    """An integer k >= 0 with the largest value, which is concave in it."""
    low, high = 0, 2**51
    while high - low > 2:
        one, two = low + (high - low) // 3, high - (high - low) // 3
        if value(one) < value(two):
            low = one
        else:
            high = two
    return max(range(low, high + 1), key=value)


class Tree:
    def __init__(self, space, how, chance):
        self.space, self.how, self.fit, self.chance = space, how, Fit(space), chance
        self.texts, self.bases = [], []
        self.least = None               # what each leaf proves

    def total(self, basis, k, vector, signs):
        try:
            return second.total_of(self.space, basis, k, vector, signs) + k * self.space.T
        except verify.Rejected:
            return None

    def find_basis(self, vector, signs):
        """The number of one with which no number becomes negative; a new one if need be."""
        for _ in range(40):
            for number, basis in enumerate(self.bases):
                if self.total(basis, 0, vector, signs) is not None:
                    return number
            text = random_basis(self.space, vector, self.chance)
            if not text:
                break
            basis = second.Basis(verify.Tokens(" ".join(text)), self.space)
            if self.total(basis, 0, vector, signs) is not None:
                self.texts.append(text)
                self.bases.append(basis)
        raise ValueError("no basis leaves all numbers positive")

    def trivial(self):
        space = self.space
        vector = [[2**space.b * (y == j) for j in range(space.K)] for y in space.y]
        text = random_basis(space, vector, self.chance)
        self.texts.append(text)
        basis = second.Basis(verify.Tokens(" ".join(text)), space)
        self.least = self.total(basis, LOG_2, vector, [{} for _ in space.y])
        return ["b", "1", str(LOG_2), *written(space, vector)]

    def leaf(self, theta, signs):
        vector = self.fit.vector(theta, signs)
        number, k = self.find_basis(vector, signs), self.how.price
        basis = self.bases[number]
        if k is None:
            k = best_price(lambda k: self.total(basis, k, vector, signs))
        total = self.total(basis, k, vector, signs)
        self.least = total if self.least is None else min(total, self.least)
        return ["b", str(number + 1), str(k), *written(self.space, vector)]

    def grow(self, signs, levels):
        space = self.space
        unkept = sum(w for w, one in zip(space.W, signs)
                     if len(one) < space.K - 1 or not all(one.values()))
        if unkept < space.T:
            return ["n"]
        theta = self.fit.best(signs)
        open_rivals = [(self.fit.margins(theta, s)[l], s, l)
                       for s, one in enumerate(signs) if all(one.values())
                       for l in range(space.K) if l != space.y[s] and l not in one]
        if levels == 0 or not open_rivals:
            return self.leaf(theta, signs)
        _, s, l = min(open_rivals)
        tokens = [f"p{s + 1}:{l + 1}"]
        for positive in (False, True):
            decided = [{**one, l: positive} if k == s else one
                       for k, one in enumerate(signs)]
            tokens += self.grow(decided, levels - 1)
        return tokens


def by_points(example, chance):
    space = space_of(data_of(example), head_of(example, 0))
    tree = Tree(space, example.how, chance)
    if isinstance(example.how, Trivial):
        tokens = tree.trivial()
    else:
        tokens = tree.grow([{} for _ in space.W], example.how.levels)
    loss = Fraction(1)                  # all leaves count
    if tree.least is not None:
        loss = Fraction((tree.least - 1) * 10**6 // (space.Q * 2**48), 10**6)
    if loss < 0:
        raise ValueError("nothing is proved")
    bases = [token for text in tree.texts for token in text]
    return loss, ["points", "bases", str(len(tree.texts)), *bases, *tokens]


# ---- Proofs by directions ------------------------------------------------------------

class Charts:
    def __init__(self, space, how, loss):
        self.space, self.how = space, how
        self.fit = Fit(space)
        self.cuts, self.residues = [], []
        space.budget = loss * space.Q * 2**48
        self.boxes = 0

    def share(self, m, k):
        """The a of K = 2 with the largest min{H(a), G(a) - k} - a m."""
        a = 1 / (1 + math.exp(max(min(m, 300), -300)))
        if m <= 0 or k == 0:
            return a
        low, high = 0.0, 0.5            # H(end) = log 2 - k
        for _ in range(60):
            end = (low + high) / 2
            H = -end * math.log(end) - (1 - end) * math.log(1 - end)
            low, high = (end, high) if H < math.log(2) - k else (low, end)
        return min(a, low)

    def vector_along(self, v, length, k):
        """... and how much the scores of that direction add to its sum."""
        space, vector, slope = self.space, [], 0
        for u, y, w in zip(space.u, space.y, self.fit.w):
            m = sum(a * b for a, b in zip(v, u)) / 2**20 * (1 if y == 0 else -1)
            a = self.share(length * m, k / 2**48)
            slope += w * a * m
            P = round(2**space.b * a)
            vector.append([2**space.b - P, P] if y == 0 else [P, 2**space.b - P])
        return vector, slope

    def cut(self, v, k):
        """The cut that is most against a direction, in coordinates of u, or None."""
        space, best = self.space, None
        low, high = 0.0, 100.0
        for _ in range(40):
            length = (low + high) / 2
            vector, slope = self.vector_along(v, length, k)
            proves = space.proves(sum(w * space.value(s, vector[s], k, {})
                                      for s, w in enumerate(space.W)), k)
            if proves and slope < 0:
                best = vector
            low, high = (length, high) if proves or slope >= 0 else (low, length)
        return best

    def excludes(self, residue, c, g):
        rho, rad = residue
        return sum(c[l] * rho[l] + g[l] * abs(rho[l]) + (abs(c[l]) + g[l]) * rad[l]
                   for l in range(self.space.d)) <= 0

    def leaf(self, c, g):
        space = self.space
        if sum(w for s, w in enumerate(space.W)
               if not second.kept_in(space, s, c, g)) < space.T:
            return "n"
        for number, residue in enumerate(self.residues):
            if self.excludes(residue, c, g):
                return f"c{number + 1}"
        for k in self.how.prices:
            vector = self.cut([float(one) for one in c], k)
            if vector and self.excludes(space.residue(vector, 0), c, g):
                self.cuts.append((k, vector))
                self.residues.append(space.residue(vector, 0))
                return f"c{len(self.cuts)}"
        return None

    def grow(self, c, g):
        self.boxes += 1
        if self.boxes > 600:
            raise ValueError("too many boxes")
        leaf = self.leaf(c, g)
        if leaf:
            return [leaf]
        if max(g) == 0:
            raise ValueError("no cut excludes this")
        l = g.index(max(g))
        half = g[:l] + [g[l] / 2] + g[l + 1:]
        tokens = ["h"]
        for way in (-1, 1):
            tokens += self.grow(c[:l] + [c[l] + way * half[l]] + c[l + 1:], half)
        return tokens

    def tokens(self):
        d, charts = self.space.d, []
        for l in range(d):
            for v in (1, -1):
                charts += self.grow([Fraction(v * (j == l)) for j in range(d)],
                                    [Fraction(j != l) for j in range(d)])
        cuts = [token for k, vector in self.cuts
                for token in [str(k), *written(self.space, vector)]]
        return ["directions", "cuts", str(len(self.cuts)), *cuts, *charts]


def by_directions(example):
    loss = Fraction(example.how.loss)
    space = space_of(data_of(example), head_of(example, loss))
    return loss, Charts(space, example.how, loss).tokens()


def make(example):
    chance = random.Random(example.name)
    if isinstance(example.how, Directions):
        loss, proof = by_directions(example)
    else:
        loss, proof = by_points(example, chance)
    return data_of(example), head_of(example, loss) + ["proof", *proof, "end"]
