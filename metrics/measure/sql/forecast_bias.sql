-- title: Bias
-- unit: fraction
-- formula: bias = Σ(forecast − actual) / Σ|actual|
-- source: method, forecasts; the signed counterpart of WAPE
-- note: Positive: forecasts were too high.
-- note: Null where every actual is zero.
CREATE OR REPLACE TEMP MACRO forecast_bias(error, size) AS sum(error) / nullif(sum(size), 0);
