"""Which form a number column is read with: the one that fits most rows, what is stated, or an open choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from metrics.dataset import Recipe
from metrics.engine import text
from metrics.intake import currencies, numbers
from metrics.intake.answers import Answers
from metrics.intake.decide import Against, Decided, despite, mistaken, origin, prevails
from metrics.intake.number_counts import Numbers
from metrics.intake.numbers import Form
from metrics.intake.target import Target


def decide(
    targets: Mapping[str, Target],
    found: Mapping[str, Numbers],
    told: Answers,
    remembered: Recipe | None,
    out: Decided,
) -> None:
    """Fill forms; columns that fit two marks stay open unless told or settled by another column."""
    allowed = numbers.candidates(told.decimal, told.thousands)
    open_: dict[str, tuple[Form, ...]] = {}
    for column, seen in found.items():
        best = seen.best()
        fitting = [form for form in best if form in allowed]
        if not fitting:  # what is told does not fit: another form fits more rows
            stated = max(allowed, key=lambda form: (seen.fits.get(form, 0), form == allowed[0]))
            fits = seen.fits.get(stated, 0)
            if fits < seen.fits[best[0]] and told.decimal:
                if prevails(fits, seen.values, origin("decimal", told.decimal, remembered)):
                    how = f"with the decimal mark {told.decimal!r}"
                    out.notes.append(despite(column, how, "number", fits, seen.values))
                else:
                    out.against.append(_against(targets[column], seen, stated, best[0], remembered))
            out.forms[column] = stated
        elif len(fitting) > 1:
            open_[column] = best
        else:
            out.forms[column] = fitting[0]
            if len(best) > 1 and (why := origin("decimal", told.decimal, remembered)):
                out.settled[column] = why
    _settle(open_, found, out)
    for column in found:
        _signs(targets[column], found[column], told, out)


def _settle(open_: Mapping[str, tuple[Form, ...]], found: Mapping[str, Numbers], out: Decided) -> None:
    """A column that shows its mark settles the others."""
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
        else:
            out.open_numbers[column] = forms


def _signs(target: Target, seen: Numbers, told: Answers, out: Decided) -> None:
    """One currency and one meaning of the percent sign per column: others are refused when they are met."""
    column, signs = target.column, seen.signs
    if len(signs.currencies) > 1:
        named = " and ".join(repr(sign) for sign in signs.currencies.values())
        cell = f"trim({target.cell})"
        rows = tuple(f"regexp_matches({cell}, {text(currencies.pattern(key))})" for key in signs.currencies)
        remedy = "Amounts in different currencies are never added: export one currency, or one column for each."
        out.against.append(Against(column, f"mixes the currencies {named}", None, rows, remedy))
    currency = next(iter(signs.currencies), "") if len(signs.currencies) < 2 else "*"
    if signs.percents and told.percent is None:
        out.percents.append(column)
    elif signs.percents and told.percent == "fraction" and signs.percents < seen.values:
        out.notes.append(
            f"{signs.percents:,} of {seen.values:,} values in {column!r} have a percent sign and are divided by 100; "
            f"the others, such as {signs.bare!r}, are taken as they stand."
        )
    form = out.forms.get(column)
    if form is not None and form.dressed:
        out.forms[column] = replace(form, currency=currency, percent=told.percent or "")


def _marked(seen: Numbers) -> bool:
    """Whether values of the column show which mark is the decimal one: the forms do not all fit alike."""
    return len(set(seen.fits.values())) > 1 and seen.fraction_digits > 0


def _against(target: Target, seen: Numbers, stated: Form, rival: Form, remembered: Recipe | None) -> Against:
    recalled, fitting = origin("decimal", stated.decimal, remembered), seen.fits.get(stated, 0)
    source = "the remembered recipe reads" if recalled else "you stated"
    words = (
        f"{source} the decimal mark {stated.decimal!r}, but only {fitting:,} of {seen.values:,} "
        f"values are such numbers, and {seen.fits[rival]:,} are written like {rival.named()}"
    )
    whole, cell = target.type == "integer", f"trim({target.cell})"
    fits = f"regexp_full_match({cell}, {text(rival.pattern(whole))})"
    rows = f"{fits} AND NOT regexp_full_match({cell}, {text(stated.pattern(whole))})"
    if prevails(fitting, seen.values, None) and recalled:
        remedy = mistaken(f"the decimal mark {stated.decimal!r}")
        return Against(target.column, words, f"--decimal {rival.decimal}|{stated.decimal}", (rows,), remedy)
    return Against(target.column, words, f"--decimal {rival.decimal}", (rows,))
