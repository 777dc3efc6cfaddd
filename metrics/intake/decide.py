"""From counted formats to one reading per column, or a question where the file allows two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from metrics.dataset import Recipe
from metrics.errors import Option, Problem, Question
from metrics.intake import dates, numbers
from metrics.intake.answers import Answers
from metrics.intake.date_counts import Dates
from metrics.intake.dates import Family, Format
from metrics.intake.number_counts import Numbers
from metrics.intake.numbers import Form

ORDER_NAMES = {"dmy": "day first", "mdy": "month first", "ymd": "year first"}


@dataclass
class Decided:
    """Formats per date column, form per number column, and what stays open or contradicts what was stated."""

    formats: dict[str, tuple[Format, ...]] = field(default_factory=dict)
    orders: dict[str, Family] = field(default_factory=dict)
    forms: dict[str, Form] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def decide(
    found_dates: Mapping[str, Dates],
    found_numbers: Mapping[str, Numbers],
    told: Answers,
    remembered: Recipe | None,
    file_name: str,
) -> Decided:
    """The reading of every column. told: answers over recipe. Contradictions of what is told become problems."""
    out = Decided()
    _dates(found_dates, told, remembered, file_name, out)
    _numbers(found_numbers, told, remembered, file_name, out)
    return out


def _dates(found: Mapping[str, Dates], told: Answers, remembered: Recipe | None, file_name: str, out: Decided) -> None:
    open_: dict[str, tuple[Family, ...]] = {}
    for column, seen in found.items():
        if column in told.formats:
            pattern = told.formats[column]
            out.formats[column] = (Format(pattern, "stated", "%z" in pattern.lower()),)
            continue
        best = seen.best()
        stated = told.date_order
        if stated and stated in seen.fits and (set(best) - {"named"}):
            rival = max((f for f in seen.fits if f != stated), key=lambda f: seen.fits[f], default=None)
            if rival and seen.fits[rival] > seen.fits[stated] and rival != "named":
                out.problems.append(_contradiction(column, seen, stated, rival, remembered, file_name))
            out.orders[column], out.formats[column] = stated, seen.formats[stated]
        elif len(best) > 1:
            open_[column] = best
        elif best:
            if stated and best[0] in ORDER_NAMES and best[0] != stated and best[0] != "ymd":
                out.problems.append(_contradiction(column, seen, stated, best[0], remembered, file_name))
            out.orders[column], out.formats[column] = best[0], seen.formats[best[0]]
        else:
            out.formats[column] = ()
    _settle(open_, found, out)


def _settle(open_: Mapping[str, tuple[Family, ...]], found: Mapping[str, Dates], out: Decided) -> None:
    """A column of the same style that rules one order out settles the others; what is left is asked once."""
    left: dict[str, tuple[Family, ...]] = {}
    for column, best in open_.items():
        own = dates.style(found[column].formats[best[0]])
        sure = {
            out.orders[other]: other
            for other in out.orders
            if other in found and out.orders[other] in best and dates.style(out.formats[other]) & own
        }
        if len(sure) == 1:
            order, other = next(iter(sure.items()))
            out.orders[column], out.formats[column] = order, found[column].formats[order]
            out.notes.append(
                f"{column!r} is read {ORDER_NAMES[order]} because {other!r}, written alike, can only be so."
            )
        else:
            left[column] = best
    if not left:
        return
    options: dict[str, list[str]] = {}
    for column, best in left.items():
        seen = found[column]
        example = next(iter(seen.example.values()), None)
        for family in best:
            if example is not None:
                shown = _shown(example, seen.formats[family])
                options.setdefault(family, []).append(f"{column}: {example!r} is {shown}")
    names = ", ".join(repr(column) for column in left)
    count = next(iter(left))
    fits = found[count].fits[left[count][0]]
    text = f"The dates in {names} can be read in {len(options)} ways: all {fits} rows of {count!r} fit each."
    listed = tuple(Option(family, "; ".join(lines)) for family, lines in options.items())
    flag = f"--date-order {'|'.join(options)}"
    out.questions.append(Question("date_order", text, flag, listed, count if len(left) == 1 else None))


def _shown(value: str, formats: tuple[Format, ...]) -> str:
    import datetime as dt

    for format_ in formats:
        try:
            day = dt.datetime.strptime(value.strip(), format_.pattern)
        except ValueError:
            continue
        return f"{day.day} {day:%B %Y}"
    return "no date"


def _contradiction(
    column: str, seen: Dates, stated: Family, rival: Family, remembered: Recipe | None, file_name: str
) -> Problem:
    from_recipe = remembered is not None and remembered.date_order == stated
    source = "the remembered recipe reads" if from_recipe else "you stated"
    fits, others = seen.fits.get(stated, 0), seen.fits.get(rival, 0)
    return Problem(
        f"{source} dates {ORDER_NAMES[stated]}, but only {fits} of {seen.values} values are such dates, "
        f"and {others} are dates {ORDER_NAMES.get(rival, rival)}",
        f"If this file is written differently, answer --date-order {rival}; nothing was loaded.",
        file=file_name,
        column=column,
    )


def _numbers(
    found: Mapping[str, Numbers], told: Answers, remembered: Recipe | None, file_name: str, out: Decided
) -> None:
    allowed = numbers.candidates(told.decimal, told.thousands)
    open_: dict[str, tuple[Form, ...]] = {}
    for column, seen in found.items():
        best = seen.best()
        fitting = [form for form in best if form in allowed]
        if not fitting:  # what is told does not fit: another form fits more rows
            stated = max(allowed, key=lambda form: (seen.fits.get(form, 0), form == allowed[0]))
            if seen.fits.get(stated, 0) < seen.fits[best[0]] and told.decimal:
                out.problems.append(_unlike(column, seen, stated, best[0], remembered, file_name))
            out.forms[column] = stated
        elif len(fitting) > 1:
            open_[column] = best
        else:
            out.forms[column] = fitting[0]
    marks = {
        form.decimal: column
        for column, form in out.forms.items()
        if found[column].example is None and len(found[column].fits) > 1 and _marked(found[column])
    }
    for column, forms in open_.items():
        settled = [form for form in forms if form.decimal in marks]
        if len(marks) == 1 and settled:
            out.forms[column] = settled[0]
            other = marks[settled[0].decimal]
            out.notes.append(f"{column!r} is read with the decimal mark {settled[0].decimal!r} that {other!r} shows.")
            continue
        example = found[column].example or ""
        options = tuple(Option(form.decimal, f"{column}: {example!r} is {form.plain_text(example)}") for form in forms)
        text = f"The numbers in {column!r} can be read in two ways: {example!r} fits both."
        out.questions.append(Question("decimal", text, "--decimal ,|.", options, column))


def _marked(seen: Numbers) -> bool:
    """Whether values of the column show which mark is the decimal one: the forms do not all fit alike."""
    return len(set(seen.fits.values())) > 1 and seen.fraction_digits > 0


def _unlike(
    column: str, seen: Numbers, stated: Form, rival: Form, remembered: Recipe | None, file_name: str
) -> Problem:
    from_recipe = remembered is not None and remembered.decimal == stated.decimal
    source = "the remembered recipe reads" if from_recipe else "you stated"
    return Problem(
        f"{source} the decimal mark {stated.decimal!r}, but only {seen.fits.get(stated, 0)} of {seen.values} values "
        f"are such numbers, and {seen.fits[rival]} are written like {rival.named()}",
        f"If this file is written differently, answer --decimal {rival.decimal}; nothing was loaded.",
        file=file_name,
        column=column,
    )
