-- title: Errors of forecasts and of the naive forecast
-- unit: the unit of the forecast
-- formula: error = forecast − actual; naive = latest same-season actual whose period end + actual_lag ≤ made_on
-- source: method, forecasts (naive); Hyndman & Athanasopoulos, Forecasting: Principles and Practice, 5.2
-- note: A period ends where the next begins, so it was known when period + 1 + actual_lag ≤ the period containing made_on.
-- note: With season 1 every period has the same season: the last known actual.
-- note: Rows without an actual are not here; rows without a known naive carry null.
CREATE OR REPLACE TEMP TABLE forecast_errors AS
WITH known AS (
    SELECT series, period, first_value AS value, (period % $season + $season) % $season AS phase
    FROM forecast_known
    WHERE isfinite(first_value)
),
asked AS (
    SELECT
        *,
        forecast - actual AS error,
        known_period - 1 - $actual_lag AS latest,
        (period % $season + $season) % $season AS phase
    FROM forecast_rows
    WHERE actual IS NOT NULL
)
SELECT asked.* EXCLUDE (latest, phase), known.value AS naive, s.scale
FROM asked
ASOF LEFT JOIN known
    ON known.series = asked.series AND known.phase = asked.phase AND asked.latest >= known.period
LEFT JOIN forecast_scale AS s ON s.series = asked.series;
