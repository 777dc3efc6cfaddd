"""Shared fixtures: a store in a temporary folder, and the real exports where they are available."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real exports beside the checkout (or PROVEOUT_TEST_DATA); tests skip clearly without it."""
    folder = Path(os.environ.get("PROVEOUT_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"real exports not found in {folder}; set PROVEOUT_TEST_DATA to run this test")
    return folder


# A busy machine is no defect; CI repeats the same examples, so that what passed once passes again.
settings.register_profile("proveout", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("proveout")
