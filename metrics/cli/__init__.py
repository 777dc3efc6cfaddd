"""The command line: the same actions as the pages, beside a running server, on the same store.

Exit codes: 0 done; 1 it failed; 2 wrong usage; 3 it needs an answer and nothing was changed.
"""

from __future__ import annotations

import os

import typer

from metrics.cli import (
    auditing,
    checking,
    closing,
    defining,
    noting,
    people,
    previewing,
    projects,
    removing,
    reporting,
    surviving,
    uploads,
)
from metrics.cli.base import cli, fail
from metrics.disk import full, is_full
from metrics.errors import ProveoutError
from metrics.store.catalog import default_home

__all__ = [
    "auditing",
    "checking",
    "cli",
    "closing",
    "defining",
    "main",
    "noting",
    "people",
    "previewing",
    "projects",
    "removing",
    "reporting",
    "surviving",
    "uploads",
]


def main() -> None:
    """Run a command; every error is words and an exit code, never a traceback (PROVEOUT_DEBUG=1 shows it)."""
    try:
        cli()
    except ProveoutError as error:
        fail(error)
    except Exception as error:  # a full disk, or a defect of ours: still words
        if is_full(error):
            fail(full(default_home()))
        if os.environ.get("PROVEOUT_DEBUG"):
            raise
        typer.echo(
            f"Proveout met an unexpected {type(error).__name__}: {error}\nSet PROVEOUT_DEBUG=1 to see where.", err=True
        )
        raise SystemExit(1) from None
