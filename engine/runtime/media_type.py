"""What a file is, by its content; its name may only agree. Types that a browser could run are not on the list."""

import io
import zipfile
from collections.abc import Callable, Mapping

from engine.errors import Rejected

_OFFICE = "application/vnd.openxmlformats-officedocument"
_MOST_PARTS = 5000  # of an office document


def of(name: str, content: bytes) -> str:
    """The media type. Raises Rejected when it is none of the list, or not the one that the name promises."""
    found = next((kind for kind, is_it in CONTENT.items() if is_it(content)), None)
    if found is None:
        raise Rejected("attachment.unknown_type", name=name)
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending not in ENDINGS[found]:
        raise Rejected("attachment.type_mismatch", name=name, type=found)
    return "text/csv" if ending == "csv" else found


def _begins(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(marks)


def _at(place: int, *marks: bytes) -> Callable[[bytes], bool]:
    return lambda content: content[place:].startswith(marks)


def _riff(kind: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(b"RIFF") and content[8:12] == kind


def _office(folder: str) -> Callable[[bytes], bool]:
    """An office document without macros."""

    def is_it(content: bytes) -> bool:
        parts = _parts(content)
        has_macros = any(part.lower().endswith("vbaproject.bin") for part in parts)
        return "[Content_Types].xml" in parts and not has_macros and any(part.startswith(folder) for part in parts)

    return is_it


def _parts(content: bytes) -> frozenset[str]:
    """Names in a zip file; nothing is unpacked."""
    if not content.startswith(b"PK\x03\x04"):
        return frozenset()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError):
        return frozenset()
    return frozenset(names) if len(names) <= _MOST_PARTS else frozenset()


def _is_text(content: bytes) -> bool:
    """UTF-8, or the GB 18030 of older Chinese programs, without control characters, and no markup."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return all(each >= " " or each in "\t\r\n" for each in text) and not text.lstrip().startswith("<")
    return False


def _is_mp3(content: bytes) -> bool:
    return content.startswith(b"ID3") or (len(content) > 1 and content[0] == 0xFF and content[1] in (0xFB, 0xF3, 0xF2))


CONTENT: Mapping[str, Callable[[bytes], bool]] = {
    "application/pdf": _begins(b"%PDF-"),
    "image/png": _begins(b"\x89PNG\r\n\x1a\n"),
    "image/jpeg": _begins(b"\xff\xd8\xff"),
    "image/gif": _begins(b"GIF87a", b"GIF89a"),
    "image/webp": _riff(b"WEBP"),
    "image/heic": _at(4, b"ftypheic", b"ftypheix", b"ftypmif1"),
    "audio/wav": _riff(b"WAVE"),
    "audio/amr": _begins(b"#!AMR"),
    "audio/mpeg": _is_mp3,
    "audio/mp4": _at(4, b"ftypM4A"),
    "video/mp4": _at(4, b"ftypisom", b"ftypmp4", b"ftypiso", b"ftypavc1", b"ftypM4V"),
    f"{_OFFICE}.wordprocessingml.document": _office("word/"),
    f"{_OFFICE}.spreadsheetml.sheet": _office("xl/"),
    f"{_OFFICE}.presentationml.presentation": _office("ppt/"),
    "text/plain": _is_text,
}
"""The first that fits counts."""

ENDINGS: Mapping[str, frozenset[str]] = {
    "application/pdf": frozenset({"pdf"}),
    "image/png": frozenset({"png"}),
    "image/jpeg": frozenset({"jpg", "jpeg"}),
    "image/gif": frozenset({"gif"}),
    "image/webp": frozenset({"webp"}),
    "image/heic": frozenset({"heic", "heif"}),
    "audio/wav": frozenset({"wav"}),
    "audio/amr": frozenset({"amr"}),
    "audio/mpeg": frozenset({"mp3"}),
    "audio/mp4": frozenset({"m4a", "mp4"}),
    "video/mp4": frozenset({"mp4", "m4v"}),
    f"{_OFFICE}.wordprocessingml.document": frozenset({"docx"}),
    f"{_OFFICE}.spreadsheetml.sheet": frozenset({"xlsx"}),
    f"{_OFFICE}.presentationml.presentation": frozenset({"pptx"}),
    "text/plain": frozenset({"txt", "csv", "log"}),
}
