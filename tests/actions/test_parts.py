"""Parts of snapshots are kept by their hash, and nothing of what one reader may see reaches another by that."""

from __future__ import annotations

import pytest

from metrics import actions
from metrics.errors import StoreError
from metrics.store import Store
from tests.chart import examples
from tests.pages.example_store import keep
from tests.visits import logged_in


@pytest.fixture
def store(tmp_path: object) -> Store:
    return Store.open(tmp_path / "home")  # type: ignore[operator]


def test_a_part_that_stands_is_read_once_and_a_new_one_anew(store: Store) -> None:
    first = examples.assistant()
    keep(store, first)
    store.grant("owner@example.com", "owner", None, actor="test")
    owner = logged_in(store, "owner@example.com")
    kpi = next(kpi for kpi in first.kpis if kpi.primary)
    assert actions.kpi(owner, first.project, kpi.name, kpi.grain) == kpi
    again = actions.kpi(owner, first.project, kpi.name, kpi.grain)
    assert again is actions.kpi(owner, first.project, kpi.name, kpi.grain)
    changed = kpi.model_copy(update={"sentence": "Something else."})
    kpis = tuple(changed if each is kpi else each for each in first.kpis)
    keep(store, first.model_copy(update={"kpis": kpis, "snapshot": "sha256:other", "name": "Other"}))
    assert actions.kpi(owner, first.project, kpi.name, kpi.grain).sentence == "Something else."


def test_what_is_kept_for_one_reader_is_not_shown_to_another(store: Store) -> None:
    whole = examples.assistant()
    main = next(kpi for kpi in whole.kpis if kpi.primary)
    part = main.model_copy(update={"segment": "channel=chat", "primary": False})
    keep(store, whole.model_copy(update={"kpis": (main, part)}))
    store.grant("owner@example.com", "owner", None, actor="test")
    store.grant("part@example.com", "viewer", whole.project, actor="test", segments=("channel=chat",))
    owner, limited = logged_in(store, "owner@example.com"), logged_in(store, "part@example.com")
    for _ in range(2):
        assert actions.projects(owner)[0].benefit is not None
        assert actions.projects(limited)[0].benefit is None
        assert actions.project(owner, whole.project).headline.sentence
        seen = actions.project(limited, whole.project)
        assert not seen.headline.sentence
        assert not seen.kpis[0].whole
        assert actions.kpi(owner, whole.project, main.name, main.grain).guardrails == main.guardrails
        with pytest.raises(StoreError):
            actions.kpi(limited, whole.project, main.name, main.grain)
