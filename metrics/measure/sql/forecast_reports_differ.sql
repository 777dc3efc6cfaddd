-- title: Actuals that stand inside forecast rows, where reports of one target differ
-- unit: the unit of the forecast
-- formula: value = the report of the row that came last; first_value = of the row that came first, be it replaced since
-- source: method, forecasts (key; naive "as first reported"): latest wins, the first vintage is kept
-- note: A row without a value reports nothing; its target's actual is that of the rows that have one.
-- note: single is false where several target days lie in one period: the data are finer than the grain, and each row keeps its own actual.
CREATE OR REPLACE TEMP TABLE forecast_reports AS
SELECT
    number,
    coalesce(step, period_index(day, $grain)) AS period,
    arg_max(value, reported) FILTER (WHERE kept) AS value,
    arg_min(value, reported) AS first_value,
    coalesce(min(day) = max(day), true) AS single,
    coalesce(min(value) FILTER (WHERE kept) < max(value) FILTER (WHERE kept), false) AS differ
FROM forecast_inline JOIN forecast_series USING (series)
WHERE isfinite(value) AND coalesce(step, period_index(day, $grain)) IS NOT NULL
GROUP BY number, coalesce(step, period_index(day, $grain));
