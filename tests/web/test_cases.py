"""What stands beside a case and its forms: remarks, files, owner, customer."""

import io
import re

import pytest

from engine.api import SYSTEM, Engine
from engine.model.command import AddAttachment, AddComment, CreateCustomer, CreateDevice, LinkCustomer


@pytest.fixture
def case_id(start_case) -> str:
    started: str = start_case(business_key="TS-1")
    return started


def both(engine: Engine, client, case_id: str) -> list[str]:
    """The page of the case, and the page of its task."""
    task_id = engine.instance_tasks(SYSTEM, case_id)[0].id
    return [client.get(f"/instances/{case_id}").text, client.get(f"/tasks/task/{task_id}").text]


def test_a_remark_is_added_and_shown_beside_case_and_form(engine: Engine, case_id: str, sign_in) -> None:
    client = sign_in("lin")
    answer = client.post(f"/cases/{case_id}/comments", data={"text": "客户要求\r\n回电 <b>", "back": "/tasks/mine"})
    assert answer.location == "/tasks/mine#comments"
    for page in both(engine, client, case_id):
        assert "客户要求\n回电 &lt;b&gt;" in page


def test_the_same_form_sent_twice_is_one_remark(engine: Engine, case_id: str, sign_in) -> None:
    client = sign_in("lin")
    token = re.search(r'name="token" value="(\w{32})"', client.get(f"/instances/{case_id}").text)
    assert token
    for _ in range(2):
        client.post(f"/cases/{case_id}/comments", data={"text": "一", "token": token[1]})
    assert len(engine.comments(SYSTEM, case_id)) == 1


def test_who_is_named_finds_it_at_the_bell(engine: Engine, case_id: str, sign_in) -> None:
    sign_in("lin").post(f"/cases/{case_id}/comments", data={"text": "@孙丽 请协助"})
    page = sign_in("sun").get("/notices").text
    assert "林晓 @ TS-1" in page
    assert "@孙丽 请协助" in page
    assert sign_in("sun").get(f"/instances/{case_id}").status_code == 200


def test_an_empty_remark_is_refused_in_words(case_id: str, sign_in) -> None:
    answer = sign_in("lin").post(f"/cases/{case_id}/comments", data={"text": "  "})
    assert (answer.status_code, "请填写内容" in answer.text) == (422, True)


def test_back_leads_only_to_this_site(case_id: str, sign_in) -> None:
    answer = sign_in("lin").post(f"/cases/{case_id}/comments", data={"text": "一", "back": "//evil.example"})
    assert answer.location == f"/instances/{case_id}#comments"


def test_a_file_goes_in_and_comes_out_as_a_download(engine: Engine, case_id: str, sign_in) -> None:
    client = sign_in("lin")
    content = b"%PDF-1.7 invoice"
    client.post(f"/cases/{case_id}/attachments", data={"file": (io.BytesIO(content), "发票 1.pdf")})
    for page in both(engine, client, case_id):
        assert "发票 1.pdf" in page
    [file] = engine.attachments(SYSTEM, case_id)
    answer = client.get(f"/cases/attachments/{file.id}")
    assert (answer.data, answer.mimetype) == (content, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert "filename*=UTF-8''%E5%8F%91" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize("data", [{}, {"file": (io.BytesIO(b""), "")}], ids=["no field", "nothing chosen"])
def test_who_chose_no_file_is_asked_for_one(case_id: str, sign_in, data: dict[str, object]) -> None:
    answer = sign_in("lin").post(f"/cases/{case_id}/attachments", data=data, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "请选择要上传的文件" in answer.text


def test_a_file_that_lies_about_its_type_is_refused(case_id: str, engine: Engine, sign_in) -> None:
    for content, name in ((b"<html><script>", "a.pdf"), (b"MZ\x90\0", "a.png"), (b"<svg/>", "a.svg")):
        answer = sign_in("lin").post(f"/cases/{case_id}/attachments", data={"file": (io.BytesIO(content), name)})
        assert answer.status_code == 422, name
    assert engine.attachments(SYSTEM, case_id) == []


SIZES = [
    (2, 302, "larger than what other pages take"),
    (10, 302, "the largest"),
    (10.5, 422, "too large, said in words"),
    (12, 413, "far too large: not even read"),
]


@pytest.mark.parametrize(("megabytes", "status", "reason"), SIZES)
def test_sizes(case_id: str, sign_in, megabytes: float, status: int, reason: str) -> None:
    content = b"%PDF-" + b"\0" * (int(megabytes * 1024 * 1024) - 5)
    answer = sign_in("lin").post(f"/cases/{case_id}/attachments", data={"file": (io.BytesIO(content), "a.pdf")})
    assert answer.status_code == status, reason


def test_the_owner_stands_on_the_page_and_in_the_lists(case_id: str, sign_in) -> None:
    sign_in("zhao").post(f"/cases/{case_id}/owner", data={"user_id": "sun"})
    assert "孙丽" in sign_in("auditor").get("/instances").text
    page = sign_in("lin").get(f"/instances/{case_id}").text
    assert re.search(r'id="owner">.*?孙丽', page, re.DOTALL)
    assert f"/cases/{case_id}/owner" not in page  # an agent names nobody


# customers


def test_from_a_case_to_a_new_record(engine: Engine, case_id: str, sign_in) -> None:
    client = sign_in("lin")
    assert f'href="/customers?case={case_id}"' in client.get(f"/instances/{case_id}").text
    assert "为案件选择客户档案" in client.get(f"/customers?case={case_id}").text
    assert 'value="赵强"' in client.get(f"/customers/new?case={case_id}&name=赵强").text
    answer = client.post("/customers/new", data={"name": "赵强", "phone": "138", "case": case_id})
    assert answer.location == f"/instances/{case_id}"
    customer_id = engine.instance(SYSTEM, case_id).customer_id
    for page in both(engine, client, case_id):
        assert f'href="/customers/{customer_id}"' in page


def test_earlier_cases_stand_beside_every_form(engine: Engine, start_case, sign_in) -> None:
    lin = engine.actor("lin")
    assert lin
    customer_id = engine.execute(CreateCustomer(name="赵强"), lin)
    first, second = start_case(business_key="TS-1"), start_case(business_key="TS-2")
    for each in (first, second):
        engine.execute(LinkCustomer(instance_id=each, customer_id=customer_id), lin)
    for page in both(engine, sign_in("lin"), second):
        assert re.search(r'class="earlier">.*TS-1', page, re.DOTALL)


def test_the_record_with_devices_and_cases(engine: Engine, case_id: str, sign_in) -> None:
    client = sign_in("lin")
    customer_id = engine.execute(CreateCustomer(name="赵强", phone="138"), SYSTEM)
    client.post(f"/customers/{customer_id}/devices", data={"model": "S2", "plate": "沪A1", "sold_on": "2025-05-01"})
    [device] = engine.devices(SYSTEM, customer_id)
    client.post(f"/cases/{case_id}/customer", data={"customer_id": customer_id, "device_id": device.id})
    page = client.get(f"/customers/{customer_id}").text
    for text in ("S2", "沪A1", "2025-05-01", "TS-1", "138"):
        assert text in page
    assert "S2" in client.get(f"/instances/{case_id}").text
    client.post(f"/customers/{customer_id}", data={"name": "赵强", "phone": "139"})
    client.post(f"/customers/devices/{device.id}", data={"model": "S3"})
    page = client.get(f"/customers/{customer_id}").text
    assert "139" in page and "S3" in page and "沪A1" not in page


def test_a_day_that_is_none_is_refused(engine: Engine, sign_in) -> None:
    customer_id = engine.execute(CreateCustomer(name="赵强"), SYSTEM)
    answer = sign_in("lin").post(f"/customers/{customer_id}/devices", data={"model": "S2", "sold_on": "2025-02-30"})
    assert answer.status_code == 422


def test_search_and_choose(engine: Engine, case_id: str, sign_in) -> None:
    for name in ("赵强", "钱进"):
        engine.execute(CreateCustomer(name=name), SYSTEM)
    page = sign_in("lin").get(f"/customers?search=赵&case={case_id}").text
    assert "赵强" in page and "钱进" not in page
    [zhao] = engine.customers(SYSTEM, search="赵").items
    assert f'action="/customers/{zhao.id}/put"' in page
    answer = sign_in("lin").post(f"/customers/{zhao.id}/put", data={"case": case_id})
    assert answer.location == f"/instances/{case_id}"
    assert engine.instance(SYSTEM, case_id).customer_id == zhao.id


def test_a_device_goes_to_another_customer(engine: Engine, case_id: str, sign_in) -> None:
    client = sign_in("lin")
    zhao, qian = (engine.execute(CreateCustomer(name=name), SYSTEM) for name in ("赵强", "钱进"))
    device = engine.execute(CreateDevice(customer_id=zhao, model="S2", plate="沪A1"), SYSTEM)
    client.post(f"/cases/{case_id}/customer", data={"customer_id": zhao, "device_id": device})
    assert f"/customers?device={device}" in client.get(f"/customers/devices/{device}").text
    page = client.get(f"/customers?device={device}").text
    assert "选择设备过户给哪位客户" in page and f'action="/customers/{qian}/put"' in page
    page = client.post(f"/customers/{qian}/put", data={"device": device}, follow_redirects=True).text
    assert "设备已过户" in page and "钱进" in page and "TS-1" in page
    assert "设备“S2”过户给 钱进" in client.get(f"/customers/{zhao}").text
    assert "设备“S2”由 赵强 过户而来" in client.get(f"/customers/{qian}").text
    page = client.get(f"/instances/{case_id}").text
    assert "赵强" in page and "沪A1" in page, "the case stays with whom it was of, and names its device"
    assert client.post(f"/customers/{qian}/put", data={"device": device}).status_code == 422
    assert client.post(f"/customers/{qian}/put").status_code == 400


def test_a_new_customer_takes_the_device(engine: Engine, sign_in) -> None:
    client = sign_in("lin")
    device = engine.execute(
        CreateDevice(customer_id=engine.execute(CreateCustomer(name="赵强"), SYSTEM), model="S2"), SYSTEM
    )
    assert f'name="device" value="{device}"' in client.get(f"/customers/new?device={device}").text
    answer = client.post("/customers/new", data={"name": "钱进", "device": device})
    assert answer.location == f"/customers/devices/{device}"
    assert engine.customer(SYSTEM, engine.device(SYSTEM, device).customer_id).name == "钱进"


def test_an_auditor_reads_a_record_and_has_no_form(engine: Engine, sign_in) -> None:
    customer_id = engine.execute(CreateCustomer(name="赵强", note="常客"), SYSTEM)
    engine.execute(CreateDevice(customer_id=customer_id, model="S2"), SYSTEM)
    page = sign_in("auditor").get(f"/customers/{customer_id}").text
    assert "常客" in page
    assert 'action="/customers' not in page


def test_an_auditor_sees_remarks_and_files_and_adds_none(engine: Engine, case_id: str, sign_in) -> None:
    lin = engine.actor("lin")
    assert lin
    engine.execute(AddComment(instance_id=case_id, text="一句备注"), lin)
    engine.execute(AddAttachment(instance_id=case_id, name="a.txt", content=b"a"), lin)
    page = sign_in("auditor").get(f"/instances/{case_id}").text
    assert "一句备注" in page and "a.txt" in page
    assert f"/cases/{case_id}/" not in page


def test_names_and_remarks_are_shown_as_text(engine: Engine, case_id: str, sign_in) -> None:
    customer_id = engine.execute(CreateCustomer(name="<script>x</script>", note="<b>"), SYSTEM)
    engine.execute(LinkCustomer(instance_id=case_id, customer_id=customer_id), SYSTEM)
    for page in (*both(engine, sign_in("lin"), case_id), sign_in("lin").get(f"/customers/{customer_id}").text):
        assert "<script>x" not in page and "<b>" not in page
