"""Texts that are no formulas: every one is refused with a message, and nothing of it runs."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from metrics.dataset import Dataset
from metrics.errors import FormulaError
from metrics.rollup import formula

TICKETS = Dataset(
    shape="events", id="ticket", time="opened", columns={"minutes": "decimal", "n": "integer", "who": "text"}
)

MEASURES = [
    "(SELECT count(*) FROM rows_tickets)",
    "sum((SELECT max(n) FROM duckdb_settings()))",
    "count(*) FROM read_csv('/etc/passwd')",
    "sum(n) UNION SELECT 1",
    "SELECT 1",
    "read_csv('/etc/passwd')",
    "count(read_text('/etc/passwd'))",
    "max(glob('/*'))",
    "PRAGMA database_list",
    "ATTACH 'evil.db'",
    "COPY rows TO 'out.csv'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET memory_limit = '1TB'",
    "CREATE MACRO f(x) AS x",
    "DROP TABLE points",
    "1;drop table points",
    "count(*); count(*)",
    "count(*) -- comment",
    "count(*) /* comment */",
    "/*+ hint */ count(*)",
    "list_transform([1, 2], lambda x: x + 1)",
    "sum(list_sum(list_transform([n], x -> x + 1)))",
    "sum(struct_pack(a := n).a)",
    "sum({'a': n}.a)",
    "sum({'a': n}['a'])",
    "sum([n][1])",
    "sum(n.n)",
    "sum(main.points.value)",
    "max(getenv('HOME'))",
    "max(current_setting('temp_directory'))",
    "max(pg_typeof(n))",
    "max(pg_get_viewdef(1))",
    "max(version())",
    "max(current_user)",
    "max(current_database())",
    "max(now())",
    "max(current_date)",
    "sum(random())",
    "max(nextval('s'))",
    "sum(#1)",
    "sum($1)",
    "sum(?)",
    "sum(columns(*))",
    "sum(columns('.*'))",
    "count(* EXCLUDE (n))",
    "count(* REPLACE (1 AS n))",
    "sum(*)",
    "max(*)",
    "*",
    "max(n::regclass)",
    "max(n::my_enum)",
    "max(n::integer[])",
    "max(n::struct(a integer))",
    "max(cast(who AS json))",
    "sum(n) OVER ()",
    "sum(n) OVER (PARTITION BY who)",
    "row_number() OVER ()",
    "first(n ORDER BY n)",
    "sum(n ORDER BY n)",
    "list(n)",
    "string_agg(who, ',')",
    "histogram(n)",
    "sum(unnest([1, 2]))",
    "sum(generate_series(1, 1000000000))",
    "max(repeat(who, 1000000000))",
    "sum(hash(who))",
    "count(*) WHERE n IN (SELECT 1)",
    "count(*) FILTER (WHERE n IN (SELECT n FROM d))",
    "count(*) FILTER (WHERE EXISTS (SELECT 1))",
    "count(*) FILTER (WHERE n = ANY([1]))",
    "max(who COLLATE nocase)",
    "sum(TRY(n))",
    "sum(n) AS x",
    "x := sum(n)",
    "count(*), count(*)",
    "count(rowid)",
    "count(_upload)",
    "sum(n" + "0" * 3000 + ")",
    "sum(n) + " + "9" * 40,
    "sum(n) * 1e999",
    "(" * 200 + "count(*)" + ")" * 200,
    "count(*)" + " + count(*)" * 180,
    "-" * 900 + "count(*)",
    "sum(n)\u200b",
    "sum(\u0430)",  # a Cyrillic letter
    "ｃｏｕｎｔ(*)",
    "sum(n)\x00",
    "sum(n\u202e)",
    "sum('n",
    'sum("n',
    "sum(n))",
    "",
    "   ",
    "{{ config }}",
    "%s",
    "date_diff('fortnight', opened, opened) + count(*)",
    "sum(date_part(who, opened))",
    "sum(date_diff(who, opened, opened))",
    "sum(\"date_part\"('hour', opened)) + \"read_csv\"('x')",
    "n",
    "1",
    "sum(n) + n",
    "sum(sum(n))",
    "max(opened)",
    "max(who)",
    "sum(who)",
    "avg(opened - opened)",
]

CONDITIONS = [
    "count(*) > 1",
    "n",
    "who",
    "who = 'a'; DROP TABLE points",
    "n IN (SELECT 1)",
    "EXISTS (SELECT 1)",
    "n = (SELECT 1)",
    "true UNION SELECT true",
    "n = 'abc'",
    "opened > 5",
    "who IN who",
    "row(n, 1) = row(1, 1)",
    "who SIMILAR TO '(a+)+'",
    "who = $$a$$",
    "who = e'\\x41'",
    "nope = 1",
]


@pytest.mark.parametrize("text", MEASURES)
def test_no_measure(text: str) -> None:
    with pytest.raises(FormulaError) as refused:
        formula.measure(text, TICKETS)
    assert all(problem.text for problem in refused.value.problems)


@pytest.mark.parametrize("text", CONDITIONS)
def test_no_condition(text: str) -> None:
    with pytest.raises(FormulaError):
        formula.where(text, TICKETS)


WORDS = """count sum avg n who opened minutes ( ) ( ) * + - / , . ; 'a' "n" 1 0 [ ] { } :: := -> select from where
    filter
    over distinct case when then else end and or not in is null like interval date $1 ? #
    -- /* */ lambda x : read_csv"""
FRAGMENTS = st.sampled_from(WORDS.split())


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(FRAGMENTS, max_size=25).map(" ".join)))
@example("@")
@example("count(*) + ~")
def test_any_text_is_a_formula_or_a_formula_error(text: str) -> None:
    """Nothing but FormulaError comes out, and what is accepted names only columns of the dataset."""
    for check in (formula.measure, formula.where):
        try:
            accepted = check(text, TICKETS)
        except FormulaError:
            continue
        assert set(accepted.columns) <= set(TICKETS.types())


def test_the_message_names_part_functions_and_likely_column() -> None:
    with pytest.raises(FormulaError, match=r"the function getenv is not allowed.*GETENV.*Functions allowed: abs, avg"):
        formula.measure("max(getenv('HOME'))", TICKETS)
    with pytest.raises(FormulaError, match=r"no such column.*minuts.*Did you mean minutes"):
        formula.measure("sum(minuts)", TICKETS)


@pytest.mark.parametrize("text", ["sum(*)", "max(*)", "count(* EXCLUDE (n))", "*"])
def test_a_star_stands_only_in_count(text: str) -> None:
    with pytest.raises(FormulaError, match=r"\* stands only in count\(\*\)"):
        formula.measure(text, TICKETS)


def test_all_problems_come_at_once() -> None:
    with pytest.raises(FormulaError) as refused:
        formula.measure("sum(nope) + max(getenv('x')) + sum(n::json)", TICKETS)
    assert len(refused.value.problems) == 3
