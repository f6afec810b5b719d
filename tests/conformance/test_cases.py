"""The cases of other engines: nothing may be wrong, nothing may crash. Runs where the cases lie beside the project."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUNNER = ROOT.parent / "shared" / "conformance" / "run.py"

# Cases that no engine can pass as they stand: what they expect is not what their diagram says, or was lost on the way.
DOUBTFUL = {
    "betsy/Timer_BoundaryEvent_SubProcess_Interrupting_Activity#1": "a timer would have to interrupt a running script",
    "flowable/api/runtime/RuntimeServiceTest.testFindActiveActivityIdProcessWithErrorEventAndSubProcess": (
        "counts the boundary event and the sub-process as active; the runner leaves both out"
    ),
    "flowable/bpmn/callactivity/CallActivityAdvancedTest.testIdVariableNameExpression": (
        "the runner compares the id with the whole instance, which is never the same"
    ),
    "flowable/bpmn/gateway/ParallelGatewayTest.testHistoricActivityInstanceEndTimes": (
        "counts the 24 sequence flows as activities"
    ),
    "flowable/bpmn/multiinstance/MultiInstanceTest.testLoopCounterVariableForParallelMultiInstance": (
        "compares the last of four values with the set of all four"
    ),
    "operaton/api/runtime/ProcessInstanceQueryTest.testClashingValues": (
        "both instances are started with the same value; the type that told them apart is lost"
    ),
    "operaton/history/HistoricActivityInstanceTest.testBoundaryErrorEvent": "the filter of the count is lost",
    "operaton/history/HistoricActivityInstanceTest.testInterruptingBoundaryTimerEvent": (
        "the filter of the count is lost"
    ),
    "operaton/history/HistoricActivityInstanceTest.testNonInterruptingBoundaryMessageEvent": (
        "the filter of the count is lost"
    ),
    "operaton/history/HistoricActivityInstanceTest.testInterruptingBoundarySignalEvent": (
        "the filter of the count is lost"
    ),
    "operaton/history/HistoricActivityInstanceTest.testNonInterruptingBoundarySignalEvent": (
        "the filter of the count is lost"
    ),
    **dict.fromkeys(
        (
            "token-simulation/collapsed-sub-process-event-sub-process",
            "token-simulation/compensation-nested",
            "token-simulation/error-catch-all-boundary-none",
            "token-simulation/error-catch-all-inner-event-sub-ref",
            "token-simulation/escalation-catch-all-outer-event-sub-none",
        ),
        "the event that throws is not counted as left, though it was entered and its scope was interrupted",
    ),
    "token-simulation/compensation-error": (
        "as these, and the second branch is expected to run before the end event of the first interrupts both"
    ),
    "operaton/history/HistoricActivityInstanceTest.testMultiInstanceReceiveActivity": (
        "the filter of the count is lost: the start event is a sixth activity"
    ),
    "operaton/history/HistoricActivityInstanceTest.testEndParallelJoin": (
        "counts a join once per token; the runner says that a join is one passage"
    ),
}
LEAST_PASSED = 382
MOST_WARNED = 30  # of the valid models; each warning names a fault in the model, or that it is only a drawing

pytestmark = pytest.mark.skipif(not RUNNER.is_file(), reason="the shared cases do not lie beside the project")


def run(report: Path, *options: str) -> dict:
    command = [sys.executable, str(RUNNER), "--adapter", "tests.conformance.adapter:EngineAdapter"]
    command += ["--jobs", str(min(os.cpu_count() or 1, 4)), "--timeout", "60", "--report", str(report), *options]
    output = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=True).stdout
    return json.loads(output.splitlines()[-1])


def test_nothing_is_wrong_and_nothing_crashes(tmp_path: Path) -> None:
    totals = run(tmp_path / "report.json")
    rows = json.loads((tmp_path / "report.json").read_text("utf-8"))
    failed = {row["id"]: row["reason"] for row in rows if row["outcome"] in ("wrong", "crashed")}
    assert {case: reason for case, reason in failed.items() if case not in DOUBTFUL} == {}
    assert not [row["id"] for row in rows if row["outcome"] == "crashed"]
    assert totals["passed"] >= LEAST_PASSED


def test_valid_models_are_hardly_ever_warned_about(tmp_path: Path) -> None:
    totals = run(tmp_path / "report.json", "--valid-silence")
    assert totals["crashed"] == 0
    assert totals["warned"] <= MOST_WARNED
