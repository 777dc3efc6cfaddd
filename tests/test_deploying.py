"""What is shipped to run a server: the image's file, compose, the units, and that what they name is there."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text()
SERVICE = ROOT / "deploy/proveout.service"
UNITS = sorted((ROOT / "deploy").glob("proveout*"))


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
    return found


def test_the_image_runs_as_nobody_special_with_locked_packages() -> None:
    last = DOCKERFILE.rpartition("FROM ")[2]
    assert re.findall(r"^USER (\S+)", last, re.MULTILINE) == ["10001:10001"]
    assert "HEALTHCHECK" in last
    assert "/healthz" in last
    assert "--require-hashes -r requirements.lock" in DOCKERFILE
    assert not re.search(r"pip install (?!--require-hashes|--no-deps)", DOCKERFILE)
    assert not re.search(r"(?i)(token|password|secret)\s*=", DOCKERFILE)


def test_the_image_gets_what_it_needs_and_no_store() -> None:
    kept = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    assert [name for name in kept if not (ROOT / name).exists()] == []
    needed = {"app.py", "metrics", "pages", ".streamlit/config.toml", "pyproject.toml", "requirements.lock"}
    assert needed <= set(kept)
    assert "data" not in kept  # data/store is a developer's own
    assert (ROOT / ".dockerignore").read_text().startswith("*\n")


def test_compose_starts_with_a_login_alone() -> None:
    (service,) = compose()["services"].values()
    refusal = re.fullmatch(r"\$\{PROVEOUT_LOGIN:\?(.+)\}", service["environment"]["PROVEOUT_LOGIN"])
    assert refusal
    assert "oidc or proxy" in refusal[1]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert service["volumes"] == ["store:/data"]


def test_the_unit_is_hardened() -> None:
    unit = ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(SERVICE)
    service = unit["Service"]
    assert service["User"] == "proveout"
    assert service["ProtectSystem"] == "strict"
    assert service["NoNewPrivileges"] == "yes"
    assert service["CapabilityBoundingSet"] == ""
    assert service["ExecStart"].startswith("/opt/proveout/.venv/bin/proveout serve")


def test_systemd_takes_the_units() -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not here")
    verify = ["systemd-analyze", "verify", "--man=no", *map(str, UNITS)]
    said = subprocess.run(verify, capture_output=True, text=True, check=False, timeout=60).stderr.splitlines()
    ours = [line for line in said if "proveout" in line and "is not executable" not in line]
    assert ours == []
    security = [
        "systemd-analyze",
        "security",
        "--offline=true",
        "--threshold=20",
        str(ROOT / "deploy/proveout.service"),
    ]
    assert subprocess.run(security, capture_output=True, check=False, timeout=60).returncode == 0


def test_the_guide_names_what_is_there() -> None:
    guide = (ROOT / "docs/operations.md").read_text()
    code = "\n".join(path.read_text() for path in (ROOT / "metrics").rglob("*.py"))
    code += (ROOT / "compose.yaml").read_text()
    assert {name for name in re.findall(r"PROVEOUT_[A-Z_]+", guide) if name.removesuffix("_FILE") not in code} == set()
    for name in re.findall(r"`(proveout_[a-z_]+)`", guide):
        assert f'"{name.removesuffix("_total").removesuffix("_count")}"' in code, name
    for place in re.findall(r"`((?:deploy|docs)/[\w./-]+|Dockerfile|compose\.yaml)`", guide):
        assert (ROOT / place).exists(), place
    known = subprocess.run(
        [sys.executable, "-m", "metrics.cli", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for command in set(re.findall(r"proveout (apply|backup|restore|reread|undo|serve|upload|purge)\b", guide)):
        assert command in known
