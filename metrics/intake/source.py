"""The bytes of a file: copied and hashed into staging, unpacked, and as UTF-8 text that DuckDB reads in place."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import uuid
import zlib
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from metrics.errors import Problem, UploadRefused
from metrics.intake import encoding as enc
from metrics.intake.look import BLOCK, HEAD_BYTES, Look

MAGIC = {
    b"PK\x03\x04": "a zip or Excel file",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"PAR1": "a Parquet file",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"SQLite format 3": "a SQLite database",
}


@dataclass(frozen=True)
class Source:
    """A file ready to be read. text is UTF-8 without a byte order mark, and below home, or the file itself."""

    file_name: str
    original: Path
    text: Path
    sha256: str
    encoding: str
    size: int  # bytes of text
    sample: str  # its first characters, cut after a whole line
    whole: bool  # the sample is all there is
    quotes: bool  # a quote character occurs somewhere
    mixed_lines: bool  # lines end in more than one way, or a line break stands inside a cell
    marks: tuple[tuple[int, int], ...]  # places in text and line feeds up to there
    temporary: tuple[Path, ...] = ()
    notes: tuple[str, ...] = ()


def take(
    path: Path,
    staging: Path,
    *,
    file_name: str,
    encoding: str | None = None,
    keep: bool = True,
    progress: Callable[[float], None] | None = None,
) -> Source:
    """Copy (keep) and hash a file, unpack and re-encode it where needed.

    Raises UploadRefused for a file that is missing, empty, of another kind, or not text in the stated encoding.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise UploadRefused(
            Problem("cannot be opened", f"The system says: {error.strerror}.", file=file_name)
        ) from None
    if not path.is_file():
        raise UploadRefused(Problem("is not a file", "Give the path of one file.", file=file_name))
    if size == 0:
        raise UploadRefused(Problem("is empty", "Export it again; nothing was loaded.", file=file_name))
    staging.mkdir(parents=True, exist_ok=True)
    born = staging / uuid.uuid4().hex
    temporary: list[Path] = []
    tell = progress or (lambda _: None)
    with path.open("rb", buffering=0) as file:
        head = file.read(8)
    packed = head[:2] == b"\x1f\x8b"
    _refuse_other_kinds(head, file_name)
    inside = path.resolve().is_relative_to(staging.resolve())
    original = path if inside or not keep else born.with_suffix(".original")
    if original is not path:
        temporary.append(original)
    look = Look()
    digest = _copy(path, original if original is not path else None, size, tell, None if packed else look)
    text = original if original is not path else path
    try:
        if packed:
            text = _unpack(text, born.with_suffix(".csv"), look, file_name)
            temporary.append(text)
        look.finish()
        found = enc.find(look.head, look.utf8, encoding, file_name)
        if not found.in_place:
            target = born.with_suffix(".utf8.csv")
            temporary.append(target)
            look = Look()
            _recode(text, target, found.codec, look, file_name)
            text = target
        sample, whole = _sample(text)
        if not sample.strip():
            raise UploadRefused(Problem("holds nothing but blank space", "Export it again.", file=file_name))
    except UploadRefused:
        discard(temporary)
        raise
    return Source(
        file_name, original, text, digest, found.name, text.stat().st_size, sample, whole,
        look.quotes, look.mixed_lines, tuple(look.marks), tuple(temporary), found.notes,
    )  # fmt: skip


def discard(paths: list[Path] | tuple[Path, ...]) -> None:
    """Delete staged files that are not needed any more."""
    for path in paths:
        path.unlink(missing_ok=True)


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
            out.write(block)
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
        return 0


def _unpack(packed: Path, target: Path, look: Look, file_name: str) -> Path:
    try:
        with gzip.open(packed, "rb") as file, target.open("wb") as out:
            while block := file.read(BLOCK):
                out.write(block)
                look(block)
    except (OSError, EOFError, zlib.error) as error:
        target.unlink(missing_ok=True)
        raise UploadRefused(
            Problem(f"cannot be unpacked: {error}", "Pack it again with gzip.", file=file_name)
        ) from None
    _refuse_other_kinds(look.head[:8], file_name)
    return target


def _recode(text: Path, target: Path, codec: str, look: Look, file_name: str) -> None:
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        with text.open("rb") as file, target.open("wb") as out:
            while block := file.read(BLOCK):
                _put(decoder.decode(block), out, look)
            _put(decoder.decode(b"", final=True), out, look)
    except UnicodeDecodeError as error:
        target.unlink(missing_ok=True)
        problem = Problem(
            f"is not text in {codec}: byte 0x{error.object[error.start]:02x} has no meaning there",
            "State the encoding, for example --encoding cp1252, latin-1 or utf-16.",
            file=file_name,
        )
        raise UploadRefused(problem) from None


def _put(text: str, out: BinaryIO, look: Look) -> None:
    block = text.removeprefix("\ufeff").encode("utf-8", "replace")
    out.write(block)
    look(block)


def _sample(text: Path) -> tuple[str, bool]:
    with text.open("rb") as file:
        head = file.read(HEAD_BYTES)
        whole = not file.read(1)
    sample = head.decode("utf-8", "ignore")
    if not whole:
        cut = max(sample.rfind("\n"), sample.rfind("\r"))
        sample = sample[: cut + 1] if cut > 0 else sample
    return sample, whole


def _refuse_other_kinds(head: bytes, file_name: str) -> None:
    for magic, kind in MAGIC.items():
        if head.startswith(magic[:8]):
            raise UploadRefused(Problem(f"is {kind}, not a CSV file", "Export the table as CSV.", file=file_name))
