-- title: Weighted absolute percentage error
-- unit: fraction
-- formula: WAPE = Σ|forecast − actual| / Σ|actual|
-- source: Kolassa & Schütz (2007), Advantages of the MAD/Mean ratio over the MAPE
-- note: Pooled over rows.
-- note: Null where every actual is zero.
CREATE OR REPLACE TEMP MACRO forecast_wape(lost, size) AS sum(lost) / nullif(sum(size), 0);
