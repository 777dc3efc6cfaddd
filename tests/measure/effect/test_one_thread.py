"""Linear algebra runs on one thread in whatever process imports `metrics`, as the library itself tells."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

import pytest

from metrics.measure.effect import gls  # noqa: F401  its NumPy and SciPy are what is asked

TOLD = ("scipy_openblas_get_num_threads64_", "scipy_openblas_get_num_threads", "openblas_get_num_threads")


@pytest.mark.skipif(
    os.environ.get("OPENBLAS_NUM_THREADS", "1") != "1", reason="set otherwise by whoever runs the tests"
)
def test_every_loaded_openblas_has_one_thread() -> None:
    maps = Path("/proc/self/maps")
    loaded = {line.split()[-1] for line in maps.read_text().splitlines() if "openblas" in line} if maps.exists() else ()
    if not loaded:
        pytest.skip("NumPy does not compute with OpenBLAS here")
    for path in loaded:
        library = ctypes.CDLL(path)
        counts = [getattr(library, name)() for name in TOLD if hasattr(library, name)]
        assert counts, path
        assert set(counts) == {1}, path
