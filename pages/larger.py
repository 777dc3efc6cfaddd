"""The other ways in, for files that are too large for a page and for exports that come every month."""

from __future__ import annotations

import shlex
from urllib.parse import urlsplit

import streamlit as st

from metrics.access.visit import Visit

MEGABYTES = 500  # that the page's uploader takes: it holds a file in the server's memory until it is on the disk
TOKEN = "TOKEN"  # the variable that a script keeps it in


def ways(visit: Visit, project: str, dataset: str) -> None:
    """Command, inbox folder and route for this project and dataset, to copy."""
    with st.expander("Larger files, or every month by itself", icon=":material/deployed_code_history:"):
        st.markdown(
            f"This page takes files up to {MEGABYTES} MB each. The other ways take any size; they read, check and ask "
            "as this page does, and what they load stands in the history below."
        )
        if visit.who.owns_the_files:  # others neither reach the server's commands and folders nor need its paths
            st.markdown("**A command**, beside the running server")
            st.code(f"proveout upload {project} {dataset} FILE", language="bash", wrap_lines=True)
            st.markdown("**A folder** that the running server watches: done and refused files are moved, with a report")
            st.code(f"{visit.store.home / 'inbox' / project / dataset}/", language=None, wrap_lines=True)
        st.markdown("**A request**, from a script, with a token of the project, which its owner makes under *People*")
        st.code(request(st.context.url or "", project, dataset), language="bash", wrap_lines=True)


def request(url: str, project: str, dataset: str) -> str:
    """The command that streams a file to this server; it is named twice, for curl sends no name with a body."""
    seen = urlsplit(url)
    site = f"{seen.scheme}://{seen.netloc}" if seen.netloc else "http://localhost:8501"
    address = shlex.quote(f"{site}/api/uploads/{project}/{dataset}?name=FILE")
    return f'curl -X POST -H "Authorization: Bearer ${TOKEN}" -T FILE {address}'
