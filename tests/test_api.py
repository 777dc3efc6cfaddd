"""Files by HTTP, on a real server: every answer is JSON with the promised status, and nothing is half done."""

from __future__ import annotations

import datetime as dt
import http.client
import json
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from metrics import actions, api
from metrics.store import Store
from tests.serving import ROOT, free_port, server
from tests.visits import visit

TOKEN = "a token for tests only"
DEFINITION = """
[project]
id = "claim"
launch = 2024-07-01
[dataset.tickets]
shape = "events"
id = "id"
time = "opened"
columns = { minutes = "decimal" }
[dataset.visits]
shape = "events"
time = "at"
columns = { page = "text" }
[kpi.tickets]
dataset = "tickets"
measure = "count(*)"
better = "lower"
"""


def table(start: int, rows: int, day: str = "2024-{month:02d}-{day:02d}") -> bytes:
    """Tickets with ids from `start` on, spread over nine months."""
    at = [day.format(month=1 + n % 9, day=1 + n % 8) for n in range(rows)]
    return ("id,opened,minutes\n" + "".join(f"{start + n},{at[n]},{n % 7}.5\n" for n in range(rows))).encode()


@dataclass(frozen=True)
class Served:
    """A running server and the store that it serves."""

    port: int
    pid: int
    store: Store

    def post(self, query: str, body: Any = b"", method: str = "POST", **headers: str) -> tuple[int, Any, Any]:
        """Status, JSON and headers of one request below /api/."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        given = {"Authorization": f"Bearer {TOKEN}"} | {name.replace("_", "-"): text for name, text in headers.items()}
        connection.request(method, f"/api/{query}", body, {name: text for name, text in given.items() if text})
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        assert method == "HEAD" or answer.headers["content-type"] == "application/json"
        return answer.status, json.loads(text) if text else None, answer.headers

    def staging(self) -> list[Path]:
        return list((self.store.home / "staging").iterdir())


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder, port = tmp_path_factory.mktemp("served"), free_port()
    with Store.open(folder / "home") as store:
        actions.apply(visit(store, "owner"), DEFINITION)
        command = ["streamlit", "run", str(ROOT / "app.py"), f"--server.port={port}"]
        settings = {"PROVEOUT_UPLOAD_TOKEN": TOKEN, "PROVEOUT_INBOX": "off"}
        with server(command, port, store.home, settings=settings) as process:
            yield Served(port, process.pid, store)


def test_a_file_is_live_once_however_often_it_comes(served: Served) -> None:
    body = table(0, 300)
    status, dry, _ = served.post("uploads/claim/tickets?name=a.csv&dry_run=1", body)
    assert (status, dry["upload"], dry["rows"]) == (200, None, 300)
    assert any(change[0].startswith("kpi.tickets.month") for change in dry["changes"])
    assert served.store.uploads("claim") == ()
    status, first, _ = served.post("uploads/claim/tickets?name=a.csv&by=ana&complete_through=2024-09-30", body)
    assert status == 201
    wanted = {"upload", "rows", "rejected", "duplicates", "from", "until", "questions", "warnings"}
    assert set(first) >= wanted
    assert (first["rows"], first["from"], first["until"], first["questions"]) == (300, "2024-01-01", "2024-09-08", [])
    status, again, _ = served.post("uploads/claim/tickets?name=other.csv", body)
    assert (status, again["upload"], again["existing"]) == (200, first["upload"], True)
    (upload,) = served.store.uploads("claim")
    assert (upload.id, upload.file_name, upload.uploaded_by) == (first["upload"], "a.csv", "ana")
    assert [row.place for row in served.store.audit("claim") if row.action == "upload"] == ["api 127.0.0.1"]
    assert upload.original_path.read_bytes() == body
    assert str(upload.complete_through) == "2024-09-30"
    assert actions.results(visit(served.store), "claim").kpis[0].points[0].value == len(range(0, 300, 9))
    assert served.staging() == []


def test_without_a_key_the_same_file_is_not_asked_about(served: Served) -> None:
    body = b"at,page\n" + b"".join(b"2024-01-%02d,p%d\n" % (1 + n % 28, n % 3) for n in range(90))
    assert served.post("uploads/claim/visits?name=v.csv", body)[0] == 201
    assert served.post("uploads/claim/visits?name=v.csv", body)[0] == 200
    status, asked, _ = served.post("uploads/claim/visits?name=v.csv", body + b"2024-01-29,p9\n")
    assert status == 409
    assert asked["questions"][0]["parameter"] == "mode=replace_span|append|upsert"
    assert served.post("uploads/claim/visits?name=v.csv&mode=replace_span", body + b"2024-01-29,p9\n")[0] == 201


def test_a_question_is_answered_by_its_parameter(served: Served) -> None:
    body = table(10_000, 200, "0{day}/0{month}/2024")
    before = served.store.revision("claim")
    status, asked, _ = served.post("uploads/claim/tickets", body, content_disposition='attachment; filename="Tage.csv"')
    assert status == 409
    (question,) = asked["questions"]
    assert (question["key"], question["parameter"]) == ("date_order", "date_order=dmy|mdy")
    assert [option["value"] for option in question["options"]] == ["dmy", "mdy"]
    assert (asked["upload"], served.store.revision("claim")) == (None, before)
    status, done, _ = served.post(
        "uploads/claim/tickets?date_order=dmy", body, content_disposition="attachment; filename*=UTF-8''T%C3%A4ge.csv"
    )
    assert (status, done["rows"]) == (201, 200)
    assert served.store.upload(done["upload"]).file_name == "Täge.csv"
    assert served.store.upload(done["upload"]).uploaded_by == "api"
    slip = table(20_000, 200, "0{day}/0{month}/2024") + b"20200,01/14/2024,1.5\n"
    status, refused, _ = served.post("uploads/claim/tickets?name=slip.csv", slip)
    assert (status, refused["problems"][0]["parameter"]) == (422, "date_order=mdy|dmy")
    status, done, _ = served.post("uploads/claim/tickets?name=slip.csv&date_order=dmy", slip)
    assert (status, done["rows"], done["rejected"]) == (201, 200, 1)


def test_a_removed_project_is_unknown(served: Served) -> None:
    name = actions.apply(visit(served.store, "ana"), DEFINITION.replace('"claim"', '"slip"')).project
    actions.remove_project(visit(served.store, "ana"), name, "made twice")
    status, said, _ = served.post("uploads/slip/tickets?name=x.csv", table(0, 9))
    assert (status, "There is no project" in json.dumps(said)) == (404, True)


def test_reasons_parameters_and_addresses(served: Served) -> None:
    before = served.store.revision("claim")
    status, said, _ = served.post("uploads/claim/tickets?name=x.csv", b"a,b\n1,2\n3,4\n")
    assert status == 422
    assert {problem["column"] for problem in said["problems"]} >= {"opened", "id", "minutes"}
    assert {problem["file"] for problem in said["problems"]} == {"x.csv"}
    assert served.post("uploads/claim/tickets", b"")[0] == 422
    query = "date_order=dym&table=x&table=1&colour=red&dry_run=yes&by=&set=a&complete_through=soon"
    status, said, _ = served.post(f"uploads/claim/tickets?{query}", b"a,b\n")
    assert status == 400
    paths = {problem["path"] for problem in said["problems"]}
    assert paths == {"date_order", "table", "colour", "dry_run", "by", "set", "complete_through"}
    for address, says in (("claims/tickets", "claim"), ("claim/ticket", "tickets")):
        status, said, _ = served.post(f"uploads/{address}", table(0, 5))
        assert status == 404, address
        assert says in said["problems"][0]["remedy"]
    assert served.post("uploads/claim")[0] == 404
    assert served.post("nothing")[0] == 404
    status, said, _ = served.post("uploads/claim/tickets", b"--x\r\n", content_type="multipart/form-data; boundary=x")
    assert status == 415
    assert "curl" in said["problems"][0]["remedy"]
    assert served.store.revision("claim") == before
    assert served.staging() == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_other_methods_are_refused(served: Served, method: str) -> None:
    status, _, headers = served.post("uploads/claim/tickets", method=method)
    assert (status, headers["allow"]) == (405, "POST")


@pytest.mark.parametrize("given", ["", "Bearer wrong", "Bearer", f"Basic {TOKEN}", f"Bearer {TOKEN}x"])
def test_without_the_token_nothing_is_done(served: Served, given: str) -> None:
    before = served.store.revision("claim")
    status, said, headers = served.post("uploads/claim/tickets", table(0, 50_000), Authorization=given)
    assert (status, headers["www-authenticate"]) == (401, "Bearer")
    assert TOKEN not in json.dumps(said)
    assert served.store.revision("claim") == before
    assert served.staging() == []


def test_the_right_token_does_not_open_the_door_to_others(served: Served) -> None:
    for header in ({"Host": "evil.example"}, {"X_Forwarded_For": "192.0.2.9"}, {"Origin": "https://evil.example"}):
        connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
        given = {name.replace("_", "-"): text for name, text in header.items()}
        connection.request(
            "POST", "/api/uploads/claim/tickets", table(0, 5), {"Authorization": f"Bearer {TOKEN}", **given}
        )
        assert connection.getresponse().status == 403
        connection.close()


def peak(pid: int) -> int:
    """The most memory that a process has had, in bytes."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def test_a_large_body_is_streamed_and_its_size_need_not_be_told(served: Served) -> None:
    block = table(100_000, 100_000).partition(b"\n")[2]
    before, sent = peak(served.pid), 20 * len(block)
    body = (part for part in (b"id,opened,minutes\n", *[block] * 20))
    status, said, _ = served.post("uploads/claim/tickets?name=large.csv&dry_run=1", body)
    assert (status, said["rows"], said["duplicates"]) == (200, 2_000_000, 1_900_000)
    assert sent > 40e6
    assert peak(served.pid) - before < 20e6
    assert served.staging() == []


def test_a_client_that_leaves_midway_leaves_nothing(served: Served) -> None:
    before = served.store.revision("claim")
    with socket.create_connection(("127.0.0.1", served.port), 20) as client:
        head = f"POST /api/uploads/claim/tickets HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TOKEN}\r\n"
        client.sendall(f"{head}Content-Length: 90000000\r\n\r\n".encode() + table(200_000, 200_000))
        deadline = time.monotonic() + 20
        while not served.staging() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert served.staging() != []
    while served.staging() and time.monotonic() < deadline + 20:
        time.sleep(0.05)
    assert served.staging() == []
    assert served.store.revision("claim") == before
    assert served.post("uploads/claim/tickets?dry_run=1", table(0, 20))[0] == 200


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(Starlette(routes=api.routes())) as opened:
        yield opened


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({api.TOKEN: "short"}, "too short"),
        ({api.TOKEN: "sixteen signs or möre"}, "no header carries"),
        ({api.TOKEN_FILE: "/nowhere/at/all"}, "cannot be read"),
    ],
    ids=["short", "beyond ASCII", "no file"],
)
def test_without_a_proper_token_the_route_is_off(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], says: str
) -> None:
    for name in (api.TOKEN, api.TOKEN_FILE):
        monkeypatch.delenv(name, raising=False)
    for name, text in settings.items():
        monkeypatch.setenv(name, text)
    answer = client.post("/api/uploads/claim/tickets", content=b"x", headers={"Authorization": "Bearer short"})
    assert answer.status_code == 404
    assert says in answer.json()["problems"][0]["text"]


def test_the_token_may_stand_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(api.TOKEN, raising=False)
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    monkeypatch.setenv(api.TOKEN_FILE, str(tmp_path / "token"))
    assert api.token() == TOKEN


def test_a_body_that_cannot_fit_is_refused_before_it_comes(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(api.TOKEN, TOKEN)
    monkeypatch.setenv("PROVEOUT_HOME", str(tmp_path / "home"))
    actions.store.cache_clear()
    actions.apply(visit(actions.store(), "owner"), DEFINITION)
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Length": str(10**18)}
    answer = client.post("/api/uploads/claim/tickets", content=iter([b"x"]), headers=headers)
    assert answer.status_code == 507
    assert answer.json()["error"] == "The disk is full"
    actions.store.cache_clear()


@pytest.fixture
def tokens(served: Served) -> dict[str, str]:
    """Texts of a project's tokens by what they may do; one has been revoked."""
    boss = visit(served.store, "boss")
    until = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    made = {
        scope: actions.make_token(boss, "claim", f"nightly {scope}", (scope,), until) for scope in ("upload", "results")
    }
    gone, text = actions.make_token(boss, "claim", "old", ("upload",), until)
    actions.revoke_token(boss, gone.id)
    return {scope: text for scope, (_, text) in made.items()} | {"revoked": text}


def asked(served: Served, path: str, token: str, content: bytes | None = None) -> tuple[int, Any]:
    """Status and JSON of a request with another token; POST where there is content."""
    return served.post(path, content or b"", "GET" if content is None else "POST", Authorization=f"Bearer {token}")[:2]


def test_a_projects_token_opens_what_it_was_made_for(served: Served, tokens: dict[str, str]) -> None:
    status, found = asked(served, "uploads/claim/tickets?by=cron", tokens["upload"], table(700, 20))
    assert status in (200, 201)
    assert served.store.upload(found["upload"]).uploaded_by == "nightly upload (cron)"
    assert asked(served, "uploads/claim/tickets", tokens["results"], table(0, 20))[0] == 403
    assert asked(served, "results/claim", tokens["upload"])[0] == 403
    status, found = asked(served, "results/claim", tokens["results"])
    assert (status, found["project"], found["schema"]) == (200, "claim", 1)
    (used,) = [token for token in served.store.tokens("claim") if token.scopes == ("results",)][-1:]
    assert used.last_used_at is not None


def test_a_token_opens_no_other_project_and_does_not_say_whether_there_is_one(
    served: Served, tokens: dict[str, str]
) -> None:
    served.store.save_definition("other", "x", "x", actor="boss", reason=None, expected_revision=None)
    said = [asked(served, f"results/{name}", tokens["results"]) for name in ("other", "nowhere")]
    assert [status for status, _ in said] == [404, 404]
    assert json.dumps(said[0]).replace("other", "X") == json.dumps(said[1]).replace("nowhere", "X")


@pytest.mark.parametrize("change", ["shorter", "longer", "prefix", "capitals"])
def test_a_token_that_is_not_quite_right_opens_nothing(served: Served, tokens: dict[str, str], change: str) -> None:
    text = tokens["results"]
    wrong = {"shorter": text[:-1], "longer": f"{text}A", "prefix": f"pvx{text[3:]}", "capitals": text.upper()}
    assert asked(served, "results/claim", wrong[change])[0] == 401
    assert asked(served, "uploads/claim/tickets", tokens["revoked"], b"x")[0] == 401
