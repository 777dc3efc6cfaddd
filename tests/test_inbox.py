"""The inbox: what is put there is uploaded once, moved aside with a report, and never lost or doubled."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from metrics import actions, inbox, worker
from metrics.errors import ProveoutError
from metrics.inbox import Inbox
from metrics.inbox.folders import Place
from metrics.store import Store
from tests.test_api import DEFINITION, table
from tests.visits import visit


@pytest.fixture(scope="module", autouse=True)
def one_worker() -> Iterator[None]:
    yield
    worker.stop()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "home") as opened:
        actions.apply(visit(opened, "owner"), DEFINITION)
        yield opened


@pytest.fixture
def watch(store: Store) -> Iterator[Inbox]:
    made = Inbox(store)
    assert made.look() == 0  # makes the folders
    yield made
    made.wait()


@pytest.fixture
def folder(store: Store, watch: Inbox) -> Path:
    return store.home / "inbox" / "claim" / "tickets"


def names(folder: Path) -> list[str]:
    """What lies in a folder, without the time that stands before each name."""
    return sorted(path.name.partition("Z_")[2] or path.name for path in folder.iterdir())


def report(folder: Path, name: str) -> tuple[dict[str, object], str]:
    (found,) = folder.glob(f"*Z_{name}.report.json")
    return json.loads(found.read_text()), found.with_suffix(".txt").read_text()


def test_a_file_that_rests_is_uploaded_and_put_aside(store: Store, watch: Inbox, folder: Path) -> None:
    assert (store.home / "inbox/claim/visits/done").is_dir()
    (folder / "März.csv").write_bytes(table(0, 90))
    assert watch.look() == 0  # seen for the first time
    assert watch.look() == 1
    (upload,) = store.uploads("claim")
    assert (upload.state, upload.rows, upload.file_name, upload.uploaded_by) == ("live", 90, "März.csv", "inbox")
    assert [row.place for row in store.audit("claim") if row.action == "upload"] == ["inbox"]
    assert names(folder / "done") == ["März.csv", "März.csv.report.json", "März.csv.report.txt"]
    about, words = report(folder / "done", "März.csv")
    assert (about["state"], about["upload"], about["rows"]) == ("done", upload.id, 90)
    assert f"proveout undo {upload.id}" in words
    assert store.latest_snapshot("claim").revision == store.revision("claim")  # type: ignore[union-attr]
    shutil.copy(next((folder / "done").glob("*März.csv")), folder / "again.csv")
    watch.look()
    watch.look()
    assert len(store.uploads("claim")) == 1
    assert "already live" in report(folder / "done", "again.csv")[1]
    assert names(folder) == ["done", "refused", "working"]


def test_a_file_that_grows_waits(store: Store, watch: Inbox, folder: Path) -> None:
    body = table(0, 60)
    for end in (300, 600, 900):
        (folder / "a.csv").write_bytes(body[:end])
        assert watch.look() == 0
    (folder / "a.csv").write_bytes(body)
    assert watch.look() == 0
    assert watch.look() == 1
    assert store.uploads("claim")[0].rows == 60


def test_what_is_not_meant_is_left_alone(store: Store, watch: Inbox, folder: Path, tmp_path: Path) -> None:
    for name in (".hidden.csv", "a.csv.part", "b.TMP", "c.crdownload", "d.csv~", "e.csv.answers.toml"):
        (folder / name).write_bytes(table(0, 9))
    (tmp_path / "outside.csv").write_bytes(table(0, 9))
    (folder / "link.csv").symlink_to(tmp_path / "outside.csv")
    (folder / "sub").mkdir()
    (folder / "empty.csv").touch()
    os.mkfifo(folder / "pipe.csv")
    before = names(folder)
    assert [watch.look() for _ in range(3)] == [0, 0, 0]
    assert names(folder) == before
    assert store.uploads("claim") == ()
    os.utime(folder / "empty.csv", (0, 0))  # nobody is about to write into it any more
    assert [watch.look() for _ in range(2)] == [0, 1]
    assert "is empty" in report(folder / "refused", "empty.csv")[1]


def test_questions_and_their_answers(store: Store, watch: Inbox, folder: Path) -> None:
    body = table(0, 90, "0{day}/0{month}/2024").replace(b"opened", b"Tag")
    answers = folder / "q.csv.answers.toml"
    answers.write_text('set = { opened = "Tag" }\naccept = ["rejects"]\n')
    (folder / "q.csv").write_bytes(body)
    assert [watch.look() for _ in range(2)] == [0, 1]
    assert store.uploads("claim") == ()
    about, words = report(folder / "refused", "q.csv")
    assert about["state"] == "refused"
    assert about["questions"][0]["key"] == "date_order"  # type: ignore[index]
    assert 'date_order = "dmy"' in words
    assert "q.csv.answers.toml" in names(folder / "refused")
    answers.write_text('set = { opened = "Tag" }\ndate_order = "dmy"\ncomplete_through = 2024-09-30\n')
    os.replace(next((folder / "refused").glob("*Z_q.csv")), folder / "q.csv")
    assert [watch.look() for _ in range(2)] == [0, 1]
    (upload,) = store.uploads("claim")
    assert (upload.rows, str(upload.complete_through)) == (90, "2024-09-30")
    assert names(folder) == ["done", "refused", "working"]


@pytest.mark.parametrize(
    ("answers", "body", "says"),
    [
        ('date_order = "dym"\ncolour = 1', table(0, 9), "must be one of dmy, mdy, ymd"),
        ("date_order = ", table(0, 9), "cannot be read as TOML"),
        ("", b"a;b\n1;2\n3;4\n", "has no column 'opened'"),
        ("", b"\x89PNG\r\n\x1a\n" + bytes(200), "x.csv: "),
    ],
    ids=["answers", "toml", "columns", "picture"],
)
def test_refusals_say_why(store: Store, watch: Inbox, folder: Path, answers: str, body: bytes, says: str) -> None:
    if answers:
        (folder / "x.csv.answers.toml").write_text(answers)
    (folder / "x.csv").write_bytes(body)
    assert [watch.look() for _ in range(2)] == [0, 1]
    about, words = report(folder / "refused", "x.csv")
    assert about["state"] == "refused"
    assert about["problems"]
    assert says in words
    assert next((folder / "refused").glob("*Z_x.csv")).read_bytes() == body
    assert store.uploads("claim") == ()
    assert list((store.home / "staging").iterdir()) == []


def test_what_a_killed_server_left_is_taken_again_and_counts_once(store: Store, watch: Inbox, folder: Path) -> None:
    left = folder / "working" / "20250101T000000000000Z_a.csv"
    left.write_bytes(table(0, 30))  # killed before the commit
    assert watch.look() == 1
    shutil.copy(next((folder / "done").glob("*Z_a.csv")), left)  # killed after it, before the file was moved
    for path in (folder / "done").iterdir():
        path.unlink()
    assert watch.look() == 1
    assert [one.rows for one in store.uploads("claim")] == [30]
    assert names(folder / "done") == ["a.csv", "a.csv.report.json", "a.csv.report.txt"]
    assert names(folder / "working") == []


def test_one_of_several_servers_watches(store: Store, watch: Inbox, folder: Path) -> None:
    other = Inbox(store)
    (folder / "a.csv").write_bytes(table(0, 30))
    assert [other.look() for _ in range(3)] == [0, 0, 0]
    watch.wait()  # the first one ends
    assert [other.look() for _ in range(2)] == [0, 1]
    other.wait()
    assert len(store.uploads("claim")) == 1


def test_a_new_dataset_gets_its_folder_and_the_oldest_file_comes_first(store: Store, watch: Inbox) -> None:
    more = DEFINITION + '[dataset.later]\nshape = "events"\ntime = "opened"\nid = "id"\n'
    actions.apply(visit(store, "owner"), more)
    watch.look()
    folder, before = store.home / "inbox/claim/later", [row.action for row in store.audit("claim")].count("snapshot")
    for name, at in (("b.csv", 1_700_000_000), ("a.csv", 1_700_000_100)):
        (folder / name).write_bytes(table(0, 30 + at % 7))
        os.utime(folder / name, (at, at))
    assert [watch.look() for _ in range(2)] == [0, 2]
    assert [one.file_name for one in store.uploads("claim", "later")] == ["b.csv", "a.csv"]
    assert store.latest_snapshot("claim").revision == store.revision("claim")  # type: ignore[union-attr]
    assert [row.action for row in store.audit("claim")].count("snapshot") == before + 1  # once for both


def test_a_purge_takes_the_file_put_aside_too(store: Store, watch: Inbox, folder: Path) -> None:
    (folder / "a.csv").write_bytes(table(0, 30))
    assert [watch.look() for _ in range(2)] == [0, 1]
    actions.purge(visit(store, "owner"), store.uploads("claim")[0].id, "asked")
    assert names(folder / "done") == []


def test_it_watches_by_itself_and_ends(store: Store) -> None:
    watch = Inbox(store, 0.05)
    watch.start()
    folder = store.home / "inbox/claim/tickets"
    deadline = time.monotonic() + 60
    while not folder.is_dir() and time.monotonic() < deadline:
        time.sleep(0.02)
    (folder / "a.csv").write_bytes(table(0, 30))
    while not list((folder / "done").glob("*.csv")) and time.monotonic() < deadline:
        time.sleep(0.02)
    watch.stop()
    watch.wait()
    assert [one.rows for one in store.uploads("claim")] == [30]


@pytest.mark.parametrize(("text", "seconds"), [("", 5.0), ("off", None), ("OFF", None), ("0", None), ("0.5", 0.5)])
def test_its_setting(monkeypatch: pytest.MonkeyPatch, text: str, seconds: float | None) -> None:
    monkeypatch.setenv("PROVEOUT_INBOX", text)
    assert inbox.configured() == seconds


@pytest.mark.parametrize("text", ["maybe", "-1", "nan", "inf"])
def test_its_setting_is_checked(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("PROVEOUT_INBOX", text)
    with pytest.raises(ProveoutError, match="off"):
        inbox.configured()


def test_a_file_is_not_taken_while_a_program_holds_it(store: Store, watch: Inbox, folder: Path) -> None:
    """Longer than it rests: a program that writes with pauses loses nothing."""
    body = table(0, 60)
    with (folder / "slow.csv").open("wb") as slow:
        slow.write(body[:600])
        slow.flush()
        assert [watch.look() for _ in range(4)] == [0, 0, 0, 0]
        slow.write(body[600:])
    assert [watch.look() for _ in range(2)] == [0, 1]
    assert store.uploads("claim")[0].rows == 60


def test_two_files_of_one_name_keep_their_own_answers(store: Store, watch: Inbox, folder: Path) -> None:
    for order, start in (("dmy", 0), ("mdy", 500)):
        (folder / "a.csv.answers.toml").write_text(f'date_order = "{order}"\n')
        (folder / "a.csv").write_bytes(table(start, 90, "0{day}/0{month}/2024"))
        assert Place("claim", "tickets", folder).claim(folder / "a.csv")
    assert watch.look() == 2
    assert [one.until.month for one in store.uploads("claim") if one.until] == [9, 8]
    assert names(folder / "working") == []


def test_a_refused_file_may_come_back_with_the_time_in_its_name(store: Store, watch: Inbox, folder: Path) -> None:
    (folder / "a.csv").write_bytes(table(0, 90, "0{day}/0{month}/2024"))
    assert [watch.look() for _ in range(2)] == [0, 1]
    (put_aside,) = (folder / "refused").glob("*Z_a.csv")
    (folder / "a.csv.answers.toml").write_text('date_order = "dmy"\n')
    os.replace(put_aside, folder / put_aside.name)
    assert [watch.look() for _ in range(2)] == [0, 1]
    assert [one.file_name for one in store.uploads("claim")] == ["a.csv"]


def test_answers_that_were_put_aside_before_a_kill_still_hold(store: Store, watch: Inbox, folder: Path) -> None:
    name = "20250101T000000000000Z_a.csv"
    (folder / "working" / name).write_bytes(table(0, 90, "0{day}/0{month}/2024"))
    (folder / "done" / f"{name}.answers.toml").write_text('date_order = "dmy"\n')
    assert watch.look() == 1
    assert [one.rows for one in store.uploads("claim")] == [90]


def test_one_folder_that_fails_holds_up_no_other(
    store: Store, watch: Inbox, folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    visits = store.home / "inbox/claim/visits"
    shutil.rmtree(visits)
    (tmp_path / "elsewhere").mkdir()
    visits.symlink_to(tmp_path / "elsewhere")
    (store.home / "inbox/claim/tickets/done").rmdir()
    (store.home / "inbox/claim/tickets/done").write_text("a file where a folder belongs")
    more = DEFINITION + '[dataset.later]\nshape = "events"\ntime = "opened"\nid = "id"\n'
    actions.apply(visit(store, "owner"), more)
    (store.home / "inbox/clam/tickets").mkdir(parents=True)
    later = store.home / "inbox/claim/later"
    later.mkdir()
    (later / "a.csv").write_bytes(table(0, 30))
    assert [watch.look() for _ in range(3)] == [0, 1, 0]
    assert list((tmp_path / "elsewhere").iterdir()) == []
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == len(set(said)) == 3  # once each, however often it looks
    assert {word for word in ("clam", "visits", "tickets/done") for text in said if word in text} == {
        "clam", "visits", "tickets/done",
    }  # fmt: skip
