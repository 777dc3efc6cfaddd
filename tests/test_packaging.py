"""What is installed, how it is served and what the checkout may contain."""

import importlib
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.lock", "requirements-test.lock")
PYTHONS = ("3.11", "3.12", "3.13")
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
CONFIG: dict[str, Any] = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())


def pins(lock: str) -> list[tuple[Requirement, str]]:
    """Each pin of a lock file with the text of its hashes."""
    text = re.sub(r"^\s*#.*$", "", (ROOT / lock).read_text(), flags=re.MULTILINE)
    entries = text.replace("\\\n", " ").splitlines()
    return [(Requirement(head), tail) for head, _, tail in (e.partition(" --hash") for e in entries if e.strip())]


def versions(lock: str, python: str) -> dict[str, list[Version]]:
    """What the lock file installs on Linux under one Python."""
    environment: dict[str, Any] = {
        **default_environment(),
        "python_version": python,
        "python_full_version": python + ".1",
    }
    found: dict[str, list[Version]] = {}
    for pin, _ in pins(lock):
        if pin.marker is None or pin.marker.evaluate(environment):
            found.setdefault(canonicalize_name(pin.name), []).append(Version(str(pin.specifier).removeprefix("==")))
    return found


def wanted(lock: str) -> list[str]:
    extras = PROJECT["project"]["optional-dependencies"]
    names = ["build"] if lock == LOCKS[0] else list(extras)
    grouped = [need for name in names for need in extras[name]]
    return [*PROJECT["build-system"]["requires"], *PROJECT["project"]["dependencies"], *grouped]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_is_exact_and_hashed(lock: str) -> None:
    entries = pins(lock)
    assert len(entries) > len(PROJECT["project"]["dependencies"])
    for pin, hashes in entries:
        assert re.fullmatch(r"==[^*,]+", str(pin.specifier)), f"{pin} is not one version"
        assert re.search(r"=sha256:[0-9a-f]{64}\b", hashes), f"{pin} has no hash"


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_registry(lock: str) -> None:
    text = (ROOT / lock).read_text()
    for word in ("://", "--index-url", "--extra-index-url", "--find-links", " @ "):
        assert word not in text, f"{lock} contains {word}"


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("lock", LOCKS)
def test_lock_satisfies_every_range_with_one_version(lock: str, python: str) -> None:
    locked = versions(lock, python)
    assert {name: found for name, found in locked.items() if len(found) > 1} == {}
    for text in wanted(lock):
        need = Requirement(text)
        found = locked.get(canonicalize_name(need.name))
        assert found, f"{lock} lacks {need.name} for Python {python}"
        assert need.specifier.contains(found[0]), f"{lock} has {need.name} {found[0]}, pyproject.toml wants {need}"


def test_both_locks_agree() -> None:
    running, testing = ({p.name: (p, h) for p, h in pins(lock)} for lock in LOCKS)
    assert {name: pin for name, pin in running.items() if testing.get(name) != pin} == {}


def test_installed_is_what_is_locked() -> None:
    locked = versions(LOCKS[1], f"{sys.version_info.major}.{sys.version_info.minor}")
    different = {}
    for name, (version,) in locked.items():
        installed = importlib.metadata.version(name)
        if Version(installed) != version:
            different[name] = f"installed {installed}, locked {version}"
    assert different == {}


def test_command_and_packages_come_from_this_checkout() -> None:
    module, _, function = PROJECT["project"]["scripts"]["proveout"].partition(":")
    assert callable(getattr(importlib.import_module(module), function))
    for name in ("metrics", "pages"):
        assert importlib.import_module(name).__file__ == str(ROOT / name / "__init__.py")
    assert (ROOT / "app.py").is_file()


def test_what_the_code_reads_is_installed_with_it() -> None:
    patterns = PROJECT["tool"]["setuptools"]["package-data"]["*"]
    rooms = (ROOT / "metrics", ROOT / "pages")
    beside = [path for path in kept_files() if path.suffix != ".py" and any(map(path.is_relative_to, rooms))]
    assert {".css", ".sql", ".svg", ".toml", ".ttf"} <= {path.suffix for path in beside}
    assert [str(path) for path in beside if not any(path.match(pattern) for pattern in patterns)] == []


def test_streamlit_knows_every_option() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "streamlit", "config", "show"], capture_output=True, text=True, cwd=ROOT
    )
    assert shown.returncode == 0, shown.stderr
    assert "not a valid config option" not in shown.stdout + shown.stderr
    # postScriptGC is hidden from the listing; that it is obeyed is read back from the loaded settings
    read = "from streamlit import config; print(config.get_option('runner.postScriptGC'))"
    loaded = subprocess.run([sys.executable, "-c", read], capture_output=True, text=True, cwd=ROOT, check=True)
    assert loaded.stdout.strip() == "False"


def test_served_to_this_machine_only_and_without_telemetry() -> None:
    assert CONFIG["server"]["address"] == "127.0.0.1"
    assert CONFIG["browser"]["gatherUsageStats"] is False
    assert CONFIG["client"]["showErrorDetails"] == "none"


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""

    def luminance(colour: str) -> float:
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_black_and_white() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)  # just below AA, as WebAIM shows it


def test_themes_are_complete() -> None:
    assert set(CONFIG["theme"]["light"]) == set(CONFIG["theme"]["dark"])
    for theme in ("light", "dark"):
        for scale in ("chartSequentialColors", "chartDivergingColors"):
            assert len(set(CONFIG["theme"][theme][scale])) == 10, (
                f"{theme}: Streamlit ignores a {scale} of other length"
            )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_and_charts_are_readable(theme: str) -> None:
    look = CONFIG["theme"][theme]
    pages = (look["backgroundColor"], look["secondaryBackgroundColor"])
    pairs = [(look[name], page) for name in ("textColor", "linkColor") for page in pages]
    pairs.append((look["codeTextColor"], look["codeBackgroundColor"]))
    pairs.append((look["dataframeHeaderTextColor"], look["dataframeHeaderBackgroundColor"]))
    for colour in ("red", "orange", "yellow", "green", "blue", "violet", "gray"):
        pairs += [(look[f"{colour}TextColor"], page) for page in (*pages, look[f"{colour}BackgroundColor"])]
    assert {pair: contrast(*pair) for pair in pairs if contrast(*pair) < 4.5} == {}
    # white words on a button, and the words of a chosen segment on the page: the most that one colour gives on dark
    for words, ground in (("#FFFFFF", look["primaryColor"]), (look["primaryColor"], pages[0])):
        assert contrast(words, ground) >= {"light": 4.5, "dark": 4.1}[theme]
    assert {c: contrast(c, pages[0]) for c in look["chartCategoricalColors"] if contrast(c, pages[0]) < 3} == {}


def kept_files() -> list[Path]:
    """Every file that git tracks or would add."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    output = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for name in output.split("\0") if name and (path := ROOT / name).is_file()]


def test_no_file_names_a_place_on_one_machine() -> None:
    home = re.compile(rb"(?<![\w.~$}-])/(?:home|root|work|Users)/[\w.-]+")
    found = [f"{p.relative_to(ROOT)}: {m[0].decode()}" for p in kept_files() if (m := home.search(p.read_bytes()))]
    assert found == []


def test_nothing_private_or_generated_is_kept() -> None:
    generated = re.compile(r"(^|/)(\.venv|__pycache__|build|dist|[^/]+\.egg-info)/|^data/store/|secrets\.toml$|\.pyc$")
    assert [str(p) for p in kept_files() if generated.search(p.relative_to(ROOT).as_posix())] == []


@pytest.mark.parametrize("script", ["run", "setup", "program", "lock"])
def test_scripts_parse_and_can_be_executed(script: str) -> None:
    path = ROOT / ".ci" / script
    assert path.stat().st_mode & 0o111
    assert subprocess.run(["bash", "-n", path]).returncode == 0


def test_license_is_the_full_text() -> None:
    text = (ROOT / "LICENSE").read_text()
    assert PROJECT["project"]["license"] == "Apache-2.0"
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text
