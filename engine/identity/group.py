"""The groups of a service desk, as candidate groups in a diagram name them. Others may be added freely.

Their names are words of the catalogue: `group.<group_id>`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Group:
    group_id: str


JUNIOR_AGENTS = Group("junior_agents")
SENIOR_AGENTS = Group("senior_agents")
TEAM_LEADS = Group("team_leads")
SUPERVISORS = Group("supervisors")
MANAGERS = Group("managers")
DIRECTORS = Group("directors")
QUALITY = Group("quality")

DESK = (JUNIOR_AGENTS, SENIOR_AGENTS, TEAM_LEADS, SUPERVISORS, MANAGERS, DIRECTORS, QUALITY)
