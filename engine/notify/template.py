"""Notice templates of a process: title and body with FEEL in braces.

A file `<key>.notices.yaml` holds `templates: {name: {level, title, body, title_en, body_en, channels}}`, of which title
and body must be there; `{{` and `}}` stand for single braces.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from engine.errors import DeploymentRefused, EngineError, IncidentError
from engine.expr import compile
from engine.expr.expression import Env, Expression
from engine.expr.values import text_of, to_feel
from engine.model.notice import CHANNELS, IN_APP, NoticeText
from engine.model.problem import Problem

LEVELS = ("info", "warning", "alert")
NEEDED = frozenset({"title", "body"})
TEXTS = ("title", "body", "title_en", "body_en")
KNOWN = NEEDED | {"level", "title_en", "body_en", "channels"}
LARGEST = 256 * 1024  # bytes of a file
PART = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|([^{}]+)|([{}])")


@dataclass(frozen=True, slots=True)
class Text:
    """Literal parts and expressions, in order."""

    parts: tuple[str | Expression, ...]

    def rendered(self, names: Mapping[str, Any], env: Env) -> str:
        """Raises ExpressionError."""
        return "".join(part if isinstance(part, str) else _shown(part, names, env) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Template:
    name: str
    level: str
    title: Text
    body: Text
    title_en: Text | None = None
    body_en: Text | None = None
    channels: tuple[str, ...] = (IN_APP,)

    def rendered(self, names: Mapping[str, Any], env: Env) -> NoticeText:
        """Raises ExpressionError."""
        return NoticeText(
            title=self.title.rendered(names, env),
            body=self.body.rendered(names, env),
            level=self.level,
            title_en=self.title_en.rendered(names, env) if self.title_en else "",
            body_en=self.body_en.rendered(names, env) if self.body_en else "",
            channels=self.channels,
        )


@dataclass(frozen=True, slots=True)
class Templates:
    by_name: Mapping[str, Template]

    def rendered(self, name: str, names: Mapping[str, Any], env: Env) -> NoticeText:
        """Raises IncidentError for an unknown template, ExpressionError for one that fails."""
        template = self.by_name.get(name)
        if template is None:
            raise IncidentError("notice.unknown_template", template=name)
        return template.rendered(names, env)


def read(data: bytes, file: str) -> Templates:
    """Raises DeploymentRefused with every problem of the file."""
    if len(data) > LARGEST:
        raise DeploymentRefused([Problem("notice.file_too_large", file=file, params={"limit": LARGEST})])
    try:
        document = yaml.load(data, Loader=yaml.BaseLoader)  # noqa: S506  # texts only: no dates, numbers or merges
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as failure:
        line = getattr(getattr(failure, "problem_mark", None), "line", None)
        raise DeploymentRefused([Problem("notice.bad_yaml", file=file, line=line and line + 1)]) from None
    entries = document.get("templates") if isinstance(document, dict) else None
    if not isinstance(entries, dict):
        raise DeploymentRefused([Problem("notice.no_templates", file=file)])
    problems: list[Problem] = []
    found = {str(name): _template(str(name), entry, file, problems) for name, entry in entries.items()}
    if problems:
        raise DeploymentRefused(problems)
    return Templates({name: template for name, template in found.items() if template is not None})


def _template(name: str, entry: Any, file: str, problems: list[Problem]) -> Template | None:
    if not isinstance(entry, dict) or not NEEDED <= entry.keys() <= KNOWN or not _are_texts(entry):
        problems.append(Problem("notice.bad_entry", element_id=name, file=file))
        return None
    level = entry.get("level", "info")
    if level not in LEVELS:
        problems.append(Problem("notice.bad_level", element_id=name, file=file, params={"level": str(level)}))
        return None
    channels = entry.get("channels", [IN_APP])
    if not _are_channels(channels):
        problems.append(Problem("notice.bad_channels", element_id=name, file=file, params={"known": list(CHANNELS)}))
        return None
    try:
        texts = {key: _text(entry[key]) for key in TEXTS if key in entry}
    except EngineError as failure:
        problems.append(Problem(failure.code, element_id=name, file=file, params=dict(failure.params)))
        return None
    return Template(name, level, **texts, channels=tuple(channels))


def _are_texts(entry: Mapping[str, Any]) -> bool:
    return all(isinstance(entry[key], str) for key in TEXTS if key in entry)


def _are_channels(channels: Any) -> bool:
    return isinstance(channels, list) and bool(channels) and all(each in CHANNELS for each in channels)


def _text(source: str) -> Text:
    parts: list[str | Expression] = []
    for match in PART.finditer(source):
        if match[1] is not None:
            parts.append(compile.feel(match[1].strip()))
        else:
            parts.append(match[0][0] if match[0] in ("{{", "}}") else match[0])
    return Text(tuple(parts))


def _shown(part: Expression, names: Mapping[str, Any], env: Env) -> str:
    return text_of(to_feel(part.evaluate(names, env))) or ""
