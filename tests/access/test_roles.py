"""Roles: what grants make of one who asks, and the table that every way in asks."""

from __future__ import annotations

import ast
import datetime as dt
import inspect
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from metrics import actions, cli, definition
from metrics.access.identity import NOBODY, Identity, of_command
from metrics.access.rights import ACTIONS, PAGES
from metrics.access.roles import standing
from metrics.access.visit import Forbidden, Visit
from metrics.errors import ProveoutError, StoreError
from metrics.store import ROLES, Grant, Store
from metrics.store.grants import read_subject
from tests.visits import logged_in, visit

ROOT = Path(__file__).resolve().parents[2]
HOUSE = {"store", "refresh", "sweep", "headlines", "judged"}  # the server's own work: called by no page and for nobody
DOORS = {"signed_in", "signed_out"}  # whoever comes and goes is written down, whatever they may
DEFINITION = '[project]\nid = "{name}"\nlaunch = 2025-01-01\n[dataset.t]\nshape = "events"\ntime = "at"\n'


def made(home: Path) -> Store:
    """Two projects without results; a@ is viewer of one, o@ its owner, else@ admin of the other."""
    store = Store.open(home)
    for name in ("north", "south"):
        text = DEFINITION.format(name=name)
        digest = definition.digest(definition.parse(text))
        store.save_definition(name, text, digest, actor="boss", reason=None, expected_revision=None)
    store.grant("a@example.com", "viewer", "north", actor="boss")
    store.grant("o@example.com", "owner", "north", actor="boss")
    store.grant("else@example.com", "admin", "south", actor="boss")
    return store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return made(tmp_path / "home")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The same for tests that only ask."""
    return made(tmp_path_factory.mktemp("shared") / "home")


def functions() -> dict[str, object]:
    return {name: getattr(actions, name) for name in actions.__all__ if inspect.isfunction(getattr(actions, name))}


def test_every_action_that_touches_the_store_stands_in_the_role_table() -> None:
    for name, function in functions().items():
        parameters = inspect.signature(function).parameters  # type: ignore[arg-type]
        if name in HOUSE | DOORS:
            continue
        kinds = {str(parameter.annotation) for parameter in parameters.values()}
        assert "Store" not in kinds, f"{name} takes a bare store: give it a visit and a line in rights.py"
        if "visit" in parameters:
            assert function.__dict__.get("guarded") == ACTIONS[name], f"{name} is not @guarded"
    assert set(ACTIONS) - set(functions()) <= {"load_samples", "same_bytes"}


def test_the_house_is_called_by_no_page_but_for_its_store() -> None:
    for path in (ROOT / "pages").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "actions":
                used = node.attr in HOUSE
                assert not used or (node.attr == "store" and path.name in ("arriving.py", "main.py")), path.name


def test_every_write_of_the_store_is_reached_through_actions_alone() -> None:
    writes = {
        name
        for name, function in inspect.getmembers(Store, inspect.isfunction)
        if "actor" in inspect.signature(function).parameters
    }
    assert {"grant", "commit_upload", "seal", "change", "purge", "make_token"} <= writes
    for folder in ("pages", "metrics/api", "metrics/cli", "metrics/inbox"):
        for path in (ROOT / folder).glob("*.py"):
            called = {node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}
            text = path.read_text()
            assert not {name for name in writes & called if f"store.{name}(" in text}, path


def test_every_page_and_command_has_a_place_in_the_role_table() -> None:
    pages = {path.stem for path in (ROOT / "pages").glob("*.py") if path.stem in _navigated()}
    assert pages == set(PAGES)
    assert set(PAGES.values()) <= set(ROLES)
    assert cli.cli.registered_commands


def _navigated() -> set[str]:
    text = (ROOT / "pages" / "main.py").read_text(encoding="utf-8")
    return {path.stem for path in (ROOT / "pages").glob("*.py") if f'"{path.name}"' in text}


@pytest.mark.parametrize("name", sorted(ACTIONS))
@pytest.mark.parametrize("who", ["anonymous", "stranger", "admin elsewhere"])
def test_nobody_without_a_role_in_a_project_gets_anything_of_it(shared: Store, name: str, who: str) -> None:
    asker = {
        "anonymous": Visit(shared, NOBODY),
        "stranger": logged_in(shared, "nobody@example.org"),
        "admin elsewhere": logged_in(shared, "else@example.com"),
    }[who]
    right = ACTIONS[name]
    function = functions().get(name)
    if function is None or (right.of == "any" and who == "admin elsewhere"):
        pytest.skip("open to whoever has a role somewhere; what it shows is tested below")
    shape = inspect.signature(function)  # type: ignore[arg-type]
    given = {
        parameter: {"project": "north", "upload": "0", "text": DEFINITION.format(name="north"), "token": "0"}.get(
            parameter, _Staged()
        )
        for parameter in shape.parameters
        if parameter != "visit"
    }
    with pytest.raises(ProveoutError) as refused:
        function(asker, **given)  # type: ignore[operator]
    assert isinstance(refused.value, Forbidden | StoreError)
    assert "north" not in str(refused.value).replace("'north'", "") or who == "anonymous"


class _Staged:
    """A staged file of the project north, as the queue of somebody else's page would hold it."""

    class files:  # noqa: N801
        project = "north"


def test_the_words_for_a_hidden_project_are_those_for_none(shared: Store) -> None:
    stranger = logged_in(shared, "a@example.com")
    said = []
    for project in ("south", "nowhere"):
        with pytest.raises(StoreError) as refused:
            actions.project(stranger, project)
        said.append(str(refused.value).replace(project, "X"))
    assert said[0] == said[1]
    assert "Known projects: north." in said[0]


def test_the_portfolio_holds_what_may_be_seen(store: Store) -> None:
    for project in ("north", "south"):
        actions.refresh(store, project)
    assert [head.project for head in actions.portfolio(logged_in(store, "a@example.com"))] == ["north"]
    assert len(actions.portfolio(visit(store))) == 2


def test_a_role_is_enough_for_what_it_may_and_no_more(store: Store) -> None:
    viewer, owner = logged_in(store, "a@example.com"), logged_in(store, "o@example.com")
    assert actions.export(viewer, "north")
    with pytest.raises(Forbidden, match=r"needs the role owner in north; a@example.com is viewer"):
        actions.grant(viewer, "north", "b@example.com", "viewer")
    actions.grant(owner, "north", "b@example.com", "analyst")
    with pytest.raises(Forbidden, match="cannot make an admin"):
        actions.grant(owner, "north", "b@example.com", "admin")
    with pytest.raises(Forbidden, match="overall"):
        actions.apply(owner, DEFINITION.format(name="new"))  # a new project is for owners of all
    store.grant("@example.com", "owner", None, actor="boss")
    assert actions.apply(logged_in(store, "o@example.com"), DEFINITION.format(name="new")).created


def test_one_who_is_limited_to_segments_sees_those_and_writes_nothing(store: Store) -> None:
    store.grant("a@example.com", "analyst", "north", actor="boss", segments=("region=east",))
    limited = logged_in(store, "a@example.com")
    assert limited.segments("north") == {"region=east"}
    with pytest.raises(Forbidden, match="You see region=east of north only"):
        actions.uploads(limited, "north")
    with pytest.raises(Forbidden):
        actions.money(limited, "north")
    with pytest.raises(StoreError, match="You see: region=east"):
        actions.kpi(limited, "north", "k", "month")
    store.grant("@example.com", "viewer", "north", actor="boss")
    assert logged_in(store, "a@example.com").standing("north").segments is None  # the wider grant lifts the limit
    with pytest.raises(StoreError, match="cannot be limited"):
        store.grant("a@example.com", "owner", "north", actor="boss", segments=("region=east",))


def test_grants_by_domain_and_claim_find_whom_they_name(store: Store) -> None:
    store.grant("@partner.example", "viewer", "south", actor="boss")
    store.grant("groups=controlling", "owner", None, actor="boss")
    assert logged_in(store, "x@partner.example").sees("south")
    assert not logged_in(store, "x@sub.partner.example").sees("south")
    assert not logged_in(store, "x@partner.example.evil.org").sees("south")
    assert logged_in(store, "x@y.org", groups=["it", "controlling"]).may("owner", "south")
    assert not logged_in(store, "x@y.org", groups=["controlling2"]).sees("south")
    no_address = Visit(store, Identity("x", "login", claims={"email": "a@example.com"}))
    assert not no_address.sees("north")  # only an address that the login vouches for counts


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (" A@Example.COM ", ("email", "a@example.com")),
        ("@Example.com", ("domain", "example.com")),
        ("example.com", ("domain", "example.com")),
        ("groups=IT staff", ("claim", "groups=IT staff")),
    ],
)
def test_subjects_are_kept_in_one_way(text: str, found: tuple[str, str]) -> None:
    assert read_subject(text) == found


@pytest.mark.parametrize("text", ["", "@", "a@", "com", "a b@c.de", "=x", "groups=", "a@b@c.de", "@.com"])
def test_what_names_nobody_is_refused(text: str) -> None:
    with pytest.raises(StoreError, match="nobody is named"):
        read_subject(text)


@given(some.lists(some.sampled_from(ROLES), min_size=1, max_size=4))
def test_the_highest_of_several_roles_counts(roles: list[str]) -> None:
    grants = [
        Grant(str(i), "email", "a@b.c", "p", role, (), dt.datetime.now(dt.UTC), "boss")  # type: ignore[arg-type]
        for i, role in enumerate(roles)
    ]
    who = Identity("a@b.c", "login", email="a@b.c")
    assert standing(who, grants, "p").role == max(roles, key=ROLES.index)  # type: ignore[arg-type]
    assert standing(who, grants, "q").role is None


def test_this_machines_own_user_needs_no_role(store: Store) -> None:
    assert Visit(store, of_command()).may("admin", None)


def test_roles_are_in_the_audit_with_before_and_after(store: Store) -> None:
    actions.grant(visit(store, "boss"), "north", "a@example.com", "owner")
    actions.revoke(visit(store, "boss"), "north", "a@example.com")
    rows = [row for row in store.audit("north") if row.action in ("grant", "revoke")][-2:]
    assert rows[0].detail["before"]["role"] == "viewer"
    assert rows[0].detail["after"]["role"] == "owner"
    assert rows[1].detail == {"before": {"role": "owner", "segments": []}, "after": None}
    with pytest.raises(StoreError, match="holds no role"):
        actions.revoke(visit(store), "north", "a@example.com")


# What a command does without asking the role table, and why that is right.
UNASKED = {
    "money": "a calculator: it opens no store",
    "restore": "fills an empty folder: there is no store yet that could hold a role",
    "serve": "starts the server",
}


def test_every_command_asks_the_role_table_or_says_why_not() -> None:
    found = {}
    for path in (ROOT / "metrics" / "cli").glob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and any(
                way in ast.unparse(each) for each in node.decorator_list for way in ("command", "callback")
            ):
                found[node.name] = {
                    each.attr
                    for each in ast.walk(node)
                    if isinstance(each, ast.Attribute) and ast.unparse(each.value) in ("actions", "here.store")
                }
    assert {"apply", "upload", "grant", "token", "verify"} <= set(found)
    for name, calls in found.items():
        assert calls & set(ACTIONS) or name in UNASKED, f"{name} calls no action of the role table"


@pytest.mark.parametrize("role", [None, *ROLES])
def test_a_role_opens_exactly_what_the_table_gives_it(shared: Store, role: str | None) -> None:
    given = Grant("1", "email", "t@example.com", "north", role, (), dt.datetime.now(dt.UTC), "b") if role else None  # type: ignore[arg-type]
    asker = logged_in(shared, "t@example.com")
    asker.__dict__["_grants"] = (given,) if given else ()
    for right in ACTIONS.values():
        enough = role is not None and ROLES.index(role) >= ROLES.index(right.role)  # type: ignore[arg-type]
        opened = enough and right.of != "overall"
        project = None if right.of in ("any", "overall") else "north"
        if opened:
            asker.require(right, project)
        else:
            with pytest.raises(ProveoutError):
                asker.require(right, project)


def test_the_documentation_prints_the_role_table() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    lines = {role: next(line for line in text.splitlines() if line.startswith(f"| {role} |")) for role in ROLES}
    for name, right in ACTIONS.items():
        assert [role for role in ROLES if f"`{name}`" in lines[role]] == [right.role], name
    for page, role in PAGES.items():
        assert page.capitalize() in lines[role], page
