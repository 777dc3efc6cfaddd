"""Logging in at a real OpenID provider, through a real browser: who gets in, with which pages, and who does not."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from metrics import actions
from metrics.store import Store
from tests.browser.conftest import PATIENCE, menus
from tests.serving import ask, free_port, server
from tests.visits import visit

RESULTS = ["Portfolio", "Project", "Payback", "Forecasts"]

pytestmark = pytest.mark.browser
DEFINITION = '[project]\nid = "{name}"\nname = "Project {name}"\nlaunch = 2025-01-01\n[dataset.t]\nshape = "events"\n'
DEFINITION += 'time = "at"\n[kpi.all]\ndataset = "t"\nmeasure = "count(*)"\nbetter = "lower"\n'


@dataclass(frozen=True)
class Site:
    """A served Proveout with a login, its store and port."""

    address: str
    store: Store
    port: int


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A provider process, and a server that knows it under two names."""
    folder, port, issuer = tmp_path_factory.mktemp("login"), free_port(), free_port()
    provider = "".join(
        f'[auth.{name}]\nclient_id = "{name}-client"\nclient_secret = "x"\n'
        f'server_metadata_url = "http://localhost:{issuer}/.well-known/openid-configuration"\n'
        for name in ("alpha", "beta")
    )
    shared = (
        f'[auth]\nredirect_uri = "http://localhost:{port}/oauth2callback"\ncookie_secret = "{secrets.token_hex()}"\n'
    )
    (folder / "secrets.toml").write_text(shared + provider)
    settings = {"PROVEOUT_LOGIN": "oidc", "PROVEOUT_SECRETS": str(folder / "secrets.toml"), "PROVEOUT_INBOX": "off"}
    with Store.open(folder / "home") as store:
        for name in ("north", "south"):
            actions.apply(visit(store), DEFINITION.format(name=name))
        actions.grant_overall(visit(store), "owner@example.com", "owner")
        actions.grant(visit(store), "north", "viewer@example.com", "viewer")
        actions.grant(visit(store), "south", "groups=controlling", "analyst")
        with (
            server(["tests.access.provider", str(issuer)], issuer, store.home),
            server(["metrics.cli", "serve", "--port", str(port)], port, store.home, settings=settings),
        ):
            yield Site(f"http://localhost:{port}", store, port)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 1280, "height": 900})
    opened.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    yield opened
    opened.close()


def log_in(context: BrowserContext, site: Site, provider: str = "alpha", **says: str) -> Page:
    """A tab after the provider has sent it back; says: fields of the provider's form."""
    page = context.new_page()
    page.goto(site.address)
    page.get_by_role("button", name=f"Log in with {provider.capitalize()}").click()
    page.wait_for_selector("input[name=email]")
    for field, value in says.items():
        page.fill(f"input[name={field}]", value)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site.address}/**")
    return page


def shows(page: Page, site: Site, project: str, but_not: str) -> None:
    """Asked for a project that is hidden, the page says so and shows none; the one that may be seen it shows."""
    expect(page.get_by_role("heading", name="Portfolio")).to_be_visible()
    page.goto(f"{site.address}/project?project={but_not}")
    expect(page.get_by_text("which is not here")).to_be_visible()
    assert f"Project {but_not}" not in page.inner_text("body")
    page.goto(f"{site.address}/project?project={project}")
    expect(page.get_by_role("heading", name=f"Project {project}")).to_be_visible()
    assert f"Project {but_not}" not in page.inner_text("body")


def test_an_owner_logs_in_sees_every_page_and_logs_out(context: BrowserContext, site: Site) -> None:
    page = log_in(context, site)
    expect(page.get_by_role("heading", name="Portfolio")).to_be_visible()
    assert menus(page) == {
        "": RESULTS,
        "Month": ["Uploads", "Month end", "Alerts"],
        "Set-up": ["Define", "People"],
        "Trust": ["Method", "Audit"],
        "owner@example.com": ["Log out"],
    }
    assert [row.actor for row in site.store.audit() if row.action == "login"][-1] == "owner@example.com"
    second = context.new_page()
    second.goto(f"{site.address}/project?project=south")  # the same browser: logged in
    expect(second.get_by_role("heading", name="Project south")).to_be_visible()
    page.bring_to_front()
    page.get_by_test_id("stTopNavSection").last.click()
    page.get_by_text("Log out", exact=True).click()
    expect(page.get_by_role("button", name="Log in with Alpha")).to_be_visible()
    assert [row.actor for row in site.store.audit() if row.action == "logout"][-1] == "owner@example.com"


def test_a_viewer_sees_one_project_and_no_page_that_writes(context: BrowserContext, site: Site) -> None:
    page = log_in(context, site, "beta", email="Viewer@Example.com", audience="beta-client")
    shows(page, site, "north", but_not="south")
    seen = {"": [*RESULTS, "Method"], "Month": ["Month end", "Alerts"], "viewer@example.com": ["Log out"]}
    assert menus(page) == seen
    page.goto(f"{site.address}/uploads?project=north")
    expect(page.get_by_role("heading", name="This page is not open to you")).to_be_visible()
    expect(
        page.get_by_text("It is for the role analyst in a project, and viewer@example.com is viewer.")
    ).to_be_visible()


def test_a_claim_of_the_login_opens_a_project(context: BrowserContext, site: Site) -> None:
    page = log_in(context, site, email="c@partner.example", groups="it,controlling")
    shows(page, site, "south", but_not="north")
    assert menus(page)["c@partner.example"] == ["Log out"], "what the claim opened is theirs, not the local user's"


@pytest.mark.parametrize(
    ("says", "told"),
    [
        ({"email": "stranger@example.org"}, "You are logged in, and have no role yet"),
        ({"verified": "false"}, "does not vouch for your e-mail address"),
        ({"audience": "another-application"}, "made for another application"),
        ({"age": "1800"}, None),
    ],
    ids=["stranger", "unverified", "wrong audience", "recent"],
)
def test_whoever_is_not_vouched_for_stays_outside(
    context: BrowserContext, site: Site, says: dict[str, str], told: str | None
) -> None:
    page = log_in(context, site, **says)
    if told is None:
        expect(page.get_by_role("heading", name="Portfolio")).to_be_visible()
        return
    expect(page.get_by_text(told)).to_be_visible()
    assert "north" not in page.inner_text("body")


def test_an_expired_token_is_no_login(context: BrowserContext, site: Site) -> None:
    page = log_in(context, site, age="7200")
    expect(page.get_by_role("button", name="Log in with Alpha")).to_be_visible()


def test_a_tampered_cookie_is_no_login(context: BrowserContext, site: Site) -> None:
    page = log_in(context, site)
    expect(page.get_by_role("heading", name="Portfolio")).to_be_visible()
    cookie = next(each for each in context.cookies() if each["name"] == "_streamlit_user")
    value = cookie["value"]
    middle = len(value) // 3
    forged = value[:middle] + ("A" if value[middle] != "A" else "B") + value[middle + 1 :]
    context.add_cookies([{**cookie, "value": forged}])  # type: ignore[typeddict-item]
    page.goto(site.address)
    expect(page.get_by_role("button", name="Log in with Alpha")).to_be_visible()


def test_the_first_request_of_an_anonymous_reader_shows_no_page(browser: Browser, site: Site) -> None:
    page = browser.new_page()
    for path in ("project?project=north", "people", "define", "uploads", "audit"):
        page.goto(f"{site.address}/{path}")
        expect(page.get_by_role("button", name="Log in with Alpha")).to_be_visible(timeout=PATIENCE)
        assert "north" not in page.inner_text("body")
    page.close()


def test_routes_ask_for_a_token_with_a_login_too(site: Site) -> None:
    assert ask(site.port, path="/api/results/north")[0] == 401
    assert ask(site.port, host="proveout.example.com", path="/api/results/north")[0] == 401
