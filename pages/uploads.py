"""Uploads, for analysts: files in, what they say, what they leave open, what they would change, and the history."""

import streamlit as st

from metrics import actions, arrivals, words
from pages import history, incoming, larger, pieces

store = pieces.store()
heads = actions.portfolio(store)
st.title("Uploads")
if not heads:
    pieces.no_projects()

with st.container(horizontal=True, vertical_alignment="bottom"):
    chosen = pieces.choose("Project", "project", {head.project: head.name for head in heads}, as_list=True)
    head = next(head for head in heads if head.project == chosen)
    defined = actions.draft(store, head.project).project
    names = {name: name for name in defined.dataset}
    dataset = pieces.choose("Dataset", "dataset", names) if names else ""
    pieces.open_page("project", f"Open {words.plain(head.name)}", project=head.project)
if not names:
    pieces.no_data(head, "This project has no dataset yet: say under Define what a row of its export is.")

actor = incoming.actor()
queue = arrivals.queue(store, actor, head.project, dataset)
for other in arrivals.others(store, actor, head.project, dataset):
    label = f"{words.count(len(other.files), 'file')} for {other.project}, {other.dataset} still open"
    pieces.open_page("uploads", words.plain(label), project=other.project, dataset=other.dataset)

queue.settle(store)
incoming.said(queue)
with st.container(border=True):
    incoming.steps(queue)
    incoming.take(store, queue)
    if queue.files:
        incoming.files(store, queue, defined)
        if queue.changed_meanwhile:
            st.warning("The project has changed meanwhile; the effect is worked out anew.", icon=":material/sync:")
        incoming.decide(store, queue, defined)
        if queue.busy():
            incoming.watch(store, queue, incoming.signature(queue))
        st.caption("These files wait here as long as the server runs, also when the page is reloaded or closed.")
    else:
        st.caption(
            "Encoding, delimiter, dates and decimals are found; what a file leaves open is asked, never guessed."
        )
larger.ways(store, head.project, dataset)
history.shown(store, head.project, dataset, defined)
