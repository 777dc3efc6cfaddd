"""Answers to the questions before launch: who answered what, on which evidence of which day. Rows are only added."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

from sqlalchemy import Select, func, insert, select

from metrics.store import audit, revisions
from metrics.store.database import Catalogue, now
from metrics.store.schema_readiness import readiness_answers as _answers


@dataclass(frozen=True)
class Answer:
    """One answer: "yes", "no" or "not_yet", with its evidence and the evidence's day."""

    project: str
    question: str
    answer: str
    evidence: str
    dated: dt.date
    answered_at: dt.datetime
    answered_by: str


class Readiness(Catalogue):
    """The part of Store that keeps whether a project was ready."""

    def answer(self, project: str, question: str, answer: str, *, actor: str, evidence: str, dated: dt.date) -> Answer:
        """Add an answer; earlier ones stay. Raises StoreError for an unknown project."""
        made = Answer(project, question, answer, evidence, dated, now(), str(actor))
        with self.write() as con:
            revisions.current(con, project)
            earlier = _latest(project).where(_answers.c.question == question)
            before = con.execute(earlier).mappings().first()
            con.execute(insert(_answers).values(**asdict(made)))
            told = before and _told(Answer(**{name: before[name] for name in Answer.__dataclass_fields__}))
            audit.record(con, actor, "ready", project, question, {"before": told, "after": _told(made)})
        return made

    def answers(self, project: str | None = None) -> dict[str, dict[str, Answer]]:
        """The latest answer to each question, by project; of one, or of all that have any."""
        found: dict[str, dict[str, Answer]] = {}
        with self.read() as con:
            for row in con.execute(_latest(project)).mappings():
                made = Answer(**{name: row[name] for name in Answer.__dataclass_fields__})
                found.setdefault(made.project, {})[made.question] = made
        return found


def _latest(project: str | None) -> Select[tuple[object, ...]]:
    newest = select(func.max(_answers.c.n)).group_by(_answers.c.project, _answers.c.question)
    if project is not None:
        newest = newest.where(_answers.c.project == project)
    return select(*_answers.c).where(_answers.c.n.in_(newest)).order_by(_answers.c.project, _answers.c.n)


def _told(answer: Answer) -> dict[str, str]:
    return {"answer": answer.answer, "evidence": answer.evidence, "date": answer.dated.isoformat()}
