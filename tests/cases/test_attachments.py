"""Files on a case: what is taken, under which name and type, and who gets it back."""

import io
import zipfile

import pytest

from engine.api import SYSTEM, Engine
from engine.errors import EngineError, Forbidden, NotFound, Rejected
from engine.model.command import AddAttachment
from engine.runtime import media_type
from engine.runtime.attachments import LARGEST, clean_name


def packed(*names: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return content.getvalue()


PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
PDF = b"%PDF-1.7\n%\xe2\xe3"
WORD = packed("[Content_Types].xml", "word/document.xml")

TAKEN = [
    ("a.pdf", PDF, "application/pdf", "PDF"),
    ("a.PNG", PNG, "image/png", "the ending in capitals"),
    ("a.jpeg", b"\xff\xd8\xff\xe0", "image/jpeg", "either ending"),
    ("a.gif", b"GIF89a", "image/gif", "GIF"),
    ("a.webp", b"RIFF\0\0\0\0WEBPVP8 ", "image/webp", "WebP"),
    ("a.wav", b"RIFF\0\0\0\0WAVEfmt ", "audio/wav", "a recording; begins as WebP does"),
    ("a.mp3", b"ID3\x04", "audio/mpeg", "a recording"),
    ("a.amr", b"#!AMR\n", "audio/amr", "a recording of a phone"),
    ("a.m4a", b"\0\0\0\x20ftypM4A ", "audio/mp4", "a recording"),
    ("a.mp4", b"\0\0\0\x20ftypisom", "video/mp4", "a film"),
    ("a.docx", WORD, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word"),
    (
        "a.xlsx",
        packed("[Content_Types].xml", "xl/workbook.xml"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "Excel",
    ),
    ("a.txt", "客户来电记录".encode(), "text/plain", "text"),
    ("a.txt", "客户来电记录".encode("gb18030"), "text/plain", "text of an older program"),
    ("a.csv", b"a,b\r\n1,2\r\n", "text/csv", "a table as text"),
]


@pytest.mark.parametrize(("name", "content", "kind", "reason"), TAKEN, ids=[f"{row[0]} {row[3]}" for row in TAKEN])
def test_taken(name: str, content: bytes, kind: str, reason: str) -> None:
    assert media_type.of(name, content) == kind, reason


REFUSED = [
    ("a.exe", b"MZ\x90\0", "attachment.unknown_type", "a program"),
    ("a.pdf", b"MZ\x90\0", "attachment.unknown_type", "a program that is called a PDF"),
    ("a.png", PDF, "attachment.type_mismatch", "a PDF that is called a picture"),
    ("a.html", b"<html>", "attachment.unknown_type", "a page"),
    ("a.txt", b"  <script>alert(1)</script>", "attachment.unknown_type", "a page that is called text"),
    ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "attachment.unknown_type", "a picture that can run"),
    ("a.html", b"hello", "attachment.type_mismatch", "text that is called a page"),
    ("a", b"hello", "attachment.type_mismatch", "no ending"),
    ("a.zip", packed("a.txt"), "attachment.unknown_type", "an archive"),
    ("a.docx", packed("a.txt"), "attachment.unknown_type", "an archive that is called a document"),
    ("a.docx", b"PK\x03\x04 broken", "attachment.unknown_type", "no document at all"),
    (
        "a.docx",
        packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        "attachment.unknown_type",
        "macros",
    ),
    ("a.docm", WORD, "attachment.type_mismatch", "called a document with macros"),
    ("a.xlsx", WORD, "attachment.type_mismatch", "another kind of document"),
    ("a.txt", b"a\0b", "attachment.unknown_type", "bytes, no text"),
]


@pytest.mark.parametrize(("name", "content", "code", "reason"), REFUSED, ids=[f"{row[0]} {row[3]}" for row in REFUSED])
def test_refused(name: str, content: bytes, code: str, reason: str) -> None:
    with pytest.raises(Rejected) as refused:
        media_type.of(name, content)
    assert refused.value.code == code, reason


NAMES = [
    ("a.pdf", "a.pdf", "as it is"),
    ("C:\\Users\\x\\发票 1.pdf", "发票 1.pdf", "a path of Windows"),
    ("../../etc/passwd.txt", "passwd.txt", "a path that climbs"),
    ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf", "no lines"),
    ("a\u202efdp.txt", "afdp.txt", "nothing that turns the direction of writing"),
]


@pytest.mark.parametrize(("name", "clean", "reason"), NAMES, ids=[row[-1] for row in NAMES])
def test_names(name: str, clean: str, reason: str) -> None:
    assert clean_name(name) == clean, reason


@pytest.mark.parametrize("name", ["", "/", " . ", "\x00", "x" * 201])
def test_no_names(name: str) -> None:
    with pytest.raises(Rejected):
        clean_name(name)


def test_a_file_comes_back_as_it_went_in(engine: Engine, case_id: str, who) -> None:
    attachment_id = engine.execute(AddAttachment(instance_id=case_id, name="发票.pdf", content=PDF), who("lin"))
    found, content = engine.attachment(who("zhao"), attachment_id)
    assert (found.name, found.media_type, found.size, found.added_by) == (
        "发票.pdf",
        "application/pdf",
        len(PDF),
        "lin",
    )
    assert content == PDF
    assert engine.attachments(who("lin"), case_id) == [found]
    assert engine.verify(SYSTEM, case_id).is_whole


def test_the_same_file_is_kept_once(engine: Engine, case_id: str, who) -> None:
    for name in ("一.pdf", "二.pdf"):
        engine.execute(AddAttachment(instance_id=case_id, name=name, content=PDF), who("lin"))
    digests = {each.digest for each in engine.attachments(SYSTEM, case_id)}
    assert ([each.name for each in engine.attachments(SYSTEM, case_id)], len(digests)) == (["一.pdf", "二.pdf"], 1)


def test_neither_bytes_nor_name_stand_in_history(engine: Engine, case_id: str, who) -> None:
    engine.execute(AddAttachment(instance_id=case_id, name="发票.pdf", content=PDF), who("lin"))
    with engine._services.store.read() as reader:
        body = reader.raw_commits(case_id)[-1].body
    assert "发票" not in body
    assert "PDF-1.7" not in body


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "attachment.empty"), (PDF + b"\0" * LARGEST, "attachment.too_large")]
)
def test_sizes(engine: Engine, case_id: str, who, content: bytes, code: str) -> None:
    with pytest.raises(EngineError) as refused:
        engine.execute(AddAttachment(instance_id=case_id, name="a.pdf", content=content), who("lin"))
    assert refused.value.code == code


def test_a_case_has_room_for_so_much(engine: Engine, case_id: str, who, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.runtime.attachments.LARGEST_OF_CASE", 2 * len(PDF))
    for _ in range(2):
        engine.execute(AddAttachment(instance_id=case_id, name="a.pdf", content=PDF), who("lin"))
    with pytest.raises(EngineError) as refused:
        engine.execute(AddAttachment(instance_id=case_id, name="a.pdf", content=PDF), who("lin"))
    assert refused.value.code == "attachment.case_full"


@pytest.mark.parametrize("by", ["sun", "auditor", "owner"])
def test_who_may_not_add(engine: Engine, case_id: str, who, by: str) -> None:
    with pytest.raises(Forbidden):
        engine.execute(AddAttachment(instance_id=case_id, name="a.pdf", content=PDF), who(by))


def test_who_may_not_see_the_case_gets_no_file(engine: Engine, case_id: str, who) -> None:
    attachment_id = engine.execute(AddAttachment(instance_id=case_id, name="a.pdf", content=PDF), who("lin"))
    with pytest.raises(Forbidden):
        engine.attachment(who("sun"), attachment_id)
    with pytest.raises(NotFound):
        engine.attachment(who("lin"), "nothing")
    assert engine.attachment(who("auditor"), attachment_id)[1] == PDF
