"""Readiness: answers with evidence, what the definition shows beside them, and when a project reads "at risk"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from metrics import actions, definition
from metrics.access.visit import Forbidden
from metrics.actions.readying import Asked
from metrics.errors import StoreError
from metrics.measure.readiness import KEYS, facts, in_a_year
from metrics.store import Store, Wishes
from tests.visits import logged_in, visit

TODAY = dt.date(2026, 6, 1)
BARE = """
[project]
id = "p"
launch = 2026-01-01
[dataset.t]
shape = "events"
time = "at"
[kpi.calls]
title = "Calls"
dataset = "t"
measure = "count(*)"
better = "lower"
"""
STAGES = 'launches = { "site=a" = 2026-01-01, "site=b" = 2026-03-01 }\n'
FULL = (
    BARE.replace('id = "p"', 'id = "p"\nowner = "olga"\nowner_until = 2028-01-01')
    + "target = -0.3\n"
    + STAGES
    + """
[rollback]
kpi = "calls"
above = 100
for = 2
[[cost]]
date = 2025-12-01
amount = 900
category = "integration"
kind = "investment"
"""
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "home") as opened:
        actions.apply(visit(opened, "olga"), FULL.replace(STAGES, ""))
        yield opened


def shown(text: str, receivers: tuple[str, ...] = ()) -> dict[str, list[tuple[str, bool]]]:
    found = facts(definition.parse(text), TODAY, receivers)
    return {key: [(fact.text, fact.holds) for fact in each] for key, each in found.items()}


def test_what_a_definition_shows_is_told_question_by_question() -> None:
    assert shown(FULL, ("mail",)) == {
        "owner": [("olga owns it until 1 Jan 2028", True)],
        "promise": [("Calls: target −30\u202f% against what was expected", True)],
        "failure": [("rolled back when Calls is above 100 in 2 periods", True), ("alerts go to mail", True)],
        "rollout": [("staged launches: site: a from 1 Jan 2026, site: b from 1 Mar 2026", True)],
        "integration": [("cost of integration: EUR\u202f900", True)],
    }
    bare = shown(BARE)
    assert not any(holds for told in bare.values() for _, holds in told)
    assert set(bare) == {"owner", "promise", "failure", "rollout"}  # what it is silent on is nobody's no


@pytest.mark.parametrize(("until", "holds"), [("2027-06-01", False), ("2027-06-02", True)])
def test_an_owner_counts_for_more_than_twelve_months(until: str, holds: bool) -> None:
    ((_, found),) = shown(FULL.replace("2028-01-01", until))["owner"]
    assert found is holds
    assert in_a_year(dt.date(2028, 2, 29)) == dt.date(2029, 2, 28)


def test_more_than_two_noes_read_at_risk_and_what_is_open_is_said(store: Store) -> None:
    owner = visit(store, "olga")
    assert actions.readiness(owner, "p").sentence == "8 questions before launch: 8 not answered."
    for key in KEYS[:2]:
        actions.answer_readiness(owner, "p", key, "no", "")
    found = actions.readiness(owner, "p")
    assert (found.at_risk, found.count("no"), found.count(None)) == (False, 2, 6)
    assert actions.portfolio(owner)[0].noes == 0
    actions.answer_readiness(owner, "p", "users", "not_yet", "next week")
    actions.answer_readiness(owner, "p", "security", "no", "no load test", dt.date(2025, 3, 1))
    found = actions.readiness(owner, "p")
    assert found.sentence == "At risk. 8 questions before launch: 3 no, 1 not yet, 4 not answered."
    head = actions.portfolio(owner)[0]
    assert head.noes == 3
    assert "3 of the 8 questions before launch are answered no" in (head.decision or "")
    actions.answer_readiness(owner, "p", "security", "yes", "report of May")
    assert not actions.readiness(owner, "p").at_risk
    assert actions.portfolio(owner)[0].noes == 0


def test_the_definition_is_evidence_and_overrules_nobody(store: Store) -> None:
    owner, asked = (
        visit(store, "olga"),
        lambda: {each.question.key: each for each in actions.readiness(owner, "p").asked},
    )
    failure: Asked = asked()["failure"]
    assert failure.answer is None
    assert failure.evidence == "rolled back when Calls is above 100 in 2 periods"
    actions.answer_readiness(owner, "p", "failure", "yes", failure.evidence)
    failure = asked()["failure"]
    assert failure.answer is not None
    assert (failure.answer.answer, failure.contradicted) == ("yes", ("alerts go to nobody",))
    store.wish("p", Wishes(receivers=("mail",)), actor="olga")
    assert asked()["failure"].contradicted == ()
    assert asked()["rollout"].contradicted == ()  # not answered: nothing is contradicted


def test_an_answer_that_says_nothing_is_refused(store: Store) -> None:
    owner = visit(store, "olga")
    with pytest.raises(StoreError) as refused:
        actions.answer_readiness(owner, "p", "weather", "perhaps", "", dt.date(2099, 1, 1))  # type: ignore[arg-type]
    assert [problem.text for problem in refused.value.problems] == [
        "there is no such question",
        "is no answer",
        "evidence is not of the future",
    ]
    with pytest.raises(StoreError, match="a yes needs evidence"):
        actions.answer_readiness(owner, "p", "users", "yes", " ")
    assert store.answers() == {}


def test_a_viewer_reads_and_an_owner_answers(store: Store) -> None:
    store.grant("v@example.com", "viewer", "p", actor="boss")
    viewer = logged_in(store, "v@example.com")
    assert len(actions.readiness(viewer, "p").asked) == 8
    with pytest.raises(Forbidden):
        actions.answer_readiness(viewer, "p", "users", "no", "")
