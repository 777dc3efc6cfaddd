"""Columns of exports proposed for a template's by what their names say, and none where two say it equally."""

from __future__ import annotations

from pathlib import Path

import pytest

from metrics import actions
from metrics.intake import meaning
from metrics.store import Store
from tests.visits import visit


def proposed(folder: Path, template: str, dataset: str, *lines: str) -> dict[str, str | None]:
    (folder / "f.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with Store.open(folder / "home") as store:
        reading = actions.preview(visit(store), folder / "f.csv")
        return dict(actions.proposal(actions.start(template, {"id": "p"}), dataset, reading).fits)


def test_a_forecasts_export(tmp_path: Path) -> None:
    found = proposed(
        tmp_path, "demand-forecast", "demand",
        "model,forecast_date,location,location_name,horizon_weeks,target_end_date,q025,median,q975",
        "base,2023-10-14,AK,Alaska,1,2023-10-21,0.5,23.0,150.5",
        "base,2023-10-14,AL,Alabama,2,2023-10-28,7.5,24.5,143.0",
    )  # fmt: skip
    assert found == {
        "model": "model", "sku": "location", "week": "target_end_date", "made_on": "forecast_date",
        "forecast": "median", "actual": None,
    }  # fmt: skip


def test_a_forecasts_export_in_german(tmp_path: Path) -> None:
    found = proposed(
        tmp_path, "demand-forecast", "demand",
        "Woche;Erstellt am;Artikel;Modell;Prognose;Ist",
        "16.10.2023;02.10.2023;A1;neu;23,5;22,0",
        "23.10.2023;02.10.2023;A2;neu;24,5;27,0",
    )  # fmt: skip
    assert found == {
        "week": "Woche", "made_on": "Erstellt am", "sku": "Artikel", "model": "Modell", "forecast": "Prognose",
        "actual": "Ist",
    }  # fmt: skip


def test_an_invoice_export_in_german(tmp_path: Path) -> None:
    found = proposed(
        tmp_path, "invoice-processing", "invoices",
        "Rechnungsnummer;Eingang;Gebucht am;Fällig am;Rechnungsbetrag;Lieferant;Korrigiert",
        "R17;14.03.2025 08:00;15.03.2025 09:30;30.03.2025 00:00;119,50;Nord;true",
        "R18;16.03.2025 08:00;17.03.2025 09:30;31.03.2025 00:00;20,00;Nord;false",
    )  # fmt: skip
    assert {name: found[name] for name in ("received_at", "booked_at", "amount", "supplier", "corrected")} == {
        "received_at": "Eingang", "booked_at": "Gebucht am", "amount": "Rechnungsbetrag", "supplier": "Lieferant",
        "corrected": "Korrigiert",
    }  # fmt: skip
    assert found["changed_at"] is None  # a day on which it is due is not when it was changed
    assert found["booked_by"] is None


def test_a_helpdesk_export(tmp_path: Path) -> None:
    found = proposed(
        tmp_path, "support-assistant", "tickets",
        "number,opened_at,sys_created_on,closed_at,Minutes spent",
        "INC1,2025-03-01 08:00,2025-03-01 08:01,2025-03-01 09:00,4.5",
        "INC2,2025-03-02 08:00,2025-03-02 08:01,2025-03-03 09:00,3.5",
    )  # fmt: skip
    assert (found["created_at"], found["handle_minutes"]) == ("opened_at", "Minutes spent")
    assert found["reopened"] is None


@pytest.mark.parametrize(
    ("template", "dataset", "header", "row", "column"),
    [
        ("demand-forecast", "demand", "mean,median", "1.5,2.5", "forecast"),
        ("demand-forecast", "demand", "target,period", "2025-03-03,2025-03-10", "week"),
        ("support-assistant", "tickets", "submitted,received", "2025-03-03,2025-03-10", "created_at"),
        ("support-assistant", "tickets", "minutes waiting,minutes spent", "1.5,2.5", "handle_minutes"),
        ("support-assistant", "tickets", "minutes spent,x", "soon,2.5", "handle_minutes"),  # no number
        ("scheduling", "shifts", "hours,x", "1.5,a", "planned_hours"),  # or worked, or overtime
    ],
)
def test_what_fits_equally_or_holds_something_else_is_not_proposed(
    tmp_path: Path, template: str, dataset: str, header: str, row: str, column: str
) -> None:
    assert proposed(tmp_path, template, dataset, header, row, row)[column] is None


def test_a_header_goes_to_the_column_that_it_fits_best_and_to_none_of_two() -> None:
    assert meaning.claims({"a": {"x": 5, "y": 2}, "b": {"x": 3, "y": 0}}) == {"a": "x"}
    assert meaning.claims({"a": {"x": 5}, "b": {"x": 5}}) == {}
    assert meaning.claims({"a": {"x": 5, "y": 5}, "b": {"x": 0}, "c": {}}) == {}
