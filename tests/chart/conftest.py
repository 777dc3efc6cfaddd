"""Every figure that a test draws is held against Plotly's schema, which the product leaves out to be quick."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import pytest

from metrics.chart import frame


@pytest.fixture(autouse=True)
def validated(monkeypatch: pytest.MonkeyPatch) -> None:
    """As drawn by the product, and valid."""
    drawn = go.Figure

    def figure(*given: Any, **more: Any) -> go.Figure:
        made = drawn(*given, **more)
        drawn(made.to_plotly_json())
        return made

    monkeypatch.setattr(frame.go, "Figure", figure)
