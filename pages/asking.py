"""What a file leaves open, asked with the consequences that each answer has on its own rows. Pieces of Uploads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from metrics import actions, locales, words, worker
from metrics.access.visit import Visit
from metrics.arrivals import NOT_FOR_ALL, Arrival, Queue
from metrics.dataset import Dataset
from metrics.errors import Problem, ProveoutError, Question
from pages import pieces, reading, telling
from pages.fields import FIRST_DAY
from pages.naming import readable

NO = "no"  # the answer to a question of the kind "may this pass?" that no Answers field knows
WHOLE = frozenset({"header_rows", "skip", "table"})  # Answers fields that hold a number
ENCODINGS = ("utf-8", "cp1252", "latin-1", "utf-16", "iso-8859-15", "cp1250", "cp850", "mac-roman")
CHOICES: dict[str, tuple[str, dict[str, str]]] = {
    "encoding": ("Encoding", {name: name for name in ENCODINGS}),
    "delimiter": ("Delimiter", {",": "Comma", ";": "Semicolon", "\t": "Tab", "|": "Bar", " ": "Space"}),
    "date_order": ("Dates", {"dmy": "Day first", "mdy": "Month first", "ymd": "Year first"}),
    "decimal": ("Decimal mark", {",": "Comma", ".": "Point"}),
    "percent": ("Percentages", {"fraction": "12 % is 0.12", "number": "12 % is 12"}),
}
FIELDS = len(CHOICES) + 5  # of the form that reads a file differently
WIDE = 5  # of them stand side by side
ELSEWHERE = ":material/swap_horiz:"
NAMED = "--set "  # the answer that a missing column needs
UNLIKE = "=HEADER"  # none of the file's headers is like it
MANY = 3  # of these are told in one sentence
SHEET = "Of a workbook or an archive; empty: as found"
WORDS: dict[str, dict[str, str]] = {
    **{name: options for name, (_, options) in CHOICES.items()},
    "mode": {
        "replace_span": "This file replaces the period that it spans",
        "append": "All rows count",
        "upsert": "Rows with a known key are updated",
    },
    "accept": {
        "rejects": "Yes, load the other rows",
        "overwritten": "Yes, of rows with one key the last counts",
        "one_column": "Yes, it has one column",
        "header": "Yes, that is its header",
        "table": "Yes, take this table",
        "wide": "Yes, turn the columns into rows",
        NO: "No, discard this file",
    },
}
REFUSED = {
    "rejects": "Nothing is loaded. The rejected rows can be downloaded below, repaired and uploaded.",
    "overwritten": "Nothing is loaded. Say under Define, Data, which columns tell the rows apart, and upload it again.",
    "": "Nothing is loaded. Export it again, or read it differently below.",
}


def ask(visit: Visit, queue: Queue, arrival: Arrival) -> None:
    """Every open question of a file; answered together, then the file is read again."""
    questions = arrival.staged.questions if arrival.staged else ()
    waiting = sum(1 for other in queue.files if other is not arrival and other.standing == "question")
    with st.form(f"questions.{arrival.key}", border=False):
        given = [(question, _beside(question, arrival)) for question in questions]
        shared = waiting > 0 and any(question.key != NOT_FOR_ALL for question in questions)
        for_all = shared and st.checkbox(
            f"The same for the {words.count(waiting, 'other file')} with this question",
            value=True,
            help="What is let pass although it looks wrong is always asked file by file",
        )
        if st.form_submit_button("Read again with these answers", type="primary", icon=":material/refresh:"):
            if any(answer is None for _, answer in given):
                st.error("Answer every question, or discard the file.", icon=":material/error:")
                return
            if any(answer == NO for question, answer in given if question.key == NOT_FOR_ALL):
                queue.leave(visit, arrival)
                st.rerun()
            for question, answer in given:
                answered(arrival.answers, question.key, str(answer))
            queue.read(visit, arrival)
            if for_all:
                queue.share(visit, arrival.answers, [question.key for question in questions])
            st.rerun()


def _beside(question: Question, arrival: Arrival) -> str | None:
    """A question, and beside it the file's own values that it is about."""
    values = reading.values(arrival.staged.reading, question.column) if arrival.staged and question.column else []
    if not values:
        return _answer(question, arrival)
    left, right = st.columns([5, 2])
    with left:
        answer = _answer(question, arrival)
    with right:
        st.dataframe(
            values,
            height="content",
            hide_index=True,
            column_config={"Row": st.column_config.NumberColumn(format="plain", width=70)},
            alt=f"Values of {question.column} as they stand in the file",
        )
    return answer


def _answer(question: Question, arrival: Arrival) -> str | None:
    st.markdown(f":material/help: **{words.plain(readable(question.text))}**")
    place = "" if question.column is None else f", column {question.column}"
    about: dict[str, Any] = {"label_visibility": "collapsed", "key": f"{arrival.key}.{question.key}.{question.column}"}
    if not question.options:
        return st.text_input(f"{words.plain(question.key + place)}", **about) or None
    consequences = {option.value: option.consequence for option in question.options}
    if question.key == NOT_FOR_ALL:
        consequences[NO] = REFUSED[next((each for each in consequences if each in REFUSED), "")]
    named = WORDS.get(question.key, {})
    return st.radio(
        words.plain(question.key + place),
        list(consequences),
        None,
        format_func=lambda value: words.plain(named.get(str(value), str(value))),
        captions=[words.plain(words.opening(readable(text))) for text in consequences.values()],
        **about,
    )


def answered(answers: dict[str, Any], key: str, value: str) -> None:
    """Note an answer under the field of intake's Answers that its question names."""
    field, _, inner = key.partition(".")
    if inner:
        answers[field] = {**answers.get(field, {}), inner: value}
    elif field == NOT_FOR_ALL:
        answers[field] = (*answers.get(field, ()), value)
    else:
        answers[field] = int(value) if field in WHOLE else value


def absent(arrival: Arrival, dataset: Dataset) -> list[str]:
    """Columns that the definition has and a refused file does not."""
    problems = arrival.refused.problems if arrival.refused else ()
    # others that name a column are of its values
    named = (p.column for p in problems if (p.flag or "").startswith(NAMED) and p.column in dataset.types())
    return [column for column in dict.fromkeys(named) if column]


def gathered(found: Sequence[Problem]) -> list[Problem]:
    """A refusal's problems; columns that nothing in the file resembles are told in one: it may be another dataset's."""
    flags = [(problem, problem.flag or "") for problem in found]
    unlike = [problem for problem, flag in flags if flag.startswith(NAMED) and flag.endswith(UNLIKE)]
    if len(unlike) < MANY:
        return list(found)
    names = ", ".join(f"'{problem.column}'" for problem in unlike)
    remedy = "Say which of its columns they are, or choose the dataset that it belongs to."
    whole = Problem(f"has no columns {names}", remedy, file=unlike[0].file)
    return [whole, *(problem for problem in found if problem not in unlike)]


def missing(visit: Visit, queue: Queue, arrival: Arrival, dataset: Dataset) -> None:
    """Columns that the definition has and the file does not: which header is meant."""
    lacking = absent(arrival, dataset)
    if not lacking:
        return
    of = (queue.project, queue.dataset)
    try:
        found = worker.run(
            visit, actions.preview, arrival.path, arrival.told(without="columns"), 20, arrival.file_name, of
        )
    except ProveoutError as error:
        telling.error(error, place=False)
        return
    if fits := actions.fitting(visit, queue.project, queue.dataset, found):
        named = words.plain(fits[0])
        st.info(f"It has every column of **{named}**. Upload it there, if that is what it holds.", icon=ELSEWHERE)
        pieces.open_page("uploads", f"Open {named}", project=queue.project, dataset=fits[0])
    headers = [column.header for column in found.columns if column.maps_to is None]
    with st.form(f"headers.{arrival.key}", border=False):
        st.markdown("**Which column is it?**")
        given = {
            column: st.selectbox(
                f"{words.plain(column)} is in",
                headers,
                headers.index(column) if column in headers else None,  # proposed, and read so only when it is sent
                placeholder="Not in this file",
                width=320,
            )
            for column in lacking
            if column
        }
        if st.form_submit_button("Read again", type="primary", icon=":material/refresh:"):
            for column, header in given.items():
                if header:
                    answered(arrival.answers, f"columns.{column}", header)
            queue.read(visit, arrival)
            st.rerun()
    reading.summary(found, notes=False)  # they are the problems that stand above
    reading.first_rows(found)


def otherwise(visit: Visit, queue: Queue, arrival: Arrival) -> None:
    """Read the file in another way than was found, or say how far it is complete."""
    with st.form(f"otherwise.{arrival.key}", border=False):
        given: dict[str, Any] = {}
        cells = [cell for _ in range(-(-FIELDS // WIDE)) for cell in st.columns(WIDE)]
        for (name, (label, options)), cell in zip(CHOICES.items(), cells, strict=False):
            values = list(options)
            now = arrival.answers.get(name)
            given[name] = cell.selectbox(
                label,
                values,
                values.index(now) if now in values else None,
                format_func=lambda value, said=options: said.get(value, value),
                placeholder="As found",
                accept_new_options=name in ("encoding", "delimiter"),
            )
        cells = cells[len(CHOICES) :]
        for name, label, least, cell in zip(
            ("skip", "header_rows", "table"),
            ("Lines above the header", "Rows of the header", "Which table"),
            (0, 0, 1),
            cells,
            strict=False,
        ):
            now = arrival.answers.get(name)
            given[name] = cell.number_input(label, least, None, now, placeholder="As found")
        given["sheet"] = cells[3].text_input("Sheet, or file inside", arrival.answers.get("sheet"), help=SHEET) or None
        given["complete_through"] = cells[4].date_input(
            "Complete through",
            arrival.answers.get("complete_through"),
            min_value=FIRST_DAY,
            help="The last day that the file holds completely",
            format=locales.reader().date_input,
        )
        if st.form_submit_button("Read again", icon=":material/refresh:"):
            for name, value in given.items():
                arrival.answers.pop(name, None)
                if value is not None:
                    arrival.answers[name] = value
            queue.read(visit, arrival)
            st.rerun()
