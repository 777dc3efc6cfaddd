"""The bytes of a file: copied and hashed into staging, unpacked, and as UTF-8 text that DuckDB reads in place."""

from __future__ import annotations

import hashlib
import io
import uuid
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from metrics import disk
from metrics.errors import Problem, Question, UploadRefused
from metrics.intake import encoding as enc
from metrics.intake.containers import Opened, Wish, kinds, open_file
from metrics.intake.dialect import Dialect
from metrics.intake.look import BLOCK, HEAD_BYTES, Look
from metrics.intake.recode import recode
from metrics.store import lake

GLOB = "*?["  # signs in a path that DuckDB would take for a pattern


@dataclass(frozen=True)
class Source:
    """A file ready to be read. text is UTF-8 without a byte order mark, and below home, or the file itself.

    dialect: of a converted table, which is known exactly. typed: its cells came with types, and their text has one
    reading whatever the recipe says of texts. inside: where in the file the table stands, e.g. "sheet 'Tickets'".
    """

    file_name: str
    original: Path
    text: Path
    sha256: str
    encoding: str
    size: int  # bytes of text
    sample: str  # its first characters, cut after a whole line
    whole: bool  # the sample is all there is
    quotes: bool  # a quote character occurs somewhere
    mixed_lines: bool  # lines end in more than one way, or zero bytes occur: rows are read one by one
    marks: tuple[tuple[int, int], ...]  # places in text and line feeds up to there
    temporary: tuple[Path, ...] = ()
    notes: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    dialect: Dialect | None = None
    typed: bool = False
    inside: str = ""

    @property
    def shown(self) -> str:
        """The file and the place in it, as messages name them."""
        return f"{self.file_name}, {self.inside}" if self.inside else self.file_name


def take(
    path: Path,
    staging: Path,
    *,
    file_name: str,
    encoding: str | None = None,
    keep: bool = True,
    progress: Callable[[float], None] | None = None,
    sheet: str | None = None,
    wanted: Iterable[str] = (),
    remembered: bool = False,
) -> Source:
    """Copy (keep) and hash a file, unpack, convert and re-encode it where needed.

    sheet: the table that is meant where a file holds several; else the one with most of the `wanted` headers is taken.
    remembered: the encoding comes from a recipe, and a file that shows another one is stopped.
    Raises UploadRefused for a file that is missing, empty, of another kind, or not text in the stated encoding.
    """
    size = _size(path, file_name)
    staging.mkdir(parents=True, exist_ok=True)
    born = staging / uuid.uuid4().hex
    temporary: list[Path] = []
    try:
        kind = kinds.find(path, file_name)
        copied = not path.resolve().is_relative_to(staging.resolve()) and (keep or any(s in str(path) for s in GLOB))
        original = born.with_suffix(".original") if copied else path
        if copied:
            temporary.append(original)
        look = Look()
        tell = progress or (lambda _: None)
        digest = _copy(path, original if copied else None, size, tell, look if kind == "text" else None)
        wish = Wish(file_name, born, encoding, sheet, tuple(wanted))
        opened = open_file(original, kind, look, wish, temporary)
        found = _encoding(opened, encoding, file_name, remembered)
        text, look = opened.path, opened.look
        notes = [*opened.notes, *found.notes]
        if not found.in_place:
            text = born.with_suffix(".utf8.csv")
            temporary.append(text)
            look, accented = recode(opened.path, text, found, file_name)
            notes += [enc.note(found, accented)] if found.guessed else []
        sample, whole = _sample(text)
        if not sample.strip():
            raise UploadRefused(Problem("holds nothing but blank space", "Export it again.", file=file_name))
        return Source(
            file_name, original, text, digest, found.name, text.stat().st_size, sample, whole, look.quotes,
            look.mixed_lines or look.zeros, tuple(look.marks), tuple(temporary), tuple(notes), opened.questions,
            opened.dialect, opened.typed, opened.inside,
        )  # fmt: skip
    except BaseException as error:  # refused, or the disk is full
        discard(temporary)
        if isinstance(error, OSError) and not disk.is_full(error):
            words = error.strerror or str(error)
            problem = Problem(f"cannot be read: {words}", "Nothing was loaded; try again.", file=file_name)
            raise UploadRefused(problem) from error
        raise


def discard(paths: list[Path] | tuple[Path, ...]) -> None:
    """Delete staged files that are not needed any more."""
    for path in paths:
        path.unlink(missing_ok=True)


def _size(path: Path, file_name: str) -> int:
    try:
        size = path.stat().st_size
    except (OSError, ValueError) as error:
        words = getattr(error, "strerror", None) or str(error)
        raise UploadRefused(Problem("cannot be opened", f"The system says: {words}.", file=file_name)) from None
    if not path.is_file():
        raise UploadRefused(Problem("is not a file", "Give the path of one file.", file=file_name))
    if size == 0:
        raise UploadRefused(Problem("is empty", "Export it again; nothing was loaded.", file=file_name))
    return size


def _encoding(opened: Opened, stated: str | None, file_name: str, remembered: bool) -> enc.Found:
    """A converted table is UTF-8, whatever encoding is stated for texts."""
    opened.look.finish()
    if opened.dialect is not None:
        return enc.Found(opened.form, "utf-8", in_place=True)
    return enc.find(opened.look, stated, file_name, remembered)


def _copy(path: Path, target: Path | None, size: int, tell: Callable[[float], None], look: Look | None) -> str:
    """Hashing runs beside copying and looking: both release the interpreter's lock for most of their time."""
    digest = hashlib.sha256()
    done = 0
    with path.open("rb", buffering=0) as file, _sink(target) as out, ThreadPoolExecutor(1) as beside:
        hashed: Future[None] | None = None
        while block := file.read(BLOCK):
            if hashed is not None:
                hashed.result()
            hashed = beside.submit(digest.update, block)
            lake.write(out, block)
            if look is not None:
                look(block)
            done += len(block)
            tell(min(done / size, 1.0))
    return digest.hexdigest()


def _sink(target: Path | None) -> BinaryIO:
    if target is None:
        return _Nowhere()
    return target.open("wb", buffering=0)


class _Nowhere(io.BytesIO):
    def write(self, data: object) -> int:
        return len(data)  # type: ignore[arg-type]


def _sample(text: Path) -> tuple[str, bool]:
    with text.open("rb") as file:
        head = file.read(HEAD_BYTES)
        whole = not file.read(1)
    sample = head.decode("utf-8", "ignore")
    if not whole:
        cut = max(sample.rfind("\n"), sample.rfind("\r"))
        sample = sample[: cut + 1] if cut > 0 else sample
    return sample, whole
