-- title: Accuracy, from the forecasts beside their actuals
-- unit: as each measure
-- formula: each measure of one figure's rows (forecast_pairs.sql), computed anew
-- source: method, forecasts; the second computation of what forecast_by_horizon.sql, forecast_by_period.sql and forecast_by_series.sql give
-- note: Null where nothing can be divided by; rows without a naive forecast leave both sides of FVA.
-- note: Series without a scale, or with a scale of zero, leave MASE and RMSSE.
-- note: {coverage} stands for the share of actuals inside each interval that the forecast gives, of those with both bounds.
WITH per_series AS (
    SELECT
        avg(abs(error)) AS mae,
        avg(error * error) AS squared,
        nullif(any_value(scale), 0) AS scale,
        nullif(any_value(squared_scale), 0) AS squared_scale,
        sum(abs(error)) / nullif(sum(abs(actual)), 0) AS wape
    FROM forecast_pairs
    GROUP BY series
)
SELECT
    count(*) AS points,
    sum(abs(error)) AS lost,
    sum(abs(error)) / nullif(sum(abs(actual)), 0) AS wape,
    sum(error) / nullif(sum(abs(actual)), 0) AS bias,
    avg(abs(error)) AS mae,
    sqrt(avg(error * error)) AS rmse,
    avg(error) AS mean_error,
    avg(abs(error) / nullif(abs(actual), 0)) AS mape,
    avg(coalesce(200 * abs(error) / nullif(abs(actual) + abs(forecast), 0), 0)) AS smape,
    (SELECT median(wape) FROM per_series) AS wape_median_series,
    (SELECT avg(mae / scale) FROM per_series) AS mase,
    (SELECT avg(sqrt(squared / squared_scale)) FROM per_series) AS rmsse,
    sum(abs(naive - actual)) / nullif(sum(abs(actual)) FILTER (WHERE naive IS NOT NULL), 0) AS naive_wape,
    (sum(abs(naive - actual)) - sum(abs(error)) FILTER (WHERE naive IS NOT NULL))
    / nullif(sum(abs(actual)) FILTER (WHERE naive IS NOT NULL), 0) AS fva{coverage}
FROM forecast_pairs;
