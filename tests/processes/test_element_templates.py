"""Element templates: one for each shipped handler, in both languages, with nothing a diagram may not say."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.api import SYSTEM, Engine
from engine.kernel.notices import HANDLER
from engine.scenario.folder import registered_handlers

PROCESSES = Path(__file__).parents[2] / "processes"
HANDLERS = registered_handlers(PROCESSES)
FILES = sorted((PROCESSES / "element-templates").glob("*.json"))


def topic(template: dict[str, Any]) -> str:
    hidden = {each["binding"]["name"]: each.get("value") for each in template["properties"]}
    assert hidden["camunda:type"] == "external"
    return str(hidden["camunda:topic"])


@pytest.fixture
def engine() -> Iterator[Engine]:
    with Engine.open("sqlite://", handlers=HANDLERS) as opened:
        yield opened


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_handler_has_a_template(engine: Engine, language: str) -> None:
    found = [topic(each) for each in engine.element_templates(SYSTEM, language)]
    assert sorted(found) == sorted({HANDLER, *HANDLERS})


def test_what_is_not_registered_is_not_offered() -> None:
    with Engine.open("sqlite://") as bare:
        assert [topic(each) for each in bare.element_templates(SYSTEM)] == [HANDLER]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_ids_are_unique_and_bindings_are_executed(file: Path) -> None:
    templates = json.loads(file.read_text())
    ids = [each["id"] for each in templates]
    assert len(set(ids)) == len(ids)
    kinds = {each["binding"]["type"] for template in templates for each in template["properties"]}
    assert kinds <= {"property", "camunda:inputParameter"}
