"""Any decimal in any supported form and any date in any supported format comes back equal, or is asked.

The expectations are made the other way round: Decimal and datetime are written by Python, and read by intake.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from metrics.dataset import Dataset
from tests.intake.conftest import Stager
from tests.intake.depth import examples
from tests.intake.staged_rows import column

SERIES = Dataset(shape="series", time="day", columns={"n": "decimal"})
EVENTS = Dataset(shape="events", time="opened")
amounts = st.decimals(Decimal(-(10**11)), Decimal(10**11), places=4, allow_nan=False)
slow = examples(12)
DRESS = {
    "plain": ("{}", "-{}"),
    "euro after": ("{} €", "-{} €"),
    "code before": ("EUR {}", "EUR -{}"),
    "minus before the sign": ("€{}", "-€{}"),
    "parentheses": ("{}", "({})"),
    "trailing minus": ("{}", "{}-"),
    "typographic minus": ("{}", "−{}"),
    "plus": ("+{}", "-{}"),
    "padded": ("  {} ", "  -{} "),
}


def grouped(amount: Decimal, mark: str, thousands: str) -> str:
    """An amount without its sign, with the marks that a country uses."""
    text = f"{abs(amount):,.4f}"
    return text.replace(",", "\0").replace(".", mark).replace("\0", thousands)


@slow
@given(
    st.lists(amounts, min_size=1, max_size=8),
    st.sampled_from(
        [(",", "."), (".", ","), (",", " "), (".", " "), (".", "'"), (",", ""), (".", ""), (",", "\u202f")]
    ),
    st.sampled_from(sorted(DRESS)),
    st.booleans(),
)
def test_any_amount_comes_back(
    staged: Stager, numbers: list[Decimal], marks: tuple[str, str], dress: str, told: bool
) -> None:
    positive, negative = DRESS[dress]
    cells = [(negative if n < 0 else positive).format(grouped(n, *marks)) for n in numbers]
    text = "day;n\n" + "".join(f"2025-01-{1 + i:02};{cell}\n" for i, cell in enumerate(cells))
    read = staged(text, SERIES, decimal=marks[0] if told else None, delimiter=";")
    assert column(read, "n") == numbers  # four digits after the mark are decisive


@examples(6)
@given(st.lists(st.integers(1000, 999_999), min_size=1, max_size=6), st.sampled_from(",."))
def test_whole_thousands_are_asked_and_both_answers_are_right(staged: Stager, numbers: list[int], mark: str) -> None:
    text = "day;n\n" + "".join(f"2025-01-{1 + i:02};{f'{n:,}'.replace(',', mark)}\n" for i, n in enumerate(numbers))
    open_ = staged(text, SERIES, delimiter=";")
    assert [question.key for question in open_.questions] == ["decimal"]
    assert column(staged(text, SERIES, delimiter=";", decimal="," if mark == "." else "."), "n") == numbers
    assert column(staged(text, SERIES, delimiter=";", decimal=mark), "n") == [Decimal(n) / 1000 for n in numbers]


@examples(10)
@given(
    st.lists(st.datetimes(dt.datetime(1950, 1, 1), dt.datetime(2150, 1, 1)), min_size=1, max_size=8),
    st.sampled_from(["-", "/", "."]),
    st.sampled_from(["dmy", "mdy", "ymd"]),
    st.sampled_from(["", " %H:%M", " %H:%M:%S", "T%H:%M:%S", " %I:%M:%S %p", " %H:%M:%S.%f", "T%H:%M:%SZ"]),
)
def test_any_date_comes_back_or_is_asked(
    staged: Stager, moments: list[dt.datetime], sign: str, order: str, clock: str
) -> None:
    pattern = sign.join({"d": "%d", "m": "%m", "y": "%Y"}[part] for part in order) + clock
    meant = [dt.datetime.strptime(moment.strftime(pattern), pattern) for moment in moments]
    text = "opened;x\n" + "".join(f"{moment.strftime(pattern)};1\n" for moment in moments)
    told = staged(text, EVENTS, delimiter=";", date_order=order)
    assert column(told, "opened") == meant
    stated = staged(text, EVENTS, delimiter=";", formats={"opened": pattern})
    assert column(stated, "opened") == meant
    free = staged(text, EVENTS, delimiter=";")
    both = order != "ymd" and all(m.day <= 12 for m in meant) and any(m.day != m.month for m in meant)
    assert [question.key for question in free.questions] == (["date_order"] if both else [])
    if not both:
        assert column(free, "opened") == meant


@slow
@given(st.lists(st.dates(dt.date(1969, 1, 1), dt.date(2068, 12, 31)), min_size=1, max_size=8), st.sampled_from("dm"))
def test_years_of_two_digits(staged: Stager, days: list[dt.date], first: str) -> None:
    pattern = "%d.%m.%y" if first == "d" else "%m/%d/%y"
    text = "opened;x\n" + "".join(f"{day.strftime(pattern)};1\n" for day in days)
    read = staged(text, EVENTS, delimiter=";", date_order="dmy" if first == "d" else "mdy")
    assert [moment.date() for moment in column(read, "opened")] == days


@slow
@given(st.lists(st.datetimes(dt.datetime(1950, 1, 1), dt.datetime(2099, 12, 31)), min_size=1, max_size=8))
def test_any_serial_date_comes_back(staged: Stager, moments: list[dt.datetime]) -> None:
    whole = [moment.replace(microsecond=0) for moment in moments]
    start = dt.datetime(1899, 12, 30)
    cells = [str(Decimal((m - start) // dt.timedelta(seconds=1)) / 86400)[:16] for m in whole]
    assume(all(len(cell) > 4 for cell in cells))
    read = staged("opened;x\n" + "".join(f"{cell};1\n" for cell in cells), EVENTS, delimiter=";")
    assert column(read, "opened") == whole
