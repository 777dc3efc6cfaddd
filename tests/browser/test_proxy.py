"""Behind a signing-on proxy, through a real browser: its header lets people in, and nobody else's."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from metrics import actions
from metrics.store import Store
from tests.browser.conftest import PATIENCE
from tests.browser.signing_on import signing_on
from tests.browser.test_login import DEFINITION
from tests.serving import free_port, server
from tests.visits import visit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("proxy", "let_in"), [("127.0.0.1, ::1", True), ("192.0.2.1", False)])
def test_only_the_proxys_header_is_believed(browser: Browser, tmp_path: Path, proxy: str, let_in: bool) -> None:
    port = free_port()
    with Store.open(tmp_path / "home") as store:
        actions.apply(visit(store), DEFINITION.format(name="north"))
        actions.grant_overall(visit(store), "owner@example.com", "owner")
        settings = {"PROVEOUT_LOGIN": "proxy", "PROVEOUT_PROXY": proxy, "PROVEOUT_INBOX": "off"}
        serve = ["metrics.cli", "serve", "--port", str(port)]
        with server(serve, port, store.home, settings=settings), signing_on(port, "Owner@Example.com") as address:
            page = browser.new_page()
            page.goto(f"{address}/project?project=north")
            if let_in:
                expect(page.get_by_role("heading", name="Project north")).to_be_visible(timeout=PATIENCE)
                assert [row.actor for row in store.audit() if row.action == "login"] == ["owner@example.com"]
            else:
                expect(page.get_by_text("through a proxy that logs you in")).to_be_visible(timeout=PATIENCE)
                assert "north" not in page.inner_text("body")
            page.close()
