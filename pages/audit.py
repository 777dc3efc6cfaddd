"""Audit: who did what, when and from where, what it replaced, and whether that is still what was written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import groupby

import streamlit as st

from metrics import actions, locales, words
from metrics.access.visit import Visit
from metrics.actions import deeds
from metrics.errors import ProveoutError
from metrics.store import AuditRow, Verified, Wanted
from pages import arriving, pieces, telling, terms, which_project

SIZE = 25  # entries on a page
DOWNLOAD = 50_000  # entries: a download passes through the server's memory
PEOPLE, ALL = "people", "all"
ITS_OWN = ("snapshot", "alert")  # what the program does by itself, after what people did
KEPT = """
- Each entry has a hash of itself and of the hash before it, so the **last hash stands for all entries**. Keep it
  somewhere else, or keep a report that prints it: whoever has it notices any change of any entry up to it.
- Without a hash kept elsewhere, somebody who may write the store's files could write the whole chain anew, or cut off
  its end. `proveout audit verify --against HASH` does the same check without this page.
"""
HOW_TO_READ = """
- Each entry is one deed: who, when, from where, and what it replaced; open it for its particulars and its hash.
- *What people did* leaves out what the program does by itself: it keeps results after each deed, and sees alerts fire
  and recover. *Everything* has that, too.
"""
WORDS = (
    "KPI", "Dataset", "Definition", "Baseline", "Sealed", "Target", "Control chart", "Guardrail", "Slips",
    "Assumption", "Closed", "Restated", "Erodes", "Snapshot", "Readiness", "Reject", "Commit", "Live", "Receiver",
    "Muted", "Rollback", "Threshold", "Verdict", "Hash", "Chain", "Role", "Token",
)  # fmt: skip


@st.cache_data(ttl="10m", max_entries=20, show_spinner="Checking every entry")
def _verified(home: str, last: str, _visit: Visit) -> Verified:
    return actions.verify_audit(_visit)


def chain(visit: Visit) -> None:
    """Whether the entries are what was written; the head to keep, and the check of one that was kept."""
    head = actions.audit_head(visit)
    found = _verified(str(visit.store.home), head.hash, visit)
    if not found.sound:
        st.error(" ".join(map(words.plain, deeds.verified(found)[:-1])), icon=":material/link_off:")
    else:
        count = words.count(found.rows, "entry", "entries")
        back = f" The clock went back at entry {found.first_backwards}." if found.first_backwards else ""
        st.markdown(f":material/link: **{count}, and every one is as it was written.**{back}")
    with st.expander("Head of the chain, and the check of a hash that was kept", icon=":material/fingerprint:"):
        st.caption(f"Entry {head.n}. Reports print this hash; a copy kept elsewhere proves every entry up to it.")
        st.code(head.hash, language=None, wrap_lines=True)
        given = st.text_input("A hash that was kept", placeholder="64 hexadecimal digits", key="kept hash")
        if given:
            against(visit, given)
        st.markdown(KEPT)


def against(visit: Visit, given: str) -> None:
    """What a hash that was kept says of the entries up to it."""
    try:
        found = actions.verify_audit(visit, given)
    except ProveoutError as error:
        telling.error(error)
        return
    text = "  \n".join(words.plain(line) for line in deeds.verified(found)[:-1])
    if found.sound:
        st.success(text, icon=":material/check:")
    else:
        st.error(text, icon=":material/link_off:")


def wanted(visit: Visit) -> Wanted:
    """The entries asked for; every choice lives in the address."""
    projects = {head.project: head.name for head in actions.projects(visit) if visit.may("owner", head.project)}
    everywhere = {"": "All projects"} if visit.may("admin", None) else {}
    which_project.there(everywhere | projects, explained=WORDS)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        project = which_project.chosen_of(everywhere | projects)
        names, kinds = actions.audit_names(visit, project or None)
        what = {PEOPLE: "What people did", ALL: "Everything"}
        what |= {kind: deeds.kind(kind) for kind in (*kinds, *still("kind", (*what, *kinds)))}
        everybody = {"": "Everybody"} | {name: name for name in (*names, *still("by", ("", *names)))}
        who = pieces.choose("Who", "by", everybody, as_list=True)
        kind = pieces.choose("What", "kind", what, as_list=True)
        since = st.date_input(
            "Since", None, key="since", bind="query-params", format=locales.reader().date_input, width=160
        )
    first = None if since is None else dt.datetime.combine(since, dt.time(), dt.UTC)
    without = ITS_OWN if kind == PEOPLE else ()
    return Wanted(project or None, who or None, None if kind in (ALL, PEOPLE) else kind, first, without)


def still(key: str, there: Sequence[str]) -> tuple[str, ...]:
    """What was chosen and is in no entry of the project now chosen: kept, so that no more is shown than was asked."""
    chosen = st.session_state.get(key)
    return (chosen,) if chosen is not None and chosen not in there else ()


def page_of(asked: Wanted, last: int) -> int:
    """The page of entries that is looked at; other entries begin with their first page."""
    before = st.session_state.get("asked of the audit", asked)
    st.session_state["asked of the audit"] = asked
    if before != asked:
        st.session_state["at"] = 1
    return min(st.pagination(last, key="at", bind="query-params"), last) if last > 1 else 1


def entries(visit: Visit, asked: Wanted) -> None:
    """The entries, newest first, day by day."""
    total = actions.audit_count(visit, asked)
    if not total:
        st.session_state["asked of the audit"] = asked
        left_out = " What the program did by itself is under *Everything*." if asked.without else ""
        st.markdown(f"No entry is like that: choose more of *Who*, *What* or *Since*.{left_out}")
        return
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        of = " of this project" if asked.project else " of all projects"
        st.caption(f"{words.count(total, 'entry', 'entries')}{of}, newest first; times are UTC.")
        download(visit, asked, total)
    days, last = st.container(), -(-total // SIZE)
    rows = actions.audit_page(visit, asked, page_of(asked, last), SIZE)
    names = {head.project: head.name for head in actions.projects(visit)}
    titles = {project: actions.audit_titles(visit, project) for project in {row.project for row in rows}}
    for day, of_day in groupby(rows, key=lambda row: row.at.date()):
        days.markdown(f"**{words.day(day)}**")
        with days.container(border=True, gap="xsmall"):
            for row in of_day:
                entry(visit, row, titles[row.project], names.get(row.project or "", row.project or ""))


def entry(visit: Visit, row: AuditRow, titles: Mapping[str, str], project: str) -> None:
    """One entry as a sentence; the rest folds away."""
    place = f" · {words.plain(row.place)}" if row.place else ""
    of = f" · {words.plain(project)}" if project else ""
    with st.container(gap=None):
        st.markdown(f"{row.at:%H:%M:%S} **{words.plain(row.actor)}** {words.plain(deeds.sentence(row, titles))}")
        opened = st.expander(f"Entry {row.n}{of}{place}", key=f"entry.{row.n}", on_change="rerun", type="compact")
    if not opened.open:
        return
    with opened:
        if replaced := deeds.before_after(row):
            st.markdown(f":material/swap_horiz: {words.plain(replaced)}")
        if difference := actions.audit_difference(visit, row):
            st.code(difference, language="diff", wrap_lines=True)
        told = deeds.particulars(row) | {"subject": row.subject or "–", "hash": row.hash}
        st.code("\n".join(f"{name}: {said}" for name, said in told.items()), language=None, wrap_lines=True)


def download(visit: Visit, asked: Wanted, total: int) -> None:
    """The entries as CSV, as they are chosen above."""
    if total > DOWNLOAD:
        st.caption("Too many to download here: `proveout audit --csv` writes them all.")
        return
    st.download_button(
        "Download as CSV",
        lambda: "".join(actions.audit_csv(visit, asked)),
        "audit.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
        help="With every hash; no cell is run by a spreadsheet",
    )


opened = arriving.visit()
st.title("Audit")
chain(opened)
entries(opened, wanted(opened))
terms.how_to_read(HOW_TO_READ, *WORDS)
