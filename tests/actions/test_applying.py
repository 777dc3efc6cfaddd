"""What applying a definition says beyond that it was applied."""

from __future__ import annotations

from pathlib import Path

import pytest

from metrics import actions
from metrics.errors import DefinitionError
from metrics.store import Store
from tests.cli.conftest import CLAIM
from tests.visits import visit


@pytest.mark.parametrize(
    ("target", "better", "named"),
    [("0.4", "lower", True), ("-0.4", "higher", True), ("-0.4", "lower", False), ("0.4", "higher", False)],
)
def test_a_target_on_the_worse_side_is_named(tmp_path: Path, target: str, better: str, named: bool) -> None:
    text = CLAIM.replace("target = -0.4", f"target = {target}").replace('better = "lower"', f'better = "{better}"')
    with Store.open(tmp_path / "home") as store:
        created = actions.apply(visit(store, "ana"), text)
        assert any("count as met" in note for note in created.notes) is named
        later = actions.apply(visit(store, "ana"), text.replace("amount = 500", "amount = 600"))
        assert later.changed
        assert later.notes == created.notes


def test_a_definition_that_takes_percents_for_fractions_changes_nothing(tmp_path: Path) -> None:
    with Store.open(tmp_path / "home") as store:
        actions.apply(visit(store, "ana"), CLAIM)
        wrong = CLAIM.replace("target = -0.4", "target = -40")
        with pytest.raises(DefinitionError) as refused:
            actions.apply(visit(store, "ana"), wrong)
        assert {problem.path for problem in refused.value.problems} == {"kpi.tickets.target"}
        assert store.revision("claim") == 1


def test_a_discount_rate_of_more_than_100_percent_is_taken_and_named(tmp_path: Path) -> None:
    with Store.open(tmp_path / "home") as store:
        (note,) = actions.apply(visit(store, "ana"), CLAIM.replace("discount_rate = 0.06", "discount_rate = 8")).notes
        assert note == "project.discount_rate is 800\u202f% a year; a rate is a fraction: 8 % is written 0.08"
        assert actions.apply(visit(store, "ana"), CLAIM).notes == ()
