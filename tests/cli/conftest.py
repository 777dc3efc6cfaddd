"""Commands as a person types them: in a process of their own, on a store of their own."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from metrics import actions
from metrics.cli import main

ROOT = Path(__file__).resolve().parents[2]

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
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """run("upload", …) does what `proveout upload …` does, on a store in a temporary folder, from another folder."""
    monkeypatch.setenv("PROVEOUT_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["proveout", *words])
        out, err, code = io.StringIO(), io.StringIO(), 0
        actions.store.cache_clear()  # each call opens the store anew, as a process of its own would
        with redirect_stdout(out), redirect_stderr(err):
            try:
                main()
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        return Ran(code, out.getvalue(), err.getvalue())

    return call


@pytest.fixture
def run_process(tmp_path: Path) -> Run:
    """The same in a real process."""

    def call(*words: str) -> Ran:
        environment = os.environ | {"PROVEOUT_HOME": str(tmp_path / "home"), "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "metrics.cli", *words]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
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
