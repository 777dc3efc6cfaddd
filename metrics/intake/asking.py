"""Questions about values, each answer with what it would make of the file's own rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from metrics import words
from metrics.engine import text
from metrics.errors import Option, Question
from metrics.intake import duration_counts, moments, numbers
from metrics.intake.date_counts import Dates
from metrics.intake.decide import Decided
from metrics.intake.duration_counts import CLOCKS, Clock
from metrics.intake.evidence import SHOWN, Rows, numbered
from metrics.intake.number_counts import Numbers
from metrics.intake.target import Target

MONTHS_LISTED = 4  # months that are listed one by one
LOOKED_AT = 500  # rows among which such with different days are looked for


def questions(
    decided: Decided,
    targets: Mapping[str, Target],
    rows: Rows,
    dates: Mapping[str, Dates],
    figures: Mapping[str, Numbers],
    clocks: Mapping[str, Clock],
    timezone: str,
) -> list[Question]:
    """Every open choice, each asked once for all columns that it settles."""
    out: list[Question] = []
    if decided.open_dates:
        out.append(_orders(decided, targets, rows, dates, timezone))
    if decided.open_numbers:
        out.append(_marks(decided, targets, rows, figures))
    if decided.percents:
        out.append(_percents(decided, targets, rows, figures))
    out += [_years(column, dates[column]) for column in decided.years]
    out += [_clock(column, clocks[column]) for column in decided.open_clocks]
    return out


def _orders(
    decided: Decided,
    targets: Mapping[str, Target],
    rows: Rows,
    found: Mapping[str, Dates],
    timezone: str,
) -> Question:
    """Day first or month first: some rows, the months, and how many rows would lie in the future."""
    options: dict[str, list[str]] = {}
    open_ = decided.open_dates
    for column, families in open_.items():
        cell = targets[column].cell
        read = [moments.timestamp_sql(cell, found[column].formats[family], timezone) for family in families]
        sane = " AND ".join(moments.sane_sql(one) for one in read)  # years that Python knows, too
        unlike = f"coalesce({read[0]} <> {read[1]} AND {sane}, false)"
        met = _unlike(rows.where(unlike, *(f"CAST({one} AS DATE)" for one in read), limit=LOOKED_AT))
        for i, family in enumerate(families):
            days = ", ".join(day(row[1 + i]) for row in met)
            spread = _months(rows, read[i])
            first = f"{numbered([row[0] for row in met])}: {days}; " if met else ""
            options.setdefault(family, []).append(f"{column}: {first}{spread}")
    names = ", ".join(repr(column) for column in open_)
    count = next(iter(open_))
    fits = found[count].fits[open_[count][0]]
    asked = f"The dates in {names} can be read in {len(options)} ways: all {fits:,} rows of {count!r} fit each."
    asked += decided.recalled
    listed = tuple(Option(family, "; ".join(lines)) for family, lines in options.items())
    return Question(
        "date_order", asked, f"--date-order {'|'.join(options)}", listed, count if len(open_) == 1 else None
    )


def _unlike(met: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The first rows with different days: three tickets of one morning show no more than one of them."""
    by_day = {row[1:]: row for row in reversed(met)}
    return sorted(by_day.values(), key=lambda row: int(row[0]))[:SHOWN]


def _months(rows: Rows, moment: str) -> str:
    """The months that a reading spreads the rows over, and its rows in the future."""
    month = f"date_trunc('month', {moment})"
    today = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    late = f"count_if({moment} > TIMESTAMP '{today:%Y-%m-%d %H:%M:%S}')"
    listed, future = rows.facts(f"histogram({month}) FILTER ({moments.sane_sql(moment)})", late)
    counts = {start: count for start, count in sorted((listed or {}).items()) if start is not None}
    months = list(counts)
    if len(months) <= MONTHS_LISTED:
        spread = "by month: " + ", ".join(f"{start:%b %Y} {count:,}" for start, count in counts.items())
    else:
        least, most = min(counts.values()), max(counts.values())
        each = words.count(most, "row") if least == most else f"{least:,} to {words.count(most, 'row')}"
        spread = f"{len(months)} months from {months[0]:%B %Y} to {months[-1]:%B %Y}, {each} each"
    return spread + (f"; in the future: {words.count(future, 'row')}" if future else "")


def _marks(decided: Decided, targets: Mapping[str, Target], rows: Rows, found: Mapping[str, Numbers]) -> Question:
    """Point or comma: some rows and what the column adds up to."""
    open_ = decided.open_numbers
    options: dict[str, list[str]] = {}
    for column, forms in open_.items():
        cell = f"trim({targets[column].cell})"
        read = [f"try_cast({form.value_sql(cell)} AS DOUBLE)" for form in forms]
        met = rows.where(f"coalesce({read[0]} <> {read[1]}, false)", targets[column].cell)
        sums = rows.facts(*(f"sum({one})" for one in read))
        for form, total in zip(forms, sums, strict=True):
            listed = ", ".join(f"row {row}: {value!r} is {numbers.shown(form, value)}" for row, value in met)
            together = "" if total is None else f"; {column} adds up to {total:,.10g}"
            options.setdefault(form.decimal, []).append(f"{column}, {listed}{together}")
    names = ", ".join(repr(column) for column in open_)
    first = next(iter(open_))
    asked = f"The numbers in {names} can be read in two ways: {found[first].example!r} fits both."
    flag = f"--decimal {'|'.join(options)}"
    choices = tuple(Option(mark, "; ".join(lines)) for mark, lines in options.items())
    return Question("decimal", asked, flag, choices, first if len(open_) == 1 else None)


def _percents(decided: Decided, targets: Mapping[str, Target], rows: Rows, found: Mapping[str, Numbers]) -> Question:
    """A percent sign as a fraction of one, or as a number without it."""
    divided, kept = [], []
    for column in decided.percents:
        cell, signs = targets[column].cell, found[column].signs
        form = decided.forms.get(column) or decided.open_numbers[column][0]
        form = replace(form, dressed=True, currency="*", percent="any")
        fits = f"regexp_full_match(trim({cell}), {text(form.pattern(False))})"
        met = rows.where(f"coalesce(contains({cell}, '%') AND {fits}, false)", cell)
        read = [(row, value, numbers.shown(form, value)) for row, value in met]
        named = [(f"{column}, row {row}: {value!r}", plain) for row, value, plain in read]
        divided.append("; ".join(f"{cell} is {_hundredth(plain)}" for cell, plain in named))
        kept.append("; ".join(f"{cell} is {plain}" for cell, plain in named))
        bare = found[column].values - signs.percents
        if bare:
            others = words.count(bare, "value")
            divided[-1] += f"; without the sign, and taken as written: {others} such as {signs.bare!r}"
    names = ", ".join(repr(column) for column in decided.percents)
    asked = f"Values in {names} have a percent sign. What number is meant?"
    options = (Option("fraction", "; ".join(divided)), Option("number", "; ".join(kept)))
    only = decided.percents[0] if len(decided.percents) == 1 else None
    return Question("percent", asked, "--percent fraction|number", options, only)


def _years(column: str, seen: Dates) -> Question:
    value, first = seen.shown.get("year", ("2024", "1 January 2024"))
    asked = (
        f"The values in {column!r} are years, and a year is no day. Is the first day of each year meant? "
        f"Otherwise export the dates themselves."
    )
    option = Option("year", f"{value!r} is {first}: whole years are counted in their January")
    return Question(f"formats.{column}", asked, f"--format {column}=year", (option,), column)


def _clock(column: str, seen: Clock) -> Question:
    example = seen.example or ""
    asked = f"{seen.two:,} durations in {column!r} have two parts, such as {example!r}. What are they?"
    options = tuple(Option(clock, f"{example!r} is {duration_counts.shown(example, clock)}") for clock in CLOCKS)
    return Question(f"formats.{column}", asked, f"--format {column}={'|'.join(CLOCKS)}", options, column)


def settled(
    decided: Decided,
    targets: Mapping[str, Target],
    rows: Rows,
    figures: Mapping[str, Numbers],
    timezone: str,
) -> dict[str, str]:
    """What is read in one of two ways only because of the recipe, said on one of the file's own values, by column."""
    notes = {}
    for column, why in decided.settled.items():
        cell = targets[column].cell
        if column in figures:
            value, form = figures[column].example or "", decided.forms[column]
            notes[column] = f"{value!r} in {column!r} is read as {numbers.shown(form, value)}, {why}."
            continue
        moment = moments.timestamp_sql(cell, decided.formats[column], timezone)
        twice = f"day({moment}) <= 12 AND day({moment}) <> month({moment})"
        unlike = f"coalesce({twice} AND {moments.sane_sql(moment)}, false)"
        for _, value, date in rows.where(unlike, cell, f"CAST({moment} AS DATE)", limit=1):
            notes[column] = f"{value!r} in {column!r} is read as {day(date)}, {why}."
    return notes


def day(date: dt.date) -> str:
    """A day in words: 3 April 2025."""
    return f"{date.day} {date:%B %Y}"


def _hundredth(plain: str) -> str:
    return f"{(Decimal(plain) / 100).normalize():f}"
