"""/audit: who did what, and when, in all cases and in the administration."""

from datetime import datetime

from flask import Blueprint, render_template, request

from webui import moments, paging
from webui.catalogue import t
from webui.session import current_actor, current_engine

page = Blueprint("commits", __name__, url_prefix="/audit")

KINDS = (  # of the events that people look for
    *("InstanceStarted", "InstanceCompleted", "InstanceCancelled", "InstanceSuspended", "InstanceResumed"),
    *("InstanceModified", "InstanceMigrated", "InstanceRestarted"),
    *("UserTaskClaimed", "UserTaskReleased", "UserTaskAssigned", "UserTaskDueChanged", "UserTaskFollowUpSet"),
    *("UserTaskCompleted", "UserTaskReturned", "UserTaskWithdrawn"),
    *("VariableSet", "DecisionEvaluated", "TimerFired", "MessageReceived", "SignalThrown", "SignalReceived"),
    *("NoticeSent", "DeliverySent", "DeliveryFailed", "DeliveryRetried"),
    *("CommentAdded", "AttachmentAdded", "OwnerSet", "IncidentRaised", "IncidentResolved", "JobFailed"),
    *("JobRetriesSet",),
    *("CustomerLinked", "CaseLinked", "CustomerCreated", "CustomerChanged", "DeviceCreated", "DeviceChanged"),
    *("DeviceGiven", "DeviceReceived", "PersonErased"),
    *("ProcessDeployed", "DecisionDeployed", "FormDeployed", "TemplatesDeployed", "DrawingDeployed", "TextsDeployed"),
    *("DefinitionSuspended", "DefinitionResumed"),
    *("DefinitionDraftSaved", "DefinitionDraftDiscarded", "DefinitionDraftPublished", "StartTimerScheduled"),
    *("StartTimerFired",),
    *("UserCreated", "UserChanged", "ContactChanged", "PasswordChanged", "TokenCreated", "TokenRevoked"),
    *("CalendarSet", "RetentionSet", "CasesArchived", "CheckpointMade", "ClockAdvanced", "DemoCreated"),
)


@page.get("")
def search() -> str:
    """Commits of all streams, the newest first."""
    kind, user_id = request.args.get("kind", ""), request.args.get("user", "").strip()
    found = current_engine().found_commits(
        current_actor(),
        case=request.args.get("case", "").strip()[:200],
        user_id=user_id or None,
        kind=kind if kind in KINDS else None,
        since=_moment("since"),
        until=_moment("until"),
        at=paging.at(),
        limit=paging.LIMIT,
    )
    told = {(each.stream, each.version): _told(each.kinds) for each in found.items}
    return render_template("audit/search.html", found=found, kinds=KINDS, kind=kind, told=told)


def _told(kinds: list[str]) -> list[str]:
    return [t(f"commits.kind.{each}") for each in kinds if each in KINDS]


def _moment(name: str) -> datetime | None:
    """As typed, in the reader's zone; what is no time counts as none."""
    try:
        return moments.typed(request.args.get(name, ""))
    except ValueError:
        return None
