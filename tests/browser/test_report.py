"""Reports in a browser: what they show, at two widths, in light and dark, and that nothing in a
result is run."""

import copy
import json
import os
import struct
import subprocess
import tempfile
import unittest
import zlib

import browser

PROGRAM = os.environ["DOUBLECHECK"]
DATASETS = os.environ["DOUBLECHECK_DATASETS"]
WIDTHS = (400, 1200)

IRIS = os.path.join(DATASETS, "real", "iris.csv")
MOONS = os.path.join(DATASETS, "synthetic", "moons_2d.csv")

# What makes a result, and how many figures it has.
RESULTS = {
    "check": (("check", IRIS), 8),
    "plane": (("check", MOONS), 2),
    "profile": (("profile", IRIS, "--columns", "3,4", "--kappas", "2,3", "--sigmas",
                 "1/10,1/5"), 1),
    "open": (("profile", IRIS, "--time-limit", "0.05"), 1),
    "floor": (("floor", MOONS, "--loss", "1/5", "--only", "doubling", "--fixed"), 1),
    "curve": (("floor", MOONS, "--curve", "--only", "doubling", "--fixed"), 1),
    "simulate": (("simulate", MOONS, "--seeds", "3", "--steps", "50", "--t0-accuracy",
                  "0.8", "--floor", "all", "--fixed", "--m0", "0.48"), 2),
    "reproduce": (("reproduce", IRIS, "--seeds", "3", "--epochs", "2"), 1),
    "variability": (("variability", IRIS, "--models", "2", "--epochs", "2"), 2),
    "memorize": (("memorize", IRIS, "--epochs", "5", "--losses", "mae,cross-entropy",
                  "--noise", "0,0.3"), 4),
    "stress": (("stress", MOONS, "--evaluations", "20", "--epochs", "2"), 1),
}

OVERFLOW = """(() => {
    const width = document.documentElement.clientWidth;
    const wide = [...document.querySelectorAll('body *')].filter(
        e => !e.closest('.wide') && !e.closest('svg') &&
             e.getBoundingClientRect().right > width + 0.5).map(e => e.outerHTML.slice(0, 80));
    if (document.documentElement.scrollWidth > window.innerWidth) wide.push('the page');
    return wide; })()"""

# Contrast of text and ground by WCAG, of every element that holds text outside the figures.
CONTRAST = """(() => {
    const light = c => { const [r, g, b] = c.match(/[0-9.]+/g).map(Number).map(v => {
        v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
    const ground = e => { for (; e; e = e.parentElement) {
        const c = getComputedStyle(e).backgroundColor;
        if (!/, 0\\)$/.test(c) && c !== 'transparent') return c; } return 'rgb(255,255,255)'; };
    let least = 21;
    for (const e of document.querySelectorAll('h1,h2,h3,p,td,th,caption,figcaption,b,code')) {
        const a = light(getComputedStyle(e).color), b = light(ground(e));
        least = Math.min(least, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)); }
    return least; })()"""


def pixels(png):
    """Width, height and rows of bytes of a PNG, not interlaced, filters not undone: enough to
    tell whether it shows anything."""
    width, height = struct.unpack(">II", png[16:24])
    data, at = b"", 8
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at:at + 8])
        if kind == b"IDAT":
            data += png[at + 8:at + 8 + length]
        at += 12 + length
    return width, height, zlib.decompress(data)


class ReportTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="doublecheck-test-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = folder.name
        cls.words = {}
        for name, (arguments, _) in RESULTS.items():
            done = subprocess.run(
                [PROGRAM, *arguments, "--json", cls.path(name + ".json")],
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, check=False)
            assert done.returncode in (0, 1, 3), (arguments, done.stderr)
            cls.words[name] = done.stdout.decode().splitlines()[-1]
        cls.browser = browser.Browser()
        cls.addClassCleanup(cls.browser.close)

    @classmethod
    def path(cls, name):
        return os.path.join(cls.folder, name)

    def result(self, name):
        with open(self.path(name + ".json"), "rb") as file:
            return json.load(file)

    def report(self, *names):
        done = subprocess.run(
            [PROGRAM, "report", *(self.path(name + ".json") for name in names), "-o",
             self.path("report.html")],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        return self.path("report.html")

    def check_page(self, page, figures):
        """What holds of every report."""
        self.assertEqual(page.evaluate(OVERFLOW), [])
        self.assertGreaterEqual(page.evaluate(CONTRAST), 4.5)
        names = page.images()
        self.assertEqual(len(names), figures)
        self.assertEqual(len(set(names)), figures)
        for number, name in enumerate(names):
            self.assertRegex(name, f"^Figure {number + 1}: .{{10}}")
        self.assertEqual(page.evaluate("document.querySelectorAll('figure svg').length"),
                         figures)
        self.assertTrue(page.evaluate(
            "[...document.querySelectorAll('figcaption')].every(e => "
            "/[0-9]/.test(e.textContent.slice(10)) && e.textContent.length > 60)"))
        self.assertEqual(page.evaluate("document.scripts.length"), 0)
        self.assertEqual(page.evaluate(
            "(() => { const ids = [...document.querySelectorAll('[id]')].map(e => e.id);"
            "return ids.length - new Set(ids).size; })()"), 0)
        requests = [event["request"]["url"]
                    for event in page.events("Network.requestWillBeSent")]
        self.assertEqual([url for url in requests if not url.startswith("file://")], [])
        self.assertLessEqual(len(requests), 2)
        self.assertEqual(page.events("Log.entryAdded"), [])

    def rows(self, page, table):
        return page.evaluate(
            "[...[...document.querySelectorAll('table')].find(t => t.caption.textContent"
            f".startsWith({json.dumps(table)})).tBodies[0].rows].map(r => "
            "[...r.cells].map(c => c.textContent))")

    def test_every_program(self):
        for name, (_, figures) in RESULTS.items():
            path = self.report(name)
            for width in WIDTHS:
                with self.subTest(name=name, width=width):
                    page = self.browser.open(path, width, dark=width == 400)
                    shown = page.evaluate("document.querySelector('.word').textContent")
                    self.assertGreater(len(shown), 3)
                    self.assertTrue(self.words[name].startswith(shown),
                                    (shown, self.words[name]))
                    self.check_page(page, figures)

    def test_order(self):
        """Question, verdict, number, figures, details."""
        page = self.browser.open(self.report("check"), 1200)
        order = page.evaluate(
            "[...document.querySelectorAll('.asked, .word, .number, figure, .wide')]"
            ".map(e => e.className || e.tagName)")
        self.assertEqual(order[:3], ["asked", "word", "number"])
        last = max(k for k, name in enumerate(order) if name == "FIGURE")
        self.assertLess(last, order.index("wide"))

    def test_tables(self):
        page = self.browser.open(self.report("check"), 1200)
        groups = self.result("check")["groups"]
        rows = self.rows(page, "Groups")
        self.assertEqual(len(rows), len(groups))
        self.assertEqual({row[0] for row in rows}, {group["name"] for group in groups})
        for row in rows:
            group = next(g for g in groups if g["name"] == row[0])
            self.assertTrue(row[3].startswith(group["critical_mass"]["lo"]), row)
            self.assertEqual(row[5], group["verdict"])
        self.assertEqual(page.images()[-1], "Figure 8: bracket of m* against time")
        page = self.browser.open(self.report("profile"), 1200)
        self.assertEqual(page.images(), ["Figure 1: profile: m* by sigma for each kappa"])
        self.assertEqual([row[:2] + row[4:6] for row in self.rows(page, "m* for each")],
                         [[point["kappa"], point["sigma"], point["group"], "exact"]
                          for point in self.result("profile")["points"]])
        page = self.browser.open(self.report("simulate"), 1200)
        self.assertEqual([row[1] for row in self.rows(page, "Runs")],
                         [run["finding"] for run in self.result("simulate")["runs"]])
        page = self.browser.open(self.report("memorize"), 1200)
        self.assertEqual(len(self.rows(page, "Trainings")), 4)

    def test_several(self):
        page = self.browser.open(self.report(*RESULTS), 400)
        self.assertEqual(page.evaluate("document.querySelectorAll('section').length"),
                         len(RESULTS))
        self.check_page(page, sum(figures for _, figures in RESULTS.values()))

    def test_light_and_dark(self):
        path = self.report("plane")
        grounds = [self.browser.open(path, 1200, dark=dark).evaluate(
            "getComputedStyle(document.body).backgroundColor") for dark in (False, True)]
        self.assertEqual(grounds[0], "rgb(255, 255, 255)")
        self.assertNotEqual(*grounds)

    def test_screenshots(self):
        path = self.report("plane")
        for width in WIDTHS:
            page = self.browser.open(path, width)
            across, down, data = pixels(page.screenshot())
            self.assertEqual(across, width)
            self.assertGreater(down, 600)
            self.assertGreater(len(set(data)), 20)

    def test_malice_is_text(self):
        """A script in every text of a result that may be any text is shown, and not run."""
        evil = "<script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"
        quoted = "'; set print '/tmp/x' `touch x` @y $z {/Bold} %s \\ \"\n"
        for name in ("check", "profile", "simulate", "memorize"):
            for text in (evil, quoted):
                with self.subTest(name=name, text=text):
                    result = copy.deepcopy(self.result(name))
                    result["data"]["file"] = text
                    result["data"]["features"][0] = text
                    result["data"]["classes"][0] = text
                    result["version"] = text
                    for group in result.get("groups", []) if name == "check" else []:
                        group["name"] = text
                    for point in result.get("points", []):
                        point["group"] = text
                    for item in result.get("losses", []) + result.get("runs", []):
                        if "loss" in item:
                            item["loss"] = text
                    with open(self.path("evil.json"), "w", encoding="utf-8") as file:
                        json.dump(result, file)
                    page = self.browser.open(self.report("evil"), 400)
                    self.assertEqual(page.evaluate("document.title"), "doublecheck report")
                    self.assertEqual(page.evaluate(
                        "document.querySelectorAll('script,img,iframe,object').length"), 0)
                    self.assertIn(text.replace("\n", "\ufffd"), page.evaluate(
                        "document.body.textContent"))
                    self.assertEqual(page.evaluate(OVERFLOW), [])
                    self.assertEqual(page.events("Log.entryAdded"), [])


if __name__ == "__main__":
    unittest.main()
