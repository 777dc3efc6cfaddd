"""SIGKILLs of real upload processes, workers and servers, and several at once: no row is lost, none counts twice."""

from __future__ import annotations

import datetime as dt
import hashlib
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from metrics import actions
from metrics.store import Store
from tests.serving import ROOT, ask, environment, free_port, server
from tests.test_api import DEFINITION, TOKEN, table
from tests.visits import visit

pytestmark = pytest.mark.kill

VICTIM = Path(__file__).with_name("upload_victim.py")
KILLS = 200 if os.environ.get("PROVEOUT_DEEP") else 20
TOGETHER = 6  # files that two processes bring at once, from both ends
ROWS = 200


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "home") as opened:
        actions.apply(visit(opened, "owner"), DEFINITION)
        yield opened


def written(folder: Path, count: int) -> list[Path]:
    """Files of different tickets each."""
    paths = [folder / f"part{number}.csv" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_bytes(table(number * ROWS, ROWS))
    return paths


def judge(store: Store, allowed: list[Path]) -> set[str]:
    """The store is sound, every upload whole and of a known file, none there twice, and the figures are its rows'."""
    with store.read() as con:
        assert con.exec_driver_sql("pragma integrity_check").scalar() == "ok"
    content = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in allowed}
    uploads = store.uploads("claim")
    found = [upload.sha256 for upload in uploads]
    assert len(set(found)) == len(found)
    for upload in uploads:
        assert upload.state == "live"
        assert upload.original_path.read_bytes() == content[upload.sha256].read_bytes()
        assert pq.read_table(upload.rows_path, columns=["id"]).num_rows == ROWS
    results = actions.results(visit(store), "claim")
    assert sum(point.value or 0 for kpi in results.kpis for point in kpi.points) == ROWS * len(found)
    deeds = [row.subject for row in store.audit("claim") if row.action == "upload"]
    assert sorted(str(deed) for deed in deeds) == sorted(upload.id for upload in uploads)
    return {content[sha256].name for sha256 in found}


def run(tmp_path: Path, home: Path, jobs: list[dict[str, object]]) -> list[list[int]]:
    """The exit codes of each job's uploads."""
    listed = tmp_path / "jobs.json"
    listed.write_text(json.dumps(jobs, default=str))
    for log in tmp_path.glob("log*"):
        log.unlink()
    env = environment(home) | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, str(VICTIM), str(listed), str(tmp_path)],
        cwd=tmp_path, env=env, capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    said: list[list[int]] = json.loads(done.stdout)
    return said


def test_twenty_kills_and_two_processes_at_once(store: Store, tmp_path: Path) -> None:
    files, chance = written(tmp_path, KILLS + 1), random.Random(20250101)
    store.close()
    moments = [(number + chance.random()) / KILLS for number in range(KILLS)]  # spread over a whole upload
    killed = [{"files": [path], "dies": at} for path, at in zip(files[1:], moments, strict=True)]
    said = run(tmp_path, store.home, [{"files": files[:1]}, *killed])
    assert said[0] == [0]
    died = [path.name for path, codes in zip(files[1:], said[1:], strict=True) if not codes]
    assert len(died) >= KILLS // 2
    live = judge(store, files)
    finished = {path.name for path, codes in zip(files, said, strict=True) if codes}
    assert finished <= live  # what was told to be done is there
    assert set(died) - live  # some died before their commit

    store.close()
    rest = [path for path in files if path.name not in live][:TOGETHER]
    two = [{"files": rest, "with": "both"}, {"files": [*rest[::-1][:-1], files[0]], "with": "both"}]
    assert run(tmp_path, store.home, two) == [[0] * len(rest), [0] * len(rest)]
    live |= {path.name for path in rest}
    assert judge(store, files) == live
    store.sweep(dt.datetime.now(dt.UTC) + dt.timedelta(days=2))
    assert list((store.home / "staging").iterdir()) == []
    assert len(list((store.home / "rows/claim/tickets").iterdir())) == len(live)


def post(port: int, path: Path) -> int:
    """The status of one upload; 0 where nobody answered."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Authorization": f"Bearer {TOKEN}"}
    try:
        connection.request("POST", f"/api/uploads/claim/tickets?name={path.name}", path.read_bytes(), headers)
        answer = connection.getresponse()
        assert json.loads(answer.read())
        return answer.status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


def workers(server_: int) -> list[int]:
    """The worker processes of a server."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
            words = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if parent == server_ and b"spawn_main" in words:
            found.append(int(process.name))
    return found


def test_killed_workers_and_servers(store: Store, tmp_path: Path) -> None:
    """The worker dies under uploads, which say so; then the server itself, with a file in its inbox's hands."""
    every, chance, port = written(tmp_path, 14), random.Random(7), free_port()
    files, more = every[:5], every[5:]
    command = ["streamlit", "run", str(ROOT / "app.py"), f"--server.port={port}"]
    settings = {"PROVEOUT_UPLOAD_TOKEN": TOKEN, "PROVEOUT_INBOX": "0.2"}
    with server(command, port, store.home, settings=settings) as process:
        assert post(port, files[0]) == 201
        for path in files[1:4]:
            killer = threading.Timer(
                chance.uniform(0.0, 0.3), lambda: [os.kill(one, 9) for one in workers(process.pid)]
            )
            killer.start()
            status = post(port, path)
            killer.join()
            assert status in (200, 201, 500), status
        assert [post(port, path) for path in files[:4]] <= [201] * 4
        assert judge(store, files) == {path.name for path in files[:4]}
        store.close()
        inbox = store.home / "inbox/claim/tickets"
        (inbox / files[4].name).write_bytes(files[4].read_bytes())
        deadline = time.monotonic() + 30
        while not list((inbox / "working").iterdir()) and time.monotonic() < deadline:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.wait()
    port = free_port()
    with server([*command[:-1], f"--server.port={port}"], port, store.home, settings=settings):
        while not list((inbox / "done").glob("*.csv")) and time.monotonic() < deadline + 60:
            time.sleep(0.05)
        assert [post(port, path) for path in files] == [200] * 5
        store.close()
        said: list[int] = []  # the server and two command lines at once, with files of each and files of all
        sender = threading.Thread(target=lambda: said.extend(post(port, path) for path in more[:6]))
        sender.start()
        lines = [{"files": more[3:], "with": "both"}, {"files": more[:1:-1], "with": "both"}]
        assert run(tmp_path, store.home, lines) == [[0] * 6, [0] * 7]
        sender.join()
        assert set(said) <= {200, 201}
        assert ask(port, path="/healthz")[0] == 200
    assert list((inbox / "working").iterdir()) == []
    assert judge(store, every) == {path.name for path in every}
