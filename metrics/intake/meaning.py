"""How plainly a file's column is one of a dataset: what its name says in other words, in English and German."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from metrics.dataset import ColumnType, Dataset
from metrics.intake.identity import parts


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# one thing in several words: what a definition calls amount is called Betrag in another's export
SAME = (
    _set("amount betrag"), _set("minute minuten"), _set("hour stunden"), _set("cost kosten"), _set("page seiten"),
    _set("booked posted gebucht buchung"), _set("corrected correction korrigiert korrektur"),
    _set("received eingang eingegangen erhalten"), _set("created opened erstellt angelegt"), _set("reviewed geprüft"),
    _set("changed updated modified geändert aktualisiert"), _set("week woche kw"), _set("month monat"),
    _set("forecast prognose predicted prediction vorhersage"), _set("actual ist istwert observed"),
    _set("channel kanal"), _set("supplier vendor lieferant kreditor"), _set("model modell"),
    _set("category kategorie"),
)  # fmt: skip
LINKS = {"at", "on", "by", "am", "of", "in", "um", "von", "the", "is", "per"}
DATING = {"date", "datum", "time", "day", "tag", "timestamp", "uhrzeit", "zeitpunkt"}  # says that it is one, not which
NEUTRAL = LINKS | DATING | {"end"}
VAGUE = NEUTRAL | {"value", "wert", "name", "number", "nummer", "nr", "id", "no", "kind", "art", "type"}
COMPOUND = ("betrag", "eingang", "kosten", "minuten", "prognose", "woche")  # begin or end a German word
DATES: frozenset[ColumnType] = frozenset({"date", "timestamp"})
NUMBERS: frozenset[ColumnType] = frozenset({"integer", "decimal", "double", "duration"})
FLAGS: frozenset[ColumnType] = frozenset({"boolean"})
TEXTS: frozenset[ColumnType] = frozenset({"text", "integer", "boolean"})
OWN_WHOLLY, OWN_PARTLY, ROLE_WHOLLY, ROLE_PARTLY, DATED_ALONE = 5, 4, 3, 2, 1

ROLES: Mapping[str, frozenset[str]] = {
    "time": _set("opened open created erstellt angelegt eingang eingegangen received reported submitted erfasst"),
    "made_on": _set("made erstellt created issued forecast prognose"),
    "target": _set("target week woche kw period periode ziel zeitraum"),
    "forecast": _set("forecast prognose vorhersage median mean predicted prediction"),
    "actual": _set("actual ist istwert observed"),
    "amount": _set("amount betrag cost kosten total summe"),
    "series": _set("location sku store depot region product article artikel item site filiale standort"),
}


@dataclass(frozen=True)
class Wanted:
    """A column of the dataset: its words in every spelling, those of its role, and what the file's may hold."""

    own: frozenset[str]
    role: frozenset[str] = field(default_factory=frozenset)
    dated: bool = False  # the date of its rows: a column that is called nothing but date could be it
    holds: frozenset[ColumnType] = TEXTS


def wanted(dataset: Dataset, column: str) -> Wanted:
    """What a file's column has to say, and to hold, to be this one of the dataset."""
    kind = dataset.types()[column]
    own = {word for word in parts(column) if word not in VAGUE}
    spelled = frozenset(own.union(*(group for group in SAME if own & group)))
    dated = dataset.times() == (column,)
    roles = [role for role in ROLES if role != "series" and getattr(dataset, role) == column]
    roles += ["series"] if dataset.series == (column,) else []
    role = frozenset(word for role in roles for word in ROLES[role])
    return Wanted(spelled, role, dated, next((of for of in (DATES, NUMBERS, FLAGS) if kind in of), TEXTS))


def rank(header: str, one: Wanted) -> int:
    """How far a header says that it is this column; 0: not at all. Whole names rank above parts of them."""
    words = parts(header)
    telling = [word for word in words if word not in NEUTRAL]
    if not telling:
        return DATED_ALONE if one.dated and set(words) & DATING else 0
    for among, wholly, partly in ((one.own, OWN_WHOLLY, OWN_PARTLY), (one.role, ROLE_WHOLLY, ROLE_PARTLY)):
        if met := sum(_meets(word, among) for word in telling):
            return wholly if met == len(telling) else partly
    return DATED_ALONE if one.dated and all(word.endswith("datum") for word in telling) else 0


def claims(ranks: Mapping[str, Mapping[str, int]]) -> dict[str, str]:
    """Columns with the header that is theirs alone: of `ranks`, by column and header, no other is as high in either."""
    best: dict[str, list[tuple[int, str]]] = {}
    for column, headers in ranks.items():
        highest = max(headers.values(), default=0)
        fitting = [header for header, each in headers.items() if each == highest]
        if highest and len(fitting) == 1:
            best.setdefault(fitting[0], []).append((highest, column))
    found = {}
    for header, asking in best.items():
        highest = max(asking)[0]
        alone = [column for each, column in asking if each == highest]
        if len(alone) == 1:
            found[alone[0]] = header
    return found


def _meets(word: str, among: Collection[str]) -> bool:
    return word in among or any(
        known in among and (word.startswith(known) or word.endswith(known)) for known in COMPOUND
    )
