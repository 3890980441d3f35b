"""Changes of a certificate, one at a time: of a token, or of a tree's structure.

A certificate is a list of tokens. A mutant says which of them, first .. last - 1, others
take the place of.
"""

import itertools
import re
from collections import namedtuple

Mutant = namedtuple("Mutant", "what first last part")

NUMBER = re.compile("-?[0-9]+")
DECISION = re.compile("([+-])([0-9]+)([abAB])")
WORDS = (".", "(", ")", "end", "none", "given", "infinite", "0", "1", "-1", "!1:1",
         "!0:1", "!1:1,2:1", "1,1", "1,2", "+1a", "-2B", "@0,0", "@0,1000")


# ---- Of tokens -----------------------------------------------------------------------

def numbers_changed(token):
    """Each number inside a token: one more, one less, its opposite, 0, ten times it."""
    for match in NUMBER.finditer(token):
        value = int(match[0])
        for other in (value + 1, value - 1, -value, 0, 10 * value):
            if other != value:
                yield token[:match.start()] + str(other) + token[match.end():]


def fractions_changed(token):
    """A little more, and a little less, than an integer or a fraction."""
    above, _, below = token.partition("/")
    if NUMBER.fullmatch(above) and (not below or NUMBER.fullmatch(below)):
        for change in (1, -1):
            yield f"{60 * int(above) + change}/{60 * int(below or 1)}"


def decisions_changed(token):
    match = DECISION.fullmatch(token)
    if match:
        yield "+-"[match[1] == "+"] + token[1:]
        for letter in "abAB".replace(match[3], ""):
            yield token[:-1] + letter


def terms_changed(token):
    """Terms of "!0:3,2:1" left out, twice there, and in another order."""
    if token[0] == "!":
        terms = token[1:].split(",")
        for k in range(len(terms)):
            yield "!" + ",".join(terms[:k] + terms[k + 1:])
            yield "!" + ",".join(terms[:k + 1] + terms[k:])
        yield "!" + ",".join(reversed(terms))


def halves_changed(token):
    """Pairs and stretches the other way round."""
    first, comma, second = token.lstrip("@").partition(",")
    if comma and ":" not in token:
        yield f"{second},{first}"
        yield f"@{second},{first}"


def characters_changed(token):
    if len(token) == 64:
        yield ("0" if token[0] != "0" else "1") + token[1:]
        yield token[:-1]
        yield token.upper()
    yield "+" + token
    yield "0" + token
    yield token + "x"
    yield token + ","
    yield token[:-1]


def others(token):
    changes = (numbers_changed, fractions_changed, decisions_changed, terms_changed,
               halves_changed, characters_changed)
    found = itertools.chain(*(change(token) for change in changes))
    return [other for other in dict.fromkeys(found) if other not in ("", token)]


def token_mutants(tokens, place, random):
    token, end = tokens[place], place + 1
    yield Mutant(f"{token} left out", place, end, [])
    yield Mutant(f"{token} twice", place, end, [token, token])
    if tokens[end:] and tokens[end] != token:
        yield Mutant(f"{token} and {tokens[end]} swapped", place, end + 1,
                     [tokens[end], token])
    strangers = random.choice(tokens), random.choice(WORDS), random.choice(WORDS)
    for other in dict.fromkeys(others(token) + [word for word in strangers
                                                if word != token]):
        yield Mutant(f"{token} -> {other}", place, end, [other])
    if token == "." or token[0] == "!":
        yield Mutant(f"{token} -> the other leaf", place, end,
                     ["!1:1" if token == "." else "."])


# ---- Of structure --------------------------------------------------------------------

# kind: split, cases, item, decision or leaf; tokens first .. last - 1
Node = namedtuple("Node", "kind first last children")


def read_case_tree(tokens, place):
    if tokens[place][0] not in "+-":
        return Node("leaf", place, place + 1, [])
    one = read_case_tree(tokens, place + 1)
    two = read_case_tree(tokens, one.last)
    return Node("decision", place, two.last, [one, two])


def read_tree(tokens, place):
    if tokens[place] == "(":
        items, at = [], place + 1
        while tokens[at] != ")":
            tree = read_case_tree(tokens, at + 1)
            items.append(Node("item", at, tree.last, [tree]))
            at = tree.last
        return Node("cases", place, at + 1, items)
    if tokens[place] == ".":
        return Node("leaf", place, place + 1, [])
    one = read_tree(tokens, place + 1)
    two = read_tree(tokens, one.last)
    return Node("split", place, two.last, [one, two])


def read_trees(tokens):
    """The trees of all problems of a certificate that has the right form."""
    trees = []
    for place in (k for k, token in enumerate(tokens) if token == "keep"):
        dims = int(tokens[place + 1])
        if dims == 0:
            continue
        at = tokens.index("transform", place) + 1 + dims * (dims + 1) // 2
        for _ in range(dims):
            trees.append(read_tree(tokens, at))
            at = trees[-1].last
    return trees


def nodes(tree):
    yield tree
    for child in tree.children:
        yield from nodes(child)


def replacements(tokens, node):
    """(what is done, tokens in its place)"""
    def text(child):
        return tokens[child.first:child.last]

    if node.kind in ("split", "decision"):
        one, two = node.children
        head = tokens[node.first]
        yield "sides swapped", [head, *text(two), *text(one)]
        yield "first side only", text(one)
        yield "second side only", text(two)
        yield "first side twice", [head, *text(one), *text(one)]
    if node.kind == "item":
        yield "item left out", []
        yield "item twice", 2 * text(node)
        yield "item counted", [tokens[node.first], "."]
    elif tokens[node.first:node.last] != ["."]:
        yield f"{node.kind} counted", ["."]
    if node.kind in ("split", "cases") and node.last > node.first + 2:
        yield f"{node.kind} without cases", ["(", ")"]
    if node.kind == "cases":
        items = [text(child) for child in node.children]
        for k in range(len(items) - 1):
            swapped = items[:k] + [items[k + 1], items[k]] + items[k + 2:]
            yield "items swapped", ["(", *sum(swapped, []), ")"]


def structure_mutants(tokens):
    for node in itertools.chain(*map(nodes, read_trees(tokens))):
        for what, part in replacements(tokens, node):
            yield Mutant(f"{node.kind} {tokens[node.first]}: {what}", node.first,
                         node.last, part)


# ---- All, and a choice ---------------------------------------------------------------

def all_mutants(tokens, random):
    for place in range(len(tokens)):
        yield from token_mutants(tokens, place, random)
    yield from structure_mutants(tokens)


def choose(mutants, most, random):
    """At most so many, one of each place before a second one of any."""
    places = {}
    for mutant in mutants:
        places.setdefault(mutant.first, []).append(mutant)
    for own in places.values():
        random.shuffle(own)
    order = sorted(places)
    random.shuffle(order)
    rounds = itertools.zip_longest(*(places[place] for place in order))
    chosen = (mutant for turn in rounds for mutant in turn if mutant)
    return list(itertools.islice(chosen, most))


def apply(tokens, mutant):
    return tokens[:mutant.first] + mutant.part + tokens[mutant.last:]
