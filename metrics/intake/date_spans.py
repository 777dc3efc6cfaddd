"""Whether a remembered date order makes sense of an ambiguous column: where the other order reads it far better, ask.

09/01/2026 to 09/12/2026, one month of a file that is month first, lies on the 9th of every month when read day first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import duckdb

from metrics.dataset import Dataset
from metrics.intake import dates, moments, query
from metrics.intake.date_counts import Dates
from metrics.intake.dates import Format
from metrics.intake.decide import ORDER_NAMES, Decided
from metrics.intake.target import Target

SHORTER = 5  # times: a month beside half a year is no chance, a month beside the next ones is one


@dataclass(frozen=True)
class _Span:
    """What an order makes of a column. firsts: every date is the first of a month, as monthly figures are written."""

    days: int
    ahead: bool
    firsts: bool


def reconsider(
    con: duckdb.DuckDBPyConnection,
    relation: str,
    targets: Mapping[str, Target],
    found: Mapping[str, Dates],
    dataset: Dataset | None,
    timezone: str,
    out: Decided,
) -> None:
    """Open what memory alone settled where it spreads a column five times as far as the other order, or after today.

    Forecasts' targets and costs lie ahead by nature, monthly figures on the first of each month. A column written
    alike that can only be in the remembered order settles the others.
    """
    recalled = [column for column in out.settled if column in found]
    if not recalled or dataset is None:
        return
    stated = out.orders[recalled[0]]
    sure = [column for column in out.orders if column in found and column not in recalled]
    written = {one for column in sure if out.orders[column] == stated for one in dates.style(out.formats[column])}
    unsure = [column for column in recalled if not written & dates.style(out.formats[column])]
    today = _today(timezone)
    doubtful = False
    for column in unsure:
        other = next(family for family in found[column].best() if family != stated)
        formats = (found[column].formats[family] for family in (stated, other))
        kept, turned = (_span(con, relation, targets[column].cell, one, timezone, today) for one in formats)
        late = kept.ahead and not turned.ahead and not (dataset.shape == "costs" or column == dataset.target)
        doubtful |= late or (kept.days >= SHORTER * turned.days and not kept.firsts)
    if not doubtful:
        return
    for column in unsure:
        del out.settled[column], out.orders[column], out.formats[column]
        out.open_dates[column] = found[column].best()
    out.recalled = (
        f" Earlier files were {ORDER_NAMES[stated]}; read so, these dates lie far apart or after today, "
        "and in the other way they do not."
    )


def _span(
    con: duckdb.DuckDBPyConnection,
    relation: str,
    cell: str,
    formats: Sequence[Format],
    timezone: str,
    today: dt.date,
) -> _Span:
    read = f"SELECT {moments.timestamp_sql(cell, formats, timezone)} AS _at FROM {relation}"
    facts = f"date_diff('day', min(_at), max(_at)) + 1, max(_at)::DATE > DATE '{today}', bool_and(day(_at) = 1)"
    days, ahead, firsts = query.first(con, f"SELECT {facts} FROM ({read}) WHERE {moments.sane_sql('_at')}")
    return _Span(days or 0, bool(ahead), bool(firsts))


def _today(timezone: str) -> dt.date:
    return dt.datetime.now(ZoneInfo(timezone)).date()
