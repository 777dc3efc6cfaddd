-- title: Symmetric mean absolute percentage error
-- unit: percent of the mean size, from 0 to 200
-- formula: sMAPE = mean 200 · |forecast − actual| / (|actual| + |forecast|)
-- source: Makridakis, Spiliotis & Assimakopoulos (2020), The M4 Competition
-- note: Where forecast and actual are both zero the forecast was exact, so the row counts as 0.
CREATE OR REPLACE TEMP MACRO forecast_smape(evenly, points) AS sum(evenly) / sum(points);
