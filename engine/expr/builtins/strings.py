"""String functions (DMN 1.5, 10.3.4.3). Positions count characters from 1, or from the end when negative."""

import re
from functools import lru_cache
from typing import Any

import re2

from engine.errors import ExpressionError
from engine.expr.numbers import Number
from engine.expr.pattern import translated
from engine.expr.run import Run
from engine.expr.signature import builtin

MAX_PATTERN = 1_000
MARKED = re.compile(r"([^\\$]*)(\\[\\$]|\$[0-9]|[\\$]|$)", re.DOTALL)  # plain text, and what ends it


@builtin("substring(string: string, start position: number, length?: number)")
def substring(run: Run, string: str, start: Number, length: Number | None = None) -> str:
    first, count = int(start), len(string) if length is None else int(length)
    if not first or abs(first) > len(string) or count < 1:
        raise ExpressionError("expression.argument", function="substring")
    begin = first - 1 if first > 0 else len(string) + first
    return run.string(string[begin : begin + count])


@builtin("string length(string: string)")
def string_length(run: Run, string: str) -> int:
    return len(string)


@builtin("upper case(string: string)")
def upper_case(run: Run, string: str) -> str:
    return run.string(string.upper())


@builtin("lower case(string: string)")
def lower_case(run: Run, string: str) -> str:
    return run.string(string.lower())


@builtin("trim(string: string)")
def trim(run: Run, string: str) -> str:
    return run.string(string.strip())


@builtin("substring before(string: string, match: string)")
def substring_before(run: Run, string: str, match: str) -> str:
    before, found, _ = string.partition(match) if match else ("", "", "")
    return run.string(before if found else "")


@builtin("substring after(string: string, match: string)")
def substring_after(run: Run, string: str, match: str) -> str:
    if not match:
        return string
    return run.string(string.partition(match)[2])


@builtin("contains(string: string, match: string)")
def contains(run: Run, string: str, match: str) -> bool:
    run.use(len(string) >> 6)
    return match in string


@builtin("starts with(string: string, match: string)")
def starts_with(run: Run, string: str, match: str) -> bool:
    return string.startswith(match)


@builtin("ends with(string: string, match: string)")
def ends_with(run: Run, string: str, match: str) -> bool:
    return string.endswith(match)


@builtin("string join(list: list, delimiter?: string)")
def string_join(run: Run, items: list[Any], delimiter: str | None = None) -> str:
    texts = [item for item in items if item is not None]
    if not all(type(text) is str for text in texts):
        raise ExpressionError("expression.argument", function="string join")
    between = delimiter or ""
    run.use(len(texts) >> 4)
    run.string_length(sum(map(len, texts)) + len(between) * len(texts))
    return between.join(texts)


# patterns run in linear time, on re2


@builtin("matches(input: string, pattern: string, flags?: string)")
def matches(run: Run, text: str, pattern: str, flags: str | None = None) -> bool:
    run.use(len(text) >> 6)
    return compiled(pattern, flags or "").search(text) is not None


@builtin("replace(input: string, pattern: string, replacement: string, flags?: string)")
def replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> str:
    found = _never_empty(pattern, flags or "")
    run.use(len(replacement) >> 6)
    template = _Template(replacement, found.groups, literal="q" in (flags or ""))
    parts, length, position = [], 0, 0
    for match in found.finditer(text):
        run.use(1)
        parts += [text[position : match.start()], new := template.filled(match)]
        length += match.start() - position + len(new)
        run.string_length(length)
        position = match.end()
    return run.string("".join([*parts, text[position:]]))


@builtin("split(string: string, delimiter: string)")
def split(run: Run, string: str, delimiter: str) -> list[str]:
    parts, position = [], 0
    for match in _never_empty(delimiter, "").finditer(string):
        run.use(2)
        parts.append(string[position : match.start()])
        position = match.end()
    run.length(len(parts) + 1)
    return [*parts, string[position:]]


def _never_empty(pattern: str, flags: str) -> Any:
    """A pattern that matches no empty text: there would be no end to what it finds."""
    found = compiled(pattern, flags)
    if found.search(""):
        raise ExpressionError("expression.pattern", pattern=pattern[:100], flags=flags)
    return found


@lru_cache(maxsize=512)
def compiled(pattern: str, flags: str) -> Any:
    """The pattern for re2. Raises ExpressionError(`expression.pattern`: pattern)."""
    if len(pattern) > MAX_PATTERN or not set(flags) <= set("smixq"):
        raise ExpressionError("expression.pattern", pattern=pattern[:100], flags=flags[:10])
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = "i" not in flags
    options.literal = "q" in flags
    try:
        return re2.compile(pattern if options.literal else translated(pattern, flags), options)
    except re2.error:
        raise ExpressionError("expression.pattern", pattern=pattern[:100], flags=flags) from None


class _Template:
    """A replacement text: `$1` is a group, `\\$` a dollar."""

    def __init__(self, text: str, groups: int, *, literal: bool) -> None:
        self.parts: list[str | int] = [text] if literal else list(self._parts(text, groups))

    @staticmethod
    def _parts(text: str, groups: int) -> list[str | int]:
        parts: list[str | int] = []
        for plain, mark in MARKED.findall(text):
            if mark in ("\\", "$"):
                raise ExpressionError("expression.pattern", pattern=text[:100])
            if mark.startswith("$"):
                parts += [plain, int(mark[1]) if int(mark[1]) <= groups else ""]
            else:
                parts.append(plain + mark[1:])
        return parts

    def filled(self, match: Any) -> str:
        return "".join(part if isinstance(part, str) else match.group(part) or "" for part in self.parts)
