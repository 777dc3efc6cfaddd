-- title: Forecasts beside their actuals
-- unit: rows
-- formula: one row per model, series, target period and horizon; actual inline, or joined by series and target period
-- source: method, forecasts (key)
-- note: target is the first day of the target's period, step the whole-number target; one of the two is null.
CREATE OR REPLACE TEMP TABLE forecast_rows AS
SELECT
    f.series,
    f.model,
    f.period,
    CASE WHEN NOT $whole_numbers THEN period_start(f.period, $grain) END AS target,
    f.target_step AS step,
    f.made_date AS made_on,
    CAST(f.horizon AS INTEGER) AS horizon,
    f.known_period,
    f.forecast,
    CASE WHEN $joined THEN CASE WHEN isfinite(a.value) THEN a.value END WHEN isfinite(f.actual) THEN f.actual END AS actual,
    f.intervals
FROM forecast_placed AS f
LEFT JOIN forecast_actuals AS a ON a.origin = 'actuals' AND a.series = f.series AND a.period = f.period
WHERE f.state = 'used';
