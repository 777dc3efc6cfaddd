"""Secrets stay where they were put: not in the repository, not in answers, not in logs, not on disk."""

from __future__ import annotations

import json
import logging
import re
import subprocess
from pathlib import Path

import pyarrow as pa
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from metrics import actions, api
from tests.conftest import ROOT
from tests.test_api import DEFINITION, table
from tests.visits import visit

KEYS = {  # what keys of services look like; the second halves keep this file from finding itself
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE" + r" KEY-----",
    "AWS": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "GitHub": r"\bgh[pousr]_[A-Za-z0-9]{36}\b|\bgithub_pat_\w{40,}",
    "GitLab": r"\bglpat-[\w-]{20}",
    "Slack": r"\bxox[abprs]-[\w-]{10,}|hooks\.slack\.com/services/T\w+/B\w+/\w+",
    "Google": r"\bAIza[\w-]{35}\b|\bya29\.[\w-]{20,}",
    "Stripe": r"\b[sr]k_live_\w{16,}",
    "OpenAI or Anthropic": r"\bsk-(?:ant-|proj-)?[\w-]{32,}",
    "a JSON web token": r"\beyJ[\w-]{15,}\.eyJ[\w-]{15,}\.[\w-]{10,}",
    "a password in an address": r"\b[a-z][a-z0-9+]{2,15}://[^\s/:@'\"<>{}$]+:[^\s/:@'\"<>{}$]{6,}@(?!example|localhost)",
    "an assigned secret": r"(?i)\b(?:secret|password|passwd|api_?key|client_secret|cookie_secret)\s*=\s*"
    r"['\"](?=[^\s'\"]*\d)[^\s'\"]{16,}['\"]",
}
TEXTS = {
    ".py",
    ".toml",
    ".md",
    ".sql",
    ".txt",
    ".yml",
    ".yaml",
    ".json",
    ".cfg",
    ".ini",
    ".sh",
    ".service",
    ".html",
    "",
}
SECRET = "-".join(("s3cr3t", "of", "this", "test", "0123456789"))
ENVIRONMENT = "an-environment-value-that-nobody-is-shown"


def tracked() -> list[Path]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False, timeout=60)
    if done.returncode:
        pytest.skip("not a checkout: there are no tracked files to look through")
    names = [name for name in done.stdout.decode().split("\0") if name]
    return [ROOT / name for name in names if Path(name).suffix in TEXTS and (ROOT / name).is_file()]


def test_no_tracked_file_holds_a_key() -> None:
    files = tracked()
    assert len(files) > 300
    assert not {path.name for path in files} & {"secrets.toml", ".env", "id_rsa"}
    for path in files:
        text = path.read_text(encoding="utf-8", errors="replace")
        found = {kind: hit[0] for kind, pattern in KEYS.items() if (hit := re.search(pattern, text))}
        assert not found, (path, found)


def test_the_patterns_find_what_they_are_for() -> None:
    made = {
        "AWS": "AKIA" + "ABCDEFGHIJKLMNOP",
        "GitHub": "ghp_" + "a1" * 18,
        "a private key": "-----BEGIN RSA PRIVATE" + " KEY-----",
        "a password in an address": "postgresql://me:hunter22" + "@db.host/x",
        "an assigned secret": 'client_secret = "' + "a1b2c3d4e5f6a7b8" + '"',
    }
    for kind, text in made.items():
        assert re.search(KEYS[kind], text), kind


def test_local_secrets_are_ignored_by_git() -> None:
    ignored = (ROOT / ".gitignore").read_text().split()
    assert {".streamlit/secrets.toml", "/data/store/"} <= set(ignored)


def test_neither_token_nor_environment_is_told_or_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Through every answer of the route, an unexpected error included, the log and all files of the store."""
    home = tmp_path / "home"
    for name, value in {api.TOKEN: SECRET, "PROVEOUT_HOME": str(home), "SOME_SECRET": ENVIRONMENT}.items():
        monkeypatch.setenv(name, value)
    actions.store.cache_clear()
    actions.apply(visit(actions.store(), "owner"), DEFINITION)
    caplog.set_level(logging.DEBUG)
    said = []
    with TestClient(Starlette(routes=api.routes()), raise_server_exceptions=False) as client:
        for given in (SECRET, f"{SECRET}x", SECRET[:-1], f"{SECRET}\t"):
            for query in ("", "?name=a.csv&dry_run=1", f"?by={'x' * 200}", "?set=$SOME_SECRET"):
                answer = client.post(
                    f"/api/uploads/claim/tickets{query}",
                    content=table(0, 30) if not query else b"x,y\n1,2\n",
                    headers={"Authorization": f"Bearer {given}"},
                )
                said.append(answer.text)
        monkeypatch.setattr("metrics.api.upload.asked", lambda request: 1 / 0)
        answer = client.post("/api/uploads/claim/tickets", content=b"x", headers={"Authorization": f"Bearer {SECRET}"})
        assert answer.status_code == 500
        said.append(answer.text)
    who = visit(actions.store())
    said += [actions.export(who, "claim"), str(actions.portfolio(who))]
    out = capfd.readouterr()
    told = json.dumps([*said, caplog.text, out.out, out.err])
    actions.store().backup(tmp_path / "kept.tar.zst")
    with pa.CompressedInputStream(pa.OSFile(str(tmp_path / "kept.tar.zst")), "zstd") as kept:
        files = kept.read()
    files += b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert b"CREATE TABLE" in files
    for secret in (SECRET, ENVIRONMENT):
        assert secret not in told
        assert secret.encode() not in files
    actions.store.cache_clear()
