"""Month and quarter names of other languages, from the Unicode locale data that babel carries.

DuckDB's strptime knows English names only: others are replaced by a marked number, which SQL does with the words found.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import cache

from babel import Locale

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "nb", "fi", "cs")
MARK = "<%m>"  # what a name becomes in a format; in a value it is "<03>"
_MORE = {"mrz": 3, "sept": 9, "set": 9, "agosto": 8}  # short forms in exports that the locale data lacks
_ENGLISH = frozenset(
    name.casefold()
    for width in ("wide", "abbreviated")
    for name in Locale("en").months["format"][width].values()
    if len(name) == 3 or width == "wide"
)
_WORD = re.compile(r"[^\W\d_]{3,}")
_QUARTER = re.compile(
    r"(?:\b(?P<a>[1-4])(?:\.|er|e|ème|º|ª|th|st|nd|rd)?[ -]?(?:quarter|quartal|quartaal|trimestre|trim\.?|kwartał|"
    r"kvartal|kvartál|kwartaal|čtvrtletí|neljännes|Q)(?![^\W\d_]))"
    r"|(?:(?<![^\W\d_])(?:quarter|quartal|trimestre|kwartał|kvartal|kvartál|kwartaal|Q) ?(?P<b>[1-4])(?!\d))",
    re.IGNORECASE,
)
_TIME = r"(?P<time>(?P<sep>[ T]+|, )(?P<h>\d{1,2}):\d{2}(?P<sec>:\d{2})?(?P<ap> ?[AP]M)?)?"
_OF = r"(?:\.?,?(?: (?:de|del|of|di|do|d[’']) | | ?[-/.] ?|))"
_SHAPE = re.compile(
    rf"(?P<week>(?:[^\W\d_]+)\.?,? )?"
    rf"(?:(?P<d1>\d{{1,2}})(?P<s1>(?:er|º|\.)?{_OF})(?P<m1><\d\d>)(?P<s2>{_OF})(?P<y1>\d{{4}}|\d{{2}})"
    rf"|(?P<y2>\d{{4}})(?P<s3>{_OF})(?P<m2><\d\d>)(?:(?P<s4>{_OF})(?P<d2>\d{{1,2}}))?"
    rf"|(?P<m3><\d\d>)(?P<s5>{_OF})(?:(?P<d3>\d{{1,2}})(?P<s6>(?:st|nd|rd|th)?(?:,? | ?[-/.] ?)))?"
    rf"(?P<y3>\d{{4}}|\d{{2}}))"
    rf"(?P<end>\.?){_TIME}",
    re.IGNORECASE,
)


def english(word: str) -> bool:
    """Whether DuckDB's %b or %B knows the name."""
    return word.casefold() in _ENGLISH


def month(word: str) -> int | None:
    """The month that a name means; None where no language has it, or two languages mean different months."""
    return _names().get(unicodedata.normalize("NFC", word).casefold())


def template(value: str) -> tuple[str, bool, tuple[tuple[str, str], ...]] | None:
    """A value with a month's or quarter's name as (format with MARK, is a quarter, words and their replacements)."""
    quarter = _QUARTER.search(value)
    if quarter:
        number = int(quarter["a"] or quarter["b"]) * 3 - 2
        words = {quarter[0]: f"<{number:02}>"}
        left = value.replace(quarter[0], f"<{number:02}>", 1)
        if _WORD.search(left):
            return None
    else:
        named = [(word, month(word)) for word in _WORD.findall(value) if word.casefold() != "del"]
        months = {word: f"<{number:02}>" for word, number in named if number is not None}
        days = {word: "" for word, number in named if number is None and _weekday(word)}
        if len(months) != 1 or len(months) + len(days) != len(named):
            return None
        ((word, number_),) = months.items()
        words = months | dict.fromkeys(days, "")
        left = value
        for day in days:
            left = left.replace(day, "", 1)
        left = left.replace(word, number_, 1)
    for spoken, half in (("a.m.", "AM"), ("p.m.", "PM")):
        if spoken in left:
            left, words[spoken] = left.replace(spoken, half), half
    start = re.match(r"[.,]? *", left)
    lead = start[0] if start else ""
    found = _SHAPE.fullmatch(left[len(lead) :])
    if found is None or found["week"]:
        return None
    part = {key: text or "" for key, text in found.groupdict().items()}
    if quarter and (part["d1"] or part["d2"] or part["d3"] or part["time"]):
        return None
    return (
        lead.strip() + (" " if lead.strip() and lead.endswith(" ") else "") + _pattern(part),
        quarter is not None,
        tuple(sorted(words.items())),
    )


def _pattern(part: dict[str, str]) -> str:
    if part["m1"]:
        year = "%Y" if len(part["y1"]) == 4 else "%y"
        date = f"%d{part['s1']}{MARK}{part['s2']}{year}"
    elif part["m2"]:
        date = f"%Y{part['s3']}{MARK}" + (f"{part['s4']}%d" if part["d2"] else "")
    else:
        year = "%Y" if len(part["y3"]) == 4 else "%y"
        day = f"%d{part['s6']}" if part["d3"] else ""
        date = f"{MARK}{part['s5']}{day}{year}"
    if not part["time"]:
        return date + part["end"]
    half = " %p" if part["ap"].startswith(" ") else "%p" if part["ap"] else ""
    hour = "%I" if half else "%H"
    return f"{date}{part['end']}{part['sep']}{hour}:%M{':%S' if part['sec'] else ''}{half}"


def _weekday(word: str) -> bool:
    return unicodedata.normalize("NFC", word).casefold() in _days()


@cache
def _names() -> dict[str, int]:
    """Every name that means one month in all languages that have it, also without accents."""
    meant: defaultdict[str, set[int]] = defaultdict(set)
    for locale in map(Locale, LANGUAGES):
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.months[context][width].items():
                    for spelling in _spellings(name):
                        meant[spelling].add(number)
    for name, number in _MORE.items():
        meant[name].add(number)
    return {name: next(iter(months)) for name, months in meant.items() if len(months) == 1}


@cache
def _days() -> frozenset[str]:
    names = (
        name
        for locale in map(Locale, LANGUAGES)
        for width in ("wide", "abbreviated")
        for name in locale.days["format"][width].values()
    )
    return frozenset(spelling for name in names for spelling in _spellings(name) if spelling not in _names())


def _spellings(name: str) -> set[str]:
    """As it is, without accents, and German umlauts as two letters."""
    word = unicodedata.normalize("NFC", name.rstrip(".")).casefold()
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign))
    return {word, bare, word.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")}
