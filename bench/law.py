"""A law of boxes: random questions about normal points, and what they took, to which straight
lines in logarithms are fitted (least squares)."""
import fractions
import math
import random

from common import Run, command_of, print_head, print_row
from rows import Row

DRAWS = 480
LIMIT = 10  # seconds of a search
LEAST = 30  # boxes; smaller searches are over before they follow any law
POINTS_LEAST, MASS_MOST = 100, 0.4  # where m* follows one: below 1/2, which delta allows
DECIDE, CRITICAL = "decide", "m*"


def spread(draw, low, high):
    """Evenly spread logarithms."""
    return math.exp(draw.uniform(math.log(low), math.log(high)))


class Question:
    def __init__(self, draw, seed):
        self.n = draw.randint(2, 6)
        self.N = round(spread(draw, 30, 3000))
        self.m0 = round(spread(draw, 0.05, 0.45), 3)
        self.kappa = round(spread(draw, 1.5, 4), 2)
        self.sigma = round(spread(draw, 0.1, 1), 2)
        self.asked = DECIDE if draw.random() < 0.6 else CRITICAL
        self.seed = seed

    def row(self):
        options = f"--m0 {self.m0} --kappa {self.kappa} --sigma {self.sigma}"
        if self.asked == DECIDE:
            options += " --decide"
        return Row(f"gaussian --dims {self.n} --points {self.N} --seed {self.seed}",
                   options, LIMIT, False)

    def run(self, program):
        run = Run(command_of(program, self.row(), 1, "--no-verify"))
        self.boxes, self.seconds, self.complete = run.boxes, run.search, run.complete
        self.violated = run.result["verdict"] == "violated"
        lo = run.result["groups"][0]["critical_mass"]["lo"]
        self.mass = self.m0 if self.asked == DECIDE else float(fractions.Fraction(lo))

    def counts(self):
        """A slab that settles --decide at once says nothing about the tree."""
        return self.boxes >= LEAST and not (self.asked == DECIDE and self.violated)

    def cells(self):
        return (self.n, self.N, self.asked, self.m0, self.kappa, self.sigma,
                f"{self.mass:.4g}", ("" if self.complete else "> ") + str(self.boxes),
                f"{self.seconds:.3f}", "violated" if self.violated else "")


def of_decide(q):
    return [1, *((q.n - 1) * x for x in (1, math.log(q.m0), math.log(q.kappa - 1),
                                         math.log(q.sigma), math.log(q.N)))]


def of_critical(q):
    return [1, *((q.n - 1) * x for x in (1, math.log(q.kappa - 1), math.log(q.sigma),
                                         math.log(q.N)))]


def is_regular(q):
    return q.N >= POINTS_LEAST and q.mass < MASS_MOST


# Name, to which questions it is fitted, terms of log boxes, and their names.
LAWS = [
    ("--decide", lambda q: q.asked == DECIDE, of_decide,
     ("factor", "base", "m0", "kappa - 1", "sigma", "N")),
    (f"m* < {MASS_MOST}, N >= {POINTS_LEAST}",
     lambda q: q.asked == CRITICAL and is_regular(q), of_critical,
     ("factor", "base", "kappa - 1", "sigma", "N")),
    ("m*, all", lambda q: q.asked == CRITICAL, of_critical,
     ("factor", "base", "kappa - 1", "sigma", "N")),
]


def least_squares(rows, values):
    """Solves the normal equations."""
    size = len(rows[0])
    m = [[sum(r[i] * r[j] for r in rows) for j in range(size)] +
         [sum(r[i] * v for r, v in zip(rows, values))] for i in range(size)]
    for i in range(size):
        pivot = max(range(i, size), key=lambda k: abs(m[k][i]))
        m[i], m[pivot] = m[pivot], m[i]
        for k in range(size):
            if k != i:
                part = m[k][i] / m[i][i]
                m[k] = [x - part * y for x, y in zip(m[k], m[i])]
    return [m[i][size] / m[i][i] for i in range(size)]


def predicted(terms, law, q):
    return math.exp(sum(x * y for x, y in zip(terms(q), law)))


def print_law(questions, name, fits, terms, names):
    """A law, and the factors by which it misses: those it was fitted to, and, left out one
    at a time, each by the law of the others."""
    used = [q for q in questions if q.complete and q.counts() and fits(q)]
    law = least_squares([terms(q) for q in used], [math.log(q.boxes) for q in used])
    missed = sorted(max(predicted(terms, law, q) / q.boxes,
                        q.boxes / predicted(terms, law, q)) for q in used)
    left_out = []
    for q in used:
        others = [other for other in used if other is not q]
        own = least_squares([terms(o) for o in others],
                            [math.log(o.boxes) for o in others])
        left_out.append(max(predicted(terms, own, q) / q.boxes,
                            q.boxes / predicted(terms, own, q)))
    stopped = [q for q in questions if not q.complete and q.counts() and fits(q)]
    below = sum(predicted(terms, law, q) < q.boxes for q in stopped)
    print_row(name, len(used), f"{math.exp(law[0]):.3g}", f"{math.exp(law[1]):.3g}",
              ", ".join(f"{n} {x:.2f}" for n, x in zip(names[2:], law[2:])),
              f"{missed[len(missed) // 2]:.2f}", f"{missed[len(missed) * 9 // 10]:.2f}",
              f"{missed[-1]:.2f}", f"{max(left_out):.2f}", f"{below} of {len(stopped)}")


def print_laws(questions):
    """boxes = factor (base m0^a (kappa - 1)^b ...)^(n - 1). The last column: searches that were
    stopped, after more boxes than the law says they need."""
    print_head("question", "searches", "factor", "base", "powers", "misses by, median",
               "9 of 10", "worst", "worst, left out", "stopped beyond it")
    for name, fits, terms, names in LAWS:
        print_law(questions, name, fits, terms, names)


def main(program):
    draw = random.Random(1)
    questions = [Question(draw, seed) for seed in range(1, DRAWS + 1)]
    print_head("n", "N", "question", "m0", "kappa", "sigma", "m", "boxes", "search s", "")
    for q in questions:
        q.run(program)
        print_row(*q.cells())
    print()
    print_laws(questions)
    return 0
