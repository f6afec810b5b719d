"""What those who keep cases running may do with a running one, beside its process."""

from engine.model.command import Command


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
