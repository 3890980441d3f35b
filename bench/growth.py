"""Boxes and seconds against the number of points and against 1/m0."""
import math

from common import Run, command_of, print_head, print_row
from rows import GROWTH


def exponent(points):
    """The slope of the line through (log x, log y) by least squares."""
    logs = [(math.log(x), math.log(y)) for x, y in points if y > 0]
    if len(logs) < 2:
        return math.nan
    mean_x = sum(x for x, _ in logs) / len(logs)
    mean_y = sum(y for _, y in logs) / len(logs)
    return (sum((x - mean_x) * (y - mean_y) for x, y in logs) /
            sum((x - mean_x) ** 2 for x, _ in logs))


def fits(row, run):
    """A slab that settles --decide at once says nothing about growth."""
    return run.complete and not ("--decide" in row.options and
                                 run.result["verdict"] == "violated")


def main(program):
    print_head("series", "value", "boxes", "search s", "")
    for title, rows in GROWTH:
        boxes, seconds = [], []
        for x, row in rows:
            run = Run(command_of(program, row, 1, "--no-verify"))
            used = fits(row, run)
            if used:
                boxes.append((x, run.boxes))
                seconds.append((x, run.search))
            print_row(title, x, run.boxes, f"{run.search:.3f}", "" if used else
                      "not fitted: " + (run.result["verdict"] if run.complete
                                        else "stopped"))
        print_row(title, "exponent", f"{exponent(boxes):.2f}", f"{exponent(seconds):.2f}",
                  "")
    return 0
