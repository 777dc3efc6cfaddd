"""Write the sample files anew: simulated, seeded, and as messy as real exports.

    python data/samples/generate.py [FOLDER]

Nothing in them is real. The same seed gives the same bytes everywhere: only the standard library's generator is used.
What is hidden in them, so that the dashboard can be held against it:
support-assistant: human-handled tickets fall by 60 % at launch, by 30 % only in August 2025; re-exported tickets, lines
with impossible dates, unknown minutes as "?", a Total line, semicolons, decimal commas, cp1252.
demand-forecast: the old model errs by about 20 %; the retrained one by about 9 % and stays there; the lite one starts
at 9 % and loses about 5 % of its accuracy a month. A byte order mark, thousands marks, late actuals as empty cells.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import random
import sys
from pathlib import Path
from statistics import NormalDist

SEED = 20260322
LAUNCH = dt.date(2025, 1, 1)
LAST_TICKET = dt.date(2026, 3, 9)
FIRST_FORECAST = dt.date(2024, 1, 1)
LAST_WEEK = dt.date(2026, 6, 29)
CHANNELS = (("chat", 0.5), ("e-mail", 0.35), ("phone", 0.15))
SUBJECTS = ("Rückerstattung", "Lieferung verspätet", "Passwort", "Rechnung; Kopie", "Gerät defekt", "Adresse ändern")
SKUS = tuple(f"{family}-{size}" for family in "ABCD" for size in (100, 200, 300, 450))


def month_starts(first: dt.date, last: dt.date) -> list[dt.date]:
    """First days of the months from first to last."""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    return [dt.date(first.year + (first.month - 1 + i) // 12, (first.month - 1 + i) % 12 + 1, 1) for i in range(months)]


def tickets(rng: random.Random) -> dict[str, str]:
    """The helpdesk's yearly exports and two monthly ones: file name → text."""
    rows: dict[str, list[list[str]]] = {}
    number = 40_000
    for start in month_starts(dt.date(2022, 1, 1), LAST_TICKET):
        following = (start + dt.timedelta(days=32)).replace(day=1)
        days = [start + dt.timedelta(days=i) for i in range((following - start).days)]
        season = 1 + 0.10 * math.cos(2 * math.pi * (start.month - 1) / 12)
        demand = 600 * season * len(days) / 30.4
        cut = 0.0 if start < LAUNCH else 0.30 if start == dt.date(2025, 8, 1) else 0.60
        opened = sorted(
            dt.datetime.combine(day, dt.time(7)) + dt.timedelta(minutes=rng.randrange(13 * 60))
            for day in rng.choices(days, [0.35 if day.weekday() > 4 else 1.0 for day in days], k=_poisson(rng, demand))
        )
        for moment in opened:
            if moment.date() <= LAST_TICKET:
                number += 1
                rows.setdefault(_file_of(start), []).append(_ticket(rng, number, moment, rng.random() < cut))
    late = [row for row in rows["tickets_2024.csv"][-40:] if row[5] == "human"]  # exported again, closed by now
    for row in late:
        again = list(row)
        again[7] = "ja" if rng.random() < 0.2 else "nein"
        again[2] = _stamp(dt.datetime(2025, 1, 3, 9, rng.randrange(60)))
        rows["tickets_2025.csv"].insert(rng.randrange(60), again)
    head = ["Ticket-Nr.", "Erstellt am", "Geändert am", "Kanal", "Betreff", "Bearbeitet von", "Minuten", "Wieder offen"]
    texts = {}
    for name, lines in rows.items():
        for place in (len(lines) // 3, 2 * len(lines) // 3):  # a hand-made correction that is no date
            lines[place][1] = "31.02." + lines[place][1][6:]
        texts[name] = _text([head, *lines, [f"Total: {len(lines)}"]], ";")
    return texts


def _ticket(rng: random.Random, number: int, opened: dt.datetime, by_assistant: bool) -> list[str]:
    channel = rng.choices([name for name, _ in CHANNELS], [weight for _, weight in CHANNELS])[0]
    minutes = rng.lognormvariate(math.log(11 if opened.date() < LAUNCH else 13), 0.5)
    changed = opened + dt.timedelta(minutes=rng.randrange(5, 3000))
    return [
        f"T-{number:06d}",
        _stamp(opened),
        _stamp(changed),
        channel,
        rng.choice(SUBJECTS),
        "assistant" if by_assistant else "human",
        "?" if rng.random() < 0.02 else ("0,0" if by_assistant else f"{minutes:.1f}".replace(".", ",")),
        "ja" if rng.random() < (0.08 if opened.date() < LAUNCH else 0.085) else "nein",
    ]


def _file_of(month: dt.date) -> str:
    return f"tickets_{month.year}.csv" if month.year < 2026 else f"tickets_{month:%Y-%m}.csv"


def _stamp(moment: dt.datetime) -> str:
    return f"{moment.day}.{moment.month}.{moment.year} {moment.hour}:{moment.minute:02d}"


def demand(rng: random.Random) -> dict[tuple[str, dt.date], float]:
    """Weekly units per SKU from 2022 on, seasonal; SKU and week (its Monday) → units."""
    level = {sku: rng.uniform(300, 2400) for sku in SKUS}
    made = {}
    for week in (dt.date(2022, 1, 3) + dt.timedelta(weeks=i) for i in range(240)):
        noise = _spread_out(rng, len(SKUS))
        for at, sku in enumerate(SKUS):
            season = 1 + 0.25 * math.cos(2 * math.pi * (week.timetuple().tm_yday + 40 * at) / 365)
            made[sku, week] = level[sku] * season * math.exp(0.22 * noise[at])
    return made


def sales(actuals: dict[tuple[str, dt.date], float]) -> str:
    """The ERP's weekly sales per SKU."""
    rows = [[week.isoformat(), sku, _english(units)] for (sku, week), units in actuals.items() if week <= LAST_WEEK]
    return "\ufeff" + _text([["Week", "SKU", "Units"], *rows], ",")


def forecasts(rng: random.Random, actuals: dict[tuple[str, dt.date], float]) -> dict[str, str]:
    """Weekly forecasts one to four weeks ahead of three models: file name → text."""
    retrained = dt.date(2025, 1, 6)
    files: dict[str, list[list[str]]] = {}
    for i in range((LAST_WEEK - FIRST_FORECAST).days // 7 + 1):
        made_on = FIRST_FORECAST + dt.timedelta(weeks=i)
        models = ["old"] if made_on < retrained else ["retrained", "lite", "old"]
        for model in models[: 3 if made_on < retrained + dt.timedelta(weeks=26) else 2]:
            for ahead in range(1, 5):
                week, noise = made_on + dt.timedelta(weeks=ahead), _spread_out(rng, len(SKUS))
                spread = _spread(model, (made_on - retrained).days / 30.4, ahead)
                for at, sku in enumerate(SKUS):
                    actual = actuals[sku, week]
                    forecast = actual * math.exp(noise[at] * spread)
                    row = [model, sku, made_on.isoformat(), week.isoformat(), _english(forecast)]
                    row += [_english(forecast * math.exp(z * spread)) for z in (-0.674, 0.674, -1.96, 1.96)]
                    row.append(_english(actual) if week <= LAST_WEEK else "")
                    files.setdefault(f"forecasts_{made_on.year}.csv", []).append(row)
    head = ["Model", "SKU", "Made on", "Week", "Forecast", "Q25", "Q75", "Q025", "Q975", "Actual"]
    return {name: "\ufeff" + _text([head, *rows], ",") for name, rows in files.items()}


def _spread_out(rng: random.Random, count: int) -> list[float]:
    """Normal values, one from each of `count` equally likely ranges, shuffled: even a small group is typical."""
    values = [NormalDist().inv_cdf((i + rng.uniform(0.05, 0.95)) / count) for i in range(count)]
    rng.shuffle(values)
    return values


def _spread(model: str, months: float, ahead: int) -> float:
    base = {"old": 0.24, "retrained": 0.10, "lite": 0.10 * 1.05 ** max(months, 0)}[model]
    return base * (1 + 0.08 * (ahead - 1))


def stock(rng: random.Random) -> str:
    """Weekly units written off per depot, down by about a third from 2025 on."""
    rows = [["Week", "Depot", "Written off", "Shipped"]]
    week = dt.date(2023, 1, 2)
    while week < LAST_WEEK:
        for depot, size in (("north", 140.0), ("south", 95.0)):
            season = 1 + 0.15 * math.cos(2 * math.pi * week.timetuple().tm_yday / 365)
            cut = 0.66 if week >= dt.date(2025, 1, 6) else 1.0
            rows.append(
                [week.isoformat(), depot, str(_poisson(rng, size * season * cut)), str(_poisson(rng, size * 60))]
            )
        week += dt.timedelta(weeks=1)
    return _text(rows, ",")


def _english(value: float) -> str:
    return f"{value:,.1f}"


def _poisson(rng: random.Random, mean: float) -> int:
    return max(0, round(rng.gauss(mean, math.sqrt(mean))))


def _text(rows: list[list[str]], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def files() -> dict[str, bytes]:
    """Every sample file: path below data/samples → bytes."""
    rng = random.Random(SEED)
    made = {f"support-assistant/tickets/{name}": text.encode("cp1252") for name, text in tickets(rng).items()}
    actuals = demand(rng)
    made |= {f"demand-forecast/demand/{name}": text.encode() for name, text in forecasts(rng, actuals).items()}
    made["demand-forecast/sales/sales.csv"] = sales(actuals).encode()
    made["demand-forecast/stock/stock.csv"] = stock(rng).encode()
    return made


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent
    for path, content in files().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
        print(f"{path}: {len(content):,} bytes")
