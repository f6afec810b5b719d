"""Who may erase a customer sees first what goes and what stays, and says twice that it is meant."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from engine.api import SYSTEM, Engine
from engine.clock import ManualClock
from engine.errors import NotFound
from engine.model.archive import SetRetention
from engine.model.command import CancelInstance, CreateCustomer, CreateDevice, LinkCustomer
from tests.web.conftest import SignIn

SURE = {"reason": "本人要求", "is_sure": "yes"}


@pytest.fixture
def customer_id(engine: Engine) -> str:
    made: str = engine.execute(CreateCustomer(name="赵强", phone="138-0013", email="zhao@example.com"), SYSTEM)
    engine.execute(CreateDevice(customer_id=made, model="S2", plate="京A·12345"), SYSTEM)
    return made


@pytest.fixture
def case_id(engine: Engine, start_case: Callable[..., str], customer_id: str) -> str:
    made = start_case("赵强")
    engine.execute(LinkCustomer(instance_id=made, customer_id=customer_id), SYSTEM)
    return made


@pytest.mark.parametrize("text", ["赵强", " 138-0013 ", "zhao@example.com", "{customer_id}"])
def test_the_administrator_finds_a_customer_by_what_was_said(sign_in: SignIn, customer_id: str, text: str) -> None:
    found = sign_in("admin").get("/erasure", query_string={"search": text.format(customer_id=customer_id)}).text
    assert f"/erasure/{customer_id}" in found


@pytest.mark.parametrize("text", ["赵", "138", "zhao", "京A·12345", "%", " "])
def test_but_does_not_leaf_through_customers(sign_in: SignIn, customer_id: str, text: str) -> None:
    assert customer_id not in sign_in("admin").get("/erasure", query_string={"search": text}).text


def test_while_a_case_is_running_there_is_no_button(sign_in: SignIn, customer_id: str, case_id: str) -> None:
    client = sign_in("admin")
    shown = client.get(f"/erasure/{customer_id}").text
    assert "1 个案件尚未办结" in shown and case_id in shown and "is_sure" not in shown
    assert client.post(f"/erasure/{customer_id}", data=SURE).status_code == 422
    assert client.get(f"/erasure/{customer_id}").text.count("138-0013") == 0, "no more is told than is needed"


def test_what_goes_is_shown_then_it_goes(sign_in: SignIn, engine: Engine, customer_id: str, case_id: str) -> None:
    engine.execute(CancelInstance(instance_id=case_id), SYSTEM)
    client = sign_in("admin")
    shown = client.get(f"/erasure/{customer_id}").text
    assert "1 台设备" in shown and "1 个案件中填写的内容" in shown and case_id in shown and "is_sure" in shown
    done = client.post(f"/erasure/{customer_id}", data=SURE, follow_redirects=True).text
    assert "个人数据已删除，涉及 1 个案件" in done and "曾被删除" in done
    assert engine.customer(SYSTEM, customer_id).phone == ""
    record = sign_in("chen").get(f"/customers/{customer_id}").text
    assert "138-0013" not in record and "个人数据已删除，原因：本人要求" in record


@pytest.mark.parametrize("given", [{"reason": "本人要求"}, {"is_sure": "yes"}, {"reason": " ", "is_sure": "yes"}, {}])
def test_nothing_goes_without_a_reason_and_a_second_yes(
    sign_in: SignIn, engine: Engine, customer_id: str, given: dict[str, str]
) -> None:
    assert sign_in("admin").post(f"/erasure/{customer_id}", data=given).status_code >= 400
    assert engine.customer(SYSTEM, customer_id).phone == "138-0013"


def test_archives_that_keep_theirs_are_named(
    sign_in: SignIn, engine: Engine, customer_id: str, case_id: str, clock: ManualClock, tmp_path: Path
) -> None:
    engine.execute(CancelInstance(instance_id=case_id), SYSTEM)
    engine.execute(SetRetention(process_key="desk", days=1), SYSTEM)
    clock.advance(timedelta(days=2))
    [made], _ = engine.archive(tmp_path)
    client = sign_in("admin")
    assert made.file in client.get(f"/erasure/{customer_id}").text
    done = client.post(f"/erasure/{customer_id}", data=SURE, follow_redirects=True).text
    assert made.file in done and "1 个归档文件中仍有该客户的案件" in done


def test_a_record_leads_there_for_those_who_may(sign_in: SignIn, engine: Engine, customer_id: str) -> None:
    assert f"/erasure/{customer_id}" in sign_in("chen").get(f"/customers/{customer_id}").text
    assert "/erasure" not in sign_in("auditor").get(f"/customers/{customer_id}").text
    assert sign_in("admin").get("/erasure/nobody").status_code == 404
    with pytest.raises(NotFound):
        engine.erasable(SYSTEM, "nobody")
