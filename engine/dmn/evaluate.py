"""The evaluation of a decision and of what it requires. Pure: values in, values out."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.dmn.graph import Evaluating
from engine.dmn.model import Decision, Decisions, Knowledge, Service
from engine.dmn.table import Evaluation as Evaluation
from engine.errors import IncidentError
from engine.expr.env import Env
from engine.expr.run import Run

Names = Mapping[str, Any]
MOST_STEPS = 100  # kept of one evaluation: a knowledge model may be asked in a loop


def evaluate(decisions: Decisions, element_id: str, names: Names, env: Env) -> Evaluation:
    """Evaluate a decision of the file, or call a decision service or knowledge model with arguments by name.

    With a strict `env` as a process decides: values are converted as Camunda 7 does, and what fits no type and names
    that nobody has given fail; else as the standard has it: they are null. Type errors in cells are null in both.
    Raises ExpressionError, and IncidentError: `decision.not_in_file`, `.not_unique`, `.not_any`, `.aggregation`.
    """
    element = decisions.find(element_id)
    run = Run(replace(env, strict=False, strict_names=env.strict or env.strict_names))
    evaluating = Evaluating(decisions, names, run)
    if isinstance(element, Decision):
        evaluation = evaluating.decision(element)
    elif isinstance(element, Service | Knowledge):
        evaluation = Evaluation(evaluating.called(element), owner=element_id)
    else:
        raise IncidentError("decision.not_in_file", decision=element_id)
    steps = tuple(step for step in run.notes if step is not evaluation)
    return replace(evaluation, steps=steps[:MOST_STEPS])


def mapped(evaluation: Evaluation, mode: str | None) -> Any:
    """The result as `camunda:mapDecisionResult` asks: singleEntry, singleResult, collectEntries, resultList.

    Without a mode the result as DMN has it. Raises IncidentError(`decision.mapping`) where it does not fit the mode.
    """
    outputs = evaluation.outputs
    if mode is None:
        return evaluation.result
    if mode == "resultList":
        return [dict(values) for values in outputs]
    if mode == "collectEntries" and all(len(values) == 1 for values in outputs):
        return [value for values in outputs for value in values.values()]
    if mode == "singleResult" and len(outputs) <= 1:
        return dict(outputs[0]) if outputs else None
    if mode == "singleEntry" and len(outputs) <= 1 and all(len(values) == 1 for values in outputs):
        return next(iter(outputs[0].values())) if outputs else None
    raise IncidentError("decision.mapping", mode=mode, results=len(outputs))
