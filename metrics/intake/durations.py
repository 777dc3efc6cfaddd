"""SQL that reads a duration in minutes: clocks, ISO 8601, amounts with units, or a plain number of minutes."""

from __future__ import annotations

from metrics.engine import text
from metrics.intake.duration_counts import HOURS, MINUTES

_N = r"(\d+(?:[.,]\d+)?)"
_CLOCK = r"^(?:(\d+)(?:\.|\s?d(?:ays?)?,? ))?(\d+):([0-5]\d)(?::([0-5]\d(?:[.,]\d+)?))?$"
_ISO = rf"^P(?:{_N}W)?(?:{_N}D)?(?:T(?:{_N}H)?(?:{_N}M)?(?:{_N}S)?)?$"  # years and months have no fixed length
_UNITS = (
    rf"(?i)^(?:{_N} ?(?:w|wks?|weeks?|wochen?))?[, ]*(?:{_N} ?(?:d|days?|tage?))?[, ]*"
    rf"(?:{_N} ?(?:h|hrs?|hours?|std\.?|stunden?))?[, ]*(?:{_N} ?(?:m|mins?\.?|minutes?|minuten?))?[, ]*"
    rf"(?:{_N} ?(?:s|secs?\.?|seconds?|sek\.?|sekunden?))?$"
)
MINUTES_IN = {"w": 7 * 1440, "d": 1440, "h": 60, "m": 1}


def minutes_sql(cell: str, clock: str) -> str:
    """Minutes as DECIMAL(18,6), null where the cell is no duration.

    clock: what two parts such as 12:30 are; "" where that is not known: they are then refused unless days stand before.
    """
    named = f"trim({cell})"
    comma = f"CASE WHEN regexp_full_match({named}, '\\d+,\\d{{1,2}}') THEN replace({named}, ',', '.') END"
    ways = [
        f"try_cast({cell} AS DECIMAL(18,6))",
        f"try_cast({_clock(named, clock)} AS DECIMAL(18,6))",
        f"try_cast({_amounts(named, _ISO)} AS DECIMAL(18,6))",
        f"try_cast({_amounts(named, _UNITS)} AS DECIMAL(18,6))",
        f"try_cast({comma} AS DECIMAL(18,6))",
    ]
    return f"coalesce({', '.join(ways)})"


def _clock(named: str, clock: str) -> str:
    day, first, second, third = _parts(named, _CLOCK, "dhms")
    hours = f"coalesce({day}, 0) * 1440 + {first} * 60 + {second} + coalesce({third}, 0) / 60"
    if clock == HOURS:
        return f"({hours})"
    two = f"{first} + {second} / 60" if clock == MINUTES else "NULL"
    return f"(CASE WHEN {day} IS NULL AND {third} IS NULL THEN {two} ELSE {hours} END)"


def _amounts(named: str, form: str) -> str:
    """Weeks to seconds added up; null where none of them is there."""
    week, day, hour, minute, second = _parts(named, form, "wdhms")
    whole = " + ".join(
        f"coalesce({part}, 0) * {MINUTES_IN[unit]}"
        for part, unit in zip((week, day, hour, minute), "wdhm", strict=True)
    )
    some = " OR ".join(f"{part} IS NOT NULL" for part in (week, day, hour, minute, second))
    return f"(CASE WHEN {some} THEN {whole} + coalesce({second}, 0) / 60 END)"


def _parts(named: str, form: str, fields: str) -> list[str]:
    names = ", ".join(f"'{field}'" for field in fields)
    found = f"regexp_extract({named}, {text(form)}, [{names}])"
    return [f"try_cast(replace({found}.{field}, ',', '.') AS DECIMAL(18,6))" for field in fields]
