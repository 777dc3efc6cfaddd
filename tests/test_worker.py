"""The worker: real jobs in a real process, with its deadline, its memory limit and its errors."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from metrics import actions, worker
from metrics.disk import DiskFull
from metrics.errors import StoreError, UploadRefused
from metrics.store import Store
from tests import worker_jobs
from tests.visits import visit

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module", autouse=True)
def one_worker() -> Iterator[None]:
    yield
    worker.stop()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "home") as opened:
        yield opened


def test_a_job_runs_in_another_process_on_the_same_store(store: Store) -> None:
    pid, home, has_pages = worker.run(store, worker_jobs.where)
    assert pid != os.getpid()
    assert home == str(store.home)
    assert not has_pages
    assert worker.run(store, worker_jobs.where)[0] == pid  # kept warm


def test_the_main_script_of_the_server_is_not_run_again(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Streamlit makes the page the main module, and a spawned process imports its parent's main module."""
    page, trace = tmp_path / "page.py", tmp_path / "was drawn"
    page.write_text(f"open({str(trace)!r}, 'w')\n")
    main = ModuleType("__main__")
    main.__file__ = str(page)
    worker.stop()
    monkeypatch.setitem(sys.modules, "__main__", main)
    assert worker.run(store, worker_jobs.main_file) != str(page)
    assert not trace.exists()
    assert sys.modules["__main__"] is main


def test_an_error_for_people_arrives_whole(store: Store) -> None:
    with pytest.raises(UploadRefused) as caught:
        worker.run(store, worker_jobs.refuse)
    assert str(caught.value) == "a.csv: is empty. Export it again.\nrow 3, column 'day': is late."
    with pytest.raises(StoreError, match="There is no project"):
        worker.run(visit(store), actions.uploads, "nobody")


def test_a_defect_becomes_words_and_its_trace_goes_to_the_log(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(worker.Stopped, match=r"unexpected went wrong \(KeyError\)") as caught:
        worker.run(store, worker_jobs.broken)
    assert "secret path" not in str(caught.value)
    assert "in broken" in caplog.text


def test_a_deadline_ends_the_job_and_the_next_one_runs(store: Store) -> None:
    pid = worker.run(store, worker_jobs.where)[0]
    began = time.monotonic()
    with pytest.raises(worker.Stopped, match="took too long"):
        worker.run(store, worker_jobs.slow, 60.0, deadline=0.5)
    assert time.monotonic() - began < 20
    assert worker.run(store, worker_jobs.where)[0] != pid


@pytest.mark.parametrize(
    ("job", "args"),
    [(worker_jobs.greedy, (worker.MEMORY_BYTES,)), (worker_jobs.spent, ()), (worker_jobs.killed, ())],
)
def test_memory_is_limited_and_the_next_job_runs(store: Store, job: object, args: tuple[int, ...]) -> None:
    with pytest.raises(worker.Stopped, match="more memory"):
        worker.run(store, job, *args)  # type: ignore[arg-type]
    assert worker.run(store, worker_jobs.greedy, 1 << 20) == 1 << 20


def test_progress_is_told_while_it_runs_and_its_file_goes(store: Store, tmp_path: Path) -> None:
    until = tmp_path / "go on"
    job = worker.submit(store, worker_jobs.steps, str(until), progress=True)
    for _ in range(500):
        if job.progress() == 0.25:
            break
        time.sleep(0.02)
    assert job.progress() == 0.25
    assert not job.done()
    until.touch()
    assert job.result() == "ended"
    assert list((store.home / "staging").iterdir()) == []


def test_a_file_is_read_and_committed_by_the_worker(store: Store, tmp_path: Path) -> None:
    text = """
    [project]
    id = "calls"
    launch = 2025-03-01
    [dataset.calls]
    shape = "events"
    time = "day"
    id = "id"
    [kpi.calls]
    dataset = "calls"
    measure = "count(*)"
    better = "lower"
    """
    worker.run(visit(store), actions.apply, text)
    file = tmp_path / "calls.csv"
    file.write_text("id,day\n" + "".join(f"{n},2025-0{1 + n % 4}-1{n % 9}\n" for n in range(40)))
    job = worker.submit(visit(store), actions.stage, "calls", "calls", file, progress=True)
    staged = job.result()
    assert staged.files is not None
    first, again = (worker.run(visit(store), actions.commit, staged) for _ in range(2))
    assert (first.existing, again.existing) == (False, True)
    assert first.upload.id == again.upload.id
    assert store.uploads("calls")[0].rows == 40
    assert worker.run(store, worker_jobs.where)[2] is False  # half a second of every first upload and command


def test_jobs_of_many_threads_come_back_to_their_own(store: Store) -> None:
    found: dict[int, int] = {}

    def ask(size: int) -> None:
        found[size] = worker.run(store, worker_jobs.greedy, size)

    threads = [threading.Thread(target=ask, args=(size,)) for size in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {size: size for size in range(1, 9)}


def test_a_long_job_of_its_own_lane_delays_no_page(store: Store, tmp_path: Path) -> None:
    until = tmp_path / "go on"
    page, other = worker.run(store, worker_jobs.where)[0], worker.run(store, worker_jobs.where, lane="unattended")[0]
    assert page != other
    long = worker.submit(store, worker_jobs.steps, str(until), progress=True, lane="unattended")
    behind = worker.submit(store, worker_jobs.where, lane="unattended")
    assert worker.run(store, worker_jobs.where, deadline=60.0)[0] == page
    assert not long.done()
    assert not behind.done()
    until.touch()
    assert long.result() == "ended"
    assert behind.result()[0] == other


def test_who_waits_for_a_job_is_told_when_the_workers_end(store: Store, tmp_path: Path) -> None:
    running = worker.submit(store, worker_jobs.steps, str(tmp_path / "never"), progress=True, lane="unattended")
    behind = worker.submit(store, worker_jobs.where, lane="unattended")
    while running.progress() == 0.0:
        time.sleep(0.01)
    worker.stop()
    for job in (running, behind):
        with pytest.raises(worker.Stopped, match="server was stopped"):
            job.result()
    assert worker.run(store, worker_jobs.where)  # and there are workers again


def test_a_full_disk_is_told_as_one(store: Store) -> None:
    with pytest.raises(DiskFull, match="no room left"):
        worker.run(store, worker_jobs.full)


def test_the_worker_ends_with_its_server(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from metrics import worker; from metrics.store import Store\n"
        "from tests import worker_jobs\n"
        "if __name__ == '__main__':\n"
        f"    store = Store.open(Path({str(tmp_path / 'home')!r}))\n"
        "    print(worker.run(store, worker_jobs.where)[0], flush=True)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    worker_of_it = Path(f"/proc/{int(done.stdout)}")
    deadline = time.monotonic() + 5
    while worker_of_it.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not worker_of_it.exists(), "the worker outlived its server"
