"""The portfolio's projects as a table or as cards, filtered and ordered as the address says."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from metrics import locales, words
from metrics.chart import answers, held_strip, portfolio_list, standing, tables, written
from metrics.results import Headline
from pages import pieces

CARDS = 12  # on a page
TALL = 14  # rows that the table shows without scrolling
STRIP = 18  # squares on a card: the latest periods
# what answers in ten seconds first; the rest is reached by scrolling where the screen is narrow
COLUMNS = ("open", "verdict", "effect", "strip", "payback", "net", "trend", "held", "target", "sealed", "owner")
VIEWS = {"table": "Table", "cards": "Cards"}


def shown(heads: Sequence[Headline], currency: str) -> dict[str, str]:
    """The section; what was chosen, for the link to this view."""
    notices = st.container()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        asked = _asked(heads, notices)
        view = pieces.choose("View", "view", VIEWS, notices=notices)
    found = portfolio_list.listed(heads, asked)
    chosen = {"view": view, "find": asked.text, "order": asked.order, "verdict": asked.verdict}
    chosen |= {"owner": asked.owner, "status": asked.status, "target": asked.target}
    if not found:
        st.markdown("No project is like that. Choose less above.")
        return chosen
    if len(found) < len(heads):
        st.caption(f"{len(found)} of {words.count(len(heads), 'project')}; the figures above are of all of them.")
    if view == "cards":
        _cards(found, currency)
    else:
        _table(found, currency)
    return chosen


def _asked(heads: Sequence[Headline], notices: st.delta_generator.DeltaGenerator) -> portfolio_list.Asked:
    lists = {
        "verdict": portfolio_list.verdicts(heads),
        "owner": portfolio_list.owners(heads),
        "status": portfolio_list.statuses(heads),
        "target": portfolio_list.targets(heads),
    }
    labels = {"verdict": "Verdict", "owner": "Owner", "status": "Payback", "target": "Target"}
    text = st.text_input(
        "Find", key="find", bind="query-params", icon=":material/search:", placeholder="Name, owner, KPI", width=200
    )
    chosen = {
        name: pieces.choose(labels[name], name, options, as_list=True, notices=notices, width=170)
        for name, options in lists.items()
    }
    order = pieces.choose("Order", "order", portfolio_list.ORDERS, as_list=True, notices=notices, width=210)
    return portfolio_list.Asked(text=text or "", order=order, **chosen)


def _table(found: Sequence[Headline], currency: str) -> None:
    st.dataframe(
        written.written(tables.portfolio(found, pieces.paper()), {"net": written.level}),
        hide_index=True,
        height="content" if len(found) <= TALL else TALL * 40,
        row_height=40,
        placeholder="–",
        column_order=COLUMNS,
        alt="Every project with verdict, effect, target, months held, payback, net to date, trend and owner",
        column_config={
            "open": st.column_config.ButtonColumn(
                "Project", key="open_project", type="tertiary", alignment="left", pinned=True
            ),
            "verdict": st.column_config.TextColumn("Verdict", width=190),
            "sealed": st.column_config.TextColumn("Baseline", help="Sealed before launch, it cannot follow the result"),
            "effect": st.column_config.TextColumn(
                "Effect", width=165, help="Of the primary KPI, with its 95 % interval"
            ),
            "target": st.column_config.TextColumn(
                "Target", help="Slips: two of the last three periods that count missed it"
            ),
            "held": st.column_config.TextColumn("Held", help="Complete periods since launch that met the target"),
            "strip": st.column_config.ImageColumn(
                "Since launch",
                width=200,
                help="The latest periods, a square each: full met, half within noise, hollow missed, hatched no data",
            ),
            "payback": st.column_config.TextColumn("Payback", width=190),
            "net": st.column_config.NumberColumn(f"Net, {currency}"),
            "trend": st.column_config.LineChartColumn("Trend", width=110, help="The primary KPI, period by period"),
            "owner": "Owner",
        },
    )
    if clicked := st.session_state.get("open_project"):
        st.switch_page(pieces.PAGES / "project.py", query_params={"project": found[clicked.row].project})


def _cards(found: Sequence[Headline], currency: str) -> None:
    pages = -(-len(found) // CARDS)
    grid = st.container()
    at = min(st.pagination(pages, key="at", bind="query-params"), pages) if pages > 1 else 1
    with grid, st.grid(3, min_column_width=280):
        for head in found[(at - 1) * CARDS : at * CARDS]:
            with st.container(border=True, height="stretch"):
                _card(head, currency)


def _card(head: Headline, currency: str) -> None:
    """One project: its sentence first, then the target, the payback and the money."""
    colour, icon = pieces.BADGES.get(head.verdict or "", ("gray", ":material/balance:"))
    decision = " :orange-badge[:material/gavel: Needs a decision]" if head.decision else ""
    risk = " :orange-badge[:material/warning: At risk]" if head.noes else ""
    st.markdown(f"**{words.plain(head.name)}** :{colour}-badge[{icon} {answers.verdict(head)}]{decision}{risk}")
    if head.limited:
        st.markdown("What is said of the whole project is told to those who see all of it.")
        pieces.open_page("project", "Open what you see", project=head.project)
        return
    st.markdown(words.plain(locales.told(head.sentence, head.kpi or "") or f"{answers.verdict(head)}."))
    strip = held_strip.as_text(head.held_states[-STRIP:]) if head.held else ""
    target = f"{strip} {standing.told(head)}, held {answers.held(head)}. " if strip else ""
    net = f" Net {words.money(head.net, currency)}." if head.net is not None else ""
    st.caption(f"{target}Payback: {words.payback(head.payback)}.{net}")
    pieces.open_page("project", "Open", project=head.project)
