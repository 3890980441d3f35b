"""What memorize answers: J1 and J2, symmetry, the verdict; exit codes, text, JSON and CSV."""

import csv
import io
import json
import math
import re
import signal
import unittest

import harness


def clusters(classes=3, each=20, more=0):
    """Points around the corners of a polygon, with labels that say which, and more columns
    that say nothing."""
    rows, state = [",".join(["x", "y", *(f"n{k}" for k in range(more)), "label"])], 7
    for k in range(classes * each):
        noise = []
        for _ in range(2 + more):
            state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
            noise.append(state / 2**64 - 0.5)
        angle = 2 * math.pi * (k % classes) / classes
        numbers = [3 * math.cos(angle) + noise[0], 3 * math.sin(angle) + noise[1],
                   *noise[2:]]
        rows.append(",".join(f"{x:.6f}" for x in numbers) + f",{'abc'[k % classes]}")
    return "\n".join(rows) + "\n"


# Some hundredths of a second.
QUICK = ("--arch", "8", "--epochs", "10", "--rate", "0.02")
LOSSES = "cross-entropy,mse,normalised-mse,mae,rll:0.45".split(",")


class Memorize(harness.JsonTest):
    SCHEMA = "memorize.schema.json"

    def setUp(self):
        super().setUp()
        self.write("three.csv", clusters())
        self.write("two.csv", clusters(2))
        self.write("wide.csv", clusters(each=100, more=6))

    def rows(self, name):
        return list(csv.DictReader(io.StringIO(self.read(name))))

    def timeless(self, text):
        return re.sub(r", \d+\.\d+ s\n", "\n", text)

    # What is found

    def test_clean_labels_are_learnt(self):
        result = self.json(0, "memorize", "three.csv", "--noise", "0,1/5", *QUICK)
        self.assertEqual([loss["loss"] for loss in result["losses"]], LOSSES)
        self.assertEqual([(run["loss"], run["noise"]) for run in result["runs"]],
                         [(loss, noise) for loss in LOSSES for noise in (0, 0.2)])
        for loss in result["losses"]:
            self.assertEqual((loss["clean_j1"], loss["learns"]), (1, True))
        for run in result["runs"]:
            self.assertEqual(run["end"]["epoch"], 10)
            self.assertEqual(run["state"], "complete")
            self.assertEqual(run["replaced"] > 0, run["noise"] > 0)
            if run["noise"] == 0:
                self.assertEqual(run["end"]["j1"], run["end"]["j2"])
        self.assertEqual(len({run["replaced"] for run in result["runs"]
                              if run["noise"] > 0}), 1)

    def test_memorizing(self):
        """A wide network learns every wrong label with cross-entropy, few with mae."""
        arguments = ("memorize", "wide.csv", "--losses", "cross-entropy,mae", "--noise",
                     "0,0.3", "--arch", "128", "--epochs", "60", "--rate", "0.01")
        result = self.json(0, *arguments)
        ends = {(run["loss"], run["noise"]): run for run in result["runs"]}
        wrong = ends["mae", 0.3]["replaced"] / 300
        self.assertGreaterEqual(ends["cross-entropy", 0.3]["end"]["j1"], 0.95)
        self.assertLessEqual(ends["cross-entropy", 0.3]["end"]["j2"], 1.05 - wrong)
        self.assertGreaterEqual(ends["mae", 0.3]["end"]["j2"], 0.95)
        self.assertEqual([(loss["resists_up_to"], loss["resists"])
                          for loss in result["losses"]], [(0, False), (0.3, True)])
        self.assertEqual(result["verdict"], "RESISTS")
        text = self.check(0, *arguments)
        self.assertEqual(text.word, "RESISTS mae")
        self.assertRegex(text.out, r"\ncross-entropy  +1\.0000  yes     none\n")
        self.assertRegex(text.out, r"\nmae  +1\.0000  yes     0\.3\n")
        self.assertEqual(self.check(0, *arguments, "--quiet").out, "RESISTS mae\n")

    def test_no_loss_resists(self):
        arguments = ("memorize", "wide.csv", "--losses", "cross-entropy", "--noise",
                     "0,0.3", "--arch", "128", "--epochs", "60", "--rate", "0.01")
        self.assertEqual(self.check(0, *arguments).word, "NONE")
        self.assertEqual(self.json(0, *arguments)["verdict"], "NONE")
        self.assertEqual(self.check(0, *arguments, "--within", "1").word,
                         "RESISTS cross-entropy")

    def test_without_clean_runs(self):
        arguments = ("memorize", "three.csv", "--noise", "0.2,0.4", *QUICK)
        result = self.json(0, *arguments)
        self.assertEqual(result["verdict"], "UNDECIDED")
        for loss in result["losses"]:
            self.assertEqual([loss[key] for key in ("clean_j1", "learns",
                                                    "resists_up_to", "resists")],
                             [None] * 4)
        text = self.check(0, *arguments)
        self.assertEqual(text.word, "UNDECIDED")
        self.assertIn("Without noise 0 there is no clean J1, and no loss is judged.\n",
                      text.out)

    def test_too_much_noise(self):
        arguments = ("memorize", "two.csv", "--noise", "0,0.2,0.5,0.9", "--losses",
                     "mae", *QUICK)
        result = self.json(0, *arguments)
        loss, = result["losses"]
        self.assertEqual((loss["resists"], loss["resists_up_to"]), (True, 0.2))
        text = self.check(0, *arguments).out
        self.assertIn("\nNoise from 1/2 on does not count: ", text)
        self.assertIn("probability 1 - noise, else the other one\n", text)
        only = self.check(0, "memorize", "two.csv", "--noise", "0,1/2", "--losses", "mae",
                          *QUICK)
        self.assertEqual(only.word, "UNDECIDED")
        self.assertIn("\nNo noise counts: there is nothing to judge.\n", only.out)

    # Symmetry and the identity

    def test_symmetry(self):
        for name, K in (("two.csv", 2), ("three.csv", 3)):
            losses = LOSSES[:-1] + ["rll:0.01", "rll:1/2"]
            result = self.json(0, "memorize", name, "--noise", "0,0.3", "--losses",
                               ",".join(losses), *QUICK)
            constants = [K * math.log(K), K - 1, 1, 2 * (K - 1), K * math.log(101),
                         K * math.log(3)]
            for loss, constant in zip(result["losses"], constants):
                found = loss["symmetry"]
                self.assertEqual(found["symmetric"],
                                 loss["loss"] not in ("cross-entropy", "mse"))
                self.assertAlmostEqual(found["constant"], constant, 12)
                self.assertLessEqual(found["least"], found["constant"])
                self.assertGreaterEqual(found["greatest"], found["constant"])

    def test_identity(self):
        result = self.json(0, "memorize", "three.csv", "--noise", "0,0.3,1", *QUICK)
        symmetry = {loss["loss"]: loss["symmetry"] for loss in result["losses"]}
        for run in result["runs"]:
            risk, eta = run["risk"], run["noise"]
            constant = symmetry[run["loss"]]["constant"]
            self.assertAlmostEqual(risk["identity"], constant * eta / 2
                                   + (1 - eta * 1.5) * risk["clean"], 12)
            self.assertEqual(risk["deviation"], abs(risk["noisy"] - risk["identity"]))
            small = risk["deviation"] <= risk["rounding"]
            self.assertEqual(small, symmetry[run["loss"]]["symmetric"] or eta == 0)
            if eta == 0:
                self.assertAlmostEqual(risk["clean"], run["end"]["train_loss"], 9)
        text = self.check(0, "memorize", "three.csv", "--noise", "0,0.3", *QUICK).out
        self.assertRegex(text, r"\nmae  +0\.3 .*  rounding\n")
        self.assertRegex(text, r"\nmae  +0 .*  -\n")
        self.assertRegex(text, r"\nmse  +0\.3 .*  \d\.\d+\n")
        self.assertRegex(text, r"\nmae  +yes        4, up to ")
        self.assertRegex(text, r"\ncross-entropy  +no         3\.29584 to ")

    # Output

    def test_csv(self):
        arguments = ("memorize", "three.csv", "--noise", "0,0.3", "--seeds", "2", *QUICK)
        result = self.json(0, *arguments, "--csv", "out.csv")
        rows = self.rows("out.csv")
        self.assertEqual(list(rows[0]), ["loss", "noise", "seed", "shuffle_seed",
                                         "noise_seed", "replaced", "complete", "epoch",
                                         "train_loss", "j1", "j2"])
        self.assertEqual(len(rows), len(result["runs"]) * 11)
        for k, run in enumerate(result["runs"]):
            mine = rows[11 * k:11 * (k + 1)]
            self.assertEqual([int(row["epoch"]) for row in mine], list(range(11)))
            for row in mine:
                self.assertEqual((row["loss"], float(row["noise"]), row["complete"]),
                                 (run["loss"], run["noise"], "yes"))
                for key in ("seed", "shuffle_seed", "noise_seed", "replaced"):
                    self.assertEqual(row[key], str(run[key]))
            for key in ("train_loss", "j1", "j2"):
                self.assertEqual(float(mine[-1][key]), run["end"][key])
            best = max(mine, key=lambda row: float(row["j2"]))
            self.assertEqual((int(best["epoch"]), float(best["j2"])),
                             (run["best"]["epoch"], run["best"]["j2"]))
        self.assertEqual([(run["seed"], run["shuffle_seed"], run["noise_seed"])
                          for run in result["runs"][:2]], [("1", "2", "3"), ("2", "3", "4")])

    def test_means_of_seeds(self):
        arguments = ("memorize", "three.csv", "--noise", "0,0.4", "--seeds", "3",
                     "--losses", "mse", *QUICK)
        runs = self.json(0, *arguments, "--csv", "out.csv")["runs"][3:]
        text = self.check(0, *arguments).out
        self.assertIn("Means of 3 trainings, and J2's range.", text)
        self.assertIn("weights 1 to 3, order 2 to 4, noise 3 to 5", text)
        row = re.search(r"\nmse  +0\.4 (.*)", text).group(1).split()
        j1, j2 = ([run["end"][key] for run in runs] for key in ("j1", "j2"))
        replaced = sum(run["replaced"] for run in runs) / 3 / 60
        means = [0] * 11
        for each in self.rows("out.csv")[33:]:
            means[int(each["epoch"])] += float(each["j2"]) / 3
        best = max(means)
        for shown, value in zip(row, (replaced, sum(j1) / 3, sum(j2) / 3, min(j2),
                                      max(j2), best)):
            self.assertAlmostEqual(float(shown), value, 4)
        self.assertEqual(int(row[6]), next(k for k, mean in enumerate(means)
                                           if mean > best - 1e-12))

    def test_text(self):
        out = self.check(0, "memorize", "three.csv", "--float32", *QUICK).out
        for part in ("60 points, 2 features, 3 classes (a, b, c)\n",
                     "  network      8, leaky_relu\n",
                     "adam, rate 0.02, batches of 32, 10 epochs, columns standardised, "
                     "32 bits\n", "  seeds        weights 1, order 2, noise 3\n",
                     "else one of the 2 others\n", "symmetric  sum over all labels of 1000",
                     "loss              noise  replaced      J1      J2  best J2  at epoch"
                     "    identity\n"):
            self.assertIn(part, out)
        self.assertEqual(len(re.findall(r"^(?:cross|m|n|r)\S+  +0(?:\.[246])?  ", out,
                                        re.M)), 20)
        self.assertNotIn("Means of", out)
        self.assertIn("linear\n", self.check(0, "memorize", "three.csv", "--arch",
                                             "linear", "--epochs", "1").out)

    def test_threads_change_nothing(self):
        for more in ((), ("--float32",)):
            outputs = []
            for threads in ("1", "2", "5"):
                arguments = ("memorize", "three.csv", "--seeds", "2", "--threads",
                             threads, *more, *QUICK)
                text = self.check(0, *arguments, "--csv", "out.csv", "--json",
                                  "out.json").out
                outputs.append((self.timeless(text), self.read("out.csv"),
                                self.read("out.json")))
            self.assertEqual(outputs[0], outputs[1])
            self.assertEqual(outputs[0], outputs[2])

    def test_options_reach_the_trainings(self):
        base = ("memorize", "three.csv", "--losses", "mse", "--noise", "0.3", *QUICK)
        seen = {}
        for more in ((), ("--seed", "2", "--shuffle-seed", "2"), ("--shuffle-seed", "9"),
                     ("--noise-seed", "4"), ("--arch", "9"), ("--activation", "relu"),
                     ("--optimizer", "sgd"), ("--optimizer", "momentum"),
                     ("--optimizer", "momentum", "--momentum", "0.5"),
                     ("--rate", "0.01"), ("--batch", "7"), ("--scale", "none"),
                     ("--float32",), ("--optimizer", "gd"), ("--optimizer", "armijo"),
                     ("--epochs", "11"), ("--losses", "mae"), ("--noise", "0.4"),
                     ("--columns", "x"), ("--seed", "2")):
            self.check(0, *base, *more, "--csv", "out.csv")
            text = self.read("out.csv").split("epoch,train_loss,j1,j2\n")[1]
            self.assertNotIn(text, seen, f"{more} is like {seen.get(text)}")
            seen[text] = more

    def test_seeds_are_apart(self):
        """Of weights: the first look; of the order: a later one; of the labels: replaced."""
        def look(*more):
            self.check(0, "memorize", "three.csv", "--losses", "mse", "--noise", "0.3",
                       *QUICK, *more, "--csv", "out.csv")
            rows = self.rows("out.csv")
            return (rows[0]["replaced"], rows[0]["j2"], rows[0]["train_loss"],
                    rows[-1]["train_loss"])
        start = look()
        weights = look("--seed", "5", "--shuffle-seed", "2")
        order = look("--shuffle-seed", "5")
        noise = look("--noise-seed", "5")
        self.assertEqual(weights[0], start[0])
        self.assertNotEqual(weights[2], start[2])
        self.assertEqual(order[:3], start[:3])
        self.assertNotEqual(order[3], start[3])
        self.assertEqual(noise[1], start[1])
        self.assertNotEqual(noise[2], start[2])

    def test_standardised_columns(self):
        """As those of a file that is standardised already."""
        rows = [line.split(",") for line in clusters().splitlines()[1:]]
        columns = []
        for c in range(2):
            values = [float(row[c]) for row in rows]
            mean = sum(values) / 60
            deviation = math.sqrt(sum((v - mean)**2 for v in values) / 60)
            columns.append([(v - mean) / deviation for v in values])
        self.write("scaled.csv", "x,y,label\n" + "".join(
            f"{x!r},{y!r},{row[2]}\n" for x, y, row in zip(*columns, rows)))
        losses = []
        for arguments in (("three.csv",), ("scaled.csv", "--scale", "none")):
            runs = self.json(0, "memorize", *arguments, "--losses", "mae", *QUICK)["runs"]
            losses.append([run["end"]["train_loss"] for run in runs])
        for one, other in zip(*losses):
            self.assertAlmostEqual(one, other, 9)

    def test_weights(self):
        self.write("heavy.csv", "x,w,label\n0,3,a\n1,1,a\n10,2,b\n11,2,b\n")
        result = self.json(0, "memorize", "heavy.csv", "--weight", "w", "--label",
                           "label", "--losses", "mse", "--noise", "0,0.4", *QUICK)
        self.assertTrue(result["data"]["weighted"])
        for run in result["runs"]:
            self.assertEqual(run["end"]["j1"] * 8 % 1, 0)

    def test_divergence(self):
        arguments = ("memorize", "three.csv", "--losses", "mse,mae", "--noise", "0,0.3",
                     *QUICK, "--arch", "2,2", "--activation", "pieces:0:1e200,1e200")
        result = self.json(0, *arguments)
        self.assertEqual({run["state"] for run in result["runs"]}, {"diverged"})
        for run in result["runs"]:
            self.assertEqual((run["end"]["epoch"], run["end"]["train_loss"]), (0, None))
            self.assertIsNone(run["risk"])
        self.assertIn("  diverged\n", self.check(0, *arguments).out)

    # Limits

    def test_time_limit(self):
        """Complete trainings are kept; what the others did is in the CSV."""
        arguments = ("memorize", "three.csv", "--epochs", "3000", "--arch", "32",
                     "--threads", "1", "--seeds", "50", "--noise", "0")
        for limit in ("1", "2", "4", "8"):
            run = self.check(3, *arguments, "--time-limit", limit, "--csv", "out.csv",
                             "--json", "out.json")
            result = json.loads(self.read("out.json"))
            self.validator.validate(result)
            states = [each["state"] for each in result["runs"]]
            if "complete" in states:
                break
        done = states.index("cut")
        self.assertEqual(states, ["complete"] * done + ["cut"] * (len(states) - done))
        self.assertGreater(done, 0)
        self.assertTrue(result["interrupted"])
        self.assertEqual((run.word, result["verdict"]), ("UNDECIDED", "UNDECIDED"))
        self.assertIn("A limit or a signal ended the study early.\n", run.out)
        self.assertIn("not complete\n", run.out)
        self.assertIn("-  not judged\n", run.out)
        rows = self.rows("out.csv")
        complete = [row for row in rows if row["complete"] == "yes"]
        self.assertEqual(len(complete), 3001 * done)
        self.assertLessEqual(len(rows) - len(complete), 3001)

    def test_interrupt(self):
        process, master = self.start_on_terminal("memorize", "three.csv", "--epochs",
                                                 "1000000", "--csv", "out.csv")
        text = self.drain(master, until="s left")
        process.send_signal(signal.SIGINT)
        text += self.drain(master)
        out = process.communicate(timeout=20)[0].decode()
        self.assertRegex(text, r"\rtraining  0/20  \d+\.\d %  \d+\.\d s  about \d+ s left")
        self.assertEqual((process.returncode, out.splitlines()[-1]), (3, "UNDECIDED"))
        self.assertGreaterEqual(len(self.rows("out.csv")), 1)
        self.assertEqual({row["complete"] for row in self.rows("out.csv")}, {"no"})

    # Options

    def test_small_data(self):
        """The default batch fits itself; a given one does not."""
        small = ("memorize", "pair.csv", "--label", "label", "--columns", "x", "--epochs",
                 "2", "--noise", "0")
        self.assertIsNone(self.json(0, *small)["training"]["batch"])
        self.assertEqual(self.json(0, *small, "--batch", "5")["training"]["batch"], 5)
        self.refused(*small, "--batch", "32", says="batch 32: there are 11 points")
        for optimizer in ("armijo", "gd"):
            result = self.json(0, "memorize", "three.csv", "--optimizer", optimizer,
                               *QUICK)
            self.assertIsNone(result["training"]["batch"])

    def test_good_values(self):
        base = ("memorize", "three.csv", "--losses", "mae", "--noise", "0,0.2",
                "--epochs", "2", "--arch", "4")
        for name, values in {
                "losses": ["mse", "rll:1e-30,rll:1/3", ",".join(LOSSES)],
                "noise": ["0", "1", "0,1/3,0.5,1"], "noise-seed": ["0", str(2**64 - 1)],
                "within": ["0", "1", "1/3"], "epochs": ["1"], "arch": ["linear", "3,2"],
                "activation": ["abs", "leaky_relu:0.2"], "rate": ["0.5", "1/100"],
                "optimizer": ["armijo", "gd", "sgd", "momentum", "adam"],
                "momentum": ["0", "0.99"], "batch": ["1", "60"], "seeds": ["2"],
                "seed": ["0", str(2**64 - 1)], "shuffle-seed": ["0"],
                "scale": ["standard", "none"], "time-limit": ["0", "60"],
                "memory": ["1M"], "threads": ["1", "3"], "json": ["-", "new.json"],
                "csv": ["new.csv"], "float32": [None], "quiet": [None],
                "label": ["label", "3"], "columns": ["x"], "drop": ["y"],
                "header": ["yes"], "delimiter": [","], "format": ["csv"],
                "weight": ["y"]}.items():
            for value in values:
                with self.subTest(name=name, value=value):
                    if name == "weight":
                        self.write("three.csv", clusters().replace("-", ""))
                    self.check(0, *base, f"--{name}", *([] if value is None else [value]))

    def test_refusals(self):
        many = ",".join(f"rll:{k}" for k in range(1, 66))
        three = ("three.csv", *QUICK)
        for arguments, says in (
                ((*three, "--losses", "hinge"), "--losses: 'hinge' is no loss: known are"),
                ((*three, "--losses", "squared-error"), "takes targets, not labels"),
                ((*three, "--losses", "mse,,mae"), "--losses: '' is no loss"),
                ((*three, "--losses", "mse,"), "--losses: '' is no loss"),
                ((*three, "--losses", ""), "--losses '': wanted LIST"),
                ((*three, "--losses", "rll"), "--losses: loss 'rll': a number from"),
                ((*three, "--losses", "rll:0"), "--losses: loss 'rll:0': a number from"),
                ((*three, "--losses", "mse,mae,mse"), "--losses: 'mse' is there twice"),
                ((*three, "--losses", many), "--losses: more than 64"),
                ((*three, "--noise", "x"), "--noise: 'x': wanted a fraction"),
                ((*three, "--noise", "0,,1"), "--noise: '': wanted a fraction"),
                ((*three, "--noise", "-0.1"), "--noise: '-0.1': wanted"),
                ((*three, "--noise", "0,1.01"), "--noise: '1.01': wanted"),
                ((*three, "--noise", "0.2,0.2"), "--noise: '0.2' is not more than"),
                ((*three, "--noise", "0.2,0"), "--noise: '0' is not more than"),
                ((*three, "--noise", ",".join(f"{k}/99" for k in range(65))),
                 "--noise: more than 64"),
                ((*three, "--noise-seed", "-1"), "--noise-seed -1: "),
                ((*three, "--within", "1.1"), "--within 1.1: "),
                ((*three, "--within", "x"), "--within x: "),
                ((*three, "--epochs", "0"), "--epochs 0: "),
                ((*three, "--seeds", "0"), "--seeds 0: "),
                ((*three, "--seeds", "100001"), "--seeds 100001: "),
                ((*three, "--rate", "0"), "--rate 0: "),
                ((*three, "--momentum", "1"), "--momentum 1: "),
                ((*three, "--arch", "deep"), "'deep'"),
                ((*three, "--activation", "tanh"), "'tanh'"),
                ((*three, "--optimizer", "newton"), "newton"),
                ((*three, "--batch", "61"), "batch 61: there are 60 points"),
                ((*three, "--batch", "0"), "--batch 0: "),
                ((*three, "--batch", "10", "--optimizer", "gd"), "gd"),
                ((*three, "--scale", "robust"), "robust"),
                ((*three, "--threads", "0"), "--threads 0: "),
                ((*three, "--time-limit", "-1"), "--time-limit -1: "),
                ((*three, "--memory", "1X"), "--memory 1X: "),
                ((*three, "--memory", "2K"), "2048 bytes"),
                (("three.csv", "--arch", "4000", "--memory", "100K"), "the trainings need about "),
                (("three.csv", "--epochs", "1000000000"), "1e+09 looks at 20 trainings"),
                ((*three, "--seed", "x"), "--seed x: "),
                ((*three, "--shuffle-seed", "x"), "--shuffle-seed x: "),
                ((*three, "--csv", "-"), "--csv -: raw results go to a file"),
                ((*three, "--csv", "x", "--json", "x"), "--json names the same file"),
                ((*three, "--csv", "./x", "--json", "x"), "--json names the same file"),
                ((*three, "--csv", "three.csv"), "data file"),
                ((*three, "--csv", "no/x.csv"), "no/x.csv"),
                ((*three, "--json", "no/x.json"), "no/x.json"),
                ((*three, "--float32=yes"), "takes no value"),
                ((*three, "--test", "two.csv"), "no option of"),
                ((*three, "--steps", "5"), "no option of"),
                (("line.csv", "--label", "none"), "label"),
                (("missing.csv",), "missing.csv"),
                ((), "DATA")):
            with self.subTest(arguments=arguments):
                self.refused("memorize", *arguments, says=says)

    def test_one_class(self):
        self.write("single.csv", "x,label\n1,a\n2,a\n")
        self.refused("memorize", "single.csv", says="class")

    def test_help(self):
        text = self.check(0, "memorize", "--help").out
        for name in ("losses", "noise", "noise-seed", "within", "epochs", "csv", "json",
                     "float32", "seeds"):
            self.assertRegex(text, rf"(?m)^ .{{4}} --{name}\b")
        for absent in ("test", "test-share", "split-seed", "steps", "kappa"):
            self.assertNotRegex(text, rf"(?m)^ .{{4}} --{absent}\b")


if __name__ == "__main__":
    unittest.main()
