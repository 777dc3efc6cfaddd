"""The chart of assumptions: every end where the payback is, the widest bar first, what is not reached marked so."""

from __future__ import annotations

from metrics.chart import sensitivity
from metrics.chart.theme import theme
from metrics.results import Money, Payback, Sensitivity

FOUND = (
    Sensitivity(assumption="running_cost", low=0.8, high=1.2, months_low=5.0, months_high=5.5),
    Sensitivity(assumption="unit_value.tickets", low=4.0, high=6.0, months_low=7.0, months_high=4.0),
    Sensitivity(assumption="effect.tickets", low=-0.6, high=-0.1, months_low=3.0, months_high=None),
)
MONEY = Money(payback=Payback(status="paid_back", months=5.2), sensitivity=FOUND)
TITLES = {"tickets": "Human-handled tickets"}


def test_ends_stand_at_their_payback() -> None:
    figure = sensitivity.figure(MONEY, TITLES, theme("light"))
    drawn = {trace.name: list(trace.x) for trace in figure.data}
    assert drawn["Money per unit, Human-handled tickets"] == [7.0, 4.0]
    assert drawn["Running costs"] == [5.0, 5.5]
    assert drawn["Effect, Human-handled tickets"][0] == 3.0
    assert drawn["Effect, Human-handled tickets"][1] > 7.0  # beyond all that is reached
    assert figure.data[0].name.startswith("Effect")
    assert figure.data[0].marker.color[1] == theme("light").paper  # open: not paid back
    assert [trace.name for trace in figure.data][-1] == "Running costs"
    assert figure.layout.shapes[0].x0 == 5.2


def test_words_say_the_same() -> None:
    told = sensitivity.alt(MONEY, TITLES)
    assert "Money per unit, Human-handled tickets 4.00: paid back after 7.0 months" in told
    assert "−10\u202f%: not paid back" in told
    assert "Running costs −20\u202f%: paid back after 5.0 months" in told


def test_without_any_payback_there_is_a_chart() -> None:
    never = tuple(one.model_copy(update={"months_low": None, "months_high": None}) for one in FOUND)
    figure = sensitivity.figure(Money(sensitivity=never), {}, theme("dark"))
    assert len(figure.data) == 3
    assert not figure.layout.shapes
