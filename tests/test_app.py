"""Who may connect, tried on real servers, whichever way they were started."""

from __future__ import annotations

import http.client
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from metrics import actions
from tests.serving import ROOT, UPGRADE, ask, environment, free_port, own_address, server

pytestmark = pytest.mark.usefixtures("components_sought_once")
STREAM = "/_stcore/stream"
WITH_STREAMLIT, WITH_UVICORN = "streamlit run", "uvicorn on every address"
FOREIGN = ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "localhost.", "192.0.2.2", "localhost:1:2"]


@pytest.fixture(scope="module", params=[WITH_STREAMLIT, WITH_UVICORN])
def port(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder, number = tmp_path_factory.mktemp("served"), free_port()
    streamlit = ["streamlit", "run", str(ROOT / "app.py"), f"--server.port={number}"]
    uvicorn = ["uvicorn", "--app-dir", str(ROOT), "app:app", "--host", "0.0.0.0", "--port", str(number)]
    command = streamlit if request.param == WITH_STREAMLIT else uvicorn
    with server(command, number, folder / "home", folder):  # from another folder than the checkout
        yield number


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8501", "127.0.0.1", "[::1]", "[::1]:8501"])
def test_this_machine_is_served(port: int, host: str) -> None:
    status, body = ask(port, host)
    assert status == 200
    assert "<title>" in body
    assert ask(port, host, STREAM, more=UPGRADE)[0] == 101


@pytest.mark.parametrize("host", FOREIGN)
def test_a_foreign_host_name_is_refused(port: int, host: str) -> None:
    status, body = ask(port, host)
    assert status == 403
    assert body.startswith("Proveout has no login")
    assert ask(port, host, STREAM, more=UPGRADE)[0] == 403


def test_no_host_or_two_are_refused(port: int) -> None:
    assert ask(port, [])[0] in (400, 403)
    assert ask(port, ["localhost", "evil.example"])[0] in (400, 403)
    assert ask(port, ["localhost", "localhost"])[0] in (400, 403)


def test_a_relayed_request_and_a_foreign_page_are_refused(port: int) -> None:
    for line in ("X-Forwarded-For: 127.0.0.1", "X-Forwarded-For: 192.0.2.9", "Forwarded: for=127.0.0.1"):
        assert ask(port, more=f"{line}\r\n")[0] == 403
    assert ask(port, path=STREAM, more=f"{UPGRADE}Origin: https://evil.example\r\n")[0] == 403
    assert ask(port, path=STREAM, more=f"{UPGRADE}Origin: http://localhost:{port}\r\n")[0] in (101, 403)


@pytest.mark.parametrize(
    "path", ["/", "/portfolio", "/uploads", "/define", "/_stcore/health", "/media/a.csv", "/pages/x"]
)
def test_no_path_slips_past(port: int, path: str) -> None:
    assert ask(port, "evil.example", path)[0] == 403


@pytest.mark.parametrize("place", ["query", "path", "api", "header"])
def test_an_endless_address_or_header_is_refused_and_the_next_request_answered(port: int, place: str) -> None:
    """The server reads no more of a request's head than it allows, so that nobody fills its memory with one."""
    much = "x" * 2_000_000
    path = {"query": f"/?project={much}", "path": f"/{much}", "api": f"/api/results/{much}"}.get(place, "/")
    try:
        status, body = ask(port, path=path, more=f"X-Much: {much}\r\n" if place == "header" else "")
    except ConnectionError:  # it closed the connection while we were still writing
        status, body = 400, ""
    assert (status, "xxxx" in body) == (400, False)
    assert ask(port, path="/_stcore/health")[0] == 200


def test_every_answer_carries_the_security_headers_and_no_name_of_a_program(port: int) -> None:
    for path in ("/", "/project", "/api/none", "/nothing/at/all.js", "/_stcore/health", "/_stcore/host-config"):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("GET", path)
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        connection.close()
        assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self' 'sha256-"), path
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert not {"server", "x-powered-by", "access-control-allow-origin"} & set(headers), path


FOREIGN_PAGES = [  # a page on another port of this machine passes LocalOnly
    "Origin: http://localhost:3000\r\n",
    "Origin: null\r\n",
    "Sec-Fetch-Site: same-site\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: image\r\n",
    "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n",
]


@pytest.mark.parametrize("path", ["/", "/api/uploads/a/b", "/_stcore/host-config", "/_stcore/upload_file/a/b"])
def test_another_page_of_this_machine_gets_no_answer(port: int, path: str) -> None:
    for header in FOREIGN_PAGES:
        status, body = ask(port, f"localhost:{port}", path, more=header)
        assert status == 403, header
        assert "login" in body or "another site" in body


def test_a_socket_opens_for_our_own_page_alone(port: int) -> None:
    host = f"localhost:{port}"
    assert ask(port, host, STREAM, more=f"{UPGRADE}Origin: http://localhost:3000\r\n")[0] == 403
    assert ask(port, host, STREAM, more=f"{UPGRADE}Origin: http://{host}\r\n")[0] == 101
    link = "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n"
    assert ask(port, host, "/project?project=x", more=link)[0] == 200  # a link in a mail


def test_another_peer_is_refused_though_it_asks_for_localhost(tmp_path: Path) -> None:
    address, number = own_address(), free_port()
    if address is None:
        pytest.skip("this machine has no address besides loopback to ask from")
    command = ["uvicorn", "--app-dir", str(ROOT), "app:app", "--host", "0.0.0.0", "--port", str(number)]
    with server(command, number, tmp_path / "home", tmp_path):
        assert ask(number)[0] == 200
        for host in ("localhost", address):
            assert ask(number, host, peer=address)[0] == 403
            assert ask(number, host, STREAM, address, UPGRADE)[0] == 403
        assert ask(number, peer=address, more="X-Forwarded-For: 127.0.0.1\r\n")[0] == 403


@pytest.mark.parametrize("address", ["0.0.0.0", "192.0.2.2", "::"])
def test_streamlit_does_not_start_where_others_could_connect(tmp_path: Path, address: str) -> None:
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.address={address}"]
    done = subprocess.run(
        [*command, f"--server.port={free_port()}"],
        cwd=ROOT, env=environment(tmp_path / "home"), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    said = [line for line in (done.stdout + done.stderr).splitlines() if line.startswith("proveout:")]
    assert done.returncode == 1
    assert len(said) == 1
    assert address in said[0]
    assert "Traceback" not in done.stdout + done.stderr
    assert not (tmp_path / "home").exists()


def test_config_is_found_from_any_folder(tmp_path: Path) -> None:
    """uvicorn in another folder reads the same settings, and a relative home means that folder's."""
    code = (
        "import os, app, streamlit as st\n"
        "print(st.get_option('server.address'), st.get_option('server.maxUploadSize'), os.environ['PROVEOUT_HOME'])"
    )
    env = environment(Path("mine")) | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.split() == ["127.0.0.1", "500", str(tmp_path.resolve() / "mine")]


@pytest.mark.parametrize("script", sorted(path.name for path in (ROOT / "pages").glob("*.py")))
def test_a_page_script_alone_shows_no_data(script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`streamlit run pages/portfolio.py` has no check of who connects: it must not open the store."""
    monkeypatch.setenv("PROVEOUT_HOME", str(tmp_path / "home"))
    actions.store.cache_clear()
    page = AppTest.from_file(str(ROOT / "pages" / script)).run(timeout=60)
    assert not page.exception
    assert not (tmp_path / "home").exists()
    if page.main.children and script != "method.py":  # which explains measures and knows no project
        assert "no check of who connects" in page.error[0].value
        assert len(page.main.children) == 1


def test_no_second_pages_folder_is_discovered() -> None:
    """Streamlit serves scripts of a folder `pages` beside the main script to an anonymous first request."""
    assert (ROOT / "pages" / "main.py").is_file()
    assert not (ROOT / "pages" / "pages").exists()
