"""The state of an instance as it was."""

from collections.abc import Sequence

from engine.kernel.evolve.fold import fold
from engine.model.instance import Instance
from engine.model.view import CommitView


def state_at(commits: Sequence[CommitView], version: int) -> Instance:
    """The state after the commit `version`, folded from the first one; the last state when there are fewer."""
    return fold((event, commit.at) for commit in commits if commit.version <= version for event in commit.events)
