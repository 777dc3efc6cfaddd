"""How many examples a property test runs: few in every run, and many where PROVEOUT_DEEP is set."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

DEEP = 8  # times as many


def examples(few: int) -> settings:
    """Settings of a test whose examples each read a file: so many of them, PROVEOUT_DEEP=1 runs DEEP times as many."""
    most = few * (DEEP if os.environ.get("PROVEOUT_DEEP") else 1)
    slow = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large]
    return settings(max_examples=most, deadline=None, suppress_health_check=slow)
