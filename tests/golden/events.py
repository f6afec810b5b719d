"""One commit with each kind of event, as it was first written: `python -m tests.golden.events` adds new kinds.

Lines are only ever added. When an event changes so that its line is no longer read, it needs an upcast, not a new line.
"""

from pathlib import Path
from typing import Any

import msgspec
from msgspec import inspect

from engine.model import chain
from engine.model.seal import canonical, event_types
from tests.store.build import AT, LU

FILE = Path(__file__).parent / "events.jsonl"
_decoder = msgspec.json.Decoder(chain.Commit)


def kept() -> list[chain.Commit]:
    """The command id is the kind of the event."""
    return [_decoder.decode(line) for line in FILE.read_text("utf-8").splitlines()]


def made(kind: str) -> chain.Commit:
    """With every field of the event given."""
    event = msgspec.convert(_example(inspect.type_info(event_types[kind])), event_types[kind])
    return chain.write([event], chain.GENESIS, stream="i1", version=1, root_id="i1", command_id=kind, at=AT, actor=LU)


def _example(kind: Any, name: str = "") -> Any:
    match kind:
        case inspect.StructType():
            values = {each.encode_name: _example(each.type, each.encode_name) for each in kind.fields}
            return values if kind.tag is None else values | {kind.tag_field: kind.tag}
        case inspect.UnionType():
            return _example(next(each for each in kind.types if not isinstance(each, inspect.NoneType)), name)
        case inspect.ListType():
            return [_example(kind.item_type, name)]
        case inspect.DictType():
            return {"a": _example(kind.value_type, name)}
        case inspect.LiteralType():
            return kind.values[0]
        case _:
            return SIMPLE.get(type(kind), name)


SIMPLE: dict[type[Any], Any] = {
    inspect.IntType: 1,
    inspect.FloatType: 1.5,
    inspect.BoolType: True,
    inspect.DateTimeType: AT,
    inspect.DateType: AT.date(),
}


def main() -> None:
    known = {each.command_id for each in kept()} if FILE.exists() else set()
    with FILE.open("a", encoding="utf-8") as file:
        for kind in sorted(event_types.keys() - known):
            file.write(canonical(made(kind)) + "\n")


if __name__ == "__main__":
    main()
