"""Whatever is drawn and whatever is done: fold(history) == state, and saving and loading change nothing.

The desk asserts both after every command; here hypothesis draws the diagrams and chooses the commands.
"""

import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.model import definition as d
from tests.kernel.drawn import diagrams
from tests.kernel.played import finish, play


@given(drawn=diagrams(), data=st.data())
@settings(
    max_examples=int(os.environ.get("EXAMPLES", 150)), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
def test_fold_equals_state_and_nothing_is_left_behind(drawn: d.ProcessDefinition, data: st.DataObject) -> None:
    desk = play(drawn, data)
    finish(desk)
    root = desk.root
    assert root.state in ("completed", "cancelled")
    assert list(root.activities) == ["0"]
    assert not any((root.tokens, root.arrivals, root.user_tasks, root.timers, root.subscriptions, root.incidents))
    assert not any((root.jobs, root.compensations))
