"""Which encoding a file has: UTF-8 where its bytes are valid UTF-8, byte order marks, else cp1252 or what is stated."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from metrics.errors import Problem, UploadRefused

MARKS = (  # the longest first: UTF-32's mark starts with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
FALLBACK = "cp1252"  # the usual encoding of Windows exports; detectors take it for others
SHOWN = 5  # accented words shown in the note
CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 27})


@dataclass(frozen=True)
class Found:
    """An encoding: its name for people, the codec, and whether the bytes can be read as they are."""

    name: str
    codec: str
    in_place: bool
    notes: tuple[str, ...] = ()


def find(head: bytes, utf8: bool, stated: str | None, file_name: str) -> Found:
    """The encoding of a file from its first bytes and whether all of them are valid UTF-8.

    Raises UploadRefused for an unknown stated encoding and for bytes that are no text.
    """
    if stated:
        try:
            codec = codecs.lookup(stated).name
        except LookupError:
            remedy = "Use a name such as utf-8, cp1252, latin-1 or utf-16."
            raise UploadRefused(Problem("is an unknown encoding", remedy, file=file_name, value=stated)) from None
        if codec == "utf-8" and utf8:
            return _utf8(head)
        if codec in {"utf-8", "utf-8-sig"} and not utf8:
            remedy = f"Try --encoding {FALLBACK}."
            raise UploadRefused(Problem("is not valid UTF-8 as stated", remedy, file=file_name))
        return Found(codec, codec, in_place=False)
    for mark, name in MARKS:
        if head.startswith(mark):
            return Found(name.removesuffix("-sig"), name, in_place=False)
    zeros = head.count(0)
    if zeros > len(head) // 4:  # text in UTF-16 without a mark has a zero in every second byte
        even = head[0::2].count(0)
        name = "utf-16-be" if even > zeros - even else "utf-16-le"
        return Found(name, name, in_place=False, notes=(f"Read as {name}: every second byte is zero.",))
    if len(head.translate(None, CONTROLS)) < len(head) * 0.98:
        raise UploadRefused(Problem("is not a text file", "Export the table as CSV.", file=file_name))
    if utf8:
        return _utf8(head)
    words = [word for word in head.decode(FALLBACK, "replace").split() if not word.isascii()]
    shown = ", ".join(repr(word[:30]) for word in dict.fromkeys(words[:50]))[:200]
    note = f"Not UTF-8, read as {FALLBACK}" + (f": {shown}" if shown else "") + ". Another encoding: --encoding NAME."
    return Found(FALLBACK, FALLBACK, in_place=False, notes=(note,))


def _utf8(head: bytes) -> Found:
    marked = head.startswith(codecs.BOM_UTF8)
    return Found("utf-8", "utf-8-sig" if marked else "utf-8", in_place=not marked)
