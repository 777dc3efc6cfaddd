"""Which encoding a file has: UTF-8 where its bytes are valid UTF-8, byte order marks, else cp1252 or what is stated."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

from metrics.errors import Problem, UploadRefused
from metrics.intake.look import Look

MARKS = (  # the longest first: UTF-32's mark starts with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
FALLBACK = "cp1252"  # the usual encoding of Windows exports; detectors take it for others
OTHERS = ("cp1250", "cp850", "mac_roman", "shift_jis", "gb18030", "euc_kr", "cp1251")  # shown where it does not fit
SHOWN = 5  # accented words shown
ODD_SIGNS = 0.02  # share of characters without meaning that shows that bytes are no UTF-16
CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 27})
NAMES = "Use a name such as utf-8, cp1252, latin-1 or utf-16."
AROUND = 30  # letters of a shown word to either side of its first accent
_LETTER = re.compile(r"[^\W\d_\x00-\x7f]")
_BEFORE, _AFTER = re.compile(r"[^\W\d_]*\Z"), re.compile(r"[\w'’-]*")


@dataclass(frozen=True)
class Found:
    """An encoding: its name for people, the codec, and whether the bytes can be read as they are."""

    name: str
    codec: str
    in_place: bool
    notes: tuple[str, ...] = ()
    guessed: bool = False  # another one would fit too: the words that it gives are shown


def find(look: Look, stated: str | None, file_name: str, remembered: bool = False) -> Found:
    """The encoding of a file from what its bytes showed.

    remembered: what is stated comes from a recipe, and a file that shows another encoding is stopped. Raises
    UploadRefused for that, for an unknown stated encoding, for bytes that are no text or are text in two encodings.
    """
    head, utf8 = look.head, look.utf8
    mark = next((name for mark, name in MARKS if head.startswith(mark)), None)
    if stated:
        return _stated(look, _codec(stated, file_name), mark, file_name, remembered)
    if mark:
        return Found(mark.removesuffix("-sig"), mark, in_place=False)
    wide = without_mark(head)
    if wide:
        return Found(wide, wide, in_place=False, notes=(f"Read as {wide}: it has no byte order mark.",))
    if len(head.translate(None, CONTROLS)) < len(head) * 0.98:
        raise UploadRefused(Problem("is not a text file", "Export the table as CSV.", file=file_name))
    if utf8:
        notes = ("Zero bytes between the characters are left out.",) if look.zeros else ()
        return Found("utf-8", "utf-8", in_place=True, notes=notes)
    if look.cut:
        raise UploadRefused(
            Problem("ends within a character: its end is missing", "Export or copy it again.", file=file_name)
        )
    if look.letters:
        text = f"is UTF-8 up to byte {look.wrong_at:,} and something else after it"
        remedy = f"Export it again in one encoding, or state one, for example --encoding {FALLBACK}."
        raise UploadRefused(Problem(text, remedy, file=file_name))
    return Found(FALLBACK, FALLBACK, in_place=False, guessed=True)


def words(text: str) -> list[str]:
    """The first words with letters beyond ASCII, by which a person sees whether an encoding is right."""
    found: dict[str, None] = {}
    at = 0
    while len(found) < SHOWN and (match := _LETTER.search(text, at)):
        start = match.start()
        before = _BEFORE.search(text[max(at, start - AROUND) : start])
        after = _AFTER.match(text, start, start + AROUND)
        found[(before[0] if before else "") + (after[0] if after else "")] = None
        at = after.end() if after else match.end()
    return list(found)


def note(found: Found, shown: list[str]) -> str:
    """What is said of a guessed encoding."""
    listed = ": " + ", ".join(repr(word) for word in shown) if shown else ""
    return f"Not UTF-8, read as {found.name}{listed}. Another encoding: --encoding NAME."


def no_text(found: Found, byte: int, head: bytes, file_name: str) -> Problem:
    """The problem of a byte without a meaning, with the encodings in which the first bytes have one."""
    looks = []
    for codec in OTHERS:
        try:
            shown = words(codecs.getincrementaldecoder(codec)().decode(head))
        except UnicodeDecodeError:
            continue
        if codec != found.codec and shown:
            looks.append(f"{codec} reads {', '.join(map(repr, shown[:2]))}")
    text = f"is not text in {found.codec}: byte 0x{byte:02x} has no meaning there"
    seen = f" ({'; '.join(looks)})" if looks else ""
    return Problem(text, f"State the encoding, for example --encoding cp850 or utf-16{seen}.", file=file_name)


def without_mark(head: bytes) -> str | None:
    """UTF-16 without a byte order mark: line ends and commas have a zero byte, always on the same side."""
    zeros = head.count(0)
    if not zeros:
        return None
    even = head[0::2].count(0)
    for name, side in (("utf-16-le", zeros - even), ("utf-16-be", even)):
        if side < zeros * 0.9:
            continue
        text = head[: len(head) // 2 * 2].decode(name, "replace")
        odd = sum(1 for sign in text if sign not in "\r\n\t" and unicodedata.category(sign) in ("Cc", "Cn", "Co", "Cs"))
        if ("\n" in text or "\r" in text or zeros > len(head) // 4) and odd <= ODD_SIGNS * len(text):
            return name
    return None


def _codec(stated: str, file_name: str) -> str:
    info = None
    for name in (stated, re.sub(r"[-_ ]", "", stated)):  # Python knows latin-1 and latin2, but not latin-2
        try:
            info = codecs.lookup(name)
            codecs.getincrementaldecoder(name)
            break
        except (LookupError, ValueError):
            info = None
    if info is None or not getattr(info, "_is_text_encoding", True):
        raise UploadRefused(Problem("is an unknown encoding", NAMES, file=file_name, value=stated))
    return info.name


def _stated(look: Look, codec: str, mark: str | None, file_name: str, remembered: bool) -> Found:
    if codec in {"utf-8", "utf-8-sig"}:
        if not look.utf8:
            hint = f"Try --encoding {mark or without_mark(look.head) or FALLBACK}."
            raise UploadRefused(Problem("is not valid UTF-8 as stated", hint, file=file_name))
        return Found("utf-8", "utf-8-sig" if mark else "utf-8", in_place=not mark)
    shows = mark.removesuffix("-sig") if mark else "utf-8" if look.utf8 and look.letters else None
    if remembered and shows and not codec.startswith(shows):
        text = f"is {shows}, and the remembered recipe reads {codec}"
        remedy = f"If this file is written differently, answer --encoding {shows}; nothing was loaded."
        raise UploadRefused(Problem(text, remedy, file=file_name))
    if codec == "utf-16" and mark is None:  # Python would take the processor's byte order
        return Found(codec, without_mark(look.head) or "utf-16-le", in_place=False)
    return Found(codec, codec, in_place=False)
