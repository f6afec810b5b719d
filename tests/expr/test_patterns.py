"""Patterns as XPath has them, which are neither Python's nor those of re2."""

import pytest

from engine.errors import ExpressionError
from engine.expr.builtins.strings import compiled

ROWS = [
    ("a.c", "", "a\rc", False, "a dot is no end of line"),
    ("a.c", "s", "a\nc", True, "but with flag s"),
    (r"^\w+$", "", "客户1", True, "letters of every script"),
    (r"^\d+$", "", "٣", True, "digits of every script"),
    (r"^\i\c*$", "", "_a-1", True, "names of XML"),
    ("[a-z-[aeiou]]", "", "e", False, "a class without another"),
    ("[a-z-[aeiou]]", "", "x", True, "a class without another"),
    ("[^a-c-[x]]", "", "x", False, "all but, without"),
    ("[A-Z-[OI]]", "i", "x", True, "in either case"),
    ("[A-Z-[OI]]", "i", "o", False, "in either case"),
    ("[^Q]", "i", "q", False, "all but, in either case"),
    (r"\p{Lu}", "i", "m", False, "categories keep their case"),
    (r"\p{IsBasicLatin}", "", "中", False, "a block"),
    (r"\p{IsCJKUnifiedIdeographs}", "", "中", True, "a block"),
    (r"\P{L}", "", "1", True, "all but a category"),
    (r"[\P{L}]", "", "a", False, "all but a category, in a class"),
    ("[-a]", "", "-", True, "a hyphen in front"),
    ("[a-]", "", "-", True, "a hyphen at the end"),
    ("he ll[ ]o", "x", "hell o", True, "white space counts in a class only"),
    (r"\p{ L }", "x", "a", True, "nor in the name of a category"),
    ("a.c", "q", "a.c", True, "literally"),
    ("a.c", "q", "abc", False, "literally"),
    ("^b$", "m", "a\nb", True, "ends of lines"),
    ("^b$", "", "a\nb", False, "ends of the text"),
    ("^a$", "", "a\n", False, "the end is the end"),
    ("(?:ab){2}", "", "abab", True, "a group that is not kept"),
    ("a{2,}", "", "aa", True, "at least"),
    ("", "", "a", True, "nothing is everywhere"),
]


@pytest.mark.parametrize(("pattern", "flags", "text", "found", "reason"), ROWS)
def test_finds(pattern: str, flags: str, text: str, found: bool, reason: str) -> None:
    assert (compiled(pattern, flags).search(text) is not None) is found, reason


@pytest.mark.parametrize(
    ("pattern", "flags"),
    [
        *(("(", ""), (")", ""), ("*", ""), ("a**", ""), ("[z-a]", ""), ("[", ""), ("[]", ""), ("a{2,1}", "")),
        *((r"\q", ""), (r"\b", ""), (r"\p{Nobody}", ""), (r"\p{L", ""), ("(?=a)", ""), ("(?<n>a)", ""), ("a", "z")),
        *((r"(a)\1", ""), (r"[a\0]", ""), ("(" * 60 + ")" * 60, ""), ("a{99999}", ""), ("a" * 2_000, ""), ("]", "")),
    ],
)
def test_refuses(pattern: str, flags: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        compiled(pattern, flags)
    assert caught.value.code == "expression.pattern"
