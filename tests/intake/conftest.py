"""A home folder, and a short way to stage a small file written in the test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from metrics.dataset import Dataset
from metrics.intake import Answers, Staged, stage

Stager = Callable[..., Staged]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home folder with its staging folder."""
    folder = tmp_path / "home"
    (folder / "staging").mkdir(parents=True)
    return folder


@pytest.fixture
def staged(home: Path, tmp_path: Path) -> Stager:
    """stage() for a text or bytes and a dataset; what is left is taken as answers."""

    def run(
        content: str | bytes,
        dataset: Dataset,
        timezone: str = "UTC",
        file_name: str = "export.csv",
        known_recipe: bool | None = None,
        progress: Callable[[float], None] | None = None,
        **answers: Any,
    ) -> Staged:
        path = tmp_path / file_name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return stage(
            path,
            project="p",
            name="d",
            dataset=dataset,
            timezone=timezone,
            home=home,
            staging=home / "staging",
            answers=Answers(**answers),
            known_recipe=known_recipe,
            progress=progress,
        )

    return run
