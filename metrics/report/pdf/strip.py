"""The held strip by itself, for a table's cell: the same squares as under a chart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from reportlab.platypus import Flowable

from metrics.chart.theme import LIGHT
from metrics.report.pdf.letters import Letters
from metrics.report.pdf.pen import Pen
from metrics.results import Held

SIDE, PITCH = 5.2, 6.4  # points of a square, and from one to the next
HATCH = 1.8  # points between two lines


class Strip(Flowable):  # type: ignore[misc]
    """The latest periods: full met, half within noise, hollow missed, hatched without data; alt says so in words."""

    def __init__(self, states: Sequence[Held | None], most: int) -> None:
        super().__init__()
        self.states = states[-most:]
        counted = Counter((state or "unknown").replace("_", " ") for state in self.states)
        self.alt = f"{', '.join(f'{n} {state}' for state, n in counted.items())} of the latest {len(self.states)}"
        self.width, self.height = PITCH * most, SIDE + 2

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """As narrow as the cell; the squares become narrower with it."""
        self.pitch = min(PITCH, width / max(len(self.states), 1))
        return width, self.height

    def draw(self) -> None:
        """A square a period."""
        pen = Pen(self.canv, Letters(), 1.0)
        for n, state in enumerate(self.states):
            left, right = n * self.pitch, n * self.pitch + SIDE * self.pitch / PITCH
            colour = {"missed": LIGHT.concern, None: LIGHT.grey}.get(state, LIGHT.good)
            if state is None:
                pen.hatched((left, 0, right, SIDE), colour, HATCH)
            top = {"met": SIDE, "within_noise": SIDE / 2}.get(state or "", 0.0)
            pen.rect(left, 0, right, top, colour if top else None)
            pen.rect(left, 0, right, SIDE, None, colour, 0.7)
