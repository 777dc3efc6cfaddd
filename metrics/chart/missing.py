"""Days without rows in periods that count all the same: a period with any row is covered (docs/method.md, part 1).

A count of such a period is too low and reads as an effect, so that the days are named wherever its figures stand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from metrics import words
from metrics.results import Headline, Warn

DAY = dt.timedelta(days=1)
FEW = 2  # stretches of days that a sentence names


def days(warnings: Sequence[Warn], first: dt.date, until: dt.date) -> list[Warn]:
    """The stretches of days without rows that meet [first, until), in order."""
    met = (warn for warn in warnings if warn.kind == "gap" and warn.meets(first, until))
    found = {(warn.from_, warn.until): warn for warn in met}
    return [found[at] for at in sorted(found)]


def span(hole: Warn) -> str:
    """Its days: "12 May 2026 to 18 May 2026"."""
    if hole.from_ is None or hole.until is None or hole.until - hole.from_ == DAY:
        return words.day(hole.from_)
    return f"{words.day(hole.from_)} to {words.day(hole.until - DAY)}"


def sentence(holes: Sequence[Warn]) -> str:
    """What a reader must know of a claim whose data lack days; "" where none are lacking."""
    if not holes:
        return ""
    more = f" and {words.count(len(holes) - FEW, 'more stretch', 'more stretches')}" if len(holes) > FEW else ""
    named = ", ".join(span(hole) for hole in holes[:FEW])
    return f"Days since launch have no rows ({named}{more}), and their periods count as if they were whole."


def portfolio(heads: Sequence[Headline]) -> list[str]:
    """The same of every project that it is true of, a line each, with its name."""
    return [f"{head.name}: {sentence(head.missing)}" for head in heads if head.missing]
