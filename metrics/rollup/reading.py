"""Formula text to a checked syntax tree. The tree, never the text, is what later becomes SQL."""

from __future__ import annotations

import difflib
import math
import unicodedata
from collections.abc import Callable, Iterable, Mapping

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from metrics.errors import FormulaError, Problem
from metrics.rollup import language


def read(text: str, columns: Iterable[str]) -> exp.Expr:
    """The tree of `text`, every node on the allow-list, columns spelled and quoted as the dataset declares them.

    Raises FormulaError with every problem found.
    """
    columns = tuple(columns)
    _look_at(text)
    try:
        trees = sqlglot.parse(text, read="duckdb")
    except SqlglotError as error:
        raise FormulaError(Problem(f"the formula cannot be read: {_first_line(error)}", _LOOK, value=text)) from None
    except RecursionError:
        raise FormulaError(_too_deep(text)) from None
    if len(trees) != 1 or not isinstance(trees[0], exp.Expr):
        raise FormulaError(Problem("this is not one expression", "Write one expression, as in count(*).", value=text))
    tree = trees[0]
    _measure_tree(tree, text)
    problems = list(dict.fromkeys(problem for node in tree.walk() for problem in _node(node, columns)))
    if problems:
        raise FormulaError(problems)
    tree = tree.transform(_spelled({name.lower(): name for name in columns}, columns))
    try:
        again = sqlglot.parse_one(tree.sql(dialect="duckdb"), read="duckdb")
    except SqlglotError as error:  # an operator without its operand, such as a bare @, is written as a call of nothing
        raise FormulaError(Problem(f"the formula cannot be read: {_first_line(error)}", _LOOK, value=text)) from None
    if again.sql(dialect="duckdb") != tree.sql(dialect="duckdb"):
        raise FormulaError(Problem("the formula can be read in two ways", "Add brackets.", value=text))
    return tree


_LOOK = "Write it as in sum(minutes) / count(*), with text in 'single quotes' and column names bare."


def _first_line(error: SqlglotError) -> str:
    said = getattr(error, "errors", None) or [{}]
    text = str(said[0].get("description") or "unexpected text").rstrip(".")
    return "an operand is missing" if "missing for <class" in text else text


def _too_deep(text: str) -> Problem:
    return Problem("the formula is nested too deeply", "Split it into several KPIs or columns.", value=text[:80])


def _look_at(text: str) -> None:
    """What the text alone shows: its length, comments, semicolons, brackets, invisible characters."""
    if len(text) > language.MAX_LENGTH:
        long = f"the formula has {len(text):,} characters; {language.MAX_LENGTH:,} are allowed"
        raise FormulaError(Problem(long, "Shorten it, or compute a column in the export.", value=text[:80]))
    try:
        tokens = sqlglot.tokenize(text, read="duckdb")
    except SqlglotError:
        raise FormulaError(
            Problem("the formula cannot be read", "Close every quote and bracket.", value=text)
        ) from None
    if not tokens:
        raise FormulaError(Problem("the formula is empty", "Write an expression, as in count(*).", value=text))
    problems = []
    if any(token.comments or token.token_type == TokenType.HINT for token in tokens):
        problems.append(Problem("a formula holds no comments", "Put the explanation into `why`.", value=text))
    if any(token.token_type == TokenType.SEMICOLON for token in tokens):
        problems.append(Problem("a formula is one expression, without semicolons", "Remove the semicolon.", value=text))
    if _nesting(tokens) > language.MAX_BRACKETS:
        problems.append(_too_deep(text))
    invisible = {c for c in _outside_strings(text, tokens) if unicodedata.category(c) in language.UNSEEN}
    invisible -= set("\t\n\r")
    if invisible or "\x00" in text:
        named = ", ".join(f"U+{ord(c):04X}" for c in sorted(invisible or {"\x00"}))
        problems.append(Problem(f"invisible characters: {named}", "Type the formula anew.", value=text))
    if problems:
        raise FormulaError(problems)


def _nesting(tokens: Iterable[Token]) -> int:
    depth = deepest = 0
    for token in tokens:
        depth += token.text in ("(", "[", "{") and token.token_type != TokenType.STRING
        depth -= token.text in (")", "]", "}") and token.token_type != TokenType.STRING
        deepest = max(deepest, depth)
    return deepest


def _outside_strings(text: str, tokens: Iterable[Token]) -> str:
    """The text without its string literals, which may hold any letter of any script."""
    kept, at = [], 0
    for token in tokens:
        if token.token_type == TokenType.STRING:
            kept.append(text[at : token.start])
            at = token.end + 1
    return "".join(kept) + text[at:]


def _measure_tree(tree: exp.Expr, text: str) -> None:
    """Depth and size, without recursion."""
    level, depth, nodes = [tree], 0, 0
    while level:
        depth += 1
        nodes += len(level)
        level = [child for node in level for child in node.iter_expressions()]
        if depth > language.MAX_DEPTH or nodes > language.MAX_NODES:
            raise FormulaError(_too_deep(text))


def _node(node: exp.Expr, columns: tuple[str, ...]) -> Iterable[Problem]:
    """What is wrong with one node."""
    kind = type(node)
    inside = language.INSIDE.get(kind)
    if inside is not None:
        if not isinstance(node.parent, inside):
            yield _not_allowed(node)
    elif kind is exp.Filter:
        if type(node.this) not in language.AGGREGATES:
            yield Problem("FILTER belongs behind an aggregate", "Write it as in count(*) FILTER (WHERE …).")
    elif kind is exp.Anonymous:
        if not isinstance(node.this, str) or node.this.lower() not in language.NAMED:
            yield _not_allowed(node)
        elif not _is_unit(node.expressions[0] if node.expressions else None):
            yield _unit(node)
    elif kind not in language.OPERATORS and kind not in language.AGGREGATES and kind not in language.FUNCTIONS:
        yield _not_allowed(node)
    if any(node.args.get(argument) for argument in language.REFUSED_ARGUMENTS.get(kind, ())):
        yield _not_allowed(node)
    elif kind is exp.Column:
        yield from _column(node, columns)
    elif kind is exp.Var and node.name.lower() not in language.UNITS:
        yield _unit(node)
    elif kind is exp.DataType and (node.this not in language.CASTS or node.args.get("nested")):
        kinds = "integer, bigint, double, decimal, date, timestamp, boolean, text"
        yield Problem("a cast to this type is not allowed", f"Cast to one of {kinds}.", value=_sql(node))
    elif kind is exp.Literal and not node.is_string:
        yield from _number(node)
    elif kind in (exp.Cast, exp.TryCast):
        yield from _spelled_out(node)


def _is_unit(node: exp.Expr | None) -> bool:
    return isinstance(node, exp.Literal) and node.is_string and node.name.lower() in language.UNITS


def _sql(node: exp.Expr) -> str:
    try:
        return node.sql(dialect="duckdb")[:80]
    except (SqlglotError, RecursionError, ValueError):
        return type(node).__name__


def _unit(node: exp.Expr) -> Problem:
    return Problem("this is no unit of time", f"Use one of {', '.join(sorted(language.UNITS))}.", value=_sql(node))


def _number(node: exp.Expr) -> Iterable[Problem]:
    digits = sum(c.isdigit() for c in node.name.lower().split("e")[0])
    try:
        fits = digits <= language.MAX_DIGITS and math.isfinite(float(node.name))
    except ValueError:
        fits = False
    if not fits:
        most = f"Use at most {language.MAX_DIGITS} digits."
        yield Problem("this number is too long", most, value=node.name[:40])


def _spelled_out(cast: exp.Expr) -> Iterable[Problem]:
    """A text that is cast to a date, a time or a number has to look like one."""
    of, to = cast.this, cast.args.get("to")
    if not (isinstance(of, exp.Literal) and of.is_string and isinstance(to, exp.DataType)):
        return
    if to.this in language.CASTS - language.SPELLED and not language.WRITTEN.fullmatch(of.name):
        yield Problem("this is no date and no number", "Write it as in date '2025-01-31' or 12.5.", value=_sql(of))


def _column(node: exp.Expr, columns: tuple[str, ...]) -> Iterable[Problem]:
    named = node.name
    if named in columns or sum(named.lower() == column.lower() for column in columns) == 1:
        return
    near = difflib.get_close_matches(named.lower(), {c.lower(): c for c in columns}, n=1, cutoff=0.6)
    meant = next((column for column in columns if near and column.lower() == near[0]), None)
    guess = f"Did you mean {meant}? " if meant else ""
    quote = "" if meant or " " in named else " Text goes in 'single quotes'."
    yield Problem(
        "the dataset has no such column", f"{guess}It has {', '.join(columns) or 'none'}.{quote}", value=named
    )


def _not_allowed(node: exp.Expr) -> Problem:
    only = f"Functions allowed: {language.allowed_functions()}."
    words: dict[type[exp.Expr], str] = {
        exp.Star: "* stands only in count(*)",
        exp.Column: "names with dots are not allowed",
    }
    what = words.get(type(node))
    if what is None and isinstance(node, exp.Func | exp.Anonymous):
        called = node.name if isinstance(node, exp.Anonymous) else node.sql_name().lower()
        what = f"the function {called} is not allowed"
    return Problem(what or "this part is not allowed in a formula", only, value=_sql(node))


def _spelled(known: Mapping[str, str], columns: tuple[str, ...]) -> Callable[[exp.Expr], exp.Expr]:
    def respell(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Column):
            exact = node.name if node.name in columns else known[node.name.lower()]
            return exp.Column(this=exp.Identifier(this=exact, quoted=True))
        return node

    return respell
