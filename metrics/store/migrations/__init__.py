"""The catalogue's versions: alembic scripts, run when a store is opened that is older than the program.

Add a script to versions/, change schema.py alike and set HEAD; released scripts never change.
"""

from __future__ import annotations

import threading
from pathlib import Path

from sqlalchemy import Connection, column, inspect, select, table

from metrics.errors import Problem, StoreError
from metrics.store import lake
from metrics.store.database import Catalogue

HEAD = "0008"
SCRIPTS = Path(__file__).resolve().parent
_one_at_a_time = threading.Lock()  # alembic keeps its context in module globals


def require_schema(store: Catalogue, scripts: Path = SCRIPTS, head: str = HEAD) -> None:
    """Bring the catalogue to `head`; quick when it is there. Raises StoreError when it is from a newer program.

    All steps run in one write transaction: of two processes that open an empty store the second waits, then finds
    the work done; a process killed in between leaves the catalogue as it was.
    """
    with store.read() as con:
        if version(con) == head:
            return
    with _one_at_a_time, store.write() as con:
        present = version(con)
        if present != head:
            _upgrade(con, scripts, present, store.home)
    lake.sync(store.home)  # the new file's name in its folder


def version(con: Connection) -> str | None:
    """The schema version of a catalogue; None where it has none."""
    if not inspect(con).has_table("alembic_version"):
        return None
    found = con.scalar(select(column("version_num")).select_from(table("alembic_version")))
    return None if found is None else str(found)


def _upgrade(con: Connection, scripts: Path, present: str | None, home: Path) -> None:
    from alembic import command  # slow to import, seldom needed
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config(attributes={"connection": con})
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if present is not None and present not in known:
        raise newer(present, max(known), home)
    command.upgrade(config, "head")


def newer(found: str, known: str, where: Path) -> StoreError:
    """The error for a store that a newer program has written."""
    what = f"This store was written by a newer Proveout (schema {found}; this program knows {known})"
    remedy = "Update the program, or name another store with --home or PROVEOUT_HOME."
    return StoreError(Problem(what, remedy, file=str(where)))
