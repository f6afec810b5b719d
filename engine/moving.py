"""Many running instances taken to another version, in portions, from the command line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.api import SYSTEM, Engine
from engine.model import operation as o
from engine.model.pages import rows_of
from engine.model.view import Refusal

PORTION = 100


@dataclass(frozen=True, slots=True)
class Moving:
    """`mapping`: old to new ids of elements that do not keep theirs."""

    engine: Engine
    version: int
    mapping: dict[str, str]
    reason: str = ""

    def tried(self, instance_ids: Sequence[str]) -> list[Refusal]:
        """Those that could not be taken there; nothing is done."""
        asked = [each for some in _portions(instance_ids) for each in self.engine.forecast(SYSTEM, self._command(some))]
        return [Refusal(id=each.instance_id, code=each.code, params=each.params) for each in asked if each.code]

    def done(self, instance_ids: Sequence[str]) -> list[Refusal]:
        """Those that could not be taken there, and stay where they are."""
        found = [self.engine.execute(self._command(some), SYSTEM) for some in _portions(instance_ids)]
        return [refusal for batch in found for refusal in batch.refused]

    def _command(self, instance_ids: Sequence[str]) -> o.MigrateInstances:
        return o.MigrateInstances(
            instance_ids=list(instance_ids), version=self.version, mapping=self.mapping, reason=self.reason
        )


def running_on(engine: Engine, definition_id: str) -> list[str]:
    """All that is active on this version, called instances too."""
    return [each.id for each in rows_of(lambda at: engine.running_on(SYSTEM, definition_id, at=at, limit=PORTION))]


def _portions(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + PORTION] for start in range(0, len(ids), PORTION))
