"""Diagrams of other engines on both interpreters: each difference is explained by what BPMN says."""

import json
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from engine.api import Engine
from engine.errors import EngineError
from engine.model import course as m
from engine.scenario.crosscheck import Crosscheck, compared, interpreted
from engine.scenario.walk import Walk, walked
from tests.crosscheck.explained import EXPLANATIONS

CASES = Path(__file__).resolve().parents[3] / "shared" / "conformance"
AT = datetime(2026, 1, 5, tzinfo=UTC)
SECONDS = 900
LEAST_COMPARED = 130

pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the shared cases do not lie beside the project")

Run = tuple[str, dict[str, bytes], m.Course, m.Passage]


def translated(data: bytes) -> bytes:
    """As the conformance runner puts them; its folder must be on the path for that."""
    if str(CASES) not in sys.path:
        sys.path.append(str(CASES))
    from tests.conformance import adapter

    return adapter.translated(data)


def runs() -> list[Run]:
    """Each diagram once for every set of start variables; those that the kernel refuses say nothing here."""
    corpus = json.loads((CASES / "corpus.json").read_text("utf-8"))
    found: dict[str, Run | None] = {}
    for case in corpus["cases"] if isinstance(corpus, dict) else corpus:
        start = next((step for step in case["expected"].get("steps", []) if step["do"] == "start"), None)
        process = start and (start.get("process") or next(iter(case["processes"]), None))
        if isinstance(process, str):
            key = json.dumps([case["bpmn"], process, start.get("variables")], sort_keys=True)
            found[key] = found.get(key) or run(case, process, start.get("variables") or {})
    return [each for each in found.values() if each is not None]


def run(case: dict[str, Any], process: str, variables: dict[str, Any]) -> Run | None:
    files = {f"{Path(name).stem}.bpmn": translated((CASES / name).read_bytes()) for name in case["bpmn"]}
    scripts = {"*": lambda text, names: {}}
    try:
        walk = Walk(process, AT, variables)
        course, kernel = walked(
            walk, files, lambda clock: Engine.open("sqlite://", clock=clock, script_executors=scripts)
        )
    except EngineError:
        return None
    return (case["id"], files, course, kernel) if course.moves else None


@pytest.fixture(scope="module")
def checked() -> list[tuple[Crosscheck, dict[str, bytes]]]:
    walks = runs()
    others = interpreted([m.Errand(files, course) for _, files, course, _ in walks], SECONDS)
    return [
        (compared(name, course, kernel, other), files)
        for (name, files, course, kernel), other in zip(walks, others, strict=True)
    ]


def test_every_difference_is_explained(checked: list[tuple[Crosscheck, dict[str, bytes]]]) -> None:
    unexplained = [
        (found.name, found.reason, found.differences)
        for found, files in checked
        if found.outcome in ("different", "gave_up") and not any(each.applies(files) for each in EXPLANATIONS)
    ]
    assert unexplained == []


def test_enough_is_compared(checked: list[tuple[Crosscheck, dict[str, bytes]]]) -> None:
    counts = Counter(found.outcome for found, _ in checked)
    assert counts["same"] > counts["different"] and len(checked) - counts["unreadable"] >= LEAST_COMPARED, counts


@pytest.mark.parametrize("explanation", EXPLANATIONS, ids=lambda each: each.section)
def test_every_explanation_is_needed(explanation: Any, checked: list[tuple[Crosscheck, dict[str, bytes]]]) -> None:
    different = [files for found, files in checked if found.outcome in ("different", "gave_up")]
    assert any(explanation.applies(files) for files in different)
