"""Uploads, for analysts: files in, what they say, what they leave open, what they would change, and the history."""

import streamlit as st

from metrics import actions, arrivals, words
from pages import arriving, history, incoming, larger, pieces

visit = arriving.visit()
heads = actions.projects(visit)
st.title("Uploads")
if not heads:
    pieces.no_projects()

with st.container(horizontal=True, vertical_alignment="bottom"):
    chosen = pieces.choose("Project", "project", {head.project: head.name for head in heads}, as_list=True)
    head = next(head for head in heads if head.project == chosen)
    defined = actions.draft(visit, head.project).project
    names = {name: name for name in defined.dataset}
    dataset = pieces.choose("Dataset", "dataset", names) if names else ""
    pieces.open_page("project", f"Open {words.plain(head.name)}", project=head.project)
if not names:
    pieces.no_data(head, "This project has no dataset yet: say under Define what a row of its export is.")

actor = incoming.actor()
queue = arrivals.queue(visit, head.project, dataset)
for other in arrivals.others(visit, head.project, dataset):
    label = f"{words.count(len(other.files), 'file')} for {other.project}, {other.dataset} still open"
    pieces.open_page("uploads", words.plain(label), project=other.project, dataset=other.dataset)

incoming.desk(visit, queue, defined)
larger.ways(visit, head.project, dataset)
history.shown(visit, head.project, dataset, defined)
