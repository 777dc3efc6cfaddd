-- title: Forecast value added
-- unit: fraction
-- formula: FVA = WAPE of the naive − WAPE of the forecast, both over rows that have a naive forecast
-- source: Gilliland (2010), The Business Forecasting Deal
-- note: Positive: better than naive.
-- note: Rows without a naive leave both sides and are counted in fva_left_out, so naive_wape − wape differs from FVA where some are left out.
CREATE OR REPLACE TEMP MACRO forecast_fva(lost_beside, naive_lost, naive_size) AS
    (sum(naive_lost) - sum(lost_beside)) / nullif(sum(naive_size), 0);
