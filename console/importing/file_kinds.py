"""What kind of file somebody chose, by its content and never by its name, and what to do about a wrong one."""

from __future__ import annotations

import codecs
import re
import zipfile
from pathlib import Path
from typing import Literal

from console.importing.faults import BadFile

EMPTY = "The file is empty. Its first line must name the columns."
NO_TABLE = "This is not a CSV or XLSX file. Save it as CSV or XLSX and try again."
WEB_PAGE = "This %(name)s is a web page. Open it in a spreadsheet and save it as XLSX or CSV."
OLD_XML = "This %(name)s is an XML spreadsheet of 2003. Save it as XLSX or CSV."
OTHER_XML = "This %(name)s is an XML file. Save the list as XLSX or CSV."
JSON_FILE = "This %(name)s is a JSON file. Save the list as XLSX or CSV."
OLD_EXCEL = "This %(name)s is a workbook of the old format (before 2007). Save it as XLSX or CSV."
LOCKED = "This workbook has a password. Save it without the password as XLSX or CSV."
OPEN_DOCUMENT = "This %(name)s is an OpenDocument sheet. Save it as XLSX or CSV."
BINARY_BOOK = "This %(name)s is a binary workbook (XLSB). Save it as XLSX or CSV."
ARCHIVE = "This %(name)s is an archive. Unpack it and choose the file inside: %(inside)s."
PACKED = "This %(name)s is an archive. Unpack it and choose the file inside."
PDF = "This %(name)s is a PDF. Ask for the list as XLSX or CSV."
PICTURE = "This %(name)s is a picture. Ask for the list as XLSX or CSV."
DOCUMENT = "This %(name)s is a text document. Save the list as XLSX or CSV."
DAMAGED = "The XLSX file is damaged or not complete. Copy or download it again."
TOO_LARGE = "The XLSX file is too large when unpacked. Save it as CSV."
NO_BOOK = "This is not an XLSX workbook with a sheet. Save it as XLSX or CSV and try again."
MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", PDF),
    (b"\x89PNG", PICTURE),
    (b"\xff\xd8\xff", PICTURE),
    (b"GIF8", PICTURE),
    (b"II*\0", PICTURE),
    (b"MM\0*", PICTURE),
    (b"\x1f\x8b", PACKED),
    (b"Rar!", PACKED),
    (b"7z\xbc\xaf", PACKED),
    (b"BZh", PACKED),
    (b"\xfd7zXZ", PACKED),
    (b"{\\rtf", DOCUMENT),
)
OLE = b"\xd0\xcf\x11\xe0"
HEAD = 4096
_PAGE = re.compile(
    r"(?:<!--.*?-->\s*)*<(!doctype html|html|head|body|table|meta|div|style|script|center|font|p)\b", re.I | re.S
)


def kind_of(path: Path, name: str = "") -> Literal["csv", "xlsx"]:
    """Return what the file is. Raises BadFile with what to do about any other kind.

    ``name`` is the name that the person knows; of it only the ending is spoken.
    """
    ending = Path(name or path.name).suffix.lower()
    words: dict[str, object] = {"name": ending if 1 < len(ending) <= 8 else "file"}
    with path.open("rb") as file:
        start = file.read(HEAD)
    if not start.strip(b" \t\r\n\0" + codecs.BOM_UTF8):
        raise BadFile(EMPTY)
    if start.startswith(b"PK"):
        _check_zip(path, words)
        return "xlsx"
    if start.startswith(OLE) or start[:2] == b"\xd0\xcf":
        raise _old(path, words)
    for magic, text in MAGIC:
        if start.startswith(magic):
            raise BadFile(text, **words)
    fault = _marked_up(_decoded(start))
    if fault:
        raise BadFile(fault, **words)
    return "csv"


def _decoded(start: bytes) -> str:
    """Return the start as text, well enough to see what it is."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if start.startswith(mark):
            return start[len(mark) :].decode(name, "replace").lstrip()
    name = "utf-16-le" if start[1:2] == b"\0" else "utf-16-be" if start[:1] == b"\0" else "latin-1"
    return start.decode(name, "replace").lstrip()


def _marked_up(text: str) -> str:
    """Return what to say about a web page, an XML or a JSON file, "" for anything else."""
    if text.startswith("<?xml") or text.startswith("<Workbook"):
        if re.search(r"Excel\.Sheet|urn:schemas-microsoft-com:office:spreadsheet", text):
            return OLD_XML
        return WEB_PAGE if re.search(r"<!doctype html|<html", text, re.I) else OTHER_XML
    if _PAGE.match(text) or re.match(r"mime-version:\s*1\.0", text, re.I):
        return WEB_PAGE
    if re.match(r"<[A-Za-z][\w:.-]*[\s>/]", text):
        return OTHER_XML
    return JSON_FILE if re.match(r'\{\s*"|\[\s*[\[{]', text) else ""


def _old(path: Path, words: dict[str, object]) -> BadFile:
    """Return the error for a file of the old Office: a workbook, one with a password, or a document."""
    with path.open("rb") as file:
        content = file.read(1 << 22)
    if "EncryptedPackage".encode("utf-16-le") in content:
        return BadFile(LOCKED)
    if "WordDocument".encode("utf-16-le") in content:
        return BadFile(DOCUMENT, **words)
    return BadFile(OLD_EXCEL, **words)


def _check_zip(path: Path, words: dict[str, object]) -> None:
    """Raise BadFile unless the ZIP is a workbook that can be unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            mimetype = archive.read("mimetype")[:80] if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise BadFile(DAMAGED) from error
    size = sum(part.file_size for part in parts)
    if len(parts) > 1000 or size > 2_000_000_000 or (size > 200_000_000 and size > 100 * path.stat().st_size):
        raise BadFile(TOO_LARGE)
    if any(name.startswith("xl/workbook") and name.endswith(".bin") for name in names):
        raise BadFile(BINARY_BOOK, **words)
    if mimetype.startswith(b"application/vnd.oasis.opendocument"):
        raise BadFile(OPEN_DOCUMENT, **words)
    if "word/document.xml" in names:
        raise BadFile(DOCUMENT, **words)
    if "[Content_Types].xml" in names or any(name.startswith("xl/") for name in names):
        return  # the workbook itself says what is wrong with it
    inside = [name for name in sorted(names) if not name.endswith("/") and not name.startswith("__MACOSX")]
    if not inside:
        raise BadFile(NO_TABLE)
    raise BadFile(ARCHIVE, **{**words, "inside": ", ".join(inside[:3]) + (", …" if len(inside) > 3 else "")})
