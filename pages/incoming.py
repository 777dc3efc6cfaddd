"""The files on their way in: each with its state and what it says, then what they change together, then the commit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from metrics import words
from metrics.access import local
from metrics.access.visit import Visit
from metrics.arrivals import Arrival, Queue
from metrics.dataset import Dataset
from metrics.errors import ProveoutError
from metrics.model import Project
from metrics.results import Warn
from pages import asking, changes, larger, pieces, reading, telling

STEPS = ("File", "What it says", "Questions", "What it changes", "Commit")
TYPES = ("csv", "tsv", "txt", "gz", "zip", "xlsx", "xlsm", "xls", "ods", "parquet")
STATES = {  # colour, icon, word
    "waiting": ("gray", "schedule", "Waiting"),
    "reading": ("gray", "sync", "Reading"),
    "question": ("orange", "help", "Asks"),
    "refused": ("red", "block", "Refused"),
    "ready": ("green", "check", "Ready"),
    "known": ("blue", "done_all", "Live already"),
    "twice": ("gray", "file_copy", "Twice here"),
    "left out": ("gray", "remove", "Left out"),
}
OPEN = ("question", "refused")
POLL_SECONDS = 0.7


def steps(queue: Queue) -> None:
    """Where the reader stands on the way in."""
    standings = {arrival.standing for arrival in queue.files}
    now = 1
    if standings & {"waiting", "reading", "refused", "known", "twice", "left out"}:
        now = 2
    if "question" in standings:
        now = 3
    if queue.ready() and not standings & {"waiting", "reading"}:
        now = 5 if queue.changes is not None or queue.committing else 4
    marks = [f"**{n} {name}**" if n == now else f":gray[{n} {name}]" for n, name in enumerate(STEPS, start=1)]
    st.markdown(" :gray[─] ".join(marks))


def take(visit: Visit, queue: Queue) -> None:
    """Step 1: files, as many as the person has."""
    key = f"uploader.{st.session_state.get('uploader', 0)}"
    given = st.file_uploader(
        f"Files for {words.plain(queue.dataset)}",
        type=TYPES,
        accept_multiple_files=True,
        max_upload_size=larger.MEGABYTES,
        key=key,
        help="CSV as the system exports it, also gzipped or zipped, a workbook, or Parquet. "
        "They are read and checked; nothing counts before you commit.",
    )
    if given:
        with st.spinner("Receiving " + words.count(len(given), "file")):
            # before a byte is taken: a run that is cut short must not receive the same files again. The uploader is
            # drawn anew, and its bytes are given back
            st.session_state["uploader"] = st.session_state.get("uploader", 0) + 1
            lost = _received(visit, queue, given)
        st.session_state["uploads lost"] = lost
        st.rerun()
    if lost := st.session_state.pop("uploads lost", None):
        telling.error(lost)


def _received(visit: Visit, queue: Queue, given: Sequence[Any]) -> ProveoutError | None:
    """Every file into the queue; what stopped it, with those that came before it received."""
    try:
        for file in given:
            queue.receive(visit, file.name, file, file.size)
    except ProveoutError as error:
        return error
    return None


def signature(queue: Queue) -> tuple[object, ...]:
    """What the page shows of a queue: when it changes, the page is drawn anew."""
    standings = tuple((arrival.key, arrival.standing) for arrival in queue.files)
    return standings, queue.changes is None, bool(queue.committing), bool(queue.comparing), queue.token()


@st.fragment(run_every=POLL_SECONDS)
def watch(visit: Visit, queue: Queue, seen: tuple[object, ...]) -> None:
    """Bars while the worker reads, compares and commits; the page goes on when something has finished."""
    queue.settle(visit)
    if signature(queue) != seen:
        st.rerun()
    for arrival in queue.files:
        if arrival.standing == "reading" and arrival.reading:
            st.progress(min(1.0, arrival.reading.progress()), f"Reading {words.plain(arrival.file_name)}")
    if queue.committing:
        what = words.count(len(queue.taking), "file")
        st.progress(min(1.0, queue.committing.progress()), f"Committing {what}, and working out the new figures")
    elif queue.comparing:
        these = "this file" if len(queue.ready()) == 1 else f"these {len(queue.ready())} files together"
        st.markdown(f":material/sync: :gray[Working out what {these} would change …]")


Lacking = Callable[[Visit, Queue, Arrival, Dataset], None]


def desk(visit: Visit, queue: Queue, defined: Project, lacking: Lacking = asking.missing) -> None:
    """The whole way in, from the file to the commit. lacking: asks about columns that a refused file does not have."""
    queue.settle(visit)
    with pieces.fleeting():
        said(visit, queue)
    with st.container(border=True):
        steps(queue)
        take(visit, queue)
        if queue.files:
            files(visit, queue, defined, lacking)
            if queue.changed_meanwhile:
                st.warning("The project has changed meanwhile; the effect is worked out anew.", icon=":material/sync:")
            decide(visit, queue, defined)
            if queue.busy():
                watch(visit, queue, signature(queue))
            st.caption("These files wait here as long as the server runs, also when the page is reloaded or closed.")
        else:
            st.caption(
                "Encoding, delimiter, dates and decimals are found; what a file leaves open is asked, never guessed."
            )


def files(visit: Visit, queue: Queue, defined: Project, lacking: Lacking = asking.missing) -> None:
    """Every file of the queue with its state; what needs a person stands open."""
    alone = len(queue.files) == 1
    if not alone:
        count = len(queue.ready())
        st.markdown(f"**{len(queue.files)} files**, {count} ready. They are committed in this order.")
    for arrival in queue.files:
        standing = arrival.standing
        named_here = lacking is not asking.missing and asking.absent(arrival, defined.dataset[queue.dataset])
        colour, icon, word = STATES["question" if standing == "refused" and named_here else standing]
        about = [f"**{words.plain(arrival.file_name)}**", f":{colour}-badge[:material/{icon}: {word}]"]
        if doubts := sum(1 for warn in _warned(arrival) if warn.kind != reading.COUNTED):
            about.append(f":orange-badge[:material/warning: {words.count(doubts, 'warning')}]")
        if not alone and arrival.staged and arrival.staged.files:
            found = arrival.staged.files
            rejected = f", {words.number(found.rejected)} rejected" if found.rejected else ""
            about.append(f":gray[{words.count(found.rows, 'row')}{rejected}]")
        with st.expander(
            " ".join(about), expanded=alone or standing in OPEN, key=f"file.{arrival.key}.{standing}.{alone}"
        ):
            _file(visit, queue, arrival, defined, lacking)


def _file(visit: Visit, queue: Queue, arrival: Arrival, defined: Project, lacking: Lacking) -> None:
    if arrival.refused:
        if lacking is asking.missing or not asking.absent(arrival, defined.dataset[queue.dataset]):
            telling.problems(asking.gathered(arrival.refused.problems), arrival.refused.title, place=False)
        lacking(visit, queue, arrival, defined.dataset[queue.dataset])
        # below the refusal, not over it: its rows and values say what to choose
        if part := pieces.folded("Read it differently", f"differently.{arrival.key}", ":material/tune:", "compact"):
            with part:
                asking.otherwise(visit, queue, arrival)
    elif arrival.staged is None:
        st.caption(f"{words.number(arrival.size / 1e6)} MB received. It is read in its turn.")
    else:
        _standing(arrival)
        reading.outcome(arrival.staged, defined.dataset[queue.dataset])
        if arrival.staged.questions:
            asking.ask(visit, queue, arrival)
        reading.warnings(arrival.staged.warnings)
        reading.summary(arrival.staged.reading)
        _details(visit, queue, arrival)
    with st.container(horizontal=True):
        _buttons(visit, queue, arrival)


def _standing(arrival: Arrival) -> None:
    """What the store knows of these bytes already."""
    same = arrival.same
    if arrival.twice:
        st.info("This very file stands above in this list. It is committed once.", icon=":material/file_copy:")
    elif same and arrival.same_reading and same.state == "live":
        since = f"since {words.day(same.uploaded_at.date())} as {words.plain(same.file_name)}"
        st.info(f"This very file is live {since}; nothing would change.", icon=":material/done_all:")
    elif same and same.state == "live":
        st.warning(
            f"These very bytes are live already as {words.plain(same.file_name)}, but were read in another way. "
            "Committed, both count: undo one of them.",
            icon=":material/file_copy:",
        )
    elif same:
        when = words.day(same.uploaded_at.date())
        st.info(
            f"This very file was live from {when} and was undone; committing brings it back.", icon=":material/redo:"
        )


def _details(visit: Visit, queue: Queue, arrival: Arrival) -> None:
    staged = arrival.staged
    if staged is None:
        return
    names = ["First rows", f"Columns ({len(staged.reading.columns)})"]
    if staged.reject_sample:
        rejected = staged.files.rejected if staged.files else None
        names.append(f"Rejected rows ({words.number(rejected)})" if rejected else "Rejected rows")
    *tabs, differently = st.tabs([*names, "Read it differently"])
    with tabs[0]:
        reading.first_rows(staged.reading)
    with tabs[1]:
        reading.columns(staged.reading)
    for tab in tabs[2:]:
        with tab:
            reading.rejects(visit, queue, arrival)
    with differently:
        asking.otherwise(visit, queue, arrival)


def _buttons(visit: Visit, queue: Queue, arrival: Arrival) -> None:
    given: dict[str, Any] = {"type": "tertiary", "disabled": queue.committing is not None}
    if len(queue.files) > 1 and arrival.standing in ("ready", "left out"):
        out = arrival.left_out
        st.button(
            "Take it in again" if out else "Leave it out for now",
            icon=":material/add:" if out else ":material/remove:",
            key=f"choose.{arrival.key}",
            on_click=queue.choose,
            args=(arrival, out),
            **given,
        )
    st.button(
        "Discard this file",
        icon=":material/close:",
        key=f"leave.{arrival.key}",
        on_click=queue.leave,
        args=(visit, arrival),
        **given,
    )


def decide(visit: Visit, queue: Queue, defined: Project) -> None:
    """What committing the ready files would change, and the button that does it."""
    ready = queue.ready()
    if queue.incomparable and ready:
        telling.error(queue.incomparable)
        st.button("Try again", icon=":material/refresh:", on_click=queue.again)
    if queue.changes is None or not ready:
        return
    what = "it changes" if len(ready) == 1 else f"these {len(ready)} files change together"
    st.subheader(f"What {what}", anchor=False)
    alone = [warn.text for arrival in queue.files for warn in _warned(arrival)] if len(queue.files) == 1 else []
    after = "With this file" if len(ready) == 1 else "With these files"
    changes.shown(queue.changes, defined, after=after, said=alone)
    if queue.committing:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        label = "Commit" if len(ready) == 1 else f"Commit {len(ready)} files"
        given = (visit, queue, queue.token())
        st.button(label, type="primary", icon=":material/check:", key="commit", on_click=_commit, args=given)
        kept = len(queue.files) - len(ready)
        rest = f" {words.count(kept, 'other file')} {'stays' if kept == 1 else 'stay'} here." if kept else ""
        st.caption(f"Nothing counts before this. It can be undone at any time.{rest}")


def _warned(arrival: Arrival) -> Sequence[Warn]:
    return arrival.staged.warnings if arrival.staged else ()


def _commit(visit: Visit, queue: Queue, token: str) -> None:
    """Only what the person saw: a second click, or a page that was drawn before something moved, does nothing."""
    queue.commit(visit, token)


def said(visit: Visit, queue: Queue) -> None:
    """What the last commit did, and what stopped it."""
    done, failed = queue.said(visit)
    lines = []
    for each in done:
        name, rows = words.plain(each.upload.file_name), words.number(each.upload.rows)
        known = f"{name} was live already, read in the same way; nothing was added"
        lines.append(known if each.existing else f"{name}: {rows} rows are live")
    if lines:
        st.success("  \n".join(lines), icon=":material/check:")
        if st.session_state.get("uploads told") != queue.done_at:  # also where the page is scrolled down
            st.toast("  \n".join(lines), icon=":material/check:")
            st.session_state["uploads told"] = queue.done_at
    if failed:
        telling.error(failed)
        if queue.files:
            st.caption("What is still listed below is not live; it stays here.")


def actor() -> str:
    """Who is bringing files in."""
    return local.user()
