"""Rules of what a project lives on: data that is late, rows that are rejected, an owner who answers for it."""

from __future__ import annotations

import calendar
import datetime as dt

from metrics import words
from metrics.watch.case import Case, Judged, Judgement


def late(case: Case) -> Judged:
    """Nothing of the month that was due is live, after the day by which it was expected (`expected_by`)."""
    for name, dataset in case.project.dataset.items():
        if dataset.expected_by is None:
            continue
        month, due = _due(case.today, dataset.expected_by)
        if due < case.defined_on:
            continue
        reach = max((each.until for each in case.uploads.get(name, ()) if each.until), default=None)
        there = reach is not None and reach > month
        has = f"its data ends on {words.day(reach - dt.timedelta(days=1))}" if reach else "nothing was uploaded yet"
        wanted = f"{month:%B %Y} was due by {words.day(due)}"
        yield Judgement(
            key=name,
            firing=not there,
            title=f"{name}: {'data is here' if there else 'data is late'}",
            text=f"{name}: {wanted}, and {has}." if not there else f"{name}: {month:%B %Y} is here: {has}.",
            about=month.isoformat(),
            page="uploads",
            query={"dataset": name},
            numbers={"month": month.isoformat(), "due": due.isoformat(), "until": reach and reach.isoformat()},
        )


def rejects(case: Case) -> Judged:
    """More of a dataset's newest live file was rejected than the project puts up with."""
    for name in case.project.dataset:
        live = case.uploads.get(name, ())
        if not live or not (rows := live[-1].rows + live[-1].rejected):
            continue
        newest, bound = live[-1], case.wishes.rejects_share
        share = newest.rejected / rows
        digits = next((n for n in range(4) if words.percent(share, n) != words.percent(bound, n)), 0)
        over = share > bound
        yield Judgement(
            key=name,
            firing=over,
            title=f"{name}: {'many rows' if over else 'few rows'} rejected",
            text=f"{newest.file_name}: {newest.rejected:,} of {words.count(rows, 'row')} rejected "
            f"({words.percent(share, digits)}, where up to {words.percent(bound, digits)} is put up with).",
            about=newest.id,
            page="uploads",
            query={"dataset": name},
            numbers={"upload": newest.id, "rejected": newest.rejected, "rows": rows},
        )


def restated(case: Case) -> Judged:
    """A closed month is told otherwise now than it was signed, and nobody has accepted that."""
    for booked in case.closed:
        name = words.period(booked.month, "month")
        fine = f"{name}, closed by {booked.closed_by}, stands as it was signed, or as it was accepted since"
        told = f"{name}, closed by {booked.closed_by}, is told otherwise now: {booked.moved}"
        yield Judgement(
            key=f"{booked.month:%Y-%m}",
            firing=bool(booked.moved),
            title="A closed month is restated" if booked.moved else "A closed month stands",
            text=f"{told if booked.moved else fine}.",
            about=booked.moved,
            page="month",
            query={"month": f"{booked.month:%Y-%m}"},
            numbers={"month": f"{booked.month:%Y-%m}", "moved": booked.moved},
        )


def lapsed(case: Case) -> Judged:
    """The owner answers for the project no longer."""
    info = case.project.project
    if info.owner_until is None:
        return
    over = info.orphaned(case.today)
    owner, last = info.owner or "the owner", words.day(info.owner_until - dt.timedelta(days=1))
    told = f"{owner} answered for it until {last}, and nobody has taken it over"
    fine = f"{owner} answers for it until {last}"
    yield Judgement(
        key="",
        firing=over,
        title="No owner" if over else "Owned again",
        text=f"{info.name or info.id}: {told if over else fine}.",
        about=info.owner_until.isoformat(),
        page="define",
        numbers={"owner_until": info.owner_until.isoformat()},
    )


def _due(today: dt.date, by: int) -> tuple[dt.date, dt.date]:
    """The first day of the last month that is due by now, and the day by which it was: the day itself is in time."""
    first = today.replace(day=1)
    due = _day(first, by)
    if today <= due:
        first = (first - dt.timedelta(days=1)).replace(day=1)
        due = _day(first, by)
    return (first - dt.timedelta(days=1)).replace(day=1), due


def _day(first: dt.date, by: int) -> dt.date:
    return first.replace(day=min(by, calendar.monthrange(first.year, first.month)[1]))
