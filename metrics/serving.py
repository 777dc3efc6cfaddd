"""Start the server on this machine, with the samples in an empty store."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from metrics import actions
from metrics.errors import ProveoutError
from metrics.store import Store

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "data" / "samples"
ADDRESS = "127.0.0.1"


def serve(port: int, home: Path | None, samples: bool, say: Callable[[str], None]) -> NoReturn:
    """Replace this process by the server; the environment carries the store's home to it."""
    store = actions.store(home)
    say(f"store: {store.home}")
    if samples and not store.projects():
        load_samples(store, say)
    say(f"Proveout serves http://localhost:{port} (stop with Ctrl+C)")
    sys.stdout.flush()
    os.environ["PROVEOUT_HOME"] = str(store.home)
    os.chdir(ROOT)
    flags = [f"--server.port={port}", f"--server.address={ADDRESS}"]
    os.execv(sys.executable, [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), *flags])


def load_samples(store: Store, say: Callable[[str], None]) -> None:
    """Apply every sample project and upload its files in the order of their names.

    A file stands at samples/<project>/<dataset>/<file>.csv beside samples/<project>/project.toml.
    """
    for definition in sorted(SAMPLES.glob("*/project.toml")):
        done = actions.apply(store, definition.read_text(encoding="utf-8"), "samples", file=definition.name)
        for file in sorted(definition.parent.glob("*/*.*")):
            staged = actions.stage(store, done.project, file.parent.name, file)
            upload = actions.commit(store, staged, "samples", more_follow=True).upload
            say(f"sample {done.project}: {file.name}, {upload.rows} rows, {upload.rejected} rejected")
        actions.refresh(store, done.project)
    if not store.projects():
        raise ProveoutError(f"there are no sample projects in {SAMPLES}")
