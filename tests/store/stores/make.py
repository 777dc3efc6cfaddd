"""Makes the store of one schema version for test_released_stores.py: run it on the release that has that version.

    python tests/store/stores/make.py        writes v<schema>.tar.gz beside itself; it never overwrites one

A made archive never changes: it is what people have on their disks.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import sys
import tarfile
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2]))

from metrics import actions  # noqa: E402  # of this checkout, from whichever folder it is run
from metrics.access.identity import of_command  # noqa: E402
from metrics.access.visit import Visit  # noqa: E402
from metrics.intake import Answers  # noqa: E402
from metrics.store import Store  # noqa: E402
from metrics.store.migrations import HEAD  # noqa: E402

DEFINITION = """
[project]
id = "kept"
name = "Kept"
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


def tickets(year: int, per_month: int, first: int = 1, last: int = 12) -> str:
    """A ticket per line; one line of each file has no date and is rejected."""
    lines = ["id,opened,channel,minutes", f"x{year},,mail,1.0"]
    for month in range(first, last + 1):
        for at in range(per_month + month % 3):
            day = 1 + at * 27 // max(per_month + month % 3 - 1, 1)
            lines.append(f"{year}-{month}-{at},{year}-{month:02d}-{day:02d} 09:00,chat,{at % 9}.5")
    return "\n".join(lines) + "\n"


def fill(home: Path, files: Path) -> dict[str, object]:
    """A store with all that this version keeps; returns what it must still say when it is opened later."""
    with Store.open(home) as store:
        owner, analyst = (Visit(store, of_command(name)) for name in ("owner", "analyst"))
        actions.apply(owner, DEFINITION)
        taken = []
        for name, text in {
            "2023.csv": tickets(2023, 20),
            "2024.csv": tickets(2024, 14),
            "again.csv": tickets(2024, 9, last=3),
            "gone.csv": tickets(2022, 5, last=2),
        }.items():
            (files / name).write_text(text)
            done = actions.take(analyst, "kept", "tickets", files / name, Answers(accept=("rejects",)))
            assert done.upload is not None, done.staged.questions
            taken.append(done.upload.id)
        actions.undo(analyst, taken[2])
        actions.purge(owner, taken[3], "names of people")
        actions.seal(owner, "kept", None, "agreed")
        row = actions.refresh(store, "kept")
        return {
            "schema": HEAD,
            "made_at": dt.datetime.now(dt.UTC).isoformat(),
            "snapshot": row.id,
            "results": json.loads(actions.document(owner, "kept", row.id).model_dump_json()),
            "uploads": {one.id: one.state for one in store.uploads("kept")},
            "audit": [[one.actor, one.action, one.subject] for one in store.audit()],
        }


def main() -> None:
    """Make the store in a temporary folder and pack it."""
    target = HERE / f"v{HEAD}.tar.gz"
    if target.exists():
        sys.exit(f"{target.name} is there already; a released store never changes")
    with tempfile.TemporaryDirectory() as folder:
        home, files = Path(folder) / "home", Path(folder)
        said = json.dumps(fill(home, files), indent=1).encode()
        with tarfile.open(target, "x:gz") as packed:
            for path in sorted(home.rglob("*")):
                if path.is_file():
                    packed.add(path, f"home/{path.relative_to(home)}")
            about = tarfile.TarInfo("said.json")
            about.size = len(said)
            packed.addfile(about, io.BytesIO(said))


if __name__ == "__main__":
    main()
