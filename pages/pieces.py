"""What the reading pages share: choices that live in the address, the header of a project, figures and empty states."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal, NoReturn
from urllib.parse import urlencode

import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from metrics import catchup, locales, words
from metrics.chart import answers, frame
from metrics.chart.theme import Theme, theme
from metrics.results import Headline, Warn
from pages import arriving, first_visit, naming, taking, terms

PAGES = Path(__file__).resolve().parent
LIST = 260  # px of a list to choose from
FEW = 2  # notes that are shown unfolded
ASKED = 80  # characters of an address that are repeated
EMPTY = (
    "KPI", "Period", "Segment", "Stage", "Launch", "Baseline", "Sealed", "Expected", "Indicative", "Proven",
    "Verdict", "Target", "Held", "Benefit", "Realised share", "Payback", "Actual", "Closed", "Reject", "Live",
)  # fmt: skip
SWITCH = 4  # up to so many options stand side by side, more go into a list

BADGES: dict[str, tuple[Literal["green", "orange", "gray"], str]] = {
    "improved": ("green", ":material/check:"),
    "worse": ("orange", ":material/warning:"),
    "conflict": ("orange", ":material/call_split:"),
}


def paper() -> Theme:
    """The charts' colours and number marks for this reader's browser."""
    return theme(st.context.theme.type)


def chart(
    key: Sequence[str],
    draw: Callable[[Theme], go.Figure],
    alt: str,
    on_point: Callable[[dt.date], None] | None = None,
    *,
    rows: Callable[[], Sequence[Mapping[str, Any]]] | None = None,
) -> None:
    """A figure, kept under what it shows (snapshot, part, filters) and the theme, with its description.

    on_point: what a click on a mark of a time axis does, given its day. rows: its figures as a table, to take along;
    else the marks themselves are.
    """
    theme, name = paper(), "-".join(("figure", *key))
    figure = _drawn((locales.reader().name, theme.name, *key), lambda: draw(theme))
    if on_point is None:
        st.plotly_chart(figure, key=name, config=frame.config(), alt=alt)
    else:

        def chosen() -> None:
            for point in st.session_state[name].selection.points[:1]:
                with suppress(ValueError):
                    on_point(dt.date.fromisoformat(str(point["x"])[:10]))

        st.plotly_chart(figure, key=name, config=frame.config(), alt=alt, on_select=chosen, selection_mode="points")
    taking.menu(name, key, figure, alt, paper(), rows)


@st.cache_resource(max_entries=400, show_spinner=False)
def _drawn(key: tuple[str, ...], _draw: Callable[[], go.Figure]) -> go.Figure:
    return frame.kept(_draw())


def choose(
    label: str,
    key: str,
    options: Mapping[str, str],
    *,
    default: str | None = None,
    as_list: bool = False,
    as_switch: bool = False,
    hidden: bool = False,
    width: int = LIST,
    notices: DeltaGenerator | None = None,
) -> str:
    """One of the options (value → words), read from the address and written back to it; kept from page to page.

    An address that asks for something that is not there is told so (in `notices`), and gets the default.
    """
    values = list(options)
    asked, seen, chosen_before = st.query_params.get(key), f"{key} in the address", f"{key} chosen"
    wish = st.session_state.get(key, st.session_state.get(chosen_before))
    if asked is not None and asked != st.session_state.get(seen):
        if asked in options:
            wish = asked
        else:
            (notices or st).warning(not_here(label.lower(), asked), icon=":material/link_off:")
    # Set on every run: a page forgets its widgets when it is left, and the next one's has the same name only.
    st.session_state[key] = next((value for value in (wish, default) if value in options), values[0])
    visibility: Literal["visible", "collapsed"] = "collapsed" if hidden else "visible"
    chosen: str | None
    if as_list or (len(values) > SWITCH and not as_switch):
        chosen = st.selectbox(
            label,
            values,
            format_func=options.__getitem__,
            key=key,
            label_visibility=visibility,
            width=width,
        )
    else:
        chosen = st.segmented_control(
            label,
            values,
            format_func=lambda value: words.plain(options[value]),
            key=key,
            required=True,
            label_visibility=visibility,
            wrap=True,  # on a phone, what does not fit would be out of sight
        )
    value = chosen or values[0]
    st.query_params[key] = value
    st.session_state[seen] = st.session_state[chosen_before] = value
    return value


def not_here(label: str, asked: str) -> str:
    """That an address asks for what is not there, however long it is."""
    return f"The link asks for {label} “{words.plain(words.shortened(asked, ASKED))}”, which is not here."


def link(**choices: str) -> None:
    """The address that shows what is seen now, to copy."""
    with st.popover("Link to this view", icon=":material/link:", type="tertiary"):
        st.caption("Opens this page with the same choices, for whoever may see the project.")
        st.code(f"{st.context.url or ''}?{urlencode(choices)}", language=None, wrap_lines=True)


def badges(head: Headline, *, sealed: str | None = None) -> None:
    """What a reader should know of a project before its figures."""
    marks = []
    if head.simulated:
        marks.append(":blue-badge[:material/science: Simulated data]")
    if head.has_kpis or head.has_forecasts:
        colour, icon = BADGES.get(head.verdict or "", ("gray", ":material/balance:"))
        marks.append(f":{colour}-badge[{icon} {answers.verdict(head)}]")
    if sealed := sealed or words.sealed(head.baseline):
        marks.append(f":gray-badge[:material/lock: {sealed}]")
    if head.noes:
        marks.append(f":orange-badge[:material/warning: At risk: {head.noes} questions before launch answered no]")
    if head.as_of:
        marks.append(f":gray-badge[:material/update: {answers.data_to(head)}]")
    if head.orphaned and head.owner_until:
        owner = f" (was {words.plain(head.owner)})" if head.owner else ""
        marks.append(f":orange-badge[:material/person_off: Nobody owns it since {words.day(head.owner_until)}{owner}]")
    elif head.owner:
        marks.append(f":gray-badge[:material/person: Owner: {words.plain(head.owner)}]")
    if head.stage != "production":
        marks.append(f":gray-badge[:material/experiment: {head.stage.capitalize()}]")
    trouble = catchup.trouble(arriving.visit(), head.project) if head.stale else None
    if head.stale and not trouble:
        marks.append(":gray-badge[:material/sync: Recalculating: newer data is being worked in]")
    st.markdown(" ".join(marks))
    place = fleeting()
    if trouble:
        text = f"These are the last good results; newer ones could not be computed. {words.plain(trouble)}"
        place.warning(text, icon=":material/warning:")


def fleeting() -> DeltaGenerator:
    """A place for what comes and goes above other things. Browsers know an element by its place on the page.

    Without one, all that stands below is drawn anew when it goes: what is being typed there is lost, lists close, and
    clicks miss.
    """
    return st.container()


def warnings(found: Sequence[Warn], said: Sequence[Warn] = ()) -> None:
    """What a reader must know before trusting the figures above, quietly; many fold away.

    said: what the page has told already, which is not told twice.
    """
    known = {(warn.kind, warn.text) for warn in said}
    found = list({(w.kind, w.text): w for w in found if (w.kind, w.text) not in known}.values())
    for warn in found[:FEW]:
        _note(warn)
    if len(found) > FEW:
        with st.expander(f"{words.count(len(found) - FEW, 'more note')} on the data", icon=":material/info:"):
            for warn in found[FEW:]:
                _note(warn)


def _note(warn: Warn) -> None:
    st.caption(f":material/info: {words.plain(words.opening(naming.readable(locales.told(warn.text))))}")


def folded(
    label: str, key: str, icon: str | None = None, kind: Literal["default", "compact"] = "default"
) -> DeltaGenerator | None:
    """A part that is made once somebody opens it: most never are, and a page has several."""
    part = st.expander(label, icon=icon, key=key, on_change="rerun", type=kind)
    return part if part.open else None


def reasons(found: Mapping[str, str], prefix: str) -> None:
    """Why figures are unknown, for those who ask."""
    mine = {path.removeprefix(prefix): why for path, why in found.items() if path.startswith(prefix)}
    if mine and (part := folded("What is not known, and why", f"folded.reasons.{prefix}", ":material/help:")):
        with part:
            st.table(
                [
                    {
                        "Figure": words.plain(naming.figure(path)) or "All",
                        "Why": words.plain(naming.readable(locales.told(why))),
                    }
                    for path, why in mine.items()
                ],
                hide_index=True,
                border="horizontal",
                alt="Figures without a value, and why",
            )


def no_projects() -> NoReturn:
    """The empty state of the whole house: leads on."""
    first_visit.shown(arriving.visit())


def no_data(head: Headline, what: str, title: str = "No data yet", **stated: str) -> NoReturn:
    """The empty state of a project: what is missing, and the way on. stated: the part of Define that states it."""
    with st.container(border=True):
        st.subheader(title, anchor=False)
        st.markdown(what)
        _lead_on(head.project, **stated)
    terms.how_to_read("", *EMPTY)
    st.stop()


def of_the_whole(head: Headline) -> None:
    """Stops, in words, for a reader who sees some segments only: what follows would be of all of them."""
    if head.limited:
        with st.container(border=True):
            st.subheader("You see a part of this project", anchor=False)
            st.markdown("These figures are of all its segments. An owner of the project can show you the whole of it.")
            open_page("project", "Open what you see", project=head.project)
        terms.how_to_read("", *EMPTY)
        st.stop()


def _lead_on(project: str | None = None, **stated: str) -> None:
    query = {"project": project} if project else None
    define = "Define a project" if not stated else "State it under Define"
    with st.container(horizontal=True):
        if arriving.shows("uploads"):
            st.page_link(PAGES / "uploads.py", label="Upload a file", icon=":material/upload_file:", query_params=query)
        if arriving.shows("define"):
            there = {**query, **stated} if query else None
            st.page_link(PAGES / "define.py", label=define, icon=":material/edit_note:", query_params=there)
        if not arriving.shows("uploads"):
            st.caption("An analyst or owner of the project can do that.")


def open_page(page: str, label: str, **query: str) -> None:
    """A link to another page with its choices."""
    st.page_link(PAGES / f"{page}.py", label=label, icon=":material/arrow_forward:", query_params=query)
