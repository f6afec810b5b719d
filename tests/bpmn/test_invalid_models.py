"""Models that other people wrote to be wrong, each in one way, and models that are right."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from engine.bpmn.read import read
from engine.errors import DeploymentRefused
from engine.model.definition import Catalog

CORPUS = Path(__file__).parents[2].parent / "shared" / "conformance"
pytestmark = pytest.mark.skipif(not (CORPUS / "corpus.json").exists(), reason="the shared models are not here")

ANYTHING = frozenset({"*"})
CATALOG = Catalog(ANYTHING, ANYTHING, ANYTHING, ANYTHING, ANYTHING)

RIGHTLY_WARNED = {
    "ParallelGateway_Conditions": "conditions after a parallel gateway have no effect",
    "testTimerOnNestingOfSubprocesses": "starts and never ends",
    "testMergingInclusiveGateway": "a condition on a flow out of a start event",
    "testAct901": "a user task that nothing leads to",
    "testMultiInstanceReceiveActivity": "starts and never ends",
    "testEndParallelJoin": "starts and never ends",
    "testTerminateInExclusiveGatewayWithCallActivity": "lists flows that are not drawn",
    "testTerminateInCallActivityConcurrentCallActivity": "lists some flows and leaves out others",
    "testDeeplyNestedErrorThrown": "an errorRef that names nothing",
    "testMultipleMessageStartEvents": "starts and never ends",
    "testCompensationRemovalOnCancellation": "a user task that nothing leads to",
    "compensation-error": "an error without a code",
    "compensation-nested": "an error without a code, and sub-processes that start and never end",
    "sub-process-empty-continuation": "sub-processes with nothing in them",
    "HistoricActivityInstanceTest.testSignalEventSubprocess": "shapes of elements that are not there",
    "HistoricActivityInstanceTest.testTimerEventSubprocess": "shapes of elements that are not there",
    "testInterruptingEscalationEventSubprocessWithCallActivity": "an end that nothing leads to",
    "testNonInterruptingUnderProcessDefinitionScope": "a timer that leads nowhere",
    "EscalationEventSubProcessTest.testEventSubprocessTakesPrecedence": "starts and never ends",
    "betsy/EventBasedGateway_Timer": "a signal whose structure is not there",
    "inclusive-gateway-link-missing": "the target of a link that is not there",
    "collapsed-sub-process-event-sub-process": "an escalation without a code",
    "ExclusiveDiverging_ParallelConverging": "a parallel join behind a choice, which it waits for in vain",
    "exclusive-gateway-fork-join": "an unfinished drawing: flows without conditions",
    "inclusive-gateway-no-outgoings": "a gateway that leads nowhere",
    "inclusive-gateway-visiting-token": "an unfinished drawing: flows without conditions",
}
"""Models that other engines run, and about which there is something to say."""


def cases() -> list[dict[str, Any]]:
    path = CORPUS / "corpus.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else []


def is_wrong(case: dict[str, Any]) -> bool:
    return case["expected"]["kind"] == "reject"


def codes(data: bytes, file: str) -> tuple[set[str], bool]:
    try:
        return {problem.code for problem in read(data, file, CATALOG).problems}, True
    except DeploymentRefused as refusal:
        return {problem.code for problem in refusal.problems}, False


@pytest.mark.parametrize("case", [case for case in cases() if is_wrong(case)], ids=lambda case: case["id"])
def test_a_wrong_model_is_refused_or_warned_about(case: dict[str, Any]) -> None:
    found = [codes((CORPUS / name).read_bytes(), name)[0] for name in case["bpmn"]]
    assert any(found), case["expected"]["rule"]


@pytest.mark.parametrize("case", [case for case in cases() if not is_wrong(case)], ids=lambda case: case["id"])
def test_a_right_model_is_silent_or_refused_as_unsupported(case: dict[str, Any]) -> None:
    for name in case["bpmn"]:
        data = completed((CORPUS / name).read_bytes(), case)
        found, is_accepted = codes(data, name)
        if is_accepted and found:
            assert any(part in case["id"] for part in RIGHTLY_WARNED), found


def completed(data: bytes, case: dict[str, Any]) -> bytes:
    """Drawings are made executable the way the conformance runner does it."""
    return diagram().make_executable(data, {}, set()) if case["expected"]["kind"] == "visits" else data


def diagram() -> ModuleType:
    if "conformance_diagram" not in sys.modules:
        spec = importlib.util.spec_from_file_location("conformance_diagram", CORPUS / "diagram.py")
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules["conformance_diagram"] = module
        spec.loader.exec_module(module)
    return sys.modules["conformance_diagram"]
