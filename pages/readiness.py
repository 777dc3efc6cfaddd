"""The questions before launch: where a project stands, on its page, and the form that answers them, under Define."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import streamlit as st

from metrics import actions, locales, words
from metrics.access.visit import Visit
from metrics.errors import ProveoutError
from metrics.results import Headline
from pages import confirming, pieces, telling

Colour = Literal["green", "orange", "gray"]
MARKS: dict[str | None, tuple[Colour, str, str]] = {  # colour, icon, word: never colour alone
    "yes": ("green", "check", "Yes"),
    "no": ("orange", "close", "No"),
    "not_yet": ("gray", "schedule", "Not yet"),
    None: ("gray", "help", "Not answered"),
}


def panel(visit: Visit, head: Headline) -> None:
    """Where a project stands, on its page: one line, each question below it, and the way to answer."""
    if head.limited:
        return
    found = actions.readiness(visit, head.project)
    icon = ":material/warning:" if found.at_risk else ":material/fact_check:"
    part = pieces.folded(f"Was it ready? {found.sentence}", "folded.readiness", icon)
    if part is None:
        return
    with part:
        for each in found.asked:
            st.markdown(_line(each))
            _evidence(each)
        if visit.may("owner", head.project):
            pieces.open_page("define", "Answer them", project=head.project, part="readiness")


def form(visit: Visit, project: str) -> None:
    """Every question with its answer, what the definition shows, and the form to answer it."""
    found = actions.readiness(visit, project)
    colour = ":orange[:material/warning: **At risk.**] " if found.at_risk else ""
    st.markdown(colour + f"**{found.sentence.removeprefix('At risk. ')}**")
    st.caption(
        "What decides whether it leaves the demo. More than two answered no read “at risk”, here, on *Project* and on "
        "*Portfolio*. Each answer is kept with its evidence, its day and your name; earlier ones stay in the audit."
    )
    for each in found.asked:
        with st.container(border=True):
            left, right = st.columns([5, 1], vertical_alignment="center")
            with left:
                confirming.shown(f"ready.{each.question.key}")
                st.markdown(_line(each), help=each.question.means)
                _evidence(each)
            asked = f"ready.{project}.{each.question.key}.{each.answer.answered_at if each.answer else 'new'}.open"
            with right, st.popover("Answer", key=asked, width="stretch"):  # another once answered, so that it closes
                _answer(visit, project, each)


def _line(each: actions.Asked) -> str:
    colour, icon, word = MARKS[each.answer.answer if each.answer else None]
    return f":{colour}-badge[:material/{icon}: {word}] {each.question.asks}"


def _evidence(each: actions.Asked) -> None:
    if one := each.answer:
        told = words.plain(one.evidence) or "No evidence"
        st.caption(f"{told} · {words.day(one.dated)}, {words.plain(one.answered_by)}")
    for text in each.contradicted:
        st.markdown(f":orange[:material/error: **But**] {words.plain(text)}.")
    if each.answer is None and each.facts:
        told = "; ".join(words.plain(fact.text) for fact in each.facts)
        st.caption(f":material/description: The definition says: {told}.")


def _answer(visit: Visit, project: str, each: actions.Asked) -> None:
    """One question's form. What the definition shows stands in it as evidence, to be kept or replaced."""
    key = f"ready.{project}.{each.question.key}.{each.answer.answered_at if each.answer else 'new'}"
    options = list(actions.SAID)
    with st.form(key, border=False):
        st.markdown(f"**{each.question.asks}**")
        said = st.radio(
            "Answer",
            options,
            options.index(each.answer.answer) if each.answer else None,
            format_func=actions.SAID.__getitem__,
            horizontal=True,
            key=f"{key}.said",
        )
        evidence = st.text_area(
            "Evidence",
            each.answer.evidence if each.answer else each.evidence,
            height=90,
            help=each.question.means,
            placeholder="What shows it, and where it can be seen",
            key=f"{key}.evidence",
        )
        today = dt.datetime.now(dt.UTC).date()
        dated = st.date_input(
            "Of", today, help="The day of the evidence", key=f"{key}.dated", format=locales.reader().date_input
        )
        pressed = st.form_submit_button("Keep the answer", type="primary", key=f"{key}.keep")
    if pressed:
        if said is None:
            st.error("Choose yes, no or not yet.", icon=":material/error:")
            return
        try:
            actions.answer_readiness(visit, project, each.question.key, said, evidence or "", dated)
        except ProveoutError as error:
            telling.error(error, place=False)
        else:
            now_so = actions.readiness(visit, project).sentence
            confirming.keep(
                f"ready.{each.question.key}", f"Kept as your answer: {actions.SAID[said].lower()}. {now_so}"
            )
            st.rerun()
