-- title: Mean absolute percentage error
-- unit: fraction
-- formula: MAPE = mean |forecast − actual| / |actual| over rows whose actual is not zero
-- source: Hyndman & Koehler (2006), Another look at measures of forecast accuracy
-- note: Rows with an actual of zero have no percentage error; they are left out and counted in mape_left_out.
CREATE OR REPLACE TEMP MACRO forecast_mape(percentages, with_percentage) AS sum(percentages) / nullif(sum(with_percentage), 0);
