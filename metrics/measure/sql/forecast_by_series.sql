-- title: Accuracy by series
-- unit: fraction
-- formula: WAPE and bias of a series over all horizons; share_of_error = its Σ|error| / Σ|error| of the model
-- source: method, forecasts
-- note: The series with the largest Σ|error| come one by one, the first $top of each model; all others together make one row whose series is null and whose `count` says how many they are, so that shares add up to 1.
WITH per_series AS (
    SELECT position, number, sum(lost) AS lost, sum(error) AS error, sum(size) AS size
    FROM forecast_sums
    WHERE points > 0
    GROUP BY position, number
),
ranked AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY position ORDER BY lost DESC, number) AS place,
        sum(lost) OVER (PARTITION BY position) AS total
    FROM per_series
)
SELECT
    any_value(model) AS model,
    CASE WHEN place <= $top THEN series END AS shown,
    count(*) AS count,
    forecast_wape(lost, size) AS wape,
    forecast_bias(error, size) AS bias,
    sum(lost) / nullif(any_value(total), 0) AS share_of_error
FROM ranked
JOIN forecast_series USING (number)
JOIN forecast_models USING (position)
GROUP BY position, shown
ORDER BY position, shown IS NULL, sum(lost) DESC, shown;
