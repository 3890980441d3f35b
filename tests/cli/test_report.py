"""Reports: what stands in the HTML and in what order, pictures alone, and results that are
malformed or malicious."""

import copy
import fractions
import html.parser
import json
import os
import re
import subprocess
import unittest
import xml.dom.minidom

import harness

PLANE = "x,y,label\n" + "".join(
    f"{k % 7},{k * k % 11},{'ab'[k % 3 == 0]}\n" for k in range(30))
OTHER = "x,y,label\n" + "".join(
    f"{k * k % 29},{k * 11 % 31},{'ab'[k % 3 == 0]}\n" for k in range(30))
SPACE = "u,v,w,label\n" + "".join(
    f"{k % 7},{k * k % 11},{k * 5 % 13},{'ab'[k % 3 == 0]}\n" for k in range(30))

# The sizes are small: what counts here is that each program's result has its report.
TRAINING = ("--epochs", "3", "--arch", "4", "--batch", "8")
RESULTS = {
    "check": ("check", "space.csv"),
    "plane": ("check", "plane.csv"),
    "line": ("check", "line.csv", "--label", "none"),
    "sigma": ("check", "plane.csv", "--maximize", "sigma"),
    "cut": ("check", "hard.csv", "--label", "none", "--time-limit", "0.01"),
    "profile": ("profile", "plane.csv", "--kappas", "2,3", "--sigmas", "1/4,1/2,1"),
    "by_kappa": ("profile", "plane.csv", "--kappas", "2,3,1000", "--sigmas", "1/4"),
    "open": ("profile", "hard.csv", "--label", "none", "--kappas", "2", "--sigmas", "1/4",
             "--time-limit", "0.01"),
    "floor": ("floor", "plane.csv", "--loss", "1/5"),
    "curve": ("floor", "two.csv", "--curve", "--only", "doubling", "--fixed", "--kappa", "3/2"),
    "simulate": ("simulate", "two.csv", "--seeds", "2", "--steps", "20", "--fixed", "--m0",
                 "1/100"),
    "nowhere": ("simulate", "plane.csv", "--seeds", "2", "--steps", "2"),
    "reproduce": ("reproduce", "plane.csv", "--seeds", "2", *TRAINING),
    "sweep": ("reproduce", "plane.csv", "--seeds", "2", "--sweep", *TRAINING),
    "variability": ("variability", "plane.csv", "--models", "2", *TRAINING),
    "memorize": ("memorize", "plane.csv", "--losses", "mae,mse", *TRAINING),
    "stress": ("stress", "plane.csv", "--evaluations", "20", *TRAINING),
    "replay": ("stress", "plane.csv", "--replay", "nominal", *TRAINING),
}

# What replaces a value: another kind, a number out of its range, text that could do harm.
OTHERS = (None, True, -1, 1e308, 10**17, "", "1e400", "-5", "x'`date`<script>\n", [], {}, [[]])


class Page(html.parser.HTMLParser):
    """Elements, attributes and text of a report."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.text, self.attributes, self.opened = [], "", [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.attributes += attrs
        if tag not in ("meta", "br", "img", "link", "input"):
            self.opened.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.attributes += attrs

    def handle_endtag(self, tag):
        if not self.opened or self.opened.pop() != tag:
            raise AssertionError(f"</{tag}> closes nothing")

    def handle_data(self, data):
        self.text += data

    def names(self):
        return [attributes["aria-label"] for _, attributes in self.tags
                if attributes.get("role") == "img"]


class Report(harness.CliTest):
    def setUp(self):
        super().setUp()
        self.write("plane.csv", PLANE)
        self.write("space.csv", SPACE)

    made = {}  # by name: last line and JSON, which every test can have without making it

    def make(self, name):
        """Makes a result; its last line."""
        if name not in self.made:
            run = self.run_program(*RESULTS[name], "--json", name + ".json")
            self.assertIn(run.code, (0, 1, 3), run.err)
            self.made[name] = run.word, self.read(name + ".json")
        word, result = self.made[name]
        self.write(name + ".json", result)
        return word

    def result(self, name):
        self.make(name)
        return json.loads(self.read(name + ".json"))

    def page(self, *arguments, **options):
        return Page(self.check(0, "report", *arguments, **options).out)

    def page_of(self, result):
        self.write("changed.json", json.dumps(result))
        return self.page("changed.json")

    # What is shown

    def test_every_program(self):
        for name in RESULTS:
            with self.subTest(name=name):
                word = self.make(name)
                text = self.check(0, "report", name + ".json").out
                page = Page(text)
                shown = re.search(r'<p class="word">([^<]*)</p>', text).group(1)
                self.assertGreater(len(shown), 3)
                self.assertTrue(word.startswith(shown), (shown, word))
                self.assertEqual(page.opened, [])
                self.assertGreater(len(page.names()), 0)
                self.assertEqual(len(set(page.names())), len(page.names()))
                order = [text.index(mark) for mark in (
                    'class="asked"', 'class="word"', 'class="number"', "<h3>Details")]
                self.assertEqual(order, sorted(order))

    def test_points_too_large_beside_a_slab(self):
        """Each column can be drawn, but not what all are together beside v."""
        self.write("far.csv", "x,y,z\n" + "".join(
            f"{k},{sign}9e99,{sign}9e99\n" for k, sign in enumerate(6 * ("", "-"))))
        self.check(1, "far.csv", "--label", "none", "--family", "axes", "--m0", "1/10", "--no-verify",
                   "--json", "far.json")
        self.assertGreater(len(self.page("far.json").names()), 2)

    def test_alone(self):
        """No script, nothing from elsewhere."""
        self.make("check")
        text = self.check(0, "report", "check.json").out
        page = Page(text)
        self.assertFalse({tag for tag, _ in page.tags} &
                         {"script", "link", "img", "iframe", "object", "embed", "base", "a"})
        for name, value in page.attributes:
            self.assertFalse(name.startswith("on"), name)
            if name in ("href", "xlink:href", "src"):
                self.assertTrue(value.startswith("#"), value)
        self.assertNotIn("url(", text.replace("url(#", ""))
        self.assertNotIn("@import", text)

    def test_several(self):
        self.make("plane")
        self.make("memorize")
        page = self.page("plane.json", "memorize.json", "plane.json")
        self.assertEqual([tag for tag, _ in page.tags].count("section"), 3)
        self.assertEqual([int(re.match(r"Figure (\d+): ", name).group(1))
                          for name in page.names()], list(range(1, 9)))
        numbers = [value for name, value in page.attributes if name == "id"]
        self.assertEqual(len(numbers), len(set(numbers)))

    def test_output_file(self):
        self.make("plane")
        self.assertEqual(self.check(0, "report", "plane.json", "-o", "r.html").out, "")
        self.assertEqual(self.read("r.html"), self.check(0, "report", "plane.json").out)
        self.refused("report", "plane.json", "-o", "plane.json", says="one of the results")
        self.refused("report", "plane.json", "-o", "no/r.html", says="cannot write")

    def test_same_again(self):
        self.make("check")
        self.assertEqual(self.check(0, "report", "check.json").out,
                         self.check(0, "report", "check.json").out)

    def test_standard_input(self):
        self.make("plane")
        text = self.read("plane.json")
        self.assertEqual(self.check(0, "report", "-", stdin=text.encode()).out,
                         self.check(0, "report", "plane.json").out)

    # The points

    def test_points_are_shown(self):
        self.make("plane")
        page = self.page("plane.json")
        self.assertIn("points, slab and dilation", page.names()[0])
        self.make("check")
        page = self.page("check.json")
        self.assertIn("histogram", page.names()[0])
        self.assertIn("the plane of v", page.names()[1])

    def test_points_of_another_file(self):
        """They are not shown, whatever they are: the digest tells."""
        self.make("plane")
        changed = PLANE + "\n"
        for content, says in ((OTHER, "another SHA-256"), (changed, "another SHA-256"),
                              ("x,y,label\n1,2\n", "plane.csv: line 2"), (None, "is not here")):
            with self.subTest(says=says):
                self.expect_no_points("plane.json", content, says)
        self.write("plane.csv", PLANE)
        self.assertIn("slab and dilation", self.page("plane.json").names()[0])

    def test_points_of_older_results(self):
        """Without a digest: other points under the same name give other masses."""
        result = self.result("plane")
        del result["data"]["sha256"]
        self.write("older.json", json.dumps(result))
        self.assertIn("slab and dilation", self.page("older.json").names()[0])
        for content, says in ((OTHER, "do not give the masses"),
                              (PLANE + "9,9,a\n", "other points, columns or classes"),
                              (PLANE.replace("x,", "z,", 1), "other points, columns"),
                              (PLANE.replace(",b", ",c"), "other points, columns")):
            with self.subTest(says=says):
                self.expect_no_points("older.json", content, says)

    def expect_no_points(self, result, content, says):
        if content is None:
            os.remove(self.path("plane.csv"))
        else:
            self.write("plane.csv", content)
        page = self.page(result)
        self.assertIn(says, page.text)
        self.assertEqual(page.names(), ["Figure 1: bracket of m* for each group, against m0",
                                        "Figure 2: bracket of m* against time"])

    def test_data_elsewhere(self):
        self.make("plane")
        before = self.page("plane.json").names()
        os.rename(self.path("plane.csv"), self.path("moved.csv"))
        self.assertNotEqual(self.page("plane.json").names(), before)
        self.assertEqual(self.page("plane.json", "--data", "moved.csv").names(), before)

    def test_data_beside_the_result(self):
        self.make("plane")
        before = self.page("plane.json").names()
        os.mkdir(self.path("sub"))
        for name in ("plane.csv", "plane.json"):
            os.rename(self.path(name), self.path(os.path.join("sub", name)))
        self.assertEqual(self.page("sub/plane.json").names(), before)

    def test_data_that_cannot_be_a_file(self):
        """A pipe or a device is not opened."""
        self.make("plane")
        os.mkfifo(self.path("pipe"))
        for name in ("pipe", "/dev/zero", "."):
            self.assertIn("is not here", self.page("plane.json", "--data", name).text)

    def test_reading_options(self):
        """Data that were read with options ask for the same ones."""
        self.check(1, "check", "rich.csv", "--label", "label", "--weight", "w", "--drop", "cell",
                   "--json", "rich.json", "--quiet")
        self.assertNotIn("slab and dilation", self.page("rich.json").names()[0])
        page = self.page("rich.json", "--label", "label", "--weight", "w", "--drop", "cell")
        self.assertIn("slab and dilation", page.names()[0])

    # Profiles

    def picture(self, name, number):
        """Its words, and how many elements it has by name."""
        self.check(0, "report", name, "--plot", "f.svg", "--figure", str(number))
        tree = xml.dom.minidom.parseString(self.read("f.svg"))
        words = [node.firstChild.data.strip() for node in tree.getElementsByTagName("text")
                 if node.firstChild]
        return words, {tag: len(tree.getElementsByTagName(tag)) for tag in ("path", "use")}

    def test_profile(self):
        result = self.result("profile")
        page = self.page("profile.json")
        self.assertEqual(page.names(), ["Figure 1: profile: m* by sigma for each kappa"])
        least = min(fractions.Fraction(point["lo"]) for point in result["points"])
        most = max(fractions.Fraction(point["hi"]) for point in result["points"])
        self.assertIn(f"{least} ({float(least):.6g}) \u2264 m* \u2264 {most}", page.text)
        self.assertIn("6 of 6 points are exact", page.text)
        self.assertEqual(len(result["points"]), page.text.count("exact"
                         "complete"))
        words, _ = self.picture("profile.json", 1)
        for word in ("\u03ba = 2", "\u03ba = 3", "\u03c3", "critical mass m*"):
            self.assertIn(word, words)
        self.assertNotIn("bracket", words)

    def test_profile_of_one_sigma(self):
        """Against kappa, on a logarithmic axis where that is long."""
        self.make("by_kappa")
        self.assertEqual(self.page("by_kappa.json").names(),
                         ["Figure 1: profile: m* by kappa for each sigma"])
        words, _ = self.picture("by_kappa.json", 1)
        self.assertIn("\u03c3 = 1/4", words)
        self.assertIn("\u03ba, logarithmic", words)

    def test_profile_that_was_cut(self):
        self.make("open")
        page = self.page("open.json")
        self.assertIn("0 of 1 points are exact; of the others", page.text)
        self.assertIn("UNDECIDEDtime", page.text)
        self.assertIn("bracket", self.picture("open.json", 1)[0])

    def test_malformed_profile(self):
        result = self.result("profile")
        points = result["points"]
        for wrong in (points[:-1], points + points[:1], points + points, []):
            result["points"] = wrong
            self.refused_change(result, "points: wanted a point for each kappa and sigma")
        result["kappas"], result["sigmas"], result["points"] = [], [], []
        self.refused_change(result, "points: wanted a point for each kappa and sigma")

    def refused_change(self, result, says):
        self.write("bad.json", json.dumps(result))
        self.refused("report", "bad.json", says="bad.json: " + says)

    # How brackets closed

    def test_trace(self):
        result = self.result("check")
        trace = result["groups"][0]["trace"] = [
            {"seconds": seconds, "nodes": nodes, "lo": lo, "hi": hi}
            for seconds, nodes, lo, hi in (
                (0.001, 0, "0", "9/20"), (0.01, 4, "1/20", "9/20"), (0.02, 8, "1/20", "2/5"),
                (0.5, 70, "1/5", "3/10"), (1, 99, "1/4", "1/4"))]
        page = self.page_of(result)
        number = len(page.names())
        self.assertEqual(page.names()[-1], f"Figure {number}: bracket of m* against time")
        self.assertIn("between 0 and 9/20 (0.45) at first, 1/4 (0.25) after 1 s and 99 boxes. It "
                      "was decided after 0.5 s.", page.text)
        words, _ = self.picture("changed.json", number)
        for word in ("seconds, logarithmic", "bracket of m*", "m0",
                     result["groups"][0]["name"]):
            self.assertIn(word, words)
        for entry in trace:
            entry["hi"] = "9/20"
            entry["lo"] = "0"
        trace[0]["seconds"] = 0.1
        self.assertIn("It was not decided.", self.page_of(result).text)
        self.assertIn("seconds", self.picture("changed.json", number)[0])
        for lo, m0, says in (("1/3", "0.33333333333333333334", "It was not decided."),
                             ("1/3", "0.33333333333333333333", "It was decided after 0.1 s.")):
            trace[0]["lo"], result["parameters"]["m0"] = lo, m0
            self.assertIn(says, self.page_of(result).text)

    def test_trace_of_sigma(self):
        """Upper ends are infinite at first, and are not drawn."""
        result = self.result("sigma")
        self.assertEqual(result["groups"][0]["trace"][0]["hi"], "infinity")
        page = self.page("sigma.json")
        self.assertIn("Figure 2: bracket of \u03c3* against time", page.names())
        self.assertIn("between 0 and infinity at first", page.text)
        for entry in result["groups"][0]["trace"]:
            entry["lo"] = entry["hi"] = "infinity"
        self.assertIn("there is no value that can be drawn", self.page_of(result).text)

    def test_older_results_without_trace(self):
        result = self.result("check")
        for group in result["groups"]:
            del group["trace"]
        page = self.page_of(result)
        self.assertIn("does not hold how the bracket closed", page.text)
        self.assertNotIn("against time", " ".join(page.names()))

    def test_malformed_trace(self):
        for change, says in (([], "trace[0]: wanted a value"), (7, "trace: wanted an array"),
                             ([3], "trace[0]: wanted an object"),
                             ([{"seconds": -1}], "trace[0].seconds: wanted seconds that"),
                             ([{"seconds": 1e200}], "trace[0].seconds: wanted a number"),
                             ([{"seconds": 1, "lo": "x"}], "trace[0].lo: wanted a fraction")):
            result = self.result("plane")
            result["groups"][0]["trace"] = change
            with self.subTest(change=change):
                self.refused_change(result, "groups[0]." + says)

    # One figure

    def test_plots(self):
        self.make("memorize")
        for name, begin in (("f.svg", b"<?xml"), ("f.png", b"\x89PNG"), ("f.pdf", b"%PDF")):
            self.assertEqual(self.check(0, "report", "memorize.json", "--plot", name).out, "")
            with open(self.path(name), "rb") as file:
                self.assertTrue(file.read().startswith(begin), name)
        xml.dom.minidom.parseString(self.read("f.svg"))
        first = self.read("f.svg")
        self.check(0, "report", "memorize.json", "--plot", "f.svg", "--figure", "2")
        self.assertNotEqual(self.read("f.svg"), first)
        self.refused("report", "memorize.json", "--plot", "f.svg", "--figure", "5",
                     says="there is no figure 5: the report has 4")
        self.refused("report", "memorize.json", "--plot", "f.gif", says=".svg, .png or .pdf")
        self.refused("report", "memorize.json", "--plot", "f.svg", "--figure", "0",
                     says="--figure 0")

    def test_plot_and_report(self):
        self.make("plane")
        self.check(0, "report", "plane.json", "--plot", "f.svg", "-o", "r.html")
        self.assertTrue(self.read("r.html").startswith("<!DOCTYPE html>"))
        self.assertIn("<svg", self.read("f.svg"))

    def test_without_gnuplot(self):
        self.make("plane")
        self.refused("report", "plane.json", "-o", "r.html", says="gnuplot is not installed",
                     env={"PATH": "/nowhere"})
        self.assertFalse(os.path.exists(self.path("r.html")))

    def test_gnuplot_that_fails(self):
        self.make("plane")
        self.write("gnuplot", "#!/bin/sh\necho no such terminal >&2\nexit 1\n")
        os.chmod(self.path("gnuplot"), 0o755)
        self.refused("report", "plane.json", says="gnuplot failed: no such terminal",
                     env={"PATH": self.folder})

    # What is not to be believed

    def test_text_stays_text(self):
        """In HTML and in pictures, of labels, columns, files."""
        evil = "<script>alert(1)</script> & \" ' `touch ran` @m $m {/Bold} %s \\"
        for name in ("check", "profile", "memorize", "simulate", "stress"):
            result = self.result(name)
            result["data"]["file"] = evil
            result["data"]["features"][0] = evil
            for item in result.get("groups", []) if name == "check" else []:
                item["name"] = evil
            for item in result.get("losses", []) + result.get("runs", []):
                item["loss"] = evil
            for point in result.get("points", []):
                point["group"] = evil
            if name == "profile":
                result["kappas"] = [evil] * len(result["kappas"])
            with self.subTest(name=name):
                page = self.page_of(result)
                self.assertNotIn("script", [tag for tag, _ in page.tags])
                self.assertIn(evil, page.text)
        self.assertFalse(os.path.exists(self.path("ran")))

    def test_labels_in_pictures(self):
        """Columns and classes that look like commands are words of the picture."""
        for evil in ("'; system 'touch ran'; '", "`touch ran`", "@x", "\\", "{/Bold x}", "''a",
                     "a'", "<b>&amp;"):
            self.write("evil.csv", PLANE.replace("x,y", f'"{evil}",y', 1)
                       .replace(",a\n", f',"{evil}"\n'))
            self.check(1, "check", "evil.csv", "--json", "evil.json", "--quiet")
            page = self.page("evil.json")
            self.assertIn("slab and dilation", page.names()[0])
            self.check(0, "report", "evil.json", "--plot", "f.svg")
            words = [node.firstChild.data for node in xml.dom.minidom.parseString(
                self.read("f.svg")).getElementsByTagName("text") if node.firstChild]
            self.assertEqual(words.count(evil.replace("'", "\u2019")), 2, words)
        self.assertFalse(os.path.exists(self.path("ran")))

    def test_control_characters(self):
        result = self.result("memorize")
        result["data"]["file"] = "a\x1b[31m\u202eb\x85\u2028c\x7f"
        text = self.page_of(result).text
        self.assertIn("a\ufffd[31m\ufffdb\ufffd\ufffdc\ufffd", text)

    def test_long_texts(self):
        result = self.result("memorize")
        result["losses"][0]["loss"] = "l" * 100000
        for run in result["runs"]:
            run["loss"] = "l" * 100000
        self.assertIn("l" * 100000, self.page_of(result).text)

    def test_nothing_to_draw(self):
        """All trainings of a study diverged: the picture says so."""
        result = self.result("reproduce")
        for arm in result["cells"][0]["arms"].values():
            for value in (arm["spread"], *arm["runs"]):
                for key in ("mean", "deviation", "test"):
                    if key in value:
                        value[key] = None
        self.assertIn("there is no value that can be drawn", self.page_of(result).text)

    # What is malformed

    def test_no_results(self):
        for content, says in (("", "line 1, column 0"), ("{", "line 1, column 1"),
                              ("[]", "the whole: wanted an object"),
                              ("[" * 100000, "line 1"), ("{\"a\": 1e999}", "line 1"),
                              (b"{\"a\": \"\xff\"}", "line 1"),
                              ("{}", "schema: wanted a value"),
                              ('{"schema": 2}', "schema: wanted 1"),
                              ('{"schema": 1}', "program: wanted a value"),
                              ('{"schema": 1, "program": "x"}', "program: wanted the name"),
                              ('{"schema": 1, "program": 3}', "program: wanted text"),
                              ('{"schema": 1, "program": "doublecheck"}', "question")):
            with self.subTest(content=content[:20]):
                self.write("bad.json", content)
                self.refused("report", "bad.json", says="bad.json: " + says)
        self.refused("report", "absent.json", says="absent.json: unable to open")
        self.refused("report", says="no RESULT... given")

    def test_key_is_named(self):
        result = self.result("plane")
        result["groups"][0]["witness"]["mass"] = 3
        self.write("bad.json", json.dumps(result))
        self.refused("report", "bad.json", says="bad.json: groups[0].witness.mass: wanted text")

    def shortened(self, value):
        if isinstance(value, dict):
            return {key: self.shortened(item) for key, item in value.items()}
        return [self.shortened(item) for item in value[:1]] if isinstance(value, list) else value

    def places(self, value, path=()):
        if path:
            yield path
        items = value.items() if isinstance(value, dict) else (
            enumerate(value) if isinstance(value, list) else ())
        for key, item in items:
            yield from self.places(item, (*path, key))

    def try_change(self, result, path, change):
        changed = copy.deepcopy(result)
        inner = changed
        for key in path[:-1]:
            inner = inner[key]
        if change == "gone":
            del inner[path[-1]]
        else:
            inner[path[-1]] = change
        run = self.run_program("report", "-", stdin=json.dumps(changed).encode(),
                               env={"PATH": self.folder + ":/usr/bin:/bin"})
        where = f"{path} {change!r}: {run.code} {run.err}"
        self.assertIn(run.code, (0, 2), where)
        self.assertNotIn("gnuplot", run.err, where)
        if run.code == 2:
            self.assertRegex(run.err, r"\Adoublecheck: -: [^\n]*: wanted [^\n]*\n\Z", where)
            self.assertEqual(run.out, "", where)
        else:
            self.assertNotIn("<script", run.out, where)
            Page(run.out)

    def collect_scripts(self):
        """From now on a stand-in for gnuplot keeps the scripts: they are drawn at the end, all in
        one run, for which each begins anew."""
        self.write("gnuplot", "#!/bin/sh\n{ echo reset session; cat; } >> "
                   f"{self.path('scripts')}\necho '<svg/>'\n")
        os.chmod(self.path("gnuplot"), 0o755)

    def draw_scripts(self):
        drawn = subprocess.run(["gnuplot", "-d", self.path("scripts")], check=False,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertEqual(drawn.returncode, 0, drawn.stderr)
        wanted = self.read("scripts").count("reset session\n")
        self.assertGreater(wanted, 100)
        self.assertEqual(drawn.stdout.count(b"<svg"), wanted)

    def test_every_key(self):
        """Each value of small results gone, or replaced: a report, or a message with the key.
        The changes go through all in turn, so that each is tried at many places."""
        turn = 0
        results = {}
        for name in ("plane", "profile", "floor", "simulate", "reproduce", "variability",
                     "memorize", "stress"):
            results[name] = self.result(name)
            if name not in ("plane", "profile"):
                results[name] = self.shortened(results[name])
        del results["plane"]["groups"][0]["trace"][2:-1]
        results["profile"].update(kappas=["2"], sigmas=["1/4"],
                                  points=results["profile"]["points"][:1])
        self.collect_scripts()
        changes = ("gone", *OTHERS)
        for result in results.values():
            for path in self.places(result):
                turn += 5
                self.try_change(result, path, changes[turn % len(changes)])
        self.draw_scripts()


if __name__ == "__main__":
    unittest.main()
