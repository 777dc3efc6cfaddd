"""How much a packed file may unpack to: a small file that unpacks to terabytes must not fill the disk."""

from __future__ import annotations

import shutil
import struct
import zipfile
from pathlib import Path

from metrics import disk
from metrics.errors import Problem, UploadRefused

ALWAYS = 2**30  # bytes that any file may unpack to
RATIO = 200  # times its size, beyond that: exports pack to a tenth, very repetitive ones to a hundredth
LEFT_FREE = 2**28  # bytes of the disk that unpacking leaves
MOST_CELLS = 16_000_000  # of one sheet, empty ones counted: the reader holds them all, up to 200 bytes each
MOST_LISTED = 2**23  # bytes of an archive's list of files, some 80,000 names: each costs memory before it is looked at
MOST_PART = 2**24  # bytes of a workbook's own lists of its sheets
MOST_OLD = 2**29  # bytes of an .xls, which is held in memory as a whole
LISTED_AT = 65_535 + 22  # bytes from the end in which an archive says where its list stands


class Bound:
    """Called with the bytes unpacked so far; raises UploadRefused where they pass what the file may hold, and DiskFull
    where they would fill the disk.
    """

    def __init__(self, packed: Path, staging: Path, shown: str) -> None:
        self._shown, self._staging = shown, staging
        self._packed = packed.stat().st_size
        self._most = max(ALWAYS, RATIO * self._packed)
        self._free = shutil.disk_usage(staging).free - LEFT_FREE

    def __call__(self, done: int) -> None:
        """Compare; nothing is returned."""
        if done > self._most:
            text = f"unpacks to more than {self._most:,} bytes, {done // max(self._packed, 1):,} times its size"
            remedy = "If it is no mistake, unpack it and upload the table inside."
            raise UploadRefused(Problem(text, remedy, file=self._shown))
        if done > self._free:
            raise disk.full(self._staging, f"what {self._shown} unpacks to", spared=LEFT_FREE)


def refuse_crowded(path: Path, shown: str) -> None:
    """Raises UploadRefused where an archive lists more files than anybody packs; its count may lie, the list's length
    cannot.
    """
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - LISTED_AT))
        end = file.read()
        at = end.rfind(b"PK\x05\x06")
        if at < 0 or len(end) < at + 22:
            return  # no archive: zipfile says so
        (listed,) = struct.unpack_from("<I", end, at + 12)
        if listed == 0xFFFFFFFF and end[at - 20 : at - 16] == b"PK\x06\x07":  # zip64: its record stands elsewhere
            file.seek(struct.unpack_from("<Q", end, at - 12)[0])
            record = file.read(48)
            listed = struct.unpack_from("<Q", record, 40)[0] if len(record) == 48 else listed
    if listed > MOST_LISTED:
        text = f"lists {listed:,} bytes of file names, more than an export has"
        raise UploadRefused(Problem(text, "Pack the one table that is meant.", file=shown))


def part(archive: zipfile.ZipFile, name: str, shown: str) -> bytes:
    """A small XML part of a workbook. Raises UploadRefused for a large one and for one that declares entities."""
    with archive.open(name) as file:
        found = file.read(MOST_PART + 1)
    if len(found) > MOST_PART or b"<!DOCTYPE" in found or b"<!ENTITY" in found:
        remedy = "Open it in a spreadsheet, save it as .xlsx and upload that."
        raise UploadRefused(Problem(f"is a workbook whose {name} no spreadsheet writes", remedy, file=shown))
    return found
