"""One operation on many instances, each in a transaction of its own: what is done stays done."""

from collections.abc import Callable, Iterable
from functools import partial

from engine.errors import Rejected
from engine.model.view import Batch, Refusal
from engine.runtime.retrying import patiently


def each(instance_ids: Iterable[str], carry_out: Callable[[str], object]) -> Batch:
    """Those that were refused are named with the reason; the others go on."""
    done: list[str] = []
    refused: list[Refusal] = []
    for instance_id in instance_ids:
        try:
            patiently(partial(carry_out, instance_id))
            done.append(instance_id)
        except Rejected as rejection:
            refused.append(Refusal(id=instance_id, code=rejection.code, params=dict(rejection.params)))
    return Batch(done=done, refused=refused)
