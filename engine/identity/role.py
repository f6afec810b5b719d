"""The roles of a service desk, and the permissions of each."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from engine.identity.permission import Permission as P


class Role(StrEnum):
    AGENT = "agent"  # 客服专员; junior or senior is a matter of groups
    TEAM_LEAD = "team_lead"  # 班组长
    SUPERVISOR = "supervisor"  # 客服主管
    MANAGER = "manager"  # 中心经理
    PROCESS_OWNER = "process_owner"  # 流程负责人
    AUDITOR = "auditor"  # 审计
    ADMIN = "admin"  # 管理员
    SYSTEM = "system"  # the engine itself; never a person's


_EVERYONE = frozenset({P.NOTICE_READ, P.DEFINITION_READ})
_AGENT = _EVERYONE | {P.TASK_WORK, P.CASE_START, P.CASE_ADD, P.CUSTOMER_READ, P.CUSTOMER_WRITE, P.CLOCK_ADVANCE}
_TEAM_LEAD = _AGENT | {P.TASK_READ_ALL, P.TASK_ASSIGN, P.CASE_OWN, P.INSTANCE_READ, P.HISTORY_READ, P.USER_READ}
_SUPERVISOR = _TEAM_LEAD | {P.INSTANCE_CANCEL, P.INSTANCE_OPERATE, P.INCIDENT_READ, P.INCIDENT_RESOLVE, P.VARIABLES_SET}

PERMISSIONS: Mapping[Role, frozenset[P]] = MappingProxyType(
    {
        Role.AGENT: _AGENT,
        Role.TEAM_LEAD: _TEAM_LEAD,
        Role.SUPERVISOR: _SUPERVISOR,
        Role.MANAGER: _SUPERVISOR | {P.HISTORY_EXPORT, P.CALENDAR_SET, P.PERSON_ERASE},
        # changes definitions and mends what runs on them, but works on no case
        Role.PROCESS_OWNER: _EVERYONE
        | {
            P.DEFINITION_DEPLOY,
            P.INSTANCE_READ,
            P.INSTANCE_CANCEL,
            P.INSTANCE_OPERATE,
            P.VARIABLES_SET,
            P.HISTORY_READ,
            P.INCIDENT_READ,
            P.CALENDAR_SET,
            P.CLOCK_ADVANCE,
        },
        # reads everything, changes nothing
        Role.AUDITOR: _EVERYONE
        | {P.TASK_READ_ALL, P.INSTANCE_READ, P.INCIDENT_READ, P.USER_READ, P.CUSTOMER_READ}
        | {P.HISTORY_READ, P.HISTORY_EXPORT, P.HISTORY_VERIFY},
        # keeps users and calendars; customers' cases are none of the office
        Role.ADMIN: _EVERYONE | {P.USER_READ, P.USER_ADMIN, P.CALENDAR_SET, P.CLOCK_ADVANCE, P.PERSON_ERASE},
        Role.SYSTEM: frozenset(P),
    }
)

ASSIGNABLE = frozenset(Role) - {Role.SYSTEM}
