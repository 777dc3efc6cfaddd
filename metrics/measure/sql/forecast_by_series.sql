-- title: Accuracy by series
-- unit: fraction
-- formula: WAPE and bias of a series over all horizons; share_of_error = its Σ|error| / Σ|error| of the model
-- source: method, forecasts
-- note: The series with the largest Σ|error| come one by one, the first $top of each model; all others together make one row whose series is null and whose `count` says how many they are, so that shares add up to 1.
WITH per_series AS (
    SELECT position, number, sum(abs(error)) AS lost
    FROM forecast_errors
    GROUP BY position, number
),
named AS (
    SELECT
        position,
        number,
        CASE WHEN row_number() OVER (PARTITION BY position ORDER BY lost DESC, number) <= $top THEN series END AS shown,
        sum(lost) OVER (PARTITION BY position) AS total
    FROM per_series JOIN forecast_series USING (number)
)
SELECT
    any_value(model) AS model,
    shown AS series,
    count(DISTINCT number) AS count,
    forecast_wape(error, actual) AS wape,
    forecast_bias(error, actual) AS bias,
    sum(abs(error)) / nullif(any_value(total), 0) AS share_of_error
FROM forecast_errors
JOIN named USING (position, number)
JOIN forecast_models USING (position)
GROUP BY position, shown
ORDER BY position, shown IS NULL, sum(abs(error)) DESC, shown;
