"""Month end on the page: what changed, why, the signature, and both numbers of what was restated."""

from __future__ import annotations

import datetime as dt

import pytest

from metrics import actions, snapshot, words
from metrics.access.identity import Identity
from metrics.access.visit import Visit
from metrics.results import KpiResult, Point, ProjectResult, Warn
from tests.chart import examples
from tests.pages.example_store import Keeper, page, text

PROJECT = "support-assistant"
OCTOBER = dt.date(2025, 10, 1)


def owner() -> Visit:
    return Visit(actions.store(), Identity("olga", "command", "tests"))


def moved(result: ProjectResult, by: float) -> ProjectResult:
    """The same results after October's value of the first KPI moved."""

    def changed(kpi: KpiResult) -> KpiResult:
        points = tuple(
            point.model_copy(update={"value": (point.value or 0) + by}) if point.period == OCTOBER else point
            for point in kpi.points
        )
        return kpi.model_copy(update={"points": points})

    kpis = tuple(changed(kpi) if kpi.primary and kpi.segment is None else kpi for kpi in result.kpis)
    return result.model_copy(update={"kpis": kpis, "snapshot": f"sha256:moved-{by}"})


def again(result: ProjectResult) -> None:
    """Keep a result as what stands now, as a refresh at the same revision does."""
    store = actions.store()
    parts = snapshot.freeze(result, actions.check(store.definition(PROJECT).text), dt.date(2999, 1, 1))
    store.save_snapshot(
        PROJECT, snapshot_id=str(result.snapshot), revision=store.revision(PROJECT), as_of=result.as_of, parts=parts
    )


def test_without_projects_it_leads_on(empty_store: Keeper) -> None:
    assert "Nothing to prove yet" in text(page("month"))


def test_a_month_is_reviewed_and_signed(empty_store: Keeper) -> None:
    empty_store(examples.assistant())
    app = page("month", project=PROJECT, month="2025-10")
    told = text(app)
    assert "Human-handled tickets" in told
    assert "No month is closed yet." in told
    assert "Sign October 2025" in [button.label for button in app.button]
    app.button[0].click().run()
    assert "signed with a comment" in text(app)
    app.text_area[0].set_value("The *migration* cost us a day.")
    app.button[0].click().run()
    assert not app.exception
    (close,) = actions.store().closes(PROJECT)
    assert (close.month, close.comment) == (OCTOBER, "The *migration* cost us a day.")
    told = text(app)
    assert "As booked" in told
    assert r"The \*migration\* cost us a day." in told  # never Markdown


def test_a_very_long_comment_is_folded_and_kept_whole(empty_store: Keeper) -> None:
    empty_store(examples.assistant())
    actions.close_month(owner(), PROJECT, OCTOBER, "word " * 1000 + "end")
    app = page("month", project=PROJECT, month="2025-10")
    assert "The whole comment" in [part.label for part in app.expander]
    assert "end”" not in text(app)
    (close,) = actions.store().closes(PROJECT)
    assert close.comment.endswith("end")


def test_a_restated_month_shows_both_numbers_and_is_accepted(empty_store: Keeper) -> None:
    result = examples.assistant()
    empty_store(result)
    actions.close_month(owner(), PROJECT, OCTOBER, "fine")
    again(moved(result, 12.0))
    app = page("month", project=PROJECT, month="2025-10")
    assert "October 2025 is restated" in text(app)
    booked, now = ([row[name] for row in _both(app)] for name in ("Booked", "Now"))
    assert booked != now
    assert "time" in text(app)  # no deed lies between the two snapshots
    app.text_input[0].set_value("late tickets")
    next(button for button in app.button if button.label == "Accept the restatement").click().run()
    told = text(app)
    assert "Restated, accepted" in told
    assert "late tickets" in told
    assert "no restatement waits" in told


def _both(app: object) -> list[dict[str, str]]:
    for table in app.table:  # type: ignore[attr-defined]
        if "Booked" in table.value.columns:
            return [dict(row) for row in table.value.to_dict("records")]
    pytest.fail("no table has both numbers")


def test_the_project_page_says_which_months_are_restated(empty_store: Keeper) -> None:
    result = examples.assistant()
    empty_store(result)
    actions.close_month(owner(), PROJECT, OCTOBER, "fine")
    assert "1 month is closed" in text(page("project", project=PROJECT))
    again(moved(result, 12.0))
    assert "October 2025 is restated" in text(page("project", project=PROJECT))


def test_an_orphan_is_marked_and_taken_over(empty_store: Keeper) -> None:
    empty_store(examples.assistant())
    store = actions.store()
    lapsed = store.definition(PROJECT).text.replace("launch", 'owner = "olga"\nowner_until = 2020-01-01\nlaunch', 1)
    store.save_definition(PROJECT, lapsed, "d", actor="test")
    assert "Nobody owns it since 1 Jan 2020 (was olga)" in text(page("project", project=PROJECT))
    assert "time ended on 31 Dec 2019. Somebody must take it over" in text(page("portfolio"))
    app = page("people", project=PROJECT)
    assert "Nobody owns this project since 1 Jan 2020" in text(app)
    next(button for button in app.button if button.label == "Take it over").click().run()
    assert "owns it, until" in text(app)
    assert f"You own {examples.assistant().name} now, until " in app.success[0].value
    assert "owner_until" in store.definition(PROJECT).text


def test_assumptions_are_signed_on_the_payback_page(empty_store: Keeper) -> None:
    empty_store(examples.assistant())
    store = actions.store()
    told = store.definition(PROJECT).text
    told = told.replace("launch", 'owner = "olga"\ndiscount_rate = 0.08\nlaunch', 1)
    store.save_definition(PROJECT, told, "d", actor="test")
    app = page("payback", project=PROJECT)
    assert "0 of 1 assumption is signed" in text(app)
    source = next(each for each in app.text_input if each.label == "Source")
    source.set_value("Treasury")
    next(button for button in app.button if button.label == "Sign").click().run()
    assert "Every assumption is signed" in text(app)
    assert store.signatures(PROJECT)["project.discount_rate"].source == "Treasury"


def with_segments(result: ProjectResult) -> ProjectResult:
    """The same results, broken down by two columns, whose segments add up to the whole."""
    main = next(kpi for kpi in result.kpis if kpi.primary)

    def part(segment: str, share: float) -> KpiResult:
        points = tuple(
            point.model_copy(update={"value": None if point.value is None else point.value * share})
            for point in main.points
        )
        return main.model_copy(update={"segment": segment, "points": points, "primary": False})

    parts = [part("channel=chat", 0.75), part("channel=mail", 0.25), part("team=north", 0.5), part("team=south", 0.5)]
    return result.model_copy(update={"kpis": (main, *parts, *(kpi for kpi in result.kpis if not kpi.primary))})


def test_why_is_told_by_one_column_at_a_time_as_chart_and_table(empty_store: Keeper) -> None:
    empty_store(with_segments(examples.assistant()))
    app = page("month", project=PROJECT, month="2025-11")
    assert "chat moved most" in text(app)
    assert len(app.get("plotly_chart")) == 1
    (table,) = [table.value for table in app.table if "Segment" in table.value.columns]
    assert list(table["Segment"]) == ["chat", "mail"]  # shares of two columns would add up to twice the change
    assert list(table["Share of it"]) == ["75\u202f%", "25\u202f%"]
    app = page("month", project=PROJECT, month="2025-11", by="team")
    (table,) = [table.value for table in app.table if "Segment" in table.value.columns]
    assert set(table["Segment"]) == {"north", "south"}
    links = {link.label for link in app.get("page_link")}
    assert "Open Human-handled tickets" in links


def by_week(result: ProjectResult) -> ProjectResult:
    """The same results with a first KPI by the week, of which four end in October 2025 and five in November."""
    main = next(kpi for kpi in result.kpis if kpi.primary)
    weeks = (dt.date(2025, 9, 29) + dt.timedelta(weeks=n) for n in range(9))
    points = tuple(
        Point(period=week, value=100.0 + n, rows=100, complete=True, expected=200.0, benefit=1.0, summed=-1.0)
        for n, week in enumerate(weeks)
    )
    parts = [
        main.model_copy(update={"grain": "week", "points": points, "segment": segment, "primary": segment is None})
        for segment in (None, "channel=chat")
    ]
    return result.model_copy(update={"kpis": (*parts, *(kpi for kpi in result.kpis if not kpi.primary))})


def test_a_week_is_never_told_as_its_month(empty_store: Keeper) -> None:
    empty_store(by_week(examples.assistant()))
    app = page("month", project=PROJECT, month="2025-11")
    told = text(app)
    assert "108 tickets in 2025-W48, the last week of the month; 5 tickets more (4.9\u202f%) than in 2025-W43" in told
    # The weeks that end in November: W44 to W48, of 104 to 108 against 200 each.
    weeks = "The 5 weeks that end in the month add up to 530 tickets, \u221247\u202f% against the 1,000 expected."
    assert weeks in told
    assert "**Money** of the whole month" in told
    (table,) = [table.value for table in app.table if "Segment" in table.value.columns]
    assert list(table.columns)[1:3] == ["2025-W43", "2025-W48"]


def test_weeks_are_not_added_up_where_one_is_unknown_or_where_they_do_not_add(empty_store: Keeper) -> None:
    result = by_week(examples.assistant())
    whole = result.kpis[0]

    def kept(changed: dict[str, object], places: range) -> str:
        points = tuple(each.model_copy(update=changed) if n in places else each for n, each in enumerate(whole.points))
        kpis = (whole.model_copy(update={"points": points}), *result.kpis[1:])
        empty_store(result.model_copy(update={"kpis": kpis, "snapshot": f"sha256:{changed}"}))
        return text(page("month", project=PROJECT, month="2025-11"))

    assert "the last week of the month" in (told := kept({"value": None, "complete": False}, range(5, 6)))
    assert "in the month add up to" not in told
    assert "in the month add up to" not in kept({"summed": None}, range(9))  # an average
    assert "has no complete figure in 2025-W48, the last week of the month." in kept({"complete": False}, range(8, 9))


def test_a_month_without_segments_or_conflicting_says_so_and_stands(empty_store: Keeper) -> None:
    result = examples.assistant()
    kpis = tuple(
        kpi.model_copy(update={"verdict": "conflict"}) if kpi.primary and not kpi.segment else kpi
        for kpi in result.kpis
    )
    empty_store(result.model_copy(update={"kpis": kpis}))
    app = page("month", project=PROJECT, month="2025-11")
    assert "No KPI of this project is broken down by segment." in text(app)
    assert not app.get("plotly_chart")
    conflicting = text(page("project", project=PROJECT, period="2025-11-01"))
    assert ":orange-badge[:material/call_split:" in conflicting
    assert "**Human-handled tickets in November 2025" in conflicting
    assert "Its 0 rows give 0 now; the results say 1,867" in conflicting  # this example has no uploads


def test_too_little_data_has_no_month_to_close(empty_store: Keeper) -> None:
    empty_store(examples.empty())
    assert "No month to close yet" in " ".join(each.value for each in page("month", project="new-project").subheader)


def test_a_month_of_which_nothing_is_known_is_not_signed(empty_store: Keeper) -> None:
    empty_store(examples.demand())
    app = page("month", project="demand-forecast")
    assert "There is nothing to sign." in text(app)
    assert not [button for button in app.button if button.label.startswith("Sign")]
    assert "Upload" in {link.label for link in app.get("page_link")}


def test_days_without_rows_are_told_before_a_month_is_signed(empty_store: Keeper) -> None:
    text_ = "calls.csv has no rows from 2025-10-10 to 2025-10-30"
    hole = Warn(kind="gap", text=text_, from_=dt.date(2025, 10, 10), until=dt.date(2025, 10, 31))
    empty_store(examples.assistant().model_copy(update={"warnings": (hole,)}))
    october, november = (page("month", project=PROJECT, month=month) for month in ("2025-10", "2025-11"))
    assert [each.value for each in october.warning if "has no rows" in each.value]
    assert not [each.value for each in november.warning if "has no rows" in each.value]


def test_a_month_of_money_opens_to_its_kpis(empty_store: Keeper) -> None:
    empty_store(examples.assistant())
    app = page("payback", project=PROJECT, month="2025-11")
    november = next(point for point in examples.assistant_points() if point.period == dt.date(2025, 11, 1))
    (table,) = [table.value for table in app.table if "Expected" in table.value.columns]
    assert list(table["KPI"]) == ["Human-handled tickets"]
    assert words.money(november.benefit, "EUR", exact=True) in table["Benefit"][0]
    assert "Open Human-handled tickets" in {link.label for link in app.get("page_link")}
    assert any("month=2025-11" in code.value for code in app.code)
    assert "No KPI has a benefit in money" in text(page("payback", project=PROJECT, month="2024-11"))
