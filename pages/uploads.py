"""Uploads, for analysts: a file in, what it says, what it leaves open, what it would change, and the history."""

import datetime as dt

import streamlit as st

from metrics import actions, words, worker
from metrics.access import local
from metrics.errors import ProveoutError
from metrics.store import Upload
from pages import arrival as arriving
from pages import pieces, reading

STEPS = ("File", "What it says", "Questions", "What it changes", "Commit")
SHOWN = 5
STATES = {"live": (":green-badge", "check"), "undone": (":gray-badge", "undo")}

store = pieces.store()


def steps(now: int) -> None:
    """Where the reader stands on the way in."""
    marks = [f"**{n} {name}**" if n == now else f":gray[{n} {name}]" for n, name in enumerate(STEPS, start=1)]
    st.markdown(" :gray[─] ".join(marks))


def take() -> None:
    """Step 1: the file."""
    steps(1)
    given = st.file_uploader(
        f"A file for {dataset}",
        type=["csv", "tsv", "txt", "gz"],
        key=f"uploader.{st.session_state.get('uploader', 0)}",
        help="CSV as the system exports it, also gzipped. It is read and checked; nothing counts before you commit.",
    )
    if given is not None:
        with st.spinner("Receiving the file"):
            arriving.begin(store, head.project, dataset, given)
        st.rerun()
    st.caption("Encoding, delimiter, dates and decimals are found; what the file leaves open is asked, never guessed.")


@st.fragment(run_every=0.7)
def wait(arrival: arriving.Arrival) -> None:
    """The bar while the worker reads; the page goes on when it has finished."""
    job = arrival.reading or arrival.comparing
    if job is None or job.done():
        st.rerun()
    elif job is arrival.reading:
        st.progress(min(1.0, job.progress()), f"Reading {arrival.file_name}")
    else:
        st.markdown(":material/sync: :gray[Working out what this file would change …]")


def bring(arrival: arriving.Arrival) -> None:
    """Steps 2 to 5 for the file that is under way."""
    arrival.settle(store)
    if arrival.reading:
        steps(2)
        return wait(arrival)
    if arrival.refused:
        steps(2)
        st.error(
            "\n".join(f"- {words.plain(str(problem))}" for problem in arrival.refused.problems),
            title=arrival.refused.title,
            icon=":material/block:",
        )
        reading.missing(store, arrival, defined.dataset[arrival.dataset])
        reading.otherwise(store, arrival)
        return leave(arrival)
    staged = arrival.staged
    if staged is None:
        return None
    if staged.questions:
        steps(3)
        reading.says(staged.reading)
        reading.ask(store, arrival)
        reading.otherwise(store, arrival)
        return leave(arrival)
    waiting = arrival.changes is None and not (arrival.comparing and arrival.comparing.done())
    steps(4 if waiting else 5)
    reading.found(store, staged)
    with st.expander("What the file says", icon=":material/table:"):
        reading.says(staged.reading)
    change(arrival)
    reading.otherwise(store, arrival)
    return leave(arrival)


def change(arrival: arriving.Arrival) -> None:
    """What committing would change, and the button that does it."""
    if arrival.comparing and arrival.comparing.done():
        try:
            arrival.changes = arrival.comparing.result()
        except ProveoutError as error:
            st.error(words.plain(str(error)), title=error.title, icon=":material/error:")
            return None
        finally:
            arrival.comparing = None
    if arrival.changes is None:
        if arrival.comparing is None:
            arrival.compare(store)
        return wait(arrival)
    if store.revision(arrival.project) != arrival.revision:
        st.warning("The project has changed meanwhile; the effect is worked out anew.", icon=":material/sync:")
        arrival.compare(store)
        return wait(arrival)
    st.markdown("**What it changes**")
    told = actions.consequences(arrival.changes, defined)
    if told:
        rows = [{"Figure": t.figure, "Now → with this file": f"{t.before} → **{t.after}**"} for t in told]
        st.table(rows, hide_index=True, alt="Every figure that the file would change, before and after")
    else:
        st.markdown("No headline figure changes.")
    if st.button("Commit", type="primary", icon=":material/check:", key="commit"):
        commit(arrival)
    return None


def commit(arrival: arriving.Arrival) -> None:
    """Make the rows live, say so, and be ready for the next file."""
    try:
        with st.spinner("Committing, and working out the new figures"):
            done = arrival.commit(store)
    except ProveoutError as error:
        st.error(words.plain(str(error)), title=error.title, icon=":material/error:")
        return
    said = f"{done.upload.file_name}: {words.number(done.upload.rows)} rows are live"
    if done.existing:
        said = f"{done.upload.file_name} was live already, read in the same way; nothing was added"
    st.session_state["uploads said"] = said
    arriving.end(store, committed=True)
    st.rerun()


def leave(arrival: arriving.Arrival) -> None:
    """Forget the file."""
    st.button("Discard this file", icon=":material/close:", type="tertiary", on_click=arriving.end, args=(store,))


def listed(upload: Upload) -> None:
    """One upload of the history with what can be done to it."""
    by = words.plain(upload.uploaded_by)
    with st.container(border=True):
        badge, icon = STATES.get(upload.state, (":gray-badge", "inventory_2"))
        st.markdown(f"**{words.plain(upload.file_name)}** {badge}[:material/{icon}: {upload.state}]")
        span = ""
        if upload.first and upload.until:
            span = f" · {words.day(upload.first)} to {words.day(upload.until - dt.timedelta(days=1))}"
        rejected = f", {words.number(upload.rejected)} rejected" if upload.rejected else ""
        st.caption(
            f"{words.count(upload.rows, 'row')}{rejected}{span}  \n"
            f"{words.day(upload.uploaded_at.date())} {upload.uploaded_at:%H:%M} UTC by {by}"
        )
        with st.container(horizontal=True, gap="small"):
            if upload.state == "live":
                st.button("Undo", icon=":material/undo:", key=f"undo.{upload.id}", on_click=flip, args=(upload, "undo"))
            if upload.state == "undone":
                st.button("Redo", icon=":material/redo:", key=f"redo.{upload.id}", on_click=flip, args=(upload, "redo"))
            if upload.state != "purged":
                st.download_button(
                    "File",
                    lambda: actions.original(store, upload.id),
                    upload.file_name,
                    icon=":material/download:",
                    key=f"original.{upload.id}",
                    on_click="ignore",
                    help="The file as it came, byte for byte",
                )
            if upload.rejected and upload.rejects_path:
                st.download_button(
                    "Rejects",
                    lambda: actions.repair(store, upload.id),
                    f"rejects_{upload.file_name.removesuffix('.gz')}",
                    "text/csv",
                    icon=":material/rule:",
                    key=f"rejects.{upload.id}",
                    on_click="ignore",
                    help="The rejected rows with their reasons, to repair and upload",
                )


def flip(upload: Upload, which: str) -> None:
    """Undo or redo, and say so."""
    try:
        worker.run(store, actions.undo if which == "undo" else actions.redo, upload.id, local.user())
    except ProveoutError as error:
        st.session_state["uploads failed"] = str(error)
    else:
        gone = "no longer counts" if which == "undo" else "counts again"
        st.session_state["uploads said"] = f"{upload.file_name} {gone}"


heads = actions.portfolio(store)
st.title("Uploads")
if not heads:
    pieces.no_projects()
if failed := st.session_state.pop("uploads failed", None):
    st.error(words.plain(failed), icon=":material/error:")

with st.container(horizontal=True, vertical_alignment="bottom"):
    chosen = pieces.choose("Project", "project", {head.project: head.name for head in heads}, as_list=True)
    head = next(head for head in heads if head.project == chosen)
    defined = actions.draft(store, head.project).project
    names = {name: name for name in defined.dataset}
    dataset = pieces.choose("Dataset", "dataset", names) if names else ""
    pieces.open_page("project", f"Open {head.name}", project=head.project)
if said := st.session_state.pop("uploads said", None):
    st.success(said, icon=":material/check:")
if not names:
    pieces.no_data(head, "This project has no dataset yet: say under Define what a row of its export is.")

left, right = st.columns([3, 2], gap="medium")
with left, st.container(border=True):
    arrival = arriving.present()
    if arrival and (arrival.project, arrival.dataset) != (head.project, dataset):
        st.markdown(f"**{words.plain(arrival.file_name)}** for {arrival.project}, {arrival.dataset} is still open.")
        leave(arrival)
    elif arrival:
        bring(arrival)
    else:
        take()
with right:
    uploads = [upload for upload in reversed(actions.uploads(store, head.project)) if upload.dataset == dataset]
    st.subheader("History")
    if not uploads:
        st.markdown("No file yet.")
    more = len(uploads) > SHOWN and st.toggle(f"Show all {len(uploads)}")
    for upload in uploads if more else uploads[:SHOWN]:
        listed(upload)
