"""Files that hold a table in some wrapping: packed, archived, a workbook, Parquet. All of them become UTF-8 text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from metrics.errors import Problem, Question, UploadRefused
from metrics.intake.containers import archive, kinds, packed, parquet, workbook
from metrics.intake.containers.kinds import Kind
from metrics.intake.containers.opened import Opened, Wish
from metrics.intake.look import Look

__all__ = ["Kind", "Opened", "Wish", "kinds", "open_file"]

LAYERS = 3  # a gzip file in an archive, and what is in it


def open_file(path: Path, kind: Kind, look: Look, wish: Wish, temporary: list[Path]) -> Opened:
    """Take off every wrapping. look: of the file's bytes, for a plain text. temporary gets every file it writes.

    Raises UploadRefused where there is no table inside, or it cannot be reached.
    """
    inside: list[str] = []
    notes: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    for layer in range(LAYERS):
        target = wish.born.with_suffix(f".{layer}.csv")
        if kind != "text":
            temporary.append(target)
        if kind in ("workbook", "parquet"):
            read = workbook.read if kind == "workbook" else parquet.read
            opened = read(path, target, wish)
            inside += [opened.inside] if opened.inside else []
            return replace(
                opened,
                inside=", ".join(inside),
                notes=(*notes, *opened.notes),
                questions=(*questions, *opened.questions)[:1],
            )
        if kind == "gzip":
            look = packed.unpack(path, target, wish)
        elif kind == "zip":
            if inside:
                raise UploadRefused(Problem("holds another archive, not a table", kinds.UNPACK, file=wish.file_name))
            member = archive.take(path, target, wish)
            look, notes, questions = member.look, member.notes, member.questions
            inside.append(member.name)
            wish = replace(wish, sheet=member.sheet)
        else:
            return Opened(path, look, ", ".join(inside), notes=notes, questions=questions)
        path = target
        kind = kinds.find(path, wish.file_name)
    raise UploadRefused(Problem("is packed too many times", kinds.UNPACK, file=wish.file_name))
