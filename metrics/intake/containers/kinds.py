"""What kind of file something is, told from its first bytes and never from its name."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path
from typing import Literal

from metrics.errors import Problem, UploadRefused
from metrics.intake.containers import limits

Kind = Literal["text", "gzip", "zip", "workbook", "parquet"]
HEAD = 1024  # bytes looked at; a tar archive is known at the 257th
AS_CSV = "Export the table as CSV or as a workbook (.xlsx)."
UNPACK = "Unpack it, and upload the table inside, or pack it as .zip or .gz."
OTHER = (  # magic, what it is, the remedy
    (b"%PDF", "a PDF", AS_CSV),
    (b"\x89PNG", "a picture", AS_CSV),
    (b"\xff\xd8\xff", "a picture", AS_CSV),
    (b"SQLite format 3", "a SQLite database", AS_CSV),
    (b"PARE", "an encrypted Parquet file", "Write it without encryption."),
    (b"ARROW1", "an Arrow file", "Write it as Parquet or CSV."),
    (b"ORC", "an ORC file", "Write it as Parquet or CSV."),
    (b"Obj\x01", "an Avro file", "Write it as Parquet or CSV."),
    (b"$FL2", "an SPSS file", AS_CSV),
    (b"{\\rtf", "a rich text document", AS_CSV),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", UNPACK),
    (b"BZh", "packed with bzip2", UNPACK),
    (b"\xfd7zXZ\x00", "packed with xz", UNPACK),
    (b"\x28\xb5\x2f\xfd", "packed with zstd", UNPACK),
)
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(!doctype\s+html|html|table|head|body|\?xml|workbook)\b", re.IGNORECASE)
_BINARY_ONLY = {b"BZh", b"ORC", b"Obj\x01", b"PARE"}  # short marks that a text may start with


def find(path: Path, shown: str) -> Kind:
    """The kind of a file. Raises UploadRefused, with the remedy, for what holds no table that can be read."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "workbook"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(path, shown)
    _refuse_others(head, shown)
    return "text"


def _refuse_others(head: bytes, shown: str) -> None:
    for magic, kind, remedy in OTHER:
        if head.startswith(magic) and not (magic in _BINARY_ONLY and head.isascii() and b"\x00" not in head):
            raise UploadRefused(Problem(f"is {kind}, not a table", remedy, file=shown))
    if head[257:262] == b"ustar":
        raise UploadRefused(Problem("is a tar archive, not a table", UNPACK, file=shown))
    found = _MARKUP.match(head)
    if found is None:
        return
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        kind = "an Excel 2003 XML document, not a workbook"
    elif found[1].lower() in (b"?xml", b"workbook"):
        kind = "an XML document"
    else:  # many systems call a web page .xls, because Excel opens it
        kind = "a web page (HTML), whatever its name says"
    remedy = "Open it in a spreadsheet and save it as .xlsx, or export CSV."
    raise UploadRefused(Problem(f"is {kind}", remedy, file=shown))


def _zipped(path: Path, shown: str) -> Kind:
    try:
        limits.refuse_crowded(path, shown)
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            mimetype = b""
            if "mimetype" in names:
                with archive.open("mimetype") as file:
                    mimetype = file.read(100)  # whatever it unpacks to
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, KeyError, ValueError, EOFError) as error:
        raise UploadRefused(
            Problem(f"is a damaged workbook or archive: {error}", "Export it again.", file=shown)
        ) from None
    if any(re.fullmatch(r"/?xl/workbook\d*\.(?:xml|bin)", name, re.IGNORECASE) for name in names):
        return "workbook"
    if mimetype.startswith(b"application/vnd.oasis.opendocument"):
        if b"spreadsheet" in mimetype:
            return "workbook"
        raise UploadRefused(Problem("is an OpenDocument file without sheets", AS_CSV, file=shown))
    for inner, kind in (("word/", "a Word document"), ("ppt/", "a presentation"), ("Index/", "an Apple document")):
        if any(name.startswith(inner) for name in names) and ("[Content_Types].xml" in names or inner == "Index/"):
            raise UploadRefused(Problem(f"is {kind}, not a table", AS_CSV, file=shown))
    return "zip"
