"""One project, computed once: a home to copy, and its results."""

from __future__ import annotations

from pathlib import Path

import pytest

from metrics import actions
from metrics.results import ProjectResult
from metrics.store import Store
from tests.report.projects import opened
from tests.visits import visit


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the project, its data and its results, to be copied."""
    home = tmp_path_factory.mktemp("kept") / "home"
    with opened(home) as store:
        actions.results(visit(store), "p")
    return home


@pytest.fixture(scope="session")
def result(kept: Path) -> ProjectResult:
    """Its results."""
    with Store.open(kept) as store:
        return actions.results(visit(store), "p")
