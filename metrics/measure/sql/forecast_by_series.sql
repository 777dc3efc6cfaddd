-- title: Accuracy by series
-- unit: fraction
-- formula: WAPE and bias of a series over all horizons; share_of_error = its Σ|error| / Σ|error| of the model
-- source: method, forecasts
-- note: The series with the largest Σ|error| come one by one, the first $top of each model; all others together make one row whose series is null and whose `count` says how many they are, so that shares add up to 1.
WITH per_series AS (
    SELECT model, series, sum(abs(error)) AS lost FROM forecast_errors GROUP BY model, series
),
ranked AS (
    SELECT *, row_number() OVER (PARTITION BY model ORDER BY lost DESC, series) AS rank FROM per_series
),
named AS (
    SELECT model, series, CASE WHEN rank <= $top THEN series END AS shown, sum(lost) OVER (PARTITION BY model) AS total
    FROM ranked
)
SELECT
    model,
    shown AS series,
    count(DISTINCT named.series) AS count,
    forecast_wape(error, actual) AS wape,
    forecast_bias(error, actual) AS bias,
    sum(abs(error)) / nullif(any_value(total), 0) AS share_of_error
FROM forecast_errors
JOIN named USING (model, series)
JOIN forecast_models USING (model)
GROUP BY position, model, shown
ORDER BY position, shown IS NULL, sum(abs(error)) DESC, shown;
