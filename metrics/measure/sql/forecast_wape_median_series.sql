-- title: WAPE of the median series
-- unit: fraction
-- formula: median over series of each series' own WAPE
-- source: method, forecasts
-- note: The pooled WAPE follows the largest series; this one follows the typical series.
-- note: Series whose actuals are all zero have no WAPE and are left out.
CREATE OR REPLACE TEMP MACRO forecast_wape_median_series(series_wape) AS median(series_wape);
