"""What history keeps of an evaluated decision."""

from typing import Any

from engine.dmn.evaluate import Evaluation
from engine.errors import ExpressionError
from engine.expr.values import stored, text_of


def facts(evaluation: Evaluation) -> dict[str, Any]:
    """Inputs and outputs as JSON, and the rules that matched. Raises ExpressionError(`value.not_storable`)."""
    return {
        "inputs": stored(evaluation.inputs),
        "matched": list(evaluation.matched),
        "outputs": stored(evaluation.outputs),
        "rows": list(evaluation.rows),
    }


def told(step: Evaluation) -> dict[str, Any]:
    """A required decision, or a table of a knowledge model. What cannot be stored, as a function, is told as text."""
    try:
        return {"decision": step.owner, **facts(step)}
    except ExpressionError:
        outputs = [{name: text_of(value) for name, value in values.items()} for values in step.outputs]
        inputs = [text_of(value) for value in step.inputs]
        return {"decision": step.owner, "inputs": inputs, "matched": [], "outputs": outputs, "rows": list(step.rows)}
