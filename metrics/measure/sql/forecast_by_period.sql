-- title: Accuracy by target period
-- unit: as each measure
-- formula: WAPE, bias and the naive's WAPE over the rows of a model, horizon and target period
-- source: method, forecasts
-- note: period is the first day of the target's period, or the whole-number target.
SELECT
    e.model,
    e.horizon,
    any_value(e.target) AS target,
    any_value(e.step) AS step,
    count(*) AS points,
    forecast_wape(e.error, e.actual) AS wape,
    forecast_bias(e.error, e.actual) AS bias,
    forecast_naive_wape(e.naive, e.actual) AS naive_wape
FROM forecast_errors AS e
JOIN forecast_models USING (model)
GROUP BY position, e.model, e.horizon, e.period
ORDER BY position, e.horizon, e.period;
