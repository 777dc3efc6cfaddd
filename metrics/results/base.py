"""What all results share."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Sealed = Literal["before_launch", "after_launch", "no"]
Held = Literal["met", "missed", "within_noise"]
Class = Literal["indicative", "signals", "proven"]
Rung = Literal["naive", "same_period", "xmr", "its", "control"]
Verdict = Literal[
    "improved",
    "worse",
    "no_material_change",
    "not_distinguishable",
    "indicative",
    "insufficient_baseline",
    "conflict",
]


class Result(BaseModel):
    """Base: frozen, exact fields, `from` spelled as in the document."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)


class Warn(Result):
    """Something a reader must know before trusting a figure; `kind` is a short machine word."""

    kind: str
    text: str
    upload: str | None = None
    from_: dt.date | None = Field(default=None, alias="from")
    until: dt.date | None = None

    def meets(self, first: dt.date, until: dt.date) -> bool:
        """Whether its days meet [first, until); without days it meets none."""
        return bool(self.from_ and self.until and self.from_ < until and first < self.until)
