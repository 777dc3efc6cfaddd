"""What of the way a file is cut never passes unasked: one column, a delimiter in a header, more headers than cells.

What is asked is answered once: the recipe remembers the headers that an answer was given for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from metrics import words
from metrics.dataset import Recipe
from metrics.errors import Option, Question
from metrics.intake.answers import Answers
from metrics.intake.dialect import Dialect
from metrics.intake.header import Header
from metrics.intake.source import Source
from metrics.intake.survey import HABIT, damaged

OTHER_DELIMITERS = ",;\t|"
SHOWN = 300  # characters of listed headers


@dataclass(frozen=True)
class Doubts:
    """headers: those in doubt, with another delimiter in them or past the cells of nearly all rows."""

    headers: tuple[str, ...]
    questions: tuple[Question, ...]
    notes: tuple[str, ...] = ()


def find(
    source: Source,
    header: Header,
    dialect: Dialect,
    data: Sequence[Sequence[str]],
    told: Answers,
    remembered: Recipe | None,
) -> Doubts:
    """Doubts about a header and its data rows. A converted table, whose cells are known exactly, has its width only."""
    cut = source.dialect is None
    mixed = _mixed(header, dialect) if cut else []
    widths = Counter(len(row) for row in data if any(row))
    usual, bare = _bare(header, widths) if cut else (0, [])
    questions = []
    if len(header.names) == 1 and "one_column" not in told.accept:
        text = f"The file has a single column, {header.names[0][:80]!r}. Is that right?"
        option = Option("one_column", "it is loaded with this one column; otherwise state --delimiter")
        questions.append(Question("accept", text, "--accept one_column", (option,)))
    if _new(mixed, remembered) and len(header.names) > 1 and "header" not in told.accept:
        name = _new(mixed, remembered)[0]
        text = f"The header {name[:80]!r} holds a sign that often parts columns; read with {dialect.named()}."
        option = Option("header", f"the file has these columns: {', '.join(header.names)[:SHOWN]}")
        questions.append(Question("accept", text, "--accept header", (option,)))
    if _new(bare, remembered) and "header" not in told.accept:
        questions.append(_shorter(header, usual, bare, data))
    return Doubts((*mixed, *bare), tuple(questions), _early(header, widths) if cut and not bare else ())


def _new(names: Sequence[str], remembered: Recipe | None) -> list[str]:
    """Those of the names that no earlier answer was given for."""
    if remembered is None or "header" not in remembered.accept:
        return list(names)
    return [name for name in names if name not in (remembered.headers or names)]


def _mixed(header: Header, dialect: Dialect) -> list[str]:
    """Headers that hold a sign which often parts columns: perhaps the file is parted by it."""
    if header.rows == 0:
        return []
    others = [sign for sign in OTHER_DELIMITERS if sign != dialect.delimiter]
    return [name for name in header.names if any(sign in name for sign in others)]


def _bare(header: Header, widths: Counter[int]) -> tuple[int, list[str]]:
    """The usual number of cells, and the headers past it, where hardly a row has as many cells as there are headers.

    Then nothing shows that the last cells are the missing ones: a delimiter too many in the header shifts all rows.
    """
    wide = len(header.names)
    full = sum(count for width, count in widths.items() if width >= wide)
    if header.rows == 0 or not widths or full > HABIT * widths.total():
        return 0, []
    usual = widths.most_common(1)[0][0]
    return usual, list(header.names[usual:])


def _shorter(header: Header, usual: int, bare: Sequence[str], data: Sequence[Sequence[str]]) -> Question:
    wide = len(header.names)
    listed = ", ".join(repr(name) for name in bare)[:SHOWN]
    text = (
        f"The header has {wide} columns, but the rows have {words.count(usual, 'cell')}. Are the cells of {listed} "
        f"left out at the end? Otherwise the names are shifted: repair the header, or export the file again."
    )
    first = next(row for row in data if len(row) == usual)
    shown = ", ".join(f"{name} {cell!r}" for name, cell in zip(header.names, first, strict=False))
    return Question("accept", text, "--accept header", (Option("header", f"the first row is: {shown[:SHOWN]}"),))


def _early(header: Header, widths: Counter[int]) -> tuple[str, ...]:
    """Said where rows end early so often that this is how the file is written."""
    wide = len(header.names)
    short = sum(count for width, count in widths.items() if width < wide)
    if not short or damaged(widths, wide):
        return ()
    return (f"{short:,} of {widths.total():,} rows looked at end early: their missing last cells are taken as empty.",)
