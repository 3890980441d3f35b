"""What comes out does not depend on the number of processes, nor on their threads."""

import unittest

from launch import Case, points, without_times

WIDE = ("--family", "width:0.2")
QUESTIONS = ((), ("--decide",), ("--maximize", "sigma", "--m0", "0.2"))


class Same(Case):
    def everything(self, processes, threads, data, arguments):
        proof = self.file("proof")
        code, out, err = self.run_on(processes, data, *arguments, "--threads", str(threads),
                                     "--json", "-", "--certificate", proof,
                                     "--time-limit", "0")
        self.assertIn(code, (0, 1), err)
        self.assertEqual(err, "")
        with open(proof, "rb") as certificate:
            return code, without_times(out), certificate.read()

    def check(self, text, *arguments, runs=((1, 1), (2, 1), (4, 2))):
        # Mostly holds: mpirun takes seconds to end a run that fails.
        arguments = (*([] if "--m0" in arguments else ["--m0", "0.49"]), *arguments)
        data = self.file("data.csv", text)
        alone = self.everything(0, 1, data, arguments)
        for processes, threads in runs:
            with self.subTest(processes=processes, threads=threads, arguments=arguments):
                self.assertEqual(self.everything(processes, threads, data, arguments), alone)

    def test_every_slab(self):
        self.check(points(70, 4, 1), "--label", "none")

    def test_little_memory(self):
        """Waiting boxes do not fit: the deepest are cut first."""
        self.check(points(80, 4, 1), "--label", "none", "--memory", "1M", runs=((2, 1),))

    def test_questions(self):
        for question in QUESTIONS[1:]:
            self.check(points(70, 4, 2), "--label", "none", *question, runs=((2, 2),))

    def test_width(self):
        for question in QUESTIONS:
            self.check(points(40, 3, 3), "--label", "none", *WIDE, *question,
                       runs=((2, 1),))

    def test_sets_of_coordinates(self):
        for question in QUESTIONS:
            self.check(points(50, 6, 4), "--label", "none", "--family", "sparse:3",
                       *question, runs=((3, 1),))

    def test_several_groups(self):
        self.check(points(120, 4, 5, classes=3), runs=((2, 1),))


if __name__ == "__main__":
    unittest.main()
