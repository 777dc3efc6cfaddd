"""What the project file and the command line call things, in the words of the pages.

Messages are made below, where no page is known: they name a field as the file does and an answer by its flag. Readers
of a page have forms instead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from metrics import words

FIELDS = {
    'benefit_class = "cash"': "the kind of benefit “Cash released”",
    "benefit_class": "kind of benefit",
    "unit_value": "money per unit",
    "realised_share": "a share that becomes real",
    "discount_rate": "discount rate",
    "target_value": "target value",
    "baseline_gap": "periods left out before launch",
    "mature_after": "days until a row is final",
    "complete_through": "complete through",
    "made_on": "made on",
    "actual_lag": "steps until an actual is known",
    "decision_month": "decision month",
    "set season = false": "switch off “Repeats by season”",
    "replace_span": "replace the period",
}
FLAGS = {
    "date-order": "date order",
    "complete-through": "complete through",
    "set": "column",
    "accept": "what may pass",
    "header-rows": "header rows",
    "reason": "a reason",
    "by": "a name",
}
FIGURES = {
    "low": "lower bound",
    "high": "upper bound",
    "relative": "effect",
    "first3": "first three periods",
    "last3": "last three periods",
    "npv": "net present value (NPV)",
    "npv_low": "NPV, lower bound",
    "npv_high": "NPV, upper bound",
    "roi": "return on investment (ROI)",
    "roi_pv": "ROI at present value",
    "irr": "internal rate of return (IRR)",
    "wape": "error (WAPE)",
    "fva": "added value",
    "mase": "MASE",
    "xmr": "control chart",
    "its": "time series",
}
_FIELD = re.compile("|".join(rf"(?<![\w.]){re.escape(name)}(?!\w)" for name in FIELDS))
_FLAG = re.compile(r"--([a-z][a-z-]+)((?:[ =](?:[A-Z]{1,}\b|[a-z]+(?:\|[a-z_]+)+))?)")
_ASIDE = re.compile(r" ?\([^()]*(?:command line|--[a-z])[^()]*\)")


_ANOTHER = re.compile(r"\b(Another[a-z ]*|State another|State it|state it): --[a-z-]+(?: [A-Z]+)?")


def readable(text: str) -> str:
    """A message without flags, without the file's names for fields, and with days and months as the pages write them.

    What stands in quotes is a file's own and stays as it is.
    """
    text = _ANOTHER.sub(lambda found: f"{found[1]}: under “Read it differently”", _ASIDE.sub("", text))
    text = _FLAG.sub(lambda found: "the " + FLAGS.get(found[1], found[1].replace("-", " ")), text)
    return words.dated(_FIELD.sub(lambda found: FIELDS[found[0]], text))


def all_readable(reasons: Mapping[str, str]) -> dict[str, str]:
    """Reasons by path, each readable."""
    return {path: readable(why) for path, why in reasons.items()}


def figure(path: str) -> str:
    """A figure's path in the results as words: "effect.low" is "Effect, lower bound"."""
    told = ", ".join(FIGURES.get(part, part.replace("_", " ")) for part in path.split(".") if part)
    return told[:1].upper() + told[1:]
