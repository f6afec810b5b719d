"""Who asks is looked up anew for every page: account and password in one look."""

from engine.api import SYSTEM
from engine.model import command as c
from tests.runtime.office import Office


def hired(office: Office, password: str = "") -> None:
    office.do(
        c.CreateUser(user_id="wang", name="王敏", roles=["agent", "team_lead"], groups=["desk"], password=password)
    )


def test_with_roles_and_groups(office: Office) -> None:
    hired(office, "correct horse 1")
    actor = office.engine.signed_in("wang", office.engine.credential_mark("wang"))
    assert actor is not None
    assert actor == office.engine.actor("wang") == office.engine.authenticate("wang", "correct horse 1")
    assert (actor.name, {str(role) for role in actor.roles}, actor.groups) == ("王敏", {"agent", "team_lead"}, {"desk"})


def test_until_the_password_changes(office: Office) -> None:
    hired(office, "correct horse 1")
    mark = office.engine.credential_mark("wang")
    office.do(c.ChangePassword(user_id="wang", password="correct horse 2"), SYSTEM)
    assert office.engine.signed_in("wang", mark) is None
    assert office.engine.signed_in("wang", "") is None
    assert office.engine.signed_in("wang", office.engine.credential_mark("wang")) is not None


def test_until_the_account_is_closed(office: Office) -> None:
    hired(office, "correct horse 1")
    mark = office.engine.credential_mark("wang")
    office.do(c.ChangeUser(user_id="wang", name="王敏", roles=["agent"], groups=[], is_active=False), SYSTEM)
    assert office.engine.signed_in("wang", mark) is None
    assert office.engine.actor("wang") is None


def test_without_a_password(office: Office) -> None:
    hired(office)
    assert office.engine.credential_mark("wang") == ""
    assert office.engine.signed_in("wang", "") == office.engine.actor("wang")


def test_nobody(office: Office) -> None:
    for user_id in ("", "nobody", "nul\x00"):
        assert office.engine.actor(user_id) is None
        assert office.engine.signed_in(user_id, "") is None
        assert office.engine.credential_mark(user_id) == ""
