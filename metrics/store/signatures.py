"""Signed assumptions: who stands behind a value, in which range, from where, and until when. Rows are only added."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from decimal import Decimal

from sqlalchemy import RowMapping, func, insert, select

from metrics.store import audit, revisions, schema
from metrics.store.database import Catalogue, now

_signed = schema.assumptions_signed


@dataclass(frozen=True)
class Signature:
    """One signature under an assumption (a path of the definition) as it was stated then; low and high in its unit."""

    project: str
    path: str
    value: str
    low: Decimal | None
    high: Decimal | None
    source: str
    review_on: dt.date
    signed_at: dt.datetime
    signed_by: str


class Signatures(Catalogue):
    """The part of Store that keeps who signed which assumption."""

    def sign(
        self,
        project: str,
        path: str,
        value: str,
        *,
        actor: str,
        low: Decimal | None,
        high: Decimal | None,
        source: str,
        review_on: dt.date,
    ) -> Signature:
        """Sign an assumption's present value; earlier signatures stay. Raises StoreError for an unknown project."""
        made = Signature(project, path, value, low, high, source, review_on, now(), str(actor))
        with self.write() as con:
            revisions.current(con, project)
            earlier = select(_signed).where(_signed.c.project == project, _signed.c.path == path)
            before = con.execute(earlier.order_by(_signed.c.n.desc()).limit(1)).mappings().first()
            texts = {name: None if end is None else str(end) for name, end in (("low", low), ("high", high))}
            con.execute(insert(_signed).values(**asdict(made) | texts))
            detail = {"before": before and _told(_of(before)), "after": _told(made), "source": source}
            audit.record(con, actor, "sign", project, path, detail)
        return made

    def signatures(self, project: str) -> dict[str, Signature]:
        """The latest signature of each assumption by its path. Raises StoreError for an unknown project."""
        newest = select(func.max(_signed.c.n)).where(_signed.c.project == project).group_by(_signed.c.path)
        with self.read() as con:
            revisions.current(con, project)
            rows = con.execute(select(_signed).where(_signed.c.n.in_(newest)).order_by(_signed.c.path)).mappings()
            return {row["path"]: _of(row) for row in rows}


def _of(row: RowMapping) -> Signature:
    ends = {name: None if row[name] is None else Decimal(row[name]) for name in ("low", "high")}
    return Signature(**{name: row[name] for name in Signature.__dataclass_fields__} | ends)


def _told(signature: Signature) -> dict[str, str | None]:
    low, high = (None if end is None else str(end) for end in (signature.low, signature.high))
    told = {"value": signature.value, "low": low, "high": high, "review": signature.review_on.isoformat()}
    return told | {"by": signature.signed_by}
