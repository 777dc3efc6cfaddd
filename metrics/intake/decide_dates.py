"""Which formats a date column is read with: the order that fits most rows, what is stated, or an open choice."""

from __future__ import annotations

from collections.abc import Mapping

from metrics.dataset import Recipe
from metrics.intake import dates, moments
from metrics.intake.answers import Answers
from metrics.intake.date_counts import Dates
from metrics.intake.dates import Family
from metrics.intake.decide import ORDER_NAMES, Against, Decided, despite, mistaken, origin, prevails
from metrics.intake.target import Target

_SAID: Mapping[Family, str] = {
    "week": "as the Monday of its ISO week",
    "quarter": "as the first day of its quarter",
    "serial": "as a spreadsheet's count of days from 1900",
    "epoch": "as seconds since 1970",
}


def decide(
    targets: Mapping[str, Target],
    found: Mapping[str, Dates],
    told: Answers,
    remembered: Recipe | None,
    timezone: str,
    out: Decided,
) -> None:
    """Fill formats and orders; columns that fit two orders stay open unless told or settled by another column."""
    open_: dict[str, tuple[Family, ...]] = {}
    stated = told.date_order
    for column, seen in found.items():
        best = seen.best()
        why = origin("date_order", stated, remembered)
        if stated and stated in seen.fits and (set(best) & set(ORDER_NAMES)) and not _year_first(seen, stated, why):
            rival = max((f for f in seen.fits if f != stated), key=lambda f: seen.fits[f], default=None)
            if rival and seen.fits[rival] > seen.fits[stated] and rival in ORDER_NAMES:
                if prevails(seen.fits[stated], seen.values, why):
                    out.notes.append(despite(column, ORDER_NAMES[stated], "date", seen.fits[stated], seen.values))
                else:
                    out.against.append(_against(targets[column], seen, stated, rival, remembered, timezone))
            elif len(best) > 1 and why:
                out.settled[column] = f"{ORDER_NAMES[stated]}, {why}"
            out.orders[column], out.formats[column] = stated, seen.formats[stated]
        elif len(best) > 1:
            open_[column] = best
        elif best:
            if stated and best[0] in ORDER_NAMES and best[0] != stated and best[0] != "ymd":
                out.against.append(_against(targets[column], seen, stated, best[0], remembered, timezone))
            out.orders[column], out.formats[column] = best[0], seen.formats[best[0]]
            _say(column, seen, best[0], out)
        else:
            out.formats[column] = ()
    _settle(open_, found, out)


def _year_first(seen: Dates, stated: Family, why: str | None) -> bool:
    """Whether a column is year first whatever is told of days and months: such dates have one reading.

    A stated order that fits half of the values stands. Else a few cells of its shape, 31.02.2026, say nothing.
    """
    return seen.best() == ("ymd",) and stated != "ymd" and not prevails(seen.fits[stated], seen.values, why)


def _say(column: str, seen: Dates, family: Family, out: Decided) -> None:
    """Readings that a person could not see from the values are said; a column of years is asked."""
    if family == "year":
        out.years.append(column)
    shown = seen.shown.get(family)
    if shown is None:
        return
    value, day = shown
    if family in _SAID:
        way = "as milliseconds since 1970" if seen.formats[family][0].way == "milliseconds" else _SAID[family]
        out.notes.append(f"{value!r} in {column!r} is read {way}: {day}.")
    elif family == "named" and any(f.way == "names" for f in seen.formats[family]):
        out.notes.append(f"{value!r} in {column!r} is read as {day}.")


def _settle(open_: Mapping[str, tuple[Family, ...]], found: Mapping[str, Dates], out: Decided) -> None:
    """A column of the same style that rules one order out settles the others; what is left is asked once."""
    for column, best in open_.items():
        own = dates.style(found[column].formats[best[0]])
        sure = {
            out.orders[other]: other
            for other in out.orders
            if other in found and out.orders[other] in best and dates.style(out.formats[other]) & own
        }
        if len(sure) == 1:
            order, other = next(iter(sure.items()))
            out.orders[column], out.formats[column] = order, found[column].formats[order]
            out.notes.append(
                f"{column!r} is read {ORDER_NAMES.get(order, order)} because {other!r}, written alike, can only be so."
            )
        else:
            out.open_dates[column] = best


def _against(
    target: Target, seen: Dates, stated: Family, rival: Family, remembered: Recipe | None, timezone: str
) -> Against:
    recalled = origin("date_order", stated, remembered)
    source = "the remembered recipe reads" if recalled else "you stated"
    fits, others = seen.fits.get(stated, 0), seen.fits.get(rival, 0)
    text = (
        f"{source} dates {ORDER_NAMES[stated]}, but only {fits:,} of {seen.values:,} values are such dates, "
        f"and {others:,} are dates {ORDER_NAMES.get(rival, rival)}"
    )
    one = moments.timestamp_sql(target.cell, seen.formats.get(stated, ()), timezone)
    other = moments.timestamp_sql(target.cell, seen.formats[rival], timezone)
    rows = (f"{one} IS NULL AND {other} IS NOT NULL",)
    if prevails(fits, seen.values, None) and recalled:
        return Against(target.column, text, f"--date-order {rival}|{stated}", rows, mistaken(ORDER_NAMES[stated]))
    return Against(target.column, text, f"--date-order {rival}", rows)
