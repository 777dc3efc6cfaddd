"""Form pieces: a field of a definition as a widget with plain words, and the place where its problem is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from metrics import actions, locales, words
from metrics.errors import Problem
from pages import telling

Kind = Literal[
    "text", "area", "code", "number", "percent", "whole", "date", "choice", "maybe", "many", "flag", "pairs", "names",
    "numbers", "parts",
]  # fmt: skip
Values = Mapping[str, Any]
LONG = ("area", "code", "pairs")  # across the whole form
PER_CENT = Decimal(100)
TYPED = "400ms"  # a formula is read after so long a pause in typing; forms read it when they are sent

FIRST_DAY = dt.date(1990, 1, 1)  # of every date field; Streamlit would allow ten years only


@dataclass(frozen=True)
class Field:
    """One value of a definition: its name there ("baseline.from" for one inside a table), its words, its widget.

    options: value → words, for choice (one of them), maybe (one or none) and many. pairs: lines "name = value".
    names: several, with commas; numbers: columns that hold some, by name; parts: one name, or several as its parts.
    one_of: fields of which one must be filled; along: one beside which this one must be.
    """

    name: str
    label: str
    kind: Kind = "text"
    help: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    one_of: tuple[str, ...] = ()
    along: str = ""


@dataclass
class Answered:
    """What a drawn form says, nested as in the file, and the empty place below each field, by name."""

    values: dict[str, Any] = field(default_factory=dict)
    places: dict[str, DeltaGenerator] = field(default_factory=dict)

    def put(self, name: str, value: object) -> None:
        """Note a field's value under its dotted name."""
        outer, _, inner = name.partition(".")
        if inner:
            self.values.setdefault(outer, {})[inner] = value
        else:
            self.values[outer] = value


def draw(fields: Sequence[Field], values: Values, key: str, answered: Answered, wide: int = 2) -> None:
    """The fields in rows, filled from a part of a definition; what they say is noted in `answered`."""
    row: list[Field] = []
    for f in fields:
        if f.kind in LONG:
            _row(row, values, key, answered, wide)
            _row([f], values, key, answered, 1)
            row = []
        else:
            row.append(f)
    _row(row, values, key, answered, wide)


def _row(fields: Sequence[Field], values: Values, key: str, answered: Answered, wide: int) -> None:
    for start in range(0, len(fields), wide):
        for f, column in zip(fields[start : start + wide], st.columns(wide, vertical_alignment="bottom"), strict=False):
            with column:
                answered.put(f.name, _widget(f, _of(values, f.name), f"{key}.{f.name}"))
                answered.places[f.name] = st.empty()


def lacking(fields: Sequence[Field], answered: Answered, prefix: str) -> list[Problem]:
    """Fields that are empty and that the part cannot be without, in the words of the form."""
    labels = {f.name: f.label for f in fields}
    empty = {name for name in labels if not _of(answered.values, name)}
    found = []
    for f in fields:
        wanted = ""
        if f.one_of and f.name == f.one_of[0] and empty.issuperset(f.one_of):
            wanted = " or ".join(f"“{labels[name]}”" for name in f.one_of)
        elif f.along and f.name in empty and f.along not in empty:
            wanted = f"“{f.label}”"
        if wanted:
            found.append(Problem(f"{wanted} is empty", "Fill it in.", path=f"{prefix}.{f.name}"))
    return found


def show(problems: Iterable[Problem], places: Mapping[str, DeltaGenerator], prefix: str) -> None:
    """Each problem below its field, the others in a list with path, value and remedy."""
    rest = []
    for problem in problems:
        inside = (problem.path or "").removeprefix(f"{prefix}.")
        name = next((name for name in places if inside == name or inside.startswith(f"{name}.")), None)
        if name is None or not (problem.path or "").startswith(prefix):
            rest.append(problem)
        else:
            told = telling.sentence(problem, place=False)
            places[name].markdown(f":red[:material/error: {words.plain(told)}]")
    if rest:
        telling.problems(rest, "Nothing was changed")
    elif places:
        st.error("See the marked fields.", title="Nothing was changed", icon=":material/error:")


def table(
    name: str, rows: Sequence[Values], columns: Mapping[str, actions.Cell], config: Mapping[str, Any], key: str
) -> None:
    """An editor of a list in the file: rows can be added, changed and removed."""
    st.data_editor(
        actions.grid(rows, columns),
        column_config=dict(config),
        num_rows="dynamic",
        hide_index=True,
        key=key,
        alt=f"The {name} of the project, one row each",
        placeholder="–",
    )


def edits(text: str, name: str, columns: Mapping[str, actions.Cell], key: str) -> str:
    """The text with what was done in the editor of `name`."""
    done = st.session_state[key]
    return actions.rows(
        text,
        name,
        {int(row): actions.cells(cells, columns) for row, cells in done["edited_rows"].items()},
        [actions.cells(row, columns) for row in done["added_rows"]],
        done["deleted_rows"],
    )


def edited(rows: Sequence[Values], key: str) -> list[Values]:
    """The rows of an editor as they stand after what was done in it."""
    done = st.session_state[key]
    kept = [{**row, **done["edited_rows"].get(n, {})} for n, row in enumerate(rows) if n not in done["deleted_rows"]]
    return [*kept, *done["added_rows"]]


def _of(values: Values, name: str) -> Any:
    outer, _, inner = name.partition(".")
    found = values.get(outer)
    return _of(found or {}, inner) if inner else found


def _widget(f: Field, value: Any, key: str) -> Any:
    about: dict[str, Any] = {"key": key, "help": f.help or None}
    if f.kind in ("number", "percent"):
        about["help"] = locales.reader().typed(f.help or None)
    if f.kind == "number":
        return _decimal(st.number_input(f.label, value=_float(value), format="%g", step=0.01, **about))
    if f.kind == "percent":
        shown = None if value is None else _float(Decimal(str(value)) * PER_CENT)
        given = _decimal(st.number_input(f"{f.label}, %", value=shown, format="%g", step=1.0, **about))
        return None if given is None else given / PER_CENT
    if f.kind == "whole":
        return st.number_input(f.label, value=value, step=1, **about)
    if f.kind == "date":
        return _date(
            st.date_input(f.label, value=value, min_value=FIRST_DAY, **about, format=locales.reader().date_input)
        )
    if f.kind == "flag":
        return st.checkbox(f.label, value=bool(value), **about)
    if f.kind in ("choice", "maybe"):
        return _choice(f, value, about)
    if f.kind == "many":
        options = list(dict.fromkeys((*f.options, *(value or ()))))
        words = {**{option: option for option in options}, **f.options}
        return tuple(st.multiselect(f.label, options, list(value or ()), format_func=words.__getitem__, **about))
    if f.kind == "pairs":
        lines = "\n".join(f"{name} = {_plain(item)}" for name, item in (value or {}).items())
        return _pairs(st.text_area(f.label, lines, height=96, **about))
    if f.kind == "area":
        return (st.text_area(f.label, value or "", height=68, **about) or "").strip() or None
    if isinstance(value, tuple):
        value = ", ".join(value)
    if f.kind == "code":
        about["live"] = TYPED
    entered = (st.text_input(f.label, value or "", **about) or "").strip() or None
    return _named(entered, f.kind) if f.kind in ("names", "numbers", "parts") else entered


def _choice(f: Field, value: Any, about: dict[str, Any]) -> str | None:
    options = list(dict.fromkeys((*f.options, *([value] if value else []))))
    words = {**{option: option for option in options}, **f.options}
    index = options.index(value) if value in options else (None if f.kind == "maybe" or not options else 0)
    chosen = st.selectbox(f.label, options, index, format_func=words.__getitem__, placeholder="Not set", **about)
    return None if chosen is None else str(chosen)


def _named(text: str | None, kind: Kind) -> str | tuple[str, ...] | dict[str, str] | None:
    """Names with commas between them; of parts, one alone is no list; numbers have their type."""
    found = tuple(part for part in map(str.strip, (text or "").split(",")) if part)
    if kind == "numbers":
        return dict.fromkeys(found, "decimal")
    return found if kind == "names" else found[0] if len(found) == 1 else found or None


def _pairs(text: str | None) -> dict[str, object]:
    """Lines "name = value"; the value a date or a list of names. The last "=" counts: names hold one themselves."""
    found: dict[str, object] = {}
    for line in (text or "").splitlines():
        name, _, value = line.rpartition("=")
        if line.strip():
            found[name.strip()] = _value(value.strip())
    return found


def _value(text: str) -> object:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return [part.strip() for part in text.split(",")] if "," in text else text


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _float(value: Any) -> float | None:
    return None if value is None else float(value)


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _date(value: object) -> dt.date | None:
    return value if isinstance(value, dt.date) else None
