"""Both themes: words and marks can be read (WCAG AA, computed), and the page's own colours are the charts'."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from metrics.chart.theme import DARK, LIGHT, Theme, theme

CONFIG = Path(__file__).resolve().parents[2] / ".streamlit" / "config.toml"
BOTH = pytest.mark.parametrize("paper", [LIGHT, DARK], ids=["light", "dark"])
TEXTS = ("text", "muted", "good_text", "concern_text")
MARKS = ("ink", "grey", "good", "concern", "blue", "ochre")


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb" (WCAG 2.2)."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def laid_over(tint: str, paper: str) -> str:
    """The colour of a translucent "rgba(…)" tint on paper."""
    *rgb, alpha = (float(part) for part in re.findall(r"[\d.]+", tint))
    below = [int(paper[at : at + 2], 16) for at in (1, 3, 5)]
    mixed = [round(over * alpha + under * (1 - alpha)) for over, under in zip(rgb, below, strict=True)]
    return "#{:02x}{:02x}{:02x}".format(*mixed)


def test_contrast_is_the_published_one() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)  # the well-known near miss of AA


@BOTH
@pytest.mark.parametrize("name", TEXTS)
def test_words_reach_aa_on_paper_and_on_tinted_fields(paper: Theme, name: str) -> None:
    grounds = [paper.paper, laid_over(paper.field, paper.paper), laid_over(paper.shade, paper.paper)]
    assert min(contrast(getattr(paper, name), ground) for ground in grounds) >= 4.5


@BOTH
@pytest.mark.parametrize("name", MARKS)
def test_marks_reach_aa_for_graphics(paper: Theme, name: str) -> None:
    assert contrast(getattr(paper, name), paper.paper) >= 3.0


def test_the_themes_share_no_colour() -> None:
    names = [field.name for field in fields(Theme) if field.name != "name"]
    assert all(getattr(LIGHT, name) != getattr(DARK, name) for name in names)


@BOTH
def test_the_pages_theme_has_the_same_colours(paper: Theme) -> None:
    page = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"][paper.name]
    assert page["backgroundColor"] == paper.paper
    assert page["textColor"] == paper.text
    assert page["chartCategoricalColors"] == [
        paper.ink,
        paper.good,
        paper.concern,
        paper.grey,
        paper.blue,
        paper.ochre,
    ]


def test_the_browser_decides() -> None:
    assert theme("dark") is DARK
    assert theme("light") is LIGHT
    assert theme(None) is LIGHT
