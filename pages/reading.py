"""What a file says and leaves open: pieces of the Uploads page."""

from __future__ import annotations

import datetime as dt
from typing import Any

import streamlit as st

from metrics import actions, words, worker
from metrics.dataset import Dataset
from metrics.errors import ProveoutError, Question
from metrics.intake import Answers, Reading, Staged
from metrics.store import Store
from pages.arrival import Arrival
from pages.fields import FIRST_DAY

FIRST_ROWS = 8
PATTERN = {
    "%d": "DD",
    "%m": "MM",
    "%Y": "YYYY",
    "%y": "YY",
    "%H": "hh",
    "%I": "hh",
    "%M": "mm",
    "%S": "ss",
    "%b": "Mon",
}
CHOICES: dict[str, tuple[str, dict[str, str]]] = {
    "encoding": ("Encoding", {name: name for name in ("utf-8", "cp1252", "latin-1", "utf-16")}),
    "delimiter": ("Delimiter", {",": "Comma", ";": "Semicolon", "\t": "Tab", "|": "Bar"}),
    "date_order": ("Dates", {"dmy": "Day first", "mdy": "Month first", "ymd": "Year first"}),
    "decimal": ("Decimal mark", {",": "Comma", ".": "Point"}),
}


def says(reading: Reading) -> None:
    """Encoding, dialect and columns in words, and the file's own first rows."""
    st.markdown(
        f"**{words.plain(reading.file_name)}** is {reading.encoding.upper()} text with "
        f"{words.count(len(reading.columns), 'column')}, separated by {words.plain(reading.dialect.named())}."
    )
    for note in reading.notes:
        st.caption(f":material/info: {words.plain(note)}")
    headers = [column.header for column in reading.columns]
    rows = [
        {"Row": reading.first_row + n} | dict(zip(headers, cells, strict=False))
        for n, cells in enumerate(reading.sample[:FIRST_ROWS])
    ]
    st.dataframe(rows, height="content", alt="The first rows of the file as they stand in it")
    st.dataframe(
        [
            {
                "Header": column.header,
                "Goes to": column.maps_to or "left out",
                "Read as": column.type,
                "Written like": column.numbers
                or ", ".join(f"{_pattern(name)} ({n})" for name, n in column.formats.items()),
                "Filled rows": column.values,
            }
            for column in reading.columns
        ],
        height="content",
        alt="The columns of the file and what becomes of them",
    )


def ask(store: Store, arrival: Arrival) -> None:
    """Every open question with its options and what each would do; answered together, then the file is read again."""
    staged = arrival.staged
    if staged is None:
        return
    with st.form("questions"):
        st.markdown("**Before it is loaded**")
        given = [(question, _answer(question)) for question in staged.questions]
        if st.form_submit_button("Read again with these answers", type="primary", icon=":material/refresh:"):
            left = [question for question, answer in given if answer is None]
            if left:
                st.error("Answer every question, or discard the file.")
                return
            for question, answer in given:
                answered(arrival.answers, question.key, str(answer))
            arrival.read(store)
            st.rerun()


def answered(answers: dict[str, Any], key: str, value: str) -> None:
    """Note an answer under the field of intake's Answers that its question names."""
    field, _, inner = key.partition(".")
    if inner:
        answers[field] = {**answers.get(field, {}), inner: value}
    elif field == "accept":
        answers[field] = (*answers.get(field, ()), value)
    else:
        answers[field] = value


def missing(store: Store, arrival: Arrival, dataset: Dataset) -> None:
    """Columns that the definition has and the file does not: which header is meant."""
    problems = arrival.refused.problems if arrival.refused else ()
    # a problem with a row is a value that was refused, not a column that is missing
    lacking = list(dict.fromkeys(p.column for p in problems if p.row is None and p.column in dataset.types()))
    if not lacking:
        return
    told = Answers(**{name: value for name, value in arrival.answers.items() if name != "columns"})
    try:
        found = worker.run(store, actions.preview, arrival.path, told)
    except ProveoutError as error:
        st.caption(words.plain(str(error)))
        return
    says(found)
    headers = [column.header for column in found.columns]
    with st.form("headers"):
        st.markdown("**Which column is it?**")
        given = {column: st.selectbox(f"{column} is in", headers, None) for column in lacking if column}
        if st.form_submit_button("Read again", type="primary", icon=":material/refresh:"):
            for column, header in given.items():
                if header:
                    answered(arrival.answers, f"columns.{column}", header)
            arrival.read(store)
            st.rerun()


def otherwise(store: Store, arrival: Arrival) -> None:
    """Read the file in another way than was found, or say how far it is complete."""
    with st.popover("Read it differently", icon=":material/tune:", type="tertiary"), st.form("otherwise", border=False):
        given: dict[str, Any] = {}
        for name, (label, options) in CHOICES.items():
            values = list(options)
            now = arrival.answers.get(name)
            index = values.index(now) if now in values else None
            given[name] = st.selectbox(label, values, index, format_func=options.__getitem__, placeholder="As found")
        given["complete_through"] = st.date_input(
            "Complete through",
            arrival.answers.get("complete_through"),
            min_value=FIRST_DAY,
            help="The last day that the file holds completely",
        )
        if st.form_submit_button("Read again", icon=":material/refresh:"):
            for name, value in given.items():
                arrival.answers.pop(name, None)
                if value is not None:
                    arrival.answers[name] = value
            arrival.read(store)
            st.rerun()


def found(store: Store, staged: Staged) -> None:
    """Rows, rejects, duplicates and span of a file that was read, with its rejects to look at and to repair."""
    files = staged.files
    if files is None:
        return
    with st.container(horizontal=True):
        st.metric("Rows", words.number(files.rows), border=True)
        st.metric("Rejected", words.number(files.rejected), border=True)
        st.metric("Repeated keys", words.number(files.duplicates), border=True)
    if files.first and files.until:
        last = files.until - dt.timedelta(days=1)
        st.markdown(f"From **{words.day(files.first)}** to **{words.day(last)}**.")
    for warning in staged.warnings:
        st.caption(f":material/info: {words.plain(warning.text)}")
    if files.rejected:
        st.markdown("**Rejected rows**")
        st.dataframe(
            [
                {"Row": reject.row, "Column": reject.column, "Value": reject.value, "Reason": reject.reason}
                for reject in staged.reject_sample
            ],
            height="content",
            alt="The first rejected rows with their reasons",
        )
        st.download_button(
            "All rejected rows as CSV",
            lambda: actions.repair(store, staged),
            f"rejects_{files.file_name.removesuffix('.gz')}",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
        )


def _pattern(format_: str) -> str:
    """A date format as people write it: %d.%m.%Y is DD.MM.YYYY."""
    for sign, letters in PATTERN.items():
        format_ = format_.replace(sign, letters)
    return format_


def _answer(question: Question) -> str | None:
    if not question.options:
        return st.text_input(words.plain(question.text)) or None
    values = [option.value for option in question.options]
    captions = [words.plain(option.consequence) for option in question.options]
    words_ = CHOICES.get(question.key, ("", {}))[1]
    return st.radio(words.plain(question.text), values, None, format_func=lambda v: words_.get(v, v), captions=captions)
