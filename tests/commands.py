"""Commands as a person types them: in this process, or in one of their own, on a store of their own."""

from __future__ import annotations

import functools
import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import typer.main

from metrics import actions
from metrics.cli import main

ROOT = Path(__file__).resolve().parent.parent
built_once = functools.cache(typer.main.get_command)  # a process builds all its commands once, in 45 ms


@dataclass(frozen=True)
class Ran:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Commands:
    """`proveout …` typed in a folder, its store beside the files: commands("upload", …) in this process."""

    folder: Path

    def __call__(self, *words: str) -> Ran:
        out, err, code = io.StringIO(), io.StringIO(), 0
        actions.store.cache_clear()  # each call opens the store anew, as a process of its own would
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            patch.setenv("PROVEOUT_HOME", str(self.folder / "home"))
            patch.chdir(self.folder)
            patch.setattr(typer.main, "get_command", built_once)
            patch.setattr(sys, "argv", ["proveout", *words])
            try:
                main()
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        return Ran(code, out.getvalue(), err.getvalue())

    def process(self, *words: str) -> Ran:
        """The same in a real process."""
        environment = os.environ | {"PROVEOUT_HOME": str(self.folder / "home"), "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "metrics.cli", *words]
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        assert "Traceback" not in done.stderr, done.stderr
        return Ran(done.returncode, done.stdout, done.stderr)

    def results(self, definition: str, *uploads: tuple[str, ...]) -> dict[str, Any]:
        """What `results --json` says after `apply` of a definition and an `upload` for each dataset, file and flags."""
        (self.folder / "project.toml").write_text(definition, encoding="utf-8")
        applied = self("apply", "project.toml", "--json")
        assert applied.code == 0, applied.out
        project = applied.json["project"]
        for dataset, file, *flags in uploads:
            done = self("upload", project, dataset, file, *flags, "--json")
            assert done.code == 0, done.out + done.err
        found: dict[str, Any] = self("results", project, "--json").json
        return found
