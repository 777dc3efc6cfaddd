"""A zip archive: the one table among its files, unpacked into staging. Names inside it are never used as paths."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from metrics.errors import Problem, Question, UploadRefused
from metrics.intake.containers.choose import Candidate, choose
from metrics.intake.containers.limits import Bound
from metrics.intake.containers.opened import Text, Wish
from metrics.intake.containers.peek import Heads, heads
from metrics.intake.look import BLOCK, HEAD_BYTES, Look

ENCRYPTED = 1  # bit of a member's flags
MOST_MEMBERS = 200  # tables looked at; more is no export of one table
INNER = "!"  # parts the file from the sheet inside it: "book.xlsx!Tickets"
_BESIDE = re.compile(  # what lies beside a table
    r"(?:read.?me|lies.?mich|licen[cs]e|notice|copying|changelog|manifest)\b.*"
    r"|.*\.(?:pdf|docx?|md|rst|html?|png|jpe?g|gif|svg|xsd|sql|sha\d*|md5|log|ini|url|lnk|exe)",
    re.IGNORECASE,
)
_NESTED = re.compile(r".*\.(?:zip|7z|rar|tar|tgz|tbz2?|txz)", re.IGNORECASE)
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


@dataclass(frozen=True)
class Member:
    """A file taken out of an archive. sheet: what is left of the answer for a workbook inside."""

    path: Path
    look: Look
    name: str
    sheet: str | None
    alone: bool  # the archive holds no other table
    notes: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()


def take(path: Path, target: Path, wish: Wish) -> Member:
    """Unpack the one table, the one that is asked for, or the one whose header fits.

    Raises UploadRefused for an archive without a table, of archives, with a password, or damaged.
    """
    with _told(wish.file_name), zipfile.ZipFile(path) as archive:
        members = _tables(archive, wish.file_name)
        file, _, inner = (wish.sheet or "").partition(INNER)
        notes: tuple[str, ...] = ()
        questions: tuple[Question, ...] = ()
        sheet, chosen = wish.sheet, members[0]
        if len(members) > 1:
            candidates = [_candidate(archive, member, target, wish) for member in members]
            names = {PurePosixPath(member.filename).name: member.filename for member in members}
            choice = choose(candidates, "file", names.get(file, file) or None, wish.wanted)
            notes, questions = choice.notes, choice.questions
            sheet, chosen = inner or None, members[choice.index]
        elif INNER in (wish.sheet or ""):
            sheet = inner
        look = _unpack(archive, chosen, target, Bound(path, target.parent, wish.file_name))
    name = PurePosixPath(chosen.filename.replace("\\", "/")).name
    return Member(target, look, name, sheet, len(members) == 1, notes, questions)


def _tables(archive: zipfile.ZipFile, shown: str) -> list[zipfile.ZipInfo]:
    files = [info for info in archive.infolist() if not info.is_dir() and not _hidden(info.filename)]
    members = [info for info in files if info.file_size and not _BESIDE.fullmatch(PurePosixPath(info.filename).name)]
    if not members:
        names = ", ".join(info.filename for info in files[:5])
        text = f"holds no table, only {names}" if names else "holds no file"
        raise UploadRefused(Problem(text, "Pack the exported table, and nothing else.", file=shown))
    nested = [info.filename for info in members if _NESTED.fullmatch(info.filename)]
    if nested and len(nested) == len(members):
        remedy = "Unpack it, and upload the table inside."
        raise UploadRefused(Problem("holds another archive, not a table", remedy, file=shown, value=nested[0]))
    members = [info for info in members if info.filename not in nested]
    locked = [info.filename for info in members if info.flag_bits & ENCRYPTED]
    if locked:
        remedy = "Pack it again without a password."
        raise UploadRefused(Problem("is protected with a password", remedy, file=shown, value=locked[0]))
    if len(members) > MOST_MEMBERS:
        text = f"holds {len(members):,} files, not one table"
        raise UploadRefused(Problem(text, "Pack the one table that is meant.", file=shown))
    return members


def _hidden(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return "__MACOSX" in parts or any(part.startswith(".") for part in parts if part != "..") or parts == ()


def _candidate(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, wish: Wish) -> Candidate:
    with archive.open(member) as file:
        found = Heads.of_text(file.read(HEAD_BYTES), wish)
    if found is None:  # a workbook or Parquet: only the whole file shows its header
        try:
            _unpack(archive, member, target, Bound(Path(archive.filename or ""), target.parent, wish.file_name))
            found = heads(target, wish)
        finally:
            target.unlink(missing_ok=True)
    return Candidate(member.filename, found.fits, member.file_size, f"{found.holds} ({member.file_size:,} bytes)")


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, bound: Bound) -> Look:
    with archive.open(member) as file, Text(target, bound) as out:
        while block := file.read(BLOCK):
            out.write(block)
        return out.look


@contextmanager
def _told(shown: str) -> Iterator[None]:
    try:
        yield
    except UploadRefused:
        raise
    except _DAMAGE as error:
        problem = Problem(f"cannot be unpacked: {error}", "Pack it again as an ordinary zip.", file=shown)
        raise UploadRefused(problem) from None
