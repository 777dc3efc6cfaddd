"""Commands as a person types them, on a store of their own, and a small project to type them at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands import Commands, Ran

CLAIM = """
[project]
id = "claim"
name = "A claim"
launch = 2024-07-01
discount_rate = 0.06

[dataset.tickets]
shape = "events"
id = "id"
time = "opened"
columns = { channel = "text", minutes = "decimal" }

[kpi.tickets]
title = "Tickets"
unit = "tickets"
dataset = "tickets"
measure = "count(*)"
better = "lower"
target = -0.4
unit_value = 10
realised_share = 1.0

[[cost]]
date = 2024-06-03
amount = 500
category = "build"
kind = "investment"
"""

Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """run("upload", …) does what `proveout upload …` does, on a store in a temporary folder, from another folder."""
    return Commands(tmp_path)


@pytest.fixture
def run_process(tmp_path: Path) -> Run:
    """The same in a real process."""
    return Commands(tmp_path).process


@pytest.fixture
def claim(tmp_path: Path, run: Run) -> Path:
    """A project without data, applied; the folder to put files into."""
    (tmp_path / "claim.toml").write_text(CLAIM)
    assert run("apply", "claim.toml").code == 0
    return tmp_path


def tickets(per_month: dict[str, int], day_mark: str = "-") -> str:
    """A CSV with one ticket per line, spread over each month from its first to its last day."""
    lines = ["id,opened,channel,minutes"]
    for month, count in per_month.items():
        for at in range(count):
            day = 1 + at * 27 // max(count - 1, 1)
            lines.append(f"{month}-{at},{month}{day_mark}{day:02d} 09:{at % 60:02d},chat,{at % 9}.5")
    return "\n".join(lines) + "\n"
