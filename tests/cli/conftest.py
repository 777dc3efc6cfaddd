"""Commands as a person types them: in a process of their own, on a store of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

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


@dataclass(frozen=True)
class Ran:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """run("upload", …) runs `proveout upload …` on a store in a temporary folder, from another folder."""

    def call(*words: str) -> Ran:
        environment = os.environ | {"PROVEOUT_HOME": str(tmp_path / "home")}
        done = subprocess.run(
            [sys.executable, "-c", "from metrics.cli import main; main()", *words],
            cwd=tmp_path,
            env=environment | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])},
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Ran(done.returncode, done.stdout, done.stderr)

    return call


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
