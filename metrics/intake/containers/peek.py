"""The header of a file inside an archive, as far as it shows whether the file is the one that is meant."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path

from metrics.errors import UploadRefused
from metrics.intake import detect
from metrics.intake import encoding as enc
from metrics.intake.containers import kinds, parquet, workbook
from metrics.intake.containers.choose import fitting, listed
from metrics.intake.containers.opened import Wish
from metrics.intake.look import HEAD_BYTES, Look

ROWS = 50  # in which a header is looked for


@dataclass(frozen=True)
class Heads:
    """fits: wanted headers found; holds: the table in words."""

    fits: int
    holds: str

    @classmethod
    def of_rows(cls, rows: list[list[str]], wish: Wish) -> Heads:
        """From the first rows of a table."""
        filled = [row for row in rows if any(cell.strip() for cell in row)][:ROWS]
        widest = max(filled, key=lambda row: sum(1 for cell in row if cell.strip()), default=[])
        return cls(fitting(filled, wish.wanted), f"columns {listed(widest)}" if widest else "nothing")

    @classmethod
    def of_text(cls, head: bytes, wish: Wish) -> Heads | None:
        """From the first bytes of a text, packed with gzip or not; None where they are no text."""
        if head.startswith(b"\x1f\x8b"):
            try:
                head = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head, HEAD_BYTES)
            except zlib.error:
                return cls(0, "a damaged gzip file")
        if head.startswith((b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0")):
            return None
        look = Look()
        look(head)
        try:
            found = enc.find(look, wish.encoding, wish.file_name)
        except UploadRefused as error:
            return cls(0, str(error.problems[0].text))
        text = head.decode(found.codec, "ignore").removeprefix("\ufeff")
        cut = max(text.rfind("\n"), text.rfind("\r"))
        sample = text[: cut + 1] if cut > 0 and len(head) == HEAD_BYTES else text
        return cls.of_rows(detect.find(sample).rows(sample)[:ROWS], wish)


def heads(path: Path, wish: Wish) -> Heads:
    """From a whole workbook or Parquet file; the sheet that fits best speaks for a workbook."""
    try:
        kind = kinds.find(path, wish.file_name)
        if kind == "parquet":
            return Heads.of_rows([list(parquet.names(path, wish.file_name))], wish)
        if kind == "workbook":
            found = [Heads.of_rows(rows, wish) for rows in workbook.heads(path, wish.file_name)]
            return max(found, key=lambda each: each.fits, default=Heads(0, "no filled sheet"))
    except UploadRefused as error:
        return Heads(0, error.problems[0].text)
    return Heads(0, "an archive")
