"""The world of a step: this moment, what is deployed, and the authors' functions that run inside a step."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, TypeVar

from engine.errors import BpmnError
from engine.handlers import Context, Handler, HandlerResult, ScriptExecutor, is_pure, result_of
from engine.kernel.world import PureHandler, World
from engine.runtime.audience import Audience
from engine.runtime.library import Library
from engine.runtime.services import Services
from engine.store.loaded import Loaded
from engine.store.reader import Reader

Given = TypeVar("Given")
Made = TypeVar("Made")
LONGEST_MESSAGE = 2_000  # characters of what a failure says


def world_of(services: Services, reader: Reader, loaded: Mapping[str, Loaded] | None = None) -> World:
    """Now; but never before the last commit of what is loaded, whichever machine's clock that was made by."""
    now = max([services.clock.now(), *[each.at for each in (loaded or {}).values()]])
    env = services.env(now)
    audience = Audience(reader, now, env.zone, services.outside.room, services.outside.channels)
    pure = Offered(services.handlers, lambda handler: _pure(handler, now), is_pure)
    scripts = Offered(services.scripts, _script)
    outside = services.left_outside
    return World(
        now, env, Library(services.compiled, reader), scripts, pure, audience=audience, external_topics=outside
    )


class Offered(Mapping[str, Made]):
    """What was registered as the kernel calls it: made when it is asked for, since a step asks for few or none."""

    def __init__(
        self, registered: Mapping[str, Given], make: Callable[[Given], Made], fits: Callable[[Given], bool] = bool
    ) -> None:
        self._registered = registered
        self._make = make
        self._fits = fits

    def __getitem__(self, name: str) -> Made:
        given = self._registered[name]
        if not self._fits(given):
            raise KeyError(name)
        return self._make(given)

    def __iter__(self) -> Iterator[str]:
        return (name for name, given in self._registered.items() if self._fits(given))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def called(handler: Handler, variables: Mapping[str, Any], context: Context) -> HandlerResult:
    """What the handler gave back. Raises whatever it raises, as an Exception; TypeError when it gave back nonsense."""
    return result_of(_contained(lambda: handler(variables, context)))


def _pure(handler: Handler, now: datetime) -> PureHandler:
    """A pure handler as the kernel calls it."""

    def call(variables: Mapping[str, Any], *, instance_id: str, element_id: str, business_key: str | None) -> Any:
        context = Context(instance_id, element_id, f"{instance_id}/{element_id}", now, business_key)
        result = called(handler, variables, context)
        return result.variables, result.notices

    return call


def _script(executor: ScriptExecutor) -> ScriptExecutor:
    def run(text: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        return result_of(_contained(lambda: executor(text, variables))).variables

    return run


def _contained(call: Callable[[], Any]) -> Any:
    """Whatever an author's function raises is a failure of that function, but for an interruption from outside."""
    try:
        return call()
    except KeyboardInterrupt:
        raise
    except BpmnError as error:
        raise BpmnError(told(error.code), told(error.message), error.variables) from None
    except BaseException as failure:
        if isinstance(failure, Exception) and _can_be_told(failure):
            raise
        raise RuntimeError(f"{type(failure).__name__}: {told(failure)}") from failure


def told(said: Any) -> str:
    """The text of an author's object, which may not even be able to say what it is."""
    try:
        text = str(said)
    except Exception:
        return ""
    return text.encode("utf-8", "replace").decode()[:LONGEST_MESSAGE]


def _can_be_told(failure: Exception) -> bool:
    try:
        return str(failure) == told(failure)
    except Exception:
        return False
