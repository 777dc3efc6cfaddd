"""Run by test_full_disk.py as a process of its own, on a disk of a few megabytes or with a limit on file sizes.

Prints a line of JSON for every attempt: what it was, how it ended, and what the store holds afterwards.
"""

from __future__ import annotations

import gzip
import json
import os
import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from metrics import actions, engine
from metrics.actions.house import refresh
from metrics.cli import main as command
from metrics.disk import DiskFull, room
from metrics.store import Store
from tests.visits import visit

DEFINITION = """
[project]
id = "full"
launch = 2025-06-01
[dataset.calls]
shape = "events"
time = "day"
id = "id"
columns = { note = "text" }
[kpi.calls]
dataset = "calls"
measure = "count(*)"
better = "lower"
"""
ROWS = 6_000  # some 0.2 MB as text


def files(folder: Path) -> dict[str, Path]:
    """The same table plain, in another encoding, and packed."""
    lines = [f"{n};2025-0{1 + n % 9}-{10 + n % 19};Größe {n * 7919 % 1000003}-{n}" for n in range(ROWS)]
    text = "id;day;note\n" + "\n".join(lines) + "\n"
    plain, other, packed = (folder / name for name in ("plain.csv", "utf16.csv", "packed.csv.gz"))
    plain.write_text(text, encoding="utf-8")
    other.write_text(text, encoding="utf-16")
    packed.write_bytes(gzip.compress(text.encode(), 1))
    return {"copy": plain, "recode": other, "unpack": packed}


def kept(store: Store) -> list[Any]:
    """What the store holds: uploads, the results' figures, and what lies in staging."""
    uploads = [(one.id, one.state, one.rows, one.rows_path.stat().st_size) for one in store.live("full")["calls"]]
    points = [point.value for kpi in actions.results(visit(store), "full").kpis for point in kpi.points]
    with store.read() as con:
        sound = con.exec_driver_sql("pragma integrity_check").scalar()
    return [uploads, points, sound, sorted(path.name for path in (store.home / "staging").iterdir())]


def attempt(what: str, act: Callable[[], Any]) -> None:
    """Do something and say how it ended."""
    said: dict[str, Any] = {"what": what, "end": "done", "words": ""}
    try:
        found = act()
        said["note"] = getattr(found, "note", "")
    except DiskFull as error:
        said |= {"end": "full", "words": str(error)}
    except SystemExit as end:
        said |= {"end": "exit", "words": str(end.code)}
    except BaseException as error:
        said |= {"end": type(error).__name__, "words": str(error)}
    print(json.dumps(said), flush=True)


@contextmanager
def filled(home: Path, free: int) -> Iterator[None]:
    """The disk with only so many bytes free."""
    about = os.statvfs(home)
    filler = home.parent / "filler"
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(about.f_bavail * about.f_frsize - free, 1))
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def limited(_: Path, size: int) -> Iterator[None]:
    """Every file may grow to so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def spill(home: Path) -> None:
    """A query that needs more than its memory, as a snapshot over many rows does."""
    with room(home, "the results"), engine.connect(home, memory="40MB", threads=1) as con:
        con.execute("CREATE TEMP TABLE t AS SELECT random()::VARCHAR || random()::VARCHAR AS a FROM range(1000000)")


def main() -> None:
    """Everything that writes, on a disk with less and less room; then once with enough."""
    kind, home, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    scarce, amounts = (filled, sys.argv[4]) if kind == "disk" else (limited, sys.argv[4])
    given = files(folder)
    store = actions.store(home)
    actions.apply(visit(store, "owner"), DEFINITION)
    first = folder / "first.csv"
    first.write_text("id;day;note\n-1;2025-01-01;a\n-2;2025-02-01;b\n")
    actions.take(visit(store, "ana"), "full", "calls", first, None)
    before = kept(store)
    for amount in amounts.split(","):
        for what, path in given.items():
            with scarce(home, int(amount)):
                attempt(
                    f"{what} {amount}", lambda path=path: actions.take(visit(store, "ana"), "full", "calls", path, None)
                )
            after = kept(store)
            if len(after[0]) == 2:  # it had room enough: taken back, for the next attempt
                store.purge(after[0][1][0], actor="ana", reason="next")
                refresh(store, "full")
            else:
                print(json.dumps({"what": "kept", "same": after == before, "after": after}), flush=True)
    os.environ["PROVEOUT_HOME"] = str(home)
    sys.argv = ["proveout", "upload", "full", "calls", str(given["copy"])]
    with scarce(home, 4096):
        attempt("spill", lambda: spill(home))
        with given["copy"].open("rb") as stream:
            attempt("receive", lambda: actions.receive(visit(store), "a.csv", stream))
        attempt(
            "definition",
            lambda: actions.apply(
                visit(store, "owner"),
                DEFINITION + "# " + "y" * 300_000 + "\n[kpi.calls2]\n"
                'dataset = "calls"\nmeasure = "count(*)"\nbetter = "higher"\n',
            ),
        )
        attempt("catalogue", lambda: store.record("ana", "note", "full", None, {"long": "x" * 3_000_000}))
        attempt("command", command)
    print(json.dumps({"what": "staging", "left": sorted(path.name for path in (home / "staging").iterdir())}))
    attempt("room again", lambda: actions.take(visit(store, "ana"), "full", "calls", given["copy"], None))
    print(json.dumps({"what": "after", "rows": [one.rows for one in store.live("full")["calls"]]}), flush=True)


if __name__ == "__main__":
    main()
