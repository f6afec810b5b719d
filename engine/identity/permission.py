"""What a person may be allowed to do. A role is a set of these."""

from enum import StrEnum


class Permission(StrEnum):
    TASK_WORK = "task.work"  # claim and complete what is offered or assigned to oneself
    TASK_READ_ALL = "task.read_all"
    TASK_ASSIGN = "task.assign"  # to others, or away from them; change due dates
    CASE_START = "case.start"
    INSTANCE_READ = "instance.read"  # every instance; one's own need no permission
    INSTANCE_CANCEL = "instance.cancel"
    INSTANCE_OPERATE = "instance.operate"  # suspend, modify, migrate, restart
    INCIDENT_READ = "incident.read"
    INCIDENT_RESOLVE = "incident.resolve"
    VARIABLES_SET = "variables.set"
    HISTORY_READ = "history.read"
    HISTORY_EXPORT = "history.export"
    HISTORY_VERIFY = "history.verify"
    DEFINITION_READ = "definition.read"
    DEFINITION_DEPLOY = "definition.deploy"
    CALENDAR_SET = "calendar.set"
    USER_READ = "user.read"
    USER_ADMIN = "user.admin"
    CLOCK_ADVANCE = "clock.advance"  # exists in a demo only
    NOTICE_READ = "notice.read"  # one's own
    CASE_ADD = "case.add"  # remarks and files, to cases that one may see
    CASE_OWN = "case.own"  # say who answers for a case
    CUSTOMER_READ = "customer.read"
    CUSTOMER_WRITE = "customer.write"
    PERSON_ERASE = "person.erase"  # personal values, for good
