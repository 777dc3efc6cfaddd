"""Migrations: the scripts make what schema.py says, upgrades keep the rows, a newer store is refused untouched."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from metrics.errors import StoreError
from metrics.store import Store, schema
from metrics.store.migrations import HEAD, SCRIPTS, require_schema

NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"

def upgrade() -> None:
    with op.batch_alter_table("projects") as table:
        table.add_column(sa.Column("note", sa.Text, nullable=False, server_default="from 9999"))
    {then}
"""


def version(home: Path) -> str:
    with sqlite3.connect(home / "catalog.sqlite") as con:
        (found,) = con.execute("select version_num from alembic_version").fetchone()
    con.close()
    return str(found)


@pytest.fixture
def longer(tmp_path: Path) -> Path:
    """The scripts as they are, and one more."""
    scripts = tmp_path / "scripts 100%"
    shutil.copytree(SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "v9999_next.py").write_text(NEXT.format(head=HEAD, then=""))
    return scripts


def test_the_scripts_lead_to_what_the_program_expects(store: Store) -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]
    assert version(store.home) == HEAD
    with store.read() as con:
        context = MigrationContext.configure(con, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, schema.metadata) == []
        made = inspect(con)
        for table in schema.metadata.sorted_tables:  # alembic compares neither of these
            assert made.get_pk_constraint(table.name)["constrained_columns"] == table.primary_key.columns.keys()
            checks = {check["name"] for check in made.get_check_constraints(table.name)}
            assert checks == {"uploads": {"ck_uploads_state"}, "grants": {"ck_grants_role"}}.get(table.name, set())
        partial = con.exec_driver_sql("select sql from sqlite_master where name = 'uq_uploads_live_identity'").scalar()
        assert str(partial).endswith("WHERE state = 'live'")


def test_a_store_at_an_earlier_version_is_upgraded_with_its_rows(demo: Store, longer: Path) -> None:
    demo.close()
    require_schema(demo, longer, "9999")
    assert version(demo.home) == "9999"
    assert demo.definition("demo").text == "v1"
    with demo.read() as con:
        assert con.exec_driver_sql("select id, revision, note from projects").all() == [("demo", 1, "from 9999")]
        assert con.exec_driver_sql("pragma foreign_key_check").all() == []


def test_an_upgrade_that_fails_leaves_the_store_as_it_was(demo: Store, longer: Path) -> None:
    script = longer / "versions" / "v9999_next.py"
    script.write_text(NEXT.format(head=HEAD, then='op.execute("insert into nowhere values (1)")'))
    with pytest.raises(StoreError, match="no such table: nowhere"):
        require_schema(demo, longer, "9999")
    assert version(demo.home) == HEAD
    with demo.read() as con:
        assert "note" not in {column["name"] for column in inspect(con).get_columns("projects")}
    with Store.open(demo.home) as again:
        assert again.projects() == ("demo",)


def test_a_store_of_a_newer_program_is_refused_with_the_remedy(demo: Store, longer: Path) -> None:
    require_schema(demo, longer, "9999")
    demo.close()
    before = (demo.home / "catalog.sqlite").read_bytes()
    with pytest.raises(StoreError, match=rf"newer Proveout \(schema 9999; this program knows {HEAD}\)") as refused:
        Store.open(demo.home)
    assert "Update the program" in str(refused.value)
    assert (demo.home / "catalog.sqlite").read_bytes() == before


def test_the_schema_can_be_made_in_postgresql() -> None:
    statements: list[str] = []
    for table in schema.metadata.sorted_tables:
        statements.append(str(CreateTable(table).compile(dialect=postgresql.dialect())))
        statements += [str(CreateIndex(index).compile(dialect=postgresql.dialect())) for index in table.indexes]
    assert sum("CREATE TABLE" in statement for statement in statements) == len(schema.metadata.tables)
    assert any("WHERE state = 'live'" in statement for statement in statements)


def test_a_current_store_is_opened_without_the_write_lock(demo: Store) -> None:
    """So it opens also while another process writes for long."""
    with demo.write(), Store.open(demo.home) as other:
        assert other.projects() == ("demo",)
