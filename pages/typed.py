"""What somebody typed on a form of Define and has not applied: it outlives a reload, as long as the server runs."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

import streamlit as st

from metrics.access.visit import Visit

MOST = 500  # forms that are remembered; the oldest go first
Differing = Mapping[str, Any]  # field → value, of those that differ from the definition
_lock = threading.Lock()


@st.cache_resource(show_spinner=False)
def _remembered() -> dict[tuple[str, str, str], Differing]:
    return {}


def remembered(visit: Visit, form: str) -> Differing:
    """What this person has typed on a form; empty where there is nothing."""
    return _remembered().get(_key(visit, form), {})


def remember(visit: Visit, form: str, differing: Differing) -> None:
    """Keep what differs from the definition, and forget it where nothing does."""
    with _lock:
        forms = _remembered()
        forms.pop(_key(visit, form), None)
        if differing:
            forms[_key(visit, form)] = dict(differing)
            while len(forms) > MOST:
                forms.pop(next(iter(forms)))


def _key(visit: Visit, form: str) -> tuple[str, str, str]:
    return str(visit.store.home), str(visit.actor), form
