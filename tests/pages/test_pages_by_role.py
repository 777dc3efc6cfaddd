"""Each page asked as each role, anonymous included, on the very first request: shown, or not there at all."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from metrics import actions, api
from metrics.access import login, rights
from metrics.access.identity import NOBODY, Identity
from metrics.store import ROLES, Store
from metrics.watch.receivers import VARIABLE
from tests.chart import examples
from tests.pages.example_store import PAGES, SECONDS, Keeper, text


@pytest.fixture
def come_as(monkeypatch: pytest.MonkeyPatch, empty_store: Keeper) -> object:
    """A store with two projects; calling it makes the next reader somebody with a role in one of them."""
    empty_store(examples.assistant())
    empty_store(examples.demand())

    def come(role: str | None, kind: str = "proxy") -> None:
        who = Identity("t@example.com", kind, "page", "t@example.com") if kind != "nobody" else NOBODY  # type: ignore[arg-type]
        monkeypatch.setattr(login, "identity", lambda *_: (who, ""))
        if role:
            actions.store().grant("t@example.com", role, examples.assistant().project, actor="boss")  # type: ignore[arg-type]

    return come


def opened(name: str) -> AppTest:
    """A page asked for by its address, by a session that has seen nothing before."""
    app = AppTest.from_file(PAGES / "main.py", default_timeout=SECONDS)
    app.switch_page(f"{name}.py")
    return app.run()


def said(app: AppTest) -> list[str]:
    """What the page confirms, without Markdown's escapes, and without how to keep a token."""
    return [each.value.replace("\\", "") for each in app.success if "Copy the token" not in each.value]


@pytest.mark.parametrize("role", [None, *ROLES])
def test_each_role_gets_its_pages_and_its_project(come_as: object, role: str | None) -> None:
    come_as(role)  # type: ignore[operator]
    for name, least in rights.PAGES.items():
        app = opened(name)
        assert not app.exception, (name, [found.message for found in app.exception])
        said = text(app)
        assert examples.demand().name not in said, f"{name} shows a hidden project to {role}"
        if role is None:
            assert "no role yet" in " ".join(each.value for each in app.subheader)
        elif ROLES.index(role) < ROLES.index(least):  # type: ignore[arg-type]
            assert [each.value for each in app.subheader] == ["This page is not open to you"], f"{name} for {role}"
            assert not [*app.button, *app.text_input, *app.selectbox, *app.file_uploader], f"{name} is open to {role}"
            assert f"for the role {least} in a project, and t@example.com is {role}." in said


def test_nobody_sees_no_page_at_all(come_as: object) -> None:
    come_as(None, "nobody")  # type: ignore[operator]
    for name in rights.PAGES:
        app = opened(name)
        assert not app.exception
        assert [title.value for title in app.title] == ["Proveout"]
        assert examples.assistant().name not in text(app)


def test_an_owner_gives_a_role_and_makes_a_token_that_is_shown_once(come_as: object) -> None:
    come_as("owner")  # type: ignore[operator]
    app = opened("people")
    app.text_input[0].set_value("b@example.com")
    next(button for button in app.button if button.label == "Give").click()
    app.run()
    assert not app.exception
    project = examples.assistant().project
    assert {grant.subject for grant in actions.store().grants(project)} == {"t@example.com", "b@example.com"}
    name = examples.assistant().name
    assert said(app) == [f"b@example.com may now read the results of {name}."]
    assert not app.warning
    next(field for field in app.text_input if field.label == "Name").set_value("Nightly")
    next(button for button in app.button if button.label == "Make").click()
    app.run()
    (made,) = actions.store().tokens(project)
    assert said(app)[0].startswith(f"“Nightly” may now upload in {name}, until ")
    shown = [code.value for code in app.code if code.value.startswith("pvt_")]
    assert len(shown) == 1
    assert actions.store().check_token(shown[0]) is not None
    assert made.expires_at > dt.datetime.now(dt.UTC) + dt.timedelta(days=300)
    app.run()
    assert [code for code in app.code if code.value.startswith("pvt_")], "the page runs by itself while it is copied"
    next(button for button in app.button if button.label == "I have copied it").click()
    app.run()
    assert not [code for code in app.code if code.value.startswith("pvt_")]
    next(box for box in app.selectbox if box.label == "Which").select(made.id)
    next(button for button in app.button if button.label == "End now").click()
    assert said(app.run()) == ["“Nightly” opens nothing any more."]
    next(box for box in app.selectbox if box.label == "Who").select("b@example.com")
    next(button for button in app.button if button.label == "Take back").click()
    assert said(app.run()) == [f"b@example.com may do nothing in {name} any more."]
    assert said(app.run()) == [], "it is said once"


def test_an_address_that_no_login_is_likely_to_give_is_doubted_in_words(come_as: object) -> None:
    come_as("owner")  # type: ignore[operator]
    app = opened("people")
    app.text_input[0].set_value("vera@example")
    next(button for button in app.button if button.label == "Give").click()
    app.run()
    assert said(app) == [f"vera@example may now read the results of {examples.assistant().name}."]
    (doubt,) = app.warning
    assert doubt.value.startswith("Nobody has logged in as vera@example yet")


def test_a_refused_role_keeps_what_was_typed_and_offers_none_above_ones_own(come_as: object) -> None:
    come_as("owner")  # type: ignore[operator]
    app = opened("people")
    assert app.button_group[0].options == ["Viewer", "Analyst", "Owner"]
    app.text_input[0].set_value("b@example.com")
    app.text_input[1].set_value("regoin=north")
    next(button for button in app.button if button.label == "Give").click()
    app.run()
    assert "no KPI is broken down by 'regoin'" in app.error[0].value
    assert (app.text_input[0].value, app.text_input[1].value) == ("b@example.com", "regoin=north")
    app.text_input[1].set_value("")
    next(button for button in app.button if button.label == "Give").click()
    app.run()
    assert not app.error
    assert app.text_input[0].value == ""


def test_a_limit_that_fits_nothing_any_more_is_told_as_one(
    monkeypatch: pytest.MonkeyPatch, empty_store: Keeper
) -> None:
    whole = examples.assistant()
    empty_store(whole)
    who = Identity("t@example.com", "proxy", "page", "t@example.com")
    monkeypatch.setattr(login, "identity", lambda *_: (who, ""))
    actions.store().grant("t@example.com", "viewer", whole.project, actor="boss", segments=("channel=fax",))
    app = opened("project")
    assert "You are limited to channel=fax, and no KPI has figures of that." in text(app)
    assert "Upload" not in text(app)


def test_what_names_nobody_is_refused_in_words(come_as: object) -> None:
    come_as("owner")  # type: ignore[operator]
    app = opened("people")
    app.text_input[0].set_value("somebody")
    next(button for button in app.button if button.label == "Give").click()
    app.run()
    assert "nobody is named by this" in app.error[0].value


def test_a_reader_of_one_segment_sees_its_chart_and_no_sum_of_all(
    monkeypatch: pytest.MonkeyPatch, empty_store: Keeper
) -> None:
    whole = examples.assistant()
    main = next(kpi for kpi in whole.kpis if kpi.primary)
    parts = tuple(
        main.model_copy(update={"segment": segment, "primary": False, "sentence": f"Sentence of {segment}."})
        for segment in ("channel=chat", "channel=mail")
    )
    empty_store(whole.model_copy(update={"kpis": (main, *parts)}))
    who = Identity("t@example.com", "proxy", "page", "t@example.com")
    monkeypatch.setattr(login, "identity", lambda *_: (who, ""))
    actions.store().grant("t@example.com", "viewer", whole.project, actor="boss", segments=("channel=chat",))
    said = text(opened("project"))
    assert "Sentence of channel=chat." in said
    assert main.sentence not in said
    assert "channel=mail" not in said
    portfolio = opened("portfolio")
    assert not portfolio.metric  # no money of the whole, and nothing said of it either
    told = text(portfolio)
    assert f"You see some segments of **{whole.name}** only" in told
    for wrong in ("paid back", "Paid back", "no alert fires", "No data yet", "with a target"):
        assert wrong not in told
    (row,) = portfolio.dataframe[0].value.to_dict("records")
    assert (row["verdict"], row["payback"], row["target"]) == ("Shown in part", "–", None)
    assert "No data yet" not in said
    for page in ("payback", "forecasts"):
        app = opened(page)
        assert not app.exception
        assert "You see a part of this project" in [each.value for each in app.subheader]


def test_a_run_asks_once_who_it_is_and_the_next_run_anew(come_as: object, monkeypatch: pytest.MonkeyPatch) -> None:
    come_as("viewer")  # type: ignore[operator]
    asked: list[int] = []
    read = Store.grants
    monkeypatch.setattr(Store, "grants", lambda *given: (asked.append(1), read(*given))[1])
    app = opened("payback")
    assert len(asked) == 1
    actions.store().revoke("t@example.com", examples.assistant().project, actor="boss")
    app.run()
    assert "no role yet" in " ".join(each.value for each in app.subheader)


def test_no_page_shows_a_secret_of_the_server(come_as: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Receivers' addresses, the server's token and its environment: an admin sees names alone."""
    secret = "-".join(("s3cr3t", "of", "pages"))
    receivers = tmp_path / "receivers.toml"
    receivers.write_text(f'[receiver.team-hook]\nurl = "json://user:{secret}@127.0.0.1:9/{secret}"\n')
    given = {VARIABLE: str(receivers), api.TOKEN: f"{secret}-{'x' * 30}", "OTHER": secret}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    come_as("admin")  # type: ignore[operator]
    told = ""
    for name in rights.PAGES:
        app = opened(name)
        assert not app.exception, name
        told += text(app) + repr(app.main) + repr(app.sidebar)
    assert "team-hook" in told
    assert secret not in told
