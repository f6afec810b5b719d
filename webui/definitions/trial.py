"""What came of trying a diagram out, as the modeler shows it: elements by name, times in the reader's zone."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.model.trial import Trial, TrialFailure
from webui.catalogue import t
from webui.moments import short
from webui.texts import said
from webui.wording import group_name, person, phrase

_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?Z"
_WORD = re.compile(rf"(?P<time>{_TIME})|[A-Za-z_][\w.-]*[\w]")
_NAMED = ("tasks", "notices", "overdue", "timers", "incidents", "visited", "not_visited")  # of ids, not of data


def trial_json(trial: Trial) -> dict[str, Any]:
    """`{summary, passed, scenarios: [{name, passed, failures: [text]}], elements, flows}`; the ids of what was met."""
    scenarios = [
        {"name": each.name, "passed": each.passed, "failures": [_failure(one, trial.names) for one in each.failures]}
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


def _failure(failure: TrialFailure, names: Mapping[str, str]) -> str:
    text = _text(failure, names)
    return t("trial.step", step=failure.step, text=text) if failure.step else text


def _text(failure: TrialFailure, names: Mapping[str, str]) -> str:
    params = failure.params
    if failure.code == "scenario.rejected":
        given = {name: _known(value, names) for name, value in params["params"].items()}
        return t("trial.rejected", text=phrase(params["reason"], given))
    what, dot, name = str(params.get("what", "")).partition(".")
    if what.removesuffix("_include") in _NAMED:
        params = {key: _known(value, names) for key, value in params.items()}
    return phrase(failure.code, {**params, "what": t(f"trial.what.{what}") + dot.replace(".", " ") + name})


def _known(value: Any, names: Mapping[str, str]) -> Any:
    """Ids and times inside a text, as people know them."""
    if isinstance(value, list):
        return [_known(each, names) for each in value]
    return _WORD.sub(lambda found: _shown(found, names), value) if isinstance(value, str) else value


def _shown(found: re.Match[str], names: Mapping[str, str]) -> str:
    if found["time"]:
        return short(datetime.fromisoformat(found["time"]))
    word = found[0]
    if word in names:
        return said(names[word])
    group = group_name(word)
    return group if group != word else person(word)
