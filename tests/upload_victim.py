"""Run by test_uploads_survive.py as a process of its own: it forks `proveout upload` processes, and kills some.

A job says which files to upload, and when to die, in shares of the time that a first upload took. Jobs with the same
`with` run at once. Prints for each job the exit codes of its uploads; a killed one has no code.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from itertools import groupby
from pathlib import Path
from typing import Any

import alembic.command  # noqa: F401  # imported once here, so that the forked processes need not
import pyarrow.parquet  # noqa: F401

from metrics import actions, measure  # noqa: F401
from metrics.cli import main as command


def upload(files: list[str], log: Path) -> None:
    """One process after its fork: the command for each file, its exit code into the log."""
    with log.open("a", buffering=1) as codes, open(os.devnull, "w") as nowhere:
        sys.stdout = nowhere
        for file in files:
            sys.argv = ["proveout", "upload", "claim", "tickets", file, "--json", "--by", "victim"]
            code: object = 0
            try:
                command()
            except SystemExit as end:
                code = end.code
            codes.write(f"{code or 0}\n")


def start(files: list[str], log: Path) -> int:
    """Fork an uploading process."""
    child = os.fork()
    if child:
        return child
    try:
        upload(files, log)
    finally:
        os._exit(0)


def main() -> None:
    """All jobs in order; the first one is not killed and tells how long an upload takes."""
    jobs, folder = json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[2])
    took, said = 1.0, []
    for _, together in groupby(enumerate(jobs), lambda item: item[1].get("with", item[0])):
        running: list[tuple[dict[str, Any], int, Path]] = []
        began = time.monotonic()
        for number, job in together:
            log = folder / f"log{number}"
            running.append((job, start(job["files"], log), log))
        for job, child, log in running:
            if "dies" in job:
                time.sleep(job["dies"] * took)
                os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            codes = log.read_text().split() if log.exists() else []
            said.append([int(code) for code in codes])
        if len(said) == 1:
            took = time.monotonic() - began
    print(json.dumps(said))


if __name__ == "__main__":
    main()
