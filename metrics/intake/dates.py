"""Date formats made from the shape of values, grouped by their order of day, month and year.

A family is one order, or one way to write days that has no order: values of a column may mix formats of one family,
never two families. What a format's SQL is, says moments.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from metrics.intake import month_names

Family = Literal["dmy", "mdy", "ymd", "named", "week", "quarter", "serial", "epoch", "year", "stated"]
ORDERS: tuple[Family, ...] = ("dmy", "mdy", "ymd", "named", "week", "quarter", "serial", "epoch", "year")
Way = Literal["plain", "names", "week", "serial1900", "serial1904", "seconds", "milliseconds", "year"]
FIRST_YEAR, LAST_YEAR = 1900, 2200  # a year outside is a slip or another format: the row is rejected
# Numbers are taken for days only where they lie in the time of the systems that export them; stated ones always are.
FIRST_SERIAL, LAST_SERIAL = 18264, 73050  # 1950-01-01 and 2099-12-31 in a spreadsheet's count of days from 1900
FIRST_SECOND, LAST_SECOND = 1_000_000_000, 2_000_000_000  # 2001-09-09 to 2033-05-18; ten digits beyond are no time

_DATE = re.compile(
    r"(?P<day>(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?"
    r"(?:(?P<numbers>(?P<a>\d{1,4})(?P<s1>[-/. ])(?P<b>\d{1,2})(?P<s2>[-/. ])(?P<c>\d{1,4})\.?)"
    r"|(?P<instant>\d{8}T?\d{4}(?:\d{2})?)"
    r"|(?P<compact>\d{8})|(?P<month6>\d{6})"
    r"|(?P<month>(?P<ma>\d{1,4})(?P<ms>[-/.])(?P<mb>\d{1,4}))"
    r"|(?P<n1>\d{1,2})(?P<ns1>\.? |-|/|\. |)(?P<name>[a-z]{3,9})(?P<ns2>\.?,? |-|/|)(?P<n2>\d{4}|\d{2})"
    r"|(?P<yname>\d{4})(?P<ys1>[- /])(?P<yn>[a-z]{3,9})(?P<ys2>[- /])(?P<yd>\d{1,2})"
    r"|(?P<mname>[a-z]{3,9})(?P<ms1>\.? )(?P<mday>\d{1,2})(?P<ms2>,? )(?P<myear>\d{4})"
    r"|(?P<mony>[a-z]{3,9})(?P<mys>[- /])(?P<monyear>\d{4}|\d{2}))"
    r"(?P<time>(?P<sep>[ T]+|, )(?P<h>\d{1,2})(?::(?P<min>\d{2})(?P<sec>:\d{2})?(?P<frac>[.,]\d{1,9})?)?"
    r"(?P<ap>\s?[ap]m)?)?(?P<zone>\s?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2}))?",
    re.IGNORECASE,
)
_WEEK = re.compile(
    r"(?P<y1>\d{4})(?P<s1>[- /]?)(?P<w1>W|KW|CW)(?P<b1> ?)(?P<n1>\d{1,2})(?:(?P<s2>-?)(?P<d>[1-7]))?"
    r"|(?P<w2>W|KW|CW|Week|Woche|wk)(?P<b2> ?)(?P<n2>\d{1,2})(?P<s3>[- /]|, )(?P<y2>\d{4})",
    re.IGNORECASE,
)
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_EPOCH = re.compile(r"(\d{10})(?:(\d{3})|\.\d{1,9})?")
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, order=True)
class Format:
    """A strptime format, its family, and whether it carries a zone.

    way: how the cell becomes text of that format or a day without it. words: month and quarter names of the file with
    what replaces them, "<03>" for März: formats of one pattern share them.
    """

    pattern: str
    family: Family
    zoned: bool = False
    way: Way = "plain"
    words: tuple[tuple[str, str], ...] = ()

    def named(self) -> str:
        """The format as people read it."""
        if self.way == "names":
            return self.pattern.replace(month_names.MARK, "Q#" if self.family == "quarter" else "%B")
        return self.pattern


def formats(value: str) -> set[Format]:
    """Every format that a value's shape allows; empty where it is no date."""
    value = value.strip()
    found = _numbered(value)
    match = _DATE.fullmatch(value)
    if match is not None:
        part = match.groupdict()
        if part["h"] and part["min"] is None and not part["ap"]:
            return found  # "1.2.2025 10" is no time without minutes or am
        day = _weekday(part["day"])
        tail, zoned = _time(part)
        found |= {Format(day + date + tail, family, zoned) for date, family in _dates(part)}
        if not any(part[key] for key in ("name", "yn", "mname", "mony")):
            return found
        words = [part[key] for key in ("name", "yn", "mname", "mony") if part[key]]
        if all(month_names.english(word or "") for word in words):
            return found
        found = {format_ for format_ in found if format_.family != "named"}
    return found | _written(value)


def stated(pattern: str) -> Format:
    """The format that an answer or a recipe states: one of the ways by name, or a strptime pattern."""
    way = stated_way(pattern)
    if way in ("seconds", "milliseconds"):
        return Format(way, "stated", True, way)
    return Format(pattern, "stated", pattern.endswith("%z"), way)


def stated_way(pattern: str) -> Way:
    """The way that a stated format names, "plain" for a strptime pattern."""
    word = pattern.strip().lower()
    for way in ("serial1900", "serial1904", "seconds", "milliseconds", "year"):
        if word == way:
            return way
    return "week" if "%V" in pattern and "%u" not in pattern else "plain"


def _numbered(value: str) -> set[Format]:
    """Weeks, serial days, seconds since 1970, and years."""
    if week := _WEEK.fullmatch(value):
        part = {key: text or "" for key, text in week.groupdict().items()}
        if part["y1"]:
            tail = f"{part['s2']}%u" if part["d"] else ""
            way: Way = "plain" if part["d"] else "week"
            return {Format(f"%G{part['s1']}{part['w1']}{part['b1']}%V{tail}", "week", way=way)}
        return {Format(f"{part['w2']}{part['b2']}%V{part['s3']}%G", "week", way="week")}
    if (serial := _SERIAL.fullmatch(value)) and FIRST_SERIAL <= int(serial[1]) <= LAST_SERIAL:
        return {Format("serial1900", "serial", way="serial1900")}
    if (epoch := _EPOCH.fullmatch(value)) and FIRST_SECOND <= int(epoch[1]) < LAST_SECOND:
        way = "milliseconds" if epoch[2] else "seconds"
        return {Format(way, "epoch", True, way)}
    if _YEAR.fullmatch(value) and FIRST_YEAR <= int(value) < LAST_YEAR:
        return {Format("year", "year", way="year")}
    return set()


def _written(value: str) -> set[Format]:
    """Dates with a month's or a quarter's name in any language that is known."""
    read = month_names.template(value)
    if read is None:
        return set()
    pattern, quarter, words = read
    return {Format(pattern, "quarter" if quarter else "named", way="names", words=words)}


def _dates(part: dict[str, str | None]) -> list[tuple[str, Family]]:
    if part["numbers"]:
        return _ordered(part)
    if part["instant"]:
        digits = part["instant"] or ""
        seconds = "%S" if len(digits.replace("T", "").replace("t", "")) == 14 else ""
        return [(f"%Y%m%d{'T' if 'T' in digits else ''}%H%M{seconds}", "ymd")]
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


def _ordered(part: dict[str, str | None]) -> list[tuple[str, Family]]:
    """Three numbers in the orders that their lengths allow."""
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
    minutes = ":%M" if part["min"] else ""
    return f"{part['sep']}{hour}{minutes}{seconds}{ap_format}{zone_format}", bool(mark)


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
    """Formats as they are tried: two-digit years first. Formats with names share all words."""
    found = list(found)
    words = tuple(sorted({word for f in found for word in f.words}, key=lambda word: (-len(word[0]), word)))
    merged = {Format(f.pattern, f.family, f.zoned, f.way, words if f.way == "names" else ()) for f in found}
    return tuple(sorted(merged, key=lambda f: ("%y" not in f.pattern, f.pattern, f.way)))


def style(formats_: Iterable[Format]) -> frozenset[str]:
    """The looks of formats without their order: columns of one style share their order."""
    return frozenset(re.sub("%[dmyY]", "#", f.pattern.split("%H")[0].split("%I")[0]).rstrip() for f in formats_)
