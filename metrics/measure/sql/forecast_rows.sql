-- title: Forecasts beside their actuals and the naive forecast
-- unit: the unit of the forecast
-- formula: one row per model, series, target period and horizon; actual of forecast_measured.sql, else of the row; naive = latest same-season actual whose period end + actual_lag ≤ made_on
-- source: method, forecasts (key, naive); Hyndman & Athanasopoulos, Forecasting: Principles and Practice, 5.2
-- note: A period ends where the next begins, so it was known when period + 1 + actual_lag ≤ the period containing made_on.
-- note: With season 1 every period has the same season: the last known actual.
-- note: latest is the last period of the target's season that was known. Where it has no actual, forecast_naive_before.sql looks further back.
-- note: Rows that forecast_hidden.sql names are left out. inside tells per interval level whether the actual lies in it.
-- note: Numbers in place of names keep ten million rows within memory.
CREATE OR REPLACE TEMP TABLE forecast_rows AS
WITH known_before AS (
    SELECT *, known_period - 1 - $actual_lag AS known_until
    FROM forecast_placed($grain, $whole_numbers)
    WHERE complete
),
asked AS (
    SELECT
        * EXCLUDE (actual),
        CAST(period + $season * floor((known_until - period) / $season::DOUBLE) AS BIGINT) AS latest,
        CASE WHEN isfinite(actual) AND NOT $joined THEN actual END AS inline
    FROM known_before
    ANTI JOIN forecast_hidden USING (_seq, _row)
)
SELECT
    m.position,
    s.number,
    forecast_step(f.period) AS period,
    f.horizon,
    coalesce(f.made_date, CASE WHEN NOT $whole_numbers THEN period_start(f.known_period, $grain) END) AS made,
    forecast_step(f.latest) AS latest,
    f.forecast,
    coalesce(a.value, f.inline) AS actual,
    k.first_value AS naive,
    forecast_insides(coalesce(a.value, f.inline), f.intervals) AS inside
FROM asked AS f
JOIN forecast_models AS m ON m.model = f.model
JOIN forecast_series AS s ON s.series = f.series
LEFT JOIN forecast_measured AS a ON a.number = s.number AND a.period = f.period
LEFT JOIN (SELECT number, period, first_value FROM forecast_known WHERE isfinite(first_value)) AS k
    ON k.number = s.number AND k.period = f.latest;
