"""What is being typed survives that a page draws itself anew, as it does when new results are there."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from metrics import actions, definition
from metrics.store import Store
from tests.cli.conftest import CLAIM
from tests.visits import visit

pytestmark = pytest.mark.browser

TYPED = "status = 'solved' and channel in ('chat', 'mail')"
PAUSE = 150  # ms between keys, shorter than the pause after which a page reads a field


def test_a_formula_is_not_lost_when_results_arrive_while_it_is_typed(house: tuple[str, Path], page: Page) -> None:
    site, home = house
    with Store.open(home) as store:
        actions.apply(visit(store, "ana"), CLAIM)
        later = CLAIM.replace("target = -0.4", "target = -0.3")  # its results lag, as after a kill
        digest = definition.digest(actions.check(later))
        store.save_definition("claim", later, digest, actor="ana", reason=None, expected_revision=None)
        name = next(iter(actions.check(later).kpi))
    page.goto(f"{site}/define?project=claim&part=kpis&kpi={name}")
    where = page.get_by_role("textbox", name="Only rows where")
    expect(where).to_be_visible()
    where.press_sequentially(TYPED, delay=PAUSE)  # 7 s; results are looked for every 3 s
    expect(where).to_have_value(TYPED)
    expect(page.get_by_text("Not applied yet")).to_be_visible()
