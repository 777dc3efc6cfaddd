"""The house's order: imports follow the arrow of docs/architecture.md and never run back."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ORDER = [
    "errors",
    "disk",
    "logs",
    "recurring",
    "measured",
    "dataset",
    "model",
    "results",
    "locales",
    "words",
    "definition",
    "templates",
    "engine",
    "store",
    "access",
    "intake",
    "rollup",
    "measure",
    "snapshot",
    "difference",
    "document",
    "chart",
    "report",
    "watch",
    "actions",
    "worker",
    "catchup",
    "inbox",
    "rounds",
    "api",
    "arrivals",
    "serving",
    "cli",
]
PAGES_NEVER = {"duckdb", "pandas", "numpy", "pyarrow", "sqlalchemy", "sqlite3", "scipy"}


@cache
def imported(path: Path) -> set[str]:
    """Every module that a file imports when it is loaded, dotted; late imports inside functions count too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return found


def rooms(path: Path) -> set[str]:
    return {
        name.split(".")[1] for name in imported(path) if name.startswith("metrics.") and name.split(".")[1] in ORDER
    }


FILES = sorted(
    path for path in (ROOT / "metrics").rglob("*.py") if path.parent != ROOT / "metrics" or path.stem in ORDER
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_rooms_import_only_what_lies_before_them(path: Path) -> None:
    room = path.relative_to(ROOT / "metrics").parts[0].removesuffix(".py")
    assert room in ORDER, f"{room} has no place in the order: give it one here and in docs/architecture.md"
    later = {other for other in rooms(path) if ORDER.index(other) > ORDER.index(room)}
    assert not later, f"{path.name} reaches forward to {sorted(later)}"


@pytest.mark.parametrize("path", sorted((ROOT / "metrics").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_metrics_never_imports_streamlit(path: Path) -> None:
    assert not {name for name in imported(path) if name.split(".")[0] == "streamlit"}


@pytest.mark.parametrize("path", sorted((ROOT / "pages").rglob("*.py")), ids=lambda path: path.name)
def test_pages_hold_no_sql_and_no_arithmetic_on_data(path: Path) -> None:
    assert not {name.split(".")[0] for name in imported(path)} & PAGES_NEVER


def test_files_fit_one_sitting() -> None:
    lengths = sorted(len(path.read_text(encoding="utf-8").splitlines()) for path in (ROOT / "metrics").rglob("*.py"))
    assert lengths[-1] <= 300
    assert lengths[len(lengths) // 2] < 120
