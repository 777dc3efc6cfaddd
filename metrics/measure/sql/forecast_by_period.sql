-- title: Accuracy by target period
-- unit: as each measure
-- formula: WAPE, bias and the naive's WAPE over the rows of a model, horizon and target period
-- source: method, forecasts
-- note: target is the first day of the target's period, step the whole-number target; one of the two is null.
SELECT
    any_value(model) AS model,
    horizon,
    CASE WHEN NOT $whole_numbers THEN period_start(period, $grain) END AS target,
    CASE WHEN $whole_numbers THEN period END AS step,
    sum(points)::BIGINT AS points,
    forecast_wape(lost, size) AS wape,
    forecast_bias(error, size) AS bias,
    forecast_naive_wape(naive_lost, naive_size) AS naive_wape
FROM forecast_days
JOIN forecast_models USING (position)
GROUP BY position, horizon, period
ORDER BY position, horizon, period;
