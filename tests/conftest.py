"""Shared fixtures: a store in a temporary folder, and the real exports where they are available."""

from __future__ import annotations

import functools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from metrics.store import Store, catalog
from metrics.store.backup import CATALOG

ROOT = Path(__file__).resolve().parent.parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that wait for browsers, servers and killed processes come first: none is left to one core at the end."""
    long = {item.path for item in items if item.get_closest_marker("browser") or item.get_closest_marker("kill")}
    items.sort(key=lambda item: item.path not in long)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real exports beside the checkout (or PROVEOUT_TEST_DATA); tests skip clearly without it."""
    folder = Path(os.environ.get("PROVEOUT_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"real exports not found in {folder}; set PROVEOUT_TEST_DATA to run this test")
    return folder


# A busy machine is no defect; CI repeats the same examples, so that what passed once passes again.
# PROVEOUT_DEEP=1 takes more of them than the minutes of a whole run allow.
EXAMPLES = 400 if os.environ.get("PROVEOUT_DEEP") else 50
settings.register_profile("proveout", deadline=None, derandomize=bool(os.environ.get("CI")), max_examples=EXAMPLES)
settings.load_profile("proveout")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogue of a store without projects."""
    made = tmp_path_factory.mktemp("migrated")
    with Store.open(made):
        pass
    return made / CATALOG


@pytest.fixture(autouse=True)
def born_migrated(migrated: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """New stores of this process begin as a copy: a thousand tests open one. Those of tests/store are made anew."""
    real = catalog.require_schema

    def copied(store: Store) -> None:
        if not (store.home / CATALOG).exists():
            shutil.copyfile(migrated, store.home / CATALOG)
        real(store)

    monkeypatch.setattr(catalog, "require_schema", copied)


@pytest.fixture(scope="session")
def components_sought_once() -> Iterator[None]:
    """Every AppTest looks for Streamlit components in all that is installed, a third of a page's run."""
    from streamlit.components.v2 import manifest_scanner  # late: only pages import Streamlit

    with pytest.MonkeyPatch.context() as patch:
        sought = functools.cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", sought)
        yield
