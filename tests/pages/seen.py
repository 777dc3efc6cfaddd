"""What a reader sees of a page, whatever element shows it: its words, and the explanations within reach."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from google.protobuf.json_format import MessageToDict
from streamlit.testing.v1 import AppTest

from pages.terms import TERMS

SHOWN = ("label", "body", "content", "text")
GUIDE = "How to read this"
LIST = "- **"  # a list that says what its bold words mean
Node = Any
FORMS = {  # how a term is written where its name with a plural is not it, or would be found in other words
    "Point": r"a point|the points?",
    "Covered": r"not covered|covered by",
    "Sealed": r"seal(s|ed|ing)?",
    "Transition": r"transition|ramp",
    "Season": r"season(s|al)?",
    "Rung": r"rungs?|proof ladder",
    "Control": r"control kpi|control segment|untouched control",
    "Control chart": r"control (charts?|limits?)",
    "Matters": r"change that matters",
    "Held": r"held",
    "Slips": r"slip(s|ping)?",
    "Benefit": r"benefits?",
    "Benefit class": r"kind of benefit|benefit class|cash released|capacity freed|cost avoided",
    "Realised share": r"realised share|share that becomes real|of which becomes real",
    "Apportioning": r"apportion\w*",
    "Projected": r"projected",
    "Discount rate": r"discount\w*",
    "NPV": r"npv|net present value",
    "ROI": r"roi|return on investment",
    "IRR": r"irr|internal rate of return",
    "FVA": r"fva|added value",
    "Erodes": r"erod(es|ing)|erosion",
    "Retraining": r"retrain(ed|ing)?",
    "Closed": r"closed (month|since)|closes? ",
    "Restated": r"restate(d|ment)?",
    "Refitted": r"refit(ted)?",
    "Id": r"id column|ids?",
    "Reject": r"reject(s|ed)",
    "Live": r"live",
    "Muted": r"mute(d)?",
    "Rollback": r"roll ?back",
    "Hash": r"hash(es)?",
    "Chain": r"chain|head hash",
    "Encoding": r"encoding",
    "Delimiter": r"delimiter|dialect|separated by",
}
SHORT = re.compile(r"\b[A-Za-z]?[A-Z]{3,}(?=s?\b)")
KNOWN = {
    "CSV",
    "PDF",
    "PNG",
    "SVG",
    "UTC",
    "UTF",
    "EUR",
    "USD",
    "GBP",
    "CHF",
    "SQL",
    "SKU",
    "FILE",
    "HASH",
    "ADDRESS",
    "TOKEN",
}


def words(app: AppTest) -> str:
    """Headings, text, labels, options, names of columns and words on charts; neither tooltips nor the guide."""
    return "\n".join(text for kind, text in _said(app._tree, ()) if kind == "word")


def explained(app: AppTest) -> str:
    """The tooltips, what “How to read this” says, and the captions of fields."""
    return "\n".join(text for kind, text in _said(app._tree, ()) if kind == "meaning")


def unexplained(app: AppTest) -> list[str]:
    """The terms, and the words in capitals, that a page uses and does not explain."""
    said, told = words(app), " ".join(re.findall(r"\*\*(.+?)\*\*", explained(app)))
    terms = [term for term in TERMS if uses(term, said) and not (uses(term, told) or named(term, told))]
    return terms + sorted(short for short in set(SHORT.findall(said)) - KNOWN if not named(short, told))


def uses(term: str, text: str) -> bool:
    """Whether a text uses a term, in any of its forms."""
    return re.search(rf"\b({FORMS.get(term, re.escape(term.casefold()) + 's?')})\b", text.casefold()) is not None


def named(term: str, text: str) -> bool:
    """Whether a text has the term as it is written."""
    return re.search(rf"\b{re.escape(term.casefold())}\b", text.casefold()) is not None


def folded(app: AppTest) -> list[str]:
    """The keys of the parts that are made once somebody opens them."""
    ids = (MessageToDict(node.proto).get("id", "") for node in _walk(app._tree) if node.type == "expander")
    return [str(each).split("-", 2)[2] for each in ids if each]


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for child in getattr(node, "children", {}).values():
        yield from _walk(child)


def _said(node: Node, inside: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    proto = getattr(node, "proto", None)
    told = MessageToDict(proto) if hasattr(proto, "DESCRIPTOR") else {}
    guide = GUIDE in inside
    for kind, text in _found(told):
        yield ("meaning" if guide else kind), text
    label = str(told.get("label", ""))
    for child in getattr(node, "children", {}).values():
        yield from _said(child, (*inside, label) if label else inside)


def _found(told: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in told.items():
        if name == "help" and isinstance(value, str):
            yield "meaning", f"**{told.get('label') or told.get('body') or ''}** {value}"
        elif name == "spec" and isinstance(value, str):
            drawn = json.loads(value)
            yield from (("word", str(each.get("text", ""))) for each in drawn.get("layout", {}).get("annotations", []))
        elif name == "columns" and isinstance(value, str):
            yield from _found(json.loads(value))
        elif name == "options" and isinstance(value, list):
            yield from (("word", each) for each in value if isinstance(each, str))
            for each in value:
                yield from _found(each) if isinstance(each, dict) else ()
        elif isinstance(value, dict):
            yield from _found(value)
        elif name in SHOWN and isinstance(value, str):
            yield "meaning" if value.startswith(LIST) else "word", value
