"""Notices, the bell, and the poll behind it."""

import re
from datetime import timedelta

import pytest

from engine.api import Engine
from engine.clock import ManualClock


@pytest.fixture
def told(engine: Engine, clock: ManualClock, start_case) -> str:
    """A case whose deadline has passed: its group and the supervisors were told."""
    instance_id: str = start_case("赵强")
    clock.advance(timedelta(hours=2))
    engine.settle()
    return instance_id


def notice_ids(page: str) -> list[str]:
    return re.findall(r'action="/notices/([^/"]+)/open"', page)


def test_a_deadline_that_passed_is_told(told: str, sign_in) -> None:
    page = sign_in("lin").get("/notices").text
    assert "赵强的请求已超时" in page
    assert "告警" in page  # the level in words
    assert "赵强" not in sign_in("sun").get("/notices").text


def test_opening_a_notice_reads_it_and_leads_to_ones_task(told: str, sign_in) -> None:
    client = sign_in("lin")
    (notice_id,) = notice_ids(client.get("/notices?show=unread").text)
    answer = client.post(f"/notices/{notice_id}/open", data={"instance_id": told})
    assert re.fullmatch(r"/tasks/task/[^/]+", answer.location)
    assert notice_ids(client.get("/notices?show=unread").text) == []
    assert notice_ids(client.get("/notices").text) == [notice_id]


def test_opening_a_notice_leads_to_the_case_where_there_is_no_task(told: str, sign_in) -> None:
    client = sign_in("wang")
    (notice_id,) = notice_ids(client.get("/notices").text)
    assert client.post(f"/notices/{notice_id}/open", data={"instance_id": told}).location == f"/instances/{told}"


def test_reading_is_each_persons_own(told: str, sign_in) -> None:
    sign_in("lin").post("/notices/read")
    assert notice_ids(sign_in("lin").get("/notices?show=unread").text) == []
    assert len(notice_ids(sign_in("zhang").get("/notices?show=unread").text)) == 1


def test_somebody_elses_notice_opens_no_case(told: str, sign_in) -> None:
    (notice_id,) = notice_ids(sign_in("lin").get("/notices").text)
    assert sign_in("sun").post(f"/notices/{notice_id}/open", data={"instance_id": told}).status_code in (403, 404)


def test_the_bell_counts_what_is_unread(told: str, sign_in) -> None:
    assert re.search(r"data-unread\s*>1<", sign_in("lin").get("/tasks/mine").text)
    assert re.search(r"data-unread hidden>0<", sign_in("sun").get("/tasks/mine").text)


# the poll


def test_the_pulse_answers_counts_then_304(engine: Engine, start_case, sign_in) -> None:
    start_case()
    client = sign_in("lin")
    first = client.get("/pulse")
    assert first.json["counts"]["claimable"] == 1
    assert (first.json["unread"], first.json["now"]) == (0, "01-05 09:00")
    again = client.get("/pulse", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_pulse_changes_with_the_lists(start_case, sign_in) -> None:
    client = sign_in("lin")
    tag = client.get("/pulse").headers["ETag"]
    start_case()
    assert client.get("/pulse", headers={"If-None-Match": tag}).status_code == 200


def test_the_pulse_changes_with_the_notices(engine: Engine, clock: ManualClock, start_case, sign_in) -> None:
    start_case()
    clock.advance(timedelta(hours=2))
    client = sign_in("lin")
    tag = client.get("/pulse").headers["ETag"]
    engine.settle()
    assert client.get("/pulse", headers={"If-None-Match": tag}).json["unread"] == 1


def test_the_pulse_changes_with_the_minute(clock: ManualClock, sign_in) -> None:
    """So that the times left on an open page stay true."""
    client = sign_in("lin")
    tag = client.get("/pulse").headers["ETag"]
    clock.advance(timedelta(seconds=59))
    assert client.get("/pulse", headers={"If-None-Match": tag}).status_code == 304
    clock.advance(timedelta(seconds=1))
    assert client.get("/pulse", headers={"If-None-Match": tag}).status_code == 200


def test_a_tag_is_one_persons_own(sign_in) -> None:
    tag = sign_in("lin").get("/pulse").headers["ETag"]
    assert sign_in("zhang").get("/pulse", headers={"If-None-Match": tag}).status_code == 200
