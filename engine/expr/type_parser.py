"""Type expressions: `number`, `list<string>`, `context<a: number>`, `function<number> -> string`."""

from engine.errors import ExpressionError
from engine.expr.cursor import Cursor
from engine.expr.syntax import Type

TWO_WORDS = {
    ("date", "and", "time"): "date and time",
    ("days", "and", "time", "duration"): "days and time duration",
    ("years", "and", "months", "duration"): "years and months duration",
    ("day", "time", "duration"): "days and time duration",
    ("year", "month", "duration"): "years and months duration",
}
MAX_NESTING = 50


def parse_type(cursor: Cursor, depth: int = 0) -> Type:
    """The type at the cursor. Raises ExpressionError(`expression.syntax` or `expression.too_deep`)."""
    if depth > MAX_NESTING:
        raise ExpressionError("expression.too_deep", position=cursor.token.start)
    name = _name(cursor)
    if name in ("list", "range") and cursor.accept("<"):
        item = parse_type(cursor, depth + 1)
        cursor.expect(">")
        return Type(name, (item,))
    if name == "context" and cursor.accept("<"):
        entries = () if cursor.at(">") else cursor.several(lambda: _entry(cursor, depth))
        cursor.expect(">")
        return Type(name, (), entries)
    if name == "function" and cursor.accept("<"):
        parameters = () if cursor.at(">") else cursor.several(lambda: parse_type(cursor, depth + 1))
        cursor.expect(">")
        cursor.expect("->")
        return Type(name, (*parameters, parse_type(cursor, depth + 1)))
    return Type(name)


def _entry(cursor: Cursor, depth: int) -> tuple[str, Type]:
    name = cursor.run_of_words(":")
    cursor.expect(":")
    return name, parse_type(cursor, depth + 1)


def _name(cursor: Cursor) -> str:
    if cursor.types is not None and (found := cursor.types.longest(cursor.tokens, cursor.index)):
        cursor.index += found[1]
        return found[0]
    for words, name in TWO_WORDS.items():
        if all(cursor.peek(ahead).text == word for ahead, word in enumerate(words)):
            cursor.index += len(words)
            return name
    if cursor.token.kind != "name":
        raise cursor.unexpected()
    name = cursor.next().text
    while cursor.accept("."):
        name += "." + cursor.next().text
    return name
