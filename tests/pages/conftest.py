"""Pages are drawn as app.py would have them drawn: it alone checks who connects."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import streamlit as st

from metrics import actions
from metrics.access import local
from tests.pages.example_store import Keeper, keep


@pytest.fixture(autouse=True)
def served(components_sought_once: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if app.py had started this process."""
    monkeypatch.setattr(local, "_started", True)


@pytest.fixture
def empty_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Keeper]:
    """A new store that pages read; calling the fixture keeps an example result as a project's snapshot."""
    monkeypatch.setenv("PROVEOUT_HOME", str(tmp_path / "home"))
    actions.store.cache_clear()
    st.cache_resource.clear()
    yield partial(keep, actions.store())
    actions.store.cache_clear()
