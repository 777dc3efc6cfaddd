"""The first visit: three ways in for whoever may go them, and whom to ask for the others."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from metrics import actions, serving
from metrics.access import login
from metrics.access.identity import Identity
from metrics.store import Role
from tests.pages.example_store import PAGES, SECONDS, Keeper, page, text
from tests.visits import logged_in


def links(app: AppTest) -> dict[str, str]:
    """The way that each link of a page leads, but for the one to all terms."""
    return {each.label: each.proto.query_string for each in app.get("page_link") if "explained" not in each.label}


def come_as(monkeypatch: pytest.MonkeyPatch, role: Role) -> AppTest:
    """The first page of somebody with a role overall."""
    who = Identity("t@example.com", "proxy", "page", "t@example.com")
    monkeypatch.setattr(login, "identity", lambda *_: (who, ""))
    actions.store().grant("t@example.com", role, None, actor="boss")
    actions.store().grant("admin@example.com", "admin", None, actor="boss")
    app = AppTest.from_file(PAGES / "main.py", default_timeout=SECONDS).run()
    assert not app.exception
    return app


def test_every_template_is_a_link_to_define(empty_store: Keeper) -> None:
    app = page("portfolio")
    found = links(app)
    assert {title: way for title, way in found.items() if not title.startswith("Define a project")} == {
        template.title: f"template={name}" for name, template in actions.templates().items()
    }
    assert [button.label for button in app.button] == ["Load the sample projects"]
    for name, template in actions.templates().items():
        define = page("define", template=name)
        chosen = define.radio[0]
        assert chosen.options[chosen.options.index(template.title)] == template.title
        assert chosen.value == name


def test_an_admin_of_a_login_finds_the_same_three_ways(monkeypatch: pytest.MonkeyPatch, empty_store: Keeper) -> None:
    app = come_as(monkeypatch, "admin")
    assert [button.label for button in app.button] == ["Load the sample projects"]
    assert links(app)["Define a project, then upload"] == "template=support-assistant"


@pytest.mark.parametrize("role", ["viewer", "analyst"])
def test_whoever_may_not_sees_whom_to_ask(monkeypatch: pytest.MonkeyPatch, empty_store: Keeper, role: Role) -> None:
    app = come_as(monkeypatch, role)
    assert not app.button
    assert not links(app)
    assert "admin@example.com" in text(app)
    actions.store().grant("owner@example.com", "owner", None, actor="boss")
    told = text(AppTest.from_file(PAGES / "main.py", default_timeout=SECONDS).run())
    assert "owner@example.com" in told
    assert "admin@example.com" not in told, "whoever can help is named, and nobody else"


def test_without_a_role_nobody_is_named(monkeypatch: pytest.MonkeyPatch, empty_store: Keeper) -> None:
    who = Identity("s@example.com", "proxy", "page", "s@example.com")
    monkeypatch.setattr(login, "identity", lambda *_: (who, ""))
    actions.store().grant("admin@example.com", "admin", None, actor="boss")
    told = text(AppTest.from_file(PAGES / "main.py", default_timeout=SECONDS).run())
    assert "no role yet" in told
    assert "admin@example.com" not in told


def test_the_samples_are_not_loaded_for_whoever_may_not(empty_store: Keeper) -> None:
    store = actions.store()
    store.grant("t@example.com", "viewer", None, actor="boss")
    with pytest.raises(Exception, match="needs the role owner"):
        serving.load_samples(logged_in(store, "t@example.com"))
    assert not store.projects()
