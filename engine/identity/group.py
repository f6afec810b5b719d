"""The groups of a service desk, as candidate groups in a diagram name them. Others may be added freely."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Group:
    group_id: str
    name: str


JUNIOR = Group("junior", "初级客服")
SENIOR = Group("senior", "资深客服")
TEAM_LEAD = Group("team_lead", "班组长")
SUPERVISOR = Group("supervisor", "客服主管")
MANAGER = Group("manager", "中心经理")
QUALITY = Group("quality", "质量部门")

DESK = (JUNIOR, SENIOR, TEAM_LEAD, SUPERVISOR, MANAGER, QUALITY)
