"""The instances that are timed."""
import collections

# instance: arguments of `doublecheck generate`, or a file of datasets/. limit: seconds
# that the search may take. baseline: is bench/baseline run on it too?
Row = collections.namedtuple("Row", "instance options limit baseline")


def gaussian(dims, points, options="", limit=300):
    return Row(f"gaussian --dims {dims} --points {points} --seed 1", options, limit, True)


def real(name, options="", limit=300):
    return Row(f"real/{name}.csv", options, limit, False)


TABLE = [
    gaussian(1, 1_000_000),
    gaussian(2, 1_000),
    gaussian(2, 1_000, "--m0 27/500"),
    gaussian(2, 10_000),
    gaussian(2, 100_000),
    gaussian(2, 100_000, "--decide"),
    gaussian(2, 1_000_000, "--decide"),
    gaussian(3, 200, "--m0 27/100"),
    gaussian(3, 300),
    gaussian(3, 1_000),
    gaussian(3, 1_000, "--decide --m0 1/5"),
    gaussian(3, 10_000, "--decide --m0 1/5"),
    gaussian(3, 100_000, "--decide --m0 1/5"),
    gaussian(4, 100),
    gaussian(4, 300),
    gaussian(4, 1_000, "--decide --m0 3/10"),
    *(gaussian(5, points, "--decide --m0 2/5", 120) for points in (100, 400, 1_000, 3_000)),
    *(gaussian(6, points, "--decide --m0 9/20", 120) for points in (50, 100, 130, 150)),
    real("iris"),
    real("breast_cancer", "--family sparse:2"),
    real("breast_cancer", "--family sparse:3"),
    real("digits", "--family sparse:2"),
    Row("real/mnist/t10k-images-idx3-ubyte.gz", "--family axes", 300, False),
]

THREADS = [
    gaussian(2, 3_000),
    gaussian(2, 100_000, "--decide"),
    gaussian(3, 1_000),
    gaussian(4, 1_000, "--decide --m0 3/10"),
    real("breast_cancer", "--family sparse:2"),
]

# Each well below a second without valgrind.
QUICK = [
    gaussian(1, 20_000),
    gaussian(2, 500),
    gaussian(3, 100),
    gaussian(4, 50),
    real("iris", "--columns petal_length_cm,petal_width_cm"),
]

_PARTS = (5, 10, 20, 40)

# What varies, and the instances with its values.
GROWTH = [
    ("n = 2, m*: N", [(N, gaussian(2, N)) for N in (250, 500, 1000, 2000, 4000, 8000)]),
    ("n = 3, m*: N", [(N, gaussian(3, N)) for N in (100, 200, 400, 800)]),
    ("n = 2, --decide --m0 1/10: N",
     [(N, gaussian(2, N, "--decide")) for N in (1000, 4000, 16000, 64000)]),
    ("n = 3, --decide --m0 1/5: N",
     [(N, gaussian(3, N, "--decide --m0 1/5")) for N in (1000, 2000, 4000, 8000, 16000)]),
    ("n = 2, N = 10000, --decide: 1/m0",
     [(d, gaussian(2, 10_000, f"--decide --m0 1/{d}")) for d in _PARTS]),
    ("n = 3, N = 10000, --decide: 1/m0",
     [(d, gaussian(3, 10_000, f"--decide --m0 1/{d}", 120)) for d in _PARTS]),
]

# What `doublecheck floor --only data` is timed on: a file of datasets/real, or "clouds"
# (floors.py makes them). safe: the safe floor, and no better one. limit: seconds that it may
# take; target: that it should.
Floor = collections.namedtuple("Floor", "title data loss limit target columns safe")


def safe(title, data, loss, target):
    return Floor(title + ": safe only", data, loss, 600, target, None, True)


def exact(title, data, loss, limit, target, columns):
    return Floor(title, data, loss, limit, target, columns, False)


_TEXTURE = "mean_radius,mean_texture"
_SMOOTHNESS = "mean_radius,mean_texture,mean_smoothness"
_FIRST_TEN = ",".join(map(str, range(1, 11)))


def breast_cancer(loss, limit, target, columns, what):
    return exact(f"breast_cancer, {what}", "breast_cancer", loss, limit, target, columns)


# Each two classes and each two features.
IRIS_PAIRS = [exact("iris, 2 classes, 2 features: worst of all", "iris", loss, 60, 60, None)
              for loss in ("1/10", "3/10")]

FLOORS = [
    safe("breast_cancer 569 x 30", "breast_cancer", "1/10", 2),
    safe("digits 1797 x 64, 10 classes", "digits", "1/10", 60),
    safe("clouds 10000 x 64", "clouds", "97/500", 60),
    safe("clouds 10000 x 64", "clouds", "97/200", 60),
    breast_cancer("3/10", 300, 60, _TEXTURE, "radius, texture"),
    breast_cancer("2/5", 300, 60, _TEXTURE, "radius, texture"),
    breast_cancer("3/10", 60, "–", _SMOOTHNESS, "radius, texture, smoothness"),
    breast_cancer("1/5", 10, "–", _FIRST_TEN, "first 10 features, 10 s"),
    breast_cancer("1/5", 60, "–", _FIRST_TEN, "first 10 features, 60 s"),
    exact("iris, 4 features, 3 classes, 20 s", "iris", "3/10", 20, "–", None),
    exact("wine, 13 features, 3 classes, 20 s", "wine", "1/10", 20, "–", None),
]

FLOORS_LONG = [breast_cancer("1/5", 600, "–", _FIRST_TEN, "first 10 features, 600 s")]
