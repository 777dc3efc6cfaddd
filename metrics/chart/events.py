"""What happened beside the figures, as small flags on a chart and as the words that the flags stand for.

Three kinds, told apart by their signs: (1) an event of the project, (A) a note that somebody put on the chart, §1 a
version of the definition that changed the KPI. The signs are letters that every font has: packs are opened anywhere.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from metrics import words
from metrics.chart.frame import field, upright, words_at
from metrics.chart.theme import Theme
from metrics.results import EventMark
from metrics.store import Annotation

NOTE, VERSION = "annotation", "definition"  # kinds of marks that are no events of the project
NEAR = 0.05  # of the time axis: flags closer than this stand one below the other
FLAG = 0.07  # of the chart's height: one flag
LETTERS = 26


def of_note(note: Annotation) -> EventMark:
    """The mark of a note."""
    return EventMark(date=note.day, title=f"{note.text} ({note.written_by})", kind=NOTE)


def of_versions(saved: Iterable[tuple[dt.date, Sequence[str], str]]) -> list[EventMark]:
    """The marks of a definition's versions, one a day: (day, what changed, by whom)."""
    by_day: dict[dt.date, list[str]] = {}
    for day, changes, by in saved:
        by_day.setdefault(day, []).append(f"{'; '.join(changes)} ({by})")
    return [EventMark(date=day, title=f"Definition: {'; '.join(told)}", kind=VERSION) for day, told in by_day.items()]


def shown(events: Sequence[EventMark], kpi: str, start: dt.date, end: dt.date) -> list[EventMark]:
    """The marks of a chart, in order: those that concern the KPI and lie within its time.

    Notes and versions of later days are shown too, at its end: the chart is of figures, and those were made since.
    """
    return sorted(
        (
            event
            for event in events
            if (not event.affects or kpi in event.affects)
            and (event.date < end or event.kind in (NOTE, VERSION))
            and (event.until or event.date) >= start
        ),
        key=lambda event: event.date,
    )


def signs(events: Sequence[EventMark]) -> list[str]:
    """Each mark's sign: (1) (2) for events, (A) (B) for notes, after (Z) comes (AA), §1 §2 for versions."""
    counted: Counter[str] = Counter()
    found = []
    for event in events:
        kind = event.kind if event.kind in (NOTE, VERSION) else ""
        counted[kind] += 1
        nth = counted[kind]
        found.append(f"§{nth}" if kind == VERSION else f"({_letters(nth) if kind == NOTE else nth})")
    return found


def _letters(nth: int) -> str:
    """A, B … Z, AA, AB …, as spreadsheets name their columns."""
    before, place = divmod(nth - 1, LETTERS)
    return (_letters(before) if before else "") + chr(ord("A") + place)


def flags(
    events: Sequence[EventMark], start: dt.date, end: dt.date, theme: Theme
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Shapes and annotations: a dotted line and a sign each, spans tinted."""
    shapes, labels = [], []
    level, last = 0, None
    for sign, event in zip(signs(events), events, strict=True):
        day = min(event.date, end)
        near = last is not None and (day - last).days < NEAR * (end - start).days
        level = (level + 1) % 3 if near else 0
        last = day
        top = 1 - FLAG * level
        shapes.append(upright(day, theme.grey, width=1, dash="dot") | {"y1": top})
        if event.until:
            shapes.append(field(event.date, event.until, theme.band))
        side = {"xanchor": "right", "xshift": -1} if day == end else {"xanchor": "left", "xshift": 1}
        labels.append(
            words_at(
                sign,
                theme.muted,
                x=day,
                yref="y domain",
                y=top,
                yanchor="top",
                hovertext=f"{words.shortened(event.title, 200)}, {words.day(event.date)}",
                **side,
            )
        )
    return shapes, labels


def listed(events: Sequence[EventMark]) -> list[str]:
    """The signs' words: "(1) Retrained on spring tickets (1 Jun 2025)"."""
    return [f"{sign} {event.title} ({_when(event)})" for sign, event in zip(signs(events), events, strict=True)]


def within(events: Sequence[EventMark], first: dt.date, until: dt.date) -> str:
    """The marks of one period, for a table's cell: "(1) Retrained; (A) Strike (ana)"; "" where there is none."""
    return "; ".join(
        f"{sign} {event.title}"
        for sign, event in zip(signs(events), events, strict=True)
        if event.date < until and (event.until or event.date) >= first
    )


def told(text: str, events: Sequence[EventMark]) -> str:
    """An alternative text with the marks."""
    return f"{text} Marked: {'; '.join(listed(events))}." if events else text


def _when(event: EventMark) -> str:
    return f"{words.day(event.date)} to {words.day(event.until)}" if event.until else words.day(event.date)
