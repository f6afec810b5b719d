"""A route as it is served and as it is documented: one value for both, so that neither can be forgotten."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar, cast

import msgspec
from msgspec.structs import FieldInfo, asdict, fields

from engine.api import Actor, Engine
from engine.model.command import Command
from engine.model.view import Page, Result

View = TypeVar("View")
MOST = 500  # commands in one request


class NoContent(msgspec.Struct, frozen=True):
    """There is nothing to be said: status 204."""


@dataclass(frozen=True, slots=True)
class File:
    """Bytes as they are."""

    body: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Call:
    """One request. `path`: what stands in its address; `query` and `body` are of the types that the route names."""

    engine: Engine
    actor: Actor
    path: Mapping[str, str]
    query: Any
    body: Any
    command_id: str

    def obey(self, command: Command) -> Any:
        return self.engine.execute(command, self.actor)


@dataclass(frozen=True, slots=True)
class Route:
    """`path` has its variables in braces. `answer` is a type, or a media type where the answer is a file."""

    method: str
    path: str
    summary: str
    handle: Callable[[Call], Any]
    answer: Any = NoContent
    query: type[msgspec.Struct] | None = None
    body: type[msgspec.Struct] | None = None
    status: int = 200
    is_public: bool = False

    @property
    def name(self) -> str:
        """Of the operation: `post_instances_instance_id_suspend`."""
        words = self.path.replace("{", "").replace("}", "").replace("-", "_").replace(".", "_").split("/")
        return "_".join([self.method.lower(), *filter(None, words)])


def command(
    method: str,
    path: str,
    kind: type[Command],
    summary: str,
    *,
    answer: Any = NoContent,
    shown: Callable[[Any], Any] | None = None,
    status: int = 200,
    act: Callable[[Call, Command], Any] | None = None,
    **renamed: str,
) -> Route:
    """A route that carries out one command. Its fields stand in the path or in the body.

    `renamed`: field of the command -> variable of the path that has another name. `act` is done instead of obeying.
    """
    in_path = {renamed.get(field.name, field.name) for field in fields(kind)} & variables_in(path)
    of_path = {field.name: renamed.get(field.name, field.name) for field in fields(kind)}
    of_path = {field: variable for field, variable in of_path.items() if variable in in_path}
    body = _body(kind, path, method, of_path)

    def handle(call: Call) -> Any:
        given = {field: call.path[variable] for field, variable in of_path.items()}
        made = kind(command_id=call.command_id, **given, **(asdict(call.body) if call.body is not None else {}))
        done = act(call, made) if act is not None else call.obey(made)
        return shown(done) if shown is not None else done

    return Route(method, path, summary, handle, answer=answer, body=body, status=status)


def many(path: str, kind: type[Command], summary: str) -> Route:
    """A route that carries out up to MOST commands of a kind, committed in groups; what became of each, in order.

    Sent again under its key each of them is carried out once, also where the first request was cut off half-way.
    """
    named = f"{kind.__name__}OfMany"
    one = _struct(named, [field for field in fields(kind) if field.name != "command_id"])
    few = Annotated[list[one], msgspec.Meta(min_length=1, max_length=MOST)]  # type: ignore[valid-type]
    body = msgspec.defstruct(f"{named}Body", [("commands", few)], frozen=True, kw_only=True, module=__name__)

    def handle(call: Call) -> Any:
        ids = (f"{call.command_id}/{number}" if call.command_id else "" for number in range(MOST))
        made = [kind(command_id=id, **asdict(each)) for id, each in zip(ids, call.body.commands, strict=False)]
        return call.engine.execute_all(made, call.actor)

    return Route("POST", path, summary, handle, answer=list[Result], body=body)


def _body(kind: type[Command], path: str, method: str, of_path: Mapping[str, str]) -> type[msgspec.Struct] | None:
    """The other fields of the command; None where there are none."""
    left = [field for field in fields(kind) if field.name not in of_path and field.name != "command_id"]
    if not left:
        return None
    name = kind.__name__ + ("Preview" if path.endswith("/preview") else "")
    return _struct(name, left)


def _struct(name: str, wanted: Sequence[FieldInfo]) -> type[msgspec.Struct]:
    return msgspec.defstruct(
        name, [_field(each) for each in wanted], frozen=True, kw_only=True, forbid_unknown_fields=True, module=__name__
    )


def _field(field: FieldInfo) -> Any:
    if field.default is not msgspec.NODEFAULT:
        return field.name, field.type, field.default
    if field.default_factory is not msgspec.NODEFAULT:
        return field.name, field.type, msgspec.field(default_factory=field.default_factory)
    return field.name, field.type


def variables_in(path: str) -> set[str]:
    return {part[1:-1] for part in path.split("/") if part.startswith("{")}


def page_of(view: type[View]) -> Any:
    """The type of a page of such views; what its fields mean: `engine.model.view.Page`."""
    name = f"PageOf{cast(type, view).__name__}"
    items: Any = ("items", list[view])  # type: ignore[valid-type]
    others = [_field(each) for each in fields(Page) if each.name != "items"]
    return msgspec.defstruct(name, [items, *others], frozen=True, kw_only=True, module=__name__)
