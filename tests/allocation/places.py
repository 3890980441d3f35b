"""The places in our code that ask for memory: lines of the source, each with what it calls.

The compiler makes several calls of one line, where it inlines or copies a function, and one call
may stand for a function's last act: run_allocation reports the address behind a call, which
places_of_program() leads back to its place."""

import collections
import functools
import os
import re
import subprocess

PROGRAM = os.environ["RUN_ALLOCATION"]
HERE = os.path.dirname(os.path.abspath(__file__))
# What only counts, or frees.
NO_ALLOCATION = ("free", "gzerror")
# What asks for memory by rows only, and what says that it is by columns.
BY_ROWS = ("LAPACKE_dpotrf", "LAPACKE_dtrtri")
BY_COLUMNS = "LAPACK_COL_MAJOR"

Place = collections.namedtuple("Place", "path line allocator")
Call = collections.namedtuple("Call", "function behind kind target")


@functools.lru_cache(maxsize=None)
def lines_of(path):
    with open(path, encoding="utf-8") as file:
        return file.read().split("\n")


def function_of(place):
    """Definitions begin in the first column, and nothing else does that has parentheses."""
    for line in reversed(lines_of(place.path)[:place.line]):
        if re.match(r"[a-z]", line):
            names = [name for name in re.findall(r"(\w+)\(", line) if not name.isupper()
                     and not name.startswith("DC_")]
            if names:
                return names[0]
    return "?"


def name_of(place):
    """Function and allocator."""
    return function_of(place), place.allocator


def text_of(place):
    text = lines_of(place.path)[place.line - 1].strip()
    return f"{os.path.basename(place.path)}:{place.line}: {function_of(place)}: {text}"


def calls_of_program():
    """Calls of other functions, and jumps that end one."""
    text = subprocess.run(["objdump", "-d", "--no-show-raw-insn", PROGRAM], check=True,
                          stdout=subprocess.PIPE, text=True).stdout
    function, pending = None, None
    for line in text.splitlines():
        head = re.match(r"[0-9a-f]+ <(.*)>:$", line)
        code = re.match(r" *([0-9a-f]+):\t(\S+) *(.*)$", line)
        if head:
            function = head[1]
        if not code:
            continue
        if pending:
            yield Call(pending[0], int(code[1], 16), *pending[1:])
            pending = None
        target = re.search(r"<([^>+]*)>$", code[3])
        if target and code[2] in ("call", "jmp") and target[1] != function:
            pending = function, code[2], target[1]


def allocator_of(call):
    """None: it asks for no memory."""
    name = re.fullmatch(r"__wrap_(\w+)", call.target)
    ours = not call.function.startswith("__wrap_")
    return name[1] if name and ours and name[1] not in NO_ALLOCATION else None


def find_places(calls):
    """The address behind each call -> its place."""
    text = subprocess.run(["addr2line", "-e", PROGRAM],
                          input="".join(f"{call.behind - 1:#x}\n" for call in calls),
                          check=True, stdout=subprocess.PIPE, text=True).stdout
    places = {}
    for call, line in zip(calls, text.splitlines()):
        found = re.match(r"(/.*):(\d+)( \(discriminator \d+\))?$", line)
        assert found, f"no line of {call}: {line}"
        places[call.behind] = Place(found[1], int(found[2]), allocator_of(call))
    return places


def asks(place):
    return place.allocator not in BY_ROWS or BY_COLUMNS not in lines_of(place.path)[place.line - 1]


def places_of_program():
    """The address behind a call, as run_allocation reports it -> place. A jump is seen where its
    function is called."""
    calls = list(calls_of_program())
    wanted = [call for call in calls if allocator_of(call)]
    places = find_places(wanted)
    last = {call.function: places[call.behind] for call in wanted if call.kind == "jmp"}
    found = {call.behind: places[call.behind] for call in wanted if call.kind == "call"}
    found.update({call.behind: last[call.target] for call in calls
                  if call.kind == "call" and call.target in last})
    return {behind: place for behind, place in found.items() if asks(place)}


def calls_in(place):
    """How many calls the line has, at least one: `a = malloc(n), b = malloc(n)` has two."""
    line = lines_of(place.path)[place.line - 1]
    return max(1, len(re.findall(rf"\b{place.allocator}\(", line)))


def unreached(places, failed):
    """Places of which no copy has failed, or not each of its calls."""
    copies = collections.defaultdict(set)
    for behind in failed & places.keys():
        copies[places[behind]].add(behind)
    return {place for place in places.values() if len(copies[place]) < calls_in(place)}


def read_list(name):
    """Lines FUNCTION ALLOCATOR."""
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        return {tuple(line.split()) for line in file if line.strip() and line[0] != "#"}
