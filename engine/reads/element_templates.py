"""Element templates for the handlers that are registered here, as modelers of Camunda 7 read them."""

import json
from pathlib import Path
from typing import Any

from engine.identity.actor import Actor
from engine.identity.permission import Permission as P
from engine.kernel.notices import HANDLER
from engine.reads.base import Reads
from engine.settings import SHIPPED

FOLDER = "processes/element-templates"


class ElementTemplateReads(Reads):
    """The files are the product's own; those of handlers that are not registered are left out."""

    def element_templates(self, actor: Actor, language: str = "zh") -> list[dict[str, Any]]:
        actor.require(P.DEFINITION_READ)
        known = {HANDLER, *self._services.handlers}
        return [
            each for file in _files(language) for each in json.loads(file.read_text("utf-8")) if _topic(each) in known
        ]


def _files(language: str) -> list[Path]:
    """`notify.en.json` in English, `notify.json` in Chinese."""
    found = sorted((SHIPPED / FOLDER).glob("*.json"))
    return [file for file in found if file.stem.endswith(".en") == (language == "en")]


def _topic(template: dict[str, Any]) -> str | None:
    values = {each["binding"]["name"]: each.get("value") for each in template["properties"]}
    return values.get("camunda:topic")
