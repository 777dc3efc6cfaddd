"""Every term of method, part 1, that a page uses is explained where it stands, or one click away from it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.chart import examples
from tests.pages.example_store import PAGES, Keeper, page, text

# as method, parts 1 to 5, names them
TERMS = {
    *("kpi", "grain", "period", "point", "covered", "partial", "baseline", "transition", "sealed", "launch"),
    *("expected", "effect", "stage", "rung", "indicative", "held", "guardrail", "payback", "net", "npv", "roi"),
    *("irr", "wape", "bias", "naive", "horizon", "coverage", "fva", "restated"),
}
DOCS = PAGES.parent / "docs" / "method.md"
READ = ("portfolio", "project", "payback", "forecasts", "month", "alerts")


def explained() -> str:
    """The Method page's list of terms, as it is written in its file."""
    tree = ast.parse((PAGES / "method.py").read_text(encoding="utf-8"))
    (found,) = [n.value for n in tree.body if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == "TERMS"]
    return " ".join(f"**{term}** {meaning}" for term, meaning in ast.literal_eval(found).items()).casefold()


def ways(app: AppTest) -> list[str]:
    """The pages that links lead to."""
    return [Path(link.proto.page).stem for link in app.get("page_link")]


def test_the_method_page_explains_every_term(empty_store: Keeper) -> None:
    bold = " ".join(re.findall(r"\*\*(.+?)\*\*", explained()))
    assert not [term for term in TERMS if term not in bold]
    section = DOCS.read_text(encoding="utf-8").partition("## 1. Terms")[2].partition("\n## ")[0]
    of_method = [found.casefold() for found in re.findall(r"\*\*(.+?)\*\*", section)]
    assert len(of_method) >= 12
    assert not [term for term in of_method if term not in bold]
    shown = text(page("method")).casefold()
    assert not [term for term in TERMS if term not in shown]


@pytest.mark.parametrize("name", READ)
def test_a_page_that_uses_a_term_leads_to_its_meaning(empty_store: Keeper, name: str) -> None:
    empty_store(examples.assistant())
    empty_store(examples.demand())
    app = page(name, project="demand-forecast" if name == "forecasts" else "support-assistant")
    told = text(app).casefold()
    used = [term for term in TERMS if re.search(rf"\b{term}s?\b", told)]
    assert used, "a page without any term has lost its words"
    helps = " ".join(str(getattr(each, "help", "") or "") for each in (*app.markdown, *app.metric)).casefold()
    missing = [term for term in used if term not in helps and term not in explained()]
    assert not missing
    assert "method" in ways(app), f"{name} uses {', '.join(used)} and leads to no explanation"
