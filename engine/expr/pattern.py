"""The patterns of `matches`, `replace` and `split` (XPath and XQuery Functions 3.1, 5.6.1), as re2 can run them.

Unlike those of Python and re2 they know blocks (`\\p{IsBasicLatin}`), subtraction (`[a-z-[aeiou]]`), and Unicode in
`\\d` and `\\w`. Back references have no linear-time meaning: a pattern with one is refused.
"""

import re

from engine.errors import ExpressionError
from engine.expr.characters import BLOCKS, CATEGORIES, Ranges, either_case, intersection, inverted, members

ESCAPED = frozenset("nrt\\|.?*+(){}-[]^$")
CONTROLS = {"n": "\n", "r": "\r", "t": "\t"}
SPACE = " \t\n\r"
SETS = {  # general categories, and characters
    "d": ("Nd",),
    "s": (SPACE,),
    "w": ("L", "M", "N", "S"),
    "i": ("L", "_:"),
    "c": ("L", "M", "Nd", "._:-\u00b7"),
}
QUANTIFIER = re.compile(r"(?:[?*+]|\{[0-9]{1,4}(?:,(?:[0-9]{1,4})?)?\})\??")
MAX_DEPTH = 50


def translated(pattern: str, flags: str) -> str:
    """The pattern for re2. Raises ExpressionError(`expression.pattern`)."""
    translation = _Translation(_without_space(pattern) if "x" in flags else pattern, flags)
    return ("(?m)" if "m" in flags else "") + translation.whole()


def _without_space(pattern: str) -> str:
    """Flag x: white space counts inside brackets only."""
    kept, depth, escaped = [], 0, False
    for character in pattern:
        if not escaped:
            depth += {"[": 1, "]": -1}.get(character, 0)
        escaped = character == "\\" and not escaped
        if depth or character not in SPACE:
            kept.append(character)
    return "".join(kept)


class _Translation:
    """Reads a pattern once, from left to right."""

    def __init__(self, pattern: str, flags: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.dot = r"[\x00-\x{10FFFF}]" if "s" in flags else r"[^\n\r]"
        self.folds = "i" in flags
        self.depth = 0

    def whole(self) -> str:
        result = self._alternatives()
        if self.at < len(self.pattern):
            raise self._broken()
        return result

    def _broken(self) -> ExpressionError:
        return ExpressionError("expression.pattern", pattern=self.pattern[:100])

    def _peek(self, length: int = 1) -> str:
        return self.pattern[self.at : self.at + length]

    def _next(self) -> str:
        character = self._peek()
        if not character:
            raise self._broken()
        self.at += 1
        return character

    def _alternatives(self) -> str:
        branches = [self._branch()]
        while self._peek() == "|":
            self.at += 1
            branches.append(self._branch())
        return "|".join(branches)

    def _branch(self) -> str:
        pieces = []
        while self._peek() and self._peek() not in "|)":
            atom = self._atom()
            quantifier = QUANTIFIER.match(self.pattern, self.at)
            if quantifier:
                self.at = quantifier.end()
            pieces.append(atom + (quantifier[0] if quantifier else ""))
        return "".join(pieces)

    def _atom(self) -> str:
        character = self._next()
        if character == "(":
            return self._group()
        if character == "[":
            return self._class(self._members())
        if character == "\\":
            return self._escape()
        if character == ".":
            return self.dot
        if character in "?*+{}]":
            raise self._broken()
        return character if character in "^$" else re2_literal(character)

    def _group(self) -> str:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self._broken()
        opening = "("
        if self._peek(2) == "?:":
            self.at += 2
            opening = "(?:"
        inside = self._alternatives()
        if self._next() != ")":
            raise self._broken()
        self.depth -= 1
        return f"{opening}{inside})"

    def _escape(self) -> str:
        """Outside of brackets: a character, or a class."""
        character = self._next()
        if character in "pP":
            return self._class(self._property(is_negative=character == "P"))
        if character.lower() in SETS:
            return self._class(_set(character))
        if character not in ESCAPED:
            raise self._broken()
        return re2_literal(CONTROLS.get(character, character))

    def _property(self, *, is_negative: bool) -> Ranges:
        end = self.pattern.find("}", self.at)
        name = self.pattern[self.at + 1 : end]
        if self._peek() != "{" or end < 0:
            raise self._broken()
        self.at = end + 1
        found = members(name) if name in CATEGORIES else BLOCKS.get(name.removeprefix("Is"))
        if found is None:
            raise self._broken()
        return inverted(found) if is_negative else found

    def _members(self) -> Ranges:
        """What is between brackets, as ranges of code points."""
        is_negative = self._peek() == "^"
        self.at += is_negative
        found: Ranges = []
        is_first = True
        while self._peek() != "]" or is_first:
            if self._peek(2) == "-[" and not is_first:
                self.at += 2
                subtracted = inverted(self._nested())
                return intersection(inverted(found) if is_negative else found, self._closed(subtracted))
            found = found + self._item(is_first=is_first)
            is_first = False
        self.at += 1
        return inverted(found) if is_negative else found

    def _nested(self) -> Ranges:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self._broken()
        found = self._members()
        self.depth -= 1
        return found

    def _closed(self, found: Ranges) -> Ranges:
        if self._next() != "]":
            raise self._broken()
        return found

    def _item(self, *, is_first: bool) -> Ranges:
        """One character, a range of them, or a class."""
        if self._peek() == "\\" and self._peek(2)[1:].lower() in {"p", *SETS}:
            self.at += 1
            return self._class_escape(self._next())
        low = self._character(is_first=is_first)
        if self._peek() != "-" or self._peek(2) in ("-]", "-["):
            return self._folded(low, low)
        self.at += 1
        high = self._character(is_first=False)
        if high < low:
            raise self._broken()
        return self._folded(low, high)

    def _folded(self, low: int, high: int) -> Ranges:
        """With flag i the other case too, of what is written, not of classes."""
        return either_case(low, high) if self.folds else [(low, high)]

    def _class(self, found: Ranges) -> str:
        if not found:
            return r"[^\x00-\x{10FFFF}]"
        inside = "".join(f"\\x{{{low:X}}}-\\x{{{high:X}}}" for low, high in found)
        return f"(?-i:[{inside}])" if self.folds else f"[{inside}]"

    def _class_escape(self, character: str) -> Ranges:
        return self._property(is_negative=character == "P") if character in "pP" else _set(character)

    def _character(self, *, is_first: bool) -> int:
        character = self._next()
        if character == "\\":
            character = self._next()
            if character not in ESCAPED:
                raise self._broken()
            return ord(CONTROLS.get(character, character))
        if character == "[" or (character == "]" and is_first):
            raise self._broken()
        return ord(character)


def re2_literal(character: str) -> str:
    return character if character.isalnum() or character == " " else f"\\x{{{ord(character):X}}}"


def _set(character: str) -> Ranges:
    """What `\\d` and its like stand for; in upper case all others."""
    found = sorted(each for part in SETS[character.lower()] for each in _part(part))
    return inverted(found) if character.isupper() else found


def _part(part: str) -> Ranges:
    return members(part) if part in CATEGORIES else [(ord(character), ord(character)) for character in part]
