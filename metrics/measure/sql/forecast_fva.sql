-- title: Forecast value added
-- unit: fraction
-- formula: FVA = WAPE of the naive − WAPE of the forecast, both over rows that have a naive forecast
-- source: Gilliland (2010), The Business Forecasting Deal
-- note: Positive: better than naive.
-- note: Rows without a naive leave both sides and are counted in fva_left_out, so naive_wape − wape differs from FVA where some are left out.
CREATE OR REPLACE TEMP MACRO forecast_fva(error, naive, actual) AS
    (sum(abs(naive - actual)) - sum(abs(error)) FILTER (WHERE naive IS NOT NULL))
    / nullif(sum(abs(actual)) FILTER (WHERE naive IS NOT NULL), 0);
