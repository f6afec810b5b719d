"""What came of trying a diagram out, as the modeler shows it."""

from typing import Any

from engine.model.trial import Trial, TrialFailure
from webui.catalogue import t
from webui.wording import phrase


def trial_json(trial: Trial) -> dict[str, Any]:
    """`{summary, passed, scenarios: [{name, passed, failures: [text]}], elements, flows}`; the ids of what was met."""
    scenarios = [
        {"name": each.name, "passed": each.passed, "failures": [_failure(failure) for failure in each.failures]}
        for each in trial.results
    ]
    return {
        "summary": _summary(trial),
        "passed": trial.is_complete and all(each.passed for each in trial.results),
        "scenarios": scenarios,
        "elements": sorted({element for each in trial.results for element in each.elements}),
        "flows": sorted({flow for each in trial.results for flow in each.flows}),
    }


def _summary(trial: Trial) -> str:
    passed = sum(each.passed for each in trial.results)
    counts = {"count": len(trial.results), "passed": passed, "failed": len(trial.results) - passed}
    late = "" if trial.is_complete else t("trial.late", left=trial.count - len(trial.results))
    return t("trial.summary", **counts) + late


def _failure(failure: TrialFailure) -> str:
    return t("trial.step", step=failure.step, text=_text(failure)) if failure.step else _text(failure)


def _text(failure: TrialFailure) -> str:
    params = failure.params
    if failure.code == "scenario.rejected":
        return t("trial.rejected", text=phrase(params["reason"], params["params"]))
    what, dot, name = str(params.get("what", "")).partition(".")
    return phrase(failure.code, {**params, "what": t(f"trial.what.{what}") + dot.replace(".", " ") + name})
