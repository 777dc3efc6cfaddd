"""Texts that are no formulas: every one is refused with its words, and nothing of it runs. Legal ones end in time."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from metrics import engine
from metrics.actions import check
from metrics.dataset import Dataset
from metrics.errors import DefinitionError, FormulaError
from metrics.rollup import formula, plan, trial, try_formula

TICKETS = Dataset(
    shape="events", id="ticket", time="opened", columns={"minutes": "decimal", "n": "integer", "who": "text"}
)


def table(name: str) -> list[tuple[str, str]]:
    """Attacks with words of their refusal."""
    lines = Path(__file__).with_name(name).read_text(encoding="ascii").splitlines()
    parted = [line.rpartition(" => ") for line in lines if line and not line.startswith("# ")]
    return [(re.sub(r"\\u(....)", lambda sign: chr(int(sign[1], 16)), text), words) for text, _, words in parted]


ATTACKS, CONDITIONS = table("formula_attacks.txt"), table("condition_attacks.txt")
LARGE = [
    ("sum(n" + "0" * 3000 + ")", "3,006 characters"),
    ("sum(n) + " + "9" * 40, "too long"),
    ("sum(n) * 1e999", "too long"),
    ("(" * 200 + "count(*)" + ")" * 200, "nested too deeply"),
    ("abs(" * 300 + "count(*)" + ")" * 300, "nested too deeply"),
    ("CASE WHEN true THEN " * 70 + "count(*)" + " END" * 70, "nested too deeply"),
    ("count(*)" + " + count(*)" * 180, "nested too deeply"),
    ("-" * 900 + "count(*)", "empty"),
    ("NOT " * 490 + "true", "nested too deeply"),
    ("sum(n\x00)", "U+0000"),
    ("", "empty"),
    (" \t\n", "empty"),
]

PROJECT = """
[project]
id = "p"
launch = 2025-01-01
[dataset.d]
shape = "events"
time = "at"
columns = { n = "integer", who = "text" }
[kpi.k]
dataset = "d"
measure = "count(*)"
better = "lower"
"""
STOP = "x; DROP TABLE points; --"
PLACES = [  # where else a definition holds words: what to replace, by what, words of the refusal
    ('measure = "count(*)"', "measure = \"sum(read_text('/etc/passwd'))\"", "the function read_text is not allowed"),
    ('measure = "count(*)"', "measure = 1", "string"),
    ('better = "lower"', 'better = "lower"\nwhere = "n IN (SELECT 1)"', "not allowed in a formula"),
    ('better = "lower"', f'better = "lower"\ntime = "{STOP}"', "no column of this name"),
    ('better = "lower"', 'better = "lower"\ntime = "now()"', "no column of this name"),
    ('better = "lower"', 'better = "lower"\ntime = "_upload"', "no column of this name"),
    ('better = "lower"', f'better = "lower"\nsegments = ["{STOP}"]', "no column of this name"),
    ('better = "lower"', 'better = "lower"\nsegments = ["_row"]', "no column of this name"),
    ('better = "lower"', f'better = "lower"\nlaunches = {{ "{STOP}" = 2025-01-01 }}', "no segment of the KPI"),
    ('better = "lower"', 'better = "lower"\ncontrol = { segment = "who=\' OR 1=1" }', "no segment of the KPI"),
    ('better = "lower"', f'better = "lower"\ndriver = "{STOP}"', "not written as such a name"),
    ('better = "lower"', 'better = "lower"\nvolume = "(SELECT 1)"', "not written as such a name"),
    ('better = "lower"', f'better = "lower"\nguardrails = ["{STOP}"]', "not written as such a name"),
    ('better = "lower"', 'better = "lower"\ngrains = ["month); DROP"]', "not one of the allowed values"),
    ("[kpi.k]", '[kpi."k; DROP TABLE points"]', "not written as such a name"),
    ("[kpi.k]", f'[[dataset.d.rule]]\ncolumn = "{STOP}"\nrequired = true\n[kpi.k]', "no such column"),
    ("[kpi.k]", '[[dataset.d.rule]]\ncolumn = "n"\nrange = ["0; DROP", 1]\n[kpi.k]', "dataset.d.rule.0.range"),
    ("[kpi.k]", '[[dataset.d.rule]]\ncolumn = "n"\nallowed = ["1); DROP"]\n[kpi.k]', "can be this"),
    ("[kpi.k]", '[[dataset.d.rule]]\ncolumn = "n"\nexpression = "n > 1"\n[kpi.k]', "no such field"),
    ("[kpi.k]", '[dataset.d.recipe]\ndate_order = "x\'); DROP"\n[kpi.k]', "not one of the allowed values"),
    ("[dataset.d]", '[dataset."d; DROP"]', "not written as such a name"),
    ("[dataset.d]", '[dataset."../../etc"]', "not written as such a name"),
    ('"d"\nmeasure', '"d, rows_other"\nmeasure', "not written as such a name"),
    ('id = "p"', 'id = "../p"', "not written as such a name"),
    ('id = "p"', 'id = "p\u200b"', "not written as such a name"),
    ('id = "p"', 'id = "p"\ntimezone = "../../etc/passwd"', "no time zone"),
    ('id = "p"', 'id = "p"\ncurrency = "EU\'"', "not written as such a name"),
    ('n = "integer"', 'n = "integer); DROP"', "not one of the allowed values"),
    ('n = "integer"', 'n = "read_text"', "not one of the allowed values"),
]
LEGAL = [  # costly over many rows: each is interrupted, and says so
    ("count(DISTINCT lower(upper(who)))", None),
    ("median(length(lower(upper(lower(who)))))", None),
    ("count(DISTINCT who) + count(DISTINCT lower(who)) + count(DISTINCT upper(who))", None),
    ("quantile_cont(n * n, 0.99) + stddev(n) + max(length(trim(who, 'ab')))", None),
    ("count(*)", "who ILIKE '%_a%_b%_a%_b%_z' OR who LIKE '%a_b%a_b%a_b%!z' ESCAPE '!'"),
    ("sum(CASE " + " ".join(f"WHEN contains(who, 'a{n}b') THEN {n}" for n in range(50)) + " END)", None),
]


def refused(read: Callable[[str, Dataset], object], attacks: list[tuple[str, str]]) -> None:
    for text, words in attacks:
        with pytest.raises(FormulaError) as said:
            raise AssertionError(f"got through: {text!r} as {read(text, TICKETS)}")
        assert words in str(said.value), (text, str(said.value))


def test_no_measure() -> None:
    assert len({text for text, _ in ATTACKS}) >= 400
    refused(formula.measure, [*ATTACKS, *LARGE])


def test_no_condition() -> None:
    assert len({text for text, _ in CONDITIONS}) >= 60
    refused(formula.where, CONDITIONS)


def test_no_other_word_of_a_definition_is_sql() -> None:
    check(PROJECT)
    for what, by, words in PLACES:
        assert PROJECT.count(what) == 1, what
        with pytest.raises(DefinitionError) as said:
            raise AssertionError(f"got through: {check(PROJECT.replace(what, by))}")
        assert words in str(said.value), (by, str(said.value))


def test_columns_and_cells_may_hold_sql_and_nothing_of_it_runs(rolled, upload) -> None:
    name = 'a"); DROP TABLE rows_d; --'
    quoted = name.replace('"', '""')
    query = f"""SELECT TIMESTAMP '2025-01-01' + INTERVAL 1 DAY * range AS at, range AS "{quoted}",
        $$it's'; DROP TABLE points; --$$ AS who FROM range(60)"""
    columns = {name: "integer", "who": "text"}
    kpi = {"measure": f'sum("{quoted}")', "where": "who LIKE 'it''s''; DROP%'", "segments": ["who"]}
    con = rolled({"shape": "events", "time": "at", "columns": columns}, {"k": kpi}, [upload(query)])
    found = con.execute("SELECT segment, sum(value) FROM points GROUP BY ALL ORDER BY ALL NULLS FIRST").fetchall()
    assert found == [(None, sum(range(60))), ("who=it's'; DROP TABLE points; --", sum(range(60)))]


@pytest.fixture
def many(upload):
    """A million rows of text that no dictionary shortens."""
    query = """SELECT TIMESTAMP '2025-01-01' + INTERVAL 1 SECOND * range AS opened, range AS n,
        range::VARCHAR AS ticket, repeat('ab', 30) || range AS who, 1.5::DECIMAL(18,6) AS minutes FROM range(1000000)"""
    return upload(query)


def test_a_legal_formula_ends_in_time(con, rolled, many, monkeypatch) -> None:
    """Both where somebody tries a formula and where a snapshot computes it."""
    monkeypatch.setattr(trial, "SECONDS", 0.01)
    monkeypatch.setattr(plan, "SECONDS", 0.01)
    dataset = TICKETS.model_dump(exclude_unset=True)
    for measure, where in LEGAL:
        started = time.monotonic()
        with pytest.raises(engine.TooLong, match=r"trial of the formula was stopped after 0.01 seconds"):
            try_formula(con, TICKETS, measure, where, many.rows_path, sample=1_000_000)
        with pytest.raises(engine.TooLong, match=r"Computing the KPIs was stopped after 0.01 seconds"):
            rolled(dataset, {"k": {"measure": measure} | ({"where": where} if where else {})}, [many])
        assert time.monotonic() - started < 4


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
    for read in (formula.measure, formula.where):
        try:
            accepted = read(text, TICKETS)
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
