-- title: Actuals that forecasts are measured against, other than those in their own row
-- unit: the unit of the forecast
-- formula: from the dataset of actuals; or, where rows of one target report different actuals or none, what was reported last
-- source: method, forecasts (actuals)
-- note: Where every row holds the actual of its target this is empty.
CREATE OR REPLACE TEMP TABLE forecast_measured AS
SELECT series, period, value FROM forecast_actuals WHERE $joined AND origin = 'actuals' AND isfinite(value)
UNION ALL
SELECT series, period, value
FROM forecast_reports JOIN forecast_series USING (number)
WHERE $differ AND value IS NOT NULL AND single;
