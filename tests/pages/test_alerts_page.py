"""Alerts: what fires, with numbers, since when and who was told; mute, and who is told; in short on other pages."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from metrics import actions, definition, snapshot, watch
from metrics.access.visit import Visit
from metrics.results import Headline
from metrics.store import Wishes
from tests.chart import examples
from tests.pages import example_store
from tests.pages.example_store import Keeper, page
from tests.visits import visit

P = "route-planning"
MISSED = "where 3\u202f% below was promised: the target is missed."


def text(app: AppTest) -> str:
    """The words as readers see them, without Markdown's escapes."""
    return example_store.text(app).replace("\\", "")


@pytest.fixture
def fired(empty_store: Keeper) -> None:
    empty_store(examples.routes())
    watch.check(actions.store(), P)


@pytest.mark.usefixtures("fired")
def test_it_shows_what_fires_and_that_nobody_is_told() -> None:
    told = text(page("alerts", project=P))
    assert MISSED in told
    assert "The target is missed · since" in told
    assert "nobody is named to be told" in told
    assert "No receiver is set up on this server" in told


@pytest.mark.usefixtures("fired")
def test_muting_needs_a_reason_and_shows_it() -> None:
    app = page("alerts", project=P)
    next(one for one in app.button if one.label == "Mute").click().run()
    assert "an alert is muted for a reason" in "\n".join(found.value.lower() for found in app.error)
    app.text_input[0].set_value("The vendor repairs it")
    next(one for one in app.button if one.label == "Mute").click().run()
    assert "The vendor repairs it" in text(app)
    assert "Nobody is told of this until" in app.success[0].value
    next(one for one in app.button if one.label == "Lift the mute").click().run()
    assert not actions.store().mutes([P])
    assert [each.value for each in app.success] == ["The mute is lifted."]


@pytest.mark.usefixtures("fired")
def test_receivers_are_chosen_by_name_and_addresses_are_shown_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "receivers.toml"
    file.write_text('[receiver.team]\nurl = "json://user:hidden-secret' + '@127.0.0.1:9/x"\n')
    monkeypatch.setenv("PROVEOUT_NOTIFY_FILE", str(file))
    app = page("alerts", project=P)
    chosen = next(one for one in app.get("button_group") if "Receivers" in one.label)
    chosen.set_value(["team"])
    next(one for one in app.button if one.label == "Save").click().run()
    assert not app.exception
    assert actions.store().wishes(P) == Wishes(("team",))
    said = "Saved: team is told of every rule, again after 7 days; up to 5\u202f% rejected rows are put up with."
    assert [each.value.replace("\\", "") for each in app.success] == [said]
    assert "team will be told at the next round" in text(app)
    assert "nobody is named" not in text(app)
    next(one for one in app.get("button_group") if "Rules" in one.label).set_value(["late"])
    next(one for one in app.button if one.label == "Save").click().run()
    assert "told of 1 of 13 rules" in app.success[0].value
    assert "its rule is switched off: the next round ends it" in text(app)
    assert "hidden-secret" not in str(app.main)
    file.write_text('[receiver.team]\nurl = "nowhere://hidden-secret"\n')
    told = text(app.run())
    assert "a url that Apprise does not understand" in told
    assert "hidden-secret" not in told


@pytest.mark.usefixtures("fired")
def test_the_project_and_the_portfolio_say_what_fires() -> None:
    assert MISSED in text(page("project", project=P))
    portfolio = text(page("portfolio"))
    assert "One needs a decision" in portfolio
    assert MISSED in portfolio
    (head,) = actions.portfolio(_visit())
    (seen,) = [each for each in actions.firing(_visit()) if each.alert.rule == "missed"]
    actions.mute(_visit(), P, seen.alert.id, dt.datetime.now(dt.UTC).date(), "known")
    assert MISSED not in text(page("portfolio"))
    assert "muted until" in text(page("project", project=P))
    assert head.decision


def _visit() -> Visit:
    return visit(actions.store())


def test_a_met_rollback_trigger_is_said_with_its_evidence(empty_store: Keeper) -> None:
    said = "Kilometres a delivery: above 100 km in 2 months in a row (…): the trigger to roll back is met."
    result = examples.routes()
    empty_store(result)
    store = actions.store()
    parts = snapshot.freeze(result, definition.parse(example_store.toml(result)), dt.date(2999, 1, 1))
    head = Headline.model_validate_json(parts["headline"]).model_copy(update={"decision": said, "rollback": said})
    parts["headline"] = head.model_dump_json().encode()
    store.save_snapshot(P, snapshot_id="s2", revision=store.revision(P), as_of=result.as_of, parts=parts)
    assert said in "\n".join(found.value.replace("\\", "") for found in page("project", project=P).error)
    assert said in text(page("portfolio"))
