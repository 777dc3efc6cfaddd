"""What a monitor sees of a real server, what its log says, and what neither ever says."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from metrics import actions
from metrics.store import Store
from metrics.store.migrations import HEAD
from tests.serving import ROOT, ask, free_port, own_address, server
from tests.test_api import DEFINITION, TOKEN, table
from tests.visits import visit

MARKER = "Zyxwv-private-cell"
METRICS_TOKEN = "a monitor's own token"


class Served:
    """A server with its store, its port and its log."""

    def __init__(self, port: int, store: Store, log: Path, process: subprocess.Popen[bytes]) -> None:
        self.port, self.store, self.log, self.process = port, store, log, process

    def post(self, content: bytes, **query: str) -> int:
        words = "&".join(f"{name}={value}" for name, value in query.items())
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Authorization": f"Bearer {TOKEN}"}
        connection.request("POST", f"/api/uploads/claim/tickets?{words}", content, headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status

    def figures(self) -> dict[tuple[str, ...], float]:
        """Every sample: (name, label values in order of their names) → value."""
        status, text = ask(self.port, path="/metrics")
        assert status == 200
        families = text_string_to_metric_families(text)
        return {
            (one.name, *(value for _, value in sorted(one.labels.items()))): one.value
            for family in families
            for one in family.samples
        }

    def events(self) -> list[dict[str, object]]:
        """The log's lines, all of which must be JSON but for what Streamlit prints at its start and end."""
        lines = self.log.read_text().splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder, port = tmp_path_factory.mktemp("served"), free_port()
    with Store.open(folder / "home") as store:
        actions.apply(visit(store), DEFINITION)
        command = ["uvicorn", "--app-dir", str(ROOT), "app:app", "--host", "0.0.0.0", "--port", str(port)]
        settings = {
            "PROVEOUT_UPLOAD_TOKEN": TOKEN,
            "PROVEOUT_METRICS_TOKEN": METRICS_TOKEN,
            "PROVEOUT_LOG": "json",
            "PROVEOUT_INBOX": "0.2",
        }
        with server(command, port, store.home, folder, settings) as process:
            yield Served(port, store, folder / f"server-{port}.log", process)


def test_health_says_what_is_well_and_what_is_not(served: Served) -> None:
    assert json.loads(ask(served.port, path="/healthz/live")[1])["status"] == "ok"
    status, body = ask(served.port, path="/healthz")
    checks = {"store": "ok", "schema": "ok", "disk": "ok", "workers": "ok"}
    assert (status, json.loads(body)) == (200, {"status": "ok", "checks": checks})
    with served.store.write() as con:
        con.exec_driver_sql("update alembic_version set version_num = '9999'")
    try:
        status, body = ask(served.port, path="/healthz")
        assert status == 503
        assert json.loads(body)["checks"]["schema"].startswith("is 9999, not")
        assert ask(served.port, path="/healthz/live")[0] == 200
    finally:
        with served.store.write() as con:
            con.exec_driver_sql("update alembic_version set version_num = ?", (HEAD,))
    assert ask(served.port, path="/healthz")[0] == 200


def test_figures_count_what_was_done_and_name_nobody(served: Served) -> None:
    before = served.figures()
    assert served.post(table(0, 90), name="private.csv", by="Ms-Private") == 201
    assert served.post(table(0, 90), name="private.csv", by="Ms-Private") == 200
    ask(served.port, path="/private-page")
    after = served.figures()

    def rise(*name: str) -> float:
        return after.get(name, 0) - before.get(name, 0)

    assert rise("proveout_rows_read_total") == 90
    assert rise("proveout_upload_commits_total") == 1
    assert rise("proveout_http_requests_total", "upload", "201") == 1
    assert rise("proveout_http_requests_total", "upload", "200") == 1
    assert rise("proveout_snapshot_seconds_count") >= 1
    assert rise("proveout_job_seconds_count", "done", "take") == 2
    assert rise("proveout_rows", "live") == 90
    assert after["proveout_projects",] == 1
    assert after["proveout_uploads_in_flight",] == 0
    assert after["proveout_jobs_waiting", "page"] == 0
    text = ask(served.port, path="/metrics")[1].lower()
    assert not [word for word in ("private", "claim", "tickets", str(served.store.home).lower()) if word in text]


def test_a_monitor_elsewhere_needs_the_token(served: Served) -> None:
    address = own_address()
    if address is None:
        pytest.skip("this machine has no address besides loopback to ask from")
    bearer = f"Authorization: Bearer {METRICS_TOKEN}\r\n"
    for path in ("/healthz", "/healthz/live", "/metrics"):
        assert ask(served.port, address, path, address)[0] == 403
        assert ask(served.port, address, path, address, "Authorization: Bearer wrong\r\n")[0] == 403
        assert ask(served.port, "localhost", path, more="X-Forwarded-For: 192.0.2.1\r\n")[0] == 403
        assert ask(served.port, address, path, address, bearer)[0] == 200
        assert ask(served.port, "localhost", path, more=f"X-Forwarded-For: 192.0.2.1\r\n{bearer}")[0] == 200
    assert ask(served.port, address, "/", address, bearer)[0] == 403  # for monitors alone
    assert ask(served.port, path="/metrics/x")[0] != 403


def test_no_cell_and_no_name_reaches_the_log(served: Served) -> None:
    """Rejects, a refused file, a defect of ours and the inbox, all with a marker in their cells."""
    lines = ["id,opened,channel,minutes", *(f"m{n},2024-03-{n:02d} 09:00,{MARKER},{MARKER}" for n in range(1, 20))]
    content = "\n".join(lines).encode()
    assert served.post(table(0, 90), name="plain.csv") in (200, 201)
    assert served.post(content, name=f"{MARKER}.csv", by=MARKER) in (409, 422)
    assert served.post(content, name=f"{MARKER}.csv", by=MARKER, accept="rejects") in (201, 409, 422)
    inbox = served.store.home / "inbox/claim/tickets"
    deadline = time.monotonic() + 60
    while not inbox.is_dir() and time.monotonic() < deadline:
        time.sleep(0.05)
    (inbox / "a.csv").write_bytes(content)
    while not list((inbox / "refused").glob("*")) + list((inbox / "done").glob("*")) and time.monotonic() < deadline:
        time.sleep(0.05)
    (live,) = served.store.live("claim")["tickets"][:1]
    with served.store.write() as con:  # a defect: the worker meets a value that nobody expects
        con.exec_driver_sql("update uploads set warnings = ? where id = ?", (f'[{{"kind": "{MARKER}"}}]', live.id))
    try:
        assert served.post(table(500, 20), name="more.csv") == 500
    finally:
        with served.store.write() as con:
            con.exec_driver_sql("update uploads set warnings = '[]' where id = ?", (live.id,))
    said = served.log.read_text()
    (error,) = [event["error"] for event in served.events() if "error" in event]
    assert isinstance(error, dict)
    assert error["type"] == "ValidationError"
    assert [frame for frame in error["frames"] if "uploads.py" in frame and "in upload_of" in frame]
    assert MARKER not in said
    assert "a.csv" not in said


def test_sigterm_under_an_upload_finishes_what_it_acknowledged(tmp_path: Path) -> None:
    """While bodies come in, while the worker commits, while the inbox has a file in hand: what was told is there."""
    files, port, acknowledged = [table(n * 200, 200) for n in range(12)], free_port(), list[int]()
    with Store.open(tmp_path / "home") as store:
        actions.apply(visit(store), DEFINITION)
        inbox = store.home / "inbox/claim/tickets"
        inbox.mkdir(parents=True)
        (inbox / "last.csv").write_bytes(table(9000, 50))
        command = ["streamlit", "run", str(ROOT / "app.py"), f"--server.port={port}"]
        settings = {"PROVEOUT_UPLOAD_TOKEN": TOKEN, "PROVEOUT_INBOX": "0.2"}
        with server(command, port, store.home, settings=settings) as process:
            here = Served(port, store, tmp_path / f"server-{port}.log", process)

            def send() -> None:
                for number, content in enumerate(files):
                    try:
                        if here.post(content, name=f"{number}.csv") == 201:
                            acknowledged.append(number)
                    except (OSError, http.client.HTTPException):
                        return

            sender = threading.Thread(target=send)
            sender.start()
            while not acknowledged and sender.is_alive():
                time.sleep(0.01)
            time.sleep(0.15)
            os.kill(process.pid, signal.SIGTERM)
            assert process.wait(60) in (0, -signal.SIGTERM)
            sender.join()
        assert 0 < len(acknowledged) < len(files)
        kept = {upload.file_name for upload in store.uploads("claim")}
        assert {f"{number}.csv" for number in acknowledged} <= kept
        left = [path.name for path in (store.home / "staging").iterdir()]
        assert not [name for name in left if ".received" in name]  # half bodies are gone
        lost = [path for path in (inbox / "done", inbox / "working", inbox) if list(path.glob("*last.csv"))]
        assert len(lost) == 1  # the file is in one place: dealt with, or waiting to be
        assert ("last.csv" in kept) or lost[0] != inbox / "done"
        rows = sum(upload.rows for upload in store.uploads("claim"))
        results = actions.results(visit(store), "claim")
        assert sum(point.value or 0 for kpi in results.kpis for point in kpi.points) == rows
