"""What stands before every route: who asks, what was sent, and in which form it is answered."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec
from flask import Flask, Response, request
from msgspec.structs import fields
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from engine.api import Actor, Engine
from engine.errors import Rejected
from engine.identity.actor import robot
from webui.rest.problems import answered
from webui.rest.route import Call, File, NoContent, Route

KEY = "Idempotency-Key"
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_VARIABLE = re.compile(r"\{(\w+)\}")
_NOBODY = robot("", "")


class Door:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def serve(self, app: Flask, prefix: str, route: Route) -> None:
        rule = prefix + _VARIABLE.sub(r"<\1>", route.path)
        name = f"{prefix.strip('/').replace('/', '_')}_{route.name}".replace(".", "_")
        app.add_url_rule(rule, name, self._view(route), methods=[route.method])

    def _view(self, route: Route) -> Callable[..., Response]:
        decoder = msgspec.json.Decoder(route.body, float_hook=Decimal) if route.body is not None else None

        def view(**path: str) -> Response:
            actor = _NOBODY if route.is_public else self._actor()
            call = Call(
                engine=self._engine,
                actor=actor,
                path=path,
                query=_query(route.query) if route.query is not None else None,
                body=_body(decoder) if decoder is not None else None,
                command_id=_command_id(actor),
            )
            return _answer(route, route.handle(call))

        return view

    def _actor(self) -> Actor:
        """By a token: as bearer, or as the password of clients that know no other way. Raises Unauthorized."""
        given = request.authorization
        text = (given.token or given.password or "") if given is not None else ""
        actor = self._engine.token_holder(text)
        if actor is None:
            raise Unauthorized(www_authenticate=[WWWAuthenticate("bearer"), WWWAuthenticate("basic", {"realm": "api"})])
        return actor


def _query(kind: type[msgspec.Struct]) -> msgspec.Struct:
    """Raises ValidationError, for a name that the route does not know too."""
    known = {field.encode_name for field in fields(kind)}
    strange = sorted(set(request.args) - known)
    if strange:
        raise msgspec.ValidationError(f"unknown parameter `{strange[0]}`")
    return msgspec.convert(request.args.to_dict(), kind, strict=False)


def _body(decoder: msgspec.json.Decoder[Any]) -> Any:
    """An empty one is an empty object. Raises ValidationError."""
    try:
        return decoder.decode(request.get_data() or b"{}")
    except msgspec.ValidationError:
        raise
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as failure:
        raise msgspec.ValidationError(str(failure)) from None


def _command_id(actor: Actor) -> str:
    """Of this program only, so that nobody gets the answer to another one's command. Raises Rejected."""
    key = request.headers.get(KEY, "")
    if key and not _KEY.fullmatch(key):
        raise Rejected("request.bad_key", header=KEY)
    return f"rest/{actor.user_id}/{key}" if key else ""


def _answer(route: Route, answer: Any) -> Response:
    if isinstance(answer, File):
        return Response(answer.body, route.status, mimetype=answer.media_type)
    if route.answer is NoContent:
        return Response(status=204)
    return answered(answer, route.status)
