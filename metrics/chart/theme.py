"""The colours of charts, one set for light and one for dark paper; the same values as in .streamlit/config.toml.

Ink is what happened, grey what would have happened, teal is better, rust is worse. `*_text` colours reach WCAG AA for
text (4.5:1) on the theme's paper, the others AA for graphical objects (3:1); tests/chart/test_theme.py computes both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal["good", "concern", "ink"]


@dataclass(frozen=True)
class Theme:
    """Colours by meaning."""

    name: Literal["light", "dark"]
    paper: str
    text: str
    muted: str  # words that explain: axis ticks, labels of grey lines
    ink: str
    grey: str
    good: str
    good_text: str
    concern: str
    concern_text: str
    blue: str
    ochre: str
    grid: str
    field: str  # the baseline's tint
    shade: str  # the transition's tint
    band: str  # interval around expected
    good_tint: str
    concern_tint: str

    def tone(self, tone: Tone) -> str:
        """The colour of a line or mark."""
        return {"good": self.good, "concern": self.concern, "ink": self.ink}[tone]

    def tone_text(self, tone: Tone) -> str:
        """The colour of the words beside it."""
        return {"good": self.good_text, "concern": self.concern_text, "ink": self.muted}[tone]

    def tone_tint(self, tone: Tone) -> str:
        """The pale colour of a bar or band that belongs to it."""
        return {"good": self.good_tint, "concern": self.concern_tint, "ink": self.band}[tone]


LIGHT = Theme(
    name="light",
    paper="#FFFFFF",
    text="#1D2529",
    muted="#5A6670",
    ink="#5A6670",
    grey="#8A9399",
    good="#0B8A83",
    good_text="#0A6F69",
    concern="#C4551B",
    concern_text="#A84512",
    blue="#5B6FB5",
    ochre="#B08A2E",
    grid="#E8EBE7",
    field="rgba(90, 102, 112, 0.08)",
    shade="rgba(176, 138, 46, 0.14)",
    band="rgba(138, 147, 153, 0.22)",
    good_tint="#A9D6D3",
    concern_tint="#E7B597",
)

DARK = Theme(
    name="dark",
    paper="#12171A",
    text="#E8ECEA",
    muted="#A9B5BC",
    ink="#A9B5BC",
    grey="#76828A",
    good="#4DB6AC",
    good_text="#4DB6AC",
    concern="#F08A4B",
    concern_text="#F2A06B",
    blue="#8FA2E0",
    ochre="#D3B15C",
    grid="#232C30",
    field="rgba(169, 181, 188, 0.09)",
    shade="rgba(211, 177, 92, 0.16)",
    band="rgba(142, 154, 161, 0.24)",
    good_tint="#24605B",
    concern_tint="#7A4728",
)


def theme(kind: str | None) -> Theme:
    """The theme for what the browser reports ("light", "dark"); light where it does not say."""
    return DARK if kind == "dark" else LIGHT
