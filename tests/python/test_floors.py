"""floor and simulate give the answers of the command line."""
import os
import unittest

import doublecheck
from harness import DATASETS, number, read_texts, run_program

XOR = os.path.join(DATASETS, "synthetic", "xor_2d.csv")
FILLED = os.path.join(DATASETS, "synthetic", "filled_1d.csv")


class Floors(unittest.TestCase):
    def compare(self, path, arguments, options):
        X, y, _ = read_texts(path)
        result = doublecheck.floor(X, y, **arguments)
        wanted = run_program("floor", path, *options)
        row = wanted["floors"][0]
        self.assertEqual(result.loss, number(row["loss"]))
        self.assertEqual(result.trivial, number(row["trivial"]))
        self.assertEqual(result.doubling, number(row["floor"]))
        self.assertEqual(result.stop, wanted["stop"])
        constants = row["constants"] and {name: number(value)
                                          for name, value in row["constants"].items()}
        self.assertEqual(result.constants and vars(result.constants), constants)
        self.assertEqual(result.best, number(wanted["best"]["floor"]))
        self.assertEqual((result.proof, result.floor_proof), (wanted["proof"], "none"))
        self.compare_data(result.data, wanted["data_floor"])
        return result

    def compare_data(self, found, wanted):
        self.assertEqual(found is None, wanted is None)
        if not found:
            return
        for field in ("safe", "least", "most"):
            self.assertEqual(getattr(found, field), number(wanted[field]), field)
        for field in ("vacuous", "optimal", "stop", "proof"):
            self.assertEqual(getattr(found, field), wanted[field], field)
        if wanted["worst"]:
            self.assertEqual(found.worst.tolist(),
                             [[number(entry) for entry in row]
                              for row in wanted["worst"]["coefficients"]])

    def test_of_a_loss(self):
        result = self.compare(FILLED, {"loss": "0.3", "fineness": 1},
                              ["--loss", "0.3", "--fineness", "1"])
        self.assertGreater(result.doubling, result.trivial)
        self.assertEqual((result.proof, result.data.proof), ("verified", "verified"))
        vacuous = self.compare(XOR, {"loss": "0.6", "only": "data"},
                               ["--loss", "0.6", "--only", "data"])
        self.assertEqual((vacuous.data.vacuous, vacuous.data.proof), (True, "verified"))

    def test_of_an_accuracy_and_of_fixed_constants(self):
        self.compare(FILLED, {"accuracy": "0.9", "only": "doubling", "fineness": 1},
                     ["--accuracy", "0.9", "--only", "doubling", "--fineness", "1"])
        self.compare(FILLED, {"loss": "0.2", "kappa": 2, "sigma": "1/4", "delta": "1/2",
                            "only": "doubling"},
                     ["--loss", "0.2", "--fixed", "--kappa", "2", "--sigma", "1/4", "--delta",
                      "1/2", "--only", "doubling"])
        self.compare(FILLED, {"loss": "0.2", "family": "width:1/100", "slope": 5,
                            "only": "doubling", "fineness": 1},
                     ["--loss", "0.2", "--family", "width:1/100", "--slope", "5", "--only",
                      "doubling", "--fineness", "1"])

    def test_bad_options(self):
        X, y = [[k] for k in range(10)], [0, 1] * 5
        for bad in ({}, {"loss": 1, "accuracy": 1}, {"loss": -1}, {"loss": 1, "kappa": 2},
                    {"loss": 1, "only": "none"}, {"loss": 1, "slope": 1},
                    {"loss": 1, "family": "width:1"}, {"accuracy": "1/2", "only": "data"},
                    {"loss": 0.1}):
            with self.subTest(bad=bad), self.assertRaises(doublecheck.UsageError):
                doublecheck.floor(X, y, **bad)
        for classes in (None, [0] * 10):
            with self.assertRaises(doublecheck.InputError):
                doublecheck.floor(X, classes, "1/10")


class Simulations(unittest.TestCase):
    def compare(self, path, arguments, options):
        X, y, _ = read_texts(path)
        result = doublecheck.simulate(X, y, **arguments)
        wanted = run_program("simulate", path, *options)
        for field in ("finding", "coverage", "interrupted", "exceeded", "proof", "data_proof"):
            self.assertEqual(getattr(result, field), wanted[field], field)
        self.assertEqual(len(result.runs), len(wanted["runs"]))
        for run, other in zip(result.runs, wanted["runs"]):
            self.compare_run(run, other)
        return result

    def compare_run(self, run, wanted):
        self.assertEqual((run.seed, run.state, run.finding, list(run.fails), len(run.looks)),
                         (wanted["seed"], wanted["state"], wanted["finding"],
                          wanted["fails"], wanted["looks"]))
        for field in ("step", "loss", "accuracy", "least_margin", "mean_margin"):
            self.assertEqual(run.looks[field][-1], wanted["end"][field], field)
        found = wanted["guarantee"]
        self.assertEqual(run.start is None, found is None)
        if not found:
            return
        self.assertEqual(run.looks["step"][run.start], found["t0"]["step"])
        self.assertEqual((run.loss, run.trivial, run.floor, run.condition, run.drop,
                          list(run.lacks)),
                         (number(found["loss"]), number(found["trivial"]),
                          number(found["floor"]), found["condition"], found["drop"],
                          found["lacks"]))
        self.assertEqual(run.best, number(found["best"]["floor"]))
        self.assertEqual(run.data_floor is None, found["data_floor"] is None)
        if run.data_floor:
            self.assertEqual((run.data_floor.least, run.data_floor.most),
                             (number(found["data_floor"]["least"]),
                              number(found["data_floor"]["most"])))
        self.assertEqual(run.adversary,
                         found["adversary"] and found["adversary"]["accuracy"])

    def test_linear(self):
        result = self.compare(FILLED, {"seeds": 3, "steps": 60, "t0_accuracy": "0.9"},
                              ["--seeds", "3", "--steps", "60", "--t0-accuracy", "0.9"])
        self.assertIn("CONFIRMED", {run.finding for run in result.runs})
        self.assertEqual((result.proof, result.data_proof), ("verified", "none"))

    def test_points_without_room(self):
        result = self.compare(FILLED, {"seeds": 3, "steps": 60, "t0_accuracy": "0.9",
                                       "memory": 100 << 10},
                              ["--seeds", "3", "--steps", "60", "--t0-accuracy", "0.9",
                               "--memory", "100K", "--quiet"])
        self.assertEqual((result.finding, result.exceeded), ("NOT COVERED", True))

    NETWORK = {"seeds": 2, "seed": 7, "steps": 30, "t0_accuracy": "0.6", "optimizer": "adam",
               "rate": "0.1", "batch": 32, "scale": "none", "fineness": 1, "m0": "49/100"}

    def network(self, arguments, flags):
        """The same with options that these runs share, of the names of the command line."""
        both = {**self.NETWORK, **arguments}
        options = [word for name, value in both.items()
                   for word in (f"--{name.replace('_', '-')}", str(value))]
        both["architecture"] = both.pop("arch")
        return self.compare(FILLED, {**both, **dict.fromkeys(flags, True)},
                            options + [f"--{flag}" for flag in flags])

    def test_frozen_layers(self):
        every = self.network({"arch": "1", "freeze": 1, "floor": "all"}, ["fixed", "float32"])
        self.assertEqual((every.coverage, every.finding, every.proof, every.data_proof),
                         ("features", "CONFIRMED", "verified", "verified"))
        some = self.network({"arch": "2", "freeze": 1}, ["fixed", "float32"])
        self.assertEqual([run.condition for run in some.runs], ["violated", "holds"])
        self.assertEqual(some.proof, "verified")
        flat = self.network({"arch": "2", "freeze": 1, "activation": "relu", "rate": "0.01"},
                            ["fixed"])
        self.assertIn("zero-slope", flat.runs[0].fails)

    def test_moving_layers(self):
        moving = self.network({"arch": "2"}, ["fixed"])
        self.assertEqual((moving.coverage, moving.proof), ("cells", "none"))

    def test_adversaries(self):
        result = self.compare(
            XOR, {"adversary": True, "seeds": 1, "steps": 30, "t0_accuracy": "0.5",
                  "fixed": True, "m0": "49/100"},
            ["--adversary", "--seeds", "1", "--steps", "30", "--t0-accuracy", "0.5", "--fixed",
             "--m0", "49/100"])
        self.assertIsNotNone(result.runs[0].adversary)
        self.assertEqual(result.data_proof, "verified")

    def test_bad_options(self):
        X, y = [[k] for k in range(10)], [0, 1] * 5
        for bad in ({"optimizer": "none"}, {"scale": "half"}, {"floor": "none"},
                    {"rate": "x"}, {"seeds": 0}, {"architecture": "x"}):
            with self.subTest(bad=bad), self.assertRaises(doublecheck.UsageError):
                doublecheck.simulate(X, y, **bad)


if __name__ == "__main__":
    unittest.main()
