"""SQL that turns a date cell into a TIMESTAMP by its formats: strptime, and the ways that strptime does not know."""

from __future__ import annotations

from collections.abc import Sequence

from metrics.engine import text
from metrics.intake.dates import FIRST_SECOND, FIRST_SERIAL, FIRST_YEAR, LAST_SECOND, LAST_SERIAL, LAST_YEAR, Format

# Spreadsheets count days from 1900 and take 1900 for a leap year: day 60 is 29 February 1900, which never was.
# Source: ECMA-376 part 1, 18.17.4.1. The 1904 count starts at day 0 and has no such day.
LEAP_SLIP = 60
NUMBER = r"\d{1,6}(?:[.,]\d+)?"
INSTANT = r"\d{1,13}(?:\.\d{1,9})?"


def timestamp_sql(column: str, chosen: Sequence[Format], timezone: str) -> str:
    """SQL for a naive TIMESTAMP in the project's time zone; null where no format fits. column: an SQL expression."""
    parts = [_plain(column, [f for f in chosen if f.way == "plain"], timezone)]
    if names := [f for f in chosen if f.way == "names"]:
        parts.append(_strptime(_replaced(column, names[0].words), names))
    if weeks := [f for f in chosen if f.way == "week"]:  # the week's Monday
        parts.append(_strptime(f"{column} || ' 1'", [Format(f"{f.pattern} %u", f.family) for f in weeks]))
    parts += [_counted(column, f, timezone) for f in chosen if f.way not in ("plain", "names", "week")]
    parts = [part for part in parts if part]
    if not parts:
        return "CAST(NULL AS TIMESTAMP)"
    one = parts[0] if len(parts) == 1 else f"coalesce({', '.join(parts)})"
    if any("%V" in f.pattern for f in chosen):  # strptime takes week 53 of a year with 52 for the first of the next
        one = f"CASE WHEN regexp_matches({column}, '[WwKk][^0-9]*53') AND week({one}) <> 53 THEN NULL ELSE {one} END"
    return f"CAST({one} AS TIMESTAMP)" if any("%n" in f.pattern for f in chosen) else one


def sane_sql(timestamp: str) -> str:
    """SQL that is true where a timestamp lies in years that a KPI can have."""
    return f"{timestamp} BETWEEN TIMESTAMP '{FIRST_YEAR}-01-01' AND TIMESTAMP '{LAST_YEAR}-01-01'"


def _plain(column: str, chosen: Sequence[Format], timezone: str) -> str:
    local = [f for f in chosen if not f.zoned]
    named = [f for f in chosen if f.zoned and not f.pattern.endswith("%z")]  # Z, UTC: already the UTC clock
    offset = [f for f in chosen if f.zoned and f.pattern.endswith("%z")]
    parts = []
    if local:
        parts.append(_strptime(column, local))
    if named:
        parts.append(f"timezone({text(timezone)}, timezone('UTC', {_strptime(column, named)}))")
    if offset:
        parts.append(f"timezone({text(timezone)}, {_strptime(column, offset)})")
    return "" if not parts else parts[0] if len(parts) == 1 else f"coalesce({', '.join(parts)})"


def _counted(column: str, one: Format, timezone: str) -> str:
    """Days, seconds or milliseconds since a day, and years, which are their first day.

    Unless they are stated, they are bounded: other numbers are no days.
    """
    free = one.family == "stated"
    cell = f"trim({column})"
    if one.way == "year":
        return f"CASE WHEN regexp_full_match({cell}, '\\d{{4}}') THEN try_strptime({cell}, '%Y') END"
    if one.way in ("seconds", "milliseconds"):
        factor = 1_000_000 if one.way == "seconds" else 1_000
        count = f"CAST({cell} AS DECIMAL(22,9))"
        since = f"CAST({count} * {factor} AS BIGINT)"
        least, most = (second * (1_000_000 // factor) for second in (FIRST_SECOND, LAST_SECOND))
        sane = "true" if free else f"{count} >= {least} AND {count} < {most}"
        there = f"timezone({text(timezone)}, timezone('UTC', make_timestamp({since})))"
        return f"CASE WHEN regexp_full_match({cell}, '{INSTANT}') THEN (CASE WHEN {sane} THEN {there} END) END"
    days = f"CAST(replace({cell}, ',', '.') AS DOUBLE)"
    seconds = f"to_microseconds(CAST(round({days} * 86400) AS BIGINT) * 1000000)"  # spreadsheets show no less
    if one.way == "serial1904":
        start = "TIMESTAMP '1904-01-01'"
    else:
        before = f"{days} < {LEAP_SLIP}"
        start = f"CASE WHEN {before} THEN TIMESTAMP '1899-12-31' ELSE TIMESTAMP '1899-12-30' END"
        start = f"CASE WHEN {days} >= {LEAP_SLIP} AND {days} < {LEAP_SLIP + 1} THEN NULL ELSE {start} END"
    sane = "true" if free else f"{days} >= {FIRST_SERIAL} AND {days} < {LAST_SERIAL + 1}"
    return f"CASE WHEN regexp_full_match({cell}, '{NUMBER}') THEN (CASE WHEN {sane} THEN {start} + {seconds} END) END"


def _replaced(column: str, words: Sequence[tuple[str, str]]) -> str:
    """The cell with its names as numbers; the longest names first, because one may begin another."""
    out = f"trim({column})"
    for word, number in words:
        out = f"replace({out}, {text(word)}, {text(number)})"
    return f"trim({out})"


def _strptime(column: str, chosen: Sequence[Format]) -> str:
    patterns = [text(f.pattern) for f in chosen]
    listed = patterns[0] if len(patterns) == 1 else f"[{', '.join(patterns)}]"
    return f"try_strptime({column}, {listed})"
