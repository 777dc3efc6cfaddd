"""Date formats made from the shape of values, grouped by their order of day, month and year.

A family is one order: values of a column may mix formats of one family, never two families.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from metrics.engine import text

Family = Literal["dmy", "mdy", "ymd", "named", "stated"]
ORDERS: tuple[Family, ...] = ("dmy", "mdy", "ymd", "named")
FIRST_YEAR, LAST_YEAR = 1900, 2200  # a year outside is a slip or another format: the row is rejected

_DATE = re.compile(
    r"(?P<day>(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?"
    r"(?:(?P<numbers>(?P<a>\d{1,4})(?P<s1>[-/. ])(?P<b>\d{1,2})(?P<s2>[-/. ])(?P<c>\d{1,4})\.?)"
    r"|(?P<compact>\d{8})|(?P<month6>\d{6})"
    r"|(?P<month>(?P<ma>\d{1,4})(?P<ms>[-/.])(?P<mb>\d{1,4}))"
    r"|(?P<n1>\d{1,2})(?P<ns1>\.? |-|/|\. |)(?P<name>[a-z]{3,9})(?P<ns2>\.?,? |-|/|)(?P<n2>\d{4}|\d{2})"
    r"|(?P<yname>\d{4})(?P<ys1>[- /])(?P<yn>[a-z]{3,9})(?P<ys2>[- /])(?P<yd>\d{1,2})"
    r"|(?P<mname>[a-z]{3,9})(?P<ms1>\.? )(?P<mday>\d{1,2})(?P<ms2>,? )(?P<myear>\d{4})"
    r"|(?P<mony>[a-z]{3,9})(?P<mys>[- /])(?P<monyear>\d{4}|\d{2}))"
    r"(?P<time>(?P<sep>[ T]+|, )(?P<h>\d{1,2}):(?P<min>\d{2})(?P<sec>:\d{2})?(?P<frac>[.,]\d{1,9})?"
    r"(?P<ap>\s?[ap]m)?)?(?P<zone>\s?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2}))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, order=True)
class Format:
    """A strptime format, its family, and whether it carries a zone."""

    pattern: str
    family: Family
    zoned: bool = False


def formats(value: str) -> set[Format]:
    """Every format that a value's shape allows; empty where it is no date."""
    match = _DATE.fullmatch(value.strip())
    if match is None:
        return set()
    part = match.groupdict()
    day = _weekday(part["day"])
    tail, zoned = _time(part)
    return {Format(day + date + tail, family, zoned) for date, family in _dates(part)}


def _dates(part: dict[str, str | None]) -> list[tuple[str, Family]]:
    if part["numbers"]:
        a, c, s1, s2 = (part[key] or "" for key in ("a", "c", "s1", "s2"))
        dot = "." if (part["numbers"] or "").endswith(".") else ""
        if len(a) == 4:
            return [(f"%Y{s1}%m{s2}%d{dot}", "ymd")]
        if len(a) > 2 or len(c) == 3:
            return []
        if len(c) == 4:
            return [(f"%d{s1}%m{s2}%Y{dot}", "dmy"), (f"%m{s1}%d{s2}%Y{dot}", "mdy")]
        found: list[tuple[str, Family]] = []
        if len(c) == 2:
            found += [(f"%d{s1}%m{s2}%y{dot}", "dmy"), (f"%m{s1}%d{s2}%y{dot}", "mdy")]
        if len(a) == 2 and len(part["b"] or "") == 2 and len(c) == 2 and s1 in "-/":  # nobody writes 25.01.31 for 2025
            found.append((f"%y{s1}%m{s2}%d", "ymd"))
        return found
    if part["compact"]:
        return [("%Y%m%d", "ymd"), ("%d%m%Y", "dmy"), ("%m%d%Y", "mdy")]
    if part["month6"]:
        return [("%Y%m", "ymd")]
    if part["month"]:
        first, second, sep = part["ma"] or "", part["mb"] or "", part["ms"]
        if len(first) == 4 and len(second) <= 2:
            return [(f"%Y{sep}%m", "ymd")]
        return [(f"%m{sep}%Y", "named")] if len(second) == 4 and len(first) <= 2 else []
    if part["name"]:
        year = "%Y" if len(part["n2"] or "") == 4 else "%y"
        return [(f"%d{part['ns1']}{_month(part['name'])}{part['ns2']}{year}", "named")]
    if part["yn"]:
        return [(f"%Y{part['ys1']}{_month(part['yn'])}{part['ys2']}%d", "named")]
    if part["mname"]:
        return [(f"{_month(part['mname'])}{part['ms1']}%d{part['ms2']}%Y", "named")]
    year = "%Y" if len(part["monyear"] or "") == 4 else "%y"
    return [(f"{_month(part['mony'] or '')}{part['mys']}{year}", "named")]


def _weekday(day: str | None) -> str:
    if not day:
        return ""
    word = day.rstrip(", ")
    return ("%a" if len(word) == 3 else "%A") + day[len(word) :]


def _month(word: str | None) -> str:
    return "%b" if len(word or "") == 3 else "%B"


def _time(part: dict[str, str | None]) -> tuple[str, bool]:
    zone = part["zone"] or ""
    space = " " if zone.startswith(" ") else ""
    mark = zone.strip().upper()
    if mark in {"Z", "UTC", "GMT"}:
        zone_format = space + zone.strip()
    else:
        zone_format = f"{space}%z" if mark else ""
    if not part["time"]:
        return zone_format, bool(mark)
    hour, ap = ("%I", part["ap"] or "") if part["ap"] else ("%H", "")
    ap_format = (" %p" if ap.startswith(" ") else "%p") if ap else ""
    fraction = part["frac"] or ""
    precision = "%n" if len(fraction) > 7 else "%f"
    seconds = (":%S" if part["sec"] else "") + (fraction[:1] + precision if fraction else "")
    return f"{part['sep']}{hour}:%M{seconds}{ap_format}{zone_format}", bool(mark)


def families(values: Iterable[str]) -> dict[Family, tuple[Format, ...]]:
    """The formats of all values by family: two-digit years first, because %Y would take "16" for the year 16."""
    found: set[Format] = set()
    for value in values:
        found |= formats(value)
    return {
        order: ordered(f for f in found if f.family == order)
        for order in ORDERS
        if any(f.family == order for f in found)
    }


def ordered(found: Iterable[Format]) -> tuple[Format, ...]:
    """Formats as they are tried: two-digit years first."""
    return tuple(sorted(found, key=lambda f: ("%y" not in f.pattern, f.pattern)))


def timestamp_sql(column: str, chosen: Sequence[Format], timezone: str) -> str:
    """SQL for a naive TIMESTAMP in the project's time zone; null where no format fits. column: an SQL expression."""
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
    if not parts:
        return "CAST(NULL AS TIMESTAMP)"
    one = parts[0] if len(parts) == 1 else f"coalesce({', '.join(parts)})"
    return f"CAST({one} AS TIMESTAMP)" if any("%n" in f.pattern for f in chosen) else one


def sane_sql(timestamp: str) -> str:
    """SQL that is true where a timestamp lies in years that a KPI can have."""
    return f"{timestamp} BETWEEN TIMESTAMP '{FIRST_YEAR}-01-01' AND TIMESTAMP '{LAST_YEAR}-01-01'"


def style(formats_: Iterable[Format]) -> frozenset[str]:
    """The looks of formats without their order: columns of one style share their order."""
    return frozenset(re.sub("%[dmyY]", "#", f.pattern.split("%H")[0].split("%I")[0]).rstrip() for f in formats_)


def _strptime(column: str, chosen: Sequence[Format]) -> str:
    patterns = [text(f.pattern) for f in chosen]
    listed = patterns[0] if len(patterns) == 1 else f"[{', '.join(patterns)}]"
    return f"try_strptime({column}, {listed})"
