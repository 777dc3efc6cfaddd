-- title: Series that are not listed one by one
-- unit: rows
-- formula: all series of $model but the $top with the largest Σ|error| over all horizons, as forecast_by_series.sql ranks them
-- source: method, forecasts
-- note: Their figures stand together as "other series".
SELECT series
FROM (
    SELECT number, row_number() OVER (ORDER BY sum(lost) DESC, number) AS place
    FROM forecast_sums JOIN forecast_models USING (position)
    WHERE points > 0 AND model = $model
    GROUP BY number
)
JOIN forecast_series USING (number)
WHERE place > $top;
