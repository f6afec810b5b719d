"""Sets of characters: general categories and blocks of Unicode, as sorted ranges of code points."""

import sys
import unicodedata
from collections.abc import Iterable
from functools import cache

Ranges = list[tuple[int, int]]
LAST = sys.maxunicode
MOST_FOLDED = 30_000
CATEGORIES = frozenset(
    {"L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "Z", "Zs", "Zl", "Zp"}
    | {"P", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "S", "Sm", "Sc", "Sk", "So", "C", "Cc", "Cf", "Co", "Cn"}
)
BLOCKS: dict[str, Ranges] = {
    name: [(low, high)]
    for name, low, high in (
        ("BasicLatin", 0x0, 0x7F),
        ("Latin-1Supplement", 0x80, 0xFF),
        ("LatinExtended-A", 0x100, 0x17F),
        ("LatinExtended-B", 0x180, 0x24F),
        ("IPAExtensions", 0x250, 0x2AF),
        ("SpacingModifierLetters", 0x2B0, 0x2FF),
        ("CombiningDiacriticalMarks", 0x300, 0x36F),
        ("Greek", 0x370, 0x3FF),
        ("GreekandCoptic", 0x370, 0x3FF),
        ("Cyrillic", 0x400, 0x4FF),
        ("Armenian", 0x530, 0x58F),
        ("Hebrew", 0x590, 0x5FF),
        ("Arabic", 0x600, 0x6FF),
        ("Devanagari", 0x900, 0x97F),
        ("Bengali", 0x980, 0x9FF),
        ("Thai", 0xE00, 0xE7F),
        ("Tibetan", 0xF00, 0xFFF),
        ("Georgian", 0x10A0, 0x10FF),
        ("HangulJamo", 0x1100, 0x11FF),
        ("Mongolian", 0x1800, 0x18AF),
        ("LatinExtendedAdditional", 0x1E00, 0x1EFF),
        ("GreekExtended", 0x1F00, 0x1FFF),
        ("GeneralPunctuation", 0x2000, 0x206F),
        ("SuperscriptsandSubscripts", 0x2070, 0x209F),
        ("CurrencySymbols", 0x20A0, 0x20CF),
        ("LetterlikeSymbols", 0x2100, 0x214F),
        ("NumberForms", 0x2150, 0x218F),
        ("Arrows", 0x2190, 0x21FF),
        ("MathematicalOperators", 0x2200, 0x22FF),
        ("MiscellaneousTechnical", 0x2300, 0x23FF),
        ("EnclosedAlphanumerics", 0x2460, 0x24FF),
        ("BoxDrawing", 0x2500, 0x257F),
        ("GeometricShapes", 0x25A0, 0x25FF),
        ("MiscellaneousSymbols", 0x2600, 0x26FF),
        ("Dingbats", 0x2700, 0x27BF),
        ("CJKRadicalsSupplement", 0x2E80, 0x2EFF),
        ("KangxiRadicals", 0x2F00, 0x2FDF),
        ("CJKSymbolsandPunctuation", 0x3000, 0x303F),
        ("Hiragana", 0x3040, 0x309F),
        ("Katakana", 0x30A0, 0x30FF),
        ("Bopomofo", 0x3100, 0x312F),
        ("HangulCompatibilityJamo", 0x3130, 0x318F),
        ("EnclosedCJKLettersandMonths", 0x3200, 0x32FF),
        ("CJKCompatibility", 0x3300, 0x33FF),
        ("CJKUnifiedIdeographsExtensionA", 0x3400, 0x4DBF),
        ("CJKUnifiedIdeographs", 0x4E00, 0x9FFF),
        ("HangulSyllables", 0xAC00, 0xD7AF),
        ("PrivateUse", 0xE000, 0xF8FF),
        ("CJKCompatibilityIdeographs", 0xF900, 0xFAFF),
        ("AlphabeticPresentationForms", 0xFB00, 0xFB4F),
        ("CJKCompatibilityForms", 0xFE30, 0xFE4F),
        ("HalfwidthandFullwidthForms", 0xFF00, 0xFFEF),
        ("Specials", 0xFFF0, 0xFFFF),
    )
}


@cache
def members(category: str) -> Ranges:
    """The characters of a general category: `Lu`, or `L` for all that begin so."""
    found: Ranges = []
    for name, ranges in _by_category().items():
        if name.startswith(category):
            found += ranges
    return sorted(found)


@cache
def _by_category() -> dict[str, Ranges]:
    """Made once, when the first pattern asks for it."""
    found: dict[str, Ranges] = {}
    start, current = 0, unicodedata.category(chr(0))
    for point in range(1, LAST + 2):
        category = unicodedata.category(chr(point)) if point <= LAST else ""
        if category != current:
            found.setdefault(current, []).append((start, point - 1))
            start, current = point, category
    return found


def either_case(low: int, high: int) -> Ranges:
    """The characters from one to the other, in both cases; a range too large for letters stays."""
    if high - low > MOST_FOLDED:
        return [(low, high)]
    found = {low, high}
    for character in map(chr, range(low, high + 1)):
        found.update(ord(each) for each in (character, character.lower(), character.upper()) if len(each) == 1)
    return joined(found)


def joined(points: Iterable[int]) -> Ranges:
    """Single characters as ranges."""
    found: Ranges = []
    for point in sorted(points):
        if found and found[-1][1] == point - 1:
            found[-1] = (found[-1][0], point)
        else:
            found.append((point, point))
    return found


def inverted(ranges: Ranges) -> Ranges:
    """All other characters."""
    found, start = [], 0
    for low, high in sorted(ranges):
        if low > start:
            found.append((start, low - 1))
        start = max(start, high + 1)
    return [*found, (start, LAST)] if start <= LAST else found


def intersection(left: Ranges, right: Ranges) -> Ranges:
    """The characters that are in both."""
    return inverted(inverted(left) + inverted(right))
