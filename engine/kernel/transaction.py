"""Transactions that are cancelled (BPMN 10.6.1, 13.3.4, 13.5.6)."""

from engine.kernel.cancel import clear
from engine.kernel.compensable import record_scope, records_in
from engine.kernel.compensation import begin
from engine.kernel.step import Run
from engine.model.definition import Trigger
from engine.model.instance import PROCESS_SCOPE
from engine.model.instance import Activity as Running


def cancel(run: Run, activity_id: str, trigger: Trigger) -> None:
    """A cancel end event: what still runs in the transaction ends, then what completed in it is compensated.

    When that is done the transaction is left by its cancel boundary event: see `completion`.
    """
    body = run.activity(run.activity(activity_id).scope_id or PROCESS_SCOPE)
    around = body.scope_id or PROCESS_SCOPE
    clear(run, body.id, but=activity_id)
    if body.index is not None:
        _cancel_others(run, around, body)
    begin(run, activity_id, records_in(run, [body.id] if body.index is None else [body.id, around]))


def _cancel_others(run: Run, around: str, body: Running) -> None:
    """The boundary event belongs to the multi-instance as a whole, so all of its bodies are undone with one."""
    for other in [each for each in run.children(around) if each.id != body.id]:
        clear(run, other.id)
        record_scope(run, other)
    clear(run, around, but=body.id)
