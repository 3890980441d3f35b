"""Every line of Python in docs/python.md gives what is printed there."""
import doctest
import os
import unittest

from harness import SOURCE


class Docs(unittest.TestCase):
    def test_python_md(self):
        os.chdir(SOURCE)
        failed, tried = doctest.testfile(os.path.join(SOURCE, "docs", "python.md"),
                                         module_relative=False)
        self.assertEqual(failed, 0)
        self.assertGreater(tried, 25)


if __name__ == "__main__":
    unittest.main()
