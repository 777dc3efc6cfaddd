"""Readiness: the questions before launch, a person's answers to them, and what the definition shows beside them.

Answers live in the catalogue, dated and signed, beside the definition: they are what somebody stood behind on a day,
and no figure depends on them, so that a snapshot's id does not hold them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from metrics import definition, words
from metrics.access.visit import Visit, guarded
from metrics.errors import Problem, StoreError
from metrics.measure.readiness import KEYS, MOST_NOES, QUESTIONS, Fact, Question, facts
from metrics.results import Headline
from metrics.store import Answer

SAID: Mapping[str, str] = {"yes": "Yes", "no": "No", "not_yet": "Not yet"}


@dataclass(frozen=True)
class Asked:
    """A question with its latest answer, if there is one, and what the definition shows."""

    question: Question
    answer: Answer | None
    facts: tuple[Fact, ...]

    @property
    def evidence(self) -> str:
        """What the definition shows, as the beginning of an answer's evidence."""
        return "; ".join(fact.text for fact in self.facts if fact.holds)

    @property
    def contradicted(self) -> tuple[str, ...]:
        """What the definition shows against an answer of yes."""
        if self.answer is None or self.answer.answer != "yes":
            return ()
        return tuple(fact.text for fact in self.facts if not fact.holds)


@dataclass(frozen=True)
class Ready:
    """All questions of a project."""

    asked: tuple[Asked, ...]

    def count(self, said: str | None) -> int:
        """How many have this latest answer; None: none at all."""
        return sum((each.answer.answer if each.answer else None) == said for each in self.asked)

    @property
    def at_risk(self) -> bool:
        """Whether more than two are answered no."""
        return self.count("no") > MOST_NOES

    @property
    def sentence(self) -> str:
        """Where it stands, in words; what is not answered is said and is not a no."""
        told = [
            f"{self.count(said)} {word}"
            for said, word in (("yes", "yes"), ("no", "no"), ("not_yet", "not yet"), (None, "not answered"))
            if self.count(said)
        ]
        standing = f"{len(self.asked)} questions before launch: {', '.join(told)}."
        return f"At risk. {standing}" if self.at_risk else standing


@guarded
def readiness(visit: Visit, project: str, now: dt.datetime | None = None) -> Ready:
    """The questions before launch with answers and what the definition shows. Raises StoreError, unknown project."""
    store = visit.store
    defined = definition.parse(store.definition(project).text)
    today = (now or dt.datetime.now(dt.UTC)).astimezone(ZoneInfo(defined.project.timezone)).date()
    shown = facts(defined, today, store.wishes(project).receivers)
    given = store.answers(project).get(project, {})
    return Ready(tuple(Asked(each, given.get(each.key), shown.get(each.key, ())) for each in QUESTIONS))


@guarded
def answer_readiness(
    visit: Visit, project: str, question: str, said: str, evidence: str, dated: dt.date | None = None
) -> Answer:
    """Answer a question before launch. dated: the day of the evidence, default today.

    Raises StoreError, with all that is wrong, for an unknown question or answer, a yes without evidence, and evidence
    of the future.
    """
    today = dt.datetime.now(dt.UTC).date()
    day = dated or today
    wrong = []
    if question not in KEYS:
        wrong.append(Problem("there is no such question", f"The questions: {', '.join(KEYS)}.", value=question))
    if said not in SAID:
        wrong.append(Problem("is no answer", f"Answer with {', '.join(SAID)}.", value=said))
    if said == "yes" and not evidence.strip():
        wrong.append(Problem("a yes needs evidence", "Say what shows it, and where it can be seen."))
    if day > today + dt.timedelta(days=1):  # the day has begun somewhere
        wrong.append(Problem("evidence is not of the future", "Name the day on which it was seen.", value=str(day)))
    if wrong:
        raise StoreError(wrong)
    return visit.store.answer(project, question, said, actor=visit.actor, evidence=evidence.strip(), dated=day)


def risked(head: Headline, answers: Mapping[str, Answer]) -> Headline:
    """A headline that knows how many questions before launch are answered no, where they are more than two."""
    noes = sum(answer.answer == "no" for answer in answers.values() if answer.question in KEYS)
    return head if noes <= MOST_NOES else head.model_copy(update={"noes": noes})


def deciding(head: Headline) -> Headline:
    """A headline that asks for a decision where its project is at risk, beside what else asks for one."""
    if not head.noes:
        return head
    told = f"It is at risk: {head.noes} of the {words.count(len(KEYS), 'question')} before launch are answered no."
    return head.model_copy(update={"decision": " ".join(filter(None, (head.decision, told)))})
