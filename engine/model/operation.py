"""What those who keep cases running may do with a running one, beside its process."""

from typing import Any, Literal

from engine.model.command import Command
from engine.model.move import Move


class SuspendInstance(Command, frozen=True, kw_only=True):
    """The whole family of the instance: nothing in it goes on until it is resumed."""

    instance_id: str
    reason: str = ""


class ResumeInstance(Command, frozen=True, kw_only=True):
    """What came due meanwhile happens now."""

    instance_id: str


class SuspendDefinition(Command, frozen=True, kw_only=True):
    """No instance of this version can be started; `with_instances`: those that run are suspended too.

    Answers a Batch: the families, and why one could not be.
    """

    definition_id: str
    reason: str = ""
    with_instances: bool = False


class ResumeDefinition(Command, frozen=True, kw_only=True):
    """Answers a Batch, as SuspendDefinition."""

    definition_id: str
    with_instances: bool = False


class ModifyInstance(Command, frozen=True, kw_only=True):
    """Changes where the instance stands, in this order; all of it or nothing."""

    instance_id: str
    moves: list[Move]
    reason: str = ""


class ReturnUserTask(Command, frozen=True, kw_only=True):
    """From an open task back to one that was passed before, by its element; the data is as it was then."""

    task_id: str
    element_id: str
    reason: str = ""


class WithdrawUserTask(Command, frozen=True, kw_only=True):
    """A completed task is taken back, while all that came of it lies untouched."""

    task_id: str
    reason: str = ""


class GoBack(Command, frozen=True, kw_only=True):
    """What the two become once history was looked up. Ids are local, but for `task_id`.

    `cancelled`: activities; `dropped`: tokens that wait at joins, as (scope, element, flow); `restored` and `removed`:
    variables by scope; `forgotten`: what could be compensated, and begins anew; `assignee`: who did it then, if they
    can still do it; `index`: of a body of a multi-instance; `is_uncounted`: it had counted as completed.
    """

    task_id: str
    element_id: str
    scope_id: str
    index: int | None = None
    is_uncounted: bool = False
    cancelled: list[str]
    dropped: list[tuple[str, str, str]] = []
    restored: dict[str, dict[str, Any]] = {}
    removed: dict[str, list[str]] = {}
    forgotten: list[str] = []
    assignee: str | None = None
    reason: str = ""
    is_withdrawal: bool = False


class MigrateInstance(Command, frozen=True, kw_only=True):
    """On to another version of the same process. `mapping`: old to new ids of elements that do not keep theirs."""

    instance_id: str
    version: int
    mapping: dict[str, str] = {}
    reason: str = ""


class MigrateInstances(Command, frozen=True, kw_only=True):
    """Each by itself; answers a Batch."""

    instance_ids: list[str]
    version: int
    mapping: dict[str, str] = {}
    reason: str = ""


class SetJobRetries(Command, frozen=True, kw_only=True):
    """Of a job of a handler or of a worker outside. More than 0 resolves its incident; 0 is one."""

    job_id: str
    retries: int


class SetJobPriority(Command, frozen=True, kw_only=True):
    """Of what is due the highest goes first."""

    job_id: str
    priority: int


class RestartInstance(Command, frozen=True, kw_only=True):
    """A new instance for one that has ended, with the data it began or ended with; answers its id.

    `version`: None is the latest.
    """

    instance_id: str
    data: Literal["start", "last"] = "start"
    version: int | None = None
    reason: str = ""
