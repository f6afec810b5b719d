"""Lists as files: all rows that the reader may see, and nothing that a spreadsheet would compute."""

import csv
import io
import zipfile
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from flask import Flask
from lxml import etree

from webui.export.sheet import as_csv, as_xlsx, neutral

CELLS = [
    ("=1+1", "'=1+1", "a formula"),
    ("+86 138", "'+86 138", "a number with its country, which is a formula too"),
    ("-2", "'-2", "a text that begins as a number does"),
    ("@SUM(A1)", "'@SUM(A1)", "an old kind of formula"),
    ("\t=1", "'\t=1", "a tab before it"),
    ("\r=1", "'\r=1", "a line break before it"),
    ("  =1", "'  =1", "blanks before it"),
    ("＝1+1", "'＝1+1", "a full-width sign"),
    ("a=1", "a=1", "no formula"),
    ("", "", "nothing"),
    ("客户", "客户", "a word"),
]


@pytest.mark.parametrize(("text", "safe", "reason"), CELLS, ids=[row[-1] for row in CELLS])
def test_cells(text: str, safe: str, reason: str) -> None:
    assert neutral(text) == safe, reason


AT = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)


def test_csv_quotes_and_keeps_numbers(app: Flask) -> None:
    with app.test_request_context():
        content = as_csv(["一", "二"], [['a"b,c\nd', Decimal("-1.5")], ["=1", AT], [None, 3]])
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows == [["一", "二"], ['a"b,c\nd', "-1.5"], ["'=1", "2026-01-05 09:00"], ["", "3"]]


def test_xlsx_holds_texts_and_numbers_and_no_formula(app: Flask) -> None:
    with app.test_request_context():
        content = as_xlsx(["一"], [["=1+1"], ["https://example.com"], [Decimal("1.5")], ["x" * 40_000], ["a\x00b"]])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
        texts = archive.read("xl/sharedStrings.xml").decode()
        assert "xl/worksheets/_rels/sheet1.xml.rels" not in archive.namelist()  # no links
    name = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    assert list(sheet.iter(f"{name}f")) == []
    assert [cell.findtext(f"{name}v") for cell in sheet.iter(f"{name}c") if cell.get("t") != "s"] == ["1.5"]
    assert "=1+1" in texts and "x" * 32_767 in texts and "x" * 32_768 not in texts


def rows_of(answer) -> list[list[str]]:
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def test_the_list_of_cases(start_case, sign_in) -> None:
    start_case(business_key="=cmd|' /C calc'!A0")
    start_case(business_key="TS-2")
    answer = sign_in("zhao").get("/export/instances.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="instances.csv"'
    heads, *rows = rows_of(answer)
    assert heads[0] == "案件"
    assert sorted(row[0] for row in rows) == ["'=cmd|' /C calc'!A0", "TS-2"]
    assert rows[0][4:6] == ["林晓", "林晓"]
    assert len(rows_of(sign_in("zhao").get("/export/instances.csv?search=TS-2"))) == 2
    assert len(rows_of(sign_in("zhao").get("/export/instances.csv?state=completed"))) == 1


def test_more_rows_than_a_page_has(start_case, sign_in, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webui.export.routes._AT_ONCE", 2)
    for _ in range(5):
        start_case()
    assert len(rows_of(sign_in("zhao").get("/export/instances.csv"))) == 6
    monkeypatch.setattr("webui.export.routes.MOST", 4)
    assert len(rows_of(sign_in("zhao").get("/export/instances.csv"))) == 5


@pytest.mark.parametrize(
    ("user_id", "folder", "count"),
    [("lin", "claimable", 1), ("sun", "claimable", 0), ("lin", "mine", 0), ("zhao", "all", 1), ("lin", "all", None)],
)
def test_tasks_are_those_of_the_reader(start_case, sign_in, user_id: str, folder: str, count: int | None) -> None:
    start_case()
    answer = sign_in(user_id).get(f"/export/tasks/{folder}.csv")
    if count is None:
        assert answer.status_code == 403
    else:
        assert len(rows_of(answer)) == 1 + count


def test_no_such_list(sign_in) -> None:
    assert sign_in("zhao").get("/export/tasks/nothing.csv").status_code == 404
    assert sign_in("zhao").get("/export/instances.html").status_code == 404


def test_the_lists_lead_to_their_files(start_case, sign_in) -> None:
    start_case()
    assert 'href="/export/instances.xlsx?search=TS"' in sign_in("zhao").get("/instances?search=TS&kind=x").text
    assert 'href="/export/tasks/claimable.csv"' in sign_in("lin").get("/tasks/claimable").text
    assert sign_in("lin").get("/export/tasks/claimable.xlsx").data.startswith(b"PK")
