"""Changing texts at random: what a careless or a hostile author could write."""

from collections.abc import Sequence
from random import Random

NASTY = [
    *("__class__", "__import__('os')", "().__class__.__mro__", "\x00", "\ud800", "\U0010ffff", "İ", "ß"),
    *("9" * 40, "1e6144", "-1e-6143", "9**9**9**9", "0.1", "1/0", "null", "true", "[]", "{}", "()", '""', "?", "@"),
    *("(" * 200, "[" * 200, "{a:" * 120, "-" * 300, "not(" * 120, "if a then " * 120, "1+" * 300, "a." * 300),
    *('"' + "a" * 3000 + '"', '@"P1D"', '@"9999-12-31"', '@"-999999999-01-01"', 'date("2026-02-30")', "..", "**"),
    *("for i in 1..1000000000 return i", "some x in [1] satisfies", "every", "between 1 and", "instance of list<"),
    *('matches("aaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a+)+$")', 'matches(s, "(a|aa)+$")', 'replace(s, "a", s)'),
    *('string join(for i in 1..9000 return s, s)', "flatten([l, l])", "sort(l, function(a, b) true)", "partial"),
    *("function(a) a", "f(f)", "l[item > item]", "[1..2]", "(1..", "in", "and", "or", "//", "/*", "*/", ":", ",", "\\"),
    *("${", "#{", "}", "empty", "execution.getVariable('x')", "&&", "||", "!", "? :", "%", "decimal(1/3, 6176)"),
]  # fmt: skip
MOST = 20_000  # characters


def mutated(random: Random, seeds: Sequence[str]) -> str:
    """A seed after one to four changes."""
    text = random.choice(seeds)
    for _ in range(random.randint(1, 4)):
        text = random.choice(CHANGES)(random, text, seeds)
    return text[:MOST]


def _cut(random: Random, text: str) -> tuple[int, int]:
    start = random.randint(0, len(text))
    return start, min(len(text), start + random.randint(0, 12))


def delete(random: Random, text: str, seeds: Sequence[str]) -> str:
    start, end = _cut(random, text)
    return text[:start] + text[end:]


def repeat(random: Random, text: str, seeds: Sequence[str]) -> str:
    start, end = _cut(random, text)
    return text[:end] + text[start:end] * random.choice((1, 2, 50, 500)) + text[end:]


def insert(random: Random, text: str, seeds: Sequence[str]) -> str:
    place = random.randint(0, len(text))
    return text[:place] + random.choice(NASTY) + text[place:]


def replace(random: Random, text: str, seeds: Sequence[str]) -> str:
    start, end = _cut(random, text)
    return text[:start] + random.choice(NASTY) + text[end:]


def splice(random: Random, text: str, seeds: Sequence[str]) -> str:
    other = random.choice(seeds)
    return text[: random.randint(0, len(text))] + other[random.randint(0, len(other)) :]


def wrap(random: Random, text: str, seeds: Sequence[str]) -> str:
    before, after = random.choice((("(", ")"), ("[", "]"), ("not(", ")"), ("{a: ", "}.a"), ("count(", ")"), ("-", "")))
    depth = random.choice((1, 1, 3, 60))
    return before * depth + text + after * depth


CHANGES = (delete, repeat, insert, replace, splice, wrap)
