-- title: Actuals per series and period
-- unit: the unit of the forecast
-- formula: Σ value of the rows of a series in one period
-- source: method, forecasts (actuals, naive "as first reported") and terms (unknown, partial)
-- note: origin is 'history' or 'actuals'; actuals inside forecast rows are in forecast_reports.sql.
-- note: value is the report that counts (the latest), first_value the first report that any live upload holds; they differ where a value was revised.
-- note: A period with an unknown value among its rows is unknown, not less.
-- note: Periods without rows are unknown, not zero.
-- note: Where rows are finer than the grain, a first or last period that the dataset does not reach to its edge within the 99th percentile of its gaps is partial and left out: half a week is not a low week.
CREATE OR REPLACE TEMP TABLE forecast_actuals AS
WITH placed AS (
    SELECT *, coalesce(step, period_index(day, $grain)) AS period FROM forecast_actual_input
),
days AS (
    SELECT DISTINCT origin, day, period_index(day, $grain) AS period FROM forecast_actual_input
    WHERE day IS NOT NULL AND kept
),
gaps AS (
    SELECT origin, day, day - lag(day) OVER (PARTITION BY origin ORDER BY day) AS gap FROM days
),
reach AS (
    SELECT origin, min(day) AS first_day, max(day) AS last_day, quantile_cont(gap, 0.99) AS usual_gap
    FROM gaps GROUP BY origin
),
finer AS (
    SELECT DISTINCT origin FROM days GROUP BY origin, period HAVING count(*) > 1
),
edges AS (
    SELECT
        origin,
        CASE WHEN first_day - usual_gap::INTEGER >= period_start(period_index(first_day, $grain), $grain)
            THEN period_index(first_day, $grain) END AS partial_first,
        CASE WHEN last_day + usual_gap::INTEGER < period_start(period_index(last_day, $grain) + 1, $grain)
            THEN period_index(last_day, $grain) END AS partial_last
    FROM reach SEMI JOIN finer USING (origin)
),
summed AS (
    SELECT
        origin,
        series,
        period,
        CASE WHEN bool_and(value IS NOT NULL) FILTER (WHERE kept) THEN sum(value) FILTER (WHERE kept) END AS value,
        CASE WHEN bool_and(value IS NOT NULL) FILTER (WHERE first) THEN sum(value) FILTER (WHERE first) END AS first_value
    FROM placed
    WHERE period IS NOT NULL
    GROUP BY origin, series, period
)
SELECT summed.*
FROM summed LEFT JOIN edges USING (origin)
WHERE (isfinite(value) OR isfinite(first_value))
    AND period IS DISTINCT FROM partial_first
    AND period IS DISTINCT FROM partial_last;
