"""Connections to DuckDB: what every one of them is told before anything else."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from metrics import engine


def test_progress_is_known_and_printed_nowhere(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A bar would stand in a command's JSON and in the server's log; without the setting no progress is told."""
    told: list[float] = []
    with engine.connect(tmp_path, threads=1) as con:
        over = threading.Event()

        def poll() -> None:
            while not over.wait(0.01):
                told.append(con.query_progress())

        watching = threading.Thread(target=poll)
        watching.start()
        con.execute("SELECT count(*) FROM range(20000000) t(n) WHERE hash(n::VARCHAR) % 7 = 3").fetchall()
        over.set()
        watching.join()
        (printed,) = con.execute("SELECT current_setting('enable_progress_bar_print')").fetchone() or ("",)
    assert max(told) > 10
    assert printed is False
    assert capfd.readouterr() == ("", "")
